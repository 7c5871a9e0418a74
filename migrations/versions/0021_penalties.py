"""Whose a violation is when no site of ours is meant; payments explained; rules of transports as data."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

RULES = ("school_m", "clinic_m", "home_m", "school_hours", "permit_soon_days", "longest_km")
WHOSE = {"carrier_id": "waste_carrier", "transport_check_id": "transport_check"}
SOMEBODY = "site_id IS NOT NULL OR carrier_id IS NOT NULL OR transport_check_id IS NOT NULL"


def upgrade() -> None:
    op.create_unique_constraint(
        op.f("uq_transport_check_commune_id_id"), "transport_check", ["commune_id", "id"]
    )
    op.alter_column("violation", "site_id", nullable=True)
    op.add_column("violation", sa.Column("payment_note", sa.String(500), server_default="", nullable=False))
    for column, table in WHOSE.items():
        op.add_column("violation", sa.Column(column, sa.BigInteger(), nullable=True))
        name = op.f(f"fk_violation_commune_id_{column}_{table}")
        op.create_foreign_key(name, "violation", table, ["commune_id", column], ["commune_id", "id"])
    op.create_check_constraint(op.f("ck_violation_of_somebody"), "violation", SOMEBODY)
    op.create_index("ix_violation_commune_day", "violation", ["commune_id", "found_on"])
    op.add_column("waste_vehicle", sa.Column("version", sa.BigInteger(), server_default="1", nullable=False))
    _rules()


def downgrade() -> None:
    op.drop_table("transport_rule")
    op.drop_column("waste_vehicle", "version")
    op.drop_index("ix_violation_commune_day", table_name="violation")
    op.drop_constraint(op.f("ck_violation_of_somebody"), "violation")
    for column, table in WHOSE.items():
        op.drop_constraint(op.f(f"fk_violation_commune_id_{column}_{table}"), "violation")
        op.drop_column("violation", column)
    op.drop_column("violation", "payment_note")
    op.execute("DELETE FROM violation WHERE site_id IS NULL")
    op.alter_column("violation", "site_id", nullable=False)
    op.drop_constraint(op.f("uq_transport_check_commune_id_id"), "transport_check")


def _rules() -> None:
    name = sa.Enum(*RULES, name="name", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "transport_rule",
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("name", name, nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("article", sa.String(length=200), server_default="", nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_transport_rule_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("commune_id", "name", name=op.f("pk_transport_rule")),
    )
    op.execute(
        "CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON transport_rule "
        "FOR EACH ROW EXECUTE FUNCTION audit_change('')"
    )
