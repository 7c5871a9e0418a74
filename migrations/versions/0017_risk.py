"""Risk categories: schemes once approved stay, values set by hand, ratings as shown; where people live."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

AUDITED = {"risk_scheme": "", "risk_value": "", "residential_area": "geom_3857"}
SHOWN = ("risk_rating", "residential_area")

STAYS = """
CREATE FUNCTION approved_scheme_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'risk scheme % is approved', OLD.id USING ERRCODE = 'check_violation';
END $$
"""


def word(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_geospatial_table(
        "residential_area",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("village_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
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
        sa.CheckConstraint(
            "ST_IsValid(area) AND NOT ST_IsEmpty(area)", name=op.f("ck_residential_area_area_valid")
        ),
        sa.CheckConstraint("population >= 0", name=op.f("ck_residential_area_population_positive")),
        sa.ForeignKeyConstraint(
            ["commune_id", "village_id"],
            ["village.commune_id", "village.id"],
            name=op.f("fk_residential_area_commune_id_village_id_village"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_residential_area_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residential_area")),
        sa.UniqueConstraint("commune_id", "code", name=op.f("uq_residential_area_commune_id_code")),
    )
    op.create_geospatial_index(
        "idx_residential_area_area",
        "residential_area",
        ["area"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_index(
        "idx_residential_area_geom_3857",
        "residential_area",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "risk_scheme",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rules", postgresql.JSONB(), nullable=False),
        sa.Column("terms", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)",
            name=op.f("ck_risk_scheme_approved_by_somebody"),
        ),
        sa.CheckConstraint("approved_by_id <> proposed_by_id", name=op.f("ck_risk_scheme_four_eyes")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["account.id"], name=op.f("fk_risk_scheme_approved_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_risk_scheme_commune_id_commune")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_risk_scheme_proposed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_scheme")),
        sa.UniqueConstraint("commune_id", "code", name=op.f("uq_risk_scheme_commune_id_code")),
    )
    op.create_index(
        "ix_risk_scheme_in_force",
        "risk_scheme",
        ["commune_id", "valid_from"],
        unique=False,
        postgresql_where=sa.text("approved_at IS NOT NULL"),
    )
    op.create_table(
        "risk_value",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "criterion",
            word(
                "wastewater",
                "air_odour",
                "waste",
                "fire_chemicals",
                "noise_traffic",
                "surroundings",
                "flood_stock",
                "scale",
                "findings",
                "incidents_near",
                "overdue_remedies",
                "papers",
                "own_system",
                name="criterion",
            ),
            nullable=False,
        ),
        sa.Column("value", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("set_by_id", sa.BigInteger(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "CASE WHEN criterion IN "
            "('findings', 'incidents_near', 'overdue_remedies', 'papers', 'own_system') "
            "THEN value BETWEEN -1 AND 1 ELSE value BETWEEN 0 AND 5 END",
            name=op.f("ck_risk_value_value_range"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_risk_value_has_reason")),
        sa.CheckConstraint("ended_at >= set_at", name=op.f("ck_risk_value_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["account.id"], name=op.f("fk_risk_value_ended_by_id_account")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["account.id"], name=op.f("fk_risk_value_set_by_id_account")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_risk_value_site_id_site"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_value")),
    )
    op.create_index("ix_risk_value_site", "risk_value", ["site_id"], unique=False)
    op.create_index(
        "uq_risk_value_standing",
        "risk_value",
        ["site_id", "criterion"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "risk_rating",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("impact", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("terms", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("scores", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("performance", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("highest", sa.SmallInteger(), nullable=False),
        sa.Column("bearers", sa.SmallInteger(), nullable=False),
        sa.Column("settled", sa.SmallInteger(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("moved", sa.SmallInteger(), nullable=False),
        sa.Column("category", sa.SmallInteger(), nullable=False),
        sa.Column("interval_months", sa.SmallInteger(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=False),
        sa.Column("basis", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "cardinality(impact) = 8 AND cardinality(terms) = 8 AND cardinality(scores) = 8 "
            "AND cardinality(performance) = 5",
            name=op.f("ck_risk_rating_lengths"),
        ),
        sa.CheckConstraint("category BETWEEN 1 AND 5", name=op.f("ck_risk_rating_category_range")),
        sa.ForeignKeyConstraint(
            ["commune_id", "site_id"],
            ["site.commune_id", "site.id"],
            name=op.f("fk_risk_rating_commune_id_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_risk_rating_commune_id_commune")
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["risk_scheme.id"], name=op.f("fk_risk_rating_scheme_id_risk_scheme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_rating")),
        sa.UniqueConstraint("site_id", "rated_on", name=op.f("uq_risk_rating_site_id_rated_on")),
    )
    op.create_index("ix_risk_rating_commune_day", "risk_rating", ["commune_id", "rated_on"], unique=False)
    op.execute(STAYS)
    op.execute(
        "CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON risk_scheme "
        "FOR EACH ROW WHEN (OLD.approved_at IS NOT NULL) EXECUTE FUNCTION approved_scheme_stays()"
    )
    for table, hidden in AUDITED.items():
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION audit_change('{hidden}')"
        )
    for table in SHOWN:
        for event, side in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
            op.execute(
                f"CREATE TRIGGER layer_version_{event.lower()} AFTER {event} ON {table} "
                f"REFERENCING {side.upper()} TABLE AS {side}_rows FOR EACH STATEMENT "
                f"EXECUTE FUNCTION layer_changed_{side}('{table}')"
            )


def downgrade() -> None:

    op.drop_index("ix_risk_rating_commune_day", table_name="risk_rating")
    op.drop_table("risk_rating")
    op.drop_index(
        "uq_risk_value_standing", table_name="risk_value", postgresql_where=sa.text("ended_at IS NULL")
    )
    op.drop_index("ix_risk_value_site", table_name="risk_value")
    op.drop_table("risk_value")
    op.drop_index(
        "ix_risk_scheme_in_force",
        table_name="risk_scheme",
        postgresql_where=sa.text("approved_at IS NOT NULL"),
    )
    op.drop_table("risk_scheme")
    op.drop_geospatial_index(
        "idx_residential_area_geom_3857",
        table_name="residential_area",
        postgresql_using="gist",
        column_name="geom_3857",
    )
    op.drop_geospatial_index(
        "idx_residential_area_area",
        table_name="residential_area",
        postgresql_using="gist",
        column_name="area",
    )
    op.drop_geospatial_table("residential_area")
    op.execute("DROP FUNCTION approved_scheme_stays()")
