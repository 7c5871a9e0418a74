"""Every change of a record is written to an append-only log by the database itself.

A trigger sees imports, raw SQL and the web alike; who acts comes from the transaction's own settings.
Columns named in the trigger's arguments (secrets, identities, copies) are kept out of the log.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

AUDITED = {
    "commune": "geom_3857",
    "village": "geom_3857,name_folded",
    "site": "geom_3857,name_folded",
    "site_contact": "person,phone,email",
    "facility": "",
    "industrial_cluster": "area_3857",
    "medical_facility": "",
    "school": "",
    "collection_point": "",
    "water_work": "geom_3857",
    "road": "geom_3857",
    "waterway": "geom_3857",
    "risk_zone": "geom_3857",
    "hazard_bulletin": "",
    "bulletin_village": "",
    "incident": "geom_3857,public_geom_3857,idempotency_key",
    "incident_event": "",
    "incident_reporter": "sealed",
    "inspection": "",
    "finding": "",
    "inspection_interval": "",
    "account": "password_hash",
    "import_batch": "progress,report,path",
}

AUDIT = """
CREATE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  hidden text[] := string_to_array(TG_ARGV[0], ',');
  was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - hidden END;
  now_is jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - hidden END;
  whole jsonb := coalesce(now_is, was);
  who text := nullif(current_setting('app.account_id', true), '');
BEGIN
  IF TG_OP = 'UPDATE' THEN
    -- What did not change says nothing; a change of hidden columns only still leaves its line.
    SELECT coalesce(jsonb_object_agg(o.key, o.value), '{}'), coalesce(jsonb_object_agg(o.key, n.value), '{}')
      INTO was, now_is
      FROM jsonb_each(was) o JOIN jsonb_each(now_is) n USING (key) WHERE o.value IS DISTINCT FROM n.value;
    IF to_jsonb(OLD) = to_jsonb(NEW) THEN RETURN NULL; END IF;
  END IF;
  INSERT INTO audit_entry (account_id, actor, commune_id, table_name, record_id, action, was, now_is)
  VALUES (who::bigint, coalesce(nullif(current_setting('app.actor', true), ''), session_user),
          coalesce((whole ->> 'commune_id')::bigint,
                   CASE WHEN TG_TABLE_NAME = 'commune' THEN (whole ->> 'id')::bigint END,
                   (SELECT commune_id FROM site WHERE id = (whole ->> 'site_id')::bigint),
                   (SELECT commune_id FROM incident WHERE id = (whole ->> 'incident_id')::bigint),
                   (SELECT commune_id FROM inspection WHERE id = (whole ->> 'inspection_id')::bigint)),
          TG_TABLE_NAME,
          coalesce((whole ->> 'id')::bigint, (whole ->> 'site_id')::bigint,
                   (whole ->> 'incident_id')::bigint, (whole ->> 'bulletin_id')::bigint),
          lower(TG_OP), was, now_is);
  RETURN NULL;
END $$
"""

APPEND_ONLY = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_entry is append-only' USING ERRCODE = 'insufficient_privilege';
END $$
"""


def upgrade() -> None:
    op.execute(AUDIT)
    op.execute(APPEND_ONLY)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
    )
    for table, hidden in AUDITED.items():
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION audit_change('{hidden}')"
        )


def downgrade() -> None:
    for table in AUDITED:
        op.execute(f"DROP TRIGGER audit ON {table}")
    op.execute("DROP TRIGGER append_only ON audit_entry")
    op.execute("DROP FUNCTION audit_is_append_only()")
    op.execute("DROP FUNCTION audit_change()")
