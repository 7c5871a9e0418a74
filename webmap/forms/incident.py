"""The form of a citizen's report, and the desk's form to publish one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from geodata.enums import IncidentCategory, IncidentNature
from geodata.errors import FieldErrors
from services.incidents.intake import LONGEST, Report
from services.incidents.publishing import LONGEST_NOTE
from webmap.filters import TIME_ZONE
from webmap.forms.inputs import Choice, Degrees, LongText, Moment, OneOf, Text, at_most, needed, options
from webmap.forms.record import RecordForm, as_place
from webmap.labels import choices
from webmap.messages import message


class ReportForm(FlaskForm):  # type: ignore[misc]
    """What a citizen tells. `key` is made once for one form, so that sending it twice keeps it once."""

    key = HiddenField()
    place = HiddenField()
    category = OneOf(_l("Việc gì đang xảy ra?"), [needed()], to=IncidentCategory)
    latitude = Degrees(_l("Vĩ độ"))
    longitude = Degrees(_l("Kinh độ"))
    village_id = Choice(_l("Thôn"), to=int)
    landmark = Text(
        _l("Chỗ dễ nhận ra"), [at_most(300)], description=_l("Chẳng hạn: sau chợ, cạnh cống thứ hai.")
    )
    occurred_at = Moment(_l("Xảy ra lúc nào?"), description=_l("Để trống nếu đang xảy ra."))
    nature = OneOf(_l("Tính chất"), to=IncidentNature, default=IncidentNature.SUDDEN.value)
    description = LongText(_l("Kể thêm (không bắt buộc)"), [at_most(LONGEST)])
    name = Text(_l("Họ tên (không bắt buộc)"), [at_most(200)])
    phone = Text(_l("Số điện thoại (không bắt buộc)"), [at_most(40)])
    website = Text(_l("Để trống ô này"))

    @classmethod
    def of(cls, villages: Sequence[tuple[int, str]], **data: Any) -> "ReportForm":
        """The form with today's villages; a fresh key unless one was sent."""
        form = cls(**data)
        form.village_id.choices = options([("", _l("Không rõ")), *villages])
        form.category.choices = options(choices("category"))
        form.nature.choices = options(choices("nature"))
        form.key.data = form.key.data or str(uuid4())
        return form

    def report(self) -> Report:
        """What was sent, as the service takes it. Raises FieldErrors for half a place."""
        site = str(self.place.data or "")
        return Report(
            key=str(self.key.data),
            category=self.category.meaning,
            occurred_at=self.occurred_at.data or datetime.now(TIME_ZONE),
            nature=self.nature.meaning or IncidentNature.SUDDEN,
            description=self.description.data,
            place=as_place(self.longitude.data, self.latitude.data),
            village_id=self.village_id.meaning,
            landmark=self.landmark.data,
            site_id=int(site) if site.isdecimal() and len(site) < 19 else None,
            name=self.name.data,
            phone=self.phone.data,
        )

    def refuse(self, refusal: FieldErrors) -> None:
        """Put the words of a refusal beside the fields it names; a place is told under the village."""
        beside = {"place": "village_id"}
        for name, code in refusal.fields.items():
            field = self._fields[beside.get(name, name)]
            field.errors = [*field.errors, message(code)]


class PublishForm(RecordForm):
    """Whether everybody sees a report, and the answer they read with it."""

    public_note = LongText(_l("Trả lời công khai"), [at_most(LONGEST_NOTE)])


def pin_words() -> dict[str, str]:
    """What the map says on which the place is pinned (static/js/pin.js)."""
    return {
        "label": _("Bản đồ để ghim vị trí"),
        "hint": _("Chạm vào bản đồ để ghim chỗ xảy ra, kéo ghim để chỉnh."),
        "pin": _("Chỗ xảy ra"),
        "pinned": _("Đã ghim."),
        "locate": _("Vị trí của tôi"),
        "middle": _("Ghim ở giữa bản đồ"),
        "clear": _("Bỏ ghim"),
        "denied": _("Chưa xem được vị trí của bạn. Xin chạm vào bản đồ, hoặc chọn thôn ở dưới."),
        "outside": _("Chỗ này ở ngoài địa bàn xã. Vẫn gửi được; xã sẽ xem và chuyển nơi khác nếu cần."),
        "zoomIn": _("Phóng to"),
        "zoomOut": _("Thu nhỏ"),
    }
