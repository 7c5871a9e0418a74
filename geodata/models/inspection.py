"""Checks of a site, each step an event, what they found, and the one-a-year rule with its exceptions."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from geodata.enums import (
    Authority,
    InspectionAct,
    InspectionContent,
    InspectionEventKind,
    InspectionForm,
    InspectionState,
    InspectionTrigger,
)
from geodata.models.base import Base, CreatedAt, Id, Json, Source, within, words

CONTENTS = ", ".join(f"'{content.value}'" for content in InspectionContent)


def contents_check() -> CheckConstraint:
    """A column `contents` holds words of InspectionContent only."""
    return CheckConstraint(f"contents <@ ARRAY[{CONTENTS}]::varchar[]", name="contents")


class Inspection(Base):
    """One check (kiểm tra) or state inspection (thanh tra) of one site, by us or by another body.

    `planned_on` is the day it is meant for, `inspected_on` the day it took place. `body` names the body where
    it is not one of ours. `conclusion` is for officers; `public_conclusion` is what everybody reads once
    `published_on` is set: no evidence, no names of persons. `team` and `recorded_by` name persons of ours.
    """

    __tablename__ = "inspection"
    __table_args__ = (
        UniqueConstraint("commune_id", "code"),
        UniqueConstraint("commune_id", "id"),
        ForeignKeyConstraint(["commune_id", "site_id"], ["site.commune_id", "site.id"], ondelete="CASCADE"),
        contents_check(),
        CheckConstraint(
            "state NOT IN ('minutes_signed', 'concluded', 'follow_up', 'done') OR inspected_on IS NOT NULL",
            name="visited_has_day",
        ),
        CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name="cancelled_has_reason"),
        CheckConstraint("concluded_by_id <> recorded_by_id", name="four_eyes"),
        CheckConstraint(
            "published_on IS NULL OR state IN ('concluded', 'follow_up', 'done')", name="published_concluded"
        ),
        Index("ix_inspection_site_day", "site_id", "inspected_on"),
        Index("ix_inspection_commune_day", "commune_id", "inspected_on"),
        Index("ix_inspection_commune_planned", "commune_id", "planned_on"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    site_id: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    state: Mapped[InspectionState] = mapped_column(words(InspectionState, "state"), server_default="proposed")
    act: Mapped[InspectionAct] = mapped_column(words(InspectionAct, "act"), server_default="inspection")
    authority: Mapped[Authority] = mapped_column(words(Authority, "authority"))
    body: Mapped[str] = mapped_column(String(200), server_default="")
    contents: Mapped[list[str]] = mapped_column(ARRAY(String(40)), server_default="{}")
    form: Mapped[InspectionForm] = mapped_column(words(InspectionForm, "form"), server_default="on_site")
    planned: Mapped[bool] = mapped_column(server_default="true")
    trigger: Mapped[InspectionTrigger | None] = mapped_column(words(InspectionTrigger, "trigger"))
    decision_number: Mapped[str] = mapped_column(String(60), server_default="")
    decision_date: Mapped[date | None]
    legal_basis: Mapped[str] = mapped_column(String(500), server_default="")
    team: Mapped[str] = mapped_column(String(500), server_default="")
    planned_on: Mapped[date | None]
    announced_on: Mapped[date | None]
    inspected_on: Mapped[date | None]
    minutes_number: Mapped[str] = mapped_column(String(60), server_default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    conclusion: Mapped[str] = mapped_column(Text, server_default="")
    public_conclusion: Mapped[str] = mapped_column(Text, server_default="")
    conclusion_number: Mapped[str] = mapped_column(String(60), server_default="")
    concluded_on: Mapped[date | None]
    concluded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    published_on: Mapped[date | None]
    cancel_reason: Mapped[str] = mapped_column(String(500), server_default="")
    source: Mapped[Source]
    created_at: Mapped[CreatedAt]
    version: Mapped[int] = mapped_column(server_default="1")

    findings: Mapped[list["Finding"]] = relationship(order_by="Finding.id", cascade="all, delete-orphan")
    events: Mapped[list["InspectionEvent"]] = relationship(
        order_by="InspectionEvent.id", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class InspectionEvent(Base):
    """A step of a check: from which state to which, by whom; `data` tells what its kind needs.

    The state of a check is the `to_state` of its last event; by trigger. Events are never changed.
    """

    __tablename__ = "inspection_event"
    __table_args__ = (
        CheckConstraint("kind IN ('created', 'moved') OR from_state = to_state", name="moves_or_stays"),
        Index("ix_inspection_event_inspection", "inspection_id", "id"),
    )

    id: Mapped[Id]
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id", ondelete="CASCADE"))
    kind: Mapped[InspectionEventKind] = mapped_column(
        words(InspectionEventKind, "kind"), server_default="moved"
    )
    from_state: Mapped[InspectionState | None] = mapped_column(words(InspectionState, "from_state"))
    to_state: Mapped[InspectionState] = mapped_column(words(InspectionState, "to_state"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[CreatedAt]
    note: Mapped[str] = mapped_column(Text, server_default="")
    data: Mapped[Json] = mapped_column(JSONB, server_default="{}")


class Finding(Base):
    """What a check found: article, severity 0–3, the deadline to mend it, and when it was mended."""

    __tablename__ = "finding"
    __table_args__ = (
        within("severity", 0, 3),
        Index("ix_finding_inspection", "inspection_id"),
    )

    id: Mapped[Id]
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id", ondelete="CASCADE"))
    item: Mapped[str] = mapped_column(String(60), server_default="")
    article: Mapped[str] = mapped_column(String(200), server_default="")
    text: Mapped[str] = mapped_column(Text, server_default="")
    remedy: Mapped[str] = mapped_column(Text, server_default="")
    severity: Mapped[int]
    deadline: Mapped[date | None]
    fixed_on: Mapped[date | None]
    fixed_note: Mapped[str] = mapped_column(String(500), server_default="")


class CapOverride(Base):
    """Why a second check in a year may take place: clear signs of violation, with evidence and two people.

    `evidence` are ids of reports at least verified; `refusals` what the rule said, as shown to the approver.
    """

    __tablename__ = "cap_override"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("cardinality(evidence) > 0", name="has_evidence"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"),
        CheckConstraint("approved_by_id <> proposed_by_id", name="four_eyes"),
    )

    inspection_id: Mapped[int] = mapped_column(
        ForeignKey("inspection.id", ondelete="CASCADE"), primary_key=True
    )
    reason: Mapped[str] = mapped_column(Text)
    evidence: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    refusals: Mapped[Json] = mapped_column(JSONB, server_default="{}")
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[CreatedAt]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]


class YearlyCap(Base):
    """Whether the one-a-year rule binds a content of checks: a switch with the text it rests on.

    `counts_remote`: whether a check from afar is one of the year's. A content without a row is bound by the
    default text (services hold it as data).
    """

    __tablename__ = "yearly_cap"

    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), primary_key=True)
    content: Mapped[InspectionContent] = mapped_column(words(InspectionContent, "content"), primary_key=True)
    binds: Mapped[bool]
    counts_remote: Mapped[bool] = mapped_column(server_default="true")
    article: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[Source]
    confirmed_by: Mapped[str] = mapped_column(String(200), server_default="")
