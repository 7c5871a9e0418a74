"""What the pages of the field share: where files of records lie, and where a check's own page is."""

from flask import current_app

from services.field.files import Desk
from services.incidents.store import Store


def desk() -> Desk:
    """Where files of records lie, and where those in pieces wait."""
    settings = current_app.config["SETTINGS"]
    return Desk(Store(settings.evidence_dir), settings.evidence_parts_dir)


def page_of(inspection_id: int) -> str:
    """The page of a check."""
    return f"/inspections/{inspection_id}"
