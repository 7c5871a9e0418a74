"""Who may look at what where, in a planned check."""

from types import SimpleNamespace
from typing import Any

import pytest

from geodata.enums import Authority, FireGroup, InspectionContent, SiteType
from services.planning import contents

ALL = tuple(InspectionContent)
A, F = Authority, FireGroup


def site(**told: Any) -> Any:
    plain = {
        "type": SiteType.FACILITY,
        "authority": A.ECONOMIC_DIVISION,
        "fire_group": F.NONE,
        "hazardous_kg": 0,
    }
    return SimpleNamespace(**(plain | told))


def team(authority: Authority, *words: str) -> Any:
    return SimpleNamespace(authority=authority, contents=list(words or [one.value for one in ALL]))


def told(where: Any, who: Any, joint: bool = False) -> list[str]:
    return sorted(contents.of(where, who, ALL, joint=joint))


@pytest.mark.parametrize(
    ("where", "authority", "expected"),
    [
        ({}, A.ECONOMIC_DIVISION, ["environment"]),
        ({}, A.HEALTH_STATION, []),
        ({}, A.COMMUNE_POLICE, []),
        ({"authority": A.HEALTH_STATION}, A.HEALTH_STATION, ["environment"]),
        ({"authority": A.HEALTH_STATION}, A.ECONOMIC_DIVISION, ["environment"]),
        ({"authority": A.CITY}, A.ECONOMIC_DIVISION, []),
        ({"fire_group": F.APPENDIX_II}, A.COMMUNE_POLICE, ["fire_safety"]),
        ({"fire_group": F.APPENDIX_II}, A.ECONOMIC_DIVISION, ["environment"]),
        ({"fire_group": F.APPENDIX_I}, A.ECONOMIC_DIVISION, ["environment", "fire_safety"]),
        ({"fire_group": None}, A.COMMUNE_POLICE, []),
        ({"hazardous_kg": 120}, A.COMMUNE_POLICE, ["hazardous_waste_transport"]),
        ({"type": SiteType.MEDICAL_FACILITY}, A.HEALTH_STATION, ["medical_waste"]),
    ],
)
def test_contents_follow_the_site_and_the_texts(
    where: dict[str, Any], authority: Authority, expected: list[str]
) -> None:
    assert told(site(**where), team(authority)) == expected


def test_police_plan_no_check_of_the_environment_even_where_they_lead() -> None:
    assert told(site(authority=A.COMMUNE_POLICE), team(A.COMMUNE_POLICE)) == []


def test_beside_the_leading_body_another_may_look_at_the_environment() -> None:
    assert told(site(), team(A.HEALTH_STATION), joint=True) == ["environment"]


def test_a_team_looks_at_what_it_is_there_for_and_what_is_asked() -> None:
    both = site(fire_group=F.APPENDIX_I)
    assert told(both, team(A.ECONOMIC_DIVISION, "fire_safety")) == ["fire_safety"]
    asked = [InspectionContent.ENVIRONMENT]
    assert contents.of(both, team(A.ECONOMIC_DIVISION), asked) == {InspectionContent.ENVIRONMENT}
