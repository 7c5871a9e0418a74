"""Pictures and papers at a report: rows here, bytes on disk under a name that tells nothing."""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geodata.enums import FilePurpose
from geodata.models.base import Base, CreatedAt, Id, words


class IncidentFile(Base):
    """A file of one report, re-encoded. It may come before its report does: `report_key` is the report's
    idempotency key, and `incident_id` stays empty until the report is kept.

    `sent_sha256` is the hash of the bytes as they were sent (the receipt shows it), `sha256` of those kept;
    `likeness` a 64-bit difference hash of a picture; `public` whether an officer shows it to everybody.
    """

    __tablename__ = "incident_file"
    __table_args__ = (
        UniqueConstraint("commune_id", "report_key", "sent_sha256"),
        UniqueConstraint("name"),
        ForeignKeyConstraint(
            ["commune_id", "incident_id"], ["incident.commune_id", "incident.id"], ondelete="CASCADE"
        ),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$' AND sent_sha256 ~ '^[0-9a-f]{64}$'", name="hashes"),
        CheckConstraint("name ~ '^[0-9a-f]{32}$'", name="name_form"),
        CheckConstraint("media_type IN ('image/jpeg', 'application/pdf')", name="media_type"),
        CheckConstraint("NOT public OR media_type = 'image/jpeg'", name="only_pictures_are_public"),
        Index("ix_incident_file_incident", "incident_id"),
        Index("ix_incident_file_sent", "commune_id", "sent_sha256"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    incident_id: Mapped[int | None]
    report_key: Mapped[str] = mapped_column(String(60))
    purpose: Mapped[FilePurpose] = mapped_column(words(FilePurpose, "purpose"))
    name: Mapped[str] = mapped_column(String(32))
    media_type: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200), server_default="")
    bytes: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64))
    sent_sha256: Mapped[str] = mapped_column(String(64))
    likeness: Mapped[int | None]
    public: Mapped[bool] = mapped_column(server_default="false")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[CreatedAt]
