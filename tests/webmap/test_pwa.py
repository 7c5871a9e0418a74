"""The installable site: a worker that keeps all the form needs and no more, a manifest, an offline page."""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from geodata.enums import Role
from tests.webmap.conftest import SignIn
from webmap import shell

ICON_BYTES = 10_000
VERSIONED = re.compile(r'"(/static/[^"]+\?v=[^"]+)"')


def told(client: FlaskClient) -> dict[str, list[str]]:
    """What /sw.js tells the worker."""
    first = client.get("/sw.js").get_data(as_text=True).split("\n", 1)[0]
    return dict(json.loads(first.removeprefix("const SHELL = ").removesuffix(";")))


# --- the worker


def test_the_worker_stands_at_the_root_and_is_asked_for_anew(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers


def test_the_worker_is_the_same_for_everybody(client: FlaskClient, sign_in: SignIn) -> None:
    assert client.get("/sw.js").data == sign_in(Role.COMMUNE_POLICE).get("/sw.js").data


def test_everything_it_keeps_is_there(client: FlaskClient) -> None:
    known = told(client)
    for address in (*known["files"], *known["scripts"], *known["pages"]):
        answer = client.get(address)
        assert answer.status_code == 200, address
        answer.close()


@pytest.mark.parametrize("page", shell.PAGES)
def test_it_keeps_every_script_and_style_that_a_kept_page_names(client: FlaskClient, page: str) -> None:
    named = VERSIONED.findall(client.get(page).get_data(as_text=True).replace("&amp;", "&"))
    needed = {address for address in named if re.search(r"\.(js|css)\?", address)}
    assert needed
    assert needed <= set(told(client)["files"]), "teach webmap/shell.py ROOTS the new file"


def test_it_keeps_what_scripts_import_and_styles_draw(client: FlaskClient) -> None:
    known = {address.split("?")[0] for key in ("files", "scripts") for address in told(client)[key]}
    for address in sorted(known):
        path = shell.STATIC / address.removeprefix("/static/")
        text = path.read_text("utf-8") if address.endswith(".js") else ""
        for name in re.findall(r"""from ["']\.\/([\w-]+\.js)["']""", text):
            assert f"{address.rsplit('/', 1)[0]}/{name}" in known, f"{address} imports {name}"
    assert sum(address.endswith(".woff2") for address in known) == 9


def test_it_keeps_little_and_nothing_private(client: FlaskClient) -> None:
    known = told(client)
    size = 0
    for address in known["files"]:
        answer = client.get(address)
        size += len(answer.data)
        answer.close()
    assert size < 700_000
    assert {page.split("?")[0] for page in known["pages"]} == {"/incidents/new", "/offline"}
    assert not [address for address in known["files"] if not address.startswith("/static/")]


def test_a_changed_file_makes_a_new_version(
    monkeypatch: pytest.MonkeyPatch, app: Flask, tmp_path: Path
) -> None:
    with app.test_request_context():
        before = shell.version.__wrapped__()
        assert before == shell.version.__wrapped__()
        other = tmp_path / "worker.js"
        other.write_text("// newer")
        monkeypatch.setattr(shell, "WORKER", other)
        assert shell.version.__wrapped__() != before


# --- the manifest and the page without a network


def test_the_manifest_names_the_commune_and_starts_at_the_form(client: FlaskClient) -> None:
    answer = client.get("/manifest.webmanifest")
    facts = answer.get_json(force=True)
    assert answer.mimetype == "application/manifest+json"
    assert facts["name"] == "Môi trường Xã An Hưng"
    assert (facts["start_url"], facts["scope"], facts["display"]) == ("/incidents/new", "/", "standalone")
    assert 'rel="manifest" href="/manifest.webmanifest"' in client.get("/").get_data(as_text=True)


def test_every_icon_is_there_in_its_size_and_light(client: FlaskClient) -> None:
    icons = client.get("/manifest.webmanifest").get_json(force=True)["icons"]
    assert {"any", "maskable"} <= {icon.get("purpose", "any") for icon in icons}
    for icon in icons:
        answer = client.get(icon["src"])
        assert len(answer.data) <= ICON_BYTES
        if icon["type"] == "image/png":
            width, height = Image.open(BytesIO(answer.data)).size
            assert icon["sizes"] == f"{width}x{height}"
        answer.close()


@pytest.mark.parametrize(("language", "words"), [("vi", "Không có mạng"), ("en", "No network")])
def test_the_page_without_a_network_leads_to_the_form_and_the_emergency_numbers(
    client: FlaskClient, language: str, words: str
) -> None:
    page = client.get(f"/offline?lang={language}").get_data(as_text=True)
    assert words in page
    assert 'href="/incidents/new"' in page
    assert 'href="tel:114"' in page


def test_the_picture_browsers_ask_for_by_themselves_is_there(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert "max-age=86400" in answer.headers["Cache-Control"]


def test_only_we_give_workers_and_manifests(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


def test_the_form_hands_its_words_to_the_queue(client: FlaskClient) -> None:
    page = client.get("/incidents/new").get_data(as_text=True)
    assert 'id="offline-drafts"' in page
    assert "đang chờ mạng" in page
    assert "waiting for the network" in client.get("/incidents/new?lang=en").get_data(as_text=True)
