"""Files of records, sent to those who may read them; and the record itself, for the page of its check."""

from flask import Blueprint, Response, request

from services.field import seen
from services.field.seen import Record
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.field_desk import desk
from webmap.field_words import ANSWER_WORDS
from webmap.maps.symbols import STYLES
from webmap.views.incidents.files import POLICY

bp = Blueprint("field_files", __name__)


@bp.get("/inspections/files/<int:evidence_id>")
@requires("inspection:read")
def show(evidence_id: int) -> Response:
    """A picture, signature or paper of a record; with ?size=thumb the thumbnail of a picture."""
    small = request.args.get("size") == "thumb"
    file = seen.open_file(session(), viewer(), desk().store, evidence_id, thumbnail=small)
    answer = Response(file.path.read_bytes(), mimetype=file.media_type)
    if file.media_type.startswith("image/"):
        answer.headers["Content-Disposition"] = "inline"
    else:
        answer.headers.set("Content-Disposition", "attachment", filename="van-ban.pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.app_template_global()
def answer_words(answer: str) -> str:
    """An answer of a checklist in words."""
    return str(dict(ANSWER_WORDS).get(answer, "–"))


@bp.app_template_global()
def track_style() -> object:
    """How the ground of the small map is drawn."""
    return STYLES["base"]


@bp.app_template_global()
def field_record(inspection_id: int) -> Record | None:
    """The record of a check for who may read it, or None: for inspections/_record.html."""
    return seen.record_of(session(), viewer(), inspection_id)
