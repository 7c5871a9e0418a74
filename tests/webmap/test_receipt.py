"""The page of the one who reported: what it tells, and its forms, as a browser without scripts uses them."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentState, Role
from geodata.models import AuditEntry, Commune, Incident, IncidentEvent, IncidentFile
from services.incidents import intake
from tests import cast
from tests.pictures import photo
from tests.webmap.conftest import SignIn
from webmap.labels import LABELS
from webmap.qr import svg
from webmap.reporting import STEP_OF, STEPS

S = IncidentState


def stands(session: Session, home: Commune, state: IncidentState, **more: Any) -> str:
    """The code of a report in that state; an ended one ended an hour ago."""
    if state in (S.RESOLVED, S.CLOSED):
        more.setdefault("ended_at", datetime.now(UTC) - timedelta(hours=1))
    if state is S.NEED_INFO:
        more["paused_at"] = datetime.now(UTC)
    made = cast.report(session, home, state=state, **more)
    made.code = intake.new_code()
    session.commit()
    return made.code


def page(client: FlaskClient, code: str) -> str:
    """The receipt."""
    answer = client.get(f"/incidents/r/{code}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def only(session: Session) -> Incident:
    """The one report that is kept."""
    return session.scalars(select(Incident).execution_options(populate_existing=True)).one()


def test_every_state_is_told_in_plain_words_on_one_of_four_steps() -> None:
    assert set(STEP_OF) == set(IncidentState)
    assert {step for step, _words in STEP_OF.values()} == set(range(len(STEPS)))


@pytest.mark.parametrize("state", [S.NEW, S.IN_PROGRESS, S.RESOLVED])
def test_the_step_line_says_where_it_stands(
    client: FlaskClient, session: Session, an_hung: Commune, state: IncidentState
) -> None:
    told = page(client, stands(session, an_hung, state))
    current = re.search(r'<li class="now" aria-current="step">([^<]+)', told)
    step, words = STEP_OF[state]
    assert current
    assert current[1] == str(STEPS[step])
    assert str(words) in told


def test_code_link_and_qr_can_be_kept(client: FlaskClient, session: Session, an_hung: Commune) -> None:
    code = stands(session, an_hung, S.NEW)
    told = page(client, code)
    link = f"http://localhost/incidents/r/{code}"
    assert f'href="/incidents/r/{code}" id="link">{link}</a>' in told
    qr = re.search(r"<div class='qr-box' role='img' aria-label='[^']+'><svg.*?</svg></div>", told, re.DOTALL)
    assert qr
    assert "style=" not in qr[0]
    saved = client.get(f"/incidents/r/{code}/save")
    assert saved.mimetype == "text/plain"
    assert link in saved.get_data(as_text=True)
    assert f'filename="phan-anh-{code}.txt"' in saved.headers["Content-Disposition"]
    assert saved.headers["Cache-Control"] == "no-store"
    assert saved.headers["Referrer-Policy"] == "no-referrer"


def test_the_qr_code_holds_the_link() -> None:
    text = "https://example.org/incidents/r/abcd-efgh-jkmn"
    plain = re.search(r' d="([^"]+)"', segno.make(text, error="m", micro=False).svg_inline(border=4))
    assert plain
    assert plain[1] in str(svg(text, "a"))
    assert "&lt;i&gt;" in svg(text, "<i>")


def test_promised_times_are_told_as_internal_ones(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    take_in, due = (datetime(2026, 11, day, 3, tzinfo=UTC) for day in (25, 27))
    told = page(client, stands(session, an_hung, S.NEW, take_in_due_at=take_in, due_at=due))
    assert "10:00 25/11/2026" in told
    assert "10:00 27/11/2026" in told
    assert "nội bộ" in told
    over = page(client, stands(session, an_hung, S.RESOLVED, take_in_due_at=take_in, due_at=due))
    assert "27/11/2026" not in over


def test_officers_are_not_named_and_what_they_wrote_for_all_is_told(
    client: FlaskClient, sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    code = stands(session, an_hung, S.NEW, published=False)
    boss = sign_in(Role.ECONOMIC_DIVISION)
    one = only(session)
    sent = {"version": str(one.version), "seen": "{}", "public_note": "Đã nhắc nhở.", "published": "yes"}
    assert boss.post(f"/incidents/{one.id}/publish", data=sent).status_code == 303
    told = page(client, code)
    assert "Đã nhắc nhở." in told
    assert "Xã đăng công khai" in told
    assert "economic_division" not in told
    for secret in ("Khói rơm", "106.5912345"):
        assert secret not in told


# --- more information, reopening, rating


def test_more_information_with_a_photo_reaches_the_officers_once(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    code = stands(session, an_hung, S.NEED_INFO)
    key = re.search(r'name="key" type="hidden" value="([^"]+)"', page(client, code))
    assert key
    for _ in range(2):
        sent = {"act": "info", "key": key[1], "text": "Nhà thứ ba <b>bên trái</b>"}
        sent["photos"] = (BytesIO(photo(1)), "a.jpg")
        answer = client.post(f"/incidents/r/{code}", data=sent)
        assert (answer.status_code, urlsplit(str(answer.location)).query) == (303, "done=info")
    assert only(session).state is S.VERIFYING
    assert len(session.scalars(select(IncidentFile)).all()) == 1
    kinds = session.scalars(select(IncidentEvent.kind).order_by(IncidentEvent.id)).all()
    assert kinds == [EventKind.CREATED, EventKind.INFO_ADDED, EventKind.MOVED]
    told = client.get(str(answer.location)).get_data(as_text=True)
    assert "Đã nhận thêm thông tin" in told
    assert "Ảnh bổ sung" in told
    assert "bên trái" not in told
    assert session.scalars(select(AuditEntry.actor).order_by(AuditEntry.id.desc())).first() == "public"


def test_a_photo_that_is_none_keeps_the_words(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    code = stands(session, an_hung, S.VERIFYING)
    sent = {"act": "info", "key": "k", "text": "vẫn còn đây", "photos": (BytesIO(b"no"), "a.jpg")}
    answer = client.post(f"/incidents/r/{code}", data=sent)
    assert answer.status_code == 400
    assert "vẫn còn đây" in answer.get_data(as_text=True)


def test_reopening_is_offered_in_time_and_its_reason_stays_inside(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    code = stands(session, an_hung, S.RESOLVED)
    assert 'value="reopen"' in page(client, code)
    empty = client.post(f"/incidents/r/{code}", data={"act": "reopen", "reason": " "})
    assert empty.status_code == 400
    for _ in range(2):
        answer = client.post(f"/incidents/r/{code}", data={"act": "reopen", "reason": "Rác vẫn còn."})
        assert answer.status_code == 303
    assert only(session).state is S.REOPEN_REQUESTED
    assert "Rác vẫn còn" not in page(client, code)
    assert 'value="reopen"' not in page(client, code)


def test_a_late_or_wrong_wish_to_reopen_is_answered_in_words(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    late = stands(session, an_hung, S.RESOLVED, ended_at=datetime.now(UTC) - timedelta(days=16))
    for code, words in ((late, "quá 15 ngày"), (stands(session, an_hung, S.NEW), "không làm việc này được")):
        answer = client.post(f"/incidents/r/{code}", data={"act": "reopen", "reason": "Rác vẫn còn."})
        assert answer.status_code == 409
        assert words in answer.get_data(as_text=True)
        assert "Rác vẫn còn." in answer.get_data(as_text=True)


def test_a_rating_is_given_once(client: FlaskClient, session: Session, an_hung: Commune) -> None:
    code = stands(session, an_hung, S.CLOSED)
    assert 'name="stars"' in page(client, code)
    sent = {"act": "rate", "stars": "2", "opinion": "Chậm quá."}
    for _ in range(2):
        assert client.post(f"/incidents/r/{code}", data=sent).status_code == 303
    assert (only(session).rating, only(session).rating_text) == (2, "Chậm quá.")
    told = page(client, code)
    assert "2 trên 5" in told
    assert "Chậm quá" not in told
    again = client.post(f"/incidents/r/{code}", data=sent | {"stars": "5"})
    assert again.status_code == 409
    assert "một lần" in again.get_data(as_text=True)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "x"},
        {"act": "rate"},
        {"act": "rate", "stars": "6"},
        {"act": "rate", "stars": "x"},
        {"act": "info", "text": "a" * 2001},
        {"act": "info"},
    ],
)
def test_what_cannot_be_used_is_no_error_of_ours(
    client: FlaskClient, session: Session, an_hung: Commune, sent: dict[str, str]
) -> None:
    code = stands(session, an_hung, S.RESOLVED if sent.get("act") == "rate" else S.VERIFYING)
    assert client.post(f"/incidents/r/{code}", data=sent).status_code == 400
    assert only(session).rating is None


def test_without_a_token_nothing_is_done(app: Flask, session: Session, an_hung: Commune) -> None:
    code = stands(session, an_hung, S.RESOLVED)
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().post(f"/incidents/r/{code}", data={"act": "reopen", "reason": "x"})
    assert answer.status_code == 400
    assert only(session).state is S.RESOLVED


def test_a_code_that_is_none_takes_nothing(client: FlaskClient, session: Session) -> None:
    for act in ("info", "reopen", "rate"):
        sent = {"act": act, "text": "x", "reason": "x", "stars": "5", "key": "k"}
        assert client.post("/incidents/r/zzzz-zzzz-zzzz", data=sent).status_code == 404
    assert client.get("/incidents/r/zzzz-zzzz-zzzz/save").status_code == 404


def test_english_readers_get_it_in_english(client: FlaskClient, session: Session, an_hung: Commune) -> None:
    code = stands(session, an_hung, S.RESOLVED)
    client.set_cookie("lang", "en")
    told = page(client, code)
    for words in ("Where does it stand?", "Ask to reopen it", "Rate the result", "Copy code and link"):
        assert words.lower() in told.lower()
    assert str(LABELS["incident_state"]["resolved"]) not in told
