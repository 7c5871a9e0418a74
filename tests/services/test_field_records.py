"""Records of visits: kept once, times set right, the check moved by events, refusals that lose nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.database import make_engine, make_sessions
from geodata.enums import (
    InspectionEventKind,
    InspectionFilePurpose,
    InspectionState,
    RecordOutcome,
    Role,
)
from geodata.errors import Conflict, DomainError, FieldErrors
from geodata.features import Viewer
from geodata.models import Commune, Finding, Inspection, InspectionFile, InspectionRecord
from services.field import files, records
from services.field.records import Receipt
from services.field.told import Told, ToldFile
from services.incidents.store import Store
from tests import cast
from tests.conftest import DatabaseMaker
from tests.field_parts import answers, check, day, digest, finding, signature, told
from tests.pictures import photo
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


# --- kept


def test_a_signed_record_is_kept_and_moves_its_check_by_events(
    session: Session, an_hung: Commune, who: Viewer, store: Store, key: str
) -> None:
    one = check(session, an_hung)
    picture = photo()
    files.receive(session, who, store, key=key, content=picture, purpose=P.EVIDENCE)
    what = told(
        one,
        answers=answers(env_03="failed", env_06="not_checked"),
        findings=[finding(item="", text="Sân ngập dầu", severity=0, deadline=None), finding("env-03")],
        files=[ToldFile(digest(picture), P.EVIDENCE, 1), ToldFile(digest(signature()), P.SIGNATURE)],
        track=[(106.5901, 20.7501), (106.5905, 20.7502)],
        opinion="Sẽ sửa",
    )
    receipt = send(session, who, store, key, what)
    assert (receipt.code, receipt.first, receipt.missing) == (one.code, True, [])
    assert steps(session, one) == [
        ("created", "announced"),
        ("moved", "in_field"),
        ("recorded", "in_field"),
        ("moved", "minutes_signed"),
    ]
    assert (one.state, one.inspected_on, one.recorded_by_id) == (
        S.MINUTES_SIGNED,
        day(what.started_at),
        who.account_id,
    )
    record = session.get_one(InspectionRecord, one.id)
    assert record.answers["env-03"] == "failed"
    assert (record.checklist, record.opinion) == ("env-2026-1", "Sẽ sửa")
    found = session.scalars(select(Finding).where(Finding.inspection_id == one.id).order_by(Finding.id)).all()
    assert [(one.item, one.severity) for one in found] == [("", 0), ("env-03", 2)]
    shown = session.scalars(select(InspectionFile).where(InspectionFile.purpose == P.EVIDENCE)).one()
    assert (shown.inspection_id, shown.finding_id) == (one.id, found[1].id)


def test_the_distance_from_the_site_is_measured_and_refuses_nothing(
    session: Session, an_hung: Commune, who: Viewer, store: Store
) -> None:
    near, far = check(session, an_hung), check(session, an_hung)
    for one, track in ((near, [(106.5901, 20.75)]), (far, [(106.62, 20.75), (106.61, 20.75)])):
        send(session, who, store, str(uuid4()), told(one, track=track))
    metres = [session.get_one(InspectionRecord, one.id).distance_m for one in (near, far)]
    assert metres[0] == pytest.approx(10.4, abs=0.3)
    assert metres[1] == pytest.approx(2083, rel=0.01)


def test_a_site_without_a_place_and_a_visit_without_a_track_have_no_distance(
    session: Session, an_hung: Commune, who: Viewer, store: Store
) -> None:
    nowhere = check(session, an_hung, site=cast.facility(session, an_hung, geom=None))
    trackless = check(session, an_hung)
    send(session, who, store, str(uuid4()), told(nowhere, track=[(106.59, 20.75)]))
    send(session, who, store, str(uuid4()), told(trackless))
    assert [session.get_one(InspectionRecord, one.id).distance_m for one in (nowhere, trackless)] == [
        None
    ] * 2


def test_a_check_in_a_village_that_was_merged_takes_its_record(
    session: Session, an_hung: Commune, who: Viewer, store: Store, key: str
) -> None:
    gone = cast.village(session, an_hung, "Thôn cũ", valid_to=date(2026, 6, 30))
    one = check(session, an_hung, site=cast.facility(session, an_hung, village_id=gone.id))
    assert send(session, who, store, key, told(one)).first


def test_nobody_let_the_team_in(session: Session, an_hung: Commune, who: Viewer, key: str) -> None:
    one = check(session, an_hung, S.APPROVED)
    what = told(one, outcome=RecordOutcome.NO_ACCESS, note="Cổng khóa, gọi không ai mở", answers={})
    records.receive(session, who, key, what)
    assert [to for _kind, to in steps(session, one)] == ["approved", "in_field", "in_field", "no_access"]
    assert (one.inspected_on, one.recorded_by_id) == (None, None)
    assert one.events[-1].note == "Cổng khóa, gọi không ai mở"


def test_after_a_shut_gate_the_check_may_be_approved_and_recorded_once_more(
    session: Session, an_hung: Commune, who: Viewer, store: Store, key: str
) -> None:
    one = check(session, an_hung)
    shut = told(one, outcome=RecordOutcome.NO_ACCESS, note="Cổng khóa")
    records.receive(session, who, key, shut)
    from services.inspections.timeline import add_event

    add_event(session, one, InspectionEventKind.MOVED, account_id=None, to=S.APPROVED)
    assert send(session, who, store, str(uuid4()), told(one)).first
    assert session.get_one(InspectionRecord, one.id).outcome is RecordOutcome.SIGNED
    again = records.receive(session, who, key, shut)
    assert (again.first, again.code) == (False, one.code)


def test_who_does_not_sign_gives_a_reason_and_the_minutes_stand(
    session: Session, an_hung: Commune, who: Viewer, key: str
) -> None:
    one = check(session, an_hung)
    what = told(one, outcome=RecordOutcome.REFUSED_TO_SIGN)
    assert refusal(session, who, key, what).fields == {"note": "field.needs_reason"}  # type: ignore[attr-defined]
    records.receive(session, who, key, told(one, outcome=RecordOutcome.REFUSED_TO_SIGN, note="Không đồng ý"))
    assert one.state is S.MINUTES_SIGNED


# --- once


def test_the_same_minutes_sent_twice_are_one(
    session: Session, an_hung: Commune, who: Viewer, store: Store, key: str
) -> None:
    one = check(session, an_hung)
    first = send(session, who, store, key, told(one))
    again = send(session, who, store, key, told(one, representative="Người khác", opinion="Viết lại"))
    assert (first.first, again.first) == (True, False)
    assert (again.code, again.files) == (first.code, first.files)
    assert session.get_one(InspectionRecord, one.id).representative == "Người đại diện mẫu"
    assert [kind for kind, _to in steps(session, one)].count("recorded") == 1


def test_a_second_record_of_another_phone_is_refused_in_words(
    session: Session, an_hung: Commune, who: Viewer, store: Store, key: str
) -> None:
    one = check(session, an_hung)
    send(session, who, store, key, told(one))
    other = str(uuid4())
    sign(session, who, store, other)
    assert refusal(session, who, other, told(one)).code == "field.recorded_already"
    assert session.scalar(select(func.count()).select_from(InspectionRecord)) == 1


def test_two_phones_at_once_and_one_phone_twice_at_once_leave_one_record(
    new_database: DatabaseMaker, tmp_path: Path
) -> None:
    engine = make_engine(new_database.migrated())
    sessions = make_sessions(engine)
    store, keys = Store(tmp_path / "evidence"), [str(uuid4()), str(uuid4())]
    with sessions.begin() as session:
        home = cast.commune(session)
        who = officer(session, home, Role.ECONOMIC_DIVISION)
        what = told(check(session, home))
        for one in keys:
            sign(session, who, store, one)

    def press(key: str) -> str:
        with sessions.begin() as session:
            try:
                return "first" if records.receive(session, who, key, what).first else "again"
            except Conflict as refused:
                return refused.code

    with ThreadPoolExecutor(6) as hands:
        came = sorted(hands.map(press, keys * 3))
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(InspectionRecord)) == 1
    assert came == ["again"] * 2 + ["field.recorded_already"] * 3 + ["first"]
    engine.dispose()


# --- the phone's clock


@pytest.mark.parametrize("off", [timedelta(hours=-7), timedelta(minutes=12), timedelta(days=-20000)])
def test_a_phone_whose_clock_is_wrong_is_set_right(
    session: Session, an_hung: Commune, who: Viewer, store: Store, key: str, off: timedelta
) -> None:
    one, now = check(session, an_hung), datetime.now(UTC)
    what = told(
        one,
        started_at=now - timedelta(hours=1) + off,
        ended_at=now - timedelta(minutes=2) + off,
        sent_at=now + off,
    )
    sign(session, who, store, key)
    records.receive(session, who, key, what, now=now)
    record = session.get_one(InspectionRecord, one.id)
    assert record.started_at == now - timedelta(hours=1)
    assert record.ended_at == now - timedelta(minutes=2)
    assert record.clock_skew_s == round(-off.total_seconds())
    assert one.events[-2].data["clock_skew_s"] == record.clock_skew_s


WRONG_TIMES = {
    "field.future": (timedelta(hours=1), timedelta(hours=2)),
    "field.too_old": (timedelta(days=-61), timedelta(days=-61) + timedelta(hours=1)),
    "field.backwards": (timedelta(hours=-1), timedelta(hours=-2)),
    "field.too_long": (timedelta(days=-4), timedelta(days=-1)),
}


@pytest.mark.parametrize("code", WRONG_TIMES)
def test_times_that_cannot_be_are_refused(
    session: Session, an_hung: Commune, who: Viewer, key: str, code: str
) -> None:
    one, now = check(session, an_hung), datetime.now(UTC)
    start, end = WRONG_TIMES[code]
    refused = refusal(session, who, key, told(one, started_at=now + start, ended_at=now + end))
    assert code in refused.fields.values()  # type: ignore[attr-defined]
    assert one.state is S.ANNOUNCED


def test_an_end_a_little_ahead_becomes_now_and_is_noted(
    session: Session, an_hung: Commune, who: Viewer, store: Store, key: str
) -> None:
    one, now = check(session, an_hung), datetime.now(UTC)
    sign(session, who, store, key)
    ahead = told(one, ended_at=now + timedelta(minutes=3), sent_at=now)
    records.receive(session, who, key, ahead, now=now)
    assert session.get_one(InspectionRecord, one.id).ended_at == now
    assert one.events[-2].data["end_cut"] is True


def test_a_time_beyond_all_calendars_is_refused(
    session: Session, an_hung: Commune, who: Viewer, key: str
) -> None:
    last = datetime.max.replace(tzinfo=UTC)
    one = check(session, an_hung)
    refused = refusal(
        session, who, key, told(one, started_at=last, ended_at=last, sent_at=datetime(1970, 1, 1, tzinfo=UTC))
    )
    assert isinstance(refused, FieldErrors)


# --- files that are still to come


def test_a_record_waits_for_its_files_and_a_look_keeps_nothing(
    session: Session, an_hung: Commune, who: Viewer, store: Store, key: str
) -> None:
    one = check(session, an_hung)
    missing = [digest(signature())]
    assert records.look(session, who, key, told(one)) == missing
    assert refusal(session, who, key, told(one)).params == {"missing": missing}
    sign(session, who, store, key)
    assert records.look(session, who, key, told(one)) == []
    assert (one.state, session.get(InspectionRecord, one.id)) == (S.ANNOUNCED, None)
    with pytest.raises(FieldErrors):
        records.look(session, who, key, told(one, files=[]))


def test_a_photo_does_not_pass_for_a_signature(
    session: Session, an_hung: Commune, who: Viewer, store: Store, key: str
) -> None:
    picture = photo()
    files.receive(session, who, store, key=key, content=picture, purpose=P.EVIDENCE)
    forged = told(check(session, an_hung), files=[ToldFile(digest(picture), P.SIGNATURE)])
    assert refusal(session, who, key, forged).fields == {"files": "field.file_purpose"}  # type: ignore[attr-defined]
