"""The public place of a report: near, always the same, and telling nothing without the key."""

from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geodata.displacement import CELL, NEAREST, displaced

KEY = b"a key of the test"
LON = st.floats(106.54, 106.64)
LAT = st.floats(20.72, 20.78)


def metres(start: tuple[float, float], end: tuple[float, float]) -> float:
    *_, distance = Geod(ellps="WGS84").inv(*start, *end)
    return float(distance)


@given(LON, LAT)
def test_it_moves_a_place_by_80_to_190_metres(lon: float, lat: float) -> None:
    assert 80 <= metres((lon, lat), displaced(lon, lat, KEY)) <= 190


@given(LON, LAT, st.floats(100, 500))
def test_the_farthest_is_a_choice(lon: float, lat: float, farthest: float) -> None:
    distance = metres((lon, lat), displaced(lon, lat, KEY, farthest))
    assert NEAREST * farthest - 40 <= distance <= farthest + 40


def test_the_same_place_and_key_always_give_the_same_answer() -> None:
    assert displaced(106.6, 20.75, KEY) == displaced(106.6, 20.75, KEY)


def test_another_key_moves_it_elsewhere() -> None:
    assert displaced(106.6, 20.75, KEY) != displaced(106.6, 20.75, b"another key")


def test_all_places_of_a_cell_are_shown_at_one() -> None:
    corner = (213_201 * CELL, 41_501 * CELL)
    places = [
        (corner[0] + d * CELL / 10, corner[1] + e * CELL / 10) for d in range(1, 10) for e in range(1, 10)
    ]
    assert len({displaced(*place, KEY) for place in places}) == 1


def test_cells_of_a_whole_commune_move_in_all_directions() -> None:
    moves = []
    for column in range(30):
        lon, lat = 106.55 + column * 3 * CELL + CELL / 2, 20.7505
        east, north = displaced(lon, lat, KEY)
        moves.append((east > lon, north > lat))
    assert len(set(moves)) == 4
