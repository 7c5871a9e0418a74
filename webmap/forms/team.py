"""The forms of a team and of a site's terms of visits."""

from datetime import time
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.widgets import TextInput

from geodata.enums import Authority, InspectionContent, VehicleKind
from services.plans import teams, terms
from services.text import clean
from webmap.forms.inputs import (
    Choice,
    Day,
    Degrees,
    LongText,
    Number,
    Picks,
    Text,
    Whole,
    YesNo,
    at_most,
    needed,
    options,
)
from webmap.forms.record import RecordForm
from webmap.labels import choices

OURS: Final = (Authority.ECONOMIC_DIVISION, Authority.COMMUNE_POLICE, Authority.HEALTH_STATION)
"""Bodies of the commune, which can have teams."""


class Clock(Field):  # type: ignore[misc]
    """A time of day, from the browser's clock or typed as 7:30, 7h30."""

    widget = TextInput(input_type="time")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.strftime("%H:%M") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = clean(valuelist[0]).lower().replace("h", ":") if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            hour, _colon, minute = text.partition(":")
            self.data = time(int(hour), int(minute[:2] or 0))
        except ValueError as error:
            raise ValueError(_("Xin điền giờ như mẫu: 07:30.")) from error


class TeamForm(RecordForm):
    """Who drives out, how, when and from where."""

    name = Text(_l("Tên tổ"), [needed(), at_most(teams.LONGEST["name"])])
    code = Text(_l("Mã tổ"), [needed(), at_most(teams.LONGEST["code"])], description=_l("Chẳng hạn: TO-1."))
    authority = Choice(_l("Cơ quan chủ trì"), to=Authority)
    contents = Picks(_l("Nội dung kiểm tra được"))
    people = Whole(_l("Số người"), [needed()])
    members = LongText(
        _l("Thành phần"),
        [at_most(teams.LONGEST["members"])],
        description=_l(
            "Họ tên, chức vụ. Chỉ cán bộ lập kế hoạch và lãnh đạo xem được; không bao giờ công khai."
        ),
    )
    vehicle = Choice(_l("Đi bằng"), to=VehicleKind)
    speed_kmh = Number(
        _l("Tốc độ trung bình (km/giờ)"),
        description=_l("Để trống thì lấy: xe máy 25, ô tô 30, xe đạp 12, đi bộ 4,5."),
    )
    work_from = Clock(_l("Làm việc từ"))
    pause_from = Clock(_l("Nghỉ trưa từ"), description=_l("Để trống cả hai ô nghỉ trưa nếu làm liền."))
    pause_to = Clock(_l("Nghỉ trưa đến"))
    work_to = Clock(_l("Làm việc đến"))
    latitude = Degrees(_l("Nơi xuất phát: vĩ độ"))
    longitude = Degrees(_l("Nơi xuất phát: kinh độ"))
    active = YesNo(_l("Đang hoạt động"), unknown=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = dict(choices("authority"))
        self.authority.choices = options([(one.value, words[one.value]) for one in OURS])
        self.contents.choices = options(choices("content"))
        self.vehicle.choices = options(choices("vehicle"))

    def values(self) -> dict[str, Any]:
        """What was typed; contents as words of ours."""
        values = super().values()
        return values | {"contents": [InspectionContent(word) for word in values["contents"] or []]}


class TermsForm(RecordForm):
    """When a site can be visited."""

    opening_hours = Text(
        _l("Giờ mở cửa"),
        [at_most(terms.LONGEST["opening_hours"])],
        description=_l(
            "Chẳng hạn: Mo-Fr 07:30-17:00 (thứ hai đến thứ sáu), Tu,Th 13:00-20:00 (chiều thứ ba, thứ năm). "
            "Để trống nếu chưa biết: đoàn đến trong giờ làm việc của tổ."
        ),
    )
    not_before = Day(_l("Không đến trước ngày"))
    not_after = Day(_l("Không đến sau ngày"))
    note = Text(
        _l("Ghi chú"),
        [at_most(terms.LONGEST["note"])],
        description=_l("Vì sao, theo văn bản nào. Không ghi tên người."),
    )
