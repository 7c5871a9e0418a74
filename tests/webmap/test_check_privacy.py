"""Who reads what of a check: nine roles and the public, ours and next door, published and not."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geodata.enums import Authority, LegalForm, Role, SiteKind
from geodata.models import (
    Commune,
    Facility,
    Finding,
    IncidentInspection,
    Inspection,
    InspectionRecord,
    SiteContact,
    Village,
)
from services import clock
from tests import cast
from tests.services.desk_cast import PERSON, reported_by
from tests.services.inspections.check_cast import S, check
from tests.webmap.walk import everybody

INSPECTORS = {Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION, Role.HEALTH_STATION, Role.CHAIRPERSON}
READERS = INSPECTORS | {Role.ADMIN, Role.VILLAGE_BOARD}
SECRETS = ("Nước thải chưa xử lý", "Phạm Văn Chủ", "0912 345 678", "Kết luận nội bộ", "Đoàn số 3", "BB-77")

NAMING = (
    "Chủ cơ sở Phạm Văn Chủ đã khắc phục.",
    "chủ cơ sở pham van chu đã khắc phục",
    "Ông Bình đã khắc phục.",
    "Gọi 0912345678 để biết thêm.",
    "Gọi 0225 3 888 999.",
    "Thư chu.pham@example.org.",
    f"Theo phản ánh của {PERSON.name}.",
    "Đại diện Lê Thị Đại Diện đã ký.",
)
"""Texts that give somebody away."""


@pytest.fixture
def village(session: Session, an_hung: Commune) -> Village:
    """The board's village."""
    return cast.village(session, an_hung, "Kim Lĩnh")


@pytest.fixture
def browsers(app: Flask, session: Session, village: Village) -> dict[Role, FlaskClient]:
    """A browser of every role."""
    return everybody(app, session, village)


def concluded(session: Session, home: Commune, village: Village | None, **more: Any) -> Inspection:
    """A concluded check with all that nobody outside may read."""
    legal_form = more.pop("legal_form", LegalForm.ENTERPRISE)
    site = cast.facility(
        session,
        home,
        "Phạm Văn Chủ",
        village_id=village.id if village else None,
        legal_form=legal_form,
        kind=SiteKind.CRAFT_WORKSHOP,
    )
    session.add(SiteContact(site_id=site.id, person="Phạm Văn Chủ", phone="0912 345 678"))
    given: dict[str, Any] = {
        "conclusion": "Kết luận nội bộ",
        "public_conclusion": "Cơ sở chấp hành quy định.",
        "team": "Đoàn số 3",
        "minutes_number": "BB-77",
    }
    one = check(session, site, S.DONE, **given | more)
    session.add(
        Finding(inspection_id=one.id, severity=2, text="Nước thải chưa xử lý", fixed_on=clock.today())
    )
    session.commit()
    return one


def test_what_everybody_reads_names_nobody_and_holds_no_evidence(
    session: Session, an_hung: Commune, village: Village, browsers: dict[Role, FlaskClient]
) -> None:
    made = {
        form: concluded(session, an_hung, village, published_on=clock.today(), legal_form=form)
        for form in LegalForm
    }
    for role, browser in browsers.items():
        listed = browser.get("/inspections").get_data(as_text=True)
        assert not [secret for secret in SECRETS[:1] + SECRETS[2:] if secret in listed], role
        assert listed.count("Phạm Văn Chủ") == 3
        for form, one in made.items():
            page = browser.get(f"/inspections/public/{one.code}").get_data(as_text=True)
            personal = form in (LegalForm.INDIVIDUAL, LegalForm.HOUSEHOLD_BUSINESS)
            told = [secret for secret in (*SECRETS, "12/QĐ-UBND") if secret in page]
            assert told == ([] if personal else ["Phạm Văn Chủ"]), f"{role} {form}"
            assert "Cơ sở chấp hành quy định." in page
            assert ("thôn Kim Lĩnh" in page) is personal


def test_what_is_not_published_is_not_there_for_anybody(
    session: Session, an_hung: Commune, village: Village, browsers: dict[Role, FlaskClient]
) -> None:
    hidden = concluded(session, an_hung, village)
    others = concluded(
        session, an_hung, None, body="Sở", authority=Authority.CITY, published_on=clock.today()
    )
    next_door = concluded(session, cast.commune(session), None, published_on=clock.today())
    for role, browser in browsers.items():
        listed = browser.get("/inspections").get_data(as_text=True)
        for one in (hidden, others, next_door):
            assert browser.get(f"/inspections/public/{one.code}").status_code == 404, role
            assert one.code not in listed


def test_the_record_is_read_by_who_may_and_findings_by_inspectors_only(
    session: Session, an_hung: Commune, village: Village, browsers: dict[Role, FlaskClient]
) -> None:
    own = concluded(session, an_hung, village)
    other = concluded(session, an_hung, cast.village(session, an_hung, "Cốc Lộc"))
    foreign = concluded(session, cast.commune(session), None)
    for role, browser in browsers.items():
        for one, where in ((own, "own"), (other, "other"), (foreign, "foreign")):
            answer = browser.get(f"/inspections/{one.id}")
            reads = (
                role in READERS and where != "foreign" and (role is not Role.VILLAGE_BOARD or where == "own")
            )
            wanted = 200 if reads else 401 if role is Role.PUBLIC else 403 if role not in READERS else 404
            assert answer.status_code == wanted, f"{role} {where}"
            page = answer.get_data(as_text=True)
            whole = reads and role in INSPECTORS
            for secret in ("Nước thải chưa xử lý", "Kết luận nội bộ", "Đoàn số 3", "BB-77"):
                assert (secret in page) is whole, f"{role} {where} {secret}"


