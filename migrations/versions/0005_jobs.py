"""The job queue's own tables (Procrastinate 3.10), in the same database: a job commits with its row."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DROP = """
DO $$
DECLARE thing record;
BEGIN
  FOR thing IN SELECT oid::regclass::text AS name FROM pg_class
               WHERE relname LIKE 'procrastinate%' AND relkind = 'r' LOOP
    EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', thing.name);
  END LOOP;
  FOR thing IN SELECT oid::regprocedure::text AS name FROM pg_proc WHERE proname LIKE 'procrastinate%' LOOP
    EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', thing.name);
  END LOOP;
  FOR thing IN SELECT oid::regtype::text AS name FROM pg_type
               WHERE typname LIKE 'procrastinate%' AND typtype IN ('e', 'c') LOOP
    EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', thing.name);
  END LOOP;
END $$
"""


def upgrade() -> None:
    # Several statements with literal per cent signs: the driver takes them only without parameters.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(SchemaManager.get_schema())


def downgrade() -> None:
    op.execute(DROP)
