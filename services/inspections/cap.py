"""The once-a-year guard: what speaks against one more check of sites, by all checks of their enterprises."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from geodata.enums import InspectionAct, InspectionContent, InspectionEventKind, InspectionForm
from geodata.models import Inspection, InspectionEvent
from geodata.queries.inspections_of_year import of_year
from services import clock
from services.inspections import caps
from services.inspections.cap_rule import Earlier, Refusal, Wanted, not_before, weigh

__all__ = ["Refusal", "against", "not_before", "refusals", "verdicts"]


def refusals(
    session: Session,
    commune_id: int,
    site_ids: Collection[int],
    year: int,
    contents: Iterable[InspectionContent | str],
    act: InspectionAct = InspectionAct.INSPECTION,
    *,
    form: InspectionForm = InspectionForm.ON_SITE,
    excluding: Collection[int] = (),
) -> dict[int, list[Refusal]]:
    """Site id → what forbids a check of it with these contents in that year; sites that may be checked are
    left out. One statement for all sites.

    Counted are checks by any body: ours that took place or are planned (not called off, not stopped at the
    gate) and those of other bodies in the register; sites of one tax code count as one enterprise. Legal
    forms that the law does not name, and sites that have none, are never refused. `excluding`: checks that do
    not count, such as the one that is asked about or the one it accompanies.
    """
    found = verdicts(session, commune_id, site_ids, year, contents, act, form=form, excluding=excluding)
    binding = {site_id: [one for one in told if one.binds] for site_id, told in found.items()}
    return {site_id: told for site_id, told in binding.items() if told}


def verdicts(
    session: Session,
    commune_id: int,
    site_ids: Collection[int],
    year: int,
    contents: Iterable[InspectionContent | str],
    act: InspectionAct = InspectionAct.INSPECTION,
    *,
    form: InspectionForm = InspectionForm.ON_SITE,
    excluding: Collection[int] = (),
) -> dict[int, list[Refusal]]:
    """As `refusals`, with the warnings (`binds` false) of contents that the commune switched off."""
    wanted = Wanted(frozenset(map(InspectionContent, contents)), act, form)
    rows = of_year(session, commune_id, site_ids, year, caps.bound_forms(), excluding)
    earlier: dict[int, list[Earlier]] = {}
    for row in rows:
        earlier.setdefault(row["asked_id"], []).append(_earlier(row))
    rules = caps.of(session, commune_id)
    found = {site_id: weigh(wanted, checks, rules) for site_id, checks in earlier.items()}
    return {site_id: told for site_id, told in found.items() if told}


def against(session: Session, inspection: Inspection, *, on: date | None = None) -> list[Refusal]:
    """What speaks against this check itself, warnings included, on `on` or its own day.

    The check it was proposed together with (one visit of several bodies) does not count against it.
    """
    day = on or inspection.inspected_on or inspection.planned_on or clock.today()
    told = verdicts(
        session,
        inspection.commune_id,
        [inspection.site_id],
        day.year,
        inspection.contents,
        inspection.act,
        form=inspection.form,
        excluding=[inspection.id, *partners(session, inspection)],
    )
    return told.get(inspection.site_id, [])


def partners(session: Session, inspection: Inspection) -> list[int]:
    """The checks that are one visit with this one (kiểm tra liên ngành), as told when they were proposed."""
    told = InspectionEvent.data["joint_with"].astext
    rows = session.execute(
        select(InspectionEvent.inspection_id, told.label("joint_with"))
        .join(Inspection, Inspection.id == InspectionEvent.inspection_id)
        .where(Inspection.site_id == inspection.site_id, told.is_not(None))
        .where(InspectionEvent.kind == InspectionEventKind.CREATED)
    )
    pairs = [(row.inspection_id, int(row.joint_with)) for row in rows]
    return [two if one == inspection.id else one for one, two in pairs if inspection.id in (one, two)]


def _earlier(row: RowMapping) -> Earlier:
    return Earlier(
        inspection_id=row["id"],
        site_id=row["site_id"],
        act=row["act"],
        form=row["form"],
        contents=frozenset(map(InspectionContent, row["contents"])),
        day=row["day"],
        made=row["made"],
        authority=row["authority"],
        body=row["body"],
    )
