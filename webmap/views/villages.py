"""Villages: the record with the names it bore, and its form."""

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from services import places, records
from webmap.auth import public, requires, viewer
from webmap.db import session
from webmap.forms.editing import edit as edit_form
from webmap.forms.record import Clash, RecordForm
from webmap.forms.village import VillageForm

bp = Blueprint("villages", __name__)


@bp.get("/villages/<int:village_id>")
@public
def show(village_id: int) -> str:
    """The record page of a village."""
    return render_template("villages/record.html", record=places.village(session(), viewer(), village_id))


@bp.route("/villages/<int:village_id>/edit", methods=["GET", "POST"])
@requires("village:edit")
def edit(village_id: int) -> Response | str | tuple[str, int]:
    """Change a village's figures or name; a village board its own only."""

    def read() -> tuple[int, dict[str, object]]:
        row = places.village_to_edit(session(), viewer(), village_id)
        return row.version, {field: getattr(row, field) for field in places.VILLAGE_FIELDS}

    def save(version: int, values: dict[str, object]) -> str:
        places.change_village(session(), viewer(), village_id, version=version, values=values)
        return url_for("villages.show", village_id=village_id)

    def page(form: RecordForm, clashes: list[Clash]) -> str:
        editor = records.last_change(session(), "village", village_id) if clashes else None
        record = places.village(session(), viewer(), village_id)
        return render_template("villages/edit.html", form=form, clashes=clashes, editor=editor, record=record)

    read()
    return edit_form(VillageForm, read, save, page)
