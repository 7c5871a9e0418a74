"""The clock of a phone: how far it goes wrong, and the times of a visit set right by that."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from geodata.errors import FieldErrors

OLDEST: Final = timedelta(days=60)
"""A visit longer ago is not sent any more, it is written down by hand."""
LONGEST: Final = timedelta(hours=48)
EARLY: Final = timedelta(minutes=10)
"""What is ahead of now by less is the clock's drift between writing and sending: it becomes now."""
MOST_SECONDS: Final = 2_000_000_000
"""What the column of the skew takes."""


@dataclass(frozen=True)
class Times:
    """When a visit took place by our clock, what the phone's was off (seconds), whether an end was cut."""

    started_at: datetime
    ended_at: datetime
    skew_s: int
    cut: bool


def set_right(started: datetime, ended: datetime, sent: datetime, now: datetime) -> Times:
    """Times with a zone as the phone had them, `sent` its clock at sending; `now` is ours.

    Raises FieldErrors: field.not_a_time, field.backwards, field.future, field.too_old, field.too_long.
    """
    skew = now - sent
    try:
        start, end = started + skew, ended + skew
    except OverflowError as error:
        raise FieldErrors({"started_at": "field.not_a_time"}) from error
    if end < start:
        raise FieldErrors({"ended_at": "field.backwards"})
    if end > now + EARLY:
        raise FieldErrors({"ended_at": "field.future"})
    if start < now - OLDEST:
        raise FieldErrors({"started_at": "field.too_old"})
    if end - start > LONGEST:
        raise FieldErrors({"ended_at": "field.too_long"})
    cut = end > now
    seconds = max(-MOST_SECONDS, min(MOST_SECONDS, round(skew.total_seconds())))
    return Times(min(start, now), min(end, now), seconds, cut)
