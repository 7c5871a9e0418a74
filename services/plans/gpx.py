"""A team's day as GPX 1.1: stops as way points and as a route, the way along the roads as a track."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree

NAMESPACE: Final = "http://www.topografix.com/GPX/1/1"
_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA: Final = f"{NAMESPACE} http://www.topografix.com/GPX/1/1/gpx.xsd"
Place = tuple[float, float]


@dataclass(frozen=True)
class Stop:
    """Where the team stops: (lon, lat) in EPSG:4326 degrees, what it is called, what is told of it."""

    place: Place
    name: str
    told: str = ""


def document(name: str, stops: Sequence[Stop], legs: Sequence[Sequence[Place]], made: datetime) -> bytes:
    """The file as UTF-8; `legs` are lines of (lon, lat) from stop to stop, `made` has a time zone."""
    ElementTree.register_namespace("", NAMESPACE)
    ElementTree.register_namespace("xsi", _INSTANCE)
    root = ElementTree.Element(
        _tag("gpx"),
        {"version": "1.1", "creator": "Bản đồ môi trường", f"{{{_INSTANCE}}}schemaLocation": _SCHEMA},
    )
    about = _child(root, "metadata")
    _child(about, "name", name)
    _child(about, "time", made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    for stop in stops:
        _point(root, "wpt", stop)
    route = _child(root, "rte")
    _child(route, "name", name)
    for stop in stops:
        _point(route, "rtept", stop)
    _track(root, name, legs)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _track(root: ElementTree.Element, name: str, legs: Sequence[Sequence[Place]]) -> None:
    if not any(legs):
        return
    track = _child(root, "trk")
    _child(track, "name", name)
    for leg in filter(None, legs):
        piece = _child(track, "trkseg")
        for place in leg:
            _child(piece, "trkpt").attrib.update(_degrees(place))


def _point(parent: ElementTree.Element, tag: str, stop: Stop) -> None:
    made = _child(parent, tag)
    made.attrib.update(_degrees(stop.place))
    _child(made, "name", stop.name)
    if stop.told:
        _child(made, "desc", stop.told)


def _child(parent: ElementTree.Element, tag: str, text: str = "") -> ElementTree.Element:
    made = ElementTree.SubElement(parent, _tag(tag))
    made.text = text or None
    return made


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _degrees(place: Place) -> dict[str, str]:
    return {"lat": f"{place[1]:.6f}", "lon": f"{place[0]:.6f}"}
