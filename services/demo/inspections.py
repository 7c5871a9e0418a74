"""The demonstration's checks as rows: what took place, what was found, what is planned."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Final

from sqlalchemy.orm import Session

from geodata.enums import (
    Authority,
    InspectionContent,
    InspectionEventKind,
    InspectionForm,
    InspectionState,
    SiteKind,
    SiteType,
)
from geodata.models import Finding, Inspection, InspectionEvent, Site
from services import clock
from services.demo.checks_told import tell
from services.demo.ground import Ground
from services.demo.tables import SOURCE, rows
from services.demo.visits import Plan

HAZARDOUS = {SiteKind.PLATING_PLANT, SiteKind.CHEMICAL_STORE, SiteKind.SCRAP_DEALER, SiteKind.FUEL_STATION}
CLEAR_SIGNS = "Ngoại lệ: dấu hiệu vi phạm rõ ràng (Nghị quyết 198/2025/QH15 Điều 4; minh họa)"
PLANNED_BASIS = "Kế hoạch kiểm tra năm của xã (minh họa)"


def add_inspections(
    session: Session, ground: Ground, plans: Sequence[Plan], accounts: Mapping[str, int], today: date
) -> None:
    """One row a check; sites must have been flushed. `accounts`: name → id."""
    random = Random("the demonstration's findings")
    checks = sorted(_days(plans, random, today), key=lambda check: (check[1], check[0].site.code))
    numbers = count(1)
    for plan, day, state, planned in checks:
        made = _inspection(ground, plan, day, state, planned, next(numbers), random, today)
        tell(made, accounts, planned, today)
        session.add(made)


def _days(
    plans: Sequence[Plan], random: Random, today: date
) -> Iterator[tuple[Plan, date, InspectionState, bool]]:
    coming = [plan for plan in plans if plan.coming]
    for plan in plans:
        for day in plan.days:
            yield plan, day, InspectionState.DONE, True
        if plan.extra:
            yield plan, plan.extra, InspectionState.DONE, False
    for number, plan in enumerate(coming):
        if plan.coming:
            ahead = (InspectionState.APPROVED, InspectionState.ANNOUNCED, InspectionState.PROPOSED)
            yield plan, plan.coming, ahead[number % 3], True
    for number, plan in enumerate(random.sample(coming, 14)):
        failed = (InspectionState.NO_ACCESS, InspectionState.CANCELLED)[number % 2]
        yield plan, today - timedelta(days=random.randint(3, 60)), failed, True


def _inspection(
    ground: Ground,
    plan: Plan,
    day: date,
    state: InspectionState,
    planned: bool,
    number: int,
    random: Random,
    today: date,
) -> Inspection:
    authority = _authority(plan.site, random) if planned else _ours(plan.site)
    contents = _contents(plan.site, authority)
    visited = state is InspectionState.DONE
    findings = list(_findings(contents, day, random, today)) if visited else []
    state = _visited_state(findings, (today - day).days) if visited else state
    concluded = state in (InspectionState.CONCLUDED, InspectionState.FOLLOW_UP, InspectionState.DONE)
    decided = state is not InspectionState.PROPOSED
    return Inspection(
        commune_id=ground.commune.id,
        site_id=plan.site.id,
        code=f"KT-{day.year}-{number:03}",
        state=state,
        authority=authority,
        contents=[content.value for content in contents],
        form=InspectionForm.REMOTE if random.random() < 0.08 else InspectionForm.ON_SITE,
        planned=planned,
        decision_number=f"MẪU-{number:03}/QĐ-KT" if decided else "",
        decision_date=min(day - timedelta(days=7), today) if decided else None,
        legal_basis=PLANNED_BASIS if planned else CLEAR_SIGNS,
        planned_on=day if planned else None,
        inspected_on=day if visited else None,
        cancel_reason="Cơ sở tạm ngừng hoạt động (minh họa)" if state is InspectionState.CANCELLED else "",
        conclusion=_conclusion(findings) if concluded else "",
        published_on=min(day + timedelta(days=15), today) if concluded else None,
        source=SOURCE,
        findings=findings,
        events=list(_events(state, day, today)),
    )


def _ours(site: Site) -> Authority:
    """Who makes a second check in a year: never the city, whose exceptions are not ours to allow."""
    return Authority.ECONOMIC_DIVISION if site.authority is Authority.CITY else site.authority


def _authority(site: Site, random: Random) -> Authority:
    """Mostly the body in charge; some checks were of another body and are registered too."""
    others = [Authority.CITY, Authority.COMMUNE_POLICE, Authority.ECONOMIC_DIVISION]
    return random.choice(others) if random.random() < 0.14 else site.authority


def _contents(site: Site, authority: Authority) -> list[InspectionContent]:
    if site.type is SiteType.MEDICAL_FACILITY:
        return [InspectionContent.MEDICAL_WASTE]
    if authority is not Authority.COMMUNE_POLICE:
        both = [InspectionContent.ENVIRONMENT, InspectionContent.FIRE_SAFETY]
        return both if authority is Authority.CITY else both[:1]
    hazardous = [InspectionContent.HAZARDOUS_WASTE_TRANSPORT] if site.kind in HAZARDOUS else []
    return [InspectionContent.FIRE_SAFETY, *hazardous]


def _findings(
    contents: Sequence[InspectionContent], day: date, random: Random, today: date
) -> Iterator[Finding]:
    able = [row for row in rows("findings") if row["content"] in contents]
    severities = {"0": 5, "1": 8, "2": 4, "3": 1}
    [number] = random.choices((0, 1, 2, 3), (44, 33, 17, 6))
    chosen: list[dict[str, str]] = []
    while len(chosen) < min(number, len(able)):
        [row] = random.choices(able, [severities[row["severity"]] for row in able])
        if row not in chosen:
            chosen.append(row)
    for row in chosen:
        deadline = day + timedelta(days=int(row["days"]))
        fixed = max(day, deadline + timedelta(days=random.randint(-12, 9)))
        mended = fixed <= today and random.random() < 0.84
        yield Finding(
            article=row["article"],
            text=row["text"],
            severity=int(row["severity"]),
            deadline=deadline,
            fixed_on=fixed if mended else None,
        )


_WAY: Final = (
    InspectionState.PROPOSED,
    InspectionState.APPROVED,
    InspectionState.ANNOUNCED,
    InspectionState.IN_FIELD,
    InspectionState.MINUTES_SIGNED,
    InspectionState.CONCLUDED,
    InspectionState.FOLLOW_UP,
    InspectionState.DONE,
)
_AWAY: Final = {InspectionState.CANCELLED: 3, InspectionState.NO_ACCESS: 4}
"""How many steps of the way were made before a side exit."""
_DAYS: Final = (-14, -7, -4, 0, 0, 12, 15, 16)


def _events(state: InspectionState, day: date, today: date) -> Iterator[InspectionEvent]:
    """The steps that led to `state`, each on its day, none later than today."""
    made = _AWAY.get(state) or _WAY.index(state) + 1
    steps = list(zip(_WAY[:made], _DAYS, strict=False))
    if state is InspectionState.DONE:
        steps.remove((InspectionState.FOLLOW_UP, 15))
    if state in _AWAY:
        steps.append((state, 0))
    before = None
    for to, days in steps:
        on = min(day + timedelta(days=days), today)
        yield InspectionEvent(
            kind=InspectionEventKind.MOVED if before else InspectionEventKind.CREATED,
            from_state=before,
            to_state=to,
            at=datetime.combine(on, time(9), tzinfo=clock.ZONE),
        )
        before = to


def _visited_state(findings: Sequence[Finding], days_ago: int) -> InspectionState:
    if days_ago < 16:
        return InspectionState.MINUTES_SIGNED if days_ago < 9 else InspectionState.CONCLUDED
    to_mend = any(finding.severity and finding.fixed_on is None for finding in findings)
    return InspectionState.FOLLOW_UP if to_mend else InspectionState.DONE


def _conclusion(findings: Sequence[Finding]) -> str:
    serious = sum(finding.severity >= 1 for finding in findings)
    if not serious:
        return "Chấp hành quy định tại thời điểm kiểm tra (minh họa)."
    return f"Có {serious} nội dung phải khắc phục đúng hạn (minh họa)."
