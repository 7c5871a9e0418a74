"""The worker's job for a draft: it writes the plan, or says why there is none; begun anew it starts over."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from geodata.enums import LeftOutReason, SiteState, WishKind
from geodata.models import Commune, InspectionPlan, PlanVisit
from services.planning import solving
from services.plans import drafts
from services.plans.progress import Stage, Wish, stage_of
from tests.services.planning.cases import RUN, Case, case
from webmap import planning, worker
from webmap.messages import MESSAGES
from webmap.planner_messages import PLANNER_MESSAGES

Sessions = sessionmaker[Session]


@pytest.fixture
def desk(session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch) -> Case:
    made = case(session, an_hung, monkeypatch)
    made.site("Xưởng 1")
    drafts.start(session, made.people.planner, made.plan.id, version=made.plan.version)
    session.commit()
    return made


def run(desk: Case, sessions: Sessions, name: str = "") -> InspectionPlan:
    planning.solve(sessions, plan_id=desk.plan.id, run=name or desk.plan.progress["run"])
    desk.session.expire_all()
    return desk.session.get_one(InspectionPlan, desk.plan.id)


def visited(desk: Case) -> int:
    found = desk.session.scalars(select(PlanVisit.id).where(PlanVisit.plan_id == desk.plan.id))
    return len(found.all())


def test_the_queue_knows_the_job() -> None:
    assert worker.TASKS[drafts.SOLVE] is planning.solve


def test_a_draft_is_worked_out(desk: Case, sessions: Sessions) -> None:
    plan = run(desk, sessions)
    assert (stage_of(plan.progress), plan.progress["percent"], visited(desk)) == (Stage.DONE, 100, 1)


def test_done_twice_it_is_done_once(desk: Case, sessions: Sessions) -> None:
    first = run(desk, sessions).version
    assert run(desk, sessions).version == first


def test_another_run_s_job_does_nothing(desk: Case, sessions: Sessions) -> None:
    plan = run(desk, sessions, RUN)
    assert (stage_of(plan.progress), visited(desk)) == (Stage.WAITING, 0)


def test_a_refusal_is_told_in_words(desk: Case, sessions: Sessions) -> None:
    desk.wish(desk.site("Đã đóng", state=SiteState.CLOSED), WishKind.PINNED)
    desk.session.commit()
    plan = run(desk, sessions)
    assert stage_of(plan.progress) is Stage.FAILED
    code, params = plan.progress["error"], plan.progress["params"]
    assert str(MESSAGES[code]) % params == "Không ghim được Đã đóng: nơi này không hoạt động."


def test_a_fault_of_ours_is_told_and_logged(
    desk: Case, sessions: Sessions, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(solving, "solve", lambda prepared, look: 1 / 0)
    plan = run(desk, sessions)
    assert (plan.progress["error"], visited(desk)) == ("plan.failed", 0)
    assert "ZeroDivisionError" in caplog.text


def test_a_lost_database_is_waited_for_and_the_next_try_begins_anew(
    desk: Case, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(prepared: Any, look: Any) -> Any:
        raise OperationalError("select", {}, Exception("away"))

    with monkeypatch.context() as now:
        now.setattr(solving, "solve", away)
        with pytest.raises(OperationalError):
            run(desk, sessions)
    plan = run(desk, sessions)
    assert (stage_of(plan.progress), plan.progress["tries"], visited(desk)) == (Stage.DONE, 2, 1)


def test_an_officer_s_wish_reaches_the_search(
    desk: Case, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = solving.begin

    def begun(session: Session, plan_id: int, run_: str) -> bool:
        found = kept(session, plan_id, run_)
        plan = session.get_one(InspectionPlan, plan_id, populate_existing=True)
        plan.progress = {**plan.progress, "wish": Wish.CANCEL.value}
        return found

    monkeypatch.setattr(solving, "begin", begun)
    plan = run(desk, sessions)
    assert (stage_of(plan.progress), visited(desk)) == (Stage.CANCELLED, 0)


def test_every_refusal_of_a_pin_has_words() -> None:
    never = {LeftOutReason.NOT_DUE, LeftOutReason.NO_ROOM}
    told = {f"plan.pin.{reason.value}" for reason in LeftOutReason if reason not in never}
    assert told <= PLANNER_MESSAGES.keys()
