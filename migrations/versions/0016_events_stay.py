"""Events of a report stay as they were told: no step is changed, none goes while its report is there."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CHANGED = """
CREATE FUNCTION incident_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'event % of incident % is told already', OLD.id, OLD.incident_id
    USING ERRCODE = 'check_violation';
END $$
"""

REMOVED = """
CREATE FUNCTION incident_event_goes_with_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM incident WHERE id = OLD.incident_id) THEN
    RAISE EXCEPTION 'event % of incident % goes, and the incident stays', OLD.id, OLD.incident_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""
TOLD = ("id", "incident_id", "kind", "from_state", "to_state", "at")


def upgrade() -> None:
    op.execute(CHANGED)
    op.execute(REMOVED)
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in TOLD)
    op.execute(
        f"CREATE TRIGGER stays AFTER UPDATE ON incident_event FOR EACH ROW WHEN ({differs}) "
        "EXECUTE FUNCTION incident_event_stays()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER goes_with_it AFTER DELETE ON incident_event "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION incident_event_goes_with_it()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER goes_with_it ON incident_event")
    op.execute("DROP TRIGGER stays ON incident_event")
    op.execute("DROP FUNCTION incident_event_goes_with_it()")
    op.execute("DROP FUNCTION incident_event_stays()")
