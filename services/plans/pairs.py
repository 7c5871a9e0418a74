"""Pairs as they are typed and shown: a site's code, and the codes of the teams that visit it together."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import FieldErrors
from geodata.features import Viewer
from geodata.models import InspectionTeam, Site
from services.plans.settings import Pair
from services.text import clean


def read(session: Session, viewer: Viewer, text: str) -> tuple[Pair, ...]:
    """Pairs as they are typed: a line each, the site's code and the teams' codes ("CS-12: TO-1 + TO-2").

    Raises FieldErrors({"pairs": …}) for what is no such line, an unknown code, or a single team.
    """
    sites = _ids(session, Site.code, Site.id, Site.commune_id == viewer.commune_id)
    teams = _ids(
        session, InspectionTeam.code, InspectionTeam.id, InspectionTeam.commune_id == viewer.commune_id
    )
    pairs = []
    for line in filter(None, map(str.strip, clean(text).split("\n"))):
        site, _colon, named = line.rpartition(":")
        codes = [code.strip() for code in re.split(r"[+;,]", named) if code.strip()]
        if site.strip() not in sites or len(set(codes)) < 2 or any(code not in teams for code in codes):
            raise FieldErrors({"pairs": "plan.pairs"})
        pairs.append(Pair(sites[site.strip()], tuple(sorted({teams[code] for code in codes}))))
    return tuple(pairs)


def written(session: Session, viewer: Viewer, pairs: Sequence[Pair]) -> str:
    """The same as text."""
    sites = _ids(session, Site.id, Site.code, Site.id.in_([pair.site_id for pair in pairs]))
    own = InspectionTeam.commune_id == viewer.commune_id
    teams = _ids(session, InspectionTeam.id, InspectionTeam.code, own)
    return "\n".join(
        f"{sites[pair.site_id]}: {' + '.join(teams[one] for one in pair.team_ids if one in teams)}"
        for pair in pairs
        if pair.site_id in sites
    )


def _ids(session: Session, key: Any, value: Any, where: Any) -> dict[Any, Any]:
    return {row[0]: row[1] for row in session.execute(select(key, value).where(where))}
