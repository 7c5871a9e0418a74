"""The rules of a scheme are data, read strictly: what cannot be used is named by its place."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from geodata.enums import IMPACTS, PERFORMANCE, Criterion
from geodata.errors import BadInput
from geodata.risk_figures import FIGURES
from geodata.risk_rules import read, read_terms
from services.risk.in_force import default

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def rules() -> dict[str, Any]:
    """Our own proposal, to be broken."""
    told: dict[str, Any] = deepcopy(default()["rules"])
    return told


def test_our_own_proposal_can_be_read_and_names_every_criterion(rules: dict[str, Any]) -> None:
    found = read(rules)
    assert set(found.criteria) == set(Criterion)
    assert found.weights == (1, 1, 1, 1, 1)
    assert (found.n_min, found.intervals) == (2, (36, 36, 24, 12, 12))
    assert (found.base_hours, found.hours_per_point) == (1.0, 0.15)
    assert (found.priority.alpha, found.priority.sigma_m, found.priority.half_life_days) == (0.5, 150, 45)


def test_our_own_proposal_says_that_it_is_one_and_where_each_band_comes_from(rules: dict[str, Any]) -> None:
    assert "chưa được UBND xã phê duyệt" in default()["source"]
    for one in (*IMPACTS, *PERFORMANCE):
        assert "Đề xuất của hệ thống" in read(rules).criteria[one].source, one


def test_our_own_proposal_asks_only_for_figures_that_are_known(rules: dict[str, Any]) -> None:
    asked = {part.figure for rule in read(rules).criteria.values() for part in (*rule.parts, *rule.plus)}
    assert asked == set(FIGURES), "each figure is used, and each one used exists"


def test_nothing_farther_is_asked_for_than_is_measured(rules: dict[str, Any]) -> None:
    found = read(rules)
    limits = [part.steps[-1][0] for rule in found.criteria.values() for part in rule.parts if part.nearest]
    assert max(limits) <= found.reach.measure_m


def test_the_rules_come_through_json_unchanged(rules: dict[str, Any]) -> None:
    assert read(json.loads(json.dumps(rules))) == read(rules)


def first_part(rules: dict[str, Any]) -> dict[str, Any]:
    part: dict[str, Any] = rules["impact"]["wastewater"]["parts"][0]
    return part


BROKEN: dict[str, tuple[Change, str, str]] = {
    "no weights": (lambda r: r.pop("weights"), "risk.rule_missing", "weights"),
    "a criterion left out": (lambda r: r["impact"].pop("scale"), "risk.rule_missing", "impact.scale"),
    "a criterion too many": (
        lambda r: r["impact"].update(beauty={}),
        "risk.rule_unknown",
        "impact.beauty",
    ),
    "a word too many at the top": (lambda r: r.update(extra=1), "risk.rule_unknown", "extra"),
    "a criterion that is no object": (
        lambda r: r["impact"].update(waste=[]),
        "risk.rule_form",
        "impact.waste",
    ),
    "no parts": (lambda r: r["impact"]["waste"].update(parts=[]), "risk.rule_form", "impact.waste.parts"),
    "parts that are no list": (
        lambda r: r["impact"]["waste"].update(parts={}),
        "risk.rule_form",
        "impact.waste.parts",
    ),
    "an unknown figure": (
        lambda r: first_part(r).update(figure="noise_db"),
        "risk.rule_word",
        "impact.wastewater.parts[1].figure",
    ),
    "a figure that is no word": (
        lambda r: first_part(r).update(figure=["stacks"]),
        "risk.rule_word",
        "impact.wastewater.parts[1].figure",
    ),
    "two ways at once": (
        lambda r: first_part(r).update(at_most=[[1, 1]]),
        "risk.rule_form",
        "impact.wastewater.parts[1]",
    ),
    "no way at all": (
        lambda r: first_part(r).pop("at_least"),
        "risk.rule_form",
        "impact.wastewater.parts[1]",
    ),
    "words for a number": (
        lambda r: (first_part(r).pop("at_least"), first_part(r).update(words={"a": 1})),
        "risk.rule_form",
        "impact.wastewater.parts[1]",
    ),
    "a type that is none": (
        lambda r: first_part(r).update(types=["factory"]),
        "risk.rule_word",
        "impact.wastewater.parts[1].types",
    ),
    "limits that fall": (
        lambda r: first_part(r).update(at_least=[[5, 1], [1, 2]]),
        "risk.rule_order",
        "impact.wastewater.parts[1].at_least",
    ),
    "the same limit twice": (
        lambda r: first_part(r).update(at_least=[[5, 1], [5, 2]]),
        "risk.rule_order",
        "impact.wastewater.parts[1].at_least",
    ),
    "more wastewater for fewer points": (
        lambda r: first_part(r).update(at_least=[[5, 2], [10, 1]]),
        "risk.rule_order",
        "impact.wastewater.parts[1].at_least",
    ),
    "farther away for more points": (
        lambda r: r["impact"]["surroundings"]["parts"][0].update(at_most=[[50, 1], [100, 2]]),
        "risk.rule_order",
        "impact.surroundings.parts[1].at_most",
    ),
    "more remedies kept for worse": (
        lambda r: r["performance"]["overdue_remedies"]["parts"][1].update(at_least=[[1, -1], [3, 1]]),
        "risk.rule_order",
        "performance.overdue_remedies.parts[2].at_least",
    ),
    "no steps": (
        lambda r: first_part(r).update(at_least=[]),
        "risk.rule_order",
        "impact.wastewater.parts[1].at_least",
    ),
    "a step of three": (
        lambda r: first_part(r).update(at_least=[[1, 1, 1]]),
        "risk.rule_form",
        "impact.wastewater.parts[1].at_least[1]",
    ),
    "six points": (
        lambda r: first_part(r).update(at_least=[[1, 6]]),
        "risk.rule_range",
        "impact.wastewater.parts[1].at_least[1]",
    ),
    "half a point": (
        lambda r: first_part(r).update(at_least=[[1, 1.5]]),
        "risk.rule_range",
        "impact.wastewater.parts[1].at_least[1]",
    ),
    "a limit below zero": (
        lambda r: first_part(r).update(at_least=[[-1, 1]]),
        "risk.rule_range",
        "impact.wastewater.parts[1].at_least[1]",
    ),
    "a limit that is no number": (
        lambda r: first_part(r).update(at_least=[[float("nan"), 1]]),
        "risk.rule_range",
        "impact.wastewater.parts[1].at_least[1]",
    ),
    "true for a number": (lambda r: r.update(n_min=True), "risk.rule_range", "n_min"),
    "a text for a number": (lambda r: r.update(n_min="2"), "risk.rule_range", "n_min"),
    "n_min zero": (lambda r: r.update(n_min=0), "risk.rule_range", "n_min"),
    "performance of two": (
        lambda r: r["performance"]["findings"]["parts"][0].update(at_least=[[0, 2]]),
        "risk.rule_range",
        "performance.findings.parts[1].at_least[1]",
    ),
    "a word that is none of the figure's": (
        lambda r: r["performance"]["papers"]["parts"][0]["words"].update(lost=1),
        "risk.rule_unknown",
        "performance.papers.parts[1].words.lost",
    ),
    "a way to take that is none": (
        lambda r: r["impact"]["waste"].update(take="mean"),
        "risk.rule_word",
        "impact.waste.take",
    ),
    "a weight of zero": (
        lambda r: r["weights"].update(findings=0),
        "risk.rule_range",
        "weights.findings",
    ),
    "an empty weight": (
        lambda r: r["weights"].update(findings=None),
        "risk.rule_range",
        "weights.findings",
    ),
    "four intervals": (lambda r: r.update(intervals=[36, 24, 12, 12]), "risk.rule_intervals", "intervals"),
    "worse categories checked less": (
        lambda r: r.update(intervals=[12, 12, 24, 36, 36]),
        "risk.rule_intervals",
        "intervals",
    ),
    "a reach beyond the map": (
        lambda r: r["reach"].update(measure_m=1e6),
        "risk.rule_range",
        "reach.measure_m",
    ),
    "more categories of reports than there are": (
        lambda r: r["reach"].update(categories=["noise"] * 99),
        "risk.rule_form",
        "reach.categories",
    ),
    "a category that is another word": (
        lambda r: r["reach"].update(categories=["gossip"]),
        "risk.rule_word",
        "reach.categories",
    ),
    "a negative alpha": (
        lambda r: r["priority"].update(alpha=-1),
        "risk.rule_range",
        "priority.alpha",
    ),
    "a reason for no criterion": (
        lambda r: r.update(reasons={"findings": "x"}),
        "risk.rule_unknown",
        "reasons.findings",
    ),
    "a reason that is no text": (
        lambda r: r.update(reasons={"waste": 1}),
        "risk.rule_form",
        "reasons.waste",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_rules_that_cannot_be_used_are_refused_by_their_place(name: str, rules: dict[str, Any]) -> None:
    change, code, path = BROKEN[name]
    change(rules)
    with pytest.raises(BadInput) as refusal:
        read(rules)
    assert (refusal.value.code, refusal.value.params["path"]) == (code, path)


@pytest.mark.parametrize("whole", [None, [], "rules", 5])
def test_rules_that_are_no_object_are_refused(whole: Any) -> None:
    with pytest.raises(BadInput, match=r"risk\.rule_form"):
        read(whole)


def test_terms_are_read_in_the_order_of_the_impacts() -> None:
    assert read_terms({"waste": 1, "scale": -1}) == (0, 0, 1, 0, 0, 0, 0, -1)
    assert read_terms({}) == (0,) * 8


@pytest.mark.parametrize("terms", [{"waste": 2}, {"waste": -2}, {"waste": 0.5}, {"findings": 1}, [1], None])
def test_terms_outside_the_rule_are_refused(terms: Any) -> None:
    with pytest.raises(BadInput):
        read_terms(terms)
