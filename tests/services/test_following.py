"""What the reporter does under the code: tells more, asks to reopen, rates; once, in time, not in public."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, FilePurpose, IncidentState, RejectReason, Visibility
from geodata.errors import Conflict, FieldErrors, NotFound, TooMany
from geodata.features import Viewer
from geodata.models import Commune, Incident, IncidentEvent, IncidentFile
from services.incidents import desk, following, intake, reporter
from services.incidents.photos import Door
from services.incidents.store import Store
from services.sealing import Secrets
from tests import cast
from tests.pictures import photo

SECRETS = Secrets("only-for-tests-0123456789")
S = IncidentState


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """A reporter at some address."""
    return Door(Store(tmp_path), "192.0.2.1", SECRETS)


def stands(session: Session, home: Commune, state: IncidentState, **more: Any) -> Incident:
    """A report in that state; an ended one ended an hour ago."""
    now = datetime.now(UTC)
    if state in (S.RESOLVED, S.CLOSED, S.REJECTED):
        more.setdefault("ended_at", now - timedelta(hours=1))
    if state is S.NEED_INFO:
        more.setdefault("paused_at", now)
    if state is S.REJECTED:
        more.setdefault("reject_reason", RejectReason.UNFOUNDED)
    made = cast.report(session, home, state=state, **more)
    made.code = intake.new_code()
    session.flush()
    return made


def events(session: Session, incident: Incident) -> list[IncidentEvent]:
    """Its events after the first, in order."""
    statement = select(IncidentEvent).where(IncidentEvent.incident_id == incident.id)
    return list(session.scalars(statement.order_by(IncidentEvent.id)))[1:]


def tell(session: Session, incident: Incident, door: Door, text: str = "Vẫn còn khói.", **more: Any) -> None:
    """The reporter adds something."""
    viewer = Viewer(incident.commune_id)
    sent: dict[str, Any] = {"key": str(uuid4()), "text": text}
    reporter.add_information(session, viewer, incident.code, door, **sent | more)


# --- more information


def test_more_information_is_an_event_with_its_text_for_officers_only(
    session: Session, an_hung: Commune, door: Door
) -> None:
    one = stands(session, an_hung, S.IN_PROGRESS)
    tell(session, one, door, "  Vẫn còn khói.\x07 ", pictures=[photo()])
    [event] = events(session, one)
    assert (event.kind, event.from_state, event.to_state) == (
        EventKind.INFO_ADDED,
        S.IN_PROGRESS,
        S.IN_PROGRESS,
    )
    assert (event.internal_note, event.public_note, event.account_id) == ("Vẫn còn khói.", "", None)
    [file] = session.scalars(select(IncidentFile))
    assert (file.incident_id, file.purpose, file.public) == (one.id, FilePurpose.FOLLOW_UP, False)
    shown = following.receipt(session, Viewer(an_hung.id), one.code)
    assert "khói" not in str(shown.fields) + str([step.note for step in shown.steps])
    assert "khói" not in str(desk.record(session, Viewer(an_hung.id), one.id).feature)


def test_a_report_that_waits_for_information_goes_on_when_it_comes(
    session: Session, an_hung: Commune, door: Door
) -> None:
    one = stands(session, an_hung, S.NEED_INFO)
    tell(session, one, door)
    assert (one.state, one.paused_at) == (S.VERIFYING, None)
    assert [event.kind for event in events(session, one)] == [EventKind.INFO_ADDED, EventKind.MOVED]


def test_the_same_form_sent_twice_adds_once(session: Session, an_hung: Commune, door: Door) -> None:
    one, key = stands(session, an_hung, S.NEED_INFO), str(uuid4())
    tell(session, one, door, key=key)
    tell(session, one, door, key=key, text="hai lần")
    assert len(events(session, one)) == 2


@pytest.mark.parametrize("state", [S.RESOLVED, S.CLOSED, S.REJECTED, S.ANONYMISED])
def test_an_ended_report_takes_no_more(
    session: Session, an_hung: Commune, door: Door, state: IncidentState
) -> None:
    one = stands(session, an_hung, state)
    with pytest.raises(Conflict, match=r"incident\.no_more_info"):
        tell(session, one, door)
    assert events(session, one) == []


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "a" * 2001}, "text"),
        ({"pictures": [b"not a picture"]}, "photos"),
    ],
)
def test_what_cannot_be_added_is_told(
    session: Session, an_hung: Commune, door: Door, sent: dict[str, Any], field: str
) -> None:
    one = stands(session, an_hung, S.VERIFYING)
    with pytest.raises(FieldErrors) as refused:
        tell(session, one, door, **sent)
    assert list(refused.value.fields) == [field]
    assert events(session, one) == []


def test_one_address_and_one_report_are_not_used_without_end(
    session: Session, an_hung: Commune, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporter, "PER_HOUR", 1)
    tell(session, stands(session, an_hung, S.VERIFYING), door)
    with pytest.raises(TooMany):
        tell(session, stands(session, an_hung, S.VERIFYING), door)
    monkeypatch.setattr(reporter, "PER_HOUR", 99)
    monkeypatch.setattr(reporter, "PER_DAY", 1)
    one = stands(session, an_hung, S.VERIFYING)
    tell(session, one, door)
    with pytest.raises(TooMany):
        tell(session, one, Door(door.store, "192.0.2.9", SECRETS))


# --- reopening


@pytest.mark.parametrize("state", [S.RESOLVED, S.REJECTED])
def test_an_ended_report_is_asked_to_be_reopened_once(
    session: Session, an_hung: Commune, door: Door, state: IncidentState
) -> None:
    one = stands(session, an_hung, state)
    for reason in ("Rác vẫn còn đó.", "lần hai"):
        reporter.ask_reopen(session, Viewer(an_hung.id), one.code, door, reason=reason)
    [event] = events(session, one)
    assert (one.state, event.from_state, event.internal_note) == (
        S.REOPEN_REQUESTED,
        state,
        "Rác vẫn còn đó.",
    )
    assert event.public_note == ""


def test_after_fifteen_days_it_is_too_late(session: Session, an_hung: Commune, door: Door) -> None:
    viewer = Viewer(an_hung.id)
    ended = datetime.now(UTC) - timedelta(days=15)
    late = stands(session, an_hung, S.RESOLVED, ended_at=ended - timedelta(minutes=1))
    just = stands(session, an_hung, S.RESOLVED, ended_at=ended + timedelta(minutes=1))
    assert "reopen" not in following.receipt(session, viewer, late.code).may
    assert "reopen" in following.receipt(session, viewer, just.code).may
    with pytest.raises(Conflict, match=r"incident\.reopen_late"):
        reporter.ask_reopen(session, viewer, late.code, door, reason="Rác vẫn còn.")
    reporter.ask_reopen(session, viewer, just.code, door, reason="Rác vẫn còn.")


@pytest.mark.parametrize("state", [S.NEW, S.IN_PROGRESS, S.CLOSED, S.ANONYMISED])
def test_what_has_not_ended_or_is_closed_is_not_reopened(
    session: Session, an_hung: Commune, door: Door, state: IncidentState
) -> None:
    one = stands(session, an_hung, state)
    with pytest.raises(Conflict, match=r"incident\.move_refused"):
        reporter.ask_reopen(session, Viewer(an_hung.id), one.code, door, reason="Rác vẫn còn.")
    assert (one.state, events(session, one)) == (state, [])


def test_a_wish_to_reopen_says_why(session: Session, an_hung: Commune, door: Door) -> None:
    one = stands(session, an_hung, S.RESOLVED)
    with pytest.raises(FieldErrors) as refused:
        reporter.ask_reopen(session, Viewer(an_hung.id), one.code, door, reason="  ")
    assert refused.value.fields == {"reason": "incident.needs_why"}


# --- rating


def test_a_report_is_rated_once_and_the_words_stay_inside(
    session: Session, an_hung: Commune, door: Door
) -> None:
    one, viewer = stands(session, an_hung, S.RESOLVED), Viewer(an_hung.id)
    for _ in range(2):
        reporter.rate(session, viewer, one.code, door, stars=4, text="Nhanh.")
    assert (one.rating, one.rating_text) == (4, "Nhanh.")
    [event] = events(session, one)
    assert (event.kind, event.data) == (EventKind.RATED, {"rating": 4})
    with pytest.raises(Conflict, match=r"incident\.rated"):
        reporter.rate(session, viewer, one.code, door, stars=1)
    assert "Nhanh" not in str(following.receipt(session, viewer, one.code).fields)
    assert "rate" not in following.receipt(session, viewer, one.code).may


@pytest.mark.parametrize("state", [S.NEW, S.REJECTED, S.REOPENED])
def test_only_what_was_resolved_is_rated(
    session: Session, an_hung: Commune, door: Door, state: IncidentState
) -> None:
    one = stands(session, an_hung, state)
    with pytest.raises(Conflict, match=r"incident\.rate_later"):
        reporter.rate(session, Viewer(an_hung.id), one.code, door, stars=5)


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_a_rating_is_one_to_five(session: Session, an_hung: Commune, door: Door, stars: int) -> None:
    one = stands(session, an_hung, S.CLOSED)
    with pytest.raises(FieldErrors):
        reporter.rate(session, Viewer(an_hung.id), one.code, door, stars=stars)
    assert one.rating is None


# --- the code is the right


def test_a_code_of_another_commune_or_of_nobody_opens_nothing(
    session: Session, an_hung: Commune, door: Door
) -> None:
    foreign = stands(session, cast.commune(session), S.RESOLVED)
    viewer = Viewer(an_hung.id)
    for code in (foreign.code, "zzzz-zzzz-zzzz", "", "'; DROP"):
        for act in (
            lambda code: reporter.add_information(session, viewer, code, door, key="k", text="x"),
            lambda code: reporter.ask_reopen(session, viewer, code, door, reason="x"),
            lambda code: reporter.rate(session, viewer, code, door, stars=5),
            lambda code: following.receipt(session, viewer, code),
        ):
            with pytest.raises(NotFound, match=r"incident\.no_code"):
                act(code)
    assert session.scalar(select(func.count(IncidentEvent.id))) == 1


def test_the_receipt_names_no_officer_and_tells_no_text_that_was_taken_down(
    session: Session, an_hung: Commune
) -> None:
    one = stands(session, an_hung, S.VERIFYING)
    for kind, public, internal in (
        (EventKind.NOTED, "", "mật nội bộ"),
        (EventKind.PUBLISHED, "Đã nhắc nhở.", ""),
        (EventKind.WITHDRAWN, "Đã gỡ xuống.", ""),
        (EventKind.ASSIGNED, "", "giao cho Lan"),
    ):
        note = {"public_note": public, "internal_note": internal}
        session.add(
            IncidentEvent(incident_id=one.id, kind=kind, from_state=one.state, to_state=one.state, **note)
        )
        session.flush()
    shown = following.receipt(session, Viewer(an_hung.id), one.code)
    assert [step.note for step in shown.steps] == ["", "Đã nhắc nhở."]


def test_the_receipt_leads_to_the_report_it_repeats_only_where_that_is_public(
    session: Session, an_hung: Commune
) -> None:
    for published, visibility in ((True, Visibility.MASKED), (False, Visibility.MASKED)):
        parent = cast.report(session, an_hung, published=published, visibility=visibility)
        child = stands(session, an_hung, S.DUPLICATE, parent_id=parent.id)
        shown = following.receipt(session, Viewer(an_hung.id), child.code)
        assert shown.parent_id == (parent.id if published else None)
        assert parent.code not in str(shown)
