"""Notes, answers, files and texts at hand; and no public text gives the reporter away, by whatever door."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, FilePurpose, IncidentCategory, IncidentState, Role
from geodata.errors import Conflict, FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Commune, Incident, IncidentEvent
from services.incidents import attaching, moves, notes, publishing, replies
from services.incidents.attaching import Attached
from services.incidents.moves import Move
from services.incidents.publishing import Answer
from services.incidents.replies import Reply
from services.incidents.store import Store
from services.scrubber import tells
from tests import cast
from tests.services.desk_cast import PERSON, SECRETS, officer, reported_by

S = IncidentState


@pytest.fixture
def desk(session: Session, an_hung: Commune) -> Viewer:
    """The lead division."""
    return officer(session, an_hung, Role.ECONOMIC_DIVISION)


@pytest.fixture
def one(session: Session, an_hung: Commune) -> Incident:
    """A report whose reporter left name, phone and e-mail."""
    made = cast.report(session, an_hung, published=False)
    reported_by(session, made)
    return made


def told(session: Session, incident: Incident, kind: EventKind) -> list[IncidentEvent]:
    """The events of a kind, oldest first."""
    own = select(IncidentEvent).where(IncidentEvent.incident_id == incident.id, IncidentEvent.kind == kind)
    return list(session.scalars(own.order_by(IncidentEvent.id)))


def jpeg(colour: tuple[int, int, int] = (120, 140, 90)) -> bytes:
    """A small picture."""
    kept = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(kept, "JPEG")
    return kept.getvalue()


# --- notes and answers


def test_a_note_stands_on_the_timeline_once_and_changes_nothing(
    session: Session, one: Incident, desk: Viewer
) -> None:
    version = one.version
    for _press in range(2):
        notes.note(session, desk, one.id, "  Gọi lại\r\nngày mai ")
    [event] = told(session, one, EventKind.NOTED)
    assert (event.internal_note, event.public_note, event.account_id) == (
        "Gọi lại\nngày mai",
        "",
        desk.account_id,
    )
    assert (one.version, one.public_note, one.answered_at) == (version, "", None)


def test_an_answer_is_the_report_s_public_note_from_then_on(
    session: Session, one: Incident, desk: Viewer
) -> None:
    seen = one.version
    for _press in range(2):
        notes.answer(session, desk, one.id, "Xã đang xem.", version=seen, secrets=SECRETS)
    first = one.answered_at
    notes.answer(session, desk, one.id, "Đã dọn xong.", version=one.version, secrets=SECRETS)
    assert [event.public_note for event in told(session, one, EventKind.ANSWERED)] == [
        "Xã đang xem.",
        "Đã dọn xong.",
    ]
    assert (one.public_note, one.answered_at) == ("Đã dọn xong.", first)
    with pytest.raises(Conflict, match=r"record\.changed"):
        notes.answer(session, desk, one.id, "Chậm một bước.", version=seen, secrets=SECRETS)


@pytest.mark.parametrize(("text", "code"), [(" \n", "form.needed"), ("a" * 5001, "incident.too_long")])
def test_a_note_needs_words_and_an_end(
    session: Session, one: Incident, desk: Viewer, text: str, code: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        notes.note(session, desk, one.id, text)
    assert refused.value.fields == {"internal_note": code}


def test_who_only_reads_writes_nothing(session: Session, an_hung: Commune, one: Incident) -> None:
    reader = officer(session, an_hung, Role.CHAIRPERSON)
    stranger = officer(session, an_hung, Role.HEALTH_STATION)
    next_door = officer(session, cast.commune(session), Role.ECONOMIC_DIVISION)
    for who, refusal in ((reader, Forbidden), (stranger, NotFound), (next_door, NotFound)):
        with pytest.raises(refusal):
            notes.note(session, who, one.id, "x")
        with pytest.raises(refusal):
            notes.answer(session, who, one.id, "x", version=one.version, secrets=SECRETS)


# --- files


def test_files_of_officers_stand_with_the_report_once(
    session: Session, one: Incident, desk: Viewer, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    wanted = Attached(FilePurpose.AFTER, "Sau khi dọn", [jpeg(), jpeg((9, 9, 200))])
    for _press in range(2):
        attaching.attach(session, desk, store, one.id, wanted, secrets=SECRETS)
    paper = Attached(FilePurpose.DOCUMENT, "Biên bản", [b"%PDF-1.7\n%%EOF"])
    attaching.attach(session, desk, store, one.id, paper, secrets=SECRETS)
    session.refresh(one, ["files"])
    assert [(file.purpose, file.title, file.public) for file in one.files] == [
        ("after", "Sau khi dọn", False),
        ("after", "Sau khi dọn", False),
        ("document", "Biên bản", False),
    ]
    assert len(told(session, one, EventKind.ATTACHED)) == 3
    assert moves.has_evidence(session, one.id)


def test_what_is_no_file_of_officers_is_refused(
    session: Session, one: Incident, desk: Viewer, tmp_path: Path
) -> None:
    for wanted, field in (
        (Attached(FilePurpose.REPORT, "", [jpeg()]), "purpose"),
        (Attached(FilePurpose.AFTER, "", [b"no picture"]), "photos"),
        (Attached(FilePurpose.DOCUMENT, "", [b"MZ\x90"]), "photos"),
    ):
        with pytest.raises(FieldErrors) as refused:
            attaching.attach(session, desk, Store(tmp_path), one.id, wanted, secrets=SECRETS)
        assert set(refused.value.fields) == {field}


# --- the scrubber


DOORS: dict[str, Callable[[Session, Viewer, Incident, str, Path], Any]] = {
    "public_note of a move": lambda session, who, one, text, _path: moves.move(
        session, who, one.id, Move(S.VERIFYING, public_note=text), version=one.version, secrets=SECRETS
    ),
    "public_note of an answer": lambda session, who, one, text, _path: notes.answer(
        session, who, one.id, text, version=one.version, secrets=SECRETS
    ),
    "public_note of publishing": lambda session, who, one, text, _path: publishing.publish(
        session, who, one.id, Answer(True, text), version=one.version, secrets=SECRETS
    ),
    "title of a file": lambda session, who, one, text, path: attaching.attach(
        session, who, Store(path), one.id, Attached(FilePurpose.AFTER, text, [jpeg()]), secrets=SECRETS
    ),
}
NAMING = (
    "Cảm ơn bà Nguyễn Thị Hoa.",
    "cam on NGUYEN  THI HOA",
    "Nguyễn-Thị-Hoa đã báo",
    "Nguyễn\u200b Thị\u00ad Hoa",
    "Cảm ơn bà Hoa đã báo.",
    "Theo lời chị Thị Hoa",
    "Gọi 0912.345.678",
    "Gọi 0912 345 678",
    "Gọi +84 912-345-678",
    "Gọi 84912345678",
    "Gọi (0084) 912 345 678",
    "Gọi ０９１２３４５６７８",
    "Thư HOA.NG@example.org",
)


@pytest.mark.parametrize("door", DOORS)
def test_no_public_text_names_the_reporter(
    session: Session, one: Incident, desk: Viewer, tmp_path: Path, door: str
) -> None:
    for text in NAMING:
        with pytest.raises(FieldErrors) as refused:
            DOORS[door](session, desk, one, text, tmp_path)
        assert list(refused.value.fields.values()) == ["incident.note_names_reporter"], (door, text)
    DOORS[door](session, desk, one, "Đã dọn hoa và rác lúc 09:12 ngày 3/4.", tmp_path)


@pytest.mark.parametrize("door", DOORS)
def test_no_public_text_holds_the_code_to_follow(
    session: Session, one: Incident, desk: Viewer, tmp_path: Path, door: str
) -> None:
    """Who has the code reads the report's page and may ask to erase it."""
    one.code = "abcd-efgh-jkmn"
    session.flush()
    for text in ("Phản ánh abcd-efgh-jkmn", "mã ABCD EFGH JKMN."):
        with pytest.raises(FieldErrors) as refused:
            DOORS[door](session, desk, one, text, tmp_path)
        assert list(refused.value.fields.values()) == ["incident.note_holds_code"]


