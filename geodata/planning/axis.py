"""The working minutes of a day in one row, without the pause: from clock times, and back to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

Range = tuple[int, int]
"""From, and until: minutes since midnight on the clock, or minutes of work since the day began."""
Ranges = tuple[Range, ...]

WHOLE_DAY: Ranges = ((0, 1440),)


@dataclass(frozen=True)
class Workday:
    """A team's hours of work, in order and apart: one span, or two around a pause; minutes since midnight."""

    spans: Ranges

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """At which minute of work each span begins."""
        before, found = 0, []
        for start, end in self.spans:
            found.append(before)
            before += end - start
        return tuple(found)

    @cached_property
    def minutes(self) -> int:
        """Minutes of work of one day."""
        return sum(end - start for start, end in self.spans)

    def worked(self, clock: int) -> int:
        """Minutes of work done by that time of the clock."""
        return sum(min(max(clock - start, 0), end - start) for start, end in self.spans)

    def begins(self, worked: int) -> int:
        """The time of the clock at which work goes on after so many minutes: after the pause, at its edge."""
        for (start, end), before in zip(self.spans, self.starts, strict=True):
            if worked < before + end - start:
                return start + worked - before
        return self.spans[-1][1] + worked - self.minutes

    def ends(self, worked: int) -> int:
        """The time of the clock at which so many minutes are done: before the pause, at its edge."""
        for (start, end), before in zip(self.spans, self.starts, strict=True):
            if worked <= before + end - start:
                return start + worked - before
        return self.spans[-1][1] + worked - self.minutes

    def windows(self, opened: Sequence[Range], service: int, uncut: int) -> Ranges:
        """When a visit of `service` minutes may begin, in minutes of work: earliest and latest, included.

        `opened`: when the site is open, by the clock. A visit of up to `uncut` minutes is not cut in two by
        the pause; a longer one may go on after it.
        """
        spans = [[self._part(span, one) for one in opened] for span in range(len(self.spans))]
        if service > uncut:
            spans = [[part for parts in spans for part in parts]]
        pieces = [piece for parts in spans for piece in _joined(part for part in parts if part)]
        return tuple((start, end - service) for start, end in pieces if end - start >= service)

    def _part(self, span: int, opened: Range) -> Range | None:
        """The minutes of work of a span in which a site is open."""
        start, end = self.spans[span]
        first, last = max(start, opened[0]), min(end, opened[1])
        before = self.starts[span] - start
        return (before + first, before + last) if first < last else None


def _joined(pieces: Iterable[Range]) -> list[Range]:
    """The same minutes in as few pieces as there are."""
    found: list[Range] = []
    for start, end in sorted(pieces):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
