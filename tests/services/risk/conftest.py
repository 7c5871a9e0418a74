"""A commune to rate sites in: a workshop in the open fields, officers, an approved scheme at hand."""

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.features import Viewer
from geodata.models import Account, Commune, Facility, RiskScheme
from services.risk.in_force import default
from tests import cast

FIELDS = cast.place(106.56, 20.762)
"""Far from all that tests put in the middle of the commune."""


def account(session: Session, home: Commune, role: Role, name: str) -> Account:
    """An account of a role."""
    made = Account(
        commune_id=home.id,
        username=name,
        display_name=f"Cán bộ {name}",
        role=role,
        password_hash="no password fits",
        active=True,
        session_version=1,
    )
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def proposer(session: Session, an_hung: Commune) -> Viewer:
    """The economic division."""
    made = account(session, an_hung, Role.ECONOMIC_DIVISION, "kinh_te")
    return Viewer(an_hung.id, Role.ECONOMIC_DIVISION, None, made.id)


@pytest.fixture
def chairperson(session: Session, an_hung: Commune) -> Viewer:
    """Who approves."""
    made = account(session, an_hung, Role.CHAIRPERSON, "lanh_dao")
    return Viewer(an_hung.id, Role.CHAIRPERSON, None, made.id)


@pytest.fixture
def workshop(session: Session, an_hung: Commune) -> Facility:
    """A workshop in the fields, of which nothing but its place is known."""
    return cast.facility(session, an_hung, geom=FIELDS)


def scheme(
    session: Session,
    home: Commune,
    code: str,
    valid_from: date,
    *,
    proposed_by: int,
    approved_by: int,
    approved_at: datetime | None = None,
    terms: dict[str, int] | None = None,
    **rules: Any,
) -> RiskScheme:
    """An approved scheme: our own proposal with other terms, and other `rules` at the top."""
    made = RiskScheme(
        commune_id=home.id,
        code=code,
        valid_from=valid_from,
        rules=deepcopy(default()["rules"]) | rules,
        terms=terms or {},
        proposed_by_id=proposed_by,
        approved_by_id=approved_by,
        approved_at=approved_at or datetime(valid_from.year, valid_from.month, valid_from.day, tzinfo=UTC),
        version=1,
    )
    session.add(made)
    session.flush()
    return made
