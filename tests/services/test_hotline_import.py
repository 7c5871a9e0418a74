"""A hotline's log written: new reports by the rules of intake, sent again without doubles or overwriting."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentState, Moderation, RejectReason, Role, RowOutcome, Visibility
from geodata.errors import Conflict
from geodata.features import Viewer
from geodata.models import AuditEntry, Commune, Incident, IncidentEvent, IncidentReporter
from geodata.queries.ground import coordinates
from services import sealing
from services.clock import ZONE
from services.importing.hotline import writing as call_writing
from services.incidents import hotline, intake, keys, moves, notes, retention
from services.incidents.intake import Report
from services.incidents.moves import Move
from services.sealing import Identity, Secrets
from tests import cast
from tests.services.desk_cast import SECRETS, officer
from tests.services.hotline_cases import kept_of, preview, reasons, run
from tests.services.hotline_cases import notes as said_of
from tests.services.import_cases import count, tally
from tests.sheet_files import CALLER, as_csv, call, log, moment

AT = {"lat": 20.75, "lon": 106.59}


def _one(session: Session) -> Incident:
    return session.scalars(select(Incident)).one()


def _events(session: Session) -> list[tuple[EventKind, str, Any]]:
    found = session.scalars(select(IncidentEvent).order_by(IncidentEvent.id))
    return [(event.kind, event.internal_note, event.data) for event in found]


def test_a_call_becomes_a_new_report(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    who = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    on = moment()
    row = call(12, received=on, **AT, handled="Đã nhắc nhở", handled_on="15/03/2026", nature="Thường xuyên")
    run(session, an_hung, log(tmp_path / "a.xlsx", row), account_id=who.account_id)
    session.commit()
    incident, number = _one(session), f"12/{on.year}"
    assert (incident.state, incident.visibility, incident.published) == (
        IncidentState.NEW,
        Visibility.MASKED,
        False,
    )
    assert (incident.source, incident.moderation) == ("hotline", Moderation.CLEAR)
    assert incident.created_at == incident.occurred_at == on.replace(tzinfo=ZONE)
    assert incident.take_in_due_at is not None and incident.due_at is not None
    assert incident.created_at < incident.take_in_due_at < incident.due_at
    note = "Sổ đường dây nóng ghi “Đã nhắc nhở”, ngày xử lý 15/03/2026"
    told = {"source": "hotline", "number": number}
    assert _events(session) == [(EventKind.CREATED, "", told), (EventKind.NOTED, note, told)]
    assert {event.account_id for event in incident.events} == {who.account_id}
    reporter = session.get_one(IncidentReporter, incident.id)
    assert (reporter.consent_version, reporter.mail_language) == ("hotline", "")
    assert sealing.unseal(SECRETS, reporter.sealed) == Identity(*CALLER)


def test_a_call_is_kept_as_a_form_s_report_is(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    home = cast.village(session, an_hung, area=cast.ground(106.58, 20.74, 106.60, 20.76))
    on = moment()
    run(session, an_hung, log(tmp_path / "a.xlsx", call(received=on, **AT)))
    called = _one(session)
    viewer = Viewer(an_hung.id)
    report = Report(
        key=str(uuid4()),
        category=called.category,
        occurred_at=on.replace(tzinfo=ZONE),
        description="Đốt rác bốc khói đen.",
        place=(106.59, 20.75),
        landmark="sau chợ An Thọ",
        name=CALLER[0],
        phone=CALLER[1],
    )
    sent = intake.submit(session, viewer, report, address="192.0.2.1", secrets=SECRETS)
    session.refresh(sent)
    same = {column.key for column in Incident.__table__.columns} - {
        *("id", "code", "idempotency_key", "created_at", "source", "version", "moderation"),
        *("geom", "public_geom", "geom_3857", "public_geom_3857", "take_in_due_at", "due_at", "due_limit_at"),
    }
    assert {name: getattr(called, name) for name in same} == {name: getattr(sent, name) for name in same}
    assert called.village_id == home.id
    for name in ("geom", "public_geom"):
        assert coordinates(getattr(called, name)) == coordinates(getattr(sent, name))


def test_the_same_log_again_changes_nothing(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    path = log(
        tmp_path / "a.xlsx", call(1, **AT, handled="xong"), call("002", village="Lạ"), call(3, text=None)
    )
    assert tally(run(session, an_hung, path)) == (3, 0, 0, 0)
    before = count(session, IncidentEvent)
    again = run(session, an_hung, path)
    assert tally(again) == (0, 0, 3, 0)
    assert (count(session, Incident), count(session, IncidentEvent)) == (3, before)
    longer = log(tmp_path / "b.xlsx", call("01", **AT), call(2, village="Lạ"), call(3), call(4))
    assert tally(run(session, an_hung, longer)) == (1, 1, 2, 0)


def test_two_communes_may_use_the_same_numbers(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    path = log(tmp_path / "a.xlsx", call(1))
    run(session, an_hung, path)
    assert tally(run(session, cast.commune(session), path)) == (1, 0, 0, 0)
    assert tally(preview(session, an_hung, path)) == (0, 0, 1, 0)


def test_an_untouched_report_follows_the_log(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    home = cast.village(session, an_hung, "Kim Lĩnh", area=cast.ground(106.58, 20.74, 106.60, 20.76))
    run(session, an_hung, log(tmp_path / "a.xlsx", call(1)))
    first = _one(session)
    plan = run(
        session, an_hung, log(tmp_path / "b.xlsx", call(1, text="Cháy lớn hơn.", **AT, handled="Đã báo"))
    )
    assert tally(plan) == (0, 1, 0, 0)
    number = str(plan.keys[0][0])
    assert plan.changes[0] == {
        "description": ["Đốt rác bốc khói đen.", "Cháy lớn hơn."],
        "place": [None, "there"],
        "village_id": [None, "Kim Lĩnh"],
        "internal_note": [None, "Sổ đường dây nóng ghi “Đã báo”"],
    }
    session.commit()
    changed = _one(session)
    assert (changed.description, changed.village_id, changed.outside) == ("Cháy lớn hơn.", home.id, False)
    assert coordinates(changed.geom) == (106.59, 20.75) != coordinates(changed.public_geom)
    assert changed.version > 1 and changed.created_at == first.created_at
    kind, note, data = _events(session)[-1]
    assert (kind, note) == (EventKind.NOTED, "Sổ đường dây nóng ghi “Đã báo”")
    assert data == hotline.told(number, changed=["description", "internal_note", "place", "village_id"])


def test_an_empty_cell_says_nothing(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    run(session, an_hung, log(tmp_path / "a.xlsx", call(1, **AT, handled="xong")))
    later = log(tmp_path / "b.xlsx", call(1, text=None, name=None, phone=None))
    assert tally(run(session, an_hung, later)) == (0, 0, 1, 0)
    assert count(session, IncidentReporter) == 1


def _moved(session: Session, home: Commune, incident: Incident) -> None:
    who = officer(session, home, Role.ECONOMIC_DIVISION)
    moves.move(
        session,
        who,
        incident.id,
        Move(IncidentState.VERIFYING),
        version=incident.version,
        secrets=SECRETS,
    )


def _noted(session: Session, home: Commune, incident: Incident) -> None:
    notes.note(session, officer(session, home, Role.ECONOMIC_DIVISION), incident.id, "Đã gọi lại.")


def _for_the_police(session: Session, home: Commune, incident: Incident) -> None:
    incident.visibility = Visibility.POLICE
    event = IncidentEvent(
        kind=EventKind.VISIBILITY_SET, from_state="new", to_state="new", data={"is": "police"}
    )
    incident.events.append(event)


@pytest.mark.parametrize("touch", [_moved, _noted, _for_the_police])
def test_what_somebody_works_on_is_not_overwritten(
    session: Session, an_hung: Commune, tmp_path: Path, touch: Any
) -> None:
    run(session, an_hung, log(tmp_path / "a.xlsx", call(1)))
    touch(session, an_hung, _one(session))
    session.flush()
    plan = run(session, an_hung, log(tmp_path / "b.xlsx", call(1, text="Khác hẳn.", handled="xong")))
    assert tally(plan) == (0, 0, 1, 0)
    assert said_of(plan) == ["hotline.worked_on"]
    assert _one(session).description == "Đốt rác bốc khói đen."
    assert "Khác" not in str(plan.changes)


def test_another_category_is_told_and_not_taken(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    run(session, an_hung, log(tmp_path / "a.xlsx", call(1)))
    plan = run(session, an_hung, log(tmp_path / "b.xlsx", call(1, category="Mùi hôi")))
    assert (tally(plan), said_of(plan)) == ((0, 0, 1, 0), ["hotline.not_taken"])
    assert _one(session).category == "waste_burning"


def test_a_number_of_another_day_is_refused(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    on = moment(10)
    run(session, an_hung, log(tmp_path / "a.xlsx", call(1, received=on)))
    other = on.replace(day=on.day % 27 + 1, month=on.month)
    plan = preview(session, an_hung, log(tmp_path / "b.xlsx", call(1, received=other), call(2)))
    assert reasons(plan) == {2: ["hotline.number_taken"]}


def test_what_was_forgotten_does_not_come_back(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    path = log(tmp_path / "a.xlsx", call(1, **AT, handled="xong"))
    run(session, an_hung, path)
    incident = _one(session)
    incident.reject_reason = RejectReason.UNFOUNDED
    moves.step(session, incident, IncidentState.REJECTED, account_id=None)
    retention.forget(session, incident)
    session.commit()
    plan = run(session, an_hung, path)
    assert (tally(plan), said_of(plan)) == ((0, 0, 1, 0), ["hotline.forgotten"])
    assert (count(session, Incident), count(session, IncidentReporter)) == (1, 0)


def test_a_report_is_known_by_its_number_when_the_secret_is_another(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    path = log(tmp_path / "a.xlsx", call(1))
    run(session, an_hung, path)
    other = Secrets("another-secret-9876543210", SECRETS.secret_key)
    assert tally(preview(session, an_hung, path, secrets=other)) == (0, 0, 1, 0)


def test_nobody_is_shown_a_receipt_for_a_number(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    plan = run(session, an_hung, log(tmp_path / "a.xlsx", call(1)))
    viewer = Viewer(an_hung.id)
    number = str(plan.keys[0][0])
    for guess in (number, f"hotline {number}", f"hotline {an_hung.id} {number}"):
        assert keys.report_of(session, viewer, guess) is None
    assert hotline.is_key(_one(session).idempotency_key)
    assert number not in _one(session).idempotency_key


def test_nothing_kept_of_a_preview_names_who_called(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    rows = [
        call(1, text=f"Chị {CALLER[0]} ở {CALLER[1]} báo khói", landmark=f"nhà {CALLER[0]}", **AT),
        call(2, category=CALLER[0], landmark=None, village=CALLER[0]),
        call(3, received=CALLER[1], handled=f"gọi lại {CALLER[1]}"),
        call(CALLER[1], name=987654321.0, phone=CALLER[0]),
        call(5, text="Khói", landmark="sau chợ"),
    ]
    path = log(tmp_path / "a.xlsx", *rows)
    plan = preview(session, an_hung, path)
    run(session, an_hung, log(tmp_path / "b.xlsx", call(5, text=f"{CALLER[0]} báo", landmark="nhà bà Bưởi")))
    changed = preview(session, an_hung, path)
    assert [outcome for outcome in changed.outcomes if outcome is RowOutcome.CHANGED] == [RowOutcome.CHANGED]
    for kept in (kept_of(plan), kept_of(changed)):
        for secret in (*CALLER, "Bưởi", "987654321", "20.75", "106.59"):
            assert secret not in kept, secret
        assert "hotline.caller_both" in kept and "'digits': '321'" in kept


def test_the_log_of_changes_does_not_name_who_called(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    run(session, an_hung, log(tmp_path / "a.xlsx", call(1, **AT, handled="xong")))
    entries = session.scalars(select(AuditEntry)).all()
    assert {entry.table_name for entry in entries} >= {"incident", "incident_event", "incident_reporter"}
    held = " ".join(f"{entry.was} {entry.now_is}" for entry in entries)
    assert not [secret for secret in (*CALLER, "hotline ") if secret in held]


def test_text_like_a_formula_stays_text(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    on = moment()
    rows: list[list[Any]] = [
        ["Số", "Ngày nhận", "Loại việc", "Nội dung", "Địa điểm"],
        [1, on, "Đốt rác", "=cmd|' /C calc'!A0", "@SUM(1)"],
    ]
    path.write_text(as_csv(rows), encoding="utf-8")
    run(session, an_hung, path)
    assert (_one(session).description, _one(session).landmark) == ("=cmd|' /C calc'!A0", "@SUM(1)")


def test_an_officer_who_was_quicker_stops_the_import(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    run(session, an_hung, log(tmp_path / "a.xlsx", call(1)))
    plan = preview(session, an_hung, log(tmp_path / "b.xlsx", call(1, text="Khác."), call(2)))
    _noted(session, an_hung, _one(session))
    session.execute(text("UPDATE incident SET version = version + 1"))
    with pytest.raises(Conflict, match=r"record\.changed"):
        call_writing.write(session, plan, lambda _: None)


def test_a_report_that_came_meanwhile_is_not_doubled(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    path = log(tmp_path / "a.xlsx", call(1))
    plan = preview(session, an_hung, path)
    run(session, an_hung, path)
    with session.begin_nested(), pytest.raises(Conflict) as caught:
        call_writing.write(session, plan, lambda _: None)
    assert caught.value.params == {"rule": "uq_incident_idempotency_key"}


def test_progress_grows_over_many_calls(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    rows = [call(number, **AT, handled="xong") for number in range(1, 601)]
    steps: list[int] = []
    plan = preview(session, an_hung, log(tmp_path / "a.xlsx", *rows))
    call_writing.write(session, plan, steps.append)
    assert steps == sorted(steps) and steps[-1] == 100 and len(steps) == 3
    assert count(session, Incident) == 600
