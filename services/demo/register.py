"""The demonstration's sites as rows: clusters, facilities, medical facilities, schools, collection points."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from geodata.demo.places import place
from geodata.enums import Authority, ClusterState, SiteKind, SiteState, SiteType
from geodata.models import CollectionPoint, IndustrialCluster, MedicalFacility, School, Site, SiteContact
from geodata.plane import Shape
from services.demo.facilities import facility
from services.demo.ground import Ground, element
from services.demo.tables import SOURCE, between, document, rows

UNPLACED = 5
"""Facilities whose place nobody noted yet; the first two lie in the village without a map."""


@dataclass(frozen=True)
class Placed:
    """A site, where it stands in the landscape's plane (None: not known), and its village's code."""

    site: Site
    place: Shape | None
    village: str | None


def add_register(session: Session, ground: Ground, today: date) -> list[Placed]:
    """All sites of the demonstration, flushed: clusters first, since facilities lie in them."""
    random = Random("the demonstration's register")
    clusters = list(_clusters(ground))
    session.add_all([placed.site for placed in clusters])
    session.flush()
    taken: list[Shape] = []
    placed = [
        *_facilities(ground, today, random, taken),
        *_institutions(ground, today, random, taken),
        *_points(ground, today, random, taken),
    ]
    cluster_ids = {cluster.site.code: cluster.site.id for cluster in clusters}
    for number, one in enumerate(placed):
        _complete(one, ground, cluster_ids, number)
    _some_stopped([one.site for one in placed], today, random)
    session.add_all([one.site for one in placed])
    return [*clusters, *placed]


def people(ground: Ground) -> dict[str, int]:
    """Village code → population, for the villages whose ground is known."""
    return {code: ground.villages[code].population or 0 for code in ground.land.cores}


def _complete(one: Placed, ground: Ground, cluster_ids: dict[str, int], number: int) -> None:
    site, land = one.site, ground.land
    site.commune_id = ground.commune.id
    site.source = SOURCE
    site.village_id = ground.village_id(one.village)
    if one.village:
        site.address = f"{_thon(ground, one.village)}, xã An Hưng (địa chỉ minh họa)"
    if one.place is not None:
        site.geom = element(land, one.place)
        if site.type is SiteType.FACILITY:
            site.cluster_id = cluster_ids.get(land.cluster_of(one.place) or "")
    if site.type is not SiteType.COLLECTION_POINT:
        site.contact = SiteContact(person=f"Người mẫu {number + 1}", phone=f"0900 000 {number % 100:03}")


def _thon(ground: Ground, code: str) -> str:
    name = ground.villages[code].name
    return name if name.startswith("Thôn") else f"Thôn {name}"


def _clusters(ground: Ground) -> Iterator[Placed]:
    for facts in document("clusters"):
        mark = ground.land.mark(facts["code"])
        site = IndustrialCluster(
            commune_id=ground.commune.id,
            kind=SiteKind.INDUSTRIAL_CLUSTER,
            code=facts["code"],
            name=facts["name"],
            address="Ranh giới và số liệu minh họa",
            state=SiteState(facts["state"]),
            authority=Authority.CITY,
            registered_on=date.fromisoformat(facts["registered_on"]),
            source=SOURCE,
            geom=element(ground.land, mark),
            stage=ClusterState(facts["stage"]),
            area=element(ground.land, ground.land.clusters[facts["code"]], multi=True),
            **{name: facts[name] for name in ("area_ha", "has_wwtp", "connected_share", "fill_share")},
        )
        [village] = ground.land.village_codes([mark])
        site.village_id = ground.village_id(village)
        yield Placed(site, mark, village)


def _facilities(ground: Ground, today: date, random: Random, taken: list[Shape]) -> Iterator[Placed]:
    counts: Counter[str] = Counter()
    number = 0
    for row in rows("facilities"):
        for _ in range(int(row["count"])):
            number += 1
            spot = place(ground.land, row["place"], random, taken, people(ground))
            [village] = ground.land.village_codes([spot])
            unplaced = number % 30 == 0
            village = "M10" if number in (30, 60) else village
            label = f"{row['noun']} {ground.villages[village or 'TTH'].name}"
            counts[label] += 1
            site = facility(row, random, today, number)
            site.name = f"Cơ sở mẫu: {label} {counts[label]}"
            yield Placed(site, None if unplaced else spot, village)


def _institutions(ground: Ground, today: date, random: Random, taken: list[Shape]) -> Iterator[Placed]:
    for number, row in enumerate(rows("institutions"), start=1):
        spot = place(ground.land, f"core:{row['village']}", random, taken, {})
        site = _medical(row) if row["type"] == "medical_facility" else _school(row)
        site.kind = SiteKind(row["kind"])
        site.code = f"{'YT' if isinstance(site, MedicalFacility) else 'TH'}-{number:02}"
        site.name = row["name"]
        site.registered_on = today - timedelta(days=random.randint(800, 3000))
        [village] = ground.land.village_codes([spot])
        yield Placed(site, spot, village)


def _medical(row: dict[str, str]) -> MedicalFacility:
    public = "trạm" in row["name"].lower()
    return MedicalFacility(
        authority=Authority.HEALTH_STATION,
        legal_form="public_body" if public else "household_business",
        licence_number=row["licence"],
        beds=int(row["figure"]),
        infectious_kg_month=float(row["amount"]),
        waste_contract="Hợp đồng mẫu với đơn vị thu gom chất thải y tế" if public else "",
    )


def _school(row: dict[str, str]) -> School:
    return School(authority=Authority.COMMUNE_POLICE, pupils=int(row["figure"]))


def _points(ground: Ground, today: date, random: Random, taken: list[Shape]) -> Iterator[Placed]:
    number = 0
    counts: Counter[str] = Counter()
    for row in rows("points"):
        for _ in range(int(row["count"])):
            number += 1
            spot = place(ground.land, row["place"], random, taken, people(ground))
            [village] = ground.land.village_codes([spot])
            village = "M10" if number == 10 else village
            label = f"{row['name']} {ground.villages[village or 'TTH'].name}"
            counts[label] += 1
            site = _point(row, random, number)
            site.name = f"{label} số {counts[label]}"
            site.registered_on = today - timedelta(days=random.randint(60, 1500))
            yield Placed(site, None if number == 10 else spot, village)


def _point(row: dict[str, str], random: Random, number: int) -> CollectionPoint:
    tank = row["kind"] == SiteKind.PESTICIDE_PACKAGING_TANK
    return CollectionPoint(
        kind=SiteKind(row["kind"]),
        code=f"{'BC' if tank else 'TK'}-{number:03}",
        authority=Authority.ECONOMIC_DIVISION,
        accepted_groups=row["groups"].split(),
        containers=int(between(row["containers"], random)),
        opening_hours=row["opening_hours"],
        collection_times=row["collection_times"],
        operator=f"Tổ thu gom mẫu số {1 + number % 4}",
        leak_proof=random.choice((True, True, True, False, None)),
        lit_at_night=random.choice((True, True, False, None)),
        cleaned_after_run=random.choice((True, True, False, None)),
    )


def _some_stopped(sites: list[Site], today: date, random: Random) -> None:
    """A few suspended, a few closed for good; never the ones other rows need."""
    common = [site for site in sites if site.type in (SiteType.FACILITY, SiteType.COLLECTION_POINT)]
    chosen = random.sample([site for site in common if site.kind is not SiteKind.CHEMICAL_STORE], 10)
    for site in chosen[:6]:
        site.state = SiteState.SUSPENDED
    for site in chosen[6:]:
        site.state = SiteState.CLOSED
        site.closed_on = today - timedelta(days=random.randint(20, 300))
        site.registered_on = min(site.registered_on, site.closed_on - timedelta(days=400))


def rings(placed: list[Placed]) -> tuple[list[Shape], list[Shape]]:
    """Where fuel and chemicals are kept: what the fire and spread zones are drawn about."""
    kept = [(one.site.kind, one.place) for one in placed if one.place is not None]
    fuel = [spot for kind, spot in kept if kind is SiteKind.FUEL_STATION]
    return fuel, [spot for kind, spot in kept if kind is SiteKind.CHEMICAL_STORE]
