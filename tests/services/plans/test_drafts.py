"""Drafts: asked for once, refused with a reason, handed to the solver once, let go again."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from geodata.enums import InspectionContent, PlanState, Role
from geodata.errors import Conflict, FieldErrors, Forbidden
from geodata.models import CalendarDay, Commune, InspectionPlan, InspectionTeam
from services.plans import capacity, drafts, holding, pairs, settings
from services.plans.asked import Draft
from services.plans.progress import Stage, Wish, stage_of
from services.plans.settings import Pair, Settings
from tests import cast, plan_cast
from tests.people import viewer
from tests.plan_cast import Desk


@pytest.fixture
def people(session: Session, an_hung: Commune) -> Desk:
    return plan_cast.desk(session, an_hung)


@pytest.fixture
def team(session: Session, an_hung: Commune) -> InspectionTeam:
    return plan_cast.team(session, an_hung)


def asked(session: Session, home: Commune, team: InspectionTeam, **more: Any) -> Draft:
    week = plan_cast.days(session, home)
    wanted = Settings((team.id,), (InspectionContent.ENVIRONMENT,))
    return replace(Draft("Kế hoạch tuần", week[0], week[-1], wanted), **more)


def jobs(session: Session) -> int:
    queued = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'plans.solve'")
    return int(session.execute(queued).scalar_one())


def test_settings_come_back_as_they_were_kept() -> None:
    wanted = Settings((3, 4), (InspectionContent.FIRE_SAFETY,), 0.25, 0.0, 7, (Pair(9, (3, 4)),))
    assert settings.from_json(settings.as_json(wanted)) == wanted
    assert settings.from_json({}) == Settings((), ())


def test_a_draft_is_made_once_and_numbered(
    session: Session, an_hung: Commune, people: Desk, team: InspectionTeam
) -> None:
    wanted = asked(session, an_hung, team, key="one-form")
    first = drafts.create(session, people.planner, wanted)
    assert drafts.create(session, people.planner, wanted).id == first.id
    second = drafts.create(session, people.other, replace(wanted, key="another"))
    year = wanted.period_from.year
    assert (first.code, second.code) == (f"KH-{year}-01", f"KH-{year}-02")
    assert (first.state, first.edition) == (PlanState.DRAFT, 1)
    assert settings.from_json(first.settings).kept_share == 0.2


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"title": "  "}, {"title": "form.needed"}),
        ({"legal_basis": "x" * 501}, {"legal_basis": "team.too_long"}),
        ({"period_to": date(2020, 1, 1)}, {"period_to": "plan.period_order"}),
    ],
)
def test_wrong_words_and_days_are_told(
    session: Session,
    an_hung: Commune,
    people: Desk,
    team: InspectionTeam,
    more: dict[str, Any],
    told: dict[str, str],
) -> None:
    with pytest.raises(FieldErrors) as refused:
        drafts.create(session, people.planner, asked(session, an_hung, team, **more))
    assert refused.value.fields == told


def test_a_period_that_is_over_or_longer_than_a_year_is_refused(
    session: Session, an_hung: Commune, people: Desk, team: InspectionTeam
) -> None:
    over = {"period_from": date(2020, 1, 6), "period_to": date(2020, 1, 10)}
    wanted = asked(session, an_hung, team)
    long = {"period_to": wanted.period_from + timedelta(days=366)}
    for more, code in ((over, "plan.period_past"), (long, "plan.period_long")):
        with pytest.raises(FieldErrors) as refused:
            drafts.create(session, people.planner, replace(wanted, **more))  # type: ignore[arg-type]
        assert refused.value.fields == {"period_to": code}


def test_teams_shares_and_contents_must_be_such(
    session: Session, an_hung: Commune, people: Desk, team: InspectionTeam
) -> None:
    good = asked(session, an_hung, team)
    resting = plan_cast.team(session, an_hung, active=False)
    cases = [
        (Settings((), (InspectionContent.ENVIRONMENT,)), {"teams": "plan.teams"}),
        (Settings((resting.id,), (InspectionContent.ENVIRONMENT,)), {"teams": "plan.teams_gone"}),
        (replace(good.settings, contents=()), {"contents": "form.needed"}),
        (replace(good.settings, kept_share=1.2), {"kept_share": "plan.share"}),
        (replace(good.settings, random_share=-0.1), {"random_share": "plan.share"}),
        (replace(good.settings, seed=-1), {"seed": "plan.seed"}),
    ]
    for wanted, told in cases:
        with pytest.raises(FieldErrors) as refused:
            drafts.create(session, people.planner, replace(good, settings=wanted))
        assert refused.value.fields == told


def test_the_police_plan_their_own_teams_and_others_no_plan_at_all(
    session: Session, an_hung: Commune, people: Desk, team: InspectionTeam
) -> None:
    wanted = asked(session, an_hung, team)
    with pytest.raises(FieldErrors) as refused:
        drafts.create(session, people.police, wanted)
    assert refused.value.fields == {"teams": "plan.teams_other"}
    for role in (Role.CHAIRPERSON, Role.VILLAGE_BOARD, Role.PUBLIC, Role.ADMIN):
        with pytest.raises(Forbidden):
            drafts.create(session, viewer(role, an_hung), wanted)


def test_pairs_are_read_and_written_by_code(session: Session, an_hung: Commune, people: Desk) -> None:
    one, two = (plan_cast.team(session, an_hung, name) for name in ("Một", "Hai"))
    site = plan_cast.site(session, an_hung)
    text_ = f"{site.code}: {one.code} + {two.code}"
    found = pairs.read(session, people.planner, f"\n {site.code} :{two.code},{one.code}\n")
    assert found == (Pair(site.id, (one.id, two.id)),)
    assert pairs.written(session, people.planner, found) == text_
    for wrong in (
        f"{site.code}: {one.code}",
        "X-1: A + B",
        "khong co dau",
        f"{site.code}: {one.code} + {one.code}",
    ):
        with pytest.raises(FieldErrors):
            pairs.read(session, people.planner, wrong)


def test_a_pair_needs_its_teams_in_the_plan_and_a_site_that_is_open(
    session: Session, an_hung: Commune, people: Desk, team: InspectionTeam
) -> None:
    good, stranger = asked(session, an_hung, team), plan_cast.team(session, an_hung)
    site, point = plan_cast.site(session, an_hung), cast.point(session, an_hung)
    for pair in (Pair(site.id, (team.id, stranger.id)), Pair(point.id, (team.id,))):
        wanted = replace(good, settings=replace(good.settings, pairs=(pair,)))
        with pytest.raises(FieldErrors) as refused:
            drafts.create(session, people.planner, wanted)
        assert refused.value.fields == {"pairs": "plan.pairs_teams"}


def test_started_twice_it_is_queued_once(
    session: Session, an_hung: Commune, people: Desk, team: InspectionTeam
) -> None:
    plan = drafts.create(session, people.planner, asked(session, an_hung, team))
    seen = plan.version
    drafts.start(session, people.planner, plan.id, version=seen)
    drafts.start(session, people.other, plan.id, version=seen)
    assert jobs(session) == 1
    assert stage_of(plan.progress) is Stage.WAITING
    with pytest.raises(Conflict) as refused:
        holding.hold_draft(session, people.planner, plan.id, plan.version)
    assert refused.value.code == "plan.solving"


def test_nobody_at_work_lets_a_waiting_plan_go_at_once(
    session: Session, an_hung: Commune, people: Desk, team: InspectionTeam
) -> None:
    plan = drafts.create(session, people.planner, asked(session, an_hung, team))
    drafts.start(session, people.planner, plan.id, version=plan.version)
    drafts.ask(session, people.planner, plan.id, Wish.CANCEL)
    assert stage_of(plan.progress) is Stage.CANCELLED
    drafts.ask(session, people.planner, plan.id, Wish.TAKE)
    assert plan.progress["wish"] == "cancel"
    drafts.start(session, people.planner, plan.id, version=plan.version)
    assert jobs(session) == 2


def test_a_week_of_holidays_or_all_time_kept_free_is_no_capacity(
    session: Session, an_hung: Commune, people: Desk, team: InspectionTeam
) -> None:
    week = plan_cast.days(session, an_hung)
    free = drafts.create(session, people.planner, asked(session, an_hung, team))
    assert capacity.of(session, free).seconds == round(5 * 7.5 * 3600 * 0.8)
    all_kept = replace(free_settings(free), kept_share=1.0)
    drafts.change(
        session,
        people.planner,
        free.id,
        asked(session, an_hung, team, settings=all_kept),
        version=free.version,
    )
    with pytest.raises(Conflict) as refused:
        drafts.start(session, people.planner, free.id, version=free.version)
    assert refused.value.code == "plan.no_capacity"
    holidays = drafts.create(session, people.planner, asked(session, an_hung, team))
    for day in week:
        session.add(CalendarDay(commune_id=an_hung.id, day=day, working=False, note="Nghỉ"))
    session.commit()
    assert capacity.of(session, holidays) == capacity.Capacity((), 0)
    with pytest.raises(Conflict) as refused:
        drafts.start(session, people.planner, holidays.id, version=holidays.version)
    assert refused.value.code == "plan.no_capacity"
    assert jobs(session) == 0


def free_settings(plan: InspectionPlan) -> Settings:
    return settings.from_json(plan.settings)


def test_a_draft_is_changed_at_the_version_that_was_seen(
    session: Session, an_hung: Commune, people: Desk, team: InspectionTeam
) -> None:
    plan = drafts.create(session, people.planner, asked(session, an_hung, team, key="k"))
    old = plan.version
    drafts.change(session, people.other, plan.id, asked(session, an_hung, team, title="Mới"), version=old)
    assert plan.title == "Mới"
    with pytest.raises(Conflict):
        drafts.change(session, people.planner, plan.id, asked(session, an_hung, team), version=old)
    assert plan.settings["key"] == "k"
    assert session.scalar(select(func.count(InspectionPlan.id))) == 1
