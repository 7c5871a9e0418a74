"""The one-a-year rule as the commune holds it: a switch for each content, with its text."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.enums import InspectionContent, LegalForm
from geodata.errors import Conflict, FieldErrors, NotFound
from services.inspections import caps
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.forms.caps import CapForm, cap_form
from webmap.labels import label
from webmap.messages import message

bp = Blueprint("yearly_caps", __name__)


@bp.get("/settings/yearly-caps")
@requires("inspection:settings")
def listed() -> str:
    """The rule of every content."""
    return _page()


@bp.post("/settings/yearly-caps/<content>")
@requires("inspection:settings")
def change(content: str) -> Response | tuple[str, int]:
    """Write the rule of one content."""
    if content not in set(InspectionContent):
        raise NotFound("record.unknown")
    chosen = InspectionContent(content)
    form = CapForm(name=content)
    if not form.validate():
        return _page(chosen, form), 400
    try:
        caps.set_rule(session(), viewer(), chosen, form.wanted(), seen=form.seen_rule())
        session().commit()
    except FieldErrors as refusal:
        session().rollback()
        form.refuse(refusal)
        return _page(chosen, form), 400
    except Conflict:
        session().rollback()
        form.start_from(caps.of(session(), viewer().commune_id)[chosen])
        return _page(chosen, form, message("inspection.cap_changed")), 409
    return redirect(url_for("yearly_caps.listed", saved=1, _anchor=content), 303)


def _page(content: InspectionContent | None = None, sent: CapForm | None = None, refusal: str = "") -> str:
    rules, bound = caps.of(session(), viewer().commune_id), caps.bound_forms()
    forms = {one: sent if one is content and sent else cap_form(one, rule) for one, rule in rules.items()}
    return render_template(
        "settings/yearly_caps.html",
        rules=rules,
        forms=forms,
        own=caps.own(session(), viewer().commune_id),
        sent=sent,
        refusal=refusal,
        forms_label=", ".join(label("legal_form", one).lower() for one in LegalForm if one in bound),
        saved=bool(request.args.get("saved")),
    )
