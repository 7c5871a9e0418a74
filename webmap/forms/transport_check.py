"""The form of a check of a transport on the road, made for a phone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from geodata.enums import TransportResult
from geodata.errors import FieldErrors
from services.clock import ZONE
from services.transport.checks import LONGEST, Check, checklist
from webmap.forms.inputs import Choice, Degrees, LongText, Moment, OneOf, Text, at_most, needed, options
from webmap.forms.record import as_place
from webmap.labels import choices
from webmap.messages import message

Pairs = Sequence[tuple[Any, str]]
_ANSWERS: Final = (("yes", _l("Có")), ("no", _l("Không")), ("not_asked", _l("Không xem")))


class TransportCheckForm(FlaskForm):  # type: ignore[misc]
    """What was seen. `key` is made once for one form, so that sending it twice keeps it once."""

    key = HiddenField()
    plate = Text(_l("Biển số xe"), [at_most(30)], description=_l("Chẳng hạn 15C-123.45."))
    carrier_id = Choice(_l("Đơn vị vận chuyển"), to=int)
    route_id = Choice(_l("Tuyến"), to=int)
    at = Moment(_l("Lúc nào"), [needed()])
    place = Text(_l("Ở đâu"), [at_most(LONGEST["place"])], description=_l("Chẳng hạn: trước cổng chợ."))
    latitude = Degrees(_l("Vĩ độ"))
    longitude = Degrees(_l("Kinh độ"))
    result = OneOf(_l("Kết quả"), [needed()], to=TransportResult)
    note = LongText(
        _l("Ghi chú"),
        [at_most(LONGEST["note"])],
        description=_l("Không ghi tên người lái xe ở đây."),
    )
    inspection_id = Choice(_l("Thuộc lần kiểm tra"), to=int)

    def offer(self, carriers: Pairs, routes: Pairs, inspections: Pairs) -> None:
        """Fill the lists; a fresh key and this moment unless they were sent."""
        self.carrier_id.choices = options([("", _l("Chưa rõ, tìm theo biển số")), *carriers])
        self.route_id.choices = options([("", _l("Không theo tuyến nào")), *routes])
        self.inspection_id.choices = options([("", _l("Không")), *inspections])
        self.result.choices = options(choices("transport_result"))
        self.key.data = self.key.data or str(uuid4())
        if self.at.data is None and not self.at.raw_data:
            self.at.data = datetime.now(ZONE)

    @property
    def answers(self) -> list[Any]:
        """The fields of the checklist, in its order."""
        return [self._fields[f"answer-{item}"] for item in checklist()]

    def check(self) -> Check:
        """What was sent, as the service takes it. Raises FieldErrors for half a place."""
        said = {field.name.removeprefix("answer-"): field.data for field in self.answers if field.data}
        return Check(
            key=str(self.key.data),
            at=self.at.data or datetime.now(ZONE),
            result=self.result.meaning,
            plate=self.plate.data,
            carrier_id=self.carrier_id.meaning,
            route_id=self.route_id.meaning,
            inspection_id=self.inspection_id.meaning,
            place=self.place.data,
            where=as_place(self.longitude.data, self.latitude.data),
            answers=said,
            note=self.note.data,
        )

    def refuse(self, refusal: FieldErrors) -> None:
        """Put the words of a refusal beside the fields it names; a place is told under its words."""
        beside = {"where": "place", "answers": "result"}
        for name, code in refusal.fields.items():
            field = self._fields[beside.get(name, name)]
            field.errors = [*field.errors, message(code)]


for _item, _words in checklist().items():
    setattr(
        TransportCheckForm,
        f"answer-{_item}",
        OneOf(_words, default="not_asked", choices=options(_ANSWERS)),
    )
