"""What the tests of GeoReport share: its address, a report as an app sends it, a published one to read."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from geodata.models import Commune, Incident
from tests import cast

V2: Final = "/open311/v2"
NOW: Final = datetime.now(UTC)


def filed(key: str, **more: Any) -> dict[str, Any]:
    """A report as an app sends it."""
    return {"api_key": key, "service_code": "littering", "lat": "20.75", "long": "106.59"} | more


def ids(answer: TestResponse) -> list[str]:
    """The numbers of the reports of a list."""
    return [one["service_request_id"] for one in answer.get_json()]


def published(session: Session, home: Commune, **more: Any) -> Incident:
    """A published report of yesterday unless told otherwise."""
    made = cast.report(session, home, **{"created_at": NOW - timedelta(days=1), **more})
    session.commit()
    return made
