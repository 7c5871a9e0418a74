"""The plain form of a record, filled in and sent as a browser without scripts does."""

from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geodata.enums import InspectionState
from geodata.models import Inspection
from services.field import checklists
from tests.webmap.form_reader import fields

S = InspectionState
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def form(browser: FlaskClient, one: Inspection, **more: Any) -> dict[str, Any]:
    """The form as it came, filled in: all passed, signed on paper."""
    page = browser.get(f"/field/{one.id}").get_data(as_text=True)
    number = next(n for n, known in enumerate(forms(page)) if "started_at" in known)
    sent: dict[str, Any] = {name: values[0] for name, values in fields(page, number).items()}
    for item in checklists.items(checklists.of(one.contents)):
        sent[f"a-{item}"] = "passed"
    sent |= {"outcome": "signed", "representative": "Người đại diện mẫu"} | more
    return sent


def forms(page: str) -> Iterator[dict[str, list[str]]]:
    """Every form of a page: name → values."""
    for number in range(page.count("<form")):
        yield fields(page, number)


def post(browser: FlaskClient, one: Inspection, sent: dict[str, Any]) -> TestResponse:
    """Send the form."""
    return browser.post(f"/field/{one.id}", data=sent, content_type="multipart/form-data")
