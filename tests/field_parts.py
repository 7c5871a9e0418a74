"""A visit as a phone tells it, for tests: a check to be made, its record, a signature, files."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from geodata.enums import (
    Authority,
    InspectionContent,
    InspectionEventKind,
    InspectionFilePurpose,
    InspectionState,
    RecordOutcome,
)
from geodata.models import Commune, Facility, Inspection, InspectionEvent
from services import clock
from services.field import checklists
from services.field.told import Told, ToldFile, ToldFinding
from tests import cast
from tests.pictures import saved

S = InspectionState
ENV = InspectionContent.ENVIRONMENT.value


def check(
    session: Session,
    home: Commune,
    state: InspectionState = S.ANNOUNCED,
    site: Facility | None = None,
    **more: Any,
) -> Inspection:
    """A check of the economic division's, meant for today, of a site of its own unless one is given."""
    more.setdefault("authority", Authority.ECONOMIC_DIVISION)
    more.setdefault("contents", [ENV])
    more.setdefault("planned_on", clock.today())
    more.setdefault("decision_number", "12/QĐ-KT")
    if state is S.CANCELLED:
        more.setdefault("cancel_reason", "Cơ sở tạm ngừng")
    made = Inspection(
        commune_id=home.id,
        site_id=(site or cast.facility(session, home)).id,
        code=f"KT-{uuid4().hex[:8]}",
        state=state,
        events=[InspectionEvent(kind=InspectionEventKind.CREATED, to_state=state)],
        version=1,
        **more,
    )
    session.add(made)
    session.flush()
    return made


def answers(contents: list[str] | None = None, **failed: str) -> dict[str, str]:
    """Every item passed, but for those named (with _ for -)."""
    asked = checklists.items(checklists.of(contents or [ENV]))
    return dict.fromkeys(asked, "passed") | {item.replace("_", "-"): word for item, word in failed.items()}


def finding(item: str = "env-03", **more: Any) -> ToldFinding:
    """A finding of severity 2 with a month to mend it."""
    more.setdefault("text", "Nước thải ra mương chưa qua lắng")
    more.setdefault("severity", 2)
    more.setdefault("deadline", clock.today() + timedelta(days=30))
    return ToldFinding(item=item, **more)


def signature(width: int = 600, height: int = 240) -> bytes:
    """A stroke on glass as a canvas gives it: PNG, transparent ground."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(image).line([(40, 180), (200, 60), (330, 190), (520, 80)], fill="black", width=6)
    return saved(image, "PNG")


def digest(content: bytes) -> str:
    """How a file is named on its way."""
    return sha256(content).hexdigest()


def told(check: Inspection, **more: Any) -> Told:
    """An hour's visit that ended five minutes ago, nothing found, signed; with the signature it names."""
    now = datetime.now(UTC)
    more.setdefault("outcome", RecordOutcome.SIGNED)
    more.setdefault("started_at", now - timedelta(minutes=65))
    more.setdefault("ended_at", now - timedelta(minutes=5))
    more.setdefault("sent_at", now)
    more.setdefault("checklist", checklists.name_of(check.contents))
    more.setdefault("answers", answers(check.contents))
    more.setdefault("representative", "Người đại diện mẫu")
    signed = more["outcome"] is RecordOutcome.SIGNED
    mark = [ToldFile(digest(signature()), InspectionFilePurpose.SIGNATURE)] if signed else []
    more.setdefault("files", mark)
    return Told(inspection_id=check.id, **more)


def day(moment: datetime) -> date:
    """The day of a moment, here."""
    return moment.astimezone(clock.ZONE).date()
