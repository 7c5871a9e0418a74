"""What an import would do: each row of the file beside the record it means."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

import numpy as np
import shapely
from sqlalchemy import Table
from sqlalchemy.orm import Session

from geodata.enums import RowOutcome
from geodata.features import plain
from geodata.layers import shapes as layer_shapes
from geodata.layers.reading import Shapes
from geodata.queries import imports as queries
from geodata.queries.imports import Existing, Target
from services.importing import communes as import_communes
from services.importing import references as import_references
from services.importing import rows as import_rows
from services.importing.fields import REFERENCES
from services.importing.rows import Findings, Records, Request

Step = Callable[[int], None]
"""Told how far the work is, in per cent."""

Changes = dict[str, list[Any]]
"""Field → [what is stored, what the file says], as JSON values; "shape" for the geometry."""

SOURCE: Final = "source"


@dataclass(kw_only=True)
class Weighed:
    """What would become of each row: its outcome, key and record; changes of the changed ones by index."""

    records: Findings
    outcomes: list[RowOutcome]
    keys: list[tuple[Any, ...]]
    ids: list[int | None]
    changes: dict[int, Changes]

    @property
    def counts(self) -> dict[str, int]:
        """Outcome → number of rows."""
        counted = Counter(self.outcomes)
        return {outcome.value: counted[outcome] for outcome in RowOutcome}

    @property
    def writes(self) -> int:
        """How many rows would be added or changed."""
        return self.counts[RowOutcome.ADDED.value] + self.counts[RowOutcome.CHANGED.value]

    @property
    def fingerprint(self) -> str:
        """A digest of what would be written: equal as long as the preview still holds."""
        digest = hashlib.sha256()
        for index, row in enumerate(zip(self.outcomes, self.keys, self.ids, strict=True)):
            digest.update(json.dumps([row, self.changes.get(index)], default=str).encode())
        return digest.hexdigest()


@dataclass(kw_only=True)
class Plan(Weighed):
    """n rows of a map file, and what is to be written of them."""

    request: Request
    records: Records
    target: Target


def hold(session: Session, request: Request) -> None:
    """Keep other imports into the same commune, or of borders, waiting until this transaction ends."""
    home = None if request.layer == "communes" else request.home
    queries.lock(session, home.id if home else 0)


def preview(session: Session, request: Request, step: Step) -> Plan:
    """Read the file and lay it beside the register; writes nothing.

    Raises BadInput or TooLarge where the whole file is refused.
    """
    border = queries.border(session, request.home.id) if request.home else None
    records = import_rows.read(request, border)
    step(40)
    target, stored = _stored(session, request, records)
    step(55)
    import_references.resolve(session, request, records)
    keys = _keys(records, stored, request)
    known = {key: index for index, key in enumerate(_stored_keys(records, stored))}
    if records.spec.name == "communes":
        import_communes.check(session, request, records, keys, stored)
    _refuse_doubles(records, keys)
    matches = [known.get(key) if i not in records.refused else None for i, key in enumerate(keys)]
    plan = Plan(
        request=request,
        records=records,
        target=target,
        outcomes=[],
        keys=keys,
        ids=[None if m is None else stored.ids[m] for m in matches],
        changes={},
    )
    _complete(plan, stored, matches)
    _check_rows(plan)
    _compare(plan, stored, matches)
    step(75)
    return plan


def _stored(session: Session, request: Request, records: Records) -> tuple[Target, Existing]:
    spec, mapper = records.spec, records.spec.model.__mapper__
    names = [name for name in records.values if name not in REFERENCES]
    names += [column for name, column in import_references.COLUMNS.items() if name in records.values]
    names += [*spec.key, *spec.needs, SOURCE]
    detail = None if mapper.polymorphic_identity is None else cast(Table, mapper.local_table)
    fixed: dict[str, Any] = {}
    if request.home is not None and spec.name != "communes":
        fixed["commune_id"] = request.home.id
    if detail is not None:
        fixed["type"] = str(mapper.polymorphic_identity)
    main = cast(Table, mapper.base_mapper.local_table)
    target = Target(main, detail, tuple(dict.fromkeys(names)), spec.shape, fixed)
    return target, queries.existing(session, target, import_communes.among(records))


def _check_rows(plan: Plan) -> None:
    """What the database would refuse a row for, said before."""
    values, today = plan.records.values, plan.request.today
    for start, end in (("valid_from", "valid_to"), ("registered_on", "closed_on")):
        for index, last in enumerate(values.get(end, ())):
            first = values[start][index] or today
            if last is not None and last < first:
                plan.records.refuse(index, "import.period", start=first.isoformat(), end=last.isoformat())
    for index, crest in enumerate(values.get("crest_m", ())):
        if crest is not None and values["vertical_datum"][index] is None:
            plan.records.refuse(index, "import.crest_without_datum")


def _keys(records: Records, stored: Existing, request: Request) -> list[tuple[Any, ...]]:
    """The key of each row. A day that the file leaves open is the one of the record valid today."""
    spec, values = records.spec, records.values
    if "valid_from" in spec.key:
        standing = _standing(stored)
        days = values.get("valid_from") or [None] * len(records)
        default = request.valid_from or import_rows.RESOLUTION_1669
        values["valid_from"] = [
            day or standing.get(code, default) for day, code in zip(days, values["code"], strict=True)
        ]
    return list(zip(*(values[name] for name in spec.key), strict=True))


def _standing(stored: Existing) -> dict[Any, date]:
    """Code → first day of its newest record."""
    found: dict[Any, date] = {}
    for code, day in zip(stored.values["code"], stored.values["valid_from"], strict=True):
        found[code] = max(day, found.get(code, day))
    return found


def _stored_keys(records: Records, stored: Existing) -> list[tuple[Any, ...]]:
    return list(zip(*(stored.values[name] for name in records.spec.key), strict=True))


def _refuse_doubles(records: Records, keys: list[tuple[Any, ...]]) -> None:
    rows: dict[tuple[Any, ...], list[int]] = {}
    for index, key in enumerate(keys):
        if None not in key:
            rows.setdefault(key, []).append(index)
    for same in rows.values():
        for index in same if len(same) > 1 else ():
            others = [other + 1 for other in same if other != index]
            records.refuse(index, "import.double_key", rows=others[:10])


def _complete(plan: Plan, stored: Existing, matches: list[int | None]) -> None:
    """Fill what the file leaves open with what is stored, so that a whole record can be written."""
    count = len(plan.records)
    file_names = set(plan.records.values)
    for name in plan.target.names:
        said = plan.records.values.get(name) or [None] * count
        old = stored.values[name]
        plan.records.values[name] = [
            old[match] if value is None and match is not None else value
            for value, match in zip(said, matches, strict=True)
        ]
    if SOURCE not in file_names:
        _name_the_source(plan, matches)
    if "valid_from" in plan.target.names:
        today = plan.request.valid_from or plan.request.today
        plan.records.values["valid_from"] = [day or today for day in plan.records.values["valid_from"]]


def _name_the_source(plan: Plan, matches: list[int | None]) -> None:
    told = _source_text(plan.request)
    sources = plan.records.values[SOURCE]
    plan.records.values[SOURCE] = [
        told if match is None else old for old, match in zip(sources, matches, strict=True)
    ]


def _source_text(request: Request) -> str:
    return f"Tệp {request.filename[:150]}, nhập ngày {request.today:%d/%m/%Y}"


def _compare(plan: Plan, stored: Existing, matches: list[int | None]) -> None:
    moved, told = _moved(plan.records.shapes, stored, matches), _source_text(plan.request)
    compared = [
        (name, plan.records.values[name], stored.values[name])
        for name in plan.target.names
        if name in plan.records.used or import_references.named_by(name, plan.records.used)
    ]
    for index, match in enumerate(matches):
        if index in plan.records.refused:
            plan.outcomes.append(RowOutcome.REFUSED)
        elif match is None:
            plan.outcomes.append(RowOutcome.ADDED)
        else:
            found = {
                name: [plain(old[match]), plain(new[index])]
                for name, new, old in compared
                if old[match] != new[index]
            }
            if index in moved:
                found["shape"] = moved[index]
            if found and SOURCE not in plan.records.used:
                # What was changed is the file's word from now on: the demo may not take it for its own.
                found[SOURCE] = [plan.records.values[SOURCE][index], told]
                plan.records.values[SOURCE][index] = told
            plan.outcomes.append(RowOutcome.CHANGED if found else RowOutcome.UNCHANGED)
            if found:
                plan.changes[index] = found


def _moved(shapes: Shapes, stored: Existing, matches: list[int | None]) -> dict[int, list[Any]]:
    """Index → [measure of the stored shape, of the new one], for matched rows whose shape is another."""
    rows = [i for i, match in enumerate(matches) if match is not None and shapes[i] is not None]
    if not rows:
        return {}
    new = shapes[rows]
    found = np.array([matches[i] for i in rows])
    old = np.where(shapely.get_type_id(new) == 0, stored.points[found], stored.shapes[found])
    differ = np.flatnonzero(~layer_shapes.same(old, new))
    return {rows[i]: [layer_shapes.measure(old[i]), layer_shapes.measure(new[i])] for i in differ.tolist()}
