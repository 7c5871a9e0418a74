"""How the tests of imports ask for a preview and carry it out."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.models import Commune
from services.importing import plan as import_plan
from services.importing import writing as import_writing
from services.importing.plan import Plan, Weighed
from services.importing.rows import Request

TODAY = date(2026, 11, 23)
WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "truong tieu hoc": "primary_school",
        "cho": "market",
        "diem tap ket tam thoi": "temporary_collection_point",
    },
    "waste_group": {"rac tai che": "recyclable"},
    "level": {"cap 3 lon": "3"},
}


def request(path: Path, layer: str, home: Commune | None, **more: Any) -> Request:
    """A request of the command line, unless `trusted=False`."""
    return Request(path, path.name, layer, home, WORDS, TODAY, **{"trusted": True, **more})


def preview(session: Session, path: Path, layer: str, home: Commune | None, **more: Any) -> Plan:
    """What the file would do."""
    return import_plan.preview(session, request(path, layer, home, **more), lambda _: None)


def run(session: Session, path: Path, layer: str, home: Commune | None, **more: Any) -> Plan:
    """Preview and write."""
    plan = preview(session, path, layer, home, **more)
    import_writing.write(session, plan, lambda _: None)
    session.flush()
    session.expire_all()
    return plan


def codes(plan: Plan) -> dict[int, list[str]]:
    """Row from 1 → codes of its refusal."""
    return {index + 1: [code for code, _ in why] for index, why in sorted(plan.records.refused.items())}


def tally(plan: Weighed) -> tuple[int, int, int, int]:
    """(added, changed, unchanged, refused)."""
    counts = plan.counts
    return counts["added"], counts["changed"], counts["unchanged"], counts["refused"]


def count(session: Session, model: Any) -> int:
    """Rows of a table."""
    return int(session.scalar(select(func.count()).select_from(model)) or 0)
