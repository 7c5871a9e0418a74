"""Pictures from afterwards and papers, added to a report by officers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from geodata.enums import FilePurpose
from geodata.errors import FieldErrors
from geodata.features import Viewer
from geodata.models import IncidentFile
from services import access
from services.incidents import files
from services.incidents.holding import on_desk
from services.incidents.publishing import public_text
from services.incidents.store import Store
from services.sealing import Secrets

BY_OFFICERS = (FilePurpose.AFTER, FilePurpose.DOCUMENT)


@dataclass(frozen=True)
class Attached:
    """What is added: for what, under which name, the bytes of each file."""

    purpose: FilePurpose
    title: str
    contents: Sequence[bytes]


def attach(
    session: Session,
    viewer: Viewer,
    store: Store,
    incident_id: int,
    wanted: Attached,
    *,
    secrets: Secrets,
) -> list[IncidentFile]:
    """Add files to a report of the desk, all or none; the same bytes again change nothing.

    The name may be seen with a picture that is shown to everybody: it passes the scrubber of public texts.
    Raises NotFound, Forbidden, FieldErrors (also under "photos", see files.receive), Unavailable.
    """
    incident = on_desk(session, viewer, incident_id)
    access.require(viewer, "incident:work")
    if wanted.purpose not in BY_OFFICERS:
        raise FieldErrors({"purpose": "form.choice"})
    title = public_text(session, incident, wanted.title, secrets, field="title")
    return [
        files.receive(
            session,
            viewer,
            store,
            key=incident.idempotency_key,
            content=content,
            purpose=wanted.purpose,
            incident=incident,
            title=title,
        )
        for content in wanted.contents
    ]
