"""The back-test on a commune's record: what it tells, when it stays silent, and for whom."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from geodata.enums import Authority, EventKind, IncidentState, Role
from geodata.errors import Forbidden
from geodata.models import Commune, Facility, Finding, IncidentEvent, RiskRating
from services import backtest
from tests import cast
from tests.people import viewer

TODAY = date(2026, 11, 20)
START = date(2026, 1, 5)


def record(session: Session, home: Commune, *, visits: int = 60, bad: int = 12) -> list[Facility]:
    """A site a visit, one a day; the last `bad` have serious findings and were rated 5 from the start."""
    scheme = cast.scheme(session, home)
    sites = [cast.facility(session, home, f"Xưởng {number}") for number in range(visits)]
    for number, site in enumerate(sites):
        serious = number >= visits - bad
        finding = [Finding(severity=3, text="Xả thẳng")] if serious else []
        cast.visit(session, site, START + timedelta(days=number), findings=finding)
        cast.rating(session, site, 5 if serious else 2, date(2026, 1, 1), under=scheme)
    return sites


def test_an_order_that_knows_the_risk_meets_the_serious_findings_sooner(
    session: Session, an_hung: Commune
) -> None:
    record(session, an_hung)
    told = backtest.study(session, viewer(Role.COMMUNE_POLICE, an_hung), TODAY, draws=200)
    assert told.enough and (told.visits, told.serious) == (60, 12)
    # The twelve came on days 48 to 59; first of all they come on days 0 to 11.
    assert told.ours == pytest.approx(48)
    assert told.chance[0] < told.chance[1] < told.chance[2] < told.ours
    assert told.beaten == 1.0 and told.unrated == 0
    assert dict(told.by_alpha)[0.5] == told.ours


def test_the_same_record_gives_the_same_figures(session: Session, an_hung: Commune) -> None:
    record(session, an_hung)
    who = viewer(Role.ECONOMIC_DIVISION, an_hung)
    assert backtest.study(session, who, TODAY, draws=50) == backtest.study(session, who, TODAY, draws=50)


@pytest.mark.parametrize(("visits", "bad"), [(39, 20), (60, 9), (0, 0)])
def test_too_few_data_give_no_figures(session: Session, an_hung: Commune, visits: int, bad: int) -> None:
    record(session, an_hung, visits=visits, bad=bad)
    told = backtest.study(session, viewer(Role.CHAIRPERSON, an_hung), TODAY, draws=10)
    assert (told.enough, told.visits, told.serious) == (False, visits, bad)


def test_other_communes_other_bodies_and_other_years_do_not_count(session: Session, an_hung: Commune) -> None:
    [site] = record(session, an_hung, visits=1, bad=0)
    record(session, cast.commune(session), visits=50, bad=20)
    for number in range(45):
        cast.visit(session, site, START + timedelta(days=number), authority=Authority.CITY)
        cast.visit(session, site, START - timedelta(days=800 + number))
    told = backtest.study(session, viewer(Role.CHAIRPERSON, an_hung), TODAY, draws=10)
    assert (told.enough, told.visits) == (False, 1)


def test_days_without_a_rating_are_told(session: Session, an_hung: Commune) -> None:
    sites = record(session, an_hung)
    session.query(RiskRating).filter(RiskRating.site_id.in_([one.id for one in sites[:30]])).delete()
    told = backtest.study(session, viewer(Role.COMMUNE_POLICE, an_hung), TODAY, draws=10)
    assert told.unrated == pytest.approx(0.5)


def test_reports_confirmed_later_are_not_known_before(session: Session, an_hung: Commune) -> None:
    sites = record(session, an_hung)
    sites[0].geom = cast.place(106.60, 20.76)
    made = datetime(2026, 1, 1, tzinfo=UTC)
    confirmed = datetime(2026, 3, 20, tzinfo=UTC)
    cast.report(
        session,
        an_hung,
        geom=cast.place(106.60, 20.76),
        created_at=made,
        state=IncidentState.IN_PROGRESS,
        events=[
            IncidentEvent(kind=EventKind.CREATED, to_state=IncidentState.NEW, at=made),
            IncidentEvent(from_state=IncidentState.NEW, to_state=IncidentState.IN_PROGRESS, at=confirmed),
        ],
    )
    who = viewer(Role.COMMUNE_POLICE, an_hung)
    assert backtest.study(session, who, TODAY, draws=10).ours == pytest.approx(48)


def test_only_those_who_plan_see_it(session: Session, an_hung: Commune) -> None:
    for role in (Role.PUBLIC, Role.ADMIN, Role.SCHOOL, Role.VILLAGE_BOARD):
        with pytest.raises(Forbidden):
            backtest.study(session, viewer(role, an_hung), TODAY)
