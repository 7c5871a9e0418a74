"""What a hotline log would do: each call beside the report that came of it before; writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentNature, RowOutcome
from geodata.errors import Unavailable
from geodata.queries import imports as queries
from geodata.queries.whereabouts import whereabouts
from services.clock import ZONE
from services.importing.hotline import places, reading
from services.importing.hotline.columns import NAME, NUMBER, PHONE
from services.importing.hotline.places import Villages
from services.importing.hotline.reading import Calls
from services.importing.plan import Step, Weighed
from services.importing.rows import Request
from services.importing.values import BadValue
from services.incidents import hotline
from services.incidents.hotline import Kept
from services.incidents.intake import LONGEST_OF, Report, Where
from services.sealing import Secrets

UNTAKEN: Final = ("category", "nature")
"""What a report keeps as it was first written: its clocks and its desk hang on it."""


@dataclass(frozen=True)
class Told:
    """One call as a report: what the log says of it, where that lies, and the note of what became of it."""

    number: str
    received: datetime
    report: Report
    where: Where
    note: str


@dataclass(kw_only=True)
class CallPlan(Weighed):
    """n calls; `told` is None where a call is refused, `kept` the report that stands under its number."""

    request: Request
    records: Calls
    told: list[Told | None]
    kept: list[Kept | None]
    villages: Villages


def preview(session: Session, request: Request, step: Step) -> CallPlan:
    """Read the log and lay it beside the reports.

    Raises BadInput or TooLarge where the whole file is refused, Unavailable without a commune or secrets.
    """
    home, secrets = request.home, request.secrets
    if home is None or secrets is None:
        raise Unavailable("commune.missing", code="")
    calls = reading.read(request, datetime.now(UTC))
    step(40)
    villages = places.villages(session, home.id)
    wheres = _wheres(session, request, calls, villages)
    numbers = [_number(calls, index) for index in range(len(calls))]
    _refuse_doubles(calls, numbers)
    step(55)
    plan = CallPlan(
        request=request,
        records=calls,
        outcomes=[],
        keys=[(number,) for number in numbers],
        ids=[],
        changes={},
        told=[],
        kept=_kept(session, home.id, secrets, numbers),
        villages=villages,
    )
    for index, where in enumerate(wheres):
        _weigh(plan, index, where, secrets)
    handled = sum(bool(told and told.note) for told in plan.told)
    if handled:
        calls.remarks.append(("hotline.handled", {"count": handled}))
    step(75)
    return plan


def _number(calls: Calls, index: int) -> str:
    """ "12/2026": numbers of a log begin anew each year, and may say the year themselves."""
    number, received = str(calls.said[index].get(NUMBER, "")), calls.received[index]
    if not number or received is None:
        return number
    return f"{number}/{received.astimezone(ZONE).year}"


def _refuse_doubles(calls: Calls, numbers: list[str]) -> None:
    rows: dict[str, list[int]] = {}
    for index, number in enumerate(numbers):
        if number:
            rows.setdefault(number, []).append(index)
    for same in rows.values():
        for index in same if len(same) > 1 else ():
            others = [calls.rows[other] for other in same if other != index]
            calls.refuse(index, "import.double_key", rows=others[:10])


def _wheres(session: Session, request: Request, calls: Calls, villages: Villages) -> list[Where]:
    """Where each call says it is; what cannot be refuses its row."""
    assert request.home is not None
    spots = {}
    for index, values in enumerate(calls.said):
        try:
            found = places.spot(values)
        except BadValue as bad:
            calls.refuse(index, bad.code, **bad.params)
            continue
        if found is not None:
            spots[index] = found
            if found.turned and not found.metres:
                calls.note(index, "hotline.axes_turned")
    at = places.in_degrees(spots, request, queries.border(session, request.home.id), calls)
    lies = dict(zip(at, whereabouts(session, request.home.id, list(at.values())), strict=True))
    return [_where(calls, index, at.get(index), lies.get(index), villages) for index in range(len(calls))]


def _where(
    calls: Calls,
    index: int,
    place: tuple[float, float] | None,
    lies: tuple[bool, int | None] | None,
    villages: Villages,
) -> Where:
    values = calls.said[index]
    named = values.get("village")
    village_id = villages.find(named) if named else None
    outside, around = lies or (False, None)
    if named and village_id is None:
        _unknown_village(calls, index, named, known_otherwise=place is not None)
    if outside:
        calls.note(index, "hotline.outside")
    if place is None and village_id is None and not values.get("landmark"):
        calls.refuse(index, "hotline.where")
    return Where(place, village_id or around, outside)


def _unknown_village(calls: Calls, index: int, named: str, *, known_otherwise: bool) -> None:
    """A place that is no village of ours is kept in words, where the row says more of where it is."""
    landmark = calls.said[index].get("landmark", "")
    words = f"{named}, {landmark}" if landmark else named
    if not (landmark or known_otherwise) or len(words) > LONGEST_OF["landmark"]:
        calls.refuse(index, "import.village_unknown", found=named)
        return
    calls.said[index]["landmark"] = words
    calls.note(index, "hotline.village_in_words")


def _kept(session: Session, commune_id: int, secrets: Secrets, numbers: list[str]) -> list[Kept | None]:
    wanted = [number for number in numbers if number]
    keys = [hotline.key(secrets, commune_id, number) for number in wanted]
    found = hotline.kept(session, commune_id, keys, wanted)
    return [found.get(number) for number in numbers]


def _weigh(plan: CallPlan, index: int, where: Where, secrets: Secrets) -> None:
    calls, kept = plan.records, plan.kept[index]
    received = calls.received[index]
    if kept is not None and received is not None and not _same_day(kept.received, received):
        calls.refuse(index, "hotline.number_taken", at=kept.received.isoformat())
    refused = index in calls.refused or received is None
    told = None if received is None or refused else _told(plan, index, received, where, secrets)
    plan.told.append(told)
    plan.ids.append(kept.id if kept else None)
    if told is None:
        plan.outcomes.append(RowOutcome.REFUSED)
    elif kept is None:
        plan.outcomes.append(RowOutcome.ADDED)
    else:
        plan.outcomes.append(_beside(plan, index, kept, told))


def _beside(plan: CallPlan, index: int, kept: Kept, told: Told) -> RowOutcome:
    """What becomes of a report that is there: nothing, once somebody worked on it."""
    calls = plan.records
    if kept.forgotten:
        calls.note(index, "hotline.forgotten")
        return RowOutcome.UNCHANGED
    found = _changes(plan, index, kept, told)
    if found and not kept.open_to_log:
        calls.note(index, "hotline.worked_on")
        return RowOutcome.UNCHANGED
    said = [name for name in UNTAKEN if name in calls.said[index]]
    if any(getattr(told.report, name) != getattr(kept, name) for name in said):
        calls.note(index, "hotline.not_taken")
    if not found:
        return RowOutcome.UNCHANGED
    plan.changes[index] = found
    return RowOutcome.CHANGED


def _changes(plan: CallPlan, index: int, kept: Kept, told: Told) -> dict[str, list[Any]]:
    """Field → [what stands, what the log says]; an empty cell says nothing."""
    said, names = plan.records.said[index], plan.villages.names
    found: dict[str, list[Any]] = {}
    for name in ("description", "landmark"):
        if said.get(name) and getattr(told.report, name) != getattr(kept, name):
            found[name] = [getattr(kept, name), getattr(told.report, name)]
    moved = told.where.place is not None and not _same_place(kept.place, told.where.place)
    if moved:
        found["place"] = [None if kept.place is None else "there", "there"]
    if (moved or said.get("village")) and told.where.village_id not in (None, kept.village_id):
        found["village_id"] = [names.get(kept.village_id or 0), names.get(told.where.village_id or 0)]
    if told.note and told.note not in kept.notes:
        found["internal_note"] = [None, told.note]
    return found


def _told(plan: CallPlan, index: int, received: datetime, where: Where, secrets: Secrets) -> Told:
    values, home = plan.records.said[index], plan.request.home
    assert home is not None
    number = str(plan.keys[index][0])
    report = Report(
        key=hotline.key(secrets, home.id, number),
        category=IncidentCategory(values["category"]),
        occurred_at=values["occurred_at"],
        description=values.get("description", ""),
        place=where.place,
        village_id=where.village_id,
        landmark=values.get("landmark", ""),
        name=values.get(NAME, ""),
        phone=values.get(PHONE, ""),
        source=hotline.SOURCE,
    )
    if "nature" in values:
        report = replace(report, nature=IncidentNature(values["nature"]))
    return Told(number, received, report, where, _note(values))


def _note(values: Mapping[str, Any]) -> str:
    handled, on = values.get("handled", ""), values.get("handled_on")
    parts = [f"ghi “{handled}”" if handled else "", f"ngày xử lý {on:%d/%m/%Y}" if on else ""]
    said = ", ".join(part for part in parts if part)
    return f"Sổ đường dây nóng {said}" if said else ""


def _same_day(one: datetime, other: datetime) -> bool:
    return one.astimezone(ZONE).date() == other.astimezone(ZONE).date()


def _same_place(one: tuple[float, float] | None, other: tuple[float, float]) -> bool:
    """Whether two places are one, to a centimetre."""
    return one is not None and all(abs(a - b) < 1e-7 for a, b in zip(one, other, strict=True))
