"""Whether the service stands: database, migrations, worker."""

from functools import cache

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.orm import Session

from geodata import queue
from services.schema import alembic_config


@cache
def newest_migration() -> str:
    """The revision that this code wants."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head() or ""


def readiness(session: Session) -> dict[str, bool]:
    """Each part the service needs, and whether it is there. Raises SQLAlchemyError with no database."""
    current = session.scalar(text("SELECT version_num FROM alembic_version"))
    return {
        "database": True,
        "migrations": current == newest_migration(),
        "worker": queue.live_workers(session) > 0,
    }
