"""The demonstration's transports and penalties: what is shown, that it hangs together, that it goes again."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import PenaltyStatus, PermitStatus, Role, TransportResult
from geodata.features import Viewer
from geodata.models import (
    Commune,
    Finding,
    Inspection,
    Site,
    TransportCheck,
    Violation,
    WasteCarrier,
    WasteRoute,
    WasteVehicle,
)
from services import demo
from services.penalties import editing, listing
from services.transport import carriers, plates, routes
from services.transport.checks import checklist
from tests.services.demo.conftest import TODAY


def police(session: Session) -> Viewer:
    return Viewer(session.scalars(select(Commune.id)).one(), Role.COMMUNE_POLICE)


def test_carriers_show_each_way_a_permit_may_stand(session: Session) -> None:
    found = carriers.listed(session, police(session), TODAY)
    assert sorted(one["permit_status"] for one in found) == [
        PermitStatus.EXPIRED,
        PermitStatus.EXPIRES_SOON,
        PermitStatus.VALID,
    ]
    assert sum(one["vehicles"] for one in found) == 5
    for plate in session.scalars(select(WasteVehicle.plate)):
        assert plates.normalised(plate) == plate


def test_one_route_passes_a_school_and_one_runs_through_water(session: Session) -> None:
    found = {
        one.feature["properties"]["code"]: one.alerts
        for one in routes.listed(session, police(session), TODAY)
    }
    assert len(found) == 3
    assert found["TVC-MAU-1"].schools
    assert found["TVC-MAU-1"].meets
    assert found["TVC-MAU-2"].floods
    assert found["TVC-MAU-2"].not_permitted == ["17 02 03"]
    assert found["TVC-MAU-3"].schools == []
    assert found["TVC-MAU-3"].meets is None
    for row in session.scalars(select(WasteRoute)):
        line = routes.line_of(session, police(session), routes.Drawn(places=routes.as_text(row)))
        assert line is not None


def test_checks_follow_their_own_rules(session: Session) -> None:
    checks = session.scalars(select(TransportCheck)).all()
    assert len(checks) == 8
    for check in checks:
        assert set(check.answers) == set(checklist())
        assert ("no" in check.answers.values()) is (check.result is not TransportResult.IN_ORDER)
        assert check.at.date() <= TODAY


def test_penalties_follow_from_findings_or_from_the_road(session: Session) -> None:
    violations = session.scalars(select(Violation)).all()
    assert len(violations) == 12
    for one in violations:
        editing.checked({name: getattr(one, name) for name in editing.FIELDS})
        if one.finding_id is None:
            check = session.get_one(TransportCheck, one.transport_check_id)
            assert check.result is TransportResult.VIOLATION
            continue
        finding = session.get_one(Finding, one.finding_id)
        about = session.get_one(Inspection, one.inspection_id)
        assert (one.article, one.found_on, one.site_id) == (
            finding.article,
            about.inspected_on,
            about.site_id,
        )
        assert finding.inspection_id == about.id
        assert finding.severity >= 2


def test_penalties_show_every_way_one_may_stand_but_closed(session: Session) -> None:
    found = listing.page(session, police(session), listing.wanted())
    shown = {row["penalty_status"] for row in found.rows}
    assert shown == set(PenaltyStatus) - {PenaltyStatus.CLOSED}


def test_what_people_wrote_themselves_stays_when_the_demonstration_goes(session: Session) -> None:
    viewer = police(session)
    owner = session.scalars(select(WasteCarrier).where(WasteCarrier.code == "DVVC-MAU-1")).one()
    demo_site = session.scalars(select(Site.id).where(Site.source == "demo").limit(1)).one()
    own = WasteCarrier(commune_id=viewer.commune_id, code="R1", name="Đơn vị thật", version=1)
    session.add(own)
    line = session.scalars(select(WasteRoute)).first()
    assert line is not None
    session.flush()
    real = WasteRoute(
        commune_id=viewer.commune_id,
        carrier_id=owner.id,
        from_site_id=demo_site,
        code="R1",
        name="Tuyến thật",
        valid_from=TODAY - timedelta(days=9),
        geom=line.geom,
        version=1,
    )
    shared = {"commune_id": viewer.commune_id, "found_on": TODAY, "article": "Đ1", "version": 1}
    session.add_all(
        [
            real,
            Violation(code="R1", carrier_id=own.id, site_id=demo_site, **shared),
            Violation(code="R2", site_id=demo_site, **shared),
        ]
    )
    session.flush()
    demo.clear(session)
    session.expire_all()
    assert session.scalars(select(WasteRoute.code)).all() == ["R1"]
    assert session.scalar(select(WasteRoute.from_site_id)) is None
    assert set(session.scalars(select(WasteCarrier.code))) == {"R1", "DVVC-MAU-1"}
    assert session.scalars(select(Violation.code)).all() == ["R1"]
    assert session.scalars(select(TransportCheck.id)).all() == []
