"""What a team may look at where: by the site, the texts' tables of authorities, and who leads there."""

from collections.abc import Collection
from typing import Any, Final

from geodata.enums import Authority, FireGroup, InspectionContent, InspectionTrigger, SiteType
from geodata.models import InspectionTeam
from services.inspections import terms

_C = InspectionContent
LED: Final = frozenset({_C.ENVIRONMENT})
"""Contents that the site's own authority looks at, or the economic division, which leads; others go by their
own table alone."""


def applies(site: Any, content: InspectionContent) -> bool:
    """Whether there is anything of this content to look at, by the register."""
    if content is _C.FIRE_SAFETY:
        return site.fire_group is not None and site.fire_group is not FireGroup.NONE
    if content is _C.MEDICAL_WASTE:
        return site.type is SiteType.MEDICAL_FACILITY
    if content is _C.HAZARDOUS_WASTE_TRANSPORT:
        return float(site.hazardous_kg) > 0
    return True


def of(
    site: Any, team: InspectionTeam, asked: Collection[InspectionContent], *, joint: bool = False
) -> frozenset[InspectionContent]:
    """What this team may look at there in a planned check; with `joint` beside another body that leads.

    A police team looks at the environment on three triggers only [NĐ 105/2015 Đ7], of which a plan is none.
    """
    if site.authority is Authority.CITY:
        return frozenset()
    return frozenset(
        content
        for content in asked
        if content.value in team.contents
        and applies(site, content)
        and team.authority in terms.authorities(content, site.fire_group)
        and InspectionTrigger.PLAN in terms.triggers(team.authority, content)
        and (joint or content not in LED or team.authority in (site.authority, Authority.ECONOMIC_DIVISION))
    )
