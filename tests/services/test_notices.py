"""What is queued when a report moves, for whom, and what a letter is made of."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geodata.enums import IncidentState, Moderation, RejectReason, Role, Visibility
from geodata.models import Account, Commune, IdentityReading, Incident, IncidentReporter, Notification
from services.clock import ZONE
from services.incidents import digest, moves, notes, notices, publishing
from services.incidents.publishing import Answer
from services.sealing import Identity, seal
from tests import cast
from tests.services.desk_cast import SECRETS
from tests.services.reports import LAN, after_photo, jobs, move, officer, told_report, with_mail

S = IncidentState


@pytest.fixture(autouse=True)
def mail_on(session: Session) -> None:
    """These sessions are of a service that sends mail."""
    with_mail(session)


def events_told(session: Session) -> list[int]:
    """The events for which a letter is queued."""
    return [job["event"] for job in jobs(session, notices.SEND)]


def last_event(incident: Incident, session: Session) -> int:
    """The id of a report's newest event."""
    session.refresh(incident, ["events"])
    return max(event.id for event in incident.events)


# --- which steps are told


def test_being_taken_in_is_told_once(session: Session, an_hung: Commune) -> None:
    desk, report = officer(session, an_hung), told_report(session, an_hung)
    move(session, desk, report, S.VERIFYING)
    assert events_told(session) == [last_event(report, session)]
    move(session, desk, report, S.IN_PROGRESS)
    assert len(events_told(session)) == 1


@pytest.mark.parametrize(
    ("start", "to", "more"),
    [
        (S.VERIFYING, S.NEED_INFO, {}),
        (S.VERIFYING, S.REJECTED, {"reason": RejectReason.UNFOUNDED}),
        (S.VERIFYING, S.REFERRED, {"agency": "Sở", "number": "1/CV"}),
        (S.DONE_REQUESTED, S.RESOLVED, {}),
        (S.REOPEN_REQUESTED, S.REOPENED, {}),
        (S.IN_PROGRESS, S.DONE_REQUESTED, {"public_note": "Đã dập lửa."}),
    ],
)
def test_steps_that_concern_the_reporter_are_told(
    session: Session, an_hung: Commune, start: IncidentState, to: IncidentState, more: dict[str, str]
) -> None:
    report = told_report(session, an_hung, state=start)
    after_photo(session, report)
    move(session, officer(session, an_hung), report, to, **more)
    assert events_told(session) == [last_event(report, session)]


def test_a_duplicate_is_told_that_somebody_was_first(session: Session, an_hung: Commune) -> None:
    first, report = cast.report(session, an_hung), told_report(session, an_hung, state=S.VERIFYING)
    move(session, officer(session, an_hung), report, S.DUPLICATE, parent_id=first.id)
    assert len(events_told(session)) == 1


@pytest.mark.parametrize(("start", "to"), [(S.VERIFYING, S.IN_PROGRESS), (S.IN_PROGRESS, S.DONE_REQUESTED)])
def test_steps_inside_the_house_are_not(
    session: Session, an_hung: Commune, start: IncidentState, to: IncidentState
) -> None:
    report = told_report(session, an_hung, state=start)
    move(session, officer(session, an_hung), report, to, internal_note="chỉ nội bộ")
    assert events_told(session) == []


def test_an_answer_and_a_published_one_are_told(session: Session, an_hung: Commune) -> None:
    desk, report = officer(session, an_hung), told_report(session, an_hung, state=S.IN_PROGRESS)
    notes.answer(session, desk, report.id, "Đang dọn.", version=report.version, secrets=SECRETS)
    answered = last_event(report, session)
    publishing.publish(
        session, desk, report.id, Answer(True, "Đã dọn."), version=report.version, secrets=SECRETS
    )
    shown = last_event(report, session)
    publishing.publish(
        session, desk, report.id, Answer(False, "Đã dọn."), version=report.version, secrets=SECRETS
    )
    assert events_told(session) == [answered, shown]


def test_junk_is_not_answered(session: Session, an_hung: Commune) -> None:
    report = told_report(session, an_hung, state=S.VERIFYING, moderation=Moderation.SPAM)
    move(session, officer(session, an_hung), report, S.REJECTED, reason=RejectReason.SPAM)
    assert events_told(session) == []


# --- to whom


def test_who_left_no_address_or_no_name_at_all_gets_nothing(session: Session, an_hung: Commune) -> None:
    desk = officer(session, an_hung)
    for report in (told_report(session, an_hung, language=""), cast.report(session, an_hung)):
        move(session, desk, report, S.VERIFYING)
    assert events_told(session) == []
    assert session.scalars(select(Notification)).all() == []


def test_a_service_without_a_mail_server_queues_nothing(session: Session, an_hung: Commune) -> None:
    session.info[notices.MAIL] = False
    report = told_report(session, an_hung)
    move(session, officer(session, an_hung), report, S.VERIFYING)
    assert report.state is S.VERIFYING
    assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0
    assert session.scalars(select(Notification)).all() == []


