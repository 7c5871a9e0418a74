"""The job that works a plan out: each step of progress is committed apart, the plan once, at its end."""

import logging

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import transaction
from geodata.errors import DomainError
from services.planning import solving
from services.planning.solving import Look, Prepared, Wanted

log = logging.getLogger(__name__)
Sessions = sessionmaker[Session]
ACTOR = "worker plans.solve"


def solve(sessions: Sessions, plan_id: int, run: str) -> None:
    """Work a draft out, unless its run was called off; a refusal becomes the plan's, and so does a fault."""
    if not _begun(sessions, plan_id, run):
        return
    try:
        _solve(sessions, plan_id, run)
    except DomainError as refusal:
        _fail(sessions, plan_id, run, refusal)
    except OperationalError:
        raise  # the database is away: the queue tries again
    except Exception:
        log.exception("plan %s", plan_id)
        _fail(sessions, plan_id, run, DomainError("plan.failed"))


def _begun(sessions: Sessions, plan_id: int, run: str) -> bool:
    with transaction(sessions, ACTOR) as session:
        return solving.begin(session, plan_id, run)


def _solve(sessions: Sessions, plan_id: int, run: str) -> None:
    with transaction(sessions, ACTOR) as session:
        prepared: Prepared = solving.prepare(session, plan_id)
    found = solving.solve(prepared, _look(sessions, plan_id, run))
    with transaction(sessions, ACTOR) as session:
        solving.finish(session, plan_id, run, prepared, found)


def _look(sessions: Sessions, plan_id: int, run: str) -> Look:
    def look(share: float, collected: float) -> Wanted:
        with transaction(sessions, ACTOR) as session:
            return solving.look(session, plan_id, run, share, collected)

    return look


def _fail(sessions: Sessions, plan_id: int, run: str, error: DomainError) -> None:
    with transaction(sessions, ACTOR) as session:
        solving.fail(session, plan_id, run, error)
