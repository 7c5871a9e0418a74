"""Every figure that risk is judged by, from the rows it comes from, on a day that is dated."""

from datetime import date

import pytest
from shapely.geometry import MultiPolygon, Point, Polygon
from sqlalchemy import event
from sqlalchemy.orm import Session

from geodata.enums import (
    FireGroup,
    Hazard,
    LegalForm,
    PermitKind,
    SiteKind,
    SiteState,
    WaterWorkKind,
)
from geodata.models import (
    Commune,
    MedicalFacility,
    ResidentialArea,
    School,
    WaterWork,
)
from geodata.queries.risk_figures import figures, months_before
from tests import cast
from tests.services.risk.conftest import FIELDS
from tests.services.risk.ground import DAY, METRE_EAST, REACH, east, of, square


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
