"""The demonstration's risk: settlements, two years of ratings under two schemes, scores set by hand."""

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.models import Account, Commune, ResidentialArea, RiskRating, RiskScheme, RiskValue, Site, Village
from geodata.risk_rules import read, read_terms
from services import demo
from services.demo.risk import MONTHS
from services.demo.tables import SOURCE
from services.risk import priority, ratings
from services.risk.in_force import in_force
from tests import cast
from tests.services.demo.conftest import TODAY


def home(session: Session) -> Commune:
    return session.scalars(select(Commune)).one()


def test_every_village_with_ground_has_a_settlement_within_it(session: Session) -> None:
    areas = select(ResidentialArea).where(ResidentialArea.village_id == Village.id).exists()
    without = session.scalars(select(Village.code).where(Village.area.is_not(None), ~areas)).all()
    assert session.scalar(select(func.count()).select_from(ResidentialArea)) == 15
    assert len(without) <= 1, "the village that ended has none"


def test_two_schemes_with_other_terms_were_approved_by_another(session: Session) -> None:
    schemes = session.scalars(
        select(RiskScheme).where(RiskScheme.source == SOURCE).order_by(RiskScheme.valid_from)
    ).all()
    assert [scheme.valid_from for scheme in schemes] == [date(2025, 1, 1), date(2026, 1, 1)]
    assert schemes[0].terms != schemes[1].terms
    for scheme in schemes:
        assert read(scheme.rules).reasons.keys() == scheme.terms.keys()
        assert any(read_terms(scheme.terms))
        people = [
            session.get_one(Account, scheme.proposed_by_id),
            session.get_one(Account, scheme.approved_by_id),
        ]
        assert [person.role for person in people] == [Role.ECONOMIC_DIVISION, Role.CHAIRPERSON]
    assert in_force(session, home(session).id, TODAY) is schemes[1]


def test_ratings_go_back_two_years_month_by_month(session: Session) -> None:
    days = session.scalars(select(RiskRating.rated_on).distinct().order_by(RiskRating.rated_on)).all()
    assert days[0] <= TODAY - timedelta(days=700)
    assert len(days) >= MONTHS - 3, "almost every month something moved"
    early, late = (ratings.of(session, home(session).id, day) for day in (days[0], TODAY))
    moved = [site for site in early.keys() & late.keys() if early[site].category != late[site].category]
    assert len(moved) > 10


def test_the_mix_of_categories_is_believable(session: Session) -> None:
    counts = Counter(one.category for one in ratings.of(session, home(session).id, TODAY).values())
    assert set(counts) >= {2, 3, 4}
    assert counts[3] == max(counts.values())
    assert 0.03 < (counts[4] + counts[5]) / counts.total() < 0.4


def test_nothing_differs_when_the_demonstration_is_rated_again(session: Session) -> None:
    assert ratings.refresh(session, home(session).id, on=TODAY) == 0


def test_scores_by_hand_stand_and_ended(session: Session) -> None:
    values = session.scalars(select(RiskValue)).all()
    assert len(values) == 4
    assert [value for value in values if value.ended_at is not None]
    assert all("minh họa" in value.reason and value.set_by_id for value in values)


def test_every_inspected_site_has_a_priority(session: Session) -> None:
    found = priority.of(session, home(session).id, TODAY)
    assert len(found) > 150
    assert any(one.h > 0 for one in found.values())
    assert any(one.u > 1 for one in found.values()) and any(one.u < 1 for one in found.values())


def test_taking_it_out_takes_schemes_ratings_and_settlements(session: Session) -> None:
    demo.clear(session)
    for model in (RiskScheme, RiskRating, RiskValue, ResidentialArea, Site):
        assert session.scalar(select(func.count()).select_from(model)) == 0, model


def test_real_rows_stay_and_are_cut_loose(session: Session) -> None:
    commune = home(session)
    accounts = {row.username: row for row in session.scalars(select(Account))}
    village = session.scalars(select(Village).limit(1)).one()
    site = cast.facility(session, commune, source="form")
    area = ResidentialArea(
        commune_id=commune.id,
        village_id=village.id,
        code="THAT",
        name="Khu thật",
        source="form",
        area=cast.ground(106.59, 20.75, 106.591, 20.751),
    )
    officer = accounts["economic_division"]
    value = RiskValue(site_id=site.id, criterion="waste", value=3, reason="Thật", set_by_id=officer.id)
    waiting = RiskScheme(
        commune_id=commune.id,
        code="2027-1",
        valid_from=TODAY,
        rules={},
        source="form",
        proposed_by_id=officer.id,
        version=1,
    )
    session.add_all([area, value, waiting])
    session.flush()
    ratings.refresh(session, commune.id, on=TODAY)
    demo.clear(session)
    session.expire_all()
    assert session.scalars(select(RiskScheme.code)).all() == ["2027-1"]
    assert (waiting.proposed_by_id, value.set_by_id, area.village_id) == (None, None, None)
    assert session.scalars(select(RiskRating)).all() == [], "what demo schemes rated goes with them"


def test_a_demo_account_that_signed_a_real_scheme_stays_shut(session: Session) -> None:
    chairperson = session.scalars(select(Account).where(Account.username == "chairperson")).one()
    real = RiskScheme(
        commune_id=home(session).id,
        code="2027-1",
        valid_from=TODAY,
        rules={},
        source="form",
        approved_by_id=chairperson.id,
        approved_at=func.now(),
        version=1,
    )
    session.add(real)
    session.flush()
    demo.clear(session)
    left = session.execute(select(Account.username, Account.active)).all()
    assert left == [("chairperson", False)]
    assert session.scalars(select(RiskScheme.code)).all() == ["2027-1"]


def test_a_demo_commune_that_became_real_keeps_its_schemes(session: Session) -> None:
    session.execute(update(Commune).values(is_demo=False))
    demo.clear(session)
    assert session.scalar(select(func.count()).select_from(RiskScheme)) == 3