def test_a_step_that_is_undone_takes_its_letter_with_it(session: Session, an_hung: Commune) -> None:
    desk, report = officer(session, an_hung), told_report(session, an_hung)
    session.commit()
    move(session, desk, report, S.VERIFYING)
    assert len(events_told(session)) == 1
    session.rollback()
    assert events_told(session) == []
    assert session.scalars(select(Notification)).all() == []


def test_the_queue_and_its_list_hold_ids_alone(session: Session, an_hung: Commune) -> None:
    report = told_report(session, an_hung)
    move(session, officer(session, an_hung), report, S.VERIFYING, public_note="Đang xem.")
    job = session.execute(text("SELECT * FROM procrastinate_jobs")).mappings().one()
    row = session.execute(text("SELECT * FROM notification")).mappings().one()
    assert job["args"] == {"event": last_event(report, session)}
    for secret in (LAN.email, LAN.name, LAN.phone, report.code, "Đang xem", "Khói"):
        assert secret not in str(dict(job)) + str(dict(row))


# --- what a letter is made of


def queued(session: Session, home: Commune, **more: str) -> tuple[Incident, int]:
    """A report that was taken in, and the event a letter is queued for."""
    report = told_report(session, home, **more)
    move(session, officer(session, home), report, S.VERIFYING, public_note="Cán bộ sẽ đến xem.")
    return report, events_told(session)[-1]


def test_a_letter_holds_code_state_and_public_note_and_its_reading_is_logged(
    session: Session, an_hung: Commune
) -> None:
    report, event = queued(session, an_hung, language="en")
    notice = notices.take(session, event, SECRETS)
    assert notice is not None
    assert (notice.address, notice.language, notice.code) == (LAN.email, "en", report.code)
    assert (notice.state, notice.note) == (S.VERIFYING, "Cán bộ sẽ đến xem.")
    assert notice.commune_id == an_hung.id
    reading = session.scalars(select(IdentityReading)).one()
    assert (reading.incident_id, reading.actor, reading.purpose) == (report.id, "worker", "mail")
    assert reading.account_id is None


def test_what_was_sent_is_not_sent_again(session: Session, an_hung: Commune) -> None:
    _report, event = queued(session, an_hung)
    notice = notices.take(session, event, SECRETS)
    assert notice is not None
    notices.failed(session, notice.id, "smtp 451")
    again = notices.take(session, event, SECRETS)
    assert again is not None
    notices.sent(session, again.id)
    session.flush()
    row = session.get_one(Notification, notice.id)
    assert (row.tries, row.error, row.sent_at is not None) == (2, "", True)
    assert notices.take(session, event, SECRETS) is None
    assert len(session.scalars(select(IdentityReading)).all()) == 2


def test_a_reporter_who_was_erased_or_wants_no_more_mail_gets_none(
    session: Session, an_hung: Commune
) -> None:
    report, event = queued(session, an_hung)
    session.get_one(IncidentReporter, report.id).mail_language = ""
    session.flush()
    assert notices.take(session, event, SECRETS) is None
    session.delete(session.get_one(IncidentReporter, report.id))
    session.flush()
    assert notices.take(session, event, SECRETS) is None
    assert session.scalars(select(IdentityReading)).all() == []
    assert session.scalars(select(Notification.error)).one() == "nobody to tell"


def test_an_identity_without_address_is_nobody_to_tell(session: Session, an_hung: Commune) -> None:
    report, event = queued(session, an_hung)
    session.get_one(IncidentReporter, report.id).sealed = seal(SECRETS, Identity("Lan", "0987654321"))
    session.flush()
    assert notices.take(session, event, SECRETS) is None


def test_an_event_that_is_none_sends_nothing(session: Session, an_hung: Commune) -> None:
    assert notices.take(session, 999_999, SECRETS) is None


def test_a_message_is_announced_once(session: Session, an_hung: Commune) -> None:
    assert notices.announce(session, an_hung.id, "x")
    assert not notices.announce(session, an_hung.id, "x")


# --- the forgetting that was asked for


def test_the_end_of_a_report_whose_erasure_was_asked_for_queues_its_forgetting(
    session: Session, an_hung: Commune
) -> None:
    session.info[notices.MAIL] = False
    wanted = cast.report(session, an_hung, state=S.VERIFYING, erasure_requested_at=datetime.now(UTC))
    other = cast.report(session, an_hung, state=S.VERIFYING)
    for report in (wanted, other):
        moves.step(session, report, S.IN_PROGRESS, account_id=None)
        moves.step(session, report, S.DONE_REQUESTED, account_id=None)
    assert jobs(session, notices.FORGET) == []
    for report in (wanted, other):
        moves.step(session, report, S.RESOLVED, account_id=None)
    assert jobs(session, notices.FORGET) == [{"incident": wanted.id}]


# --- the morning's digest

