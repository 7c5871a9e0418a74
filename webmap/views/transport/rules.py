"""The rules that warnings about transports go by: shown with their sources, changed by officers."""

from typing import Any

from flask import Blueprint, abort, render_template, url_for
from werkzeug.wrappers import Response

from geodata.enums import TransportRuleName
from services.transport import rules
from webmap.auth import may, requires, viewer
from webmap.db import session
from webmap.forms.editing import edit as edit_form
from webmap.forms.record import Clash, RecordForm
from webmap.forms.transport import RuleForm

bp = Blueprint("transport_rules", __name__, url_prefix="/transport/rules")


@bp.get("")
@requires("transport:read")
def listed() -> str:
    """Every rule with what it rests on."""
    known = rules.in_force(session(), viewer().commune_id)
    return render_template("transport/rules.html", rules=list(known.values()), may_edit=may("transport:edit"))


@bp.route("/<rule_name>", methods=["GET", "POST"])
@requires("transport:edit")
def edit(rule_name: str) -> Response | str | tuple[str, int]:
    """Set a rule; a second editor is told what the first one set."""
    if rule_name not in set(TransportRuleName):
        abort(404)
    name = TransportRuleName(rule_name)

    def read() -> tuple[int, dict[str, Any]]:
        rule = rules.in_force(session(), viewer().commune_id)[name]
        fields = ("value", "article", "source", "seen_on", "confirmed_by")
        return rule.version, {field: getattr(rule, field) for field in fields}

    def save(version: int, values: dict[str, Any]) -> str:
        values["value"] = (
            values["value"].replace(",", ".") if values["value"].count(",") == 1 else values["value"]
        )
        rules.change(session(), viewer(), name, values, version=version)
        return url_for(".listed")

    def page(form: RecordForm, clashes: list[Clash]) -> str:
        unit = rules.defaults()[name].unit
        return render_template("transport/rule_form.html", form=form, clashes=clashes, name=name, unit=unit)

    return edit_form(RuleForm, read, save, page)
