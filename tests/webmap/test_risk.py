"""The pages of risk: the list, a site explained and replayed, scores by hand, who is let in."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from geodata.enums import Criterion, IncidentCategory, IncidentState, Role, Visibility
from geodata.models import Commune, Facility, Finding, RiskRating, RiskValue
from geodata.risk_figures import FIGURES, Origin
from services import clock
from services.access import PERMISSIONS
from services.risk import ratings, renewal
from tests import cast
from tests.webmap.conftest import SignIn
from webmap import housekeeping
from webmap.charts import HEIGHT, WIDTH, category_steps
from webmap.risk_words import FIGURES as FIGURE_WORDS
from webmap.risk_words import ORIGINS

TODAY = clock.today()


@pytest.fixture
def site(session: Session, an_hung: Commune) -> Facility:
    """A rated workshop with a stock of 12,5 tonnes and a grave finding."""
    made = cast.facility(session, an_hung, "Xưởng mạ mẫu", hazardous_stock_t=12.5, workers=30)
    cast.visit(session, made, TODAY - timedelta(days=90), findings=[Finding(severity=3)])
    ratings.refresh(session, an_hung.id)
    session.commit()
    return made


@pytest.fixture
def officer(sign_in: SignIn) -> FlaskClient:
    """The economic division."""
    return sign_in(Role.ECONOMIC_DIVISION)


def page(browser: FlaskClient, path: str, status: int = 200) -> str:
    """The text of a page, one space between words."""
    answer = browser.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return words(answer.get_data(as_text=True))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_list_shows_sites_with_their_figures(officer: FlaskClient, site: Facility) -> None:
    html = officer.get("/risk").get_data(as_text=True)
    assert f'href="/risk/sites/{site.id}"' in html
    assert "/maps/coverage?view=17/20.75000/106.59000" in html
    told = words(html)
    assert "Xưởng mạ mẫu" in told and "1 cơ sở" in told
    assert (TODAY - timedelta(days=90)).strftime("%d/%m/%Y") in told
    assert "không phải căn cứ để vào cơ sở" in told


def test_the_list_says_what_is_missing_and_what_is_filtered_out(officer: FlaskClient, site: Facility) -> None:
    assert "Không có cơ sở nào hợp với lựa chọn này" in page(officer, "/risk?category=1")
    assert "Xưởng mạ mẫu" in page(officer, "/risk?kind=craft_workshop")
    page(officer, "/risk?kind=castle", 400)
    page(officer, "/risk?category=9", 400)
    assert "Xưởng mạ mẫu" not in page(officer, "/risk?page=7")
    page(officer, "/risk?page=x")


def test_an_empty_register_has_an_empty_list(officer: FlaskClient) -> None:
    assert "Chưa có cơ sở nào được xếp hạng" in page(officer, "/risk")


def test_sites_without_a_category_are_told_of(
    officer: FlaskClient, site: Facility, session: Session, an_hung: Commune
) -> None:
    cast.facility(session, an_hung, "Xưởng mới")
    session.commit()
    assert "1 cơ sở chưa được xếp hạng" in page(officer, "/risk")
    answer = officer.post("/risk/renewal")
    assert answer.location == "/risk?renewed=1"
    told = page(officer, answer.location)
    assert "Đã tính lại; 1 cơ sở có thay đổi" in told
    assert "chưa được xếp hạng" not in told and "Xưởng mới" in told


def test_many_sites_are_rated_by_the_worker(
    officer: FlaskClient,
    site: Facility,
    session: Session,
    sessions: sessionmaker[Session],
    an_hung: Commune,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(renewal, "AT_ONCE", 0)
    site.workers = 500
    session.commit()
    assert officer.post("/risk/renewal").location == "/risk"
    assert "Việc tính lại đang chờ đến lượt" in page(officer, "/risk")
    session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
    session.commit()
    assert "Đang tính lại cho mọi cơ sở" in page(officer, "/risk")
    housekeeping.rate_sites(sessions, an_hung.id)
    session.execute(text("UPDATE procrastinate_jobs SET status = 'succeeded'"))
    session.commit()
    session.expire_all()
    assert "tính lại cho mọi" not in page(officer, "/risk")
    [row] = session.scalars(select(RiskRating))
    assert row.impact[7] == 4


def test_the_night_s_task_rates_every_commune(
    site: Facility, session: Session, sessions: sessionmaker[Session], an_hung: Commune
) -> None:
    other = cast.facility(session, cast.commune(session))
    session.commit()
    housekeeping.rate_all_sites(sessions, 0)
    housekeeping.rate_all_sites(sessions, 0)
    rated = session.scalars(select(RiskRating.site_id).order_by(RiskRating.site_id)).all()
    assert rated == [site.id, other.id]


def test_every_step_of_a_category_is_explained(
    officer: FlaskClient, site: Facility, session: Session
) -> None:
    [row] = session.scalars(select(RiskRating))
    told = page(officer, f"/risk/sites/{site.id}")
    assert f"Hạng {row.category}" in told
    assert "Hóa chất nguy hiểm đang chứa: 12,5 tấn" in told
    assert "từ 5 tấn trở lên · 3 điểm" in told
    assert "Nước thải: chưa có số liệu" in told
    assert "không có trong vòng 1.000 m" in told
    assert f"Điểm cao nhất R0 = {row.highest}, có ở {row.bearers} tiêu chí" in told
    assert f"R1 = {row.settled}" in told
    assert "Đang có lỗi mức 3 chưa khắc phục, nên d ít nhất là +1: d = +1" in told
    assert f"giữ trong khoảng 1 đến 5: hạng {row.category}" in told
    assert "đề xuất của hệ thống, chưa được UBND xã phê duyệt" in told
    assert "Mức quá kỳ (u)" in told


def test_a_past_day_shows_what_was_shown_then(
    officer: FlaskClient, site: Facility, session: Session, an_hung: Commune
) -> None:
    [row] = session.scalars(select(RiskRating))
    row.rated_on = TODAY - timedelta(days=30)
    session.commit()
    site.hazardous_stock_t = 80
    ratings.refresh(session, an_hung.id)
    session.commit()
    assert "đang chứa: 80 tấn" in page(officer, f"/risk/sites/{site.id}")
    then = page(officer, f"/risk/sites/{site.id}?on={TODAY - timedelta(days=1)}")
    assert "đang chứa: 12,5 tấn" in then and "80 tấn" not in then
    assert "Phần này tính lại cho ngày" in then
    before = page(officer, f"/risk/sites/{site.id}?on={TODAY - timedelta(days=31)}")
    assert "chưa được xếp hạng. Lần đầu là ngày" in before
    assert (TODAY - timedelta(days=30)).strftime("%d/%m/%Y") in before
    assert "đang chứa" not in before
    assert "đang chứa: 80 tấn" in page(officer, f"/risk/sites/{site.id}?on=2099-01-01"), "no day to come"
    page(officer, f"/risk/sites/{site.id}?on=hôm-qua", 400)


def test_the_chart_has_a_name_and_a_table(officer: FlaskClient, site: Facility) -> None:
    html = officer.get(f"/risk/sites/{site.id}").get_data(as_text=True)
    assert re.search(r'<svg class="history"[^>]*role="img" aria-labelledby="history"', html)
    assert '<h2 id="history">' in html
    assert "Bảng các lần đổi hạng (1)" in html


def test_a_site_never_rated_says_so(officer: FlaskClient, session: Session, an_hung: Commune) -> None:
    made = cast.facility(session, an_hung)
    session.commit()
    assert "chưa được xếp hạng lần nào" in page(officer, f"/risk/sites/{made.id}")
    page(officer, f"/risk/sites/{cast.point(session, an_hung).id}", 404)
    page(officer, "/risk/sites/99999999", 404)


def test_a_score_is_set_by_hand_and_taken_back(
    officer: FlaskClient, site: Facility, session: Session
) -> None:
    path = f"/risk/sites/{site.id}"
    sent = {"criterion": "noise_traffic", "value": "5", "reason": "Xe tải chạy đêm"}
    answer = officer.post(f"{path}/values", data=sent)
    assert (answer.status_code, answer.location) == (303, f"{path}?saved=1")
    told = page(officer, answer.location)
    assert "Đã lưu và tính lại" in told
    assert "Đặt tay: 5 thay cho" in told and "Xe tải chạy đêm" in told
    [value] = session.scalars(select(RiskValue))
    assert officer.post(f"{path}/values/{value.id}/end").status_code == 303
    told = page(officer, path)
    assert "Đặt tay: 5" not in told and "bỏ lúc" in told
    assert officer.post(f"{path}/values/{value.id}/end").status_code == 409


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"criterion": "waste", "value": "9", "reason": "x"}, "Tiêu chí tác động nhận điểm từ 0 đến 5"),
        ({"criterion": "papers", "value": "3", "reason": "x"}, "nhận điểm -1, 0 hoặc 1"),
        ({"criterion": "waste", "value": "ba", "reason": "x"}, "Xin điền một con số"),
        ({"criterion": "waste", "value": "3", "reason": ""}, "Xin điền ô này"),
        ({"criterion": "beauty", "value": "3", "reason": "Lý do còn đây"}, "Lý do còn đây"),
        ({}, "Chưa lưu được"),
    ],
)
def test_a_score_that_cannot_be_used_is_refused_and_nothing_is_lost(
    officer: FlaskClient, site: Facility, session: Session, sent: dict[str, str], said: str
) -> None:
    answer = officer.post(f"/risk/sites/{site.id}/values", data=sent)
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert session.scalars(select(RiskValue)).all() == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_readers_read_and_only_inspectors_write(
    sign_in: SignIn, site: Facility, session: Session, an_hung: Commune, role: Role
) -> None:
    village = cast.village(session, an_hung) if role is Role.VILLAGE_BOARD else None
    site.village_id = village.id if village else None
    session.commit()
    browser = sign_in(role, village=village)
    path = f"/risk/sites/{site.id}"
    reads = role in PERMISSIONS["risk:read"]
    for address in ("/risk", path, "/risk/schemes", "/risk/schemes/default"):
        assert (browser.get(address).status_code == 200) is reads, address
    writes = role in PERMISSIONS["risk:edit"]
    sent = {"criterion": "waste", "value": "3", "reason": "x"}
    assert (browser.post(f"{path}/values", data=sent).status_code == 303) is writes
    assert (browser.post("/risk/renewal").status_code == 303) is writes
    if reads:
        html = browser.get(path).get_data(as_text=True)
        assert ("Đặt điểm bằng tay" in html) is writes


def test_a_board_sees_no_stock_no_findings_and_no_reasons(
    sign_in: SignIn, site: Facility, session: Session, an_hung: Commune
) -> None:
    village = cast.village(session, an_hung)
    site.village_id = village.id
    session.add(
        RiskValue(site_id=site.id, criterion=Criterion.SCALE, value=3, reason="Nghe từ nguồn tin riêng")
    )
    session.flush()
    ratings.refresh(session, an_hung.id)
    session.commit()
    told = page(sign_in(Role.VILLAGE_BOARD, village=village), f"/risk/sites/{site.id}")
    assert "12,5" not in told and "nguồn tin riêng" not in told
    assert "lỗi mức 3 chưa khắc phục" not in told
    assert "số liệu chỉ cán bộ được giao mới xem" in told
    assert "Đặt tay: 3 thay cho" in told


def test_no_page_of_others_tells_of_the_police_s_reports(
    sign_in: SignIn, site: Facility, session: Session, an_hung: Commune
) -> None:
    """Every reader's pages with three police reports, of which the score knows, and with a fourth."""
    browsers = {
        role: sign_in(role) for role in (Role.ECONOMIC_DIVISION, Role.CHAIRPERSON, Role.HEALTH_STATION)
    }
    police = sign_in(Role.COMMUNE_POLICE)
    paths = ("/risk", f"/risk/sites/{site.id}")
    before: dict[tuple[Role, str], str] = {}
    for number in range(4):
        cast.report(
            session,
            an_hung,
            category=IncidentCategory.ODOUR,
            state=IncidentState.IN_PROGRESS,
            visibility=Visibility.POLICE,
            published=False,
            geom=cast.place(106.59, 20.75),
            created_at=datetime.now(UTC) - timedelta(days=2),
        )
        ratings.refresh(session, an_hung.id)
        session.commit()
        now = {(role, path): page(browser, path) for role, browser in browsers.items() for path in paths}
        if number == 3:
            assert now == before
        before = now
    told = page(browsers[Role.ECONOMIC_DIVISION], paths[1])
    assert "gắn với cơ sở hoặc ở gần: 0" in told
    assert "Số này chỉ gồm phản ánh bạn được xem" in told
    assert "gắn với cơ sở hoặc ở gần: 2" in page(police, paths[1]), "as it was when the score moved"
    assert "gồm cả phản ánh chỉ Công an xã được xem" in page(police, paths[1])


