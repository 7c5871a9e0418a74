"""Answers for everybody that cost much to reckon: kept until a report changes or the day ends."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

from webmap.auth import viewer

Value = TypeVar("Value")


def for_everybody(name: str, reckon: Callable[[], Value]) -> Value:
    """What `reckon` gives for those without an account, asked again once a report changed or a day began.

    One value a name and process. Whoever has an account gets it reckoned: it may depend on them.
    """
    if viewer().account_id is not None:
        return reckon()
    held: dict[str, tuple[Any, Any]] = current_app.extensions.setdefault("kept", {})
    standing = current_app.extensions["public_standing"].now()
    key = (standing.viewer.commune_id, standing.versions.get("incident", 0), standing.today)
    known = held.get(name)
    if known is None or known[0] != key:
        known = held[name] = (key, reckon())
    value: Value = known[1]
    return value
