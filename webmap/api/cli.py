"""`flask api-key`: keys of the apps that file reports by Open311."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from geodata.database import transaction
from geodata.errors import DomainError
from services import api_keys, places
from webmap.messages import message

group = AppGroup("api-key", help="Keys of apps that file reports by Open311.")


@group.command("create")
@click.argument("name")
def create(name: str) -> None:
    """Make a key for the app NAME and print it once."""
    with _of_commune("create") as (session, commune_id):
        key = api_keys.create(session, commune_id, name)
    click.echo(f"{name} {key}")


@group.command("list")
def list_keys() -> None:
    """List the apps: name, since when, whether closed."""
    with _of_commune("list") as (session, commune_id):
        for app in api_keys.listed(session, commune_id):
            click.echo(f"{app.name:40} {app.created_at:%d/%m/%Y} {'' if app.active else 'closed'}".rstrip())


@group.command("close")
@click.argument("name")
def close(name: str) -> None:
    """Take nothing more from the app NAME."""
    with _of_commune("close") as (session, commune_id):
        api_keys.close(session, commune_id, name)
    click.echo(f"{name} closed")


@contextmanager
def _of_commune(command: str) -> Iterator[tuple[Session, int]]:
    """A transaction and the served commune's id; a refusal is one sentence and exit code 1."""
    sessions, settings = current_app.extensions["sessions"], current_app.config["SETTINGS"]
    try:
        with transaction(sessions, f"flask api-key {command}") as session:
            yield session, places.served_commune(session, settings.commune_code).id
    except DomainError as refusal:
        raise click.ClickException(message(refusal.code, **refusal.params)) from refusal
