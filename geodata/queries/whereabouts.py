"""Where many points lie at once: inside the commune or not, and in which village."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_WHEREABOUTS: Final = text("""
    SELECT coalesce(NOT (SELECT ST_Intersects(border, at) FROM commune WHERE id = :commune), false),
           (SELECT id FROM village
            WHERE commune_id = :commune AND valid_to IS NULL AND ST_Covers(area, at) ORDER BY id LIMIT 1)
    FROM unnest(CAST(:lons AS float[]), CAST(:lats AS float[])) WITH ORDINALITY AS sent(lon, lat, number),
         LATERAL ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS at
    ORDER BY number
""")


def whereabouts(
    session: Session, commune_id: int, points: Sequence[tuple[float, float]]
) -> list[tuple[bool, int | None]]:
    """(outside the border, id of today's village or None) of each (lon, lat), EPSG:4326, in their order.

    Nothing is outside where no border is known.
    """
    sent = {"lons": [lon for lon, _ in points], "lats": [lat for _, lat in points]}
    found = session.execute(_WHEREABOUTS, {"commune": commune_id, **sent})
    return [(bool(outside), village_id) for outside, village_id in found]
