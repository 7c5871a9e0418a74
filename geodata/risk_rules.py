"""The rules of a risk scheme, read strictly from JSON: bands, weights, intervals, reach; data, never code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from geodata.enums import IMPACTS, PERFORMANCE, Criterion, IncidentCategory, SiteType
from geodata.errors import BadInput
from geodata.risk import HIGHEST
from geodata.risk_figures import FIGURES

Path = str
MOST_PARTS: Final = 20
LONGEST: Final = 500
_TYPES: Final = frozenset(SiteType)


@dataclass(frozen=True)
class Part:
    """One figure and its points: `steps` (limit, points) ascending, or `words` → points.

    `nearest`: a step holds for figures up to its limit (distances); else for figures from its limit on.
    `types` are the site types it is asked of; all where empty.
    """

    figure: str
    steps: tuple[tuple[float, int], ...] = ()
    nearest: bool = False
    words: Mapping[str, int] | None = None
    types: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CriterionRule:
    """How one criterion is scored: the highest (or `lowest`) of its parts, and what `plus` adds.

    A figure that is asked of a site and unknown counts as `unknown` points.
    """

    parts: tuple[Part, ...]
    plus: tuple[Part, ...]
    lowest: bool
    unknown: int
    source: str


@dataclass(frozen=True)
class Reach:
    """How far (metres) and how long back (months) figures are looked for, and which reports count."""

    measure_m: float
    incident_m: float
    incident_months: int
    finding_months: int
    remote_months: int
    categories: tuple[str, ...]


@dataclass(frozen=True)
class PriorityRule:
    """The constants of the priority: see geodata.risk.priority."""

    alpha: float
    sigma_m: float
    half_life_days: float
    incident_days: int
    most_u: float
    most_h: float


@dataclass(frozen=True)
class Rules:
    """A scheme: every criterion, weights in the order of PERFORMANCE, months by category 1–5, hours."""

    criteria: Mapping[Criterion, CriterionRule]
    weights: tuple[float, ...]
    n_min: int
    intervals: tuple[int, ...]
    base_hours: float
    hours_per_point: float
    reach: Reach
    priority: PriorityRule
    reasons: Mapping[str, str]


def read(rules: Any) -> Rules:
    """Rules of a JSON document.

    Raises BadInput naming the place (`path`) of the first thing that is missing, unknown, of the wrong form,
    out of its range or out of order. More of a figure never scores less (of a good one: never more), so that
    raising any figure never lowers a category.
    """
    top = _object(rules, "", "impact performance weights n_min intervals hours reach priority", "reasons")
    impact = _object(top["impact"], "impact", " ".join(IMPACTS))
    behaved = _object(top["performance"], "performance", " ".join(PERFORMANCE))
    weights = _object(top["weights"], "weights", " ".join(PERFORMANCE))
    hours = _object(top["hours"], "hours", "base per_point")
    return Rules(
        criteria={
            **{one: _criterion(impact[one], f"impact.{one}", 0, HIGHEST) for one in IMPACTS},
            **{one: _criterion(behaved[one], f"performance.{one}", -1, 1) for one in PERFORMANCE},
        },
        weights=tuple(_number(weights[one], f"weights.{one}", 0.01, 100) for one in PERFORMANCE),
        n_min=_whole(top["n_min"], "n_min", 1, len(IMPACTS)),
        intervals=_intervals(top["intervals"]),
        base_hours=_number(hours["base"], "hours.base", 0.25, 8),
        hours_per_point=_number(hours["per_point"], "hours.per_point", 0, 2),
        reach=_reach(top["reach"]),
        priority=_priority(top["priority"]),
        reasons=_reasons(top.get("reasons", {})),
    )


def read_terms(terms: Any) -> tuple[int, ...]:
    """The year's terms in the order of IMPACTS, 0 where none is given; BadInput where one is no -1, 0, +1."""
    given = _object(terms, "terms", "", " ".join(IMPACTS))
    return tuple(_whole(given.get(one, 0), f"terms.{one}", -1, 1) for one in IMPACTS)


def _criterion(value: Any, path: Path, low: int, high: int) -> CriterionRule:
    told = _object(value, path, "parts unknown", "plus take source")
    take = told.get("take", "highest")
    if take not in ("highest", "lowest"):
        raise BadInput("risk.rule_word", path=f"{path}.take", value=str(take)[:40])
    parts = _parts(told["parts"], f"{path}.parts", low, high)
    if not parts:
        raise BadInput("risk.rule_form", path=f"{path}.parts")
    return CriterionRule(
        parts,
        _parts(told.get("plus", []), f"{path}.plus", 0, high),
        take == "lowest",
        _whole(told["unknown"], f"{path}.unknown", low, high),
        _text(told.get("source", ""), f"{path}.source"),
    )


def _parts(value: Any, path: Path, low: int, high: int) -> tuple[Part, ...]:
    return tuple(
        _part(one, f"{path}[{number}]", low, high)
        for number, one in enumerate(_list(value, path, MOST_PARTS), start=1)
    )


