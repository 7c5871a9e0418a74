"""What is to be watched on each route: schools, zones under water, hours, permits; figures and stretches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, Final

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from geodata.enums import PermitStatus, SiteType, TransportRuleName
from geodata.features import Json, Viewer
from geodata.queries import transport as rows
from services.transport import permits, rules
from services.transport.hours import alike, meeting

_BAD_PERMITS: Final = (PermitStatus.NONE, PermitStatus.NOT_YET, PermitStatus.EXPIRED)
Meeting = tuple[time, time, list[int]]
"""From, to, and on which days of the week (0 is Monday)."""


@dataclass(frozen=True)
class Alerts:
    """What is to be watched on one route on one day.

    Schools, clinics, homes and floods are rows of geodata.queries.transport as dicts, with `stretch` as
    GeoJSON. `meets` is None where the route's hours are not known. `not_permitted` are its waste codes that
    the carrier's permit does not name. Clinics and homes are told, not counted.
    """

    schools: list[Json] = field(default_factory=list)
    clinics: list[Json] = field(default_factory=list)
    homes: list[Json] = field(default_factory=list)
    floods: list[Json] = field(default_factory=list)
    meets: list[Meeting] | None = None
    permit: PermitStatus = PermitStatus.NONE
    not_permitted: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many warnings: each school, each zone, a permit that does not hold, codes not permitted."""
        return len(self.schools) + len(self.floods) + (self.permit in _BAD_PERMITS) + bool(self.not_permitted)


def of_routes(
    session: Session,
    viewer: Viewer,
    routes: Sequence[Mapping[Any, Any]],
    on: date,
    route_id: int | None = None,
) -> dict[int, Alerts]:
    """Route id → its alerts `on` a day, for rows of `rows.routes`; with `route_id` for that one only."""
    known = rules.in_force(session, viewer.commune_id)
    near = {
        SiteType.SCHOOL: rules.figure(known, TransportRuleName.SCHOOL_M),
        SiteType.MEDICAL_FACILITY: rules.figure(known, TransportRuleName.CLINIC_M),
    }
    sites = _by_route(rows.near_sites(session, viewer, near, route_id))
    homes = _by_route(
        rows.near_homes(session, viewer, rules.figure(known, TransportRuleName.HOME_M), route_id)
    )
    floods = _by_route(rows.through_floods(session, viewer, on, route_id))
    monday = on - timedelta(days=on.weekday())
    return {
        route["id"]: Alerts(
            [one for one in sites.get(route["id"], []) if one["type"] is SiteType.SCHOOL],
            [one for one in sites.get(route["id"], []) if one["type"] is not SiteType.SCHOOL],
            homes.get(route["id"], []),
            floods.get(route["id"], []),
            _meets(route["hours"], known[TransportRuleName.SCHOOL_HOURS].value, monday),
            permits.status(
                route["permit_from"],
                route["permit_to"],
                on,
                rules.figure(known, TransportRuleName.PERMIT_SOON_DAYS),
            ),
            sorted(set(route["waste_codes"]) - set(route["carrier_codes"])),
        )
        for route in routes
    }


def _by_route(found: Iterable[RowMapping]) -> dict[int, list[Json]]:
    grouped: dict[int, list[Json]] = {}
    for row in found:
        grouped.setdefault(row["route_id"], []).append(dict(row))
    return grouped


def _meets(hours: str, school_hours: str, monday: date) -> list[Meeting] | None:
    return alike(meeting(hours, school_hours, monday)) if rules.is_hours(hours) else None
