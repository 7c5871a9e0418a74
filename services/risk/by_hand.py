"""Scores set by hand in place of computed ones: who, when and why; ended, never changed or deleted."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import INSPECTED, PERFORMANCE, Criterion
from geodata.errors import Conflict, FieldErrors, NotFound
from geodata.features import Viewer
from geodata.models import Account, RiskValue, Site
from geodata.queries.places import known
from services import access
from services.risk.ratings import refresh

LONGEST_REASON: Final = 500


@dataclass(frozen=True)
class SetValue:
    """A value set by hand, with the names of who set and who ended it."""

    id: int
    criterion: Criterion
    value: int
    reason: str
    set_by: str
    set_at: datetime
    ended_by: str
    ended_at: datetime | None


def values(session: Session, viewer: Viewer, site_id: int) -> list[SetValue]:
    """Every value ever set by hand for a site, newest first."""
    _site(session, viewer, site_id, lock=False)
    found = session.scalars(
        select(RiskValue).where(RiskValue.site_id == site_id).order_by(RiskValue.id.desc())
    ).all()
    ids = {one.set_by_id for one in found} | {one.ended_by_id for one in found}
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(ids)))
    names = {row.id: row.display_name for row in rows}
    return [
        SetValue(
            one.id,
            one.criterion,
            one.value,
            one.reason,
            names.get(one.set_by_id or 0, ""),
            one.set_at,
            names.get(one.ended_by_id or 0, ""),
            one.ended_at,
        )
        for one in found
    ]


def put(
    session: Session, viewer: Viewer, site_id: int, *, criterion: str, value: int | None, reason: str
) -> RiskValue:
    """Set a score by hand; the one that stood for that criterion ends. The site is rated anew.

    Raises Forbidden, NotFound, or FieldErrors (criterion, value, reason).
    """
    access.require(viewer, "risk:edit")
    site = _site(session, viewer, site_id, lock=True)
    wrong = _wrong(criterion, value, reason)
    if wrong or value is None:
        raise FieldErrors(wrong)
    now = datetime.now(UTC)
    for standing in _standing(session, site_id, Criterion(criterion)):
        _end(standing, viewer, now)
    session.flush()
    made = RiskValue(
        site_id=site_id,
        criterion=Criterion(criterion),
        value=value,
        reason=reason.strip(),
        set_by_id=viewer.account_id,
        set_at=now,
    )
    session.add(made)
    session.flush()
    refresh(session, site.commune_id, [site_id])
    return made


def end(session: Session, viewer: Viewer, site_id: int, value_id: int) -> RiskValue:
    """End a value: the computed score counts again. Raises Forbidden, NotFound, Conflict where it ended."""
    access.require(viewer, "risk:edit")
    site = _site(session, viewer, site_id, lock=True)
    value = session.get(RiskValue, value_id, populate_existing=True)
    if value is None or value.site_id != site_id:
        raise NotFound("record.unknown")
    if value.ended_at is not None:
        raise Conflict("risk.value_ended")
    _end(value, viewer, datetime.now(UTC))
    refresh(session, site.commune_id, [site_id])
    return value


def _wrong(criterion: str, value: int | None, reason: str) -> dict[str, str]:
    wrong = {}
    if criterion not in set(Criterion):
        wrong["criterion"] = "form.choice"
    else:
        low, high = (-1, 1) if criterion in PERFORMANCE else (0, 5)
        if value is None or not low <= value <= high:
            wrong["value"] = "risk.value_behaved" if criterion in PERFORMANCE else "risk.value_impact"
    if not reason.strip():
        wrong["reason"] = "form.needed"
    elif len(reason.strip()) > LONGEST_REASON:
        wrong["reason"] = "risk.reason_long"
    return wrong


def _end(value: RiskValue, viewer: Viewer, now: datetime) -> None:
    value.ended_by_id, value.ended_at = viewer.account_id, max(now, value.set_at)


def _standing(session: Session, site_id: int, criterion: Criterion) -> list[RiskValue]:
    return list(
        session.scalars(
            select(RiskValue).where(
                RiskValue.site_id == site_id, RiskValue.criterion == criterion, RiskValue.ended_at.is_(None)
            )
        )
    )


def _site(session: Session, viewer: Viewer, site_id: int, *, lock: bool) -> Site:
    """The site, held to the end of the transaction with `lock`: one value stands for a criterion."""
    access.require(viewer, "risk:read")
    asked = select(Site).where(Site.id == site_id, known(viewer))
    site = session.scalars(
        asked.with_for_update(key_share=True, of=Site.__table__) if lock else asked
    ).one_or_none()
    if site is None or site.type not in INSPECTED:
        raise NotFound("record.unknown")
    return site
