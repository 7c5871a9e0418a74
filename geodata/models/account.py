"""Accounts, failed sign-ins, and the log of every change."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Identity, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geodata.enums import Role
from geodata.models.base import Base, CreatedAt, Id, Json, Name, words


class Account(Base):
    """An officer's account. A village board belongs to one village and sees that only."""

    __tablename__ = "account"
    __table_args__ = (
        ForeignKeyConstraint(["commune_id", "village_id"], ["village.commune_id", "village.id"]),
        CheckConstraint("role <> 'public'", name="not_public"),
        CheckConstraint("(role = 'village_board') = (village_id IS NOT NULL)", name="village_of_board"),
        CheckConstraint("username ~ '^[a-z0-9_.-]{3,60}$'", name="username_form"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    village_id: Mapped[int | None]
    username: Mapped[str] = mapped_column(String(60), unique=True)
    display_name: Mapped[Name]
    email: Mapped[str] = mapped_column(String(200), server_default="")
    role: Mapped[Role] = mapped_column(words(Role, "role"))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(server_default="true")
    session_version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[CreatedAt]
    last_sign_in_at: Mapped[datetime | None]


class SignInFailure(Base):
    """A failed sign-in under a key (name, or address), counted over a short time."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_key", "key", "at"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(120))
    at: Mapped[CreatedAt]


class AuditEntry(Base):
    """One change of one record: written by the database itself, in the same transaction, never altered."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_record", "table_name", "record_id", "id"),
        Index("ix_audit_entry_commune", "commune_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[CreatedAt]
    account_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(120), server_default="")
    commune_id: Mapped[int | None]
    table_name: Mapped[str] = mapped_column(String(63))
    record_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(6))
    was: Mapped[Json | None] = mapped_column(JSONB)
    now_is: Mapped[Json | None] = mapped_column(JSONB)
