"""How a carrier's permit stands on a day, and the codes of hazardous waste it allows."""

import re
from datetime import date, timedelta
from typing import Final

from geodata.enums import PermitStatus
from geodata.errors import FieldErrors

MOST_CODES: Final = 200
_CODE: Final = re.compile(r"([0-9]{2})[ .\-]?([0-9]{2})[ .\-]?([0-9]{2})")


def status(permit_from: date | None, permit_to: date | None, on: date, soon_days: float) -> PermitStatus:
    """How a permit of those days stands `on` a day; its last day still counts."""
    if permit_from is None and permit_to is None:
        return PermitStatus.NONE
    if permit_from is not None and on < permit_from:
        return PermitStatus.NOT_YET
    if permit_to is not None and permit_to < on:
        return PermitStatus.EXPIRED
    if permit_to is not None and permit_to <= on + timedelta(days=soon_days):
        return PermitStatus.EXPIRES_SOON
    return PermitStatus.VALID


def codes(typed: str) -> list[str]:
    """Codes of hazardous waste as "18 01 02", sorted, each once; between them commas, semicolons or lines.

    Raises FieldErrors where a part is no code.
    """
    parts = [part.strip() for part in re.split(r"[,;\n]", typed) if part.strip()]
    found = [_CODE.fullmatch(part) for part in parts]
    if len(parts) > MOST_CODES or not all(found):
        raise FieldErrors({"waste_codes": "transport.codes"})
    return sorted({" ".join(one.groups()) for one in found if one})
