"""Reports on the desk: who sees which and what of it; what the public gets."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Role, Visibility
from geodata.errors import Conflict, FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import (
    AuditEntry,
    Commune,
    Incident,
    Village,
)
from services.incidents import desk, following, publishing
from services.incidents.publishing import Answer
from tests import cast
from tests.people import OFFICERS, viewer
from tests.services.front_door import SECRETS, report, submit

# --- who sees what


def test_the_public_learns_of_published_reports_only(session: Session, an_hung: Commune) -> None:
    everybody = Viewer(an_hung.id)
    open_one = cast.report(session, an_hung)
    hidden = [
        cast.report(session, an_hung, published=False),
        cast.report(session, an_hung, visibility=Visibility.POLICE),
        cast.report(session, an_hung, visibility=Visibility.INTERNAL),
    ]
    seen = desk.record(session, everybody, open_one.id)
    assert seen.feature["geometry"]["coordinates"] == [106.592, 20.752]
    assert not {"code", "description", "landmark", "village"} & set(seen.feature["properties"])
    assert (seen.desk, seen.shown_at, seen.may_publish) == (False, None, False)
    for one in hidden:
        with pytest.raises(NotFound):
            desk.record(session, everybody, one.id)


def test_a_board_sees_a_published_report_of_another_village_as_the_public_does(
    session: Session, an_hung: Commune
) -> None:
    own, other = cast.village(session, an_hung), cast.village(session, an_hung, "Cốc Lộc")
    board = viewer(Role.VILLAGE_BOARD, an_hung, own)
    mine = cast.report(session, an_hung, village_id=own.id, published=False)
    theirs = cast.report(session, an_hung, village_id=other.id)
    hidden = cast.report(session, an_hung, village_id=other.id, published=False)
    assert desk.record(session, board, mine.id).feature["properties"]["description"]
    seen = desk.record(session, board, theirs.id)
    assert not seen.desk
    assert "description" not in seen.feature["properties"]
    assert seen.feature["geometry"]["coordinates"] == [106.592, 20.752]
    with pytest.raises(NotFound):
        desk.record(session, board, hidden.id)


def test_a_receipt_shows_what_others_will_see_and_no_more(session: Session, an_hung: Commune) -> None:
    kept = submit(
        session, an_hung, report(name="Nguyễn Thị Hoa", phone="0912345678", description="Ở nhà tôi")
    )
    shown = following.receipt(session, Viewer(an_hung.id), kept.code.upper().replace("-", " "))
    assert not shown.published
    assert set(shown.fields) == {"category", "state", "nature", "created_at", "public_note", "supporters"}


def test_a_wrong_code_and_a_code_of_another_commune_are_no_report(session: Session, an_hung: Commune) -> None:
    kept = submit(session, an_hung, report())
    for who, code in ((an_hung, "abcd-efgh-jkmn"), (an_hung, ""), (cast.commune(session), kept.code)):
        with pytest.raises(NotFound):
            following.receipt(session, Viewer(who.id), code)


# --- publishing


def publish(session: Session, who: Viewer, one: Incident, note: str = "", show: bool = True) -> Incident:
    """An officer publishes a report as it stands now."""
    return publishing.publish(session, who, one.id, Answer(show, note), version=one.version, secrets=SECRETS)


def test_publishing_shows_a_report_and_taking_down_hides_it(session: Session, an_hung: Commune) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    one = cast.report(session, an_hung, published=False)
    publish(session, boss, one, "Đã nhắc nhở hộ đốt rơm.")
    seen = desk.record(session, Viewer(an_hung.id), one.id).feature["properties"]
    assert seen["public_note"] == "Đã nhắc nhở hộ đốt rơm."
    publish(session, boss, one, show=False)
    with pytest.raises(NotFound):
        desk.record(session, Viewer(an_hung.id), one.id)
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.table_name == "incident", AuditEntry.action == "update")
        .order_by(AuditEntry.id)
    ).all()
    assert [entry.now_is["published"] for entry in entries if entry.now_is] == [True, False]


def test_publishing_is_for_who_sorts_reports(session: Session, an_hung: Commune) -> None:
    thon = cast.village(session, an_hung)
    one = cast.report(session, an_hung, village_id=thon.id)
    for role in OFFICERS:
        who = viewer(role, an_hung, thon)
        if role in (Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE):
            publish(session, who, one)
        else:
            with pytest.raises((Forbidden, NotFound)):
                publish(session, who, one)


def test_a_police_report_is_never_published_and_an_internal_one_comes_out_masked(
    session: Session, an_hung: Commune
) -> None:
    police = viewer(Role.COMMUNE_POLICE, an_hung)
    secret = cast.report(session, an_hung, visibility=Visibility.POLICE, published=False)
    with pytest.raises(Conflict):
        publish(session, police, secret)
    internal = cast.report(session, an_hung, visibility=Visibility.INTERNAL, published=False)
    assert publish(session, police, internal).visibility is Visibility.MASKED


def test_a_stale_page_cannot_publish(session: Session, an_hung: Commune) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    one = cast.report(session, an_hung, published=False)
    stale = one.version
    publish(session, boss, one)
    with pytest.raises(Conflict):
        publishing.publish(session, boss, one.id, Answer(False), version=stale, secrets=SECRETS)


@pytest.mark.parametrize(
    ("note", "code"),
    [("Cảm ơn Nguyễn Thị Hoa", "incident.note_names_reporter"), ("a" * 1001, "incident.note_too_long")],
)
def test_a_note_that_may_not_go_out_is_refused(
    session: Session, an_hung: Commune, note: str, code: str
) -> None:
    kept = submit(session, an_hung, report(name="Nguyễn Thị Hoa"))
    with pytest.raises(FieldErrors) as refused:
        publish(session, viewer(Role.ECONOMIC_DIVISION, an_hung), kept, note)
    assert refused.value.fields == {"public_note": code}


@pytest.mark.parametrize("written", ["{}", "Trùng với {}.", "mã {} đã xong", "MÃ{}"])
def test_no_public_text_holds_the_code_of_any_other_report(
    session: Session, an_hung: Commune, written: str
) -> None:
    code = submit(session, an_hung, report()).code
    kept = submit(session, an_hung, report())
    for typed in (code, code.upper(), code.replace("-", " "), code.replace("-", "")):
        with pytest.raises(FieldErrors) as refused:
            publish(session, viewer(Role.ECONOMIC_DIVISION, an_hung), kept, written.format(typed))
        assert refused.value.fields == {"public_note": "incident.note_holds_code"}


def test_words_of_four_letters_are_no_code(session: Session, an_hung: Commune) -> None:
    kept = submit(session, an_hung, report())
    publish(session, viewer(Role.ECONOMIC_DIVISION, an_hung), kept, "abcd efgh jkmn xong roi nhe")
    assert kept.public_note == "abcd efgh jkmn xong roi nhe"


def test_nobody_publishes_in_another_commune(session: Session, an_hung: Commune, kim_linh: Village) -> None:
    one = cast.report(session, an_hung, village_id=kim_linh.id)
    neighbour = cast.commune(session)
    for role in OFFICERS:
        with pytest.raises(NotFound):
            publish(session, viewer(role, neighbour, cast.village(session, neighbour)), one)


@pytest.fixture
def kim_linh(session: Session, an_hung: Commune) -> Village:
    """A village of An Hưng."""
    return cast.village(session, an_hung)
