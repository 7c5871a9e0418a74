"""The page of one check for its officers: rendered whole, also when one of its forms comes back refused."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.enums import InspectionState
from geodata.errors import Conflict, FieldErrors
from services.inspections import record as checks
from services.inspections.record import CheckRecord
from webmap.auth import viewer
from webmap.db import session
from webmap.errors import words_of
from webmap.forms.inspection import (
    MOVE_WORDS,
    REMOTE_WORDS,
    AnswerForm,
    AskForm,
    CheckForm,
    ExceptionForm,
    FindingForm,
    MendForm,
    MoveForm,
    PublishForm,
)
from webmap.messages import message

Answer = Response | str | tuple[str, int]


def answered(
    inspection_id: int,
    form: CheckForm,
    save: Callable[[], object],
    *,
    done_already: Callable[[], bool] = lambda: False,
    anchor: str | None = None,
) -> Answer:
    """Save what a form asks for, commit, and go on to the page.

    A refused form comes back with its page, nothing typed lost: 400 for a wrong field, 409 for a step that is
    not allowed and for a check that somebody else changed; a form that was sent twice is simply done.
    """
    if not form.validate():
        return page(inspection_id, form=form), 400
    try:
        save()
        session().commit()
    except FieldErrors as refusal:
        session().rollback()
        form.refuse(refusal)
        return page(inspection_id, form=form), 400
    except Conflict as refusal:
        session().rollback()
        if refusal.code != "record.changed" or not done_already():
            return _refused(inspection_id, form, refusal)
    return redirect(url_for("checks.show", inspection_id=inspection_id, _anchor=anchor), 303)


def page(inspection_id: int, *, form: CheckForm | None = None, refusal: str = "") -> str:
    """The page of a check; `form` is the one that came back refused."""
    record = checks.of(session(), viewer(), inspection_id)
    forms = _forms(record, form)
    return render_template(
        "inspections/record.html",
        record=record,
        p=record.fields,
        forms=forms,
        sent=form,
        refusal=refusal,
        moves=[(to, forms[f"move-{to}"], move_words(record, to)) for to in record.moves],
        move_words=MOVE_WORDS,
    )


def move_words(record: CheckRecord, to: InspectionState) -> str:
    """What the button to a state says of this check."""
    remote = REMOTE_WORDS if record.fields.get("form") == "remote" else {}
    return str(remote.get(to) or MOVE_WORDS[to])


def _forms(record: CheckRecord, sent: CheckForm | None) -> dict[str, CheckForm]:
    """All forms by name, the one that came back in its place; each for the check as it stands now."""
    made: dict[str, CheckForm] = {}
    for to in record.moves:
        move = MoveForm(formdata=None, name=f"move-{to}", data=_start(record, to))
        move.label_for(to, record.fields.get("planned_on") and _day(record.fields["planned_on"]))
        made[move.name] = move
    for kind in (FindingForm, AskForm, ExceptionForm):
        made[kind.name] = kind(formdata=None)
    made["publish"] = PublishForm(formdata=None, data=record.fields)
    for finding in record.findings:
        made[f"mend-{finding['id']}"] = MendForm(formdata=None, name=f"mend-{finding['id']}")
    for one in record.requests:
        made[f"answer-{one.id}"] = AnswerForm(formdata=None, name=f"answer-{one.id}")
    if sent is not None:
        made[sent.name] = sent
    for form in made.values():
        form.version.data = str(record.version)
    return made


def _start(record: CheckRecord, to: InspectionState) -> dict[str, Any]:
    """What a move starts from: the decision that stands, the public words that were written."""
    day = record.fields.get("decision_date")
    return {
        "to": to.value,
        "decision_number": record.fields.get("decision_number", ""),
        "decision_date": _day(day) if day else None,
        "conclusion": record.fields.get("conclusion", ""),
        "public_conclusion": record.fields.get("public_conclusion", ""),
    }


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _refused(inspection_id: int, form: CheckForm, refusal: Conflict) -> Answer:
    if request.accept_mimetypes.best == "application/json":
        raise refusal
    changed = refusal.code == "record.changed"
    words = message("inspection.stale_page") if changed else words_of(refusal)
    return page(inspection_id, form=form, refusal=words), 409
