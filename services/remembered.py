"""What one transaction has read already, so that four hundred reports do not read the calendar each."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

Value = TypeVar("Value")
_SLOT = "remembered"


def once(session: Session, key: Hashable, read: Callable[[], Value]) -> Value:
    """What `read` gives, read once in a transaction (or savepoint) and never kept beyond it."""
    known: dict[Hashable, Value] = _of_transaction(session)
    if key not in known:
        known[key] = read()
    return known[key]


def forget(session: Session, key: Hashable) -> None:
    """It was changed: read it anew."""
    _of_transaction(session).pop(key, None)


def _of_transaction(session: Session) -> dict[Hashable, Any]:
    now = session.get_nested_transaction() or session.get_transaction()
    if now is None:
        return {}
    slot: tuple[Any, dict[Hashable, Any]] | None = session.info.get(_SLOT)
    if slot is None or slot[0] is not now:
        slot = session.info[_SLOT] = (now, {})
    return slot[1]
