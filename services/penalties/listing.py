"""The register of violations and penalties, read: a page, its sums, its months, all of it for a sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from geodata.enums import PenaltyStatus, SiteKind
from geodata.errors import NotFound
from geodata.features import Json, Layer, Viewer, visible
from geodata.models import Site, TransportCheck, Village, Violation, WasteCarrier
from geodata.queries.text_search import name_like
from services import access
from services.clock import today
from services.dates import iso_day
from services.sent import one_of, record_id

PAGE: Final = 50
MOST_IN_A_SHEET: Final = 20_000
MOST_MONTHS: Final = 24

_v: Final = Violation.__table__.c
_site: Final = Site.__table__.c


@dataclass(frozen=True)
class PenaltyFilter:
    """What the reader asked for; empty and None mean all. The days are those of finding, both included."""

    search: str = ""
    site_id: int | None = None
    carrier_id: int | None = None
    since: date | None = None
    until: date | None = None
    status: str = ""
    kind: str = ""
    village_id: int | None = None


@dataclass(frozen=True)
class Sums:
    """How many penalties, and đồng: fined, paid, still to be paid of those not closed."""

    count: int = 0
    amount_vnd: int = 0
    paid_vnd: int = 0
    owed_vnd: int = 0


@dataclass(frozen=True)
class PenaltyPage:
    """One page of the register, newest finding first; sums and months (YYYY-MM, sums) are of all pages."""

    rows: list[Json]
    sums: Sums
    months: list[tuple[str, Sums]]
    page: int
    pages: int


def wanted(
    *,
    search: str = "",
    site: str = "",
    carrier: str = "",
    since: str = "",
    until: str = "",
    status: str = "",
    kind: str = "",
    village: str = "",
) -> PenaltyFilter:
    """A filter from what was sent; refuses words, numbers and days that are none of ours."""
    one_of(status, {*PenaltyStatus})
    one_of(kind, {*SiteKind})
    return PenaltyFilter(
        search[:100],
        record_id(site),
        record_id(carrier),
        iso_day(since),
        iso_day(until),
        status,
        kind,
        record_id(village),
    )


def status_on(day: date) -> ColumnElement[str]:
    """How far a penalty is on `day`, a word of PenaltyStatus: the one place of this rule."""
    return case(
        (_v.closed_on <= day, PenaltyStatus.CLOSED.value),
        (_v.decision_date.is_(None), PenaltyStatus.UNDECIDED.value),
        (_v.amount_vnd == 0, PenaltyStatus.NO_FINE.value),
        (_v.paid_vnd >= _v.amount_vnd, PenaltyStatus.PAID.value),
        (_v.due_on < day, PenaltyStatus.OVERDUE.value),
        else_=PenaltyStatus.UNPAID.value,
    )


def page(session: Session, viewer: Viewer, asked: PenaltyFilter, number: int = 1) -> PenaltyPage:
    """One page of the penalties this viewer may know of. Raises Forbidden."""
    sums = _sums(session, viewer, asked)
    pages = max(1, -(-sums.count // PAGE))
    number = min(max(number, 1), pages)
    rows = _rows(session, viewer, asked, offset=(number - 1) * PAGE, limit=PAGE)
    return PenaltyPage(rows, sums, _months(session, viewer, asked), number, pages)


def all_rows(session: Session, viewer: Viewer, asked: PenaltyFilter) -> list[Json]:
    """The same rows as `page`, all of them up to MOST_IN_A_SHEET. Raises Forbidden."""
    return _rows(session, viewer, asked, offset=0, limit=MOST_IN_A_SHEET)


def record(session: Session, viewer: Viewer, violation_id: int) -> Json:
    """One penalty with its id and version. Raises Forbidden, or NotFound where there is none here."""
    asked = _joined(viewer).where(_v.id == violation_id)
    row = session.execute(asked).mappings().one_or_none()
    if row is None:
        raise NotFound("record.unknown")
    return {"id": row["id"], "version": row["version"]} | visible(Layer.VIOLATION, row, viewer)


def _rows(session: Session, viewer: Viewer, asked: PenaltyFilter, *, offset: int, limit: int) -> list[Json]:
    statement = (
        _joined(viewer)
        .where(*_asked(asked))
        .order_by(_v.found_on.desc(), _v.id.desc())
        .offset(offset)
        .limit(limit)
    )
    rows = session.execute(statement).mappings()
    return [{"id": row["id"]} | visible(Layer.VIOLATION, row, viewer) for row in rows]


def _sums(session: Session, viewer: Viewer, asked: PenaltyFilter) -> Sums:
    inner = _joined(viewer).where(*_asked(asked)).subquery()
    return Sums(*map(int, session.execute(select(*_figures(inner.c))).one()))


def _months(session: Session, viewer: Viewer, asked: PenaltyFilter) -> list[tuple[str, Sums]]:
    """The newest MOST_MONTHS months up to the last finding, oldest first, none left out between."""
    inner = _joined(viewer).where(*_asked(asked)).subquery()
    month = func.to_char(inner.c.found_on, "YYYY-MM")
    rows = session.execute(select(month, *_figures(inner.c)).group_by(month).order_by(month)).all()
    found = {row[0]: Sums(*map(int, row[1:])) for row in rows}
    if not found:
        return []
    first, last = (_index(text) for text in (min(found), max(found)))
    names = [f"{i // 12:04}-{i % 12 + 1:02}" for i in range(max(first, last - MOST_MONTHS + 1), last + 1)]
    return [(name, found.get(name, Sums())) for name in names]


def _index(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _figures(of: Any) -> list[ColumnElement[Any]]:
    owed = func.greatest(of.amount_vnd - of.paid_vnd, 0)
    still = func.sum(owed).filter(of.closed_on.is_(None))
    sums = (func.sum(of.amount_vnd), func.sum(of.paid_vnd), still)
    return [func.count(), *(func.coalesce(one, 0) for one in sums)]


def _joined(viewer: Viewer) -> Select[Any]:
    """Every penalty of the viewer's commune with the names that belong to it. Raises Forbidden."""
    access.require(viewer, "penalty:read")
    check, carrier, village = TransportCheck.__table__, WasteCarrier.__table__, Village.__table__
    return (
        select(
            Violation.__table__,
            _site.name.label("site"),
            _site.kind.label("site_kind"),
            village.c.name.label("village"),
            carrier.c.name.label("carrier"),
            check.c.plate,
            status_on(today()).label("penalty_status"),
        )
        .select_from(Violation.__table__)
        .outerjoin(Site.__table__, and_(_site.id == _v.site_id, _site.commune_id == _v.commune_id))
        .outerjoin(village, village.c.id == _site.village_id)
        .outerjoin(carrier, and_(carrier.c.id == _v.carrier_id, carrier.c.commune_id == _v.commune_id))
        .outerjoin(check, and_(check.c.id == _v.transport_check_id, check.c.commune_id == _v.commune_id))
        .where(_v.commune_id == viewer.commune_id)
    )


def _asked(asked: PenaltyFilter) -> list[ColumnElement[bool]]:
    return [
        condition(value)
        for name, condition in _CONDITIONS.items()
        if (value := getattr(asked, name)) not in (None, "")
    ]


def _named(search: str) -> ColumnElement[bool]:
    folded = (_site.name_folded, *(func.fold_vi(text) for text in (WasteCarrier.name, _v.article)))
    plain = (_v.code, _v.decision_number)
    return or_(
        *(name_like(text, search) for text in folded),
        *(text.icontains(search.strip(), autoescape=True) for text in plain),
    )


_CONDITIONS: Final[dict[str, Callable[[Any], ColumnElement[bool]]]] = {
    "site_id": lambda sent: _v.site_id == sent,
    "carrier_id": lambda sent: _v.carrier_id == sent,
    "since": lambda sent: _v.found_on >= sent,
    "until": lambda sent: _v.found_on <= sent,
    "status": lambda sent: status_on(today()) == sent,
    "kind": lambda sent: _site.kind == sent,
    "village_id": lambda sent: _site.village_id == sent,
    "search": _named,
}
"""Filter → what it asks of a row."""
