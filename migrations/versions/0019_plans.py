"""Plans of checks: teams, when sites can be visited, wishes and visits. An approved edition is held still."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

AUDITED = {
    "inspection_team": "members",
    "site_visit_terms": "",
    "inspection_plan": "progress,figures",
    "plan_wish": "",
}
STILL = "('approved', 'published', 'superseded', 'withdrawn')"
PLAN = (
    "commune_id",
    "code",
    "edition",
    "title",
    "period_from",
    "period_to",
    "legal_basis",
    "settings",
    "figures",
    "created_by_id",
    "approved_by_id",
    "approved_at",
    "decision_number",
    "decision_date",
)
VISIT = (
    "id",
    "plan_id",
    "site_id",
    "team_id",
    "contents",
    "day",
    "position",
    "arrive_at",
    "leave_at",
    "pinned",
    "drawn",
    "pair",
    "category",
    "priority",
    "reason",
)

PLAN_STAYS = """
CREATE FUNCTION approved_plan_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'plan % is approved: a change makes a new edition', OLD.id
    USING ERRCODE = 'check_violation';
END $$
"""
VISIT_STAYS = """
CREATE FUNCTION approved_visit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  plan bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.plan_id ELSE NEW.plan_id END;
BEGIN
  IF (SELECT state FROM inspection_plan WHERE id = plan)
    IN ('approved', 'published', 'superseded', 'withdrawn')
  THEN
    RAISE EXCEPTION 'plan % is approved: a change makes a new edition', plan
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""