def test_a_board_s_desk_holds_its_own_village_and_counts_no_findings(
    session: Session, an_hung: Commune, village: Village, browsers: dict[Role, FlaskClient]
) -> None:
    own = concluded(session, an_hung, village)
    other = concluded(session, an_hung, cast.village(session, an_hung, "Cốc Lộc"))
    board = browsers[Role.VILLAGE_BOARD]
    page = board.get("/inspections/desk?pile=all").get_data(as_text=True)
    assert own.code in page
    assert other.code not in page
    for pile in ("remedies", "to_conclude", "to_approve"):
        assert board.get(f"/inspections/desk?pile={pile}").status_code == 400
    clerk = browsers[Role.ECONOMIC_DIVISION].get("/inspections/desk?pile=all").get_data(as_text=True)
    assert own.code in clerk
    assert other.code in clerk


def test_a_conclusion_that_names_somebody_is_not_published(
    session: Session, an_hung: Commune, village: Village, browsers: dict[Role, FlaskClient]
) -> None:
    one = concluded(session, an_hung, village)
    report = cast.report(session, an_hung)
    reported_by(session, report)
    session.add(IncidentInspection(incident_id=report.id, inspection_id=one.id))
    at = datetime.now(clock.ZONE)
    session.add(
        InspectionRecord(
            inspection_id=one.id,
            key="phone-1",
            outcome="signed",
            started_at=at,
            ended_at=at,
            representative="Lê Thị Đại Diện",
        )
    )
    session.commit()
    for words in NAMING:
        sent = {"version": str(one.version), "published": "yes", "public_conclusion": words}
        answer = browsers[Role.ECONOMIC_DIVISION].post(f"/inspections/{one.id}/publish", data=sent)
        assert answer.status_code == 400, words
        assert "có tên người" in answer.get_data(as_text=True)
    session.expire_all()
    assert session.get_one(Inspection, one.id).published_on is None


def test_plain_words_are_published_and_taken_back(
    session: Session, an_hung: Commune, village: Village, browsers: dict[Role, FlaskClient]
) -> None:
    one = concluded(session, an_hung, village)
    clerk, public = browsers[Role.ECONOMIC_DIVISION], browsers[Role.PUBLIC]
    address = f"/inspections/{one.id}/publish"
    for sent, shown in (
        ({"published": "yes", "public_conclusion": "Bà con quanh xưởng không còn phản ánh."}, 200),
        ({"published": "no", "public_conclusion": "Bà con quanh xưởng không còn phản ánh."}, 404),
    ):
        version = session.get_one(Inspection, one.id, populate_existing=True).version
        assert clerk.post(address, data=sent | {"version": str(version)}).status_code == 303
        assert public.get(f"/inspections/public/{one.code}").status_code == shown
    version = session.get_one(Inspection, one.id, populate_existing=True).version
    empty = clerk.post(address, data={"version": str(version), "published": "yes", "public_conclusion": " "})
    assert empty.status_code == 400


def test_nothing_is_published_before_it_is_concluded(
    session: Session, an_hung: Commune, browsers: dict[Role, FlaskClient]
) -> None:
    for state in (S.PROPOSED, S.IN_FIELD, S.MINUTES_SIGNED, S.CANCELLED):
        _not_yet(check(session, cast.facility(session, an_hung), state), session, browsers)


def _not_yet(one: Inspection, session: Session, browsers: dict[Role, FlaskClient]) -> None:
    session.commit()
    sent = {"version": "1", "published": "yes", "public_conclusion": "Tốt"}
    assert browsers[Role.COMMUNE_POLICE].post(f"/inspections/{one.id}/publish", data=sent).status_code in (
        403,
        409,
    )
    assert (
        browsers[Role.ECONOMIC_DIVISION].post(f"/inspections/{one.id}/publish", data=sent).status_code == 409
    )


def test_forged_steps_are_refused_to_everybody_whose_step_it_is_not(
    session: Session, an_hung: Commune, village: Village, browsers: dict[Role, FlaskClient]
) -> None:
    site: Facility = cast.facility(session, an_hung, village_id=village.id)
    one = check(session, site, S.PROPOSED)
    session.commit()
    for role, browser in browsers.items():
        if role is Role.CHAIRPERSON:
            continue
        answer = browser.post(f"/inspections/{one.id}/move", data={"to": "approved", "version": "1"})
        assert answer.status_code == (401 if role is Role.PUBLIC else 403), role
        for path in ("findings", "publish", "override", "ask", "strike"):
            refused = browser.post(f"/inspections/{one.id}/{path}", data={"version": "1"}).status_code
            assert refused in (400, 401, 403, 404, 409), f"{role} {path}"
    session.expire_all()
    assert session.get_one(Inspection, one.id).state is S.PROPOSED
