"""Words of imports."""

from enum import StrEnum


class RowOutcome(StrEnum):
    """What an import would do with one row."""

    REFUSED = "refused"
    CHANGED = "changed"
    ADDED = "added"
    UNCHANGED = "unchanged"


class ImportState(StrEnum):
    """Life of an import: read, shown, then applied whole or not at all."""

    WAITING = "waiting"
    READING = "reading"
    READY = "ready"
    REFUSED = "refused"
    APPLYING = "applying"
    APPLIED = "applied"
    DISCARDED = "discarded"
