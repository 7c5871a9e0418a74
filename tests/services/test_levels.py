"""What the commune promises itself: defaults for every category, and changes that lose nobody's work."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, Role
from geodata.errors import Conflict, FieldErrors, Forbidden
from geodata.models import AuditEntry, Commune, ServiceLevel
from services.incidents import levels
from services.incidents.levels import DEFAULTS, ORDINARY, URGENT, Level
from services.working_time import DAY_MINUTES
from tests import cast
from tests.people import OFFICERS, viewer

NOISE, ODOUR = IncidentCategory.NOISE, IncidentCategory.ODOUR
STRICT = Level(True, 60, 120, 90, "")


def change(session: Session, home: Commune, **wanted: Level) -> int:
    """The economic division changes levels as it sees them now."""
    now = levels.of(session, home.id)
    asked = dict(now) | {IncidentCategory(one): level for one, level in wanted.items()}
    return levels.set_levels(session, viewer(Role.ECONOMIC_DIVISION, home), asked, now)


def test_every_category_has_a_promise_with_its_source(session: Session, an_hung: Commune) -> None:
    known = levels.of(session, an_hung.id)
    assert set(known) == set(IncidentCategory)
    for level in known.values():
        assert "nội bộ" in level.source
        assert "1207" in level.source
        assert "960" in level.source
    assert (ORDINARY.take_in_minutes, ORDINARY.answer_minutes) == (8 * 60, 3 * DAY_MINUTES)
    assert (URGENT.take_in_minutes, URGENT.answer_minutes) == (4 * 60, 4 * 60)
    assert {level.keep_days for level in known.values()} == {730}


def test_what_endangers_people_is_urgent_and_smoke_of_the_harvest_is_not() -> None:
    assert DEFAULTS[IncidentCategory.FIRE_EXPLOSION].urgent
    assert DEFAULTS[IncidentCategory.CHEMICAL_SPILL].urgent
    assert not DEFAULTS[IncidentCategory.STRAW_BURNING].urgent


def test_the_defaults_stand_within_their_own_limits() -> None:
    for level in DEFAULTS.values():
        assert levels._wrong(level) == {}


def test_only_what_was_changed_is_written(session: Session, an_hung: Commune) -> None:
    assert change(session, an_hung) == 0
    assert session.scalars(select(ServiceLevel)).all() == []
    assert change(session, an_hung, noise=STRICT) == 1
    known = levels.of(session, an_hung.id)
    assert replace(known[NOISE], source="") == STRICT
    assert known[NOISE].source == "form"
    assert known[ODOUR] == DEFAULTS[ODOUR]
    assert levels.keep_days(session, an_hung.id)[NOISE] == 90
    assert change(session, an_hung, noise=replace(STRICT, keep_days=100)) == 1
    entries = session.scalars(select(AuditEntry.action).where(AuditEntry.table_name == "service_level")).all()
    assert sorted(entries) == ["insert", "update"]


@pytest.mark.parametrize(
    ("level", "wrong"),
    [
        (replace(STRICT, take_in_minutes=29), {"take_in-noise": "level.take_in"}),
        (replace(STRICT, take_in_minutes=-1), {"take_in-noise": "level.take_in"}),
        (replace(STRICT, take_in_minutes=14_401, answer_minutes=20_000), {"take_in-noise": "level.take_in"}),
        (replace(STRICT, answer_minutes=57_601), {"answer-noise": "level.answer"}),
        (replace(STRICT, answer_minutes=59), {"answer-noise": "level.answer_first"}),
        (replace(STRICT, keep_days=29), {"keep-noise": "level.keep"}),
        (replace(STRICT, keep_days=3651), {"keep-noise": "level.keep"}),
    ],
)
def test_a_promise_out_of_range_is_refused_and_nothing_written(
    session: Session, an_hung: Commune, level: Level, wrong: dict[str, str]
) -> None:
    with pytest.raises(FieldErrors) as refused:
        change(session, an_hung, noise=level, odour=STRICT)
    assert refused.value.fields == wrong
    assert session.scalars(select(ServiceLevel)).all() == []


def test_the_ranges_are_those_of_the_database(session: Session, an_hung: Commune) -> None:
    for low_or_high in (0, 1):
        take_in, answer = levels.TAKE_IN_RANGE[low_or_high], levels.ANSWER_RANGE[low_or_high]
        change(session, an_hung, noise=Level(False, take_in, answer, levels.KEEP_RANGE[low_or_high], ""))
        assert levels.of(session, an_hung.id)[NOISE].answer_minutes == answer


def test_two_officers_at_one_level_lose_nothing(session: Session, an_hung: Commune) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    seen = dict(levels.of(session, an_hung.id))
    change(session, an_hung, noise=STRICT)
    with pytest.raises(Conflict):
        levels.set_levels(session, boss, seen | {NOISE: replace(STRICT, keep_days=60)}, seen)
    assert levels.set_levels(session, boss, seen | {ODOUR: STRICT}, seen) == 1
    known = levels.of(session, an_hung.id)
    assert replace(known[NOISE], source="") == replace(known[ODOUR], source="") == STRICT


def test_levels_are_the_economic_division_s_and_of_one_commune(session: Session, an_hung: Commune) -> None:
    thon = cast.village(session, an_hung)
    now = levels.of(session, an_hung.id)
    for role in OFFICERS:
        if role is not Role.ECONOMIC_DIVISION:
            with pytest.raises(Forbidden):
                levels.set_levels(session, viewer(role, an_hung, thon), dict(now) | {NOISE: STRICT}, now)
    change(session, an_hung, noise=STRICT)
    assert levels.of(session, cast.commune(session).id)[NOISE] == DEFAULTS[NOISE]
