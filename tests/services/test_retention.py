"""What is closed and forgotten in time, and that nothing of it is left anywhere in the database."""

import re
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geodata.enums import EventKind, FilePurpose, IncidentCategory, IncidentState, Role
from geodata.errors import Conflict
from geodata.features import Viewer
from geodata.models import (
    AuditEntry,
    Commune,
    Incident,
    IncidentEvent,
    IncidentFile,
    IncidentReporter,
    IncidentSupporter,
    ServiceLevel,
)
from services.incidents import identity, intake, moves, retention
from services.incidents.intake import Report
from services.incidents.timeline import add_event
from tests import cast
from tests.services.desk_cast import SECRETS
from tests.services.reports import after_photo, ended, move, officer, with_mail

S = IncidentState
NOW: Final = datetime.now(UTC)
PLANTED: Final = {
    "name": "Đặng Thị Ngọc Ánh",
    "phone": "0987123456",
    "email": "anh.ngoc@example.org",
    "description": "Kẻ xấu đốt dây điện sau chuồng lợn nhà tôi",
    "landmark": "cạnh giếng nhà ông Tẹo",
    "internal": "đã gọi lại cho bà chủ quán phở",
    "public": "tổ công tác dập lửa lúc rạng đông",
    "extra": "xe ba gác biển số xanh",
    "rating": "cán bộ chu đáo lắm",
    "title": "biên bản nhà bà Tẹo",
}
PLACE: Final = (106.591234, 20.751234)


# --- closing


def test_a_resolved_report_is_closed_after_fifteen_days(session: Session, an_hung: Commune) -> None:
    old, young = ended(session, an_hung, S.RESOLVED, 15.1), ended(session, an_hung, S.RESOLVED, 14.9)
    assert retention.to_close(session, NOW) == [old.id]
    assert retention.close(session, old.id, NOW)
    assert not retention.close(session, old.id, NOW)
    assert not retention.close(session, young.id, NOW)
    assert (old.state, young.state) == (S.CLOSED, S.RESOLVED)
    event = session.scalars(select(IncidentEvent).where(IncidentEvent.to_state == S.CLOSED)).one()
    assert (event.from_state, event.account_id) == (S.RESOLVED, None)
    session.commit()


def test_a_report_that_was_asked_to_be_reopened_meanwhile_stays(session: Session, an_hung: Commune) -> None:
    report = ended(session, an_hung, S.RESOLVED, 20)
    moves.step(session, report, S.REOPEN_REQUESTED, account_id=None)
    assert retention.to_close(session, NOW) == []
    assert not retention.close(session, report.id, NOW)
    # The officers say no: its first end counts on, and it is closed now.
    moves.step(session, report, S.RESOLVED, account_id=None)
    assert retention.to_close(session, NOW) == [report.id]


def test_a_worker_that_was_away_for_a_month_closes_all_of_it(session: Session, an_hung: Commune) -> None:
    reports = [ended(session, an_hung, S.RESOLVED, 16 + days) for days in range(5)]
    assert retention.to_close(session, NOW) == [report.id for report in reports]


# --- what is due to be forgotten


@pytest.mark.parametrize("state", [S.CLOSED, S.REJECTED])
def test_an_ended_report_is_kept_for_two_years_unless_told_otherwise(
    session: Session, an_hung: Commune, state: IncidentState
) -> None:
    old, young = ended(session, an_hung, state, 731), ended(session, an_hung, state, 729)
    assert retention.to_forget(session, NOW) == [old.id]
    assert retention.forget_if_due(session, old.id, NOW)
    assert not retention.forget_if_due(session, old.id, NOW)
    assert not retention.forget_if_due(session, young.id, NOW)
    assert (old.state, young.state) == (S.ANONYMISED, state)
    assert retention.to_forget(session, NOW) == []
    session.commit()


def test_each_category_has_a_time_of_its_own(session: Session, an_hung: Commune) -> None:
    session.add(
        ServiceLevel(
            commune_id=an_hung.id,
            category=IncidentCategory.NOISE,
            urgent=False,
            take_in_minutes=480,
            answer_minutes=1440,
            keep_days=30,
        )
    )
    session.flush()
    noise = ended(session, an_hung, S.CLOSED, 31, category=IncidentCategory.NOISE)
    ended(session, an_hung, S.CLOSED, 31, category=IncidentCategory.ODOUR)
    next_door = cast.commune(session)
    ended(session, next_door, S.CLOSED, 31, category=IncidentCategory.NOISE)
    assert retention.to_forget(session, NOW) == [noise.id]


