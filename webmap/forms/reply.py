"""The form of a text at hand for public answers."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from geodata.enums import IncidentCategory, IncidentState
from geodata.errors import FieldErrors
from services.incidents.publishing import LONGEST_NOTE
from services.incidents.replies import LONGEST_TITLE, Reply
from webmap.forms.inputs import Choice, LongText, Text, at_most, needed, options
from webmap.labels import choices
from webmap.messages import message


class ReplyForm(FlaskForm):  # type: ignore[misc]
    """A title to find it by, the text, and for which reports it is offered."""

    title = Text(_l("Tên để chọn"), [needed(), at_most(LONGEST_TITLE)])
    text = LongText(
        _l("Câu trả lời"),
        [needed(), at_most(LONGEST_NOTE)],
        description=_l(
            "{code} được thay bằng số của phản ánh (không phải mã theo dõi), {category} bằng việc gì, "
            "{due} bằng hạn xử lý."
        ),
    )
    category = Choice(_l("Dùng cho việc"), to=IncidentCategory)
    state = Choice(_l("Dùng khi phản ánh đang ở bước"), to=IncidentState)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category.choices = options([("", _("Mọi việc")), *choices("category")])
        self.state.choices = options([("", _("Bước nào cũng được")), *choices("incident_state")])

    def reply(self) -> Reply:
        """What was typed, as the service takes it."""
        return Reply(self.title.data, self.text.data, self.category.meaning, self.state.meaning)

    def refuse(self, refusal: FieldErrors) -> None:
        """Put the words of a refusal beside the fields it names."""
        for name, code in refusal.fields.items():
            self[name].errors = [*self[name].errors, message(code)]
