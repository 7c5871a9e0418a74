"""The database itself refuses what cannot be: states, ranges, shapes, rows of two communes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import CheckConstraint, Engine, Enum, String, Table, inspect, text
from sqlalchemy.exc import IntegrityError, InternalError
from sqlalchemy.orm import Session

from geodata.models import Base, Commune
from tests import cast
from tests.everything import plant

BOW = "ST_GeomFromText('MULTIPOLYGON(((0 0,1 1,1 0,0 1,0 0)))', 4326)"
EMPTY = "ST_GeomFromText('MULTIPOLYGON EMPTY', 4326)"
TABLES = {table.name: table for table in Base.metadata.sorted_tables}

WRONG = [
    ("commune", "code", "'1167'"),
    ("commune", "code", "'1167x'"),
    ("commune", "population", "-1"),
    ("commune", "official_area_km2", "0"),
    ("commune", "valid_to", "valid_from - 1"),
    ("commune", "border", BOW),
    ("commune", "border", EMPTY),
    ("village", "households", "-1"),
    ("village", "population", "-1"),
    ("village", "valid_to", "valid_from - 1"),
    ("village", "area", BOW),
    ("site", "kind", "'clinic'"),
    ("site", "geom", "ST_SetSRID(ST_MakePoint(100, 20.75), 4326)"),
    ("site", "geom", "ST_SetSRID(ST_MakePoint(0, 0), 4326)"),
    ("site", "closed_on", "registered_on - 1"),
    ("facility", "workers", "-1"),
    ("facility", "hazardous_stock_t", "-0.1"),
    ("industrial_cluster", "connected_share", "1.5"),
    ("industrial_cluster", "fill_share", "-0.1"),
    ("industrial_cluster", "area", BOW),
    ("medical_facility", "beds", "-1"),
    ("school", "pupils", "-1"),
    ("collection_point", "accepted_groups", "ARRAY['gold']"),
    ("collection_point", "containers", "-1"),
    ("water_work", "capacity_m3_s", "-1"),
    ("water_work", "crest_m", "3.5"),
    ("water_work", "geom", "ST_GeomFromText('POINT EMPTY', 4326)"),
    ("road", "geom", "ST_GeomFromText('MULTILINESTRING EMPTY', 4326)"),
    ("waterway", "geom", "ST_GeomFromText('POLYGON((0 0,1 1,1 0,0 1,0 0))', 4326)"),
    ("risk_zone", "level", "0"),
    ("risk_zone", "level", "6"),
    ("risk_zone", "visibility", "'police'"),
    ("risk_zone", "valid_to", "valid_from - 1"),
    ("risk_zone", "area", EMPTY),
    ("hazard_bulletin", "level", "6"),
    ("hazard_bulletin", "valid_to", "valid_from"),
    ("incident", "description", "repeat('a', 5001)"),
    ("incident", "occurred_at", "created_at + interval '2 hours'"),
    ("incident", "public_geom", "NULL"),
    ("incident", "geom", "NULL"),
    ("incident", "state", "'duplicate'"),
    ("incident", "state", "'referred'"),
    ("incident", "state", "'rejected'"),
    ("incident", "state", "'need_info'"),
    ("incident", "paused_at", "now()"),
    ("incident", "parent_id", "id"),
    ("incident", "split_from_id", "id"),
    ("incident", "rating", "6"),
    ("incident_event", "kind", "'noted', from_state = 'closed'"),
    ("incident_file", "sha256", "'ab'"),
    ("incident_file", "name", "'../../etc/passwd'"),
    ("incident_file", "media_type", "'text/html'"),
    ("service_level", "take_in_minutes", "29"),
    ("service_level", "answer_minutes", "57601"),
    ("service_level", "keep_days", "29"),
    ("inspection", "contents", "ARRAY['weather']"),
    ("inspection", "inspected_on", "NULL"),
    ("inspection", "state", "'cancelled'"),
    (
        "inspection",
        "concluded_by_id",
        "(SELECT max(id) FROM account), recorded_by_id = (SELECT max(id) FROM account)",
    ),
    ("inspection", "published_on", "current_date, state = 'minutes_signed'"),
    ("inspection_event", "kind", "'noted', from_state = 'done'"),
    ("inspection_record", "ended_at", "started_at - interval '1 minute'"),
    ("inspection_file", "sha256", "'ab'"),
    ("inspection_file", "name", "'../../etc/passwd'"),
    ("inspection_file", "media_type", "'text/html'"),
    ("cap_override", "reason", "''"),
    ("cap_override", "evidence", "'{}'"),
    ("cap_override", "approved_at", "now()"),
    ("cap_override", "approved_by_id", "proposed_by_id, approved_at = now()"),
    ("risk_scheme", "approved_at", "now()"),
    (
        "risk_scheme",
        "approved_by_id",
        "(SELECT max(id) FROM account), approved_at = now(), proposed_by_id = (SELECT max(id) FROM account)",
    ),
    ("risk_value", "value", "6"),
    ("risk_value", "criterion", "'papers'"),
    ("risk_value", "reason", "''"),
    ("risk_value", "ended_at", "set_at - interval '1 day'"),
    ("risk_rating", "impact", "'{1}'"),
    ("risk_rating", "category", "6"),
    ("residential_area", "population", "-1"),
    ("residential_area", "area", BOW),
    ("inspection_team", "contents", "ARRAY['weather']"),
    ("inspection_team", "people", "0"),
    ("inspection_team", "speed_kmh", "0"),
    ("inspection_team", "pause_to", "NULL"),
    ("inspection_team", "work_to", "work_from"),
    ("site_visit_terms", "not_after", "not_before - 1"),
    ("inspection_plan", "period_to", "period_from - 1"),
    ("inspection_plan", "edition", "0"),
    ("inspection_plan", "approved_at", "now()"),
    (
        "inspection_plan",
        "approved_by_id",
        "(SELECT max(id) FROM account), approved_at = now(), created_by_id = (SELECT max(id) FROM account)",
    ),
    ("inspection_plan", "state", "'approved'"),
    (
        "inspection_plan",
        "published_on",
        "NULL, state = 'published', approved_at = now(), approved_by_id = (SELECT max(id) FROM account)",
    ),
    ("plan_visit", "contents", "ARRAY['weather']"),
    ("plan_visit", "leave_at", "arrive_at"),
    ("plan_visit", "travel_s", "-1"),
    ("violation", "amount_vnd", "-1"),
    ("violation", "decision_number", "''"),
    ("violation", "paid_vnd", "1"),
    ("violation", "decision_date", "found_on - 1"),
    ("violation", "site_id", "NULL"),
    ("transport_rule", "name", "'weather'"),
    ("waste_carrier", "permit_to", "permit_from - 1"),
    ("waste_vehicle", "plate", "'x'"),
    ("waste_vehicle", "capacity_t", "0"),
    ("waste_route", "kg_month", "-1"),
    ("waste_route", "valid_to", "valid_from - 1"),
    ("waste_route", "geom", "ST_GeomFromText('LINESTRING EMPTY', 4326)"),
    ("finding", "severity", "4"),
    ("account", "role", "'public'"),
    ("account", "role", "'village_board'"),
    ("account", "username", "'A b'"),
    ("import_batch", "progress", "101"),
]


@pytest.fixture(scope="module")
def planted(engine: Engine) -> Iterator[Session]:
    """A row in every table; each test's change is refused and so undone."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            home = cast.commune(session, "00001", "Xã mẫu", border=cast.ground(106.5, 20.7, 106.7, 20.8))
            plant(session, home)
            plant(session, cast.commune(session, "00002"))
            session.flush()
            yield session
        outer.rollback()


