"""Risk zones (ours, standing) and hazard bulletins (the hydrometeorological service's, passing)."""

from datetime import date

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

from geodata.enums import Hazard, Visibility
from geodata.models.base import (
    Base,
    Id,
    Moment,
    Name,
    Source,
    geometry,
    period,
    valid,
    web_geometry,
    within,
    words,
)


class RiskZone(Base):
    """Where a hazard may strike, with a level 1–5 (QĐ 18/2021/QĐ-TTg Đ4); `basis` says what it rests on."""

    __tablename__ = "risk_zone"
    __table_args__ = (
        UniqueConstraint("commune_id", "code"),
        within("level", 1, 5),
        CheckConstraint("visibility IN ('public', 'internal')", name="public_or_internal"),
        period(),
        valid("area"),
        Index("ix_risk_zone_commune", "commune_id", "hazard", "level"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[Name]
    hazard: Mapped[Hazard] = mapped_column(words(Hazard, "hazard"))
    level: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    basis: Mapped[str] = mapped_column(String(500), server_default="")
    visibility: Mapped[Visibility] = mapped_column(words(Visibility, "visibility"), server_default="internal")
    internal_note: Mapped[str] = mapped_column(Text, server_default="")
    source: Mapped[Source]
    area: Mapped[WKBElement] = mapped_column(geometry("MULTIPOLYGON"))
    geom_3857: Mapped[WKBElement | None] = mapped_column(
        web_geometry(), Computed("ST_Transform(area, 3857)", persisted=True)
    )
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class HazardBulletin(Base):
    """A bulletin as it was issued; no level where the law gives none."""

    __tablename__ = "hazard_bulletin"
    __table_args__ = (
        UniqueConstraint("commune_id", "issuer", "number"),
        within("level", 1, 5),
        CheckConstraint("valid_to > valid_from", name="valid_to_after_valid_from"),
        Index("ix_hazard_bulletin_valid", "commune_id", "valid_to"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    issuer: Mapped[Name]
    number: Mapped[str] = mapped_column(String(60))
    hazard: Mapped[Hazard] = mapped_column(words(Hazard, "hazard"))
    level: Mapped[int | None]
    issued_at: Mapped[Moment]
    valid_from: Mapped[Moment]
    valid_to: Mapped[Moment]
    headline: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text, server_default="")
    source: Mapped[Source]

    villages: Mapped[list["BulletinVillage"]] = relationship(cascade="all, delete-orphan")


class BulletinVillage(Base):
    """A village that a bulletin names; a bulletin with none concerns the whole commune."""

    __tablename__ = "bulletin_village"
    __table_args__ = (
        ForeignKeyConstraint(["commune_id", "village_id"], ["village.commune_id", "village.id"]),
    )

    bulletin_id: Mapped[int] = mapped_column(
        ForeignKey("hazard_bulletin.id", ondelete="CASCADE"), primary_key=True
    )
    village_id: Mapped[int] = mapped_column(primary_key=True)
    commune_id: Mapped[int]
