"""The map pages as the server sends them: the list says all the map shows, the address tells the view."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from geodata.enums import Role, Visibility
from geodata.models import Commune
from services import clock
from tests import cast

SignIn = Callable[..., FlaskClient]
PUBLIC_PAGES = ("/", "/maps/risk-zones", "/maps/incidents")


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The SQL statements sent meanwhile."""
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_a_public_map_opens_in_an_empty_commune(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Xã An Hưng" in page
    assert 'class="empty"' in page


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_no_script_of_a_map_page_stands_without_the_nonce(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    page = answer.get_data(as_text=True)
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
    assert nonce
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert inline
    assert all(f'nonce="{nonce[1]}"' in tag for tag in inline)
    assert not re.findall(r"\son\w+=|style=", page)


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_a_public_page_speaks_english_when_asked(client: FlaskClient, address: str) -> None:
    page = client.get(f"{address}?lang=en").get_data(as_text=True)
    assert '<html lang="en">' in page
    assert "Sign in" in page


@pytest.mark.parametrize("address", ["/maps/coverage", "/maps/coverage/areas.geojson"])
@pytest.mark.parametrize("role", [Role.SCHOOL, Role.MASS_ORGANISATION, Role.PUBLIC_SERVICE_CENTRE])
def test_coverage_stays_shut_to_roles_that_do_not_inspect(sign_in: SignIn, role: Role, address: str) -> None:
    assert sign_in(role).get(address).status_code == 403


def test_coverage_sends_the_public_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/maps/coverage?kind=market", headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/maps/coverage?kind%3Dmarket"


def test_the_home_page_lists_points_with_what_they_take_and_when(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    cast.point(
        session,
        an_hung,
        accepted_groups=["food_waste", "recyclable"],
        opening_hours="24/7",
        collection_times="Mo-Su 05:30",
    )
    session.commit()
    page = client.get("/").get_data(as_text=True)
    for words in ("Điểm Kim Lĩnh", "rác thực phẩm", "Đang mở", "05:30", "Phản ánh điểm này"):
        assert words in page


def test_officers_see_the_flood_mark_on_points_and_the_public_does_not(
    client: FlaskClient, sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    cast.zone(session, an_hung, level=4, visibility=Visibility.INTERNAL)
    cast.point(session, an_hung)
    session.commit()
    assert "Trong vùng ngập" in sign_in(Role.COMMUNE_POLICE).get("/").get_data(as_text=True)
    assert "Trong vùng ngập" not in client.get("/").get_data(as_text=True)


def test_the_risk_page_keeps_bulletins_apart_from_zones(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    now = datetime.now(UTC)
    cast.bulletin(session, an_hung, now, now + timedelta(hours=6), level=3)
    cast.zone(session, an_hung)
    session.commit()
    page = client.get("/maps/risk-zones").get_data(as_text=True)
    bulletin, zones = page.index("Mưa lớn"), page.index("Vùng trũng ven đê")
    assert bulletin < page.index("không phải bản tin dự báo") < zones


def test_a_zone_page_and_card_say_what_lies_inside(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    made = cast.zone(session, an_hung)
    cast.point(session, an_hung)
    session.commit()
    for address in (f"/maps/risk-zones/{made.id}", f"/maps/risk-zones/{made.id}/card"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Cấp 3 – lớn" in answer.get_data(as_text=True)
    assert "Điểm Kim Lĩnh" in client.get(f"/maps/risk-zones/{made.id}").get_data(as_text=True)


def test_a_hidden_zone_is_not_found(client: FlaskClient, session: Session, an_hung: Commune) -> None:
    made = cast.zone(session, an_hung, visibility=Visibility.INTERNAL)
    session.commit()
    assert client.get(f"/maps/risk-zones/{made.id}").status_code == 404


def test_coverage_shows_figures_trend_and_list(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    home = cast.village(session, an_hung, area=cast.ground(106.58, 20.74, 106.60, 20.76))
    site = cast.facility(session, an_hung, village_id=home.id)
    cast.visit(session, site, clock.today() - timedelta(days=900))
    cast.facility(session, an_hung, "Chưa từng")
    session.commit()
    browser = sign_in(Role.COMMUNE_POLICE)
    page = browser.get("/maps/coverage").get_data(as_text=True)
    for words in ("Xưởng mẫu", "Quá hạn", "Chưa từng", "Kim Lĩnh", "0 %", "không phải căn cứ"):
        assert words in page
    shapes = browser.get("/maps/coverage/areas.geojson").get_json()
    assert [shape["properties"]["share"] for shape in shapes["features"]] == [0]


def test_the_address_reproduces_view_filters_and_layers(client: FlaskClient) -> None:
    page = client.get("/maps/risk-zones?view=15/20.75/106.6&level=3&layers=collection-points").get_data(
        as_text=True
    )
    assert "[20.75, 106.6]" in page
    assert "fit_bounds" not in page
    assert "fitBounds" not in page
    assert '<option value="3" selected>' in page
    assert "/tiles/risk-zones/{z}/{x}/{y}.mvt?level=3" in page
    assert '/tiles/collection-points/{z}/{x}/{y}.mvt"' in page
    assert re.search(r"feature_tiles_collection_points\.addTo", page)
    assert not re.search(r"feature_tiles_risk_zones\.addTo", page)


@pytest.mark.parametrize(
    "view", ["x", "1/2", "nan/nan/nan", "99/0/0", "15/200/0", "15/20.75/106.6/9", "inf/0/0"]
)
def test_an_unreadable_view_shows_the_whole_commune(client: FlaskClient, view: str) -> None:
    answer = client.get(f"/?view={view}")
    assert answer.status_code == 200
    assert "fitBounds" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    [
        "/?group=x",
        "/?near=1,2,3",
        "/maps/risk-zones?level=9",
        "/maps/incidents?from=hôm qua",
    ],
)
def test_a_foreign_filter_word_is_refused_in_words(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "Bộ lọc" in answer.get_data(as_text=True)


def test_the_map_is_bound_to_the_commune(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert '"minZoom": 11' in page
    assert "maxBounds" in page


def test_a_demo_commune_says_so_on_every_page(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    an_hung.is_demo = True
    session.commit()
    for address in (*PUBLIC_PAGES, "/sign-in", "/incidents/new", "/no-such-page"):
        assert "Dữ liệu minh họa" in client.get(address).get_data(as_text=True), address


def test_a_map_page_asks_the_database_little_whatever_it_holds(
    sign_in: SignIn, session: Session, an_hung: Commune, engine: Engine
) -> None:
    def statements(address: str, browser: FlaskClient) -> int:
        with counted(engine) as sent:
            assert browser.get(address).status_code == 200
        return len([statement for statement in sent if not statement.startswith(("SAVEPOINT", "RELEASE"))])

    browser = sign_in(Role.ECONOMIC_DIVISION)
    pages = ("/", "/maps/risk-zones", "/maps/coverage", "/maps/incidents")
    before = {address: statements(address, browser) for address in pages}
    for number in range(40):
        cast.point(session, an_hung, f"Điểm {number}")
        cast.facility(session, an_hung, f"Xưởng {number}")
        cast.zone(session, an_hung, f"Vùng {number}")
        cast.report(session, an_hung)
    session.commit()
    session.expunge_all()
    after = {address: statements(address, browser) for address in pages}
    assert after == before
    assert max(after.values()) <= 11
