"""Loading the demonstration again, setting its passwords, taking it out again."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from geodata.enums import Authority, IncidentCategory, InspectionEventKind, InspectionState, Role, SiteKind
from geodata.errors import BadInput
from geodata.models import (
    Account,
    AuditEntry,
    Base,
    Commune,
    Facility,
    Incident,
    IncidentEvent,
    Inspection,
    InspectionEvent,
    Site,
    Village,
)
from services import accounts, demo
from services.demo.accounts import add_accounts, names
from services.demo.ground import Ground, landscape
from tests.services.demo.conftest import PASSWORD, TODAY

COMPARED = {
    "village": ("code", "name", "population", "area"),
    "site": ("code", "name", "kind", "state", "registered_on", "geom"),
    "road": ("code", "geom"),
    "risk_zone": ("code", "level", "valid_from", "area"),
    "inspection": ("code", "state", "inspected_on", "authority"),
    "incident": ("code", "category", "state", "description", "created_at", "public_geom"),
    "incident_event": ("from_state", "to_state", "at", "public_note"),
    "finding": ("text", "severity", "deadline", "fixed_on"),
}


def rows_of(session: Session) -> dict[str, int]:
    """Table → rows, for the tables that have any, without the log."""
    tables = [table for table in Base.metadata.sorted_tables if table.name != AuditEntry.__tablename__]
    counts = {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    return {name: count for name, count in counts.items() if count}


def content(session: Session) -> dict[str, list[Any]]:
    """What the demonstration says, without the numbers the database gives."""
    found = {}
    for name, columns in COMPARED.items():
        table = Base.metadata.tables[name]
        rows: Iterable[Any] = session.execute(select(*(table.c[column] for column in columns)))
        found[name] = sorted(str(tuple(getattr(cell, "desc", cell) for cell in row)) for row in rows)
    return found


def passwords_that_fit(session: Session, password: str) -> list[str]:
    return [
        name
        for name in names()
        if accounts.sign_in(session, username=name, password=password, address="198.51.100.7")
    ]


def test_an_account_stands_for_each_role(session: Session) -> None:
    found = session.scalars(select(Account)).all()
    assert {account.username for account in found} == {role.value for role in Role} - {"public"}
    assert all(account.role == account.username for account in found)
    board = next(account for account in found if account.role is Role.VILLAGE_BOARD)
    assert session.get_one(Village, board.village_id).name == "Trần Thành"


def test_the_given_password_opens_every_account(session: Session) -> None:
    assert passwords_that_fit(session, PASSWORD) == names()


def test_loading_again_changes_nothing(session: Session) -> None:
    before, log = rows_of(session), session.scalar(select(func.count()).select_from(AuditEntry))
    assert demo.load(session, today=date(2027, 1, 5), password=None) is None
    session.flush()
    assert rows_of(session) == before
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == log


def test_loading_again_with_another_password_sets_it(session: Session) -> None:
    assert demo.load(session, today=TODAY, password="mat-khau-khac") is None
    assert passwords_that_fit(session, "mat-khau-khac") == names()


def test_the_same_password_again_signs_nobody_out(session: Session) -> None:
    versions = session.scalars(select(Account.session_version)).all()
    assert demo.reset_passwords(session, PASSWORD) == []
    assert demo.reset_passwords(session, "mat-khau-khac") == sorted(names())
    assert session.scalars(select(Account.session_version)).all() == [version + 1 for version in versions]


def test_a_short_password_is_refused(session: Session) -> None:
    with pytest.raises(BadInput, match="password_short"):
        demo.reset_passwords(session, "ngan")


def test_accounts_of_a_real_commune_keep_their_passwords(session: Session) -> None:
    session.execute(update(Commune).values(is_demo=False))
    assert demo.reset_passwords(session, "mat-khau-khac") == []
    assert passwords_that_fit(session, PASSWORD) == names()


def test_clearing_leaves_nothing_but_the_log(session: Session) -> None:
    log = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
    demo.clear(session)
    assert rows_of(session) == {}
    assert (session.scalar(select(func.count()).select_from(AuditEntry)) or 0) > log > 0


def test_the_same_day_gives_the_same_data_and_each_account_its_own_password(session: Session) -> None:
    before = content(session)
    demo.clear(session)
    made = demo.load(session, today=TODAY, password=None)
    assert content(session) == before
    assert made and made.commune_id == session.scalars(select(Commune.id)).one()
    assert list(made.passwords) == names() and len(set(made.passwords.values())) == len(names())
    board = accounts.sign_in(
        session, username="village_board", password=made.passwords["village_board"], address="198.51.100.7"
    )
    assert board is not None


def test_clearing_nothing_does_nothing(session: Session) -> None:
    session.execute(update(Commune).values(is_demo=False))
    before = rows_of(session)
    demo.clear(session)
    assert rows_of(session) == before


@pytest.fixture
def entered(session: Session) -> dict[str, int]:
    """What officers entered themselves into the demonstration: name → id."""
    commune = session.scalars(select(Commune)).one()
    village = session.scalars(select(Village).where(Village.code == "TTH")).one()
    demo_site = session.scalars(select(Site).where(Site.cluster_id.is_not(None))).first()
    assert demo_site is not None
    site = Facility(
        commune_id=commune.id,
        kind=SiteKind.SERVICE,
        code="R-1",
        name="Thật",
        village_id=village.id,
        cluster_id=demo_site.cluster_id,
        source="form",
    )
    session.add(site)
    session.flush()
    clerk = session.scalars(select(Account.id).where(Account.username == "economic_division")).one()
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    report = Incident(
        commune_id=commune.id,
        code="real-real-real",
        idempotency_key="real",
        category=IncidentCategory.NOISE,
        village_id=village.id,
        site_id=demo_site.id,
        occurred_at=now,
        created_at=now,
        source="form",
        events=[IncidentEvent(to_state="new", account_id=clerk)],
    )
    visit = Inspection(
        commune_id=commune.id,
        site_id=site.id,
        code="R-KT-1",
        state=InspectionState.DONE,
        events=[InspectionEvent(kind=InspectionEventKind.CREATED, to_state=InspectionState.DONE)],
        authority=Authority.CITY,
        inspected_on=TODAY,
    )
    session.add_all([report, visit])
    session.flush()
    return {"commune": commune.id, "site": site.id, "report": report.id, "visit": visit.id}


def test_clearing_leaves_what_people_entered(session: Session, entered: dict[str, int]) -> None:
    demo.clear(session)
    left = rows_of(session)
    assert {
        name: left[name] for name in ("site", "incident", "incident_event", "inspection", "facility")
    } == {
        "site": 1,
        "incident": 1,
        "incident_event": 1,
        "inspection": 1,
        "facility": 1,
    }
    site = session.get_one(Site, entered["site"])
    report = session.get_one(Incident, entered["report"])
    assert (site.village_id, site.cluster_id) == (None, None)
    assert (report.village_id, report.site_id, report.landmark) == (None, None, "Trần Thành")
    assert report.events[0].account_id is None
    assert session.get_one(Commune, entered["commune"]).is_demo, "its border is still the drawn one"
    assert {"village", "account", "risk_zone", "road", "hazard_bulletin"}.isdisjoint(left)


def test_a_commune_with_its_own_border_is_no_demonstration_any_more(
    session: Session, entered: dict[str, int]
) -> None:
    session.execute(update(Commune).values(source="official border"))
    demo.clear(session)
    assert session.get_one(Commune, entered["commune"]).is_demo is False


def test_a_village_stays_while_a_real_board_belongs_to_it(session: Session) -> None:
    commune = session.scalars(select(Commune)).one()
    village = session.scalars(select(Village).where(Village.code == "KL")).one()
    accounts.create(
        session,
        commune=commune,
        username="kim_linh",
        display_name="Kim Lĩnh",
        role=Role.VILLAGE_BOARD,
        password="mat-khau-that",
        village=village,
    )
    demo.clear(session)
    assert session.scalars(select(Village.name)).all() == ["Kim Lĩnh"]
    assert session.scalars(select(Account.username)).all() == ["kim_linh"]


def test_another_commune_is_not_touched(session: Session) -> None:
    other = Commune(code="11680", name="Xã khác", province_code="31", valid_from=date(2025, 7, 1))
    session.add(other)
    session.flush()
    session.add(Facility(commune_id=other.id, kind=SiteKind.SERVICE, code="X", name="X", geom=point()))
    session.flush()
    demo.clear(session)
    assert rows_of(session) | {"layer_version": 0, "site_cell": 0} == {
        "commune": 1,
        "site": 1,
        "facility": 1,
        "layer_version": 0,
        "site_cell": 0,
    }


def test_a_name_that_somebody_has_is_left_alone(session: Session) -> None:
    session.execute(
        update(Account).where(Account.username != "admin").values(username=Account.username + ".old")
    )
    villages = {village.code: village for village in session.scalars(select(Village))}
    ground = Ground(session.scalars(select(Commune)).one(), landscape(), villages)
    made = add_accounts(session, ground, "mat-khau-khac")
    assert set(made.passwords) == set(names()) - {"admin"}
    assert "admin" not in passwords_that_fit(session, "mat-khau-khac")


def test_a_real_commune_in_its_place_is_left_alone(session: Session) -> None:
    session.execute(update(Commune).values(is_demo=False, source="official border"))
    before = rows_of(session)
    assert demo.load(session, today=TODAY, password="mat-khau-khac") is None
    assert rows_of(session) == before
    assert passwords_that_fit(session, "mat-khau-khac") == []


def point() -> Any:
    return from_shape(Point(106.66, 20.75), srid=4326)
