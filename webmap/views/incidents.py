"""Reports of citizens: the form, the receipt to follow one by, and the officers' desk."""

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import FieldErrors, TooMany
from services import communes, incidents, intake, places, records
from services.incidents import Answer
from services.sealing import Secrets
from webmap.auth import public, requires, viewer
from webmap.db import name_actor, session
from webmap.forms.editing import edit as edit_form
from webmap.forms.incident import PublishForm, ReportForm, pin_words
from webmap.forms.record import Clash, RecordForm
from webmap.maps.symbols import STYLES
from webmap.messages import message

bp = Blueprint("incidents", __name__)

FILTERS = ("category", "state", "village", "published")


@bp.route("/incidents/new", methods=["GET", "POST"])
@public
def new() -> Response | str | tuple[str, int]:
    """The form for everybody; sent twice, it is kept once."""
    form = ReportForm.of(places.villages(session(), viewer()), place=request.args.get("place", ""))
    if request.method == "GET":
        return _form(form)
    if form.website.data:
        form.website.data = ""
        return _form(form, message("incident.trap")), 400
    if not form.validate():
        return _form(form), 400
    try:
        return redirect(url_for("incidents.receipt", code=_keep(form)), 303)
    except FieldErrors as refusal:
        session().rollback()
        form.refuse(refusal)
        return _form(form), 400
    except TooMany as refusal:
        return _form(form, message(refusal.code, **refusal.params)), 429


@bp.get("/incidents/r/<code>")
@public
def receipt(code: str) -> Response:
    """What became of a report, for whoever holds its code; no search engine learns of the page."""
    found = incidents.receipt(session(), viewer(), code)
    answer = make_response(render_template("incidents/receipt.html", found=found))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/incidents/follow")
@public
def follow() -> Response:
    """From a code that was typed to its page."""
    return redirect(
        url_for("incidents.receipt", code=intake.as_code(request.args.get("code", "")) or "-"), 303
    )


@bp.get("/incidents")
@requires("incident:read")
def desk() -> str:
    """The reports this officer works on, newest first."""
    sent = {name: request.args.get(name, "").strip() for name in FILTERS}
    page = min(request.args.get("page", 1, type=int), 1_000_000)
    return render_template(
        "incidents/desk.html",
        found=incidents.desk(session(), viewer(), incidents.wanted(**sent), page),
        sent=sent,
        kept={name: value for name, value in sent.items() if value},
        villages=places.villages(session(), viewer()),
    )


@bp.get("/incidents/<int:incident_id>")
@public
def show(incident_id: int) -> str:
    """One report: whole for its officers, and for everybody once it is published."""
    record = incidents.record(session(), viewer(), incident_id)
    form = PublishForm(formdata=None, data=record.feature["properties"])
    form.start(record.version)
    return _record(record, form, [])


@bp.post("/incidents/<int:incident_id>/publish")
@requires("incident:triage")
def publish(incident_id: int) -> Response | str | tuple[str, int]:
    """Show a report to everybody with an answer, or take it down."""
    wanted = request.form.get("published") == "yes"

    def read() -> tuple[int, dict[str, object]]:
        record = incidents.record(session(), viewer(), incident_id)
        return record.version, {"public_note": record.feature["properties"]["public_note"]}

    def save(version: int, values: dict[str, str]) -> str:
        said = Answer(wanted, values["public_note"])
        incidents.publish(session(), viewer(), incident_id, said, version=version, secrets=_secrets())
        return url_for("incidents.show", incident_id=incident_id)

    def page(form: RecordForm, clashes: list[Clash]) -> str:
        return _record(incidents.record(session(), viewer(), incident_id), form, clashes)

    return edit_form(PublishForm, read, save, page)


def _keep(form: ReportForm) -> str:
    """Keep the report; its code. An officer's own account signs it, anybody else is "public"."""
    if viewer().account_id is None:
        name_actor(None, "public")
    kept = intake.submit(
        session(), viewer(), form.report(), address=request.remote_addr or "", secrets=_secrets()
    )
    session().commit()
    return kept.code


def _form(form: ReportForm, refusal: str = "") -> str:
    asked = str(form.place.data or "")
    place = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    return render_template(
        "incidents/new.html",
        form=form,
        refusal=refusal,
        reported=intake.reported_site(session(), viewer(), place),
        extent=communes.extent(session(), viewer().commune_id),
        style=STYLES["base"],
        words=pin_words(),
    )


def _record(record: incidents.IncidentRecord, form: RecordForm, clashes: list[Clash]) -> str:
    editor = records.last_change(session(), "incident", record.feature["id"]) if clashes else None
    return render_template(
        "incidents/record.html",
        record=record,
        p=record.feature["properties"],
        form=form,
        clashes=clashes,
        editor=editor,
    )


def _secrets() -> Secrets:
    settings = current_app.config["SETTINGS"]
    return Secrets(settings.secret_key, settings.identity_key)
