"""What a citizen reports (phản ánh): checked, placed, kept once however often it is sent."""

import re
import secrets as lottery
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geodata.displacement import displaced
from geodata.enums import EventKind, IncidentCategory, IncidentNature, IncidentState, SiteType, Visibility
from geodata.errors import FieldErrors
from geodata.features import Viewer
from geodata.models import Incident, IncidentEvent, IncidentReporter, Village
from geodata.queries import places
from geodata.queries.ground import is_outside, point, village_at
from services import throttle
from services.clock import today
from services.incidents import clocks
from services.sealing import Identity, Secrets, displacement_key, pseudonym, seal
from services.text import clean

PER_HOUR: Final = 20
"""New reports from one network address; a whole village may share one."""
HOUR: Final = timedelta(hours=1)
OLDEST: Final = timedelta(days=365)
CLOCKS_DIFFER: Final = timedelta(minutes=30)
LONGEST: Final = 5000
CONSENT_VERSION: Final = "2025-1"
"""Which wording of the consent the reporter agreed to."""

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = 3


@dataclass(frozen=True)
class Report:
    """What was sent. `place` is (lon, lat) in EPSG:4326; `key` a UUID made once for one form."""

    key: str
    category: IncidentCategory
    occurred_at: datetime
    nature: IncidentNature = IncidentNature.SUDDEN
    description: str = ""
    place: tuple[float, float] | None = None
    village_id: int | None = None
    landmark: str = ""
    site_id: int | None = None
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Reported:
    """A collection point that a report is about."""

    id: int
    name: str
    place: tuple[float, float] | None
    village_id: int | None


def submit(session: Session, viewer: Viewer, report: Report, *, address: str, secrets: Secrets) -> Incident:
    """Keep a report and return it; the same key again returns what was kept the first time.

    Raises FieldErrors (field → code), or TooMany when this network address sent too much.
    """
    known = _by_key(session, viewer, report.key)
    if known is not None:
        return known
    counter = f"report:{pseudonym(secrets, address)}"
    throttle.refuse_beyond(session, counter, most=PER_HOUR, window=HOUR, code="incident.too_many")
    site = reported_site(session, viewer, report.site_id)
    _check(session, viewer, report, site)
    incident = _incident(session, viewer, report, site, secrets)
    try:
        with session.begin_nested():
            session.add(incident)
            throttle.count(session, counter)
            session.flush()
            clocks.start(session, incident)
    except IntegrityError as error:
        # The same form, sent twice at once: the other one is kept by now.
        twin = _by_key(session, viewer, report.key)
        if twin is None or "idempotency_key" not in str(error.orig):
            raise
        return twin
    return incident


def reported_site(session: Session, viewer: Viewer, site_id: int | None) -> Reported | None:
    """The collection point of that id in the viewer's commune, or None."""
    row = places.site(session, viewer, site_id, on=today()) if site_id else None
    if row is None or row["type"] is not SiteType.COLLECTION_POINT:
        return None
    shape = row["geometry"]
    return Reported(row["id"], row["name"], tuple(shape["coordinates"]) if shape else None, row["village_id"])


def new_code() -> str:
    """The code by which a reporter follows: three groups of four letters, 59 bits."""
    return "-".join("".join(lottery.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))


def as_code(typed: str) -> str:
    """A code as it was typed, in the form in which it is kept."""
    letters = re.sub(r"[^a-z0-9]", "", typed.lower())
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def in_vietnam(place: tuple[float, float]) -> bool:
    """Whether (lon, lat) can be in Vietnam at all; NaN is not."""
    return 102 <= place[0] <= 118 and 7 <= place[1] <= 24


def _by_key(session: Session, viewer: Viewer, key: str) -> Incident | None:
    return session.scalar(
        select(Incident).where(Incident.idempotency_key == key, Incident.commune_id == viewer.commune_id)
    )


def _check(session: Session, viewer: Viewer, report: Report, site: Reported | None) -> None:
    wrong = {}
    now = datetime.now(UTC)
    if not _is_uuid(report.key):
        wrong["key"] = "form.expired"
    if report.occurred_at > now + CLOCKS_DIFFER:
        wrong["occurred_at"] = "incident.future"
    elif report.occurred_at < now - OLDEST:
        wrong["occurred_at"] = "incident.too_old"
    if len(clean(report.description)) > LONGEST:
        wrong["description"] = "incident.too_long"
    if report.place is not None and not in_vietnam(report.place):
        wrong["place"] = "place.not_in_vietnam"
    elif not (report.place or report.village_id or clean(report.landmark) or site):
        wrong["place"] = "incident.where"
    if report.village_id is not None and not _is_village(session, viewer, report.village_id):
        wrong["village_id"] = "form.choice"
    if wrong:
        raise FieldErrors(wrong)


def _incident(
    session: Session, viewer: Viewer, report: Report, site: Reported | None, secrets: Secrets
) -> Incident:
    place = report.place or (site.place if site else None)
    village_id = report.village_id or (site.village_id if site else None)
    if place and village_id is None:
        village_id = village_at(session, viewer.commune_id, *place)
    incident = Incident(
        commune_id=viewer.commune_id,
        code=new_code(),
        idempotency_key=report.key,
        category=report.category,
        nature=report.nature,
        state=IncidentState.NEW,
        visibility=Visibility.MASKED,
        published=False,
        description=clean(report.description),
        landmark=clean(report.landmark) or (site.name if site else ""),
        village_id=village_id,
        site_id=site.id if site else None,
        occurred_at=report.occurred_at,
        source="form",
        version=1,
        geom=point(*place) if place else None,
        public_geom=point(*displaced(*place, displacement_key(secrets))) if place else None,
        outside=place is not None and is_outside(session, viewer.commune_id, *place),
    )
    incident.events.append(
        IncidentEvent(
            kind=EventKind.CREATED, from_state=None, to_state=IncidentState.NEW, account_id=viewer.account_id
        )
    )
    identity = Identity(clean(report.name), clean(report.phone))
    if identity != Identity():
        incident.reporter = IncidentReporter(sealed=seal(secrets, identity), consent_version=CONSENT_VERSION)
    return incident


def _is_village(session: Session, viewer: Viewer, village_id: int) -> bool:
    return (
        session.scalar(
            select(Village.id).where(Village.id == village_id, Village.commune_id == viewer.commune_id)
        )
        is not None
    )


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
