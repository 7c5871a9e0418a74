"""Villages and clusters that a row names: by code, or by name where only one bears it."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from geodata.enums import SiteType
from geodata.layers.text import fold
from geodata.models import Site, Village
from services.importing.fields import CLUSTER_REF, VILLAGE_REF
from services.importing.rows import Records, Request

COLUMNS: Final = {VILLAGE_REF: "village_id", CLUSTER_REF: "cluster_id"}
"""Field of a file → the column that it fills."""


def named_by(column: str, used: dict[str, str]) -> bool:
    """Whether the file says something about this column through a reference."""
    return any(column == filled and field in used for field, filled in COLUMNS.items())


def resolve(session: Session, request: Request, records: Records) -> None:
    """Turn names into ids; a name that means no record, or more than one, refuses its row."""
    for field, column in COLUMNS.items():
        if field not in records.values or request.home is None:
            continue
        query = _QUERIES[field](request.home.id)
        rows: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(query)]
        known = named(rows, _PREFIX[field])
        records.names[column] = {record_id: name for record_id, _, name in rows}
        found: list[Any] = []
        for index, said in enumerate(records.values[field]):
            record_id = None if said is None else known.get(said) or known.get(fold(said))
            if said is not None and record_id is None:
                records.refuse(index, f"import.{field}_unknown", found=said)
            found.append(record_id)
        records.values[column] = found


def _villages(commune_id: int) -> Select[int, str, str]:
    return select(Village.id, Village.code, Village.name).where(
        Village.commune_id == commune_id, Village.valid_to.is_(None)
    )


def _clusters(commune_id: int) -> Select[int, str, str]:
    return select(Site.id, Site.code, Site.name).where(
        Site.commune_id == commune_id, Site.type == SiteType.INDUSTRIAL_CLUSTER
    )


_QUERIES: Final = {VILLAGE_REF: _villages, CLUSTER_REF: _clusters}
_PREFIX: Final = {VILLAGE_REF: "thon ", CLUSTER_REF: "ccn "}


def named(rows: Sequence[tuple[Any, ...]], prefix: str) -> dict[str, int]:
    """Code and folded name, with and without the word before it → id; names borne twice are left out."""
    names: dict[str, set[int]] = {}
    for record_id, _, name in rows:
        bare = fold(name).removeprefix(prefix)
        for form in (bare, prefix + bare):
            names.setdefault(form, set()).add(record_id)
    known = {name: min(ids) for name, ids in names.items() if len(ids) == 1}
    return known | {code: record_id for record_id, code, _ in rows}
