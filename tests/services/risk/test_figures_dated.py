"""Figures that belong to a day: checks and findings, reports, sites that were there, values set by hand."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from geodata.enums import (
    EventKind,
    IncidentCategory,
    IncidentState,
    InspectionForm,
    InspectionState,
    Moderation,
    RejectReason,
    SiteState,
    Visibility,
)
from geodata.models import (
    Commune,
    Facility,
    Finding,
    IncidentEvent,
    RiskValue,
)
from geodata.queries.risk_figures import figures
from services import clock
from tests import cast
from tests.services.risk.conftest import FIELDS
from tests.services.risk.ground import DAY, METRE_EAST, REACH, east, of, told


def finding(severity: int, **more: Any) -> Finding:
    return Finding(severity=severity, **more)


def test_findings_of_the_last_two_years(session: Session, an_hung: Commune, workshop: Facility) -> None:
    assert of(session, an_hung, workshop.id)["worst_finding"] is None, "never checked"
    cast.visit(session, workshop, date(2025, 3, 1), findings=[finding(1), finding(1)])
    cast.visit(session, workshop, date(2026, 3, 1), findings=[finding(1), finding(2)])
    cast.visit(session, workshop, date(2024, 10, 20), findings=[finding(3, fixed_on=date(2024, 11, 1))])
    cast.visit(session, workshop, date(2026, 10, 21), findings=[finding(3)])
    cast.visit(session, workshop, date(2026, 9, 1), findings=[finding(3)], state=InspectionState.IN_FIELD)
    found = of(session, an_hung, workshop.id)
    assert (found["worst_finding"], found["light_findings"], found["critical"]) == (2, 3, 0)
    assert of(session, an_hung, workshop.id, date(2026, 10, 21))["critical"] == 1
    assert of(session, an_hung, workshop.id, date(2024, 10, 25))["critical"] == 1


def test_a_check_that_found_nothing_is_no_unknown(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    cast.visit(session, workshop, date(2026, 3, 1))
    assert of(session, an_hung, workshop.id)["worst_finding"] == 0


def test_a_finding_of_severity_three_stays_open_until_it_is_mended(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    cast.visit(session, workshop, date(2023, 5, 1), findings=[finding(3, fixed_on=date(2026, 10, 1))])
    assert of(session, an_hung, workshop.id)["critical"] == 0
    assert of(session, an_hung, workshop.id, date(2026, 9, 30))["critical"] == 1, "however old it is"


def test_remedies_overdue_and_kept_on_the_day(session: Session, an_hung: Commune, workshop: Facility) -> None:
    cast.visit(
        session,
        workshop,
        date(2026, 5, 1),
        findings=[
            finding(1, deadline=date(2026, 10, 19)),
            finding(1, deadline=date(2026, 10, 20)),
            finding(1, deadline=date(2026, 8, 1), fixed_on=date(2026, 7, 30)),
            finding(1, deadline=date(2026, 8, 1), fixed_on=date(2026, 8, 2)),
            finding(1, deadline=date(2026, 12, 1), fixed_on=date(2026, 11, 1)),
        ],
    )
    found = of(session, an_hung, workshop.id)
    assert (found["overdue_remedies"], found["kept_remedies"]) == (1, 1)
    late = of(session, an_hung, workshop.id, date(2026, 8, 1))
    assert (late["overdue_remedies"], late["kept_remedies"]) == (0, 1)
    late = of(session, an_hung, workshop.id, date(2026, 8, 2))
    assert (late["overdue_remedies"], late["kept_remedies"]) == (0, 1)


def test_checks_from_afar_that_found_nothing_grave(
    session: Session, an_hung: Commune, workshop: Facility
) -> None:
    remote = {"form": InspectionForm.REMOTE}
    cast.visit(session, workshop, date(2026, 5, 1), findings=[finding(1)], **remote)
    cast.visit(session, workshop, date(2026, 6, 1), findings=[finding(2)], **remote)
    cast.visit(session, workshop, date(2025, 10, 20), **remote)
    cast.visit(session, workshop, date(2026, 7, 1))
    assert of(session, an_hung, workshop.id)["remote_checks"] == 1


def test_reports_linked_or_near_once_each(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung, geom=east(0))
    told(session, an_hung, geom=east(149))
    told(session, an_hung, geom=east(151))
    told(session, an_hung, geom=east(-60), site_id=site.id)
    told(session, an_hung, geom=FIELDS, public_geom=FIELDS, site_id=site.id)
    other = cast.facility(session, an_hung, geom=FIELDS)
    told(session, an_hung, geom=east(10), site_id=other.id)
    assert of(session, an_hung, site.id)["incidents"] == 3, "one near, two linked; not what is another's"
    assert of(session, an_hung, other.id)["incidents"] == 1


@pytest.mark.parametrize("metres", [0.5, 75, 149.0])
@pytest.mark.parametrize(
    ("dx", "dy"), [(1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7)]
)
def test_no_report_near_is_missed_in_any_direction(
    session: Session, an_hung: Commune, metres: float, dx: float, dy: float
) -> None:
    """The cells that the statement looks in must not hide one that lies across an edge."""
    site = cast.facility(session, an_hung, geom=east(0))
    spot = cast.place(106.59 + dx * metres * METRE_EAST, 20.75 + dy * metres / 110_720)
    told(session, an_hung, geom=spot)
    assert of(session, an_hung, site.id)["incidents"] == 1


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({"state": IncidentState.NEW}, 0),
        ({"state": IncidentState.VERIFYING}, 0),
        ({"state": IncidentState.ASSIGNED}, 0),
        ({"state": IncidentState.RESOLVED}, 1),
        ({"state": IncidentState.CLOSED}, 1),
        ({"state": IncidentState.REJECTED, "reject_reason": RejectReason.UNFOUNDED}, 0),
        ({"state": IncidentState.ANONYMISED, "reject_reason": RejectReason.UNFOUNDED}, 0),
        ({"state": IncidentState.ANONYMISED}, 1),
        ({"moderation": Moderation.SPAM}, 0),
        ({"category": IncidentCategory.STRAW_BURNING}, 0),
        ({"created_at": datetime(2025, 10, 20, 3, tzinfo=UTC)}, 0),
        ({"created_at": datetime(2025, 10, 21, 3, tzinfo=UTC)}, 1),
        ({"created_at": datetime(2026, 10, 20, 16, tzinfo=UTC)}, 1),
        ({"created_at": datetime(2026, 10, 20, 17, tzinfo=UTC)}, 0),
    ],
)
def test_which_reports_count(session: Session, an_hung: Commune, more: dict[str, Any], counts: int) -> None:
    """The day ends at midnight in the commune, which is 17:00 UTC."""
    site = cast.facility(session, an_hung, geom=east(0))
    told(session, an_hung, **more)
    assert of(session, an_hung, site.id)["incidents"] == counts


def test_reports_of_the_police_are_counted_and_told_apart(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung, geom=east(0))
    told(session, an_hung)
    told(session, an_hung, visibility=Visibility.POLICE, published=False)
    found = of(session, an_hung, site.id)
    assert (found["incidents"], found["police"]) == (2, 1)


def test_a_report_counts_from_the_day_it_was_confirmed(session: Session, an_hung: Commune) -> None:
    """On a past day by what its events told then, not by where it stands now."""
    site = cast.facility(session, an_hung, geom=east(0))
    made = told(
        session,
        an_hung,
        state=IncidentState.RESOLVED,
        events=[
            IncidentEvent(
                kind=EventKind.CREATED, to_state=IncidentState.NEW, at=datetime(2026, 9, 1, 3, tzinfo=UTC)
            ),
            IncidentEvent(
                from_state=IncidentState.NEW,
                to_state=IncidentState.VERIFYING,
                at=datetime(2026, 9, 2, 3, tzinfo=UTC),
            ),
            IncidentEvent(
                from_state=IncidentState.VERIFYING,
                to_state=IncidentState.RESOLVED,
                at=datetime(2026, 9, 10, 3, tzinfo=UTC),
            ),
        ],
    )
    assert made.state is IncidentState.RESOLVED
    assert of(session, an_hung, site.id, date(2026, 9, 9))["incidents"] == 0
    assert of(session, an_hung, site.id, date(2026, 9, 10))["incidents"] == 1


def test_sites_are_counted_from_their_first_day_to_their_last(session: Session, an_hung: Commune) -> None:
    kept = cast.facility(session, an_hung)
    cast.facility(session, an_hung, registered_on=date(2026, 10, 21))
    cast.facility(session, an_hung, state=SiteState.PLANNED)
    closed = cast.facility(session, an_hung, state=SiteState.CLOSED, closed_on=date(2026, 10, 20))
    cast.facility(session, an_hung, state=SiteState.CLOSED, closed_on=date(2026, 10, 19))
    cast.point(session, an_hung)
    cast.facility(session, cast.commune(session))
    assert figures(session, an_hung.id, DAY, REACH)["id"] == (kept.id, closed.id)
    assert figures(session, an_hung.id, DAY, REACH, [closed.id])["id"] == (closed.id,)
    assert figures(session, an_hung.id, DAY, REACH, []) == {}


def test_values_set_by_hand_on_the_day(session: Session, an_hung: Commune, workshop: Facility) -> None:
    at = {"set_at": datetime(2026, 9, 1, 3, tzinfo=UTC), "site_id": workshop.id, "reason": "Đo tại chỗ"}
    ended = RiskValue(**at, criterion="waste", value=4, ended_at=datetime(2026, 10, 1, 3, tzinfo=UTC))
    stands = RiskValue(**at, criterion="scale", value=2)
    session.add_all([ended, stands])
    session.flush()
    assert of(session, an_hung, workshop.id)["hand"] == {"scale": [2, stands.id]}
    before = {"scale": [2, stands.id], "waste": [4, ended.id]}
    assert of(session, an_hung, workshop.id, date(2026, 9, 30))["hand"] == before
    assert of(session, an_hung, workshop.id, date(2026, 8, 31))["hand"] is None


def test_today_is_judged_by_the_state_of_today(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung, geom=east(0))
    now = datetime.now(UTC)
    told(session, an_hung, created_at=now.replace(microsecond=0))
    assert of(session, an_hung, site.id, clock.today())["incidents"] == 1