@contextmanager
def refused(session: Session, why: str) -> Iterator[None]:
    """The database refuses what is done inside."""
    with pytest.raises(IntegrityError, match=why), session.begin_nested():
        yield


@pytest.mark.parametrize(("table", "column", "value"), WRONG)
def test_the_database_refuses_what_cannot_be(planted: Session, table: str, column: str, value: str) -> None:
    with refused(planted, f'violates check constraint "ck_{table}_'):
        planted.execute(text(f"UPDATE {table} SET {column} = {value}"))


@pytest.mark.parametrize("coordinates", ["20.75, 106.59", "'NaN', 20.75", "106.59, 'Infinity'"])
def test_a_point_that_is_nowhere_is_refused(planted: Session, coordinates: str) -> None:
    """Not by the CHECK: the Web-Mercator copy cannot even be made."""
    with pytest.raises((IntegrityError, InternalError)), planted.begin_nested():
        planted.execute(text(f"UPDATE site SET geom = ST_SetSRID(ST_MakePoint({coordinates}), 4326)"))


def test_every_column_of_words_refuses_other_words(planted: Session) -> None:
    tried = 0
    for table in TABLES.values():
        for column in table.columns:
            if isinstance(column.type, Enum):
                with refused(planted, "violates check constraint"):
                    planted.execute(text(f"UPDATE {table.name} SET {column.name} = 'nonsense'"))
                tried += 1
    assert tried > 25


def test_a_reading_of_an_identity_has_a_purpose(planted: Session) -> None:
    """Apart from the others: what is only added cannot be tried by a change."""
    with refused(planted, "ck_identity_reading_has_purpose"):
        planted.execute(
            text(
                "INSERT INTO identity_reading (commune_id, incident_id, actor, purpose) "
                "SELECT commune_id, incident_id, actor, '' FROM identity_reading"
            )
        )


