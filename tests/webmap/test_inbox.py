"""The inbox as a browser without JavaScript uses it: piles, figures, filters, and one deed for many."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from geodata.enums import IncidentState, Moderation, Role, Visibility
from geodata.models import Commune, Incident, Village
from services.incidents import inbox
from tests import cast, mvt
from tests.webmap.conftest import SignIn
from tests.webmap.test_map_pages import counted
from webmap.labels import LABELS

TILE: Final = "/tiles/inbox/14/13043/7226.mvt"
"""Where everything of the cast lies."""
S = IncidentState
MOST_STATEMENTS: Final = 8


def report(session: Session, home: Commune, state: IncidentState = S.NEW, **more: Any) -> Incident:
    """A report in that state, not published."""
    return cast.report(session, home, state=state, **{"published": False} | more)


def page(browser: FlaskClient, address: str = "/incidents?tab=all") -> str:
    """The page of an address that answers."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def rows(text: str) -> list[int]:
    """The ids of the rows of a page, in order."""
    return [int(number) for number in re.findall(r'<li class="card[^"]*" id="report-(\d+)"', text)]


def counts(text: str) -> dict[str, str]:
    """Tab → the figure on it."""
    return dict(
        re.findall(r'href="/incidents\?tab=(\w+)"[^>]*><span>[^<]*</span> <span class="many">([^<]*)<', text)
    )


# --- piles and figures


