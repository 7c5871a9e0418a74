"""Checks as rows: which ones a viewer works with, which ones everybody reads."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Select, and_, false, func, select
from sqlalchemy.orm import Session, aliased

from geodata.enums import InspectionState
from geodata.features import Layer, Reach, Viewer, reach
from geodata.models import (
    Account,
    Facility,
    Inspection,
    InspectionEvent,
    MedicalFacility,
    Site,
    Village,
)

_FACILITY: Final = Facility.__table__
_MEDICAL: Final = MedicalFacility.__table__
ENDED: Final = (InspectionState.CONCLUDED, InspectionState.FOLLOW_UP, InspectionState.DONE)


def on_desk(viewer: Viewer) -> ColumnElement[bool]:
    """The checks this viewer works with: a board those of its village's sites, the public none."""
    rows = reach(Layer.INSPECTION, viewer)
    home = Inspection.commune_id == viewer.commune_id
    if rows is Reach.VILLAGE:
        own = select(Site.id).where(Site.village_id == viewer.village_id)
        return and_(home, Inspection.site_id.in_(own))
    return home if rows is Reach.ALL else false()


def published(viewer: Viewer) -> ColumnElement[bool]:
    """The checks of the viewer's commune whose conclusion everybody may read: our own, concluded."""
    return and_(
        Inspection.commune_id == viewer.commune_id,
        Inspection.published_on.is_not(None),
        Inspection.state.in_(ENDED),
        Inspection.body == "",
    )


def record(session: Session, viewer: Viewer, inspection_id: int) -> RowMapping | None:
    """One check of the viewer's desk with the names of its site, village and people, or None.

    The village is the site's, whether it is still valid or was merged into another.
    """
    return _one(session, Inspection.id == inspection_id, on_desk(viewer))


def public_record(session: Session, viewer: Viewer, code: str) -> RowMapping | None:
    """The published check of that code, or None."""
    return _one(session, Inspection.code == code, published(viewer))


def events(session: Session, inspection_id: int) -> Sequence[RowMapping]:
    """The timeline of a check, oldest first: kind, from_state, to_state, at, who, note, data."""
    statement = (
        select(
            InspectionEvent.kind,
            InspectionEvent.from_state,
            InspectionEvent.to_state,
            InspectionEvent.at,
            Account.display_name.label("who"),
            InspectionEvent.note,
            InspectionEvent.data,
        )
        .outerjoin(Account, Account.id == InspectionEvent.account_id)
        .where(InspectionEvent.inspection_id == inspection_id)
        .order_by(InspectionEvent.id)
    )
    return session.execute(statement).mappings().all()


def with_site(*more: Any) -> Select[Any]:
    """SELECT every column of checks with their site (name, kind, type, village, legal form) and `more`."""
    return (
        select(
            *(getattr(Inspection, one.key) for one in Inspection.__mapper__.column_attrs),
            Site.name.label("site"),
            Site.code.label("site_code"),
            Site.kind,
            Site.type,
            Site.village_id,
            Village.name.label("village"),
            legal_form().label("legal_form"),
            _FACILITY.c.fire_group,
            *more,
        )
        .join(Site, Site.id == Inspection.site_id)
        .outerjoin(Village, Village.id == Site.village_id)
        .outerjoin(_FACILITY, _FACILITY.c.site_id == Site.id)
        .outerjoin(_MEDICAL, _MEDICAL.c.site_id == Site.id)
    )


def legal_form() -> ColumnElement[str | None]:
    """The legal form of a site that has one (facilities and medical facilities, outer-joined)."""
    return func.coalesce(_FACILITY.c.legal_form, _MEDICAL.c.legal_form)


def _one(session: Session, *where: ColumnElement[bool]) -> RowMapping | None:
    recorder, concluder = aliased(Account), aliased(Account)
    statement = (
        with_site(recorder.display_name.label("recorded_by"), concluder.display_name.label("concluded_by"))
        .outerjoin(recorder, recorder.id == Inspection.recorded_by_id)
        .outerjoin(concluder, concluder.id == Inspection.concluded_by_id)
        .where(*where)
    )
    return session.execute(statement).mappings().one_or_none()


def published_page(
    session: Session, viewer: Viewer, *, offset: int, limit: int
) -> tuple[Sequence[RowMapping], int]:
    """(published checks with their sites, newest first; how many in all)."""
    chosen = with_site().where(published(viewer))
    newest = chosen.order_by(Inspection.published_on.desc(), Inspection.id.desc())
    rows = session.execute(newest.offset(offset).limit(limit)).mappings().all()
    return rows, int(session.scalar(select(func.count(Inspection.id)).where(published(viewer))) or 0)


def day_of_other() -> ColumnElement[Any]:
    """The day of a check that another body made or announced."""
    return func.coalesce(Inspection.inspected_on, Inspection.planned_on)
