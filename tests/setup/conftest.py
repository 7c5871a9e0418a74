"""A stand-in checkout for each test, in a folder that the PostgreSQL user can reach too."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup.checkout import Checkout


def make_checkout() -> Checkout:
    folder = Path(tempfile.mkdtemp(prefix="checkout-"))
    folder.chmod(0o755)
    return Checkout(folder)


@pytest.fixture
def checkout() -> Iterator[Checkout]:
    """A fresh one."""
    made = make_checkout()
    yield made
    made.remove()


@pytest.fixture(scope="module")
def kept() -> Iterator[Checkout]:
    """One for all tests of a file; its database is made only once, which is what takes long."""
    made = make_checkout()
    yield made
    made.remove()


@pytest.fixture
def served(kept: Checkout) -> Iterator[Checkout]:
    """The kept one, with nothing called and nothing running, before and after."""
    kept.calls()
    yield kept
    kept.kill()
