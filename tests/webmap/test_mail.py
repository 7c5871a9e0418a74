"""Letters from the step of a report to the mailbox, through the worker and a real SMTP server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from procrastinate.jobs import Job
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from geodata.enums import IncidentState, RejectReason
from geodata.models import Account, Commune, IdentityReading, IncidentReporter, Notification
from services.clock import today
from services.incidents import digest, notices
from services.mail import PutOff, Refused
from tests import cast
from tests.post_office import PostOffice, open_office
from tests.services.reports import LAN, jobs, move, officer, told_report, with_mail
from webmap import mailing, worker
from webmap.app import create_app
from webmap.config import Config

S = IncidentState
NOTE = "Tổ công tác đã đến. <b>Xin cảm ơn</b> & chào bạn."


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """Where letters arrive."""
    with open_office() as opened:
        yield opened


def settings(port: int, folder: Path) -> Config:
    """A service that sends mail."""
    return Config(
        database_url="postgresql://tests-hand-in-their-own-sessions/",
        secret_key="only-for-tests-0123456789",
        var_dir=folder,
        smtp_url=f"smtp://127.0.0.1:{port}",
        mail_from="Xã An Hưng <moi-truong@map.example>",
        public_url="https://map.example/ban-do/",
    )


@pytest.fixture
def service(
    sessions: sessionmaker[Session], session: Session, an_hung: Commune, office: PostOffice, tmp_path: Path
) -> Iterator[Flask]:
    """The service of An Hưng on the test's transaction, with a mail server, in a job's context."""
    session.commit()
    with_mail(session)
    app = create_app(settings(office.port, tmp_path), sessions)
    with app.app_context():
        yield app


def step(session: Session, home: Commune, to: IncidentState = S.VERIFYING, **more: Any) -> int:
    """A report of Lan moves; the event that is told."""
    language = more.pop("language", "vi")
    report = told_report(session, home, language=language, landmark="sau nhà ông Tẹo")
    move(session, officer(session, home), report, to, **more)
    session.commit()
    return int(jobs(session, notices.SEND)[-1]["event"])


def row(session: Session) -> Notification:
    """The one message there is."""
    return session.scalars(select(Notification).execution_options(populate_existing=True)).one()


# --- what a letter says


def test_a_letter_holds_link_state_and_answer_and_nothing_else(
    service: Flask, sessions: sessionmaker[Session], session: Session, an_hung: Commune, office: PostOffice
) -> None:
    event = step(session, an_hung, public_note=NOTE, internal_note="nghi nhà ông X")
    mailing.send_notice(sessions, event)
    (letter,) = office.letters
    code = session.execute(text("SELECT code FROM incident")).scalar_one()
    body = letter.get_content()
    assert office.recipients == [[LAN.email]]
    assert letter["Subject"] == "Phản ánh của bạn: đang xác minh"
    assert f"https://map.example/ban-do/incidents/r/{code}" in body.splitlines()
    assert letter["List-Unsubscribe"] == f"<https://map.example/ban-do/incidents/r/{code}/data>"
    assert NOTE in body
    for secret in ("Khói", "Tẹo", "nghi nhà", LAN.name, LAN.phone, "106.59", "20.75"):
        assert secret not in body, secret
    assert row(session).sent_at is not None
    (reading,) = session.scalars(select(IdentityReading))
    assert (reading.actor, reading.purpose) == ("worker", "mail")


@pytest.mark.parametrize(
    ("language", "subject", "inside"),
    [
        ("vi", "Phản ánh của bạn: không có cơ sở", "không xử lý tiếp"),
        ("en", "Your report: ", "will not take it further"),
        ("xx", "Phản ánh của bạn: không có cơ sở", "không xử lý tiếp"),
    ],
)
def test_a_letter_speaks_the_reporter_s_language(
    service: Flask,
    sessions: sessionmaker[Session],
    session: Session,
    an_hung: Commune,
    office: PostOffice,
    language: str,
    subject: str,
    inside: str,
) -> None:
    event = step(session, an_hung, S.REJECTED, reason=RejectReason.UNFOUNDED, language=language)
    mailing.send_notice(sessions, event)
    (letter,) = office.letters
    assert str(letter["Subject"]).startswith(subject)
    assert inside in letter.get_content()
    assert ("Xem cả phản ánh" in letter.get_content()) is (language != "en")


def test_a_name_with_line_ends_grows_no_header(
    service: Flask, sessions: sessionmaker[Session], session: Session, an_hung: Commune, office: PostOffice
) -> None:
    viewer = officer(session, an_hung, email="kinhte@example.org")
    cast.report(session, an_hung)
    an_hung.name = "Xã An Hưng\r\nBcc: thief@example.org\r\n\r\nkhác"
    notices.announce(session, an_hung.id, f"digest:{viewer.account_id}:{today()}")
    session.commit()
    assert viewer.account_id is not None
    mailing.send_digest(sessions, viewer.account_id, today().isoformat())
    (letter,) = office.letters
    assert office.recipients == [["kinhte@example.org"]]
    assert "Bcc" not in letter
    assert letter["Auto-Submitted"] == "auto-generated"


# --- how it goes


def test_a_letter_is_sent_once_however_often_the_job_runs(
    service: Flask, sessions: sessionmaker[Session], session: Session, an_hung: Commune, office: PostOffice
) -> None:
    event = step(session, an_hung)
    for _ in range(3):
        mailing.send_notice(sessions, event)
    assert len(office.letters) == 1
    assert row(session).tries == 1


def test_a_letter_put_off_is_tried_again_under_the_same_name(
    service: Flask, sessions: sessionmaker[Session], session: Session, an_hung: Commune, office: PostOffice
) -> None:
    event = step(session, an_hung)
    office.answers.append("451 come back, lan@example.org")
    with pytest.raises(PutOff):
        mailing.send_notice(sessions, event)
    assert (row(session).tries, row(session).error, row(session).sent_at) == (1, "smtp 451", None)
    mailing.send_notice(sessions, event)
    assert len(office.letters) == 1
    assert (row(session).tries, row(session).error) == (2, "")


def test_a_refusal_for_good_is_written_down_without_the_address(
    service: Flask, sessions: sessionmaker[Session], session: Session, an_hung: Commune, office: PostOffice
) -> None:
    event = step(session, an_hung)
    office.answers.append("550 no such user lan@example.org")
    mailing.send_notice(sessions, event)
    assert (row(session).error, row(session).sent_at, office.letters) == ("smtp 550", None, [])


def test_the_reading_is_in_the_log_before_the_letter_goes(
    service: Flask,
    sessions: sessionmaker[Session],
    session: Session,
    an_hung: Commune,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event = step(session, an_hung)
    logged: list[int] = []

    def look(_server: Any, _letter: Any) -> None:
        with sessions() as other:
            logged.append(len(other.scalars(select(IdentityReading)).all()))

    monkeypatch.setattr("services.mail.send", look)
    mailing.send_notice(sessions, event)
    assert logged == [1]


def test_a_reporter_erased_in_between_gets_nothing(
    service: Flask, sessions: sessionmaker[Session], session: Session, an_hung: Commune, office: PostOffice
) -> None:
    event = step(session, an_hung)
    session.delete(session.scalars(select(IncidentReporter)).one())
    session.commit()
    mailing.send_notice(sessions, event)
    assert office.letters == []
    assert row(session).error == "nobody to tell"


def test_a_mail_server_taken_out_of_the_settings_leaves_a_word(
    sessions: sessionmaker[Session], session: Session, an_hung: Commune, app: Flask
) -> None:
    with_mail(session)
    event = step(session, an_hung)
    with app.app_context():
        app.config["SETTINGS"] = replace(settings(1, Path("var")), smtp_url="")
        mailing.send_notice(sessions, event)
    assert row(session).error == "mail is off"


def test_only_what_was_put_off_is_tried_again_with_growing_pauses() -> None:
    again = worker.RETRIES[notices.SEND]

    def wait(fault: Exception, attempts: int) -> float | None:
        job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="x", attempts=attempts)
        decision = again.get_retry_decision(exception=fault, job=job)
        return None if decision is None or decision.retry_at is None else _seconds(decision.retry_at)

    pauses = [wait(PutOff("smtp 451"), attempts) for attempts in range(7)]
    assert pauses[-1] is None
    known = [pause for pause in pauses if pause is not None]
    assert known == sorted(known)
    assert 30 <= known[0] < 60
    assert 10 * 3600 < sum(known) < 24 * 3600
    assert wait(Refused("smtp 550"), 0) is None
    assert set(worker.RETRIES) == {notices.SEND, digest.SEND}


def _seconds(moment: datetime) -> float:
    return (moment - datetime.now(UTC)).total_seconds()


# --- the morning's digest


def test_a_digest_tells_figures_and_links_of_the_own_desk(
    service: Flask, sessions: sessionmaker[Session], session: Session, an_hung: Commune, office: PostOffice
) -> None:
    viewer = officer(session, an_hung, email="kinhte@example.org")
    now = datetime.now(UTC)
    cast.report(session, an_hung, take_in_due_at=now - timedelta(days=2), landmark="nhà ông Tẹo")
    notices.announce(session, an_hung.id, f"digest:{viewer.account_id}:{today()}")
    session.commit()
    assert viewer.account_id is not None
    for _ in range(2):
        mailing.send_digest(sessions, viewer.account_id, today().isoformat())
    (letter,) = office.letters
    body = letter.get_content().replace("\r\n", "\n")
    assert str(letter["Subject"]).startswith("Xã An Hưng: việc phản ánh ngày ")
    assert "- Phản ánh mới, chưa ai tiếp nhận: 1\n" in body
    assert "- Đã quá hạn: 1\n  https://map.example/ban-do/incidents?tab=due" in body
    assert "Tẹo" not in body
    assert letter["List-Unsubscribe"] is None


def test_an_idle_morning_sends_nothing(
    service: Flask, sessions: sessionmaker[Session], session: Session, an_hung: Commune, office: PostOffice
) -> None:
    viewer = officer(session, an_hung, email="kinhte@example.org")
    notices.announce(session, an_hung.id, f"digest:{viewer.account_id}:{today()}")
    session.commit()
    assert viewer.account_id is not None
    mailing.send_digest(sessions, viewer.account_id, today().isoformat())
    assert office.letters == []
    assert row(session).error == "nothing to tell"


def test_the_command_says_where_an_account_gets_its_digest(
    app: Flask, session: Session, an_hung: Commune
) -> None:
    viewer = officer(session, an_hung)
    account = session.get_one(Account, viewer.account_id)
    session.commit()

    def run(*words: str) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["account", "email", *words])
        session.refresh(account)
        return result.exit_code, result.output

    assert run(account.username, " kinhte@example.org ") == (0, f"{account.username} kinhte@example.org\n")
    assert account.email == "kinhte@example.org"
    code, said = run(account.username, "kinhte@example.org\nBcc: x@y.vn")
    assert (code, account.email) == (1, "kinhte@example.org")
    assert "thư điện tử" in said
    assert run("nobody.here", "a@b.vn")[0] == 1
    assert run(account.username, "") == (0, f"{account.username} -\n")
    log = session.execute(
        text("SELECT now_is->>'email', actor FROM audit_entry WHERE table_name='account' ORDER BY id")
    ).all()
    assert log[-2:] == [("kinhte@example.org", "flask account email"), ("", "flask account email")]
