"""Records that are refused: whose check it is not, what is missing or wrong, the rule of one check a year."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from geodata.enums import (
    Authority,
    InspectionFilePurpose,
    InspectionState,
    LegalForm,
    RecordOutcome,
    Role,
)
from geodata.errors import DomainError, FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Commune, Inspection, InspectionRecord
from services.field import files, records
from services.field.records import Receipt
from services.field.told import Told
from services.incidents.store import Store
from tests import cast
from tests.field_parts import answers, check, day, finding, signature, told
from tests.people import OFFICERS
from tests.services.desk_cast import officer

S = InspectionState
P = InspectionFilePurpose


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "evidence")


@pytest.fixture
def who(session: Session, an_hung: Commune) -> Viewer:
    """An officer of the economic division."""
    return officer(session, an_hung, Role.ECONOMIC_DIVISION)


@pytest.fixture
def key() -> str:
    """The key of one record."""
    return str(uuid4())


def sign(session: Session, who: Viewer, store: Store, key: str) -> None:
    """The signature has arrived."""
    files.receive(session, who, store, key=key, content=signature(), purpose=P.SIGNATURE)


def send(session: Session, who: Viewer, store: Store, key: str, what: Told) -> Receipt:
    """The signature, then the record."""
    sign(session, who, store, key)
    return records.receive(session, who, key, what)


def refusal(session: Session, who: Viewer, key: str, what: Told) -> DomainError:
    """With what a record is refused."""
    with pytest.raises(DomainError) as refused:
        records.receive(session, who, key, what)
    return refused.value


def steps(session: Session, one: Inspection) -> list[tuple[str, str]]:
    """(kind, state it led to) of the events of a check, in order."""
    session.expire(one)
    return [(event.kind.value, event.to_state.value) for event in one.events]


# --- refused


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (S.PROPOSED, "field.not_approved"),
        (S.CANCELLED, "field.cancelled"),
        (S.NO_ACCESS, "field.over"),
        (S.DONE, "field.over"),
    ],
)
def test_a_check_in_another_state_takes_no_record(
    session: Session, an_hung: Commune, who: Viewer, key: str, state: InspectionState, code: str
) -> None:
    inspected = date(2026, 10, 1) if state is S.DONE else None
    one = check(session, an_hung, state, inspected_on=inspected)
    assert refusal(session, who, key, told(one)).code == code
    assert one.state is state


@pytest.mark.parametrize("role", [role for role in OFFICERS if role is not Role.ECONOMIC_DIVISION])
def test_only_the_body_that_checks_may_bring_a_record(
    session: Session, an_hung: Commune, key: str, role: Role
) -> None:
    who = officer(session, an_hung, role, cast.village(session, an_hung))
    refused = refusal(session, who, key, told(check(session, an_hung)))
    inspector = role in records.LEADS
    assert isinstance(refused, NotFound if inspector else Forbidden)


def test_next_door_and_other_bodies_checks_are_not_there(
    session: Session, an_hung: Commune, who: Viewer, key: str
) -> None:
    next_door = check(session, cast.commune(session))
    city = check(session, an_hung, body="Sở Nông nghiệp và Môi trường")
    for one in (next_door, city):
        assert isinstance(refusal(session, who, key, told(one)), NotFound)


def test_a_second_check_in_a_year_is_refused_with_the_rule(
    session: Session, an_hung: Commune, who: Viewer, key: str, store: Store
) -> None:
    site = cast.facility(session, an_hung, legal_form=LegalForm.ENTERPRISE)
    cast.visit(session, site, day(datetime.now(UTC)), authority=Authority.CITY, contents=["environment"])
    one = check(session, an_hung, site=site)
    sign(session, who, store, key)
    assert refusal(session, who, key, told(one)).code == "inspection.capped"
    shut = told(one, outcome=RecordOutcome.NO_ACCESS, note="Cổng khóa")
    assert records.receive(session, who, str(uuid4()), shut).first


LACKING: dict[str, tuple[dict[str, Any], str]] = {
    "no name of who signs": ({"representative": " "}, "representative"),
    "no signature": ({"files": []}, "signature"),
    "an item without an answer": ({"answers": {"env-01": "passed"}}, "answers"),
    "an answer that is none": ({"answers": answers(env_01="maybe")}, "answers"),
    "an item of another list": ({"answers": answers() | {"fire-01": "passed"}}, "answers"),
    "a list that is not known": ({"checklist": "env-1999-1"}, "checklist"),
    "a list of another content": ({"checklist": "fire-2026-1"}, "checklist"),
    "a failed item that nobody put down": ({"answers": answers(env_03="failed")}, "findings"),
    "a finding of a passed item": ({"findings": [finding("env-03")]}, "findings"),
    "a finding without words": ({"findings": [finding("", text=" ")]}, "findings"),
    "a severity beyond": ({"findings": [finding("", severity=4)]}, "findings"),
    "no deadline": ({"findings": [finding("", deadline=None)]}, "findings"),
    "a deadline in the past": ({"findings": [finding("", deadline=date(2020, 1, 1))]}, "findings"),
    "a track elsewhere": ({"track": [(2.35, 48.85)]}, "track"),
    "words without end": ({"opinion": "a" * 5001}, "opinion"),
}


@pytest.mark.parametrize("case", LACKING)
def test_what_is_missing_or_wrong_is_told_by_field_and_nothing_is_kept(
    session: Session, an_hung: Commune, who: Viewer, key: str, case: str
) -> None:
    one = check(session, an_hung)
    more, field = LACKING[case]
    refused = refusal(session, who, key, told(one, **more))
    assert field in refused.fields  # type: ignore[attr-defined]
    assert session.get(InspectionRecord, one.id) is None


def test_a_key_that_is_none_is_refused(session: Session, an_hung: Commune, who: Viewer) -> None:
    assert isinstance(refusal(session, who, "../../etc", told(check(session, an_hung))), FieldErrors)