def test_the_record_of_a_site_leads_to_its_category(
    officer: FlaskClient, client: FlaskClient, site: Facility, session: Session, an_hung: Commune
) -> None:
    assert f"/risk/sites/{site.id}" in officer.get(f"/places/{site.id}").get_data(as_text=True)
    point = cast.point(session, an_hung)
    session.commit()
    assert "/risk/sites" not in officer.get(f"/places/{point.id}").get_data(as_text=True)
    assert "/risk/sites" not in client.get(f"/places/{point.id}").get_data(as_text=True)


def test_every_figure_and_origin_has_its_words(app: Flask) -> None:
    assert set(FIGURE_WORDS) == set(FIGURES)
    assert set(ORIGINS) == set(Origin)


def test_a_chart_of_steps_stays_within_its_frame() -> None:
    start, end = date(2025, 1, 1), date(2026, 12, 31)
    history = [(date(2024, 5, 1), 2), (date(2025, 6, 1), 5), (date(2026, 6, 1), 1), (date(2027, 3, 1), 4)]
    chart = category_steps(history, start, end)
    assert chart is not None
    figures = [float(number) for number in re.findall(r"[\d.]+", chart.path)]
    assert all(0 <= number <= WIDTH for number in figures)
    assert chart.path.count("V") == 2, "two moves within the frame"
    assert chart.path.startswith("M30"), "what held before holds at the left edge"
    assert max(y for _, y in chart.levels) < HEIGHT
    assert [words for words, _ in chart.years] == ["01/2025", "07/2025", "01/2026", "07/2026"]
    assert len(chart.rows) == 3
    assert category_steps([], start, end) is None
    assert category_steps(history[-1:], start, end) is None
