"""The form with photos and its preview, as a browser without JavaScript uses them."""

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from geodata.enums import Moderation
from geodata.models import Commune, Incident, IncidentFile, IncidentReporter, IncidentSupporter
from services.incidents import photos, store
from services.incidents.intake import CONSENT_VERSION
from tests import cast
from tests.pictures import photo
from tests.webmap.form_reader import fields
from webmap import uploads
from webmap.forms.report import CONSENTS, PICTURES
from webmap.labels import LABELS


def send(
    client: FlaskClient, path: str = "/incidents/new", pictures: tuple[bytes, ...] = (), **more: str
) -> TestResponse:
    """Send the form with pictures; a fresh key unless one is given."""
    sent = {"key": str(uuid4()), "category": "straw_burning", "landmark": "sau chợ"} | more
    files = [(BytesIO(content), f"{number}.jpg", "image/jpeg") for number, content in enumerate(pictures)]
    return client.post(path, data=sent | {"photos": files}, content_type="multipart/form-data")


def look(client: FlaskClient, *pictures: bytes, **more: str) -> str:
    """The page with the preview."""
    answer = send(client, "/incidents/preview", pictures, **more)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_data(as_text=True)


def count(session: Session, table: type) -> int:
    """How many rows."""
    return session.scalar(select(func.count()).select_from(table)) or 0


# --- the form


def test_every_category_has_its_picture(app: Flask, client: FlaskClient) -> None:
    assert set(PICTURES) == set(LABELS["category"])
    page = client.get("/incidents/new").get_data(as_text=True)
    for picture in PICTURES.values():
        assert f"/static/{picture}.svg" in page
        assert Path(app.static_folder or "", f"{picture}.svg").is_file()


def test_the_consent_stands_by_the_contact_with_the_version_that_is_kept(
    client: FlaskClient, session: Session
) -> None:
    page = client.get("/incidents/new").get_data(as_text=True)
    assert f'data-consent="{CONSENT_VERSION}"' in page
    assert str(CONSENTS[CONSENT_VERSION])[:60] in page
    send(client, email="hoa@example.org")
    assert session.scalars(select(IncidentReporter.consent_version)).one() == CONSENT_VERSION


def test_enter_in_a_field_looks_and_does_not_send(client: FlaskClient) -> None:
    """Browsers press the first button of a form: no support, no sending."""
    for page in (client.get("/incidents/new").get_data(as_text=True), look(client)):
        form = page.split('id="report-form"')[1]
        first = re.search(r"<button[^>]*>", form)
        assert first
        assert 'formaction="/incidents/preview"' in first[0]


# --- photos in the same request


def test_photos_travel_with_the_form_and_are_told_on_the_receipt(
    client: FlaskClient, session: Session
) -> None:
    answer = send(client, pictures=(photo(1), photo(2)))
    assert answer.status_code == 303
    page = client.get(str(answer.location)).get_data(as_text=True)
    kept = session.scalars(select(IncidentFile).order_by(IncidentFile.id)).all()
    assert len(kept) == 2
    for file in kept:
        assert file.incident_id is not None
        assert f"<code>{file.sent_sha256[:12]}</code>" in page
    assert "2 ảnh đã đến nơi" in page


