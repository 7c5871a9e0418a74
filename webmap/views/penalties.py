"""The register of violations and penalties: list with sums and months, forms, and the list as a sheet."""

from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from geodata.enums import SiteType
from services import places, records, sheets, sites
from services.penalties import editing, listing
from services.penalties.subject import subject
from webmap.auth import may, requires, viewer
from webmap.db import session
from webmap.facts import words_of
from webmap.forms.editing import edit as edit_form
from webmap.forms.penalty import NewPenaltyForm, PenaltyForm
from webmap.forms.record import Clash, RecordForm
from webmap.labels import label
from webmap.map_page import now, sent_words
from webmap.money_chart import chart

bp = Blueprint("penalties", __name__)

FILTERS: Final = ("search", "site", "carrier", "since", "until", "status", "kind", "village")
SUBJECTS: Final = ("finding", "check", "site", "carrier")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS: Final = (
    *("code", "found_on", "site", "site_kind", "village", "carrier", "plate", "article", "text"),
    *("decision_number", "decision_date", "decided_by", "amount_vnd", "remedy", "due_on", "paid_vnd"),
    *("paid_on", "payment_note", "penalty_status", "closed_on", "source"),
)
_DAYS: Final = ("found_on", "decision_date", "due_on", "paid_on", "closed_on")
_WORDS: Final = {"site_kind": "kind", "penalty_status": "penalty_status"}


@bp.get("/penalties")
@requires("penalty:read")
def listed() -> str:
    """One page of the register under the filters, its sums and its months."""
    sent = sent_words(*FILTERS)
    number = min(request.args.get("page", 1, type=int), 1_000_000)
    found = listing.page(session(), viewer(), listing.wanted(**sent), number)
    return render_template(
        "penalties/list.html",
        found=found,
        chart=chart(found.months),
        sent=sent,
        kept={name: value for name, value in sent.items() if value},
        villages=places.villages(session(), viewer()),
        may_edit=may("penalty:edit"),
    )


@bp.get("/penalties/export.csv")
@requires("penalty:read")
def export_csv() -> Response:
    """The filtered register as CSV."""
    return _file(sheets.csv(*_sheet()), "text/csv; charset=utf-8", "csv")


@bp.get("/penalties/export.xlsx")
@requires("penalty:read")
def export_xlsx() -> Response:
    """The filtered register as a workbook."""
    return _file(sheets.xlsx(_("Vi phạm"), *_sheet()), XLSX, "xlsx")


@bp.route("/penalties/new", methods=["GET", "POST"])
@requires("penalty:edit")
def new() -> Answer | str | tuple[str, int]:
    """Write down a violation: of a finding, a check on the road, a carrier, or a site looked for first."""
    about = subject(session(), viewer(), **sent_words(*SUBJECTS))
    if about is None:
        return _search()

    def save(_version: int, values: dict[str, Any]) -> str:
        made = editing.create(session(), viewer(), about, values, key=values.pop("key"))
        return url_for("penalties.show", violation_id=made.id)

    def page(form: RecordForm, _clashes: list[Clash]) -> str:
        return render_template("penalties/form.html", form=form, clashes=[], about=about, record=None)

    return edit_form(NewPenaltyForm, lambda: (0, dict(about.start)), save, page)


@bp.get("/penalties/<int:violation_id>")
@requires("penalty:read")
def show(violation_id: int) -> str:
    """One violation with its penalty."""
    record = listing.record(session(), viewer(), violation_id)
    return render_template("penalties/record.html", record=record, may_edit=may("penalty:edit"))


@bp.route("/penalties/<int:violation_id>/edit", methods=["GET", "POST"])
@requires("penalty:edit")
def edit(violation_id: int) -> Answer | str | tuple[str, int]:
    """Change a penalty; a second editor is told what the first one changed."""
    record = listing.record(session(), viewer(), violation_id)

    def save(version: int, values: dict[str, Any]) -> str:
        editing.change(session(), viewer(), violation_id, version=version, values=values)
        return url_for("penalties.show", violation_id=violation_id)

    def page(form: RecordForm, clashes: list[Clash]) -> str:
        editor = records.last_change(session(), "violation", violation_id) if clashes else None
        return render_template(
            "penalties/form.html", form=form, clashes=clashes, editor=editor, about=None, record=record
        )

    return edit_form(PenaltyForm, lambda: editing.draft(session(), viewer(), violation_id), save, page)


def _search() -> str:
    asked = request.args.get("search", "").strip()
    found = sites.register(session(), viewer(), sites.wanted(search=asked)).sites if asked else []
    kept = [one for one in found if one["type"] is not SiteType.COLLECTION_POINT]
    return render_template("penalties/choose.html", asked=asked, found=kept)


def _sheet() -> tuple[list[str], list[list[Any]]]:
    rows = listing.all_rows(session(), viewer(), listing.wanted(**sent_words(*FILTERS)))
    return [words_of(name, "violation") for name in COLUMNS], [_cells(row) for row in rows]


def _cells(row: dict[str, Any]) -> list[Any]:
    return [_cell(name, row.get(name)) for name in COLUMNS]


def _cell(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(value)
    return label(_WORDS[name], value) if name in _WORDS else value


def _file(content: bytes, media: str, ending: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = media
    answer.headers["Content-Disposition"] = f'attachment; filename="vi-pham-{now():%Y-%m-%d}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
