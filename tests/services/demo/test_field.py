"""The demonstration's records from the field: whole, near their sites, the same each day."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import VISITED, Role
from geodata.features import Viewer
from geodata.models import Inspection, InspectionRecord
from services.demo.field import MOST
from services.field import checklists, seen


def test_the_newest_checks_have_records_that_answer_everything(session: Session) -> None:
    found = session.execute(
        select(InspectionRecord, Inspection).join(Inspection, Inspection.id == InspectionRecord.inspection_id)
    ).all()
    assert len(found) == MOST
    for record, check in found:
        assert check.state in VISITED
        assert record.started_at < record.ended_at < record.received_at
        assert set(record.answers) == set(checklists.items(checklists.of(check.contents)))
        assert record.distance_m is None or record.distance_m < 1
        assert "minh họa" in record.representative


def test_they_are_seen_with_their_way(session: Session) -> None:
    check = session.scalars(select(Inspection).join(InspectionRecord).order_by(Inspection.id)).first()
    assert check is not None
    record = seen.record_of(session, Viewer(check.commune_id, Role.CHAIRPERSON), check.id)
    assert record is not None
    assert [one.content.value for one in record.lists] == check.contents
    assert record.track["type"] == "LineString"
