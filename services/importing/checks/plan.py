"""What a table of other bodies' checks would do: each row beside the check it means; writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import INSPECTED, InspectionAct, InspectionContent, InspectionForm, RowOutcome
from geodata.errors import BadInput, FieldErrors, Unavailable
from geodata.layers import sheets
from geodata.layers.sheet_files import SheetLimits
from geodata.layers.sheets import Sheet
from geodata.layers.text import fold
from geodata.models import Facility, Inspection, Site
from services.importing.checks.columns import FIELDS, KNOWN, SITE, TAX_CODE
from services.importing.plan import Step, Weighed
from services.importing.rows import Findings, Request
from services.importing.values import BadValue, Words, is_nothing
from services.inspections import others
from services.inspections.others import Other

COMPARED: Final = ("body", "form", "contents", "decision_number", "decision_date")


@dataclass(kw_only=True)
class Rows(Findings):
    """n rows: their numbers in the file, what each says by field, and as which sites it names."""

    rows: list[int] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(kw_only=True)
class CheckPlan(Weighed):
    """n rows; `told` is None where one is refused."""

    request: Request
    records: Rows
    told: list[Other | None]


def preview(session: Session, request: Request, step: Step) -> CheckPlan:
    """Read the table and lay it beside the checks of other bodies.

    Raises BadInput or TooLarge where the whole file is refused, Unavailable without a commune.
    """
    if request.home is None:
        raise Unavailable("commune.missing", code="")
    rows = _read(request)
    step(40)
    known_sites = _sites(session, request.home.id)
    told = [_told(rows, index, known_sites, request) for index in range(len(rows))]
    _refuse_doubles(rows, told)
    step(60)
    plan = CheckPlan(request=request, records=rows, outcomes=[], keys=[], ids=[], changes={}, told=told)
    stands = _standing(session, request.home.id)
    for index, one in enumerate(told):
        _weigh(plan, index, None if index in rows.refused else one, stands)
    step(75)
    return plan


def _read(request: Request) -> Rows:
    limits = SheetLimits()
    limits = SheetLimits(megabytes=min(limits.megabytes, request.limits.megabytes))
    sheet = sheets.read(request.path, KNOWN, limits, name=request.inner)
    columns = _matched(sheet)
    lacks = [wanted.name for wanted in FIELDS if wanted.required and wanted.name not in columns]
    if SITE not in columns and TAX_CODE not in columns:
        lacks.append(SITE)
    if lacks:
        raise BadInput("import.columns_missing", lacks=lacks, has=[text for text in sheet.headings if text])
    chosen = set(columns.values())
    rows = Rows(
        used={name: sheet.headings[index] for name, index in columns.items()},
        unused=[text for index, text in enumerate(sheet.headings) if text and index not in chosen],
        grid="",
        inner=sheet.name,
        remarks=[],
    )
    for number, cells in sheet.rows:
        row = {name: cells[index] for name, index in columns.items() if not is_nothing(cells[index])}
        if len(row) > 1:
            rows.rows.append(number)
            rows.said.append(_values(rows, len(rows) - 1, row, request.words))
            rows.names.append(str(row.get(SITE) or row.get(TAX_CODE) or ""))
    if not len(rows):
        raise BadInput("sheet.no_rows")
    return rows


def _matched(sheet: Sheet) -> dict[str, int]:
    """Field → index of the column that holds it; a column serves once, the first of a name."""
    named: dict[str, int] = {}
    for index, text in reversed(list(enumerate(sheet.headings))):
        named.update(dict.fromkeys(sheets.names_of(text), index))
    found: dict[str, int] = {}
    for wanted in FIELDS:
        free = [
            named[alias] for alias in wanted.aliases if alias in named and named[alias] not in found.values()
        ]
        if free:
            found[wanted.name] = free[0]
    return found


def _values(rows: Rows, index: int, row: Mapping[str, Any], words: Words) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for wanted in FIELDS:
        if wanted.name in row:
            try:
                values[wanted.name] = wanted.read(row[wanted.name], words)
            except BadValue as bad:
                rows.refuse(index, bad.code, field=wanted.name, **bad.params)
        elif wanted.required:
            rows.refuse(index, "import.value_missing", field=wanted.name)
    return values


def _sites(session: Session, commune_id: int) -> dict[str, int | None]:
    """Code, tax code and folded name → id of the site; None for what more than one bears."""
    found = session.execute(
        select(Site.id, Site.code, Site.name, Facility.__table__.c.tax_code)
        .outerjoin(Facility.__table__, Facility.__table__.c.site_id == Site.id)
        .where(Site.commune_id == commune_id, Site.type.in_(INSPECTED))
    ).all()
    known: dict[str, set[int]] = {}
    for row in found:
        for word in {fold(row.code), fold(row.name), *([fold(row.tax_code)] if row.tax_code else [])}:
            known.setdefault(word, set()).add(row.id)
    return {word: min(ids) if len(ids) == 1 else None for word, ids in known.items()}


def _told(rows: Rows, index: int, sites: Mapping[str, int | None], request: Request) -> Other | None:
    said = rows.said[index]
    words = [fold(str(said[name])) for name in (TAX_CODE, SITE) if said.get(name)]
    matches = [sites[word] for word in words if word in sites]
    site_id = next((one for one in matches if one is not None), None)
    if site_id is None:
        code = "checks.site_twice" if matches else "checks.site_unknown"
        rows.refuse(index, code, found=rows.names[index][:60])
    if index in rows.refused or site_id is None:
        return None
    told = Other(
        site_id=site_id,
        body=said["body"],
        act=InspectionAct(said["act"]),
        day=said["day"],
        contents=tuple(map(InspectionContent, said["contents"])),
        form=InspectionForm(said.get("form", InspectionForm.ON_SITE)),
        decision_number=said.get("decision_number", ""),
        decision_date=said.get("decision_date"),
        source=f"Tệp {request.filename[:150]}",
    )
    try:
        others.check(told)
    except FieldErrors as wrong:
        for name, code in wrong.fields.items():
            rows.refuse(index, code, field=name)
        return None
    return told


def _key(one: Other) -> tuple[int, str, date, str]:
    return one.site_id, one.act.value, one.day, others.folded_body(one.body)


def _refuse_doubles(rows: Rows, told: list[Other | None]) -> None:
    same: dict[tuple[Any, ...], list[int]] = {}
    for index, one in enumerate(told):
        if one is not None:
            same.setdefault(_key(one), []).append(index)
    for indexes in same.values():
        for index in indexes if len(indexes) > 1 else ():
            numbers = [rows.rows[other] for other in indexes if other != index]
            rows.refuse(index, "import.double_key", rows=numbers[:10])


def _standing(session: Session, commune_id: int) -> dict[tuple[Any, ...], Inspection]:
    """The checks of other bodies that are written down, by what tells them apart."""
    rows = session.scalars(
        select(Inspection).where(Inspection.commune_id == commune_id, Inspection.body != "")
    )
    return {
        (one.site_id, one.act.value, one.inspected_on or one.planned_on, others.folded_body(one.body)): one
        for one in rows
    }


def _weigh(
    plan: CheckPlan, index: int, one: Other | None, stands: Mapping[tuple[Any, ...], Inspection]
) -> None:
    known = stands.get(_key(one)) if one is not None else None
    plan.ids.append(known.id if known else None)
    plan.keys.append((plan.records.names[index],) if one is None else _key(one))
    if one is None:
        plan.outcomes.append(RowOutcome.REFUSED)
    elif known is None:
        plan.outcomes.append(RowOutcome.ADDED)
    else:
        found = _changes(known, one, plan.records.used)
        plan.outcomes.append(RowOutcome.CHANGED if found else RowOutcome.UNCHANGED)
        if found:
            plan.changes[index] = found


def _changes(known: Inspection, one: Other, used: Mapping[str, str]) -> dict[str, list[Any]]:
    """Field → [what stands, what the table says]; a column that is not there says nothing."""
    said = others.values(one)
    pairs = {name: (getattr(known, name), said[name]) for name in COMPARED if name in used}
    return {
        name: [str(was) if isinstance(was, date) else was, str(new) if isinstance(new, date) else new]
        for name, (was, new) in pairs.items()
        if was != new and not (name == "body" and others.folded_body(was) == others.folded_body(new))
    }
