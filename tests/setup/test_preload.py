"""gunicorn imports the service once and forks (--preload): no connection, no thread may be there by then."""

import threading

from webmap.app import create_app
from webmap.config import Config


def test_the_service_opens_no_connection_and_no_thread_before_its_first_request() -> None:
    before = set(threading.enumerate())
    app = create_app(Config("postgresql://user:word@127.0.0.1:1/nothing", "a-key-of-enough-letters"))
    pool = app.extensions["sessions"].kw["bind"].pool
    assert pool.checkedin() + pool.checkedout() == 0
    assert set(threading.enumerate()) <= before
