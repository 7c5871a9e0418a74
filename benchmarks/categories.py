"""Risk categories and coverage of a whole city beside the same in GeoPandas: time, memory, agreement.

python -m benchmarks.categories [--sites 100000] [--incidents 1000000]
Needs TEST_DATABASE_URL. One commune as large as Hải Phòng (60 × 53 km), so that sites and reports lie as
dense as a city has them. Ours is the statement that the service sends, and the arrays after it; GeoPandas
reads the same tables and joins them with sjoin and sjoin_nearest, each in a process of its own. Its times are
given with and without reading; both must find the same figures. The database's memory is that of
the backend asked, its share of the common buffers among it.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pandas as pd
from sqlalchemy import Engine, text

from benchmarks import ground, in_geopandas
from benchmarks.measured import Clock
from benchmarks.servers import ROOT
from geodata.database import make_engine, make_sessions
from geodata.enums import Role
from geodata.features import Viewer
from geodata.queries import coverage_figures, coverage_people, risk_figures
from geodata.queries.coverage_figures import Scope
from geodata.risk import categories
from geodata.risk_criteria import score
from geodata.risk_figures import arrays
from geodata.risk_rules import read, read_terms
from services.clock import today
from services.risk import ratings
from services.risk.in_force import stored

GOAL = 5.0
OUTLINE = "106.4 20.6,106.98 20.6,106.98 21.08,106.4 21.08,106.4 20.6"
KINDS = {
    "school": ("primary_school",),
    "medical_facility": ("clinic", "dental_clinic"),
    "facility": ("production", "craft_workshop", "livestock_farm", "service", "waste_treatment_facility"),
}
UNLOGGED = ("site", "facility", "medical_facility", "school", "inspection", "finding", "incident", "village")
PLANTED = {
    "villages": """
INSERT INTO village (commune_id, code, name, valid_from, population, area)
SELECT :commune, 'T' || i || '-' || j, 'Thôn ' || i || '-' || j, '2020-01-01', 1500,
       ST_Multi(ST_MakeEnvelope(106.4 + 0.0145 * i, 20.6 + 0.012 * j,
                                106.4145 + 0.0145 * i, 20.612 + 0.012 * j, 4326))
FROM generate_series(0, 39) AS i, generate_series(0, 39) AS j
""",
    "residential areas": """
INSERT INTO residential_area (commune_id, village_id, code, name, area)
SELECT :commune, v.id, 'K' || v.id || '-' || n, 'Khu ' || n,
       ST_Multi(ST_Transform(ST_Buffer(ST_Transform(p.geom, 9210), 60 + 40 * n), 4326))
FROM village v, LATERAL (SELECT geom, row_number() OVER () AS n
                         FROM ST_Dump(ST_GeneratePoints(v.area, 3, v.id::int))) AS p
""",
    "intakes": """
INSERT INTO water_work (commune_id, kind, code, geom)
SELECT :commune, 'water_intake', 'L' || row_number() OVER (), geom
FROM (SELECT (ST_Dump(ST_GeneratePoints(border, 300, 7))).geom FROM commune WHERE id = :commune) AS s
""",
    "flood zones": """
INSERT INTO risk_zone (commune_id, code, name, hazard, level, valid_from, area)
SELECT :commune, 'Z' || i, 'Vùng ' || i, 'inundation', 1 + i % 5, '2020-01-01',
       ST_Multi(ST_Transform(ST_Buffer(ST_Transform(geom, 9210), 800 + 40 * (i % 50)), 4326))
FROM (SELECT geom, (row_number() OVER ())::int AS i FROM
      (SELECT (ST_Dump(ST_GeneratePoints(border, 200, 8))).geom FROM commune WHERE id = :commune) AS s) AS t
""",
    "figures": """
UPDATE facility SET wastewater_m3_day = site_id % 700, stacks = site_id % 5, workers = site_id % 300,
  hazardous_stock_t = site_id % 40, fire_group = (ARRAY['appendix_i', 'appendix_ii'])[1 + site_id % 2]
""",
    "checks": """
INSERT INTO inspection (commune_id, site_id, code, state, authority, inspected_on)
SELECT commune_id, id, 'KT-' || id, 'done', 'commune_police', DATE '2024-06-01' + (id % 900)::int
FROM site WHERE id % 4 > 0
""",
    "events of checks": """
INSERT INTO inspection_event (inspection_id, kind, to_state) SELECT id, 'created', state FROM inspection
""",
    "findings": """
INSERT INTO finding (inspection_id, article, severity, deadline, fixed_on)
SELECT id, 'Điều ' || id, id % 4, inspected_on + 30,
       CASE WHEN id % 3 > 0 THEN inspected_on + 20 END
