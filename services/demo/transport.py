"""The demonstration's transport of hazardous waste: carriers, vehicles, routes along its roads, checks."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from geoalchemy2.shape import from_shape, to_shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.crs import STORED
from geodata.enums import SiteKind, TransportResult
from geodata.models import Road, Site, TransportCheck, WasteCarrier, WasteRoute, WasteVehicle
from geodata.road_path import along
from services import clock
from services.demo.tables import SOURCE, document
from services.transport.checks import checklist

CODE = "KTVC-MAU-"
"""What the codes of the demonstration's checks begin with: the table names no source."""


def add_transport(session: Session, commune_id: int, accounts: Mapping[str, int], today: date) -> None:
    """Carriers, vehicles, routes and checks, flushed; roads and sites must have been."""
    told = document("transport")
    carriers = {one["code"]: _carrier(commune_id, one, today) for one in told["carriers"]}
    session.add_all(carriers.values())
    session.flush()
    vehicles = {
        one.plate: one
        for facts in told["carriers"]
        for one in _vehicles(carriers[facts["code"]], facts, today)
    }
    routes = {one["code"]: _route(session, carriers[one["carrier"]], one, today) for one in told["routes"]}
    session.add_all([*vehicles.values(), *routes.values()])
    session.flush()
    random = Random("the demonstration's transports")
    session.add_all(
        _check(commune_id, facts, number, vehicles, routes, accounts, today, random)
        for number, facts in enumerate(told["checks"], 1)
    )
    session.flush()


def _carrier(commune_id: int, facts: dict[str, Any], today: date) -> WasteCarrier:
    return WasteCarrier(
        commune_id=commune_id,
        permit_issuer="Cơ quan cấp phép mẫu",
        permit_from=today + timedelta(days=facts["from"]),
        permit_to=today + timedelta(days=facts["to"]),
        phone="0900 000 000",
        source=SOURCE,
        **{name: facts[name] for name in ("code", "name", "tax_code", "permit_number", "waste_codes")},
    )


def _vehicles(carrier: WasteCarrier, facts: dict[str, Any], today: date) -> list[WasteVehicle]:
    return [
        WasteVehicle(
            commune_id=carrier.commune_id,
            carrier_id=carrier.id,
            plate=plate,
            kind=kind,
            capacity_t=tonnes,
            has_gps=has_gps,
            registered_to=today + timedelta(days=90 + 60 * number),
        )
        for number, (plate, kind, tonnes, has_gps) in enumerate(facts["vehicles"])
    ]


def _route(session: Session, carrier: WasteCarrier, facts: dict[str, Any], today: date) -> WasteRoute:
    line = along(_roads(session, carrier.commune_id, facts["roads"]))
    assert line is not None
    kind = SiteKind(facts["kind"])
    sender = select(Site.id).where(Site.commune_id == carrier.commune_id, Site.kind == kind)
    return WasteRoute(
        commune_id=carrier.commune_id,
        carrier_id=carrier.id,
        from_site_id=session.scalar(sender.order_by(Site.code).limit(1)),
        valid_from=today + timedelta(days=facts["from"]),
        source=SOURCE,
        geom=from_shape(line, srid=STORED),
        **{name: facts[name] for name in ("code", "name", "destination", "waste_codes", "kg_month", "hours")},
    )


def _roads(session: Session, commune_id: int, codes: Sequence[str]) -> list[Any]:
    found = select(Road.geom).where(Road.commune_id == commune_id, Road.code.in_(codes)).order_by(Road.code)
    return [to_shape(shape) for shape in session.scalars(found)]


def _check(
    commune_id: int,
    facts: dict[str, Any],
    number: int,
    vehicles: Mapping[str, WasteVehicle],
    routes: Mapping[str, WasteRoute],
    accounts: Mapping[str, int],
    today: date,
    random: Random,
) -> TransportCheck:
    vehicle, route = vehicles.get(facts["plate"]), routes.get(facts["route"] or "")
    day = today - timedelta(days=facts["days"])
    place = to_shape(route.geom).interpolate(random.random(), normalized=True) if route else None
    return TransportCheck(
        commune_id=commune_id,
        code=f"{CODE}{number:02}",
        key=str(UUID(int=random.getrandbits(128))),
        carrier_id=vehicle.carrier_id if vehicle else None,
        vehicle_id=vehicle.id if vehicle else None,
        route_id=route.id if route else None,
        plate=facts["plate"],
        at=datetime.combine(day, time(random.randint(6, 16), random.randint(0, 59)), tzinfo=clock.ZONE),
        place="Chỗ dừng mẫu trên tuyến" if route else "Đầu cầu mẫu",
        answers={item: "no" if item in facts["no"] else "yes" for item in checklist()},
        result=TransportResult(facts["result"]),
        note=f"{facts['note']} (minh họa)".strip() if facts["note"] else "",
        account_id=accounts.get("commune_police"),
        geom=from_shape(place, srid=STORED) if place is not None else None,
    )
