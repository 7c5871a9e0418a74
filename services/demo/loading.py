"""The demonstration as a whole: xã An Hưng with two years of work, made once."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.models import Account, Commune
from services.demo.accounts import DemoAccounts, add_accounts, names, reset_passwords
from services.demo.exceptions import add_exceptions
from services.demo.field import add_records
from services.demo.ground import add_ground, key
from services.demo.hazards import add_hazards
from services.demo.incidents import add_incidents
from services.demo.inspections import add_inspections
from services.demo.penalties import add_penalties
from services.demo.plans import add_plans
from services.demo.register import add_register, rings
from services.demo.replies import add_replies
from services.demo.risk import add_residential, add_risk
from services.demo.transport import add_transport
from services.demo.visits import plan_visits


def load(session: Session, *, today: date, password: str | None) -> DemoAccounts | None:
    """Make the demonstration as it stands on `today`, flushed, not committed; same day, same data.

    Where the commune is already there, demo or real, nothing is made and None returned; a `password` then
    becomes that of its demo accounts. Raises BadInput where `password` is too short.
    """
    code, valid_from = key()
    if session.scalar(select(Commune.id).where(Commune.code == code, Commune.valid_from == valid_from)):
        if password is not None:
            reset_passwords(session, password)
        return None
    ground = add_ground(session, today)
    made = add_accounts(session, ground, password)
    placed = add_register(session, ground, today)
    plans = plan_visits([one.site for one in placed], today)
    session.flush()
    add_hazards(session, ground, today, *rings(placed))
    account_ids = _account_ids(session, ground.commune.id)
    add_inspections(session, ground, plans, account_ids, today)
    add_replies(session, ground.commune.id)
    add_incidents(session, ground, placed, account_ids, today)
    add_exceptions(session, ground.commune.id, account_ids)
    add_residential(session, ground)
    session.flush()
    add_records(session, ground.commune.id)
    add_risk(session, ground, [one.site for one in placed], account_ids, today)
    session.flush()
    add_plans(session, ground.commune.id, account_ids, today)
    add_transport(session, ground.commune.id, account_ids, today)
    add_penalties(session, ground.commune.id, today)
    return made


def _account_ids(session: Session, commune_id: int) -> dict[str, int]:
    accounts = select(Account.username, Account.id).where(
        Account.commune_id == commune_id, Account.username.in_(names())
    )
    return {row.username: row.id for row in session.execute(accounts)}
