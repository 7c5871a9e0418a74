"""Files of reports: kept once, counted, attached to the report they came before, swept when nobody comes."""

from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, FilePurpose, IncidentState, Role
from geodata.errors import FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Commune, Incident, IncidentEvent, IncidentFile
from geodata.pictures.likeness import ALIKE, distance
from services.incidents import files
from services.incidents import store as disk
from services.incidents.files import Store
from tests import cast
from tests.people import viewer
from tests.pictures import PLACE, opened, photo, saved, scene

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "photos")


def on_disk(store: Store) -> list[Path]:
    """Every file below the store."""
    return sorted(path for path in store.folder.rglob("*") if path.is_file())


def send(session: Session, home: Commune, store: Store, content: bytes, **more: Any) -> IncidentFile:
    """The public sends a picture with a fresh form, unless told otherwise."""
    sent: dict[str, Any] = {"key": str(uuid4())} | more
    return files.receive(session, Viewer(home.id), store, content=content, **sent)


def refusal(session: Session, home: Commune, store: Store, content: bytes, **more: Any) -> dict[str, str]:
    """Field → code with which a file is refused."""
    with pytest.raises(FieldErrors) as refused:
        send(session, home, store, content, **more)
    return refused.value.fields


def rows(session: Session) -> int:
    """How many files have a row."""
    return session.scalar(select(func.count(IncidentFile.id))) or 0


# --- taken in


def test_a_picture_is_kept_under_a_name_that_tells_nothing(
    session: Session, an_hung: Commune, store: Store
) -> None:
    sent = photo()
    file = send(session, an_hung, store, sent, title="IMG_Nguyen_Thi_Lan.jpg")
    whole, small = disk.path_of(store, file.name), disk.path_of(store, file.name, disk.THUMBNAIL)
    assert on_disk(store) == [whole, small]
    assert (file.width, file.height, file.media_type) == (640, 480, "image/jpeg")
    assert file.sent_sha256 == sha256(sent).hexdigest()
    assert file.sha256 == sha256(whole.read_bytes()).hexdigest()
    assert file.bytes == whole.stat().st_size
    assert (file.title, file.public, file.incident_id) == ("", False, None)
    assert max(opened(small.read_bytes()).size) == 320


def test_a_planted_place_is_in_no_byte_of_disk_or_database(
    session: Session, an_hung: Commune, store: Store
) -> None:
    sent = photo()
    assert files.told(sent).place == pytest.approx(PLACE, abs=1e-6)
    file = send(session, an_hung, store, sent)
    session.refresh(file)
    kept = b"".join(path.read_bytes() for path in on_disk(store))
    assert [secret for secret in (b"Exif", b"GPS", b"HangDienThoai", b"2026:10:01") if secret in kept] == []
    assert "106.59" not in str({c.key: getattr(file, c.key) for c in IncidentFile.__mapper__.column_attrs})
    assert files.told(disk.path_of(store, file.name).read_bytes()) == files.Place(None, None)
    assert files.told(b"x" * (files.LARGEST + 1)).place is None


def test_the_same_bytes_for_the_same_report_are_kept_once(
    session: Session, an_hung: Commune, store: Store
) -> None:
    key = str(uuid4())
    first = send(session, an_hung, store, photo(), key=key)
    again = send(session, an_hung, store, photo(), key=key)
    assert again is first
    assert (rows(session), len(on_disk(store))) == (1, 2)
    other = send(session, an_hung, store, photo())
    assert other.id != first.id
    assert distance(first.likeness or 0, other.likeness or 1) == 0


def test_alike_pictures_of_two_reports_are_told_by_their_likeness(
    session: Session, an_hung: Commune, store: Store
) -> None:
    first = send(session, an_hung, store, photo(1))
    small = send(session, an_hung, store, saved(scene(320, 240), quality=50))
    other = send(session, an_hung, store, photo(2))
    session.expire_all()
    hashes = [file.likeness or 0 for file in (first, small, other)]
    assert distance(hashes[0], hashes[1]) <= ALIKE < distance(hashes[0], hashes[2])


BAD = {
    "photo.empty": b"",
    "photo.not_a_picture": PDF,
    "photo.broken": photo()[:4000],
    "photo.too_large": photo() + bytes(files.LARGEST),
}


@pytest.mark.parametrize("code", BAD)
def test_what_is_refused_leaves_no_row_and_no_byte(
    session: Session, an_hung: Commune, store: Store, code: str
) -> None:
    assert refusal(session, an_hung, store, BAD[code]) == {"photos": code}
    assert rows(session) == 0
    assert on_disk(store) == []


def test_a_sixth_picture_is_refused_and_the_five_may_be_sent_again(
    session: Session, an_hung: Commune, store: Store
) -> None:
    key = str(uuid4())
    for seed in range(files.MOST):
        send(session, an_hung, store, photo(seed, 64, 48), key=key)
    assert refusal(session, an_hung, store, photo(9, 64, 48), key=key) == {"photos": "photo.too_many"}
    assert send(session, an_hung, store, photo(0, 64, 48), key=key).id
    incident = cast.report(session, an_hung)
    incident.idempotency_key = key
    assert len(files.attach(session, incident)) == files.MOST
    assert refusal(session, an_hung, store, photo(9, 64, 48), key=key) == {"photos": "photo.too_many"}
    more = {"incident": incident, "purpose": FilePurpose.FOLLOW_UP}
    for seed in range(10, 10 + files.MOST):
        send(session, an_hung, store, photo(seed, 64, 48), **more)
    assert refusal(session, an_hung, store, photo(99, 64, 48), **more) == {"photos": "photo.too_many"}


