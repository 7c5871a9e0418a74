"""Checks of other bodies: written down, because they are one of the year's as well."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import (
    INSPECTED,
    VISITED,
    Authority,
    InspectionAct,
    InspectionContent,
    InspectionEventKind,
    InspectionForm,
    InspectionState,
)
from geodata.errors import FieldErrors, NotFound
from geodata.features import Viewer
from geodata.models import Inspection, Site
from geodata.queries import inspections as rows
from geodata.queries import places
from services import access, clock, records
from services.inspections import effects
from services.inspections.numbering import OTHERS, next_code
from services.inspections.timeline import add_event
from services.text import clean, folded

LONGEST: Final = {"body": 200, "decision_number": 60}
EARLIEST: Final = date(2015, 1, 1)


@dataclass(frozen=True)
class Other:
    """A check by another body: which one, thanh tra or kiểm tra, where, on which day, of what."""

    site_id: int
    body: str
    act: InspectionAct
    day: date
    contents: tuple[InspectionContent, ...]
    form: InspectionForm = InspectionForm.ON_SITE
    decision_number: str = ""
    decision_date: date | None = None
    source: str = "form"


def register(session: Session, viewer: Viewer, wanted: Other) -> tuple[Inspection, bool]:
    """(the check, whether it is new). A day up to today is one that took place, a later one is announced.

    The same body, act, site and day is the same check, however often it is sent: what is said of it now is
    what stands. Raises Forbidden, NotFound, FieldErrors.
    """
    access.require(viewer, "inspection:plan")
    records.lock_settings(session, viewer.commune_id)
    site = select(Site.id).where(Site.id == wanted.site_id, places.known(viewer), Site.type.in_(INSPECTED))
    if session.scalar(site) is None:
        raise NotFound("record.unknown")
    check(wanted)
    return put(session, viewer.commune_id, viewer.account_id, wanted)


def put(
    session: Session, commune_id: int, account_id: int | None, wanted: Other, *, rate: bool = True
) -> tuple[Inspection, bool]:
    """As `register`, for who was allowed already and holds `records.lock_settings`, with a site of the
    commune and a check that was checked; with `rate` false the caller rates the sites anew."""
    known = same(session, commune_id, wanted)
    if known is None:
        inspection = _new(session, commune_id, account_id, wanted)
    else:
        inspection = _changed(session, account_id, known, wanted)
    if rate:
        effects.changed(session, inspection)
    return inspection, known is None


def check(wanted: Other) -> None:
    """Raise FieldErrors for what is missing or cannot be."""
    wrong = dict(_wrong(wanted))
    if wrong:
        raise FieldErrors(wrong)


def strike(session: Session, viewer: Viewer, inspection_id: int, *, version: int) -> None:
    """Take a check of another body out again that was written down wrongly; the log keeps it.

    Raises NotFound, Forbidden, Conflict("record.changed").
    """
    access.require(viewer, "inspection:plan")
    wanted = select(Inspection).where(Inspection.id == inspection_id, rows.on_desk(viewer))
    inspection = session.scalar(wanted.where(Inspection.body != ""))
    if inspection is None:
        raise NotFound("record.unknown")
    records.lock(session, inspection, version)
    session.delete(inspection)
    session.flush()


def same(session: Session, commune_id: int, wanted: Other) -> Inspection | None:
    """The check that is written down already: same site, act, day and body."""
    found = session.scalars(
        select(Inspection).where(
            Inspection.commune_id == commune_id,
            Inspection.site_id == wanted.site_id,
            Inspection.act == wanted.act,
            Inspection.body != "",
            rows.day_of_other() == wanted.day,
        )
    )
    return next((one for one in found if folded_body(one.body) == folded_body(wanted.body)), None)


def folded_body(body: str) -> str:
    """The name of a body in the form that is compared."""
    return folded(clean(body))


def _new(session: Session, commune_id: int, account_id: int | None, wanted: Other) -> Inspection:
    made = wanted.day <= clock.today()
    inspection = Inspection(
        commune_id=commune_id,
        site_id=wanted.site_id,
        code=next_code(session, commune_id, wanted.day.year, OTHERS),
        state=InspectionState.DONE if made else InspectionState.APPROVED,
        act=wanted.act,
        authority=Authority.CITY,
        planned=False,
        source=wanted.source,
        **values(wanted),
    )
    session.add(inspection)
    session.flush()
    add_event(session, inspection, InspectionEventKind.CREATED, account_id=account_id)
    return inspection


def _changed(session: Session, account_id: int | None, inspection: Inspection, wanted: Other) -> Inspection:
    """What is said now; a check that was to come and whose day is here has taken place."""
    session.refresh(inspection, with_for_update=True)
    took_place = wanted.day <= clock.today() and inspection.state not in VISITED
    said = values(wanted)
    if not took_place and all(getattr(inspection, name) == value for name, value in said.items()):
        return inspection
    for name, value in said.items():
        setattr(inspection, name, value)
    kind = InspectionEventKind.MOVED if took_place else InspectionEventKind.NOTED
    to = InspectionState.DONE if took_place else None
    add_event(session, inspection, kind, account_id=account_id, to=to)
    return inspection


def values(wanted: Other) -> dict[str, Any]:
    """Column → value of what is said of a check."""
    made = wanted.day <= clock.today()
    return {
        "body": clean(wanted.body),
        "form": wanted.form,
        "contents": [content.value for content in InspectionContent if content in wanted.contents],
        "decision_number": clean(wanted.decision_number),
        "decision_date": wanted.decision_date,
        "inspected_on": wanted.day if made else None,
        "planned_on": None if made else wanted.day,
    }


def _wrong(wanted: Other) -> Iterator[tuple[str, str]]:
    if not clean(wanted.body):
        yield "body", "form.needed"
    if not wanted.contents:
        yield "contents", "inspection.needs_content"
    for name, most in LONGEST.items():
        if len(clean(getattr(wanted, name))) > most:
            yield name, "inspection.too_long"
    if not EARLIEST <= wanted.day <= date(clock.today().year + 2, 12, 31):
        yield "day", "inspection.too_far"
    if wanted.decision_date and wanted.decision_date > wanted.day:
        yield "decision_date", "inspection.decided_after"
