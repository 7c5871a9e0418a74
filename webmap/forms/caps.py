"""The form of the one-a-year rule of one content."""

import json

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from geodata.enums import InspectionContent
from services.inspections.cap_rule import Rule
from services.inspections.caps import LONGEST
from webmap.forms.inputs import LongText, OneOf, Text, at_most, needed, options
from webmap.forms.inspection import CheckForm


def _yes(word: str) -> bool:
    return word == "yes"


class CapForm(CheckForm):
    """Whether the rule binds, from afar too, and the text it rests on; `was` is the rule its editor saw."""

    was = HiddenField()
    binds = OneOf(
        _l("Quy tắc một lần một năm"),
        [needed()],
        to=_yes,
        choices=options([("yes", _l("Áp dụng: từ chối lần thứ hai")), ("no", _l("Không áp dụng: chỉ nhắc"))]),
    )
    counts_remote = OneOf(
        _l("Kiểm tra từ xa"),
        [needed()],
        to=_yes,
        choices=options([("yes", _l("Có tính là một lần")), ("no", _l("Không tính"))]),
    )
    article = Text(_l("Điều khoản"), [needed(), at_most(LONGEST["article"])])
    text = LongText(_l("Nội dung quy định"), [needed(), at_most(LONGEST["text"])])
    source = Text(_l("Nguồn"), [at_most(LONGEST["source"])])
    confirmed_by = Text(
        _l("Ai xác nhận, văn bản nào"),
        [at_most(LONGEST["confirmed_by"])],
        description=_l("Bắt buộc khi chọn không áp dụng."),
    )

    def wanted(self) -> Rule:
        """The rule as it was typed."""
        return Rule(
            binds=self.binds.meaning,
            counts_remote=self.counts_remote.meaning,
            article=self.article.data,
            text=self.text.data,
            source=self.source.data,
            confirmed_by=self.confirmed_by.data,
        )

    def seen_rule(self) -> Rule | None:
        """The rule its editor saw; None where it comes back damaged, which is no rule that stands."""
        try:
            return Rule(**json.loads(str(self.was.data)))
        except (ValueError, TypeError):
            return None

    def start_from(self, rule: Rule) -> None:
        """Remember what the editor is about to see."""
        self.was.data = json.dumps(vars(rule), ensure_ascii=False)


def cap_form(content: InspectionContent, rule: Rule) -> CapForm:
    """The form of a content as the rule stands."""
    words = {True: "yes", False: "no"}
    data = vars(rule) | {"binds": words[rule.binds], "counts_remote": words[rule.counts_remote]}
    form = CapForm(formdata=None, name=content.value, data=data)
    form.start_from(rule)
    return form
