"""An empty hotline log to fill in: our headings, one row to follow, words to choose from."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy.orm import Session

from geodata.features import Viewer
from geodata.layers import sheet_writing
from geodata.layers.sheet_writing import Column
from services import access
from services.clock import today
from services.importing.hotline import places
from services.importing.hotline.columns import RECEIVED

OFFERED: Final = (
    *("number", "received", "category", "nature", "description", "village", "landmark", "north", "east"),
    *("caller_name", "caller_phone", "handled", "handled_on"),
)
"""Fields of the empty log, in the order in which a call is written down."""


def template(
    session: Session,
    viewer: Viewer,
    *,
    titles: tuple[str, str],
    headings: Mapping[str, str],
    example: Mapping[str, Any],
    choices: Mapping[str, tuple[str, ...]],
) -> bytes:
    """An .xlsx; `titles` of its two sheets; `headings`, `example` and `choices` by field of `OFFERED`.

    Its villages are those of today. Raises Forbidden.
    """
    access.require(viewer, "import:run")
    names = tuple(places.villages(session, viewer.commune_id).names.values())
    offered = {**choices, "village": names}
    row = {"village": names[0] if names else "", RECEIVED: datetime.combine(today(), time(8)), **example}
    columns = [
        Column(headings[name], row.get(name), offered.get(name, ()), moment=name == RECEIVED)
        for name in OFFERED
    ]
    return sheet_writing.blank(titles[0], columns, titles[1])
