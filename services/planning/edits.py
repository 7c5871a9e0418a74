"""What officers change in a draft by hand: pin, drop, bring back, move. The times follow."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from geodata.enums import INSPECTED, LeftOutReason, WishKind
from geodata.errors import BadInput, Conflict, NotFound
from geodata.features import Viewer
from geodata.models import InspectionPlan, PlanLeftOut, PlanVisit, PlanWish, Site
from services.planning import candidates, contents, layout, pins, writing
from services.planning.candidates import LeftOut
from services.planning.layout import Layout
from services.plans import holding
from services.text import clean

LONGEST_NOTE: Final = 300


def pin(
    session: Session,
    viewer: Viewer,
    plan_id: int,
    site_id: int,
    *,
    version: int,
    team_id: int | None = None,
    day: date | None = None,
    note: str = "",
) -> None:
    """Ask for a site, by a team or on a day where given; where it is not in the plan yet, it is put where it
    costs the least way and breaks no rule, if there is such a place (else the solver will look for one).

    Raises as `holding.hold_draft`, NotFound, Conflict("plan.pin.…", site) for a rule that forbids it.
    """
    plan = holding.hold_draft(session, viewer, plan_id, version)
    site = _site(session, plan, site_id)
    _forget(session, plan, site_id)
    _wish(session, viewer, plan, site.id, WishKind.PINNED, team_id, day, note)
    visits = layout.visits_of(session, plan.id)
    laid = layout.of(session, plan, visits, [site_id])
    pins.refuse(laid.known, laid.made, site_id)
    own = [visit for visit in visits if visit.site_id == site_id]
    for visit in own:
        visit.pinned = True
    if not own:
        _put_in(session, plan, laid, visits, site_id)
    _changed(session, plan)


def unpin(session: Session, viewer: Viewer, plan_id: int, site_id: int, *, version: int) -> None:
    """Take a pin back; the visit stays. Raises as `holding.hold_draft`."""
    plan = holding.hold_draft(session, viewer, plan_id, version)
    _forget(session, plan, site_id)
    for visit in layout.visits_of(session, plan.id):
        if visit.site_id == site_id:
            visit.pinned = False
    _changed(session, plan)


def drop(
    session: Session, viewer: Viewer, plan_id: int, site_id: int, *, version: int, note: str = ""
) -> None:
    """Take a site out, with all its visits, and keep it out. Raises as `holding.hold_draft`, NotFound."""
    plan = holding.hold_draft(session, viewer, plan_id, version)
    _site(session, plan, site_id)
    _forget(session, plan, site_id)
    _wish(session, viewer, plan, site_id, WishKind.DROPPED, None, None, note)
    visits = layout.visits_of(session, plan.id)
    gone = [visit for visit in visits if visit.site_id == site_id]
    for visit in gone:
        session.delete(visit)
    session.flush()
    stay = [visit for visit in visits if visit.site_id != site_id]
    laid = layout.of(session, plan, stay, [site_id])
    layout.retime(laid, stay, {(visit.team_id, visit.day) for visit in gone})
    _leave_out(session, plan, laid, site_id)
    _changed(session, plan)


def restore(session: Session, viewer: Viewer, plan_id: int, site_id: int, *, version: int) -> None:
    """Let a dropped site be planned again; the solver decides. Raises as `holding.hold_draft`."""
    plan = holding.hold_draft(session, viewer, plan_id, version)
    _forget(session, plan, site_id)
    visits = layout.visits_of(session, plan.id)
    if all(visit.site_id != site_id for visit in visits):
        _leave_out(session, plan, layout.of(session, plan, visits, [site_id]), site_id)
    _changed(session, plan)


def move_visit(
    session: Session,
    viewer: Viewer,
    plan_id: int,
    visit_id: int,
    *,
    team_id: int,
    day: date,
    position: int,
    version: int,
) -> None:
    """Put a visit at a position (from 1) of a team's day. Rules that it then breaks are shown, not refused.

    A pin to a team or day follows. Raises as `holding.hold_draft`, NotFound, BadInput for a team that is not
    of the plan or a day outside its period, Conflict("plan.twice") where that team visits the site already.
    """
    plan = holding.hold_draft(session, viewer, plan_id, version)
    visits = layout.visits_of(session, plan.id)
    visit = next((one for one in visits if one.id == visit_id), None)
    if visit is None:
        raise NotFound("record.unknown")
    if team_id not in (plan.settings or {}).get("teams", ()):
        raise BadInput("plan.teams_gone")
    if not plan.period_from <= day <= plan.period_to:
        raise BadInput("plan.no_day")
    if any(one.site_id == visit.site_id and one.team_id == team_id for one in visits if one is not visit):
        raise Conflict("plan.twice")
    touched = {(visit.team_id, visit.day), (team_id, day)}
    _follow(session, plan, visit, team_id, day)
    visit.team_id, visit.day = team_id, day
    _lined_up(visits, visit, position)
    laid = layout.of(session, plan, visits)
    visit.contents = _contents(laid, visit) or visit.contents
    layout.retime(laid, visits, touched)
    _changed(session, plan)


def _site(session: Session, plan: InspectionPlan, site_id: int) -> Site:
    wanted = select(Site).where(
        Site.id == site_id, Site.commune_id == plan.commune_id, Site.type.in_(tuple(INSPECTED))
    )
    site = session.scalar(wanted)
    if site is None:
        raise NotFound("record.unknown")
    return site


def _forget(session: Session, plan: InspectionPlan, site_id: int) -> None:
    session.execute(delete(PlanWish).where(PlanWish.plan_id == plan.id, PlanWish.site_id == site_id))


def _wish(
    session: Session,
    viewer: Viewer,
    plan: InspectionPlan,
    site_id: int,
    kind: WishKind,
    team_id: int | None,
    day: date | None,
    note: str,
) -> None:
    session.add(
        PlanWish(
            commune_id=plan.commune_id,
            plan_id=plan.id,
            site_id=site_id,
            kind=kind,
            team_id=team_id,
            day=day,
            note=clean(note)[:LONGEST_NOTE],
            account_id=viewer.account_id,
        )
    )
    session.flush()


def _put_in(
    session: Session, plan: InspectionPlan, laid: Layout, visits: Sequence[PlanVisit], site_id: int
) -> None:
    """One more visit where there is room for it; a site of several teams is the solver's to settle."""
    jobs = [number for number, job in enumerate(laid.problem.jobs) if job.site == site_id]
    place = layout.best_place(laid, visits, jobs[0]) if len(jobs) == 1 else None
    if place is None:
        return
    shift, index = place
    team, day = laid.problem.teams[shift[0]].id, laid.problem.days[shift[1]]
    made = PlanVisit(
        commune_id=plan.commune_id,
        plan_id=plan.id,
        site_id=site_id,
        team_id=team,
        day=day,
        pinned=True,
        **writing.weighed(laid.weights.get(site_id), "pinned"),
    )
    made.contents = _contents(laid, made)
    own = [*visits, made]
    _lined_up(own, made, index + 1)
    layout.retime(laid, own, {(team, day)})
    session.add(made)
    session.execute(delete(PlanLeftOut).where(PlanLeftOut.plan_id == plan.id, PlanLeftOut.site_id == site_id))


