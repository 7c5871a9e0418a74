"""Drainage and water works, and the road and water lines of the base map."""

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, Computed, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geodata.enums import RoadKind, VerticalDatum, WaterwayKind, WaterWorkKind
from geodata.models.base import Base, Id, Source, geometry, valid, web_geometry, words


class WaterWork(Base):
    """Canal, sluice, pump, dyke, discharge point or intake. Heights name their zero."""

    __tablename__ = "water_work"
    __table_args__ = (
        UniqueConstraint("commune_id", "kind", "code"),
        CheckConstraint("capacity_m3_s >= 0", name="capacity_positive"),
        CheckConstraint("crest_m IS NULL OR vertical_datum IS NOT NULL", name="crest_has_datum"),
        valid("geom"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    kind: Mapped[WaterWorkKind] = mapped_column(words(WaterWorkKind, "kind"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200), server_default="")
    crest_m: Mapped[float | None]
    vertical_datum: Mapped[VerticalDatum | None] = mapped_column(words(VerticalDatum, "vertical_datum"))
    capacity_m3_s: Mapped[float | None]
    operator: Mapped[str] = mapped_column(String(200), server_default="")
    source: Mapped[Source]
    geom: Mapped[WKBElement | None] = mapped_column(geometry("GEOMETRY"))
    geom_3857: Mapped[WKBElement | None] = mapped_column(
        web_geometry(), Computed("ST_Transform(geom, 3857)", persisted=True)
    )
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Road(Base):
    """A road line."""

    __tablename__ = "road"
    __table_args__ = (UniqueConstraint("commune_id", "code"), valid("geom"))

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    kind: Mapped[RoadKind] = mapped_column(words(RoadKind, "kind"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200), server_default="")
    source: Mapped[Source]
    geom: Mapped[WKBElement] = mapped_column(geometry("MULTILINESTRING"))
    geom_3857: Mapped[WKBElement | None] = mapped_column(
        web_geometry(), Computed("ST_Transform(geom, 3857)", persisted=True)
    )


class Waterway(Base):
    """A river, canal or ditch, as a line or, where it is wide, as a polygon."""

    __tablename__ = "waterway"
    __table_args__ = (UniqueConstraint("commune_id", "code"), valid("geom"))

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    kind: Mapped[WaterwayKind] = mapped_column(words(WaterwayKind, "kind"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200), server_default="")
    source: Mapped[Source]
    geom: Mapped[WKBElement] = mapped_column(geometry("GEOMETRY"))
    geom_3857: Mapped[WKBElement | None] = mapped_column(
        web_geometry(), Computed("ST_Transform(geom, 3857)", persisted=True)
    )
