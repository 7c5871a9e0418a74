"""Who sees which figure behind a score: the police's reports stay theirs, the stock with those it is for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from geodata.enums import Criterion, IncidentCategory, IncidentState, Role, Visibility
from geodata.errors import Forbidden, NotFound
from geodata.models import Commune, Facility, Finding, RiskValue, Village
from services import clock
from services.access import PERMISSIONS
from services.risk import explaining, listing, ratings
from services.risk.explaining import Explanation, Step
from services.risk.shown import ShownPart
from tests import cast
from tests.people import viewer

READERS = sorted(PERMISSIONS["risk:read"])
OTHERS = [role for role in Role if role not in READERS]
TODAY = clock.today()


@pytest.fixture
def village(session: Session, an_hung: Commune) -> Village:
    """The village of the board that looks."""
    return cast.village(session, an_hung)


@pytest.fixture
def site(session: Session, an_hung: Commune, village: Village) -> Facility:
    """A site with a figure of every kind of reader, two reports near it, one of them of the police."""
    made = cast.facility(
        session,
        an_hung,
        village_id=village.id,
        workers=40,
        hazardous_stock_t=33.25,
        hazardous_waste_kg_year=777.5,
    )
    cast.zone(session, an_hung, level=4, visibility=Visibility.INTERNAL)
    cast.visit(session, made, TODAY - timedelta(days=30), findings=[Finding(severity=3, text="Bí mật")])
    report(session, an_hung)
    report(session, an_hung, visibility=Visibility.POLICE, published=False)
    session.add(
        RiskValue(
            site_id=made.id,
            criterion=Criterion.SCALE,
            value=4,
            reason="Lý do nội bộ",
            set_at=datetime.now(UTC) - timedelta(days=1),
        )
    )
    session.flush()
    ratings.refresh(session, an_hung.id)
    return made


def report(session: Session, home: Commune, **more: Any) -> None:
    more.setdefault("created_at", datetime.now(UTC) - timedelta(days=20))
    cast.report(
        session,
        home,
        category=IncidentCategory.ODOUR,
        state=IncidentState.IN_PROGRESS,
        geom=cast.place(106.59, 20.75),
        **more,
    )


def seen(session: Session, home: Commune, village: Village, role: Role, site: Facility) -> Explanation:
    return explaining.explain(session, viewer(role, home, village), site.id, TODAY)


def step(told: Explanation, criterion: Criterion) -> Step:
    return next(one for one in (*told.impacts, *told.behaviour) if one.criterion is criterion)


def part(told: Explanation, criterion: Criterion, figure: str) -> ShownPart:
    return next(one for one in step(told, criterion).parts if one.figure == figure)


@pytest.mark.parametrize("role", OTHERS)
def test_who_does_not_work_with_checks_reads_nothing(
    session: Session, an_hung: Commune, village: Village, site: Facility, role: Role
) -> None:
    with pytest.raises(Forbidden):
        seen(session, an_hung, village, role, site)
    with pytest.raises(Forbidden):
        listing.listed(session, viewer(role, an_hung), listing.wanted(), TODAY)


def test_a_board_knows_of_its_own_village_s_sites_only(
    session: Session, an_hung: Commune, village: Village, site: Facility
) -> None:
    other = cast.village(session, an_hung, "Khác")
    board = viewer(Role.VILLAGE_BOARD, an_hung, other)
    with pytest.raises(NotFound):
        explaining.explain(session, board, site.id, TODAY)
    assert listing.listed(session, board, listing.wanted(), TODAY).lines == []
    assert listing.listed(session, board, listing.wanted(village=str(village.id)), TODAY).total == 0
    assert listing.unrated(session, board, TODAY) == 0
    own = listing.listed(session, viewer(Role.VILLAGE_BOARD, an_hung, village), listing.wanted(), TODAY)
    assert [line.id for line in own.lines] == [site.id]


def test_another_commune_s_site_does_not_exist(
    session: Session, an_hung: Commune, village: Village, site: Facility
) -> None:
    stranger = viewer(Role.ECONOMIC_DIVISION, cast.commune(session))
    with pytest.raises(NotFound):
        explaining.explain(session, stranger, site.id, TODAY)
    assert listing.listed(session, stranger, listing.wanted(), TODAY).total == 0


@pytest.mark.parametrize("role", READERS)
def test_the_stock_reaches_only_those_it_is_for(
    session: Session, an_hung: Commune, village: Village, site: Facility, role: Role
) -> None:
    told = seen(session, an_hung, village, role, site)
    trusted = role in (Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION, Role.CHAIRPERSON)
    for criterion in (Criterion.FIRE_CHEMICALS, Criterion.FLOOD_STOCK):
        stock = part(told, criterion, "hazardous_stock_t")
        assert stock.hidden is not trusted
        assert (stock.value, stock.points, stock.at_least) == (None, None, None) or trusted
    assert ("33.25" in repr(told)) is trusted


@pytest.mark.parametrize("role", READERS)
def test_findings_and_hazardous_waste_reach_inspectors(
    session: Session, an_hung: Commune, village: Village, site: Facility, role: Role
) -> None:
    told = seen(session, an_hung, village, role, site)
    inspector = role not in (Role.VILLAGE_BOARD, Role.ADMIN)
    assert part(told, Criterion.FINDINGS, "worst_finding").hidden is not inspector
    assert part(told, Criterion.WASTE, "hazardous_waste_kg_year").hidden is not inspector
    assert told.sees_findings is inspector
    assert "Bí mật" not in repr(told)
    assert not part(told, Criterion.SCALE, "workers").hidden


@pytest.mark.parametrize("role", [role for role in READERS if role is not Role.COMMUNE_POLICE])
def test_reports_of_the_police_leave_no_trace_but_the_score(
    session: Session, an_hung: Commune, village: Village, site: Facility, role: Role
) -> None:
    """The same page with and without a second police report that moves no score, for every other reader."""
    before = seen(session, an_hung, village, role, site)
    lines = listing.listed(session, viewer(role, an_hung, village), listing.wanted(), TODAY).lines
    report(session, an_hung, visibility=Visibility.POLICE, published=False)
    for days in range(3):
        assert ratings.refresh(session, an_hung.id, on=TODAY + timedelta(days=days)) == 0, "no day tells"
    session.expire_all()
    after = seen(session, an_hung, village, role, site)
    assert (before.impacts, before.behaviour) == (after.impacts, after.behaviour)
    assert before.priority == after.priority, "H counts none of the police's"
    assert listing.listed(session, viewer(role, an_hung, village), listing.wanted(), TODAY).lines == lines
    told = part(after, Criterion.INCIDENTS_NEAR, "incidents")
    desk = role in (Role.ECONOMIC_DIVISION, Role.CHAIRPERSON)
    assert told.hidden is not desk
    assert (told.value, told.points, told.at_least) == (1 if desk else None, None, None)


def test_the_score_itself_counts_all_confirmed_reports(
    session: Session, an_hung: Commune, village: Village, site: Facility
) -> None:
    for role in READERS:
        told = seen(session, an_hung, village, role, site)
        assert step(told, Criterion.INCIDENTS_NEAR).score == 1, role


def test_the_police_see_all_that_was_counted(
    session: Session, an_hung: Commune, village: Village, site: Facility
) -> None:
    told = seen(session, an_hung, village, Role.COMMUNE_POLICE, site)
    counted = part(told, Criterion.INCIDENTS_NEAR, "incidents")
    assert (counted.value, counted.points, counted.at_least, counted.hidden) == (2, 1, 2, False)
    others = seen(session, an_hung, village, Role.ECONOMIC_DIVISION, site)
    assert told.priority and others.priority
    assert told.priority.h == pytest.approx(2 * others.priority.h, rel=1e-3)


def test_a_value_by_hand_is_explained_with_who_set_it(
    session: Session, an_hung: Commune, village: Village, site: Facility
) -> None:
    told = step(seen(session, an_hung, village, Role.ECONOMIC_DIVISION, site), Criterion.SCALE)
    assert told.hand is not None
    assert (told.hand.value, told.hand.reason, told.score) == (4, "Lý do nội bộ", 4)
    assert told.computed is not None and told.computed < 4


def test_a_rating_without_a_basis_still_has_a_page(
    session: Session, an_hung: Commune, village: Village, site: Facility
) -> None:
    row = explaining.as_shown(session, site.id, TODAY)
    assert row is not None
    row.basis = {"waste": {"parts": [{"figure": "no_longer_known", "value": 1, "points": 1}]}}
    session.flush()
    told = seen(session, an_hung, village, Role.ECONOMIC_DIVISION, site)
    assert all(one.parts == [] for one in told.impacts)
    assert told.rating is not None and told.n_min is None


def test_the_page_of_a_past_day_is_that_of_the_day(
    session: Session, an_hung: Commune, village: Village, site: Facility
) -> None:
    officer = viewer(Role.ECONOMIC_DIVISION, an_hung)
    told = explaining.explain(session, officer, site.id, TODAY - timedelta(days=1))
    assert (told.rating, told.first, told.impacts) == (None, TODAY, [])
    told = explaining.explain(session, officer, site.id, TODAY)
    assert told.history == [(TODAY, told.rating.category)] if told.rating else False
    assert told.first == TODAY


def test_a_collection_point_has_no_category(session: Session, an_hung: Commune) -> None:
    point = cast.point(session, an_hung)
    with pytest.raises(NotFound):
        explaining.explain(session, viewer(Role.ECONOMIC_DIVISION, an_hung), point.id, date(2026, 1, 1))
