"""The one-a-year rule says of each content whether a check from afar counts."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "yearly_cap", sa.Column("counts_remote", sa.Boolean(), server_default="true", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("yearly_cap", "counts_remote")
