"""The form of a village."""

from flask_babel import lazy_gettext as _l

from webmap.facts import FACTS
from webmap.forms.inputs import Day, Text, Whole, at_most, needed
from webmap.forms.record import RecordForm


class VillageForm(RecordForm):
    """Figures and name; a new official name has the day from which it counts."""

    name = Text(FACTS["name"].words, [needed(), at_most(200)])
    renamed_on = Day(
        FACTS["renamed_on"].words,
        description=_l(
            "Chỉ điền khi thôn đổi tên chính thức: tên cũ được giữ lại. Để trống khi sửa lỗi chính tả."
        ),
    )
    households = Whole(FACTS["households"].words)
    population = Whole(FACTS["population"].words)
    source = Text(FACTS["source"].words, [at_most(200)])