def test_a_text_names_no_reporter_of_original_or_duplicate_either(
    session: Session, an_hung: Commune, one: Incident, desk: Viewer
) -> None:
    for other in (
        cast.report(session, an_hung, state=S.DUPLICATE, parent_id=one.id),
        cast.report(session, an_hung),
    ):
        if other.parent_id is None:
            one.parent_id = other.id
            session.flush()
        with pytest.raises(FieldErrors):
            notes.answer(session, desk, other.id, NAMING[0], version=other.version, secrets=SECRETS)


@pytest.mark.parametrize(
    ("phone", "text", "found"),
    [
        ("0912345678 hoặc 0225 3123 456", "số 02253123456", True),
        ("0912345678, 0987654321", "gọi 0987 654 321 nhé", True),
        ("+84987654321", "0987654321", True),
        ("84987654321", "0987654321", True),
        ("hoa@example.org", "thư hoa@example.org", True),
        ("0912345678", "Quyết định số 345678 ngày 09/12/2026", False),
        ("1234", "số 1234", False),
        ("", "0912345678", False),
    ],
)
def test_a_number_is_found_however_it_was_left(phone: str, text: str, found: bool) -> None:
    assert tells(text, phone=phone) is found


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Hoa", "hoa nở bên đường", False),
        ("Hoa", "Cảm ơn bà Hoa", True),
        ("Lan Anh", "mà lan anh đào", True),
        ("Lan Anh", "bụi lan anhydrit", False),
        ("", "bà Hoa", False),
        (".", "a.b", False),
        ("Ng. T. Hoa", "ng t hoa", True),
    ],
)
def test_a_name_is_found_as_a_name(name: str, text: str, found: bool) -> None:
    assert tells(text, name=name) is found
    assert tells(text, name=name, phone=PERSON.phone) is found


