"""A report that tells of two matters becomes two: the second gets its own code, clock and way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, FilePurpose, IncidentCategory, IncidentState
from geodata.errors import Conflict, FieldErrors
from geodata.features import Viewer
from geodata.models import Incident, IncidentEvent, IncidentFile, IncidentReporter
from services.incidents import clocks, files, files_seen, keys
from services.incidents.holding import hold, refuse_stale
from services.incidents.intake import LONGEST, new_code
from services.incidents.states import ENDED, allowed
from services.incidents.store import Store
from services.incidents.timeline import add_event
from services.text import clean

TAKEN_OVER: Final = (
    *("commune_id", "nature", "visibility", "landmark", "village_id", "occurred_at", "source", "outside"),
    *("geom", "public_geom", "moderation", "erasure_requested_at"),
)
"""What the second report has from the first; it is forgotten with it too, where that was asked for."""
_OF_REPORTER: Final = (FilePurpose.REPORT, FilePurpose.FOLLOW_UP)


class Photo(StrEnum):
    """What becomes of a picture of the report that is split."""

    STAY = "stay"
    MOVE = "move"
    COPY = "copy"


@dataclass(frozen=True)
class Split:
    """The second matter. `key` is a UUID made once for one form, `photos`: file id → what becomes of it."""

    key: str
    category: IncidentCategory
    description: str
    photos: Mapping[int, Photo] = field(default_factory=dict)


def split(
    session: Session, viewer: Viewer, store: Store, incident_id: int, wanted: Split, *, version: int
) -> Incident:
    """Make a second report of one; the same key again returns the one that was made.

    The words of the first stay as they were sent; who reported is sealed with both. Raises NotFound,
    Forbidden, Conflict (changed meanwhile, or over), FieldErrors.
    """
    whole = hold(session, viewer, incident_id, "incident:triage")
    made = keys.report_of(session, viewer, wanted.key)
    if made is not None and made.split_from_id == whole.id:
        return made
    refuse_stale(whole, version)
    if whole.state in ENDED:
        states = [state.value for state in allowed(whole.state)]
        raise Conflict("incident.move_refused", state=whole.state.value, allowed=states)
    part = _part(whole, wanted)
    _begin(session, viewer, whole, part)
    _pictures(session, viewer, store, whole, part, wanted.photos)
    add_event(session, whole, EventKind.SPLIT, account_id=viewer.account_id, data={"incident": part.id})
    return part


def _part(whole: Incident, wanted: Split) -> Incident:
    text = clean(wanted.description)
    wrong = {} if keys.is_key(wanted.key) else {"key": "form.expired"}
    if not text:
        wrong["description"] = "form.needed"
    elif len(text) > LONGEST:
        wrong["description"] = "incident.too_long"
    if wrong:
        raise FieldErrors(wrong)
    return Incident(
        **{name: getattr(whole, name) for name in TAKEN_OVER},
        code=new_code(),
        idempotency_key=wanted.key,
        category=wanted.category,
        state=IncidentState.NEW,
        published=False,
        description=text,
        split_from_id=whole.id,
        created_at=datetime.now(UTC),
        version=1,
        reporter=_same_reporter(whole.reporter),
    )


def _same_reporter(reporter: IncidentReporter | None) -> IncidentReporter | None:
    """Sealed as it is: nobody opens it for this."""
    if reporter is None:
        return None
    columns = [column.key for column in IncidentReporter.__mapper__.column_attrs]
    return IncidentReporter(
        **{name: getattr(reporter, name) for name in columns if name not in ("incident_id", "created_at")}
    )


def _begin(session: Session, viewer: Viewer, whole: Incident, part: Incident) -> None:
    told = {"incident": whole.id}
    part.events.append(
        IncidentEvent(
            kind=EventKind.CREATED,
            from_state=None,
            to_state=IncidentState.NEW,
            account_id=viewer.account_id,
            at=part.created_at,
            data=told,
        )
    )
    clocks.start(session, part)
    session.add(part)
    session.flush()
    add_event(session, part, EventKind.SPLIT, account_id=viewer.account_id, data=told)


def _pictures(
    session: Session,
    viewer: Viewer,
    store: Store,
    whole: Incident,
    part: Incident,
    wanted: Mapping[int, Photo],
) -> None:
    own = select(IncidentFile).where(
        IncidentFile.incident_id == whole.id,
        IncidentFile.purpose.in_(_OF_REPORTER),
        IncidentFile.id.in_([file_id for file_id, what in wanted.items() if what is not Photo.STAY]),
    )
    for file in session.scalars(own.order_by(IncidentFile.id)):
        if wanted[file.id] is Photo.COPY:
            bytes_ = files_seen.open_file(session, viewer, store, file.id).path.read_bytes()
            files.receive(session, viewer, store, key=part.idempotency_key, content=bytes_, incident=part)
        else:
            file.incident_id, file.report_key, file.public = part.id, part.idempotency_key, False
    session.flush()
