"""One facility of the demonstration: its papers and the figures risk scoring reads."""

from datetime import date, timedelta
from random import Random

from geodata.enums import Authority, FireGroup, LegalForm, PermitKind, SiteKind
from geodata.models import Facility
from services.demo.tables import between

WITH_NUMBER = {PermitKind.ENVIRONMENTAL_PERMIT: "GPMT", PermitKind.ENVIRONMENTAL_REGISTRATION: "ĐKMT"}
"""Papers that carry a number, and its suffix."""


def facility(row: dict[str, str], random: Random, today: date, number: int) -> Facility:
    """A facility drawn from a row of facilities.csv, without name and place."""
    permit = _permit(row, random)
    return Facility(
        kind=SiteKind(row["kind"]),
        code=f"CS-{number:03}",
        authority=Authority(row["authority"]),
        registered_on=today - timedelta(days=random.randint(40, 3400)),
        legal_form=LegalForm(row["legal_form"]),
        tax_code=f"MẪU{number:07}" if row["legal_form"] == LegalForm.ENTERPRISE else "",
        permit_kind=permit,
        permit_number=f"MẪU-{number:03}/{WITH_NUMBER[permit]}" if permit in WITH_NUMBER else "",
        permit_valid_to=_permit_end(permit, random, today),
        fire_group=FireGroup(row["fire_group"]),
        workers=int(between(row["workers"], random)),
        site_area_m2=between(row["site_area_m2"], random),
        wastewater_m3_day=between(row["wastewater_m3_day"], random),
        has_wastewater_treatment=_treated(row, random),
        stacks=round(between(row["stacks"], random)),
        solid_waste_kg_day=between(row["solid_waste_kg_day"], random),
        hazardous_waste_kg_year=between(row["hazardous_waste_kg_year"], random),
        hazardous_stock_t=between(row["hazardous_stock_t"], random),
    )


def _permit(row: dict[str, str], random: Random) -> PermitKind:
    """Most have the paper their kind needs; one in nine has none."""
    return PermitKind.NONE if random.random() < 0.11 else PermitKind(row["permit_kind"])


def _permit_end(permit: PermitKind, random: Random, today: date) -> date | None:
    days = random.randint(-150, 1700)
    return today + timedelta(days=days) if permit is PermitKind.ENVIRONMENTAL_PERMIT else None


def _treated(row: dict[str, str], random: Random) -> bool | None:
    """Whether wastewater is treated; of a few it is not known."""
    known, has = random.random() > 0.08, random.random() < float(row["treated"])
    return has if known else None
