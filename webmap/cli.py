"""`flask` commands: the same services as the pages, each one transaction."""

from typing import cast

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import transaction
from geodata.enums import Role
from geodata.errors import DomainError
from services import accounts, clock, demo, places, schema
from webmap import worker
from webmap.api import cli as api_cli
from webmap.config import Config
from webmap.importing import cli as import_cli
from webmap.messages import message

database = AppGroup("database", help="The schema.")
demo_group = AppGroup("demo", help="The demo data set.")
account = AppGroup("account", help="Accounts of officers.")


def register(app: Flask) -> None:
    """Hang the commands into the app."""
    for group in (database, demo_group, account):
        app.cli.add_command(group)
    app.cli.add_command(run_worker)
    app.cli.add_command(import_cli.group)
    app.cli.add_command(api_cli.group)


def _sessions() -> sessionmaker[Session]:
    return cast("sessionmaker[Session]", current_app.extensions["sessions"])


def _settings() -> Config:
    return cast(Config, current_app.config["SETTINGS"])


@database.command("upgrade")
def upgrade() -> None:
    """Bring the schema to the newest migration."""
    schema.upgrade(cast(Engine, _sessions().kw["bind"]))
    click.echo("schema: up to date")


@demo_group.command("load")
def load_demo() -> None:
    """Load the demo once; prints the accounts and their passwords when it makes them."""
    password = _settings().demo_password or None
    with _spoken(), transaction(_sessions(), "flask demo load") as session:
        made = demo.load(session, today=clock.today(), password=password)
        if made is None and password:
            demo.reset_passwords(session, password)
    for username, secret in (made.passwords if made else {}).items():
        click.echo(f"{username:24} {secret}")


@demo_group.command("accounts")
def demo_accounts() -> None:
    """List the demo's accounts; their passwords were shown when they were made."""
    with transaction(_sessions(), "flask demo accounts") as session:
        for username, made in sorted(demo.of_demo(session).items()):
            click.echo(f"{username:24} {made.display_name}")


@demo_group.command("clear")
@click.confirmation_option(prompt="Remove every demo record?")
def clear_demo() -> None:
    """Remove the demo's records; real ones stay."""
    with transaction(_sessions(), "flask demo clear") as session:
        demo.clear(session)
    click.echo("demo: removed")


@account.command("create")
@click.argument("username")
@click.argument("role", type=click.Choice([role.value for role in Role if role is not Role.PUBLIC]))
@click.option("--name", default="", help="Name shown to others; the username when left out.")
@click.option("--village", default=None, help="Village code, for a village board.")
@click.option("--commune", default=None, help="Commune code; the served one when left out.")
def create_account(username: str, role: str, name: str, village: str | None, commune: str | None) -> None:
    """Make an account and print its password once."""
    password = accounts.new_password()
    with _spoken(), transaction(_sessions(), "flask account create") as session:
        home = places.served_commune(session, commune or _settings().commune_code)
        accounts.create(
            session,
            commune=home,
            username=username,
            display_name=name or username,
            role=Role(role),
            password=password,
            village=places.village_by_code(session, home.id, village) if village else None,
        )
    click.echo(f"{username} {password}")


@account.command("password")
@click.argument("username")
def new_password(username: str) -> None:
    """Give an account a new password and print it once."""
    password = accounts.new_password()
    with _spoken(), transaction(_sessions(), "flask account password") as session:
        accounts.set_password(session, username, password)
    click.echo(f"{username} {password}")


@account.command("close")
@click.argument("username")
def close_account(username: str) -> None:
    """Close an account; its sessions end at once."""
    with _spoken(), transaction(_sessions(), "flask account close") as session:
        accounts.set_active(session, username, False)
    click.echo(f"{username} closed")


@account.command("open")
@click.argument("username")
def open_account(username: str) -> None:
    """Open a closed account again."""
    with _spoken(), transaction(_sessions(), "flask account open") as session:
        accounts.set_active(session, username, True)
    click.echo(f"{username} open")


@account.command("email")
@click.argument("username")
@click.argument("address")
def account_email(username: str, address: str) -> None:
    """Say where an account gets its morning digest; "" stops it."""
    with _spoken(), transaction(_sessions(), "flask account email") as session:
        made = accounts.set_email(session, username, address)
        click.echo(f"{username} {made.email or '-'}")


@account.command("list")
def list_accounts() -> None:
    """List the accounts: name, role, commune, state."""
    with transaction(_sessions(), "flask account list") as session:
        for row in accounts.listed(session):
            click.echo(f"{row.username:24} {row.role.value:22} {'' if row.active else 'closed'}")


@click.command("worker")
def run_worker() -> None:
    """Run queued jobs until stopped."""
    worker.run(current_app._get_current_object())  # type: ignore[attr-defined]


class _spoken:
    """Turns a refusal into one sentence and exit code 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: object, _trace: object) -> None:
        if isinstance(error, DomainError):
            raise click.ClickException(message(error.code, **error.params)) from error
