"""The record of a visit as a phone sends it: JSON, each part of its kind, or refused as a whole."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, NoReturn, TypeVar

from geodata.enums import InspectionFilePurpose, RecordOutcome
from geodata.errors import BadInput
from services.field.told import Told, ToldFile, ToldFinding

Value = TypeVar("Value")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
LONGEST: Final = 512 * 1024
"""Bytes of a record's words, its track included."""


@dataclass(frozen=True)
class Sent:
    """A record, the account that made it, and whether it shall only be looked at."""

    account_id: int
    check: bool
    told: Told


def read(body: bytes) -> Sent:
    """What a phone sent. Raises BadInput("field.body") for anything that is not of the form."""
    try:
        data = json.loads(body, parse_constant=_no_number)
        record = _dict(data["record"])
        return Sent(
            _whole(data["account"]), data.get("check") is True, _told(record, _moment(data["sent_at"]))
        )
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise BadInput("field.body") from error


def _told(record: Mapping[str, Any], sent_at: datetime) -> Told:
    return Told(
        inspection_id=_whole(record["inspection"]),
        outcome=RecordOutcome(record["outcome"]),
        started_at=_moment(record["started_at"]),
        ended_at=_moment(record["ended_at"]),
        sent_at=sent_at,
        checklist=_text(record.get("checklist", "")),
        answers={_text(item): _text(answer) for item, answer in _dict(record.get("answers", {})).items()},
        findings=_list(record.get("findings", []), _finding),
        files=_list(record.get("files", []), _file),
        track=_list(record.get("track", []), _point),
        **{name: _text(record.get(name, "")) for name in _WORDS},
    )


_WORDS: Final = ("representative", "representative_title", "opinion", "note")


def _finding(data: Any) -> ToldFinding:
    told = _dict(data)
    day = told.get("deadline")
    return ToldFinding(
        text=_text(told["text"]),
        severity=_whole(told["severity"]),
        item=_text(told.get("item", "")),
        article=_text(told.get("article", "")),
        remedy=_text(told.get("remedy", "")),
        deadline=date.fromisoformat(_text(day)) if day else None,
    )


def _file(data: Any) -> ToldFile:
    told = _dict(data)
    digest, finding = _text(told["sha256"]), told.get("finding")
    if not DIGEST.fullmatch(digest):
        raise ValueError(digest)
    return ToldFile(
        digest, InspectionFilePurpose(told["purpose"]), None if finding is None else _whole(finding)
    )


def _point(data: Any) -> tuple[float, float]:
    lon, lat = data
    if isinstance(lon, bool) or isinstance(lat, bool):
        raise TypeError(data)
    return float(lon), float(lat)


def _moment(data: Any) -> datetime:
    """A moment with its zone, in UTC."""
    moment = datetime.fromisoformat(_text(data))
    if moment.tzinfo is None:
        raise ValueError(data)
    return moment.astimezone(UTC)


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise TypeError(data)
    return data


def _whole(data: Any) -> int:
    if not isinstance(data, int) or isinstance(data, bool) or not 0 <= data < 2**63:
        raise TypeError(data)
    return data


def _dict(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise TypeError(data)
    return data


def _list(data: Any, each: Callable[[Any], Value]) -> list[Value]:
    if not isinstance(data, list):
        raise TypeError(data)
    return [each(one) for one in data]


def _no_number(_text: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")
