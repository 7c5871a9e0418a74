"""The forms of promised times and of the working calendar."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from geodata.enums import IncidentCategory
from services.calendar import LONGEST_NOTE, OwnDay
from services.incidents.levels import HOUR, Level
from webmap.forms.inputs import NEEDED, Day, OneOf, Text, at_most, needed, options

NOTHING: Final = -1
"""A figure that is none: out of every range."""
_DECIMAL: Final = re.compile(r"[0-9]{1,4}([.,][0-9]{1,2})?")

Levels = Mapping[IncidentCategory, Level]


@dataclass(frozen=True)
class LevelRow:
    """One category as it stands on the page: figures as text, and what the editor saw."""

    urgent: bool
    take_in: str
    answer: str
    keep: str
    seen: str


class OwnDayForm(FlaskForm):  # type: ignore[misc]
    """A day that differs from the law's calendar."""

    day = Day(_l("Ngày"), [needed()])
    working = OneOf(
        _l("Ngày này"),
        choices=options(
            [("yes", _l("Làm việc (làm bù, trực cả ngày)")), ("no", _l("Nghỉ (ngoài ngày nghỉ theo luật)"))]
        ),
        default="yes",
        to=lambda word: word == "yes",
    )
    note = Text(
        _l("Ghi chú"),
        [at_most(LONGEST_NOTE)],
        description=_l("Chẳng hạn: theo văn bản nào, làm bù cho ngày nào."),
    )

    def wanted(self) -> OwnDay | None:
        """The day that was sent, None (with the words beside the fields) where something is wrong."""
        if not self.validate_on_submit():
            return None
        if self.day.data is None:
            self.day.errors = [NEEDED]
            return None
        return OwnDay(self.day.data, self.working.meaning, self.note.data)


def as_rows(levels: Levels) -> dict[IncidentCategory, LevelRow]:
    """Levels as the page shows them."""
    return {
        one: LevelRow(
            level.urgent,
            _hours(level.take_in_minutes),
            _hours(level.answer_minutes),
            str(level.keep_days),
            _seal(level),
        )
        for one, level in levels.items()
    }


def sent_rows(form: Mapping[str, Any]) -> dict[IncidentCategory, LevelRow]:
    """The page as it was sent; what is missing is empty."""
    return {
        one: LevelRow(
            f"urgent-{one}" in form,
            *(form.get(f"{name}-{one}", "").strip() for name in ("take_in", "answer", "keep", "seen")),
        )
        for one in IncidentCategory
    }


def as_levels(rows: Mapping[IncidentCategory, LevelRow]) -> dict[IncidentCategory, Level]:
    """What was typed; what is no figure is `NOTHING`, which no range takes."""
    return {
        one: Level(row.urgent, _minutes(row.take_in), _minutes(row.answer), _whole(row.keep), "")
        for one, row in rows.items()
    }


def seen_levels(rows: Mapping[IncidentCategory, LevelRow]) -> dict[IncidentCategory, Level]:
    """What the editor saw; it comes from the browser, and decides only what counts as changed."""
    return {one: _unsealed(row.seen) for one, row in rows.items()}


def _seal(level: Level) -> str:
    return f"{level.urgent:d}-{level.take_in_minutes}-{level.answer_minutes}-{level.keep_days}"


def _unsealed(text: str) -> Level:
    figures = [_whole(part) for part in text.split("-")]
    if len(figures) != 4:
        figures = [0, NOTHING, NOTHING, NOTHING]
    return Level(figures[0] == 1, figures[1], figures[2], figures[3], "")


def _hours(minutes: int) -> str:
    return f"{minutes / HOUR:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _minutes(text: str) -> int:
    return round(float(text.replace(",", ".")) * HOUR) if _DECIMAL.fullmatch(text) else NOTHING


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else NOTHING
