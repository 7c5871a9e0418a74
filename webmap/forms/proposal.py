"""The forms that propose a check of ours, and that write down one of another body."""

from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from geodata.enums import (
    Authority,
    InspectionAct,
    InspectionContent,
    InspectionForm,
    InspectionTrigger,
)
from geodata.errors import FieldErrors
from services.inspections import making, others, overrides
from services.inspections.making import Offer, Proposal
from services.inspections.others import Other
from services.inspections.overrides import Exceptional
from webmap.filters import day
from webmap.forms.inputs import Choice, Day, LongText, OneOf, Picks, Text, at_most, needed, options
from webmap.forms.record import RecordForm
from webmap.labels import choices, label


class ProposalForm(RecordForm):
    """A check of one site; `key` is made once for one form. The last two ask for an exception."""

    key = HiddenField()
    incident = HiddenField()
    contents = Picks(_l("Kiểm tra nội dung gì?"))
    authority = Choice(_l("Cơ quan chủ trì"), [needed()], to=Authority)
    form = OneOf(_l("Hình thức"), [needed()], to=InspectionForm, default=InspectionForm.ON_SITE.value)
    planned_on = Day(_l("Ngày dự kiến"), [needed()])
    trigger = Choice(_l("Lý do kiểm tra"), [needed()], to=InspectionTrigger)
    joint_with = Choice(_l("Cùng một đoàn với (kiểm tra liên ngành)"), to=int)
    legal_basis = Text(
        _l("Căn cứ pháp lý"),
        [at_most(making.LONGEST["legal_basis"])],
        description=_l("Chẳng hạn: Kế hoạch số 12/KH-UBND ngày 05/01/2026."),
    )
    team = Text(
        _l("Thành phần đoàn"),
        [at_most(making.LONGEST["team"])],
        description=_l("Ghi theo chức danh, chẳng hạn: cán bộ môi trường, công an xã."),
    )
    reason = LongText(_l("Dấu hiệu vi phạm rõ ràng là gì?"), [at_most(overrides.LONGEST)])
    evidence = Picks(_l("Phản ánh làm căn cứ"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key.data = self.key.data or str(uuid4())

    def offer(self, found: Offer) -> None:
        """Fill the lists with what this site and viewer can choose from."""
        self.contents.choices = options(choices("content"))
        self.authority.choices = options((one.value, label("authority", one)) for one in found.authorities)
        self.form.choices = options(choices("inspection_form"))
        self.trigger.choices = options([("", _("Chọn lý do")), *choices("inspection_trigger")])
        self.joint_with.choices = options([("", _("Không, là một cuộc riêng")), *found.joint])
        self.evidence.choices = options((one["id"], _evidence(one)) for one in found.evidence)

    def wanted(self, site_id: int) -> Proposal:
        """The check as the service takes it. Raises FieldErrors without a day (one of spaces is none)."""
        if self.planned_on.data is None:
            raise FieldErrors({"planned_on": "form.needed"})
        asked = bool(self.reason.data or self.evidence.data)
        evidence = tuple(int(one) for one in self.evidence.data or ())
        incident = str(self.incident.data or "")
        return Proposal(
            site_id=site_id,
            contents=tuple(InspectionContent(one) for one in self.contents.data or ()),
            authority=self.authority.meaning,
            planned_on=self.planned_on.data,
            key=str(self.key.data),
            trigger=self.trigger.meaning,
            form=self.form.meaning,
            legal_basis=self.legal_basis.data,
            team=self.team.data,
            joint_with=self.joint_with.meaning,
            incident_id=int(incident) if incident.isdecimal() and len(incident) < 19 else None,
            override=Exceptional(self.reason.data, evidence) if asked else None,
        )


class OtherForm(RecordForm):
    """A check by another body."""

    body = Text(
        _l("Cơ quan nào?"),
        [needed(), at_most(others.LONGEST["body"])],
        description=_l("Chẳng hạn: Thanh tra thành phố; Sở Nông nghiệp và Môi trường."),
    )
    act = OneOf(_l("Thanh tra hay kiểm tra?"), [needed()], to=InspectionAct)
    day = Day(_l("Ngày tiến hành hoặc dự kiến"), [needed()])
    contents = Picks(_l("Nội dung"))
    form = OneOf(_l("Hình thức"), [needed()], to=InspectionForm, default=InspectionForm.ON_SITE.value)
    decision_number = Text(_l("Số quyết định"), [at_most(others.LONGEST["decision_number"])])
    decision_date = Day(_l("Ngày quyết định"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act.choices = options(choices("inspection_act"))
        self.contents.choices = options(choices("content"))
        self.form.choices = options(choices("inspection_form"))

    def wanted(self, site_id: int) -> Other:
        """The check as the service takes it. Raises FieldErrors without a day (one of spaces is none)."""
        if self.day.data is None:
            raise FieldErrors({"day": "form.needed"})
        return Other(
            site_id=site_id,
            body=self.body.data,
            act=self.act.meaning,
            day=self.day.data,
            contents=tuple(InspectionContent(one) for one in self.contents.data or ()),
            form=self.form.meaning,
            decision_number=self.decision_number.data,
            decision_date=self.decision_date.data,
        )


def _evidence(one: Any) -> str:
    words = {"category": label("category", one["category"]), "day": day(one["created_at"])}
    state = label("incident_state", one["state"]).lower()
    return str(
        _("số %(number)s: %(category)s, gửi ngày %(day)s, %(state)s", number=one["id"], state=state, **words)
    )
