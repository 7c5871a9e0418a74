"""What holds for borders alone: whose they are, since when, and that periods of one code never overlap."""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from geodata.layers.shapes import area_km2
from geodata.models import Account, Commune
from geodata.queries.imports import Existing
from services.importing.rows import Records, Request


def among(records: Records) -> list[ColumnElement[bool]]:
    """Which stored records can meet this file's rows: all of the commune, or the communes of these codes."""
    if records.spec.name != "communes":
        return []
    return [Commune.__table__.c.code.in_({code for code in records.values["code"] if code})]


def check(
    session: Session, request: Request, records: Records, keys: list[tuple[Any, ...]], stored: Existing
) -> None:
    """Refuse borders of communes that work here themselves, and periods that overlap; give the province."""
    if not request.trusted:
        _refuse_others(session, request, records)
    _refuse_overlaps(records, keys, stored)
    _give_province(request, records, stored)
    for index, shape in enumerate(records.shapes):
        if shape is not None and index not in records.refused:
            records.note(index, "import.area", km2=round(area_km2(shape), 3))


def _refuse_others(session: Session, request: Request, records: Records) -> None:
    own = request.home.id if request.home else None
    busy = set(
        session.scalars(
            select(Commune.code)
            .where(Commune.id.in_(select(Account.commune_id)), Commune.id != own)
            .where(Commune.code.in_({code for code in records.values["code"] if code}))
        )
    )
    for index, code in enumerate(records.values["code"]):
        if code in busy and not (request.home and code == request.home.code):
            records.refuse(index, "import.commune_in_use", found=code)


def _refuse_overlaps(records: Records, keys: list[tuple[Any, ...]], stored: Existing) -> None:
    periods: dict[str, list[tuple[Any, Any]]] = {}
    for code, start, end in zip(
        stored.values["code"], stored.values["valid_from"], stored.values["valid_to"], strict=True
    ):
        periods.setdefault(code, []).append((start, end))
    ends = records.values.get("valid_to") or [None] * len(records)
    for index, (code, start) in enumerate(keys):
        for other, until in periods.get(code, ()):
            if other == start:
                continue
            if (until is None or start <= until) and (ends[index] is None or other <= ends[index]):
                records.refuse(index, "import.other_period", found=code, since=other.isoformat())
        periods.setdefault(code, []).append((start, ends[index]))


def _give_province(request: Request, records: Records, stored: Existing) -> None:
    """A file without provinces means the sender's; a stored commune keeps its own."""
    own = request.province or (request.home.province_code if request.home else "")
    known = dict(zip(stored.values["code"], stored.values["province_code"], strict=True))
    said = records.values.get("province_code") or [None] * len(records)
    records.values["province_code"] = [
        value or known.get(code) or own or None
        for value, code in zip(said, records.values["code"], strict=True)
    ]
    for index, value in enumerate(records.values["province_code"]):
        if value is None:
            records.refuse(index, "import.province_missing")
