"""Violations and penalties: whose, what is refused, once however often sent, sums, months, who may know."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import PenaltyStatus, Role, SiteKind, TransportResult
from geodata.errors import BadInput, Conflict, FieldErrors, Forbidden, NotFound
from geodata.models import AuditEntry, Commune, Finding, TransportCheck, Violation
from services.clock import today
from services.penalties import editing, listing
from services.penalties.subject import Subject, subject
from tests import cast
from tests.people import OFFICERS, viewer
from tests.services.transport.ground import carrier

TODAY = today()
FOUND = TODAY - timedelta(days=40)
READERS = {Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION, Role.HEALTH_STATION, Role.CHAIRPERSON}
WRITERS = {Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION}


def values(**more: Any) -> dict[str, Any]:
    """What the form sends for a decided fine that nobody paid yet."""
    return {
        "found_on": FOUND,
        "article": "NĐ 45/2022 Đ29",
        "decision_number": "01/QĐ-XPHC",
        "decision_date": FOUND + timedelta(days=5),
        "amount_vnd": 5_000_000,
        "due_on": TODAY + timedelta(days=3),
    } | more


def made(session: Session, home: Commune, about: Subject | None = None, **more: Any) -> Violation:
    police = viewer(Role.COMMUNE_POLICE, home)
    about = about or Subject({"site_id": cast.facility(session, home).id}, {})
    return editing.create(session, police, about, values(**more), key=str(uuid4()))


def page(session: Session, home: Commune, number: int = 1, **asked: str) -> listing.PenaltyPage:
    return listing.page(session, viewer(Role.CHAIRPERSON, home), listing.wanted(**asked), number)


# --- whose


def test_a_finding_gives_its_site_article_day_and_remedy(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung, "Xưởng mạ")
    check = cast.visit(session, site, FOUND)
    check.findings.append(Finding(article="Đ5", text="Xả thẳng", remedy="Dừng xả", severity=3))
    session.flush()
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    about = subject(session, boss, finding=str(check.findings[0].id))
    assert about is not None
    assert about.names["site"] == "Xưởng mạ"
    assert about.start == {"found_on": FOUND, "article": "Đ5", "text": "Xả thẳng", "remedy": "Dừng xả"}
    row = editing.create(session, boss, about, values(), key=str(uuid4()))
    assert (row.site_id, row.inspection_id, row.finding_id) == (site.id, check.id, check.findings[0].id)
    again = subject(session, boss, finding=str(check.findings[0].id))
    assert again is not None
    assert again.earlier == [(row.id, row.code)]


def test_a_check_on_the_road_gives_its_carrier_day_and_note(session: Session, an_hung: Commune) -> None:
    owner = carrier(session, an_hung)
    check = TransportCheck(
        commune_id=an_hung.id,
        code="K1",
        key="k",
        carrier_id=owner.id,
        plate="15C-12345",
        at=func.now(),
        result=TransportResult.VIOLATION,
        note="Không chứng từ",
    )
    session.add(check)
    session.flush()
    about = subject(session, viewer(Role.COMMUNE_POLICE, an_hung), check=str(check.id))
    assert about is not None
    assert about.names == {"carrier": "Đơn vị A", "check": "K1", "plate": "15C-12345"}
    assert about.start == {"found_on": TODAY, "text": "Không chứng từ"}
    row = made(session, an_hung, about)
    told = listing.record(session, viewer(Role.HEALTH_STATION, an_hung), row.id)
    assert (told["carrier"], told["plate"], told["site"]) == ("Đơn vị A", "15C-12345", None)


def test_nothing_next_door_can_be_the_subject(session: Session, an_hung: Commune) -> None:
    other = cast.commune(session)
    check = cast.visit(session, cast.facility(session, other), FOUND)
    check.findings.append(Finding(severity=2))
    session.flush()
    police = viewer(Role.COMMUNE_POLICE, an_hung)
    ids = {"finding": check.findings[0].id, "site": check.site_id, "carrier": carrier(session, other).id}
    for name, row_id in ids.items():
        with pytest.raises(NotFound):
            subject(session, police, **{name: str(row_id)})
    assert subject(session, police) is None
    with pytest.raises(BadInput):
        subject(session, police, finding="x")


def test_a_finding_of_a_check_that_never_took_place_is_none(session: Session, an_hung: Commune) -> None:
    check = cast.visit(session, cast.facility(session, an_hung), FOUND)
    check.findings.append(Finding(severity=2))
    session.flush()
    check.inspected_on, check.state = None, "proposed"  # type: ignore[assignment]
    with session.no_autoflush, pytest.raises(BadInput, match="not_inspected"):
        subject(session, viewer(Role.COMMUNE_POLICE, an_hung), finding=str(check.findings[0].id))
    session.expire_all()


# --- refused


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"found_on": None}, "found_on", "form.needed"),
        ({"found_on": TODAY + timedelta(days=1)}, "found_on", "form.future"),
        ({"found_on": date(1999, 1, 1)}, "found_on", "penalty.too_old"),
        ({"article": " "}, "article", "form.needed"),
        ({"article": "x" * 201}, "article", "penalty.long"),
        ({"amount_vnd": -1}, "amount_vnd", "form.negative"),
        ({"amount_vnd": float("nan")}, "amount_vnd", "form.number"),
        ({"amount_vnd": float("inf")}, "amount_vnd", "form.number"),
        ({"amount_vnd": 1.5}, "amount_vnd", "form.number"),
        ({"amount_vnd": editing.MOST_VND + 1}, "amount_vnd", "penalty.too_much"),
        ({"decision_date": None}, "decision_date", "penalty.decision_half"),
        ({"decision_number": ""}, "decision_number", "penalty.decision_half"),
        ({"decision_number": "", "decision_date": None}, "decision_number", "penalty.needs_decision"),
        ({"decision_date": FOUND - timedelta(days=1)}, "decision_date", "penalty.before_found"),
        ({"decision_date": TODAY + timedelta(days=1)}, "decision_date", "form.future"),
        ({"due_on": FOUND}, "due_on", "penalty.before_decision"),
        ({"paid_vnd": 1}, "paid_on", "penalty.paid_half"),
        ({"paid_on": TODAY}, "paid_vnd", "penalty.paid_half"),
        ({"paid_vnd": -5, "paid_on": TODAY}, "paid_vnd", "form.negative"),
        ({"paid_vnd": 1, "paid_on": FOUND}, "paid_on", "penalty.before_decision"),
        ({"paid_vnd": 5_000_001, "paid_on": TODAY}, "payment_note", "penalty.paid_more"),
        ({"closed_on": TODAY}, "payment_note", "penalty.closed_unpaid"),
        ({"closed_on": FOUND - timedelta(days=1)}, "closed_on", "penalty.before_found"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(wrong: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(FieldErrors) as refusal:
        editing.checked(values(**wrong))
    assert refusal.value.fields[field] == code


@pytest.mark.parametrize(
    "fine",
    [
        {"paid_vnd": 6_000_000, "paid_on": TODAY, "payment_note": "Gồm tiền chậm nộp"},
        {"closed_on": TODAY, "payment_note": "Được miễn theo quyết định"},
        {"paid_vnd": 5_000_000, "paid_on": TODAY, "closed_on": TODAY},
        {"amount_vnd": None, "due_on": None},
        {"decision_number": "", "decision_date": None, "amount_vnd": None, "due_on": None},
    ],
)
def test_what_is_explained_or_left_out_is_taken(
    session: Session, an_hung: Commune, fine: dict[str, Any]
) -> None:
    assert made(session, an_hung, **fine).id


# --- once


def test_the_same_form_twice_makes_one(session: Session, an_hung: Commune) -> None:
    police = viewer(Role.COMMUNE_POLICE, an_hung)
    about = Subject({"site_id": cast.facility(session, an_hung).id}, {})
    key = str(uuid4())
    first = editing.create(session, police, about, values(), key=key)
    second = editing.create(session, police, about, values(amount_vnd=1), key=key.upper().lower())
    assert first is second
    assert first.amount_vnd == 5_000_000
    assert session.scalar(select(func.count()).select_from(Violation)) == 1
    assert first.code.startswith("VP-") and len(first.code) == 11


def test_a_form_without_its_key_is_refused(session: Session, an_hung: Commune) -> None:
    about = Subject({"site_id": cast.facility(session, an_hung).id}, {})
    with pytest.raises(FieldErrors, match="form"):
        editing.create(session, viewer(Role.COMMUNE_POLICE, an_hung), about, values(), key="x")


def test_who_saw_an_older_version_is_told(session: Session, an_hung: Commune) -> None:
    row = made(session, an_hung)
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    version, start = editing.draft(session, boss, row.id)
    paid = start | {"paid_vnd": 5_000_000, "paid_on": TODAY}
    editing.change(session, boss, row.id, version=version, values=paid)
    with pytest.raises(Conflict, match=r"record\.changed"):
        editing.change(session, boss, row.id, version=version, values=start)
    assert row.paid_vnd == 5_000_000


def test_a_change_is_in_the_log(session: Session, an_hung: Commune) -> None:
    row = made(session, an_hung)
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    editing.change(session, boss, row.id, version=row.version, values=values(remedy="Dọn sạch"))
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.table_name == "violation", AuditEntry.action == "update")
    ).one()
    assert entry.now_is is not None
    assert entry.now_is["remedy"] == "Dọn sạch"


# --- who


@pytest.mark.parametrize("role", list(Role))
def test_who_may_read_and_write(session: Session, an_hung: Commune, role: Role) -> None:
    row = made(session, an_hung)
    somebody = viewer(role, an_hung)
    for act, allowed in (
        (lambda: listing.page(session, somebody, listing.wanted()), role in READERS),
        (lambda: listing.all_rows(session, somebody, listing.wanted()), role in READERS),
        (lambda: listing.record(session, somebody, row.id), role in READERS),
        (lambda: editing.draft(session, somebody, row.id), role in WRITERS),
        (lambda: subject(session, somebody, site="1"), False),
    ):
        if allowed:
            act()
        else:
            with pytest.raises((Forbidden, NotFound)):
                act()
    assert len(OFFICERS) > len(READERS)


def test_a_penalty_next_door_is_unknown(session: Session, an_hung: Commune) -> None:
    other = cast.commune(session)
    row = made(session, other)
    police = viewer(Role.COMMUNE_POLICE, an_hung)
    for act in (listing.record, editing.draft):
        with pytest.raises(NotFound):
            act(session, police, row.id)
    assert page(session, an_hung).rows == []
    assert page(session, an_hung).sums == listing.Sums()


# --- list, sums, months


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (
            {"decision_number": "", "decision_date": None, "amount_vnd": 0, "due_on": None},
            PenaltyStatus.UNDECIDED,
        ),
        ({}, PenaltyStatus.UNPAID),
        ({"due_on": TODAY}, PenaltyStatus.UNPAID),
        ({"due_on": TODAY - timedelta(days=1)}, PenaltyStatus.OVERDUE),
        ({"due_on": None}, PenaltyStatus.UNPAID),
        ({"paid_vnd": 4_999_999, "paid_on": TODAY}, PenaltyStatus.UNPAID),
        ({"paid_vnd": 5_000_000, "paid_on": TODAY}, PenaltyStatus.PAID),
        ({"amount_vnd": 0, "due_on": None}, PenaltyStatus.NO_FINE),
        ({"closed_on": TODAY, "payment_note": "Miễn"}, PenaltyStatus.CLOSED),
    ],
)
def test_a_penalty_stands_as_its_days_and_payments_say(
    session: Session, an_hung: Commune, more: dict[str, Any], status: PenaltyStatus
) -> None:
    made(session, an_hung, **more)
    for one in PenaltyStatus:
        rows = page(session, an_hung, status=one).rows
        assert [row["penalty_status"] for row in rows] == ([status] if one is status else [])


def test_filters_narrow_rows_and_sums_alike(session: Session, an_hung: Commune) -> None:
    village = cast.village(session, an_hung)
    forge = cast.facility(session, an_hung, "Xưởng Đường Lê", village_id=village.id, kind=SiteKind.SHIPYARD)
    made(session, an_hung, Subject({"site_id": forge.id}, {}), decision_number="77/QĐ")
    made(
        session,
        an_hung,
        Subject({"carrier_id": carrier(session, an_hung).id}, {}),
        found_on=TODAY,
        decision_date=TODAY,
    )
    assert page(session, an_hung).sums == listing.Sums(2, 10_000_000, 0, 10_000_000)
    questions: tuple[dict[str, Any], ...] = (
        {"site": str(forge.id)},
        {"village": str(village.id)},
        {"kind": "shipyard"},
        {"search": "duong le"},
        {"search": "77/qđ"},
        {"until": (TODAY - timedelta(days=1)).isoformat()},
    )
    for asked in questions:
        found = page(session, an_hung, **asked)
        assert [row["site"] for row in found.rows] == ["Xưởng Đường Lê"], asked
        assert found.sums.count == 1
    assert page(session, an_hung, since=TODAY.isoformat()).sums.count == 1
    assert page(session, an_hung, search="đơn vị a").sums.count == 1
    assert page(session, an_hung, search="100%_").sums.count == 0


@pytest.mark.parametrize("wrong", [{"status": "x"}, {"kind": "x"}, {"village": "x"}, {"since": "hôm nay"}])
def test_a_filter_that_is_none_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        listing.wanted(**wrong)


def test_a_closed_penalty_is_owed_no_more(session: Session, an_hung: Commune) -> None:
    made(session, an_hung, closed_on=TODAY, payment_note="Miễn")
    made(session, an_hung, paid_vnd=2_000_000, paid_on=TODAY)
    assert page(session, an_hung).sums == listing.Sums(2, 10_000_000, 2_000_000, 3_000_000)


def test_months_leave_none_out_and_add_up(session: Session, an_hung: Commune) -> None:
    for day in (date(2026, 1, 31), date(2026, 1, 2), date(2026, 4, 1)):
        made(session, an_hung, found_on=day, decision_date=day)
    months = page(session, an_hung).months
    assert [(name, sums.count) for name, sums in months] == [
        ("2026-01", 2),
        ("2026-02", 0),
        ("2026-03", 0),
        ("2026-04", 1),
    ]
    made(session, an_hung, found_on=date(2020, 1, 1), decision_date=date(2020, 1, 1))
    assert len(page(session, an_hung).months) == listing.MOST_MONTHS


def test_the_register_turns_its_pages(session: Session, an_hung: Commune) -> None:
    about = Subject({"site_id": cast.facility(session, an_hung).id}, {})
    for _number in range(listing.PAGE + 1):
        made(session, an_hung, about)
    first, last = page(session, an_hung), page(session, an_hung, 99)
    assert (len(first.rows), first.pages, last.page, len(last.rows)) == (listing.PAGE, 2, 2, 1)
    everything = listing.all_rows(session, viewer(Role.CHAIRPERSON, an_hung), listing.wanted())
    assert [row["id"] for row in everything] == [row["id"] for row in (*first.rows, *last.rows)]
