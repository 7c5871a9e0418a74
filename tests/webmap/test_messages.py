"""Every refusal has its words, and every identifier that people see has its word."""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

from geodata import enums
from geodata.models import Base
from geodata.queries.inbox import Tab
from geodata.queries.inspections_desk import Pile
from services.field.checklists import Answer
from webmap.facts import FACTS, OF_TABLE
from webmap.importing.messages import IMPORT_MESSAGES
from webmap.labels import LABELS
from webmap.messages import MESSAGES, message

WORDS = MESSAGES | IMPORT_MESSAGES

ROOT = Path(__file__).parent.parent.parent
CODE = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")
REFUSALS = {
    "BadInput",
    "NotFound",
    "Gone",
    "Forbidden",
    "Conflict",
    "TooLarge",
    "TooMany",
    "Unavailable",
    "DomainError",
}
GROUPS = {
    "role": enums.Role,
    "type": enums.SiteType,
    "kind": enums.SiteKind,
    "state": enums.SiteState,
    "legal_form": enums.LegalForm,
    "permit_kind": enums.PermitKind,
    "fire_group": enums.FireGroup,
    "authority": enums.Authority,
    "stage": enums.ClusterState,
    "waste_group": enums.WasteGroup,
    "hazard": enums.Hazard,
    "visibility": enums.Visibility,
    "category": enums.IncidentCategory,
    "nature": enums.IncidentNature,
    "incident_state": enums.IncidentState,
    "event": enums.EventKind,
    "reject_reason": enums.RejectReason,
    "inbox_tab": Tab,
    "moderation": enums.Moderation,
    "file_purpose": enums.FilePurpose,
    "inspection_state": enums.InspectionState,
    "inspection_form": enums.InspectionForm,
    "content": enums.InspectionContent,
    "inspection_trigger": enums.InspectionTrigger,
    "inspection_act": enums.InspectionAct,
    "inspection_event": enums.InspectionEventKind,
    "inspection_pile": Pile,
    "record_outcome": enums.RecordOutcome,
    "penalty_status": enums.PenaltyStatus,
    "permit_status": enums.PermitStatus,
    "transport_rule": enums.TransportRuleName,
    "inspection_file_purpose": enums.InspectionFilePurpose,
    "answer": Answer,
    "criterion": enums.Criterion,
    "plan_state": enums.PlanState,
    "left_out_reason": enums.LeftOutReason,
    "wish_kind": enums.WishKind,
    "vehicle": enums.VehicleKind,
    "transport_result": enums.TransportResult,
    "status": enums.CoverageStatus,
    "import_state": enums.ImportState,
    "water_work": enums.WaterWorkKind,
    "road": enums.RoadKind,
    "waterway": enums.WaterwayKind,
    "vertical_datum": enums.VerticalDatum,
}
"""Group of labels → the enum whose words it says."""


def raised() -> dict[str, set[str]]:
    """Code → where it is raised: the first text given to a refusal, and each code given for a field."""
    found: dict[str, set[str]] = {}
    for floor in ("geodata", "services", "webmap"):
        for path in (ROOT / floor).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for code in _codes(node):
                    found.setdefault(code, set()).add(str(path.relative_to(ROOT)))
    return found


def _codes(node: ast.AST) -> list[str]:
    if not isinstance(node, ast.Call):
        return []
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    texts = [k.value for k in node.keywords if k.arg == "code"]
    if name in REFUSALS:
        texts += node.args[:1]
    if name != "FieldErrors":
        return [str(t.value) for t in texts if isinstance(t, ast.Constant) and CODE.match(str(t.value))]
    inner = [n.value for arg in node.args for n in ast.walk(arg) if isinstance(n, ast.Constant)]
    return [str(value) for value in inner if CODE.match(str(value))]


def codes_of_fields() -> set[str]:
    """Codes that services put beside fields before they raise."""
    found = set()
    for path in (ROOT / "services").rglob("*.py"):
        found |= set(
            re.findall(
                r'(?:\] = |: )"((?:form|place|site|incident|inspection|village|interval|risk)\.\w+)"',
                path.read_text(),
            )
        )
    return found


def test_every_refusal_has_words() -> None:
    codes = raised()
    assert len(codes) > 20
    silent = {code: places for code, places in codes.items() if not _said(code)}
    assert silent == {}


def _said(code: str) -> bool:
    """An import's reason may have only the longer forms that name a place or a guess."""
    return bool({code, f"{code}_at", f"{code}_guess"} & set(WORDS))


def test_every_refusal_of_a_field_has_words() -> None:
    codes = codes_of_fields()
    assert {"form.needed", "place.outside", "incident.where"} <= codes
    assert codes <= set(WORDS)


def test_every_message_is_a_sentence() -> None:
    for code, words in WORDS.items():
        assert str(words).rstrip().endswith((".", "?", ":")), code
        assert "  " not in str(words), code


def test_a_code_without_words_still_says_something(app: Flask) -> None:
    with app.test_request_context():
        assert message("no.such.code") == str(MESSAGES["http.400"])


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_every_word_of_an_enum_has_its_label(group: str) -> None:
    assert set(LABELS[group]) == {member.value for member in GROUPS[group]}


def test_every_group_of_labels_is_held_to_something() -> None:
    free = {"level", "table", "action", "heat"}
    assert set(LABELS) == set(GROUPS) | free
    assert set(LABELS["level"]) == set(LABELS["heat"]) == set("12345")
    assert set(LABELS["action"]) == {"insert", "update", "delete"}


def test_every_field_of_a_logged_table_has_its_name() -> None:
    from geodata.features import Viewer
    from services.audit_rule import LAYER_OF, OPEN, SILENT, shows_column
    from tests.people import OFFICERS

    for table in [*LAYER_OF, *OPEN]:
        for column in Base.metadata.tables[table].columns:
            seen = any(shows_column(table, column.name, Viewer(1, role)) for role in OFFICERS)
            if seen and column.name not in SILENT and not column.computed:
                assert column.name in FACTS or (table, column.name) in OF_TABLE, f"{table}.{column.name}"


def test_every_logged_table_has_its_name() -> None:
    from services.audit_rule import LAYER_OF, OPEN

    assert set(LABELS["table"]) == set(LAYER_OF) | set(OPEN)
