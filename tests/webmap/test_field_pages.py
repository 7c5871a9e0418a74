"""The pages of the field: what is packed and for whom, the shell, the plain form, files, the record shown."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Authority, InspectionForm, InspectionState, LegalForm, Role
from geodata.models import Commune, Finding, Inspection, InspectionFile, InspectionRecord
from services import clock
from services.field import checklists
from tests import cast
from tests.everything import plant
from tests.field_parts import check
from tests.pictures import photo
from tests.webmap.conftest import SignIn
from tests.webmap.field_form import PDF, form, forms, post
from tests.webmap.form_reader import fields
from tests.webmap.test_pwa import VERSIONED, told

S = InspectionState


@pytest.fixture
def boss(sign_in: SignIn) -> FlaskClient:
    """An officer of the economic division."""
    return sign_in(Role.ECONOMIC_DIVISION)


def packed(browser: FlaskClient) -> dict[str, Any]:
    """What a phone takes along."""
    answer = browser.get("/field/pack.json")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return dict(answer.get_json())


# --- what is packed


def test_a_phone_takes_along_the_checks_of_its_body_in_these_days(
    session: Session, an_hung: Commune, boss: FlaskClient
) -> None:
    today = clock.today()
    wanted = [
        check(session, an_hung, S.ANNOUNCED, planned_on=today - timedelta(days=9)),
        check(session, an_hung, S.IN_FIELD, planned_on=today),
        check(session, an_hung, S.APPROVED, planned_on=today + timedelta(days=14)),
        check(session, an_hung, S.APPROVED, planned_on=None),
    ]
    others: list[dict[str, Any]] = [
        {"state": S.PROPOSED},
        {"state": S.CANCELLED},
        {"planned_on": today + timedelta(days=15)},
        {"authority": Authority.COMMUNE_POLICE},
        {"form": InspectionForm.REMOTE},
        {"body": "Sở"},
    ]
    for more in others:
        check(session, an_hung, **more)
    check(session, cast.commune(session))
    session.commit()
    pack = packed(boss)
    assert [one["id"] for one in pack["checks"]] == [one.id for one in wanted]
    assert {one["name"] for one in pack["checklists"]} == set(checklists.known())


def test_a_packed_check_tells_where_what_and_what_was_found_before(
    session: Session, an_hung: Commune, boss: FlaskClient
) -> None:
    village = cast.village(session, an_hung, "Kim Lĩnh")
    site = cast.facility(session, an_hung, "Xưởng mộc", village_id=village.id, address="Xóm 3")
    before = cast.visit(session, site, date(2024, 5, 5))
    open_one = {"inspection_id": before.id, "text": "Thiếu nắp hố ga", "severity": 2}
    session.add_all([Finding(**open_one), Finding(**open_one | {"fixed_on": date(2024, 6, 1)})])
    one = check(session, an_hung, site=site, contents=["environment", "fire_safety"])
    session.commit()
    [told] = packed(boss)["checks"]
    assert told["site"] == {
        "name": "Xưởng mộc",
        "kind": "craft_workshop",
        "address": "Xóm 3",
        "village": "Kim Lĩnh",
    }
    assert (told["code"], told["place"], told["checklist"]) == (
        one.code,
        [106.59, 20.75],
        "env-2026-1+fire-2026-1",
    )
    assert told["earlier"] == [{"text": "Thiếu nắp hố ga", "severity": 2, "deadline": None}]
    assert told["contents_words"] == ["Môi trường", "Phòng cháy, chữa cháy"]
    assert told["capped_words"] == ""


def test_a_check_in_a_merged_village_and_one_without_a_place_are_packed(
    session: Session, an_hung: Commune, boss: FlaskClient
) -> None:
    old = cast.village(session, an_hung, "Thôn cũ", valid_to=date(2026, 6, 30))
    cast.village(session, an_hung, "Thôn mới", area=cast.ground(106.58, 20.74, 106.60, 20.76))
    check(session, an_hung, site=cast.facility(session, an_hung, village_id=old.id))
    check(session, an_hung, site=cast.facility(session, an_hung, village_id=old.id, geom=None))
    session.commit()
    told = packed(boss)["checks"]
    assert [one["site"]["village"] for one in told] == ["Thôn mới", "Thôn cũ"]
    assert told[1]["place"] is None


def test_a_check_that_the_year_forbids_says_so(session: Session, an_hung: Commune, boss: FlaskClient) -> None:
    site = cast.facility(session, an_hung, legal_form=LegalForm.ENTERPRISE)
    cast.visit(session, site, clock.today(), authority=Authority.CITY, contents=["environment"])
    one = check(session, an_hung, site=site)
    session.commit()
    [told] = packed(boss)["checks"]
    assert told["capped"] == "inspection.capped"
    assert told["capped_words"]
    assert told["capped_words"] in boss.get(f"/field/{one.id}").get_data(as_text=True)


def test_what_is_packed_holds_no_contact_and_no_account(
    session: Session, an_hung: Commune, sign_in: SignIn
) -> None:
    plant(session, an_hung)
    session.commit()
    for role in (Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE, Role.HEALTH_STATION):
        answer = sign_in(role).get("/field/pack.json").get_data(as_text=True)
        assert not [word for word in ("phone", "0912345678", "tax_code", "display_name") if word in answer]


# --- the page and its shell


def test_the_page_lists_checks_for_a_browser_without_scripts(
    session: Session, an_hung: Commune, boss: FlaskClient
) -> None:
    assert "Chưa có cuộc kiểm tra nào" in boss.get("/field").get_data(as_text=True)
    one = check(session, an_hung)
    session.commit()
    page = boss.get("/field").get_data(as_text=True)
    assert f'href="/field/{one.id}"' in page
    assert 'href="geo:20.75,106.59' in page


def test_the_shell_holds_nothing_of_anybody(session: Session, an_hung: Commune, sign_in: SignIn) -> None:
    one = check(session, an_hung)
    session.commit()
    shells = {
        sign_in(role).get("/field/shell").get_data(as_text=True)
        for role in (Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE)
    }
    assert len(shells) == 1
    page = shells.pop()
    assert not [
        word for word in (one.code, "csrf_token", "Đăng xuất", "economic_division", "nonce=") if word in page
    ]
    assert 'id="field"' in page


def test_a_phone_of_the_field_keeps_every_file_of_the_shell(boss: FlaskClient) -> None:
    known = told(boss)["field"]
    assert known["page"] == "/field/shell"  # type: ignore[call-overload]
    files = known["files"]  # type: ignore[call-overload]
    named = VERSIONED.findall(boss.get("/field/shell").get_data(as_text=True))
    assert {one for one in named if ".svg" not in one} <= set(files)
    size = 0
    for address in files:
        answer = boss.get(address)
        assert answer.status_code == 200, address
        size += len(answer.data)
        answer.close()
    assert size < 400_000
    scripts = {address.split("?")[0] for address in files}
    assert {"/static/js/field/form.js", "/static/js/drafts/resize.js", "/static/js/offline/dom.js"} <= scripts


# --- the plain form


def test_without_a_script_the_same_record_comes_by_a_form(
    session: Session, an_hung: Commune, boss: FlaskClient
) -> None:
    one = check(session, an_hung)
    session.commit()
    sent = form(
        boss,
        one,
        photos=(BytesIO(photo()), "a.jpg"),
        paper=(BytesIO(PDF), "bien-ban.pdf"),
        **{"a-env-03": "failed", "t-env-03": "Nước đen ra mương", "f1-text": "Sân bẩn", "f1-severity": "0"},
    )
    answer = post(boss, one, sent)
    assert (answer.status_code, answer.location) == (303, f"/inspections/{one.id}")
    session.expire_all()
    assert session.get_one(Inspection, one.id).state is S.MINUTES_SIGNED
    found = session.execute(select(Finding.item, Finding.text, Finding.severity).order_by(Finding.id)).all()
    assert found == [("env-03", "Nước đen ra mương", 3), ("", "Sân bẩn", 0)]
    assert set(session.scalars(select(InspectionFile.media_type))) == {"image/jpeg", "application/pdf"}
    again = post(boss, one, {"key": sent["key"]})
    assert (again.status_code, again.location) == (303, f"/inspections/{one.id}")


def test_what_is_wrong_comes_back_with_all_that_was_sent(
    session: Session, an_hung: Commune, boss: FlaskClient
) -> None:
    one = check(session, an_hung)
    session.commit()
    sent = form(boss, one, paper=(BytesIO(photo()), "a.jpg"), representative="", opinion="Sẽ <b>sửa</b>")
    answer = post(boss, one, sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Đã nhận 1 tệp" in page
    assert "Sẽ &lt;b&gt;sửa&lt;/b&gt;" in page
    number = next(n for n, known in enumerate(forms(page)) if "started_at" in known)
    back: dict[str, Any] = {name: values[0] for name, values in fields(page, number).items()}
    assert back["a-env-01"] == "passed"
    assert post(boss, one, back | {"representative": "Người khác"}).status_code == 303
    assert session.scalars(select(InspectionRecord.representative)).all() == ["Người khác"]


UNREADABLE: list[dict[str, str]] = [
    {"started_at": "soon"},
    {"outcome": "happy"},
    {"f1-text": "x", "f1-severity": "9"},
    {"f1-text": "x", "f1-severity": "1", "f1-deadline": "soon"},
    {"ended_at": "2999-01-01T10:00"},
    {"key": "no key"},
]


def test_a_form_that_cannot_be_read_comes_back(session: Session, an_hung: Commune, boss: FlaskClient) -> None:
    one = check(session, an_hung)
    session.commit()
    sent = form(boss, one)
    for wrong in UNREADABLE:
        signed = {"paper": (BytesIO(PDF), "b.pdf")}
        assert post(boss, one, sent | signed | wrong).status_code == 400, wrong
    assert session.scalars(select(InspectionRecord)).all() == []


def test_a_check_that_takes_no_record_has_no_form(
    session: Session, an_hung: Commune, boss: FlaskClient, sign_in: SignIn
) -> None:
    closed = check(session, an_hung, S.CANCELLED)
    open_one = check(session, an_hung)
    session.commit()
    assert boss.get(f"/field/{closed.id}").status_code == 404
    assert sign_in(Role.COMMUNE_POLICE).get(f"/field/{open_one.id}").status_code == 404
    assert boss.get(f"/field/{open_one.id}").status_code == 200


def test_times_of_the_form_are_those_of_the_commune(
    session: Session, an_hung: Commune, boss: FlaskClient
) -> None:
    one = check(session, an_hung)
    session.commit()
    local = datetime.now(clock.ZONE) - timedelta(hours=2)
    sent = form(boss, one, paper=(BytesIO(PDF), "b.pdf"), started_at=local.strftime("%Y-%m-%dT%H:%M"))
    assert post(boss, one, sent).status_code == 303
    started = session.get_one(InspectionRecord, one.id).started_at.astimezone(clock.ZONE)
    assert (started.date(), time(started.hour, started.minute)) == (
        local.date(),
        time(local.hour, local.minute),
    )
