"""What the desk of reports works with: promised times, calendar, texts at hand, mail, keys, and who read."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geodata.enums import IncidentCategory, IncidentState
from geodata.models.base import Base, CreatedAt, Id, Source, within, words


class ServiceLevel(Base):
    """What the commune promises itself for one category: minutes of working time to take in and to answer,
    and how many days an ended report keeps what names people. A category without a row has the defaults."""

    __tablename__ = "service_level"
    __table_args__ = (
        within("take_in_minutes", 30, 14_400),
        within("answer_minutes", 30, 57_600),
        within("keep_days", 30, 3650),
    )

    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), primary_key=True)
    category: Mapped[IncidentCategory] = mapped_column(words(IncidentCategory, "category"), primary_key=True)
    urgent: Mapped[bool]
    take_in_minutes: Mapped[int]
    answer_minutes: Mapped[int]
    keep_days: Mapped[int]
    source: Mapped[Source]


class CalendarDay(Base):
    """A day that differs from the law's calendar: a make-up working day, or a day off of its own."""

    __tablename__ = "calendar_day"

    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    note: Mapped[str] = mapped_column(String(200), server_default="")
    source: Mapped[Source]


class ReplyTemplate(Base):
    """A text at hand for a public reply; for one category or state, or for any."""

    __tablename__ = "reply_template"
    __table_args__ = (UniqueConstraint("commune_id", "title"),)

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    category: Mapped[IncidentCategory | None] = mapped_column(words(IncidentCategory, "category"))
    state: Mapped[IncidentState | None] = mapped_column(words(IncidentState, "state"))


class Notification(Base):
    """A message that goes out once: `key` names what it tells to whom, so that a retry does not double it.
    No address and no text stand here."""

    __tablename__ = "notification"
    __table_args__ = (UniqueConstraint("commune_id", "key"),)

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    key: Mapped[str] = mapped_column(String(120))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    created_at: Mapped[CreatedAt]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str] = mapped_column(String(300), server_default="")


class IncidentSupporter(Base):
    """Somebody who saw the same ("Tôi cũng thấy"): a pseudonym that counts once and does not tell who."""

    __tablename__ = "incident_supporter"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[CreatedAt]


class IdentityReading(Base):
    """Who read the identity of a reporter, when and why: added, never changed, outlives the report."""

    __tablename__ = "identity_reading"
    __table_args__ = (
        CheckConstraint("purpose <> ''", name="has_purpose"),
        Index("ix_identity_reading_incident", "incident_id", "id"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    incident_id: Mapped[int]
    account_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(300))
    at: Mapped[CreatedAt]


class ApiKey(Base):
    """The key of an app that files reports by Open311; only its hash is kept."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("key_hash"), UniqueConstraint("commune_id", "name"))

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    name: Mapped[str] = mapped_column(String(100))
    key_hash: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[CreatedAt]
