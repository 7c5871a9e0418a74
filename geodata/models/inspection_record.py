"""What came back from the field: one record a check, and its files; restricted, apart from the check."""

from datetime import datetime

from geoalchemy2 import WKBElement
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geodata.enums import InspectionFilePurpose, RecordOutcome
from geodata.models.base import Base, CreatedAt, Id, Json, Moment, geometry, period, words


class InspectionRecord(Base):
    """The minutes as the phone sent them. `key` makes the same minutes sent twice one.

    `started_at` and `ended_at` are set right by `clock_skew_s` (server minus phone, seconds). `track` is the
    presence of the team as a line in EPSG:4326, `distance_m` how far its nearest point was from the site.
    `answers`: item of the checklist → answer. The representative signs for the site: a person's name.
    """

    __tablename__ = "inspection_record"
    __table_args__ = (
        UniqueConstraint("key"),
        period("started_at", "ended_at"),
    )

    inspection_id: Mapped[int] = mapped_column(
        ForeignKey("inspection.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[RecordOutcome] = mapped_column(words(RecordOutcome, "outcome"))
    checklist: Mapped[str] = mapped_column(String(60), server_default="")
    answers: Mapped[Json] = mapped_column(JSONB, server_default="{}")
    started_at: Mapped[Moment]
    ended_at: Mapped[Moment]
    received_at: Mapped[CreatedAt]
    clock_skew_s: Mapped[int] = mapped_column(Integer, server_default="0")
    track: Mapped[WKBElement | None] = mapped_column(geometry("LINESTRING"))
    distance_m: Mapped[float | None]
    representative: Mapped[str] = mapped_column(String(200), server_default="")
    representative_title: Mapped[str] = mapped_column(String(200), server_default="")
    opinion: Mapped[str] = mapped_column(Text, server_default="")
    note: Mapped[str] = mapped_column(Text, server_default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class InspectionFile(Base):
    """A picture, signature or paper of one check. It may come before its record: `record_key` ties them."""

    __tablename__ = "inspection_file"
    __table_args__ = (
        UniqueConstraint("commune_id", "record_key", "sent_sha256"),
        UniqueConstraint("name"),
        ForeignKeyConstraint(
            ["commune_id", "inspection_id"], ["inspection.commune_id", "inspection.id"], ondelete="CASCADE"
        ),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$' AND sent_sha256 ~ '^[0-9a-f]{64}$'", name="hashes"),
        CheckConstraint("name ~ '^[0-9a-f]{32}$'", name="name_form"),
        CheckConstraint("media_type IN ('image/jpeg', 'image/png', 'application/pdf')", name="media_type"),
        Index("ix_inspection_file_inspection", "inspection_id"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    inspection_id: Mapped[int | None]
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id", ondelete="SET NULL"))
    record_key: Mapped[str] = mapped_column(String(60))
    purpose: Mapped[InspectionFilePurpose] = mapped_column(words(InspectionFilePurpose, "purpose"))
    name: Mapped[str] = mapped_column(String(32))
    media_type: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200), server_default="")
    bytes: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64))
    sent_sha256: Mapped[str] = mapped_column(String(64))
    taken_at: Mapped[datetime | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[CreatedAt]
