"""Declarative base, naming convention and the column types every table shares."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, CheckConstraint, DateTime, Enum, Identity, MetaData, String, func
from sqlalchemy.orm import DeclarativeBase, mapped_column

from geodata.crs import STORED, WEB

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Id = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Name = Annotated[str, mapped_column(String(200))]
Source = Annotated[str, mapped_column(String(200), server_default="")]
CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]


class Base(DeclarativeBase):
    """All our tables."""

    metadata = MetaData(naming_convention=NAMING)
    __table_args__: Any = ()
    type_annotation_map = {datetime: DateTime(timezone=True), int: BigInteger}  # noqa: RUF012 - SQLAlchemy reads it so


def words(enum: type[StrEnum], name: str) -> Enum:
    """A text column that holds only the words of `enum`, kept so by a CHECK of that name."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name,
        values_callable=lambda e: [member.value for member in e],
    )


def geometry(kind: str, *, srid: int = STORED) -> Geometry:
    """A geometry column with a spatial index of its own."""
    return Geometry(kind, srid=srid, spatial_index=True)


def web_geometry() -> Geometry:
    """The stored Web-Mercator copy that tiles are cut from."""
    return Geometry("GEOMETRY", srid=WEB, spatial_index=True)


def valid(column: str) -> CheckConstraint:
    """Geometry must be valid and not empty, whoever writes it."""
    return CheckConstraint(f"ST_IsValid({column}) AND NOT ST_IsEmpty({column})", name=f"{column}_valid")


def within(column: str, low: float, high: float) -> CheckConstraint:
    """A figure must lie in [low, high]."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=f"{column}_range")


def period(start: str = "valid_from", end: str = "valid_to") -> CheckConstraint:
    """An end may not come before its start."""
    return CheckConstraint(f"{end} IS NULL OR {end} >= {start}", name=f"{end}_after_{start}")


Json = dict[str, Any]
