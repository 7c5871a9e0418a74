"""The forms of the officers' page of one check: each small, several on one page."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from geodata.enums import InspectionState
from geodata.errors import FieldErrors
from services.inspections import concluding, moves, public_texts, remedies, remote
from services.inspections.concluding import Conclusion
from services.inspections.moves import Move
from webmap.forms.inputs import Choice, Day, LongText, Text, at_most, needed, options
from webmap.forms.record import RecordForm
from webmap.messages import message

_S = InspectionState
MOVE_WORDS: Final = {
    _S.APPROVED: _l("Duyệt"),
    _S.ANNOUNCED: _l("Ghi đã thông báo cho cơ sở"),
    _S.IN_FIELD: _l("Bắt đầu kiểm tra"),
    _S.MINUTES_SIGNED: _l("Ghi đã ký biên bản"),
    _S.CONCLUDED: _l("Kết luận"),
    _S.FOLLOW_UP: _l("Theo dõi việc khắc phục"),
    _S.DONE: _l("Hoàn thành"),
    _S.CANCELLED: _l("Hủy cuộc kiểm tra"),
    _S.NO_ACCESS: _l("Ghi không vào được"),
}
"""State → what an officer does to bring a check there."""
REMOTE_WORDS: Final = {
    _S.ANNOUNCED: _l("Ghi đã gửi yêu cầu cho cơ sở"),
    _S.IN_FIELD: _l("Bắt đầu đối chiếu hồ sơ"),
    _S.MINUTES_SIGNED: _l("Ghi đã lập biên bản từ xa"),
}
"""The same where nobody goes there."""
_DECISION: Final = ("decision_number", "decision_date")
FIELDS: Final[Mapping[InspectionState, tuple[str, ...]]] = {
    _S.APPROVED: (*_DECISION, "day", "note"),
    _S.ANNOUNCED: (*_DECISION, "day", "note"),
    _S.IN_FIELD: (*_DECISION, "day", "note"),
    _S.MINUTES_SIGNED: ("minutes_number", "day", "note"),
    _S.CONCLUDED: ("conclusion", "public_conclusion", "conclusion_number", "day", "note"),
    _S.FOLLOW_UP: ("note",),
    _S.DONE: ("note",),
    _S.CANCELLED: ("reason", "note"),
    _S.NO_ACCESS: ("reason", "day", "note"),
}
"""State → the fields its form shows."""
DAY_WORDS: Final = {
    _S.APPROVED: _l("Ngày dự kiến"),
    _S.ANNOUNCED: _l("Ngày thông báo"),
    _S.IN_FIELD: _l("Ngày kiểm tra"),
    _S.MINUTES_SIGNED: _l("Ngày kiểm tra"),
    _S.CONCLUDED: _l("Ngày kết luận"),
    _S.NO_ACCESS: _l("Ngày đến cơ sở"),
}


class CheckForm(RecordForm):
    """One of several forms of a page: the ids of its fields bear its name."""

    name = ""

    def __init__(self, *args: Any, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name or self.name
        for field in self:
            field.id = field.label.field_id = f"{self.name}-{field.short_name}"

    def refuse(self, refusal: FieldErrors) -> None:
        """Put the words of a refusal beside the fields it names; what is about the step, above them."""
        about = [code for name, code in refusal.fields.items() if name == "to"]
        self.form_errors += [message(code) for code in about]
        super().refuse(FieldErrors({name: code for name, code in refusal.fields.items() if name != "to"}))


class MoveForm(CheckForm):
    """To which state, and what that state needs; `FIELDS` says which of its fields are shown."""

    to = HiddenField()
    decision_number = Text(_l("Số quyết định kiểm tra"), [at_most(60)])
    decision_date = Day(_l("Ngày quyết định"))
    minutes_number = Text(_l("Số biên bản"), [at_most(60)])
    conclusion = LongText(_l("Kết luận (cán bộ đọc)"), [at_most(concluding.LONGEST)])
    public_conclusion = LongText(
        _l("Kết luận công khai (mọi người đọc)"),
        [at_most(public_texts.LONGEST)],
        description=_l("Không ghi tên người, số điện thoại, chứng cứ. Chỉ hiện khi bấm công khai."),
    )
    conclusion_number = Text(_l("Số kết luận"), [at_most(60)])
    reason = LongText(_l("Lý do"), [at_most(moves.LONGEST_REASON)])
    day = Day(_l("Ngày"))
    note = LongText(_l("Ghi chú nội bộ (không bắt buộc)"), [at_most(moves.LONGEST_NOTE)])

    @property
    def target(self) -> InspectionState | None:
        """The state it asks for, None for a word that is none."""
        return _S(self.to.data) if self.to.data in set(_S) else None

    @property
    def shown(self) -> list[Any]:
        """The fields that its state needs."""
        return [self[name] for name in FIELDS.get(self.target, ())] if self.target else []

    def label_for(self, to: InspectionState, planned: Any = None) -> None:
        """Say which day is meant; an approval starts from the one proposed."""
        self.to.data = to.value
        if to in DAY_WORDS:
            self.day.label.text = DAY_WORDS[to]
        if to is _S.APPROVED and self.day.data is None:
            self.day.data = planned

    def wanted(self) -> Move:
        """The move as the service takes it. Raises FieldErrors where no state was chosen."""
        if self.target is None:
            raise FieldErrors({"to": "inspection.nothing_chosen"})
        concludes = self.target is _S.CONCLUDED
        told = Conclusion(
            self.conclusion.data,
            self.public_conclusion.data,
            self.conclusion_number.data,
            self.day.data,
        )
        return Move(
            self.target,
            note=self.note.data,
            reason=self.reason.data,
            day=self.day.data,
            decision_number=self.decision_number.data,
            decision_date=self.decision_date.data,
            minutes_number=self.minutes_number.data,
            conclusion=told if concludes else None,
        )


class FindingForm(CheckForm):
    """What a check found."""

    name = "finding"
    text = LongText(_l("Phát hiện điều gì?"), [needed(), at_most(remedies.LONGEST["text"])])
    article = Text(
        _l("Điều khoản"),
        [at_most(remedies.LONGEST["article"])],
        description=_l("Chẳng hạn: Luật Bảo vệ môi trường, Điều 53."),
    )
    severity = Choice(_l("Mức độ"), [needed()], to=int)
    remedy = LongText(_l("Phải làm gì?"), [at_most(remedies.LONGEST["remedy"])])
    deadline = Day(_l("Hạn khắc phục"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.severity.choices = options(
            [
                ("", _("Chọn mức độ")),
                ("0", _("0 – nhắc nhở, không có hạn")),
                ("1", _("1 – nhẹ")),
                ("2", _("2 – đáng kể")),
                ("3", _("3 – nghiêm trọng")),
            ]
        )


class MendForm(CheckForm):
    """That a finding is mended."""

    fixed_on = Day(_l("Ngày khắc phục xong"))
    note = LongText(_l("Đã làm gì? (không bắt buộc)"), [at_most(500)])


class PublishForm(CheckForm):
    """What everybody reads of a conclusion."""

    name = "publish"
    public_conclusion = LongText(
        _l("Kết luận công khai"),
        [at_most(public_texts.LONGEST)],
        description=_l("Không ghi tên người, số điện thoại, chứng cứ."),
    )


class AskForm(CheckForm):
    """Which documents the site is to send."""

    name = "ask"
    asked = LongText(_l("Yêu cầu cơ sở gửi hồ sơ gì?"), [needed(), at_most(remote.LONGEST)])
    due = Day(_l("Hạn gửi"))


class AnswerForm(CheckForm):
    """What the site sent."""

    answer = LongText(_l("Cơ sở đã trả lời thế nào?"), [needed(), at_most(remote.LONGEST)])


class ExceptionForm(CheckForm):
    """The chairperson allows an exception: its button is all it has."""

    name = "override"
