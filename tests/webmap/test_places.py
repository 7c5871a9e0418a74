"""Smoke."""

from collections.abc import Callable

from flask.testing import FlaskClient

from geodata.enums import Role

SignIn = Callable[..., FlaskClient]


def test_smoke(client: FlaskClient, sign_in: SignIn) -> None:
    boss = sign_in(Role.ECONOMIC_DIVISION)
    for address in (
        "/places",
        "/places/new?type=facility",
        "/incidents/new",
        "/incidents",
        "/settings/intervals",
    ):
        answer = boss.get(address)
        print(address, answer.status_code)
        assert answer.status_code == 200, answer.get_data(as_text=True)[:3000]
    answer = sign_in(Role.ADMIN).get("/audit")
    assert answer.status_code == 200
    print(answer.get_data(as_text=True))
