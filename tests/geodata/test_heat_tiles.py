"""The grid of reports: whole squares, the same number in both tiles they lie in, nothing one may not know."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pyproj import Transformer
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, Role, Visibility
from geodata.features import Viewer
from geodata.models import Commune
from geodata.queries.heat_tiles import SIDE, STEPS, heat
from geodata.queries.point_tiles import IncidentsWanted
from geodata.queries.tiles import Tile
from tests import cast
from tests.geodata.test_tiles import features, tile_at
from tests.mvt import Feature
from tests.people import viewer

TO_WEB = Transformer.from_crs(4326, 3857, always_xy=True)
TO_DEGREES = Transformer.from_crs(3857, 4326, always_xy=True)
CORNER = tuple(round(metres / SIDE) * SIDE for metres in TO_WEB.transform(106.592, 20.752))


def spot(east: float, north: float) -> Any:
    """A place so many Web-Mercator metres from a common corner of four squares."""
    return cast.place(*TO_DEGREES.transform(CORNER[0] + east, CORNER[1] + north))


def squares(session: Session, who: Viewer, tile: Tile, **wanted: Any) -> list[Feature]:
    return features(session, heat("incident-heat", who, tile.zoom, IncidentsWanted(**wanted)), tile)


def plant(
    session: Session, home: Commune, n: int, east: float = 100, north: float = 100, **more: Any
) -> None:
    for _ in range(n):
        cast.report(session, home, public_geom=spot(east, north), **more)


def counts(found: list[Feature]) -> list[int]:
    return sorted(int(one.properties["n"]) for one in found)


def test_a_square_tells_how_many_lie_in_it(session: Session, an_hung: Commune) -> None:
    plant(session, an_hung, 3)
    plant(session, an_hung, 1, east=-100)
    found = squares(session, Viewer(an_hung.id), tile_at(106.592, 20.752, 12))
    assert counts(found) == [1, 3]
    assert {one.properties["n"]: one.properties["step"] for one in found} == {1: "1", 3: "2"}


@pytest.mark.parametrize(("n", "step"), [*((most, name) for most, name in STEPS), (21, "5")])
def test_the_steps_are_those_of_the_legend(session: Session, an_hung: Commune, n: int, step: str) -> None:
    plant(session, an_hung, n)
    (found,) = squares(session, Viewer(an_hung.id), tile_at(106.592, 20.752, 13))
    assert (found.properties["n"], found.properties["step"]) == (n, step)


def test_a_square_on_the_edge_of_two_tiles_has_one_number(session: Session, an_hung: Commune) -> None:
    """A tile's edge cuts squares: each part must tell of the whole square."""
    z, here = 16, tile_at(106.592, 20.752, 16)
    edge_west = here.place["west"]
    column = edge_west // SIDE
    middle = (column + 0.5) * SIDE - CORNER[0]
    plant(session, an_hung, 2, east=column * SIDE + 1 - CORNER[0])
    plant(session, an_hung, 2, east=(column + 1) * SIDE - 1 - CORNER[0])
    assert abs(middle) < 10_000
    told = [counts(squares(session, Viewer(an_hung.id), Tile(z, here.x + move, here.y))) for move in (-1, 0)]
    assert told == [[4], [4]]


def test_the_public_grid_counts_published_reports_alone(session: Session, an_hung: Commune) -> None:
    plant(session, an_hung, 2)
    for visibility in (Visibility.INTERNAL, Visibility.POLICE):
        plant(session, an_hung, 1, visibility=visibility, geom=spot(100, 100))
    plant(session, an_hung, 1, published=False, geom=spot(100, 100))
    tile = tile_at(106.592, 20.752, 12)
    assert counts(squares(session, Viewer(an_hung.id), tile)) == [2]
    seen = {
        role: sum(counts(squares(session, viewer(role, an_hung), tile)))
        for role in (Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE, Role.SCHOOL)
    }
    assert seen == {Role.ECONOMIC_DIVISION: 4, Role.COMMUNE_POLICE: 5, Role.SCHOOL: 2}


def test_the_public_grid_counts_at_the_displaced_place(session: Session, an_hung: Commune) -> None:
    cast.report(session, an_hung, geom=spot(2000, 2000), public_geom=spot(100, 100))
    exact = TO_DEGREES.transform(CORNER[0] + 2000, CORNER[1] + 2000)
    assert squares(session, Viewer(an_hung.id), tile_at(*exact, 17)) == []
    assert counts(squares(session, viewer(Role.ECONOMIC_DIVISION, an_hung), tile_at(*exact, 17))) == [1]


def test_it_counts_what_was_asked_for(session: Session, an_hung: Commune) -> None:
    october = datetime(2026, 10, 1, 3, tzinfo=UTC)
    plant(session, an_hung, 2, created_at=october)
    plant(session, an_hung, 1, created_at=october - timedelta(days=40))
    plant(session, an_hung, 1, created_at=october, category=IncidentCategory.NOISE)
    tile, everybody = tile_at(106.592, 20.752, 12), Viewer(an_hung.id)
    first = date(2026, 10, 1)
    assert counts(squares(session, everybody, tile, first=first, last=date(2026, 10, 31))) == [3]
    assert counts(squares(session, everybody, tile, first=first, category="noise")) == [1]
    assert squares(session, everybody, tile, first=date(2026, 11, 1)) == []


def test_another_commune_counts_nothing(session: Session, an_hung: Commune) -> None:
    plant(session, an_hung, 2)
    other = cast.commune(session)
    assert squares(session, Viewer(other.id), tile_at(106.592, 20.752, 12)) == []
