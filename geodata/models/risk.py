"""Risk categories: the approved scheme, values set by hand, and each rating as it was shown."""

from datetime import date, datetime

from geoalchemy2 import WKBElement
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geodata.enums import Criterion
from geodata.models.base import (
    Base,
    CreatedAt,
    Id,
    Json,
    Name,
    Source,
    geometry,
    valid,
    web_geometry,
    within,
    words,
)


class RiskScheme(Base):
    """Criteria, weights and yearly weighting terms: data, versioned, in force once the chairperson approved.

    `rules` holds the bands that turn figures into scores, weights, intervals and hours; `terms` criterion →
    -1, 0 or +1. An approved scheme is never changed: a new one follows it (by trigger).
    """

    __tablename__ = "risk_scheme"
    __table_args__ = (
        UniqueConstraint("commune_id", "code"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"),
        CheckConstraint("approved_by_id <> proposed_by_id", name="four_eyes"),
        Index(
            "ix_risk_scheme_in_force",
            "commune_id",
            "valid_from",
            postgresql_where=text("approved_at IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    code: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date]
    rules: Mapped[Json] = mapped_column(JSONB)
    terms: Mapped[Json] = mapped_column(JSONB, server_default="{}")
    note: Mapped[str] = mapped_column(Text, server_default="")
    source: Mapped[Source]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[CreatedAt]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class RiskValue(Base):
    """A score set by hand in place of the computed one: who, when and why. Ended, never changed."""

    __tablename__ = "risk_value"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN criterion IN "
            "('findings', 'incidents_near', 'overdue_remedies', 'papers', 'own_system') "
            "THEN value BETWEEN -1 AND 1 ELSE value BETWEEN 0 AND 5 END",
            name="value_range",
        ),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("ended_at >= set_at", name="ends_after_start"),
        Index("ix_risk_value_site", "site_id"),
        Index(
            "uq_risk_value_standing",
            "site_id",
            "criterion",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    criterion: Mapped[Criterion] = mapped_column(words(Criterion, "criterion"))
    value: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[str] = mapped_column(String(500))
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    set_at: Mapped[CreatedAt]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]


class RiskRating(Base):
    """The category of a site as it was shown from `rated_on` on, with every step of the rule.

    One row a site and day; a row is added when what it shows differs from the one before. `impact` I1–I8,
    `terms`, `scores` in that order; `performance` O1–O5; `highest` R0, `bearers` k, `settled` R1, `mean` P,
    `moved` d, `category` R. `basis`: criterion → the figures its score came from, and its source.
    """

    __tablename__ = "risk_rating"
    __table_args__ = (
        UniqueConstraint("site_id", "rated_on"),
        ForeignKeyConstraint(["commune_id", "site_id"], ["site.commune_id", "site.id"], ondelete="CASCADE"),
        CheckConstraint(
            "cardinality(impact) = 8 AND cardinality(terms) = 8 AND cardinality(scores) = 8 "
            "AND cardinality(performance) = 5",
            name="lengths",
        ),
        within("category", 1, 5),
        Index("ix_risk_rating_commune_day", "commune_id", "rated_on"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    site_id: Mapped[int]
    scheme_id: Mapped[int] = mapped_column(ForeignKey("risk_scheme.id"))
    rated_on: Mapped[date]
    at: Mapped[CreatedAt]
    impact: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    terms: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    scores: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    performance: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    critical: Mapped[bool] = mapped_column(Boolean)
    highest: Mapped[int] = mapped_column(SmallInteger)
    bearers: Mapped[int] = mapped_column(SmallInteger)
    settled: Mapped[int] = mapped_column(SmallInteger)
    mean: Mapped[float]
    moved: Mapped[int] = mapped_column(SmallInteger)
    category: Mapped[int] = mapped_column(SmallInteger)
    interval_months: Mapped[int] = mapped_column(SmallInteger)
    hours: Mapped[float]
    basis: Mapped[Json] = mapped_column(JSONB, server_default="{}")


class ResidentialArea(Base):
    """Khu dân cư: where people of a village live. No `population`: the village's is spread over its areas."""

    __tablename__ = "residential_area"
    __table_args__ = (
        UniqueConstraint("commune_id", "code"),
        ForeignKeyConstraint(["commune_id", "village_id"], ["village.commune_id", "village.id"]),
        CheckConstraint("population >= 0", name="population_positive"),
        valid("area"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    village_id: Mapped[int | None]
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[Name]
    population: Mapped[int | None]
    source: Mapped[Source]
    area: Mapped[WKBElement] = mapped_column(geometry("MULTIPOLYGON"))
    geom_3857: Mapped[WKBElement | None] = mapped_column(
        web_geometry(), Computed("ST_Transform(area, 3857)", persisted=True)
    )
