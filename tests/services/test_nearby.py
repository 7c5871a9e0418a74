"""Reports close by: published ones of the same kind of thing are shown, and "I saw it too" counts once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.database import make_engine, make_sessions
from geodata.enums import IncidentCategory, IncidentState, Visibility
from geodata.errors import NotFound, TooMany
from geodata.features import Viewer
from geodata.models import Commune, Incident, IncidentSupporter, SignInFailure
from services.incidents import nearby
from services.incidents.groups import GROUPS, group_of
from services.sealing import Secrets
from tests import cast
from tests.conftest import DatabaseMaker

SECRETS = Secrets("only-for-tests-0123456789")
HERE = (106.5920, 20.7520)


def seen(session: Session, home: Commune, **more: Any) -> Incident:
    """A published report of burning straw, made yesterday, shown at HERE."""
    more.setdefault("created_at", datetime.now(UTC) - timedelta(days=1))
    more.setdefault("public_geom", cast.place(*HERE))
    return cast.report(session, home, **more)


def found(
    session: Session, home: Commune, place: tuple[float, float] | None = HERE, **more: Any
) -> list[int]:
    """The ids of what is offered to somebody who reports smoke at a place."""
    category = more.get("category", IncidentCategory.WASTE_BURNING)
    return [one.feature["id"] for one in nearby.alike(session, Viewer(home.id), category, place)]


def support(session: Session, incident: Incident, who: str = "a", address: str = "192.0.2.1") -> int:
    """Somebody presses the button."""
    viewer = Viewer(incident.commune_id)
    return nearby.support(session, viewer, incident.id, who=who, address=address, secrets=SECRETS)


def test_each_category_stands_in_one_group() -> None:
    assert sorted(category for group in GROUPS for category in group) == sorted(IncidentCategory)
    assert IncidentCategory.ODOUR in group_of(IncidentCategory.STRAW_BURNING)


def test_a_published_report_of_the_same_kind_close_by_is_offered_as_everybody_sees_it(
    session: Session, an_hung: Commune
) -> None:
    one = seen(session, an_hung, landmark="sau nhà bà Hoa", public_note="Đã nhắc.")
    [near] = nearby.alike(session, Viewer(an_hung.id), IncidentCategory.ODOUR, (106.5930, 20.7520))
    assert near.feature["id"] == one.id
    assert near.feature["properties"]["public_note"] == "Đã nhắc."
    assert near.feature["geometry"]["coordinates"] == [106.592, 20.752]
    assert 100 < near.metres < 108
    for secret in ("Hoa", "Khói rơm", "106.5912345", one.code):
        assert secret not in str(near)


@pytest.mark.parametrize(
    "more",
    [
        {"published": False},
        {"visibility": Visibility.INTERNAL},
        {"visibility": Visibility.POLICE},
        {"category": IncidentCategory.NOISE},
        {"created_at": datetime.now(UTC) - timedelta(days=31)},
        {"public_geom": cast.place(106.5952, 20.7520)},
        {"public_geom": None, "geom": None, "landmark": "sau chợ"},
        {"state": IncidentState.REJECTED, "reject_reason": "unfounded"},
    ],
)
def test_what_is_not_public_not_alike_old_far_or_over_is_not_offered(
    session: Session, an_hung: Commune, more: dict[str, Any]
) -> None:
    seen(session, an_hung, **more)
    assert found(session, an_hung) == []


def test_the_nearest_come_first_and_not_too_many(session: Session, an_hung: Commune) -> None:
    ids = [
        seen(session, an_hung, public_geom=cast.place(106.592 + step / 2000, 20.752)).id
        for step in (3, 0, 2, 1)
    ]
    assert found(session, an_hung) == [ids[1], ids[3], ids[2]]


def test_the_commune_next_door_is_not_offered(session: Session, an_hung: Commune) -> None:
    seen(session, cast.commune(session))
    assert found(session, an_hung) == []


@pytest.mark.parametrize("place", [None, (float("nan"), 20.7), (0.0, 0.0), (float("inf"), 20.7)])
def test_without_a_usable_place_nothing_is_offered(
    session: Session, an_hung: Commune, place: tuple[float, float] | None
) -> None:
    seen(session, an_hung)
    assert found(session, an_hung, place) == []
    assert nearby.alike(session, Viewer(an_hung.id), None, HERE) == []


def test_who_saw_it_too_counts_once_and_is_not_told(session: Session, an_hung: Commune) -> None:
    one = seen(session, an_hung)
    before = one.version
    assert [support(session, one), support(session, one), support(session, one, who="b")] == [1, 1, 2]
    kept = str(session.scalars(select(IncidentSupporter.pseudonym)).all())
    assert "192.0.2.1" not in kept + str(session.scalars(select(SignInFailure.key)).all())
    session.refresh(one)
    assert (one.supporters, one.version) == (2, before)


@pytest.mark.parametrize("more", [{"published": False}, {"visibility": Visibility.POLICE}])
def test_what_nobody_may_know_of_cannot_be_supported(
    session: Session, an_hung: Commune, more: dict[str, Any]
) -> None:
    one = seen(session, an_hung, **more)
    with pytest.raises(NotFound):
        support(session, one)
    assert session.scalar(select(func.count()).select_from(IncidentSupporter)) == 0


def test_one_address_cannot_make_a_crowd(
    session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearby, "SUPPORTS_PER_DAY", 2)
    one = seen(session, an_hung)
    support(session, one, "a")
    support(session, one, "b")
    with pytest.raises(TooMany):
        support(session, one, "c")
    assert support(session, one, "a") == 2
    assert support(session, one, "c", "192.0.2.2") == 3


def test_a_button_pressed_by_many_hands_at_once_counts_once(new_database: DatabaseMaker) -> None:
    engine = make_engine(new_database.migrated(), pool_size=6)
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        one = seen(session, cast.commune(session, "11674", "Xã An Hưng"))

    def press(_number: int) -> None:
        with sessions.begin() as session:
            support(session, one)

    with ThreadPoolExecutor(6) as hands:
        list(hands.map(press, range(6)))
    with sessions() as session:
        assert session.scalar(select(Incident.supporters)) == 1
    engine.dispose()
