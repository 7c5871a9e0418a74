"""Routes of hazardous waste: read with what is to be watched on them, and written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any, Final

from geoalchemy2.shape import from_shape
from shapely.geometry import LineString
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from geodata.crs import STORED
from geodata.enums import SiteState, SiteType, TransportRuleName
from geodata.errors import BadInput, DomainError, FieldErrors, NotFound
from geodata.features import Json, Layer, Viewer, feature
from geodata.layers import lines
from geodata.models import Facility, Site, WasteCarrier, WasteRoute
from geodata.queries import transport as rows
from geodata.road_path import along
from services import access, keyed, records
from services.clock import today
from services.text import clean
from services.transport import permits, rules
from services.transport.alerts import Alerts, of_routes

LONGEST: Final = {"name": 200, "destination": 300, "hours": 200, "source": 200}
FIELDS: Final = (
    "name",
    "carrier_id",
    "from_site_id",
    "destination",
    "waste_codes",
    "kg_month",
    "hours",
    "valid_from",
    "valid_to",
    "source",
)
"""What an officer may write of a route beside its line, in the order of the form."""
MARGIN_M: Final = 500.0
"""A route must come so near to the commune's ground: borders are drawn coarsely."""
MOST_BYTES: Final = lines.MOST_BYTES
"""A file of a line may have so many bytes."""
MOST_KG: Final = 10_000_000.0
MOST_SENDERS: Final = 1_000


@dataclass(frozen=True)
class Drawn:
    """The line of a route as it was sent; the first that is there counts: a file's content, ids of roads to
    go along, places typed or drawn ("latitude, longitude" a line). All empty: the line stays."""

    file: bytes = b""
    roads: Sequence[int] = ()
    places: str = ""


@dataclass(frozen=True)
class RouteSeen:
    """A route as a GeoJSON feature with its alerts of a day."""

    id: int
    version: int
    feature: Json
    alerts: Alerts
    ended: bool


def listed(session: Session, viewer: Viewer, on: date | None = None) -> list[RouteSeen]:
    """The routes by name, those still in use first. Raises Forbidden."""
    access.require(viewer, "transport:read")
    day = on or today()
    found = rows.routes(session, viewer)
    alerts = of_routes(session, viewer, found, day)
    seen = [_seen(row, alerts[row["id"]], viewer, day) for row in found]
    return sorted(seen, key=lambda one: one.ended)


def record(session: Session, viewer: Viewer, route_id: int, on: date | None = None) -> RouteSeen:
    """One route on a day (today). Raises Forbidden or NotFound."""
    access.require(viewer, "transport:read")
    found = rows.routes(session, viewer, route_id)
    if not found:
        raise NotFound("record.unknown")
    day = on or today()
    return _seen(found[0], of_routes(session, viewer, found, day, route_id)[route_id], viewer, day)


def create(
    session: Session, viewer: Viewer, values: Mapping[str, Any], drawn: Drawn, *, key: str
) -> WasteRoute:
    """Add a route; the same form sent again gives back the first. Raises Forbidden or FieldErrors."""
    access.require(viewer, "transport:edit")
    code = keyed.code_of("TVC", key)
    twin = select(WasteRoute).where(WasteRoute.commune_id == viewer.commune_id, WasteRoute.code == code)
    known = session.scalar(twin)
    if known is not None:
        return known
    line = line_of(session, viewer, drawn)
    if line is None:
        raise FieldErrors({"places": "line.none"})
    made = WasteRoute(
        commune_id=viewer.commune_id,
        code=code,
        geom=from_shape(line, srid=STORED),
        **_checked(session, viewer, values),
    )
    made.source = made.source or "form"
    return keyed.once(session, made, lambda: session.scalar(twin))


def draft(session: Session, viewer: Viewer, route_id: int) -> tuple[int, Json]:
    """(version, values and `places`) that a form starts from. Raises Forbidden or NotFound."""
    row = _to_edit(session, viewer, route_id)
    values = {name: getattr(row, name) for name in FIELDS}
    return row.version, values | {"waste_codes": ", ".join(row.waste_codes), "places": as_text(row)}


def change(
    session: Session,
    viewer: Viewer,
    route_id: int,
    *,
    version: int,
    values: Mapping[str, Any],
    drawn: Drawn,
) -> None:
    """Write a route. Raises Forbidden, NotFound, Conflict (changed since `version`) or FieldErrors."""
    row = _to_edit(session, viewer, route_id)
    records.lock(session, row, version)
    moved = Drawn() if not drawn.file and not drawn.roads and drawn.places == as_text(row) else drawn
    line = line_of(session, viewer, moved)
    for name, value in _checked(session, viewer, values).items():
        setattr(row, name, value)
    if line is not None:
        row.geom = from_shape(line, srid=STORED)
    session.flush()


