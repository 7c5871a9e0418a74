"""Accounts: made by an administrator, signed in with a password, slowed down when somebody guesses."""

import secrets
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.errors import BadInput, Conflict, NotFound
from geodata.features import Viewer
from geodata.models import Account, Commune, Village
from services import mail, throttle

MIN_PASSWORD: Final = 10
TRIES: Final = {"name": 5, "address": 20}
"""Failures allowed within `WINDOW` for one account name, and for one network address."""
WINDOW: Final = timedelta(minutes=15)

_hasher = PasswordHasher()
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def hash_password(plain: str) -> str:
    """The argon2id hash of a password; refuses one that is too short."""
    if len(plain) < MIN_PASSWORD:
        raise BadInput("account.password_short", least=MIN_PASSWORD)
    return _hasher.hash(plain)


def new_password() -> str:
    """A password that can be read out on the telephone: four groups of four, 78 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def create(
    session: Session,
    *,
    commune: Commune,
    username: str,
    display_name: str,
    role: Role,
    password: str,
    village: Village | None = None,
) -> Account:
    """A new account; refuses a name that is taken and a village board without a village."""
    if (role is Role.VILLAGE_BOARD) != (village is not None):
        raise BadInput("account.board_needs_village")
    if session.scalar(select(Account.id).where(Account.username == username)):
        raise Conflict("account.name_taken", username=username)
    account = Account(
        commune_id=commune.id,
        village_id=village.id if village else None,
        username=username,
        display_name=display_name,
        role=role,
        password_hash=hash_password(password),
        session_version=1,
        active=True,
    )
    session.add(account)
    session.flush()
    return account


def by_username(session: Session, username: str) -> Account:
    """The account of that name, or NotFound."""
    account = session.scalar(select(Account).where(Account.username == username))
    if account is None:
        raise NotFound("account.unknown", username=username)
    return account


def listed(session: Session) -> list[Account]:
    """All accounts, by name."""
    return list(session.scalars(select(Account).order_by(Account.username)))


def set_password(session: Session, username: str, password: str) -> Account:
    """A new password; sessions signed in before end."""
    account = by_username(session, username)
    account.password_hash = hash_password(password)
    account.session_version += 1
    return account


def set_active(session: Session, username: str, active: bool) -> Account:
    """Close or open an account; closing ends its sessions."""
    account = by_username(session, username)
    account.active = active
    account.session_version += 1
    return account


def set_email(session: Session, username: str, address: str) -> Account:
    """Where an account gets its letters; empty stops them. Raises NotFound, BadInput("mail.address")."""
    account = by_username(session, username)
    account.email = mail.address(address)
    return account


def sign_in(session: Session, *, username: str, password: str, address: str) -> Account | None:
    """The account whose password this is, or None (the failure is then counted: commit either way).

    Raises TooMany before looking at the password when name or address failed too often.
    """
    keys = {"name": f"name:{username[:100].lower()}", "address": f"address:{address[:100]}"}
    for what, key in keys.items():
        throttle.refuse_beyond(session, key, most=TRIES[what], window=WINDOW, code="account.too_many_tries")
    account = session.scalar(select(Account).where(Account.username == username, Account.active))
    if matches(account.password_hash if account else _nobody(), password) and account:
        account.last_sign_in_at = datetime.now(UTC)
        throttle.forget(session, keys["name"])
        return account
    throttle.count(session, *keys.values())
    return None


def signed_in(session: Session, account_id: int, session_version: int) -> Account | None:
    """The active account of a session, unless its password changed or it was closed since."""
    return session.scalar(
        select(Account).where(
            Account.id == account_id, Account.active, Account.session_version == session_version
        )
    )


def viewer_of(account: Account) -> Viewer:
    """What this account may see, as every query asks it."""
    return Viewer(account.commune_id, account.role, account.village_id, account.id)


@cache
def _nobody() -> str:
    """A hash that no password fits: an unknown name takes as long to refuse as a known one."""
    return _hasher.hash(secrets.token_hex())


def matches(password_hash: str, password: str) -> bool:
    """Whether this is the password of that hash."""
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
