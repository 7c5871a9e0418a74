"""Plans in words: every rule's breach, reason and figure has a sentence, none with a hole in it."""

import ast
import re
from datetime import date, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from geodata.enums import LeftOutReason
from geodata.planning import check
from geodata.planning.check import Breach
from services.plans.capacity import Capacity
from webmap.forms.plan import as_draft, from_settings
from webmap.forms.team import TeamForm
from webmap.maps.commune_map import BaseMap
from webmap.maps.plan_map import plan_map
from webmap.views.plans import words

EXTENT = (106.547, 20.725, 106.638, 20.775)
FIGURES: dict[str, Any] = {
    "first": date(2026, 11, 23),
    "last": date(2026, 11, 27),
    "not_before": date(2026, 12, 1),
    "not_after": date(2026, 12, 31),
    "contents": ["environment", "fire_safety"],
    "minutes": 7.25,
    "needed": 75,
    "limit": 360,
    "opening_hours": "Mo-Fr 08:00-17:00",
    "other_site": 9,
    "teams": [1, 2],
    "team": 2,
    "day": date(2026, 11, 24),
    "closed_on": None,
}


def board(**more: Any) -> Any:
    teams = [
        SimpleNamespace(
            id=number,
            name=f"Tổ {number}",
            work_from=time(7, 30),
            work_to=time(17),
            pause_from=None,
            pause_to=None,
        )
        for number in (1, 2)
    ]
    told = {"teams": teams, "names": {9: "Xưởng mạ", 5: "Xưởng gỗ"}, "capacity": Capacity((), 0)}
    return SimpleNamespace(**(told | more))


