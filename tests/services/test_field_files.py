"""Files of records: kept once, made anew, swept when nobody comes, seen by few; checklists as data."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from geodata.enums import InspectionContent, InspectionFilePurpose, Role
from geodata.errors import FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Commune, InspectionFile
from services.clock import ZONE
from services.field import checklists, files, packing, records, seen
from services.field.files import Desk
from services.field.told import ToldFile
from services.incidents import store as disk
from services.incidents.pieces import Piece
from services.incidents.store import Store
from tests.field_parts import check, digest, signature, told
from tests.pictures import photo
from tests.services.desk_cast import officer

P = InspectionFilePurpose
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty desk."""
    return Desk(Store(tmp_path / "evidence"), tmp_path / "parts")


@pytest.fixture
def who(session: Session, an_hung: Commune) -> Viewer:
    """An officer of the economic division."""
    return officer(session, an_hung, Role.ECONOMIC_DIVISION)


def send(session: Session, who: Viewer, desk: Desk, content: bytes, **more: Any) -> InspectionFile:
    """A picture under a fresh key, unless told otherwise."""
    sent: dict[str, Any] = {"key": str(uuid4()), "purpose": P.EVIDENCE} | more
    return files.receive(session, who, desk.store, content=content, **sent)


def code(session: Session, who: Viewer, desk: Desk, content: bytes, **more: Any) -> str:
    """With what a file is refused."""
    with pytest.raises(FieldErrors) as refused:
        send(session, who, desk, content, **more)
    return refused.value.fields["files"]


def on_disk(desk: Desk) -> list[Path]:
    """Every file below the store."""
    return sorted(path for path in desk.store.folder.rglob("*") if path.is_file())


# --- taken in


def test_a_picture_is_made_anew_and_tells_only_when_it_was_taken(
    session: Session, who: Viewer, desk: Desk
) -> None:
    file = send(session, who, desk, photo())
    whole, small = disk.path_of(desk.store, file.name), disk.path_of(desk.store, file.name, disk.THUMBNAIL)
    assert on_disk(desk) == [whole, small]
    kept = whole.read_bytes() + small.read_bytes()
    assert not [word for word in (b"Exif", b"GPS", b"HangDienThoai") if word in kept]
    assert (file.media_type, file.width, file.height) == ("image/jpeg", 640, 480)
    assert file.taken_at == datetime(2026, 10, 1, 7, 30, tzinfo=ZONE)
    assert (file.account_id, file.inspection_id) == (who.account_id, None)


def test_signature_and_paper_are_kept_as_what_they_are(session: Session, who: Viewer, desk: Desk) -> None:
    mark = send(session, who, desk, signature(), purpose=P.SIGNATURE)
    paper = send(session, who, desk, PDF, purpose=P.PAPER)
    page = send(session, who, desk, photo(), purpose=P.PAPER)
    assert [one.media_type for one in (mark, paper, page)] == ["image/png", "application/pdf", "image/jpeg"]
    assert disk.path_of(desk.store, paper.name).read_bytes() == PDF


def test_the_same_bytes_are_kept_once_under_a_key(session: Session, who: Viewer, desk: Desk) -> None:
    key = str(uuid4())
    first, again = (send(session, who, desk, photo(), key=key) for _ in range(2))
    assert again is first
    assert send(session, who, desk, photo()).id != first.id
    assert [file.id for file in files.waiting(session, who, key)] == [first.id]


def test_what_is_wrong_is_refused_and_leaves_nothing(session: Session, who: Viewer, desk: Desk) -> None:
    wrong: dict[str, tuple[bytes, InspectionFilePurpose]] = {
        "photo.empty": (b"", P.EVIDENCE),
        "photo.not_a_picture": (PDF, P.EVIDENCE),
        "photo.broken": (photo()[:4000], P.EVIDENCE),
        "photo.too_large": (photo() + bytes(files.LARGEST), P.EVIDENCE),
        "photo.document_too_large": (PDF + bytes(files.LARGEST_PAPER), P.PAPER),
        "signature.not_png": (photo(), P.SIGNATURE),
    }
    for expected, (content, purpose) in wrong.items():
        assert code(session, who, desk, content, purpose=purpose) == expected
    assert code(session, who, desk, photo(), key="../x") == "form.expired"
    assert on_disk(desk) == []
    assert session.scalar(select(func.count(InspectionFile.id))) == 0


