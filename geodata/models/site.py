"""Everything that can be inspected shares one identity, the site; five tables tell more of each type."""

from datetime import date, datetime
from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from geodata.enums import (
    KINDS_OF,
    Authority,
    ClusterState,
    FireGroup,
    LegalForm,
    PermitKind,
    SiteKind,
    SiteState,
    SiteType,
    WasteGroup,
)
from geodata.models.base import (
    Base,
    Id,
    Name,
    Source,
    geometry,
    period,
    valid,
    web_geometry,
    within,
    words,
)
from geodata.models.commune import FOLDED_NAME


def _kind_of_type() -> str:
    """SQL that ties each kind to its type."""
    parts = []
    for site_type, kinds in KINDS_OF.items():
        listed = ", ".join(f"'{kind.value}'" for kind in kinds)
        parts.append(f"(type = '{site_type.value}' AND kind IN ({listed}))")
    return " OR ".join(parts)


class Site(Base):
    """One identity for inspections, incidents and exposure. `geom` is the point shown on maps."""

    __tablename__ = "site"
    __table_args__: Any = (
        UniqueConstraint("commune_id", "id"),
        UniqueConstraint("commune_id", "type", "code"),
        ForeignKeyConstraint(["commune_id", "village_id"], ["village.commune_id", "village.id"]),
        ForeignKeyConstraint(["commune_id", "cluster_id"], ["site.commune_id", "site.id"]),
        CheckConstraint(_kind_of_type(), name="kind_of_type"),
        CheckConstraint(
            "ST_X(geom) BETWEEN 102 AND 118 AND ST_Y(geom) BETWEEN 7 AND 24", name="geom_in_vietnam"
        ),
        period("registered_on", "closed_on"),
        Index("ix_site_commune_type_name", "commune_id", "type", "name_folded", "id"),
        Index(
            "ix_site_name_folded",
            "name_folded",
            postgresql_using="gin",
            postgresql_ops={"name_folded": "gin_trgm_ops"},
        ),
        Index("ix_site_unplaced", "commune_id", "type", postgresql_where=text("geom IS NULL")),
        Index("ix_site_village", "village_id"),
        Index("ix_site_cluster", "cluster_id"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    type: Mapped[SiteType] = mapped_column(words(SiteType, "type"))
    kind: Mapped[SiteKind] = mapped_column(words(SiteKind, "kind"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[Name]
    name_folded: Mapped[str] = mapped_column(String(200), FOLDED_NAME)
    address: Mapped[str] = mapped_column(String(300), server_default="")
    village_id: Mapped[int | None]
    cluster_id: Mapped[int | None]
    state: Mapped[SiteState] = mapped_column(words(SiteState, "state"), server_default="operating")
    authority: Mapped[Authority] = mapped_column(
        words(Authority, "authority"), server_default="economic_division"
    )
    registered_on: Mapped[date] = mapped_column(server_default=func.current_date())
    closed_on: Mapped[date | None]
    source: Mapped[Source]
    geom: Mapped[WKBElement | None] = mapped_column(geometry("POINT"))
    geom_3857: Mapped[WKBElement | None] = mapped_column(
        web_geometry(), Computed("ST_Transform(geom, 3857)", persisted=True)
    )
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
    version: Mapped[int] = mapped_column(server_default="1")

    contact: Mapped["SiteContact | None"] = relationship(lazy="select", cascade="all, delete-orphan")

    __mapper_args__ = {  # noqa: RUF012
        "version_id_col": version,
        "polymorphic_on": type,
    }


class SiteContact(Base):
    """Whom to call at a site: restricted, kept apart so that no map query can pick it up."""

    __tablename__ = "site_contact"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    person: Mapped[str] = mapped_column(String(200), server_default="")
    phone: Mapped[str] = mapped_column(String(40), server_default="")
    email: Mapped[str] = mapped_column(String(200), server_default="")


class Facility(Site):
    """Production, business or service establishment, with the figures risk scoring needs."""

    __tablename__ = "facility"
    __table_args__ = (
        CheckConstraint(
            "workers >= 0 AND wastewater_m3_day >= 0 AND stacks >= 0 AND solid_waste_kg_day >= 0 AND "
            "hazardous_waste_kg_year >= 0 AND hazardous_stock_t >= 0 AND site_area_m2 >= 0",
            name="figures_positive",
        ),
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    legal_form: Mapped[LegalForm] = mapped_column(words(LegalForm, "legal_form"), server_default="enterprise")
    tax_code: Mapped[str] = mapped_column(String(20), server_default="")
    permit_kind: Mapped[PermitKind] = mapped_column(words(PermitKind, "permit_kind"), server_default="none")
    permit_number: Mapped[str] = mapped_column(String(60), server_default="")
    permit_valid_to: Mapped[date | None]
    fire_group: Mapped[FireGroup] = mapped_column(words(FireGroup, "fire_group"), server_default="none")
    workers: Mapped[int | None]
    site_area_m2: Mapped[float | None]
    wastewater_m3_day: Mapped[float | None]
    has_wastewater_treatment: Mapped[bool | None]
    stacks: Mapped[int | None]
    solid_waste_kg_day: Mapped[float | None]
    hazardous_waste_kg_year: Mapped[float | None]
    hazardous_stock_t: Mapped[float | None]

    __mapper_args__ = {"polymorphic_identity": SiteType.FACILITY}  # noqa: RUF012


class IndustrialCluster(Site):
    """Cụm công nghiệp or làng nghề: its ground, and how far its wastewater works reach."""

    __tablename__ = "industrial_cluster"
    __table_args__ = (within("connected_share", 0, 1), within("fill_share", 0, 1), valid("area"))

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    stage: Mapped[ClusterState] = mapped_column(words(ClusterState, "stage"), server_default="planned")
    area_ha: Mapped[float | None]
    has_wwtp: Mapped[bool] = mapped_column(server_default="false")
    connected_share: Mapped[float | None]
    fill_share: Mapped[float | None]
    area: Mapped[WKBElement | None] = mapped_column(geometry("MULTIPOLYGON"))
    area_3857: Mapped[WKBElement | None] = mapped_column(
        web_geometry(), Computed("ST_Transform(area, 3857)", persisted=True)
    )

    __mapper_args__ = {"polymorphic_identity": SiteType.INDUSTRIAL_CLUSTER}  # noqa: RUF012


class MedicalFacility(Site):
    """Health station, clinic, pharmacy …: what medical waste it makes."""

    __tablename__ = "medical_facility"
    __table_args__ = (CheckConstraint("beds >= 0 AND infectious_kg_month >= 0", name="figures_positive"),)

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    legal_form: Mapped[LegalForm] = mapped_column(
        words(LegalForm, "legal_form"), server_default="household_business"
    )
    licence_number: Mapped[str] = mapped_column(String(60), server_default="")
    beds: Mapped[int | None]
    infectious_kg_month: Mapped[float | None]
    waste_contract: Mapped[str] = mapped_column(String(200), server_default="")

    __mapper_args__ = {"polymorphic_identity": SiteType.MEDICAL_FACILITY}  # noqa: RUF012


class School(Site):
    """Trường học, for sensitivity of surroundings and "Trường học xanh - an toàn"."""

    __tablename__ = "school"
    __table_args__ = (CheckConstraint("pupils >= 0", name="pupils_positive"),)

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    pupils: Mapped[int | None]

    __mapper_args__ = {"polymorphic_identity": SiteType.SCHOOL}  # noqa: RUF012


_GROUPS = ", ".join(f"'{group.value}'" for group in WasteGroup)


class CollectionPoint(Site):
    """Điểm tập kết. Hours and collection times are in OpenStreetMap's opening_hours syntax."""

    __tablename__ = "collection_point"
    __table_args__ = (
        CheckConstraint(f"accepted_groups <@ ARRAY[{_GROUPS}]::varchar[]", name="accepted_groups"),
        CheckConstraint("containers >= 0", name="containers_positive"),
        Index("ix_collection_point_accepted_groups", "accepted_groups", postgresql_using="gin"),
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    accepted_groups: Mapped[list[str]] = mapped_column(ARRAY(String(40)), server_default="{}")
    containers: Mapped[int | None]
    opening_hours: Mapped[str] = mapped_column(String(200), server_default="")
    collection_times: Mapped[str] = mapped_column(String(200), server_default="")
    operator: Mapped[str] = mapped_column(String(200), server_default="")
    leak_proof: Mapped[bool | None]
    lit_at_night: Mapped[bool | None]
    cleaned_after_run: Mapped[bool | None]

    __mapper_args__ = {"polymorphic_identity": SiteType.COLLECTION_POINT}  # noqa: RUF012
