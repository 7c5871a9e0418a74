"""The page of one report for its officers: rendered whole, also when one of its forms comes back refused."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from geodata.errors import Conflict, FieldErrors
from services import communes, records
from services.incidents import desk, files, linking, replies, workbench
from webmap.auth import viewer
from webmap.db import session
from webmap.errors import words_of
from webmap.filters import day
from webmap.forms.incident import PublishForm
from webmap.forms.incident_moves import DeskForm, fresh
from webmap.forms.record import Clash, RecordForm
from webmap.labels import label
from webmap.maps.symbols import STYLES
from webmap.messages import message

Form = TypeVar("Form", bound=DeskForm)
Answer = Response | str | tuple[str, int]


def sent(kind: type[Form], incident_id: int) -> Form:
    """The form as it was sent, with what it offers. Raises NotFound for a report of another desk."""
    form = kind()
    form.offer(workbench.of(session(), viewer(), incident_id))
    return form


def answered(
    incident_id: int,
    form: DeskForm,
    save: Callable[[], str | None],
    *,
    done_already: Callable[[], bool] = lambda: False,
) -> Answer:
    """Save what a form asks for, commit, and go on to the page (or the address that `save` gives).

    A refused form comes back with its page, nothing typed lost: 400 for a wrong field, 409 for a move that is
    not allowed and for a report that somebody else changed; a form that was sent twice is simply done.
    """
    if request.form.get("insert") and "public_note" in form:
        return page(incident_id, form=_with_template(incident_id, form))
    if not form.validate():
        return page(incident_id, form=form), 400
    try:
        following = save()
        session().commit()
    except FieldErrors as refusal:
        session().rollback()
        form.refuse(refusal)
        return page(incident_id, form=form), 400
    except Conflict as refusal:
        session().rollback()
        if refusal.code != "record.changed" or not done_already():
            return _refused(incident_id, form, refusal)
        following = None
    return redirect(following or url_for("incidents.show", incident_id=incident_id), 303)


def page(
    incident_id: int,
    *,
    form: DeskForm | None = None,
    publish: RecordForm | None = None,
    refusal: str = "",
    clashes: list[Clash] | None = None,
) -> str:
    """The page of a report: whole for its officers, and for everybody else what is published of it."""
    record = desk.record(session(), viewer(), incident_id)
    if record.desk:
        more = _workbench(record, form, publish) | {"refusal": refusal, "clashes": clashes or []}
    else:
        more = {"files": files.of_incident(session(), viewer(), incident_id)}
    p = record.feature["properties"]
    return render_template("incidents/record.html", record=record, p=p, **more)


def _workbench(
    record: desk.IncidentRecord, form: DeskForm | None, publish: RecordForm | None
) -> dict[str, Any]:
    """What the page holds for an officer; `form` or `publish` is the one that came back refused."""
    bench = workbench.of(session(), viewer(), record.feature["id"])
    asked = request.args.get("find", "")
    return {
        "bench": bench,
        "forms": _forms(record, bench, form),
        "sent": form or publish,
        "form": publish or _publish(record),
        "editor": records.last_change(session(), "incident", record.feature["id"]) if publish else None,
        "templates": _templates(bench, record),
        "find": asked,
        "found": linking.find(session(), viewer(), asked),
        "extent": communes.extent(session(), viewer().commune_id),
        "style": STYLES["base"],
        "words": _map_words(),
    }


def _forms(record: desk.IncidentRecord, bench: workbench.Workbench, sent: DeskForm | None) -> dict[str, Any]:
    """All forms by name, the one that came back in its place; each for the report as it stands now."""
    p = record.feature["properties"]
    made = fresh(bench, record.version, visibility=p["visibility"], moderation=p["moderation"])
    made |= {sent.name: sent} if sent else {}
    for form in made.values():
        form.version.data = str(record.version)
    return made


def _map_words() -> dict[str, str]:
    """What the small map says."""
    return {
        "label": _("Bản đồ nhỏ của phản ánh"),
        "exact": _("Vị trí chính xác (chỉ cán bộ thấy)"),
        "shown": _("Vị trí công khai (đã làm lệch)"),
        "zoomIn": _("Phóng to"),
        "zoomOut": _("Thu nhỏ"),
    }


def _publish(record: desk.IncidentRecord) -> PublishForm:
    form = PublishForm(formdata=None, data=record.feature["properties"])
    form.start(record.version)
    return form


def _refused(incident_id: int, form: DeskForm, refusal: Conflict) -> Answer:
    if request.accept_mimetypes.best == "application/json":
        raise refusal
    changed = refusal.code == "record.changed"
    words = message("incident.stale_page") if changed else words_of(refusal)
    return page(incident_id, form=form, refusal=words), 409


def _templates(bench: workbench.Workbench, record: desk.IncidentRecord) -> list[tuple[int, str, str]]:
    """(id, title with the state it is for, text with its gaps filled) of the texts at hand."""
    words = _gaps(record)
    return [
        (
            one.id,
            f"{one.title} ({label('incident_state', one.state)})" if one.state else one.title,
            replies.filled(one.text, words),
        )
        for one in bench.templates
    ]


def _gaps(record: desk.IncidentRecord) -> dict[str, str]:
    """The words for the gaps of a text at hand. Not the code to follow: that is the reporter's alone."""
    p = record.feature["properties"]
    return {
        "code": _("số %(number)s", number=record.feature["id"]),
        "category": label("category", p["category"]).lower(),
        "due": day(datetime.fromisoformat(p["due_at"])) if p["due_at"] else "",
    }


def _with_template(incident_id: int, form: DeskForm) -> DeskForm:
    """The form as it was typed, the chosen text at hand put behind its public note."""
    record = desk.record(session(), viewer(), incident_id)
    bench = workbench.of(session(), viewer(), incident_id)
    chosen = request.form.get("template", "")
    texts = [text for template_id, _words, text in _templates(bench, record) if str(template_id) == chosen]
    field = form["public_note"]
    field.data = "\n".join(filter(None, [field.data, *texts]))
    return form
