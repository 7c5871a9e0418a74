"""Taking the demonstration's transports and penalties out again; what people entered themselves stays."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from geodata.models import Base, Inspection, Site, TransportCheck, Violation, WasteCarrier, WasteRoute
from geodata.models.transport import WasteVehicle
from services.demo.tables import SOURCE
from services.demo.transport import CODE


def remove_transport(session: Session, communes: Sequence[int], accounts: Any) -> None:
    """Remove demo penalties, checks, routes, vehicles and carriers, and cut real ones loose from them.

    A real penalty about nothing but a demo site, carrier or check goes with it; a demo carrier with a real
    route or vehicle stays, as its own. `accounts`: a SELECT of the demo accounts' ids. Sites and checks of
    the demonstration must still be there.
    """
    violation, check, route, carrier = (
        _table(one) for one in (Violation, TransportCheck, WasteRoute, WasteCarrier)
    )
    demo_checks = select(check.c.id).where(check.c.commune_id.in_(communes), check.c.code.startswith(CODE))
    doomed = {
        violation.c.site_id: _demo(Site, communes),
        violation.c.transport_check_id: demo_checks,
        violation.c.carrier_id: _kept_out(communes),
    }
    session.execute(
        delete(violation).where(violation.c.commune_id.in_(communes), violation.c.source == SOURCE)
    )
    alone = and_(*(or_(column.is_(None), column.in_(ids)) for column, ids in doomed.items()))
    session.execute(delete(violation).where(violation.c.commune_id.in_(communes), alone))
    for column, ids in {**doomed, violation.c.inspection_id: _demo(Inspection, communes)}.items():
        _cut(session, column, ids)
    session.execute(delete(check).where(check.c.id.in_(demo_checks)))
    for column, ids in {
        check.c.route_id: _demo(WasteRoute, communes),
        check.c.carrier_id: _kept_out(communes),
        check.c.vehicle_id: select(WasteVehicle.id).where(WasteVehicle.carrier_id.in_(_kept_out(communes))),
        check.c.inspection_id: _demo(Inspection, communes),
        check.c.account_id: accounts,
        route.c.from_site_id: _demo(Site, communes),
    }.items():
        _cut(session, column, ids)
    session.execute(delete(route).where(route.c.commune_id.in_(communes), route.c.source == SOURCE))
    session.execute(delete(carrier).where(carrier.c.id.in_(_kept_out(communes))))
    session.execute(
        update(carrier)
        .where(carrier.c.commune_id.in_(communes), carrier.c.source == SOURCE)
        .values(source="", version=carrier.c.version + 1)
    )


def _kept_out(communes: Sequence[int]) -> Any:
    """The ids of demo carriers that no real route needs."""
    real = select(WasteRoute.carrier_id).where(WasteRoute.source != SOURCE)
    return _demo(WasteCarrier, communes).where(WasteCarrier.id.not_in(real))


def _demo(model: type[Base], communes: Sequence[int]) -> Any:
    columns = _table(model).c
    return select(columns.id).where(columns.commune_id.in_(communes), columns.source == SOURCE)


def _cut(session: Session, column: Any, ids: Any) -> None:
    session.execute(update(column.table).where(column.in_(ids)).values({column.key: None}))


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