# --- texts at hand


def test_texts_at_hand_are_kept_by_the_lead_division_alone(
    session: Session, an_hung: Commune, desk: Viewer
) -> None:
    made = replies.add(session, desk, Reply(" Đã nhận ", "Xã đã nhận."))
    assert replies.add(session, desk, Reply("Đã nhận", "Xã đã nhận.")).id == made.id
    replies.change(session, desk, made.id, Reply("Đã nhận", "Xã đã nhận rồi.", state=S.NEW))
    assert [(one.title, one.text, one.state) for one in replies.listed(session, desk)] == [
        ("Đã nhận", "Xã đã nhận rồi.", S.NEW)
    ]
    police = officer(session, an_hung, Role.COMMUNE_POLICE)
    next_door = officer(session, cast.commune(session), Role.ECONOMIC_DIVISION)
    for who, refusal in ((police, Forbidden), (next_door, NotFound)):
        with pytest.raises(refusal):
            replies.change(session, who, made.id, Reply("a", "b"))
        with pytest.raises(refusal):
            replies.remove(session, who, made.id)
    assert replies.listed(session, next_door) == []
    replies.remove(session, desk, made.id)
    assert replies.listed(session, police) == []


@pytest.mark.parametrize(
    ("reply", "field", "code"),
    [
        (Reply("", "x"), "title", "form.needed"),
        (Reply("x", " "), "text", "form.needed"),
        (Reply("a" * 101, "x"), "title", "reply.title_long"),
        (Reply("x", "a" * 1001), "text", "incident.note_too_long"),
        (Reply("Có rồi", "khác"), "title", "reply.title_taken"),
    ],
)
def test_a_text_at_hand_needs_a_name_of_its_own_and_words(
    session: Session, desk: Viewer, reply: Reply, field: str, code: str
) -> None:
    replies.add(session, desk, Reply("Có rồi", "x"))
    with pytest.raises(FieldErrors) as refused:
        replies.add(session, desk, reply)
    assert refused.value.fields == {field: code}


def test_texts_are_offered_where_they_fit(session: Session, desk: Viewer) -> None:
    straw = IncidentCategory.STRAW_BURNING
    for reply in (
        Reply("Việc khác", "x", category=IncidentCategory.NOISE),
        Reply("Bước khác", "x", category=straw, state=S.RESOLVED),
        Reply("Mọi bước", "x"),
        Reply("Đúng bước", "x", state=S.NEW),
    ):
        replies.add(session, desk, reply)
    offered = [one.title for one in replies.fitting(session, desk, straw, S.NEW)]
    assert offered == ["Đúng bước", "Mọi bước", "Bước khác"]


def test_gaps_are_filled_and_others_left_to_be_seen() -> None:
    words = {"code": "số 7", "category": "đốt rơm rạ", "due": ""}
    assert replies.filled("{code}: {category} {due} {khác}", words) == "số 7: đốt rơm rạ {due} {khác}"
