"""Letters: what a notice to a reporter or a morning's digest says, and the tasks that send them."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import transaction
from services import mail, places
from services.incidents import digest, notices
from services.incidents.digest import Digest
from services.incidents.notices import Notice
from services.mail import Letter, MailServer
from webmap.config import Config
from webmap.language import LANGUAGES
from webmap.sealing import secrets

ACTOR = "worker mail"
Sessions = sessionmaker[Session]


def send_notice(sessions: Sessions, event: int) -> None:
    """Tell a reporter of an event, once; the reading of the address is committed before the letter goes."""
    with transaction(sessions, ACTOR) as session:
        notice = notices.take(session, event, secrets())
        letter = _notice(session, notice) if notice else None
    if notice and letter:
        _send(sessions, notice.id, letter)


def send_digest(sessions: Sessions, account: int, day: str) -> None:
    """Send the digest of a day to an account, once."""
    with transaction(sessions, ACTOR) as session:
        found = digest.take(session, account, date.fromisoformat(day), datetime.now(UTC))
        letter = _digest(session, found) if found else None
    if found and letter:
        _send(sessions, found.id, letter)


def _send(sessions: Sessions, notification_id: int, letter: Letter) -> None:
    """Hand a letter over and write down how it went; PutOff goes on to the queue, which tries again."""
    server = _server()
    if server is None:
        return _note(sessions, lambda session: notices.failed(session, notification_id, "mail is off"))
    try:
        mail.send(server, letter)
    except mail.NotSent as fault:
        reason = fault.reason
        _note(sessions, lambda session: notices.failed(session, notification_id, reason))
        if isinstance(fault, mail.PutOff):
            raise
        return None
    return _note(sessions, lambda session: notices.sent(session, notification_id))


def _note(sessions: Sessions, write: Callable[[Session], None]) -> None:
    with transaction(sessions, ACTOR) as session:
        write(session)


def _notice(session: Session, notice: Notice) -> Letter:
    own_data = _link("own_data.show", code=notice.code)
    text = _text(
        "notice",
        notice.language,
        commune=places.commune(session, notice.commune_id).name,
        state=notice.state.value,
        note=notice.note,
        link=_link("follow.receipt", code=notice.code),
        own_data=own_data,
    )
    return _letter(notice.key, notice.address, text, notice.language, own_data)


def _digest(session: Session, found: Digest) -> Letter:
    lines = [asdict(line) | {"link": _link("desk.listed", tab=line.tab)} for line in found.lines]
    commune = places.commune(session, found.commune_id).name
    text = _text("digest", "vi", commune=commune, name=found.name, day=found.day, lines=lines)
    return _letter(found.key, found.address, text, "vi", "")


def _text(template: str, language: str, **facts: Any) -> str:
    """The subject on the first line, then the letter."""
    written = language if language in LANGUAGES else "vi"
    with force_locale(written):
        return render_template(f"mail/{template}.{written}.txt", **facts)


def _letter(key: str, to: str, text: str, language: str, unsubscribe: str) -> Letter:
    subject, _, body = text.partition("\n")
    return Letter(key, to, subject, body.lstrip("\n"), language, unsubscribe)


def _link(endpoint: str, **values: str) -> str:
    """The address of a page as people reach it from outside; a job has no request to take it from."""
    return _settings().public_url.rstrip("/") + current_app.url_map.bind("").build(endpoint, values)


def _server() -> MailServer | None:
    settings = _settings()
    return mail.server(settings.smtp_url, settings.mail_from) if settings.smtp_url else None


def _settings() -> Config:
    settings: Config = current_app.config["SETTINGS"]
    return settings
