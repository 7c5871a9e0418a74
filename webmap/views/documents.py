"""Official papers to download: of a check and of a plan, as DOCX or PDF."""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response

from geodata.errors import NotFound
from services.documents import docx, inspections, pdf, plans
from services.documents.paper import Paper
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.labels import label
from webmap.reporting import store
from webmap.shell import STATIC

bp = Blueprint("documents", __name__)

FONTS: Final = STATIC / "vendor" / "fonts" / "tinos"
TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
OF_INSPECTION: Final[dict[str, Callable[..., Paper]]] = {
    "decision": inspections.decision,
    "minutes": inspections.minutes,
    "conclusion": inspections.conclusion,
}
OF_PLAN: Final[dict[str, Callable[..., Paper]]] = {"plan": plans.plan, "decision": plans.decision}


@bp.get("/inspections/<int:inspection_id>/papers/<paper>.<ending>")
@requires("plan:read")
def of_inspection(inspection_id: int, paper: str, ending: str) -> Response:
    """Decision, minutes or conclusion of a check."""
    write = _known(OF_INSPECTION, paper, ending)
    facts = inspections.facts(session(), viewer(), store(), inspection_id)
    return _file(write(facts, label), f"{facts.check.code}-{paper}", ending)


@bp.get("/plans/<int:plan_id>/papers/<paper>.<ending>")
@requires("plan:read")
def of_plan(plan_id: int, paper: str, ending: str) -> Response:
    """The plan itself, or the decision that approves it."""
    write = _known(OF_PLAN, paper, ending)
    facts = plans.facts(session(), viewer(), plan_id)
    return _file(write(facts, label), f"{facts.plan.code}-{facts.plan.edition}-{paper}", ending)


def _known(papers: dict[str, Callable[..., Paper]], name: str, ending: str) -> Any:
    if name not in papers or ending not in TYPES:
        raise NotFound("http.404")
    return papers[name]


def _file(paper: Paper, name: str, ending: str) -> Response:
    content = docx.write(paper) if ending == "docx" else pdf.write(paper, FONTS)
    answer = Response(content, mimetype=TYPES[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="{_plain(name)}.{ending}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _plain(name: str) -> str:
    """A code as the name of a file: no quotes, no folders."""
    return "".join(one if one.isascii() and (one.isalnum() or one in "-_") else "-" for one in name)
