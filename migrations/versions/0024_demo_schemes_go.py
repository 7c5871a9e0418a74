"""An approved risk scheme of the demonstration may go with it; every other stays as it is."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

STAYS = """
CREATE OR REPLACE FUNCTION approved_scheme_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{but}  RAISE EXCEPTION 'risk scheme % is approved', OLD.id USING ERRCODE = 'check_violation';
END $$
"""
DEMO_GOES = """  IF TG_OP = 'DELETE' AND OLD.source = 'demo'
     AND EXISTS (SELECT FROM commune c WHERE c.id = OLD.commune_id AND c.is_demo) THEN
    RETURN OLD;
  END IF;
"""


def upgrade() -> None:
    op.execute(STAYS.format(but=DEMO_GOES))


def downgrade() -> None:
    op.execute(STAYS.format(but=""))