def test_a_record_has_so_many_files_and_no_more(
    session: Session, who: Viewer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST", 2)
    key = str(uuid4())
    for number in (1, 2):
        send(session, who, desk, photo(number), key=key)
    assert code(session, who, desk, photo(3), key=key) == "photo.too_many"


@pytest.mark.parametrize("role", [Role.CHAIRPERSON, Role.ADMIN, Role.PUBLIC_SERVICE_CENTRE])
def test_only_officers_who_check_bring_files(
    session: Session, an_hung: Commune, desk: Desk, role: Role
) -> None:
    stranger = officer(session, an_hung, role)
    with pytest.raises(Forbidden):
        send(session, stranger, desk, photo())
    with pytest.raises(Forbidden):
        files.progress(session, stranger, desk, str(uuid4()), "a" * 64)


def test_pieces_become_a_file_and_leave_nothing_behind(session: Session, who: Viewer, desk: Desk) -> None:
    key, content = str(uuid4()), photo()
    name, half = (key, digest(content)), len(content) // 2
    parts = (Piece(0, len(content), content[:half]), Piece(half, len(content), content[half:]))
    came = [files.piece(session, who, desk, *name, part, P.EVIDENCE) for part in parts]
    assert [one.complete for one in came] == [False, True]
    files.done(desk, *name)
    assert list(desk.parts.iterdir()) == []
    assert files.progress(session, who, desk, *name).complete


# --- swept


def test_what_no_record_claims_goes_and_what_one_claims_stays(
    session: Session, an_hung: Commune, who: Viewer, desk: Desk
) -> None:
    key, one = str(uuid4()), check(session, an_hung)
    send(session, who, desk, signature(), key=key, purpose=P.SIGNATURE)
    records.receive(session, who, key, told(one))
    send(session, who, desk, photo())
    session.execute(update(InspectionFile).values(created_at=datetime.now(UTC) - timedelta(days=31)))
    assert files.sweep(session, desk) == files.Swept(1, 0)
    assert session.scalars(select(InspectionFile.purpose)).all() == [P.SIGNATURE]
    old = files.ORPHANED.total_seconds() + 60
    for path in on_disk(desk):
        stat = path.stat()
        os.utime(path, (stat.st_atime - old, stat.st_mtime - old))
    assert files.sweep(session, desk) == files.Swept(0, 1)
    assert len(on_disk(desk)) == 1


# --- seen


def test_files_and_record_are_read_by_inspectors_of_the_commune_only(
    session: Session, an_hung: Commune, who: Viewer, desk: Desk
) -> None:
    key, one = str(uuid4()), check(session, an_hung)
    file = send(session, who, desk, signature(), key=key, purpose=P.SIGNATURE)
    records.receive(session, who, key, told(one))
    readers = {Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION, Role.HEALTH_STATION, Role.CHAIRPERSON}
    for role in Role:
        viewer = Viewer(an_hung.id, role)
        assert (seen.record_of(session, viewer, one.id) is not None) is (role in readers), role
        if role in readers:
            assert seen.open_file(session, viewer, desk.store, file.id).media_type == "image/png"
            continue
        with pytest.raises(NotFound):
            seen.open_file(session, viewer, desk.store, file.id)
    assert seen.record_of(session, Viewer(an_hung.id + 1, Role.COMMUNE_POLICE), one.id) is None


def test_a_record_gives_its_answers_as_rows_for_papers(
    session: Session, an_hung: Commune, who: Viewer, desk: Desk
) -> None:
    key, one = str(uuid4()), check(session, an_hung, contents=["environment", "medical_waste"])
    send(session, who, desk, signature(), key=key, purpose=P.SIGNATURE)
    mark = [ToldFile(digest(signature()), P.SIGNATURE)]
    records.receive(session, who, key, told(one, files=mark))
    record = seen.record_of(session, who, one.id)
    assert record is not None
    rows = seen.as_rows(record)
    assert {row["content"] for row in rows} == {"environment", "medical_waste"}
    assert {row["answer"] for row in rows} == {"passed"}
    assert len(rows) == sum(len(one.items) for one in checklists.of(one.contents))
    assert record.count(record.lists[0], "passed") == len(record.lists[0].items)


def test_a_file_whose_bytes_are_gone_says_so(
    session: Session, an_hung: Commune, who: Viewer, desk: Desk
) -> None:
    key, one = str(uuid4()), check(session, an_hung)
    file = send(session, who, desk, signature(), key=key, purpose=P.SIGNATURE)
    records.receive(session, who, key, told(one))
    disk.remove(desk.store, file.name)
    with pytest.raises(NotFound, match="photo"):
        seen.open_file(session, who, desk.store, file.id)


# --- checklists


def test_every_content_has_its_list_and_every_list_fits_its_columns() -> None:
    assert set(checklists.CURRENT) == set(InspectionContent)
    for name, one in checklists.known().items():
        assert (one.name, one.proposal) == (name, True)
        assert "chưa đối chiếu" in one.source
        assert len(one.items) >= 10
        for item in one.items:
            assert re.fullmatch(r"[a-z]{3,4}-\d\d", item.id)
            assert item.id.startswith(name.split("-")[0])
            assert item.severity in range(4)
            assert 1 <= item.days <= 365
            assert item.question and item.article and item.remedy
            assert len(item.article) <= 200
    assert len(checklists.items(list(checklists.known().values()))) == sum(
        len(one.items) for one in checklists.known().values()
    )


def test_the_names_of_all_lists_together_fit_into_a_record() -> None:
    every = [content.value for content in InspectionContent]
    name = checklists.name_of(every)
    assert len(name) <= 60
    assert checklists.named(name) == checklists.of(every)
    assert checklists.named("env-2026-1+env-1999-1") == []


def test_one_check_is_packed_whatever_its_day_and_only_for_its_body(
    session: Session, an_hung: Commune, who: Viewer
) -> None:
    today = datetime.now(ZONE).date()
    one = check(session, an_hung, planned_on=today + timedelta(days=200))
    assert packing.one(session, who, one.id, today)["checks"][0]["id"] == one.id
    with pytest.raises(NotFound):
        packing.one(session, officer(session, an_hung, Role.HEALTH_STATION), one.id, today)
    with pytest.raises(Forbidden):
        packing.pack(session, Viewer(an_hung.id, Role.CHAIRPERSON), today)
