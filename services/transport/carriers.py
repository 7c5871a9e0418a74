"""Carriers of hazardous waste with their permits and vehicles: read and written."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geodata.enums import TransportRuleName
from geodata.errors import FieldErrors, NotFound
from geodata.features import Json, Layer, Viewer, visible
from geodata.models import WasteCarrier, WasteVehicle
from services import access, keyed, records
from services.clock import today
from services.text import clean
from services.transport import permits, plates, rules

LONGEST: Final = {
    "name": 200,
    "tax_code": 20,
    "permit_number": 60,
    "permit_issuer": 200,
    "phone": 40,
    "source": 200,
}
FIELDS: Final = (
    "name",
    "tax_code",
    "permit_number",
    "permit_issuer",
    "permit_from",
    "permit_to",
    "waste_codes",
    "phone",
    "source",
)
"""What an officer may write of a carrier, in the order of the form."""
VEHICLE_FIELDS: Final = ("plate", "kind", "capacity_t", "has_gps", "registered_to", "active")
MOST_TONNES: Final = 100.0


def listed(session: Session, viewer: Viewer, on: date | None = None) -> list[Json]:
    """The carriers by name, each with `permit_status` on that day (today) and how many `vehicles` it uses."""
    access.require(viewer, "transport:read")
    vehicles = (
        select(WasteVehicle.carrier_id, func.count().label("vehicles"))
        .where(WasteVehicle.active, WasteVehicle.commune_id == viewer.commune_id)
        .group_by(WasteVehicle.carrier_id)
        .subquery()
    )
    found = session.execute(
        select(WasteCarrier, func.coalesce(vehicles.c.vehicles, 0))
        .outerjoin(vehicles, vehicles.c.carrier_id == WasteCarrier.id)
        .where(WasteCarrier.commune_id == viewer.commune_id)
        .order_by(func.fold_vi(WasteCarrier.name), WasteCarrier.id)
    )
    soon = _soon(session, viewer)
    return [_told(row, viewer, on or today(), soon) | {"vehicles": count} for row, count in found]


def record(session: Session, viewer: Viewer, carrier_id: int) -> Json:
    """One carrier with `vehicles`, those in use first. Raises Forbidden or NotFound."""
    access.require(viewer, "transport:read")
    row = _own(session, viewer, WasteCarrier, carrier_id)
    vehicles = session.scalars(
        select(WasteVehicle)
        .where(WasteVehicle.carrier_id == row.id)
        .order_by(WasteVehicle.active.desc(), WasteVehicle.plate)
    )
    told = [{"id": one.id} | visible(Layer.WASTE_CARRIER, _columns(one), viewer) for one in vehicles]
    return _told(row, viewer, today(), _soon(session, viewer)) | {"vehicles": told}


def create(session: Session, viewer: Viewer, values: Mapping[str, Any], *, key: str) -> WasteCarrier:
    """Add a carrier; the same form sent again gives back the first. Raises Forbidden or FieldErrors."""
    access.require(viewer, "transport:edit")
    made = WasteCarrier(commune_id=viewer.commune_id, code=keyed.code_of("DVVC", key), **_checked(values))
    made.source = made.source or "form"
    twin = select(WasteCarrier).where(
        WasteCarrier.commune_id == viewer.commune_id, WasteCarrier.code == made.code
    )
    return keyed.once(session, made, lambda: session.scalar(twin))


def draft(session: Session, viewer: Viewer, carrier_id: int) -> tuple[int, Json]:
    """(version, values) that a carrier's form starts from. Raises Forbidden or NotFound."""
    row = _to_edit(session, viewer, WasteCarrier, carrier_id)
    values = {name: getattr(row, name) for name in FIELDS}
    return row.version, values | {"waste_codes": ", ".join(row.waste_codes)}


def change(
    session: Session, viewer: Viewer, carrier_id: int, *, version: int, values: Mapping[str, Any]
) -> None:
    """Write a carrier. Raises Forbidden, NotFound, Conflict (changed since `version`) or FieldErrors."""
    row = _to_edit(session, viewer, WasteCarrier, carrier_id)
    records.lock(session, row, version)
    for name, value in _checked(values).items():
        setattr(row, name, value)
    session.flush()


