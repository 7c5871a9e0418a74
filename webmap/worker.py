"""The tasks that the queue can run, one line each, calling services."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final, cast

import procrastinate
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import normalise, transaction
from services.incidents import digest, notices, retention
from services.mail import PutOff
from services.risk import renewal
from webmap import housekeeping, mailing, planning
from webmap.importing import tasks as import_tasks

log = logging.getLogger(__name__)

Task = Callable[..., None]

TASKS: Final[dict[str, Task]] = {
    "imports.read": import_tasks.read,
    "imports.apply": import_tasks.apply,
    "imports.sweep": import_tasks.sweep,
    notices.SEND: mailing.send_notice,
    digest.SEND: mailing.send_digest,
    notices.FORGET: housekeeping.forget_one,
    retention.DROP_BYTES: housekeeping.drop_bytes,
    "retention.close": housekeeping.close_resolved,
    "retention.forget_old": housekeeping.forget_old,
    "files.sweep": housekeeping.sweep_files,
    "field.sweep": housekeeping.sweep_evidence,
    "digest.queue": housekeeping.queue_digests,
    "queue.tidy": housekeeping.tidy_queue,
    renewal.TASK: housekeeping.rate_sites,
    "risk.refresh_all": housekeeping.rate_all_sites,
    "plans.solve": planning.solve,
}
"""Task name → function(sessions, **args), which commits what it does. A task that is one transaction is
`in_one_transaction(function(session, **args))`. Any task may be begun anew after its worker died."""

PERIODIC: Final[dict[str, str]] = {
    "digest.queue": "*/10 0-9 * * *",
    "retention.close": "5 * * * *",
    "retention.forget_old": "15 * * * *",
    "files.sweep": "25 * * * *",
    "field.sweep": "50 * * * *",
    "imports.sweep": "45 * * * *",
    "queue.tidy": "35 20 * * *",
    "risk.refresh_all": "10 17 * * *",
}
"""Task → when, in cron's words and in UTC as the queue reads them (07:00 here is 00:00 there).

The queue keeps each moment once, however many workers run; one that was missed is not made up for. So each
task does all that is due by then, and what it did shows in the rows: done twice, it is done once."""

_LOST_AFTER: Final = 40.0
_AGAIN: Final = procrastinate.RetryStrategy(max_attempts=5, wait=10, retry_exceptions={OperationalError})
_MAIL_AGAIN: Final = procrastinate.RetryStrategy(
    max_attempts=6, wait=30, exponential_wait=6, retry_exceptions={OperationalError, PutOff}
)
"""A mail server may be away for half a day: half a minute, then ever longer pauses, 15 hours in all."""
RETRIES: Final = {notices.SEND: _MAIL_AGAIN, digest.SEND: _MAIL_AGAIN}


def in_one_transaction(name: str, function: Callable[..., None]) -> Task:
    """A task of one transaction: it commits at the end, or leaves nothing."""

    def task(sessions: sessionmaker[Session], **args: Any) -> None:
        with transaction(sessions, f"worker {name}") as session:
            function(session, **args)

    return task


def make_queue(app: Flask) -> procrastinate.App:
    """The queue of this app, with every task of `TASKS`; a lost database is waited for."""
    conninfo = normalise(app.config["SETTINGS"].database_url).replace(
        "postgresql+psycopg://", "postgresql://"
    )
    queue = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo))
    for name, function in TASKS.items():
        task = queue.task(name=name, retry=RETRIES.get(name, _AGAIN))(_in_app(app, function))
        if name in PERIODIC:
            queue.periodic(cron=PERIODIC[name], lock=name)(task)
    return queue


def run(app: Flask) -> None:
    """Run jobs until SIGINT or SIGTERM; a job under way is finished first."""
    logging.basicConfig(level=logging.INFO)
    asyncio.run(_run(make_queue(app)))


async def _run(queue: procrastinate.App) -> None:
    async with queue.open_async():
        rescue = asyncio.create_task(_rescue_for_ever(queue))
        await queue.run_worker_async(
            concurrency=1, update_heartbeat_interval=10, shutdown_graceful_timeout=20
        )
        rescue.cancel()


async def _rescue_for_ever(queue: procrastinate.App) -> None:
    while True:
        try:
            await rescue_lost_jobs(queue, _LOST_AFTER)
        except Exception:
            log.exception("looking for lost jobs")
        await asyncio.sleep(20)


async def rescue_lost_jobs(queue: procrastinate.App, seconds: float) -> int:
    """Put jobs back whose worker gave no sign of life for `seconds`; gives their number."""
    lost = list(await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds))
    for job in lost:
        log.warning("job %s %s lost its worker: put back", job.id, job.task_name)
        await queue.job_manager.retry_job(job)
    return len(lost)


def _in_app(app: Flask, function: Task) -> Callable[..., None]:
    def task(**args: Any) -> None:
        with app.app_context():
            function(cast("sessionmaker[Session]", app.extensions["sessions"]), **args)

    return task
