"""Every figure that risk is judged by, from the rows it comes from, on a day that is dated."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from shapely.geometry import MultiPolygon, Point, Polygon
from sqlalchemy import event
from sqlalchemy.orm import Session

from geodata.enums import (
    EventKind,
    FireGroup,
    Hazard,
    IncidentCategory,
    IncidentState,
    InspectionForm,
    InspectionState,
    LegalForm,
    Moderation,
    PermitKind,
    RejectReason,
    SiteKind,
    SiteState,
    Visibility,
    WaterWorkKind,
)
from geodata.models import (
    Commune,
    Facility,
    Finding,
    Incident,
    IncidentEvent,
    MedicalFacility,
    ResidentialArea,
    RiskValue,
    School,
    WaterWork,
)
from geodata.queries.risk_figures import figures, months_before
from geodata.risk_rules import Reach, read
from services import clock
from services.risk.in_force import default
from tests import cast
from tests.services.risk.conftest import FIELDS

REACH = read(default()["rules"]).reach
DAY = date(2026, 10, 20)
METRE_EAST = 1 / 104_150
"""Degrees of longitude to a metre at An Hưng, to a few parts in ten thousand."""


def of(
    session: Session, home: Commune, site_id: int, day: date = DAY, reach: Reach = REACH
) -> dict[str, Any]:
    """The figures of one site."""
    columns = figures(session, home.id, day, reach)
    row = list(columns["id"]).index(site_id)
    return {name: column[row] for name, column in columns.items()}


def east(metres: float) -> Any:
    """A place so far east of the middle."""
    return cast.place(106.59 + metres * METRE_EAST, 20.75)


def square(session: Session, home: Commune, west_m: float, east_m: float, **more: Any) -> ResidentialArea:
    """A settlement from so many to so many metres east of the middle, 200 m high."""
    made = ResidentialArea(
        commune_id=home.id,
        code=f"KDC-{west_m}",
        name="Khu dân cư",
        area=cast.ground(106.59 + west_m * METRE_EAST, 20.749, 106.59 + east_m * METRE_EAST, 20.751),
        **more,
    )
    session.add(made)
    session.flush()
    return made


def told(session: Session, home: Commune, **more: Any) -> Incident:
    """A confirmed report of smell of September 2026 in the middle unless told otherwise."""
    more.setdefault("created_at", datetime(2026, 9, 1, 3, tzinfo=UTC))
    more.setdefault("category", IncidentCategory.ODOUR)
    more.setdefault("state", IncidentState.IN_PROGRESS)
    more.setdefault("geom", east(0))
    return cast.report(session, home, **more)


def test_all_sites_take_one_statement(session: Session, an_hung: Commune) -> None:
    for _ in range(5):
        cast.facility(session, an_hung)
    sent: list[str] = []
    listen = (session.get_bind(), "before_cursor_execute", lambda *told: sent.append(told[2]))
    event.listen(*listen)
    assert len(figures(session, an_hung.id, DAY, REACH)["id"]) == 5
    event.remove(*listen)
    assert [statement for statement in sent if "FROM" in statement] == sent[-1:]
    assert len(sent) == 2, "the other one makes room for it"


def test_a_commune_without_sites_has_no_figures(session: Session, an_hung: Commune) -> None:
    assert figures(session, an_hung.id, DAY, REACH) == {}


def test_figures_of_the_register(session: Session, an_hung: Commune) -> None:
    site = cast.facility(
        session,
        an_hung,
        workers=12,
        wastewater_m3_day=4.5,
        stacks=2,
        hazardous_stock_t=0.25,
        fire_group=FireGroup.APPENDIX_I,
        kind=SiteKind.DYEING_PLANT,
    )
    found = of(session, an_hung, site.id)
    assert (found["workers"], found["wastewater_m3_day"], found["stacks"]) == (12, 4.5, 2)
    assert (found["hazardous_stock_t"], found["fire_group"], found["kind"]) == (
        0.25,
        "appendix_i",
        "dyeing_plant",
    )
    assert found["solid_waste_kg_day"] is None and found["beds"] is None


def test_figures_of_a_clinic_and_a_school(session: Session, an_hung: Commune) -> None:
    shared = {"commune_id": an_hung.id, "registered_on": date(2024, 1, 1), "geom": FIELDS, "version": 1}
    clinic = MedicalFacility(
        **shared, kind=SiteKind.CLINIC, code="Y1", name="Phòng khám", beds=4, waste_contract="Hợp đồng 1"
    )
    bare = MedicalFacility(**shared, kind=SiteKind.PHARMACY, code="Y2", name="Nhà thuốc")
    school = School(**shared, kind=SiteKind.PRIMARY_SCHOOL, code="T1", name="Trường", pupils=300)
    session.add_all([clinic, bare, school])
    session.flush()
    assert of(session, an_hung, clinic.id)["contract"] == "yes"
    assert of(session, an_hung, clinic.id)["beds"] == 4
    assert of(session, an_hung, bare.id)["contract"] == "no"
    assert of(session, an_hung, school.id)["pupils"] == 300
    assert of(session, an_hung, school.id)["contract"] is None


@pytest.mark.parametrize(
    ("kind", "to", "form", "said"),
    [
        (PermitKind.ENVIRONMENTAL_PERMIT, date(2026, 10, 20), LegalForm.ENTERPRISE, "valid"),
        (PermitKind.ENVIRONMENTAL_PERMIT, date(2026, 10, 19), LegalForm.ENTERPRISE, "expired"),
        (PermitKind.ENVIRONMENTAL_REGISTRATION, None, LegalForm.ENTERPRISE, "valid"),
        (PermitKind.EXEMPT, None, LegalForm.ENTERPRISE, "exempt"),
        (PermitKind.NONE, None, LegalForm.ENTERPRISE, "none"),
        (PermitKind.NONE, None, LegalForm.HOUSEHOLD_BUSINESS, "none_household"),
        (PermitKind.NONE, None, LegalForm.INDIVIDUAL, "none_household"),
    ],
)
def test_papers_on_the_day(
    session: Session, an_hung: Commune, kind: PermitKind, to: date | None, form: LegalForm, said: str
) -> None:
    site = cast.facility(session, an_hung, permit_kind=kind, permit_valid_to=to, legal_form=form)
    assert of(session, an_hung, site.id)["permit"] == said


@pytest.mark.parametrize(
    ("wastewater", "treats", "works", "said"),
    [
        (5, True, None, "own"),
        (5, False, None, "none"),
        (5, False, True, "shared"),
        (5, None, True, "shared"),
        (5, None, None, None),
        (5, False, False, "none"),
        (0, False, None, "no_wastewater"),
        (None, None, None, None),
    ],
)
def test_how_wastewater_is_treated(
    session: Session,
    an_hung: Commune,
    wastewater: float | None,
    treats: bool | None,
    works: bool | None,
    said: str | None,
) -> None:
    cluster = None if works is None else cast.cluster(session, an_hung, has_wwtp=works, stage="operating")
    site = cast.facility(
        session,
        an_hung,
        wastewater_m3_day=wastewater,
        has_wastewater_treatment=treats,
        cluster_id=cluster.id if cluster else None,
    )
    assert of(session, an_hung, site.id)["treatment"] == said


def test_works_that_are_only_planned_treat_nothing(session: Session, an_hung: Commune) -> None:
    cluster = cast.cluster(session, an_hung, has_wwtp=True, stage="building")
    site = cast.facility(
        session, an_hung, wastewater_m3_day=3, has_wastewater_treatment=False, cluster_id=cluster.id
    )
    assert of(session, an_hung, site.id)["treatment"] == "none"
    assert of(session, an_hung, cluster.id)["treatment"] is None


def test_the_distance_to_dwellings_is_true_to_a_metre(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung, geom=east(0))
    square(session, an_hung, 120, 300)
    square(session, an_hung, -900, -500)
    found = of(session, an_hung, site.id)
    assert found["dwelling_m"] == pytest.approx(120, abs=0.5)
    assert found["dwelling_from"] == "residential_area"


def test_a_site_among_dwellings_is_no_metre_away(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung, geom=east(200))
    square(session, an_hung, 120, 300)
    assert of(session, an_hung, site.id)["dwelling_m"] == 0


def test_a_village_stands_for_its_settlements_where_none_are_known(
    session: Session, an_hung: Commune
) -> None:
    site = cast.facility(session, an_hung, geom=east(0))
    far = cast.ground(106.59 + 300 * METRE_EAST, 20.749, 106.60, 20.751)
    village = cast.village(session, an_hung, area=far)
    found = of(session, an_hung, site.id)
    assert (found["dwelling_m"], found["dwelling_from"]) == (pytest.approx(300, abs=1), "village")
    square(session, an_hung, 400, 500, village_id=village.id)
    found = of(session, an_hung, site.id)
    assert (found["dwelling_m"], found["dwelling_from"]) == (pytest.approx(400, abs=1), "residential_area")


def test_a_village_that_ended_stands_for_nothing(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung, geom=east(0))
    area = cast.ground(106.589, 20.749, 106.591, 20.751)
    cast.village(session, an_hung, area=area, valid_to=date(2026, 1, 1))
    assert of(session, an_hung, site.id)["dwelling_m"] is None, "no dwellings are known at all"
    assert of(session, an_hung, site.id, date(2026, 1, 1))["dwelling_m"] == 0


def test_beyond_the_reach_is_infinitely_far(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung, geom=east(0))
    square(session, an_hung, 1100, 1300)
    found = of(session, an_hung, site.id)
    assert found["dwelling_m"] == float("inf")
    assert (found["school_m"], found["clinic_m"], found["intake_m"]) == (float("inf"),) * 3


def test_schools_clinics_and_intakes_but_never_the_site_itself(session: Session, an_hung: Commune) -> None:
    shared = {"commune_id": an_hung.id, "registered_on": date(2024, 1, 1), "version": 1}
    school = School(**shared, kind=SiteKind.KINDERGARTEN, code="T1", name="Trường", geom=east(150))
    clinic = MedicalFacility(**shared, kind=SiteKind.CLINIC, code="Y1", name="PK", geom=east(-250))
    pharmacy = MedicalFacility(**shared, kind=SiteKind.PHARMACY, code="Y2", name="NT", geom=east(5))
    intake = WaterWork(
        commune_id=an_hung.id,
        kind=WaterWorkKind.WATER_INTAKE,
        code="N1",
        geom=cast.shape(Point(106.59, 20.753)),
        version=1,
    )
    sluice = WaterWork(
        commune_id=an_hung.id,
        kind=WaterWorkKind.SLUICE,
        code="C1",
        geom=cast.shape(Point(106.59, 20.75)),
        version=1,
    )
    session.add_all([school, clinic, pharmacy, intake, sluice])
    site = cast.facility(session, an_hung, geom=east(0))
    found = of(session, an_hung, site.id)
    assert found["school_m"] == pytest.approx(150, abs=0.5)
    assert found["clinic_m"] == pytest.approx(250, abs=0.5), "a pharmacy has no sick people in it"
    assert found["intake_m"] == pytest.approx(332, abs=1)
    assert of(session, an_hung, school.id)["school_m"] == float("inf")
    assert of(session, an_hung, school.id)["clinic_m"] == pytest.approx(400, abs=1)


def test_a_closed_school_is_no_neighbour(session: Session, an_hung: Commune) -> None:
    session.add(
        School(
            commune_id=an_hung.id,
            kind=SiteKind.KINDERGARTEN,
            code="T1",
            name="Trường",
            geom=east(150),
            registered_on=date(2020, 1, 1),
            state=SiteState.CLOSED,
            closed_on=date(2026, 6, 1),
            version=1,
        )
    )
    site = cast.facility(session, an_hung, geom=east(0))
    assert of(session, an_hung, site.id)["school_m"] == float("inf")
    assert of(session, an_hung, site.id, date(2026, 5, 31))["school_m"] == pytest.approx(150, abs=0.5)


def test_a_neighbouring_commune_s_school_is_not_ours_to_use(session: Session, an_hung: Commune) -> None:
    other = cast.commune(session)
    session.add(
        School(commune_id=other.id, kind=SiteKind.KINDERGARTEN, code="T1", name="T", geom=east(10), version=1)
    )
    site = cast.facility(session, an_hung, geom=east(0))
    assert of(session, an_hung, site.id)["school_m"] == float("inf")


def test_the_worst_flood_zone_in_force_tells(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung, geom=east(0))
    cast.zone(session, an_hung, level=2)
    cast.zone(session, an_hung, level=4, hazard=Hazard.STORM_SURGE)
    cast.zone(session, an_hung, level=5, hazard=Hazard.LIGHTNING)
    cast.zone(session, an_hung, level=5, valid_from=date(2026, 11, 1))
    cast.zone(session, an_hung, level=5, valid_from=date(2025, 1, 1), valid_to=date(2026, 3, 1))
    assert of(session, an_hung, site.id)["flood_level"] == 4
    assert of(session, an_hung, site.id, date(2026, 3, 1))["flood_level"] == 5
    dry = cast.facility(session, an_hung, geom=FIELDS)
    assert of(session, an_hung, dry.id)["flood_level"] == 0


def test_a_site_without_a_place_has_no_figures_of_places(session: Session, an_hung: Commune) -> None:
    square(session, an_hung, 120, 300)
    site = cast.facility(session, an_hung, geom=None)
    found = of(session, an_hung, site.id)
    named = ("dwelling_m", "dwelling_from", "school_m", "clinic_m", "intake_m", "flood_level", "incidents")
    assert [found[name] for name in named] == [None] * 7


def finding(severity: int, **more: Any) -> Finding:
    return Finding(severity=severity, **more)


def test_findings_of_the_last_two_years(session: Session, an_hung: Commune, workshop: Facility) -> None:
    assert of(session, an_hung, workshop.id)["worst_finding"] is None, "never checked"
    cast.visit(session, workshop, date(2025, 3, 1), findings=[finding(1), finding(1)])
    cast.visit(session, workshop, date(2026, 3, 1), findings=[finding(1), finding(2)])
    cast.visit(session, workshop, date(2024, 10, 20), findings=[finding(3, fixed_on=date(2024, 11, 1))])
    cast.visit(session, workshop, date(2026, 10, 21), findings=[finding(3)])
    cast.visit(session, workshop, date(2026, 9, 1), findings=[finding(3)], state=InspectionState.IN_FIELD)
    found = of(session, an_hung, workshop.id)
    assert (found["worst_finding"], found["light_findings"], found["critical"]) == (2, 3, 0)
    assert of(session, an_hung, workshop.id, date(2026, 10, 21))["critical"] == 1
    assert of(session, an_hung, workshop.id, date(2024, 10, 25))["critical"] == 1


def test_a_check_that_found_nothing_is_no_unknown(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    cast.visit(session, workshop, date(2026, 3, 1))
    assert of(session, an_hung, workshop.id)["worst_finding"] == 0


def test_a_finding_of_severity_three_stays_open_until_it_is_mended(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    cast.visit(session, workshop, date(2023, 5, 1), findings=[finding(3, fixed_on=date(2026, 10, 1))])
    assert of(session, an_hung, workshop.id)["critical"] == 0
    assert of(session, an_hung, workshop.id, date(2026, 9, 30))["critical"] == 1, "however old it is"


def test_remedies_overdue_and_kept_on_the_day(session: Session, an_hung: Commune, workshop: Facility) -> None:
    cast.visit(
        session,
        workshop,
        date(2026, 5, 1),
        findings=[
            finding(1, deadline=date(2026, 10, 19)),
            finding(1, deadline=date(2026, 10, 20)),
            finding(1, deadline=date(2026, 8, 1), fixed_on=date(2026, 7, 30)),
            finding(1, deadline=date(2026, 8, 1), fixed_on=date(2026, 8, 2)),
            finding(1, deadline=date(2026, 12, 1), fixed_on=date(2026, 11, 1)),
        ],
    )
    found = of(session, an_hung, workshop.id)
    assert (found["overdue_remedies"], found["kept_remedies"]) == (1, 1)
    late = of(session, an_hung, workshop.id, date(2026, 8, 1))
    assert (late["overdue_remedies"], late["kept_remedies"]) == (0, 1)
    late = of(session, an_hung, workshop.id, date(2026, 8, 2))
    assert (late["overdue_remedies"], late["kept_remedies"]) == (0, 1)


def test_checks_from_afar_that_found_nothing_grave(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    remote = {"form": InspectionForm.REMOTE}
    cast.visit(session, workshop, date(2026, 5, 1), findings=[finding(1)], **remote)
    cast.visit(session, workshop, date(2026, 6, 1), findings=[finding(2)], **remote)
    cast.visit(session, workshop, date(2025, 10, 20), **remote)
    cast.visit(session, workshop, date(2026, 7, 1))
    assert of(session, an_hung, workshop.id)["remote_checks"] == 1


def test_reports_linked_or_near_once_each(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung, geom=east(0))
    told(session, an_hung, geom=east(149))
    told(session, an_hung, geom=east(151))
    told(session, an_hung, geom=east(-60), site_id=site.id)
    told(session, an_hung, geom=FIELDS, public_geom=FIELDS, site_id=site.id)
    other = cast.facility(session, an_hung, geom=FIELDS)
    told(session, an_hung, geom=east(10), site_id=other.id)
    assert of(session, an_hung, site.id)["incidents"] == 3, "one near, two linked; not what is another's"
    assert of(session, an_hung, other.id)["incidents"] == 1


@pytest.mark.parametrize("metres", [0.5, 75, 149.0])
@pytest.mark.parametrize(
    ("dx", "dy"), [(1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7)]
)
def test_no_report_near_is_missed_in_any_direction(
    session: Session, an_hung: Commune, metres: float, dx: float, dy: float
) -> None:
    """The cells that the statement looks in must not hide one that lies across an edge."""
    site = cast.facility(session, an_hung, geom=east(0))
    spot = cast.place(106.59 + dx * metres * METRE_EAST, 20.75 + dy * metres / 110_720)
    told(session, an_hung, geom=spot)
    assert of(session, an_hung, site.id)["incidents"] == 1


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({"state": IncidentState.NEW}, 0),
        ({"state": IncidentState.VERIFYING}, 0),
        ({"state": IncidentState.ASSIGNED}, 0),
        ({"state": IncidentState.RESOLVED}, 1),
        ({"state": IncidentState.CLOSED}, 1),
        ({"state": IncidentState.REJECTED, "reject_reason": RejectReason.UNFOUNDED}, 0),
        ({"state": IncidentState.ANONYMISED, "reject_reason": RejectReason.UNFOUNDED}, 0),
        ({"state": IncidentState.ANONYMISED}, 1),
        ({"moderation": Moderation.SPAM}, 0),
        ({"category": IncidentCategory.STRAW_BURNING}, 0),
        ({"created_at": datetime(2025, 10, 20, 3, tzinfo=UTC)}, 0),
        ({"created_at": datetime(2025, 10, 21, 3, tzinfo=UTC)}, 1),
        ({"created_at": datetime(2026, 10, 20, 16, tzinfo=UTC)}, 1),
        ({"created_at": datetime(2026, 10, 20, 17, tzinfo=UTC)}, 0),
    ],
)
def test_which_reports_count(session: Session, an_hung: Commune, more: dict[str, Any], counts: int) -> None:
    """The day ends at midnight in the commune, which is 17:00 UTC."""
    site = cast.facility(session, an_hung, geom=east(0))
    told(session, an_hung, **more)
    assert of(session, an_hung, site.id)["incidents"] == counts


def test_reports_of_the_police_are_counted_and_told_apart(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung, geom=east(0))
    told(session, an_hung)
    told(session, an_hung, visibility=Visibility.POLICE, published=False)
    found = of(session, an_hung, site.id)
    assert (found["incidents"], found["police"]) == (2, 1)


def test_a_report_counts_from_the_day_it_was_confirmed(session: Session, an_hung: Commune) -> None:
    """On a past day by what its events told then, not by where it stands now."""
    site = cast.facility(session, an_hung, geom=east(0))
    made = told(
        session,
        an_hung,
        state=IncidentState.RESOLVED,
        events=[
            IncidentEvent(
                kind=EventKind.CREATED, to_state=IncidentState.NEW, at=datetime(2026, 9, 1, 3, tzinfo=UTC)
            ),
            IncidentEvent(
                from_state=IncidentState.NEW,
                to_state=IncidentState.VERIFYING,
                at=datetime(2026, 9, 2, 3, tzinfo=UTC),
            ),
            IncidentEvent(
                from_state=IncidentState.VERIFYING,
                to_state=IncidentState.RESOLVED,
                at=datetime(2026, 9, 10, 3, tzinfo=UTC),
            ),
        ],
    )
    assert made.state is IncidentState.RESOLVED
    assert of(session, an_hung, site.id, date(2026, 9, 9))["incidents"] == 0
    assert of(session, an_hung, site.id, date(2026, 9, 10))["incidents"] == 1


def test_sites_are_counted_from_their_first_day_to_their_last(session: Session, an_hung: Commune) -> None:
    kept = cast.facility(session, an_hung)
    cast.facility(session, an_hung, registered_on=date(2026, 10, 21))
    cast.facility(session, an_hung, state=SiteState.PLANNED)
    closed = cast.facility(session, an_hung, state=SiteState.CLOSED, closed_on=date(2026, 10, 20))
    cast.facility(session, an_hung, state=SiteState.CLOSED, closed_on=date(2026, 10, 19))
    cast.point(session, an_hung)
    cast.facility(session, cast.commune(session))
    assert figures(session, an_hung.id, DAY, REACH)["id"] == (kept.id, closed.id)
    assert figures(session, an_hung.id, DAY, REACH, [closed.id])["id"] == (closed.id,)
    assert figures(session, an_hung.id, DAY, REACH, []) == {}


def test_values_set_by_hand_on_the_day(session: Session, an_hung: Commune, workshop: Facility) -> None:
    at = {"set_at": datetime(2026, 9, 1, 3, tzinfo=UTC), "site_id": workshop.id, "reason": "Đo tại chỗ"}
    ended = RiskValue(**at, criterion="waste", value=4, ended_at=datetime(2026, 10, 1, 3, tzinfo=UTC))
    stands = RiskValue(**at, criterion="scale", value=2)
    session.add_all([ended, stands])
    session.flush()
    assert of(session, an_hung, workshop.id)["hand"] == {"scale": [2, stands.id]}
    before = {"scale": [2, stands.id], "waste": [4, ended.id]}
    assert of(session, an_hung, workshop.id, date(2026, 9, 30))["hand"] == before
    assert of(session, an_hung, workshop.id, date(2026, 8, 31))["hand"] is None


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 24, date(2024, 1, 15)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
    ],
)
def test_months_before_a_day(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_a_strange_ground_breaks_nothing(session: Session, an_hung: Commune) -> None:
    """A settlement with a hole: a site in the hole is outside of it."""
    ring = Polygon(
        [(106.588, 20.748), (106.592, 20.748), (106.592, 20.752), (106.588, 20.752)],
        [[(106.589, 20.749), (106.591, 20.749), (106.591, 20.751), (106.589, 20.751)]],
    )
    session.add(
        ResidentialArea(commune_id=an_hung.id, code="L", name="Vành", area=cast.shape(MultiPolygon([ring])))
    )
    site = cast.facility(session, an_hung, geom=east(0))
    assert of(session, an_hung, site.id)["dwelling_m"] == pytest.approx(104, abs=2)


def test_today_is_judged_by_the_state_of_today(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung, geom=east(0))
    now = datetime.now(UTC)
    told(session, an_hung, created_at=now.replace(microsecond=0))
    assert of(session, an_hung, site.id, clock.today())["incidents"] == 1
