"""A file's table read by a layer's rules: each cell a value, each shape in its place, each fault named."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from geodata.errors import BadInput
from geodata.layers import files, placing, reading, shapes
from geodata.layers.files import Limits
from geodata.layers.placing import Ground
from geodata.layers.reading import Shapes, Table
from geodata.layers.shapes import OGC_NAMES, Reason
from geodata.layers.text import heading
from geodata.models import Commune
from services.importing.fields import COMMUNE_REF, LayerSpec
from services.importing.layers import LAYERS
from services.importing.values import BadValue, Words, is_nothing
from services.sealing import Secrets

RESOLUTION_1669: Final = date(2025, 7, 1)
"""The day today's communes began (Nghị quyết 1669/NQ-UBTVQH15): assumed where a file names no day."""


@dataclass(frozen=True)
class Request:
    """What is to be imported, where to, and what the sender said about it. `trusted`: the command line.

    `secrets` seal who called (the incidents); `account_id` is the officer who has the rows written.
    """

    path: Path
    filename: str
    layer: str
    home: Commune | None
    words: Words
    today: date
    limits: Limits = field(default_factory=Limits)
    crs: int | None = None
    inner: str = ""
    code: str = ""
    province: str = ""
    valid_from: date | None = None
    trusted: bool = False
    secrets: Secrets | None = None
    account_id: int | None = None

    @property
    def spec(self) -> LayerSpec:
        """The layer's rules; raises BadInput("import.layer_unknown")."""
        if self.layer not in LAYERS:
            raise BadInput("import.layer_unknown", layer=self.layer[:40], layers=list(LAYERS))
        return LAYERS[self.layer]


@dataclass(kw_only=True)
class Findings:
    """What reading a file tells of its columns, its grid and its rows (by index from 0)."""

    used: dict[str, str]
    unused: list[str]
    grid: str
    inner: str
    remarks: list[Reason]
    refused: dict[int, list[Reason]] = field(default_factory=dict)
    notes: dict[int, list[Reason]] = field(default_factory=dict)

    def refuse(self, index: int, code: str, **params: Any) -> None:
        """Refuse a row for one more reason."""
        self.refused.setdefault(index, []).append((code, params))

    def note(self, index: int, code: str, **params: Any) -> None:
        """Say something about a row that is taken."""
        self.notes.setdefault(index, []).append((code, params))


@dataclass(kw_only=True)
class Records(Findings):
    """n rows of a file. `values`: field → n values, None where nothing was said; shapes in EPSG:4326.

    `names`: column of ids → id → the name that people know it by.
    """

    spec: LayerSpec
    values: dict[str, list[Any]]
    shapes: Shapes
    names: dict[str, dict[int, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.shapes)


def read(request: Request, border: Any) -> Records:
    """The rows of the file; `border` is the commune's (EPSG:4326) or None.

    Raises BadInput or TooLarge where the whole file is refused; single rows are refused in the result.
    """
    spec = request.spec
    found = files.inspect(request.path, request.limits)
    fitting = [name for family in spec.families for name in OGC_NAMES[family]]
    table = reading.read(request.path, found, request.limits, layer=request.inner, fitting=fitting)
    used = _matched(spec, list(table.columns))
    _must_have_required(request, spec, used, table)
    home = Ground.of(border)
    ground = Ground.of(None) if spec.name == "communes" else home
    placed = placing.place(table.shapes, table.crs, request.crs, ground, home)
    remarks: list[Reason] = [(code, {"crs": placed.grid.name}) for code in placed.notes]
    unused = [name for name in table.columns if name not in used.values()]
    records = Records(
        spec=spec,
        values={},
        shapes=placed.shapes,
        used=used,
        unused=unused,
        grid=placed.grid.name,
        inner=table.layer,
        remarks=remarks,
    )
    _convert(records, table, request.words)
    _shape(records, table.broken, ground)
    _given(records, request)
    return records


def _matched(spec: LayerSpec, columns: list[str]) -> dict[str, str]:
    """Field → the file's column that holds it; a column serves once."""
    named = {heading(column): column for column in reversed(columns)}
    used: dict[str, str] = {}
    for wanted in spec.fields:
        alias = next((a for a in wanted.aliases if a in named), None)
        if alias is not None:
            used[wanted.name] = named.pop(alias)
    return used


def _must_have_required(request: Request, spec: LayerSpec, used: Collection[str], table: Table) -> None:
    lacks = [f.name for f in spec.fields if f.required and f.name not in used]
    if lacks == ["code"] and spec.name == "communes" and len(table) == 1:
        if request.code:
            return
        raise BadInput("import.commune_code_missing", has=list(table.columns))
    if lacks:
        raise BadInput("import.columns_missing", lacks=lacks, has=list(table.columns))


def _convert(records: Records, table: Table, words: Words) -> None:
    for name, column in records.used.items():
        wanted = records.spec.field(name)
        values: list[Any] = []
        for index, cell in enumerate(table.columns[column]):
            value = None
            if not is_nothing(cell):
                try:
                    value = wanted.read(cell, words)
                except BadValue as bad:
                    records.refuse(index, bad.code, field=name, **bad.params)
            elif wanted.required:
                records.refuse(index, "import.value_missing", field=name)
            values.append(value)
        records.values[name] = values


def _shape(records: Records, broken: Collection[int], ground: Ground) -> None:
    spec = records.spec
    cleaned = shapes.clean(
        records.shapes,
        broken,
        spec.families,
        multi=spec.multi,
        may_be_missing=spec.shape_may_be_missing,
    )
    records.shapes = cleaned.shapes
    for index, (code, params) in cleaned.refused.items():
        records.refuse(index, code, **params)
    for index, (code, params) in cleaned.notes.items():
        records.note(index, code, **params)
    far, beyond = placing.outside(records.shapes, ground)
    for index in np.flatnonzero(far).tolist():
        records.refuse(index, "import.far_outside")
    for index in np.flatnonzero(beyond).tolist():
        records.note(index, "import.outside_border")


def _given(records: Records, request: Request) -> None:
    """What the sender said beside the file, and what every row must agree with."""
    if records.spec.name == "communes":
        if "code" not in records.values:
            records.values["code"] = [request.code]
        return
    home = request.home
    for index, code in enumerate(records.values.get(COMMUNE_REF, ())):
        if code is not None and home is not None and code != home.code:
            records.refuse(index, "import.other_commune", found=code)
