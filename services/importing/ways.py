"""Each layer's way into the service: how its file is checked, weighed, written and told of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from geodata.enums import ImportState
from geodata.errors import BadInput
from geodata.features import Viewer
from geodata.layers import files, sheet_files
from geodata.layers.files import Limits
from geodata.layers.sheet_files import SheetLimits
from geodata.models.base import Json
from services import access
from services.importing import plan as maps
from services.importing import report as map_report
from services.importing import writing as map_writing
from services.importing.checks import plan as checks
from services.importing.checks import report as check_report
from services.importing.checks import writing as check_writing
from services.importing.hotline import plan as calls
from services.importing.hotline import report as call_report
from services.importing.hotline import writing as call_writing
from services.importing.layers import LAYERS
from services.importing.plan import Step
from services.importing.rows import Request

INCIDENTS: Final = "incidents"
CHECKS: Final = "other_checks"
NAMES: Final = (*LAYERS, INCIDENTS, CHECKS)
"""Every layer that can be imported."""

Row = tuple[int, str, str, str, Json]


@dataclass(frozen=True)
class Way:
    """`needs`: what a viewer must be allowed beside importing; `keep`: how long an open file may lie."""

    check: Callable[[Path, Limits], Any]
    preview: Callable[[Session, Request, Step], Any]
    write: Callable[[Session, Any, Step], None]
    rows: Callable[[Any], Iterator[Row]]
    for_viewer: Callable[[str, Json, Viewer], Json]
    draw: Callable[[Any, Any], Json] = lambda _plan, _border: {}
    needs: tuple[str, ...] = ()
    keep: Mapping[ImportState, timedelta] = field(default_factory=dict)


def _check_table(path: Path, limits: Limits) -> Any:
    most = SheetLimits()
    return sheet_files.inspect(path, SheetLimits(megabytes=min(most.megabytes, limits.megabytes)))


_MAPS: Final = Way(
    check=files.inspect,
    preview=maps.preview,
    write=lambda *told: map_writing.write(*told),
    rows=map_report.rows,
    for_viewer=map_report.for_viewer,
    draw=map_report.draw,
)
_CALLS: Final = Way(
    check=_check_table,
    preview=calls.preview,
    write=call_writing.write,
    rows=call_report.rows,
    for_viewer=lambda _layer, detail, _viewer: detail,
    draw=call_report.draw,
    needs=("incident:triage",),
    keep={ImportState.REFUSED: timedelta(days=1), ImportState.READY: timedelta(days=7)},
)
_CHECKS: Final = Way(
    check=_check_table,
    preview=checks.preview,
    write=check_writing.write,
    rows=check_report.rows,
    for_viewer=lambda _layer, detail, _viewer: detail,
    needs=("inspection:plan",),
)
_TABLES: Final = {INCIDENTS: _CALLS, CHECKS: _CHECKS}
"""Layer → its way, where it is no map."""


def of(layer: str) -> Way:
    """The way of a layer; raises BadInput("import.layer_unknown")."""
    if layer not in NAMES:
        raise BadInput("import.layer_unknown", layer=layer[:40], layers=list(NAMES))
    return _TABLES.get(layer, _MAPS)


def open_to(viewer: Viewer, layer: str) -> bool:
    """Whether a viewer who may import may import this layer."""
    return all(access.may(viewer, action) for action in of(layer).needs)