def line_of(session: Session, viewer: Viewer, drawn: Drawn) -> LineString | None:
    """The line that was sent, checked; None where none was. Raises FieldErrors by the field it came in."""
    for name, read in (("file", _from_file), ("roads", _from_roads), ("places", _from_places)):
        if getattr(drawn, name):
            try:
                line = read(session, viewer, drawn)
                _must_fit(session, viewer, line)
            except DomainError as refusal:
                raise FieldErrors({name: refusal.code}) from refusal
            return line
    return None


def as_text(row: WasteRoute) -> str:
    """The line of a route as its places are typed."""
    return "\n".join(f"{y:.6f}, {x:.6f}" for x, y in rows.places(row.geom))


def senders(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """(id, name) of sites that hand over hazardous waste: medical ones, and those that note some of it."""
    access.require(viewer, "transport:read")
    hands_over = select(Facility.site_id).where(Facility.hazardous_waste_kg_year > 0)
    site = Site.__table__.c
    found = session.execute(
        select(site.id, site.name)
        .where(
            site.commune_id == viewer.commune_id,
            site.state != SiteState.CLOSED,
            or_(site.type == SiteType.MEDICAL_FACILITY, site.id.in_(hands_over)),
        )
        .order_by(site.name_folded, site.id)
        .limit(MOST_SENDERS)
    )
    return [(row.id, row.name) for row in found]


def roads(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """(id, name) of the roads that a route may be picked from."""
    access.require(viewer, "transport:edit")
    return rows.roads(session, viewer)


def _seen(row: Mapping[Any, Any], alerts: Alerts, viewer: Viewer, on: date) -> RouteSeen:
    ended = row["valid_to"] is not None and row["valid_to"] < on
    return RouteSeen(row["id"], row["version"], feature(Layer.WASTE_ROUTE, row, viewer), alerts, ended)


def _to_edit(session: Session, viewer: Viewer, route_id: int) -> WasteRoute:
    access.require(viewer, "transport:edit")
    row = session.scalar(
        select(WasteRoute).where(WasteRoute.id == route_id, WasteRoute.commune_id == viewer.commune_id)
    )
    if row is None:
        raise NotFound("record.unknown")
    return row


def _from_file(_session: Session, _viewer: Viewer, drawn: Drawn) -> LineString:
    return LineString(lines.read(drawn.file))


def _from_places(_session: Session, _viewer: Viewer, drawn: Drawn) -> LineString:
    return LineString(lines.typed(drawn.places))


def _from_roads(session: Session, viewer: Viewer, drawn: Drawn) -> LineString:
    line = along(rows.road_shapes(session, viewer, drawn.roads))
    if line is None:
        raise BadInput("line.roads_apart")
    return LineString(lines.checked(list(line.coords)))


def _must_fit(session: Session, viewer: Viewer, line: LineString) -> None:
    length, distance = rows.line_facts(session, viewer.commune_id, line)
    longest = rules.figure(rules.in_force(session, viewer.commune_id), TransportRuleName.LONGEST_KM)
    if length > 1000 * longest:
        raise BadInput("line.too_far")
    if distance is not None and distance > MARGIN_M:
        raise BadInput("line.outside")


def _checked(session: Session, viewer: Viewer, values: Mapping[str, Any]) -> Json:
    written: Json = {name: clean(str(values.get(name) or "")) for name in LONGEST}
    written |= {name: values.get(name) for name in ("carrier_id", "from_site_id", "kg_month")}
    written |= {name: values.get(name) for name in ("valid_from", "valid_to")}
    wrong = {name: "transport.long" for name, most in LONGEST.items() if len(written[name]) > most}
    wrong |= {name: "form.needed" for name in ("name", "carrier_id", "valid_from") if not written[name]}
    if written["hours"] and not rules.is_hours(written["hours"]):
        wrong["hours"] = "transport.hours"
    if (kg := written["kg_month"]) is not None and not (isfinite(kg) and 0 <= kg <= MOST_KG):
        wrong["kg_month"] = "form.negative" if kg < 0 else "form.number"
    first, last = written["valid_from"], written["valid_to"]
    if first and last and last < first:
        wrong["valid_to"] = "transport.ends_early"
    try:
        written["waste_codes"] = permits.codes(str(values.get("waste_codes") or ""))
    except FieldErrors as refusal:
        wrong |= refusal.fields
    if wrong := wrong | _strangers(session, viewer, written):
        raise FieldErrors(wrong)
    return written


def _strangers(session: Session, viewer: Viewer, written: Json) -> dict[str, str]:
    """Ids that are none of this commune's."""
    wrong = {}
    for name, model in (("carrier_id", WasteCarrier), ("from_site_id", Site)):
        table = model.__table__.c
        asked = select(table.id).where(table.id == written[name], table.commune_id == viewer.commune_id)
        if written[name] and session.scalar(asked) is None:
            wrong[name] = "form.choice"
    return wrong
