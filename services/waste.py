"""Collection points for whoever looks: the list, the next collection, whether a point is open now."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]
from sqlalchemy.orm import Session

from geodata.enums import KINDS_OF, SiteType, WasteGroup
from geodata.errors import BadInput
from geodata.features import Json, Layer, Viewer, feature
from geodata.queries import waste
from services.sent import one_of, record_id

PAGE = 30
_MOMENT = re.compile(r"(?<![-\d])(\d{1,2}):(\d{2})(?!\s*[-\d])")


@dataclass(frozen=True)
class PointFilter:
    """What the reader asked for; empty means all."""

    group: str = ""
    kind: str = ""
    search: str = ""
    near: tuple[float, float] | None = None
    after: int | None = None


@dataclass(frozen=True)
class PointPage:
    """One page of points as GeoJSON features, how many there are in all, and where the next page begins."""

    features: list[Json]
    total: int
    next_after: int | None


def point_filter(
    *, group: str = "", kind: str = "", search: str = "", near: str = "", after: str = ""
) -> PointFilter:
    """A filter from what was sent (`near` as "latitude,longitude"); refuses words that are not ours."""
    one_of(group, {*WasteGroup})
    one_of(kind, KINDS_OF[SiteType.COLLECTION_POINT])
    return PointFilter(group, kind, search[:100], _place(near), record_id(after))


def points(session: Session, viewer: Viewer, wanted: PointFilter, now: datetime) -> PointPage:
    """A page of collection points, each with `next_collection` and `open_now` worked out for `now`."""
    asked = {"group": wanted.group, "kind": wanted.kind, "search": wanted.search}
    rows = waste.points(
        session, viewer, on=now.date(), near=wanted.near, after=wanted.after, limit=PAGE + 1, **asked
    )
    features = [_told(feature(Layer.COLLECTION_POINT, row, viewer), row, now) for row in rows[:PAGE]]
    more = len(rows) > PAGE and wanted.near is None
    return PointPage(
        features, waste.count(session, viewer, **asked), features[-1]["id"] if more and features else None
    )


def next_collection(times: str, now: datetime) -> datetime | None:
    """The next moment of a collection_times text ("Mo,We,Fr 05:30") after `now`; None where it tells none.

    The opening_hours grammar knows spans only, so each moment is read as a span of one minute.
    """
    hours = _hours(_MOMENT.sub(_one_minute, times))
    if hours is None:
        return None
    moment = now.replace(tzinfo=None, second=0, microsecond=0)
    for _ in range(2):
        change = hours.next_change(moment)
        if change is None:
            return None
        if hours.is_open(change):
            return change.replace(tzinfo=now.tzinfo)
        moment = change
    return None


def is_open(times: str, now: datetime) -> bool | None:
    """Whether an opening_hours text says open at `now`; None where it says nothing readable."""
    hours = _hours(times)
    return None if hours is None else bool(hours.is_open(now.replace(tzinfo=None)))


def _place(near: str) -> tuple[float, float] | None:
    if not near:
        return None
    try:
        latitude, longitude = (float(part) for part in near.split(","))
    except ValueError:
        raise BadInput("filter.unknown", value=near[:40]) from None
    if not (7 <= latitude <= 24 and 102 <= longitude <= 118):
        raise BadInput("filter.far_away")
    return longitude, latitude


def _told(point: Json, row: Mapping[Any, Any], now: datetime) -> Json:
    properties: dict[str, Any] = point["properties"]
    properties["distance_m"] = row.get("distance_m")
    properties["next_collection"] = next_collection(properties["collection_times"], now)
    properties["open_now"] = is_open(properties["opening_hours"], now)
    return point


def _one_minute(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    end = hour * 60 + minute + 1
    return f"{hour:02}:{minute:02}-{end // 60:02}:{end % 60:02}"


def _hours(times: str) -> OpeningHours | None:
    if not times.strip():
        return None
    try:
        return OpeningHours(times)
    except ParserError:
        return None
