"""The checks a plan makes: one a visit when it is approved, carried over to its next edition, called off."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import InspectionContent, InspectionEventKind, InspectionState, Role
from geodata.errors import Conflict, FieldErrors
from geodata.features import Viewer
from geodata.models import Account, Inspection, InspectionPlan, InspectionTeam, PlanVisit, Site
from services.inspections import cap, making, moves
from services.inspections.making import Proposal
from services.inspections.timeline import add_event

_S = InspectionState
NOT_BEGUN: Final = frozenset({_S.PROPOSED, _S.APPROVED, _S.ANNOUNCED})
"""States of a check at which nobody has been on site yet."""
_OVER: Final = frozenset({_S.CANCELLED, _S.NO_ACCESS})
_LONGEST_TEAM: Final = 500
_MOST_NAMED: Final = 5

Kept = dict[tuple[int, int], Inspection]
"""(site, team) → the check that the edition in force made of it."""


@dataclass(frozen=True)
class Decision:
    """The decision by which a plan is approved; it stands on each of its checks."""

    number: str
    day: date


def of_plan(session: Session, plan: InspectionPlan) -> Sequence[Inspection]:
    """The checks that were made of a plan, in their order."""
    made = select(Inspection).join(PlanVisit, PlanVisit.inspection_id == Inspection.id)
    return session.scalars(made.where(PlanVisit.plan_id == plan.id).order_by(Inspection.id)).unique().all()


def make(
    session: Session,
    approver: Viewer,
    plan: InspectionPlan,
    decision: Decision,
    before: InspectionPlan | None,
) -> None:
    """A check for every visit of a plan, approved under `decision`; those of `before`, the edition in force,
    are carried over where site and team stay, and called off where they do not.

    Raises Conflict: "plan.capped" where the one-a-year rule refuses a site, "plan.check_refused" where a
    check cannot be made for another reason.
    """
    visits = session.scalars(
        select(PlanVisit).where(PlanVisit.plan_id == plan.id).order_by(PlanVisit.day, PlanVisit.position)
    ).all()
    kept = _kept(session, before)
    wanted = {(visit.site_id, visit.team_id) for visit in visits}
    gone = [check for key, check in kept.items() if key not in wanted]
    call_off(session, approver, gone, f"{plan.code}, {plan.edition}")
    teams = {team.id: team for team in session.scalars(_teams(plan))}
    proposer = _proposer(session, plan)
    made: dict[tuple[int, date], int] = {}
    for visit in visits:
        known = kept.get((visit.site_id, visit.team_id))
        if known is not None and known.state not in _OVER:
            _carry(session, approver, known, visit, plan)
        else:
            wish = _proposal(plan, visit, teams[visit.team_id], made.get((visit.site_id, visit.day)))
            known = _approved(session, proposer, approver, wish, plan, decision)
        visit.inspection_id = known.id
        made.setdefault((visit.site_id, visit.day), known.id)
    session.flush()


def refuse_capped(session: Session, plan: InspectionPlan, before: InspectionPlan | None) -> None:
    """Raise Conflict("plan.capped", sites, count, article) where the one-a-year rule refuses visits by now.

    The checks of `before`, the edition in force, do not speak against the one after it.
    """
    alike: defaultdict[tuple[int, tuple[str, ...]], set[int]] = defaultdict(set)
    for visit in session.scalars(select(PlanVisit).where(PlanVisit.plan_id == plan.id)):
        alike[visit.day.year, tuple(visit.contents)].add(visit.site_id)
    own = [check.id for check in _kept(session, before).values()]
    refused: dict[int, list[cap.Refusal]] = {}
    for (year, contents), site_ids in alike.items():
        words = [InspectionContent(word) for word in contents]
        refused |= cap.refusals(session, plan.commune_id, site_ids, year, words, excluding=own)
    if refused:
        article = next(iter(refused.values()))[0].article
        raise Conflict("plan.capped", sites=_named(session, refused), count=len(refused), article=article)


def call_off(session: Session, viewer: Viewer, checks: Iterable[Inspection], reason: str) -> None:
    """Cancel those that nobody has begun."""
    for check in checks:
        if check.state in NOT_BEGUN:
            check.cancel_reason = reason[: moves.LONGEST_REASON]
            data = {"reason": check.cancel_reason}
            moves.step(session, check, _S.CANCELLED, account_id=viewer.account_id, data=data)


def _kept(session: Session, before: InspectionPlan | None) -> Kept:
    if before is None:
        return {}
    rows = session.execute(
        select(PlanVisit.site_id, PlanVisit.team_id, Inspection)
        .join(Inspection, Inspection.id == PlanVisit.inspection_id)
        .where(PlanVisit.plan_id == before.id)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _carry(
    session: Session, viewer: Viewer, check: Inspection, visit: PlanVisit, plan: InspectionPlan
) -> None:
    """A check that stays gets its new day, as long as nobody has begun it."""
    if check.state in NOT_BEGUN and check.planned_on != visit.day:
        data = {"plan": plan.code, "edition": plan.edition, "day": visit.day.isoformat()}
        check.planned_on = visit.day
        add_event(session, check, InspectionEventKind.NOTED, account_id=viewer.account_id, data=data)


def _proposal(
    plan: InspectionPlan, visit: PlanVisit, team: InspectionTeam, joint_with: int | None
) -> Proposal:
    return Proposal(
        site_id=visit.site_id,
        contents=tuple(InspectionContent(word) for word in visit.contents),
        authority=team.authority,
        planned_on=visit.day,
        key=f"{plan.code}/{plan.edition}/{team.id}",
        legal_basis=plan.legal_basis,
        team=f"{team.name}: {team.members}"[:_LONGEST_TEAM] if team.members else team.name,
        source=plan.code,
        joint_with=joint_with,
    )


def _approved(
    session: Session,
    proposer: Viewer,
    approver: Viewer,
    wish: Proposal,
    plan: InspectionPlan,
    decision: Decision,
) -> Inspection:
    try:
        check = making.propose(session, proposer, wish)
    except FieldErrors as refusal:
        why = next(iter(refusal.fields.values()))
        raise Conflict("plan.check_refused", sites=_named(session, [wish.site_id]), why=why) from refusal
    except Conflict as refusal:
        sites, article = _named(session, [wish.site_id]), refusal.params.get("article", "")
        raise Conflict("plan.capped", sites=sites, count=1, article=article) from refusal
    check.decision_number, check.decision_date = decision.number, decision.day
    data: Mapping[str, Any] = {"decision": decision.number, "plan": plan.code, "edition": plan.edition}
    add_event(
        session,
        check,
        InspectionEventKind.MOVED,
        account_id=approver.account_id,
        to=_S.APPROVED,
        data=dict(data),
    )
    return check


def _proposer(session: Session, plan: InspectionPlan) -> Viewer:
    """Who drafted the plan proposes its checks; the economic division where that account is gone."""
    role = session.scalar(select(Account.role).where(Account.id == plan.created_by_id))
    return Viewer(plan.commune_id, role or Role.ECONOMIC_DIVISION, None, plan.created_by_id)


def _teams(plan: InspectionPlan) -> Any:
    return select(InspectionTeam).where(InspectionTeam.commune_id == plan.commune_id)


def _named(session: Session, site_ids: Collection[int]) -> str:
    """The first few sites by name."""
    wanted = select(Site.name).where(Site.id.in_(site_ids)).order_by(Site.name_folded, Site.id)
    names = session.scalars(wanted.limit(_MOST_NAMED + 1)).all()
    return "; ".join(names[:_MOST_NAMED]) + ("…" if len(names) > _MOST_NAMED else "")
