"""The life of a report: what a state needs is a CHECK, and no state stands without an event that tells it.

What was kept before and lacks it is mended plainly: a duplicate of nobody knows what counts as rejected.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ROLE = (
    "public",
    "village_board",
    "health_station",
    "public_service_centre",
    "school",
    "mass_organisation",
    "commune_police",
    "economic_division",
    "chairperson",
    "admin",
)
CHECKS = {
    "duplicate_has_parent": "state <> 'duplicate' OR parent_id IS NOT NULL",
    "not_its_own_parent": "parent_id <> id AND split_from_id <> id",
    "referred_has_number": "state <> 'referred' OR (referred_to <> '' AND referred_number <> '')",
    "rejected_has_reason": "state <> 'rejected' OR reject_reason IS NOT NULL",
    "paused_while_waiting": "(state = 'need_info') = (paused_at IS NOT NULL)",
    "rating_range": "rating BETWEEN 1 AND 5",
}

MEND = (
    "UPDATE incident SET referred_to = 'chưa ghi', referred_number = 'chưa ghi' WHERE state = 'referred'",
    "UPDATE incident SET reject_reason = 'unfounded' WHERE state = 'rejected'",
    "UPDATE incident SET paused_at = now() WHERE state = 'need_info'",
    """INSERT INTO incident_event (incident_id, kind, from_state, to_state, internal_note)
       SELECT id, 'moved', 'duplicate', 'rejected', 'Không rõ trùng với phản ánh nào.'
       FROM incident WHERE state = 'duplicate'""",
    "UPDATE incident SET state = 'rejected', reject_reason = 'unfounded' WHERE state = 'duplicate'",
    """UPDATE incident SET outside = true FROM commune
       WHERE commune.id = incident.commune_id AND NOT ST_Covers(commune.border, incident.geom)""",
    """UPDATE incident_event SET kind = 'created' WHERE from_state IS NULL""",
    """INSERT INTO incident_event (incident_id, kind, from_state, to_state, at)
       SELECT id, 'created', NULL, state, created_at FROM incident
       WHERE NOT EXISTS (SELECT FROM incident_event WHERE incident_id = incident.id)""",
)

TOLD = """
CREATE FUNCTION incident_state_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stands text := (SELECT state FROM incident WHERE id = NEW.id);
  told text := (SELECT to_state FROM incident_event WHERE incident_id = NEW.id ORDER BY id DESC LIMIT 1);
BEGIN
  IF stands IS NOT NULL AND stands IS DISTINCT FROM told THEN
    RAISE EXCEPTION 'incident % stands in state %, its last event tells %', NEW.id, stands, told
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""

