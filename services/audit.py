"""The log of changes, read: who changed which record when, and what was and is, under the privacy rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, not_, or_, select
from sqlalchemy.orm import Session

from geodata.enums import Visibility
from geodata.errors import BadInput
from geodata.features import Layer, Reach, Viewer, reach
from geodata.models import Account, AuditEntry, Incident, IncidentEvent, IncidentFile, Site, Village
from geodata.queries.incidents import known, on_desk
from services import access
from services.audit_rule import INCIDENTS, LAYER_OF, OPEN, SILENT, shows_column
from services.dates import iso_day
from services.sent import record_id

PAGE: Final = 50
_OTHER_REPORT: Final = ("parent_id", "split_from_id")


@dataclass(frozen=True)
class AuditFilter:
    """What the reader asked for; None and empty mean all. `before` is the id of the last entry seen."""

    table: str = ""
    record_id: int | None = None
    actor: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Change:
    """One column: what was, what is, as JSON values; ids of villages, clusters and accounts as names."""

    field: str
    was: Any
    now_is: Any


@dataclass(frozen=True)
class Entry:
    """One change of one record; `hidden` counts the columns that changed and are not for this reader."""

    id: int
    at: datetime
    actor: str
    table: str
    record_id: int | None
    action: str
    changes: list[Change]
    hidden: int


def wanted(
    *, table: str = "", record: str = "", actor: str = "", since: str = "", until: str = "", before: str = ""
) -> AuditFilter:
    """A filter from what was sent; refuses what is no table, number or ISO date."""
    if table and table not in LAYER_OF and table not in OPEN:
        raise BadInput("filter.unknown", value=table[:40])
    return AuditFilter(
        table,
        record_id(record),
        actor[:120],
        iso_day(since),
        iso_day(until),
        record_id(before),
    )


def entries(session: Session, viewer: Viewer, asked: AuditFilter) -> list[Entry]:
    """A page of the log, newest first. Raises Forbidden."""
    access.require(viewer, "audit:read")
    found = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.commune_id == viewer.commune_id, _readable(viewer), *_asked(asked))
        .order_by(AuditEntry.id.desc())
        .limit(PAGE)
    ).all()
    names = _names(session, viewer, found)
    return [_entry(row, viewer, names) for row in found]


def _asked(asked: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.table:
        conditions.append(AuditEntry.table_name == asked.table)
    if asked.record_id is not None:
        conditions.append(AuditEntry.record_id == asked.record_id)
    if asked.actor:
        conditions.append(func.lower(AuditEntry.actor) == asked.actor.lower().strip())
    if asked.since:
        conditions.append(AuditEntry.at >= asked.since)
    if asked.until:
        conditions.append(AuditEntry.at < asked.until + timedelta(days=1))
    if asked.before is not None:
        conditions.append(AuditEntry.id < asked.before)
    return conditions


def _readable(viewer: Viewer) -> ColumnElement[bool]:
    """Entries of tables this viewer reaches whole, and those of the reports it may know of."""
    whole = [
        table
        for table, layer in LAYER_OF.items()
        if layer is not Layer.INCIDENT and reach(layer, viewer) is Reach.ALL
    ]
    return or_(
        AuditEntry.table_name.in_([*whole, *OPEN]),
        and_(AuditEntry.table_name.in_(INCIDENTS), _incident_known(viewer)),
    )


def _incident_known(viewer: Viewer) -> ColumnElement[bool]:
    """The report is one this viewer may know of; of a removed one, the desk sees that it was removed."""
    told = func.coalesce(AuditEntry.now_is, AuditEntry.was)
    of_row = [
        (
            AuditEntry.table_name == table.__tablename__,
            func.coalesce(
                cast(told["incident_id"].astext, BigInteger),
                select(table.incident_id).where(table.id == AuditEntry.record_id).scalar_subquery(),
            ),
        )
        for table in (IncidentEvent, IncidentFile)
    ]
    incident_id = case(
        *of_row,
        else_=AuditEntry.record_id,
    )
    now_known = incident_id.in_(select(Incident.id).where(known(viewer)))
    if reach(Layer.INCIDENT, viewer) is not Reach.ALL:
        return now_known
    removed = and_(
        AuditEntry.table_name == "incident",
        AuditEntry.action == "delete",
        not_(AuditEntry.was["visibility"].astext == Visibility.POLICE.value),
    )
    return or_(now_known, removed)


def _entry(row: AuditEntry, viewer: Viewer, names: Mapping[str, Mapping[int, str]]) -> Entry:
    was, now_is = row.was or {}, row.now_is or {}
    columns = [name for name in {**was, **now_is} if name not in SILENT]
    shown = [name for name in columns if shows_column(row.table_name, name, viewer)]
    changes = [
        Change(name, _named(names, name, was.get(name)), _named(names, name, now_is.get(name)))
        for name in shown
        if was.get(name) not in (None, "", []) or now_is.get(name) not in (None, "", [])
    ]
    changes = [one for one in changes if (one.was, one.now_is) != (None, None)]
    return Entry(
        row.id,
        row.at,
        row.actor,
        row.table_name,
        row.record_id,
        row.action,
        changes,
        len(columns) - len(shown),
    )


def _names(session: Session, viewer: Viewer, found: Sequence[AuditEntry]) -> dict[str, dict[int, str]]:
    """Column → id → name, for the ids that stand in these entries; of reports those on the reader's desk."""
    tables: dict[str, Any] = {
        "village_id": (Village.id, Village.name),
        "cluster_id": (Site.id, Site.name),
        "account_id": (Account.id, Account.username),
        "assignee_id": (Account.id, Account.username),
        "parent_id": (Incident.id, Incident.code),
        "split_from_id": (Incident.id, Incident.code),
    }
    return {
        column: {
            row[0]: row[1]
            for row in session.execute(select(*pair).where(pair[0].in_(ids), *_nameable(viewer, column)))
        }
        for column, pair in tables.items()
        if (ids := _ids(found, column))
    }


def _nameable(viewer: Viewer, column: str) -> list[ColumnElement[bool]]:
    return [on_desk(viewer)] if column in _OTHER_REPORT else []


def _ids(found: Sequence[AuditEntry], column: str) -> set[int]:
    sides = [side for row in found for side in (row.was, row.now_is) if side]
    return {side[column] for side in sides if isinstance(side.get(column), int)}


def _named(names: Mapping[str, Mapping[int, str]], column: str, value: Any) -> Any:
    """A report that the reader may not know of is not told by its number either."""
    unnamed = None if column in _OTHER_REPORT else value
    return names[column].get(value, unnamed) if column in names and value is not None else value
