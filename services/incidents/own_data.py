"""A person's own data, by the code of the report: to take along, to hear no more by mail, to have erased."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, FilePurpose, IncidentState
from geodata.errors import Gone, NotFound
from geodata.features import Json, Viewer, plain
from geodata.models import Incident, IncidentEvent, IncidentFile, IncidentReporter, Village
from geodata.queries.geometry import as_geojson
from services import throttle
from services.incidents import identity, retention
from services.incidents.intake import as_code
from services.incidents.photos import Door
from services.incidents.states import ENDED
from services.incidents.timeline import add_event
from services.sealing import pseudonym

PER_HOUR: Final = 10
"""Of one network address, over all reports."""
PER_DAY: Final = 20
"""Of one report, over all network addresses."""
GIVEN: Final = (
    *("category", "nature", "occurred_at", "created_at", "description", "landmark", "source", "state"),
    *("outside", "visibility", "published", "public_note", "referred_to", "referred_number", "reject_reason"),
    *("taken_in_at", "answered_at", "resolved_at", "ended_at", "supporters", "rating", "rating_text"),
    *("erasure_requested_at",),
)
"""Columns of a report that its reporter may take along: all that tell of the matter."""
_ROWS_OF_FILES: Final = (
    *("purpose", "title", "media_type", "bytes", "width", "height", "sha256", "sent_sha256", "created_at"),
)
_OF_REPORTER: Final = (FilePurpose.REPORT, FilePurpose.FOLLOW_UP)
_SAID_BY_REPORTER: Final = frozenset({EventKind.INFO_ADDED, EventKind.RATED, EventKind.ERASURE_REQUESTED})


@dataclass(frozen=True)
class Held:
    """What is held under a code, told without showing it."""

    code: str
    identity: bool
    mail: bool
    photos: int
    ended: bool
    asked: bool


def summary(session: Session, viewer: Viewer, code: str) -> Held:
    """What is held under a code. Raises NotFound, and Gone where it is forgotten."""
    incident = _incident(session, viewer, code)
    reporter = session.get(IncidentReporter, incident.id)
    return Held(
        incident.code,
        identity=reporter is not None,
        mail=bool(reporter and reporter.mail_language),
        photos=len(_files(session, incident)),
        ended=incident.state in ENDED,
        asked=incident.erasure_requested_at is not None,
    )


def taken_along(session: Session, viewer: Viewer, code: str, door: Door) -> Json:
    """Everything held of and for the reporter as JSON values: identity as given, report, answers, pictures.

    Officers' internal notes are not theirs to take. Logged as a reading; the caller commits before it shows.
    Raises NotFound, TooMany, Unavailable (identity sealed under a lost key).
    """
    incident = _incident(session, viewer, code)
    _throttled(session, incident, door)
    known = identity.for_reporter(session, incident, door.secrets)
    reporter = session.get(IncidentReporter, incident.id)
    exact = session.execute(
        select(
            as_geojson(Incident.geom).label("exact"),
            as_geojson(Incident.public_geom).label("public"),
            Village.name.label("village"),
        )
        .outerjoin(Village, Village.id == Incident.village_id)
        .where(Incident.id == incident.id)
    ).one()
    return {
        "code": incident.code,
        "identity": asdict(known) if known else None,
        "consent_version": reporter.consent_version if reporter else None,
        "mail_language": reporter.mail_language if reporter else None,
        "report": _named(incident, GIVEN)
        | {"village": exact.village, "place": exact.exact, "public_place": exact.public},
        "steps": [_step(event) for event in _events(session, incident)],
        "photos": [_named(file, _ROWS_OF_FILES) for file in _files(session, incident)],
    }


def stop_mail(session: Session, viewer: Viewer, code: str) -> None:
    """No more letters about this report; the address stays sealed until erased. Raises NotFound."""
    reporter = session.get(IncidentReporter, _incident(session, viewer, code, lock=True).id)
    if reporter is not None:
        reporter.mail_language = ""


def ask_erasure(session: Session, viewer: Viewer, code: str, door: Door) -> bool:
    """Erase who reported now, and the rest at once where nobody works on the report any more, else when it
    ends; True where nothing is left. Asked twice, it is asked once. Parts split off go the same way.

    Raises NotFound, TooMany.
    """
    incident = _incident(session, viewer, code, lock=True)
    if incident.erasure_requested_at is None:
        _throttled(session, incident, door)
    for part in _family(session, incident):
        _erase(session, part)
    return incident.state is IncidentState.ANONYMISED


def _erase(session: Session, incident: Incident) -> None:
    retention.forget_reporter(session, incident)
    if incident.state is IncidentState.ANONYMISED:
        return
    if incident.erasure_requested_at is None:
        incident.erasure_requested_at = datetime.now(UTC)
        add_event(session, incident, EventKind.ERASURE_REQUESTED, account_id=None)
    if incident.state in ENDED:
        retention.forget(session, incident)


def _family(session: Session, incident: Incident) -> list[Incident]:
    """The report and what was split off from it, held until the end of the transaction."""
    found, asked = [incident], [incident.id]
    while asked:
        parts = session.scalars(
            select(Incident)
            .where(Incident.split_from_id.in_(asked))
            .order_by(Incident.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        found += parts
        asked = [part.id for part in parts]
    return found


def _incident(session: Session, viewer: Viewer, code: str, *, lock: bool = False) -> Incident:
    typed = as_code(code)
    wanted = select(Incident).where(Incident.code == typed, Incident.commune_id == viewer.commune_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    incident = session.scalar(wanted)
    if incident is None:
        forgotten = retention.is_forgotten(session, viewer.commune_id, typed)
        raise Gone("incident.forgotten") if forgotten else NotFound("incident.no_code")
    return incident


def _files(session: Session, incident: Incident) -> Sequence[IncidentFile]:
    """The pictures that the reporter sent, and those that everybody sees."""
    wanted = select(IncidentFile).where(
        IncidentFile.incident_id == incident.id,
        IncidentFile.purpose.in_(_OF_REPORTER) | IncidentFile.public,
    )
    return session.scalars(wanted.order_by(IncidentFile.id)).all()


def _events(session: Session, incident: Incident) -> Sequence[IncidentEvent]:
    wanted = select(IncidentEvent).where(IncidentEvent.incident_id == incident.id)
    return session.scalars(wanted.order_by(IncidentEvent.id)).all()


def _step(event: IncidentEvent) -> Json:
    """A step as the reporter may read it: their own words, the commune's public ones."""
    own = event.kind in _SAID_BY_REPORTER or event.to_state is IncidentState.REOPEN_REQUESTED
    said = event.internal_note if own and event.account_id is None else ""
    return _named(event, ("at", "kind", "to_state", "public_note")) | {"own_words": said}


def _named(row: Any, names: Sequence[str]) -> Json:
    return {name: plain(getattr(row, name)) for name in names}


def _throttled(session: Session, incident: Incident, door: Door) -> None:
    counters: Mapping[str, tuple[int, timedelta]] = {
        f"own data:{pseudonym(door.secrets, door.address)}": (PER_HOUR, timedelta(hours=1)),
        f"own data:{incident.id}": (PER_DAY, throttle.KEPT),
    }
    for key, (most, window) in counters.items():
        throttle.refuse_beyond(session, key, most=most, window=window, code="incident.follow_often")
    throttle.count(session, *counters)
