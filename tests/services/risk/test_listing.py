"""The list of what to check first: order, filters, pages, and what its figures are."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from geodata.enums import Authority, IncidentCategory, IncidentState, Role, SiteKind, SiteState, Visibility
from geodata.errors import BadInput
from geodata.features import Viewer
from geodata.models import Commune
from services import clock
from services.risk import listing, priority, ratings
from tests import cast
from tests.people import viewer
from tests.services.risk.conftest import FIELDS, scheme

TODAY = clock.today()


@pytest.fixture
def officer(an_hung: Commune) -> Viewer:
    """The economic division."""
    return viewer(Role.ECONOMIC_DIVISION, an_hung)


def test_the_highest_priority_comes_first(session: Session, an_hung: Commune, officer: Viewer) -> None:
    fresh = cast.facility(session, an_hung, geom=FIELDS)
    cast.visit(session, fresh, TODAY)
    late = cast.facility(session, an_hung, geom=FIELDS)
    cast.visit(session, late, TODAY - timedelta(days=1600))
    never = cast.facility(session, an_hung, geom=FIELDS, registered_on=TODAY - timedelta(days=30))
    ratings.refresh(session, an_hung.id)
    found = listing.listed(session, officer, listing.wanted(), TODAY)
    assert [line.id for line in found.lines] == [late.id, never.id, fresh.id]
    assert [line.stands.last_visit for line in found.lines] == [TODAY - timedelta(days=1600), None, TODAY]
    assert found.lines[2].stands.u == 0
    assert 1 < found.lines[1].stands.u < 1.1
    assert sum(found.counts.values()) == found.total == 3


def test_priority_is_the_formula_of_its_parts(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung)
    cast.visit(session, site, TODAY - timedelta(days=200))
    cast.report(
        session,
        an_hung,
        category=IncidentCategory.STRAW_BURNING,
        state=IncidentState.RESOLVED,
        geom=cast.place(106.59, 20.75),
        created_at=datetime.combine(TODAY - timedelta(days=45), datetime.min.time(), clock.ZONE)
        + timedelta(hours=9),
    )
    ratings.refresh(session, an_hung.id)
    stands = priority.of(session, an_hung.id, TODAY)[site.id]
    months = stands.rating.interval_months
    assert stands.h == pytest.approx(0.5, abs=1e-3), "every kind of report is felt; half of it after 45 days"
    assert stands.u == pytest.approx(200 / (365.25 * months / 12), rel=0.01)
    expected = stands.rating.category * min(stands.u, 3) + 0.5 * stands.h
    assert stands.priority == pytest.approx(expected, abs=2e-4)
    assert stands.due_on > TODAY


@pytest.mark.parametrize(
    ("state", "age", "felt"),
    [
        (IncidentState.IN_PROGRESS, 179, True),
        (IncidentState.IN_PROGRESS, 181, False),
        (IncidentState.NEW, 3, False),
        (IncidentState.ASSIGNED, 3, False),
    ],
)
def test_only_confirmed_reports_of_half_a_year_are_felt(
    session: Session, an_hung: Commune, state: IncidentState, age: int, felt: bool
) -> None:
    site = cast.facility(session, an_hung)
    made = datetime.now(UTC) - timedelta(days=age)
    cast.report(session, an_hung, state=state, geom=cast.place(106.59, 20.75), created_at=made)
    ratings.refresh(session, an_hung.id)
    assert (priority.of(session, an_hung.id, TODAY)[site.id].h > 0) is felt


def test_reports_of_the_police_are_felt_only_where_asked_for(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung)
    cast.report(
        session,
        an_hung,
        state=IncidentState.IN_PROGRESS,
        visibility=Visibility.POLICE,
        published=False,
        geom=cast.place(106.59, 20.75),
        created_at=datetime.now(UTC) - timedelta(days=1),
    )
    ratings.refresh(session, an_hung.id)
    assert priority.of(session, an_hung.id, TODAY)[site.id].h == 0
    assert priority.of(session, an_hung.id, TODAY, police=True)[site.id].h > 0.9


def test_alpha_is_the_scheme_s(
    session: Session, an_hung: Commune, proposer: Viewer, chairperson: Viewer
) -> None:
    site = cast.facility(session, an_hung)
    cast.report(
        session,
        an_hung,
        state=IncidentState.IN_PROGRESS,
        geom=cast.place(106.59, 20.75),
        created_at=datetime.now(UTC) - timedelta(hours=1),
    )
    constants = {"sigma_m": 150, "half_life_days": 45, "incident_days": 180, "most_u": 3, "most_h": 5}
    scheme(
        session,
        an_hung,
        "2026-1",
        date(2026, 1, 1),
        proposed_by=proposer.account_id or 0,
        approved_by=chairperson.account_id or 0,
        priority=constants | {"alpha": 4},
    )
    ratings.refresh(session, an_hung.id)
    stands = priority.of(session, an_hung.id, TODAY)[site.id]
    assert stands.priority == pytest.approx(
        stands.rating.category * min(stands.u, 3) + 4 * stands.h, abs=1e-3
    )


def test_filters_and_their_words(session: Session, an_hung: Commune, officer: Viewer) -> None:
    village = cast.village(session, an_hung)
    risky = cast.facility(
        session,
        an_hung,
        village_id=village.id,
        authority=Authority.CITY,
        kind=SiteKind.CHEMICAL_STORE,
        hazardous_stock_t=90,
        wastewater_m3_day=600,
    )
    plain = cast.facility(session, an_hung, geom=FIELDS)
    ratings.refresh(session, an_hung.id)
    category = str(ratings.of(session, an_hung.id, TODAY)[risky.id].category)
    for sent in (
        {"kind": "chemical_store"},
        {"village": str(village.id)},
        {"authority": "city"},
        {"category": category},
    ):
        found = listing.listed(session, officer, listing.wanted(**sent), TODAY)
        assert [line.id for line in found.lines] == [risky.id], sent
    assert (
        listing.listed(session, officer, listing.wanted(kind="craft_workshop"), TODAY).lines[0].id == plain.id
    )
    for wrong in ({"kind": "castle"}, {"category": "6"}, {"village": "x"}, {"authority": "king"}):
        with pytest.raises(BadInput):
            listing.wanted(**wrong)


def test_pages_hold_every_site_once(
    session: Session, an_hung: Commune, officer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 3)
    made = {cast.facility(session, an_hung).id for _ in range(7)}
    ratings.refresh(session, an_hung.id)
    pages = [listing.listed(session, officer, listing.wanted(), TODAY, page) for page in (1, 2, 3, 4)]
    assert [len(page.lines) for page in pages] == [3, 3, 1, 0]
    assert {line.id for page in pages for line in page.lines} == made
    assert {page.pages for page in pages} == {3}


def test_sites_that_were_never_rated_are_counted_apart(
    session: Session, an_hung: Commune, officer: Viewer
) -> None:
    rated = cast.facility(session, an_hung)
    ratings.refresh(session, an_hung.id)
    cast.facility(session, an_hung)
    cast.facility(session, an_hung, state=SiteState.PLANNED)
    cast.point(session, an_hung)
    assert listing.unrated(session, officer, TODAY) == 1
    found = listing.listed(session, officer, listing.wanted(), TODAY)
    assert [line.id for line in found.lines] == [rated.id]


def test_a_site_without_a_place_is_listed_without_a_map_link(
    session: Session, an_hung: Commune, officer: Viewer
) -> None:
    cast.facility(session, an_hung, geom=None)
    ratings.refresh(session, an_hung.id)
    [line] = listing.listed(session, officer, listing.wanted(), TODAY).lines
    assert (line.place, line.stands.h) == (None, 0)


def test_an_empty_commune_has_an_empty_list(session: Session, an_hung: Commune, officer: Viewer) -> None:
    found = listing.listed(session, officer, listing.wanted(), TODAY)
    assert (found.lines, found.total, found.pages) == ([], 0, 1)
