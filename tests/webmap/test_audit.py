"""The log: every table has it, every change is in it, in the same transaction, and nobody alters it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from geodata.database import act_as
from geodata.enums import Role, Visibility
from geodata.models import AuditEntry, Base, Commune
from services import audit, clock
from services.audit_rule import LAYER_OF, OPEN
from tests import cast
from tests.everything import plant
from tests.people import viewer
from tests.webmap.conftest import SignIn

NOT_LOGGED = {
    "audit_entry": "the log itself",
    "sign_in_failure": "counts, forgotten after a day",
    "site_cell": "sums over sites, kept by triggers",
    "layer_version": "numbers that grow with each logged change",
    "notification": "what was sent; what it tells is logged",
    "incident_supporter": "pseudonyms that count once; the sum is logged",
    "identity_reading": "a log itself",
    "incident_inspection": "each link is an event of the report, which is logged",
    "risk_rating": "what was shown on a day: a log itself",
    "plan_visit": "worked out anew until the plan is approved, then held still by triggers",
    "plan_left_out": "worked out with the visits",
    "import_row": "the preview of a file; what it changes is logged where it lands",
}
LOGGED = sorted(set(Base.metadata.tables) - set(NOT_LOGGED))
TOUCH = {
    "bulletin_village": "village_id = village_id + 0",
    "incident_event": "internal_note = 'đổi'",
    "incident_file": "title = 'đổi'",
    "service_level": "take_in_minutes = take_in_minutes + 1",
    "calendar_day": "note = 'đổi'",
    "reply_template": "title = 'đổi'",
    "incident_reporter": "consent_version = '2'",
    "account": "display_name = 'đổi'",
    "import_batch": "filename = 'doi.geojson'",
    "finding": "text = 'đổi'",
    "inspection": "conclusion = 'đổi'",
    "hazard_bulletin": "headline = 'đổi'",
    "site_contact": "phone = '0900000000'",
    "facility": "workers = 77",
    "industrial_cluster": "fill_share = 0.5",
    "medical_facility": "beds = 7",
    "school": "pupils = 77",
    "collection_point": "containers = 7",
    "incident": "public_note = 'đổi'",
    "inspection_record": "note = 'đổi'",
    "inspection_file": "taken_at = now()",
    "cap_override": "reason = 'đổi'",
    "yearly_cap": "text = 'đổi'",
    "risk_scheme": "note = 'đổi'",
    "risk_value": "reason = 'đổi'",
    "site_visit_terms": "note = 'đổi'",
    "inspection_plan": "title = 'đổi'",
    "plan_wish": "note = 'đổi'",
    "violation": "text = 'đổi'",
    "waste_vehicle": "kind = 'đổi'",
    "transport_check": "note = 'đổi'",
    "transport_rule": "article = 'đổi'",
}
"""How a row of each table is changed; the others have a name."""


def entries(session: Session, table: str, action: str) -> list[AuditEntry]:
    """The entries of a table."""
    found = select(AuditEntry).where(AuditEntry.table_name == table, AuditEntry.action == action)
    return list(session.scalars(found.execution_options(populate_existing=True)))


def test_every_table_has_the_trigger_but_those_named_here(session: Session) -> None:
    having = session.scalars(
        text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audit' AND tgenabled = 'O'")
    ).all()
    assert sorted(having) == LOGGED
    assert set(LAYER_OF) | set(OPEN) == set(LOGGED)


@pytest.fixture
def planted(session: Session, an_hung: Commune) -> Session:
    """A row in every table, written by an officer."""
    act_as(session, 7, "economic_division")
    plant(session, an_hung)
    return session


def test_every_row_that_is_added_changed_or_removed_leaves_its_line(
    planted: Session, an_hung: Commune
) -> None:
    planted.execute(
        text("INSERT INTO road (commune_id, kind, code, geom) SELECT commune_id, kind, 'R9', geom FROM road")
    )
    for table in LOGGED:
        if table in ("bulletin_village", "inspection_event"):
            continue
        if table != "commune":
            assert entries(planted, table, "insert"), table
        before = len(entries(planted, table, "update"))
        planted.execute(text(f"UPDATE {table} SET {TOUCH.get(table, _named(table))}"))
        after = entries(planted, table, "update")
        assert len(after) > before, table
        assert {(entry.account_id, entry.actor, entry.commune_id) for entry in after} == {
            (7, "economic_division", an_hung.id)
        }, table
    for table in ("finding", "road", "incident_event", "yearly_cap"):
        planted.execute(text(f"DELETE FROM {table}"))
        assert entries(planted, table, "delete"), table


def _named(table: str) -> str:
    return "name = 'đổi'"


def test_a_line_tells_what_was_and_what_is_and_nothing_that_stayed(planted: Session) -> None:
    planted.execute(text("UPDATE facility SET workers = 5, tax_code = '02'"))
    planted.execute(text("UPDATE facility SET workers = 6"))
    last = entries(planted, "facility", "update")[-1]
    assert (last.was, last.now_is) == ({"workers": 5}, {"workers": 6})


def test_a_change_that_changes_nothing_leaves_no_line(planted: Session) -> None:
    before = planted.scalar(select(func.count(AuditEntry.id)))
    planted.execute(text("UPDATE school SET pupils = pupils"))
    assert planted.scalar(select(func.count(AuditEntry.id))) == before


def test_the_line_lives_and_dies_with_its_change(planted: Session) -> None:
    before = len(entries(planted, "village", "update"))
    undone = planted.begin_nested()
    planted.execute(text("UPDATE village SET households = 999"))
    assert len(entries(planted, "village", "update")) == before + 1
    undone.rollback()
    assert len(entries(planted, "village", "update")) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'nobody'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_entry SET actor = 'x' WHERE false",
    ],
)
def test_nobody_alters_the_log(planted: Session, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="append-only"), planted.begin_nested():
        planted.execute(text(statement))


def test_secrets_never_reach_the_log(planted: Session) -> None:
    told = str([(e.was, e.now_is) for e in planted.scalars(select(AuditEntry))])
    for secret in ("0912345678", "hoa@example.org", "no password fits", "sealed", "idempotency_key"):
        assert secret not in told


# --- the page


def test_an_entry_reads_as_words(app: Flask, sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    village = cast.village(session, an_hung)
    shop = cast.facility(session, an_hung)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    seen = {"version": "1", "name": "Xưởng đổi tên", "kind": "production", "state": "suspended"}
    fields = {"authority": "city", "registered_on": "2024-01-01", "village_id": str(village.id)}
    words = {"legal_form": "enterprise", "permit_kind": "none", "fire_group": "none", "cluster_id": ""}
    place = {"latitude": "20,75", "longitude": "106,59", "has_wastewater_treatment": "yes"}
    answer = boss.post(f"/places/{shop.id}/edit", data=seen | fields | words | place)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = sign_in(Role.CHAIRPERSON).get(f"/audit?record={shop.id}").get_data(as_text=True)
    for told in (
        "Xưởng mẫu",
        "Xưởng đổi tên",
        "Tạm ngừng",
        "Cơ quan thành phố",
        "Kim Lĩnh",
        "Có xử lý nước thải",
        "economic_division_1",
    ):
        assert told in page, told
    assert "has_wastewater_treatment" not in page


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("table=village", True),
        ("table=school", False),
        ("actor=economic_division", True),
        ("actor=nobody", False),
        (f"since={clock.today()}", True),
        ("since=2999-01-01", False),
        ("until=2000-01-01", False),
        ("before=1", False),
    ],
)
def test_the_log_is_filtered(
    sign_in: SignIn, session: Session, an_hung: Commune, question: str, found: bool
) -> None:
    act_as(session, 7, "economic_division")
    cast.village(session, an_hung, "Thôn tìm thấy")
    session.commit()
    page = sign_in(Role.ADMIN).get(f"/audit?{question}").get_data(as_text=True)
    assert ("Thôn tìm thấy" in page) is found


@pytest.mark.parametrize("question", ["table=x", "record=x", "since=hôm qua", "before=-1"])
def test_a_filter_that_is_none_is_refused(sign_in: SignIn, question: str) -> None:
    assert sign_in(Role.ADMIN).get(f"/audit?{question}").status_code == 400


def test_the_log_comes_in_pages(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    for number in range(audit.PAGE + 5):
        cast.village(session, an_hung, f"Thôn số {number:03}")
    session.commit()
    browser: FlaskClient = sign_in(Role.ADMIN)
    first = browser.get("/audit?table=village").get_data(as_text=True)
    assert "Thôn số 054" in first
    assert "Thôn số 004" not in first
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Thôn số 004" in browser.get(older).get_data(as_text=True)


def test_the_log_hides_what_its_reader_may_not_see(session: Session, an_hung: Commune) -> None:
    shop = cast.facility(session, an_hung)
    shop.hazardous_stock_t, shop.workers = 12.5, 40
    session.flush()
    asked = audit.wanted(table="facility", record=str(shop.id))
    chair = audit.entries(session, viewer(Role.CHAIRPERSON, an_hung), asked)[0]
    admin = audit.entries(session, viewer(Role.ADMIN, an_hung), asked)[0]
    assert {change.field: change.now_is for change in chair.changes} == {
        "hazardous_stock_t": 12.5,
        "workers": 40,
    }
    assert [change.field for change in admin.changes] == ["workers"]
    assert admin.hidden == 1


def test_reports_stand_in_the_log_for_who_may_know_of_them(session: Session, an_hung: Commune) -> None:
    shown = cast.report(session, an_hung)
    hidden = cast.report(session, an_hung, published=False)
    police = cast.report(session, an_hung, visibility=Visibility.POLICE)
    asked = audit.wanted(table="incident")
    chair = audit.entries(session, viewer(Role.CHAIRPERSON, an_hung), asked)
    admin = audit.entries(session, viewer(Role.ADMIN, an_hung), asked)
    assert {entry.record_id for entry in chair} == {shown.id, hidden.id}
    assert {entry.record_id for entry in admin} == {shown.id}
    assert not {"description", "geom", "code", "landmark"} & {change.field for change in admin[0].changes}
    session.delete(police)
    session.delete(hidden)
    session.flush()
    removed = audit.entries(session, viewer(Role.CHAIRPERSON, an_hung), asked)
    assert {(e.record_id, e.action) for e in removed if e.action == "delete"} == {(hidden.id, "delete")}


def test_the_log_does_not_name_the_original_that_became_a_police_matter(
    session: Session, an_hung: Commune
) -> None:
    original = cast.report(session, an_hung, visibility=Visibility.POLICE)
    open_one = cast.report(session, an_hung)
    for parent in (original, open_one):
        cast.report(session, an_hung, state="duplicate", parent_id=parent.id)
    told = {
        change.now_is
        for entry in audit.entries(session, viewer(Role.CHAIRPERSON, an_hung), audit.wanted(table="incident"))
        for change in entry.changes
        if change.field == "parent_id"
    }
    assert told == {open_one.code}
