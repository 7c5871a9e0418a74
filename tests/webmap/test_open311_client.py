"""A client that others wrote (PyPI `georeport`) speaks with our server over a socket, in both formats."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from georeport import GeoReport
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import make_server

from geodata.enums import IncidentCategory, IncidentState
from geodata.models import Commune, Incident
from services import api_keys
from tests.pictures import photo
from tests.webmap.open311_sent import NOW, filed, published
from webmap.app import create_app
from webmap.config import Config

FORMATS = ("json", "xml")


@pytest.fixture
def root(
    sessions: sessionmaker[Session], an_hung: Commune, session: Session, tmp_path: Path
) -> Iterator[str]:
    """The address of GeoReport on a served app that shares the test's transaction."""
    session.commit()
    app = create_app(Config("postgresql://x/", "only-for-tests-0123456789", var_dir=tmp_path), sessions)
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/open311/v2"
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.mark.parametrize("kind", FORMATS)
def test_the_client_reads_services_and_their_attributes(root: str, kind: str) -> None:
    client = GeoReport(root, jurisdiction="11674", output_format=kind)
    services = client.get_service_list()
    assert [one["service_code"] for one in services] == [category.value for category in IncidentCategory]
    assert services[0]["service_name"] == "Đốt rơm rạ"
    definition = client.get_service_definition("odour")
    assert definition["service_code"] == "odour"
    attributes = definition["attributes"]
    listed = attributes if kind == "json" else attributes["attribute"]
    assert [one["code"] for one in listed] == ["nature", "occurred_at"]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_client_reads_lists_and_single_reports(
    root: str, kind: str, session: Session, an_hung: Commune
) -> None:
    open_one = published(session, an_hung, public_note="Đang xem & xử lý <ngay>.")
    closed = published(session, an_hung, state=IncidentState.RESOLVED)
    client = GeoReport(root, output_format=kind)
    numbers = {one["service_request_id"] for one in client.get_service_requests()}
    assert numbers == {str(open_one.id), str(closed.id)}
    found = client.get_service_requests(
        status="open", start_date=(NOW - timedelta(days=9)).isoformat(timespec="seconds")
    )
    assert (found[0] if kind == "json" else found)["service_request_id"] == str(open_one.id)
    one = client.get_service_request(str(open_one.id))
    assert one["status_notes"] == "Đang xem & xử lý <ngay>."
    assert (float(one["lat"]), float(one["long"])) == (20.752, 106.592)


def test_the_client_learns_that_there_is_none(root: str) -> None:
    with pytest.raises(requests.HTTPError, match="404"):
        GeoReport(root).get_service_request("999999")
    with pytest.raises(requests.HTTPError, match="404"):
        GeoReport(root, jurisdiction="sfgov.org").get_service_list()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_report_filed_over_the_socket_is_read_by_the_client_once_published(
    root: str, kind: str, session: Session, an_hung: Commune
) -> None:
    key = api_keys.create(session, an_hung.id, "Ứng dụng thử")
    session.commit()
    picture = {"media": ("IMG_1.jpg", photo(), "image/jpeg")}
    sent = requests.post(f"{root}/requests.json", data=filed(key), files=picture, timeout=20)
    assert sent.status_code == 200, sent.text
    (receipt,) = sent.json()
    number, link = receipt["service_request_id"], receipt["service_notice"].split()[-1]
    assert link.startswith(root.removesuffix("/open311/v2") + "/incidents/r/")
    token = requests.get(f"{root}/tokens/{link.split('/')[-1]}.json", timeout=20)
    assert token.json()[0]["service_request_id"] == number
    client = GeoReport(root, output_format=kind)
    with pytest.raises(requests.HTTPError, match="404"):
        client.get_service_request(number)
    session.execute(update(Incident).values(published=True))
    session.commit()
    assert client.get_service_request(number)["service_code"] == "littering"
