"""The category of a site: the vectors of the rule, and what must hold for every site."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geodata.risk import categories

VECTORS = [
    ([5, 5, 3, 1, 0, 2], None, [0, 0, 0, 0], False, (5, 2, 5, 0, 0, 5)),
    ([5, 3, 3, 1, 0, 2], None, [0, 0, 0, 0], False, (5, 1, 4, 0, 0, 4)),
    ([4, 4, 2, 0, 0, 0], None, [-1, -1, -1, 0], False, (4, 2, 4, -0.75, -1, 3)),
    ([4, 4, 2, 0, 0, 0], None, [1, 1, 0, 1], False, (4, 2, 4, 0.75, 1, 5)),
    ([1, 1, 0, 0, 0, 0], None, [-1, -1, -1, -1], False, (1, 2, 1, -1, -1, 1)),
    ([3, 2, 2, 2, 2, 2], [1, 0, 0, 0, 0, 0], [0, 1, 0, 0], False, (4, 1, 3, 0.25, 0, 3)),
    ([2, 2, 1, 0, 0, 0], None, [-1, -1, -1, -1], True, (2, 2, 2, -1, 1, 3)),
    ([0, 0, 0, 0, 0, 0], None, [0, 0, 0, 0], False, (0, 6, 0, 0, 0, 1)),
]
SITES = st.integers(1, 30)
IMPACTS = SITES.flatmap(lambda n: arrays(np.int8, (n, 8), elements=st.integers(0, 5)))


@pytest.mark.parametrize(("impact", "terms", "performance", "critical", "told"), VECTORS)
def test_the_vectors_of_the_rule(
    impact: list[int],
    terms: list[int] | None,
    performance: list[int],
    critical: bool,
    told: tuple[float, ...],
) -> None:
    found = categories([impact], [performance], terms=[terms or [0] * 6], critical=[critical])
    steps = (found.highest, found.bearers, found.settled, found.performance, found.moved, found.category)
    assert tuple(float(step[0]) for step in steps) == pytest.approx(told)


def test_many_sites_at_once_give_what_each_gives_alone() -> None:
    draw = np.random.default_rng(11674)
    impact, behaved = draw.integers(0, 6, (500, 8)), draw.integers(-1, 2, (500, 5))
    together = categories(impact, behaved, critical=impact[:, 0] == 5)
    for i in range(0, 500, 37):
        alone = categories(impact[i : i + 1], behaved[i : i + 1], critical=[impact[i, 0] == 5])
        assert (alone.category[0], alone.performance[0]) == (together.category[i], together.performance[i])


@given(IMPACTS, st.integers(0, 7), st.data())
def test_raising_a_score_never_lowers_the_category(impact: Any, column: int, data: st.DataObject) -> None:
    behaved = data.draw(arrays(np.int8, (len(impact), 5), elements=st.integers(-1, 1)))
    raised = impact.copy()
    raised[:, column] = np.minimum(raised[:, column] + 1, 5)
    before, after = categories(impact, behaved), categories(raised, behaved)
    assert (after.category >= before.category).all()


@given(IMPACTS, st.data())
def test_a_category_lies_within_two_steps_of_the_highest_score(impact: Any, data: st.DataObject) -> None:
    behaved = data.draw(arrays(np.int8, (len(impact), 5), elements=st.integers(-1, 1)))
    found = categories(impact, behaved)
    assert ((found.category >= 1) & (found.category <= 5)).all()
    assert (np.abs(found.category - np.clip(found.highest, 1, 5)) <= 2).all()


def test_the_heavier_criterion_tells_more() -> None:
    light = categories([[3, 3]], [[1, -1]], weights=[1, 1])
    heavy = categories([[3, 3]], [[1, -1]], weights=[3, 1])
    assert (light.performance[0], heavy.performance[0]) == (0, 0.5)
    assert (light.category[0], heavy.category[0]) == (3, 4)


def test_a_share_that_is_just_one_half_moves_the_category() -> None:
    """0.1 + 0.2 + 0.2 of 1.0 is not 0.5 in binary."""
    found = categories([[3, 3]], [[1, 1, 1, 0, 0]], weights=[0.1, 0.2, 0.2, 0.3, 0.2])
    assert (found.moved[0], found.category[0]) == (1, 4)


def test_visits_are_as_long_and_as_frequent_as_the_rule_says() -> None:
    found = categories([[5, 5, 3, 1, 0, 2], [0] * 6, [3, 3, 0, 0, 0, 0]], [[0] * 4] * 3)
    assert found.hours.tolist() == pytest.approx([3.4, 1.0, 1.9])
    assert found.interval_months.tolist() == [12, 36, 24]


@pytest.mark.parametrize(
    "wrong",
    [
        {"impact": [[6, 0]], "performance": [[0]]},
        {"impact": [[-1, 0]], "performance": [[0]]},
        {"impact": [[1.5, 0]], "performance": [[0]]},
        {"impact": [[float("nan"), 0]], "performance": [[0]]},
        {"impact": [[1, 0]], "performance": [[2]]},
        {"impact": [[1, 0]], "performance": [[0]], "terms": 2},
        {"impact": [[1, 0]], "performance": [[0]], "weights": [0.0]},
        {"impact": [[1, 0], [1, 0]], "performance": [[0]]},
        {"impact": [1, 0], "performance": [[0]]},
    ],
)
def test_figures_outside_the_rule_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r":|weights"):
        categories(**wrong)
