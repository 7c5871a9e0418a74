"""What a phone tells of a visit, and whether it is whole: the record before it is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from geodata.enums import InspectionFilePurpose, RecordOutcome
from geodata.errors import FieldErrors
from services.field.checklists import Answer, Item, items, named
from services.text import clean

MOST_FINDINGS: Final = 60
MOST_POINTS: Final = 2000
LONGEST: Final[Mapping[str, int]] = {
    "representative": 200,
    "representative_title": 200,
    "opinion": 5000,
    "note": 5000,
}
"""Letters of what is written about a visit."""
LONGEST_OF_FINDING: Final[Mapping[str, int]] = {"item": 60, "article": 200, "text": 5000, "remedy": 5000}
FURTHEST: Final = timedelta(days=730)
"""A deadline lies within so long after the visit."""
_VIETNAM: Final = (102.0, 7.0, 118.0, 24.0)
_SIGNED: Final = frozenset({InspectionFilePurpose.SIGNATURE, InspectionFilePurpose.PAPER})
_O = RecordOutcome


@dataclass(frozen=True)
class ToldFinding:
    """A finding: article, severity 0–3, words, remedy, deadline; `item` where a checklist asked for it."""

    text: str
    severity: int
    item: str = ""
    article: str = ""
    remedy: str = ""
    deadline: date | None = None


@dataclass(frozen=True)
class ToldFile:
    """A file that belongs to the record: SHA-256 as sent, what it is, the finding (its number) it shows."""

    sha256: str
    purpose: InspectionFilePurpose
    finding: int | None = None


@dataclass(frozen=True)
class Told:
    """A record as it was sent. Times have a zone and are the phone's; `track` is (lon, lat), EPSG:4326."""

    inspection_id: int
    outcome: RecordOutcome
    started_at: datetime
    ended_at: datetime
    sent_at: datetime
    checklist: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[ToldFinding] = ()
    files: Sequence[ToldFile] = ()
    track: Sequence[tuple[float, float]] = ()
    representative: str = ""
    representative_title: str = ""
    opinion: str = ""
    note: str = ""


def refuse_partial(told: Told, contents: Sequence[str], day: date) -> None:
    """Raise FieldErrors with everything that is missing or wrong, told by the name of its field.

    `contents` are the check's own, `day` the day of the visit.
    """
    wrong: dict[str, str] = {}
    for name, most in LONGEST.items():
        if len(clean(getattr(told, name))) > most:
            wrong[name] = "field.too_long_text"
    if told.outcome is not _O.SIGNED and not clean(told.note):
        wrong["note"] = "field.needs_reason"
    if told.outcome is _O.SIGNED and not clean(told.representative):
        wrong["representative"] = "form.needed"
    if told.outcome is _O.SIGNED and not any(file.purpose in _SIGNED for file in told.files):
        wrong["signature"] = "field.needs_signature"
    if not _plausible(told.track):
        wrong["track"] = "field.track"
    wrong |= _visit(told, contents, day) if told.outcome is not _O.NO_ACCESS else _no_visit(told)
    if wrong:
        raise FieldErrors(wrong)


def _no_visit(told: Told) -> dict[str, str]:
    return {"findings": "field.no_access_found"} if told.findings else {}


def _visit(told: Told, contents: Sequence[str], day: date) -> dict[str, str]:
    lists = named(told.checklist)
    if {one.content.value for one in lists} != set(contents):
        return {"checklist": "field.checklist"}
    asked = items(lists)
    wrong = _answers(told.answers, asked)
    wrong |= _findings(told, asked, day)
    return wrong


def _answers(answers: Mapping[str, str], asked: Mapping[str, Item]) -> dict[str, str]:
    if set(answers) - set(asked) or not set(answers.values()) <= set(Answer):
        return {"answers": "field.answer"}
    return {} if set(answers) == set(asked) else {"answers": "field.unanswered"}


def _findings(told: Told, asked: Mapping[str, Item], day: date) -> dict[str, str]:
    failed = {item for item, answer in told.answers.items() if answer == Answer.FAILED}
    found = {one.item for one in told.findings if one.item}
    if len(told.findings) > MOST_FINDINGS or found - set(asked):
        return {"findings": "field.finding"}
    if failed - found:
        return {"findings": "field.failed_unfound"}
    if found - failed:
        return {"findings": "field.found_unfailed"}
    codes = [code for one in told.findings if (code := _finding(one, day))]
    return {"findings": codes[0]} if codes else {}


def _finding(one: ToldFinding, day: date) -> str:
    if not clean(one.text) or one.severity not in range(4):
        return "field.finding"
    if any(len(clean(getattr(one, name))) > most for name, most in LONGEST_OF_FINDING.items()):
        return "field.too_long_text"
    if one.severity > 0 and one.deadline is None:
        return "field.needs_deadline"
    if one.deadline is not None and not day <= one.deadline <= day + FURTHEST:
        return "field.deadline"
    return ""


def _plausible(track: Sequence[tuple[float, float]]) -> bool:
    west, south, east, north = _VIETNAM
    return len(track) <= MOST_POINTS and all(
        west <= lon <= east and south <= lat <= north for lon, lat in track
    )
