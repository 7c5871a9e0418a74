"""The life of a check: no state without an event that tells it, two people to conclude, one check a year.

What was only planned kept its day in `inspected_on`: it moves to `planned_on`.
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

AUDITED = {
    "inspection_event": "",
    "cap_override": "",
    "yearly_cap": "",
    "inspection_record": "track,representative,representative_title,opinion",
    "inspection_file": "name,title,record_key,sha256,sent_sha256",
}
CHECKS = {
    "cancelled_has_reason": "state <> 'cancelled' OR cancel_reason <> ''",
    "four_eyes": "concluded_by_id <> recorded_by_id",
    "published_concluded": "published_on IS NULL OR state IN ('concluded', 'follow_up', 'done')",
}
MEND = (
    """UPDATE inspection SET planned_on = inspected_on, inspected_on = NULL
       WHERE state NOT IN ('minutes_signed', 'concluded', 'follow_up', 'done')""",
    "UPDATE inspection SET cancel_reason = 'chưa ghi' WHERE state = 'cancelled'",
    """UPDATE inspection SET published_on = NULL
       WHERE published_on IS NOT NULL AND state NOT IN ('concluded', 'follow_up', 'done')""",
    """INSERT INTO inspection_event (inspection_id, kind, to_state, at)
       SELECT id, 'created', state, created_at FROM inspection""",
)
UNMEND = "UPDATE inspection SET inspected_on = coalesce(inspected_on, planned_on)"

# Kept as they were but for one more column that names the record.
RECORD_ID = """coalesce((whole ->> 'id')::bigint, (whole ->> 'site_id')::bigint,
                   (whole ->> 'incident_id')::bigint, (whole ->> 'bulletin_id')::bigint"""
AUDIT = """
DO $do$
DECLARE
  body text := pg_get_functiondef('audit_change()'::regprocedure);
  here text := $${here}$$;
  there text := $${there}$$;
BEGIN
  IF position(here IN body) = 0 THEN RAISE EXCEPTION 'audit_change() is not as expected'; END IF;
  EXECUTE replace(body, here, there);
END $do$
"""

TOLD = """
CREATE FUNCTION inspection_state_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stands text := (SELECT state FROM inspection WHERE id = NEW.id);
  told text := (SELECT to_state FROM inspection_event WHERE inspection_id = NEW.id ORDER BY id DESC LIMIT 1);
BEGIN
  IF stands IS NOT NULL AND stands IS DISTINCT FROM told THEN
    RAISE EXCEPTION 'inspection % stands in state %, its last event tells %', NEW.id, stands, told
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""
FOLLOWS = """
CREATE FUNCTION inspection_event_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last text := (SELECT to_state FROM inspection_event WHERE inspection_id = NEW.inspection_id
                ORDER BY id DESC LIMIT 1);
BEGIN
  IF NEW.from_state IS DISTINCT FROM last THEN
    RAISE EXCEPTION 'an event of inspection % starts from %, the last one ended in %',
      NEW.inspection_id, NEW.from_state, last USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
STAYS = """
CREATE FUNCTION inspection_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'event % of inspection % is told already', OLD.id, OLD.inspection_id
    USING ERRCODE = 'check_violation';
END $$
"""
GOES = """
CREATE FUNCTION inspection_event_goes_with_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM inspection WHERE id = OLD.inspection_id) THEN
    RAISE EXCEPTION 'event % of inspection % goes, and the inspection stays', OLD.id, OLD.inspection_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""
EVENT = ("id", "inspection_id", "kind", "from_state", "to_state", "at", "account_id", "note", "data")


