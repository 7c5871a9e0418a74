"""The pages of checks in a browser without JavaScript: proposing, each step, findings, what comes back."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from geodata.enums import (
    Authority,
    IncidentState,
    InspectionForm,
    InspectionState,
    Role,
)
from geodata.models import CapOverride, Commune, Facility, Finding, Inspection
from services import clock
from tests import cast
from tests.services.inspections.check_cast import S, check
from tests.webmap.conftest import SignIn


@pytest.fixture
def site(session: Session, an_hung: Commune) -> Facility:
    """A workshop of an enterprise."""
    return cast.facility(session, an_hung, "Công ty Mộc Mẫu")


def now(session: Session, one: Inspection) -> Inspection:
    """The check as it stands."""
    return session.get_one(Inspection, one.id, populate_existing=True)


def move(
    browser: FlaskClient, session: Session, one: Inspection, to: InspectionState, **more: Any
) -> TestResponse:
    """Send the form of a step as the page has it."""
    sent = {"to": to.value, "version": str(now(session, one).version)} | more
    return browser.post(f"/inspections/{one.id}/move", data=sent)


def text(answer: TestResponse) -> str:
    """The page."""
    return answer.get_data(as_text=True)


def form_of(site: Facility, **more: Any) -> dict[str, Any]:
    """What the form of a proposal sends."""
    return {
        "key": "one-form",
        "contents": ["environment"],
        "authority": "economic_division",
        "form": "on_site",
        "planned_on": (clock.today() + timedelta(days=3)).isoformat(),
        "trigger": "plan",
        "team": "Cán bộ môi trường",
    } | more


def test_a_check_goes_from_its_proposal_to_everybody_s_eyes(
    session: Session, site: Facility, sign_in: SignIn, client: FlaskClient
) -> None:
    clerk, other, chair = (
        sign_in(Role.ECONOMIC_DIVISION),
        sign_in(Role.ECONOMIC_DIVISION),
        sign_in(Role.CHAIRPERSON),
    )
    site_id = site.id
    made = clerk.post(f"/inspections/new?site={site_id}", data=form_of(site))
    assert made.status_code == 303
    one = session.scalars(select(Inspection)).one()
    assert made.location == f"/inspections/{one.id}"
    assert one.code in text(chair.get("/inspections/desk"))
    decision = {"decision_number": "15/QĐ-UBND", "decision_date": clock.today().isoformat()}
    assert move(chair, session, one, S.APPROVED, **decision).status_code == 303
    assert move(clerk, session, one, S.ANNOUNCED).status_code == 303
    assert move(clerk, session, one, S.IN_FIELD).status_code == 303
    found = {
        "version": str(now(session, one).version),
        "text": "Không phân loại rác tại xưởng",
        "severity": "2",
        "deadline": (clock.today() + timedelta(days=10)).isoformat(),
    }
    assert clerk.post(f"/inspections/{one.id}/findings", data=found).status_code == 303
    assert move(clerk, session, one, S.MINUTES_SIGNED, minutes_number="BB-01").status_code == 303
    words = {"conclusion": "Chưa phân loại rác.", "public_conclusion": "Cơ sở phải phân loại rác trước hạn."}
    assert move(other, session, one, S.CONCLUDED, **words).status_code == 303
    assert move(clerk, session, one, S.FOLLOW_UP).status_code == 303
    finding = session.scalars(select(Finding)).one()
    mended = {"version": str(now(session, one).version), "note": "Đã có thùng riêng"}
    assert clerk.post(f"/inspections/{one.id}/findings/{finding.id}/mend", data=mended).status_code == 303
    assert now(session, one).state is S.DONE
    assert client.get(f"/inspections/public/{one.code}").status_code == 404
    shown = {
        "version": str(now(session, one).version),
        "published": "yes",
        "public_conclusion": words["public_conclusion"],
    }
    assert clerk.post(f"/inspections/{one.id}/publish", data=shown).status_code == 303
    page = text(client.get(f"/inspections/public/{one.code}"))
    assert "Công ty Mộc Mẫu" in page
    assert words["public_conclusion"] in page
    for hidden in (
        "Không phân loại rác tại xưởng",
        "Chưa phân loại rác.",
        "15/QĐ-UBND",
        "BB-01",
        "Cán bộ môi trường",
    ):
        assert hidden not in page
    assert "Công ty Mộc Mẫu" in text(client.get("/inspections"))


def test_the_same_form_twice_makes_one_check(session: Session, site: Facility, sign_in: SignIn) -> None:
    clerk = sign_in(Role.ECONOMIC_DIVISION)
    places = {clerk.post(f"/inspections/new?site={site.id}", data=form_of(site)).location for _ in range(2)}
    assert len(places) == 1
    assert len(session.scalars(select(Inspection)).all()) == 1


def test_a_second_check_of_the_year_comes_back_with_what_was_typed(
    session: Session, site: Facility, sign_in: SignIn
) -> None:
    check(session, site, S.DONE, body="Thanh tra thành phố", authority=Authority.CITY)
    session.commit()
    clerk = sign_in(Role.ECONOMIC_DIVISION)
    assert "Thanh tra thành phố" in text(clerk.get(f"/inspections/new?site={site.id}"))
    sent = form_of(site, planned_on=clock.today().isoformat(), team="Tổ số 1")
    answer = clerk.post(f"/inspections/new?site={site.id}", data=sent)
    page = text(answer)
    assert answer.status_code == 409
    assert f"ngày {clock.today():%d/%m/%Y}" in page
    assert "198/2025/QH15" in page
    assert 'value="Tổ số 1"' in page
    assert session.scalars(select(Inspection).where(Inspection.body == "")).all() == []


def test_an_exception_is_asked_for_shown_and_allowed_by_the_chairperson(
    session: Session, an_hung: Commune, site: Facility, sign_in: SignIn
) -> None:
    check(session, site, S.DONE)
    signs = cast.report(
        session,
        an_hung,
        site_id=site.id,
        state=IncidentState.VERIFYING,
        created_at=datetime.now(clock.ZONE),
    )
    session.commit()
    clerk, chair = sign_in(Role.ECONOMIC_DIVISION), sign_in(Role.CHAIRPERSON)
    assert f'value="{signs.id}"' in text(clerk.get(f"/inspections/new?site={site.id}"))
    sent = form_of(
        site, planned_on=clock.today().isoformat(), trigger="tip", reason="Khói đen", evidence=[str(signs.id)]
    )
    made = clerk.post(f"/inspections/new?site={site.id}", data=sent)
    assert made.status_code == 303
    one = session.scalars(select(Inspection).where(Inspection.state == S.PROPOSED)).one()
    refused = move(chair, session, one, S.APPROVED)
    assert refused.status_code == 409
    assert "chờ lãnh đạo cho phép ngoại lệ" in text(refused)
    page = text(chair.get(f"/inspections/{one.id}"))
    assert "Khói đen" in page
    assert f"/incidents/{signs.id}" in page
    sent_again = {"version": str(now(session, one).version)}
    assert clerk.post(f"/inspections/{one.id}/override", data=sent_again).status_code == 403
    assert chair.post(f"/inspections/{one.id}/override", data=sent_again).status_code == 303
    assert session.get_one(CapOverride, one.id).approved_at is not None
    assert move(chair, session, one, S.APPROVED).status_code == 303


def test_a_refused_step_comes_back_with_what_was_typed_and_the_steps_allowed(
    session: Session, site: Facility, sign_in: SignIn
) -> None:
    one = check(session, site, S.APPROVED)
    session.commit()
    clerk = sign_in(Role.ECONOMIC_DIVISION)
    answer = move(clerk, session, one, S.CONCLUDED, conclusion="Xong")
    assert answer.status_code == 409
    assert "Đã thông báo, Đang kiểm tra, Đã hủy" in text(answer)
    empty = move(clerk, session, one, S.CANCELLED, note="Ghi chú của tôi")
    assert empty.status_code == 400
    assert "Xin ghi lý do." in text(empty)
    assert "Ghi chú của tôi" in text(empty)
    for word in ("", "nowhere", "proposed"):
        assert clerk.post(f"/inspections/{one.id}/move", data={"to": word, "version": "1"}).status_code in (
            400,
            403,
        )
    assert now(session, one).state is S.APPROVED


def test_a_step_as_json_is_refused_with_the_list(session: Session, site: Facility, sign_in: SignIn) -> None:
    one = check(session, site, S.APPROVED)
    session.commit()
    answer = sign_in(Role.ECONOMIC_DIVISION).post(
        f"/inspections/{one.id}/move",
        data={"to": "done", "version": "1"},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 409
    assert answer.get_json()["allowed"] == ["announced", "in_field", "cancelled"]


def test_a_step_sent_twice_is_done_once_and_of_two_officers_the_second_is_told(
    session: Session, site: Facility, sign_in: SignIn
) -> None:
    one = check(session, site, S.APPROVED)
    session.commit()
    clerk, other = sign_in(Role.ECONOMIC_DIVISION), sign_in(Role.ECONOMIC_DIVISION)
    sent = {"to": "announced", "version": "1", "note": "Đã gọi"}
    address = f"/inspections/{one.id}/move"
    assert [clerk.post(address, data=sent).status_code for _ in range(2)] == [303, 303]
    late = other.post(address, data={"to": "cancelled", "version": "1", "reason": "Bận"})
    assert late.status_code == 409
    assert "vừa được người khác sửa" in text(late)
    session.expire_all()
    assert len(now(session, one).events) == 2


def test_findings_need_a_deadline_and_a_time(session: Session, site: Facility, sign_in: SignIn) -> None:
    one = check(session, site, S.IN_FIELD)
    session.commit()
    clerk = sign_in(Role.ECONOMIC_DIVISION)
    address = f"/inspections/{one.id}/findings"
    for more, words in (
        ({"severity": "2"}, "cần hạn khắc phục"),
        ({"severity": "9"}, "Xin chọn một mục trong danh sách"),
        ({"severity": "1", "deadline": "2020-01-01"}, "không thể trước ngày kiểm tra"),
        ({"severity": "1", "text": " "}, "Xin điền ô này"),
    ):
        answer = clerk.post(address, data={"version": "1", "text": "Rác", **more})
        assert answer.status_code == 400, more
        assert words in text(answer)
    assert clerk.post(address, data={"version": "1", "text": "Nhắc nhở", "severity": "0"}).status_code == 303
    assert clerk.post(address, data={"version": "1", "text": "Cũ", "severity": "0"}).status_code == 409
    early = check(session, cast.facility(session, session.get_one(Commune, site.commune_id)), S.APPROVED)
    session.commit()
    late = clerk.post(
        f"/inspections/{early.id}/findings", data={"version": "1", "text": "x", "severity": "0"}
    )
    assert late.status_code == 409


def test_a_mended_finding_of_another_check_is_none(
    session: Session, an_hung: Commune, site: Facility, sign_in: SignIn
) -> None:
    one, other = (check(session, place, S.CONCLUDED) for place in (site, cast.facility(session, an_hung)))
    finding = Finding(inspection_id=other.id, severity=1, deadline=date(2026, 1, 1))
    session.add(finding)
    session.commit()
    clerk = sign_in(Role.ECONOMIC_DIVISION)
    assert (
        clerk.post(f"/inspections/{one.id}/findings/{finding.id}/mend", data={"version": "1"}).status_code
        == 404
    )
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    address = f"/inspections/{other.id}/findings/{finding.id}/mend"
    assert clerk.post(address, data={"version": "1", "fixed_on": tomorrow}).status_code == 400
    assert clerk.post(address, data={"version": "1"}).status_code == 303
    assert clerk.post(address, data={"version": str(now(session, other).version)}).status_code == 303


def test_a_check_from_afar_asks_is_answered_and_concluded_without_a_visit(
    session: Session, site: Facility, sign_in: SignIn
) -> None:
    one = check(session, site, S.ANNOUNCED, form=InspectionForm.REMOTE)
    session.commit()
    clerk = sign_in(Role.ECONOMIC_DIVISION)
    asked = {"version": "1", "asked": "Giấy phép môi trường", "due": clock.today().isoformat()}
    assert clerk.post(f"/inspections/{one.id}/ask", data=asked).status_code == 303
    assert move(clerk, session, one, S.IN_FIELD).status_code == 303
    early = move(clerk, session, one, S.MINUTES_SIGNED)
    assert early.status_code == 400
    assert "cần ít nhất một trả lời" in text(early)
    request_id = next(event.id for event in now(session, one).events if event.data.get("asked"))
    said = {"version": str(now(session, one).version), "answer": "Đã gửi bản chụp giấy phép"}
    assert clerk.post(f"/inspections/{one.id}/requests/1/answer", data=said).status_code == 404
    assert clerk.post(f"/inspections/{one.id}/requests/{request_id}/answer", data=said).status_code == 303
    assert "Đã gửi bản chụp giấy phép" in text(clerk.get(f"/inspections/{one.id}"))
    assert move(clerk, session, one, S.MINUTES_SIGNED).status_code == 303
