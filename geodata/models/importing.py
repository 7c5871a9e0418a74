"""Imports: the file that was sent, what it would change row by row, and what became of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geodata.enums import ImportState, RowOutcome
from geodata.models.base import Base, CreatedAt, Id, Json, words


class ImportBatch(Base):
    """One file for one layer. `report` holds the options, the counts and the reason of a refusal."""

    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress_range"),
        Index("ix_import_batch_commune", "commune_id", "id"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    layer: Mapped[str] = mapped_column(String(40))
    filename: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(500))
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[ImportState] = mapped_column(words(ImportState, "state"), server_default="waiting")
    progress: Mapped[int] = mapped_column(server_default="0")
    report: Mapped[Json] = mapped_column(JSONB, server_default="{}")
    created_at: Mapped[CreatedAt]
    applied_at: Mapped[datetime | None]


class ImportRow(Base):
    """One row of a batch's preview: its place in the file, what would become of it, and why."""

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_outcome", "batch_id", "outcome", "number"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    outcome: Mapped[RowOutcome] = mapped_column(words(RowOutcome, "outcome"))
    key: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    detail: Mapped[Json] = mapped_column(JSONB)