def _lined_up(visits: Sequence[PlanVisit], moved: PlanVisit, position: int) -> None:
    """Number the visits of a team-day so that the moved one stands at `position`, at the end beyond it."""
    others = sorted(
        (one for one in visits if one is not moved and (one.team_id, one.day) == (moved.team_id, moved.day)),
        key=lambda one: one.position,
    )
    others.insert(min(max(position, 1), len(others) + 1) - 1, moved)
    for number, one in enumerate(others):
        one.position = number + 1


def _contents(laid: Layout, visit: PlanVisit) -> list[str]:
    team = next(team for team in laid.known.teams if team.id == visit.team_id)
    site = next(site for site in laid.known.sites if site.id == visit.site_id)
    joint = any(pair.site_id == site.id and team.id in pair.team_ids for pair in laid.known.asked.pairs)
    words = contents.of(site, team, laid.known.asked.contents, joint=joint)
    return sorted(words - candidates.forbidden(laid.known, site.id, visit.day.year))


def _follow(session: Session, plan: InspectionPlan, visit: PlanVisit, team_id: int, day: date) -> None:
    """The officer's last word: a pin that named a team or a day names the new one."""
    wishes = select(PlanWish).where(PlanWish.plan_id == plan.id, PlanWish.site_id == visit.site_id)
    for wish in session.scalars(wishes.where(PlanWish.kind == WishKind.PINNED)):
        if wish.team_id == visit.team_id:
            wish.team_id = team_id
        if wish.day is not None:
            wish.day = day


def _leave_out(session: Session, plan: InspectionPlan, laid: Layout, site_id: int) -> None:
    """Why a site that has no visit is not in the plan, as things stand."""
    weight = laid.weights.get(site_id)
    why = laid.made.left_out.get(site_id) or LeftOut(LeftOutReason.NO_ROOM, writing.told(weight))
    session.merge(
        PlanLeftOut(
            plan_id=plan.id,
            site_id=site_id,
            commune_id=plan.commune_id,
            reason=why.reason,
            data=why.data,
            category=weight.category if weight else None,
            priority=weight.priority if weight else 0.0,
        )
    )


def _changed(session: Session, plan: InspectionPlan) -> None:
    """Let the next editor see that the plan is another one now."""
    flag_modified(plan, "progress")
    session.flush()
