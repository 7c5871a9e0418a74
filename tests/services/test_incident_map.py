"""The list beside the map of reports: who learns of which report, and of which place."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, Role, Visibility
from geodata.errors import BadInput
from geodata.features import Viewer
from geodata.models import Commune
from services.incidents import on_map as incident_map
from services.incidents.on_map import ReportFilter
from tests import cast

ALL = ReportFilter()


def test_the_public_gets_published_reports_at_their_displaced_place(
    session: Session, an_hung: Commune
) -> None:
    cast.report(session, an_hung)
    cast.report(session, an_hung, published=False)
    cast.report(session, an_hung, visibility=Visibility.POLICE)
    cast.report(session, an_hung, visibility=Visibility.INTERNAL)
    [shown] = incident_map.reports(session, Viewer(an_hung.id), ALL, 0)
    assert shown["geometry"]["coordinates"] == [106.592, 20.752]
    assert set(shown["properties"]) == {
        "category",
        "state",
        "nature",
        "created_at",
        "public_note",
    }


def test_the_desk_gets_the_exact_place_and_the_words(session: Session, an_hung: Commune) -> None:
    cast.report(session, an_hung, published=False)
    [shown] = incident_map.reports(session, Viewer(an_hung.id, Role.ECONOMIC_DIVISION), ALL, 0)
    assert shown["geometry"]["coordinates"] == [106.591234, 20.751234]
    assert shown["properties"]["description"] == "Khói rơm mù mịt."


def test_police_reports_exist_for_the_police_only_in_counts_too(session: Session, an_hung: Commune) -> None:
    cast.report(session, an_hung, visibility=Visibility.POLICE)
    today = date(2026, 11, 23)
    for role in Role:
        viewer = Viewer(an_hung.id, role)
        expected = 1 if role is Role.COMMUNE_POLICE else 0
        assert len(incident_map.reports(session, viewer, ALL, 0)) == expected, role
        counted = sum(n for _, n in incident_map.trend(session, viewer, ALL, today))
        assert counted == expected, role


def test_a_village_board_works_on_its_own_village_and_sees_others_as_anybody(
    session: Session, an_hung: Commune
) -> None:
    own, other = cast.village(session, an_hung, "Nhà"), cast.village(session, an_hung, "Bên")
    cast.report(session, an_hung, village_id=own.id, published=False)
    cast.report(session, an_hung, village_id=other.id)
    cast.report(session, an_hung, village_id=other.id, published=False)
    board = Viewer(an_hung.id, Role.VILLAGE_BOARD, own.id)
    shown = incident_map.reports(session, board, ALL, 0)
    assert [("description" in report["properties"]) for report in shown] == [False, True]


def test_filters_keep_a_category_and_days(session: Session, an_hung: Commune) -> None:
    cast.report(session, an_hung)
    cast.report(
        session, an_hung, category=IncidentCategory.NOISE, created_at=datetime(2026, 8, 5, tzinfo=UTC)
    )
    viewer = Viewer(an_hung.id)
    noise = incident_map.report_filter(category="noise", first="", last="")
    autumn = incident_map.report_filter(category="", first="2026-10-01", last="2026-10-01")
    assert len(incident_map.reports(session, viewer, noise, 0)) == 1
    [found] = incident_map.reports(session, viewer, autumn, 0)
    assert found["properties"]["category"] == "straw_burning"


def test_the_trend_has_a_place_for_months_with_no_report(session: Session, an_hung: Commune) -> None:
    cast.report(session, an_hung)
    trend = incident_map.trend(session, Viewer(an_hung.id), ALL, date(2026, 11, 23))
    assert len(trend) == 12
    assert dict(trend)["2026-10"] == 1
    assert dict(trend)["2026-09"] == 0


def test_a_neighbours_reports_are_not_shown(session: Session, an_hung: Commune) -> None:
    cast.report(session, cast.commune(session))
    assert incident_map.reports(session, Viewer(an_hung.id, Role.COMMUNE_POLICE), ALL, 0) == []


@pytest.mark.parametrize("sent", [{"category": "x"}, {"first": "hôm qua"}, {"last": "2026-99-01"}])
def test_a_report_filter_with_foreign_words_is_refused(sent: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        incident_map.report_filter(**({"category": "", "first": "", "last": ""} | sent))
