"""Where a point lies: in which village, inside or outside, how far off."""

import pytest
from sqlalchemy.orm import Session

from geodata.models import Commune
from geodata.queries.ground import Lies, coordinates, lies, metres_outside, point
from tests import cast


def test_a_place_lies_in_the_village_of_today_that_holds_it(session: Session, an_hung: Commune) -> None:
    thon = cast.village(session, an_hung, area=cast.ground(106.58, 20.74, 106.60, 20.76))
    cast.village(session, cast.commune(session), area=cast.ground(106.58, 20.74, 106.60, 20.76))
    assert lies(session, an_hung.id, 106.59, 20.75) == Lies(thon.id, False)
    assert lies(session, an_hung.id, 106.60, 20.75) == Lies(thon.id, False)
    assert lies(session, an_hung.id, 106.61, 20.75) == Lies(None, False)


@pytest.mark.parametrize(
    ("lon", "lat", "outside"),
    [(106.59, 20.75, False), (106.547, 20.75, False), (106.5469, 20.75, True), (106.9, 20.75, True)],
)
def test_inside_reaches_to_the_border_itself(
    session: Session, an_hung: Commune, lon: float, lat: float, outside: bool
) -> None:
    assert lies(session, an_hung.id, lon, lat).outside is outside
    assert ((metres_outside(session, an_hung.id, lon, lat) or 0) > 0) is outside


def test_without_a_border_nothing_is_outside(session: Session) -> None:
    bare = cast.commune(session)
    assert bare.border is None
    assert lies(session, bare.id, 106.59, 20.75) == Lies(None, False)
    assert metres_outside(session, bare.id, 106.59, 20.75) is None


def test_a_point_comes_back_as_it_was_given() -> None:
    assert coordinates(point(106.591234, 20.751234)) == (106.591234, 20.751234)
    assert coordinates(None) is None
