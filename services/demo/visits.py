"""When the demonstration's sites were checked: days that give a believable mix of coverage, year by year."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from geodata.enums import INSPECTED, CoverageStatus, SiteState
from geodata.models import Site
from services.demo.tables import rows

SHARES = {CoverageStatus.OVERDUE: 0.20, CoverageStatus.NEVER: 0.13, CoverageStatus.DUE_SOON: 0.12}
"""What share of the sites stands how; the rest is in time."""
HISTORY = 1300
"""Days the record goes back."""


@dataclass
class Plan:
    """A site's checks: days they took place, oldest first; one to come; a second one in its last year."""

    site: Site
    status: CoverageStatus
    days: list[date] = field(default_factory=list)
    coming: date | None = None
    extra: date | None = None


def months_of(site: Site) -> int:
    """How many months mostly passed between two checks of such a site."""
    return next(int(row["months"]) for row in rows("intervals") if row["kind"] == site.kind)


def plan_visits(sites: Sequence[Site], today: date) -> list[Plan]:
    """A plan for each site that is inspected and not closed; moves `registered_on` before the first check."""
    random = Random("the demonstration's checks")
    counted = [site for site in sites if site.type in INSPECTED and site.state is not SiteState.CLOSED]
    plans = [Plan(site, status) for site, status in _statuses(counted, random)]
    for plan in plans:
        plan.site.registered_on = min(plan.site.registered_on, today)
        if plan.status is not CoverageStatus.NEVER:
            last = _last_visit(plan, today, random)
            plan.days = sorted({last, *_earlier(last, months_of(plan.site), today, random)})
            first = plan.days[0] - timedelta(days=random.randint(30, 300))
            plan.site.registered_on = min(plan.site.registered_on, first)
    _add_extra(plans, today, random)
    _add_coming(plans, today, random)
    return plans


def _statuses(sites: Sequence[Site], random: Random) -> Iterator[tuple[Site, CoverageStatus]]:
    """Overdue ones mostly among short intervals, where two years of record can show it."""
    order = sorted(sites, key=lambda site: random.random() + 0.6 * (months_of(site) > 12))
    overdue = round(SHARES[CoverageStatus.OVERDUE] * len(order))
    yield from ((site, CoverageStatus.OVERDUE) for site in order[:overdue])
    rest = order[overdue:]
    random.shuffle(rest)
    never, soon = (
        round(SHARES[status] * len(order)) for status in (CoverageStatus.NEVER, CoverageStatus.DUE_SOON)
    )
    for number, site in enumerate(rest):
        late = CoverageStatus.NEVER if number < never else CoverageStatus.DUE_SOON
        yield site, late if number < never + soon else CoverageStatus.IN_TIME


def _last_visit(plan: Plan, today: date, random: Random) -> date:
    months = months_of(plan.site)
    if plan.status is CoverageStatus.OVERDUE:
        return _workday(add_months(today - timedelta(days=random.randint(8, 170)), -months))
    if plan.status is CoverageStatus.DUE_SOON:
        return _workday(add_months(today + timedelta(days=random.randint(6, 52)), -months))
    oldest = min(months * 30 - 80, HISTORY - 20)
    return _workday(today - timedelta(days=int(oldest * random.random() ** 1.6) + 1))


def _earlier(last: date, months: int, today: date, random: Random) -> Iterator[date]:
    """Checks before the last one, each in an earlier calendar year: one a year [NQ 198/2025/QH15 Đ4]."""
    start, day = today - timedelta(days=HISTORY), last
    while random.random() < 0.95:
        before = _workday(day - timedelta(days=int(months * random.uniform(26, 38))))
        if before < start:
            return
        if before.year < day.year:
            yield before
            day = before
        else:
            day = min(before, date(day.year, 1, 20))


def _add_extra(plans: Sequence[Plan], today: date, random: Random) -> None:
    """A few sites had a second check in one year, for clear signs of violation."""
    latest = timedelta(days=80)
    able = [
        plan
        for plan in plans
        if plan.status is CoverageStatus.IN_TIME
        and plan.days[-1] + latest < today
        and (plan.days[-1] + latest).year == plan.days[-1].year
    ]
    for plan in random.sample(able, min(4, len(able))):
        plan.extra = _workday(plan.days[-1] + timedelta(days=random.randint(50, 80)))


def _add_coming(plans: Sequence[Plan], today: date, random: Random) -> None:
    """Checks planned for the coming months, for those that need one, none twice in one calendar year."""
    needy = [plan for plan in plans if plan.status is not CoverageStatus.IN_TIME]
    for plan in random.sample(needy, min(40, len(needy))):
        day = _workday(today + timedelta(days=random.randint(5, 110)))
        same_year = bool(plan.days) and plan.days[-1].year == day.year
        plan.coming = _workday(date(day.year + 1, 1, random.randint(8, 28))) if same_year else day


def add_months(day: date, months: int) -> date:
    """The same day some months later (earlier: negative), or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _workday(day: date) -> date:
    """The day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
