"""The checks of a calendar year that count against one more check of the same enterprise."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    RowMapping,
    String,
    and_,
    any_,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from geodata.enums import VISITED, InspectionState, LegalForm
from geodata.models import Facility, Inspection, MedicalFacility, Site

_FACILITY: Final = Facility.__table__
_MEDICAL: Final = MedicalFacility.__table__
COUNTED: Final = (
    *VISITED,
    InspectionState.PROPOSED,
    InspectionState.APPROVED,
    InspectionState.ANNOUNCED,
    InspectionState.IN_FIELD,
)
"""States of a check that took place or is to: neither called off nor stopped at the gate."""


def of_year(
    session: Session,
    commune_id: int,
    site_ids: Collection[int],
    year: int,
    forms: Collection[LegalForm],
    excluding: Collection[int] = (),
) -> Sequence[RowMapping]:
    """Checks of that year at the enterprises of `site_ids`, by one statement: asked_id (the site asked for),
    id, site_id, act, form, contents, day, made, authority, body.

    Sites of one enterprise bear one tax code; a site without one stands for itself. Sites whose legal form is
    not among `forms` have no rows. `day` is the day it took place, else the one it is planned for, else the
    one it was written down.
    """
    asked = aliased(Site)
    own, other, medical = _FACILITY.alias("own"), _FACILITY.alias("other"), _MEDICAL.alias("medical")
    form = func.coalesce(own.c.legal_form, medical.c.legal_form)
    code = enterprise_code(own.c.tax_code)
    same_enterprise = and_(code != "", enterprise_code(other.c.tax_code) == code)
    day = check_day()
    statement = (
        select(
            asked.id.label("asked_id"),
            Inspection.id,
            Inspection.site_id,
            Inspection.act,
            Inspection.form,
            Inspection.contents,
            day.label("day"),
            Inspection.state.in_(VISITED).label("made"),
            Inspection.authority,
            Inspection.body,
        )
        .select_from(asked)
        .outerjoin(own, own.c.site_id == asked.id)
        .outerjoin(medical, medical.c.site_id == asked.id)
        .outerjoin(other, same_enterprise)
        .join(
            Inspection,
            and_(
                Inspection.commune_id == commune_id,
                Inspection.site_id == func.coalesce(other.c.site_id, asked.id),
            ),
        )
        .where(
            asked.commune_id == commune_id,
            asked.id == any_(literal(list(site_ids), ARRAY(BigInteger))),
            form.in_(list(forms)),
            Inspection.state.in_(COUNTED),
            day.between(date(year, 1, 1), date(year, 12, 31)),
            Inspection.id != func.all(literal(list(excluding), ARRAY(BigInteger))),
        )
    )
    return session.execute(statement).mappings().all()


def enterprise_code(tax_code: Any) -> ColumnElement[str]:
    """The code that all sites of one enterprise share: the thirteen digits of a branch begin with its ten."""
    digits = func.regexp_replace(func.coalesce(tax_code, ""), r"\D", "", "g", type_=String)
    return case((func.length(digits) == 13, func.left(digits, 10)), else_=digits)


def check_day() -> ColumnElement[date]:
    """The day a check belongs to."""
    written = cast(func.timezone("Asia/Ho_Chi_Minh", Inspection.created_at), Date)
    return func.coalesce(Inspection.inspected_on, Inspection.planned_on, Inspection.decision_date, written)
