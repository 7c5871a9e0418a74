"""Form fields that read what Vietnamese people type and say what is wrong in words."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, RadioInput, TextInput

from services.clock import ZONE, today
from services.text import clean

NEEDED: Final = _l("Xin điền ô này.")
_GROUPED = re.compile(r"^-?\d{1,3}(\.\d{3})+$")


class _Words:
    """Text is kept in one form (NFC), without control characters, never None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean(valuelist[0]) if valuelist else ""


class Text(_Words, StringField):  # type: ignore[misc]
    """One line."""


class LongText(_Words, TextAreaField):  # type: ignore[misc]
    """Several lines."""


class Number(Field):  # type: ignore[misc]
    """A decimal as it is written here: 1.234,5; a point alone is read as people mean it (1.5, 1.234)."""

    widget = TextInput()
    whole = False

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.12g}".replace(".", ",")

    def process_formdata(self, valuelist: list[str]) -> None:
        text = clean(valuelist[0]).replace(" ", "") if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = self._number(text)
        except (ValueError, OverflowError) as error:
            raise ValueError(
                _("Xin điền một con số, chẳng hạn %(example)s.", example=self._example())
            ) from error

    def _number(self, text: str) -> float:
        if "," in text or _GROUPED.match(text):
            text = text.replace(".", "").replace(",", ".")
        value = float(text)
        if self.whole and not value.is_integer():
            raise ValueError(text)
        if abs(value) > 1e12 or value != value:
            raise ValueError(text)
        return int(value) if self.whole else value

    def _example(self) -> str:
        return "12" if self.whole else "12,5"


class Whole(Number):
    """A whole number."""

    whole = True


class Share(Number):
    """A share 0–1, typed as per cent."""

    def _value(self) -> str:
        if self.raw_data or self.data is None:
            return str(super()._value())
        return f"{100 * self.data:.12g}".replace(".", ",")

    def _number(self, text: str) -> float:
        return float(super()._number(text.rstrip("%"))) / 100


class Degrees(Number):
    """Longitude or latitude: a comma is a decimal one, however many digits follow."""

    def _value(self) -> str:
        if self.raw_data or self.data is None:
            return str(super()._value())
        return f"{self.data:.7f}".rstrip("0").rstrip(".")

    def _number(self, text: str) -> float:
        value = float(text.replace(",", "."))
        if not abs(value) <= 180:
            raise ValueError(text)
        return value

    def _example(self) -> str:
        return "20,7512"


class Day(Field):  # type: ignore[misc]
    """A day, from the browser's calendar or typed as dd/mm/yyyy."""

    widget = TextInput(input_type="date")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = clean(valuelist[0]) if valuelist else ""
        self.data = _parsed(text, "%Y-%m-%d", "%d/%m/%Y").date() if text else None


class Moment(Field):  # type: ignore[misc]
    """A moment in the commune's time zone, from the browser's clock or typed as dd/mm/yyyy hh:mm."""

    widget = TextInput(input_type="datetime-local")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = clean(valuelist[0]) if valuelist else ""
        known = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M")
        self.data = _parsed(text, *known).replace(tzinfo=ZONE) if text else None


def _parsed(text: str, *patterns: str) -> datetime:
    for pattern in patterns:
        try:
            found = datetime.strptime(text, pattern)
        except ValueError:
            continue
        if found.year >= 1900:
            return found
    raise ValueError(_("Xin chọn một ngày có thật, chẳng hạn %(day)s.", day=today().strftime("%d/%m/%Y")))


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(identifier, words) pairs as the choices of a field."""
    return [SelectChoice(str(identifier), words) for identifier, words in pairs]


def offered(field: Any) -> dict[str, str]:
    """Identifier → words of a field's choices."""
    return {choice.value: str(choice.label) for choice in field.choices}


class _Listed:
    """A choice outside the list is refused in our words."""

    def pre_validate(self, form: Any) -> None:
        sent = self.data if isinstance(self.data, list) else [self.data]  # type: ignore[attr-defined]
        known = offered(self)
        if any(value not in known for value in sent):
            raise StopValidation(_("Xin chọn một mục trong danh sách."))


class Choice(_Listed, SelectField):  # type: ignore[misc]
    """One of a list. `meaning` is what the choice stands for: `to` of it, None for the empty one."""

    def __init__(self, *args: Any, to: Callable[[str], Any] = str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.to = to

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else str(self.default or "")

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else str(value)

    @property
    def meaning(self) -> Any:
        return self.to(self.data) if self.data else None


class YesNo(Choice):
    """Yes, no, or (with `unknown`) not known."""

    def __init__(self, *args: Any, unknown: bool = True, **kwargs: Any) -> None:
        pairs = [("yes", _l("Có")), ("no", _l("Không"))]
        listed = [("", _l("Chưa biết")), *pairs] if unknown else pairs
        super().__init__(*args, to=lambda word: word == "yes", choices=options(listed), **kwargs)

    def process_data(self, value: Any) -> None:
        empty = self.choices[0].value
        self.data = empty if value is None else ("yes" if value else "no")


class Picks(_Listed, SelectMultipleField):  # type: ignore[misc]
    """Any of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class OneOf(Choice):
    """One of a list, as round buttons: all choices are seen at once."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()


def needed() -> InputRequired:
    """The field must be filled."""
    return InputRequired(NEEDED)


def at_most(letters: int) -> Length:
    """The text may have so many letters."""
    return Length(max=letters, message=_l("Xin viết ngắn hơn: nhiều nhất %(max)d chữ cái."))
