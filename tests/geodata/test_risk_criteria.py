"""Figures become scores: bands at their edges, what is unknown, what is set by hand, and what must hold."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.enums import IMPACTS, PERFORMANCE, Criterion
from geodata.risk import categories
from geodata.risk_criteria import ALL, Scored, bases, score
from geodata.risk_figures import FIGURES, NUMBERS, Figures, arrays
from geodata.risk_rules import Rules, read
from services.risk.in_force import default

RULES = read(default()["rules"])
NOTHING: dict[str, Any] = {
    **dict.fromkeys(NUMBERS, 0.0),
    **dict.fromkeys(("dwelling_m", "school_m", "clinic_m", "intake_m"), float("inf")),
    "worst_finding": None,
    "type": "facility",
    "kind": "service",
    "fire_group": "none",
    "permit": "exempt",
    "treatment": "no_wastewater",
}
"""A workshop of which all is known, and all is harmless."""


def figures(*sites: Mapping[str, Any]) -> Figures:
    """Figures of sites that differ from the harmless one so."""
    rows = [NOTHING | dict(site) for site in sites]
    names = {name for row in rows for name in row}
    return arrays({name: [row.get(name) for row in rows] for name in names}, len(rows))


def scored(*sites: Mapping[str, Any], rules: Rules = RULES) -> Scored:
    return score(figures(*sites), rules)


def points(criterion: Criterion, rules: Rules = RULES, **site: Any) -> int:
    """The computed score of one criterion of one site."""
    return int(scored(site, rules=rules).computed[0, ALL.index(criterion)])


def category(site: Mapping[str, Any]) -> int:
    found = scored(site)
    rated = categories(found.impact, found.performance, weights=RULES.weights, critical=found.critical)
    return int(rated.category[0])


def test_a_site_of_which_all_is_known_and_harmless_scores_nothing() -> None:
    found = scored({})
    assert found.impact.tolist() == [[0] * 8]
    assert found.performance.tolist() == [[0] * 5]
    assert category({}) == 1


@pytest.mark.parametrize(
    ("m3", "told"),
    [
        (0.0, 0),
        (0.09, 0),
        (0.1, 1),
        (4.999, 1),
        (5.0, 2),
        (19.9, 2),
        (20, 3),
        (100, 4),
        (499, 4),
        (500, 5),
        (1e6, 5),
    ],
)
def test_a_band_begins_with_its_limit(m3: float, told: int) -> None:
    assert points(Criterion.WASTEWATER, wastewater_m3_day=m3, treatment="own") == told


@pytest.mark.parametrize(
    ("metres", "told"), [(0, 3), (50, 3), (50.1, 2), (200, 2), (500, 1), (500.5, 0), (float("inf"), 0)]
)
def test_a_distance_holds_up_to_its_limit(metres: float, told: int) -> None:
    assert points(Criterion.SURROUNDINGS, dwelling_m=metres) == told


def test_untreated_wastewater_adds_one_and_never_more_than_five() -> None:
    assert points(Criterion.WASTEWATER, wastewater_m3_day=6, treatment="none") == 3
    assert points(Criterion.WASTEWATER, wastewater_m3_day=900, treatment="none") == 5
    assert points(Criterion.WASTEWATER, wastewater_m3_day=6, treatment="shared") == 2


def test_the_worst_of_several_figures_tells() -> None:
    assert points(Criterion.SURROUNDINGS, dwelling_m=400, school_m=90) == 4
    assert points(Criterion.SURROUNDINGS, dwelling_m=40, school_m=900) == 3
    assert points(Criterion.AIR_ODOUR, kind="dyeing_plant", stacks=1) == 4
    assert points(Criterion.AIR_ODOUR, kind="service", stacks=2) == 3


@pytest.mark.parametrize(
    ("level", "tonnes", "told"), [(0, 50, 0), (5, 0, 0), (1, 50, 2), (4, 0.05, 1), (3, 5, 4), (5, 20, 5)]
)
def test_flood_and_stock_count_only_together(level: float, tonnes: float, told: int) -> None:
    assert points(Criterion.FLOOD_STOCK, flood_level=level, hazardous_stock_t=tonnes) == told


@pytest.mark.parametrize(
    ("worst", "light", "told"), [(None, 0, 0), (0, 0, -1), (1, 1, 0), (1, 3, 1), (2, 0, 1), (3, 0, 1)]
)
def test_findings_of_two_years(worst: float | None, light: float, told: int) -> None:
    assert points(Criterion.FINDINGS, worst_finding=worst, light_findings=light) == told


@pytest.mark.parametrize(("reports", "told"), [(0, 0), (1, 0), (2, 1), (9, 1), (None, 0)])
def test_no_reports_are_no_merit(reports: float | None, told: int) -> None:
    assert points(Criterion.INCIDENTS_NEAR, incidents=reports) == told


@pytest.mark.parametrize(("overdue", "kept", "told"), [(0, 0, 0), (0, 2, -1), (1, 0, 1), (1, 5, 1)])
def test_one_remedy_overdue_outweighs_all_that_were_kept(overdue: float, kept: float, told: int) -> None:
    assert points(Criterion.OVERDUE_REMEDIES, overdue_remedies=overdue, kept_remedies=kept) == told


@pytest.mark.parametrize(
    ("permit", "told"),
    [("valid", -1), ("exempt", 0), ("expired", 1), ("none", 1), ("none_household", 0), (None, 0)],
)
def test_papers(permit: str | None, told: int) -> None:
    assert points(Criterion.PAPERS, permit=permit) == told


@pytest.mark.parametrize(
    ("treatment", "remote", "told"),
    [
        ("own", 0, -1),
        ("shared", 0, -1),
        ("none", 0, 1),
        ("none", 1, 1),
        (None, 1, 0),
        ("no_wastewater", 0, 0),
    ],
)
def test_a_system_of_its_own(treatment: str | None, remote: float, told: int) -> None:
    assert points(Criterion.OWN_SYSTEM, treatment=treatment, remote_checks=remote) == told


def test_what_is_unknown_scores_what_the_scheme_says() -> None:
    assert points(Criterion.WASTEWATER, wastewater_m3_day=None, treatment="own") == 2
    assert points(Criterion.SCALE, workers=None, site_area_m2=None) == 1
    rules = deepcopy(default()["rules"])
    rules["impact"]["wastewater"]["unknown"] = 4
    assert points(Criterion.WASTEWATER, rules=read(rules), wastewater_m3_day=None, treatment="own") == 4


def test_one_unknown_figure_hides_no_known_worse_one() -> None:
    assert points(Criterion.SCALE, workers=None, site_area_m2=40_000) == 4


def test_a_site_without_a_place_has_unknown_surroundings_and_flood() -> None:
    placeless: Any = dict.fromkeys(
        ("dwelling_m", "school_m", "clinic_m", "intake_m", "flood_level", "incidents")
    )
    assert points(Criterion.SURROUNDINGS, **placeless) == RULES.criteria[Criterion.SURROUNDINGS].unknown
    assert points(Criterion.FLOOD_STOCK, **placeless, hazardous_stock_t=10) == 1
    assert points(Criterion.FLOOD_STOCK, **placeless, hazardous_stock_t=0) == 0, "no stock: no matter where"
    assert points(Criterion.INCIDENTS_NEAR, **placeless) == 0


def test_what_is_not_asked_of_a_type_is_not_unknown() -> None:
    school = dict.fromkeys(NUMBERS) | {
        "type": "school",
        "kind": "primary_school",
        "pupils": 50,
        "dwelling_m": float("inf"),
        "clinic_m": float("inf"),
        "intake_m": float("inf"),
        "fire_group": None,
        "permit": None,
        "treatment": None,
    }
    found = scored(school)
    assert found.impact.tolist() == [[0] * 8]
    told = bases(found, figures(school), RULES)[0]
    assert told["wastewater"]["parts"] == [] and told["wastewater"]["plus"] == []
    assert [part["figure"] for part in told["surroundings"]["parts"]] == [
        "dwelling_m",
        "clinic_m",
        "intake_m",
    ]


def test_a_value_set_by_hand_takes_the_place_of_the_computed_one() -> None:
    hand = np.full((2, len(ALL)), np.nan)
    hand[0, ALL.index(Criterion.WASTE)] = 4
    hand[1, ALL.index(Criterion.PAPERS)] = -1
    sites = figures({"solid_waste_kg_day": 20}, {"permit": "expired"})
    found = score(sites, RULES, hand)
    assert found.impact[:, IMPACTS.index(Criterion.WASTE)].tolist() == [4, 0]
    assert found.performance[:, PERFORMANCE.index(Criterion.PAPERS)].tolist() == [0, -1]
    told = bases(found, sites, RULES)
    assert (told[0]["waste"]["hand"], told[0]["waste"]["computed"]) == (4, 1)
    assert "hand" not in told[1]["waste"]


@pytest.mark.parametrize(
    ("criterion", "value"), [("waste", 6), ("waste", -1), ("waste", 1.5), ("papers", 2), ("papers", -2)]
)
def test_values_by_hand_outside_the_rule_are_refused(criterion: str, value: float) -> None:
    hand = np.full((1, len(ALL)), np.nan)
    hand[0, ALL.index(Criterion(criterion))] = value
    with pytest.raises(ValueError, match="set by hand"):
        score(figures({}), RULES, hand)


def test_the_basis_tells_figure_value_step_and_points() -> None:
    site = {
        "wastewater_m3_day": 42.5,
        "treatment": None,
        "dwelling_m": 123.4,
        "dwelling_from": "village",
        "incidents": 3,
        "police": 2,
        "kind": "market",
    }
    told = bases(scored(site), figures(site), RULES)[0]
    assert told["wastewater"] == {
        "computed": 3,
        "lowest": False,
        "parts": [{"figure": "wastewater_m3_day", "value": 42.5, "points": 3, "from": 20.0}],
        "plus": [{"figure": "treatment", "value": None, "points": 0, "unknown": True}],
    }
    near = told["surroundings"]["parts"]
    assert near[0] == {"figure": "dwelling_m", "value": 123, "points": 2, "to": 200.0, "layer": "village"}
    assert near[1] == {"figure": "school_m", "value": None, "points": 0, "beyond": 1000.0}
    [reports] = told["incidents_near"]["parts"]
    assert reports == {"figure": "incidents", "value": 3.0, "points": 1, "from": 2.0, "police": 2}
    assert {"figure": "kind", "value": "market", "points": 2} in told["air_odour"]["parts"]
    assert told["flood_stock"]["lowest"] is True


def test_the_parts_of_a_criterion_explain_its_score() -> None:
    """The highest of the parts, or the lowest where it says so, and what is added: nothing else."""
    draw = np.random.default_rng(4)
    sites = [random_site(draw) for _ in range(200)]
    found = scored(*sites)
    for row, told in enumerate(bases(found, figures(*sites), RULES)):
        for place, one in enumerate(ALL):
            parts = [part["points"] for part in told[one]["parts"] if part["points"] is not None]
            taken = (min if told[one]["lowest"] else max)(parts, default=0)
            plus = sum(part["points"] or 0 for part in told[one]["plus"])
            low, high = (-1, 1) if one in PERFORMANCE else (0, 5)
            assert found.computed[row, place] == min(max(taken + plus, low), high), one


def random_site(draw: np.random.Generator) -> dict[str, Any]:
    """A site of any type of which some figures are unknown."""
    site: dict[str, Any] = {
        "type": draw.choice(["facility", "school", "medical_facility", "industrial_cluster"])
    }
    for name, figure in FIGURES.items():
        if draw.random() < 0.15:
            site[name] = None
        elif figure.words:
            site[name] = str(draw.choice(figure.words))
        else:
            site[name] = float(np.round(10 ** draw.uniform(-2, 4), 2)) if draw.random() < 0.8 else 0.0
    return site


def test_many_sites_at_once_give_what_each_gives_alone() -> None:
    draw = np.random.default_rng(11674)
    sites = [random_site(draw) for _ in range(300)]
    together = scored(*sites)
    for row in range(0, 300, 41):
        assert scored(sites[row]).computed[0].tolist() == together.computed[row].tolist()


def test_no_site_at_all_is_no_error() -> None:
    found = score(arrays({}, 0), RULES)
    assert found.impact.shape == (0, 8)
    assert bases(found, arrays({}, 0), RULES) == []


def test_a_site_of_no_known_type_is_refused() -> None:
    with pytest.raises(ValueError, match="one of the types"):
        arrays({"type": ["castle"]}, 1)


amounts = st.one_of(st.none(), st.floats(0, 1e6), st.sampled_from([0.0, 1.0, 5.0, 20.0, 100.0, 500.0]))
HARM = [
    name for name in NUMBERS if not FIGURES[name].good and not name.endswith("_m") and name != "worst_finding"
]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(NUMBERS), amounts), st.sampled_from(HARM), st.floats(0, 1e6))
def test_more_of_a_figure_never_lowers_score_or_category(
    site: dict[str, float | None], name: str, more: float
) -> None:
    raised = site | {name: (site.get(name) or 0.0) + more}
    before = site | {name: site.get(name) or 0.0}
    assert (scored(raised).computed >= scored(before).computed).all()
    assert category(raised) >= category(before)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(NUMBERS), amounts),
    st.sampled_from(["dwelling_m", "school_m", "clinic_m", "intake_m"]),
    st.floats(0, 5000),
    st.floats(0, 1),
)
def test_nearer_never_lowers_score_or_category(
    site: dict[str, float | None], name: str, metres: float, share: float
) -> None:
    far, near = site | {name: metres}, site | {name: metres * share}
    assert (scored(near).computed >= scored(far).computed).all()
    assert category(near) >= category(far)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(NUMBERS), amounts),
    st.sampled_from(["kept_remedies", "remote_checks"]),
    st.integers(0, 20),
)
def test_more_good_never_raises_score_or_category(
    site: dict[str, float | None], name: str, more: int
) -> None:
    better = site | {name: (site.get(name) or 0.0) + more}
    before = site | {name: site.get(name) or 0.0}
    assert (scored(better).computed <= scored(before).computed).all()
    assert category(better) <= category(before)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(NUMBERS), amounts), st.sampled_from(["valid", "none", "expired", None])
)
def test_scores_and_category_stay_in_their_bounds(site: dict[str, float | None], permit: str | None) -> None:
    found = scored(site | {"permit": permit})
    assert ((found.impact >= 0) & (found.impact <= 5)).all()
    assert (np.abs(found.performance) <= 1).all()
    assert 1 <= category(site) <= 5
