"""The forms of the officers' page of one report: each small, several on one page."""

from typing import Any, Final
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField
from wtforms.validators import StopValidation

from geodata.enums import (
    FilePurpose,
    IncidentCategory,
    IncidentState,
    Moderation,
    RejectReason,
    Role,
    Visibility,
)
from geodata.errors import FieldErrors
from services.incidents.intake import LONGEST
from services.incidents.moves import LONGEST_INTERNAL
from services.incidents.publishing import LONGEST_NOTE
from services.incidents.workbench import Workbench
from webmap.forms.inputs import Choice, LongText, OneOf, Text, at_most, needed, options
from webmap.forms.record import RecordForm
from webmap.labels import choices, label

MOVE_WORDS: Final = {
    IncidentState.VERIFYING: _l("Xác minh"),
    IncidentState.NEED_INFO: _l("Hỏi thêm người phản ánh (tạm dừng thời hạn)"),
    IncidentState.ASSIGNED: _l("Giao cho một đơn vị"),
    IncidentState.IN_PROGRESS: _l("Bắt đầu xử lý"),
    IncidentState.INSPECTION_PLANNED: _l("Lên kế hoạch kiểm tra"),
    IncidentState.REFERRED: _l("Chuyển cơ quan có thẩm quyền"),
    IncidentState.DONE_REQUESTED: _l("Báo đã xử lý xong, chờ người khác xác nhận"),
    IncidentState.RESOLVED: _l("Xác nhận đã xử lý xong"),
    IncidentState.REOPENED: _l("Mở lại"),
    IncidentState.REJECTED: _l("Không xử lý, nêu lý do"),
    IncidentState.DUPLICATE: _l("Trùng với một phản ánh khác"),
}
"""State → what an officer does to bring a report there."""


class DeskForm(RecordForm):
    """One of several forms of a page: the ids of its fields bear its name."""

    name = ""
    beside: Final = {"role": "unit", "assignee_id": "unit", "parent_id": "parent", "photos": "files"}
    """Where a service's field is called otherwise on the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.id = field.label.field_id = f"{self.name}-{field.short_name}"

    def offer(self, bench: Workbench) -> None:
        """Fill the lists with what this report and viewer can choose from."""

    def refuse(self, refusal: FieldErrors) -> None:
        """Put the words of a refusal beside the fields it names."""
        named = {self.beside.get(name, name): code for name, code in refusal.fields.items()}
        super().refuse(FieldErrors(named))


class AnyState(OneOf):
    """A state: those that are open are offered, any other is for the table of moves to refuse."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = OneOf.__name__

    def pre_validate(self, form: Any) -> None:
        if self.data not in set(IncidentState):
            raise StopValidation(_("Xin chọn bước tiếp theo."))


class MoveForm(DeskForm):
    """To which state, and what that state needs."""

    name = "move"
    to = AnyState(_l("Làm gì tiếp theo?"), [needed()], to=IncidentState)
    unit = Choice(_l("Giao cho"))
    parent = Text(
        _l("Mã phản ánh gốc"), [at_most(30)], description=_l("Chẳng hạn: abcd-efgh-jkmn; ghi ở đầu trang.")
    )
    reason = Choice(_l("Lý do không xử lý"), to=RejectReason)
    agency = Text(_l("Cơ quan nhận"), [at_most(300)])
    number = Text(_l("Số văn bản chuyển"), [at_most(100)])
    internal_note = LongText(_l("Ghi chú nội bộ"), [at_most(LONGEST_INTERNAL)])
    public_note = LongText(_l("Trả lời công khai (không bắt buộc)"), [at_most(LONGEST_NOTE)])

    def offer(self, bench: Workbench) -> None:
        """The moves that are open, units and reasons."""
        self.to.choices = options((state.value, MOVE_WORDS[state]) for state in bench.moves)
        self.unit.choices = hands(bench)
        self.reason.choices = options([("", _("Chọn lý do")), *choices("reject_reason")])


