"""A plan's desk for these tests: sites around a team's start, a draft, and the worker's steps in a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from shapely.geometry import LineString, MultiLineString
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import InspectionContent, LeftOutReason, RoadKind, WishKind
from geodata.models import (
    Commune,
    Facility,
    InspectionPlan,
    InspectionTeam,
    PlanLeftOut,
    PlanVisit,
    PlanWish,
    Road,
    SiteVisitTerms,
)
from geodata.planning import solver
from geodata.planning.solver import Wanted
from services.planning import checking, layout, solving
from services.plans import progress, settings
from services.plans.settings import as_json
from tests import cast, plan_cast
from tests.plan_cast import Desk

RUN = "run-1"


@dataclass(frozen=True)
class Case:
    """What a test stands on."""

    session: Session
    home: Commune
    people: Desk
    team: InspectionTeam
    days: list[date]
    plan: InspectionPlan

    def site(self, name: str = "Xưởng mẫu", **more: Any) -> Facility:
        """One more site of this commune."""
        return plan_cast.site(self.session, self.home, name, **more)

    def asks(self, **changed: Any) -> None:
        """Ask the plan for something else."""
        kept = settings.from_json(self.plan.settings)
        self.plan.settings = as_json(replace(kept, **changed))
        self.session.flush()

    def terms(self, site: Facility, **told: Any) -> None:
        """Write down when a site can be visited."""
        self.session.add(SiteVisitTerms(site_id=site.id, version=1, **told))
        self.session.flush()

    def wish(self, site: Facility, kind: WishKind = WishKind.PINNED, **more: Any) -> None:
        """What an officer asks."""
        self.session.add(
            PlanWish(commune_id=self.home.id, plan_id=self.plan.id, site_id=site.id, kind=kind, **more)
        )
        self.session.flush()

    def solve(self, look: Callable[[float, float], Wanted] | None = None) -> None:
        """The worker's steps, one after the other."""
        self.plan.progress = progress.waiting(RUN)
        self.session.flush()
        assert solving.begin(self.session, self.plan.id, RUN)
        prepared = solving.prepare(self.session, self.plan.id)
        found = solving.solve(prepared, look or _on)
        solving.finish(self.session, self.plan.id, RUN, prepared, found)
        self.session.refresh(self.plan)

    @property
    def visits(self) -> list[PlanVisit]:
        """The visits in the order they are driven."""
        self.session.flush()
        self.session.expire_all()
        return layout.visits_of(self.session, self.plan.id)

    @property
    def left_out(self) -> dict[int, tuple[LeftOutReason, Any]]:
        """Site → why it is not in the plan."""
        self.session.flush()
        rows = self.session.scalars(select(PlanLeftOut).where(PlanLeftOut.plan_id == self.plan.id))
        return {row.site_id: (row.reason, row.data) for row in rows}

    def broken(self) -> list[str]:
        """The codes of what the plan breaks."""
        self.session.flush()
        return [one.code for one in checking.breaches(self.session, self.plan)]


def _on(share: float, collected: float) -> Wanted:
    return Wanted.ON


def case(session: Session, home: Commune, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A desk, one team, and a draft of a week ahead; the search takes few steps, and nothing is drawn."""
    monkeypatch.setattr(solving, "Asked", lambda seed, share: solver.Asked(seed, share, iterations=120))
    people = plan_cast.desk(session, home)
    team = plan_cast.team(session, home)
    days = plan_cast.days(session, home)
    made = Case(
        session, home, people, team, days, plan_cast.plan(session, home, people.planner, [team], days)
    )
    made.asks(random_share=0.0)
    return made


def road(session: Session, home: Commune, *corners: tuple[float, float]) -> Road:
    """A road through these (lon, lat)."""
    made = Road(
        commune_id=home.id,
        kind=next(iter(RoadKind)),
        code=f"R{len(corners)}-{corners[0][0]}",
        geom=cast.shape(MultiLineString([LineString(corners)])),
    )
    session.add(made)
    session.flush()
    return made


def contents(*words: str) -> Sequence[InspectionContent]:
    """Contents by their words."""
    return tuple(InspectionContent(word) for word in words)