def test_a_photo_that_is_none_keeps_text_and_other_photos(client: FlaskClient, session: Session) -> None:
    key = str(uuid4())
    answer = send(
        client, pictures=(photo(1), b"MZ not a photo", photo(2)), description="vẫn còn đây", key=key
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "vẫn còn đây" in page
    assert page.count("data:image/jpeg;base64,") == 2
    assert 'id="photos-error"' in page
    assert count(session, Incident) == 0
    again = send(client, key=key, description="vẫn còn đây")
    assert again.status_code == 303
    assert count(session, IncidentFile) == 2


def test_of_six_photos_five_are_kept_and_it_is_told(client: FlaskClient, session: Session) -> None:
    answer = send(client, pictures=tuple(photo(n, 64, 48) for n in range(6)))
    assert answer.status_code == 400
    assert "5 ảnh" in answer.get_data(as_text=True)
    assert count(session, IncidentFile) == 5


def test_a_wrong_field_does_not_cost_the_photos(client: FlaskClient) -> None:
    answer = send(client, pictures=(photo(1),), occurred_at="2999-01-01T10:00")
    assert answer.status_code == 400
    assert "data:image/jpeg;base64," in answer.get_data(as_text=True)


def test_a_double_press_with_photos_keeps_one_report_and_each_photo_once(
    client: FlaskClient, session: Session
) -> None:
    key = str(uuid4())
    first, second = (send(client, pictures=(photo(1),), key=key) for _ in range(2))
    assert first.location == second.location
    assert (count(session, Incident), count(session, IncidentFile)) == (1, 1)


def test_a_bot_s_photos_are_not_kept(client: FlaskClient, session: Session) -> None:
    assert send(client, pictures=(photo(1),), website="x").status_code == 400
    assert count(session, IncidentFile) == 0


def test_too_many_photos_from_one_address_wait_and_the_text_stays(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "PER_HOUR", 0)
    answer = send(client, pictures=(photo(1),), description="vẫn còn đây")
    assert answer.status_code == 429
    assert "vẫn còn đây" in answer.get_data(as_text=True)


def test_a_full_disk_is_told_and_the_text_stays(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_write", full)
    answer = send(client, pictures=(photo(1),), description="vẫn còn đây")
    assert answer.status_code == 503
    assert "vẫn còn đây" in answer.get_data(as_text=True)
    assert (count(session, Incident), count(session, IncidentFile)) == (0, 0)


class Upload:
    """A body of so many bytes that is made while it is read."""

    def __init__(self, size: int) -> None:
        self.left, self.at = size, 0

    def tell(self) -> int:
        """Where it stands, for the test client, which asks for its length."""
        return self.at

    def seek(self, to: int, whence: int = 0) -> None:
        """Go to its beginning or end."""
        self.at = self.left if whence else to

    def close(self) -> None:
        """Nothing to close."""

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        size = self.left if size < 0 else min(size, self.left)
        self.left -= size
        return b"x" * size


@pytest.mark.parametrize("guarded", [False, True])
@pytest.mark.parametrize("path", ["/incidents/new", "/incidents/preview", "/incidents/r/aaaa"])
def test_fifty_megabytes_are_read_away_and_answered_with_what_to_do(
    app: Flask, session: Session, guarded: bool, path: str
) -> None:
    """A browser that is still sending shows no answer."""
    app.config["WTF_CSRF_ENABLED"] = guarded
    body = Upload(uploads.MOST_BYTES + 10_000_000)
    sent = {"content_length": body.left, "content_type": "multipart/form-data; boundary=b"}
    answer = app.test_client().post(path, input_stream=body, **sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 413
    assert "nút quay lại" in page
    assert "40 MB" in page
    assert body.left == 0
    assert count(session, IncidentFile) == 0


def test_the_same_photo_in_two_reports_is_kept_and_suspected(client: FlaskClient, session: Session) -> None:
    for _ in range(2):
        assert send(client, pictures=(photo(3),)).status_code == 303
    told = session.scalars(select(Incident.moderation).order_by(Incident.id)).all()
    assert told == [Moderation.CLEAR, Moderation.SUSPECTED]


# --- the preview


def test_the_preview_shows_the_public_s_view_keeps_all_and_stores_no_report(
    client: FlaskClient, session: Session
) -> None:
    page = look(
        client,
        photo(1),
        latitude="20.7512345",
        longitude="106.5912345",
        description="Ngay nhà tôi <b>số 5</b>",
        name="Nguyễn Thị Hoa",
        phone="0912345678",
    )
    assert count(session, Incident) == 0
    shown = page.split('class="as-public"')[1].split("Không bao giờ hiện công khai")[0]
    for secret in ("Hoa", "0912345678", "Ngay nhà tôi", "sau chợ", "20.7512345", "106.5912345"):
        assert secret not in shown
        assert secret in page
    assert "<b>số 5</b>" not in page
    assert "Đốt rơm rạ" in shown
    place = re.search(r'data-shown-map="([\d.]+),([\d.]+)"', shown)
    assert place
    assert abs(float(place[1]) - 20.7512345) < 0.002
    hidden = page.split("Không bao giờ hiện công khai")[1].split("</ul>")[0]
    for words in ("Chỗ bạn ghim chính xác", "Lời kể", "Họ tên", "Số điện thoại"):
        assert words in hidden
    assert page.count("data:image/jpeg;base64,") == 1


def test_what_the_preview_page_sends_is_the_report_with_its_photos(
    client: FlaskClient, session: Session
) -> None:
    page = look(client, photo(1), photo(2), description="Khói mù mịt")
    number = page.split('id="report-form"')[0].count("<form") - 1
    sent = fields(page, form=number)
    assert client.post("/incidents/new", data=sent).status_code == 303
    kept = session.scalars(select(Incident)).one()
    assert (kept.description, len(kept.files)) == ("Khói mù mịt", 2)


def test_a_photo_can_be_taken_back_on_the_preview(client: FlaskClient, session: Session) -> None:
    key = str(uuid4())
    look(client, photo(1), photo(2), key=key)
    first = session.scalars(select(IncidentFile.id).order_by(IncidentFile.id)).first()
    assert look(client, key=key, drop=str(first)).count("data:image/jpeg;base64,") == 1
    for wrong in ("x", "-1", "9" * 30, "999999"):
        assert look(client, key=key, drop=wrong).count("data:image/jpeg;base64,") == 1


def test_a_preview_of_what_cannot_be_sent_says_why(client: FlaskClient) -> None:
    answer = send(client, "/incidents/preview", landmark="", description="a" * 20_000)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "a" * 20_000 in page
    assert 'id="preview"' not in page


def test_a_reload_of_the_preview_leads_to_the_form(client: FlaskClient) -> None:
    assert client.get("/incidents/preview?lang=en").location == "/incidents/new"


# --- reported already


def near_one(session: Session, home: Commune) -> Incident:
    """A published report of today at 20.752, 106.592."""
    made = cast.report(session, home, created_at=datetime.now(UTC), landmark="nhà bà Hoa")
    session.commit()
    return made


HERE = {"latitude": "20.752", "longitude": "106.5925"}


def test_a_report_close_by_is_offered_and_supporting_it_keeps_what_was_typed(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    one = near_one(session, an_hung)
    page = look(client, **HERE)
    assert f'name="support" value="{one.id}"' in page
    assert "bà Hoa" not in page
    for _ in range(2):
        page = look(client, photo(1), **HERE, support=str(one.id), description="lời của tôi")
        assert "bạn cũng thấy việc này" in page
        assert "lời của tôi" in page
        assert "1 người cũng thấy" in page
    assert (count(session, IncidentSupporter), count(session, Incident)) == (1, 1)


def test_the_script_asks_for_reports_close_by_in_a_body(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    one = near_one(session, an_hung)
    sent = {"category": "odour", **HERE}
    answer = client.post("/incidents/near", data=sent)
    assert f'value="{one.id}"' in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    for wrong in ({}, {"category": "x"}, {"category": "noise"}, {"latitude": "NaN"}, {"longitude": "1e400"}):
        answer = client.post("/incidents/near", data=(sent | wrong) if wrong else {})
        assert answer.status_code == 200
        assert "<section" not in answer.get_data(as_text=True)
    assert client.get("/incidents/near").status_code == 405


def test_the_public_card_counts_each_browser_once(
    app: Flask, client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    one = near_one(session, an_hung)
    address = f"/incidents/{one.id}/support"
    assert f'action="{address}"' in client.get(f"/maps/incidents/{one.id}/card").get_data(as_text=True)
    for browser in (client, client, app.test_client()):
        assert browser.post(address).location == f"/incidents/{one.id}"
    another = app.test_client()
    another.set_cookie("neighbour", "somebody else")
    another.post(address)
    assert "3 người cũng thấy" in client.get(f"/maps/incidents/{one.id}/card").get_data(as_text=True)


def test_a_report_nobody_may_know_of_cannot_be_supported(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    one = cast.report(session, an_hung, published=False)
    session.commit()
    for number in (one.id, 999_999):
        assert client.post(f"/incidents/{number}/support").status_code == 404
    assert send(client, "/incidents/preview", support=str(one.id)).status_code == 404


def test_support_without_a_token_is_refused(app: Flask, session: Session, an_hung: Commune) -> None:
    one = near_one(session, an_hung)
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post(f"/incidents/{one.id}/support").status_code == 400
    assert count(session, IncidentSupporter) == 0