def word(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.add_column("finding", sa.Column("item", sa.String(length=60), server_default="", nullable=False))
    op.add_column("finding", sa.Column("remedy", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "finding", sa.Column("fixed_note", sa.String(length=500), server_default="", nullable=False)
    )
    op.add_column(
        "inspection",
        sa.Column(
            "act",
            word("inspection", "state_inspection", name="act"),
            server_default="inspection",
            nullable=False,
        ),
    )
    op.add_column("inspection", sa.Column("body", sa.String(length=200), server_default="", nullable=False))
    op.add_column(
        "inspection",
        sa.Column(
            "trigger",
            word("plan", "direct_detection", "tip", "complaint", "clear_signs", "remedy", name="trigger"),
            nullable=True,
        ),
    )
    op.add_column("inspection", sa.Column("team", sa.String(length=500), server_default="", nullable=False))
    op.add_column("inspection", sa.Column("planned_on", sa.Date(), nullable=True))
    op.add_column("inspection", sa.Column("announced_on", sa.Date(), nullable=True))
    op.add_column(
        "inspection", sa.Column("minutes_number", sa.String(length=60), server_default="", nullable=False)
    )
    op.add_column("inspection", sa.Column("recorded_by_id", sa.BigInteger(), nullable=True))
    op.add_column("inspection", sa.Column("public_conclusion", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "inspection", sa.Column("conclusion_number", sa.String(length=60), server_default="", nullable=False)
    )
    op.add_column("inspection", sa.Column("concluded_on", sa.Date(), nullable=True))
    op.add_column("inspection", sa.Column("concluded_by_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "inspection", sa.Column("cancel_reason", sa.String(length=500), server_default="", nullable=False)
    )
    op.create_index("ix_inspection_commune_planned", "inspection", ["commune_id", "planned_on"], unique=False)
    op.create_unique_constraint(op.f("uq_inspection_commune_id_id"), "inspection", ["commune_id", "id"])
    op.create_foreign_key(
        op.f("fk_inspection_concluded_by_id_account"), "inspection", "account", ["concluded_by_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_inspection_recorded_by_id_account"), "inspection", "account", ["recorded_by_id"], ["id"]
    )
    op.create_table(
        "yearly_cap",
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "content",
            word("environment", "fire_safety", "medical_waste", "hazardous_waste_transport", name="content"),
            nullable=False,
        ),
        sa.Column("binds", sa.Boolean(), nullable=False),
        sa.Column("article", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column("confirmed_by", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_yearly_cap_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("commune_id", "content", name=op.f("pk_yearly_cap")),
    )
    op.create_table(
        "cap_override",
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("refusals", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_cap_override_has_reason")),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)",
            name=op.f("ck_cap_override_approved_by_somebody"),
        ),
        sa.CheckConstraint("approved_by_id <> proposed_by_id", name=op.f("ck_cap_override_four_eyes")),
        sa.CheckConstraint("cardinality(evidence) > 0", name=op.f("ck_cap_override_has_evidence")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["account.id"], name=op.f("fk_cap_override_approved_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_cap_override_inspection_id_inspection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_cap_override_proposed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("inspection_id", name=op.f("pk_cap_override")),
    )
    op.create_table(
        "inspection_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            word(
                "created",
                "moved",
                "noted",
                "linked",
                "recorded",
                "remedied",
                "overridden",
                "published",
                "withdrawn",
                name="kind",
            ),
            server_default="moved",
            nullable=False,
        ),
        sa.Column(
            "from_state",
            word(
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
                name="from_state",
            ),
            nullable=True,
        ),
        sa.Column(
            "to_state",
            word(
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
                name="to_state",
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("data", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "kind IN ('created', 'moved') OR from_state = to_state",
            name=op.f("ck_inspection_event_moves_or_stays"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_inspection_event_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_inspection_event_inspection_id_inspection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_event")),
    )
    op.create_index(
        "ix_inspection_event_inspection", "inspection_event", ["inspection_id", "id"], unique=False
    )
    op.create_geospatial_table(
        "inspection_record",
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("outcome", word("signed", "refused_to_sign", "no_access", name="outcome"), nullable=False),
        sa.Column("checklist", sa.String(length=60), server_default="", nullable=False),
        sa.Column("answers", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("clock_skew_s", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "track",
            Geometry(
                geometry_type="LINESTRING",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("distance_m", sa.Double(), nullable=True),
        sa.Column("representative", sa.String(length=200), server_default="", nullable=False),
        sa.Column("representative_title", sa.String(length=200), server_default="", nullable=False),
        sa.Column("opinion", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= started_at",
            name=op.f("ck_inspection_record_ended_at_after_started_at"),
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_inspection_record_inspection_id_inspection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_inspection_record_recorded_by_id_account")
        ),
        sa.PrimaryKeyConstraint("inspection_id", name=op.f("pk_inspection_record")),
        sa.UniqueConstraint("key", name=op.f("uq_inspection_record_key")),
    )
    op.create_geospatial_index(
        "idx_inspection_record_track",
        "inspection_record",
        ["track"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "inspection_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("inspection_id", sa.BigInteger(), nullable=True),
        sa.Column("finding_id", sa.BigInteger(), nullable=True),
        sa.Column("record_key", sa.String(length=60), nullable=False),
        sa.Column(
            "purpose", word("evidence", "signature", "remedy", "paper", name="purpose"), nullable=False
        ),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), server_default="", nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_sha256", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "media_type IN ('image/jpeg', 'image/png', 'application/pdf')",
            name=op.f("ck_inspection_file_media_type"),
        ),
        sa.CheckConstraint("name ~ '^[0-9a-f]{32}$'", name=op.f("ck_inspection_file_name_form")),
        sa.CheckConstraint(
            "sha256 ~ '^[0-9a-f]{64}$' AND sent_sha256 ~ '^[0-9a-f]{64}$'",
            name=op.f("ck_inspection_file_hashes"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_inspection_file_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "inspection_id"],
            ["inspection.commune_id", "inspection.id"],
            name=op.f("fk_inspection_file_commune_id_inspection_id_inspection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_inspection_file_commune_id_commune")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["finding.id"],
            name=op.f("fk_inspection_file_finding_id_finding"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_file")),
        sa.UniqueConstraint(
            "commune_id",
            "record_key",
            "sent_sha256",
            name=op.f("uq_inspection_file_commune_id_record_key_sent_sha256"),
        ),
        sa.UniqueConstraint("name", name=op.f("uq_inspection_file_name")),
    )
    op.create_index("ix_inspection_file_inspection", "inspection_file", ["inspection_id"], unique=False)
    for statement in MEND:
        op.execute(statement)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_inspection_{name}"), "inspection", condition)
    op.execute(AUDIT.format(here=RECORD_ID, there=f"{RECORD_ID}, (whole ->> 'inspection_id')::bigint"))
    for function in (TOLD, FOLLOWS, STAYS, GOES):
        op.execute(function)
    # At the end of the transaction: the row and its event are written one after the other.
    op.execute(
        "CREATE CONSTRAINT TRIGGER state_is_told AFTER INSERT OR UPDATE OF state ON inspection "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION inspection_state_is_told()"
    )
    op.execute(
        "CREATE TRIGGER follows BEFORE INSERT ON inspection_event "
        "FOR EACH ROW EXECUTE FUNCTION inspection_event_follows()"
    )
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in EVENT)
    op.execute(
        f"CREATE TRIGGER stays AFTER UPDATE ON inspection_event FOR EACH ROW WHEN ({differs}) "
        "EXECUTE FUNCTION inspection_event_stays()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER goes_with_it AFTER DELETE ON inspection_event "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION inspection_event_goes_with_it()"
    )
    for table, hidden in AUDITED.items():
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION audit_change('{hidden}')"
        )


def downgrade() -> None:
    op.execute("DROP TRIGGER state_is_told ON inspection")
    op.execute(AUDIT.format(here=f"{RECORD_ID}, (whole ->> 'inspection_id')::bigint", there=RECORD_ID))
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_inspection_{name}"), "inspection")
    op.execute(UNMEND)
    op.drop_index("ix_inspection_file_inspection", table_name="inspection_file")
    op.drop_table("inspection_file")
    op.drop_geospatial_index(
        "idx_inspection_record_track",
        table_name="inspection_record",
        postgresql_using="gist",
        column_name="track",
    )
    op.drop_geospatial_table("inspection_record")
    op.drop_index("ix_inspection_event_inspection", table_name="inspection_event")
    op.drop_table("inspection_event")
    op.drop_table("cap_override")
    op.drop_table("yearly_cap")
    op.drop_constraint(op.f("fk_inspection_recorded_by_id_account"), "inspection", type_="foreignkey")
    op.drop_constraint(op.f("fk_inspection_concluded_by_id_account"), "inspection", type_="foreignkey")
    op.drop_constraint(op.f("uq_inspection_commune_id_id"), "inspection", type_="unique")
    op.drop_index("ix_inspection_commune_planned", table_name="inspection")
    op.drop_column("inspection", "cancel_reason")
    op.drop_column("inspection", "concluded_by_id")
    op.drop_column("inspection", "concluded_on")
    op.drop_column("inspection", "conclusion_number")
    op.drop_column("inspection", "public_conclusion")
    op.drop_column("inspection", "recorded_by_id")
    op.drop_column("inspection", "minutes_number")
    op.drop_column("inspection", "announced_on")
    op.drop_column("inspection", "planned_on")
    op.drop_column("inspection", "team")
    op.drop_column("inspection", "trigger")
    op.drop_column("inspection", "body")
    op.drop_column("inspection", "act")
    op.drop_column("finding", "fixed_note")
    op.drop_column("finding", "remedy")
    op.drop_column("finding", "item")
    for function in ("state_is_told", "event_follows", "event_stays", "event_goes_with_it"):
        op.execute(f"DROP FUNCTION inspection_{function}()")
