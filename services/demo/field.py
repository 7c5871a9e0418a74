"""The demonstration's records from the field: answers, times and the way of the team at its newest checks."""

from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import VISITED, InspectionForm, RecordOutcome
from geodata.models import Inspection, InspectionRecord, Site
from geodata.queries import field as places
from geodata.queries.ground import coordinates
from services import clock
from services.demo.tables import SOURCE
from services.field import checklists

MOST: Final = 25
"""The newest checks that have a record."""
_ANSWERS: Final = ("passed", "not_applicable", "not_checked")
_WAYS: Final = (RecordOutcome.SIGNED, RecordOutcome.REFUSED_TO_SIGN)


def add_records(session: Session, commune_id: int) -> None:
    """A record for each of the newest demo checks that took place; checks must have been flushed."""
    random = Random("the demonstration's records")
    newest = (
        select(Inspection, Site.geom)
        .join(Site, Site.id == Inspection.site_id)
        .where(Inspection.commune_id == commune_id, Inspection.source == SOURCE, Inspection.body == "")
        .where(Inspection.state.in_(VISITED), Inspection.form == InspectionForm.ON_SITE)
        .order_by(Inspection.inspected_on.desc(), Inspection.code)
        .limit(MOST)
    )
    made = []
    for check, geom in session.execute(newest).all():
        made.append(_record(check, coordinates(geom), random))
        session.add(made[-1])
    session.flush()
    for record in made:
        record.distance_m = places.metres_from_site(session, record.inspection_id)


def _record(check: Inspection, at: tuple[float, float] | None, random: Random) -> InspectionRecord:
    assert check.inspected_on is not None
    start = datetime.combine(check.inspected_on, time(8), tzinfo=clock.ZONE)
    start += timedelta(minutes=random.randint(0, 90))
    asked = checklists.items(checklists.of(check.contents))
    [outcome] = random.choices(_WAYS, (9, 1))
    return InspectionRecord(
        inspection_id=check.id,
        key=f"demo-{check.code}"[:60],
        outcome=outcome,
        checklist=checklists.name_of(check.contents),
        answers={item: random.choices(_ANSWERS, (8, 2, 1))[0] for item in asked},
        started_at=start,
        ended_at=start + timedelta(minutes=random.randint(45, 120)),
        received_at=start + timedelta(minutes=random.randint(130, 300)),
        clock_skew_s=random.randint(-40, 40),
        track=places.track(_way(at, random)),
        representative="Người đại diện (minh họa)",
        opinion="Sẽ khắc phục đúng hạn (minh họa)." if check.findings else "",
        note="" if outcome is RecordOutcome.SIGNED else "Không đồng ý với một nội dung (minh họa).",
        recorded_by_id=check.recorded_by_id,
    )


def _way(at: tuple[float, float] | None, random: Random) -> list[tuple[float, float]]:
    """A walk that ends at the site, degrees; [] where the site has no place."""
    if at is None:
        return []
    lon, lat = at
    off = [random.uniform(-0.0012, 0.0012) for _ in range(2)]
    return [(round(lon + off[0] * n / 5, 6), round(lat + off[1] * n / 5, 6)) for n in range(5, -1, -1)]