FROM inspection
""",
}


def main() -> None:
    asked = _arguments()
    if asked.part:
        clock = Clock()
        PARTS[asked.part](clock, make_engine(asked.url), asked.commune)
        print(clock.result())
        return
    with ground.database() as url:
        engine = make_engine(url)
        commune = _city(engine, asked.sites, asked.incidents)
        engine.dispose()
        print(f"{asked.sites:,} sites, {asked.incidents:,} reports, in one commune as large as a city")
        found = {part: _apart(part, url, commune) for part in PARTS}
    _tell("risk categories", found["ours_category"], found["peer_category"])
    _tell("coverage", found["ours_coverage"], found["peer_coverage"])


def _tell(what: str, ours: dict[str, Any], peer: dict[str, Any]) -> None:
    for name, one in (("ours", ours), ("GeoPandas", peer)):
        parts = "  ".join(f"{part} {seconds:.2f} s" for part, seconds in one["seconds"].items())
        server = f", database {one['server_mb']:.0f} MB" if one["server_mb"] else ""
        print(f"{what}  {name:9}  {parts}  ({one['own_mb']:.0f} MB{server})")
    mine = sum(ours["seconds"].values())
    theirs = sum(peer["seconds"].values())
    apart = [name for name in ours["told"] if ours["told"][name] != peer["told"].get(name)]
    print(
        f"{what}  GeoPandas takes {theirs / mine:.1f} × with reading, "
        f"{(theirs - peer['seconds']['read']) / mine:.1f} × without  goal ≥ {GOAL:g};  "
        f"{len(ours['told']) - len(apart)} of {len(ours['told'])} figures agree {apart or ''}"
    )


def _city(engine: Engine, sites: int, incidents: int) -> int:
    """The commune's id; sites are facilities but for 2 % schools and 1 % clinics, and all are rated."""
    commune = ground.plant(engine, points=10, incidents=incidents, days=350, outline=OUTLINE)
    shares = {"school": sites // 50, "medical_facility": sites // 100}
    shares["facility"] = sites - sum(shares.values())
    with engine.begin() as connection, ground.unaudited(connection, UNLOGGED):
        for kind, n in shares.items():
            ground.sites(connection, commune, kind, n, KINDS[kind])
        for statement in PLANTED.values():
            connection.execute(text(statement), {"commune": commune})
    ground.settle(engine)
    with make_sessions(engine)() as session:
        ratings.refresh(session, commune)
        session.commit()
    ground.settle(engine)
    return commune


def _ours_category(clock: Clock, engine: Engine, commune: int) -> None:
    """The one statement, then scores and categories; nothing is stored."""
    with make_sessions(engine)() as session:
        scheme = stored(session, commune, today())
        rules = read(scheme.rules)
        columns = clock("SQL", risk_figures.figures, session, commune, today(), rules.reach)
        clock("arrays", _rate, columns, rules, read_terms(scheme.terms))
        clock.ask(session)
    clock.told = in_geopandas.summary(pd.DataFrame(columns))


def _rate(columns: Any, rules: Any, terms: Any) -> Any:
    scored = score(arrays(columns, len(columns["id"])), rules, None)
    return categories(
        scored.impact,
        scored.performance,
        terms=terms,
        weights=rules.weights,
        critical=scored.critical,
        fewest=rules.n_min,
    )


def _ours_coverage(clock: Clock, engine: Engine, commune: int) -> None:
    viewer = Viewer(commune_id=commune, role=Role.ECONOMIC_DIVISION)
    scope = Scope(today())
    with make_sessions(engine)() as session:
        rows = clock("SQL", coverage_figures.figures, session, viewer, scope)
        people = clock("SQL, people near", coverage_people.near_overdue, session, viewer, scope)
        clock.ask(session)
    for row in rows:
        of = next((name for name in in_geopandas.BY if row[name] is not None), "")
        clock.told[f"{of} {row.get(of, '')} {row['status']}"] = row["n"]
    clock.told["people"] = round(sum(row.people for row in people))
    clock.told["near"] = round(sum(row.near for row in people))


Part = Callable[[Clock, Engine, int], None]
PARTS: dict[str, Part] = {
    "ours_category": _ours_category,
    "peer_category": in_geopandas.category,
    "ours_coverage": _ours_coverage,
    "peer_coverage": in_geopandas.coverage,
}


def _apart(part: str, url: str, commune: int) -> dict[str, Any]:
    """A part in a process of its own, so that its memory is its own."""
    arguments = ["--part", part, "--url", url, "--commune", str(commune)]
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.categories", *arguments],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sites", type=int, default=100_000)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--part", choices=PARTS, help="one part in this process; used by the run itself")
    parser.add_argument("--url")
    parser.add_argument("--commune", type=int)
    return parser.parse_args()


if __name__ == "__main__":
    main()
