"""What the one who reported does under the code: tell more, ask to reopen, say how it went. Never public."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, FilePurpose, IncidentState
from geodata.errors import Conflict, FieldErrors, NotFound
from geodata.features import Viewer
from geodata.models import Incident, IncidentEvent
from services import throttle
from services.incidents import moves, photos
from services.incidents.intake import as_code
from services.incidents.photos import Door
from services.incidents.states import ENDED, NEXT
from services.incidents.timeline import add_event
from services.sealing import pseudonym
from services.text import clean

REOPEN_WITHIN: Final = timedelta(days=15)
"""domain.md §1: so long after its end a report may be asked to be opened again."""
LONGEST: Final = 2000
LONGEST_RATING: Final = 1000
PER_HOUR: Final = 30
"""Of one network address, over all reports."""
PER_DAY: Final = 20
"""Of one report, over all network addresses."""
_S = IncidentState


def may(incident: Incident, now: datetime) -> frozenset[str]:
    """Which of "info", "reopen" and "rate" the reporter may do now."""
    until = reopen_until(incident)
    can = {
        "info": incident.state not in ENDED,
        "reopen": until is not None and now <= until,
        "rate": incident.state in (_S.RESOLVED, _S.CLOSED) and incident.rating is None,
    }
    return frozenset(name for name, allowed in can.items() if allowed)


def reopen_until(incident: Incident) -> datetime | None:
    """Until when the reporter may ask to reopen, None where the state knows no such move."""
    if _S.REOPEN_REQUESTED not in NEXT[incident.state] or incident.ended_at is None:
        return None
    return incident.ended_at + REOPEN_WITHIN


def add_information(
    session: Session,
    viewer: Viewer,
    code: str,
    door: Door,
    *,
    key: str,
    text: str,
    pictures: Sequence[bytes] = (),
) -> None:
    """More text and pictures from the reporter, for the officers; a report that waits for them goes on.

    The same `key` again changes nothing. Raises NotFound, Conflict("incident.no_more_info"), TooMany, and
    FieldErrors under `text` and `photos`.
    """
    incident = _held(session, viewer, code)
    if _known(session, incident, key):
        return
    if "info" not in may(incident, datetime.now(UTC)):
        raise Conflict("incident.no_more_info")
    words = _words("text", text, LONGEST)
    if not words and not pictures:
        raise FieldErrors({"text": "incident.nothing_added"})
    _throttled(session, incident, door)
    if pictures:
        wrong = photos.keep(
            session, viewer, door, key, pictures, purpose=FilePurpose.FOLLOW_UP, incident=incident
        )
        if wrong:
            raise FieldErrors(wrong)
    told = {"key": key, "photos": len(pictures)}
    add_event(session, incident, EventKind.INFO_ADDED, account_id=None, internal_note=words, data=told)
    if incident.state is _S.NEED_INFO:
        moves.step(session, incident, _S.VERIFYING, account_id=None)


def ask_reopen(session: Session, viewer: Viewer, code: str, door: Door, *, reason: str) -> None:
    """The reporter asks to open an ended report again; asked twice, it is asked once.

    Raises NotFound, Conflict("incident.reopen_late") after REOPEN_WITHIN, Conflict("incident.move_refused"),
    TooMany, FieldErrors under `reason`.
    """
    incident = _held(session, viewer, code)
    if incident.state is _S.REOPEN_REQUESTED:
        return
    words = _words("reason", reason, LONGEST)
    if not words:
        raise FieldErrors({"reason": "incident.needs_why"})
    moves.refuse_unknown(incident.state, _S.REOPEN_REQUESTED)
    until = reopen_until(incident)
    if until is None or datetime.now(UTC) > until:
        raise Conflict("incident.reopen_late")
    _throttled(session, incident, door)
    moves.step(session, incident, _S.REOPEN_REQUESTED, account_id=None, internal=words)


def rate(session: Session, viewer: Viewer, code: str, door: Door, *, stars: int, text: str = "") -> None:
    """How it went, 1 (badly) to 5 (well), once; officers read it.

    Raises NotFound, Conflict("incident.rated"), Conflict("incident.rate_later"), TooMany, FieldErrors.
    """
    incident = _held(session, viewer, code)
    words = _words("opinion", text, LONGEST_RATING)
    if stars not in range(1, 6):
        raise FieldErrors({"stars": "form.choice"})
    if (incident.rating, incident.rating_text) == (stars, words):
        return
    if incident.rating is not None:
        raise Conflict("incident.rated")
    if "rate" not in may(incident, datetime.now(UTC)):
        raise Conflict("incident.rate_later")
    _throttled(session, incident, door)
    incident.rating, incident.rating_text = stars, words
    add_event(session, incident, EventKind.RATED, account_id=None, data={"rating": stars})


def _held(session: Session, viewer: Viewer, code: str) -> Incident:
    """The report of a code, held until the end of the transaction."""
    incident = session.scalar(
        select(Incident)
        .where(Incident.code == as_code(code), Incident.commune_id == viewer.commune_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if incident is None:
        raise NotFound("incident.no_code")
    return incident


def _known(session: Session, incident: Incident, key: str) -> bool:
    statement = select(IncidentEvent.id).where(
        IncidentEvent.incident_id == incident.id, IncidentEvent.data["key"].astext == key
    )
    return session.scalar(statement.limit(1)) is not None


def _words(field: str, text: str, longest: int) -> str:
    words = clean(text)
    if len(words) > longest:
        raise FieldErrors({field: "incident.field_long"})
    return words


def _throttled(session: Session, incident: Incident, door: Door) -> None:
    address, report = f"follow:{pseudonym(door.secrets, door.address)}", f"follow:{incident.id}"
    hour = timedelta(hours=1)
    throttle.refuse_beyond(session, address, most=PER_HOUR, window=hour, code="incident.follow_often")
    throttle.refuse_beyond(session, report, most=PER_DAY, window=throttle.KEPT, code="incident.follow_often")
    throttle.count(session, address, report)