def test_every_pile_is_a_link_with_its_figure_and_opens(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    report(session, an_hung)
    report(session, an_hung, S.DONE_REQUESTED)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    shown = counts(page(boss))
    assert set(shown) == set(LABELS["inbox_tab"])
    assert (shown["new"], shown["waiting"], shown["all"], shown["done"]) == ("1", "1", "2", "0")
    for tab in ("new", "waiting", "done"):
        text = page(boss, f"/incidents?tab={tab}")
        assert len(rows(text)) == int(shown[tab])
        assert re.search(rf'tab={tab}" aria-current="page"', text)
        assert ('class="empty"' in text) is (shown[tab] == "0"), tab


def test_each_empty_pile_says_what_will_stand_there(sign_in: SignIn) -> None:
    boss = sign_in(Role.ECONOMIC_DIVISION)
    told = {
        re.findall(r'<p class="empty">([^<]+)', page(boss, f"/incidents?tab={tab}"))[0]
        for tab in LABELS["inbox_tab"]
    }
    assert len(told) == len(LABELS["inbox_tab"])


def test_the_day_begins_with_the_pile_of_the_role(officers: dict[Role, FlaskClient]) -> None:
    for role, tab in inbox.FIRST_TAB.items():
        assert f'tab={tab.value}" aria-current="page"' in page(officers[role], "/incidents"), role


def test_the_line_on_top_leads_to_what_it_counts(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    now = datetime.now(UTC)
    fresh = report(session, an_hung, created_at=now)
    late = report(session, an_hung, S.ASSIGNED, due_at=now - timedelta(days=2))
    waiting = report(session, an_hung, S.DONE_REQUESTED)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    line = re.findall(r'<p class="today">(.*?)</p>', page(boss), re.DOTALL)[0]
    links = re.findall(r'href="([^"]+)"[^>]*>[^<]*<strong>(\d+)</strong>', line)
    assert [number for _, number in links] == ["1", "1", "1"]
    opened = [rows(page(boss, unescape(address))) for address, _ in links]
    assert opened == [[fresh.id], [late.id], [waiting.id]]


def test_a_police_report_leaves_no_trace_in_the_inbox_of_others(
    officers: dict[Role, FlaskClient], session: Session, an_hung: Commune, kim_linh: Village
) -> None:
    now = datetime.now(UTC)
    addresses = {role: ["/incidents?tab=all"] for role in inbox.FIRST_TAB if role is not Role.COMMUNE_POLICE}
    # The figures of all piles stand on each page: one role is enough to open every pile.
    addresses[Role.ECONOMIC_DIVISION] = [f"/incidents?tab={tab}" for tab in LABELS["inbox_tab"]]

    def read() -> dict[str, str]:
        return {
            f"{role} {one}": _steady(page(officers[role], one))
            for role in addresses
            for one in addresses[role]
        }

    before = read()
    secret = report(
        session,
        an_hung,
        visibility=Visibility.POLICE,
        village_id=kim_linh.id,
        created_at=now,
        take_in_due_at=now - timedelta(days=1),
        moderation=Moderation.SUSPECTED,
        outside=True,
        urgent=True,
        assigned_role=Role.ECONOMIC_DIVISION,
    )
    session.commit()
    assert read() == before
    for role in addresses:
        assert rows(page(officers[role], f"/incidents?search={secret.code}")) == [], role
        assert officers[role].get(f"{TILE}?tab=all").status_code == 204, role
    police = officers[Role.COMMUNE_POLICE]
    assert police.get(f"{TILE}?tab=all").status_code == 200
    assert rows(page(police)) == [secret.id]
    assert "Chỉ Công an xã" in page(police)


def _steady(text: str) -> str:
    """A page without what differs from one answer to the next."""
    return re.sub(r'nonce="[^"]+"|name="csrf_token" value="[^"]+"|layer_control_[0-9a-f]{32}', "", text)


# --- rows


def test_a_row_says_what_is_due_in_working_time(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    now = datetime.now(UTC)
    report(session, an_hung, take_in_due_at=now + timedelta(days=9))
    report(session, an_hung, S.ASSIGNED, due_at=now - timedelta(days=9))
    paused = {"paused_at": now, "due_at": now + timedelta(days=2), "due_limit_at": now + timedelta(days=9)}
    report(session, an_hung, S.NEED_INFO, **paused)
    report(session, an_hung, S.CLOSED, due_at=now - timedelta(days=9))
    session.commit()
    said = re.findall(
        r'<span class="clock([^"]*)"><span class="away">([^<]*)</span>([^<]*)<',
        page(sign_in(Role.CHAIRPERSON)),
    )
    told = {(mark.strip(), what.split(" ")[1]): words for mark, what, words in said}
    assert len(said) == 3
    assert re.fullmatch(r"còn \d ngày làm việc", told["", "tiếp"])
    assert re.fullmatch(r"quá hạn \d ngày làm việc", told["over", "trả"])
    assert told["paused", "trả"] == "tạm dừng, chờ người phản ánh"


def test_hostile_words_stay_words(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    evil = '"><script>alert(1)</script>{{7*7}}'
    one = report(session, an_hung, landmark=evil)
    one.description = evil
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    for address in ("/incidents?tab=all", "/incidents?tab=all&search=%22%3E%3Cscript%3E"):
        text = page(boss, address)
        assert rows(text) == [one.id]
        assert "<script>alert" not in text
        assert "49" not in text.split('class="told"')[1].split("</p>")[0]


def test_who_does_not_sort_reports_is_offered_no_deed(
    officers: dict[Role, FlaskClient], session: Session, an_hung: Commune, kim_linh: Village
) -> None:
    one = report(session, an_hung, village_id=kim_linh.id)
    session.commit()
    for role in inbox.FIRST_TAB:
        text = page(officers[role])
        sorts = role in (Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE)
        assert (f'name="pick" value="{one.id}:1"' in text, 'name="deed"' in text) == (sorts, sorts), role


# --- filters and pages


def test_the_address_keeps_the_question_from_page_to_page(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    for number in range(inbox.PAGE + 5):
        report(session, an_hung, landmark=f"mốc {number:02}")
    report(session, an_hung, landmark="chợ")
    session.commit()
    boss = sign_in(Role.CHAIRPERSON)
    first = page(boss, "/incidents?tab=all&search=moc&category=straw_burning")
    assert len(rows(first)) == inbox.PAGE
    assert "55 phản ánh" in first
    following = unescape(re.findall(r'rel="next" href="([^"]+)"', first)[0])
    asked = parse_qs(urlsplit(following).query)
    assert asked == {"tab": ["all"], "search": ["moc"], "category": ["straw_burning"], "page": ["2"]}
    second = page(boss, following)
    assert (len(rows(second)), 'rel="next"' in second) == (5, False)
    assert not set(rows(first)) & set(rows(second))
    assert "không dài đến trang này" in page(boss, "/incidents?tab=all&page=999")
    assert boss.get("/incidents?tab=all&page=99999999999999999999").status_code == 200


def test_a_question_that_fits_nothing_says_so_and_one_of_no_sense_is_refused(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    report(session, an_hung)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    assert "Không có phản ánh nào hợp với lựa chọn này" in page(boss, "/incidents?category=noise")
    for question in ("category=x", "tab=x", "unit=public", "from=mai", "village=x"):
        assert boss.get(f"/incidents?{question}").status_code == 400, question


def test_a_board_is_not_asked_for_a_village(
    officers: dict[Role, FlaskClient], session: Session, an_hung: Commune
) -> None:
    cast.village(session, an_hung, "Cốc Lộc")
    session.commit()
    assert 'id="village"' not in page(officers[Role.VILLAGE_BOARD])
    assert 'id="village"' in page(officers[Role.ECONOMIC_DIVISION])


# --- the map beside it


def test_the_map_is_asked_for_the_reports_of_the_list(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    now = datetime.now(UTC)
    wanted = report(session, an_hung, S.ASSIGNED, due_at=now - timedelta(days=2))
    report(session, an_hung)
    report(session, an_hung, S.CLOSED)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    for question in ("tab=due", "tab=working", "tab=all&state=assigned", f"search={wanted.code}"):
        text = page(boss, f"/incidents?{question}")
        assert rows(text) == [wanted.id]
        address = re.findall(r'"(/tiles/inbox/[^"]+)"', text)[0].replace("\\u0026", "&")
        tile = boss.get(TILE + address[address.index("?") :] if "?" in address else TILE)
        drawn = mvt.decode(tile.get_data())["inbox"]
        assert [feature.id for feature in drawn] == [wanted.id], question


def test_the_tiles_of_the_inbox_are_shut_to_who_has_no_desk(
    officers: dict[Role, FlaskClient], session: Session, an_hung: Commune
) -> None:
    # A published report that lies in no village is on the public map, and in no board's inbox.
    cast.report(session, an_hung)
    session.commit()
    for role, browser in officers.items():
        status = browser.get(f"{TILE}?tab=all").status_code
        none = 204 if role is Role.VILLAGE_BOARD else 403
        assert status == (200 if role in inbox.FIRST_TAB and role is not Role.VILLAGE_BOARD else none), role
    assert officers[Role.VILLAGE_BOARD].get(f"{TILE}?tab=burn").status_code == 400


# --- how much it asks of the database


def test_the_inbox_asks_eight_statements_at_most_whatever_it_holds(
    sign_in: SignIn, session: Session, an_hung: Commune, engine: Engine
) -> None:
    def statements(address: str) -> int:
        with counted(engine) as sent:
            page(boss, address)
        # Savepoints are how the tests' session takes the place of a transaction.
        return len([statement for statement in sent if "SAVEPOINT" not in statement])

    boss = sign_in(Role.ECONOMIC_DIVISION)
    addresses = [f"/incidents?tab={tab}" for tab in LABELS["inbox_tab"]]
    addresses += ["/incidents", "/incidents?search=khoi&unit=none&page=2"]
    before = {address: statements(address) for address in addresses}
    thon = cast.village(session, an_hung)
    for state in (S.NEW, S.ASSIGNED, S.DONE_REQUESTED, S.CLOSED):
        for _ in range(15):
            report(
                session,
                an_hung,
                state,
                village_id=thon.id,
                due_at=datetime.now(UTC),
                assigned_role=Role.ECONOMIC_DIVISION,
            )
    session.commit()
    session.expunge_all()
    assert {address: statements(address) for address in addresses} == before
    assert max(before.values()) <= MOST_STATEMENTS
