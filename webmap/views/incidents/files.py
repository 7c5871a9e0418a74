"""Pictures and papers of reports: sent to those who may see them, shown to everybody or hidden."""

import re
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from services.incidents import files, intake
from services.incidents.files_seen import OpenFile
from webmap.auth import public, requires, viewer
from webmap.db import session
from webmap.reporting import store

bp = Blueprint("files", __name__)

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""What was sent to us runs nothing, wherever it is opened; browsers style their own picture page."""
MAX_AGE: Final = 60
"""Seconds that a picture may still be seen after it was hidden."""


@bp.get("/incidents/files/<int:file_id>")
@public
def show(file_id: int) -> Response:
    """A file of a report, for those who may see it; with ?size=thumb its thumbnail."""
    return _sent(files.open_file(session(), viewer(), store(), file_id, thumbnail=_small()))


@bp.get("/incidents/r/<code>/files/<int:file_id>")
@public
def own(code: str, file_id: int) -> Response:
    """A picture that the reporter sent, for whoever holds the code."""
    code = intake.as_code(code)
    answer = _sent(files.open_own(session(), viewer(), store(), code, file_id, thumbnail=_small()))
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.post("/incidents/files/<int:file_id>/public")
@requires("incident:triage")
def publish(file_id: int) -> AnyResponse:
    """Show a picture to everybody (public=yes), or hide it."""
    file = files.show(session(), viewer(), file_id, request.form.get("public") == "yes")
    session().commit()
    return redirect(url_for("incidents.show", incident_id=file.incident_id), 303)


def _small() -> bool:
    return request.args.get("size") == "thumb"


def _name(title: str) -> str:
    """A title as the name of a PDF: no break, no folder, no ending of its own."""
    plain = " ".join(re.sub(r'[\\/:*?"<>|.]', " ", title).split())
    return f"{plain or 'van-ban'}.pdf"


def _sent(file: OpenFile) -> Response:
    answer = Response(file.path.read_bytes(), mimetype=file.media_type)
    if file.media_type == "image/jpeg":
        answer.headers["Content-Disposition"] = "inline"
    else:
        names = {"filename": "van-ban.pdf", "filename*": f"UTF-8''{quote(_name(file.title), safe='')}"}
        answer.headers.set("Content-Disposition", "attachment", **names)
    answer.headers["Cache-Control"] = f"public, max-age={MAX_AGE}" if file.everybody else "private, no-store"
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if file.everybody else "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    if file.everybody:
        answer.set_etag(f"{file.sha256[:32]}{file.path.suffix}")
        answer.make_conditional(request)
    return answer