class AssignForm(DeskForm):
    """Into whose hands."""

    name = "assign"
    unit = Choice(_l("Giao cho"), [needed()])

    def offer(self, bench: Workbench) -> None:
        """The units and people a report may be given to."""
        self.unit.choices = hands(bench)


class NoteForm(DeskForm):
    """An internal note."""

    name = "note"
    internal_note = LongText(_l("Ghi chú nội bộ"), [needed(), at_most(LONGEST_INTERNAL)])


class AnswerForm(DeskForm):
    """An answer to the reporter, and to everybody once the report is published."""

    name = "answer"
    public_note = LongText(_l("Trả lời công khai"), [at_most(LONGEST_NOTE)])


class AttachForm(DeskForm):
    """Pictures from afterwards, or papers."""

    name = "attach"
    purpose = OneOf(_l("Đây là"), to=FilePurpose, default=FilePurpose.AFTER.value)
    title = Text(
        _l("Tên văn bản (không bắt buộc)"),
        [at_most(200)],
        description=_l("Chẳng hạn: Biên bản làm việc ngày 12/10. Không ghi tên người phản ánh."),
    )
    files = MultipleFileField(_l("Tệp ảnh hoặc PDF"))

    def offer(self, bench: Workbench) -> None:
        """What officers may add."""
        both = (FilePurpose.AFTER, FilePurpose.DOCUMENT)
        self.purpose.choices = options((one.value, label("file_purpose", one)) for one in both)


class SplitForm(DeskForm):
    """The second matter of a report. `key` is made once for one form."""

    name = "split"
    key = HiddenField()
    category = Choice(_l("Việc thứ hai là gì?"), [needed()], to=IncidentCategory)
    description = LongText(
        _l("Lời kể về việc thứ hai"),
        [needed(), at_most(LONGEST)],
        description=_l("Giữ lại phần nói về việc thứ hai. Phản ánh đầu vẫn còn nguyên lời người dân."),
    )

    def offer(self, bench: Workbench) -> None:
        """All categories."""
        self.category.choices = options([("", _("Chọn một việc")), *choices("category")])


class VisibilityForm(DeskForm):
    """Who may know of a report."""

    name = "visibility"
    visibility = OneOf(_l("Ai được xem?"), [needed()], to=Visibility)

    def offer(self, bench: Workbench) -> None:
        """All four."""
        self.visibility.choices = options(choices("visibility"))


class ModerationForm(DeskForm):
    """Whether a report looks like one."""

    name = "moderation"
    moderation = OneOf(_l("Phản ánh này là"), [needed()], to=Moderation)

    def offer(self, bench: Workbench) -> None:
        """All three."""
        self.moderation.choices = options(choices("moderation"))


class UrgencyForm(DeskForm):
    """Before the others, or back among them: what it asks for is the value of its button."""

    name = "urgency"


def hands(bench: Workbench) -> list[Any]:
    """Units and people as the choices of one list: "role" or "role:account id"."""
    pairs: list[tuple[str, str]] = [("", _("Chọn đơn vị hoặc người"))]
    for role, people in bench.units:
        unit = label("role", role)
        pairs.append((role.value, unit))
        pairs += [(f"{role.value}:{account}", f"{unit} – {name}") for account, name in people]
    return options(pairs)


def as_hands(chosen: str) -> tuple[Role | None, int | None]:
    """(unit, account id or None) of what was chosen from `hands`."""
    role, _colon, account = chosen.partition(":")
    return (Role(role) if role in set(Role) else None), (int(account) if account.isdecimal() else None)


KINDS: Final[tuple[type[DeskForm], ...]] = (
    MoveForm,
    AssignForm,
    NoteForm,
    AnswerForm,
    AttachForm,
    SplitForm,
    VisibilityForm,
    ModerationForm,
    UrgencyForm,
)


def fresh(bench: Workbench, version: int, **data: Any) -> dict[str, DeskForm]:
    """All forms of the page by name, with what they offer; `data` is what their fields start with."""
    made = {kind.name: kind(formdata=None, data={"key": str(uuid4()), **data}) for kind in KINDS}
    for form in made.values():
        form.offer(bench)
        form.start(version)
    return made
