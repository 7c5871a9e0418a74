"""Reports for other programs (GeoReport v2): what everybody may see of them, and how an app files one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from uuid import UUID, uuid5

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentState
from geodata.errors import FieldErrors, NotFound
from geodata.features import Json, Layer, Viewer, feature
from geodata.models import ApiKey
from geodata.queries import incidents as rows
from geodata.queries import open311 as published
from geodata.queries.open311 import RequestFilter
from services import throttle
from services.incidents import files, intake, keys
from services.incidents.desk import anybody
from services.incidents.files import Store
from services.incidents.intake import Report
from services.incidents.states import ENDED
from services.sealing import Secrets

Status = Literal["open", "closed"]

SPAN: Final = timedelta(days=90)
"""The longest stretch of days that one list covers, and what it covers unless asked otherwise."""
MOST: Final = 1000
"""Reports of one page at most."""
LAST_PAGE: Final = 1_000_000
PER_HOUR: Final = 300
"""New reports of one app; of one address behind it as many as of any other (services.incidents.intake)."""


@dataclass(frozen=True)
class Asked:
    """What a program asked the list for. `ids` overrides all others; empty means all."""

    ids: tuple[int, ...] = ()
    categories: tuple[IncidentCategory, ...] = ()
    statuses: frozenset[str] = frozenset()
    start: datetime | None = None
    end: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    page: int = 1
    page_size: int = MOST


@dataclass(frozen=True)
class Sender:
    """The app that files a report, the address it does so from, and where files are kept."""

    viewer: Viewer
    app: ApiKey
    address: str
    secrets: Secrets
    store: Store


@dataclass(frozen=True)
class Kept:
    """A report that an app filed: its number, its sender's code, whether it lies outside the commune."""

    id: int
    code: str
    outside: bool


@dataclass(frozen=True)
class PublicReport:
    """A published report as anybody sees it: the feature, open or closed, and the id of its first public
    photo. `updated` is the moment of the last change that everybody could see."""

    feature: Json
    status: Status
    updated: datetime
    photo: int | None


def requests(session: Session, viewer: Viewer, asked: Asked) -> list[PublicReport]:
    """A page of the published reports, newest first.

    Raises FieldErrors: a span that is turned round or longer than SPAN, a page that cannot be.
    """
    if not (1 <= asked.page <= LAST_PAGE):
        raise FieldErrors({"page": "open311.page"})
    if not (1 <= asked.page_size <= MOST):
        raise FieldErrors({"page_size": "open311.page_size"})
    offset = (asked.page - 1) * asked.page_size
    found = published.requests(session, viewer, _filter(asked), offset=offset, limit=asked.page_size)
    return [_as_anybody(row, viewer) for row in found]


def request(session: Session, viewer: Viewer, request_id: int) -> PublicReport:
    """One published report; NotFound("open311.no_request") for any other, whoever filed it."""
    found = published.requests(session, viewer, RequestFilter(ids=(request_id,)))
    if not found:
        raise NotFound("open311.no_request")
    return _as_anybody(found[0], viewer)


def newest(
    session: Session, viewer: Viewer, category: IncidentCategory | None, most: int
) -> list[PublicReport]:
    """The newest published reports, of one category or of all."""
    wanted = RequestFilter(categories=(category,) if category else None)
    return [_as_anybody(row, viewer) for row in published.requests(session, viewer, wanted, limit=most)]


def of_token(session: Session, viewer: Viewer, token: str) -> int:
    """The id of the report that is followed by that code, published or not; NotFound("open311.no_token")."""
    row = rows.followed(session, viewer, intake.as_code(token))
    if row is None:
        raise NotFound("open311.no_token")
    return int(row["id"])


def report_key(app: ApiKey, sent: str) -> str:
    """The key of a report from the one its app sent: what one app sends never meets what another sent."""
    return str(uuid5(UUID(int=app.id), sent))


def submit(session: Session, sender: Sender, report: Report, photos: Sequence[bytes]) -> Kept:
    """Keep the report of an app with its photos; the same key again returns what was kept the first time.

    Raises FieldErrors, what `files.receive` raises for a photo that is none, and TooMany for an app, or for
    an address behind it, that sent too much.
    """
    report = replace(report, key=report_key(sender.app, report.key))
    kept = keys.report_of(session, sender.viewer, report.key)
    if kept is None:
        _take(session, sender, report, photos)
        address = f"{sender.app.id} {sender.address}"
        kept = intake.add(session, sender.viewer, report, address=address, secrets=sender.secrets)
    return Kept(kept.id, kept.code, kept.outside)


def _take(session: Session, sender: Sender, report: Report, photos: Sequence[bytes]) -> None:
    """What is done once for a report: it is counted, and its photos are kept until it takes them."""
    counter = f"app:{sender.app.id}"
    throttle.take(session, counter, most=PER_HOUR, window=timedelta(hours=1), code="open311.too_many")
    if len(photos) > files.MOST:
        raise FieldErrors({"photos": "photo.too_many"})
    for content in photos:
        files.receive(session, sender.viewer, sender.store, key=report.key, content=content)


def _filter(asked: Asked) -> RequestFilter:
    if asked.ids:
        return RequestFilter(ids=asked.ids)
    start, end = _span(asked, datetime.now(UTC))
    return RequestFilter(
        categories=asked.categories or None,
        states=_states(asked.statuses),
        made_from=start,
        made_to=end,
        updated_from=asked.updated_after,
        updated_to=asked.updated_before,
    )


def _span(asked: Asked, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From when to when: the last SPAN unless told; who asks what changed of late gets old reports too."""
    if asked.start is None and asked.end is None:
        changed = asked.updated_after or asked.updated_before
        return (None, None) if changed else (now - SPAN, None)
    if asked.start is None or asked.end is None:
        return (
            asked.start if asked.start is not None else _shifted(asked.end, -SPAN),
            asked.end if asked.end is not None else _shifted(asked.start, SPAN),
        )
    if asked.end < asked.start:
        raise FieldErrors({"end": "open311.turned_round"})
    if asked.end - asked.start > SPAN:
        raise FieldErrors({"end": "open311.span"})
    return asked.start, asked.end


def _shifted(moment: datetime | None, by: timedelta) -> datetime | None:
    """Beyond the calendar's end there is nothing to leave out."""
    try:
        return moment + by if moment is not None else None
    except OverflowError:
        return None


def _states(statuses: frozenset[str]) -> tuple[IncidentState, ...] | None:
    if not statuses:
        return None
    return tuple(state for state in IncidentState if status_of(state) in statuses)


def status_of(state: IncidentState) -> Status:
    """GeoReport knows two states: somebody still works on it, or nobody does."""
    return "closed" if state in ENDED else "open"


def _as_anybody(row: RowMapping, viewer: Viewer) -> PublicReport:
    return PublicReport(
        feature(Layer.INCIDENT, row, anybody(viewer)),
        status_of(row["state"]),
        row["updated_at"],
        row["photo"],
    )