@pytest.mark.parametrize("state", [S.RESOLVED, S.CLOSED, S.REJECTED])
def test_what_its_reporter_wants_gone_waits_for_no_time(
    session: Session, an_hung: Commune, state: IncidentState
) -> None:
    report = ended(session, an_hung, state, 0.1, erasure_requested_at=NOW)
    assert retention.to_forget(session, NOW) == [report.id]
    assert retention.forget_if_due(session, report.id, NOW)
    assert report.state is S.ANONYMISED
    session.commit()


@pytest.mark.parametrize("state", [S.NEW, S.IN_PROGRESS, S.DONE_REQUESTED, S.REOPENED])
def test_what_is_worked_on_is_not_forgotten(session: Session, an_hung: Commune, state: IncidentState) -> None:
    report = cast.report(session, an_hung, state=state, erasure_requested_at=NOW)
    assert retention.to_forget(session, NOW) == []
    assert not retention.forget_if_due(session, report.id, NOW)
    with pytest.raises(Conflict):
        retention.forget(session, report)


# --- nothing is left


def lived(session: Session, home: Commune) -> Incident:
    """A report with a whole life: every field that takes text holds a planted one."""
    with_mail(session)
    session.info["actor"], session.info["account_id"] = "public", None
    report = intake.submit(
        session,
        Viewer(home.id),
        Report(
            key=str(uuid4()),
            category=IncidentCategory.WASTE_BURNING,
            occurred_at=datetime.now(UTC),
            description=PLANTED["description"],
            landmark=PLANTED["landmark"],
            place=PLACE,
            name=PLANTED["name"],
            phone=PLANTED["phone"],
            email=PLANTED["email"],
            source=f"bà {PLANTED['name']} gọi điện",
        ),
        address="192.0.2.7",
        secrets=SECRETS,
    )
    desk, second = officer(session, home), officer(session, home, Role.COMMUNE_POLICE)
    notes = {"internal_note": PLANTED["internal"], "public_note": PLANTED["public"]}
    move(session, desk, report, S.VERIFYING, **notes)
    identity.read_identity(session, desk, report.id, "Gọi hỏi rõ chỗ đốt", SECRETS)
    add_event(
        session,
        report,
        EventKind.INFO_ADDED,
        account_id=None,
        internal_note=PLANTED["extra"],
        data={"text": PLANTED["extra"]},
    )
    move(session, desk, report, S.IN_PROGRESS)
    after_photo(session, report, 1, purpose=FilePurpose.DOCUMENT, title=PLANTED["title"])
    move(session, desk, report, S.DONE_REQUESTED)
    move(session, second, report, S.RESOLVED)
    report.rating, report.rating_text = 5, PLANTED["rating"]
    session.add(IncidentSupporter(incident_id=report.id, pseudonym="a" * 40))
    report.landmark = PLANTED["landmark"] + ", sửa lại"
    session.flush()
    report.landmark = PLANTED["landmark"]
    session.commit()
    return report


Columns = dict[str, str]


def held(session: Session) -> Columns:
    """Table.column → all its values as one text, of every table of ours and of the queue."""
    columns = session.execute(
        text(
            "SELECT c.table_name, c.column_name, c.udt_name FROM information_schema.columns c "
            "JOIN information_schema.tables t USING (table_schema, table_name) "
            "WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' "
            "AND c.table_name <> 'spatial_ref_sys' ORDER BY 1, 2"
        )
    ).all()
    assert len(columns) > 200
    found: Columns = {}
    for table in dict.fromkeys(row.table_name for row in columns):
        names = {row.column_name: row.udt_name for row in columns if row.table_name == table}
        texts = [
            f"string_agg({f'ST_AsText({name}::geometry)' if kind == 'geometry' else f'{name}::text'}, ' ')"
            for name, kind in names.items()
        ]
        row = session.execute(text(f'SELECT {", ".join(texts)} FROM "{table}"')).one()
        found |= {f"{table}.{name}": value or "" for name, value in zip(names, row, strict=True)}
    return found


def where(columns: Columns, secret: str) -> set[str]:
    """The columns that hold a text somewhere."""
    return {place for place, content in columns.items() if secret in content}


def where_the_place(session: Session, columns: Columns) -> set[str]:
    """The columns that hold the exact place: as degrees, in a log's JSON, or in Web Mercator."""
    x, y = session.execute(
        text(
            "SELECT ST_X(p)::numeric(12, 1), ST_Y(p)::numeric(12, 1) FROM ST_Transform("
            "ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 3857) p"
        ),
        {"lon": PLACE[0], "lat": PLACE[1]},
    ).one()
    needles = [str(PLACE[0]), str(PLACE[1]), str(x)[:-1], str(y)[:-1]]
    return set().union(*(where(columns, needle) for needle in needles))


