"""Duplicates: children follow their parent, no circle closes, and two officers at once get one end."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import make_engine, make_sessions
from geodata.enums import EventKind, IncidentState, Role, Visibility
from geodata.errors import DomainError, FieldErrors
from geodata.features import Viewer
from geodata.models import Commune, Incident, IncidentEvent
from services.incidents import moves
from services.incidents.moves import Move
from tests import cast
from tests.conftest import DatabaseMaker
from tests.services.desk_cast import SECRETS, in_state, officer, picture

S = IncidentState


@pytest.fixture
def desk(session: Session, an_hung: Commune) -> Viewer:
    """The lead division."""
    return officer(session, an_hung, Role.ECONOMIC_DIVISION)


def same(session: Session, desk: Viewer, one: Incident, parent: Incident) -> Incident:
    """The desk says that one report is a duplicate of the other."""
    wanted = Move(S.DUPLICATE, parent_id=parent.id)
    return moves.move(session, desk, one.id, wanted, version=one.version, secrets=SECRETS)


def test_a_duplicate_has_its_parent_and_the_parent_its_line(
    session: Session, an_hung: Commune, desk: Viewer
) -> None:
    first, second = cast.report(session, an_hung), cast.report(session, an_hung)
    same(session, desk, second, first)
    assert (second.state, second.parent_id, first.state) == (S.DUPLICATE, first.id, S.NEW)
    told = session.scalars(select(IncidentEvent).where(IncidentEvent.kind == EventKind.MERGED)).one()
    assert (told.incident_id, told.data, told.account_id) == (
        first.id,
        {"incident": second.id},
        desk.account_id,
    )


def test_own_duplicates_follow_to_the_new_parent(session: Session, an_hung: Commune, desk: Viewer) -> None:
    root, middle = cast.report(session, an_hung), cast.report(session, an_hung)
    leaves = [cast.report(session, an_hung) for _ in range(3)]
    for leaf in leaves:
        same(session, desk, leaf, middle)
    same(session, desk, middle, root)
    session.expire_all()
    assert {leaf.parent_id for leaf in leaves} == {middle.parent_id} == {root.id}


def test_no_circle_closes(session: Session, an_hung: Commune, desk: Viewer) -> None:
    first, second, third = (cast.report(session, an_hung) for _ in range(3))
    same(session, desk, second, first)
    refusals = {
        first: (first, "incident.own_parent"),
        third: (second, "incident.parent_is_duplicate"),
    }
    for one, (parent, code) in refusals.items():
        with pytest.raises(FieldErrors) as refused:
            same(session, desk, one, parent)
        assert refused.value.fields == {"parent_id": code}
    with pytest.raises(FieldErrors):
        same(session, desk, first, second)
    assert (first.parent_id, third.parent_id) == (None, None)


def test_a_parent_outside_the_desk_is_none(session: Session, an_hung: Commune, desk: Viewer) -> None:
    one = cast.report(session, an_hung)
    for parent in (
        cast.report(session, cast.commune(session)),
        cast.report(session, an_hung, visibility=Visibility.POLICE),
    ):
        with pytest.raises(FieldErrors) as refused:
            same(session, desk, one, parent)
        assert refused.value.fields == {"parent_id": "incident.needs_parent"}


# --- at the same time, on two connections


@pytest.fixture(scope="module")
def real(new_database: DatabaseMaker) -> Iterator[sessionmaker[Session]]:
    """Sessions that commit, on a database of their own."""
    engine = make_engine(new_database.migrated(), pool_size=4)
    yield make_sessions(engine)
    engine.dispose()


def at_once(real: sessionmaker[Session], *acts: Callable[[Session], object]) -> list[str]:
    """What each act came to: "" or the code of its refusal; all start together, each commits by itself."""
    start = Barrier(len(acts))

    def run(act: Callable[[Session], object]) -> str:
        with real() as session:
            start.wait(10)
            try:
                act(session)
                session.commit()
            except DomainError as refusal:
                return refusal.code
        return ""

    with ThreadPoolExecutor(len(acts)) as hands:
        return list(hands.map(run, acts))


def test_of_two_officers_who_resolve_at_once_one_wins(real: sessionmaker[Session]) -> None:
    with real.begin() as session:
        home = cast.commune(session, code="20001")
        one = in_state(session, home, S.DONE_REQUESTED)
        picture(session, one)
        who = [officer(session, home, role) for role in (Role.ECONOMIC_DIVISION, Role.CHAIRPERSON)]
        report, version = one.id, one.version

    def resolve(viewer: Viewer) -> Callable[[Session], object]:
        wanted = Move(S.RESOLVED)
        return lambda session: moves.move(session, viewer, report, wanted, version=version, secrets=SECRETS)

    assert sorted(at_once(real, *map(resolve, who))) == ["", "record.changed"]
    with real() as session:
        ends = select(IncidentEvent).where(
            IncidentEvent.incident_id == report, IncidentEvent.to_state == S.RESOLVED
        )
        assert len(session.scalars(ends).all()) == 1


def test_two_who_call_each_the_other_s_duplicate_make_no_circle(real: sessionmaker[Session]) -> None:
    with real.begin() as session:
        home = cast.commune(session, code="20002")
        who = officer(session, home, Role.ECONOMIC_DIVISION)
        rounds = [(cast.report(session, home), cast.report(session, home)) for _ in range(5)]
        pairs = [((one.id, one.version), (other.id, other.version)) for one, other in rounds]

    def call(mine: tuple[int, int], parent: int) -> Callable[[Session], object]:
        wanted = Move(S.DUPLICATE, parent_id=parent)
        return lambda session: moves.move(session, who, mine[0], wanted, version=mine[1], secrets=SECRETS)

    for one, other in pairs:
        assert sorted(at_once(real, call(one, other[0]), call(other, one[0]))) == ["", "form.invalid"]
        with real() as session:
            kept = [session.get_one(Incident, report).parent_id for report, _version in (one, other)]
        assert sorted(kept, key=str) in ([one[0], None], [other[0], None])
