"""How the tests of the hotline's log ask for a preview and carry it out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from geodata.models import Commune
from services import clock
from services.importing import report as import_report
from services.importing.hotline import plan as call_plan
from services.importing.hotline import report as call_report
from services.importing.hotline import writing as call_writing
from services.importing.hotline.plan import CallPlan
from services.importing.rows import Request
from services.importing.values import folded
from tests.services.desk_cast import SECRETS
from tests.sheet_files import log
from webmap.labels import LABELS

WORDS: Final = {
    group: {folded(str(words)): identifier for identifier, words in LABELS[group].items()}
    for group in ("category", "nature")
}


def request(path: Path, home: Commune | None, **more: Any) -> Request:
    """A request for a log."""
    more.setdefault("secrets", SECRETS)
    return Request(path, path.name, "incidents", home, WORDS, clock.today(), **more)


def preview(session: Session, home: Commune | None, path: Path, **more: Any) -> CallPlan:
    """What the log would do."""
    return call_plan.preview(session, request(path, home, **more), lambda _: None)


def run(session: Session, home: Commune, path: Path, **more: Any) -> CallPlan:
    """Preview and write."""
    plan = preview(session, home, path, **more)
    call_writing.write(session, plan, lambda _: None)
    session.flush()
    session.expire_all()
    return plan


def weighed(session: Session, home: Commune, folder: Path, *rows: Sequence[Any], **more: Any) -> CallPlan:
    """What a tidy log of these rows would do."""
    return preview(session, home, log(folder / "so.xlsx", *rows), **more)


def reasons(plan: CallPlan) -> dict[int, list[str]]:
    """Number in the file → codes of its refusal."""
    found = {plan.records.rows[index]: why for index, why in plan.records.refused.items()}
    return {number: [code for code, _ in why] for number, why in sorted(found.items())}


def notes(plan: CallPlan, index: int = 0) -> list[str]:
    """Codes of what is said of a row that is taken."""
    return [code for code, _ in plan.records.notes.get(index, ())]


def remarks(plan: CallPlan) -> dict[str, Any]:
    """Code → count of what is said of the whole log."""
    return {code: params.get("count") for code, params in plan.records.remarks}


def kept_of(plan: CallPlan) -> str:
    """All that is kept of a preview, as text."""
    told = import_report.report(plan, call_report.draw(plan, None))
    return f"{list(call_report.rows(plan))} {told}"