@pytest.mark.parametrize("key", ["", "x", "1" * 36, "../../etc", "a" * 500])
def test_a_key_that_no_form_made_is_refused(
    session: Session, an_hung: Commune, store: Store, key: str
) -> None:
    assert refusal(session, an_hung, store, photo(), key=key) == {"key": "form.expired"}
    assert on_disk(store) == []


# --- the report it belongs to


def test_pictures_that_came_first_are_given_to_their_report(
    session: Session, an_hung: Commune, store: Store
) -> None:
    incident = cast.report(session, an_hung)
    mine, strange = str(uuid4()), str(uuid4())
    sent = [send(session, an_hung, store, photo(seed), key=mine) for seed in (1, 2)]
    foreign = send(session, cast.commune(session), store, photo(3), key=mine)
    other = send(session, an_hung, store, photo(4), key=strange)
    incident.idempotency_key = mine
    assert files.attach(session, incident) == sent
    assert files.attach(session, incident) == []
    assert [file.incident_id for file in (*sent, foreign, other)] == [incident.id, incident.id, None, None]


def test_a_picture_that_comes_after_its_report_finds_it(
    session: Session, an_hung: Commune, store: Store
) -> None:
    incident = cast.report(session, an_hung)
    key = incident.idempotency_key
    assert send(session, an_hung, store, photo(1), key=key).incident_id == incident.id
    assert [event.kind for event in incident.events] == [EventKind.CREATED]
    cast_move(session, incident, IncidentState.VERIFYING)
    late = send(session, an_hung, store, photo(2), key=key)
    session.refresh(incident)
    told = incident.events[-1]
    assert (told.kind, told.data) == (EventKind.ATTACHED, {"file": late.id, "purpose": "report"})


def cast_move(session: Session, incident: Incident, to: IncidentState) -> None:
    """The report moves on, as its timeline tells."""
    session.add(IncidentEvent(incident_id=incident.id, from_state=incident.state, to_state=to))
    incident.state = to
    session.flush()


def test_an_anonymised_report_takes_no_more(session: Session, an_hung: Commune, store: Store) -> None:
    incident = cast.report(session, an_hung, state=IncidentState.ANONYMISED)
    sent = {"key": incident.idempotency_key}
    assert refusal(session, an_hung, store, photo(), **sent) == {"photos": "photo.report_over"}


def test_what_officers_add_is_told_and_anybody_else_adds_nothing(
    session: Session, an_hung: Commune, store: Store
) -> None:
    incident = cast.report(session, an_hung)
    sent: dict[str, Any] = {"key": incident.idempotency_key, "incident": incident, "title": "Biên  bản"}
    officer = viewer(Role.ECONOMIC_DIVISION, an_hung)
    paper = files.receive(session, officer, store, content=PDF, purpose=FilePurpose.DOCUMENT, **sent)
    assert (paper.media_type, paper.title, paper.width) == ("application/pdf", "Biên  bản", None)
    assert [path.read_bytes() for path in on_disk(store)] == [PDF]
    scan = files.receive(session, officer, store, content=photo(), purpose=FilePurpose.DOCUMENT, **sent)
    assert scan.media_type == "image/jpeg"
    session.refresh(incident)
    assert [e.data.get("file") for e in incident.events[1:]] == [paper.id, scan.id]
    for purpose in (FilePurpose.AFTER, FilePurpose.DOCUMENT):
        with pytest.raises(Forbidden):
            send(session, an_hung, store, photo(3), purpose=purpose, **sent)
    with pytest.raises(NotFound):
        send(session, an_hung, store, photo(3), purpose=FilePurpose.FOLLOW_UP)
    with pytest.raises(NotFound):
        send(session, cast.commune(session), store, photo(3), **sent)


@pytest.mark.parametrize(
    ("content", "purpose", "code"),
    [
        (b"MZ\x90\0", FilePurpose.DOCUMENT, "photo.not_a_document"),
        (PDF + bytes(files.LARGEST_DOCUMENT), FilePurpose.DOCUMENT, "photo.document_too_large"),
        (PDF, FilePurpose.AFTER, "photo.not_a_picture"),
        (photo(), FilePurpose.AFTER, "photo.here_already"),
    ],
)
def test_a_paper_that_is_none_is_refused(
    session: Session, an_hung: Commune, store: Store, content: bytes, purpose: FilePurpose, code: str
) -> None:
    incident = cast.report(session, an_hung)
    send(session, an_hung, store, photo(), key=incident.idempotency_key)
    officer, key = viewer(Role.COMMUNE_POLICE, an_hung), incident.idempotency_key
    with pytest.raises(FieldErrors) as refused:
        files.receive(session, officer, store, key=key, content=content, purpose=purpose, incident=incident)
    assert refused.value.fields == {"photos": code}
