"""The form of a citizen's report, its pictures of categories, its consent, and what its map says."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import HiddenField, MultipleFileField

from geodata.enums import IncidentCategory, IncidentNature
from geodata.errors import FieldErrors
from services.clock import ZONE
from services.incidents.intake import CONSENT_VERSION, LONGEST, LONGEST_OF, Report
from webmap.forms.inputs import Choice, Degrees, LongText, Moment, OneOf, Text, at_most, needed, options
from webmap.forms.record import as_place
from webmap.labels import choices
from webmap.language import chosen
from webmap.messages import message

PICTURES: Final = {
    "straw_burning": "pictures/straw-fire",
    "waste_burning": "pictures/waste-fire",
    "littering": "vendor/maki/waste-basket",
    "illegal_dumping": "vendor/temaki/truck",
    "illegal_burial": "vendor/temaki/bulldozer",
    "wastewater_discharge": "vendor/temaki/pipe",
    "air_emission": "vendor/temaki/chimney",
    "noise": "vendor/temaki/speaker",
    "odour": "pictures/smell",
    "solid_waste": "vendor/temaki/waste",
    "hazardous_waste_incident": "vendor/maki/danger",
    "medical_waste_incident": "vendor/maki/hospital",
    "chemical_spill": "vendor/temaki/storage_drum",
    "fire_explosion": "vendor/maki/fire-station",
    "fish_kill": "pictures/dead-fish",
    "water_pollution": "vendor/maki/water",
    "waterlogging": "pictures/flooded-house",
    "bank_erosion": "vendor/temaki/cliff_falling_rocks",
    "livestock_waste": "vendor/maki/slaughterhouse",
}
"""Category → the picture on its button, under static/."""

CONSENTS: Final = {
    "2026-1": _l(
        "Để trống vẫn gửi được. Nếu bạn điền, bạn đồng ý cho cán bộ xử lý phản ánh này dùng để hỏi thêm và "
        "báo kết quả cho bạn, không dùng vào việc khác. Tên, số điện thoại và thư điện tử được mã hóa, "
        "không bao giờ hiện công khai; mỗi lần cán bộ mở ra xem đều được ghi lại."
    )
}
"""Version → what the reporter agrees to by leaving a contact. A new wording is a new version."""


class ReportForm(FlaskForm):  # type: ignore[misc]
    """What a citizen tells. `key` is made once for one form, so that sending it twice keeps it once."""

    key = HiddenField()
    place = HiddenField()
    category = OneOf(_l("Việc gì đang xảy ra?"), [needed()], to=IncidentCategory)
    latitude = Degrees(_l("Vĩ độ"))
    longitude = Degrees(_l("Kinh độ"))
    village_id = Choice(_l("Thôn"), to=int)
    landmark = Text(
        _l("Chỗ dễ nhận ra"),
        [at_most(LONGEST_OF["landmark"])],
        description=_l("Chẳng hạn: sau chợ, cạnh cống thứ hai."),
    )
    photos = MultipleFileField(_l("Ảnh (không bắt buộc)"))
    occurred_at = Moment(_l("Xảy ra lúc nào?"), description=_l("Để trống nếu đang xảy ra."))
    nature = OneOf(_l("Tính chất"), to=IncidentNature, default=IncidentNature.SUDDEN.value)
    description = LongText(_l("Kể thêm (không bắt buộc)"), [at_most(LONGEST)])
    name = Text(_l("Họ tên (không bắt buộc)"), [at_most(LONGEST_OF["name"])])
    phone = Text(_l("Số điện thoại (không bắt buộc)"), [at_most(LONGEST_OF["phone"])])
    email = Text(
        _l("Thư điện tử (không bắt buộc)"),
        [at_most(LONGEST_OF["email"])],
        description=_l("Điền nếu muốn: gửi thư cho tôi khi có kết quả."),
    )
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
            occurred_at=self.occurred_at.data or datetime.now(ZONE),
            nature=self.nature.meaning or IncidentNature.SUDDEN,
            description=self.description.data,
            place=as_place(self.longitude.data, self.latitude.data),
            village_id=self.village_id.meaning,
            landmark=self.landmark.data,
            site_id=int(site) if site.isdecimal() and len(site) < 19 else None,
            name=self.name.data,
            phone=self.phone.data,
            email=self.email.data,
            language=chosen(),
        )

    @property
    def subject(self) -> tuple[IncidentCategory | None, tuple[float, float] | None]:
        """What and where (lon, lat), as far as it is told by now: for a look at what was reported already."""
        told, lon, lat = self.category.data, self.longitude.data, self.latitude.data
        category = IncidentCategory(told) if told in set(IncidentCategory) else None
        return category, (lon, lat) if lon is not None and lat is not None else None

    def pin(self, told: str) -> None:
        """The place of a photo that its sender pressed for, "lat,lon", or "none" to take the pin away."""
        numbers = ["", ""] if told == "none" else told.split(",") if told else []
        for field, number in zip((self.latitude, self.longitude), numbers, strict=False):
            field.process(MultiDict({field.name: number}))

    def refuse(self, refusal: FieldErrors) -> None:
        """Put the words of a refusal beside the fields it names; a place is told under the village."""
        beside = {"place": "village_id"}
        for name, code in refusal.fields.items():
            field = self._fields[beside.get(name, name)]
            field.errors = [*field.errors, message(code)]


def pictures(field: MultipleFileField) -> list[bytes]:
    """The files that were chosen, as often as it is asked; a browser sends an empty one where none was."""
    return [content for sent in field.data or [] if not isinstance(sent, str) and (content := _read(sent))]


def _read(sent: FileStorage) -> bytes:
    sent.seek(0)
    content: bytes = sent.read()
    return content


def consent() -> tuple[str, str]:
    """(version, words) of the consent asked for now."""
    return CONSENT_VERSION, str(CONSENTS[CONSENT_VERSION])


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


def photo_words() -> dict[str, str]:
    """What the form says about photos that were chosen (static/js/filing.js)."""
    return {
        "use": _("Dùng vị trí của ảnh"),
        "offer": _("Ảnh này có ghi nơi chụp. Bạn có muốn ghim chỗ đó không? Không bấm thì không dùng."),
        "used": _("Đã ghim nơi chụp ảnh."),
        "remove": _("Bỏ ảnh này"),
        "chosen": _("Ảnh đã chọn"),
        "tooMany": _("Nhiều nhất 5 ảnh. Xin bỏ bớt."),
    }
