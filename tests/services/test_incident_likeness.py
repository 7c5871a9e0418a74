"""Which reports are suggested as duplicates: near, recent, of one group; scored by what both have."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentState, Moderation, Role, Visibility
from geodata.models import Commune, Incident
from services.incidents import likeness
from services.incidents.likeness import WEIGHTS, likeness_of_pictures, score, suggestions
from tests import cast
from tests.people import viewer
from tests.services.desk_cast import in_state, picture

LON, LAT = 106.59, 20.75
METRE = 1 / 110_700
"""Of latitude, in degrees."""
NOW = datetime(2026, 10, 1, 3, tzinfo=UTC)


def at(session: Session, home: Commune, metres: float, **more: object) -> Incident:
    """A report so far north of the first one."""
    return cast.report(session, home, geom=cast.place(LON, LAT + metres * METRE), **more)


def found(session: Session, home: Commune, one: Incident, role: Role = Role.ECONOMIC_DIVISION) -> list[int]:
    """The ids suggested, the likeliest first."""
    return [alike.id for alike in suggestions(session, viewer(role, home), one)]


def test_only_what_is_near_is_suggested(session: Session, an_hung: Commune) -> None:
    one, near, edge = (at(session, an_hung, metres) for metres in (0, 10, 49.5))
    at(session, an_hung, 51)
    at(session, an_hung, 500)
    cast.report(session, an_hung, geom=None, public_geom=None, landmark="sau chợ")
    assert found(session, an_hung, one) == [near.id, edge.id]
    nowhere = cast.report(session, an_hung, geom=None, public_geom=None, landmark="sau chợ")
    assert found(session, an_hung, nowhere) == []


@pytest.mark.parametrize(
    ("days", "seen"), [(0, True), (29.9, True), (30.1, False), (-29.9, True), (-31, False)]
)
def test_only_what_came_within_a_month_is_suggested(
    session: Session, an_hung: Commune, days: float, seen: bool
) -> None:
    one = at(session, an_hung, 0, created_at=NOW)
    other = at(session, an_hung, 5, created_at=NOW - timedelta(days=days))
    assert found(session, an_hung, one) == ([other.id] if seen else [])


@pytest.mark.parametrize(
    ("category", "seen"),
    [
        (IncidentCategory.STRAW_BURNING, True),
        (IncidentCategory.WASTE_BURNING, True),
        (IncidentCategory.AIR_EMISSION, True),
        (IncidentCategory.NOISE, False),
        (IncidentCategory.LITTERING, False),
    ],
)
def test_only_one_group_of_categories_is_suggested(
    session: Session, an_hung: Commune, category: IncidentCategory, seen: bool
) -> None:
    one, other = at(session, an_hung, 0), at(session, an_hung, 5, category=category)
    assert found(session, an_hung, one) == ([other.id] if seen else [])


def test_what_can_be_no_original_is_not_suggested(session: Session, an_hung: Commune) -> None:
    one = at(session, an_hung, 0)
    place = cast.place(LON, LAT)
    for state in (IncidentState.DUPLICATE, IncidentState.ANONYMISED):
        in_state(session, an_hung, state, geom=place, parent_id=one.id)
    at(session, an_hung, 1, moderation=Moderation.SPAM)
    assert found(session, an_hung, one) == []


def test_nothing_is_suggested_that_the_desk_may_not_know_of(session: Session, an_hung: Commune) -> None:
    one = at(session, an_hung, 0)
    secret = at(session, an_hung, 1, visibility=Visibility.POLICE)
    next_door = cast.commune(session)
    at(session, next_door, 1)
    assert found(session, an_hung, one) == []
    assert found(session, an_hung, one, Role.COMMUNE_POLICE) == [secret.id]
    assert found(session, an_hung, one, Role.HEALTH_STATION) == []
    assert found(session, next_door, one) == []


def test_the_likest_comes_first_and_says_why(session: Session, an_hung: Commune) -> None:
    one = at(session, an_hung, 0, created_at=NOW)
    late = at(session, an_hung, 5, created_at=NOW - timedelta(days=29))
    early = at(session, an_hung, 20, created_at=NOW - timedelta(hours=1))
    late.description, early.description = "Xe rác chưa qua.", "khói RƠM mù mịt"
    session.flush()
    picture(session, one, likeness=0b1111)
    picture(session, early, likeness=-1)
    picture(session, early, likeness=0b1110)
    first, second = suggestions(session, viewer(Role.ECONOMIC_DIVISION, an_hung), one)
    assert (first.id, second.id) == (early.id, late.id)
    assert first.metres == pytest.approx(20, abs=0.2)
    assert first.apart == timedelta(hours=1)
    assert first.words == pytest.approx(1.0)
    assert (first.photos, second.photos) == (0.95, None)
    assert 0 <= second.score < first.score <= 1


def test_at_most_a_handful_is_shown(session: Session, an_hung: Commune) -> None:
    one = at(session, an_hung, 0)
    for metres in range(8):
        at(session, an_hung, metres)
    assert len(found(session, an_hung, one)) == likeness.MOST


def test_what_is_not_known_does_not_count() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    whole = dict.fromkeys(WEIGHTS, 1.0)
    assert score(whole) == pytest.approx(1)
    assert score(whole | {"words": None, "photos": None}) == pytest.approx(1)
    assert score({"distance": 1.0, "time": 0.0, "words": None, "photos": None}) == pytest.approx(0.35 / 0.55)


@pytest.mark.parametrize(
    ("own", "others", "like"),
    [
        ([], [1], None),
        ([1], [], None),
        ([7], [7], 1.0),
        ([-1], [2**63 - 1], 0.95),
        ([0], [-1], 0.0),
        ([0, 12], [-1, 12], 1.0),
    ],
)
def test_pictures_are_as_like_as_their_hashes(own: list[int], others: list[int], like: float | None) -> None:
    assert likeness_of_pictures(own, others) == like


def test_an_original_is_named_by_its_code(session: Session, an_hung: Commune) -> None:
    one = cast.report(session, an_hung)
    one.code = "abcd-efgh-jkmn"
    session.flush()
    lead = viewer(Role.ECONOMIC_DIVISION, an_hung)
    for typed in ("abcd-efgh-jkmn", " ABCD EFGH JKMN ", "abcdefghjkmn"):
        assert likeness.by_code(session, lead, typed) == one.id
    for typed in ("", "abcd", "' OR 1=1"):
        assert likeness.by_code(session, lead, typed) is None
    one.visibility = Visibility.POLICE
    session.flush()
    assert likeness.by_code(session, lead, one.code) is None
