"""The one-a-year rule without a database: thanh tra and kiểm tra, contents, forms, switches."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.enums import Authority, InspectionAct, InspectionContent, InspectionForm
from services.inspections import caps
from services.inspections.cap_rule import Earlier, Rule, Wanted, not_before, weigh

C, A, F = InspectionContent, InspectionAct, InspectionForm
RULES = caps.defaults()
ONE = Earlier(
    7, 1, A.INSPECTION, F.ON_SITE, frozenset({C.FIRE_SAFETY}), date(2026, 3, 2), True, Authority.CITY, "Sở"
)


def wanted(
    *contents: InspectionContent, act: InspectionAct = A.INSPECTION, form: InspectionForm = F.ON_SITE
) -> Wanted:
    """One more check."""
    return Wanted(frozenset(contents), act, form)


def switched(content: InspectionContent, **more: Any) -> dict[InspectionContent, Rule]:
    """The rules with one content set otherwise."""
    return {**RULES, content: replace(RULES[content], **more)}


def test_nothing_before_nothing_against() -> None:
    assert weigh(wanted(C.ENVIRONMENT), [], RULES) == []


@pytest.mark.parametrize("content", list(C))
@pytest.mark.parametrize("act", list(A))
def test_a_second_one_of_the_same_act_is_refused_whatever_it_looks_at(
    act: InspectionAct, content: InspectionContent
) -> None:
    [refusal] = weigh(wanted(content, act=act), [replace(ONE, act=act)], RULES)
    assert (refusal.code, refusal.binds, refusal.day, refusal.body) == (
        "cap.same_act",
        True,
        date(2026, 3, 2),
        "Sở",
    )
    assert refusal.article == "Nghị quyết 198/2025/QH15, Điều 4"
    assert refusal.text == RULES[content].text
    assert not_before([refusal], 2026) == date(2027, 1, 1)


def test_kiem_tra_and_thanh_tra_exclude_each_other_for_the_same_content_only() -> None:
    state = replace(ONE, act=A.STATE_INSPECTION, contents=frozenset({C.ENVIRONMENT}))
    [refusal] = weigh(wanted(C.ENVIRONMENT, C.FIRE_SAFETY), [state], RULES)
    assert (refusal.code, refusal.act) == ("cap.same_content", A.STATE_INSPECTION)
    assert weigh(wanted(C.FIRE_SAFETY), [state], RULES) == []
    assert weigh(
        wanted(C.ENVIRONMENT, act=A.STATE_INSPECTION), [replace(ONE, contents=state.contents)], RULES
    )


def test_a_check_of_which_nobody_told_the_contents_may_have_looked_at_all() -> None:
    dark = replace(ONE, act=A.STATE_INSPECTION, contents=frozenset())
    assert [one.code for one in weigh(wanted(C.MEDICAL_WASTE), [dark], RULES)] == ["cap.same_content"]


def test_a_content_that_is_switched_off_is_warned_of_and_not_refused() -> None:
    rules = switched(C.ENVIRONMENT, binds=False)
    [warning] = weigh(wanted(C.ENVIRONMENT), [ONE], rules)
    assert not warning.binds
    assert not_before([warning], 2026) is None
    [still] = weigh(wanted(C.ENVIRONMENT, C.FIRE_SAFETY), [ONE], rules)
    assert still.binds
    assert still.text == RULES[C.FIRE_SAFETY].text


def test_a_check_outside_the_rule_uses_up_no_year() -> None:
    [warning] = weigh(wanted(C.ENVIRONMENT), [ONE], switched(C.FIRE_SAFETY, binds=False))
    assert not warning.binds


@pytest.mark.parametrize("side", ["earlier", "wanted", "both"])
def test_checks_from_afar_count_unless_the_commune_says_otherwise(side: str) -> None:
    before = replace(
        ONE, form=F.REMOTE if side != "wanted" else F.ON_SITE, contents=frozenset({C.ENVIRONMENT})
    )
    more = wanted(C.ENVIRONMENT, form=F.REMOTE if side != "earlier" else F.ON_SITE)
    assert weigh(more, [before], RULES)[0].binds
    assert not weigh(more, [before], switched(C.ENVIRONMENT, counts_remote=False))[0].binds


def test_the_oldest_is_told_first() -> None:
    later = replace(ONE, inspection_id=3, day=date(2026, 9, 1))
    assert [one.inspection_id for one in weigh(wanted(C.ENVIRONMENT), [later, ONE], RULES)] == [7, 3]


contents = st.frozensets(st.sampled_from(list(C)), min_size=1)
checks = st.builds(
    Earlier,
    st.integers(1, 99),
    st.just(1),
    st.sampled_from(list(A)),
    st.sampled_from(list(F)),
    contents,
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.booleans(),
    st.sampled_from(list(Authority)),
)


@given(st.lists(checks, max_size=4), contents, checks)
def test_one_more_earlier_check_never_makes_a_visit_lawful(
    earlier: list[Earlier], looked_at: frozenset[InspectionContent], more: Earlier
) -> None:
    asked = Wanted(looked_at)
    before = {one.inspection_id for one in weigh(asked, earlier, RULES) if one.binds}
    assert before <= {one.inspection_id for one in weigh(asked, [*earlier, more], RULES)}


@given(st.lists(checks, min_size=1, max_size=4), contents)
def test_a_kiem_tra_is_free_only_where_none_was_and_no_thanh_tra_looked_at_the_same(
    earlier: list[Earlier], looked_at: frozenset[InspectionContent]
) -> None:
    free = not weigh(Wanted(looked_at), earlier, RULES)
    assert free == all(one.act is A.STATE_INSPECTION and not one.contents & looked_at for one in earlier)
