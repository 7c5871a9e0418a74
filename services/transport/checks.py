"""Checks of transports on the road: recorded once however often the phone sends them, and read."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from geodata.enums import InspectionContent, TransportResult
from geodata.errors import FieldErrors, NotFound
from geodata.features import Json, Layer, Viewer, feature
from geodata.models import Inspection, Site, TransportCheck, WasteCarrier, WasteRoute, WasteVehicle
from geodata.queries.geometry import as_geojson
from geodata.queries.ground import metres_outside, point
from services import access, keyed
from services.incidents.intake import in_vietnam
from services.text import clean
from services.transport import plates

_DATA: Final = Path(__file__).parent / "data" / "checklist.csv"
CLOCKS_DIFFER: Final = timedelta(minutes=30)
OLDEST: Final = timedelta(days=366)
FARTHEST_M: Final = 20_000.0
LONGEST: Final = {"place": 300, "note": 5000}
ANSWERS: Final = ("yes", "no", "not_asked")
PAGE: Final = 50


@dataclass(frozen=True)
class Check:
    """What was found on the road. `at` has a time zone; `where` is (lon, lat) in EPSG:4326 or None.

    `answers`: item of the checklist → one of ANSWERS. The driver is not named.
    """

    key: str
    at: datetime
    result: TransportResult | None
    plate: str = ""
    carrier_id: int | None = None
    route_id: int | None = None
    inspection_id: int | None = None
    place: str = ""
    where: tuple[float, float] | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class CheckPage:
    """One page of checks as GeoJSON features, newest first, and whether more follow."""

    checks: list[Json]
    page: int
    more: bool


@cache
def checklist() -> Mapping[str, str]:
    """Item → its words, in the order in which an officer goes round a lorry."""
    with _DATA.open(encoding="utf-8", newline="") as file:
        return {row["item"]: row["words"] for row in csv.DictReader(file)}


def record(session: Session, viewer: Viewer, check: Check) -> TransportCheck:
    """Keep a check; the same key again gives back the first. Raises Forbidden, or FieldErrors (field → code).

    A plate of a known vehicle names its carrier; one of another carrier than the one chosen is refused.
    """
    access.require(viewer, "transport:edit")
    code = keyed.code_of("KTVC", check.key)
    twin = select(TransportCheck).where(
        TransportCheck.commune_id == viewer.commune_id, TransportCheck.key == check.key.lower()
    )
    if (known := session.scalar(twin)) is not None:
        return known
    plate = plates.normalised(check.plate)
    vehicle = _vehicle(session, viewer, plate, check.carrier_id)
    wrong = _wrong(session, viewer, check, plate, vehicle)
    if wrong or check.result is None:
        raise FieldErrors(wrong)
    made = TransportCheck(
        commune_id=viewer.commune_id,
        code=code,
        key=check.key.lower(),
        carrier_id=check.carrier_id or (vehicle.carrier_id if vehicle else None),
        vehicle_id=vehicle.id if vehicle else None,
        route_id=check.route_id,
        inspection_id=check.inspection_id,
        plate=plate or "",
        at=check.at,
        place=clean(check.place),
        answers=dict(check.answers),
        result=check.result,
        note=clean(check.note),
        account_id=viewer.account_id,
        geom=point(*check.where) if check.where else None,
    )
    return keyed.once(session, made, lambda: session.scalar(twin))


def listed(
    session: Session,
    viewer: Viewer,
    *,
    carrier_id: int | None = None,
    route_id: int | None = None,
    page: int = 1,
) -> CheckPage:
    """A page of checks, of one carrier or route where asked. Raises Forbidden."""
    page = max(page, 1)
    columns = TransportCheck.__table__.c
    statement = _rows(viewer).order_by(columns.at.desc(), columns.id.desc())
    for column, wanted in ((columns.carrier_id, carrier_id), (columns.route_id, route_id)):
        statement = statement.where(column == wanted) if wanted is not None else statement
    found = session.execute(statement.offset((page - 1) * PAGE).limit(PAGE + 1)).mappings().all()
    told = [feature(Layer.TRANSPORT_CHECK, row, viewer) for row in found[:PAGE]]
    return CheckPage(told, page, len(found) > PAGE)


def one(session: Session, viewer: Viewer, check_id: int) -> Json:
    """One check as a GeoJSON feature. Raises Forbidden or NotFound."""
    row = session.execute(_rows(viewer).where(TransportCheck.__table__.c.id == check_id)).mappings().first()
    if row is None:
        raise NotFound("record.unknown")
    return feature(Layer.TRANSPORT_CHECK, row, viewer)


def inspections(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """(id, code and site) of the newest checks of sites whose content is the transport of hazardous waste."""
    access.require(viewer, "transport:edit")
    site = Site.__table__.c
    found = session.execute(
        select(Inspection.id, Inspection.code, site.name)
        .join(Site.__table__, site.id == Inspection.site_id)
        .where(
            Inspection.commune_id == viewer.commune_id,
            Inspection.contents.contains([InspectionContent.HAZARDOUS_WASTE_TRANSPORT.value]),
        )
        .order_by(Inspection.id.desc())
        .limit(100)
    )
    return [(row.id, f"{row.code} – {row.name}") for row in found]


def _rows(viewer: Viewer) -> Any:
    access.require(viewer, "transport:read")
    check, carrier, route, inspection = (
        model.__table__ for model in (TransportCheck, WasteCarrier, WasteRoute, Inspection)
    )
    columns = [column for column in check.c if column.key not in ("geom", "key")]
    return (
        select(
            *columns,
            carrier.c.name.label("carrier"),
            route.c.name.label("route"),
            inspection.c.code.label("inspection"),
            as_geojson(check.c.geom).label("geometry"),
        )
        .outerjoin(
            carrier, and_(carrier.c.id == check.c.carrier_id, carrier.c.commune_id == check.c.commune_id)
        )
        .outerjoin(route, and_(route.c.id == check.c.route_id, route.c.commune_id == check.c.commune_id))
        .outerjoin(inspection, inspection.c.id == check.c.inspection_id)
        .where(check.c.commune_id == viewer.commune_id)
    )


def _vehicle(
    session: Session, viewer: Viewer, plate: str | None, carrier_id: int | None
) -> WasteVehicle | None:
    """The vehicle of that plate: of the carrier chosen, or else of any."""
    found = session.scalars(
        select(WasteVehicle)
        .where(WasteVehicle.commune_id == viewer.commune_id, WasteVehicle.plate == plate)
        .order_by(WasteVehicle.active.desc(), WasteVehicle.id)
    ).all()
    return next((one for one in found if one.carrier_id == carrier_id), found[0] if found else None)


def _wrong(
    session: Session, viewer: Viewer, check: Check, plate: str | None, vehicle: WasteVehicle | None
) -> dict[str, str]:
    wrong = {
        name: "transport.long" for name, most in LONGEST.items() if len(clean(getattr(check, name))) > most
    }
    now = datetime.now(UTC)
    if check.at > now + CLOCKS_DIFFER:
        wrong["at"] = "transport.future"
    elif check.at < now - OLDEST:
        wrong["at"] = "transport.too_old"
    if clean(check.plate) and plate is None:
        wrong["plate"] = "transport.plate"
    elif not (plate or check.carrier_id):
        wrong["plate"] = "transport.who"
    if vehicle is not None and check.carrier_id and vehicle.carrier_id != check.carrier_id:
        wrong["plate"] = "transport.other_carrier"
    if check.where is not None and not _near(session, viewer, check.where):
        wrong["where"] = "transport.far_away"
    return wrong | _answered(check) | _strangers(session, viewer, check)


def _near(session: Session, viewer: Viewer, where: tuple[float, float]) -> bool:
    if not in_vietnam(where):
        return False
    outside = metres_outside(session, viewer.commune_id, *where)
    return outside is None or outside <= FARTHEST_M


def _answered(check: Check) -> dict[str, str]:
    items = checklist()
    if any(item not in items or said not in ANSWERS for item, said in check.answers.items()):
        return {"answers": "form.choice"}
    if check.result is None:
        return {"result": "form.needed"}
    if check.result is TransportResult.IN_ORDER and "no" in check.answers.values():
        return {"result": "transport.not_in_order"}
    return {}


def _strangers(session: Session, viewer: Viewer, check: Check) -> dict[str, str]:
    """Ids that are none of this commune's."""
    models = {"carrier_id": WasteCarrier, "route_id": WasteRoute, "inspection_id": Inspection}
    wrong = {}
    for name, model in models.items():
        columns = model.__table__.c
        asked = select(columns.id).where(
            columns.id == getattr(check, name), columns.commune_id == viewer.commune_id
        )
        if getattr(check, name) is not None and session.scalar(asked) is None:
            wrong[name] = "form.choice"
    return wrong
