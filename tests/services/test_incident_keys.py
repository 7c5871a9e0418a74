"""The key of a form: what can be one, and whose report came under it."""

from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from geodata.features import Viewer
from geodata.models import Commune
from services.incidents import keys
from tests import cast

KEY = "6faf6227-e60d-4d34-a2df-6c6a4fd50283"
"""One for all processes of a run: they must find the same tests."""


@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_a_uuid_as_we_write_them_is_a_key(change: type[str]) -> None:
    assert keys.is_key(change(str(uuid4())))


@pytest.mark.parametrize(
    "text",
    ["", "1", "x" * 36, "../../etc", KEY.replace("-", ""), f"{{{KEY}}}", f"urn:uuid:{KEY}", f"{KEY} "],
)
def test_any_other_text_is_none(text: str) -> None:
    assert not keys.is_key(text)


def test_a_report_is_found_by_its_key_in_its_own_commune_only(session: Session, an_hung: Commune) -> None:
    ours, other = cast.report(session, an_hung), cast.commune(session)
    theirs = cast.report(session, other)
    assert keys.report_of(session, Viewer(an_hung.id), ours.idempotency_key) is ours
    assert keys.report_of(session, Viewer(other.id), theirs.idempotency_key) is theirs
    assert keys.report_of(session, Viewer(an_hung.id), theirs.idempotency_key) is None
    assert keys.report_of(session, Viewer(an_hung.id), str(uuid4())) is None
