"""Map tiles for whoever looks: which layers there are, what may be asked of each, what each depends on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

import geodata
from geodata.enums import IncidentState
from geodata.errors import BadInput, Forbidden, NotFound
from geodata.features import Layer, Reach, Viewer, reach
from geodata.models import LayerVersion
from geodata.queries import heat_tiles, inbox_tiles, point_tiles, shape_tiles
from geodata.queries.tiles import MAX_ZOOM, Tile, Zoom
from services import coverage, hazards, waste
from services.dates import month_end
from services.incidents import inbox
from services.incidents import on_map as incident_map
from services.sent import record_id

Sent = Mapping[str, str]
Versions = Mapping[str, int]
SITE_FILTERS: Final = (
    "month",
    "kind",
    "village",
    "cluster",
    "authority",
    "status",
    "from",
    "to",
    "search",
)


@dataclass(frozen=True)
class TileLayer:
    """A layer: whose privacy rule it stands under, which tables it shows, how a question becomes a tile."""

    name: str
    rule: Layer
    tables: tuple[str, ...]
    ask: Callable[[str, Viewer, Zoom, Sent, date], Select[Any]]


def find(name: str, viewer: Viewer) -> TileLayer:
    """The layer of that name; NotFound where there is none, Forbidden where the viewer reaches no row."""
    layer = LAYERS.get(name)
    if layer is None:
        raise NotFound("tile.layer", name=name[:40])
    if reach(layer.rule, viewer) is Reach.NONE:
        raise Forbidden("access.role")
    return layer


def place(z: str, x: str, y: str) -> Tile:
    """The tile of an address; BadInput for anything that is none (zoom 0–22, x and y below 2^zoom)."""
    if not all(number.isascii() and number.isdecimal() and len(number) < 9 for number in (z, x, y)):
        raise BadInput("tile.place")
    tile = Tile(int(z), int(x), int(y))
    if tile.z > MAX_ZOOM or max(tile.x, tile.y) >= 2**tile.z:
        raise BadInput("tile.place")
    return tile


def draw(session: Session, viewer: Viewer, layer: TileLayer, tile: Tile, sent: Sent, today: date) -> bytes:
    """The encoded tile (Mapbox vector tile 2.1), empty where nothing lies; BadInput for a bad filter."""
    anybody_like = replace(viewer, account_id=None)
    statement = layer.ask(layer.name, anybody_like, tile.zoom, sent, today)
    return bytes(session.scalar(statement, tile.place) or b"")


def versions(session: Session, commune_id: int) -> Versions:
    """Table → the number that grows with each change of the commune's rows in it."""
    rows = session.execute(
        select(LayerVersion.table_name, LayerVersion.version).where(LayerVersion.commune_id == commune_id)
    )
    return {row.table_name: row.version for row in rows}


def validator(layer: TileLayer, viewer: Viewer, known: Versions, today: date, address: str) -> str:
    """The ETag of a tile: what it shows, for whom, under which address and filters, on which day, by which
    code. Viewers of one commune, role and village share it; no two others do.
    """
    shown = [known.get(table, 0) for table in layer.tables]
    audience = (viewer.commune_id, viewer.role.value, viewer.village_id)
    facts = repr((_CODE, layer.name, shown, audience, today.isoformat(), address))
    return f'W/"{blake2b(facts.encode(), digest_size=12).hexdigest()}"'


def _base(_name: str, viewer: Viewer, zoom: Zoom, _sent: Sent, today: date) -> Select[Any]:
    return shape_tiles.base(viewer, zoom, today)


def _points(name: str, viewer: Viewer, zoom: Zoom, sent: Sent, today: date) -> Select[Any]:
    asked = waste.point_filter(group=sent.get("group", ""), kind=sent.get("kind", ""))
    wanted = point_tiles.PointsWanted(today, asked.kind, asked.group, record_id(sent.get("village", "")))
    return point_tiles.collection_points(name, viewer, zoom, wanted)


def _sites(name: str, viewer: Viewer, zoom: Zoom, sent: Sent, today: date) -> Select[Any]:
    asked = {word: sent[word] for word in SITE_FILTERS if word in sent}
    return point_tiles.sites(name, viewer, zoom, coverage.scope(today, **asked))


def _zones(name: str, viewer: Viewer, zoom: Zoom, sent: Sent, today: date) -> Select[Any]:
    hazard, level = hazards.zone_filter(sent.get("hazard", ""), sent.get("level", ""))
    day = month_end(sent.get("month", ""), today)
    return shape_tiles.risk_zones(name, viewer, zoom, shape_tiles.ZonesWanted(day, hazard, level))


def _incidents(name: str, viewer: Viewer, zoom: Zoom, sent: Sent, _today: date) -> Select[Any]:
    return point_tiles.incidents(name, viewer, zoom, _reports(sent))


def _heat(name: str, viewer: Viewer, zoom: Zoom, sent: Sent, _today: date) -> Select[Any]:
    return heat_tiles.heat(name, viewer, zoom, _reports(sent))


def _inbox(name: str, viewer: Viewer, zoom: Zoom, sent: Sent, _today: date) -> Select[Any]:
    return inbox_tiles.inbox(name, viewer, zoom, inbox.tile_wanted(viewer, sent))


def _reports(sent: Sent) -> point_tiles.IncidentsWanted:
    asked = incident_map.report_filter(
        category=sent.get("category", ""),
        first=sent.get("from", ""),
        last=sent.get("to", ""),
        month=sent.get("month", ""),
    )
    return point_tiles.IncidentsWanted(
        asked.category, _state(sent), record_id(sent.get("village", "")), asked.first, asked.last
    )


def _state(sent: Sent) -> str:
    state = sent.get("status", "")
    if state and state not in set(IncidentState):
        raise BadInput("filter.unknown", value=state[:40])
    return state


def _code() -> str:
    """A digest of the code that draws tiles: a new release makes all tiles new."""
    root = Path(geodata.__file__).parent
    rooms = (root / "queries", root / "enums")
    parts = [*(part for room in rooms for part in sorted(room.glob("*.py"))), root / "features.py"]
    return blake2b(b"".join(part.read_bytes() for part in parts), digest_size=8).hexdigest()


_CODE: Final = _code()
_BASE_TABLES: Final = ("commune", "village", "site", "road", "waterway", "water_work")

LAYERS: Final[dict[str, TileLayer]] = {
    layer.name: layer
    for layer in (
        TileLayer("base", Layer.COMMUNE, _BASE_TABLES, _base),
        TileLayer("collection-points", Layer.COLLECTION_POINT, ("site", "risk_zone"), _points),
        TileLayer("sites", Layer.SITE, ("site", "inspection", "risk_rating"), _sites),
        TileLayer("risk-zones", Layer.RISK_ZONE, ("risk_zone",), _zones),
        TileLayer("incidents", Layer.INCIDENT, ("incident",), _incidents),
        TileLayer("incident-heat", Layer.INCIDENT, ("incident",), _heat),
        TileLayer("inbox", Layer.INCIDENT, ("incident",), _inbox),
    )
}
"""Layer name in the address → the layer."""
