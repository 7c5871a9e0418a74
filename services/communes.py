"""The commune on show: where it lies."""

from sqlalchemy.orm import Session

from geodata.queries import communes


def extent(session: Session, commune_id: int) -> communes.Extent:
    """(west, south, east, north) of a commune in EPSG:4326 degrees."""
    return communes.extent(session, commune_id)
