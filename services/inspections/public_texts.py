"""What everybody may read of a check: a text that gives no person away."""

import re
from collections.abc import Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import FieldErrors
from geodata.models import (
    Incident,
    IncidentInspection,
    IncidentReporter,
    Inspection,
    InspectionRecord,
    Site,
    SiteContact,
)
from services import scrubber, sealing
from services.inspections.public_names import PERSONAL, legal_form_of
from services.text import clean

LONGEST: Final = 5000
_FIELD: Final = "public_conclusion"


def public_text(
    session: Session, inspection: Inspection, text: str, secrets: sealing.Secrets | None = None
) -> str:
    """A text about a check for the public, cleaned.

    Raises FieldErrors where it is too long, holds a telephone number or e-mail, names somebody after a form
    of address ("bà Hoa"), or names a person we know of: the site's contact or representative, the site itself
    where its name may be a person's, and, with `secrets`, who reported the incidents linked to the check.
    """
    said = clean(text)
    if len(said) > LONGEST:
        raise FieldErrors({_FIELD: "inspection.too_long"})
    if said and (scrubber.tells_of_anybody(said) or _names_somebody(session, inspection, said, secrets)):
        raise FieldErrors({_FIELD: "inspection.names_person"})
    return said


def _names_somebody(
    session: Session, inspection: Inspection, said: str, secrets: sealing.Secrets | None
) -> bool:
    if any(
        scrubber.tells(said, name=name, phone=phone, email=email)
        for name, phone, email in _known(session, inspection)
    ):
        return True
    return secrets is not None and any(
        sealing.names(sealing.unseal(secrets, sealed), said) for sealed in _reporters(session, inspection.id)
    )


def _known(session: Session, inspection: Inspection) -> Iterator[tuple[str, str, str]]:
    """(name, telephone, e-mail) of the people and the one-man businesses that have to do with a check."""
    contact = session.get(SiteContact, inspection.site_id)
    if contact is not None:
        yield contact.person, contact.phone, contact.email
    record = session.get(InspectionRecord, inspection.id)
    if record is not None:
        yield record.representative, "", ""
    site = session.get_one(Site, inspection.site_id)
    if legal_form_of(site) in PERSONAL:
        yield re.sub(r"^(hộ kinh doanh|cơ sở|hkd)\s+", "", site.name, flags=re.IGNORECASE), "", ""


def _reporters(session: Session, inspection_id: int) -> list[bytes]:
    sealed = (
        select(IncidentReporter.sealed)
        .join(Incident, Incident.id == IncidentReporter.incident_id)
        .join(IncidentInspection, IncidentInspection.incident_id == Incident.id)
        .where(IncidentInspection.inspection_id == inspection_id, IncidentReporter.sealed.is_not(None))
    )
    return [one for one in session.scalars(sealed) if one]
