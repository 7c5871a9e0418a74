"""Our OpenAPI document holds: schemathesis sends what it allows and what it does not, without surprise."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS
from sqlalchemy.orm import Session

from geodata.models import Commune
from services import api_keys, throttle
from tests import cast

OPERATIONS = [
    "GET /discovery.{format}",
    "GET /services.{format}",
    "GET /services/{service_code}.{format}",
    "GET /requests.{format}",
    "POST /requests.{format}",
    "GET /requests/{service_request_id}.{format}",
    "GET /request/{service_request_id}.{format}",
    "GET /tokens/{token}.{format}",
]
ALWAYS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
Sent = Case[Any]
QUIET = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def key(app: Flask, session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch) -> str:
    """The key of an app that may send as much as it likes, and something to be read."""
    cast.report(session, an_hung, public_note="Đã dọn.")
    made = api_keys.create(session, an_hung.id, "Thử giao diện")
    session.commit()
    monkeypatch.setattr(throttle, "refuse_beyond", lambda *_args, **_more: None)
    return made


@pytest.fixture
def operations(app: Flask) -> dict[str, Any]:
    """Our document's operations by method and path, sent straight into the app."""
    schema = schemathesis.openapi.from_wsgi("/open311/v2/openapi.json", app)
    found: list[Any] = list(schema.get_all_operations())
    return {f"{one.ok().method.upper()} {one.ok().path}": one.ok() for one in found}


def test_the_document_names_every_operation_and_nothing_outside_itself(app: Flask) -> None:
    answer = app.test_client().get("/open311/v2/openapi.json")
    document = answer.get_json()
    named = {f"{method.upper()} {path}" for path, ways in document["paths"].items() for method in ways}
    assert named == set(OPERATIONS)
    assert "http" not in answer.get_data(as_text=True).replace("http://wiki", "")
    refs = [text for text in json.dumps(document).split('"') if text.startswith("#/")]
    assert refs
    for ref in refs:
        assert ref.removeprefix("#/components/schemas/") in document["components"]["schemas"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_the_document_allows_is_answered_as_it_says(
    operations: dict[str, Any], key: str, name: str
) -> None:
    checks = [*_checks(*ALWAYS), *_checks("positive_data_acceptance")]
    if "{service_request_id}" in name or "{token}" in name:
        checks = _checks(*ALWAYS)
    _send(operations[name], GenerationMode.POSITIVE, checks, _for_us(key))


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_the_document_does_not_allow_is_refused_as_it_says(
    operations: dict[str, Any], key: str, name: str
) -> None:
    checks = _checks(*ALWAYS, "negative_data_rejection", "unsupported_method")
    _send(operations[name], GenerationMode.NEGATIVE, checks, lambda case: case)


def _checks(*names: str) -> list[Any]:
    known = {check.__name__: check for check in CHECKS.get_all()}
    return [known[name] for name in names]


def _send(operation: Any, mode: GenerationMode, checks: list[Any], change: Callable[[Sent], Sent]) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @QUIET
    def send(case: Sent) -> None:
        change(case).call_and_validate(checks=checks)

    send()


def _for_us(key: str) -> Callable[[Sent], Sent]:
    """Our key, our place, one village at most, and no two moments: those are not chance's to find."""

    def change(case: Sent) -> Sent:
        for name in ("jurisdiction_id", "service_code", "end_date"):
            case.query.pop(name, None)
        if isinstance(case.body, dict):
            case.body["api_key"] = key
            for name in ("address_id", "jurisdiction_id", "email", "media", "attribute[occurred_at]"):
                case.body.pop(name, None)
        return case

    return change
