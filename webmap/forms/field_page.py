"""The record of a visit from a plain form: what a browser without scripts sends, as the service takes it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from geodata.enums import InspectionFilePurpose, RecordOutcome
from geodata.errors import FieldErrors
from services.clock import ZONE
from services.field.checklists import Answer, Checklist, Item
from services.field.told import Told, ToldFile, ToldFinding

MORE: Final = 3
"""Findings beside the checklist that one sending of the form takes."""


def told_of(
    sent: MultiDict[str, str],
    *,
    inspection_id: int,
    lists: Sequence[Checklist],
    files: Iterable[ToldFile],
    now: datetime,
) -> Told:
    """What was sent, with the files that are here by now. Raises FieldErrors for what cannot be read."""
    started, ended = _moment(sent, "started_at"), _moment(sent, "ended_at")
    outcome = _outcome(sent)
    visited = outcome is not RecordOutcome.NO_ACCESS
    asked = [item for one in lists for item in one.items]
    answers = {item.id: sent[f"a-{item.id}"] for item in asked if sent.get(f"a-{item.id}")}
    day = started.astimezone(ZONE).date()
    failed = [item for item in asked if answers.get(item.id) == Answer.FAILED]
    return Told(
        inspection_id=inspection_id,
        outcome=outcome,
        started_at=started,
        ended_at=ended,
        sent_at=now,
        checklist="+".join(one.name for one in lists) if visited else "",
        answers=answers if visited else {},
        findings=[*_failed(sent, failed, day), *_others(sent)] if visited else [],
        files=list(files),
        representative=sent.get("representative", ""),
        representative_title=sent.get("representative_title", ""),
        opinion=sent.get("opinion", ""),
        note=sent.get("note", ""),
    )


def key_of(sent: MultiDict[str, str]) -> str:
    """The key of the form, made once for it."""
    return sent.get("key", "")


def uploads(sent: MultiDict[str, FileStorage]) -> Iterator[tuple[bytes, InspectionFilePurpose]]:
    """The files that were chosen: photos, and pages that were signed."""
    named = (("photos", InspectionFilePurpose.EVIDENCE), ("paper", InspectionFilePurpose.PAPER))
    for name, purpose in named:
        for file in sent.getlist(name):
            content = file.read()
            if content:
                yield content, purpose


def _outcome(sent: MultiDict[str, str]) -> RecordOutcome:
    try:
        return RecordOutcome(sent.get("outcome", ""))
    except ValueError as error:
        raise FieldErrors({"outcome": "form.choice"}) from error


def _moment(sent: MultiDict[str, str], name: str) -> datetime:
    try:
        return datetime.fromisoformat(sent.get(name, "")).replace(tzinfo=ZONE).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise FieldErrors({name: "field.not_a_time"}) from error


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise FieldErrors({"findings": "field.deadline"}) from error


def _failed(sent: MultiDict[str, str], failed: Sequence[Item], day: date) -> Iterator[ToldFinding]:
    """A finding for each failed item, as its checklist puts it, in the words that were typed for it."""
    for item in failed:
        typed = sent.get(f"t-{item.id}", "").strip()
        yield ToldFinding(
            text=typed or _("Không đạt: %(question)s", question=item.question),
            severity=item.severity,
            item=item.id,
            article=item.article,
            remedy=item.remedy,
            deadline=day + timedelta(days=item.days),
        )


def _others(sent: MultiDict[str, str]) -> Iterator[ToldFinding]:
    for number in range(1, MORE + 1):
        text = sent.get(f"f{number}-text", "").strip()
        if text:
            severity = sent.get(f"f{number}-severity", "")
            yield ToldFinding(
                text=text,
                severity=int(severity) if severity in {"0", "1", "2", "3"} else -1,
                article=sent.get(f"f{number}-article", ""),
                remedy=sent.get(f"f{number}-remedy", ""),
                deadline=_day(sent.get(f"f{number}-deadline", "")),
            )
