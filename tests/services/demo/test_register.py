"""The demonstration's sites."""

import re
from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from geodata.enums import KINDS_OF, SiteKind, SiteState, SiteType, WasteGroup
from geodata.models import (
    CollectionPoint,
    Facility,
    IndustrialCluster,
    MedicalFacility,
    School,
    Site,
    SiteContact,
    Village,
)
from services.waste import is_open, next_collection


@pytest.fixture
def sites(session: Session) -> list[Site]:
    return list(session.scalars(select(Site)))


@pytest.fixture
def facilities(session: Session) -> list[Facility]:
    return list(session.scalars(select(Facility)))


def test_there_are_as_many_sites_as_told(sites: list[Site]) -> None:
    assert Counter(site.type for site in sites) == {
        SiteType.FACILITY: 150,
        SiteType.INDUSTRIAL_CLUSTER: 3,
        SiteType.MEDICAL_FACILITY: 8,
        SiteType.SCHOOL: 10,
        SiteType.COLLECTION_POINT: 60,
    }


def test_every_kind_of_facility_occurs(facilities: list[Facility]) -> None:
    assert {facility.kind for facility in facilities} == {*KINDS_OF[SiteType.FACILITY]}


def test_no_name_can_be_taken_for_a_real_firm(sites: list[Site]) -> None:
    invented = [site.name for site in sites if site.type is not SiteType.INDUSTRIAL_CLUSTER]
    assert all("mẫu" in name.lower() for name in invented)
    assert len(set(invented)) == len(invented)
    assert {site.source for site in sites} == {"demo"}


def test_contacts_are_of_nobody(session: Session) -> None:
    contacts = session.scalars(select(SiteContact)).all()
    assert len(contacts) == 150 + 8 + 10
    assert all(re.fullmatch(r"0900 000 0\d\d", contact.phone) for contact in contacts)
    assert all(re.fullmatch(r"Người mẫu \d+", contact.person) for contact in contacts)


def test_every_place_is_inside_the_commune_and_in_its_own_village(session: Session) -> None:
    outside, strange = session.execute(
        text(
            "SELECT count(*) FILTER (WHERE NOT ST_Covers(c.border, s.geom)),"
            " count(*) FILTER (WHERE NOT ST_DWithin(v.area::geography, s.geom::geography, 1))"
            " FROM site s JOIN commune c ON c.id = s.commune_id JOIN village v ON v.id = s.village_id"
        )
    ).one()
    assert (outside, strange) == (0, 0)


def test_no_site_stands_in_a_river_or_on_another(session: Session) -> None:
    wet = session.scalar(
        text(
            "SELECT count(*) FROM site s JOIN waterway w ON w.kind = 'river' AND ST_Contains(w.geom, s.geom)"
        )
    )
    close = session.scalar(
        text(
            "SELECT count(*) FROM site a JOIN site b ON a.id < b.id"
            " AND a.type <> 'industrial_cluster' AND b.type <> 'industrial_cluster'"
            " AND ST_DWithin(a.geom::geography, b.geom::geography, 20)"
        )
    )
    assert (wet, close) == (0, 0)


def test_a_few_sites_have_no_place_yet(session: Session, sites: list[Site]) -> None:
    unplaced = [site for site in sites if site.geom is None]
    assert Counter(site.type for site in unplaced) == {SiteType.FACILITY: 5, SiteType.COLLECTION_POINT: 1}
    unmapped = session.scalars(select(Village.id).where(Village.code == "M10")).one()
    assert sum(site.village_id == unmapped for site in unplaced) == 3


def test_a_few_have_stopped(sites: list[Site]) -> None:
    states = Counter(site.state for site in sites)
    assert (states[SiteState.SUSPENDED], states[SiteState.CLOSED], states[SiteState.PLANNED]) == (6, 4, 1)
    assert all((site.state is SiteState.CLOSED) == (site.closed_on is not None) for site in sites)


