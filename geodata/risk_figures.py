"""What is known of sites before anything is judged: every figure that a risk rule may ask for, and arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geodata.enums import FireGroup, SiteKind, SiteType

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


class Origin(StrEnum):
    """Where a figure comes from."""

    REGISTER = "register"
    DISTANCE = "distance"
    ZONES = "zones"
    CHECKS = "checks"
    REPORTS = "reports"


@dataclass(frozen=True)
class Figure:
    """A figure: where it comes from, its words (none: it is a number ≥ 0), whether more of it is better."""

    origin: Origin
    words: tuple[str, ...] = ()
    good: bool = False


def _words(enum: type[StrEnum]) -> tuple[str, ...]:
    return tuple(word.value for word in enum)


_REGISTER: Final = (
    *("wastewater_m3_day", "stacks", "solid_waste_kg_day", "hazardous_waste_kg_year", "hazardous_stock_t"),
    *("workers", "site_area_m2", "beds", "infectious_kg_month", "pupils", "area_ha"),
)
FIGURES: Final[Mapping[str, Figure]] = {
    **dict.fromkeys(_REGISTER, Figure(Origin.REGISTER)),
    "kind": Figure(Origin.REGISTER, _words(SiteKind)),
    "fire_group": Figure(Origin.REGISTER, _words(FireGroup)),
    "permit": Figure(Origin.REGISTER, ("valid", "exempt", "expired", "none", "none_household")),
    "contract": Figure(Origin.REGISTER, ("yes", "no")),
    "treatment": Figure(Origin.REGISTER, ("own", "shared", "none", "no_wastewater")),
    **dict.fromkeys(("dwelling_m", "school_m", "clinic_m", "intake_m"), Figure(Origin.DISTANCE)),
    "flood_level": Figure(Origin.ZONES),
    **dict.fromkeys(("worst_finding", "light_findings", "overdue_remedies"), Figure(Origin.CHECKS)),
    **dict.fromkeys(("kept_remedies", "remote_checks"), Figure(Origin.CHECKS, good=True)),
    "incidents": Figure(Origin.REPORTS),
}
"""Figure → what it is. Distances are metres of EPSG:9210, infinite beyond the reach that was looked in.

`permit` is the environmental paper on the day (`none_household`: none, and run by a household or a person);
`treatment` how wastewater is treated (`shared`: by the works of its cluster). `worst_finding` is the gravest
severity 0–3 of the checks of the last months (unknown without a check), `light_findings` counts those of
severity 1, `overdue_remedies` what is still to be mended after its deadline, `kept_remedies` what was mended
in time, `remote_checks` those that found nothing of severity 2 or more. `incidents` counts confirmed reports
linked to the site or near it, those of the police among them.
"""
TYPES: Final = _words(SiteType)
LAYERS: Final = ("residential_area", "village")
"""Layers in which the distance to dwellings can be measured."""
UNKNOWN: Final = -1
"""The code of a word that is not known."""
NUMBERS: Final = tuple(name for name, figure in FIGURES.items() if not figure.words)
WORDS: Final = tuple(name for name, figure in FIGURES.items() if figure.words)


@dataclass(frozen=True)
class Figures:
    """The figures of n sites: `numbers` name → (n,) with NaN for unknown, `words` name → (n,) with codes.

    A code is the place of the word in `FIGURES[name].words`, UNKNOWN for none. `types` (n,) are places in
    TYPES; `critical` (n,) says where a finding of severity 3 is open, `police` (n,) how many of `incidents`
    only the police may know of, `dwelling_from` (n,) in which of LAYERS dwellings were met, or UNKNOWN.
    """

    types: Codes
    numbers: Mapping[str, Floats]
    words: Mapping[str, Codes]
    critical: NDArray[np.bool_]
    police: Codes
    dwelling_from: Codes

    def __len__(self) -> int:
        return len(self.types)


def arrays(columns: Mapping[str, Sequence[Any]], n: int) -> Figures:
    """Figures of n sites out of columns as a database gives them: None, and what no column tells, is unknown.

    Columns: `type`, every name of FIGURES, `critical` and `police` (counts), `dwelling_from`. Raises
    ValueError for a type that is none.
    """
    unknown: list[Any] = [None] * n

    def told(name: str) -> Sequence[Any]:
        return columns.get(name, unknown)

    types = _codes(told("type"), TYPES)
    if (types == UNKNOWN).any():
        raise ValueError("every site is of one of the types")
    return Figures(
        types=types,
        numbers={name: np.array(told(name), dtype=np.float64) for name in NUMBERS},
        words={name: _codes(told(name), FIGURES[name].words) for name in WORDS},
        critical=np.nan_to_num(np.array(told("critical"), dtype=np.float64)) > 0,
        police=np.nan_to_num(np.array(told("police"), dtype=np.float64)).astype(np.int64),
        dwelling_from=_codes(told("dwelling_from"), LAYERS),
    )


def _codes(column: Sequence[Any], words: tuple[str, ...]) -> Codes:
    known: dict[Any, int] = {word: code for code, word in enumerate(words)}
    return np.array([known.get(word, UNKNOWN) for word in column], dtype=np.int64)
