"""A check is proposed: what it needs, whether the law allows it, and its number in the year's row."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import (
    INSPECTED,
    Authority,
    InspectionAct,
    InspectionContent,
    InspectionEventKind,
    InspectionForm,
    InspectionState,
    InspectionTrigger,
    SiteState,
)
from geodata.errors import Conflict, FieldErrors, NotFound
from geodata.features import Json, Viewer
from geodata.models import Incident, IncidentInspection, Inspection, InspectionEvent, Site
from geodata.queries import incidents as incident_rows
from geodata.queries import places
from services import access, clock, records
from services.inspections import cap, holding, overrides, terms
from services.inspections.cap_rule import Refusal
from services.inspections.numbering import next_code
from services.inspections.timeline import add_event
from services.text import clean

LONGEST: Final = {"legal_basis": 500, "team": 500}
FARTHEST_YEARS: Final = 2
_TO_COME: Final = (InspectionState.PROPOSED, InspectionState.APPROVED, InspectionState.ANNOUNCED)


@dataclass(frozen=True)
class Proposal:
    """One check to be: where, what it looks at, who leads it, on which day and why.

    `key` is made once for one form or one visit of a plan: the same key proposes once. `override` asks for
    the exception to the one-a-year rule; `joint_with` is the id of the check that it is one visit with (kiểm
    tra liên ngành, same site and day), `incident_id` the report that gave rise to it.
    """

    site_id: int
    contents: tuple[InspectionContent, ...]
    authority: Authority
    planned_on: date
    key: str
    trigger: InspectionTrigger = InspectionTrigger.PLAN
    form: InspectionForm = InspectionForm.ON_SITE
    legal_basis: str = ""
    team: str = ""
    source: str = "form"
    joint_with: int | None = None
    incident_id: int | None = None
    override: overrides.Exceptional | None = None


def propose(session: Session, viewer: Viewer, wanted: Proposal) -> Inspection:
    """Write a check down as proposed, flushed, with its code, its event and its links.

    Raises NotFound for a site or report that the viewer may not know of, Forbidden for another unit's checks,
    FieldErrors for what is missing or against a text, and Conflict("inspection.capped", article, day, count)
    where the one-a-year rule forbids it and no exception is asked for. With one, the check waits for the
    chairperson: `moves.move` lets it no further until the exception is approved.
    """
    access.require(viewer, "inspection:plan")
    holding.refuse_stranger(viewer, wanted.authority)
    records.lock_settings(session, viewer.commune_id)
    site = _site(session, viewer, wanted.site_id)
    if (made := _made_already(session, viewer, wanted)) is not None:
        return made
    _refuse_wrong(session, site, wanted)
    refusals = _refuse_capped(session, viewer.commune_id, wanted)
    inspection = _written(session, site, wanted)
    _tell(session, viewer, inspection, wanted)
    if wanted.incident_id is not None:
        _link(session, viewer, inspection, wanted.incident_id)
    if refusals and wanted.override is not None:
        overrides.ask(session, viewer, inspection, wanted.override, refusals)
    return inspection


def _site(session: Session, viewer: Viewer, site_id: int) -> Site:
    wanted = select(Site).where(Site.id == site_id, places.known(viewer), Site.type.in_(INSPECTED))
    site = session.scalar(wanted)
    if site is None:
        raise NotFound("record.unknown")
    return site


def _made_already(session: Session, viewer: Viewer, wanted: Proposal) -> Inspection | None:
    """The check that came of the same key: a form that was sent twice."""
    same = (
        select(Inspection)
        .join(InspectionEvent, InspectionEvent.inspection_id == Inspection.id)
        .where(
            Inspection.commune_id == viewer.commune_id,
            Inspection.site_id == wanted.site_id,
            InspectionEvent.kind == InspectionEventKind.CREATED,
            InspectionEvent.data["key"].astext == wanted.key,
        )
    )
    return session.scalar(same) if wanted.key else None


def _refuse_wrong(session: Session, site: Site, wanted: Proposal) -> None:
    wrong = _wrong_day(wanted.planned_on) | _wrong_contents(site, wanted)
    for name, most in LONGEST.items():
        if len(clean(getattr(wanted, name))) > most:
            wrong[name] = "inspection.too_long"
    if site.state is SiteState.CLOSED:
        wrong["site_id"] = "inspection.site_closed"
    if wanted.override is not None and wanted.trigger is InspectionTrigger.PLAN:
        wrong["trigger"] = "inspection.exception_not_planned"
    if wanted.joint_with is not None and not _is_joint(session, wanted):
        wrong["joint_with"] = "inspection.not_joint"
    if wrong:
        raise FieldErrors(wrong)


def _wrong_day(day: date) -> dict[str, str]:
    if day < clock.today():
        return {"planned_on": "inspection.day_passed"}
    late = day.year > clock.today().year + FARTHEST_YEARS
    return {"planned_on": "inspection.too_far"} if late else {}


def _wrong_contents(site: Site, wanted: Proposal) -> dict[str, str]:
    """Fire group → authority [NĐ 105/2025 Đ42]; police and environment → one of three triggers [NĐ 105/2015
    Đ7]."""
    if not wanted.contents:
        return {"contents": "inspection.needs_content"}
    wrong = {}
    fire_group = getattr(site, "fire_group", None)
    for content in wanted.contents:
        if wanted.authority not in terms.authorities(content, fire_group):
            fire = content is InspectionContent.FIRE_SAFETY
            wrong["authority"] = "inspection.fire_authority" if fire else "inspection.other_authority"
        if wanted.trigger not in terms.triggers(wanted.authority, content):
            wrong["trigger"] = "inspection.police_trigger"
    return wrong


def _is_joint(session: Session, wanted: Proposal) -> bool:
    """One visit: same site, same day, another authority, still to come."""
    other = session.get(Inspection, wanted.joint_with)
    return (
        other is not None
        and (other.site_id, other.planned_on) == (wanted.site_id, wanted.planned_on)
        and other.authority is not wanted.authority
        and other.state in _TO_COME
    )


def _written(session: Session, site: Site, wanted: Proposal) -> Inspection:
    inspection = Inspection(
        commune_id=site.commune_id,
        site_id=site.id,
        code=next_code(session, site.commune_id, clock.today().year),
        state=InspectionState.PROPOSED,
        act=InspectionAct.INSPECTION,
        authority=wanted.authority,
        contents=[content.value for content in InspectionContent if content in wanted.contents],
        form=wanted.form,
        planned=wanted.trigger is InspectionTrigger.PLAN,
        trigger=wanted.trigger,
        legal_basis=clean(wanted.legal_basis),
        team=clean(wanted.team),
        planned_on=wanted.planned_on,
        source=wanted.source,
    )
    session.add(inspection)
    session.flush()
    return inspection


def _tell(session: Session, viewer: Viewer, inspection: Inspection, wanted: Proposal) -> None:
    data: dict[str, object] = {"key": wanted.key}
    if wanted.joint_with is not None:
        data["joint_with"] = wanted.joint_with
    add_event(session, inspection, InspectionEventKind.CREATED, account_id=viewer.account_id, data=data)


def _link(session: Session, viewer: Viewer, inspection: Inspection, incident_id: int) -> None:
    known = select(Incident.id).where(Incident.id == incident_id, incident_rows.on_desk(viewer))
    if session.scalar(known) is None:
        raise NotFound("record.unknown")
    session.add(IncidentInspection(incident_id=incident_id, inspection_id=inspection.id))
    session.flush()


def _refuse_capped(session: Session, commune_id: int, wanted: Proposal) -> list[Refusal]:
    """What the one-a-year rule says against the check; refused unless an exception is asked for."""
    one_visit = [] if wanted.joint_with is None else _visit_of(session, wanted.joint_with)
    found = cap.refusals(
        session,
        commune_id,
        [wanted.site_id],
        wanted.planned_on.year,
        wanted.contents,
        form=wanted.form,
        excluding=one_visit,
    )
    told = found.get(wanted.site_id, [])
    if told and wanted.override is None:
        raise Conflict("inspection.capped", article=told[0].article, day=told[0].day, count=len(told))
    return told


def _visit_of(session: Session, inspection_id: int) -> list[int]:
    """A check and those that are one visit with it already."""
    return [inspection_id, *cap.partners(session, session.get_one(Inspection, inspection_id))]


@dataclass(frozen=True)
class Offer:
    """What a form that proposes a check of one site starts from: the site, the units this viewer proposes
    for, the checks it can be one visit with, what speaks against one this year and the next (for any
    content), and the reports that can be evidence for an exception."""

    site_id: int
    name: str
    kind: str
    village_id: int | None
    fire_group: str
    authorities: list[Authority]
    joint: list[tuple[int, str]]
    told: dict[int, list[Refusal]]
    evidence: list[Json]


def offer(session: Session, viewer: Viewer, site_id: int) -> Offer:
    """What can be proposed for a site. Raises NotFound, Forbidden."""
    access.require(viewer, "inspection:plan")
    site = _site(session, viewer, site_id)
    year = clock.today().year
    told = {
        one: cap.verdicts(session, viewer.commune_id, [site.id], one, InspectionContent).get(site.id, [])
        for one in (year, year + 1)
    }
    return Offer(
        site.id,
        site.name,
        site.kind.value,
        site.village_id,
        getattr(site, "fire_group", None) or "",
        [authority for authority in Authority if holding.works_on(viewer, authority)],
        _to_join(session, site),
        told,
        overrides.offered(session, viewer, site.id),
    )


def _to_join(session: Session, site: Site) -> list[tuple[int, str]]:
    """(id, code) of the checks of a site that are still to come, by day."""
    coming = (
        select(Inspection.id, Inspection.code)
        .where(Inspection.site_id == site.id, Inspection.state.in_(_TO_COME), Inspection.body == "")
        .order_by(Inspection.planned_on, Inspection.id)
    )
    return [(row.id, row.code) for row in session.execute(coming)]
