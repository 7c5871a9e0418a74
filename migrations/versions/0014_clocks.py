"""Clocks of reports: promises in minutes of working time, and how far pauses may move what is due."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

RANGES = {"take_in": (30, 14400), "answer": (30, 57600)}
HOURS = {"take_in": (1, 240), "answer": (1, 960)}


def upgrade() -> None:
    for name, (low, high) in RANGES.items():
        _renamed(name, "hours", "minutes", "{} * 60")
        _ranged(name, "minutes", low, high)
    op.add_column("incident", sa.Column("due_limit_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("incident", "due_limit_at")
    for name, (low, high) in HOURS.items():
        _renamed(name, "minutes", "hours", "greatest(1, ({} + 30) / 60)")
        _ranged(name, "hours", low, high)


def _renamed(name: str, was: str, becomes: str, value: str) -> None:
    old, new = f"{name}_{was}", f"{name}_{becomes}"
    op.drop_constraint(op.f(f"ck_service_level_{old}_range"), "service_level", type_="check")
    op.alter_column("service_level", old, new_column_name=new)
    op.execute(f"UPDATE service_level SET {new} = {value.format(new)}")


def _ranged(name: str, unit: str, low: int, high: int) -> None:
    column = f"{name}_{unit}"
    op.create_check_constraint(
        op.f(f"ck_service_level_{column}_range"), "service_level", f"{column} BETWEEN {low} AND {high}"
    )
