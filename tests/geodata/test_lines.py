"""One line out of GeoJSON, GPX or typed places, and along picked roads."""

import json
from typing import Any

import pytest
from shapely.geometry import LineString, MultiLineString

from geodata.errors import BadInput, TooLarge
from geodata.layers import lines
from geodata.road_path import along

WAY = [[106.58, 20.75], [106.59, 20.75], [106.6, 20.76]]
PLACES = [(106.58, 20.75), (106.59, 20.75), (106.6, 20.76)]
GPX = """<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk>
<trkseg><trkpt lat="20.75" lon="106.58"/><trkpt lat="20.75" lon="106.59"/></trkseg>
<trkseg><trkpt lat="20.76" lon="106.6"/></trkseg></trk></gpx>"""


def geojson(told: Any) -> bytes:
    return json.dumps(told).encode()


def line(**more: Any) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": WAY} | more


@pytest.mark.parametrize(
    "told",
    [
        line(),
        {"type": "Feature", "geometry": line(), "properties": None},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": line()}]},
        {"type": "MultiLineString", "coordinates": [WAY]},
        line(coordinates=[[*place, 3.5] for place in WAY]),
        line(coordinates=[WAY[0], *WAY]),
    ],
)
def test_a_line_is_found_in_every_wrapping_of_geojson(told: Any) -> None:
    assert lines.read(geojson(told)) == PLACES
    assert lines.read(b"\xef\xbb\xbf" + geojson(told)) == PLACES


def test_a_track_of_several_pieces_is_one_line() -> None:
    assert lines.read(GPX.encode()) == PLACES
    route = GPX.replace("trkseg", "x").replace("trkpt", "rtept").replace("trk", "rte")
    assert lines.read(route.encode()) == PLACES


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "line.format"),
        (b"\xff\xfe\x00", "line.format"),
        (b"{", "line.format"),
        (b"[1, 2]", "line.format"),
        (b"12", "line.format"),
        (b"<gpx", "line.format"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><gpx/>', "line.format"),
        (b"<gpx/>", "line.none"),
        (b'<gpx><trk><trkpt lat="x" lon="y"/></trk></gpx>', "line.format"),
        (geojson({"type": "Point", "coordinates": WAY[0]}), "line.none"),
        (geojson({"type": "Feature", "geometry": None}), "line.none"),
        (geojson({"type": "LineString"}), "line.format"),
        (geojson({"type": "LineString", "coordinates": [["a", 1], [2, 3]]}), "line.format"),
        (geojson({"type": "MultiLineString", "coordinates": [WAY, WAY]}), "line.several"),
        (geojson(line(coordinates=[WAY[0], WAY[0]])), "line.short"),
        (geojson(line(coordinates=[[20.75, 106.58], [20.76, 106.6]])), "line.not_in_vietnam"),
        (geojson(line(coordinates=[[600000, 2290000], [600100, 2290000]])), "line.not_in_vietnam"),
        (b'{"type": "LineString", "coordinates": [[NaN, 20.7], [106.5, 20.7]]}', "line.not_in_vietnam"),
        (
            geojson(line(coordinates=[[106.5 + i * 1e-5, 20.75] for i in range(lines.MOST_PLACES + 1)])),
            "line.long",
        ),
        (b"[" * 100_000, "line.format"),
    ],
)
def test_what_is_no_single_line_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        lines.read(content)
    assert refusal.value.code == code


def test_a_file_that_is_too_large_is_not_even_read() -> None:
    with pytest.raises(TooLarge):
        lines.read(b" " * (lines.MOST_BYTES + 1))


def test_places_are_typed_latitude_first_in_several_ways() -> None:
    assert lines.typed("20.75, 106.58\n\n20.75;106.59\r\n 20.76\t106.6 ") == PLACES
    assert lines.typed("20,75 106,58\n20,75 106,59") == PLACES[:2]


@pytest.mark.parametrize("text", ["x", "20.75", "20.75, 106.58, 3\n20.7, 106.5", "nan, nan\n20.7, 106.5"])
def test_a_line_that_is_no_place_is_named(text: str) -> None:
    with pytest.raises(BadInput) as refusal:
        lines.typed(text)
    assert refusal.value.code == "line.place"


def test_roads_that_meet_become_one_way_between_the_farthest_ends() -> None:
    trunk = LineString([(106.58, 20.75), (106.60, 20.75)])
    branch = LineString([(106.59, 20.75), (106.59, 20.751)])
    made = along([MultiLineString([trunk]), MultiLineString([branch])])
    assert made is not None
    assert {made.coords[0], made.coords[-1]} == {(106.58, 20.75), (106.6, 20.75)}
    assert made.length == pytest.approx(0.02)


def test_a_way_turns_off_where_that_leads_farther() -> None:
    trunk = LineString([(106.58, 20.75), (106.60, 20.75)])
    branch = LineString([(106.595, 20.74), (106.595, 20.78)])
    made = along([trunk, branch])
    assert made is not None
    assert {made.coords[0], made.coords[-1]} == {(106.58, 20.75), (106.595, 20.78)}
    assert (106.595, 20.75) in made.coords


def test_roads_apart_are_no_way() -> None:
    assert (
        along([LineString([(106.58, 20.75), (106.59, 20.75)]), LineString([(106.6, 20.75), (106.61, 20.75)])])
        is None
    )
    assert along([]) is None


def test_of_two_ways_between_the_same_crossings_the_shorter_is_gone() -> None:
    bend = LineString([(106.58, 20.75), (106.585, 20.76), (106.59, 20.75)])
    straight = LineString([(106.58, 20.75), (106.59, 20.75), (106.6, 20.75)])
    made = along([bend, straight])
    assert made is not None
    assert (106.585, 20.76) not in made.coords
