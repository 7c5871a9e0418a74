"""One line out of what people send: GeoJSON, GPX, or a list of places; degrees of WGS 84."""

import json
import re
from itertools import pairwise
from math import isfinite
from typing import Any, Final
from xml.etree import ElementTree

from geodata.errors import BadInput, TooLarge

Line = list[tuple[float, float]]
"""Places (lon, lat) in order, degrees."""

MOST_BYTES: Final = 2_000_000
MOST_PLACES: Final = 5_000
_WEST, _SOUTH, _EAST, _NORTH = 102, 7, 118, 24
_PLACE: Final = re.compile(r"\s*(-?[0-9]+(?:[.,][0-9]+)?)\s*[,; \t]\s*(-?[0-9]+(?:[.,][0-9]+)?)\s*")


def read(content: bytes) -> Line:
    """The one line of a GeoJSON or GPX file.

    Raises TooLarge, or BadInput: "line.format", "line.none", "line.several" and what `checked` raises.
    """
    if len(content) > MOST_BYTES:
        raise TooLarge("line.too_large", limit=MOST_BYTES // 1_000_000)
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise BadInput("line.format") from error
    lines = _gpx(text) if text.startswith("<") else _geojson(text)
    if not lines:
        raise BadInput("line.none")
    if len(lines) > 1:
        raise BadInput("line.several", count=len(lines))
    return checked(lines[0])


def typed(text: str) -> Line:
    """Places as they are typed, one a line, "latitude, longitude". Raises BadInput as `checked` does."""
    places = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        found = _PLACE.fullmatch(line)
        if found is None:
            raise BadInput("line.place", number=number)
        latitude, longitude = (float(part.replace(",", ".")) for part in found.groups())
        places.append((longitude, latitude))
    return checked(places)


def checked(places: Line) -> Line:
    """The places, none twice in a row. Raises BadInput: "line.short", "line.not_in_vietnam", "line.long"."""
    if any(not (isfinite(x) and isfinite(y)) for x, y in places):
        raise BadInput("line.not_in_vietnam")
    if any(not (_WEST <= x <= _EAST and _SOUTH <= y <= _NORTH) for x, y in places):
        raise BadInput("line.not_in_vietnam")
    kept = places[:1] + [later for earlier, later in pairwise(places) if earlier != later]
    if len(set(kept)) < 2:
        raise BadInput("line.short")
    if len(kept) > MOST_PLACES:
        raise BadInput("line.long", most=MOST_PLACES)
    return kept


def _geojson(text: str) -> list[Line]:
    try:
        return list(_lines_of(json.loads(text)))
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise BadInput("line.format") from error


def _lines_of(told: Any) -> list[Line]:
    """The lines in a GeoJSON object; a feature or collection is opened."""
    kind = told["type"]
    if kind == "FeatureCollection":
        return [line for feature in told["features"] for line in _lines_of(feature)]
    if kind == "Feature":
        return _lines_of(told["geometry"]) if told["geometry"] else []
    if kind == "LineString":
        return [_places(told["coordinates"])]
    if kind == "MultiLineString":
        return [_places(part) for part in told["coordinates"]]
    return []


def _places(coordinates: Any) -> Line:
    return [(float(place[0]), float(place[1])) for place in coordinates]


def _gpx(text: str) -> list[Line]:
    """Tracks, or routes where there is no track; the pieces of one track are one line."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BadInput("line.format")
    try:
        root = ElementTree.fromstring(text)
        return _named(root, "trk", "trkpt") or _named(root, "rte", "rtept")
    except (ElementTree.ParseError, KeyError, ValueError) as error:
        raise BadInput("line.format") from error


def _named(root: ElementTree.Element, line: str, place: str) -> list[Line]:
    found = [
        [(float(spot.attrib["lon"]), float(spot.attrib["lat"])) for spot in one.findall(f".//{{*}}{place}")]
        for one in root.findall(f".//{{*}}{line}")
    ]
    return [places for places in found if places]
