"""The scripts fail in one clear sentence, keep their secrets, and do nothing twice."""

import fcntl
import os
import shutil
import socket
import stat
import subprocess

import pytest

from tests.setup.checkout import ROOT, Checkout, write_program

SCRIPTS = [
    *sorted((ROOT / "bin" / "lib").glob("*.sh")),
    *(ROOT / "bin" / name for name in ("run", "test", "testdb", "flask")),
]
NOWHERE = "postgresql://user:word@127.0.0.1:1/nothing"


def refusal(result: subprocess.CompletedProcess[str]) -> str:
    """The one English sentence of a command that must have failed."""
    sentences = [line for line in result.stdout.splitlines() if line.startswith("ERROR: ")]
    assert result.returncode != 0, result.stdout
    assert len(sentences) == 1, result.stdout
    assert "LỖI: " in result.stdout
    assert "Traceback" not in result.stdout
    return sentences[0]


@pytest.mark.parametrize(
    "script", [*SCRIPTS, ROOT / ".ci" / "run"], ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_script_is_correct_bash(script: object) -> None:
    subprocess.run(["bash", "-n", str(script)], check=True)


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not installed")
def test_shellcheck_finds_nothing() -> None:
    result = subprocess.run(
        ["shellcheck", "-x", "-a", "bin/run", "bin/test", "bin/testdb", "bin/flask", ".ci/run"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("url", [NOWHERE, "postgresql+psycopg://user:word@no-such-host.invalid/nothing"])
def test_an_unreachable_database_url_is_said_without_its_password(checkout: Checkout, url: str) -> None:
    result = checkout.run("bin/run", DATABASE_URL=url)
    assert "DATABASE_URL cannot be reached" in refusal(result)
    assert "word" not in result.stdout
    assert not (checkout.var / "pg").exists()


def test_a_database_url_of_another_kind_is_told_the_right_form(checkout: Checkout) -> None:
    assert "must look like postgresql://" in refusal(
        checkout.run("bin/run", DATABASE_URL="mysql://localhost/map")
    )


def test_a_port_in_use_is_said_before_any_work(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", checkout.port)):
        assert f"Port {checkout.port} on 127.0.0.1 is in use" in refusal(checkout.run("bin/run"))
    assert checkout.calls() == []


def test_an_address_that_is_not_this_machine_is_said(checkout: Checkout) -> None:
    result = checkout.shell("HOST=192.0.2.1 must_listen")
    assert f"cannot listen on 192.0.2.1, port {checkout.port}: Cannot assign" in refusal(result)


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("PORT", "70000"), ("WEB_WORKERS", "0"), ("PG_PORT", "5432x")]
)
def test_a_setting_that_is_no_number_is_named(checkout: Checkout, name: str, value: str) -> None:
    result = checkout.run("bin/run", **{name: value})
    assert refusal(result).startswith(f"ERROR: {name} must be a whole number")


def test_a_second_run_on_the_same_checkout_says_so(checkout: Checkout) -> None:
    (checkout.var / "run").mkdir(parents=True)
    with (checkout.var / "run" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "already running on this checkout" in refusal(checkout.run("bin/run"))
    assert checkout.calls() == []


def test_a_machine_without_a_new_python_is_told_so(checkout: Checkout) -> None:
    result = checkout.run("bin/run", PYTHON="/bin/false")
    assert "Python 3.11 or newer is needed" in refusal(result)


def test_a_machine_where_nothing_may_be_installed_is_told_what_is_missing(checkout: Checkout) -> None:
    without = "pg_bin() { :; }; as_root() { false; }; step 'System packages' system_packages run"
    assert "PostgreSQL with PostGIS and you may not install it" in refusal(checkout.shell(without))


def test_a_given_database_url_asks_for_no_postgresql(checkout: Checkout) -> None:
    assert checkout.shell("pg_bin() { :; }; NO_CLUSTER=given; missing run").stdout == ""


def test_a_step_that_breaks_shows_the_end_of_its_words(checkout: Checkout) -> None:
    result = checkout.shell("broken() { echo the-reason; false; echo never; }; step 'One step' broken")
    assert "The step 'One step' did not succeed" in refusal(result)
    assert "    the-reason" in result.stdout
    assert "never" not in result.stdout


def test_a_signal_during_a_step_ends_it_at_once(checkout: Checkout) -> None:
    write_program(
        checkout.folder / "tools" / "npm", "#!/bin/sh\n[ $1 = --version ] && echo 10.8.2 || exec sleep 1001"
    )
    with subprocess.Popen(
        ["bin/run"], cwd=checkout.folder, env=checkout.settings(), stderr=subprocess.PIPE
    ) as run:
        assert run.stderr
        while b"[3/" not in os.read(run.stderr.fileno(), 4096):
            pass
        run.terminate()
        assert run.wait(timeout=20) == 130
    assert checkout.processes() == []


def test_the_preparation_does_nothing_the_second_time(checkout: Checkout) -> None:
    first, second = (checkout.shell("STEPS=3; prepare run; echo prepared") for _ in range(2))
    assert first.stdout.endswith("prepared\n"), first.stdout
    assert second.stdout.endswith("prepared\n"), second.stdout


def test_only_the_first_preparation_calls_pip_and_npm(checkout: Checkout) -> None:
    checkout.shell("prepare run")
    first = " ".join(checkout.calls())
    checkout.shell("prepare run")
    assert "pip install" in first
    assert "npm ci --ignore-scripts" in first
    assert "vendor.py" in first
    assert checkout.calls() == ["python -c "]


def test_a_command_without_a_running_database_says_what_to_start(checkout: Checkout) -> None:
    assert "start bin/run first" in refusal(checkout.run("bin/flask", "account", "list"))


def test_changed_requirements_are_installed_again(checkout: Checkout) -> None:
    checkout.shell("prepare run")
    checkout.calls()
    with (checkout.folder / "requirements.txt").open("a") as file:
        file.write("another-package==1.0\n")
    checkout.shell("prepare run")
    assert "pip install" in " ".join(checkout.calls())


def test_an_install_that_broke_off_is_tried_again(checkout: Checkout) -> None:
    break_off = "pip_install() { false; }; python_packages requirements.txt run"
    assert checkout.shell(break_off).returncode != 0
    assert checkout.shell("prepare run").returncode == 0
    assert "pip install" in " ".join(checkout.calls())


def test_secrets_are_long_kept_and_readable_by_their_owner_only(checkout: Checkout) -> None:
    first, second = (checkout.shell("secret secret_key").stdout for _ in range(2))
    assert first == second
    assert len(first) == 48
    folder = checkout.var / "secret"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600]


def test_var_can_stand_elsewhere(checkout: Checkout) -> None:
    elsewhere = checkout.folder / "elsewhere"
    checkout.shell("secret secret_key", VAR_DIR=str(elsewhere))
    assert (elsewhere / "secret" / "secret_key").exists()
    assert not checkout.var.exists()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_each_usual_form_of_the_url_becomes_the_one_for_sqlalchemy(checkout: Checkout, scheme: str) -> None:
    assert checkout.shell(f"sqlalchemy_url {scheme}://u:w@h:5/n").stdout == "postgresql+psycopg://u:w@h:5/n\n"


def test_the_stub_browser_of_a_snap_is_no_browser(checkout: Checkout) -> None:
    stub = checkout.folder / "tools" / "stub"
    stub.write_text(
        "#!/bin/sh\necho 'Command chromium-browser requires the chromium snap to be installed.'\n"
    )
    stub.chmod(0o755)
    assert checkout.shell("find_chromium", CHROMIUM=str(stub)).stdout == ""


def test_the_scripts_may_be_executed() -> None:
    assert all(os.access(ROOT / "bin" / name, os.X_OK) for name in ("run", "test", "testdb", "flask"))
