"""What a citizen reports (phản ánh): checked, placed, kept once however often it is sent."""

import re
import secrets as lottery
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from geodata.displacement import displaced
from geodata.enums import (
    EventKind,
    IncidentCategory,
    IncidentNature,
    IncidentState,
    Moderation,
    SiteType,
    Visibility,
)
from geodata.errors import FieldErrors
from geodata.features import Viewer
from geodata.models import Incident, IncidentEvent, IncidentReporter, Village
from geodata.queries import places
from geodata.queries.ground import lies, point
from services import throttle
from services.clock import today
from services.incidents import clocks, files, keys, suspicion
from services.sealing import Identity, Secrets, displacement_key, pseudonym, seal
from services.text import clean

PER_HOUR: Final = 20
"""New reports from one network address; a whole village may share one."""
HOUR: Final = timedelta(hours=1)
OLDEST: Final = timedelta(days=365)
CLOCKS_DIFFER: Final = timedelta(minutes=30)
LONGEST: Final = 5000
LONGEST_OF: Final = {"landmark": 300, "name": 200, "phone": 40, "email": 200, "source": 200}
"""Letters that the shorter fields may have."""
CONSENT_VERSION: Final = "2026-1"
"""Which wording of the consent (webmap/forms/report.py) the reporter agreed to."""

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = 3
_EMAIL: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")


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
    email: str = ""
    language: str = "vi"
    source: str = "form"


@dataclass(frozen=True)
class Where:
    """Where a report lies: (lon, lat) in EPSG:4326, in which village, outside the commune or not."""

    place: tuple[float, float] | None = None
    village_id: int | None = None
    outside: bool = False


@dataclass(frozen=True)
class Reported:
    """A collection point that a report is about."""

    id: int
    name: str
    place: tuple[float, float] | None
    village_id: int | None


def submit(session: Session, viewer: Viewer, report: Report, *, address: str, secrets: Secrets) -> Incident:
    """Keep a report with the photos that came under its key; the same key again returns what was kept the
    first time.

    Raises FieldErrors (field → code), or TooMany when this network address sent too much.
    """
    known = keys.report_of(session, viewer, report.key)
    return known or add(session, viewer, report, address=address, secrets=secrets)


def add(session: Session, viewer: Viewer, report: Report, *, address: str, secrets: Secrets) -> Incident:
    """What `submit` does with a report that its caller did not find here."""
    counter = f"report:{pseudonym(secrets, address)}"
    try:
        with session.begin_nested():
            throttle.take(session, counter, most=PER_HOUR, window=HOUR, code="incident.too_many")
            incident = draft(session, viewer, report, secrets)
            _begin(session, viewer, incident)
            session.add(incident)
            session.flush()
            set_committed_value(incident, "files", files.attach(session, incident))
            return incident
    except IntegrityError as error:
        # The same form, sent twice at once: the other one is kept by now.
        twin = keys.report_of(session, viewer, report.key)
        if twin is None or "idempotency_key" not in str(error.orig):
            raise
        return twin


def draft(session: Session, viewer: Viewer, report: Report, secrets: Secrets) -> Incident:
    """A report checked and placed, not yet part of the session. Raises FieldErrors (field → code)."""
    site = reported_site(session, viewer, report.site_id)
    _check(session, viewer, report, site)
    return _incident(session, viewer, report, site, secrets)


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


def _check(session: Session, viewer: Viewer, report: Report, site: Reported | None) -> None:
    wrong = _wrong_words(report)
    now = datetime.now(UTC)
    if not keys.is_key(report.key):
        wrong["key"] = "form.expired"
    if report.occurred_at > now + CLOCKS_DIFFER:
        wrong["occurred_at"] = "incident.future"
    elif report.occurred_at < now - OLDEST:
        wrong["occurred_at"] = "incident.too_old"
    if report.place is not None and not in_vietnam(report.place):
        wrong["place"] = "place.not_in_vietnam"
    elif not (report.place or report.village_id or clean(report.landmark) or site):
        wrong["place"] = "incident.where"
    if report.village_id is not None and not _is_village(session, viewer, report.village_id):
        wrong["village_id"] = "form.choice"
    if wrong:
        raise FieldErrors(wrong)


def _wrong_words(report: Report) -> dict[str, str]:
    """Texts that are too long, and an e-mail address that is none."""
    long = {
        name: "incident.field_long"
        for name, longest in LONGEST_OF.items()
        if len(clean(getattr(report, name))) > longest
    }
    if len(clean(report.description)) > LONGEST:
        long["description"] = "incident.too_long"
    email = clean(report.email)
    return long if not email or _EMAIL.fullmatch(email) else {"email": "incident.email"} | long


def made(
    commune_id: int, report: Report, where: Where, secrets: Secrets, *, consent: str = CONSENT_VERSION
) -> Incident:
    """A new report as it is kept, checked before and not yet part of the session; its texts are cleaned."""
    place = where.place
    incident = Incident(
        commune_id=commune_id,
        code=new_code(),
        idempotency_key=report.key,
        category=report.category,
        nature=report.nature,
        state=IncidentState.NEW,
        visibility=Visibility.MASKED,
        published=False,
        description=clean(report.description),
        landmark=clean(report.landmark),
        village_id=where.village_id,
        site_id=report.site_id,
        occurred_at=report.occurred_at,
        source=clean(report.source),
        moderation=Moderation.CLEAR,
        supporters=0,
        version=1,
        geom=point(*place) if place else None,
        public_geom=point(*displaced(*place, displacement_key(secrets))) if place else None,
        outside=where.outside,
    )
    identity = Identity(clean(report.name), clean(report.phone), clean(report.email))
    if identity != Identity():
        incident.reporter = IncidentReporter(
            sealed=seal(secrets, identity),
            consent_version=consent,
            mail_language=report.language if identity.email else "",
        )
    return incident


def _incident(
    session: Session, viewer: Viewer, report: Report, site: Reported | None, secrets: Secrets
) -> Incident:
    place = report.place or (site.place if site else None)
    village_id = report.village_id or (site.village_id if site else None)
    found = lies(session, viewer.commune_id, *place) if place else None
    landmark = clean(report.landmark) or (site.name if site else "")
    told = replace(report, landmark=landmark, site_id=site.id if site else None)
    where = Where(place, village_id or (found.village_id if found else None), bool(found and found.outside))
    return made(viewer.commune_id, told, where, secrets)


def _begin(session: Session, viewer: Viewer, incident: Incident) -> None:
    """Its moment, its first event with the signs of spam, and its clocks: all written at once."""
    signs = suspicion.signs(session, incident)
    if signs:
        incident.moderation = Moderation.SUSPECTED
    incident.created_at = datetime.now(UTC)
    incident.events.append(
        IncidentEvent(
            kind=EventKind.CREATED,
            from_state=None,
            to_state=IncidentState.NEW,
            account_id=viewer.account_id,
            at=incident.created_at,
            data={"suspected": signs} if signs else {},
        )
    )
    clocks.start(session, incident)


def _is_village(session: Session, viewer: Viewer, village_id: int) -> bool:
    return (
        session.scalar(
            select(Village.id).where(Village.id == village_id, Village.commune_id == viewer.commune_id)
        )
        is not None
    )
