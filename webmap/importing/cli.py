"""`flask import file`: what the page does, at once, in one transaction."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import act_as
from geodata.errors import DomainError, Unavailable
from services import clock, imports, places
from services.importing import plan as import_plan
from services.importing import ways
from services.importing.rows import Request
from webmap.importing import words as import_words
from webmap.sealing import secrets

SHOWN = 20
"""Rows of each kind that the terminal shows."""

group = AppGroup("import", help="Files into the register.")


@group.command("file")
@click.argument("layer", type=click.Choice(list(ways.NAMES)))
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would be done; store nothing.")
@click.option("--skip-refused", is_flag=True, help="Write the rows that can be taken, leave out the others.")
@click.option(
    "--code", default="", help="Commune code: of the one border in the file, or of the rows' commune."
)
@click.option("--province", default="", help="Province code of the borders, where the file has none.")
@click.option(
    "--crs", type=int, default=None, help="EPSG code of the file, such as 9210, against what it says."
)
@click.option("--inner", default="", help="Which layer of a GeoPackage, or sheet of a workbook.")
@click.option(
    "--valid-from", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Where the file has no day."
)
def import_file(layer: str, path: Path, dry_run: bool, skip_refused: bool, **said: Any) -> None:
    """Import PATH into LAYER, all of it or nothing: GeoJSON or GeoPackage; for incidents XLSX or CSV."""
    sessions: sessionmaker[Session] = current_app.extensions["sessions"]
    try:
        with sessions() as session:
            act_as(session, None, "flask import file")
            request = _request(session, layer, path, said)
            import_plan.hold(session, request)
            plan = ways.of(layer).preview(session, request, _progress("đọc tệp"))
            _tell(plan)
            refused = plan.counts["refused"]
            if refused and not (skip_refused or dry_run):
                raise click.ClickException(
                    import_words.sentence("import.has_refused", {"count": refused}) + " (--skip-refused)"
                )
            if dry_run:
                click.echo("Chạy thử: chưa ghi gì.")
                return
            ways.of(layer).write(session, plan, _progress("ghi"))
            session.commit()
            click.echo("Đã ghi." if plan.writes else "Không có gì mới để ghi.")
    except DomainError as refusal:
        raise click.ClickException(import_words.sentence(refusal.code, refusal.params, layer)) from refusal


def _request(session: Session, layer: str, path: Path, said: dict[str, Any]) -> Request:
    settings = current_app.config["SETTINGS"]
    borders = layer == "communes"
    valid_from: datetime | None = said["valid_from"]
    return Request(
        path=path,
        filename=path.name,
        layer=layer,
        home=_home(
            session, settings.commune_code if borders else said["code"] or settings.commune_code, borders
        ),
        words=import_words.accepted(),
        today=clock.today(),
        limits=imports.limits(settings.max_upload_mb),
        crs=said["crs"],
        inner=said["inner"],
        code=said["code"],
        province=said["province"],
        valid_from=valid_from.date() if valid_from else None,
        trusted=True,
        secrets=secrets(),
    )


def _home(session: Session, code: str, may_be_missing: bool) -> Any:
    """The commune the rows belong to; an empty register takes borders all the same."""
    try:
        return places.served_commune(session, code)
    except Unavailable:
        if may_be_missing:
            return None
        raise


def _tell(plan: Any) -> None:
    layer = plan.request.layer
    read_as = " – ".join(filter(None, (plan.request.filename, plan.records.inner, plan.records.grid)))
    click.echo(f"{import_words.LAYERS[layer]}: {read_as}")
    for code, params in plan.records.remarks:
        click.echo(f"  ! {import_words.sentence(code, params, layer)}")
    shown: dict[str, int] = {}
    for number, outcome, key, name, detail in ways.of(layer).rows(plan):
        if outcome == "unchanged":
            continue
        shown[outcome] = shown.get(outcome, 0) + 1
        if shown[outcome] <= SHOWN:
            click.echo(f"  {import_words.OUTCOMES[outcome]} – dòng {number}: {key} {name}")
            for line in _lines(detail, layer):
                click.echo(f"      {line}")
    for outcome, count in shown.items():
        if count > SHOWN:
            click.echo(f"  {import_words.OUTCOMES[outcome]}: và {count - SHOWN} dòng nữa")
    click.echo(import_words.summary(plan.counts))


def _lines(detail: dict[str, Any], layer: str) -> list[str]:
    reasons = [import_words.sentence(code, params, layer) for code, params in detail.get("reasons", ())]
    changes = [import_words.change(field, pair, layer) for field, pair in detail.get("changes", {}).items()]
    notes = [import_words.sentence(code, params, layer) for code, params in detail.get("notes", ())]
    return [*reasons, *(f"{name}: {old} → {new}" for name, old, new in changes), *notes]


def _progress(what: str) -> Callable[[int], None]:
    def step(percent: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{what}: {percent} %" + ("\n" if percent == 100 else ""), nl=False, err=True)

    return step
