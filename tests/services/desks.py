"""Reports of any state, people, and the inbox as it opens: what the tests of the desk share."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from geodata.enums import IncidentState, RejectReason, Role
from geodata.features import Viewer
from geodata.models import Account, Commune, Incident
from services import clock
from services.incidents import inbox
from tests import cast

NOW: Final = datetime(2026, 10, 7, 9, tzinfo=clock.ZONE)
"""A Wednesday morning."""
SOON: Final = NOW + timedelta(days=1)
S = IncidentState
NEEDS: Final[dict[IncidentState, dict[str, Any]]] = {
    S.NEED_INFO: {"paused_at": NOW - timedelta(hours=1), "due_limit_at": NOW + timedelta(days=7)},
    S.REFERRED: {"referred_to": "Sở", "referred_number": "12/CV"},
    S.REJECTED: {"reject_reason": RejectReason.UNFOUNDED},
}
"""State → what the database wants of a report that stands there."""


def report(session: Session, home: Commune, state: IncidentState = S.NEW, **more: Any) -> Incident:
    """A report in that state, not published."""
    return cast.report(session, home, state=state, **{"published": False} | NEEDS.get(state, {}) | more)


def person(session: Session, home: Commune, role: Role, name: str = "Nguyễn Thị Hoa") -> Account:
    """Somebody who works there."""
    return cast.account(session, home, role, display_name=name)


def opened(session: Session, who: Viewer, /, **sent: str) -> inbox.Inbox:
    """The inbox under that question; `from_` stands for what is called "from"."""
    number = int(sent.pop("page", "1"))
    named = {"tab": "all"} | {name.rstrip("_"): word for name, word in sent.items()}
    return inbox.opened(session, who, inbox.wanted(who, named, soon=SOON), number, NOW)


def ids(session: Session, who: Viewer, /, **sent: str) -> list[int]:
    """The ids on the first page, in order."""
    return [one["id"] for one in opened(session, who, **sent).reports]