FOLLOWS = """
CREATE FUNCTION incident_event_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last text := (SELECT to_state FROM incident_event WHERE incident_id = NEW.incident_id
                ORDER BY id DESC LIMIT 1);
BEGIN
  IF NEW.from_state IS DISTINCT FROM last THEN
    RAISE EXCEPTION 'an event of incident % starts from %, the last one ended in %',
      NEW.incident_id, NEW.from_state, last USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""


def word(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.add_column("account", sa.Column("email", sa.String(length=200), server_default="", nullable=False))
    op.add_column("incident", sa.Column("urgent", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("incident", sa.Column("outside", sa.Boolean(), server_default="false", nullable=False))
    op.add_column(
        "incident",
        sa.Column(
            "moderation",
            word("clear", "suspected", "spam", name="moderation"),
            server_default="clear",
            nullable=False,
        ),
    )
    op.add_column("incident", sa.Column("parent_id", sa.BigInteger(), nullable=True))
    op.add_column("incident", sa.Column("split_from_id", sa.BigInteger(), nullable=True))
    op.add_column("incident", sa.Column("assigned_role", word(*ROLE, name="assigned_role"), nullable=True))
    op.add_column("incident", sa.Column("assignee_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "incident", sa.Column("referred_to", sa.String(length=300), server_default="", nullable=False)
    )
    op.add_column(
        "incident", sa.Column("referred_number", sa.String(length=100), server_default="", nullable=False)
    )
    op.add_column(
        "incident",
        sa.Column(
            "reject_reason",
            word(
                "unfounded",
                "outside_commune",
                "not_environment",
                "too_little_info",
                "complaint_procedure",
                "spam",
                name="reject_reason",
            ),
            nullable=True,
        ),
    )
    op.add_column("incident", sa.Column("take_in_due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("taken_in_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("supporters", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("incident", sa.Column("rating", sa.SmallInteger(), nullable=True))
    op.add_column(
        "incident", sa.Column("rating_text", sa.String(length=1000), server_default="", nullable=False)
    )
    op.add_column("incident", sa.Column("erasure_requested_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_incident_desk", "incident", ["commune_id", "state", "due_at"], unique=False)
    op.create_index("ix_incident_parent", "incident", ["parent_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_incident_commune_id_split_from_id_incident"),
        "incident",
        "incident",
        ["commune_id", "split_from_id"],
        ["commune_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_incident_commune_id_parent_id_incident"),
        "incident",
        "incident",
        ["commune_id", "parent_id"],
        ["commune_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_incident_assignee_id_account"), "incident", "account", ["assignee_id"], ["id"]
    )
    op.add_column(
        "incident_event",
        sa.Column(
            "kind",
            word(
                "created",
                "moved",
                "noted",
                "answered",
                "assigned",
                "linked",
                "merged",
                "split",
                "attached",
                "published",
                "withdrawn",
                "moderated",
                "info_added",
                "rated",
                "erasure_requested",
                name="kind",
            ),
            server_default="moved",
            nullable=False,
        ),
    )
    op.add_column(
        "incident_event",
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
    )
    for statement in MEND:
        op.execute(statement)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_incident_{name}"), "incident", condition)
    op.create_check_constraint(
        op.f("ck_incident_event_moves_or_stays"),
        "incident_event",
        "kind IN ('created', 'moved') OR from_state = to_state",
    )
    op.execute(TOLD)
    op.execute(FOLLOWS)
    # At the end of the transaction: the row and its event are written one after the other.
    op.execute(
        "CREATE CONSTRAINT TRIGGER state_is_told AFTER INSERT OR UPDATE OF state ON incident "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION incident_state_is_told()"
    )
    op.execute(
        "CREATE TRIGGER follows BEFORE INSERT ON incident_event "
        "FOR EACH ROW EXECUTE FUNCTION incident_event_follows()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER follows ON incident_event")
    op.execute("DROP TRIGGER state_is_told ON incident")
    op.execute("DROP FUNCTION incident_event_follows()")
    op.execute("DROP FUNCTION incident_state_is_told()")
    op.drop_constraint(op.f("ck_incident_event_moves_or_stays"), "incident_event")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_incident_{name}"), "incident")
    op.drop_column("incident_event", "data")
    op.drop_column("incident_event", "kind")
    op.drop_constraint(op.f("fk_incident_assignee_id_account"), "incident", type_="foreignkey")
    op.drop_constraint(op.f("fk_incident_commune_id_parent_id_incident"), "incident", type_="foreignkey")
    op.drop_constraint(op.f("fk_incident_commune_id_split_from_id_incident"), "incident", type_="foreignkey")
    op.drop_index("ix_incident_parent", table_name="incident")
    op.drop_index("ix_incident_desk", table_name="incident")
    op.drop_column("incident", "erasure_requested_at")
    op.drop_column("incident", "rating_text")
    op.drop_column("incident", "rating")
    op.drop_column("incident", "supporters")
    op.drop_column("incident", "ended_at")
    op.drop_column("incident", "resolved_at")
    op.drop_column("incident", "answered_at")
    op.drop_column("incident", "taken_in_at")
    op.drop_column("incident", "paused_at")
    op.drop_column("incident", "due_at")
    op.drop_column("incident", "take_in_due_at")
    op.drop_column("incident", "reject_reason")
    op.drop_column("incident", "referred_number")
    op.drop_column("incident", "referred_to")
    op.drop_column("incident", "assignee_id")
    op.drop_column("incident", "assigned_role")
    op.drop_column("incident", "split_from_id")
    op.drop_column("incident", "parent_id")
    op.drop_column("incident", "moderation")
    op.drop_column("incident", "outside")
    op.drop_column("incident", "urgent")
    op.drop_column("account", "email")
