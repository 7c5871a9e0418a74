"""The public place of a report: near, always the same, and telling nothing without the key."""

from statistics import fmean

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
def test_it_moves_a_place_by_80_to_150_metres(lon: float, lat: float) -> None:
    assert 80 <= metres((lon, lat), displaced(lon, lat, KEY)) <= 151


@given(LON, LAT, st.floats(50, 500))
def test_the_farthest_is_a_choice(lon: float, lat: float, farthest: float) -> None:
    distance = metres((lon, lat), displaced(lon, lat, KEY, farthest))
    assert NEAREST * farthest * 0.99 <= distance <= farthest * 1.01


def test_the_same_place_and_key_always_give_the_same_answer() -> None:
    assert displaced(106.6, 20.75, KEY) == displaced(106.6, 20.75, KEY)


def test_another_key_moves_it_elsewhere() -> None:
    assert displaced(106.6, 20.75, KEY) != displaced(106.6, 20.75, b"another key")


def test_many_reports_of_one_place_give_no_mean_to_find_it_by() -> None:
    centre = (106.6005, 20.7505)
    places = [(centre[0] + d * 1e-5, centre[1] - d * 1e-5) for d in range(-20, 21)]
    moved = [displaced(*place, KEY) for place in places]
    middle = (fmean(lon for lon, _ in moved), fmean(lat for _, lat in moved))
    assert metres(centre, middle) > 75


def test_cells_of_a_whole_commune_move_in_all_directions() -> None:
    moves = []
    for column in range(30):
        lon, lat = 106.55 + column * 3 * CELL + CELL / 2, 20.7505
        east, north = displaced(lon, lat, KEY)
        moves.append((east > lon, north > lat))
    assert len(set(moves)) == 4
