"""A conclusion goes to the public, or is taken back; the law wants it open, privacy wants nobody named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from geodata.enums import InspectionEventKind
from geodata.errors import Conflict, FieldErrors, NotFound
from geodata.features import Json, Layer, Viewer, visible
from geodata.models import Inspection
from geodata.queries import inspections as rows
from geodata.queries.inspections import ENDED
from services import clock, sealing
from services.incidents.desk import anybody
from services.inspections import holding
from services.inspections.public_names import PublicName, public_name
from services.inspections.public_texts import public_text
from services.inspections.timeline import add_event

PAGE = 20


@dataclass(frozen=True)
class Published:
    """A conclusion as everybody reads it: where, and the open fields of the check."""

    site: PublicName
    fields: Json


@dataclass(frozen=True)
class PublishedPage:
    """One page of the published conclusions, newest first."""

    found: list[Published]
    total: int
    page: int
    pages: int


def publish(
    session: Session,
    viewer: Viewer,
    inspection_id: int,
    text: str,
    *,
    version: int,
    secrets: sealing.Secrets,
    public: bool = True,
) -> Inspection:
    """Show the conclusion of a check to everybody, in these words, or (`public` false) take it back.

    Raises NotFound, Forbidden, FieldErrors for a text that is empty or names a person, and Conflict
    ("record.changed", "inspection.not_concluded").
    """
    inspection = holding.hold(session, viewer, inspection_id, "inspection:publish", version)
    if inspection.state not in ENDED:
        raise Conflict("inspection.not_concluded")
    said = public_text(session, inspection, text, secrets)
    if public and not said:
        raise FieldErrors({"public_conclusion": "form.needed"})
    was = (inspection.published_on is not None, inspection.public_conclusion)
    if was == (public, said):
        return inspection
    inspection.public_conclusion = said
    inspection.published_on = (inspection.published_on or clock.today()) if public else None
    kind = InspectionEventKind.PUBLISHED if public else InspectionEventKind.WITHDRAWN
    add_event(session, inspection, kind, account_id=viewer.account_id, data={"text": said})
    return inspection


def conclusions(session: Session, viewer: Viewer, page: int = 1) -> PublishedPage:
    """One page of the published conclusions of the commune, as anybody sees them."""
    page = max(page, 1)
    found, total = rows.published_page(session, viewer, offset=(page - 1) * PAGE, limit=PAGE)
    told = [_published(viewer, row) for row in found]
    return PublishedPage(told, total, page, max(1, -(-total // PAGE)))


def conclusion(session: Session, viewer: Viewer, code: str) -> Published:
    """One published conclusion, as anybody sees it; NotFound for any other check."""
    row = rows.public_record(session, viewer, code)
    if row is None:
        raise NotFound("record.unknown")
    return _published(viewer, row)


def _published(viewer: Viewer, row: Mapping[Any, Any]) -> Published:
    """By the rule of the public, whoever asks: an officer sees here what everybody sees."""
    site = public_name(
        name=row["site"], legal_form=row["legal_form"], kind=row["kind"], village=row["village"]
    )
    return Published(site, visible(Layer.INSPECTION, row, anybody(viewer)))
