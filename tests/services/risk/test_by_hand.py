"""Scores set by hand: who, when, why; ended, never changed."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Criterion, Role
from geodata.errors import Conflict, FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Commune, Facility, RiskRating, RiskValue
from services import clock
from services.risk import by_hand
from tests import cast
from tests.people import viewer


def put(session: Session, who: Viewer, site: Facility, criterion: str = "waste", value: int = 5) -> RiskValue:
    return by_hand.put(session, who, site.id, criterion=criterion, value=value, reason="Thấy tại chỗ")


def test_a_value_tells_who_when_and_why_and_counts_at_once(
    session: Session, workshop: Facility, proposer: Viewer
) -> None:
    put(session, proposer, workshop)
    [told] = by_hand.values(session, proposer, workshop.id)
    assert (told.criterion, told.value, told.reason) == (Criterion.WASTE, 5, "Thấy tại chỗ")
    assert (told.set_by, told.ended_at) == ("Cán bộ kinh_te", None)
    assert abs((told.set_at - datetime.now(UTC)).total_seconds()) < 60
    [rating] = session.scalars(select(RiskRating))
    assert (rating.impact[2], rating.rated_on) == (5, clock.today())


def test_a_second_value_ends_the_first(session: Session, workshop: Facility, proposer: Viewer) -> None:
    put(session, proposer, workshop, value=5)
    put(session, proposer, workshop, value=1)
    put(session, proposer, workshop, "papers", -1)
    values = by_hand.values(session, proposer, workshop.id)
    assert [(one.criterion.value, one.value, one.ended_at is None) for one in values] == [
        ("papers", -1, True),
        ("waste", 1, True),
        ("waste", 5, False),
    ]
    assert values[2].ended_by == "Cán bộ kinh_te"


def test_an_ended_value_stays_on_record_and_counts_no_more(
    session: Session, workshop: Facility, proposer: Viewer
) -> None:
    made = put(session, proposer, workshop)
    by_hand.end(session, proposer, workshop.id, made.id)
    assert session.scalars(select(RiskValue)).one().ended_at is not None
    [rating] = session.scalars(select(RiskRating).execution_options(populate_existing=True))
    assert rating.impact[2] < 5
    with pytest.raises(Conflict, match=r"risk\.value_ended"):
        by_hand.end(session, proposer, workshop.id, made.id)


@pytest.mark.parametrize(
    ("criterion", "value", "reason", "wrong"),
    [
        ("beauty", 1, "x", {"criterion": "form.choice"}),
        ("", 1, "x", {"criterion": "form.choice"}),
        ("waste", 6, "x", {"value": "risk.value_impact"}),
        ("waste", -1, "x", {"value": "risk.value_impact"}),
        ("waste", None, "x", {"value": "risk.value_impact"}),
        ("papers", 2, "x", {"value": "risk.value_behaved"}),
        ("waste", 3, " ", {"reason": "form.needed"}),
        ("waste", 3, "x" * 501, {"reason": "risk.reason_long"}),
        ("waste", 9, "", {"value": "risk.value_impact", "reason": "form.needed"}),
    ],
)
def test_values_that_cannot_be_used_are_refused(
    session: Session,
    workshop: Facility,
    proposer: Viewer,
    criterion: str,
    value: int | None,
    reason: str,
    wrong: dict[str, str],
) -> None:
    with pytest.raises(FieldErrors) as refusal:
        by_hand.put(session, proposer, workshop.id, criterion=criterion, value=value, reason=reason)
    assert refusal.value.fields == wrong
    assert session.scalars(select(RiskValue)).all() == []


@pytest.mark.parametrize("role", [Role.CHAIRPERSON, Role.VILLAGE_BOARD, Role.ADMIN, Role.SCHOOL, Role.PUBLIC])
def test_who_makes_no_checks_sets_nothing(
    session: Session, an_hung: Commune, workshop: Facility, role: Role
) -> None:
    with pytest.raises(Forbidden):
        put(session, viewer(role, an_hung), workshop)


def test_sites_of_others_and_collection_points_do_not_exist_here(
    session: Session, an_hung: Commune, proposer: Viewer
) -> None:
    for site in (cast.facility(session, cast.commune(session)), cast.point(session, an_hung)):
        with pytest.raises(NotFound):
            by_hand.put(session, proposer, site.id, criterion="waste", value=1, reason="x")


def test_a_value_is_ended_at_its_own_site_only(
    session: Session, an_hung: Commune, workshop: Facility, proposer: Viewer
) -> None:
    made = put(session, proposer, workshop)
    other = cast.facility(session, an_hung)
    with pytest.raises(NotFound):
        by_hand.end(session, proposer, other.id, made.id)