def add_vehicle(session: Session, viewer: Viewer, carrier_id: int, values: Mapping[str, Any]) -> WasteVehicle:
    """Add a vehicle to a carrier; told the same twice it is one. Raises as `create`, and NotFound."""
    carrier = _to_edit(session, viewer, WasteCarrier, carrier_id)
    written = _checked_vehicle(values)
    same = (getattr(WasteVehicle, name).is_not_distinct_from(value) for name, value in written.items())
    known = session.scalar(select(WasteVehicle).where(WasteVehicle.carrier_id == carrier.id, *same))
    if known is not None:
        return known
    made = WasteVehicle(commune_id=viewer.commune_id, carrier_id=carrier.id, **written)
    with _one_plate(session):
        session.add(made)
    return made


def vehicle_draft(session: Session, viewer: Viewer, vehicle_id: int) -> tuple[WasteVehicle, Json]:
    """(the vehicle, values) that its form starts from. Raises Forbidden or NotFound."""
    row = _to_edit(session, viewer, WasteVehicle, vehicle_id)
    return row, {name: getattr(row, name) for name in VEHICLE_FIELDS}


def change_vehicle(
    session: Session, viewer: Viewer, vehicle_id: int, *, version: int, values: Mapping[str, Any]
) -> WasteVehicle:
    """Write a vehicle. Raises Forbidden, NotFound, Conflict or FieldErrors."""
    row: WasteVehicle = _to_edit(session, viewer, WasteVehicle, vehicle_id)
    records.lock(session, row, version)
    written = _checked_vehicle(values)
    with _one_plate(session):
        for name, value in written.items():
            setattr(row, name, value)
    return row


def _told(row: WasteCarrier, viewer: Viewer, on: date, soon: float) -> Json:
    stands = permits.status(row.permit_from, row.permit_to, on, soon)
    told = visible(Layer.WASTE_CARRIER, _columns(row) | {"permit_status": stands.value}, viewer)
    return {"id": row.id, "version": row.version} | told


def _columns(row: Any) -> Json:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def _soon(session: Session, viewer: Viewer) -> float:
    return rules.figure(rules.in_force(session, viewer.commune_id), TransportRuleName.PERMIT_SOON_DAYS)


def _to_edit(session: Session, viewer: Viewer, model: Any, row_id: int) -> Any:
    access.require(viewer, "transport:edit")
    return _own(session, viewer, model, row_id)


def _own(session: Session, viewer: Viewer, model: Any, row_id: int) -> Any:
    row = session.scalar(select(model).where(model.id == row_id, model.commune_id == viewer.commune_id))
    if row is None:
        raise NotFound("record.unknown")
    return row


def _checked(values: Mapping[str, Any]) -> Json:
    written: Json = {name: clean(str(values.get(name) or "")) for name in LONGEST}
    written |= {name: values.get(name) for name in ("permit_from", "permit_to")}
    wrong = {name: "transport.long" for name, most in LONGEST.items() if len(written[name]) > most}
    if not written["name"]:
        wrong["name"] = "form.needed"
    first, last = written["permit_from"], written["permit_to"]
    if first and last and last < first:
        wrong["permit_to"] = "transport.permit_ends"
    try:
        written["waste_codes"] = permits.codes(str(values.get("waste_codes") or ""))
    except FieldErrors as refusal:
        wrong |= refusal.fields
    if wrong:
        raise FieldErrors(wrong)
    return written


def _checked_vehicle(values: Mapping[str, Any]) -> Json:
    wrong = {}
    plate = plates.normalised(str(values.get("plate") or ""))
    kind = clean(str(values.get("kind") or ""))
    tonnes = values.get("capacity_t")
    if plate is None:
        wrong["plate"] = "transport.plate"
    if len(kind) > 100:
        wrong["kind"] = "transport.long"
    if tonnes is not None and not 0 < tonnes <= MOST_TONNES:
        wrong["capacity_t"] = "transport.tonnes"
    if wrong:
        raise FieldErrors(wrong)
    more = {name: values.get(name) for name in ("has_gps", "registered_to")}
    active = values.get("active") is not False
    return {"plate": plate, "kind": kind, "capacity_t": tonnes, "active": active} | more


@contextmanager
def _one_plate(session: Session) -> Iterator[None]:
    """What is written inside is flushed; a plate that the carrier has already is refused."""
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as error:
        if "uq_waste_vehicle" in str(error.orig):
            raise FieldErrors({"plate": "transport.plate_taken"}) from error
        raise
