"""What is forgotten: a report past its time keeps no words of anybody, and neither does the log of changes.

The log stays append-only but for one door: of a report that is anonymised, the columns that tell of a person
or an exact place may be taken out of its entries; nothing can be written there, and no entry goes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

HAS_PLACE = "geom IS NOT NULL OR village_id IS NOT NULL OR landmark <> ''"

KEPT = """
CREATE FUNCTION audit_kept(name text, told jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN told IS NOT NULL THEN coalesce(jsonb_object_agg(key, value), '{}') END
  FROM jsonb_each(told)
  WHERE key = ANY (CASE name
    WHEN 'incident' THEN ARRAY[
      'id', 'commune_id', 'category', 'nature', 'state', 'visibility', 'published', 'village_id', 'site_id',
      'occurred_at', 'created_at', 'urgent', 'outside', 'moderation', 'parent_id', 'split_from_id',
      'assigned_role', 'assignee_id', 'reject_reason', 'take_in_due_at', 'due_at', 'paused_at', 'taken_in_at',
      'answered_at', 'resolved_at', 'ended_at', 'erasure_requested_at', 'supporters', 'rating', 'public_geom',
      'version']
    WHEN 'incident_event' THEN ARRAY['id', 'incident_id', 'kind', 'from_state', 'to_state', 'account_id',
      'at']
  END)
$$
"""

SHUT = """
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {door}
  RAISE EXCEPTION 'audit_entry is append-only' USING ERRCODE = 'insufficient_privilege';
END $$
"""
DOOR = """IF TG_TABLE_NAME = 'audit_entry' AND TG_OP = 'UPDATE'
    AND current_setting('app.forgets_incident', true) <> '' THEN RETURN NULL; END IF;"""

FORGETS = """
CREATE FUNCTION audit_entry_forgets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  forgotten bigint := nullif(current_setting('app.forgets_incident', true), '')::bigint;
  less jsonb := to_jsonb(OLD) || jsonb_build_object(
    'was', audit_kept(OLD.table_name, OLD.was), 'now_is', audit_kept(OLD.table_name, OLD.now_is));
BEGIN
  IF to_jsonb(NEW) = less
    AND EXISTS (SELECT FROM incident WHERE id = forgotten AND state = 'anonymised')
    AND (OLD.table_name = 'incident' AND OLD.record_id = forgotten
      OR OLD.table_name = 'incident_event'
        AND EXISTS (SELECT FROM incident_event WHERE id = OLD.record_id AND incident_id = forgotten))
  THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit_entry is append-only' USING ERRCODE = 'insufficient_privilege';
END $$
"""

FORGET = """
CREATE FUNCTION audit_forget_incident(forgotten bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.forgets_incident', forgotten::text, true);
  UPDATE audit_entry SET was = audit_kept(table_name, was), now_is = audit_kept(table_name, now_is)
  WHERE table_name = 'incident' AND record_id = forgotten
    OR table_name = 'incident_event'
      AND record_id IN (SELECT id FROM incident_event WHERE incident_id = forgotten);
  PERFORM set_config('app.forgets_incident', '', true);
END $$
"""


def upgrade() -> None:
    op.add_column(
        "incident_reporter",
        sa.Column("mail_language", sa.String(length=5), server_default="", nullable=False),
    )
    _has_place(f"{HAS_PLACE} OR state = 'anonymised'")
    for function in (KEPT, FORGETS, FORGET):
        op.execute(function)
    # The door of the statement; what goes through it is looked at row by row.
    op.execute(SHUT.format(door=DOOR))
    op.execute(
        "CREATE TRIGGER forgets BEFORE UPDATE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_forgets()"
    )
    # What a file is called, on disk and by people, is for its own row: the log says which and what for.
    _logged_file("likeness,name,title,report_key,sha256,sent_sha256")


def downgrade() -> None:
    _logged_file("likeness")
    op.execute("DROP TRIGGER forgets ON audit_entry")
    op.execute(SHUT.format(door=""))
    op.execute("DROP FUNCTION audit_forget_incident(bigint)")
    op.execute("DROP FUNCTION audit_entry_forgets()")
    op.execute("DROP FUNCTION audit_kept(text, jsonb)")
    op.execute(f"UPDATE incident SET landmark = '–' WHERE NOT ({HAS_PLACE})")
    _has_place(HAS_PLACE)
    op.drop_column("incident_reporter", "mail_language")


def _has_place(condition: str) -> None:
    op.drop_constraint(op.f("ck_incident_has_place"), "incident")
    op.create_check_constraint(op.f("ck_incident_has_place"), "incident", condition)


def _logged_file(hidden: str) -> None:
    op.execute("DROP TRIGGER audit ON incident_file")
    op.execute(
        "CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON incident_file "
        f"FOR EACH ROW EXECUTE FUNCTION audit_change('{hidden}')"
    )
