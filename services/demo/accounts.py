"""The demonstration's accounts: one a role, named after it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.models import Account, Commune
from services import accounts
from services.demo.ground import Ground
from services.demo.tables import rows


@dataclass(frozen=True)
class DemoAccounts:
    """The commune that was made, and account name → password: shown once, stored nowhere."""

    commune_id: int
    passwords: dict[str, str]


def names() -> list[str]:
    """The names of the demonstration's accounts: the roles of officers."""
    return [row["username"] for row in rows("accounts")]


def add_accounts(session: Session, ground: Ground, password: str | None) -> DemoAccounts:
    """An account a role, each with `password` or one of its own; names that somebody has are left alone.

    Raises BadInput where `password` is too short.
    """
    taken = set(session.scalars(select(Account.username).where(Account.username.in_(names()))))
    passwords = {name: password or accounts.new_password() for name in names() if name not in taken}
    hashes = {plain: accounts.hash_password(plain) for plain in set(passwords.values())}
    session.add_all(
        Account(
            commune_id=ground.commune.id,
            village_id=ground.village_id(row["village"]),
            username=row["username"],
            display_name=row["display_name"],
            role=Role(row["username"]),
            password_hash=hashes[passwords[row["username"]]],
        )
        for row in rows("accounts")
        if row["username"] in passwords
    )
    session.flush()
    return DemoAccounts(ground.commune.id, passwords)


def of_demo(session: Session) -> dict[str, Account]:
    """Name → account, of the demonstration's accounts in a demo commune."""
    found = session.scalars(
        select(Account)
        .join(Commune, Commune.id == Account.commune_id)
        .where(Commune.is_demo, Account.username.in_(names()))
    )
    return {account.username: account for account in found}


def reset_passwords(session: Session, password: str) -> list[str]:
    """Give every demo account `password`; those that have it stay signed in. Returns the names changed.

    Accounts of communes that are no demonstration are never touched. Raises BadInput where it is too short.
    """
    found = of_demo(session)
    # Accounts made together share one hash: asked once, not nine times.
    have = {account.password_hash for account in found.values()}
    right = {password_hash for password_hash in have if accounts.matches(password_hash, password)}
    changed = {name: account for name, account in found.items() if account.password_hash not in right}
    password_hash = accounts.hash_password(password) if changed else ""
    for account in changed.values():
        account.password_hash = password_hash
        account.session_version += 1
    session.flush()
    return sorted(changed)
