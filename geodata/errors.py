"""Why a request is refused: codes and figures, no words (words are the web's, in the reader's language).

DomainError
├── BadInput        the sender can mend it
│   └── FieldErrors    several fields at once
├── NotFound        no such record for this viewer
│   └── Gone           there was one, and it is forgotten
├── Forbidden       this viewer may not do it
├── Conflict        somebody else was first, or the record is in another state
├── TooLarge        more than a limit allows
├── TooMany         too often in too short a time
└── Unavailable     something we stand on is not there
"""

from collections.abc import Mapping


class DomainError(Exception):
    """A refusal with a stable `code` ("import.not_a_map_file") and the figures its message needs."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


class BadInput(DomainError):
    """What was sent cannot be used; nothing was stored."""


class FieldErrors(BadInput):
    """Several fields are wrong: `fields` maps each field's name to the code of what is wrong with it."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("form.invalid")
        self.fields = dict(fields)


class NotFound(DomainError):
    """There is no such record, or none that this viewer may know of."""


class Gone(NotFound):
    """There was such a record; what it told is forgotten."""


class Forbidden(DomainError):
    """The viewer is known and may not do this."""


class Conflict(DomainError):
    """The record changed meanwhile, or is not in a state that allows this."""


class TooLarge(DomainError):
    """A file or a batch is over its limit."""


class TooMany(DomainError):
    """Too many tries; `seconds` in params tells when to come back."""


class Unavailable(DomainError):
    """The database, the worker or a file we need is not there now."""
