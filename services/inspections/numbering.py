"""Numbers of checks: one row a year, without a gap and without a double however many propose at once."""

from typing import Final

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from geodata.models import Inspection

OURS: Final = "KT"
"""Before the year in the code of a check of ours."""
OTHERS: Final = "CQK"
"""The same for checks of other bodies (cơ quan khác)."""


def next_code(session: Session, commune_id: int, year: int, prefix: str = OURS) -> str:
    """The next code of the year, "KT-2026-001". The caller holds `records.lock_settings` of the commune, so
    that two never ask at once; what is rolled back leaves no gap."""
    start = f"{prefix}-{year}-"
    number = cast(func.substr(Inspection.code, len(start) + 1), BigInteger)
    highest = select(func.max(number)).where(
        Inspection.commune_id == commune_id,
        Inspection.code.regexp_match(f"^{start}[0-9]{{1,9}}$"),
    )
    return f"{start}{(session.scalar(highest) or 0) + 1:03}"
