"""A report whose reporter left everything, and officers to work on it, for tests of what is told and kept."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from geodata.enums import IncidentState, RejectReason, Role
from geodata.features import Viewer
from geodata.models import Account, Commune, Incident, IncidentFile, IncidentReporter
from services.incidents import moves
from services.incidents.moves import Move
from services.incidents.notices import MAIL
from services.sealing import Identity, seal
from tests import cast
from tests.services.desk_cast import SECRETS, picture

LAN: Final = Identity("Nguyễn Thị Lan", "0987654321", "lan@example.org")


def told_report(session: Session, home: Commune, *, language: str = "vi", **more: Any) -> Incident:
    """A report of Lan, who asked to be told by mail unless `language` is empty."""
    more.setdefault("published", False)
    made = cast.report(session, home, **more)
    session.add(
        IncidentReporter(
            incident_id=made.id, sealed=seal(SECRETS, LAN), consent_version="t", mail_language=language
        )
    )
    session.flush()
    return made


def officer(session: Session, home: Commune, role: Role = Role.ECONOMIC_DIVISION, **more: Any) -> Viewer:
    """The viewer of a fresh account of that role."""
    count = session.query(Account).count()
    made = cast.account(session, home, role, username=f"officer_{count}", **more)
    return Viewer(home.id, role, made.village_id, made.id)


def move(session: Session, viewer: Viewer, incident: Incident, to: IncidentState, **more: Any) -> Incident:
    """An officer moves a report as it stands."""
    return moves.move(
        session, viewer, incident.id, Move(to, **more), version=incident.version, secrets=SECRETS
    )


def after_photo(session: Session, incident: Incident, number: int = 1, **more: Any) -> IncidentFile:
    """The report's picture of that number, shown to nobody yet; its bytes are nowhere."""
    told: dict[str, Any] = {"name": f"{incident.id:016x}{number:016x}", "title": "", "public": False}
    return picture(session, incident, **told | more)


def with_mail(session: Session) -> None:
    """Make this session one of a service that sends mail."""
    session.info[MAIL] = True


def jobs(session: Session, task: str) -> list[dict[str, Any]]:
    """The arguments of the jobs queued for a task, oldest first."""
    found = session.execute(
        text("SELECT args FROM procrastinate_jobs WHERE task_name = :task ORDER BY id"), {"task": task}
    )
    return [dict(row.args) for row in found]


def long_ago(days: float) -> datetime:
    """A moment so many days before now."""
    return datetime.now(UTC) - timedelta(days=days)


def ended(session: Session, home: Commune, state: IncidentState, days: float, **more: object) -> Incident:
    """A report that ended so many days ago."""
    if state is IncidentState.REJECTED:
        more["reject_reason"] = RejectReason.UNFOUNDED
    return cast.report(session, home, state=state, ended_at=long_ago(days), **more)
