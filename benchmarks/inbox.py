"""The inbox with 1,000 and with 100,000 reports: server time and SQL statements must not grow with them.

python -m benchmarks.inbox [--many 100000] [--rounds 60] [--tab new]
Needs TEST_DATABASE_URL. Both databases stand at once and are asked in turn by one signed-in officer, in this
process, so that the statements can be counted; medians of one run. 3 in 100 reports are open, at least 180.
"""

import argparse
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text

from benchmarks import ground
from geodata.database import make_engine, make_sessions
from services import accounts
from webmap.app import create_app
from webmap.config import Config

FEW = 1_000
OPEN = 0.03
LEAST_OPEN = 180
"""A third is new, more than a page: the same rows are drawn beside few reports and beside many."""
PASSWORD = "mat-khau-do-toc-do"
MOST_STATEMENTS = 8
VILLAGES = """
INSERT INTO village (commune_id, code, name, valid_from)
SELECT :commune, 'T' || i, 'Thôn ' || i, '2025-07-01' FROM generate_series(1, 20) AS i
"""
ACCOUNT = """
INSERT INTO account (commune_id, username, display_name, role, password_hash)
VALUES (:commune, 'can_bo', 'Cán bộ', 'economic_division', :hash)
"""
AGES = """
UPDATE incident SET
  state = CASE WHEN i % 100 < :open THEN
            (ARRAY['new','new','verifying','assigned','in_progress','done_requested'])[1 + i / 100 % 6]
          WHEN i % 100 < 20 THEN 'closed' ELSE 'anonymised' END,
  village_id = (SELECT min(id) FROM village) + i % 20,
  visibility = CASE WHEN i % 50 = 0 THEN 'police' ELSE 'masked' END,
  description = CASE WHEN i % 100 < 20 THEN 'Khói rơm mù mịt cả thôn ' || i ELSE '' END,
  landmark = 'sau nhà văn hóa thôn ' || i % 20,
  urgent = i % 700 = 0,
  outside = i % 300 = 1,
  moderation = CASE WHEN i % 500 = 0 THEN 'suspected' ELSE 'clear' END,
  assigned_role = CASE WHEN i % 100 < :open THEN
    (ARRAY['economic_division','commune_police','village_board'])[1 + i / 100 % 3] END,
  take_in_due_at = now() + make_interval(hours => i % 90 - 20),
  due_at = now() + make_interval(hours => i % 300 - 60)
FROM (SELECT id AS it, row_number() OVER (ORDER BY id)::int AS i FROM incident) AS numbered
WHERE id = it
"""


def main() -> None:
    asked = _arguments()
    with ExitStack() as running:
        offices = {n: running.enter_context(_office(n)) for n in (FEW, asked.many)}
        path = f"/incidents?tab={asked.tab}"
        times: dict[int, list[float]] = {n: [] for n in offices}
        sent: dict[int, int] = {}
        for number in range(asked.rounds + 5):
            for n, (engine, browser) in offices.items():
                start, statements = time.perf_counter(), _get(engine, browser, path)
                # The first answers warm templates and caches.
                if number >= 5:
                    times[n].append(time.perf_counter() - start)
                sent[n] = statements
    for n, known in times.items():
        print(f"{path}  {n:7} reports  {1000 * median(known):7.1f} ms  {sent[n]} SQL statements")
    ratio = median(times[asked.many]) / median(times[FEW])
    print(f"{path}  ratio of time  {ratio:5.2f} ×  goal ≤ 2, and at most {MOST_STATEMENTS} statements")


@contextmanager
def _office(reports: int) -> Iterator[tuple[Engine, FlaskClient]]:
    """A database with so many reports, and a browser signed in to the service that reads it."""
    with ground.database() as url:
        engine = make_engine(url)
        commune = ground.plant(engine, points=10, incidents=reports)
        _age(engine, commune, reports)
        app = create_app(Config(url, "only-for-measuring-0123456789"), make_sessions(engine))
        app.config.update(WTF_CSRF_ENABLED=False)
        browser = app.test_client()
        answer = browser.post("/sign-in", data={"username": "can_bo", "password": PASSWORD})
        assert answer.status_code == 302
        yield engine, browser
        engine.dispose()


def _age(engine: Engine, commune: int, reports: int) -> None:
    """Most reports were answered long ago; what is open has terms, units and villages."""
    open_share = max(100 * OPEN, 100 * LEAST_OPEN / reports)
    with engine.begin() as connection:
        # Neither the log nor the timeline is what is measured.
        for trigger in ("audit", "state_is_told"):
            connection.execute(text(f"ALTER TABLE incident DISABLE TRIGGER {trigger}"))
        connection.execute(text(VILLAGES), {"commune": commune})
        hashed = accounts.hash_password(PASSWORD)
        connection.execute(text(ACCOUNT), {"commune": commune, "hash": hashed})
        connection.execute(text(AGES), {"open": round(open_share)})
        for trigger in ("audit", "state_is_told"):
            connection.execute(text(f"ALTER TABLE incident ENABLE TRIGGER {trigger}"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _get(engine: Engine, browser: FlaskClient, path: str) -> int:
    """Open the page; how many statements it took."""
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    answer = browser.get(path)
    event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200
    return len(sent)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--tab", default="new")
    return parser.parse_args()


if __name__ == "__main__":
    main()
