"""A service of its own with checks to be made, and a narrow phone that knows where it is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Authority
from geodata.models import Commune
from tests import cast
from tests.browser import seed
from tests.browser.conftest import Server, Watch, served
from tests.conftest import DatabaseMaker
from tests.field_parts import check

OFFLINE = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch", "status of 409", "status of 401")
SITES = ("Xưởng mộc", "Xưởng mạ", "Xưởng nhựa", "Xưởng giấy", "Xưởng may")


@pytest.fixture(scope="package")
def live_server(new_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The seeded service, and for today a check of each of SITES; one of the police."""
    with served(new_database.migrated(), tmp_path_factory.mktemp("var"), _plant) as server:
        yield server


def _plant(session: Session) -> None:
    seed.plant(session)
    home = session.scalars(select(Commune)).one()
    for name in SITES:
        check(session, home, site=cast.facility(session, home, name))
    check(session, home, site=cast.facility(session, home, "Kho gas"), authority=Authority.COMMUNE_POLICE)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone of 360 px at the seeded place."""
    made = browser.new_context(
        viewport={"width": 360, "height": 740},
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        geolocation={"latitude": 20.7501, "longitude": 106.5901},
        permissions=["geolocation"],
    )
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def patient(watch: Watch) -> None:
    """What fails without a network is expected; so is the answer that files are still to come."""
    for fault in OFFLINE:
        watch.allow(fault)
