"""Forms of risk: a score set by hand, and a new scheme with its terms, weights and bands."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from geodata.enums import IMPACTS, PERFORMANCE
from geodata.errors import FieldErrors
from services.risk.by_hand import LONGEST_REASON
from services.risk.schemes import Draft, bands_of
from webmap.forms.inputs import Choice, Day, LongText, Number, Text, Whole, at_most, needed, options
from webmap.labels import choices, label
from webmap.messages import message

TERMS: Final = (
    ("0", _l("0 – như thường")),
    ("1", _l("+1 – năm nay chú trọng")),
    ("-1", _l("-1 – năm nay nhẹ hơn")),
)


class _RiskForm(FlaskForm):  # type: ignore[misc]
    """A form that takes the words of a refusal beside its fields."""

    def refuse(self, refusal: FieldErrors) -> None:
        """Put the words of a refusal beside the fields it names."""
        for name, code in refusal.fields.items():
            self[name].errors = [*self[name].errors, message(code)]


class HandForm(_RiskForm):
    """A score in place of the computed one, and why."""

    criterion = Choice(_l("Tiêu chí"), [needed()])
    value = Whole(
        _l("Điểm"), [needed()], description=_l("Tác động: 0 đến 5. Chấp hành: -1 (tốt), 0 hoặc 1 (kém).")
    )
    reason = LongText(
        _l("Vì sao đặt điểm này?"),
        [needed(), at_most(LONGEST_REASON)],
        description=_l("Chẳng hạn: đo tại chỗ ngày nào, theo văn bản nào. Không ghi tên người phản ánh."),
    )

    def points(self) -> int | None:
        """The score that was typed."""
        return None if self.value.data is None else int(self.value.data)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criterion.choices = options([("", _("Chọn tiêu chí")), *choices("criterion")])


class _SchemeFields(_RiskForm):
    code = Text(_l("Mã bộ tiêu chí"), [needed(), at_most(40)], description=_l("Chẳng hạn: 2027-1."))
    valid_from = Day(_l("Dùng từ ngày"), [needed()])
    note = LongText(_l("Ghi chú"), [at_most(5000)])
    n_min = Whole(
        _l("Số tiêu chí cùng đạt mức cao nhất (n_min)"),
        [needed()],
        description=_l("Ít hơn số này thì hạng giảm một bước. Thường là 2."),
    )
    alpha = Number(
        _l("Trọng số của phản ánh (α)"),
        [needed()],
        description=_l("Dùng để xếp thứ tự ưu tiên. Thường là 0,5."),
    )
    bands = LongText(
        _l("Ngưỡng của từng tiêu chí (JSON)"),
        [needed()],
        description=_l(
            "Sửa số trong ngoặc: mỗi cặp là [mốc, điểm]. Sai chỗ nào hệ thống chỉ ra chỗ đó, chưa lưu gì."
        ),
    )


def _fields() -> dict[str, Any]:
    """A term with its reason for each impact, a weight for each criterion of performance."""
    made: dict[str, Any] = {}
    for one in IMPACTS:
        made[f"term_{one}"] = Choice(_l("Hệ số năm"), to=int, choices=options(TERMS), default="0")
        made[f"reason_{one}"] = Text(_l("Lý do"), [at_most(LONGEST_REASON)])
    for one in PERFORMANCE:
        made[f"weight_{one}"] = Number(_l("Trọng số"), [needed()])
    return made


SchemeForm = type("SchemeForm", (_SchemeFields,), _fields() | {"__doc__": "A scheme to propose."})


def start(rules: Mapping[str, Any], terms: Mapping[str, Any], code: str) -> dict[str, Any]:
    """What the form of a new scheme starts from: the scheme in force."""
    reasons = rules.get("reasons", {})
    return {
        "code": code,
        "n_min": rules["n_min"],
        "alpha": rules["priority"]["alpha"],
        "bands": bands_of(rules),
        **{f"term_{one}": str(terms.get(one, 0)) for one in IMPACTS},
        **{f"reason_{one}": reasons.get(one, "") for one in IMPACTS},
        **{f"weight_{one}": rules["weights"][one] for one in PERFORMANCE},
    }


def draft(form: Any) -> Draft:
    """What was typed, as the service takes it."""
    return Draft(
        code=form.code.data,
        valid_from=form.valid_from.data,
        terms={one.value: form[f"term_{one}"].meaning or 0 for one in IMPACTS},
        reasons={one.value: form[f"reason_{one}"].data for one in IMPACTS},
        weights={one.value: form[f"weight_{one}"].data for one in PERFORMANCE},
        n_min=form.n_min.data,
        alpha=form.alpha.data,
        bands=form.bands.data,
        note=form.note.data,
    )


def name_fields(form: Any) -> None:
    """Name each field after its criterion: a list of sixteen "reasons" helps nobody who cannot see it."""
    for one in (*IMPACTS, *PERFORMANCE):
        for kind in ("term", "reason", "weight"):
            if f"{kind}_{one}" in form:
                field = form[f"{kind}_{one}"]
                field.label.text = f"{label('criterion', one)}: {field.label.text}"
