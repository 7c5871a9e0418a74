"""What citizens report: checked, placed, kept once, counted; who reported stays sealed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.database import make_engine, make_sessions
from geodata.enums import IncidentState, Role, Visibility
from geodata.errors import FieldErrors, TooMany, Unavailable
from geodata.features import Viewer
from geodata.models import (
    AuditEntry,
    Commune,
    Incident,
    IncidentEvent,
    IncidentReporter,
    SignInFailure,
)
from geodata.plane import Plane
from geodata.queries.ground import coordinates
from services import sealing
from services.incidents import desk, following, intake
from services.sealing import Identity
from tests import cast
from tests.conftest import DatabaseMaker
from tests.people import viewer
from tests.services.front_door import PLACE, SECRETS, report, submit

# --- taking in


def test_a_report_begins_new_masked_and_unpublished_with_its_first_event(
    session: Session, an_hung: Commune
) -> None:
    kept = submit(session, an_hung, report(description="Khói mù mịt"))
    assert (kept.state, kept.visibility, kept.published) == (IncidentState.NEW, Visibility.MASKED, False)
    assert [(step.from_state, step.to_state) for step in kept.events] == [(None, IncidentState.NEW)]


def test_the_public_place_lies_80_to_150_metres_away_and_stays_there(
    session: Session, an_hung: Commune
) -> None:
    kept = [submit(session, an_hung, report()) for _ in range(2)]
    shown = {coordinates(one.public_geom) for one in kept}
    assert len(shown) == 1
    [(lon, lat)] = [place for place in shown if place]
    east, north = (Plane(*PLACE).scale * [lon - PLACE[0], lat - PLACE[1]]).tolist()
    assert 79 <= (east**2 + north**2) ** 0.5 <= 151
    assert coordinates(kept[0].geom) == PLACE


def test_the_same_form_sent_twice_is_one_report(session: Session, an_hung: Commune) -> None:
    sent = report()
    first = submit(session, an_hung, sent)
    second = submit(session, an_hung, replace(sent, description="nhấn hai lần"))
    assert first.code == second.code
    assert session.scalar(select(func.count(Incident.id))) == 1


def test_the_same_form_sent_at_once_by_many_hands_is_one_report(new_database: DatabaseMaker) -> None:
    engine = make_engine(new_database.migrated(), pool_size=8)
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        home = cast.commune(session, "11674", "Xã An Hưng")
    sent = report()

    def send(_number: int) -> str:
        with sessions.begin() as session:
            return submit(session, home, sent).code

    with ThreadPoolExecutor(8) as hands:
        codes = set(hands.map(send, range(8)))
    with sessions() as session:
        assert len(codes) == session.scalar(select(func.count(Incident.id))) == 1
        assert session.scalar(select(func.count(IncidentEvent.id))) == 1
        assert session.scalar(select(func.count(SignInFailure.id))) == 1
    engine.dispose()


def test_codes_are_long_and_easy_to_read_out() -> None:
    codes = {intake.new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert len(code.replace("-", "")) * 4.95 >= 50
        assert not set("01ilo") & set(code)


@pytest.mark.parametrize("typed", ["abcd-efgh-jkmn", "ABCD EFGH JKMN", " abcdefghjkmn ", "abcd–efgh–jkmn"])
def test_a_code_may_be_typed_as_one_likes(typed: str) -> None:
    assert intake.as_code(typed) == "abcd-efgh-jkmn"


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({"key": "1"}, "key", "form.expired"),
        ({"occurred_at": datetime.now(UTC) + timedelta(hours=2)}, "occurred_at", "incident.future"),
        ({"occurred_at": datetime(1999, 1, 1, tzinfo=UTC)}, "occurred_at", "incident.too_old"),
        ({"description": "a" * 5001}, "description", "incident.too_long"),
        ({"place": None}, "place", "incident.where"),
        ({"place": None, "landmark": " \u0000 "}, "place", "incident.where"),
        ({"place": (float("nan"), 20.7)}, "place", "place.not_in_vietnam"),
        ({"place": (0.0, 0.0)}, "place", "place.not_in_vietnam"),
        ({"village_id": 999_999}, "village_id", "form.choice"),
    ],
)
def test_what_cannot_be_used_is_refused_field_by_field(
    session: Session, an_hung: Commune, sent: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        submit(session, an_hung, report(**sent))
    assert refused.value.fields == {field: code}
    assert session.scalar(select(func.count(SignInFailure.id))) == 0


def test_five_thousand_letters_are_kept_even_when_typed_in_pieces(session: Session, an_hung: Commune) -> None:
    in_pieces = "ế" * 5000
    kept = submit(session, an_hung, report(description=in_pieces))
    assert kept.description == "ế" * 5000


def test_a_place_outside_the_commune_is_kept_and_told(session: Session, an_hung: Commune) -> None:
    kept = submit(session, an_hung, report(place=(106.9, 20.75)))
    inside = submit(session, an_hung, report())
    assert following.receipt(session, Viewer(an_hung.id), kept.code).outside
    assert not following.receipt(session, Viewer(an_hung.id), inside.code).outside
    assert desk.record(session, viewer(Role.ECONOMIC_DIVISION, an_hung), kept.id).outside


def test_a_pin_tells_the_village(session: Session, an_hung: Commune) -> None:
    thon = cast.village(session, an_hung, area=cast.ground(106.58, 20.74, 106.60, 20.76))
    assert submit(session, an_hung, report()).village_id == thon.id
    assert submit(session, an_hung, report(place=(106.61, 20.75))).village_id is None


def test_a_village_and_a_landmark_are_place_enough(session: Session, an_hung: Commune) -> None:
    thon = cast.village(session, an_hung)
    kept = submit(session, an_hung, report(place=None, village_id=thon.id, landmark="sau chợ"))
    assert (kept.geom, kept.public_geom, kept.landmark) == (None, None, "sau chợ")


def test_a_collection_point_gives_its_place_and_name(session: Session, an_hung: Commune) -> None:
    spot = cast.point(session, an_hung)
    kept = submit(session, an_hung, report(place=None, site_id=spot.id))
    assert (kept.site_id, kept.landmark, coordinates(kept.geom)) == (spot.id, spot.name, (106.59, 20.75))


def test_what_is_no_collection_point_of_the_commune_is_left_out(session: Session, an_hung: Commune) -> None:
    shop = cast.facility(session, an_hung)
    foreign = cast.point(session, cast.commune(session))
    for site_id in (shop.id, foreign.id, 999_999):
        assert submit(session, an_hung, report(site_id=site_id)).site_id is None


def test_one_address_may_not_send_without_end(
    session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PER_HOUR", 2)
    again = report()
    submit(session, an_hung, again)
    submit(session, an_hung, report())
    with pytest.raises(TooMany):
        submit(session, an_hung, report())
    assert submit(session, an_hung, again)
    assert submit(session, an_hung, report(), address="192.0.2.2")


def test_the_count_does_not_keep_the_address(session: Session, an_hung: Commune) -> None:
    submit(session, an_hung, report(), address="192.0.2.77")
    keys = session.scalars(select(SignInFailure.key)).all()
    assert len(keys) == 1
    assert "192.0.2.77" not in keys[0]


# --- who reported


def test_the_identity_is_sealed_apart_from_the_report(session: Session, an_hung: Commune) -> None:
    kept = submit(session, an_hung, report(name="Nguyễn Thị Hoa", phone="0912 345 678"))
    row = session.get_one(IncidentReporter, kept.id)
    assert b"Hoa" not in row.sealed
    assert b"0912" not in row.sealed
    assert row.consent_version == intake.CONSENT_VERSION
    assert sealing.unseal(SECRETS, row.sealed) == Identity("Nguyễn Thị Hoa", "0912 345 678")


def test_nobody_named_means_nothing_sealed(session: Session, an_hung: Commune) -> None:
    kept = submit(session, an_hung, report(name=" ", phone=""))
    assert session.get(IncidentReporter, kept.id) is None


def test_a_new_identity_key_seals_and_the_old_one_still_opens() -> None:
    hoa = Identity("Hoa", "0912345678")
    before = sealing.seal(SECRETS, hoa)
    newer = replace(SECRETS, identity_key="a-key-of-its-own-0123")
    after = sealing.seal(newer, hoa)
    assert sealing.unseal(newer, before) == sealing.unseal(newer, after) == hoa
    with pytest.raises(Unavailable):
        sealing.unseal(SECRETS, after)


def test_the_log_tells_nothing_of_the_identity(session: Session, an_hung: Commune) -> None:
    submit(session, an_hung, report(name="Nguyễn Thị Hoa", phone="0912345678"))
    told = str([(e.was, e.now_is) for e in session.scalars(select(AuditEntry))])
    assert "Hoa" not in told
    assert "0912345678" not in told
    assert "sealed" not in told


@pytest.mark.parametrize(
    ("note", "named"),
    [
        ("Cảm ơn bà Nguyễn Thị Hoa đã báo.", True),
        ("cam on ba NGUYEN  THI HOA", True),
        ("Gọi lại số 0912.345.678", True),
        ("Gọi lại số +84 912 345 678", True),
        ("Đã dập lửa lúc 09:12 ngày 3/4.", False),
        ("", False),
    ],
)
def test_a_public_answer_that_names_the_reporter_is_stopped(note: str, named: bool) -> None:
    assert sealing.names(Identity("Nguyễn Thị Hoa", "0912 345 678"), note) is named
