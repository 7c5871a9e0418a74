"""bin/run and bin/test with a real PostgreSQL: order of the start, clean stops, hard stops."""

import os
import signal
import stat
import subprocess
import time
import urllib.request

import psycopg
import pytest

from tests.setup.checkout import ROOT, Checkout

HAS_POSTGRES = subprocess.run(
    ["bash", "-c", 'source bin/lib/common.sh; source bin/lib/cluster.sh; test -n "$(pg_bin)"'],
    cwd=ROOT,
    env={"PATH": os.environ["PATH"], "VAR_DIR": "/nonexistent"},
    check=False,
).returncode
pytestmark = pytest.mark.skipif(HAS_POSTGRES != 0, reason="PostgreSQL with PostGIS is not installed here")


def database_url(checkout: Checkout) -> str:
    """What the web server was told."""
    with urllib.request.urlopen(f"http://127.0.0.1:{checkout.port}/readyz", timeout=5) as answer:
        return str(answer.read().decode())


def process_of(checkout: Checkout, name: str) -> int:
    return int((checkout.var / "run" / f"{name}.pid").read_text())


def postmaster(checkout: Checkout) -> int:
    return int((checkout.var / "pg" / "data" / "postmaster.pid").read_text().split()[0])


def wait_until_gone(checkout: Checkout) -> None:
    ends = time.monotonic() + 60
    while checkout.processes():
        assert time.monotonic() < ends, checkout.processes()
        time.sleep(0.05)


def test_it_serves_on_its_own_database_and_stops_everything(served: Checkout) -> None:
    running = served.start()
    assert [call for call in served.calls() if "ready" in call or "flask" in call] == [
        "python -P bin/lib/ready.py demo",
        "flask --app webmap.app worker",
    ]
    url = database_url(served)
    assert url.startswith("postgresql+psycopg://anhung:")
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute(
            "SELECT current_setting('server_encoding'), usesuper, host(inet_server_addr()),"
            " postgis_lib_version() <> '' FROM pg_user WHERE usename = current_user"
        ).fetchone()
    assert row == ("UTF8", False, "127.0.0.1", True)
    assert served.run("bin/flask", "account", "list").returncode == 0
    assert served.calls() == ["flask --app webmap.app account list"]
    assert running.stop() == 0
    assert served.processes() == []


def test_the_database_asks_everybody_for_a_password(served: Checkout) -> None:
    running = served.start()
    plain = database_url(served).replace("+psycopg", "")
    for user in ("postgres", "anhung"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(plain, user=user, password="guessed")
    modes = {stat.S_IMODE(file.stat().st_mode) for file in (served.var / "secret").iterdir()}
    assert modes == {0o600}
    running.stop()


def test_passwords_are_shown_once_and_accounts_always(served: Checkout) -> None:
    (served.var / "loaded").unlink(missing_ok=True)
    first = served.start()
    first.stop()
    assert "officer word-of-the-demo" in first.said()
    second = served.start()
    second.stop()
    assert "word-of-the-demo" not in second.said()
    assert "officer" in second.said()
    assert not (served.var / "secret" / "demo-news").exists()


def test_ctrl_c_stops_everything(served: Checkout) -> None:
    running = served.start(DEMO="0")
    os.killpg(running.process.pid, signal.SIGINT)
    assert running.process.wait(timeout=60) == 0
    assert served.processes() == []


def test_it_starts_again_after_everything_was_killed_hard(served: Checkout) -> None:
    running = served.start()
    served.kill()
    running.process.wait(timeout=10)
    again = served.start()
    assert database_url(served)
    assert again.stop() == 0


def test_nothing_stays_in_the_way_when_only_bin_run_is_killed_hard(served: Checkout) -> None:
    running = served.start()
    running.stop(signal.SIGKILL)
    again = served.start()
    assert again.stop() == 0
    assert served.processes() == []


def test_a_stranger_with_the_number_of_the_old_server_is_no_obstacle(served: Checkout) -> None:
    served.start().stop()
    pid_file = served.var / "pg" / "data" / "postmaster.pid"
    owner = pid_file.parent.stat().st_uid
    with subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None) as stranger:
        pid_file.write_text(f"{stranger.pid}\n{pid_file.parent}\n1\n54321\n\n127.0.0.1\n    1    1\nready\n")
        os.chown(pid_file, owner, -1)
        assert served.start().stop() == 0
        stranger.kill()


def test_a_dead_worker_and_a_dead_database_are_started_again(served: Checkout) -> None:
    running = served.start()
    old = process_of(served, "worker")
    os.kill(old, signal.SIGKILL)
    running.wait_for("The worker stopped")
    os.kill(postmaster(served), signal.SIGKILL)
    running.wait_for("PostgreSQL stopped")
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        try:
            psycopg.connect(database_url(served).replace("+psycopg", "")).close()
            break
        except psycopg.OperationalError:
            time.sleep(0.1)
    assert process_of(served, "worker") != old
    assert running.stop() == 0


def test_a_dead_web_server_ends_everything_with_a_sentence(served: Checkout) -> None:
    running = served.start()
    os.kill(process_of(served, "web"), signal.SIGKILL)
    assert running.process.wait(timeout=60) != 0
    assert "ERROR: The web server stopped by itself" in running.said()
    assert served.processes() == []


def test_the_suite_gets_a_database_of_its_own_that_is_gone_afterwards(checkout: Checkout) -> None:
    result = checkout.run(
        "bin/test", "-k", "something", SKIP_LINT="1", DATABASE_URL="postgresql://precious", CHROMIUM=""
    )
    assert result.returncode == 7
    assert result.stdout.splitlines()[-1].startswith("tested on postgresql+psycopg://postgres:")
    assert "python -m pytest -k something" in checkout.calls()
    assert list(checkout.var.glob("test-*")) == []
    assert checkout.processes() == []


def test_the_suite_uses_the_server_it_is_given(checkout: Checkout) -> None:
    result = checkout.run("bin/test", SKIP_LINT="1", TEST_DATABASE_URL="postgresql://given")
    assert result.stdout.endswith("tested on postgresql://given\n")


def test_a_test_database_whose_run_was_killed_hard_is_swept_away(checkout: Checkout) -> None:
    left = checkout.shell('home=$(cluster_home test-4194399); cluster_start "$home" word 54999 throwaway')
    assert left.returncode == 0, left.stdout
    checkout.run("bin/test", SKIP_LINT="1")
    assert list(checkout.var.glob("test-*")) == []
    wait_until_gone(checkout)
