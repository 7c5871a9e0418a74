"""The category of every site, day by day: a row where it differs from the day before."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import cast, column, func, select
from sqlalchemy.dialects.postgresql import JSONB, distinct_on, insert
from sqlalchemy.orm import Session

from geodata.enums import IMPACTS, PERFORMANCE, Criterion
from geodata.models import RiskRating, RiskScheme
from geodata.queries import risk_figures
from geodata.risk import Categories, categories
from geodata.risk_criteria import ALL, Scored, bases, score
from geodata.risk_figures import arrays
from geodata.risk_rules import Rules, read, read_terms
from services.clock import today
from services.risk.in_force import stored

Json = dict[str, Any]

SHOWN: Final = (
    *("scheme_id", "impact", "terms", "scores", "performance", "critical", "highest", "bearers", "settled"),
    *("mean", "moved", "category", "interval_months", "hours", "basis"),
)
"""What a rating shows: two that agree in all of this are the same."""
_STORED: Final = ("commune_id", "site_id", "rated_on", *SHOWN)
_BATCH: Final = 500


@dataclass(frozen=True)
class Rating:
    """The category of a site as it was shown on a day; `rated_on` is the day it became so."""

    site_id: int
    rated_on: date
    category: int
    interval_months: int
    hours: float


def refresh(
    session: Session, commune_id: int, site_ids: Collection[int] | None = None, on: date | None = None
) -> int:
    """Rate the sites inspected on a day (today), all or some; how many ratings are new or differ.

    A rating that shows what the last one showed is not stored; one of the same day takes its place. Values
    set by hand stand in place of computed scores. Flushed, not committed.
    """
    day = on or today()
    session.flush()
    scheme = stored(session, commune_id, day)
    rules = read(scheme.rules)
    columns = risk_figures.figures(session, commune_id, day, rules.reach, site_ids)
    if not columns:
        return 0
    found = list(_rated(columns, scheme, rules))
    last = _last(session, commune_id, day, site_ids)
    changed = [
        row | {"commune_id": commune_id, "rated_on": day.isoformat()}
        for row in found
        if _differs(row, last.get(row["site_id"]))
    ]
    for start in range(0, len(changed), _BATCH):
        _store(session, changed[start : start + _BATCH])
    return len(changed)


def of(session: Session, commune_id: int, on: date) -> dict[int, Rating]:
    """Site → its rating as shown on a day: the last one stored by then. Sites not rated then are left out."""
    found = session.execute(
        select(*(getattr(RiskRating, name) for name in Rating.__dataclass_fields__))
        .ext(distinct_on(RiskRating.site_id))
        .where(RiskRating.commune_id == commune_id, RiskRating.rated_on <= on)
        .order_by(RiskRating.site_id, RiskRating.rated_on.desc())
    )
    return {row.site_id: Rating(*row) for row in found}


def _rated(columns: Mapping[str, Sequence[Any]], scheme: RiskScheme, rules: Rules) -> Iterator[Json]:
    """A row of risk_rating for each site, without commune and day."""
    ids, hand = columns["id"], columns["hand"]
    figures = arrays(columns, len(ids))
    scored = score(figures, rules, _by_hand(hand))
    terms = read_terms(scheme.terms)
    rated = categories(
        scored.impact,
        scored.performance,
        terms=terms,
        weights=rules.weights,
        critical=scored.critical,
        fewest=rules.n_min,
    )
    steps = _steps(scored, rated, rules)
    ruled = {"code": scheme.code, "weights": list(rules.weights), "n_min": rules.n_min}
    for row, (site_id, basis) in enumerate(zip(ids, bases(scored, figures, rules), strict=True)):
        for criterion, (_, value_id) in (hand[row] or {}).items():
            basis[criterion]["value_id"] = value_id
        yield {
            "site_id": site_id,
            "scheme_id": scheme.id,
            "terms": list(terms),
            "basis": basis | {"scheme": ruled},
            **{name: column[row] for name, column in steps.items()},
        }


def _steps(scored: Scored, rated: Categories, rules: Rules) -> dict[str, list[Any]]:
    return {
        "impact": scored.impact.tolist(),
        "performance": scored.performance.tolist(),
        "critical": scored.critical.tolist(),
        "scores": rated.scores.tolist(),
        "highest": rated.highest.tolist(),
        "bearers": rated.bearers.tolist(),
        "settled": rated.settled.tolist(),
        "mean": rated.performance.tolist(),
        "moved": rated.moved.tolist(),
        "category": rated.category.tolist(),
        "interval_months": rated.months_of(rules.intervals).tolist(),
        "hours": rated.hours_of(rules.base_hours, rules.hours_per_point).tolist(),
    }


def _by_hand(hand: Sequence[Mapping[str, Sequence[int]] | None]) -> NDArray[np.float64]:
    """(n, 13) values set by hand, NaN where none is."""
    table = np.full((len(hand), len(IMPACTS) + len(PERFORMANCE)), np.nan)
    for row, values in enumerate(hand):
        for criterion, (value, _) in (values or {}).items():
            table[row, ALL.index(criterion)] = value
    return table


def _last(
    session: Session, commune_id: int, on: date, site_ids: Collection[int] | None
) -> dict[int, Mapping[str, Any]]:
    """Site → its last rating by a day, as columns."""
    table = RiskRating.__table__.c
    chosen = [table.site_id.in_(site_ids)] if site_ids is not None else []
    found = session.execute(
        select(table.site_id, *(table[name] for name in SHOWN))
        .ext(distinct_on(table.site_id))
        .where(table.commune_id == commune_id, table.rated_on <= on, *chosen)
        .order_by(table.site_id, table.rated_on.desc())
    )
    return {row["site_id"]: dict(row) for row in found.mappings()}


def _differs(row: Json, last: Mapping[str, Any] | None) -> bool:
    """Whether a rating shows anything else than the last one did.

    One more report that only the police may know of is no difference as long as it moves no score: the day
    of a new rating would tell everybody else of it.
    """
    if last is None or any(last[name] != row[name] for name in SHOWN if name != "basis"):
        return True
    return _for_all(last["basis"]) != _for_all(row["basis"])


def _for_all(basis: Json) -> Json:
    told = basis.get(Criterion.INCIDENTS_NEAR, {})
    parts = [
        {name: part[name] for name in part if name not in ("police", "value", "from")}
        | {"value": (part.get("value") or 0) - part.get("police", 0)}
        for part in told.get("parts", ())
    ]
    return basis | {Criterion.INCIDENTS_NEAR: told | {"parts": parts}}


def _store(session: Session, rows: Sequence[Json]) -> None:
    """One statement of one form, however many rows: nothing is compiled anew, and triggers fire once."""
    columns = [column(name, RiskRating.__table__.c[name].type) for name in _STORED]
    told = (
        func.jsonb_to_recordset(cast(rows, JSONB))
        .table_valued(*columns, name="told")
        .render_derived(with_types=True)
    )
    statement = insert(RiskRating).from_select(_STORED, select(*(told.c[name] for name in _STORED)))
    replaced = {name: statement.excluded[name] for name in SHOWN} | {"at": func.now()}
    session.execute(
        statement.on_conflict_do_update(constraint="uq_risk_rating_site_id_rated_on", set_=replaced)
    )
