"""Settings: read once, and a bad one stops the start with a sentence that names it."""

import re
from pathlib import Path

import pytest

from webmap.config import ENVIRONMENT, Config, ConfigError, from_environment

GOOD = {"DATABASE_URL": "postgresql://u:p@localhost/x", "SECRET_KEY": "a-secret-of-good-length"}
README = Path(__file__).parents[2] / "README.md"


def test_the_least_is_a_database_and_a_secret() -> None:
    config = from_environment(GOOD)
    assert config.commune_code == "11674"
    assert config.max_upload_mb == 100
    assert config.trust_proxy is False


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "mysql://x"),
        ("SECRET_KEY", "short"),
        ("COMMUNE_CODE", "An Hưng"),
        ("TRUST_PROXY", "maybe"),
        ("MAX_UPLOAD_MB", "-5"),
        ("MAX_UPLOAD_MB", "100MB"),
        ("TILE_URL", "https://tiles.example/"),
        ("PMTILES", "/no/such/file.pmtiles"),
    ],
)
def test_a_bad_setting_is_named(variable: str, value: str) -> None:
    with pytest.raises(ConfigError, match=variable):
        from_environment(GOOD | {variable: value})


MAIL = {
    "SMTP_URL": "smtps://map:sesame@mail.example",
    "MAIL_FROM": "Xã An Hưng <moi-truong@map.example>",
    "PUBLIC_URL": "https://map.example",
}


def test_mail_is_off_unless_a_server_is_named() -> None:
    assert from_environment(GOOD).smtp_url == ""
    assert from_environment(GOOD | MAIL).smtp_url == MAIL["SMTP_URL"]
    assert from_environment(GOOD | {"PUBLIC_URL": "https://map.example/ban-do/"}).smtp_url == ""


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SMTP_URL", "mail.example"),
        ("SMTP_URL", "https://sesame@mail.example"),
        ("SMTP_URL", "smtp://map:sesame/x@mail.example"),
        ("SMTP_URL", "smtps://map:sesame@mail.example?tls=off"),
        ("MAIL_FROM", ""),
        ("MAIL_FROM", "Xã An Hưng"),
        ("MAIL_FROM", "a@b.vn, c@d.vn"),
        ("PUBLIC_URL", ""),
        ("PUBLIC_URL", "map.example"),
        ("PUBLIC_URL", "https://map.example/?x=1"),
    ],
)
def test_a_bad_setting_of_the_mail_is_named_and_no_password_is_repeated(variable: str, value: str) -> None:
    with pytest.raises(ConfigError, match=variable) as refusal:
        from_environment(GOOD | MAIL | {variable: value})
    assert "sesame" not in str(refusal.value)


def test_words_for_yes_are_understood() -> None:
    assert all(from_environment(GOOD | {"TRUST_PROXY": word}).trust_proxy for word in ("1", "true", "YES"))


def test_every_setting_is_in_the_readme() -> None:
    written = set(re.findall(r"`([A-Z_]{3,})`", README.read_text(encoding="utf-8")))
    assert set(ENVIRONMENT) <= written


def test_every_field_has_its_variable() -> None:
    assert set(ENVIRONMENT.values()) == set(Config.__dataclass_fields__)