MORNING = datetime(2026, 10, 6, 7, 0, tzinfo=ZONE)
TODAY = date(2026, 10, 6)


@pytest.fixture
def board(session: Session, an_hung: Commune) -> Account:
    """The board of a village that has reports of every pile."""
    village = cast.village(session, an_hung)
    viewer = officer(session, an_hung, Role.VILLAGE_BOARD, village_id=village.id, email="thon@example.org")
    later, earlier = MORNING + timedelta(hours=3), MORNING - timedelta(hours=20)
    for more in (
        {"state": S.NEW, "take_in_due_at": later},
        {"state": S.NEW, "take_in_due_at": MORNING + timedelta(days=2)},
        {"state": S.VERIFYING, "due_at": earlier},
        {"state": S.ASSIGNED, "due_at": later, "assigned_role": Role.VILLAGE_BOARD},
        {"state": S.DONE_REQUESTED, "due_at": MORNING + timedelta(days=3)},
        {"state": S.RESOLVED, "due_at": earlier},
        {"state": S.VERIFYING, "due_at": earlier, "visibility": Visibility.POLICE},
    ):
        cast.report(session, an_hung, village_id=village.id, **more)
    cast.report(session, an_hung, village_id=cast.village(session, an_hung, "Cốc Lộc").id)
    return session.get_one(Account, viewer.account_id)


def told(session: Session, account: Account) -> dict[str, int]:
    """Figure → number."""
    return {line.what: line.number for line in digest.tally(session, account, MORNING)}


def test_a_board_hears_of_its_village_and_not_of_the_police_s(session: Session, board: Account) -> None:
    assert told(session, board) == {"new": 2, "mine": 1, "due": 2, "overdue": 1}


def test_each_unit_hears_what_it_acts_upon(session: Session, an_hung: Commune, board: Account) -> None:
    def of(role: Role) -> dict[str, int]:
        viewer = officer(session, an_hung, role)
        return told(session, session.get_one(Account, viewer.account_id))

    assert of(Role.ECONOMIC_DIVISION) == {"new": 3, "due": 2, "overdue": 1, "waiting": 1}
    assert of(Role.COMMUNE_POLICE) == {"new": 3, "due": 2, "overdue": 2, "waiting": 1}
    assert of(Role.CHAIRPERSON) == {"overdue": 1, "waiting": 1}
    assert of(Role.PUBLIC_SERVICE_CENTRE) == {}
    assert of(Role.ADMIN) == {}
    assert of(Role.SCHOOL) == {}


@pytest.mark.parametrize(("hour", "minute", "number"), [(6, 59, 0), (7, 0, 1), (11, 30, 1), (17, 0, 0)])
def test_the_digest_goes_out_in_the_morning_or_once_the_worker_is_back(
    session: Session, board: Account, hour: int, minute: int, number: int
) -> None:
    now = MORNING.replace(hour=hour, minute=minute).astimezone(UTC)
    assert digest.queue_due(session, now) == number
    assert jobs(session, digest.SEND) == [{"account": board.id, "day": "2026-10-06"}] * number


def test_a_day_s_digest_is_queued_once_and_the_next_day_s_again(session: Session, board: Account) -> None:
    assert [digest.queue_due(session, MORNING + timedelta(minutes=10 * i)) for i in range(3)] == [1, 0, 0]
    assert digest.queue_due(session, MORNING + timedelta(days=1)) == 1


def test_no_digest_without_address_mail_server_or_account(session: Session, board: Account) -> None:
    session.info[notices.MAIL] = False
    assert digest.queue_due(session, MORNING) == 0
    with_mail(session)
    board.active = False
    session.flush()
    assert digest.queue_due(session, MORNING) == 0
    board.active, board.email = True, ""
    session.flush()
    assert digest.queue_due(session, MORNING) == 0


def test_a_digest_tells_figures_and_piles(session: Session, board: Account) -> None:
    digest.queue_due(session, MORNING)
    found = digest.take(session, board.id, TODAY, MORNING)
    assert found is not None
    assert (found.address, found.day, found.commune_id) == ("thon@example.org", TODAY, board.commune_id)
    assert [(line.what, line.tab) for line in found.lines] == [
        ("new", "new"),
        ("mine", "mine"),
        ("due", "due"),
        ("overdue", "due"),
    ]
    notices.sent(session, found.id)
    session.flush()
    assert digest.take(session, board.id, TODAY, MORNING) is None


def test_nothing_is_told_when_there_is_nothing_or_the_day_is_over(
    session: Session, an_hung: Commune, board: Account
) -> None:
    idle = officer(session, an_hung, Role.PUBLIC_SERVICE_CENTRE, email="tt@example.org")
    digest.queue_due(session, MORNING)
    assert idle.account_id is not None
    assert digest.take(session, idle.account_id, TODAY, MORNING) is None
    assert digest.take(session, board.id, TODAY, MORNING + timedelta(days=1)) is None
    assert set(session.scalars(select(Notification.error))) == {"nothing to tell"}
