"""The demonstration's risk: settlements, two approved schemes, scores set by hand, two years of ratings."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import ScalarSelect, Select, delete, select, union, update
from sqlalchemy.orm import Session

from geodata.enums import Criterion, SiteState, SiteType
from geodata.models import ResidentialArea, RiskRating, RiskScheme, RiskValue, Site
from services import clock
from services.dates import month_end, months_back
from services.demo.ground import Ground, element
from services.demo.tables import SOURCE
from services.risk import ratings
from services.risk.in_force import DEFAULT_SOURCE, default

MONTHS: Final = 24
TERMS: Final[Sequence[tuple[Mapping[Criterion, int], Mapping[Criterion, str]]]] = (
    (
        {Criterion.WASTE: 1, Criterion.NOISE_TRAFFIC: -1},
        {
            Criterion.WASTE: "Năm tập trung xử lý chất thải rắn (minh họa)",
            Criterion.NOISE_TRAFFIC: "Ít phản ánh về tiếng ồn (minh họa)",
        },
    ),
    (
        {Criterion.WASTEWATER: 1, Criterion.SCALE: -1},
        {
            Criterion.WASTEWATER: "Năm trọng tâm về nước thải trước mùa khô (minh họa)",
            Criterion.SCALE: "Quy mô đã được tính ở các tiêu chí khác (minh họa)",
        },
    ),
)
"""Terms and reasons of last year and of this one."""
BY_HAND: Final = (
    (
        Criterion.AIR_ODOUR,
        4,
        "Mùi khó chịu ghi nhận tại chỗ, cao hơn mức tính theo loại hình (minh họa)",
        200,
        None,
    ),
    (Criterion.OWN_SYSTEM, -1, "Đã lắp bể lọc mới, sổ đăng ký chưa cập nhật (minh họa)", 120, None),
    (Criterion.FIRE_CHEMICALS, 4, "Kho chứa thêm sơn và dung môi (minh họa)", 300, 90),
    (Criterion.SCALE, 1, "Chỉ còn một phần xưởng hoạt động (minh họa)", 60, None),
)
"""(criterion, score, reason, days ago it was set, days ago it ended)."""


def add_residential(session: Session, ground: Ground) -> None:
    """A settlement around each village's core, within the village's ground."""
    random = Random("the demonstration's settlements")
    for code, core in ground.land.cores.items():
        village = ground.villages[code]
        around = core.buffer(random.uniform(170, 260), 6).intersection(ground.land.villages[code])
        session.add(
            ResidentialArea(
                commune_id=ground.commune.id,
                village_id=village.id,
                code=f"KDC-{code}",
                name=f"Khu dân cư {village.name}",
                population=village.population,
                source=SOURCE,
                area=element(ground.land, around.difference(ground.land.rivers), multi=True),
            )
        )


def add_risk(
    session: Session, ground: Ground, sites: Sequence[Site], account_ids: Mapping[str, int], today: date
) -> None:
    """Schemes, values set by hand and what was shown at the end of each month; the rest must be flushed."""
    _schemes(session, ground.commune.id, account_ids, today)
    _values(session, sites, account_ids, today)
    session.flush()
    for month in months_back(today, MONTHS + 1):
        day = month_end(month, today)
        ratings.refresh(session, ground.commune.id, on=day)
        shown_at = datetime.combine(day, time(0, 10), tzinfo=clock.ZONE)
        of_day = (RiskRating.commune_id == ground.commune.id) & (RiskRating.rated_on == day)
        session.execute(update(RiskRating).where(of_day).values(at=shown_at))


def remove_risk(
    session: Session, communes: Sequence[int], villages: Sequence[int], accounts: ScalarSelect[int]
) -> None:
    """Remove demo settlements and schemes, with what was rated by these; cut real rows loose."""
    area, scheme, rating, value = (
        model.__table__.c for model in (ResidentialArea, RiskScheme, RiskRating, RiskValue)
    )
    own = RiskScheme.commune_id.in_(communes)
    doomed = select(scheme.id).where(own, scheme.source == SOURCE).scalar_subquery()
    session.execute(delete(ResidentialArea).where(area.commune_id.in_(communes), area.source == SOURCE))
    session.execute(update(ResidentialArea).where(area.village_id.in_(villages)).values(village_id=None))
    session.execute(delete(RiskRating).where(rating.scheme_id.in_(doomed)))
    session.execute(delete(RiskScheme).where(own, scheme.source == SOURCE))
    unused = scheme.id.not_in(select(rating.scheme_id)) & scheme.approved_at.is_(None)
    session.execute(delete(RiskScheme).where(own, scheme.source == DEFAULT_SOURCE, unused))
    for column in (value.set_by_id, value.ended_by_id):
        session.execute(update(RiskValue).where(column.in_(accounts)).values({column.name: None}))
    waiting = scheme.proposed_by_id.in_(accounts) & scheme.approved_at.is_(None)
    session.execute(update(RiskScheme).where(waiting).values(proposed_by_id=None))


def signers() -> Select[Any]:
    """The ids of accounts that an approved scheme names: it cannot be changed, so they stay."""
    scheme = RiskScheme.__table__.c
    proposed = select(scheme.proposed_by_id).where(
        scheme.approved_at.is_not(None), scheme.proposed_by_id.is_not(None)
    )
    return select(
        union(proposed, select(scheme.approved_by_id).where(scheme.approved_by_id.is_not(None))).subquery()
    )


def _schemes(session: Session, commune_id: int, account_ids: Mapping[str, int], today: date) -> None:
    for year, (terms, reasons) in zip((today.year - 1, today.year), TERMS, strict=True):
        rules: dict[str, Any] = deepcopy(default()["rules"])
        rules["reasons"] = {criterion.value: reason for criterion, reason in reasons.items()}
        session.add(
            RiskScheme(
                commune_id=commune_id,
                code=f"{year}-1",
                valid_from=date(year, 1, 1),
                rules=rules,
                terms={criterion.value: term for criterion, term in terms.items()},
                note="Bộ tiêu chí minh họa: ngưỡng là đề xuất của hệ thống, hệ số năm là ví dụ.",
                source=SOURCE,
                proposed_by_id=account_ids.get("economic_division"),
                approved_by_id=account_ids.get("chairperson"),
                approved_at=_at(date(year, 1, 1)) if "chairperson" in account_ids else None,
                version=1,
            )
        )


def _values(session: Session, sites: Sequence[Site], account_ids: Mapping[str, int], today: date) -> None:
    random = Random("the demonstration's scores by hand")
    running = [site for site in sites if site.type is SiteType.FACILITY and site.state is SiteState.OPERATING]
    chosen = random.sample(running, len(BY_HAND))
    for site, (criterion, value, reason, since, ended) in zip(chosen, BY_HAND, strict=True):
        officer = account_ids.get("economic_division")
        session.add(
            RiskValue(
                site_id=site.id,
                criterion=criterion,
                value=value,
                reason=reason,
                set_by_id=officer,
                set_at=_at(today - timedelta(days=since)),
                ended_by_id=officer if ended else None,
                ended_at=_at(today - timedelta(days=ended)) if ended else None,
            )
        )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(0, 5), tzinfo=clock.ZONE)
