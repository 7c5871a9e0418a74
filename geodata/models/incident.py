"""Reports of citizens: the exact place for officers, a displaced one for the public, every step an event."""

from geoalchemy2 import WKBElement
from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from geodata.enums import IncidentCategory, IncidentNature, IncidentState, Visibility
from geodata.models.base import Base, CreatedAt, Id, Moment, Source, geometry, web_geometry, words


class Incident(Base):
    """Phản ánh. `geom` never leaves the officers' ring; `public_geom` is what everybody may see."""

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("commune_id", "id"),
        UniqueConstraint("code"),
        UniqueConstraint("idempotency_key"),
        ForeignKeyConstraint(["commune_id", "village_id"], ["village.commune_id", "village.id"]),
        ForeignKeyConstraint(["commune_id", "site_id"], ["site.commune_id", "site.id"]),
        CheckConstraint("geom IS NOT NULL OR village_id IS NOT NULL OR landmark <> ''", name="has_place"),
        CheckConstraint("(geom IS NULL) = (public_geom IS NULL)", name="displaced_with_geom"),
        CheckConstraint("char_length(description) <= 5000", name="description_length"),
        CheckConstraint("occurred_at <= created_at + interval '1 hour'", name="not_in_the_future"),
        Index("ix_incident_commune_created", "commune_id", "created_at"),
        Index("ix_incident_village", "village_id"),
        Index("ix_incident_site", "site_id"),
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

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class IncidentEvent(Base):
    """A step: from which state to which, by whom, with an internal and a public note."""

    __tablename__ = "incident_event"
    __table_args__ = (Index("ix_incident_event_incident", "incident_id", "id"),)

    id: Mapped[Id]
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    from_state: Mapped[IncidentState | None] = mapped_column(words(IncidentState, "from_state"))
    to_state: Mapped[IncidentState] = mapped_column(words(IncidentState, "to_state"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[CreatedAt]
    internal_note: Mapped[str] = mapped_column(Text, server_default="")
    public_note: Mapped[str] = mapped_column(Text, server_default="")


class IncidentReporter(Base):
    """Who reported: a table of its own, `sealed` is encrypted, no map or list reads it."""

    __tablename__ = "incident_reporter"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes]
    consent_version: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[CreatedAt]