def test_nothing_that_tells_of_a_person_or_an_exact_place_is_left_anywhere(
    session: Session, an_hung: Commune
) -> None:
    report = lived(session, an_hung)
    code, key, before = report.code, report.idempotency_key, held(session)
    for what in ("description", "landmark", "internal", "public", "extra", "rating"):
        assert "audit_entry.now_is" in where(before, PLANTED[what]), what
    assert where(before, PLANTED["title"]) == {"incident_file.title"}
    exact = {"incident.geom", "incident.geom_3857", "audit_entry.now_is"}
    assert where_the_place(session, before) >= exact
    report.erasure_requested_at = NOW
    session.flush()
    assert retention.forget_if_due(session, report.id, NOW)
    session.commit()
    after = held(session)
    assert {what: where(after, secret) for what, secret in PLANTED.items()} == {
        what: set() for what in PLANTED
    }
    assert where_the_place(session, after) == set()
    assert where(after, code) | where(after, key) == set()
    assert session.get(IncidentReporter, report.id) is None
    assert session.scalars(select(IncidentSupporter)).all() == []
    assert session.scalars(select(IncidentFile)).all() == []


def test_what_statistics_need_stays(session: Session, an_hung: Commune) -> None:
    report = lived(session, an_hung)
    before = (report.category, report.created_at, report.village_id, report.rating, report.supporters)
    public = session.scalar(text("SELECT ST_AsText(public_geom) FROM incident"))
    steps = session.scalars(select(IncidentEvent.to_state).order_by(IncidentEvent.id)).all()
    retention.forget(session, report)
    session.commit()
    session.refresh(report)
    assert (report.category, report.created_at, report.village_id, report.rating, report.supporters) == before
    assert session.scalar(text("SELECT ST_AsText(geom) FROM incident")) == public
    after = session.scalars(select(IncidentEvent.to_state).order_by(IncidentEvent.id)).all()
    assert after == [*steps, S.CLOSED, S.ANONYMISED]
    assert report.ended_at is not None
    log = session.scalars(
        select(AuditEntry).where(AuditEntry.table_name == "incident").order_by(AuditEntry.id)
    ).all()
    assert log[0].now_is is not None
    assert log[0].now_is["category"] == "waste_burning"
    assert log[-1].now_is is not None
    assert "description" not in log[0].now_is
    states = [entry.now_is["state"] for entry in log if entry.now_is and "state" in entry.now_is]
    assert states == ["new", "verifying", "in_progress", "done_requested", "resolved", "closed", "anonymised"]


def test_only_that_report_is_forgotten(session: Session, an_hung: Commune) -> None:
    kept, gone = cast.report(session, an_hung), ended(session, an_hung, S.CLOSED, 1)
    session.commit()
    retention.forget(session, gone)
    session.commit()
    told = session.scalars(
        select(AuditEntry.now_is).where(AuditEntry.record_id == kept.id, AuditEntry.table_name == "incident")
    ).all()
    assert [entry["description"] for entry in told if entry] == [kept.description]
    assert kept.description == "Khói rơm mù mịt."


def test_a_report_known_by_a_landmark_alone_can_be_forgotten(session: Session, an_hung: Commune) -> None:
    report = ended(session, an_hung, S.CLOSED, 1, geom=None, public_geom=None, landmark="sau chợ")
    retention.forget(session, report)
    session.commit()
    session.refresh(report)
    assert (report.landmark, report.geom) == ("", None)


def test_a_word_that_is_ours_says_still_how_the_report_came(session: Session, an_hung: Commune) -> None:
    sources = {}
    for source in ("form", "demo", "bà Tẹo gọi"):
        report = ended(session, an_hung, S.CLOSED, 1, source=source)
        retention.forget(session, report)
        session.refresh(report)
        sources[source] = report.source
    assert sources == {"form": "form", "demo": "demo", "bà Tẹo gọi": ""}


def test_the_code_leads_nowhere_but_to_the_word_that_it_is_forgotten(
    session: Session, an_hung: Commune
) -> None:
    report = lived(session, an_hung)
    code = report.code
    assert not retention.is_forgotten(session, an_hung.id, code)
    retention.forget(session, report)
    assert retention.is_forgotten(session, an_hung.id, code)
    assert not retention.is_forgotten(session, cast.commune(session).id, code)
    assert not retention.is_forgotten(session, an_hung.id, report.code)
    assert re.fullmatch(r"x[0-9a-f]{19}", report.code)
    assert intake.as_code(report.code) != report.code
