"""Errors at the door: a page in words for people, problem+json for programs, nothing of our inside."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webmap.app import create_app
from webmap.config import Config


@pytest.fixture
def stranded(tmp_path: Path) -> FlaskClient:
    """The service with no database behind it."""
    config = Config("postgresql://nobody:x@127.0.0.1:9/none", "only-for-tests-0123456789", var_dir=tmp_path)
    return create_app(config).test_client()


@pytest.mark.parametrize("address", ["/", "/maps/risk-zones", "/maps/incidents", "/sign-in"])
def test_without_a_database_a_page_says_so_in_words(stranded: FlaskClient, address: str) -> None:
    answer = stranded.get(address)
    assert answer.status_code == 503
    assert "Cơ sở dữ liệu tạm ngừng" in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"


def test_without_a_database_the_process_lives_and_is_not_ready(stranded: FlaskClient) -> None:
    assert stranded.get("/healthz").get_json() == {"status": "ok"}
    answer = stranded.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["database"] is False


def test_a_program_gets_problem_json(client: FlaskClient) -> None:
    answer = client.get("/tiles/no-such-layer/13/6521/3612.mvt")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert set(answer.get_json()) == {"type", "title", "status", "code"}


def test_a_fault_of_ours_tells_nothing_of_our_inside(app: Flask) -> None:
    def broken() -> str:
        raise RuntimeError("the secret of the house")

    app.view_functions["health.healthz"] = broken
    broken._webmap_public = True  # type: ignore[attr-defined]
    answer = app.test_client().get("/healthz", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "secret of the house" not in answer.get_data(as_text=True)
    assert "chưa được lưu" in answer.get_data(as_text=True)


def test_an_unknown_page_is_told_in_the_readers_language(client: FlaskClient) -> None:
    assert "Không có trang này" in client.get("/nowhere").get_data(as_text=True)
    assert client.get("/nowhere?lang=en").status_code == 404
    assert "Không có" not in client.get("/nowhere?lang=en").get_data(as_text=True)
