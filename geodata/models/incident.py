"""Reports of citizens: the exact place for officers, a displaced one for the public, every step an event."""

from datetime import datetime
from typing import Final

from geoalchemy2 import WKBElement
from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from geodata.enums import (
    EventKind,
    IncidentCategory,
    IncidentNature,
    IncidentState,
    Moderation,
    RejectReason,
    Role,
    Visibility,
)
from geodata.models.base import Base, CreatedAt, Id, Json, Moment, Source, geometry, web_geometry, words
from geodata.models.incident_file import IncidentFile

OPEN: Final = (
    "state IN ('new', 'verifying', 'need_info', 'assigned', 'in_progress', 'inspection_planned', 'referred', "
    "'done_requested', 'reopen_requested', 'reopened')"
)
"""Somebody still has to do something, as SQL: the index of the open reports serves this very text."""
INBOX: Final = (
    *("state", "visibility", "moderation", "outside", "urgent", "assigned_role", "assignee_id"),
    *("take_in_due_at", "due_at", "due_limit_at", "paused_at", "id"),
)
"""What the figures and the order of the inbox are made of: that index holds it, the table is not read."""
WORDS: Final = "fold_vi((((code::text || ' '::text) || landmark::text) || ' '::text) || description)"
"""What a report is searched by, as SQL: the text of its index, written as PostgreSQL writes it back."""


