"""Pictures and papers over HTTP: to whom they are sent, under which headers, and that they run nothing."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from geodata.enums import FilePurpose, Role, Visibility
from geodata.features import Viewer
from geodata.models import Commune, Incident, IncidentFile
from services.incidents import files
from services.incidents.files import Store
from tests import cast
from tests.people import viewer
from tests.pictures import opened, photo
from tests.webmap.conftest import SignIn

PDF = b"%PDF-1.7\n<script>app.alert(1)</script>\n%%EOF"
SECRETS = (b"Exif", b"GPS", b"HangDienThoai", b"2026:10:01")


@pytest.fixture
def store(app: Flask) -> Store:
    """The store of the app."""
    return Store(app.config["SETTINGS"].photo_dir)


@pytest.fixture
def incident(session: Session, an_hung: Commune) -> Incident:
    """A published report."""
    return cast.report(session, an_hung)


@pytest.fixture
def picture(session: Session, an_hung: Commune, store: Store, incident: Incident) -> IncidentFile:
    """A picture of the reporter, shown to everybody."""
    key, sent = incident.idempotency_key, photo()
    file = files.receive(session, Viewer(an_hung.id), store, key=key, content=sent, incident=incident)
    file.public = True
    session.commit()
    return file


@pytest.fixture
def paper(session: Session, an_hung: Commune, store: Store, incident: Incident) -> IncidentFile:
    """A paper of an officer, with a name that would like to be a header."""
    file = files.receive(
        session,
        viewer(Role.ECONOMIC_DIVISION, an_hung),
        store,
        key=incident.idempotency_key,
        content=PDF,
        purpose=FilePurpose.DOCUMENT,
        incident=incident,
        title='Biên bản "12"\r\nSet-Cookie: a=b',
    )
    session.commit()
    return file


def address(file: IncidentFile, end: str = "") -> str:
    """Where a file is served."""
    return f"/incidents/files/{file.id}{end}"


def assert_harmless(answer: TestResponse) -> None:
    """The headers that keep what was sent to us from running anything."""
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox"} <= set(policy)
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers


def test_a_shown_picture_is_sent_to_everybody_and_may_be_kept_for_a_minute(
    client: FlaskClient, picture: IncidentFile
) -> None:
    whole, small = client.get(address(picture)), client.get(address(picture, "?size=thumb"))
    for answer, longest in ((whole, 640), (small, 320)):
        assert answer.status_code == 200
        assert answer.mimetype == "image/jpeg"
        assert max(opened(answer.data).size) == longest
        assert [secret for secret in SECRETS if secret in answer.data] == []
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert answer.headers["Content-Disposition"] == "inline"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert_harmless(answer)
    again = client.get(address(picture), headers={"If-None-Match": whole.headers["ETag"]})
    assert again.status_code == 304


def test_a_picture_that_is_not_shown_is_the_desk_s_and_kept_by_no_cache(
    client: FlaskClient, sign_in: SignIn, session: Session, picture: IncidentFile
) -> None:
    picture.public = False
    session.commit()
    assert client.get(address(picture)).status_code == 404
    assert sign_in(Role.SCHOOL).get(address(picture)).status_code == 404
    answer = sign_in(Role.ECONOMIC_DIVISION).get(address(picture))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "ETag" not in answer.headers
    assert_harmless(answer)


def test_files_of_the_police_are_unknown_to_everybody_else(
    client: FlaskClient, sign_in: SignIn, session: Session, incident: Incident, picture: IncidentFile
) -> None:
    incident.visibility = Visibility.POLICE
    session.commit()
    unknown = client.get("/incidents/files/999999")
    for role in (Role.ECONOMIC_DIVISION, Role.CHAIRPERSON, Role.ADMIN):
        assert sign_in(role).get(address(picture)).status_code == 404
    answer = client.get(address(picture))
    assert (answer.status_code, answer.data) == (unknown.status_code, unknown.data)
    assert answer.headers["Cache-Control"] == "no-store"
    assert sign_in(Role.COMMUNE_POLICE).get(address(picture)).status_code == 200


def test_a_paper_is_saved_and_never_opened_here(
    client: FlaskClient, sign_in: SignIn, paper: IncidentFile
) -> None:
    assert client.get(address(paper)).status_code == 404
    for end in ("", "?size=thumb"):
        answer = sign_in(Role.CHAIRPERSON).get(address(paper, end))
        assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
        told = answer.headers["Content-Disposition"]
        assert told.startswith("attachment; ")
        assert "Set-Cookie" not in answer.headers
        assert unquote(told).endswith("filename*=UTF-8''Biên bản 12 Set-Cookie a=b.pdf")
        assert told.isascii() and told.isprintable()
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert_harmless(answer)


def test_the_code_opens_the_reporter_s_own_pictures_however_it_is_typed(
    client: FlaskClient, session: Session, incident: Incident, picture: IncidentFile, paper: IncidentFile
) -> None:
    incident.code, incident.published, picture.public = "abcd-efgh-jkmn", False, False
    session.commit()
    for code in ("abcd-efgh-jkmn", "ABCD EFGH JKMN"):
        for end in ("", "?size=thumb"):
            answer = client.get(f"/incidents/r/{code}/files/{picture.id}{end}")
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert_harmless(answer)
    assert client.get(f"/incidents/r/abcd-efgh-jkmn/files/{paper.id}").status_code == 404
    assert client.get(f"/incidents/r/abcd-efgh-jkmm/files/{picture.id}").status_code == 404
    assert client.get(address(picture)).status_code == 404


def test_an_officer_shows_and_hides_a_picture(
    client: FlaskClient, sign_in: SignIn, session: Session, incident: Incident, picture: IncidentFile
) -> None:
    officer = sign_in(Role.ECONOMIC_DIVISION)
    for words, status in (("no", 404), ("yes", 200), ("", 404)):
        answer = officer.post(address(picture, "/public"), data={"public": words})
        assert (answer.status_code, answer.location) == (303, f"/incidents/{incident.id}")
        assert client.get(address(picture)).status_code == status
    assert client.post(address(picture, "/public"), data={"public": "yes"}).status_code == 401
    board = sign_in(Role.CHAIRPERSON)
    assert board.post(address(picture, "/public"), data={"public": "yes"}).status_code == 403


def test_a_paper_is_not_shown_and_the_officer_is_told_why(sign_in: SignIn, paper: IncidentFile) -> None:
    answer = sign_in(Role.COMMUNE_POLICE).post(address(paper, "/public"), data={"public": "yes"})
    assert answer.status_code == 409
    assert "Chỉ đăng công khai được ảnh" in answer.get_data(as_text=True)


def test_bytes_that_are_gone_are_told_in_words(
    client: FlaskClient, store: Store, picture: IncidentFile
) -> None:
    for path in Path(store.folder).rglob(f"{picture.name}*"):
        path.unlink()
    answer = client.get(address(picture))
    assert answer.status_code == 404
    assert "Ảnh này không còn trên máy chủ." in answer.get_data(as_text=True)
