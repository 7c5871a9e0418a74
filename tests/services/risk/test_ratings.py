"""Ratings are kept as they were shown: a row where something differs, replayed for any day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import Criterion, SiteKind, SiteState, SiteType
from geodata.features import Viewer
from geodata.models import Commune, Facility, Finding, Inspection, RiskRating, RiskScheme, RiskValue
from geodata.risk import categories
from services import clock, site_edits, sites
from services.risk import ratings, renewal
from services.risk.explaining import as_shown
from services.risk.in_force import DEFAULT_SOURCE, default, in_force
from tests import cast
from tests.services.risk.conftest import FIELDS, scheme

DAY = date(2026, 10, 1)


def rows(session: Session, site: Facility) -> list[RiskRating]:
    """The ratings of a site, oldest first."""
    return list(
        session.scalars(
            select(RiskRating)
            .where(RiskRating.site_id == site.id)
            .order_by(RiskRating.rated_on)
            .execution_options(populate_existing=True)
        )
    )


def category(session: Session, home: Commune, site: Facility, on: date) -> int | None:
    found = ratings.of(session, home.id, on).get(site.id)
    return found.category if found else None


def grave(day: date, **more: Any) -> list[Finding]:
    return [Finding(severity=3, **more)]


def test_the_first_rating_is_stored_with_every_step(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    assert ratings.refresh(session, an_hung.id, on=DAY) == 1
    [row] = rows(session, workshop)
    again = categories([row.impact], [row.performance], terms=row.terms, critical=[row.critical])
    assert (row.rated_on, row.category) == (DAY, again.category[0])
    assert (row.highest, row.bearers, row.settled) == (again.highest[0], again.bearers[0], again.settled[0])
    assert row.mean == pytest.approx(again.performance[0]) and row.moved == again.moved[0]
    assert row.scores == again.scores[0].tolist()
    assert row.interval_months == again.interval_months[0] and row.hours == pytest.approx(again.hours[0])
    assert set(row.basis) == {*(one.value for one in Criterion), "scheme"}
    assert row.basis["scheme"] == {"code": default()["code"], "weights": [1, 1, 1, 1, 1], "n_min": 2}


def test_a_rating_that_says_the_same_is_not_stored_again(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    ratings.refresh(session, an_hung.id, on=DAY)
    for days in (0, 1, 30):
        assert ratings.refresh(session, an_hung.id, on=DAY + timedelta(days=days)) == 0
    assert len(rows(session, workshop)) == 1


def test_a_rating_that_differs_is_stored_and_the_old_one_stays(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    ratings.refresh(session, an_hung.id, on=DAY)
    [before] = [row.basis for row in rows(session, workshop)]
    workshop.hazardous_stock_t = 60
    assert ratings.refresh(session, an_hung.id, on=DAY + timedelta(days=5)) == 1
    old, new = rows(session, workshop)
    assert old.basis == before
    assert new.impact[3] == 5 and old.impact[3] < 5


def test_a_figure_that_moves_no_score_is_a_difference_too(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    """The page shows the figure: what it showed on a day must come back."""
    workshop.workers = 6
    ratings.refresh(session, an_hung.id, on=DAY)
    workshop.workers = 7
    assert ratings.refresh(session, an_hung.id, on=DAY + timedelta(days=1)) == 1


def test_the_last_rating_of_a_day_is_that_day_s(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    ratings.refresh(session, an_hung.id, on=DAY)
    workshop.hazardous_stock_t = 60
    ratings.refresh(session, an_hung.id, on=DAY)
    assert [row.impact[3] for row in rows(session, workshop)] == [5]


def test_a_day_that_ends_as_the_one_before_still_says_so(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    ratings.refresh(session, an_hung.id, on=DAY)
    plain = rows(session, workshop)[0].impact
    following = DAY + timedelta(days=1)
    workshop.hazardous_stock_t = 60
    ratings.refresh(session, an_hung.id, on=following)
    workshop.hazardous_stock_t = None
    ratings.refresh(session, an_hung.id, on=following)
    found = as_shown(session, workshop.id, following)
    assert found is not None
    session.refresh(found)
    assert found.impact == plain


def test_replay_equals_what_was_shown_that_day(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    """Day by day something changes; afterwards every day gives back exactly what it gave then."""
    draw = np.random.default_rng(5)
    shown: dict[date, tuple[Any, ...]] = {}
    for number in range(25):
        day = DAY + timedelta(days=number)
        if draw.random() < 0.4:
            workshop.workers = int(draw.integers(0, 400))
        if draw.random() < 0.2:
            workshop.hazardous_stock_t = float(draw.choice([0, 1, 10, 100]))
        if number == 12:
            cast.visit(session, workshop, day, findings=grave(day, deadline=day + timedelta(days=3)))
        ratings.refresh(session, an_hung.id, on=day)
        shown[day] = _page(session, workshop, day)
    assert len({page[0] for page in shown.values()}) > 1, "the category moved meanwhile"
    assert len(rows(session, workshop)) < len(shown)
    for day, page in shown.items():
        assert _page(session, workshop, day) == page, day


def _page(session: Session, site: Facility, day: date) -> tuple[Any, ...]:
    row = as_shown(session, site.id, day)
    assert row is not None
    session.refresh(row)
    return tuple(getattr(row, name) for name in ("category", *ratings.SHOWN))


def test_before_the_first_rating_nothing_was_shown(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    ratings.refresh(session, an_hung.id, on=DAY)
    assert as_shown(session, workshop.id, DAY - timedelta(days=1)) is None
    assert ratings.of(session, an_hung.id, DAY - timedelta(days=1)) == {}
    assert set(ratings.of(session, an_hung.id, DAY + timedelta(days=900))) == {workshop.id}


def test_all_sites_of_a_day_at_once(session: Session, an_hung: Commune, workshop: Facility) -> None:
    other = cast.facility(session, an_hung, hazardous_stock_t=100, wastewater_m3_day=900, geom=FIELDS)
    stranger = cast.facility(session, cast.commune(session))
    assert ratings.refresh(session, an_hung.id, on=DAY) == 2
    found = ratings.of(session, an_hung.id, DAY)
    assert found[other.id].category > found[workshop.id].category
    assert found[other.id].interval_months == 12
    assert stranger.id not in found


def test_some_sites_only(session: Session, an_hung: Commune, workshop: Facility) -> None:
    cast.facility(session, an_hung)
    assert ratings.refresh(session, an_hung.id, [workshop.id], on=DAY) == 1
    assert set(ratings.of(session, an_hung.id, DAY)) == {workshop.id}
    assert ratings.refresh(session, an_hung.id, [], on=DAY) == 0


def test_many_sites_are_stored_whole(session: Session, an_hung: Commune) -> None:
    for _ in range(30):
        cast.facility(session, an_hung, geom=None)
    batch, ratings._BATCH = ratings._BATCH, 7  # type: ignore[misc]
    try:
        assert ratings.refresh(session, an_hung.id, on=DAY) == 30
    finally:
        ratings._BATCH = batch  # type: ignore[misc]
    assert session.scalar(select(func.count()).select_from(RiskRating)) == 30


def test_a_commune_without_sites_is_no_error(session: Session, an_hung: Commune) -> None:
    assert ratings.refresh(session, an_hung.id, on=DAY) == 0


def test_a_site_without_a_place_is_rated_with_what_is_known(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung, geom=None)
    ratings.refresh(session, an_hung.id, on=DAY)
    [row] = rows(session, site)
    assert all(part["unknown"] for part in row.basis["surroundings"]["parts"])
    assert row.impact[5] == 2


def test_a_closed_site_keeps_its_last_rating_and_gets_no_new_one(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    ratings.refresh(session, an_hung.id, on=DAY)
    workshop.state, workshop.closed_on = SiteState.CLOSED, DAY
    workshop.hazardous_stock_t = 60
    assert ratings.refresh(session, an_hung.id, on=DAY + timedelta(days=1)) == 0
    assert len(rows(session, workshop)) == 1


def test_a_finding_of_severity_three_raises_the_category_until_it_is_mended(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    ratings.refresh(session, an_hung.id, on=DAY)
    plain = category(session, an_hung, workshop, DAY)
    cast.visit(session, workshop, DAY, findings=grave(DAY))
    ratings.refresh(session, an_hung.id, on=DAY)
    [row] = rows(session, workshop)
    assert row.critical and row.moved == 1
    assert plain is not None and row.category == plain + 1
    check = session.scalars(select(Inspection)).one()
    check.findings[0].fixed_on = DAY + timedelta(days=10)
    ratings.refresh(session, an_hung.id, on=DAY + timedelta(days=10))
    assert not rows(session, workshop)[-1].critical


def test_a_value_set_by_hand_counts_and_is_named(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    value = RiskValue(
        site_id=workshop.id,
        criterion=Criterion.AIR_ODOUR,
        value=5,
        reason="Mùi",
        set_at=datetime(2026, 9, 1, tzinfo=UTC),
    )
    session.add(value)
    session.flush()
    ratings.refresh(session, an_hung.id, on=DAY)
    [row] = rows(session, workshop)
    told = row.basis["air_odour"]
    assert row.impact[1] == 5
    assert (told["hand"], told["value_id"]) == (5, value.id)
    assert told["computed"] < 5


def test_our_own_proposal_is_written_down_when_it_is_first_used(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    assert in_force(session, an_hung.id, DAY).id is None
    ratings.refresh(session, an_hung.id, on=DAY)
    [kept] = session.scalars(select(RiskScheme))
    assert (kept.code, kept.source, kept.approved_at) == (default()["code"], DEFAULT_SOURCE, None)
    assert kept.rules == default()["rules"]
    workshop.workers = 300
    ratings.refresh(session, an_hung.id, on=DAY)
    assert session.scalar(select(func.count()).select_from(RiskScheme)) == 1
    assert in_force(session, an_hung.id, DAY) is kept


def test_each_year_s_terms_rule_from_their_day(
    session: Session, an_hung: Commune, workshop: Facility, proposer: Viewer, chairperson: Viewer
) -> None:
    people: dict[str, Any] = {
        "proposed_by": proposer.account_id or 0,
        "approved_by": chairperson.account_id or 0,
    }
    scheme(session, an_hung, "2025-1", date(2025, 1, 1), **people, terms={"waste": 1})
    scheme(session, an_hung, "2026-1", date(2026, 1, 1), **people, terms={"scale": 1})
    for day in (date(2025, 12, 31), date(2026, 1, 1)):
        ratings.refresh(session, an_hung.id, on=day)
    last_year, this_year = rows(session, workshop)
    assert (last_year.terms[2], last_year.terms[7]) == (1, 0)
    assert (this_year.terms[2], this_year.terms[7]) == (0, 1)
    assert last_year.basis["scheme"]["code"] == "2025-1"


def test_weights_intervals_and_hours_are_the_scheme_s(
    session: Session, an_hung: Commune, workshop: Facility, proposer: Viewer, chairperson: Viewer
) -> None:
    scheme(
        session,
        an_hung,
        "2026-1",
        date(2026, 1, 1),
        proposed_by=proposer.account_id or 0,
        approved_by=chairperson.account_id or 0,
        intervals=[48, 40, 30, 20, 6],
        hours={"base": 2.0, "per_point": 0.5},
        n_min=1,
    )
    ratings.refresh(session, an_hung.id, on=DAY)
    [row] = rows(session, workshop)
    assert row.interval_months == [48, 40, 30, 20, 6][row.category - 1]
    assert row.hours == pytest.approx(2 + 0.5 * sum(row.scores))
    assert row.settled == row.highest, "n_min is 1"


def test_a_change_of_a_site_rates_it_at_once(session: Session, an_hung: Commune, proposer: Viewer) -> None:
    values = {
        "name": "Xưởng mới",
        "kind": SiteKind.CRAFT_WORKSHOP,
        "village_id": None,
        "registered_on": date(2024, 1, 1),
        "place": (106.59, 20.75),
        "state": SiteState.OPERATING,
    }
    site = site_edits.create(session, proposer, SiteType.FACILITY, values)
    first = ratings.of(session, an_hung.id, clock.today())[site.id]
    draft = sites.draft(session, proposer, site.id)
    site_edits.change(
        session,
        proposer,
        site.id,
        version=draft.version,
        values=draft.values | {"hazardous_stock_t": 80.0, "wastewater_m3_day": 700.0},
    )
    assert ratings.of(session, an_hung.id, clock.today())[site.id].category > first.category


def test_a_new_school_rates_its_neighbours_too(session: Session, an_hung: Commune, proposer: Viewer) -> None:
    neighbour = cast.facility(session, an_hung)
    ratings.refresh(session, an_hung.id)
    before = rows(session, neighbour)[-1].impact[5]
    values = {
        "name": "Trường mới",
        "kind": SiteKind.KINDERGARTEN,
        "village_id": None,
        "registered_on": date(2024, 1, 1),
        "place": (106.5904, 20.75),
        "state": SiteState.OPERATING,
    }
    site_edits.create(session, proposer, SiteType.SCHOOL, values)
    assert rows(session, neighbour)[-1].impact[5] == 4 > before


def test_a_collection_point_is_not_rated(session: Session, an_hung: Commune, proposer: Viewer) -> None:
    point = cast.point(session, an_hung)
    site_edits.set_state(session, proposer, point.id, version=point.version, state=SiteState.CLOSED)
    assert session.scalar(select(func.count()).select_from(RiskRating)) == 0


def test_few_sites_are_rated_at_once_and_many_are_queued(
    session: Session, an_hung: Commune, workshop: Facility, proposer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert renewal.ask(session, proposer) == 1
    assert renewal.under_way(session, an_hung.id) is None
    monkeypatch.setattr(renewal, "AT_ONCE", 0)
    assert renewal.ask(session, proposer) is None
    assert renewal.ask(session, proposer) is None, "asked twice, queued once"
    assert renewal.under_way(session, an_hung.id) == "todo"
    assert renewal.communes(session) == [an_hung.id]
