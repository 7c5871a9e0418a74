"""The one-a-year rule itself, without a database: what speaks against one more check of an enterprise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.enums import Authority, InspectionAct, InspectionContent, InspectionForm


@dataclass(frozen=True)
class Rule:
    """Whether the rule binds a content of checks, from afar too, and the text it rests on."""

    binds: bool
    counts_remote: bool
    article: str
    text: str
    source: str = ""
    confirmed_by: str = ""

    def reaches(self, form: InspectionForm) -> bool:
        """Whether a check of this content in that form is one of the year's."""
        return self.binds and (self.counts_remote or form is not InspectionForm.REMOTE)


Rules = Mapping[InspectionContent, Rule]


@dataclass(frozen=True)
class Wanted:
    """One more check: what it is to look at, as kiểm tra or thanh tra, on site or from afar."""

    contents: frozenset[InspectionContent]
    act: InspectionAct = InspectionAct.INSPECTION
    form: InspectionForm = InspectionForm.ON_SITE


@dataclass(frozen=True)
class Earlier:
    """A check of the same enterprise in the same calendar year, made or planned, by any body.

    `body` names the body where it is not one of ours; no `contents` means that nobody told us them.
    """

    inspection_id: int
    site_id: int
    act: InspectionAct
    form: InspectionForm
    contents: frozenset[InspectionContent]
    day: date
    made: bool
    authority: Authority
    body: str = ""


@dataclass(frozen=True)
class Refusal:
    """What speaks against a check: "cap.same_act" or "cap.same_content", its article and text, and the check
    of that `day` by that body (`body`, or `authority` where it is one of ours); a `made` one took place.

    With `binds` false it is a warning: the commune noted that the rule does not bind here.
    """

    code: str
    article: str
    text: str
    day: date
    body: str
    authority: Authority
    act: InspectionAct
    inspection_id: int
    site_id: int
    made: bool
    binds: bool = True


def weigh(wanted: Wanted, earlier: Sequence[Earlier], rules: Rules) -> list[Refusal]:
    """What speaks against `wanted`, by the other checks of its enterprise and year, the oldest first.

    A second kiểm tra (or thanh tra) in a year is refused whatever either looked at; of kiểm tra and thanh tra
    each excludes the other where both look at the same content [NQ 198/2025/QH15 Đ4]. Checks from afar count
    as well: the law prefers them, but exempts nobody from the count for them; `Rule.counts_remote` switches
    that, content by content.
    """
    return list(_weighed(wanted, sorted(earlier, key=lambda one: (one.day, one.inspection_id)), rules))


def _weighed(wanted: Wanted, earlier: Sequence[Earlier], rules: Rules) -> Iterator[Refusal]:
    for one in earlier:
        looked_at = one.contents or frozenset(InspectionContent)
        if one.act is wanted.act:
            reached = [rules[content].reaches(one.form) for content in looked_at]
            bound = [c for c in _ordered(wanted.contents) if rules[c].reaches(wanted.form) and any(reached)]
            touched = _ordered(wanted.contents)
            code = "cap.same_act"
        else:
            touched = _ordered(wanted.contents & looked_at)
            both = {wanted.form, one.form}
            bound = [c for c in touched if all(rules[c].reaches(form) for form in both)]
            code = "cap.same_content"
        if touched:
            yield _refusal(code, one, rules[(bound or touched)[0]], binds=bool(bound))


def _ordered(contents: frozenset[InspectionContent]) -> list[InspectionContent]:
    return [content for content in InspectionContent if content in contents]


def _refusal(code: str, one: Earlier, rule: Rule, *, binds: bool) -> Refusal:
    return Refusal(
        code=code,
        article=rule.article,
        text=rule.text,
        day=one.day,
        body=one.body,
        authority=one.authority,
        act=one.act,
        inspection_id=one.inspection_id,
        site_id=one.site_id,
        made=one.made,
        binds=binds,
    )


def plain(one: Refusal) -> dict[str, Any]:
    """A refusal as it is kept with an exception: JSON values."""
    names = ("code", "article", "text", "body", "authority", "act", "inspection_id", "made")
    return {name: getattr(one, name) for name in names} | {"day": one.day.isoformat()}


def not_before(refusals: Sequence[Refusal], year: int) -> date | None:
    """The first day on which the rule lets the check take place: the next 1 January; None for any day."""
    return date(year + 1, 1, 1) if any(one.binds for one in refusals) else None
