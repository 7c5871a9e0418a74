"""Plans of checks: teams, when sites can be visited, what was asked, and the visits of each edition."""

from datetime import date, datetime, time

from geoalchemy2 import WKBElement
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geodata.enums import Authority, LeftOutReason, PlanState, VehicleKind, WishKind
from geodata.models.base import Base, CreatedAt, Id, Json, Name, geometry, period, words
from geodata.models.inspection import contents_check


def _of_plan() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["commune_id", "plan_id"], ["inspection_plan.commune_id", "inspection_plan.id"], ondelete="CASCADE"
    )


class InspectionTeam(Base):
    """A team that drives out: who leads it, what it checks, vehicle, hours and start. `members` are names."""

    __tablename__ = "inspection_team"
    __table_args__ = (
        UniqueConstraint("commune_id", "code"),
        UniqueConstraint("commune_id", "id"),
        contents_check(),
        CheckConstraint("people BETWEEN 1 AND 50", name="people_range"),
        CheckConstraint("speed_kmh > 0 AND speed_kmh <= 120", name="speed_range"),
        CheckConstraint(
            "work_from < work_to AND (pause_from IS NULL) = (pause_to IS NULL) "
            "AND (pause_from IS NULL OR (work_from <= pause_from AND pause_from < pause_to "
            "AND pause_to <= work_to))",
            name="hours",
        ),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Name]
    authority: Mapped[Authority] = mapped_column(words(Authority, "authority"))
    contents: Mapped[list[str]] = mapped_column(ARRAY(String(40)), server_default="{}")
    people: Mapped[int] = mapped_column(SmallInteger)
    members: Mapped[str] = mapped_column(String(500), server_default="")
    vehicle: Mapped[VehicleKind] = mapped_column(words(VehicleKind, "vehicle"))
    speed_kmh: Mapped[float]
    work_from: Mapped[time]
    pause_from: Mapped[time | None]
    pause_to: Mapped[time | None]
    work_to: Mapped[time]
    start: Mapped[WKBElement] = mapped_column(geometry("POINT"))
    active: Mapped[bool] = mapped_column(server_default="true")
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class SiteVisitTerms(Base):
    """When a site can be visited: opening hours (OpenStreetMap's syntax), not before or after a day."""

    __tablename__ = "site_visit_terms"
    __table_args__ = (period("not_before", "not_after"),)

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    opening_hours: Mapped[str] = mapped_column(String(200), server_default="")
    not_before: Mapped[date | None]
    not_after: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(300), server_default="")
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class InspectionPlan(Base):
    """One edition of a plan of checks. An approved edition is never changed: the next one supersedes it.

    `settings`: teams, contents, shares kept for the unplanned and drawn at random, seed, pairs; `figures`:
    what the solver reached; `progress`: how far the worker is. The table's triggers hold approved ones still.
    """

    __tablename__ = "inspection_plan"
    __table_args__ = (
        UniqueConstraint("commune_id", "code", "edition"),
        UniqueConstraint("commune_id", "id"),
        period("period_from", "period_to"),
        CheckConstraint("edition >= 1", name="edition_positive"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"),
        CheckConstraint("approved_by_id <> created_by_id", name="four_eyes"),
        CheckConstraint(
            "state NOT IN ('approved', 'published') OR approved_at IS NOT NULL", name="approved_has_approver"
        ),
        CheckConstraint("state <> 'published' OR published_on IS NOT NULL", name="published_has_day"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    code: Mapped[str] = mapped_column(String(40))
    edition: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    title: Mapped[Name]
    state: Mapped[PlanState] = mapped_column(words(PlanState, "state"), server_default="draft")
    period_from: Mapped[date]
    period_to: Mapped[date]
    legal_basis: Mapped[str] = mapped_column(String(1000), server_default="")
    settings: Mapped[Json] = mapped_column(JSONB, server_default="{}")
    figures: Mapped[Json] = mapped_column(JSONB, server_default="{}")
    progress: Mapped[Json] = mapped_column(JSONB, server_default="{}")
    decision_number: Mapped[str] = mapped_column(String(60), server_default="")
    decision_date: Mapped[date | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[CreatedAt]
    submitted_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    published_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, server_default="")
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PlanVisit(Base):
    """One visit of one team at one site, with its order and times, and why it is in.

    `inspection_id` is the check made of it when the plan was approved.
    """

    __tablename__ = "plan_visit"
    __table_args__ = (
        UniqueConstraint("plan_id", "site_id", "team_id"),
        _of_plan(),
        ForeignKeyConstraint(["commune_id", "site_id"], ["site.commune_id", "site.id"]),
        ForeignKeyConstraint(["commune_id", "team_id"], ["inspection_team.commune_id", "inspection_team.id"]),
        contents_check(),
        CheckConstraint("leave_at > arrive_at", name="leaves_after"),
        CheckConstraint("travel_s >= 0 AND travel_m >= 0 AND position >= 1", name="figures_positive"),
        Index("ix_plan_visit_day", "plan_id", "team_id", "day", "position"),
        Index("ix_plan_visit_site", "site_id"),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    plan_id: Mapped[int]
    site_id: Mapped[int]
    team_id: Mapped[int]
    contents: Mapped[list[str]] = mapped_column(ARRAY(String(40)), server_default="{}")
    day: Mapped[date]
    position: Mapped[int] = mapped_column(SmallInteger)
    arrive_at: Mapped[time]
    leave_at: Mapped[time]
    travel_s: Mapped[int] = mapped_column(Integer, server_default="0")
    travel_m: Mapped[int] = mapped_column(Integer, server_default="0")
    pinned: Mapped[bool] = mapped_column(server_default="false")
    drawn: Mapped[bool] = mapped_column(server_default="false")
    pair: Mapped[str] = mapped_column(String(60), server_default="")
    category: Mapped[int | None] = mapped_column(SmallInteger)
    priority: Mapped[float] = mapped_column(server_default="0")
    reason: Mapped[Json] = mapped_column(JSONB, server_default="{}")
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id", ondelete="SET NULL"))


class PlanWish(Base):
    """What an officer asked for one site in one plan: pinned (to a team or day, where given) or dropped."""

    __tablename__ = "plan_wish"
    __table_args__ = (
        _of_plan(),
        ForeignKeyConstraint(["commune_id", "site_id"], ["site.commune_id", "site.id"]),
        ForeignKeyConstraint(["commune_id", "team_id"], ["inspection_team.commune_id", "inspection_team.id"]),
        UniqueConstraint("plan_id", "site_id", "team_id", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[Id]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    plan_id: Mapped[int]
    site_id: Mapped[int]
    kind: Mapped[WishKind] = mapped_column(words(WishKind, "kind"))
    team_id: Mapped[int | None]
    day: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(300), server_default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class PlanLeftOut(Base):
    """A site that is not in a plan, and why: the rule's words in `data`."""

    __tablename__ = "plan_left_out"
    __table_args__ = (
        _of_plan(),
        ForeignKeyConstraint(["commune_id", "site_id"], ["site.commune_id", "site.id"], ondelete="CASCADE"),
    )

    plan_id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(primary_key=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    reason: Mapped[LeftOutReason] = mapped_column(words(LeftOutReason, "reason"))
    category: Mapped[int | None] = mapped_column(SmallInteger)
    priority: Mapped[float] = mapped_column(server_default="0")
    data: Mapped[Json] = mapped_column(JSONB, server_default="{}")
