"""Communes and villages: found, read and changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import FieldErrors, Forbidden, NotFound, Unavailable
from geodata.features import Json, Layer, Viewer, visible
from geodata.models import Commune, Village
from services import access, records
from services.clock import today

VILLAGE_FIELDS: Final = ("name", "households", "population", "source")


@dataclass(frozen=True)
class VillageRecord:
    """A village as this viewer may see it, with the names it bore before (newest first)."""

    id: int
    version: int
    fields: Json
    earlier: list[Json]
    may_edit: bool


def served_commune(session: Session, code: str) -> Commune:
    """The commune of that code that is valid today (the newest, where codes were used again)."""
    commune = session.scalar(
        select(Commune)
        .where(Commune.code == code, Commune.valid_to.is_(None))
        .order_by(Commune.valid_from.desc())
        .limit(1)
    )
    if commune is None:
        raise Unavailable("commune.missing", code=code)
    return commune


def commune(session: Session, commune_id: int) -> Commune:
    """The commune of that id."""
    found = session.get(Commune, commune_id)
    if found is None:
        raise Unavailable("commune.missing", code=str(commune_id))
    return found


def village_by_code(session: Session, commune_id: int, code: str) -> Village:
    """The village of that code that is valid today, or NotFound."""
    found = session.scalar(
        select(Village).where(
            Village.commune_id == commune_id, Village.code == code, Village.valid_to.is_(None)
        )
    )
    if found is None:
        raise NotFound("village.unknown", code=code)
    return found


def villages(session: Session, viewer: Viewer) -> Sequence[tuple[int, str]]:
    """(id, name) of today's villages of the viewer's commune, by name."""
    rows = session.execute(
        select(Village.id, Village.name)
        .where(Village.commune_id == viewer.commune_id, Village.valid_to.is_(None))
        .order_by(Village.name_folded, Village.id)
    )
    return [(row.id, row.name) for row in rows]


def village(session: Session, viewer: Viewer, village_id: int) -> VillageRecord:
    """One village, or NotFound where it belongs to another commune."""
    found = _village(session, viewer, village_id)
    earlier = session.scalars(
        select(Village)
        .where(
            Village.commune_id == found.commune_id, Village.code == found.code, Village.valid_to.is_not(None)
        )
        .order_by(Village.valid_from.desc())
    )
    return VillageRecord(
        found.id,
        found.version,
        visible(Layer.VILLAGE, vars(found), viewer),
        [visible(Layer.VILLAGE, vars(old), viewer) for old in earlier if old.id != found.id],
        access.may_edit_village(viewer, commune_id=found.commune_id, village_id=found.id),
    )


def village_to_edit(session: Session, viewer: Viewer, village_id: int) -> Village:
    """The row behind an edit form; Forbidden to who may read it only."""
    found = _village(session, viewer, village_id)
    if not access.may_edit_village(viewer, commune_id=found.commune_id, village_id=found.id):
        raise Forbidden("access.role")
    return found


def change_village(
    session: Session, viewer: Viewer, village_id: int, *, version: int, values: Mapping[str, Any]
) -> Village:
    """Write new figures or a new name; refuses a stale `version` with Conflict.

    `values["renamed_on"]` makes a new name official from that day, and keeps the old one with its dates.
    """
    found = village_to_edit(session, viewer, village_id)
    records.lock(session, found, version)
    _check_village(values)
    renamed_on = values.get("renamed_on")
    if renamed_on and values["name"] != found.name:
        _keep_old_name(session, found, renamed_on)
    for field in VILLAGE_FIELDS:
        setattr(found, field, values[field])
    session.flush()
    return found


def _village(session: Session, viewer: Viewer, village_id: int) -> Village:
    found = session.scalar(
        select(Village).where(Village.id == village_id, Village.commune_id == viewer.commune_id)
    )
    if found is None:
        raise NotFound("record.unknown")
    return found


def _check_village(values: Mapping[str, Any]) -> None:
    wrong = {} if values["name"] else {"name": "form.needed"}
    wrong |= {
        field: "form.negative"
        for field in ("households", "population")
        if values[field] is not None and values[field] < 0
    }
    if wrong:
        raise FieldErrors(wrong)


def _keep_old_name(session: Session, village: Village, renamed_on: date) -> None:
    if not village.valid_from < renamed_on <= today():
        raise FieldErrors({"renamed_on": "village.rename_day"})
    old = Village(
        commune_id=village.commune_id,
        code=village.code,
        name=village.name,
        valid_from=village.valid_from,
        valid_to=renamed_on - timedelta(days=1),
        predecessors=village.predecessors,
        households=village.households,
        population=village.population,
        source=village.source,
        area=village.area,
        version=1,
    )
    # The key (code, valid_from) passes to the old name only after today's row has let it go.
    village.valid_from = renamed_on
    session.flush()
    session.add(old)
