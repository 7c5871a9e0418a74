"""The register: communes, villages, sites, waters, hazards, incidents, inspections, accounts, imports."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.String(length=120), server_default="", nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=True),
        sa.Column("table_name", sa.String(length=63), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(length=6), nullable=False),
        sa.Column("was", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("now_is", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_commune", "audit_entry", ["commune_id", "id"], unique=False)
    op.create_index("ix_audit_entry_record", "audit_entry", ["table_name", "record_id", "id"], unique=False)
    op.create_geospatial_table(
        "commune",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("province_code", sa.String(length=2), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("predecessors", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("official_area_km2", sa.Double(), nullable=True),
        sa.Column("population", sa.BigInteger(), nullable=True),
        sa.Column("population_suspect", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column(
            "border",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "geom_3857",
            Geometry(
                srid=3857, dimension=2, spatial_index=False, from_text="ST_GeomFromEWKT", name="geometry"
            ),
            sa.Computed("ST_Transform(border, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("code ~ '^[0-9]{5}$'", name=op.f("ck_commune_code_digits")),
        sa.CheckConstraint(
            "ST_IsValid(border) AND NOT ST_IsEmpty(border)", name=op.f("ck_commune_border_valid")
        ),
        sa.CheckConstraint("official_area_km2 > 0", name=op.f("ck_commune_area_positive")),
        sa.CheckConstraint("population >= 0", name=op.f("ck_commune_population_positive")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_commune_valid_to_after_valid_from")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commune")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_commune_code_valid_from")),
    )
    op.create_geospatial_index(
        "idx_commune_border", "commune", ["border"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_index(
        "idx_commune_geom_3857",
        "commune",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    op.create_index("ix_sign_in_failure_key", "sign_in_failure", ["key", "at"], unique=False)
    op.create_table(
        "hazard_bulletin",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column(
            "hazard",
            sa.Enum(
                "inundation",
                "river_flood",
                "storm_surge",
                "storm",
                "heavy_rain",
                "bank_erosion",
                "saline_intrusion",
                "heatwave",
                "lightning",
                "fire_explosion",
                "chemical_release",
                name="hazard",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("level", sa.BigInteger(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("headline", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_hazard_bulletin_level_range")),
        sa.CheckConstraint(
            "valid_to > valid_from", name=op.f("ck_hazard_bulletin_valid_to_after_valid_from")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_hazard_bulletin_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard_bulletin")),
        sa.UniqueConstraint(
            "commune_id", "issuer", "number", name=op.f("uq_hazard_bulletin_commune_id_issuer_number")
        ),
    )
    op.create_index("ix_hazard_bulletin_valid", "hazard_bulletin", ["commune_id", "valid_to"], unique=False)
    op.create_table(
        "inspection_interval",
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "production",
                "craft_workshop",
                "livestock_farm",
                "aquaculture_farm",
                "shipyard",
                "dyeing_plant",
                "plating_plant",
                "slaughterhouse",
                "scrap_dealer",
                "service",
                "fuel_station",
                "market",
                "chemical_store",
                "waste_treatment_facility",
                "construction_site",
                "mixed_use_house",
                "industrial_cluster",
                "craft_village",
                "commune_health_station",
                "clinic",
                "dental_clinic",
                "hospital",
                "pharmacy",
                "traditional_medicine",
                "kindergarten",
                "primary_school",
                "lower_secondary_school",
                "upper_secondary_school",
                "collection_point",
                "temporary_collection_point",
                "transfer_station",
                "pesticide_packaging_tank",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("months", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND 120", name=op.f("ck_inspection_interval_months_range")),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_inspection_interval_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("commune_id", "kind", name=op.f("pk_inspection_interval")),
    )
    op.create_table(
        "layer_version",
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("table_name", sa.String(length=63), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"],
            ["commune.id"],
            name=op.f("fk_layer_version_commune_id_commune"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("commune_id", "table_name", name=op.f("pk_layer_version")),
    )
    op.create_geospatial_table(
        "risk_zone",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "hazard",
            sa.Enum(
                "inundation",
                "river_flood",
                "storm_surge",
                "storm",
                "heavy_rain",
                "bank_erosion",
                "saline_intrusion",
                "heatwave",
                "lightning",
                "fire_explosion",
                "chemical_release",
                name="hazard",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=500), server_default="", nullable=False),
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "masked",
                "internal",
                "police",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="internal",
            nullable=False,
        ),
        sa.Column("internal_note", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column(
            "area",
            Geometry(
                geometry_type="MULTIPOLYGON",
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
            sa.Computed("ST_Transform(area, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "visibility IN ('public', 'internal')", name=op.f("ck_risk_zone_public_or_internal")
        ),
        sa.CheckConstraint("ST_IsValid(area) AND NOT ST_IsEmpty(area)", name=op.f("ck_risk_zone_area_valid")),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_risk_zone_level_range")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_risk_zone_valid_to_after_valid_from")
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_risk_zone_commune_id_commune")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_zone")),
        sa.UniqueConstraint("commune_id", "code", name=op.f("uq_risk_zone_commune_id_code")),
    )
    op.create_geospatial_index(
        "idx_risk_zone_area", "risk_zone", ["area"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_index(
        "idx_risk_zone_geom_3857",
        "risk_zone",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index("ix_risk_zone_commune", "risk_zone", ["commune_id", "hazard", "level"], unique=False)
    op.create_geospatial_table(
        "road",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "provincial",
                "commune",
                "village",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTILINESTRING",
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
        sa.CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name=op.f("ck_road_geom_valid")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_road_commune_id_commune")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_road")),
        sa.UniqueConstraint("commune_id", "code", name=op.f("uq_road_commune_id_code")),
    )
    op.create_geospatial_index(
        "idx_road_geom", "road", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_index(
        "idx_road_geom_3857", "road", ["geom_3857"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_table(
        "site_cell",
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("zoom", sa.SmallInteger(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sum_x", sa.BigInteger(), nullable=False),
        sa.Column("sum_y", sa.BigInteger(), nullable=False),
        sa.Column("sum_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_site_cell_commune_id_commune"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("commune_id", "type", "zoom", "x", "y", "kind", name=op.f("pk_site_cell")),
    )
    op.create_geospatial_table(
        "village",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "name_folded", sa.String(length=200), sa.Computed("fold_vi(name)", persisted=True), nullable=False
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "predecessors", postgresql.ARRAY(sa.String(length=40)), server_default="{}", nullable=False
        ),
        sa.Column("households", sa.BigInteger(), nullable=True),
        sa.Column("population", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column(
            "area",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "geom_3857",
            Geometry(
                srid=3857, dimension=2, spatial_index=False, from_text="ST_GeomFromEWKT", name="geometry"
            ),
            sa.Computed("ST_Transform(area, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("ST_IsValid(area) AND NOT ST_IsEmpty(area)", name=op.f("ck_village_area_valid")),
        sa.CheckConstraint("households >= 0", name=op.f("ck_village_households_positive")),
        sa.CheckConstraint("population >= 0", name=op.f("ck_village_population_positive")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_village_valid_to_after_valid_from")
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_village_commune_id_commune")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village")),
        sa.UniqueConstraint(
            "commune_id", "code", "valid_from", name=op.f("uq_village_commune_id_code_valid_from")
        ),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_village_commune_id_id")),
    )
    op.create_geospatial_index(
        "idx_village_area", "village", ["area"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_index(
        "idx_village_geom_3857",
        "village",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(
        "ix_village_name_folded",
        "village",
        ["name_folded"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name_folded": "gin_trgm_ops"},
    )
    op.create_geospatial_table(
        "water_work",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "canal",
                "sluice",
                "pumping_station",
                "dike",
                "outer_dike",
                "discharge_point",
                "water_intake",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("crest_m", sa.Double(), nullable=True),
        sa.Column(
            "vertical_datum",
            sa.Enum(
                "hon_dau",
                "egm2008",
                "chart_zero",
                name="vertical_datum",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("capacity_m3_s", sa.Double(), nullable=True),
        sa.Column("operator", sa.String(length=200), server_default="", nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column(
            "geom",
            Geometry(
                srid=4326, dimension=2, spatial_index=False, from_text="ST_GeomFromEWKT", name="geometry"
            ),
            nullable=True,
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
            "ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name=op.f("ck_water_work_geom_valid")
        ),
        sa.CheckConstraint("capacity_m3_s >= 0", name=op.f("ck_water_work_capacity_positive")),
        sa.CheckConstraint(
            "crest_m IS NULL OR vertical_datum IS NOT NULL", name=op.f("ck_water_work_crest_has_datum")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_water_work_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_water_work")),
        sa.UniqueConstraint("commune_id", "kind", "code", name=op.f("uq_water_work_commune_id_kind_code")),
    )
    op.create_geospatial_index(
        "idx_water_work_geom",
        "water_work",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_index(
        "idx_water_work_geom_3857",
        "water_work",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_table(
        "waterway",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "river", "canal", "ditch", name="kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column(
            "geom",
            Geometry(
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
        sa.CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name=op.f("ck_waterway_geom_valid")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_waterway_commune_id_commune")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waterway")),
        sa.UniqueConstraint("commune_id", "code", name=op.f("uq_waterway_commune_id_code")),
    )
    op.create_geospatial_index(
        "idx_waterway_geom", "waterway", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_index(
        "idx_waterway_geom_3857",
        "waterway",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("village_id", sa.BigInteger(), nullable=True),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "public",
                "village_board",
                "health_station",
                "public_service_centre",
                "school",
                "mass_organisation",
                "commune_police",
                "economic_division",
                "chairperson",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("session_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_sign_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(role = 'village_board') = (village_id IS NOT NULL)", name=op.f("ck_account_village_of_board")
        ),
        sa.CheckConstraint("role <> 'public'", name=op.f("ck_account_not_public")),
        sa.CheckConstraint("username ~ '^[a-z0-9_.-]{3,60}$'", name=op.f("ck_account_username_form")),
        sa.ForeignKeyConstraint(
            ["commune_id", "village_id"],
            ["village.commune_id", "village.id"],
            name=op.f("fk_account_commune_id_village_id_village"),
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_account_commune_id_commune")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "bulletin_village",
        sa.Column("bulletin_id", sa.BigInteger(), nullable=False),
        sa.Column("village_id", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"],
            ["hazard_bulletin.id"],
            name=op.f("fk_bulletin_village_bulletin_id_hazard_bulletin"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "village_id"],
            ["village.commune_id", "village.id"],
            name=op.f("fk_bulletin_village_commune_id_village_id_village"),
        ),
        sa.PrimaryKeyConstraint("bulletin_id", "village_id", name=op.f("pk_bulletin_village")),
    )
    op.create_geospatial_table(
        "site",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "facility",
                "industrial_cluster",
                "medical_facility",
                "school",
                "collection_point",
                name="type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "production",
                "craft_workshop",
                "livestock_farm",
                "aquaculture_farm",
                "shipyard",
                "dyeing_plant",
                "plating_plant",
                "slaughterhouse",
                "scrap_dealer",
                "service",
                "fuel_station",
                "market",
                "chemical_store",
                "waste_treatment_facility",
                "construction_site",
                "mixed_use_house",
                "industrial_cluster",
                "craft_village",
                "commune_health_station",
                "clinic",
                "dental_clinic",
                "hospital",
                "pharmacy",
                "traditional_medicine",
                "kindergarten",
                "primary_school",
                "lower_secondary_school",
                "upper_secondary_school",
                "collection_point",
                "temporary_collection_point",
                "transfer_station",
                "pesticide_packaging_tank",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "name_folded", sa.String(length=200), sa.Computed("fold_vi(name)", persisted=True), nullable=False
        ),
        sa.Column("address", sa.String(length=300), server_default="", nullable=False),
        sa.Column("village_id", sa.BigInteger(), nullable=True),
        sa.Column("cluster_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "operating",
                "suspended",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="operating",
            nullable=False,
        ),
        sa.Column(
            "authority",
            sa.Enum(
                "economic_division",
                "commune_police",
                "health_station",
                "city",
                name="authority",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="economic_division",
            nullable=False,
        ),
        sa.Column("registered_on", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
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
        sa.Column(
            "geom_3857",
            Geometry(
                srid=3857, dimension=2, spatial_index=False, from_text="ST_GeomFromEWKT", name="geometry"
            ),
            sa.Computed("ST_Transform(geom, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(type = 'facility' AND kind IN ('production', 'craft_workshop', 'livestock_farm', 'aquaculture_farm', 'shipyard', 'dyeing_plant', 'plating_plant', 'slaughterhouse', 'scrap_dealer', 'service', 'fuel_station', 'market', 'chemical_store', 'waste_treatment_facility', 'construction_site', 'mixed_use_house')) OR (type = 'industrial_cluster' AND kind IN ('industrial_cluster', 'craft_village')) OR (type = 'medical_facility' AND kind IN ('commune_health_station', 'clinic', 'dental_clinic', 'hospital', 'pharmacy', 'traditional_medicine')) OR (type = 'school' AND kind IN ('kindergarten', 'primary_school', 'lower_secondary_school', 'upper_secondary_school')) OR (type = 'collection_point' AND kind IN ('collection_point', 'temporary_collection_point', 'transfer_station', 'pesticide_packaging_tank'))",
            name=op.f("ck_site_kind_of_type"),
        ),
        sa.CheckConstraint(
            "ST_X(geom) BETWEEN 102 AND 118 AND ST_Y(geom) BETWEEN 7 AND 24",
            name=op.f("ck_site_geom_in_vietnam"),
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on >= registered_on",
            name=op.f("ck_site_closed_on_after_registered_on"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "cluster_id"],
            ["site.commune_id", "site.id"],
            name=op.f("fk_site_commune_id_cluster_id_site"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "village_id"],
            ["village.commune_id", "village.id"],
            name=op.f("fk_site_commune_id_village_id_village"),
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_site_commune_id_commune")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_site_commune_id_id")),
        sa.UniqueConstraint("commune_id", "type", "code", name=op.f("uq_site_commune_id_type_code")),
    )
    op.create_geospatial_index(
        "idx_site_geom", "site", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_index(
        "idx_site_geom_3857", "site", ["geom_3857"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index("ix_site_cluster", "site", ["cluster_id"], unique=False)
    op.create_index(
        "ix_site_commune_type_name", "site", ["commune_id", "type", "name_folded", "id"], unique=False
    )
    op.create_index(
        "ix_site_name_folded",
        "site",
        ["name_folded"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name_folded": "gin_trgm_ops"},
    )
    op.create_index("ix_site_village", "site", ["village_id"], unique=False)
    op.create_table(
        "collection_point",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "accepted_groups", postgresql.ARRAY(sa.String(length=40)), server_default="{}", nullable=False
        ),
        sa.Column("containers", sa.BigInteger(), nullable=True),
        sa.Column("opening_hours", sa.String(length=200), server_default="", nullable=False),
        sa.Column("collection_times", sa.String(length=200), server_default="", nullable=False),
        sa.Column("operator", sa.String(length=200), server_default="", nullable=False),
        sa.Column("leak_proof", sa.Boolean(), nullable=True),
        sa.Column("lit_at_night", sa.Boolean(), nullable=True),
        sa.Column("cleaned_after_run", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "accepted_groups <@ ARRAY['recyclable', 'food_waste', 'other_household', 'bulky', 'household_hazardous', 'pesticide_packaging']::varchar[]",
            name=op.f("ck_collection_point_accepted_groups"),
        ),
        sa.CheckConstraint("containers >= 0", name=op.f("ck_collection_point_containers_positive")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_collection_point_site_id_site"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_collection_point")),
    )
    op.create_index(
        "ix_collection_point_accepted_groups",
        "collection_point",
        ["accepted_groups"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "facility",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "legal_form",
            sa.Enum(
                "enterprise",
                "household_business",
                "cooperative",
                "public_body",
                "individual",
                name="legal_form",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="enterprise",
            nullable=False,
        ),
        sa.Column("tax_code", sa.String(length=20), server_default="", nullable=False),
        sa.Column(
            "permit_kind",
            sa.Enum(
                "environmental_permit",
                "environmental_registration",
                "exempt",
                "none",
                name="permit_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="none",
            nullable=False,
        ),
        sa.Column("permit_number", sa.String(length=60), server_default="", nullable=False),
        sa.Column("permit_valid_to", sa.Date(), nullable=True),
        sa.Column(
            "fire_group",
            sa.Enum(
                "appendix_ii",
                "appendix_i",
                "house",
                "mixed_use_house",
                "none",
                name="fire_group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="none",
            nullable=False,
        ),
        sa.Column("workers", sa.BigInteger(), nullable=True),
        sa.Column("site_area_m2", sa.Double(), nullable=True),
        sa.Column("wastewater_m3_day", sa.Double(), nullable=True),
        sa.Column("has_wastewater_treatment", sa.Boolean(), nullable=True),
        sa.Column("stacks", sa.BigInteger(), nullable=True),
        sa.Column("solid_waste_kg_day", sa.Double(), nullable=True),
        sa.Column("hazardous_waste_kg_year", sa.Double(), nullable=True),
        sa.Column("hazardous_stock_t", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "workers >= 0 AND wastewater_m3_day >= 0 AND stacks >= 0 AND solid_waste_kg_day >= 0 AND hazardous_waste_kg_year >= 0 AND hazardous_stock_t >= 0 AND site_area_m2 >= 0",
            name=op.f("ck_facility_figures_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_facility_site_id_site"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_facility")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("layer", sa.String(length=40), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "reading",
                "ready",
                "refused",
                "applying",
                "applied",
                "discarded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="waiting",
            nullable=False,
        ),
        sa.Column("progress", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_import_batch_progress_range")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_import_batch_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_import_batch_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index("ix_import_batch_commune", "import_batch", ["commune_id", "id"], unique=False)
    op.create_geospatial_table(
        "incident",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("idempotency_key", sa.String(length=60), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "straw_burning",
                "waste_burning",
                "littering",
                "illegal_dumping",
                "illegal_burial",
                "wastewater_discharge",
                "air_emission",
                "noise",
                "odour",
                "solid_waste",
                "hazardous_waste_incident",
                "medical_waste_incident",
                "chemical_spill",
                "fire_explosion",
                "fish_kill",
                "water_pollution",
                "waterlogging",
                "bank_erosion",
                "livestock_waste",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "nature",
            sa.Enum(
                "sudden", "recurrent", name="nature", native_enum=False, create_constraint=True, length=40
            ),
            server_default="sudden",
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "verifying",
                "need_info",
                "assigned",
                "in_progress",
                "inspection_planned",
                "referred",
                "done_requested",
                "resolved",
                "reopen_requested",
                "reopened",
                "closed",
                "rejected",
                "duplicate",
                "anonymised",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="new",
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "masked",
                "internal",
                "police",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="masked",
            nullable=False,
        ),
        sa.Column("published", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("public_note", sa.Text(), server_default="", nullable=False),
        sa.Column("landmark", sa.String(length=300), server_default="", nullable=False),
        sa.Column("village_id", sa.BigInteger(), nullable=True),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
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
        sa.Column(
            "geom_3857",
            Geometry(
                srid=3857, dimension=2, spatial_index=False, from_text="ST_GeomFromEWKT", name="geometry"
            ),
            sa.Computed("ST_Transform(geom, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "public_geom",
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
        sa.Column(
            "public_geom_3857",
            Geometry(
                srid=3857, dimension=2, spatial_index=False, from_text="ST_GeomFromEWKT", name="geometry"
            ),
            sa.Computed("ST_Transform(public_geom, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "geom IS NOT NULL OR village_id IS NOT NULL OR landmark <> ''", name=op.f("ck_incident_has_place")
        ),
        sa.CheckConstraint(
            "occurred_at <= created_at + interval '1 hour'", name=op.f("ck_incident_not_in_the_future")
        ),
        sa.CheckConstraint(
            "(geom IS NULL) = (public_geom IS NULL)", name=op.f("ck_incident_displaced_with_geom")
        ),
        sa.CheckConstraint("char_length(description) <= 5000", name=op.f("ck_incident_description_length")),
        sa.ForeignKeyConstraint(
            ["commune_id", "site_id"],
            ["site.commune_id", "site.id"],
            name=op.f("fk_incident_commune_id_site_id_site"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "village_id"],
            ["village.commune_id", "village.id"],
            name=op.f("fk_incident_commune_id_village_id_village"),
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_incident_commune_id_commune")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("code", name=op.f("uq_incident_code")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_incident_commune_id_id")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_incident_idempotency_key")),
    )
    op.create_geospatial_index(
        "idx_incident_geom", "incident", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_index(
        "idx_incident_geom_3857",
        "incident",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_index(
        "idx_incident_public_geom",
        "incident",
        ["public_geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_index(
        "idx_incident_public_geom_3857",
        "incident",
        ["public_geom_3857"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index("ix_incident_commune_created", "incident", ["commune_id", "created_at"], unique=False)
    op.create_index("ix_incident_site", "incident", ["site_id"], unique=False)
    op.create_index("ix_incident_village", "incident", ["village_id"], unique=False)
    op.create_geospatial_table(
        "industrial_cluster",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "planned",
                "building",
                "operating",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="planned",
            nullable=False,
        ),
        sa.Column("area_ha", sa.Double(), nullable=True),
        sa.Column("has_wwtp", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("connected_share", sa.Double(), nullable=True),
        sa.Column("fill_share", sa.Double(), nullable=True),
        sa.Column(
            "area",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "area_3857",
            Geometry(
                srid=3857, dimension=2, spatial_index=False, from_text="ST_GeomFromEWKT", name="geometry"
            ),
            sa.Computed("ST_Transform(area, 3857)", persisted=True),
            nullable=True,
        ),
        sa.CheckConstraint(
            "ST_IsValid(area) AND NOT ST_IsEmpty(area)", name=op.f("ck_industrial_cluster_area_valid")
        ),
        sa.CheckConstraint(
            "connected_share BETWEEN 0 AND 1", name=op.f("ck_industrial_cluster_connected_share_range")
        ),
        sa.CheckConstraint("fill_share BETWEEN 0 AND 1", name=op.f("ck_industrial_cluster_fill_share_range")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_industrial_cluster_site_id_site"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_industrial_cluster")),
    )
    op.create_geospatial_index(
        "idx_industrial_cluster_area",
        "industrial_cluster",
        ["area"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_index(
        "idx_industrial_cluster_area_3857",
        "industrial_cluster",
        ["area_3857"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "announced",
                "in_field",
                "minutes_signed",
                "concluded",
                "follow_up",
                "done",
                "cancelled",
                "no_access",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="proposed",
            nullable=False,
        ),
        sa.Column(
            "authority",
            sa.Enum(
                "economic_division",
                "commune_police",
                "health_station",
                "city",
                name="authority",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contents", postgresql.ARRAY(sa.String(length=40)), server_default="{}", nullable=False),
        sa.Column(
            "form",
            sa.Enum("on_site", "remote", name="form", native_enum=False, create_constraint=True, length=40),
            server_default="on_site",
            nullable=False,
        ),
        sa.Column("planned", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("decision_number", sa.String(length=60), server_default="", nullable=False),
        sa.Column("decision_date", sa.Date(), nullable=True),
        sa.Column("legal_basis", sa.String(length=500), server_default="", nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("conclusion", sa.Text(), server_default="", nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "contents <@ ARRAY['environment', 'fire_safety', 'medical_waste', 'hazardous_waste_transport']::varchar[]",
            name=op.f("ck_inspection_contents"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('minutes_signed', 'concluded', 'follow_up', 'done') OR inspected_on IS NOT NULL",
            name=op.f("ck_inspection_visited_has_day"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "site_id"],
            ["site.commune_id", "site.id"],
            name=op.f("fk_inspection_commune_id_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_inspection_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("commune_id", "code", name=op.f("uq_inspection_commune_id_code")),
    )
    op.create_index("ix_inspection_commune_day", "inspection", ["commune_id", "inspected_on"], unique=False)
    op.create_index("ix_inspection_site_day", "inspection", ["site_id", "inspected_on"], unique=False)
    op.create_table(
        "medical_facility",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "legal_form",
            sa.Enum(
                "enterprise",
                "household_business",
                "cooperative",
                "public_body",
                "individual",
                name="legal_form",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="household_business",
            nullable=False,
        ),
        sa.Column("licence_number", sa.String(length=60), server_default="", nullable=False),
        sa.Column("beds", sa.BigInteger(), nullable=True),
        sa.Column("infectious_kg_month", sa.Double(), nullable=True),
        sa.Column("waste_contract", sa.String(length=200), server_default="", nullable=False),
        sa.CheckConstraint(
            "beds >= 0 AND infectious_kg_month >= 0", name=op.f("ck_medical_facility_figures_positive")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_medical_facility_site_id_site"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_medical_facility")),
    )
    op.create_table(
        "school",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("pupils", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("pupils >= 0", name=op.f("ck_school_pupils_positive")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_school_site_id_site"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_school")),
    )
    op.create_table(
        "site_contact",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=200), server_default="", nullable=False),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("email", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_site_contact_site_id_site"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site_contact")),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        sa.Column("article", sa.String(length=200), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("severity", sa.BigInteger(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("fixed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("severity BETWEEN 0 AND 3", name=op.f("ck_finding_severity_range")),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_finding_inspection_id_inspection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index("ix_finding_inspection", "finding", ["inspection_id"], unique=False)
    op.create_table(
        "incident_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "from_state",
            sa.Enum(
                "new",
                "verifying",
                "need_info",
                "assigned",
                "in_progress",
                "inspection_planned",
                "referred",
                "done_requested",
                "resolved",
                "reopen_requested",
                "reopened",
                "closed",
                "rejected",
                "duplicate",
                "anonymised",
                name="from_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "new",
                "verifying",
                "need_info",
                "assigned",
                "in_progress",
                "inspection_planned",
                "referred",
                "done_requested",
                "resolved",
                "reopen_requested",
                "reopened",
                "closed",
                "rejected",
                "duplicate",
                "anonymised",
                name="to_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("internal_note", sa.Text(), server_default="", nullable=False),
        sa.Column("public_note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_incident_event_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_incident_event_incident_id_incident"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_event")),
    )
    op.create_index("ix_incident_event_incident", "incident_event", ["incident_id", "id"], unique=False)
    op.create_table(
        "incident_reporter",
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_incident_reporter_incident_id_incident"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_incident_reporter")),
    )


def downgrade() -> None:

    op.drop_table("incident_reporter")
    op.drop_index("ix_incident_event_incident", table_name="incident_event")
    op.drop_table("incident_event")
    op.drop_index("ix_finding_inspection", table_name="finding")
    op.drop_table("finding")
    op.drop_table("site_contact")
    op.drop_table("school")
    op.drop_table("medical_facility")
    op.drop_index("ix_inspection_site_day", table_name="inspection")
    op.drop_index("ix_inspection_commune_day", table_name="inspection")
    op.drop_table("inspection")
    op.drop_geospatial_index(
        "idx_industrial_cluster_area_3857",
        table_name="industrial_cluster",
        postgresql_using="gist",
        column_name="area_3857",
    )
    op.drop_geospatial_index(
        "idx_industrial_cluster_area",
        table_name="industrial_cluster",
        postgresql_using="gist",
        column_name="area",
    )
    op.drop_geospatial_table("industrial_cluster")
    op.drop_index("ix_incident_village", table_name="incident")
    op.drop_index("ix_incident_site", table_name="incident")
    op.drop_index("ix_incident_commune_created", table_name="incident")
    op.drop_geospatial_index(
        "idx_incident_public_geom_3857",
        table_name="incident",
        postgresql_using="gist",
        column_name="public_geom_3857",
    )
    op.drop_geospatial_index(
        "idx_incident_public_geom", table_name="incident", postgresql_using="gist", column_name="public_geom"
    )
    op.drop_geospatial_index(
        "idx_incident_geom_3857", table_name="incident", postgresql_using="gist", column_name="geom_3857"
    )
    op.drop_geospatial_index(
        "idx_incident_geom", table_name="incident", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_table("incident")
    op.drop_index("ix_import_batch_commune", table_name="import_batch")
    op.drop_table("import_batch")
    op.drop_table("facility")
    op.drop_index(
        "ix_collection_point_accepted_groups", table_name="collection_point", postgresql_using="gin"
    )
    op.drop_table("collection_point")
    op.drop_index("ix_site_village", table_name="site")
    op.drop_index(
        "ix_site_name_folded",
        table_name="site",
        postgresql_using="gin",
        postgresql_ops={"name_folded": "gin_trgm_ops"},
    )
    op.drop_index("ix_site_commune_type_name", table_name="site")
    op.drop_index("ix_site_cluster", table_name="site")
    op.drop_geospatial_index(
        "idx_site_geom_3857", table_name="site", postgresql_using="gist", column_name="geom_3857"
    )
    op.drop_geospatial_index("idx_site_geom", table_name="site", postgresql_using="gist", column_name="geom")
    op.drop_geospatial_table("site")
    op.drop_table("bulletin_village")
    op.drop_table("account")
    op.drop_geospatial_index(
        "idx_waterway_geom_3857", table_name="waterway", postgresql_using="gist", column_name="geom_3857"
    )
    op.drop_geospatial_index(
        "idx_waterway_geom", table_name="waterway", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_table("waterway")
    op.drop_geospatial_index(
        "idx_water_work_geom_3857", table_name="water_work", postgresql_using="gist", column_name="geom_3857"
    )
    op.drop_geospatial_index(
        "idx_water_work_geom", table_name="water_work", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_table("water_work")
    op.drop_index(
        "ix_village_name_folded",
        table_name="village",
        postgresql_using="gin",
        postgresql_ops={"name_folded": "gin_trgm_ops"},
    )
    op.drop_geospatial_index(
        "idx_village_geom_3857", table_name="village", postgresql_using="gist", column_name="geom_3857"
    )
    op.drop_geospatial_index(
        "idx_village_area", table_name="village", postgresql_using="gist", column_name="area"
    )
    op.drop_geospatial_table("village")
    op.drop_table("site_cell")
    op.drop_geospatial_index(
        "idx_road_geom_3857", table_name="road", postgresql_using="gist", column_name="geom_3857"
    )
    op.drop_geospatial_index("idx_road_geom", table_name="road", postgresql_using="gist", column_name="geom")
    op.drop_geospatial_table("road")
    op.drop_index("ix_risk_zone_commune", table_name="risk_zone")
    op.drop_geospatial_index(
        "idx_risk_zone_geom_3857", table_name="risk_zone", postgresql_using="gist", column_name="geom_3857"
    )
    op.drop_geospatial_index(
        "idx_risk_zone_area", table_name="risk_zone", postgresql_using="gist", column_name="area"
    )
    op.drop_geospatial_table("risk_zone")
    op.drop_table("layer_version")
    op.drop_table("inspection_interval")
    op.drop_index("ix_hazard_bulletin_valid", table_name="hazard_bulletin")
    op.drop_table("hazard_bulletin")
    op.drop_index("ix_sign_in_failure_key", table_name="sign_in_failure")
    op.drop_table("sign_in_failure")
    op.drop_geospatial_index(
        "idx_commune_geom_3857", table_name="commune", postgresql_using="gist", column_name="geom_3857"
    )
    op.drop_geospatial_index(
        "idx_commune_border", table_name="commune", postgresql_using="gist", column_name="border"
    )
    op.drop_geospatial_table("commune")
    op.drop_index("ix_audit_entry_record", table_name="audit_entry")
    op.drop_index("ix_audit_entry_commune", table_name="audit_entry")
    op.drop_table("audit_entry")
