"""Reports and the checks they led to; an event that tells who may know of a report from now on."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = (
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
)
NEW = "visibility_set"


def upgrade() -> None:
    op.create_table(
        "incident_inspection",
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_incident_inspection_incident_id_incident"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_incident_inspection_inspection_id_inspection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("incident_id", "inspection_id", name=op.f("pk_incident_inspection")),
    )
    op.create_index("ix_incident_inspection_inspection", "incident_inspection", ["inspection_id"])
    _allow((*KINDS, NEW))


def downgrade() -> None:
    op.execute(f"UPDATE incident_event SET kind = 'noted' WHERE kind = '{NEW}'")
    _allow(KINDS)
    op.drop_index("ix_incident_inspection_inspection", table_name="incident_inspection")
    op.drop_table("incident_inspection")


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint(op.f("ck_incident_event_kind"), "incident_event")
    op.create_check_constraint(op.f("ck_incident_event_kind"), "incident_event", f"kind IN ({listed})")
