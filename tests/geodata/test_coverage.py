"""The rule of inspection coverage at its edges."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from geodata.enums import VISITED, CoverageStatus, InspectionState, SiteKind, SiteState
from geodata.models import Commune, Facility, Site
from geodata.queries.coverage import WORST_FIRST, site_status
from tests import cast
from tests.cast import visit

DAY = date(2026, 6, 30)


def a_site(session: Session, commune: Commune, **facts: Any) -> Facility:
    facts = {"kind": SiteKind.PRODUCTION, "registered_on": date(2020, 1, 1), **facts}
    return cast.facility(session, commune, **facts)


def status_of(session: Session, site: Site, day: date = DAY) -> str | None:
    rows = {row.site_id: row.status for row in session.execute(site_status(site.commune_id, day))}
    return rows.get(site.id)


def test_a_site_without_a_check_was_never_visited(session: Session, an_hung: Commune) -> None:
    site = a_site(session, an_hung)
    row = session.execute(site_status(an_hung.id, DAY)).one()
    assert tuple(row) == (site.id, None, None, None, "never")


def test_it_tells_the_last_visit_and_when_the_next_is_due(session: Session, an_hung: Commune) -> None:
    site = a_site(session, an_hung)
    visit(session, site, date(2024, 3, 1))
    visit(session, site, date(2026, 3, 31))
    visit(session, site, date(2025, 3, 1))
    row = session.execute(site_status(an_hung.id, DAY)).one()
    assert tuple(row) == (site.id, date(2026, 3, 31), None, date(2027, 3, 31), "in_time")


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (DAY - timedelta(days=1), CoverageStatus.OVERDUE),
        (DAY, CoverageStatus.DUE_SOON),
        (DAY + timedelta(days=60), CoverageStatus.DUE_SOON),
        (DAY + timedelta(days=61), CoverageStatus.IN_TIME),
    ],
)
def test_due_today_is_soon_and_sixty_days_is_the_edge(
    session: Session, an_hung: Commune, due: date, expected: CoverageStatus
) -> None:
    site = a_site(session, an_hung)
    visit(session, site, due.replace(year=due.year - 1))
    assert status_of(session, site) == expected


def test_the_interval_is_that_of_the_category_shown_on_the_day(session: Session, an_hung: Commune) -> None:
    often, seldom = a_site(session, an_hung), a_site(session, an_hung)
    under = cast.scheme(session, an_hung)
    for site, category in ((often, 5), (seldom, 2)):
        cast.rating(session, site, category, date(2025, 1, 1), under=under)
        visit(session, site, date(2025, 5, 1))
    assert (status_of(session, often), status_of(session, seldom)) == ("overdue", "in_time")
    cast.rating(session, seldom, 4, DAY + timedelta(days=1), under=under)
    assert status_of(session, seldom) == "in_time"
    assert status_of(session, seldom, DAY + timedelta(days=1)) == "overdue"


def test_the_last_rating_up_to_the_day_counts_and_none_is_told_as_none(
    session: Session, an_hung: Commune
) -> None:
    site, under = a_site(session, an_hung), cast.scheme(session, an_hung)
    for category, on in ((2, date(2024, 1, 1)), (5, date(2025, 1, 1)), (3, date(2026, 1, 1))):
        cast.rating(session, site, category, on, under=under)
    told = [
        session.execute(site_status(an_hung.id, day)).one().category
        for day in (date(2023, 12, 31), date(2024, 6, 1), date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert told == [None, 2, 5, 3]


def test_an_interval_ends_on_the_last_day_of_a_shorter_month(session: Session, an_hung: Commune) -> None:
    site = a_site(session, an_hung)
    cast.rating(session, site, 3, date(2024, 1, 1), under=cast.scheme(session, an_hung), months=6)
    visit(session, site, date(2025, 8, 31))
    assert session.execute(site_status(an_hung.id, DAY)).one().due_on == date(2026, 2, 28)


def test_a_visit_after_the_day_is_not_known_yet(session: Session, an_hung: Commune) -> None:
    site = a_site(session, an_hung)
    visit(session, site, DAY + timedelta(days=1))
    assert status_of(session, site) == "never"
    assert status_of(session, site, DAY + timedelta(days=1)) == "in_time"


@pytest.mark.parametrize("state", list(InspectionState))
def test_only_checks_that_took_place_count(
    session: Session, an_hung: Commune, state: InspectionState
) -> None:
    site = a_site(session, an_hung)
    visit(session, site, DAY, state=state)
    assert status_of(session, site) == ("in_time" if state in VISITED else "never")


def test_a_site_counts_from_the_day_it_was_registered(session: Session, an_hung: Commune) -> None:
    site = a_site(session, an_hung, registered_on=DAY)
    assert status_of(session, site, DAY - timedelta(days=1)) is None
    assert status_of(session, site, DAY) == "never"


def test_a_site_counts_until_the_day_it_was_closed(session: Session, an_hung: Commune) -> None:
    site = a_site(session, an_hung, state=SiteState.CLOSED, closed_on=DAY)
    assert status_of(session, site, DAY) == "never"
    assert status_of(session, site, DAY + timedelta(days=1)) is None


def test_a_closed_site_of_unknown_day_does_not_count(session: Session, an_hung: Commune) -> None:
    assert status_of(session, a_site(session, an_hung, state=SiteState.CLOSED)) is None


def test_collection_points_are_not_inspected(session: Session, an_hung: Commune) -> None:
    point = cast.point(session, an_hung, registered_on=date(2020, 1, 1))
    assert status_of(session, point) is None


def test_it_keeps_to_one_village_and_to_what_is_asked(session: Session, an_hung: Commune) -> None:
    village = cast.village(session, an_hung)
    inside = a_site(session, an_hung, village_id=village.id)
    a_site(session, an_hung)
    rows = session.execute(site_status(an_hung.id, DAY, village.id)).all()
    assert [row.site_id for row in rows] == [inside.id]
    asked = site_status(an_hung.id, DAY, where=(Site.__table__.c.kind == SiteKind.SERVICE,))
    assert session.execute(asked).all() == []


def test_two_communes_do_not_see_each_other(session: Session, an_hung: Commune) -> None:
    other = cast.commune(session)
    site = a_site(session, other)
    assert session.execute(site_status(an_hung.id, DAY)).all() == []
    assert status_of(session, site) == "never"


def test_overdue_is_the_worst_and_each_status_has_its_rank() -> None:
    assert WORST_FIRST[0] is CoverageStatus.OVERDUE
    assert sorted(WORST_FIRST) == sorted(CoverageStatus)
