"""The officers' inbox: which reports a tab holds, one page of them, and how many there are of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    ScalarSelect,
    and_,
    case,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from geodata.days import midnight
from geodata.enums import IncidentState, Moderation
from geodata.features import Viewer
from geodata.models import Account, Incident, Village
from geodata.models.incident import OPEN, WORDS
from geodata.queries.geometry import as_geojson
from geodata.queries.incidents import on_desk
from geodata.queries.text_search import name_like

MOST_COUNTED: Final = 1_000
"""Beyond it a count says "more than": nobody works by the difference, and counting all would read all."""
UNASSIGNED: Final = "none"
_S = IncidentState


class Tab(StrEnum):
    """The piles of the inbox; a report may lie in several."""

    MINE = "mine"
    NEW = "new"
    WORKING = "working"
    WAITING = "waiting"
    DUE = "due"
    SUSPECTED = "suspected"
    OUTSIDE = "outside"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True)
class Wanted:
    """Which reports; empty means all. `unit` is a role or `UNASSIGNED`; `first` and `last` are days of filing
    in the commune's time; `soon` is the moment until which a report counts as due soon; `account_id` is the
    one whose own work `Tab.MINE` holds, beside that of its unit.
    """

    tab: Tab = Tab.ALL
    category: str = ""
    state: str = ""
    village_id: int | None = None
    unit: str = ""
    published: bool | None = None
    moderation: str = ""
    search: str = ""
    code: str = ""
    first: date | None = None
    last: date | None = None
    soon: datetime | None = None
    account_id: int | None = None


@dataclass(frozen=True)
class Counted:
    """How many reports each tab holds, came today, are overdue, and fit the question; of those that need not
    be open at most MOST_COUNTED + 1."""

    tabs: Mapping[Tab, int]
    today: int
    overdue: int
    shown: int | None


IN_HAND: Final = (_S.VERIFYING, _S.NEED_INFO, _S.ASSIGNED, _S.IN_PROGRESS, _S.INSPECTION_PLANNED, _S.REFERRED)
"""Somebody has taken the report in and works on it."""
BACK: Final = (_S.REOPEN_REQUESTED, _S.REOPENED)
"""It was over, and is not."""
OVER: Final = (_S.RESOLVED, _S.CLOSED, _S.REJECTED, _S.DUPLICATE, _S.ANONYMISED)

_open: Final = text(OPEN)
_words: Final[ColumnElement[str]] = literal_column(WORDS)
_next_due: Final[ColumnElement[datetime]] = case(
    (Incident.paused_at > Incident.due_at, Incident.due_at),
    (Incident.paused_at.is_not(None), Incident.due_limit_at),
    (Incident.state == _S.NEW, Incident.take_in_due_at),
    (Incident.state != _S.REOPEN_REQUESTED, Incident.due_at),
)
"""What has to be done next, until when: a new report taken in, any other answered; while the clock is paused,
the moment at which it runs out whatever the pause, unless it had run out before (services/incidents/clocks.py
tells the same of one report).
"""


def _mine(viewer: Viewer, wanted: Wanted) -> ColumnElement[bool]:
    own = false() if wanted.account_id is None else Incident.assignee_id == wanted.account_id
    return or_(Incident.assigned_role == viewer.role, own)


def _due(_viewer: Viewer, wanted: Wanted) -> ColumnElement[bool]:
    return _next_due < (wanted.soon or func.now())


_TABS: Final[dict[Tab, Callable[[Viewer, Wanted], ColumnElement[bool]]]] = {
    Tab.MINE: _mine,
    Tab.NEW: lambda _v, _w: and_(Incident.state == _S.NEW, Incident.moderation != Moderation.SUSPECTED),
    Tab.WORKING: lambda _v, _w: Incident.state.in_((*IN_HAND, *BACK)),
    Tab.WAITING: lambda _v, _w: Incident.state == _S.DONE_REQUESTED,
    Tab.DUE: _due,
    Tab.SUSPECTED: lambda _v, _w: Incident.moderation == Moderation.SUSPECTED,
    Tab.OUTSIDE: lambda _v, _w: Incident.outside.is_(True),
}
"""What a tab of open reports holds of them."""


def page(
    session: Session, viewer: Viewer, wanted: Wanted, *, offset: int, limit: int
) -> Sequence[RowMapping]:
    """Rows of a tab named as in the privacy rule, with `id`, `version` and `geometry` (GeoJSON, EPSG:4326, or
    None: the exact place). Of a tab of open reports urgent ones first, then what is due first; else newest
    first.
    """
    order = _order(wanted.tab)
    found = select(Incident.id).where(*asked(viewer, wanted)).order_by(*order).offset(offset).limit(limit)
    statement = (
        select(
            *_FIELDS,
            Village.name.label("village"),
            Account.display_name.label("assignee"),
            as_geojson(Incident.geom).label("geometry"),
        )
        .outerjoin(Village, Village.id == Incident.village_id)
        .outerjoin(Account, Account.id == Incident.assignee_id)
        .where(Incident.id.in_(found))
        .order_by(*order)
    )
    return session.execute(statement).mappings().all()


def asked(viewer: Viewer, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The conditions of a question, those of the viewer's desk among them."""
    return [on_desk(viewer), *_of_tab(viewer, wanted), *_wanted(wanted)]


