"""A team's visits as a calendar (RFC 5545), for any calendar that a phone has."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from services.clock import ZONE

PRODUCT: Final = "-//Ban do moi truong xa//Ke hoach kiem tra//VI"
OCTETS: Final = 75
"""A line may have so many octets without its break (RFC 5545, 3.1)."""
_ZONE: Final = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE.key}",
    "BEGIN:STANDARD",
    "DTSTART:19750613T000000",
    "TZOFFSETFROM:+0700",
    "TZOFFSETTO:+0700",
    "TZNAME:+07",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True)
class Event:
    """One visit. `uid` stays the same from edition to edition, `sequence` grows; `place` is (lon, lat)."""

    uid: str
    sequence: int
    day: date
    begins: time
    ends: time
    title: str
    where: str
    told: str
    place: tuple[float, float] | None = None
    cancelled: bool = False


def calendar(name: str, events: Iterable[Event], stamp: datetime) -> str:
    """An iCalendar text with CRLF line ends; `stamp` (with a time zone) is when this was decided."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{escaped(name)}", *_ZONE]
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in folded(line))


def escaped(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line break may not stand as they are."""
    for mark, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(mark, written)
    return text


def folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, those after the first begun by a space; no letter is cut."""
    piece, size = "", 0
    for letter in line:
        long = len(letter.encode())
        if size + long > OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + long
    yield piece


def _event(event: Event, stamp: datetime) -> Sequence[str]:
    geo = [f"GEO:{event.place[1]:.6f};{event.place[0]:.6f}"] if event.place else []
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={ZONE.key}:{event.day:%Y%m%d}T{event.begins:%H%M%S}",
        f"DTEND;TZID={ZONE.key}:{event.day:%Y%m%d}T{event.ends:%H%M%S}",
        f"SUMMARY:{escaped(event.title)}",
        f"LOCATION:{escaped(event.where)}",
        f"DESCRIPTION:{escaped(event.told)}",
        *geo,
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]
