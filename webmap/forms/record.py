"""A form for a record with versions: what its editor saw travels along, so that two editors lose nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from geodata.errors import FieldErrors
from webmap.forms.inputs import Choice, Picks, offered
from webmap.messages import message

Raw = dict[str, list[str]]


@dataclass(frozen=True)
class Clash:
    """A field that somebody else changed meanwhile; `mine` is None where this editor left it alone."""

    words: str
    was: str
    theirs: str
    mine: str | None


class RecordForm(FlaskForm):  # type: ignore[misc]
    """`version` is the one the editor saw, `seen` the fields as they stood then."""

    version = HiddenField()
    seen = HiddenField()

    @property
    def own(self) -> list[Any]:
        """The record's own fields, in order."""
        return [field for field in self if field.name not in ("version", "seen", "csrf_token")]

    @property
    def seen_version(self) -> int:
        """The version the editor saw; 0 where none came along."""
        text = str(self.version.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def values(self) -> dict[str, Any]:
        """What was typed, as services take it: field → value, `place` as (lon, lat) or None."""
        values = {field.name: getattr(field, "meaning", field.data) for field in self.own}
        if "longitude" in values:
            values["place"] = as_place(values.pop("longitude"), values.pop("latitude"))
        return values

    def start(self, version: int) -> None:
        """Remember what the editor is about to see."""
        self.version.data = str(version)
        self.seen.data = json.dumps(raw(self), ensure_ascii=False)

    def refuse(self, refusal: FieldErrors) -> None:
        """Put the words of a refusal beside the fields it names."""
        for name, code in refusal.fields.items():
            field = self._fields.get("latitude" if name == "place" else name)
            if field is None:
                self.form_errors.append(message(code))
            else:
                field.errors = [*field.errors, message(code)]


def as_place(longitude: float | None, latitude: float | None) -> tuple[float, float] | None:
    """(lon, lat) of two fields, None where both are empty; refuses one without the other."""
    if longitude is not None and latitude is not None:
        return longitude, latitude
    if longitude is not None or latitude is not None:
        raise FieldErrors({"place": "place.half"})
    return None


def as_data(values: Mapping[str, Any]) -> dict[str, Any]:
    """A service's values as a form takes them: `place` as two fields."""
    data = dict(values)
    longitude, latitude = data.pop("place", None) or (None, None)
    return data | {"longitude": longitude, "latitude": latitude}


def raw(form: RecordForm) -> Raw:
    """The fields as a browser would send them."""
    return {field.name: _raw(field) for field in form.own}


def merge(
    form: RecordForm, current: RecordForm, version: int, make: type[RecordForm]
) -> tuple[RecordForm, list[Clash]]:
    """The same form on top of what somebody else wrote meanwhile, and each field where the two met.

    What this editor typed stays; fields it left alone take the other's value.
    """
    saw, mine, theirs = _seen(form), raw(form), raw(current)
    clashes, kept = [], {}
    for name, typed in mine.items():
        before = saw.get(name, theirs[name])
        untouched = typed == before
        kept[name] = theirs[name] if untouched else typed
        if theirs[name] != before:
            clashes.append(
                Clash(
                    str(current[name].label.text),
                    _words(current[name], before),
                    _words(current[name], theirs[name]),
                    None if untouched else _words(current[name], typed),
                )
            )
    merged = make(formdata=MultiDict([(name, value) for name, sent in kept.items() for value in sent]))
    merged.version.data = str(version)
    merged.seen.data = json.dumps(theirs, ensure_ascii=False)
    return merged, clashes


def _raw(field: Any) -> list[str]:
    if isinstance(field, Picks):
        return sorted(field.data or [])
    if isinstance(field, Choice):
        return [field.data]
    return [str(field._value())]


def _seen(form: RecordForm) -> Raw:
    """What the editor saw. It comes from the browser, and decides only what that editor is told."""
    try:
        saw = json.loads(form.seen.data or "{}")
    except ValueError:
        return {}
    return saw if isinstance(saw, dict) else {}


def _words(field: Any, sent: Any) -> str:
    values = [str(value) for value in sent] if isinstance(sent, list) else [str(sent)]
    if isinstance(field, (Choice, Picks)):
        known = offered(field)
        values = [known.get(value, value) for value in values]
    return ", ".join(values)