def word(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_geospatial_table(
        "inspection_team",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "authority",
            word("economic_division", "commune_police", "health_station", "city", name="authority"),
            nullable=False,
        ),
        sa.Column("contents", postgresql.ARRAY(sa.String(length=40)), server_default="{}", nullable=False),
        sa.Column("people", sa.SmallInteger(), nullable=False),
        sa.Column("members", sa.String(length=500), server_default="", nullable=False),
        sa.Column("vehicle", word("motorbike", "car", "bicycle", "walking", name="vehicle"), nullable=False),
        sa.Column("speed_kmh", sa.Double(), nullable=False),
        sa.Column("work_from", sa.Time(), nullable=False),
        sa.Column("pause_from", sa.Time(), nullable=True),
        sa.Column("pause_to", sa.Time(), nullable=True),
        sa.Column("work_to", sa.Time(), nullable=False),
        sa.Column(
            "start",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "contents <@ ARRAY['environment', 'fire_safety', 'medical_waste', "
            "'hazardous_waste_transport']::varchar[]",
            name=op.f("ck_inspection_team_contents"),
        ),
        sa.CheckConstraint("people BETWEEN 1 AND 50", name=op.f("ck_inspection_team_people_range")),
        sa.CheckConstraint("speed_kmh > 0 AND speed_kmh <= 120", name=op.f("ck_inspection_team_speed_range")),
        sa.CheckConstraint(
            "work_from < work_to AND (pause_from IS NULL) = (pause_to IS NULL) "
            "AND (pause_from IS NULL OR (work_from <= pause_from AND pause_from < pause_to "
            "AND pause_to <= work_to))",
            name=op.f("ck_inspection_team_hours"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_inspection_team_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_team")),
        sa.UniqueConstraint("commune_id", "code", name=op.f("uq_inspection_team_commune_id_code")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_inspection_team_commune_id_id")),
    )
    op.create_geospatial_index(
        "idx_inspection_team_start",
        "inspection_team",
        ["start"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "inspection_plan",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            word("draft", "submitted", "approved", "published", "superseded", "withdrawn", name="state"),
            server_default="draft",
            nullable=False,
        ),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("legal_basis", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("settings", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("figures", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("progress", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("decision_number", sa.String(length=60), server_default="", nullable=False),
        sa.Column("decision_date", sa.Date(), nullable=True),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "state <> 'published' OR published_on IS NOT NULL",
            name=op.f("ck_inspection_plan_published_has_day"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'published') OR approved_at IS NOT NULL",
            name=op.f("ck_inspection_plan_approved_has_approver"),
        ),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)",
            name=op.f("ck_inspection_plan_approved_by_somebody"),
        ),
        sa.CheckConstraint("approved_by_id <> created_by_id", name=op.f("ck_inspection_plan_four_eyes")),
        sa.CheckConstraint("edition >= 1", name=op.f("ck_inspection_plan_edition_positive")),
        sa.CheckConstraint(
            "period_to IS NULL OR period_to >= period_from",
            name=op.f("ck_inspection_plan_period_to_after_period_from"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["account.id"], name=op.f("fk_inspection_plan_approved_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_inspection_plan_commune_id_commune")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_inspection_plan_created_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_plan")),
        sa.UniqueConstraint(
            "commune_id", "code", "edition", name=op.f("uq_inspection_plan_commune_id_code_edition")
        ),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_inspection_plan_commune_id_id")),
    )
    op.create_table(
        "site_visit_terms",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("opening_hours", sa.String(length=200), server_default="", nullable=False),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("not_after", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "not_after IS NULL OR not_after >= not_before",
            name=op.f("ck_site_visit_terms_not_after_after_not_before"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_site_visit_terms_site_id_site"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site_visit_terms")),
    )
    op.create_table(
        "plan_left_out",
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            word(
                "yearly_cap",
                "not_before",
                "not_placed",
                "not_open",
                "closed",
                "dropped",
                "pair_impossible",
                "planned_elsewhere",
                "other_authority",
                "not_due",
                "no_room",
                name="reason",
            ),
            nullable=False,
        ),
        sa.Column("category", sa.SmallInteger(), nullable=True),
        sa.Column("priority", sa.Double(), server_default="0", nullable=False),
        sa.Column("data", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "plan_id"],
            ["inspection_plan.commune_id", "inspection_plan.id"],
            name=op.f("fk_plan_left_out_commune_id_plan_id_inspection_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "site_id"],
            ["site.commune_id", "site.id"],
            name=op.f("fk_plan_left_out_commune_id_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_plan_left_out_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("plan_id", "site_id", name=op.f("pk_plan_left_out")),
    )
    op.create_table(
        "plan_visit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("contents", postgresql.ARRAY(sa.String(length=40)), server_default="{}", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("arrive_at", sa.Time(), nullable=False),
        sa.Column("leave_at", sa.Time(), nullable=False),
        sa.Column("travel_s", sa.Integer(), server_default="0", nullable=False),
        sa.Column("travel_m", sa.Integer(), server_default="0", nullable=False),
        sa.Column("pinned", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("drawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("pair", sa.String(length=60), server_default="", nullable=False),
        sa.Column("category", sa.SmallInteger(), nullable=True),
        sa.Column("priority", sa.Double(), server_default="0", nullable=False),
        sa.Column("reason", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("inspection_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "contents <@ ARRAY['environment', 'fire_safety', 'medical_waste', "
            "'hazardous_waste_transport']::varchar[]",
            name=op.f("ck_plan_visit_contents"),
        ),
        sa.CheckConstraint("leave_at > arrive_at", name=op.f("ck_plan_visit_leaves_after")),
        sa.CheckConstraint(
            "travel_s >= 0 AND travel_m >= 0 AND position >= 1", name=op.f("ck_plan_visit_figures_positive")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "plan_id"],
            ["inspection_plan.commune_id", "inspection_plan.id"],
            name=op.f("fk_plan_visit_commune_id_plan_id_inspection_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "site_id"],
            ["site.commune_id", "site.id"],
            name=op.f("fk_plan_visit_commune_id_site_id_site"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "team_id"],
            ["inspection_team.commune_id", "inspection_team.id"],
            name=op.f("fk_plan_visit_commune_id_team_id_inspection_team"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_plan_visit_commune_id_commune")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_plan_visit_inspection_id_inspection"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_visit")),
        sa.UniqueConstraint(
            "plan_id", "site_id", "team_id", name=op.f("uq_plan_visit_plan_id_site_id_team_id")
        ),
    )
    op.create_index(
        "ix_plan_visit_day", "plan_visit", ["plan_id", "team_id", "day", "position"], unique=False
    )
    op.create_index("ix_plan_visit_site", "plan_visit", ["site_id"], unique=False)
    op.create_table(
        "plan_wish",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", word("pinned", "dropped", name="kind"), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), server_default="", nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_plan_wish_account_id_account")),
        sa.ForeignKeyConstraint(
            ["commune_id", "plan_id"],
            ["inspection_plan.commune_id", "inspection_plan.id"],
            name=op.f("fk_plan_wish_commune_id_plan_id_inspection_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "site_id"],
            ["site.commune_id", "site.id"],
            name=op.f("fk_plan_wish_commune_id_site_id_site"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "team_id"],
            ["inspection_team.commune_id", "inspection_team.id"],
            name=op.f("fk_plan_wish_commune_id_team_id_inspection_team"),
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_plan_wish_commune_id_commune")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_wish")),
        sa.UniqueConstraint(
            "plan_id",
            "site_id",
            "team_id",
            name=op.f("uq_plan_wish_plan_id_site_id_team_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.execute(PLAN_STAYS)
    op.execute(VISIT_STAYS)
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in PLAN)
    op.execute(
        "CREATE TRIGGER stays BEFORE UPDATE ON inspection_plan "
        f"FOR EACH ROW WHEN (OLD.state IN {STILL} AND ({differs} OR NEW.state IN ('draft', 'submitted'))) "
        "EXECUTE FUNCTION approved_plan_stays()"
    )
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in VISIT)
    for table, when in (("plan_visit", f"WHEN ({changed}) "), ("plan_left_out", "")):
        op.execute(
            f"CREATE TRIGGER stays AFTER UPDATE ON {table} FOR EACH ROW {when}"
            "EXECUTE FUNCTION approved_visit_stays()"
        )
        op.execute(
            f"CREATE TRIGGER stays_whole AFTER INSERT OR DELETE ON {table} FOR EACH ROW "
            "EXECUTE FUNCTION approved_visit_stays()"
        )
    for table, hidden in AUDITED.items():
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION audit_change('{hidden}')"
        )


def downgrade() -> None:

    op.drop_table("plan_wish")
    op.drop_index("ix_plan_visit_site", table_name="plan_visit")
    op.drop_index("ix_plan_visit_day", table_name="plan_visit")
    op.drop_table("plan_visit")
    op.drop_table("plan_left_out")
    op.drop_table("site_visit_terms")
    op.drop_table("inspection_plan")
    op.drop_geospatial_index(
        "idx_inspection_team_start",
        table_name="inspection_team",
        postgresql_using="gist",
        column_name="start",
    )
    op.drop_geospatial_table("inspection_team")
    op.execute("DROP FUNCTION approved_visit_stays()")
    op.execute("DROP FUNCTION approved_plan_stays()")