def test_clusters_hold_the_facilities_that_lie_in_them(session: Session) -> None:
    clusters = {cluster.name: cluster for cluster in session.scalars(select(IndustrialCluster))}
    assert {cluster.stage.value for cluster in clusters.values()} == {"operating", "building", "planned"}
    assert clusters["Cụm công nghiệp An Thọ"].area_ha == 50
    linked, within = session.execute(
        text(
            "SELECT count(*), count(*) FILTER (WHERE ST_Covers(c.area, s.geom)) FROM site s"
            " JOIN industrial_cluster c ON c.site_id = s.cluster_id WHERE s.geom IS NOT NULL"
        )
    ).one()
    assert linked == within > 20


def test_the_stated_area_of_a_cluster_is_that_of_its_ground(session: Session) -> None:
    rows = session.execute(
        text("SELECT area_ha, ST_Area(area::geography) / 1e4 AS drawn FROM industrial_cluster")
    ).all()
    assert all(row.drawn == pytest.approx(row.area_ha, rel=0.2) for row in rows)


def test_every_figure_that_risk_scoring_reads_is_there(facilities: list[Facility]) -> None:
    for facility in facilities:
        figures = (facility.workers, facility.site_area_m2, facility.wastewater_m3_day, facility.stacks)
        stocks = (facility.solid_waste_kg_day, facility.hazardous_waste_kg_year, facility.hazardous_stock_t)
        assert None not in figures + stocks
    assert {facility.has_wastewater_treatment for facility in facilities} == {True, False, None}
    assert len({facility.permit_kind for facility in facilities}) == 4
    stock = dict.fromkeys(SiteKind, 0.0)
    for facility in facilities:
        stock[facility.kind] = max(stock[facility.kind], facility.hazardous_stock_t or 0)
    assert stock[SiteKind.FUEL_STATION] > 30 > 1 > stock[SiteKind.MIXED_USE_HOUSE]


def test_medical_facilities_and_schools_are_of_several_kinds(session: Session) -> None:
    medical = session.scalars(select(MedicalFacility)).all()
    assert sum(one.kind is SiteKind.COMMUNE_HEALTH_STATION for one in medical) == 1
    assert len({one.kind for one in medical}) == 5
    assert all(one.infectious_kg_month for one in medical)
    assert len(set(session.scalars(select(School.kind)))) == 4
    assert all(session.scalars(select(School.pupils)))


def test_points_say_when_they_are_open_and_emptied(session: Session) -> None:
    now = datetime(2026, 11, 23, 9, 0)
    points = session.scalars(select(CollectionPoint)).all()
    assert {group for point in points for group in point.accepted_groups} == {*WasteGroup}
    assert all(is_open(point.opening_hours, now) is not None for point in points)
    emptied = [point for point in points if point.collection_times]
    assert all(next_collection(point.collection_times, now) for point in emptied)
    unknown = {point.kind for point in points if not point.collection_times}
    assert unknown == {SiteKind.PESTICIDE_PACKAGING_TANK}
    assert all(point.operator.startswith("Tổ thu gom mẫu số") and point.containers for point in points)


def test_tanks_for_pesticide_packaging_stand_in_the_fields(session: Session) -> None:
    near = session.scalar(
        select(func.count())
        .select_from(Site)
        .where(Site.kind == SiteKind.PESTICIDE_PACKAGING_TANK)
        .where(
            text(
                "EXISTS (SELECT 1 FROM road r"
                " WHERE r.kind <> 'village' AND ST_DWithin(r.geom, site.geom, 0.0003))"
            )
        )
    )
    assert near == 0


def test_low_and_dry_points_both_occur(session: Session) -> None:
    flooded = session.scalar(
        text(
            "SELECT count(DISTINCT s.id) FROM site s JOIN risk_zone z ON z.hazard = 'inundation'"
            " AND z.visibility = 'public' AND z.valid_to IS NULL AND ST_Covers(z.area, s.geom)"
            " WHERE s.type = 'collection_point'"
        )
    )
    assert 4 <= flooded <= 45
