"""The forms of carriers, vehicles, routes and rules of hazardous-waste transport."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField

from services.transport import carriers, routes, rules
from services.transport.routes import Drawn
from webmap.forms.inputs import (
    Choice,
    Day,
    LongText,
    Number,
    Picks,
    Text,
    YesNo,
    at_most,
    needed,
    options,
)
from webmap.forms.record import RecordForm

Pairs = Sequence[tuple[Any, str]]
_CODES = _l("Mã theo danh mục chất thải nguy hại, giữa các mã có dấu phẩy; chẳng hạn 18 01 02, 19 06 01.")


class KeyedForm(RecordForm):
    """A form of something new: `key` is made once, so that sending it twice makes one."""

    key = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key.data = self.key.data or str(uuid4())


class CarrierForm(RecordForm):
    """A carrier and its permit."""

    name = Text(_l("Tên đơn vị vận chuyển"), [needed(), at_most(carriers.LONGEST["name"])])
    tax_code = Text(_l("Mã số thuế"), [at_most(carriers.LONGEST["tax_code"])])
    permit_number = Text(_l("Số giấy phép"), [at_most(carriers.LONGEST["permit_number"])])
    permit_issuer = Text(_l("Nơi cấp giấy phép"), [at_most(carriers.LONGEST["permit_issuer"])])
    permit_from = Day(_l("Giấy phép từ ngày"))
    permit_to = Day(_l("Giấy phép đến ngày"))
    waste_codes = LongText(_l("Mã chất thải được phép chở"), description=_CODES)
    phone = Text(_l("Điện thoại"), [at_most(carriers.LONGEST["phone"])])
    source = Text(_l("Nguồn"), [at_most(carriers.LONGEST["source"])])


class NewCarrierForm(KeyedForm, CarrierForm):
    """A new carrier."""


class VehicleForm(RecordForm):
    """A vehicle."""

    plate = Text(
        _l("Biển số"),
        [needed(), at_most(30)],
        description=_l("Ghi kiểu nào cũng được, chẳng hạn 15C-123.45 hay 15c 12345."),
    )
    kind = Text(_l("Loại xe"), [at_most(100)], description=_l("Chẳng hạn: xe tải thùng kín."))
    capacity_t = Number(_l("Tải trọng (tấn)"))
    has_gps = YesNo(_l("Có thiết bị định vị"))
    registered_to = Day(_l("Đăng kiểm đến"))
    active = YesNo(_l("Đang dùng"), unknown=False)


class RouteForm(RecordForm):
    """A route beside its lists; the line comes from a file, picked roads, or places drawn and typed."""

    name = Text(_l("Tên tuyến"), [needed(), at_most(routes.LONGEST["name"])])
    destination = Text(_l("Nơi đến"), [at_most(routes.LONGEST["destination"])])
    waste_codes = LongText(_l("Mã chất thải chở trên tuyến"), description=_CODES)
    kg_month = Number(_l("Khối lượng (kg mỗi tháng)"))
    hours = Text(
        _l("Giờ chạy"),
        [at_most(routes.LONGEST["hours"])],
        description=_l("Chẳng hạn: Mo-Fr 05:00-07:00 (thứ hai đến thứ sáu, 5 giờ đến 7 giờ)."),
    )
    valid_from = Day(_l("Dùng từ ngày"), [needed()])
    valid_to = Day(_l("Dùng đến ngày"))
    source = Text(_l("Nguồn"), [at_most(routes.LONGEST["source"])])
    places = LongText(
        _l("Các điểm của tuyến"),
        description=_l("Mỗi dòng một điểm: vĩ độ, kinh độ (WGS 84). Vẽ trên bản đồ thì ô này tự điền."),
    )
    file = FileField(
        _l("Hoặc gửi tệp GeoJSON, GPX"), description=_l("Tệp chỉ có một tuyến, dưới 2 MB; thay cho các điểm.")
    )

    @property
    def own(self) -> list[Any]:
        """The record's own fields: the ways to send a line but the places are no part of it."""
        return [field for field in super().own if field.name not in ("file", "roads")]

    def values(self) -> dict[str, Any]:
        """What was typed, and `drawn`. The file is read here, no more of it than may be."""
        values = super().values()
        sent = self.file.data
        content = sent.read(routes.MOST_BYTES + 1) if sent and not isinstance(sent, str) else b""
        roads = [int(road) for road in self._fields["roads"].data or [] if road.isdecimal()]
        return values | {"drawn": Drawn(content, roads, values.pop("places"))}


def route_form(carrier_list: Pairs, senders: Pairs, roads: Pairs, *, new: bool) -> type[RecordForm]:
    """The form of a route with this commune's carriers, senders of waste and roads."""
    lists = {
        "carrier_id": Choice(
            _l("Đơn vị vận chuyển"),
            [needed()],
            choices=options([("", _l("Chọn đơn vị")), *carrier_list]),
            to=int,
        ),
        "from_site_id": Choice(
            _l("Từ cơ sở"), choices=options([("", _l("Không rõ, nhiều cơ sở")), *senders]), to=int
        ),
        "roads": Picks(_l("Hoặc chọn các đường tuyến đi qua"), choices=options(roads)),
    }
    return type("ListedRouteForm", (KeyedForm, RouteForm) if new else (RouteForm,), lists)


class RuleForm(RecordForm):
    """One rule with what it rests on."""

    value = Text(_l("Giá trị"), [needed(), at_most(rules.LONGEST["value"])])
    article = Text(_l("Điều khoản"), [at_most(rules.LONGEST["article"])])
    source = Text(
        _l("Nguồn"), [needed(), at_most(rules.LONGEST["source"])], description=_l("Văn bản, hoặc: nội bộ.")
    )
    seen_on = Day(_l("Ngày xem văn bản"))
    confirmed_by = Text(
        _l("Người xác nhận"), [at_most(rules.LONGEST["confirmed_by"])], description=_l("Ghi chức danh.")
    )
