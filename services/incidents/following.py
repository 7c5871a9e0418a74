"""What the one who reported gets to follow by a code, without an account."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from geodata.enums import Visibility
from geodata.errors import NotFound
from geodata.features import Json, Layer, Viewer, visible
from geodata.queries import incidents as rows
from services.incidents.desk import anybody
from services.incidents.intake import as_code


@dataclass(frozen=True)
class Receipt:
    """What the reporter gets to follow: the fields that others will see, and whether they see them yet."""

    code: str
    fields: Json
    published: bool
    outside: bool


def receipt(session: Session, viewer: Viewer, code: str) -> Receipt:
    """What the reporter follows under a code, however it was typed; NotFound for a code that is none."""
    row = rows.followed(session, viewer, as_code(code))
    if row is None:
        raise NotFound("incident.no_code")
    fields = visible(Layer.INCIDENT, row, anybody(viewer))
    shown = row["published"] and row["visibility"] in (Visibility.PUBLIC, Visibility.MASKED)
    return Receipt(row["code"], fields, shown, row["outside"])
