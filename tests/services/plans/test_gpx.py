"""GPX read back by an XML parser, held to the order and types of the 1.1 schema."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from services.plans.gpx import NAMESPACE, Stop, document

MADE = datetime(2026, 11, 20, 16, tzinfo=UTC)
IN = f"{{{NAMESPACE}}}"
STOPS = [
    Stop((106.5912345, 20.7512345), "1. Xưởng mạ <A> & B", "Môi trường\n08:15–09:30"),
    Stop((106.6, 20.755), "2. Trạm y tế"),
]
LEGS = [[(106.59, 20.75), (106.5912345, 20.7512345)], [(106.5912345, 20.7512345), (106.6, 20.755)], []]


def root() -> ElementTree.Element:
    return ElementTree.fromstring(document("KH-2026-01 Tổ môi trường", STOPS, LEGS, MADE))


def test_it_is_gpx_1_1_with_its_parts_in_the_schema_s_order() -> None:
    gpx = root()
    assert gpx.tag == f"{IN}gpx"
    assert gpx.get("version") == "1.1"
    assert gpx.get("creator")
    assert [child.tag.removeprefix(IN) for child in gpx] == ["metadata", "wpt", "wpt", "rte", "trk"]
    assert gpx.findtext(f"{IN}metadata/{IN}time") == "2026-11-20T16:00:00Z"


def test_every_point_lies_in_the_schema_s_range() -> None:
    points = [one for one in root().iter() if one.get("lat")]
    assert len(points) == 2 + 2 + 4
    for one in points:
        assert -90 <= float(str(one.get("lat"))) <= 90
        assert -180 <= float(str(one.get("lon"))) < 180
        assert [child.tag.removeprefix(IN) for child in one] in ([], ["name"], ["name", "desc"])


def test_stops_keep_their_order_and_their_letters() -> None:
    names = [one.findtext(f"{IN}name") for one in root().iterfind(f"{IN}rte/{IN}rtept")]
    assert names == ["1. Xưởng mạ <A> & B", "2. Trạm y tế"]
    assert root().findtext(f"{IN}wpt/{IN}desc") == "Môi trường\n08:15–09:30"


def test_legs_are_segments_and_an_empty_one_is_none() -> None:
    segments = root().findall(f"{IN}trk/{IN}trkseg")
    assert [len(segment) for segment in segments] == [2, 2]
    assert segments[0][0].get("lat") == "20.750000"


def test_a_day_without_a_known_way_has_no_track() -> None:
    gpx = ElementTree.fromstring(document("x", STOPS, [], MADE))
    assert gpx.find(f"{IN}trk") is None
    assert gpx.find(f"{IN}rte") is not None
