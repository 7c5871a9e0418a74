"""Brings the tables up to date and loads the demo: ready.py [demo]; prints the demo's accounts.

The same as `flask database upgrade`, `flask demo load` and `flask demo accounts`, in one process:
importing the service takes longer than all three.
"""

import contextlib
import io
import sys
from typing import cast

import click
from flask.cli import ScriptInfo


def flask(info: ScriptInfo, *words: str) -> str:
    """Runs one `flask` command; what it says."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        info.load_app().cli.main(args=list(words), obj=info, standalone_mode=False)
    return said.getvalue()


def demo(info: ScriptInfo) -> str:
    """Passwords where the demo made some now; otherwise who there is."""
    news = flask(info, "demo", "load")
    commands = cast(click.Group, info.load_app().cli.commands["demo"]).commands
    return news if news or "accounts" not in commands else flask(info, "demo", "accounts")


def main() -> int:
    info = ScriptInfo("webmap.app")
    try:
        print(flask(info, "database", "upgrade"), end="", file=sys.stderr)
        if "demo" in sys.argv[1:]:
            print(demo(info), end="")
    except click.ClickException as error:
        error.show()
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
