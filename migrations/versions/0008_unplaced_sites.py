"""Sites without a place stand in no map cell; a partial index counts them at no cost."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_site_unplaced", "site", ["commune_id", "type"], postgresql_where=sa.text("geom IS NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_site_unplaced", table_name="site")
