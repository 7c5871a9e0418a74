"""The form of a violation and its penalty."""

from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.penalties.editing import LONGEST
from webmap.forms.inputs import Day, LongText, Text, Whole, at_most, needed
from webmap.forms.record import RecordForm


class Money(Whole):
    """Whole đồng: 5.000.000, with or without "đ" behind it."""

    def _value(self) -> str:
        if self.raw_data or self.data is None:
            return str(super()._value())
        return f"{self.data:,}".replace(",", ".")

    def _number(self, text: str) -> float:
        bare = text.lower().removesuffix("đồng").removesuffix("vnđ").removesuffix("vnd").removesuffix("đ")
        if "_" in bare:
            raise ValueError(text)
        return super()._number(bare)

    def _example(self) -> str:
        return "5.000.000"


class PenaltyForm(RecordForm):
    """What was found, what was decided, what was paid."""

    found_on = Day(_l("Ngày phát hiện"), [needed()])
    article = Text(
        _l("Điều khoản bị vi phạm"),
        [needed(), at_most(LONGEST["article"])],
        description=_l("Chẳng hạn: Nghị định 45/2022/NĐ-CP Điều 29 khoản 2."),
    )
    text = LongText(_l("Hành vi vi phạm"), [at_most(LONGEST["text"])])
    decision_number = Text(_l("Số quyết định xử phạt"), [at_most(LONGEST["decision_number"])])
    decision_date = Day(_l("Ngày quyết định"))
    decided_by = Text(
        _l("Người ra quyết định"),
        [at_most(LONGEST["decided_by"])],
        description=_l("Ghi chức danh, chẳng hạn: Chủ tịch Ủy ban nhân dân xã."),
    )
    amount_vnd = Money(
        _l("Mức phạt (đồng)"), description=_l("Chẳng hạn 5.000.000. Để trống nếu chỉ cảnh cáo.")
    )
    remedy = LongText(_l("Biện pháp khắc phục"), [at_most(LONGEST["remedy"])])
    due_on = Day(_l("Hạn nộp phạt"))
    paid_vnd = Money(_l("Đã nộp (đồng)"))
    paid_on = Day(_l("Ngày nộp"))
    payment_note = Text(
        _l("Giải thích về việc nộp"),
        [at_most(LONGEST["payment_note"])],
        description=_l("Chỉ cần khi nộp nhiều hơn mức phạt, hoặc kết thúc khi chưa nộp đủ."),
    )
    closed_on = Day(_l("Ngày kết thúc hồ sơ"))
    source = Text(_l("Nguồn"), [at_most(LONGEST["source"])])


class NewPenaltyForm(PenaltyForm):
    """The same, new: `key` is made once for one form, so that sending it twice makes one violation."""

    key = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key.data = self.key.data or str(uuid4())