def test_every_check_of_the_models_is_tried() -> None:
    told = {(table, column) for table, column, _ in WRONG} | {("identity_reading", "purpose")}
    for table in TABLES.values():
        for check in _own_checks(table):
            columns = {column.name for column in table.columns if column.name in str(check.sqltext)}
            assert {(table.name, column) for column in columns} & told, f"{table.name}: {check.name}"


def _own_checks(table: Table) -> list[CheckConstraint]:
    """The CHECKs that are not those of a column of words."""
    words = {column.type.name for column in table.columns if isinstance(column.type, Enum)}
    checks = [one for one in table.constraints if isinstance(one, CheckConstraint)]
    return [one for one in checks if str(one.name).removeprefix(f"ck_{table.name}_") not in words]


def test_the_models_and_the_database_have_the_same_checks(session: Session) -> None:
    """Alembic compares no CHECKs, so a name in one and not in the other is found here."""
    inspector = inspect(session.connection())
    for table in TABLES.values():
        ours = {one.name for one in table.constraints if isinstance(one, CheckConstraint)}
        theirs = {one["name"] for one in inspector.get_check_constraints(table.name)}
        assert ours == theirs, table.name


def test_a_report_needs_some_place(planted: Session) -> None:
    with refused(planted, "ck_incident_has_place"):
        planted.execute(
            text("UPDATE incident SET geom = NULL, public_geom = NULL, village_id = NULL, landmark = ''")
        )


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("site", "village_id"),
        ("site", "cluster_id"),
        ("incident", "village_id"),
        ("incident", "site_id"),
        ("incident", "parent_id"),
        ("incident_file", "incident_id"),
        ("inspection", "site_id"),
        ("account", "village_id"),
        ("bulletin_village", "village_id"),
    ],
)
def test_a_row_cannot_point_into_another_commune(planted: Session, table: str, column: str) -> None:
    target = column.removesuffix("_id").replace("cluster", "site").replace("parent", "incident")
    with refused(planted, "violates (foreign key|check) constraint"):
        planted.execute(
            text(
                f"UPDATE {table} AS one SET {column} = other.id FROM {target} AS other "
                "WHERE other.commune_id <> one.commune_id"
            )
        )


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Đường tỉnh 354", "duong tinh 354"),
        ("KIM LĨNH", "kim linh"),
        ("Cốc Lộc", "coc loc"),
        ("Ngã tư Ưng Ứng", "nga tu ung ung"),
        ("Đặng Thị Ỷ", "dang thi y"),
    ],
)
def test_names_are_folded_by_the_database(session: Session, an_hung: Commune, kept: str, typed: str) -> None:
    village = cast.village(session, an_hung, kept)
    session.refresh(village)
    assert village.name_folded == typed


def test_a_name_typed_in_pieces_folds_to_the_same(session: Session, an_hung: Commune) -> None:
    pieces = "Kim Li\u0303nh"
    village = cast.village(session, an_hung, pieces)
    session.refresh(village)
    assert village.name_folded == "kim linh"


def test_moments_come_back_as_moments(session: Session, an_hung: Commune) -> None:
    at = datetime(2026, 10, 1, 3, tzinfo=UTC)
    incident = cast.report(session, an_hung, created_at=at)
    session.expire(incident)
    assert incident.created_at == at


def test_every_text_column_has_its_length_or_a_reason() -> None:
    unbounded = {
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if isinstance(column.type, String)
        and not isinstance(column.type, Enum)
        and column.type.length is None
    }
    assert unbounded <= {
        "risk_zone.internal_note",
        "hazard_bulletin.text",
        "incident.description",
        "incident.public_note",
        "incident_event.internal_note",
        "reply_template.text",
        "incident_event.public_note",
        "inspection.conclusion",
        "finding.text",
        "finding.remedy",
        "inspection.public_conclusion",
        "inspection_event.note",
        "inspection_record.note",
        "inspection_record.opinion",
        "cap_override.reason",
        "yearly_cap.text",
        "risk_scheme.note",
        "inspection_plan.reason",
        "violation.text",
        "violation.remedy",
        "transport_check.note",
    }


@pytest.mark.parametrize(
    "told", ["to_state = 'closed'", "at = at - interval '1 day'", "from_state = 'new'", "kind = 'moved'"]
)
def test_what_an_event_told_stays_told(planted: Session, told: str) -> None:
    with pytest.raises(IntegrityError), planted.begin_nested():
        planted.execute(text(f"UPDATE incident_event SET {told}"))


def test_no_event_goes_while_its_report_is_there(planted: Session) -> None:
    with refused(planted, "and the incident stays"):
        planted.execute(text("DELETE FROM incident_event"))
        planted.execute(text("SET CONSTRAINTS goes_with_it IMMEDIATE"))
