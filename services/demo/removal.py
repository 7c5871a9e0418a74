"""Taking the demonstration out again: its own rows go, what people entered themselves stays."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Table, case, delete, func, select, update
from sqlalchemy.orm import Session

from geodata.models import (
    Account,
    Base,
    BulletinVillage,
    Commune,
    HazardBulletin,
    ImportBatch,
    Incident,
    IncidentEvent,
    Inspection,
    RiskZone,
    Road,
    Site,
    Village,
    Waterway,
    WaterWork,
)
from services.demo.accounts import names
from services.demo.exceptions import actors
from services.demo.plan_removal import remove_plans
from services.demo.replies import remove_replies
from services.demo.risk import remove_risk, signers
from services.demo.tables import SOURCE
from services.demo.transport_removal import remove_transport

HANGING_ON_NOTHING = (Incident, Inspection, HazardBulletin, RiskZone, WaterWork, Waterway, Road)
"""What may go first; events, findings and named villages go with their own."""


def clear(session: Session) -> None:
    """Remove every row of the demonstration from demo communes; flushed, not committed.

    Real rows stay and are cut loose from demo villages, clusters, sites and accounts; checks of a demo site
    go with it. A demo village stays while a real account belongs to it; the commune stays while anything is
    left in it, and is no demo any more once its border is a real one. A demo account that signed a real risk
    scheme or acted on a real check stays, shut. The audit log stays whole.
    """
    communes = session.scalars(select(Commune.id).where(Commune.is_demo)).all()
    if not communes:
        return
    session.flush()
    remove_plans(session, communes, _accounts(communes))
    remove_transport(session, communes, _accounts(communes))
    for model in HANGING_ON_NOTHING:
        _delete(session, model, communes)
    remove_replies(session, list(communes))
    villages = _doomed_villages(session, communes)
    _cut_villages(session, communes, villages)
    _cut_sites(session, communes)
    _delete(session, Site, communes)
    remove_risk(session, communes, villages, _accounts(communes))
    _delete_accounts(session, communes)
    session.execute(delete(_table(Village)).where(_table(Village).c.id.in_(villages)))
    for commune_id in communes:
        _end_commune(session, commune_id)
    session.expire_all()


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _demo(model: type[Base], communes: Sequence[int]) -> ColumnElement[bool]:
    columns = _table(model).c
    return columns.commune_id.in_(communes) & (columns.source == SOURCE)


def _delete(session: Session, model: type[Base], communes: Sequence[int]) -> None:
    session.execute(delete(_table(model)).where(_demo(model, communes)))


def _doomed_villages(session: Session, communes: Sequence[int]) -> list[int]:
    """Demo villages that no real account belongs to."""
    real = select(Account.village_id).where(Account.village_id.is_not(None), Account.username.not_in(names()))
    columns = _table(Village).c
    found = session.scalars(select(columns.id).where(_demo(Village, communes), columns.id.not_in(real)))
    return list(found)


def _cut_villages(session: Session, communes: Sequence[int], villages: Sequence[int]) -> None:
    """Real sites and reports lose their demo village; a report that had no other place keeps its name."""
    sites, incidents, named = _table(Site).c, _table(Incident).c, _table(BulletinVillage)
    name = (
        select(_table(Village).c.name).where(_table(Village).c.id == incidents.village_id).scalar_subquery()
    )
    _change(session, Site, sites.village_id.in_(villages), village_id=None)
    _change(
        session,
        Incident,
        incidents.village_id.in_(villages),
        village_id=None,
        landmark=case((incidents.landmark == "", name), else_=incidents.landmark),
    )
    session.execute(delete(named).where(named.c.village_id.in_(villages)))


def _cut_sites(session: Session, communes: Sequence[int]) -> None:
    """Real sites lose their demo cluster, real reports the demo site they were about."""
    doomed = select(_table(Site).c.id).where(_demo(Site, communes))
    sites, incidents = _table(Site).c, _table(Incident).c
    _change(session, Site, sites.cluster_id.in_(doomed) & (sites.source != SOURCE), cluster_id=None)
    _change(session, Incident, incidents.site_id.in_(doomed), site_id=None)


def _change(session: Session, model: type[Base], which: ColumnElement[bool], **values: Any) -> None:
    table = _table(model)
    session.execute(update(table).where(which).values(version=table.c.version + 1, **values))


def _delete_accounts(session: Session, communes: Sequence[int]) -> None:
    accounts = _table(Account)
    ids = _accounts(communes)
    for table in (_table(IncidentEvent), _table(ImportBatch)):
        session.execute(update(table).where(table.c.account_id.in_(ids)).values(account_id=None))
    kept = accounts.c.id.in_(signers()) | accounts.c.id.in_(actors())
    session.execute(update(accounts).where(accounts.c.id.in_(ids), kept).values(active=False))
    session.execute(delete(accounts).where(accounts.c.id.in_(ids), ~kept))


def _accounts(communes: Sequence[int]) -> ScalarSelect[int]:
    """The ids of the demonstration's accounts."""
    accounts = _table(Account).c
    return (
        select(accounts.id)
        .where(accounts.commune_id.in_(communes), accounts.username.in_(names()))
        .scalar_subquery()
    )


def _end_commune(session: Session, commune_id: int) -> None:
    commune = _table(Commune)
    if any(_has_rows(session, table, commune_id) for table in _tables_of_communes()):
        real_border = (commune.c.id == commune_id) & (commune.c.source != SOURCE)
        session.execute(update(commune).where(real_border).values(is_demo=False))
        return
    session.execute(delete(commune).where(commune.c.id == commune_id))


def _tables_of_communes() -> list[Table]:
    """Tables whose rows keep a commune: all that refer to one and do not simply go with it."""
    kept = []
    for table in Base.metadata.sorted_tables:
        keys = [key for key in table.foreign_keys if key.target_fullname == "commune.id"]
        if any(key.ondelete is None for key in keys):
            kept.append(table)
    return kept


def _has_rows(session: Session, table: Table, commune_id: int) -> bool:
    query = select(func.count()).select_from(table).where(table.c.commune_id == commune_id)
    return bool(session.scalar(query))
