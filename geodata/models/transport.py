"""Violations with their penalties; the transport of hazardous waste: carriers, vehicles, routes, checks."""

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
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geodata.enums import TransportResult, TransportRuleName
from geodata.models.base import (
    Base,
    CreatedAt,
    Id,
    Json,
    Moment,
    Name,
    Source,
    geometry,
    period,
    valid,
    web_geometry,
    words,
)


class Violation(Base):
    """A violation and its penalty decision: article, amount in đồng, what is to be done, what was paid.

    Whose it is: a site's, a carrier's, or of a transport checked on the road. `payment_note` explains a
    payment that is not the amount.
    """

    __tablename__ = "violation"
    __table_args__ = (
        UniqueConstraint("commune_id", "code"),
        ForeignKeyConstraint(["commune_id", "site_id"], ["site.commune_id", "site.id"]),
        ForeignKeyConstraint(["commune_id", "inspection_id"], ["inspection.commune_id", "inspection.id"]),
        CheckConstraint("amount_vnd >= 0 AND paid_vnd >= 0", name="amounts_positive"),
        CheckConstraint("(decision_number = '') = (decision_date IS NULL)", name="decision_has_date"),
        CheckConstraint("(paid_on IS NULL) = (paid_vnd = 0)", name="paid_has_day"),
        CheckConstraint("decision_date >= found_on", name="decided_after_found"),
        CheckConstraint(
            "site_id IS NOT NULL OR carrier_id IS NOT NULL OR transport_check_id IS NOT NULL",
            name="of_somebody",
        ),
        ForeignKeyConstraint(["commune_id", "carrier_id"], ["waste_carrier.commune_id", "waste_carrier.id"]),
        ForeignKeyConstraint(
            ["commune_id", "transport_check_id"], ["transport_check.commune_id", "transport_check.id"]
        ),
        Index("ix_violation_site", "site_id", "found_on"),
        Index("ix_violation_commune_day", "commune_id", "found_on"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    site_id: Mapped[int | None]
    carrier_id: Mapped[int | None]
    transport_check_id: Mapped[int | None]
    inspection_id: Mapped[int | None]
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id", ondelete="SET NULL"))
    code: Mapped[str] = mapped_column(String(60))
    found_on: Mapped[date]
    article: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, server_default="")
    decided_by: Mapped[str] = mapped_column(String(200), server_default="")
    decision_number: Mapped[str] = mapped_column(String(60), server_default="")
    decision_date: Mapped[date | None]
    amount_vnd: Mapped[int] = mapped_column(server_default="0")
    remedy: Mapped[str] = mapped_column(Text, server_default="")
    due_on: Mapped[date | None]
    paid_vnd: Mapped[int] = mapped_column(server_default="0")
    paid_on: Mapped[date | None]
    payment_note: Mapped[str] = mapped_column(String(500), server_default="")
    closed_on: Mapped[date | None]
    source: Mapped[Source]
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class WasteCarrier(Base):
    """A body licensed to transport hazardous waste, and its permit."""

    __tablename__ = "waste_carrier"
    __table_args__ = (
        UniqueConstraint("commune_id", "code"),
        UniqueConstraint("commune_id", "id"),
        period("permit_from", "permit_to"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[Name]
    tax_code: Mapped[str] = mapped_column(String(20), server_default="")
    permit_number: Mapped[str] = mapped_column(String(60), server_default="")
    permit_issuer: Mapped[str] = mapped_column(String(200), server_default="")
    permit_from: Mapped[date | None]
    permit_to: Mapped[date | None]
    waste_codes: Mapped[list[str]] = mapped_column(ARRAY(String(20)), server_default="{}")
    phone: Mapped[str] = mapped_column(String(40), server_default="")
    source: Mapped[Source]
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class WasteVehicle(Base):
    """A vehicle of a carrier. The plate is written without spaces, in capitals."""

    __tablename__ = "waste_vehicle"
    __table_args__ = (
        UniqueConstraint("carrier_id", "plate"),
        ForeignKeyConstraint(
            ["commune_id", "carrier_id"], ["waste_carrier.commune_id", "waste_carrier.id"], ondelete="CASCADE"
        ),
        CheckConstraint("plate ~ '^[0-9]{2}[A-Z0-9Đ.-]{3,12}$'", name="plate_form"),
        CheckConstraint("capacity_t > 0", name="capacity_positive"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    carrier_id: Mapped[int]
    plate: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(100), server_default="")
    capacity_t: Mapped[float | None]
    has_gps: Mapped[bool | None]
    registered_to: Mapped[date | None]
    active: Mapped[bool] = mapped_column(server_default="true")
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class WasteRoute(Base):
    """The way hazardous waste takes through the commune, as a line, for one carrier."""

    __tablename__ = "waste_route"
    __table_args__ = (
        UniqueConstraint("commune_id", "code"),
        ForeignKeyConstraint(["commune_id", "carrier_id"], ["waste_carrier.commune_id", "waste_carrier.id"]),
        ForeignKeyConstraint(["commune_id", "from_site_id"], ["site.commune_id", "site.id"]),
        CheckConstraint("kg_month >= 0", name="kg_positive"),
        period(),
        valid("geom"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    carrier_id: Mapped[int]
    from_site_id: Mapped[int | None]
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[Name]
    destination: Mapped[str] = mapped_column(String(300), server_default="")
    waste_codes: Mapped[list[str]] = mapped_column(ARRAY(String(20)), server_default="{}")
    kg_month: Mapped[float | None]
    hours: Mapped[str] = mapped_column(String(200), server_default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[Source]
    geom: Mapped[WKBElement] = mapped_column(geometry("LINESTRING"))
    geom_3857: Mapped[WKBElement | None] = mapped_column(
        web_geometry(), Computed("ST_Transform(geom, 3857)", persisted=True)
    )
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class TransportCheck(Base):
    """A check of a transport on the road; `key` makes two alike one. The driver is not named."""

    __tablename__ = "transport_check"
    __table_args__ = (
        UniqueConstraint("commune_id", "code"),
        UniqueConstraint("commune_id", "id"),
        UniqueConstraint("key"),
        ForeignKeyConstraint(["commune_id", "carrier_id"], ["waste_carrier.commune_id", "waste_carrier.id"]),
        ForeignKeyConstraint(["commune_id", "inspection_id"], ["inspection.commune_id", "inspection.id"]),
        Index("ix_transport_check_carrier", "carrier_id", "at"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    code: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60))
    carrier_id: Mapped[int | None]
    vehicle_id: Mapped[int | None] = mapped_column(ForeignKey("waste_vehicle.id"))
    route_id: Mapped[int | None] = mapped_column(ForeignKey("waste_route.id"))
    inspection_id: Mapped[int | None]
    plate: Mapped[str] = mapped_column(String(16), server_default="")
    at: Mapped[Moment]
    place: Mapped[str] = mapped_column(String(300), server_default="")
    answers: Mapped[Json] = mapped_column(JSONB, server_default="{}")
    result: Mapped[TransportResult] = mapped_column(words(TransportResult, "result"))
    note: Mapped[str] = mapped_column(Text, server_default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[CreatedAt]
    geom: Mapped[WKBElement | None] = mapped_column(geometry("POINT"))


class TransportRule(Base):
    """A figure that warnings about transports go by, set by the commune, with what it rests on.

    A rule without a row has the value of services/transport/data/rules.csv.
    """

    __tablename__ = "transport_rule"

    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), primary_key=True)
    name: Mapped[TransportRuleName] = mapped_column(words(TransportRuleName, "name"), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
    article: Mapped[str] = mapped_column(String(200), server_default="")
    source: Mapped[Source]
    seen_on: Mapped[date | None]
    confirmed_by: Mapped[str] = mapped_column(String(200), server_default="")
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
