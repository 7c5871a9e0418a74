"""The tasks that the queue can run, one line each, calling services."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, cast

import procrastinate
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import normalise, transaction

log = logging.getLogger(__name__)

TASKS: dict[str, Callable[..., None]] = {}
"""Task name → function(session, **args). A task runs in one transaction and commits at its end."""


def make_queue(app: Flask) -> procrastinate.App:
    """The queue of this app, with every task of `TASKS`."""
    conninfo = normalise(app.config["SETTINGS"].database_url).replace(
        "postgresql+psycopg://", "postgresql://"
    )
    queue = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo))
    for name, function in TASKS.items():
        queue.task(name=name)(_in_transaction(app, name, function))
    return queue


def run(app: Flask) -> None:
    """Run jobs until SIGINT or SIGTERM; a job under way is finished first."""
    logging.basicConfig(level=logging.INFO)
    asyncio.run(_run(make_queue(app)))


async def _run(queue: procrastinate.App) -> None:
    async with queue.open_async():
        await queue.run_worker_async(
            concurrency=1, update_heartbeat_interval=10, shutdown_graceful_timeout=20
        )


def _in_transaction(app: Flask, name: str, function: Callable[..., None]) -> Callable[..., None]:
    def task(**args: Any) -> None:
        sessions = cast("sessionmaker[Session]", app.extensions["sessions"])
        with app.app_context(), transaction(sessions, f"worker {name}") as session:
            function(session, **args)

    return task
