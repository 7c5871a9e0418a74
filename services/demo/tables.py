"""The demonstration's own tables, CSV and JSON beside the code, and how a figure is drawn from them."""

import csv
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data"

SOURCE = "demo"
"""What every row of the demonstration says in its column `source`."""


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The rows of data/`name`.csv."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def document(name: str) -> Any:
    """The content of data/`name`.json."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def between(span: str, random: Random) -> float:
    """A figure from "low-high", small ones likelier, to three significant digits."""
    low, high = (float(end) for end in span.split("-"))
    figure = low + (high - low) * random.random() ** 1.6
    return float(f"{figure:.3g}")


def weighted(random: Random, choices: Sequence[Any]) -> Any:
    """One of `choices`, each a mapping with a `weight`."""
    return random.choices(choices, [choice["weight"] for choice in choices])[0]
