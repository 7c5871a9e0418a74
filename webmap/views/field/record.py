"""The record of a visit as a plain form: for a browser without scripts, or a desk computer."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from geodata.errors import Conflict, FieldErrors
from services.clock import ZONE
from services.field import checklists, files, packing, records
from services.field.told import Told, ToldFile
from services.incidents import keys
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.field_desk import desk, page_of
from webmap.forms.field_page import MORE, key_of, told_of, uploads
from webmap.map_page import now
from webmap.messages import message
from webmap.uploads import limit
from webmap.views.field.pages import said

bp = Blueprint("field_record", __name__, url_prefix="/field")
limit(bp)


@bp.get("/<int:inspection_id>")
@requires("inspection:record")
def show(inspection_id: int) -> Response:
    """The form of a check that waits for its record."""
    return _page(inspection_id)


@bp.post("/<int:inspection_id>")
@requires("inspection:record")
def keep(inspection_id: int) -> Response:
    """Keep the record; what is wrong comes back with the form, what was sent stays."""
    key = key_of(request.form)
    known = records.receipt(session(), viewer(), key, []) if keys.is_key(key) else None
    if known is not None:
        return redirect(page_of(known.inspection_id), 303)
    try:
        _take_files(key)
        records.receive(session(), viewer(), key, _told(inspection_id, key))
    except FieldErrors as refusal:
        session().rollback()
        return _page(inspection_id, {name: message(code) for name, code in refusal.fields.items()}, 400)
    except Conflict as refusal:
        session().rollback()
        return _page(inspection_id, {"": message(refusal.code)}, 409)
    session().commit()
    return redirect(page_of(inspection_id), 303)


def _take_files(key: str) -> None:
    """Keep what was chosen, so that a refused form costs no photo."""
    for content, purpose in uploads(request.files):
        files.receive(session(), viewer(), desk().store, key=key, content=content, purpose=purpose)
    session().commit()


def _told(inspection_id: int, key: str) -> Told:
    check = packing.one(session(), viewer(), inspection_id, now().date())["checks"][0]
    here = files.waiting(session(), viewer(), key)
    return told_of(
        request.form,
        inspection_id=inspection_id,
        lists=checklists.named(check["checklist"]),
        files=[ToldFile(file.sent_sha256, file.purpose) for file in here],
        now=datetime.now(UTC),
    )


def _page(inspection_id: int, wrong: dict[str, str] | None = None, status: int = 200) -> Response:
    check = said(packing.one(session(), viewer(), inspection_id, now().date())["checks"][0])
    key = key_of(request.form) or str(uuid4())
    local = datetime.now(ZONE).replace(second=0, microsecond=0, tzinfo=None)
    page = render_template(
        "field/record.html",
        check=check,
        lists=checklists.named(check["checklist"]),
        key=key,
        kept=request.form,
        came=files.waiting(session(), viewer(), key) if keys.is_key(key) else [],
        wrong=wrong or {},
        more=range(1, MORE + 1),
        times={"started_at": (local - timedelta(hours=1)).isoformat(), "ended_at": local.isoformat()},
    )
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
