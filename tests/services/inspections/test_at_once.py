"""Several officers at once, each on a connection of their own: numbers, the rule, one form twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from geodata.database import make_engine
from geodata.enums import Role
from geodata.errors import Conflict
from geodata.features import Viewer
from geodata.models import Commune, Facility, Inspection
from services import clock
from services.inspections import moves
from services.inspections.making import Proposal, propose
from services.inspections.moves import Move
from tests import cast
from tests.conftest import DatabaseMaker
from tests.services.desk_cast import officer
from tests.services.inspections.check_cast import S, check, proposal


@pytest.fixture
def engine(new_database: DatabaseMaker) -> Iterator[Engine]:
    """A database of its own, in which work is committed."""
    made = make_engine(new_database.migrated(), pool_size=8)
    yield made
    made.dispose()


@pytest.fixture
def home(engine: Engine) -> Commune:
    """A commune with six workshops."""
    with Session(engine, expire_on_commit=False) as session:
        made = Commune(
            code="11674", name="Xã An Hưng", province_code="31", valid_from=date(2025, 7, 1), version=1
        )
        session.add(made)
        session.flush()
        for _ in range(6):
            cast.facility(session, made)
        session.commit()
        return made


def at_once(engine: Engine, jobs: list[Callable[[Session], Any]]) -> list[Any]:
    """Each job in its own thread and transaction; what it gives, or the refusal."""

    def run(job: Callable[[Session], Any]) -> Any:
        with Session(engine, expire_on_commit=False) as session:
            try:
                made = job(session)
                session.commit()
            except Conflict as refusal:
                return refusal.code
            return made

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def proposing(who: Viewer, wanted: Proposal) -> Callable[[Session], str]:
    """A job that proposes."""
    return lambda session: propose(session, who, wanted).code


def test_six_at_once_get_six_numbers_in_a_row_and_one_site_gets_one_check(
    engine: Engine, home: Commune
) -> None:
    with Session(engine, expire_on_commit=False) as session:
        who = officer(session, home, Role.ECONOMIC_DIVISION)
        session.commit()
        sites = session.scalars(select(Facility).order_by(Facility.id)).all()
    year = clock.today().year
    codes = at_once(engine, [proposing(who, proposal(site)) for site in sites[:5]])
    assert sorted(codes) == [f"KT-{year}-{number:03}" for number in range(1, 6)]
    told = at_once(engine, [proposing(who, proposal(sites[5])) for _ in range(4)])
    assert sorted(told) == [f"KT-{year}-006", *["inspection.capped"] * 3]
    wanted = proposal(sites[5], key="the same form")
    with Session(engine) as session:
        for one in session.scalars(select(Inspection).where(Inspection.site_id == sites[5].id)):
            session.delete(one)
        session.commit()
    assert at_once(engine, [proposing(who, wanted) for _ in range(4)]) == [f"KT-{year}-006"] * 4


def test_of_two_moves_at_once_one_is_made(engine: Engine, home: Commune) -> None:
    with Session(engine, expire_on_commit=False) as session:
        who = [officer(session, home, Role.ECONOMIC_DIVISION) for _ in range(3)]
        one = check(
            session, session.scalars(select(Facility)).first() or cast.facility(session, home), S.APPROVED
        )
        session.commit()

    def moving(viewer: Viewer, to: Any) -> Callable[[Session], str]:
        wanted = Move(to, reason="Bận việc khác")
        return lambda session: moves.move(session, viewer, one.id, wanted, version=1).state.value

    ways = (S.ANNOUNCED, S.IN_FIELD, S.CANCELLED)
    told = at_once(engine, [moving(viewer, to) for viewer, to in zip(who, ways, strict=True)])
    assert told.count("record.changed") == 2
    with Session(engine) as session:
        stands = session.get_one(Inspection, one.id)
        assert [event.to_state for event in stands.events] == [S.APPROVED, stands.state]
