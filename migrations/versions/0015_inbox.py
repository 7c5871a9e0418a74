"""The inbox: open reports are counted and sorted within one index; an event that tells what became urgent."""

from alembic import op
from sqlalchemy import text

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OPEN = (
    "state IN ('new', 'verifying', 'need_info', 'assigned', 'in_progress', 'inspection_planned', 'referred', "
    "'done_requested', 'reopen_requested', 'reopened')"
)
TOLD = (
    *("state", "visibility", "moderation", "outside", "urgent", "assigned_role", "assignee_id"),
    *("take_in_due_at", "due_at", "due_limit_at", "paused_at", "id"),
)
KINDS = (
    *("created", "moved", "noted", "answered", "assigned", "linked", "merged", "split", "attached"),
    *("published", "withdrawn", "moderated", "info_added", "rated", "erasure_requested", "visibility_set"),
)
NEW = "urgency_set"


def upgrade() -> None:
    op.create_index(
        "ix_incident_open",
        "incident",
        ["commune_id", "village_id"],
        postgresql_include=TOLD,
        postgresql_where=text(OPEN),
    )
    _allow((*KINDS, NEW))


def downgrade() -> None:
    op.execute(f"UPDATE incident_event SET kind = 'noted' WHERE kind = '{NEW}'")
    _allow(KINDS)
    op.drop_index("ix_incident_open", table_name="incident")


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint(op.f("ck_incident_event_kind"), "incident_event")
    op.create_check_constraint(op.f("ck_incident_event_kind"), "incident_event", f"kind IN ({listed})")
