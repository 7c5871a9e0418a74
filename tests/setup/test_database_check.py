"""bin/lib/database.py tells what a given server lacks."""

import importlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.setup.checkout import ROOT


def check(url: str) -> str:
    """What the check says of a server; nothing when it will do."""
    result = subprocess.run(
        [sys.executable, str(ROOT / "bin" / "lib" / "database.py")],
        env={**os.environ, "DATABASE_URL": url},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert (result.returncode == 3) == bool(result.stderr), result.stderr
    return result.stderr


@pytest.fixture
def weak() -> Iterator[tuple[str, psycopg.Connection[Any]]]:
    """The URL of a user without rights in an empty database of its own, and an administrator in it."""
    server = os.environ["TEST_DATABASE_URL"].replace("+psycopg", "")
    name = sql.Identifier(f"weak_{secrets.token_hex(4)}")
    word = secrets.token_hex(8)
    admin_info = psycopg.conninfo.conninfo_to_dict(server)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(word)))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
        plain = name.as_string(admin).strip('"')
        where = f"{admin_info['host']}:{admin_info.get('port', 5432)}/{plain}"
        with psycopg.connect(server, dbname=plain, autocommit=True) as inside:
            yield f"postgresql://{plain}:{word}@{where}", inside
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
        admin.execute(sql.SQL("DROP ROLE {}").format(name))


def test_a_server_whose_owner_is_all_powerful_will_do(new_database: Any) -> None:
    assert check(new_database()) == ""


def test_postgis_that_is_not_switched_on_is_said(weak: tuple[str, psycopg.Connection[Any]]) -> None:
    url, _ = weak
    assert "let an administrator run CREATE EXTENSION postgis there" in check(url)


def test_each_missing_right_is_named_until_all_are_there(weak: tuple[str, psycopg.Connection[Any]]) -> None:
    url, admin = weak
    user = url.split("//")[1].split(":")[0]
    admin.execute("CREATE EXTENSION postgis")
    admin.execute("REVOKE CREATE ON SCHEMA public FROM public")
    for grant in ("GRANT CREATE ON SCHEMA public", "GRANT SELECT, INSERT, UPDATE ON spatial_ref_sys"):
        sentence = f"{grant} TO {user}"
        assert sentence in check(url)
        admin.execute(sql.SQL(sentence))
    assert check(url) == ""


def test_a_server_without_postgis_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bin" / "lib"))
    database = importlib.import_module("database")
    monkeypatch.setattr(database, "value", lambda connection, question: None)
    with pytest.raises(database.Refusal, match="chưa cài PostGIS") as refusal:
        database.check_postgis(None)
    assert "has no PostGIS" in refusal.value.args[1]
