"""The pages of schemes: proposed on a form, refused with the place of the fault, approved by another."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.models import Commune, RiskRating, RiskScheme
from services import clock
from services.risk import ratings
from services.risk.in_force import default
from tests import cast
from tests.webmap.conftest import SignIn
from tests.webmap.form_reader import fields
from tests.webmap.test_risk import page, words

TODAY = clock.today()


@pytest.fixture
def officer(sign_in: SignIn) -> FlaskClient:
    """The economic division."""
    return sign_in(Role.ECONOMIC_DIVISION)


@pytest.fixture
def chairperson(sign_in: SignIn) -> FlaskClient:
    """Who approves."""
    return sign_in(Role.CHAIRPERSON)


def filled(officer: FlaskClient, **more: str) -> dict[str, Any]:
    """The form of a new scheme as it comes, with a first day, and what else was typed."""
    html = officer.get("/risk/schemes/new").get_data(as_text=True)
    forms = [fields(html, number) for number in range(html.count("<form"))]
    [form] = [one for one in forms if "bands" in one]
    return {**form, "valid_from": TODAY.isoformat()} | more


def propose(officer: FlaskClient, **more: str) -> str:
    """Send it; the address of the new scheme."""
    answer = officer.post("/risk/schemes/new", data=filled(officer, **more))
    assert answer.status_code == 303, words(answer.get_data(as_text=True))
    return str(answer.location)


def approve(browser: FlaskClient, path: str, version: int = 1) -> int:
    return browser.post(f"{path}/approve", data={"version": str(version)}).status_code


def test_the_first_page_tells_that_nobody_approved_anything_yet(officer: FlaskClient) -> None:
    told = page(officer, "/risk/schemes")
    assert default()["code"] in told and "đề xuất của hệ thống" in told
    told = page(officer, "/risk/schemes/default")
    assert "chưa được UBND xã phê duyệt" in told
    assert "Đề xuất của hệ thống; mốc 5, 20, 100 và 500 m³ mỗi ngày" in told


def test_the_form_starts_from_the_scheme_in_force_and_can_be_sent_as_it_is(
    officer: FlaskClient, session: Session
) -> None:
    path = propose(officer)
    [made] = session.scalars(select(RiskScheme))
    assert path == f"/risk/schemes/{made.id}"
    assert made.rules == default()["rules"]
    assert (made.code, made.valid_from) == (f"{TODAY.year}-1", TODAY)
    assert "Chờ duyệt. Người đề xuất: economic_division" in page(officer, path)


def test_terms_weights_and_bands_are_taken(officer: FlaskClient, session: Session) -> None:
    bands = json.loads(filled(officer)["bands"][0])
    bands["impact"]["scale"]["parts"][0]["at_least"] = [[3, 1], [30, 4]]
    propose(
        officer,
        term_waste="1",
        reason_waste="Trọng tâm năm",
        term_scale="-1",
        reason_scale="Đã tính ở nơi khác",
        weight_findings="2,5",
        n_min="3",
        alpha="0,75",
        bands=json.dumps(bands),
        note="Theo họp ngày 5",
    )
    [made] = session.scalars(select(RiskScheme))
    assert made.terms == {"waste": 1, "scale": -1}
    assert made.rules["reasons"] == {"waste": "Trọng tâm năm", "scale": "Đã tính ở nơi khác"}
    assert (made.rules["weights"]["findings"], made.rules["n_min"]) == (2.5, 3)
    assert made.rules["priority"]["alpha"] == 0.75
    assert made.rules["impact"]["scale"]["parts"][0]["at_least"] == [[3, 1], [30, 4]]
    told = page(officer, f"/risk/schemes/{made.id}")
    assert "Trọng tâm năm" in told and "+1" in told and "Theo họp ngày 5" in told


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"bands": "{"}, "không phải JSON đúng: xem dòng 1, chữ thứ 2"),
        ({"bands": "{}"}, "thiếu mục “impact”"),
        ({"n_min": "9"}, "Mục “n_min” phải là một số từ 1 đến 8"),
        ({"weight_papers": "0"}, "Mục “weights.papers” phải là một số"),
        ({"weight_papers": ""}, "Giấy phép, báo cáo: Trọng số"),
        ({"term_waste": "1"}, "Hệ số khác 0 cần có lý do"),
        ({"term_waste": "5"}, "Xin chọn một mục trong danh sách"),
        ({"code": "có dấu cách"}, "Mã bộ tiêu chí gồm chữ, số"),
        ({"valid_from": "31/02/2027"}, "Xin chọn một ngày có thật"),
        ({"valid_from": ""}, "Xin điền ô này"),
    ],
)
def test_a_form_that_cannot_be_used_comes_back_whole(
    officer: FlaskClient, session: Session, more: dict[str, str], said: str
) -> None:
    sent = filled(officer, note="Ghi chú còn đây", **more)
    answer = officer.post("/risk/schemes/new", data=sent)
    assert answer.status_code == 400
    told = words(answer.get_data(as_text=True))
    assert said in told and "Ghi chú còn đây" in told
    assert session.scalars(select(RiskScheme)).all() == []


def test_the_place_of_a_fault_in_the_bands_is_named(officer: FlaskClient) -> None:
    bands = json.loads(filled(officer)["bands"][0])
    bands["impact"]["wastewater"]["parts"][0]["at_least"] = [[5, 2], [1, 3]]
    answer = officer.post("/risk/schemes/new", data=filled(officer, bands=json.dumps(bands)))
    assert "Mục “impact.wastewater.parts[1].at_least”: các mốc phải tăng dần" in words(
        answer.get_data(as_text=True)
    )


def test_another_person_approves_and_the_sites_are_rated_by_it(
    officer: FlaskClient, chairperson: FlaskClient, session: Session, an_hung: Commune
) -> None:
    cast.facility(session, an_hung)
    ratings.refresh(session, an_hung.id)
    session.commit()
    path = propose(officer, term_waste="1", reason_waste="x")
    assert "Duyệt bộ này" not in page(officer, path)
    assert "Duyệt bộ này" in page(chairperson, path)
    assert approve(chairperson, path) == 303
    told = page(chairperson, path)
    assert "Không sửa được nữa" in told and "Duyệt bộ này" not in told and "Rút đề xuất" not in told
    [row] = session.scalars(select(RiskRating).execution_options(populate_existing=True))
    assert path.endswith(f"/{row.scheme_id}") and row.terms[2] == 1
    listed = page(officer, "/risk/schemes")
    assert "đang dùng" in listed and "đã duyệt" in listed


def test_what_is_approved_is_frozen(
    officer: FlaskClient, chairperson: FlaskClient, session: Session, an_hung: Commune
) -> None:
    path = propose(officer)
    assert approve(chairperson, path) == 303
    assert approve(chairperson, path, 2) == 409
    assert officer.post(f"{path}/withdraw", data={"version": "2"}).status_code == 409


def test_who_may_not_is_refused(officer: FlaskClient, chairperson: FlaskClient, sign_in: SignIn) -> None:
    path = propose(officer)
    assert approve(officer, path) == 403
    assert approve(sign_in(Role.ADMIN), path) == 403
    assert chairperson.get("/risk/schemes/new").status_code == 403
    assert chairperson.post(f"{path}/withdraw", data={"version": "1"}).status_code == 403
    assert approve(chairperson, path, 7) == 409, "another version than the one seen"


def test_a_proposal_is_taken_back(officer: FlaskClient, session: Session) -> None:
    path = propose(officer)
    assert officer.post(f"{path}/withdraw", data={"version": "1"}).status_code == 303
    assert session.scalars(select(RiskScheme)).all() == []
    assert officer.get(path).status_code == 404


def test_a_scheme_whose_rules_are_empty_still_has_a_page(
    officer: FlaskClient, chairperson: FlaskClient, session: Session, an_hung: Commune
) -> None:
    made = RiskScheme(commune_id=an_hung.id, code="rong", valid_from=TODAY, rules={}, version=1)
    session.add(made)
    session.commit()
    assert "rong" in page(officer, f"/risk/schemes/{made.id}")
    answer = chairperson.post(f"/risk/schemes/{made.id}/approve", data={"version": "1"})
    assert answer.status_code == 400
    assert "thiếu mục “impact”" in answer.get_data(as_text=True)


def test_codes_do_not_run_out(officer: FlaskClient) -> None:
    propose(officer)
    assert filled(officer)["code"] == [f"{TODAY.year}-2"]
