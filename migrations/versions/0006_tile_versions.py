"""Two more tables that tiles show: borders of communes, and how often each kind is to be checked.

Every commune's base map shows its neighbours too, so a change of any border makes all base maps new.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BORDERS_CHANGED = """
CREATE FUNCTION borders_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO layer_version AS v (commune_id, table_name, version)
  SELECT id, 'commune', 1 FROM commune ORDER BY 1
  ON CONFLICT (commune_id, table_name) DO UPDATE SET version = v.version + 1;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute(BORDERS_CHANGED)
    op.execute(
        "CREATE TRIGGER layer_version AFTER INSERT OR UPDATE OR DELETE ON commune "
        "FOR EACH STATEMENT EXECUTE FUNCTION borders_changed()"
    )
    for event, side in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
        op.execute(
            f"CREATE TRIGGER layer_version_{event.lower()} AFTER {event} ON inspection_interval "
            f"REFERENCING {side.upper()} TABLE AS {side}_rows FOR EACH STATEMENT "
            f"EXECUTE FUNCTION layer_changed_{side}('inspection_interval')"
        )


def downgrade() -> None:
    for event in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER layer_version_{event} ON inspection_interval")
    op.execute("DROP TRIGGER layer_version ON commune")
    op.execute("DROP FUNCTION borders_changed()")