def counted(
    session: Session, viewer: Viewer, wanted: Wanted, *, now: datetime, midnight: datetime, all_shown: bool
) -> Counted:
    """The figures of the inbox in one statement; `shown` only where `all_shown` asks for it."""
    desk = on_desk(viewer)
    still_open = (
        select(
            *(func.count().filter(condition(viewer, wanted)).label(tab) for tab, condition in _TABS.items()),
            func.count().filter(_next_due < now).label("overdue"),
        )
        .where(desk, _open)
        .subquery()
    )
    statement = select(
        still_open,
        _up_to_most(desk, Incident.state.in_(OVER)).label(Tab.DONE),
        _up_to_most(desk).label(Tab.ALL),
        _up_to_most(desk, Incident.created_at >= midnight).label("today"),
        (_up_to_most(*asked(viewer, wanted)) if all_shown else literal(None)).label("shown"),
    )
    row = session.execute(statement).mappings().one()
    return Counted({tab: row[tab] for tab in Tab}, row["today"], row["overdue"], row["shown"])


def offered(session: Session, viewer: Viewer) -> Sequence[RowMapping]:
    """What the page's lists offer: rows (what, id, name, role); `what` is "village" (of today) or "person"
    (an account that is in use). Both by name.
    """
    villages = select(
        literal("village").label("what"), Village.id, Village.name, literal(None).label("role")
    ).where(Village.commune_id == viewer.commune_id, Village.valid_to.is_(None))
    people = select(literal("person"), Account.id, Account.display_name, Account.role).where(
        Account.commune_id == viewer.commune_id, Account.active
    )
    both = union_all(villages, people).subquery()
    return session.execute(select(both).order_by(func.fold_vi(both.c.name), both.c.id)).mappings().all()


def _up_to_most(*where: Any) -> ScalarSelect[int]:
    found = select(literal(1)).select_from(Incident).where(*where).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


def _order(tab: Tab) -> tuple[Any, ...]:
    if tab is Tab.DUE:
        return _next_due.asc(), Incident.id
    if tab in _TABS:
        return Incident.urgent.desc(), _next_due.asc().nulls_last(), Incident.id
    return Incident.created_at.desc(), Incident.id.desc()


def _of_tab(viewer: Viewer, wanted: Wanted) -> list[Any]:
    if wanted.tab in _TABS:
        return [_open, _TABS[wanted.tab](viewer, wanted)]
    return [Incident.state.in_(OVER)] if wanted.tab is Tab.DONE else []


def _wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    exact = {
        Incident.category: wanted.category,
        Incident.state: wanted.state,
        Incident.village_id: wanted.village_id,
        Incident.moderation: wanted.moderation,
    }
    where: list[ColumnElement[bool]] = [column == value for column, value in exact.items() if value]
    if wanted.unit:
        unit = None if wanted.unit == UNASSIGNED else wanted.unit
        where.append(Incident.assigned_role.is_not_distinct_from(unit))
    if wanted.published is not None:
        where.append(Incident.published.is_(wanted.published))
    if wanted.search:
        where.append(or_(name_like(_words, wanted.search), _has_code(wanted.code)))
    return [*where, *_filed(wanted)]


def _has_code(code: str) -> ColumnElement[bool]:
    return Incident.code == code if code else false()


def _filed(wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.first:
        where.append(Incident.created_at >= midnight(wanted.first))
    if wanted.last:
        where.append(Incident.created_at < midnight(wanted.last + timedelta(days=1)))
    return where


_FIELDS: Final = (
    Incident.id,
    Incident.version,
    Incident.code,
    Incident.category,
    Incident.nature,
    Incident.state,
    Incident.visibility,
    Incident.published,
    Incident.description,
    Incident.landmark,
    Incident.occurred_at,
    Incident.created_at,
    Incident.urgent,
    Incident.outside,
    Incident.moderation,
    Incident.supporters,
    Incident.assigned_role,
    Incident.take_in_due_at,
    Incident.due_at,
    Incident.due_limit_at,
    Incident.paused_at,
    Incident.taken_in_at,
    Incident.answered_at,
    Incident.resolved_at,
)
