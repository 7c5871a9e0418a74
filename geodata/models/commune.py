"""Communes and their villages, each with the time it is valid in."""

from datetime import date

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from geodata.models.base import Base, Id, Name, Source, geometry, period, valid, web_geometry

FOLDED_NAME = Computed("fold_vi(name)", persisted=True)


class Commune(Base):
    """Xã, phường, đặc khu. A code is used again after a merger: the key is (code, valid_from)."""

    __tablename__ = "commune"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("code ~ '^[0-9]{5}$'", name="code_digits"),
        CheckConstraint("population >= 0", name="population_positive"),
        CheckConstraint("official_area_km2 > 0", name="area_positive"),
        period(),
        valid("border"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(5))
    name: Mapped[Name]
    province_code: Mapped[str] = mapped_column(String(2))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    predecessors: Mapped[str] = mapped_column(String(1000), server_default="")
    official_area_km2: Mapped[float | None]
    population: Mapped[int | None]
    population_suspect: Mapped[bool] = mapped_column(server_default="false")
    is_demo: Mapped[bool] = mapped_column(server_default="false")
    source: Mapped[Source]
    border: Mapped[WKBElement | None] = mapped_column(geometry("MULTIPOLYGON"))
    geom_3857: Mapped[WKBElement | None] = mapped_column(
        web_geometry(), Computed("ST_Transform(border, 3857)", persisted=True)
    )
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it so


class Village(Base):
    """Thôn. Its ground may not be known yet, so geometry may be missing."""

    __tablename__ = "village"
    __table_args__ = (
        UniqueConstraint("commune_id", "id"),
        UniqueConstraint("commune_id", "code", "valid_from"),
        CheckConstraint("households >= 0", name="households_positive"),
        CheckConstraint("population >= 0", name="population_positive"),
        period(),
        valid("area"),
        Index(
            "ix_village_name_folded",
            "name_folded",
            postgresql_using="gin",
            postgresql_ops={"name_folded": "gin_trgm_ops"},
        ),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Name]
    name_folded: Mapped[str] = mapped_column(String(200), FOLDED_NAME)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    predecessors: Mapped[list[str]] = mapped_column(ARRAY(String(40)), server_default="{}")
    households: Mapped[int | None]
    population: Mapped[int | None]
    source: Mapped[Source]
    area: Mapped[WKBElement | None] = mapped_column(geometry("MULTIPOLYGON"))
    geom_3857: Mapped[WKBElement | None] = mapped_column(
        web_geometry(), Computed("ST_Transform(area, 3857)", persisted=True)
    )
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
