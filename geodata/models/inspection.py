"""Checks of a site, what they found, and how often each kind is to be checked."""

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from geodata.enums import Authority, InspectionContent, InspectionForm, InspectionState, SiteKind
from geodata.models.base import Base, CreatedAt, Id, Source, within, words

_CONTENTS = ", ".join(f"'{content.value}'" for content in InspectionContent)


class Inspection(Base):
    """One check (kiểm tra) of one site, by us or by another body."""

    __tablename__ = "inspection"
    __table_args__ = (
        UniqueConstraint("commune_id", "code"),
        ForeignKeyConstraint(["commune_id", "site_id"], ["site.commune_id", "site.id"], ondelete="CASCADE"),
        CheckConstraint(f"contents <@ ARRAY[{_CONTENTS}]::varchar[]", name="contents"),
        CheckConstraint(
            "state NOT IN ('minutes_signed', 'concluded', 'follow_up', 'done') OR inspected_on IS NOT NULL",
            name="visited_has_day",
        ),
        Index("ix_inspection_site_day", "site_id", "inspected_on"),
        Index("ix_inspection_commune_day", "commune_id", "inspected_on"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    site_id: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    state: Mapped[InspectionState] = mapped_column(words(InspectionState, "state"), server_default="proposed")
    authority: Mapped[Authority] = mapped_column(words(Authority, "authority"))
    contents: Mapped[list[str]] = mapped_column(ARRAY(String(40)), server_default="{}")
    form: Mapped[InspectionForm] = mapped_column(words(InspectionForm, "form"), server_default="on_site")
    planned: Mapped[bool] = mapped_column(server_default="true")
    decision_number: Mapped[str] = mapped_column(String(60), server_default="")
    decision_date: Mapped[date | None]
    legal_basis: Mapped[str] = mapped_column(String(500), server_default="")
    inspected_on: Mapped[date | None]
    conclusion: Mapped[str] = mapped_column(Text, server_default="")
    published_on: Mapped[date | None]
    source: Mapped[Source]
    created_at: Mapped[CreatedAt]
    version: Mapped[int] = mapped_column(server_default="1")

    findings: Mapped[list["Finding"]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Finding(Base):
    """What a check found: article, severity 0–3, the deadline to mend it, and when it was mended."""

    __tablename__ = "finding"
    __table_args__ = (
        within("severity", 0, 3),
        Index("ix_finding_inspection", "inspection_id"),
    )

    id: Mapped[Id]
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id", ondelete="CASCADE"))
    article: Mapped[str] = mapped_column(String(200), server_default="")
    text: Mapped[str] = mapped_column(Text, server_default="")
    severity: Mapped[int]
    deadline: Mapped[date | None]
    fixed_on: Mapped[date | None]


class InspectionInterval(Base):
    """How many months may pass between two checks of a kind: a setting of the commune."""

    __tablename__ = "inspection_interval"
    __table_args__ = (within("months", 1, 120),)

    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), primary_key=True)
    kind: Mapped[SiteKind] = mapped_column(words(SiteKind, "kind"), primary_key=True)
    months: Mapped[int]
