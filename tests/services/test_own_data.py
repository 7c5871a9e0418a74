"""A person's own data by the code: taken along whole, erased at once or at the end, asked for in measure."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, FilePurpose, IncidentCategory, IncidentState
from geodata.errors import NotFound, TooMany
from geodata.features import Viewer
from geodata.models import Commune, IdentityReading, Incident, IncidentEvent, IncidentReporter
from services.incidents import intake, notices, own_data, retention
from services.incidents.intake import Report
from services.incidents.photos import Door
from services.incidents.store import Store
from services.incidents.timeline import add_event
from tests import cast
from tests.services.desk_cast import SECRETS
from tests.services.reports import after_photo, jobs, move, officer

S = IncidentState
PLACE = (106.591234, 20.751234)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """Where somebody with the code comes from."""
    return Door(Store(tmp_path), "192.0.2.1", SECRETS)


@pytest.fixture
def public(an_hung: Commune) -> Viewer:
    """Anybody."""
    return Viewer(an_hung.id)


@pytest.fixture
def report(session: Session, public: Viewer) -> Incident:
    """A report with everything one can leave."""
    return sent(session, public)


def sent(session: Session, public: Viewer, **more: Any) -> Incident:
    """A report as the form sends it."""
    left: dict[str, Any] = {
        "name": "Nguyễn Thị Lan",
        "phone": "0987654321",
        "email": "lan@example.org",
    } | more
    return intake.submit(
        session,
        public,
        Report(
            key=str(uuid4()),
            category=IncidentCategory.NOISE,
            occurred_at=datetime.now(UTC),
            description="Loa kéo tới nửa đêm.",
            place=PLACE,
            **left,
        ),
        address="192.0.2.1",
        secrets=SECRETS,
    )


def readings(session: Session) -> int:
    """How many readings are in the log."""
    return int(session.scalar(select(func.count(IdentityReading.id))) or 0)


# --- told, not shown


def test_the_page_tells_what_is_held_and_shows_none_of_it(
    session: Session, public: Viewer, report: Incident
) -> None:
    after_photo(session, report, 1, purpose=FilePurpose.REPORT)
    after_photo(session, report, 2, purpose=FilePurpose.DOCUMENT)
    held = own_data.summary(session, public, report.code.upper().replace("-", " "))
    assert held == own_data.Held(report.code, identity=True, mail=True, photos=1, ended=False, asked=False)
    assert readings(session) == 0


def test_a_code_that_is_none_holds_nothing(session: Session, public: Viewer, door: Door) -> None:
    for code in ("abcd-efgh-jkmn", "", "x"):
        with pytest.raises(NotFound) as refusal:
            own_data.taken_along(session, public, code, door)
        assert refusal.value.code == "incident.no_code"


def test_a_code_of_the_commune_next_door_is_none(session: Session, report: Incident, door: Door) -> None:
    stranger = Viewer(cast.commune(session).id)
    for ask in (own_data.taken_along, own_data.ask_erasure):
        with pytest.raises(NotFound):
            ask(session, stranger, report.code, door)


# --- taken along


def test_everything_held_is_taken_along_and_the_reading_is_logged(
    session: Session, an_hung: Commune, public: Viewer, report: Incident, door: Door
) -> None:
    desk = officer(session, an_hung)
    move(session, desk, report, S.VERIFYING, internal_note="nghi nhà ông X", public_note="Sẽ đến xem.")
    add_event(session, report, EventKind.INFO_ADDED, account_id=None, internal_note="Vẫn còn ồn.")
    after_photo(session, report, 1, purpose=FilePurpose.REPORT)
    after_photo(session, report, 2, purpose=FilePurpose.DOCUMENT, title="Biên bản")
    held = json.loads(json.dumps(own_data.taken_along(session, public, report.code, door)))
    assert held["identity"] == {
        "name": "Nguyễn Thị Lan",
        "phone": "0987654321",
        "email": "lan@example.org",
    }
    assert held["report"]["description"] == "Loa kéo tới nửa đêm."
    assert held["report"]["place"]["coordinates"] == list(PLACE)
    assert held["report"]["public_place"]["coordinates"] != list(PLACE)
    assert held["mail_language"] == "vi"
    assert [photo["purpose"] for photo in held["photos"]] == ["report"]
    assert [step["public_note"] for step in held["steps"]] == ["", "Sẽ đến xem.", ""]
    assert [step["own_words"] for step in held["steps"]] == ["", "", "Vẫn còn ồn."]
    told = json.dumps(held, ensure_ascii=False)
    for inside in ("nghi nhà ông X", "Biên bản", "officer_", report.idempotency_key):
        assert inside not in told
    (line,) = session.scalars(select(IdentityReading))
    assert (line.actor, line.purpose, line.account_id) == ("the reporter", "own data", None)


def test_every_column_a_person_fills_is_taken_along_or_left_for_a_reason() -> None:
    left = {
        "id",
        "commune_id",
        "code",
        "idempotency_key",
        "version",
        "village_id",
        "geom",
        "geom_3857",
        "public_geom",
        "public_geom_3857",
        # of the desk: how it works, not what it holds of a person
        "site_id",
        "urgent",
        "moderation",
        "parent_id",
        "split_from_id",
        "assigned_role",
        "assignee_id",
        "take_in_due_at",
        "due_at",
        "due_limit_at",
        "paused_at",
    }
    columns = {column.key for column in Incident.__mapper__.column_attrs}
    assert columns == left | set(own_data.GIVEN)


def test_who_left_no_name_takes_the_report_along(session: Session, public: Viewer, door: Door) -> None:
    nobody = sent(session, public, name="", phone="", email="")
    held = own_data.taken_along(session, public, nobody.code, door)
    assert (held["identity"], held["consent_version"], held["mail_language"]) == (None, None, None)
    assert readings(session) == 0


def test_taking_along_is_held_to_a_measure(
    session: Session, public: Viewer, report: Incident, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_data, "PER_HOUR", 2)
    for _ in range(2):
        own_data.taken_along(session, public, report.code, door)
    with pytest.raises(TooMany):
        own_data.taken_along(session, public, report.code, door)
    elsewhere = Door(door.store, "192.0.2.99", SECRETS)
    own_data.taken_along(session, public, report.code, elsewhere)
    monkeypatch.setattr(own_data, "PER_DAY", 3)
    with pytest.raises(TooMany):
        own_data.taken_along(session, public, report.code, elsewhere)
    assert readings(session) == 3


# --- no more mail


def test_letters_can_be_stopped_without_erasing_anything(
    session: Session, public: Viewer, report: Incident
) -> None:
    own_data.stop_mail(session, public, report.code)
    own_data.stop_mail(session, public, report.code)
    session.flush()
    assert not own_data.summary(session, public, report.code).mail
    assert session.get_one(IncidentReporter, report.id).sealed


# --- erasing


def test_who_reported_is_erased_at_once_and_the_rest_when_the_report_ends(
    session: Session, an_hung: Commune, public: Viewer, report: Incident, door: Door
) -> None:
    desk = officer(session, an_hung)
    move(session, desk, report, S.VERIFYING)
    assert not own_data.ask_erasure(session, public, report.code, door)
    session.commit()
    assert session.get(IncidentReporter, report.id) is None
    assert report.description == "Loa kéo tới nửa đêm."
    assert report.erasure_requested_at is not None
    held = own_data.summary(session, public, report.code)
    assert (held.identity, held.asked, held.ended) == (False, True, False)
    event = session.scalars(select(IncidentEvent).order_by(IncidentEvent.id.desc())).first()
    assert event is not None
    assert (event.kind, event.from_state, event.to_state) == (
        EventKind.ERASURE_REQUESTED,
        S.VERIFYING,
        S.VERIFYING,
    )
    session.refresh(report)
    move(session, desk, report, S.IN_PROGRESS)
    move(session, desk, report, S.DONE_REQUESTED)
    after_photo(session, report)
    move(session, officer(session, an_hung), report, S.RESOLVED)
    assert jobs(session, notices.FORGET) == [{"incident": report.id}]
    assert retention.forget_if_due(session, report.id, datetime.now(UTC))
    session.commit()
    assert (report.state, report.description) == (S.ANONYMISED, "")


def test_an_ended_report_is_forgotten_in_the_same_breath(
    session: Session, an_hung: Commune, public: Viewer, report: Incident, door: Door
) -> None:
    code = report.code
    move(session, officer(session, an_hung), report, S.VERIFYING)
    report.state, report.ended_at = S.RESOLVED, datetime.now(UTC)
    session.add(IncidentEvent(incident_id=report.id, from_state=S.VERIFYING, to_state=S.RESOLVED))
    session.commit()
    assert own_data.ask_erasure(session, public, code, door)
    session.commit()
    session.refresh(report)
    assert (report.state, report.description) == (S.ANONYMISED, "")
    for ask in (own_data.taken_along, own_data.ask_erasure):
        with pytest.raises(NotFound) as refusal:
            ask(session, public, code, door)
        assert refusal.value.code == "incident.forgotten"


def test_asked_twice_it_is_asked_once(session: Session, public: Viewer, report: Incident, door: Door) -> None:
    for _ in range(3):
        own_data.ask_erasure(session, public, report.code, door)
    kinds = session.scalars(select(IncidentEvent.kind).order_by(IncidentEvent.id)).all()
    assert kinds == [EventKind.CREATED, EventKind.ERASURE_REQUESTED]


def test_what_was_split_off_goes_the_same_way(
    session: Session, an_hung: Commune, public: Viewer, report: Incident, door: Door
) -> None:
    part = sent(session, public)
    part.split_from_id = report.id
    last = sent(session, public)
    last.split_from_id = part.id
    other = sent(session, public)
    session.flush()
    own_data.ask_erasure(session, public, report.code, door)
    left = session.scalars(select(IncidentReporter.incident_id)).all()
    assert left == [other.id]
    assert part.erasure_requested_at is not None
    assert last.erasure_requested_at is not None


def test_nothing_is_left_to_read_after_erasing(
    session: Session, public: Viewer, report: Incident, door: Door
) -> None:
    own_data.ask_erasure(session, public, report.code, door)
    held = own_data.taken_along(session, public, report.code, door)
    assert held["identity"] is None
    assert readings(session) == 0
