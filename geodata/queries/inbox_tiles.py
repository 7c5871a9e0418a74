"""The reports of a pile of the inbox as vector tiles: those of the viewer's desk, at the exact place."""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, func, select

from geodata.features import Layer, Viewer
from geodata.models import Incident
from geodata.queries.inbox import Wanted, asked
from geodata.queries.point_tiles import INCIDENTS_WORST_FIRST
from geodata.queries.tiles import KEPT_STATEMENTS, Ranked, Zoom, points, told

_incident: Final = Incident.__table__


@lru_cache(KEPT_STATEMENTS)
def inbox(name: str, viewer: Viewer, zoom: Zoom, wanted: Wanted) -> Select[Any]:
    """What the list of the inbox holds under the same question, all its pages: id, category, state."""
    place = _incident.c.geom_3857
    rows = select(
        _incident.c.id,
        func.ST_X(place).label("x"),
        func.ST_Y(place).label("y"),
        *told(Layer.INCIDENT, viewer, category=_incident.c.category, state=_incident.c.state),
    ).where(zoom.touches(place), *asked(viewer, wanted))
    return points(name, rows, zoom, Ranked("state", INCIDENTS_WORST_FIRST))
