"""One run of the solver at a time has a plan: it tells how far it is, and may be stopped or die."""

import pytest
from sqlalchemy.orm import Session

from geodata.enums import LeftOutReason
from geodata.errors import Conflict
from geodata.models import Commune
from geodata.planning.solver import Wanted
from services.planning import solving
from services.plans import progress
from services.plans.progress import Stage, Wish, stage_of
from tests.services.planning.cases import RUN, Case, case

L = LeftOutReason


@pytest.fixture
def desk(session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch) -> Case:
    return case(session, an_hung, monkeypatch)


def test_progress_is_told_and_the_best_so_far_may_be_taken(desk: Case) -> None:
    desk.site()
    desk.plan.progress = progress.waiting(RUN)
    desk.session.flush()
    assert solving.begin(desk.session, desk.plan.id, RUN)
    assert solving.look(desk.session, desk.plan.id, RUN, 0.4, 12.34) is Wanted.ON
    desk.session.refresh(desk.plan)
    assert (desk.plan.progress["percent"], desk.plan.progress["collected"]) == (40, 12.3)
    desk.plan.progress = progress.wished(desk.plan.progress, Wish.TAKE)
    desk.session.flush()
    assert solving.look(desk.session, desk.plan.id, RUN, 0.5, 12.34) is Wanted.TAKE
    desk.solve(lambda share, collected: Wanted.TAKE)
    assert (len(desk.visits), desk.plan.figures["stopped"]) == (1, "taken")


def test_a_cancelled_run_leaves_the_draft_as_it_was(desk: Case) -> None:
    site = desk.site()
    desk.solve()
    desk.site("Mới")
    desk.solve(lambda share, collected: Wanted.CANCEL)
    assert [visit.site_id for visit in desk.visits] == [site.id]
    assert stage_of(desk.plan.progress) is Stage.CANCELLED


def test_a_run_that_was_called_off_or_replaced_writes_nothing(desk: Case) -> None:
    desk.site()
    desk.plan.progress = progress.waiting("another")
    desk.session.flush()
    assert not solving.begin(desk.session, desk.plan.id, RUN)
    assert solving.look(desk.session, desk.plan.id, RUN, 0.5, 1) is Wanted.CANCEL
    prepared = solving.prepare(desk.session, desk.plan.id)
    found = solving.solve(prepared, lambda share, collected: Wanted.ON)
    solving.finish(desk.session, desk.plan.id, RUN, prepared, found)
    solving.fail(desk.session, desk.plan.id, RUN, Conflict("plan.failed"))
    assert desk.visits == []
    assert stage_of(desk.plan.progress) is Stage.WAITING


def test_a_run_that_dies_again_and_again_is_given_up(desk: Case) -> None:
    desk.plan.progress = progress.waiting(RUN)
    desk.session.flush()
    begun = [solving.begin(desk.session, desk.plan.id, RUN) for _ in range(solving.TRIES + 1)]
    assert begun == [True] * solving.TRIES + [False]
    desk.session.refresh(desk.plan)
    assert stage_of(desk.plan.progress) is Stage.FAILED
    assert desk.plan.progress["error"] == "plan.gave_up"


def test_telling_progress_leaves_the_version_of_the_plan(desk: Case) -> None:
    desk.plan.progress = progress.waiting(RUN)
    desk.session.flush()
    version = desk.plan.version
    solving.begin(desk.session, desk.plan.id, RUN)
    solving.look(desk.session, desk.plan.id, RUN, 0.2, 1.0)
    desk.session.refresh(desk.plan)
    assert desk.plan.version == version
