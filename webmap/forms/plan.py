"""The forms of a plan: what is asked for, the decision that approves it, the reason of a step back."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from geodata.enums import InspectionContent
from geodata.errors import FieldErrors
from services.plans import asked, settings
from services.plans.asked import Draft
from services.plans.settings import Pair, Settings
from webmap.forms.inputs import Day, LongText, Picks, Share, Text, Whole, at_most, needed, options
from webmap.forms.record import RecordForm
from webmap.labels import choices
from webmap.messages import message


class PlanForm(RecordForm):
    """What a planner asks for. `key` names this form, so that a double click makes one plan."""

    key = HiddenField()
    title = Text(_l("Tên kế hoạch"), [needed(), at_most(asked.LONGEST_TITLE)])
    period_from = Day(_l("Từ ngày"), [needed()])
    period_to = Day(_l("Đến hết ngày"), [needed()])
    teams = Picks(_l("Các tổ tham gia"))
    contents = Picks(_l("Nội dung kiểm tra"))
    kept_share = Share(
        _l("Dành cho việc đột xuất (%)"),
        description=_l("Phần thời gian không xếp lịch, để còn người khi có việc gấp. Thường là 20 %."),
    )
    random_share = Share(
        _l("Chọn ngẫu nhiên (%)"),
        description=_l("Một phần nơi đến được rút thăm, để không ai đoán trước được. Thường là 10 %."),
    )
    seed = Whole(
        _l("Số rút thăm"),
        description=_l("Cùng một số thì cho ra cùng một kế hoạch; đổi số để rút thăm lại."),
    )
    pairs = LongText(
        _l("Đi chung trong một ngày"),
        description=_l("Mỗi dòng một nơi: mã cơ sở, dấu hai chấm, mã các tổ. Chẳng hạn: CS-12: TO-1 + TO-2."),
    )
    legal_basis = LongText(_l("Căn cứ pháp lý"), [at_most(asked.LONGEST_BASIS)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contents.choices = options(choices("content"))
        if not self.key.data:
            self.key.data = str(uuid4())

    @property
    def own(self) -> list[Any]:
        """The plan's own fields, in order."""
        return [field for field in super().own if field.name != "key"]


def plan_form(teams: Sequence[Any]) -> type[PlanForm]:
    """The form with these teams to choose from."""

    class Made(PlanForm):
        """A form with its teams."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.teams.choices = options((team.id, f"{team.name} ({team.code})") for team in teams)

    return Made


def as_draft(values: dict[str, Any], pairs: Sequence[Pair], key: str) -> Draft:
    """What was typed, as the service takes it. Raises FieldErrors for a day that is missing."""
    wrong = {name: "form.needed" for name in ("period_from", "period_to") if values[name] is None}
    if wrong:
        raise FieldErrors(wrong)
    return Draft(
        title=values["title"],
        period_from=values["period_from"],
        period_to=values["period_to"],
        settings=Settings(
            team_ids=tuple(int(one) for one in values["teams"] or []),
            contents=tuple(InspectionContent(one) for one in values["contents"] or []),
            kept_share=_or(values["kept_share"], settings.KEPT_SHARE),
            random_share=_or(values["random_share"], settings.RANDOM_SHARE),
            seed=int(_or(values["seed"], settings.SEED)),
            pairs=tuple(pairs),
        ),
        legal_basis=values["legal_basis"],
        key=key[:60],
    )


def from_settings(wanted: Settings, pairs: str) -> dict[str, Any]:
    """Settings as the form's fields."""
    return {
        "teams": [str(one) for one in wanted.team_ids],
        "contents": [one.value for one in wanted.contents],
        "kept_share": wanted.kept_share,
        "random_share": wanted.random_share,
        "seed": wanted.seed,
        "pairs": pairs,
    }


def _or(value: float | None, default: float) -> float:
    return default if value is None else value


class StepForm(FlaskForm):  # type: ignore[misc]
    """A step of a plan at the version its reader saw; a reason, or number and date of the decision."""

    version = HiddenField()
    reason = LongText(_l("Lý do"), [at_most(2000)])
    decision_number = Text(_l("Số quyết định"), [at_most(60)])
    decision_date = Day(_l("Ngày quyết định"))

    @property
    def seen_version(self) -> int:
        """The version the reader saw; 0 where none came along."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def refuse(self, refusal: FieldErrors) -> None:
        """Put the words of a refusal beside the fields it names."""
        for name, code in refusal.fields.items():
            self[name].errors = [*self[name].errors, message(code)]
