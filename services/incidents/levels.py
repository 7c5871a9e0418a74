"""What the commune promises itself, category by category: defaults as a table, and what it changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory
from geodata.errors import Conflict, FieldErrors
from geodata.features import Viewer
from geodata.models import ServiceLevel
from services import access, records, remembered
from services.working_time import DAY_MINUTES

HOUR: Final = 60
TAKE_IN_RANGE: Final = (HOUR // 2, 240 * HOUR)
ANSWER_RANGE: Final = (HOUR // 2, 960 * HOUR)
KEEP_RANGE: Final = (30, 3650)
"""Days that an ended report keeps what names people."""
_KEY: Final = "service levels"


@dataclass(frozen=True)
class Level:
    """Working minutes to take a report in and to answer it, both from its arrival; days it is kept."""

    urgent: bool
    take_in_minutes: int
    answer_minutes: int
    keep_days: int
    source: str


ORDINARY: Final = Level(
    False,
    8 * HOUR,
    3 * DAY_MINUTES,
    730,
    "nội bộ; tham khảo Quyết định 1207/QĐ-UBND năm 2025 của Hà Nội (iHanoi) "
    "và Quyết định 960/QĐ-UBND năm 2021 của Đà Nẵng",
)
URGENT: Final = replace(ORDINARY, urgent=True, take_in_minutes=4 * HOUR, answer_minutes=4 * HOUR)
"""iHanoi gives urgent reports 4 working hours; counted from the arrival here, and so is taking in."""

_C = IncidentCategory
URGENT_CATEGORIES: Final = frozenset(
    {_C.FIRE_EXPLOSION, _C.CHEMICAL_SPILL, _C.HAZARDOUS_WASTE_INCIDENT, _C.BANK_EROSION}
)
"""What endangers people more with every hour ("thiên tai, tai nạn, nguy hiểm" in iHanoi's rule). Burning
straw or rubbish is over in hours, but is the most frequent report of a harvest: it would bury these."""

DEFAULTS: Final[Mapping[IncidentCategory, Level]] = {
    category: URGENT if category in URGENT_CATEGORIES else ORDINARY for category in IncidentCategory
}


def of(session: Session, commune_id: int) -> Mapping[IncidentCategory, Level]:
    """Category → level of that commune, the default where it set nothing; read once a transaction."""
    return remembered.once(session, (_KEY, commune_id), lambda: _read(session, commune_id))


def keep_days(session: Session, commune_id: int) -> dict[IncidentCategory, int]:
    """Category → days after its end that a report keeps what names people."""
    return {category: level.keep_days for category, level in of(session, commune_id).items()}


def set_levels(
    session: Session,
    viewer: Viewer,
    wanted: Mapping[IncidentCategory, Level],
    seen: Mapping[IncidentCategory, Level],
) -> int:
    """Write the levels in which `wanted` differs from `seen`, what the editor saw; how many did.

    Reports that have come keep what they were promised. Raises Forbidden, FieldErrors ("take_in-noise" →
    code), and Conflict("record.changed") where somebody else changed one of them meanwhile.
    """
    access.require(viewer, "incident:settings")
    records.lock_settings(session, viewer.commune_id)
    now = _read(session, viewer.commune_id)
    changed = {one: level for one, level in wanted.items() if not _same(level, seen[one])}
    wrong = {
        f"{field}-{one}": code for one, level in changed.items() for field, code in _wrong(level).items()
    }
    if wrong:
        raise FieldErrors(wrong)
    if any(not _same(now[one], seen[one]) for one in changed):
        raise Conflict("record.changed")
    for one, level in changed.items():
        session.merge(
            ServiceLevel(
                commune_id=viewer.commune_id,
                category=one,
                urgent=level.urgent,
                take_in_minutes=level.take_in_minutes,
                answer_minutes=level.answer_minutes,
                keep_days=level.keep_days,
                source="form",
            )
        )
    session.flush()
    remembered.forget(session, (_KEY, viewer.commune_id))
    return len(changed)


def _wrong(level: Level) -> dict[str, str]:
    wrong = {}
    if not TAKE_IN_RANGE[0] <= level.take_in_minutes <= TAKE_IN_RANGE[1]:
        wrong["take_in"] = "level.take_in"
    if not ANSWER_RANGE[0] <= level.answer_minutes <= ANSWER_RANGE[1]:
        wrong["answer"] = "level.answer"
    elif level.answer_minutes < level.take_in_minutes:
        wrong["answer"] = "level.answer_first"
    if not KEEP_RANGE[0] <= level.keep_days <= KEEP_RANGE[1]:
        wrong["keep"] = "level.keep"
    return wrong


def _same(one: Level, other: Level) -> bool:
    return replace(one, source="") == replace(other, source="")


def _read(session: Session, commune_id: int) -> Mapping[IncidentCategory, Level]:
    rows = session.scalars(select(ServiceLevel).where(ServiceLevel.commune_id == commune_id))
    own = {
        row.category: Level(row.urgent, row.take_in_minutes, row.answer_minutes, row.keep_days, row.source)
        for row in rows
    }
    return {**DEFAULTS, **own}