def codes() -> set[str]:
    """Every code that the checker can give: the texts it yields first, or hands to Breach and _of."""
    found = set()
    for node in ast.walk(ast.parse(Path(check.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            for one in ast.walk(node.value.elts[0]):
                found |= (
                    {one.value} if isinstance(one, ast.Constant) and isinstance(one.value, str) else set()
                )
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Breach", "_of"):
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            found |= {one for one in texts if isinstance(one, str)}
    return found


def test_every_breach_of_the_checker_has_its_sentence_and_no_other() -> None:
    assert codes() == set(words.BREACHES)


@pytest.mark.parametrize("code", sorted(words.BREACHES))
def test_a_breach_is_told_with_its_figures(app: Flask, code: str) -> None:
    with app.test_request_context():
        told = words.breach(Breach(code, 3, 5, 1, date(2026, 11, 24), FIGURES), board())
    assert told.endswith(".")
    assert "%(" not in told
    assert not re.search(r"\d{4}-\d\d-\d\d|environment|None", told)


def test_a_breach_of_no_visit_names_its_site_team_and_day(app: Flask) -> None:
    with app.test_request_context():
        lost = words.breach(Breach("pin_missing", None, 5, 2, date(2026, 11, 24)), board())
        full = words.breach(
            Breach("kept_share", None, None, 1, date(2026, 11, 25), {"minutes": 400, "limit": 360}), board()
        )
    assert lost == "Xưởng gỗ, Tổ 2, 24/11/2026: Nơi đã ghim mà chưa xếp được."
    assert full.startswith("Tổ 1, 25/11/2026: Xếp kín quá: 400 phút, nhiều nhất 360 phút")


def test_why_a_site_is_left_out_tells_what_the_rule_told(app: Flask) -> None:
    data = {
        "day": "2026-03-05",
        "body": "Sở Nông nghiệp",
        "authority": "city",
        "article": "NQ 198/2025/QH15 Đ4",
        "made": True,
        "not_before": "2027-01-01",
    }
    with app.test_request_context():
        told = words.left_out({"reason": LeftOutReason.YEARLY_CAP, "data": data})
        plain = words.left_out({"reason": LeftOutReason.NOT_PLACED, "data": {}})
    assert told.startswith(
        "Đã được kiểm tra trong năm; đã kiểm tra; ngày 05/03/2026; cơ quan: Sở Nông nghiệp"
    )
    assert told.endswith("được đến từ ngày 01/01/2027")
    assert plain == "Chưa có vị trí trên bản đồ"


def test_why_a_site_is_in_is_a_line_for_each_reason(app: Flask) -> None:
    visit = {
        "drawn": True,
        "pinned": True,
        "category": 5,
        "priority": 6.789,
        "reason": {"u": 1.5, "h": 0.0, "due_on": "2026-10-01", "last_visit": None, "why": "drawn"},
    }
    with app.test_request_context():
        told = words.reasons(visit)
    assert told[0].startswith("Được rút thăm ngẫu nhiên")
    assert "Cán bộ đã ghim nơi này." in told
    assert "Hạng rủi ro 5 trên 5." in told
    assert "Đã qua 150 % thời gian giữa hai lần kiểm tra." in told
    assert told[-1] == "Mức ưu tiên: 6,79."
    assert all(told)


def test_the_figures_are_those_of_the_visits_as_they_stand() -> None:
    visits = [
        {
            "arrive_at": time(8),
            "leave_at": time(9, 30),
            "travel_s": 1800,
            "travel_m": 4500,
            "drawn": number == 0,
            "priority": 2.5,
        }
        for number in range(2)
    ]
    shown = words.figures(
        board(visits=visits, capacity=Capacity((), 36_000), plan=SimpleNamespace(figures={"bound": 8}))
    )
    assert (shown.visits, shown.drawn, shown.priority, shown.bound) == (2, 1, 5.0, 8)
    assert (shown.hours, shown.capacity_hours, shown.share, shown.km, shown.road_hours) == (4, 10, 0.4, 9, 1)


def test_no_capacity_says_which_of_its_causes(app: Flask) -> None:
    with app.test_request_context():
        holidays = words.no_capacity(board())
        kept = words.no_capacity(board(capacity=Capacity((date(2026, 11, 24),), 0)))
        nobody = words.no_capacity(board(capacity=Capacity((date(2026, 11, 24),), 0), teams=[]))
    assert "không có ngày làm việc" in holidays
    assert "việc đột xuất" in kept
    assert "không có giờ làm việc" in nobody


def test_the_map_holds_numbers_in_order_and_dashes_what_is_no_road() -> None:
    places = [(106.59, 20.75), (106.6, 20.755)]
    legs = [[(106.588, 20.748), places[0]], [places[0], places[1]]]
    made = plan_map(EXTENT, BaseMap(), (106.588, 20.748), [*places, None], legs, [True, False])
    numbers = re.findall(r"stop\W+u003e(\d+)\W+u003c", made.script)
    assert numbers == ["1", "2"]
    assert made.script.count('"dashArray": "4 8"') == 1
    assert "https://" not in made.html
    empty = plan_map(EXTENT, BaseMap(), None, [], [], [])
    assert "plan-stop" not in empty.script


@pytest.mark.parametrize(
    ("typed", "read"),
    [("07:30", time(7, 30)), ("7h30", time(7, 30)), ("13h", time(13)), ("17", time(17)), ("", None)],
)
def test_a_time_of_day_is_read_as_people_type_it(app: Flask, typed: str, read: time | None) -> None:
    with app.test_request_context("/", method="POST", data={"work_from": typed}):
        form = TeamForm()
        assert form.work_from.data == read
        assert not form.work_from.errors or read is None


@pytest.mark.parametrize("typed", ["25:00", "7:75", "sáng", "::", "-1:30"])
def test_a_time_that_is_none_is_refused_and_comes_back(app: Flask, typed: str) -> None:
    with app.test_request_context("/", method="POST", data={"work_from": typed}):
        form = TeamForm()
        assert not form.validate()
        assert "07:30" in str(form.work_from.errors)
        assert form.work_from._value() == typed


def test_empty_shares_fall_back_to_the_law_s() -> None:
    values = from_settings(
        as_draft(
            {
                "title": "Kế hoạch",
                "period_from": date(2026, 11, 23),
                "period_to": date(2026, 11, 27),
                "teams": ["3"],
                "contents": ["environment"],
                "kept_share": None,
                "random_share": 0.0,
                "seed": None,
                "legal_basis": "",
            },
            (),
            "k" * 99,
        ).settings,
        "",
    )
    assert (values["kept_share"], values["random_share"], values["seed"]) == (0.2, 0.0, 1)
    assert values["teams"] == ["3"]
