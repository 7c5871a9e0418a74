"""Once a morning each board and unit hears by mail what waits on its desk: figures and links, no report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata import queue
from geodata.enums import Role
from geodata.models import Account
from geodata.queries import inbox as rows
from geodata.queries.inbox import Tab, Wanted
from services import accounts, clock
from services.incidents import notices

AT: Final = time(7)
"""When the day's digest goes out, by the commune's clock; later on where the worker was away."""
UNTIL: Final = time(17)
"""After the day's work it would only repeat what tomorrow's tells."""
SEND: Final = "digest.send"
NEW, MINE, DUE, OVERDUE, WAITING = "new", "mine", "due", "overdue", "waiting"

TELLS: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.ECONOMIC_DIVISION: (NEW, DUE, OVERDUE, WAITING),
    Role.COMMUNE_POLICE: (NEW, DUE, OVERDUE, WAITING),
    Role.VILLAGE_BOARD: (NEW, MINE, DUE, OVERDUE),
    Role.PUBLIC_SERVICE_CENTRE: (MINE,),
    Role.CHAIRPERSON: (OVERDUE, WAITING),
}
"""Role → the figures of its desk that it acts upon."""
TAB_OF: Final[Mapping[str, Tab]] = {
    NEW: Tab.NEW,
    MINE: Tab.MINE,
    DUE: Tab.DUE,
    OVERDUE: Tab.DUE,
    WAITING: Tab.WAITING,
}
"""Figure → the pile of the inbox in which these reports lie."""


@dataclass(frozen=True)
class Line:
    """One figure of a digest, and the pile of the inbox that holds these reports."""

    what: str
    number: int
    tab: str


@dataclass(frozen=True)
class Digest:
    """A morning's letter to one account."""

    id: int
    key: str
    address: str
    name: str
    commune_id: int
    day: date
    lines: list[Line]


def queue_due(session: Session, now: datetime) -> int:
    """Queue the digests of the day that are not queued yet; how many. Quiet before AT and after UNTIL."""
    here = now.astimezone(clock.ZONE)
    if not session.info.get(notices.MAIL) or not AT <= here.time() < UNTIL:
        return 0
    day = here.date()
    wanted = [account for account in _readers(session) if _first(session, account, day)]
    for account in wanted:
        queue.defer(session, SEND, account=account.id, day=day.isoformat())
    return len(wanted)


def take(session: Session, account_id: int, day: date, now: datetime) -> Digest | None:
    """The digest to send to an account, counted as a try; None where it is sent, is of another day by now, or
    has nothing to tell."""
    account = session.get(Account, account_id)
    waiting = notices.held(session, _key(account_id, day))
    if account is None or waiting is None:
        return None
    lines = tally(session, account, now)
    if not lines or not account.active or not account.email or day != now.astimezone(clock.ZONE).date():
        waiting.error = "nothing to tell"
        return None
    waiting.tries += 1
    return Digest(
        waiting.id, waiting.key, account.email, account.display_name, account.commune_id, day, lines
    )


def tally(session: Session, account: Account, now: datetime) -> list[Line]:
    """The figures above zero that this account hears of, of its own desk: what its inbox shows, and for the
    police alone the reports for the police."""
    viewer = accounts.viewer_of(account)
    midnight = clock.midnight(now.astimezone(clock.ZONE).date())
    asked = Wanted(soon=midnight + timedelta(days=1), account_id=account.id)
    counted = rows.counted(session, viewer, asked, now=now, midnight=midnight, all_shown=False)
    figures = {what: counted.tabs[tab] for what, tab in TAB_OF.items()}
    figures[OVERDUE] = counted.overdue
    figures[DUE] -= counted.overdue
    told = TELLS.get(account.role, ())
    return [Line(what, figures[what], TAB_OF[what].value) for what in told if figures[what]]


def _readers(session: Session) -> list[Account]:
    statement = (
        select(Account)
        .where(Account.active, Account.email != "", Account.role.in_(TELLS))
        .order_by(Account.id)
    )
    return list(session.scalars(statement))


def _first(session: Session, account: Account, day: date) -> bool:
    """Whether nobody queued this one before: two workers that ask at once get one yes."""
    return notices.announce(session, account.commune_id, _key(account.id, day))


def _key(account_id: int, day: date) -> str:
    return f"digest:{account_id}:{day.isoformat()}"
