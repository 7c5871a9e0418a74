"""Reports are searched by their words: code, landmark and what people wrote, without diacritics."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WORDS = "fold_vi((((code::text || ' '::text) || landmark::text) || ' '::text) || description)"


def upgrade() -> None:
    op.execute(f"CREATE INDEX ix_incident_words ON incident USING gin (({WORDS}) gin_trgm_ops)")


def downgrade() -> None:
    op.drop_index("ix_incident_words", table_name="incident")
