"""What a plan was asked for: teams, contents, shares, seed and pairs, as its row keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from geodata.enums import InspectionContent
from geodata.features import Json

KEPT_SHARE: Final = 0.2
"""Share of the teams' time that stays free for the unplanned (domain.md §2)."""
RANDOM_SHARE: Final = 0.1
"""Share of the visits drawn at random, so that nobody can reckon when it is their turn."""
SEED: Final = 1


@dataclass(frozen=True)
class Pair:
    """A site that these teams visit together, on one day (công an with the health station, say)."""

    site_id: int
    team_ids: tuple[int, ...]


@dataclass(frozen=True)
class Settings:
    """What the solver is given. Shares are 0–1; `seed` makes a plan come out the same again."""

    team_ids: tuple[int, ...]
    contents: tuple[InspectionContent, ...]
    kept_share: float = KEPT_SHARE
    random_share: float = RANDOM_SHARE
    seed: int = SEED
    pairs: tuple[Pair, ...] = ()


def as_json(settings: Settings) -> Json:
    """Settings as `inspection_plan.settings` keeps them."""
    return {
        "teams": list(settings.team_ids),
        "contents": [content.value for content in settings.contents],
        "kept_share": settings.kept_share,
        "random_share": settings.random_share,
        "seed": settings.seed,
        "pairs": [{"site_id": pair.site_id, "teams": list(pair.team_ids)} for pair in settings.pairs],
    }


def from_json(kept: Mapping[str, Any]) -> Settings:
    """What a row keeps, as settings; the defaults stand where it says nothing."""
    return Settings(
        team_ids=tuple(kept.get("teams", ())),
        contents=tuple(InspectionContent(word) for word in kept.get("contents", ())),
        kept_share=float(kept.get("kept_share", KEPT_SHARE)),
        random_share=float(kept.get("random_share", RANDOM_SHARE)),
        seed=int(kept.get("seed", SEED)),
        pairs=tuple(Pair(one["site_id"], tuple(one["teams"])) for one in kept.get("pairs", ())),
    )
