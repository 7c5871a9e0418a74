"""Violations with their penalties, and the transport of hazardous waste."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

AUDITED = {
    "violation": "",
    "waste_carrier": "phone",
    "waste_vehicle": "",
    "waste_route": "geom_3857",
    "transport_check": "key",
}


def word(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "waste_carrier",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("tax_code", sa.String(length=20), server_default="", nullable=False),
        sa.Column("permit_number", sa.String(length=60), server_default="", nullable=False),
        sa.Column("permit_issuer", sa.String(length=200), server_default="", nullable=False),
        sa.Column("permit_from", sa.Date(), nullable=True),
        sa.Column("permit_to", sa.Date(), nullable=True),
        sa.Column("waste_codes", postgresql.ARRAY(sa.String(length=20)), server_default="{}", nullable=False),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "permit_to IS NULL OR permit_to >= permit_from",
            name=op.f("ck_waste_carrier_permit_to_after_permit_from"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_waste_carrier_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waste_carrier")),
        sa.UniqueConstraint("commune_id", "code", name=op.f("uq_waste_carrier_commune_id_code")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_waste_carrier_commune_id_id")),
    )
    op.create_table(
        "waste_vehicle",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("carrier_id", sa.BigInteger(), nullable=False),
        sa.Column("plate", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=100), server_default="", nullable=False),
        sa.Column("capacity_t", sa.Double(), nullable=True),
        sa.Column("has_gps", sa.Boolean(), nullable=True),
        sa.Column("registered_to", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.CheckConstraint("plate ~ '^[0-9]{2}[A-Z0-9Đ.-]{3,12}$'", name=op.f("ck_waste_vehicle_plate_form")),
        sa.CheckConstraint("capacity_t > 0", name=op.f("ck_waste_vehicle_capacity_positive")),
        sa.ForeignKeyConstraint(
            ["commune_id", "carrier_id"],
            ["waste_carrier.commune_id", "waste_carrier.id"],
            name=op.f("fk_waste_vehicle_commune_id_carrier_id_waste_carrier"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_waste_vehicle_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waste_vehicle")),
        sa.UniqueConstraint("carrier_id", "plate", name=op.f("uq_waste_vehicle_carrier_id_plate")),
    )
    op.create_geospatial_table(
        "waste_route",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("carrier_id", sa.BigInteger(), nullable=False),
        sa.Column("from_site_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("destination", sa.String(length=300), server_default="", nullable=False),
        sa.Column("waste_codes", postgresql.ARRAY(sa.String(length=20)), server_default="{}", nullable=False),
        sa.Column("kg_month", sa.Double(), nullable=True),
        sa.Column("hours", sa.String(length=200), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="LINESTRING",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "geom_3857",
            Geometry(
                srid=3857, dimension=2, spatial_index=False, from_text="ST_GeomFromEWKT", name="geometry"
            ),
            sa.Computed("ST_Transform(geom, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name=op.f("ck_waste_route_geom_valid")
        ),
        sa.CheckConstraint("kg_month >= 0", name=op.f("ck_waste_route_kg_positive")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_waste_route_valid_to_after_valid_from"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "carrier_id"],
            ["waste_carrier.commune_id", "waste_carrier.id"],
            name=op.f("fk_waste_route_commune_id_carrier_id_waste_carrier"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "from_site_id"],
            ["site.commune_id", "site.id"],
            name=op.f("fk_waste_route_commune_id_from_site_id_site"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_waste_route_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waste_route")),
        sa.UniqueConstraint("commune_id", "code", name=op.f("uq_waste_route_commune_id_code")),
    )
    op.create_geospatial_index(
        "idx_waste_route_geom",
        "waste_route",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_index(
        "idx_waste_route_geom_3857",
        "waste_route",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_table(
        "transport_check",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("carrier_id", sa.BigInteger(), nullable=True),
        sa.Column("vehicle_id", sa.BigInteger(), nullable=True),
        sa.Column("route_id", sa.BigInteger(), nullable=True),
        sa.Column("inspection_id", sa.BigInteger(), nullable=True),
        sa.Column("plate", sa.String(length=16), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=300), server_default="", nullable=False),
        sa.Column("answers", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("result", word("in_order", "reminded", "violation", name="result"), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_transport_check_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "carrier_id"],
            ["waste_carrier.commune_id", "waste_carrier.id"],
            name=op.f("fk_transport_check_commune_id_carrier_id_waste_carrier"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "inspection_id"],
            ["inspection.commune_id", "inspection.id"],
            name=op.f("fk_transport_check_commune_id_inspection_id_inspection"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_transport_check_commune_id_commune")
        ),
        sa.ForeignKeyConstraint(
            ["route_id"], ["waste_route.id"], name=op.f("fk_transport_check_route_id_waste_route")
        ),
        sa.ForeignKeyConstraint(
            ["vehicle_id"], ["waste_vehicle.id"], name=op.f("fk_transport_check_vehicle_id_waste_vehicle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transport_check")),
        sa.UniqueConstraint("commune_id", "code", name=op.f("uq_transport_check_commune_id_code")),
        sa.UniqueConstraint("key", name=op.f("uq_transport_check_key")),
    )
    op.create_geospatial_index(
        "idx_transport_check_geom",
        "transport_check",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index("ix_transport_check_carrier", "transport_check", ["carrier_id", "at"], unique=False)
    op.create_table(
        "violation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("inspection_id", sa.BigInteger(), nullable=True),
        sa.Column("finding_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("article", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("decision_number", sa.String(length=60), server_default="", nullable=False),
        sa.Column("decision_date", sa.Date(), nullable=True),
        sa.Column("amount_vnd", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("remedy", sa.Text(), server_default="", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("paid_vnd", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(decision_number = '') = (decision_date IS NULL)", name=op.f("ck_violation_decision_has_date")
        ),
        sa.CheckConstraint("(paid_on IS NULL) = (paid_vnd = 0)", name=op.f("ck_violation_paid_has_day")),
        sa.CheckConstraint("amount_vnd >= 0 AND paid_vnd >= 0", name=op.f("ck_violation_amounts_positive")),
        sa.CheckConstraint("decision_date >= found_on", name=op.f("ck_violation_decided_after_found")),
        sa.ForeignKeyConstraint(
            ["commune_id", "inspection_id"],
            ["inspection.commune_id", "inspection.id"],
            name=op.f("fk_violation_commune_id_inspection_id_inspection"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "site_id"],
            ["site.commune_id", "site.id"],
            name=op.f("fk_violation_commune_id_site_id_site"),
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_violation_commune_id_commune")),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_violation_finding_id_finding"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_violation")),
        sa.UniqueConstraint("commune_id", "code", name=op.f("uq_violation_commune_id_code")),
    )
    op.create_index("ix_violation_site", "violation", ["site_id", "found_on"], unique=False)
    for table, hidden in AUDITED.items():
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION audit_change('{hidden}')"
        )
    for event, side in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
        op.execute(
            f"CREATE TRIGGER layer_version_{event.lower()} AFTER {event} ON waste_route "
            f"REFERENCING {side.upper()} TABLE AS {side}_rows FOR EACH STATEMENT "
            f"EXECUTE FUNCTION layer_changed_{side}('waste_route')"
        )


def downgrade() -> None:

    op.drop_index("ix_violation_site", table_name="violation")
    op.drop_table("violation")
    op.drop_index("ix_transport_check_carrier", table_name="transport_check")
    op.drop_geospatial_index(
        "idx_transport_check_geom", table_name="transport_check", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_table("transport_check")
    op.drop_geospatial_index(
        "idx_waste_route_geom_3857",
        table_name="waste_route",
        postgresql_using="gist",
        column_name="geom_3857",
    )
    op.drop_geospatial_index(
        "idx_waste_route_geom", table_name="waste_route", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_table("waste_route")
    op.drop_table("waste_vehicle")
    op.drop_table("waste_carrier")
