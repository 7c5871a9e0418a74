"""Rows made by a form that may be sent twice: the key of the form makes two alike one."""

from collections.abc import Callable
from hashlib import sha256
from typing import Final, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geodata.errors import FieldErrors
from geodata.models.base import Base
from services.incidents.keys import is_key

Row = TypeVar("Row", bound=Base)
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def code_of(prefix: str, key: str) -> str:
    """The code that a form's key stands for: the prefix and eight letters (40 bits), always the same.

    Raises FieldErrors where `key` is none that a form of ours has.
    """
    if not is_key(key):
        raise FieldErrors({"key": "form.expired"})
    digest = sha256(key.lower().encode()).digest()
    return f"{prefix}-" + "".join(_LETTERS[byte % 32] for byte in digest[:8])


def once(session: Session, row: Row, twin: Callable[[], Row | None]) -> Row:
    """Add `row`, flushed; where the same form is there already, what `twin` finds of it is given back.

    Raises FieldErrors where the key is taken and `twin` may not know by what.
    """
    found = twin()
    if found is not None:
        return found
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        other = twin()
        if other is None and "_key" in str(getattr(getattr(error.orig, "diag", None), "constraint_name", "")):
            raise FieldErrors({"key": "form.expired"}) from error
        if other is None:
            raise
        return other
    return row
