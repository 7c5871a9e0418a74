"""Importing files: send one, see what it would do, confirm it or throw it away."""

from io import BytesIO
from typing import Any, cast

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.exceptions import RequestEntityTooLarge

from geodata.enums import ImportState, RowOutcome
from geodata.errors import BadInput, DomainError
from services import imports
from services.importing import ways
from services.importing.hotline.template import template
from webmap.auth import requires, viewer
from webmap.config import Config
from webmap.db import session
from webmap.errors import status_of
from webmap.importing import form as import_form
from webmap.importing import hotline_words, uploads
from webmap.importing import words as import_words

bp = Blueprint("imports", __name__, url_prefix="/imports")
Page = str | tuple[str, int]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@requires(imports.ACTION)
def index() -> Page:
    """What was imported so far, and the form for a new file."""
    return _index()


@bp.post("")
@requires(imports.ACTION)
def send() -> Any:
    """Take a file; it is read by the worker, and its page shows how far it is."""
    saved = None
    try:
        file, layer, options = import_form.sent(request)
        imports.require(viewer(), layer)
        saved = uploads.save(file.stream, _settings().upload_dir)
        imports.check_file(saved.path, layer, _settings().max_upload_mb)
        batch = imports.submit(
            session(),
            viewer(),
            layer=layer,
            filename=import_form.plain_name(file.filename),
            path=saved.path,
            sha256=saved.sha256,
            options=options,
        )
        session().commit()
    except Exception as error:
        uploads.remove(saved.path if saved else None)
        if isinstance(error, DomainError):
            return _index(error)
        raise
    return redirect(url_for(".show", batch_id=batch.id))


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Page:
    """A file over the limit: refused by its announced size, before it is read."""
    return _index(BadInput("import.too_large", limit=_settings().max_upload_mb), 413)


@bp.get("/incidents-template.xlsx")
@requires(imports.ACTION)
def empty_log() -> Response:
    """An empty log of the phone hotline, to be filled in and sent."""
    content = template(session(), viewer(), **hotline_words.empty_log())
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name="so-duong-day-nong.xlsx")


@bp.get("/<int:batch_id>")
@requires(imports.ACTION)
def show(batch_id: int) -> Page:
    """One import: how far it is, or what it would do, or what it did."""
    batch = imports.batch_of(session(), viewer(), batch_id)
    counts = batch.report.get("counts", {})
    shown = import_form.outcome(request.args.get("show"), counts)
    pages = -(-counts.get(shown.value, 0) // imports.PAGE)
    page = min(max(request.args.get("page", 1, type=int), 1), max(pages, 1))
    return render_template(
        "imports/show.html",
        batch=batch,
        report=batch.report,
        shown=shown.value,
        page=page,
        pages=pages,
        rows=_rows(batch, shown, page),
        sender=imports.sender(session(), batch),
        waits=not imports.worker_is_there(session()),
        words=import_words,
    )


@bp.get("/<int:batch_id>/progress")
@requires(imports.ACTION)
def progress(batch_id: int) -> Response:
    """State and per cent, for the page's own script."""
    batch = imports.batch_of(session(), viewer(), batch_id)
    answer = jsonify(state=batch.state.value, progress=batch.progress)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/<int:batch_id>/confirm")
@requires(imports.ACTION)
def confirm(batch_id: int) -> Any:
    """Have the preview written. Pressed twice, it is done once."""
    skip = request.form.get("skip_refused") == "1"
    return _step(batch_id, lambda: imports.confirm(session(), viewer(), batch_id, skip_refused=skip))


@bp.post("/<int:batch_id>/read-again")
@requires(imports.ACTION)
def read_again(batch_id: int) -> Any:
    """Read a refused file once more, with what the officer says about it."""
    options = import_form.options(request.form)
    return _step(batch_id, lambda: imports.read_again(session(), viewer(), batch_id, options))


@bp.post("/<int:batch_id>/discard")
@requires(imports.ACTION)
def discard(batch_id: int) -> Any:
    """Throw an import away, and its file with it."""
    path = imports.discard(session(), viewer(), batch_id)
    session().commit()
    uploads.remove(path)
    return redirect(url_for(".index"))


def _step(batch_id: int, act: Any) -> Any:
    act()
    session().commit()
    return redirect(url_for(".show", batch_id=batch_id))


def _index(refusal: DomainError | None = None, status: int | None = None) -> Page:
    page = render_template(
        "imports/index.html",
        batches=imports.batches(session(), viewer()),
        refusal=import_words.sentence(refusal.code, refusal.params) if refusal else None,
        limit=_settings().max_upload_mb,
        sent=request.form if not status else {},
        words=import_words,
        layers=imports.layers(viewer()),
        states=ImportState,
    )
    return (page, status or status_of(refusal)) if refusal else page


def _rows(batch: Any, outcome: RowOutcome, page: int) -> list[Any]:
    found = imports.rows(session(), batch, outcome, page)
    way = ways.of(batch.layer)
    return [(row, way.for_viewer(batch.layer, row.detail, viewer())) for row in found]


def _settings() -> Config:
    return cast(Config, current_app.config["SETTINGS"])
