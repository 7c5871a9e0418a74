"""Collection points: the list, its filters, the next collection, and what officers see beside."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from geodata.enums import Role, SiteKind, SiteState, Visibility
from geodata.errors import BadInput
from geodata.features import Viewer
from geodata.models import Commune
from services import waste
from services.clock import ZONE
from tests import cast

MONDAY = datetime(2026, 11, 23, 14, 30, tzinfo=ZONE)


def _names(session: Session, home: Commune, role: Role = Role.PUBLIC, **sent: str) -> list[str]:
    page = waste.points(session, Viewer(home.id, role), waste.point_filter(**sent), MONDAY)
    return [point["properties"]["name"] for point in page.features]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("Mo,We,Fr 05:30", datetime(2026, 11, 25, 5, 30, tzinfo=ZONE)),
        ("Mo 14:30", datetime(2026, 11, 30, 14, 30, tzinfo=ZONE)),
        ("Mo 14:31", datetime(2026, 11, 23, 14, 31, tzinfo=ZONE)),
        ("Mo-Su 05:00,17:00", datetime(2026, 11, 23, 17, 0, tzinfo=ZONE)),
        ("Mo-Su 23:59", datetime(2026, 11, 23, 23, 59, tzinfo=ZONE)),
        ("Tu 05:00-07:00", datetime(2026, 11, 24, 5, 0, tzinfo=ZONE)),
        ("Tu 5:00", datetime(2026, 11, 24, 5, 0, tzinfo=ZONE)),
        ("", None),
        ("sáng thứ hai", None),
    ],
)
def test_the_next_collection_comes_after_now(times: str, expected: datetime | None) -> None:
    assert waste.next_collection(times, MONDAY) == expected


@pytest.mark.parametrize(
    ("times", "expected"), [("Mo-Su 05:00-19:00", True), ("Tu 05:00-19:00", False), ("", None), ("?", None)]
)
def test_a_point_is_open_closed_or_unknown(times: str, expected: bool | None) -> None:
    assert waste.is_open(times, MONDAY) is expected


def test_points_come_by_name_and_closed_ones_do_not(session: Session, an_hung: Commune) -> None:
    cast.point(session, an_hung, "Điểm Cốc Lộc")
    cast.point(session, an_hung, "Bể chứa đồng Sau", kind=SiteKind.PESTICIDE_PACKAGING_TANK)
    cast.point(session, an_hung, "Điểm đã bỏ", state=SiteState.CLOSED)
    assert _names(session, an_hung) == ["Bể chứa đồng Sau", "Điểm Cốc Lộc"]


def test_a_waste_group_keeps_the_points_that_take_it(session: Session, an_hung: Commune) -> None:
    cast.point(session, an_hung, "A", accepted_groups=["recyclable", "bulky"])
    cast.point(session, an_hung, "B", accepted_groups=["food_waste"])
    assert _names(session, an_hung, group="bulky") == ["A"]


@pytest.mark.parametrize("question", ["kim linh", "KIM LĨNH", "Lĩnh", "linh "])
def test_search_minds_no_diacritics(session: Session, an_hung: Commune, question: str) -> None:
    cast.point(session, an_hung, "Điểm Kim Lĩnh")
    cast.point(session, an_hung, "Điểm Phương Hạ")
    assert _names(session, an_hung, search=question) == ["Điểm Kim Lĩnh"]


@pytest.mark.parametrize("question", ["%", "_", "\\", "đ%m"])
def test_search_takes_wildcards_as_letters(session: Session, an_hung: Commune, question: str) -> None:
    cast.point(session, an_hung, "Điểm Kim Lĩnh")
    assert _names(session, an_hung, search=question) == []


def test_the_nearest_come_first_with_their_distance(session: Session, an_hung: Commune) -> None:
    cast.point(session, an_hung, "Xa", geom=cast.place(106.60, 20.75))
    cast.point(session, an_hung, "Gần", geom=cast.place(106.591, 20.75))
    cast.point(session, an_hung, "Không rõ chỗ", geom=None)
    page = waste.points(session, Viewer(an_hung.id), waste.point_filter(near="20.75,106.59"), MONDAY)
    found = [(p["properties"]["name"], round(p["properties"]["distance_m"])) for p in page.features]
    assert found == [("Gần", 104), ("Xa", 1040)]


def test_pages_follow_each_other_without_gap_or_double(session: Session, an_hung: Commune) -> None:
    for number in range(waste.PAGE + 5):
        cast.point(session, an_hung, f"Điểm {number:03}")
    first = waste.points(session, Viewer(an_hung.id), waste.point_filter(), MONDAY)
    rest = waste.points(session, Viewer(an_hung.id), waste.point_filter(after=str(first.next_after)), MONDAY)
    ids = [point["id"] for point in first.features + rest.features]
    assert len(ids) == len(set(ids)) == first.total == waste.PAGE + 5
    assert rest.next_after is None


def test_only_officers_learn_that_a_point_stands_in_a_flood_zone(session: Session, an_hung: Commune) -> None:
    cast.zone(session, an_hung, level=4, visibility=Visibility.INTERNAL)
    cast.point(session, an_hung, "Trong", geom=cast.place(106.59, 20.75))
    cast.point(session, an_hung, "Ngoài", geom=cast.place(106.62, 20.75))

    def levels(role: Role) -> dict[str, object]:
        page = waste.points(session, Viewer(an_hung.id, role), waste.point_filter(), MONDAY)
        return {p["properties"]["name"]: p["properties"].get("flood_level", "kín") for p in page.features}

    assert levels(Role.ECONOMIC_DIVISION) == {"Trong": 4, "Ngoài": None}
    assert levels(Role.PUBLIC) == {"Trong": "kín", "Ngoài": "kín"}


def test_the_count_is_kept_by_the_database(session: Session, an_hung: Commune) -> None:
    kept = [cast.point(session, an_hung, f"Điểm {number}") for number in range(4)]
    kept[0].state = SiteState.CLOSED
    session.flush()
    cast.point(session, an_hung, "Không rõ chỗ", geom=None)
    page = waste.points(session, Viewer(an_hung.id), waste.point_filter(), MONDAY)
    assert page.total == len(page.features) == 4
    assert waste.points(session, Viewer(an_hung.id), waste.point_filter(search="Điểm"), MONDAY).total == 3


@pytest.mark.parametrize(
    "sent",
    [
        {"group": "gỗ"},
        {"kind": "hospital"},
        {"after": "1 or 1"},
        {"after": "9" * 30},
        {"near": "nan,nan"},
        {"near": "20.7"},
        {"near": "51.5,0.1"},
        {"near": "inf,106"},
    ],
)
def test_a_filter_with_foreign_words_is_refused(sent: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        waste.point_filter(**sent)
