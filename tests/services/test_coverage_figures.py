"""Coverage: tallies by village, cluster and kind, the list, the trend and the shaded areas."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from geodata.enums import Authority, Role, SiteKind, SiteState
from geodata.errors import BadInput
from geodata.features import Viewer
from geodata.models import Commune, Facility, ResidentialArea, Village
from services import coverage
from tests import cast

TODAY = date(2026, 11, 23)


@pytest.fixture
def kim_linh(session: Session, an_hung: Commune) -> Village:
    return cast.village(session, an_hung, "Kim Lĩnh", area=cast.ground(106.58, 20.74, 106.60, 20.76))


@pytest.fixture
def officer(session: Session, an_hung: Commune, kim_linh: Village) -> Viewer:
    """An officer of a commune with one site in each status, three of them in one village."""
    cast.facility(session, an_hung, "Chưa từng", village_id=kim_linh.id)
    late = cast.facility(session, an_hung, "Quá hạn", village_id=kim_linh.id)
    cast.visit(session, late, date(2025, 3, 1))
    soon = cast.facility(session, an_hung, "Sắp đến hạn", village_id=kim_linh.id)
    cast.visit(session, soon, date(2025, 12, 20))
    fine = cast.facility(session, an_hung, "Trong hạn", kind=SiteKind.MARKET)
    cast.visit(session, fine, date(2026, 10, 1))
    return Viewer(an_hung.id, Role.ECONOMIC_DIVISION)


def test_each_status_is_counted_once(session: Session, officer: Viewer) -> None:
    figures = coverage.figures(session, officer, coverage.scope(TODAY))
    assert figures.all.counts == {"never": 1, "overdue": 1, "due_soon": 1, "in_time": 1}
    assert figures.all.share == 0.5


def test_villages_and_kinds_have_their_own_tallies(
    session: Session, officer: Viewer, kim_linh: Village
) -> None:
    figures = coverage.figures(session, officer, coverage.scope(TODAY))
    assert figures.villages[kim_linh.id].counts == {"never": 1, "overdue": 1, "due_soon": 1}
    assert figures.villages[None].counts == {"in_time": 1}
    assert figures.kinds["market"].share == 1
    assert figures.kinds["craft_workshop"].total == 3


def test_the_most_pressing_site_comes_first(session: Session, officer: Viewer) -> None:
    found = coverage.sites(session, officer, coverage.scope(TODAY), 0)
    assert [site["properties"]["name"] for site in found] == [
        "Quá hạn",
        "Chưa từng",
        "Sắp đến hạn",
        "Trong hạn",
    ]


def test_looking_back_shows_what_stood_then(session: Session, officer: Viewer) -> None:
    figures = coverage.figures(session, officer, coverage.scope(TODAY, month="2025-06"))
    assert figures.all.counts == {"never": 3, "in_time": 1}


def test_the_trend_ends_today(session: Session, officer: Viewer) -> None:
    trend = coverage.trend(session, officer, coverage.scope(TODAY), TODAY)
    assert len(trend) == 12
    assert trend[-1] == (TODAY, 0.5)
    assert trend[0] == (date(2025, 12, 31), 0.5)


def test_filters_narrow_figures_and_list_alike(session: Session, officer: Viewer, kim_linh: Village) -> None:
    for sent, count in [
        ({"kind": "market"}, 1),
        ({"village": str(kim_linh.id)}, 3),
        ({"status": "overdue"}, 1),
        ({"authority": "commune_police"}, 0),
        ({"search": "qua han"}, 1),
        ({"from": "2026-11-23", "to": "2026-12-31"}, 1),
    ]:
        wanted = coverage.scope(TODAY, **sent)
        assert coverage.figures(session, officer, wanted).all.total == count, sent
        assert len(coverage.sites(session, officer, wanted, 0)) == count, sent


def test_a_village_board_sees_its_own_village_only(
    session: Session, officer: Viewer, an_hung: Commune, kim_linh: Village
) -> None:
    other = cast.village(session, an_hung, "Phương Hạ", area=cast.ground(106.55, 20.74, 106.57, 20.76))
    cast.facility(session, an_hung, "Của thôn khác", village_id=other.id)
    board = Viewer(an_hung.id, Role.VILLAGE_BOARD, kim_linh.id)
    assert coverage.figures(session, board, coverage.scope(TODAY)).all.total == 3
    assert [area["properties"]["name"] for area in _areas(session, board)] == ["Kim Lĩnh"]
    asked_for_other = coverage.scope(TODAY, village=str(other.id))
    assert coverage.sites(session, board, asked_for_other, 0) == []
    assert coverage.choices(session, board)["village"] == [(kim_linh.id, "Kim Lĩnh")]


def test_areas_carry_their_share_and_none_where_there_are_no_sites(
    session: Session, officer: Viewer, an_hung: Commune
) -> None:
    cast.cluster(session, an_hung, "CCN An Thọ")
    shares = {area["properties"]["name"]: area["properties"]["share"] for area in _areas(session, officer)}
    assert shares == {"Kim Lĩnh": pytest.approx(1 / 3), "CCN An Thọ": None}


def test_a_site_that_is_only_planned_is_not_counted(
    session: Session, officer: Viewer, an_hung: Commune
) -> None:
    cast.facility(session, an_hung, "Sẽ xây", state=SiteState.PLANNED)
    assert coverage.figures(session, officer, coverage.scope(TODAY)).all.total == 4


def test_another_commune_adds_nothing(session: Session, officer: Viewer) -> None:
    neighbour = cast.commune(session)
    cast.facility(session, neighbour, "Của xã khác", authority=Authority.COMMUNE_POLICE)
    assert coverage.figures(session, officer, coverage.scope(TODAY)).all.total == 4


@pytest.mark.parametrize(
    "sent",
    [{"kind": "collection_point"}, {"status": "late"}, {"village": "x"}, {"month": "2026"}, {"from": "1/1"}],
)
def test_a_scope_with_foreign_words_is_refused(sent: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        coverage.scope(TODAY, **sent)


def _areas(session: Session, viewer: Viewer) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = coverage.areas(session, viewer, coverage.scope(TODAY))["features"]
    return features


def test_authorities_and_categories_have_their_own_tallies(
    session: Session, officer: Viewer, an_hung: Commune
) -> None:
    under = cast.scheme(session, an_hung)
    police = cast.facility(session, an_hung, "Kho hóa chất", authority=Authority.COMMUNE_POLICE)
    cast.rating(session, police, 5, date(2026, 1, 1), under=under)
    cast.rating(session, police, 4, date(2026, 12, 1), under=under)
    figures = coverage.figures(session, officer, coverage.scope(TODAY))
    assert figures.authorities["commune_police"].counts == {"never": 1}
    assert figures.categories[5].counts == {"never": 1}
    assert figures.categories[None].total == 4 and 4 not in figures.categories
    only = coverage.scope(TODAY, category="5")
    found = coverage.sites(session, officer, only, 0)
    assert [one["properties"]["category"] for one in found] == [5]
    with pytest.raises(BadInput):
        coverage.scope(TODAY, category="6")


@pytest.fixture
def near(session: Session, an_hung: Commune, kim_linh: Village) -> Viewer:
    """A site of category 5 never visited, in the middle of a residential area of 600 m by 600 m or so."""
    kim_linh.population = 1000
    west, south = cast.ground(106.587, 20.747, 106.593, 20.753), cast.ground(106.581, 20.741, 106.583, 20.743)
    for code, area, population in (("K1", west, None), ("K2", south, 400)):
        session.add(
            ResidentialArea(
                commune_id=an_hung.id,
                village_id=kim_linh.id,
                code=code,
                name=code,
                area=area,
                population=population,
            )
        )
    site = cast.facility(session, an_hung, "Kho", geom=cast.place(106.59, 20.75))
    cast.rating(session, site, 5, date(2026, 1, 1), under=cast.scheme(session, an_hung))
    return Viewer(an_hung.id, Role.COMMUNE_POLICE)


def test_people_within_300_m_of_high_risk_not_checked_in_time_are_counted(
    session: Session, near: Viewer
) -> None:
    total, villages = coverage.people(session, near, coverage.scope(TODAY))
    # 600 of the 1,000 live on 624 m by 664 m; the ring covers π · 300² of it.
    assert total.people == 1000 and [one.village for one in villages] == ["Kim Lĩnh"]
    assert total.near == pytest.approx(600 * 282_743 / (624.5 * 664.3), abs=4)


def test_nobody_is_near_once_it_was_checked_or_where_the_risk_is_low(session: Session, near: Viewer) -> None:
    [site] = session.query(Facility).filter_by(name="Kho")
    cast.visit(session, site, date(2026, 11, 1))
    assert coverage.people(session, near, coverage.scope(TODAY))[0].near == 0
    assert coverage.people(session, near, coverage.scope(TODAY, month="2026-10"))[0].near > 0


def test_a_village_without_areas_of_homes_spreads_over_its_ground(
    session: Session, an_hung: Commune, kim_linh: Village
) -> None:
    kim_linh.population = 500
    session.flush()
    total, _ = coverage.people(session, Viewer(an_hung.id, Role.CHAIRPERSON), coverage.scope(TODAY))
    assert (total.people, total.near) == (500, 0)


def test_a_board_counts_its_own_people_only(session: Session, near: Viewer, an_hung: Commune) -> None:
    other = cast.village(
        session, an_hung, "Trần Thành", population=700, area=cast.ground(106.61, 20.74, 106.62, 20.75)
    )
    board = Viewer(an_hung.id, Role.VILLAGE_BOARD, other.id)
    total, _ = coverage.people(session, board, coverage.scope(TODAY))
    assert (total.people, total.near) == (700, 0)