class Incident(Base):
    """Phản ánh. `geom` never leaves the officers' ring; `public_geom` is what everybody may see."""

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("commune_id", "id"),
        UniqueConstraint("code"),
        UniqueConstraint("idempotency_key"),
        ForeignKeyConstraint(["commune_id", "village_id"], ["village.commune_id", "village.id"]),
        ForeignKeyConstraint(["commune_id", "site_id"], ["site.commune_id", "site.id"]),
        ForeignKeyConstraint(["commune_id", "parent_id"], ["incident.commune_id", "incident.id"]),
        ForeignKeyConstraint(["commune_id", "split_from_id"], ["incident.commune_id", "incident.id"]),
        CheckConstraint("state <> 'duplicate' OR parent_id IS NOT NULL", name="duplicate_has_parent"),
        CheckConstraint("parent_id <> id AND split_from_id <> id", name="not_its_own_parent"),
        CheckConstraint(
            "state <> 'referred' OR (referred_to <> '' AND referred_number <> '')", name="referred_has_number"
        ),
        CheckConstraint("state <> 'rejected' OR reject_reason IS NOT NULL", name="rejected_has_reason"),
        CheckConstraint("(state = 'need_info') = (paused_at IS NOT NULL)", name="paused_while_waiting"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_range"),
        CheckConstraint(
            "geom IS NOT NULL OR village_id IS NOT NULL OR landmark <> '' OR state = 'anonymised'",
            name="has_place",
        ),
        CheckConstraint("(geom IS NULL) = (public_geom IS NULL)", name="displaced_with_geom"),
        CheckConstraint("char_length(description) <= 5000", name="description_length"),
        CheckConstraint("occurred_at <= created_at + interval '1 hour'", name="not_in_the_future"),
        Index("ix_incident_commune_created", "commune_id", "created_at"),
        Index("ix_incident_village", "village_id"),
        Index("ix_incident_site", "site_id"),
        Index("ix_incident_parent", "parent_id"),
        Index("ix_incident_desk", "commune_id", "state", "due_at"),
        Index(
            "ix_incident_open",
            "commune_id",
            "village_id",
            postgresql_include=INBOX,
            postgresql_where=text(OPEN),
        ),
        Index(
            "ix_incident_words",
            literal_column(WORDS).label("words"),
            postgresql_using="gin",
            postgresql_ops={"words": "gin_trgm_ops"},
        ),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    code: Mapped[str] = mapped_column(String(20))
    idempotency_key: Mapped[str] = mapped_column(String(60))
    category: Mapped[IncidentCategory] = mapped_column(words(IncidentCategory, "category"))
    nature: Mapped[IncidentNature] = mapped_column(words(IncidentNature, "nature"), server_default="sudden")
    state: Mapped[IncidentState] = mapped_column(words(IncidentState, "state"), server_default="new")
    visibility: Mapped[Visibility] = mapped_column(words(Visibility, "visibility"), server_default="masked")
    published: Mapped[bool] = mapped_column(server_default="false")
    description: Mapped[str] = mapped_column(Text, server_default="")
    public_note: Mapped[str] = mapped_column(Text, server_default="")
    landmark: Mapped[str] = mapped_column(String(300), server_default="")
    village_id: Mapped[int | None]
    site_id: Mapped[int | None]
    occurred_at: Mapped[Moment]
    created_at: Mapped[CreatedAt]
    source: Mapped[Source]
    urgent: Mapped[bool] = mapped_column(server_default="false")
    outside: Mapped[bool] = mapped_column(server_default="false")
    moderation: Mapped[Moderation] = mapped_column(words(Moderation, "moderation"), server_default="clear")
    parent_id: Mapped[int | None]
    split_from_id: Mapped[int | None]
    assigned_role: Mapped[Role | None] = mapped_column(words(Role, "assigned_role"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    referred_to: Mapped[str] = mapped_column(String(300), server_default="")
    referred_number: Mapped[str] = mapped_column(String(100), server_default="")
    reject_reason: Mapped[RejectReason | None] = mapped_column(words(RejectReason, "reject_reason"))
    take_in_due_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    due_limit_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    taken_in_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    supporters: Mapped[int] = mapped_column(server_default="0")
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    rating_text: Mapped[str] = mapped_column(String(1000), server_default="")
    erasure_requested_at: Mapped[datetime | None]
    geom: Mapped[WKBElement | None] = mapped_column(geometry("POINT"))
    geom_3857: Mapped[WKBElement | None] = mapped_column(
        web_geometry(), Computed("ST_Transform(geom, 3857)", persisted=True)
    )
    public_geom: Mapped[WKBElement | None] = mapped_column(geometry("POINT"))
    public_geom_3857: Mapped[WKBElement | None] = mapped_column(
        web_geometry(), Computed("ST_Transform(public_geom, 3857)", persisted=True)
    )
    version: Mapped[int] = mapped_column(server_default="1")

    events: Mapped[list["IncidentEvent"]] = relationship(
        order_by="IncidentEvent.id", cascade="all, delete-orphan"
    )
    reporter: Mapped["IncidentReporter | None"] = relationship(cascade="all, delete-orphan")
    files: Mapped[list[IncidentFile]] = relationship(order_by=IncidentFile.id, cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class IncidentEvent(Base):
    """A step: from which state to which, by whom, with an internal and a public note.

    An event that is no move stands in one state; `data` tells what its kind needs (who was assigned, which
    report it was split from). The state of a report is the `to_state` of its last event; by trigger.
    """

    __tablename__ = "incident_event"
    __table_args__ = (
        CheckConstraint("kind IN ('created', 'moved') OR from_state = to_state", name="moves_or_stays"),
        Index("ix_incident_event_incident", "incident_id", "id"),
    )

    id: Mapped[Id]
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    kind: Mapped[EventKind] = mapped_column(words(EventKind, "kind"), server_default="moved")
    from_state: Mapped[IncidentState | None] = mapped_column(words(IncidentState, "from_state"))
    to_state: Mapped[IncidentState] = mapped_column(words(IncidentState, "to_state"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[CreatedAt]
    internal_note: Mapped[str] = mapped_column(Text, server_default="")
    public_note: Mapped[str] = mapped_column(Text, server_default="")
    data: Mapped[Json] = mapped_column(JSONB, server_default="{}")


class IncidentReporter(Base):
    """Who reported: a table of its own, `sealed` is encrypted, no map or list reads it.

    `mail_language` is the language in which they want to be told by e-mail; empty: they do not.
    """

    __tablename__ = "incident_reporter"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes]
    consent_version: Mapped[str] = mapped_column(String(20))
    mail_language: Mapped[str] = mapped_column(String(5), server_default="")
    created_at: Mapped[CreatedAt]


class IncidentInspection(Base):
    """A check that has to do with a report: its reason, or what came of it. Each link is an event as well."""

    __tablename__ = "incident_inspection"
    __table_args__ = (Index("ix_incident_inspection_inspection", "inspection_id"),)

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), primary_key=True)
    inspection_id: Mapped[int] = mapped_column(
        ForeignKey("inspection.id", ondelete="CASCADE"), primary_key=True
    )
