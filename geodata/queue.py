"""Puts a job in the queue within the caller's transaction: it exists when its row does, or not at all."""

import json
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(:queue, :task, 0, CAST(:lock AS text), NULL, "
    "CAST(:args AS jsonb), NULL)::procrastinate_job_to_defer_v1])"
)
_WORKERS = text(
    "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => :age)"
)
_OPEN = text(
    "SELECT status::text FROM procrastinate_jobs WHERE task_name = :task AND lock = :lock "
    "AND status IN ('todo', 'doing') ORDER BY status::text LIMIT 1"
)
_FINISHED = text(
    "DELETE FROM procrastinate_jobs j WHERE status IN ('succeeded', 'failed', 'cancelled', 'aborted') "
    "AND NOT EXISTS (SELECT FROM procrastinate_events e "
    "WHERE e.job_id = j.id AND e.at > now() - make_interval(days => :days))"
)


def defer(session: Session, task: str, *, lock: str | None = None, **args: Any) -> None:
    """Queue `task` with `args` (JSON values); jobs of one `lock` run one after the other."""
    session.execute(_DEFER, {"queue": "default", "task": task, "lock": lock, "args": json.dumps(args)})


def open_job(session: Session, task: str, lock: str) -> str | None:
    """Whether such a job is being done ("doing") or waits ("todo"); None where there is none."""
    found: str | None = session.scalar(_OPEN, {"task": task, "lock": lock})
    return found


def live_workers(session: Session, *, seconds: int = 60) -> int:
    """How many workers gave a sign of life within the last `seconds`."""
    return int(session.scalar(_WORKERS, {"age": seconds}) or 0)


def drop_finished(session: Session, *, days: int) -> None:
    """Forget jobs that ended, well or badly, and to which nothing happened for `days`."""
    session.execute(_FINISHED, {"days": days})
