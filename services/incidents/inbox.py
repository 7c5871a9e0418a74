"""The officers' inbox: the piles of reports on a desk, a page of one of them, and the figures of the day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentState, Moderation, Role
from geodata.errors import BadInput
from geodata.features import Json, Layer, Viewer, visible
from geodata.queries import inbox as rows
from geodata.queries.inbox import MOST_COUNTED, UNASSIGNED, Tab, Wanted
from services import access, calendar, clock, working_time
from services.dates import iso_day
from services.incidents.intake import as_code
from services.incidents.moves import WORKERS
from services.sent import one_of, record_id
from services.text import clean

PAGE: Final = 50
LONGEST_SEARCH: Final = 100
CODE_LENGTH: Final = 14
"""Letters of a code with its two hyphens."""
FIRST_TAB: Final[Mapping[Role, Tab]] = {
    Role.ECONOMIC_DIVISION: Tab.NEW,
    Role.COMMUNE_POLICE: Tab.NEW,
    Role.PUBLIC_SERVICE_CENTRE: Tab.MINE,
    Role.VILLAGE_BOARD: Tab.NEW,
    Role.CHAIRPERSON: Tab.WAITING,
}
"""Role → the pile it starts the day with."""
FILTERS: Final = (
    *("category", "state", "village", "unit", "published", "moderation", "search", "from", "to"),
)
"""What a reader may ask of a pile, as it is named in the address."""


@dataclass(frozen=True)
class Count:
    """How many, or, where `more`, that there are more than so many."""

    number: int
    more: bool = False


@dataclass(frozen=True)
class Offer:
    """What the lists of the page offer: villages (id, name), people (id, name, role) by unit."""

    villages: list[tuple[int, str]]
    people: list[tuple[int, str, Role]]


@dataclass(frozen=True)
class Inbox:
    """One page of a pile: its reports, the figures of all piles, and which page it is."""

    reports: list[Json]
    tabs: Mapping[Tab, Count]
    today: Count
    overdue: Count
    shown: Count
    page: int
    more: bool


def first_tab(viewer: Viewer, sent: Mapping[str, str]) -> Tab:
    """The pile a reader gets who named none: that of the role, or all where something is asked for."""
    return Tab.ALL if any(sent.get(name) for name in FILTERS) else FIRST_TAB.get(viewer.role, Tab.ALL)


def wanted(viewer: Viewer, sent: Mapping[str, str], *, soon: datetime) -> Wanted:
    """A question from what was sent: a tab and FILTERS. Raises BadInput for words that are not ours.

    `soon` is the moment until which a report counts as due soon.
    """
    said = {name: sent.get(name, "") for name in FILTERS}
    return Wanted(
        tab=Tab(one_of(sent.get("tab", ""), {*Tab}) or first_tab(viewer, sent)),
        category=one_of(said["category"], {*IncidentCategory}),
        state=one_of(said["state"], {*IncidentState}),
        village_id=record_id(said["village"]),
        unit=one_of(said["unit"], {*WORKERS, UNASSIGNED}),
        published={"yes": True, "no": False}.get(one_of(said["published"], {"yes", "no"})),
        moderation=one_of(said["moderation"], {*Moderation}),
        search=_search(said["search"]),
        code=_code(said["search"]),
        first=iso_day(said["from"]),
        last=iso_day(said["to"]),
        soon=soon,
        account_id=viewer.account_id,
    )


def opened(session: Session, viewer: Viewer, asked: Wanted, page: int, now: datetime) -> Inbox:
    """One page of a pile with the figures of all. Raises Forbidden for who has no desk."""
    access.require(viewer, "incident:read")
    page = max(page, 1)
    midnight = clock.midnight(clock.today())
    figures = rows.counted(session, viewer, asked, now=now, midnight=midnight, all_shown=_narrowed(asked))
    found = rows.page(session, viewer, asked, offset=(page - 1) * PAGE, limit=PAGE + 1)
    tabs = {tab: _count(number) for tab, number in figures.tabs.items()}
    return Inbox(
        reports=[_report(viewer, row) for row in found[:PAGE]],
        tabs=tabs,
        today=_count(figures.today),
        overdue=Count(figures.overdue),
        shown=_count(figures.shown) if figures.shown is not None else tabs[asked.tab],
        page=page,
        more=len(found) > PAGE,
    )


def offer(session: Session, viewer: Viewer) -> Offer:
    """What the lists of the page offer; to a board its own village only."""
    found = rows.offered(session, viewer)
    villages = [(row["id"], row["name"]) for row in found if row["what"] == "village"]
    people = [(row["id"], row["name"], Role(row["role"])) for row in found if row["what"] == "person"]
    return Offer(
        [village for village in villages if viewer.village_id in (None, village[0])],
        [person for person in people if person[2] in WORKERS],
    )


def tile_words(asked: Wanted, sent: Mapping[str, str]) -> dict[str, str]:
    """What the map's tiles are asked for, so that they show the same reports as the list."""
    words = {name: sent[name] for name in FILTERS if sent.get(name)} | {"tab": asked.tab.value}
    if asked.tab is Tab.MINE and asked.account_id:
        words["account"] = str(asked.account_id)
    if asked.tab is Tab.DUE and asked.soon:
        words["soon"] = str(int(asked.soon.timestamp()))
    return words


def tile_wanted(viewer: Viewer, sent: Mapping[str, str]) -> Wanted:
    """The question of a tile, from `tile_words`. Raises Forbidden for who has no desk, BadInput."""
    access.require(viewer, "incident:read")
    soon = datetime.fromtimestamp(_seconds(sent.get("soon", "")), UTC)
    asked = wanted(viewer, {"tab": Tab.ALL, **sent}, soon=soon)
    return replace(asked, account_id=record_id(sent.get("account", "")))


def soon(session: Session, viewer: Viewer, now: datetime) -> datetime:
    """Until when a report counts as due soon: a working day ahead, to the hour, so that tiles may be kept."""
    ahead = working_time.add(calendar.of(session, viewer.commune_id), now, working_time.DAY_MINUTES)
    return ahead.replace(minute=0) + timedelta(hours=1)


def _report(viewer: Viewer, row: Mapping[Any, Any]) -> Json:
    own = {name: row[name] for name in ("id", "version", "geometry")}
    return visible(Layer.INCIDENT, row, viewer) | own


def _count(number: int) -> Count:
    return Count(min(number, MOST_COUNTED), number > MOST_COUNTED)


def _narrowed(asked: Wanted) -> bool:
    """Whether a pile is not shown whole."""
    whole = Wanted(tab=asked.tab, soon=asked.soon, account_id=asked.account_id)
    return asked != whole


def _search(text: str) -> str:
    found = clean(text)
    if len(found) > LONGEST_SEARCH:
        raise BadInput("filter.unknown", value=found[:40])
    return found


def _code(text: str) -> str:
    """The code somebody may have typed, however it was written; empty where it can be none."""
    code = as_code(text)
    return code if len(code) == CODE_LENGTH else ""


def _seconds(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise BadInput("filter.unknown", value=text[:40])
    return int(text)
