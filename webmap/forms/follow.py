"""What the one who reported may send under the code: more information, a wish to reopen, an opinion."""

from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField

from geodata.errors import FieldErrors
from services.incidents.reporter import LONGEST, LONGEST_RATING
from webmap.forms.inputs import LongText, OneOf, at_most, needed, options
from webmap.messages import message


class FollowForm(FlaskForm):  # type: ignore[misc]
    """A form of the receipt."""

    def refuse(self, refusal: FieldErrors) -> None:
        """Put the words of a refusal beside the fields it names."""
        for name, code in refusal.fields.items():
            field = self._fields[name]
            field.errors = [*field.errors, message(code)]


class InfoForm(FollowForm):
    """More text and pictures; `key` is made once for one form, so that sending it twice adds it once."""

    key = HiddenField()
    text = LongText(_l("Bạn muốn cho biết thêm điều gì?"), [at_most(LONGEST)])
    photos = MultipleFileField(_l("Thêm ảnh (không bắt buộc)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key.data = self.key.data or str(uuid4())


class ReopenForm(FollowForm):
    """Why the report should be opened again."""

    reason = LongText(_l("Vì sao cần mở lại?"), [needed(), at_most(LONGEST)])


class RateForm(FollowForm):
    """How it went, 5 to 1, and words about it."""

    stars = OneOf(
        _l("Bạn thấy việc xử lý thế nào?"),
        [needed()],
        to=int,
        choices=options(
            (
                ("5", _l("5 – rất tốt")),
                ("4", _l("4 – tốt")),
                ("3", _l("3 – tạm được")),
                ("2", _l("2 – chưa tốt")),
                ("1", _l("1 – rất kém")),
            )
        ),
    )
    opinion = LongText(_l("Góp ý thêm (không bắt buộc)"), [at_most(LONGEST_RATING)])
