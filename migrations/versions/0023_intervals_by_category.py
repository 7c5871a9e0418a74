"""How often a site is to be checked follows from its risk category: the setting per kind goes."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM layer_version WHERE table_name = 'inspection_interval'")
    op.drop_table("inspection_interval")


def downgrade() -> None:
    op.create_table(
        "inspection_interval",
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("months", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND 120", name=op.f("ck_inspection_interval_months_range")),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_inspection_interval_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("commune_id", "kind", name=op.f("pk_inspection_interval")),
    )
    op.create_check_constraint(op.f("ck_inspection_interval_kind"), "inspection_interval", "kind <> ''")
    op.execute(
        "CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON inspection_interval "
        "FOR EACH ROW EXECUTE FUNCTION audit_change('')"
    )
    for event, side in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
        op.execute(
            f"CREATE TRIGGER layer_version_{event.lower()} AFTER {event} ON inspection_interval "
            f"REFERENCING {side.upper()} TABLE AS {side}_rows FOR EACH STATEMENT "
            f"EXECUTE FUNCTION layer_changed_{side}('inspection_interval')"
        )