def _part(value: Any, path: Path, low: int, high: int) -> Part:
    told = _object(value, path, "figure", "at_least at_most words types")
    name = told["figure"]
    if not isinstance(name, str) or name not in FIGURES:
        raise BadInput("risk.rule_word", path=f"{path}.figure", value=str(name)[:40])
    ways = [way for way in ("at_least", "at_most", "words") if way in told]
    if len(ways) != 1 or (ways[0] == "words") != bool(FIGURES[name].words):
        raise BadInput("risk.rule_form", path=path)
    types = frozenset(_chosen(told.get("types", []), f"{path}.types", _TYPES))
    if ways[0] == "words":
        return Part(name, words=_word_points(told["words"], f"{path}.words", name, low, high), types=types)
    nearest = ways[0] == "at_most"
    return Part(
        name, _steps(told[ways[0]], f"{path}.{ways[0]}", name, nearest, low, high), nearest, None, types
    )


def _word_points(value: Any, path: Path, name: str, low: int, high: int) -> dict[str, int]:
    told = _object(value, path, "", " ".join(FIGURES[name].words))
    return {word: _whole(points, f"{path}.{word}", low, high) for word, points in told.items()}


def _steps(
    value: Any, path: Path, name: str, nearest: bool, low: int, high: int
) -> tuple[tuple[float, int], ...]:
    steps = []
    for number, pair in enumerate(_list(value, path, MOST_PARTS), start=1):
        limit, points = _pair(pair, f"{path}[{number}]")
        steps.append(
            (_number(limit, f"{path}[{number}]", 0, 1e9), _whole(points, f"{path}[{number}]", low, high))
        )
    limits, scores = [step[0] for step in steps], [step[1] for step in steps]
    falls = nearest != FIGURES[name].good
    right = sorted(scores, reverse=falls)
    if not steps or sorted(set(limits)) != limits or scores != right:
        raise BadInput("risk.rule_order", path=path)
    return tuple(steps)


def _intervals(value: Any) -> tuple[int, ...]:
    told = _list(value, "intervals", HIGHEST)
    months = tuple(_whole(one, f"intervals[{number}]", 1, 120) for number, one in enumerate(told, start=1))
    if len(months) != HIGHEST or sorted(months, reverse=True) != list(months):
        raise BadInput("risk.rule_intervals", path="intervals")
    return months


def _reach(value: Any) -> Reach:
    told = _object(
        value, "reach", "measure_m incident_m incident_months finding_months remote_months categories"
    )
    return Reach(
        measure_m=_number(told["measure_m"], "reach.measure_m", 1, 5000),
        incident_m=_number(told["incident_m"], "reach.incident_m", 1, 2000),
        incident_months=_whole(told["incident_months"], "reach.incident_months", 1, 120),
        finding_months=_whole(told["finding_months"], "reach.finding_months", 1, 120),
        remote_months=_whole(told["remote_months"], "reach.remote_months", 1, 120),
        categories=_chosen(told["categories"], "reach.categories", frozenset(IncidentCategory)),
    )


def _priority(value: Any) -> PriorityRule:
    ranges = {
        "alpha": (0.0, 10.0),
        "sigma_m": (1.0, 5000.0),
        "half_life_days": (1.0, 3650.0),
        "incident_days": (1, 3650),
        "most_u": (1.0, 100.0),
        "most_h": (0.0, 1000.0),
    }
    told = _object(value, "priority", " ".join(ranges))
    figures = {name: _number(told[name], f"priority.{name}", *ends) for name, ends in ranges.items()}
    return PriorityRule(**figures | {"incident_days": int(figures["incident_days"])})  # type: ignore[arg-type]


def _reasons(value: Any) -> dict[str, str]:
    told = _object(value, "reasons", "", " ".join(IMPACTS))
    return {name: _text(reason, f"reasons.{name}") for name, reason in told.items()}


def _object(value: Any, path: Path, needed: str, also: str = "") -> dict[str, Any]:
    """An object with all keys of `needed` and no others than those of `also`."""
    if not isinstance(value, dict):
        raise BadInput("risk.rule_form", path=path or "{}")
    ahead = f"{path}." if path else ""
    for name in needed.split():
        if name not in value:
            raise BadInput("risk.rule_missing", path=f"{ahead}{name}")
    for name in value:
        if name not in (*needed.split(), *also.split()):
            raise BadInput("risk.rule_unknown", path=f"{ahead}{str(name)[:40]}")
    return value


def _list(value: Any, path: Path, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise BadInput("risk.rule_form", path=path)
    return value


def _pair(value: Any, path: Path) -> tuple[Any, Any]:
    if not isinstance(value, list) or len(value) != 2:
        raise BadInput("risk.rule_form", path=path)
    return value[0], value[1]


def _number(value: Any, path: Path, low: float, high: float) -> float:
    # NaN lies in no range; True is no number, whatever Python says.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise BadInput("risk.rule_range", path=path, low=low, high=high)
    return float(value)


def _whole(value: Any, path: Path, low: int, high: int) -> int:
    if _number(value, path, low, high) != int(value):
        raise BadInput("risk.rule_range", path=path, low=low, high=high)
    return int(value)


def _text(value: Any, path: Path) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise BadInput("risk.rule_form", path=path)
    return value.strip()


def _chosen(value: Any, path: Path, words: frozenset[str]) -> tuple[str, ...]:
    told = _list(value, path, len(words))
    for one in told:
        if not isinstance(one, str) or one not in words:
            raise BadInput("risk.rule_word", path=path, value=str(one)[:40])
    return tuple(told)
