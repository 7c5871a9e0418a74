"""What others will see of a report that is not sent yet: built by the very rule that shows it afterwards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from geodata.features import Json, Layer, Viewer, feature, shows
from geodata.models import Incident
from geodata.queries.ground import coordinates
from services.clock import ZONE
from services.incidents.desk import anybody
from services.incidents.intake import Report, draft
from services.sealing import Secrets

_OF_THE_RULE: Final = ("description", "landmark", "occurred_at")
_ITS_OWN: Final = ("name", "phone", "email")
"""Kept in a table of its own, which no layer reads."""


@dataclass(frozen=True)
class Preview:
    """The public's feature (its place displaced), and what was told and stays with the officers."""

    feature: Json
    hidden: list[str]
    desk: bool = False


def preview(session: Session, viewer: Viewer, report: Report, *, secrets: Secrets) -> Preview:
    """What everybody would see of `report` once an officer publishes it. Nothing is stored.

    `hidden` names fields of the report, `place` for the exact pin. Raises FieldErrors as `submit` does.
    """
    incident = draft(session, viewer, report, secrets)
    public = anybody(viewer)
    return Preview(feature(Layer.INCIDENT, _row(incident), public), _hidden(incident, report, public))


def _row(incident: Incident) -> Json:
    names = [column.key for column in Incident.__mapper__.column_attrs]
    shown = coordinates(incident.public_geom)
    point = {"type": "Point", "coordinates": list(shown)} if shown else None
    now = {"id": 0, "created_at": datetime.now(ZONE), "public_note": "", "geometry": point}
    return {name: getattr(incident, name) for name in names} | now


def _hidden(incident: Incident, report: Report, public: Viewer) -> list[str]:
    told = [
        name for name in _OF_THE_RULE if getattr(report, name) and not shows(Layer.INCIDENT, name, public)
    ]
    place = ["place"] if incident.geom is not None else []
    village = ["village"] if incident.village_id and not shows(Layer.INCIDENT, "village", public) else []
    return [*place, *village, *told, *(name for name in _ITS_OWN if getattr(report, name))]
