"""Reports that may tell of the same thing: close by, at about the same time, of categories of one group."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import RowMapping, and_, func, select
from sqlalchemy.orm import Session, aliased

from geodata.crs import LOCAL
from geodata.enums import IncidentCategory, IncidentState, Moderation
from geodata.features import Viewer
from geodata.models import Incident, IncidentFile
from geodata.queries.incidents import on_desk

_DEGREES_PER_METRE: Final = 1 / 90_000
"""More than enough of latitude and longitude in Vietnam: the index finds a few too many, none too few."""
_NO_ORIGINAL: Final = (IncidentState.DUPLICATE, IncidentState.ANONYMISED)


def alike(
    session: Session,
    viewer: Viewer,
    incident_id: int,
    *,
    categories: Collection[IncidentCategory],
    metres: float,
    within: timedelta,
    most: int = 50,
) -> Sequence[RowMapping]:
    """Reports of the viewer's desk that the given one may be a duplicate of, nearest first.

    Rows: id, code, category, state, description, created_at, village_id, `metres` (EPSG:9210, between the
    exact places), `apart` (interval between both arrivals), `words` (trigram likeness of both texts, 0–1;
    None where one has no text). A report without a place has none.
    """
    one, other = aliased(Incident), aliased(Incident)
    distance = func.ST_Distance(func.ST_Transform(one.geom, LOCAL), func.ST_Transform(other.geom, LOCAL))
    apart = func.greatest(one.created_at, other.created_at) - func.least(one.created_at, other.created_at)
    texts = func.fold_vi(one.description), func.fold_vi(other.description)
    statement = (
        select(
            other.id,
            other.code,
            other.category,
            other.state,
            other.description,
            other.created_at,
            other.village_id,
            distance.label("metres"),
            apart.label("apart"),
            func.similarity(func.nullif(texts[0], ""), func.nullif(texts[1], "")).label("words"),
        )
        .join(other, and_(other.id != one.id, other.commune_id == one.commune_id))
        .where(
            one.id == incident_id,
            on_desk(viewer, one),
            on_desk(viewer, other),
            other.geom.bool_op("&&")(func.ST_Expand(one.geom, metres * _DEGREES_PER_METRE)),
            distance <= metres,
            apart <= within,
            other.category.in_(categories),
            other.state.not_in(_NO_ORIGINAL),
            other.moderation != Moderation.SPAM,
        )
        .order_by(distance, other.id)
        .limit(most)
    )
    return session.execute(statement).mappings().all()


def pictures(session: Session, incident_ids: Collection[int]) -> dict[int, list[int]]:
    """Report → the 64-bit difference hashes of its pictures."""
    found: dict[int, list[int]] = {}
    statement = select(IncidentFile.incident_id, IncidentFile.likeness).where(
        IncidentFile.incident_id.in_(incident_ids), IncidentFile.likeness.is_not(None)
    )
    for incident_id, likeness in session.execute(statement):
        if incident_id is not None and likeness is not None:
            found.setdefault(incident_id, []).append(likeness)
    return found
