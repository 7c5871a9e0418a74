"""One blueprint a subject; each view says @public or @requires, or stays shut."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from webmap.api import feeds, field_records, reports
from webmap.api.open311 import views as open311
from webmap.views import (
    accounts,
    audit,
    backtest,
    base_map,
    documents,
    hazards,
    health,
    imports,
    penalties,
    places,
    pwa,
    settings,
    tiles,
    villages,
    waste,
)
from webmap.views.field import files as field_files
from webmap.views.field import pages as field_pages
from webmap.views.field import record as field_record
from webmap.views.incidents import (
    bulk,
    desk,
    figures,
    files,
    follow,
    identity,
    intake,
    levels,
    moves,
    nearby,
    notes,
    on_map,
    own_data,
    record,
    standing,
    templates,
)
from webmap.views.inspections.blueprints import INSPECTIONS
from webmap.views.plans import acts as plan_acts
from webmap.views.plans import desk as plans_desk
from webmap.views.plans import edits as plan_edits
from webmap.views.plans import handouts as plan_handouts
from webmap.views.plans import public as plans_public
from webmap.views.plans import teams as plan_teams
from webmap.views.risk import schemes as risk_schemes
from webmap.views.risk import sites as risk_sites
from webmap.views.transport.blueprints import TRANSPORT

BLUEPRINTS = (
    risk_sites.bp,
    risk_schemes.bp,
    health.bp,
    accounts.bp,
    waste.bp,
    hazards.bp,
    *INSPECTIONS,
    penalties.bp,
    *TRANSPORT,
    documents.bp,
    plan_teams.bp,
    plans_desk.bp,
    plan_acts.bp,
    plan_edits.bp,
    plan_handouts.bp,
    plans_public.bp,
    backtest.bp,
    on_map.bp,
    tiles.bp,
    base_map.bp,
    places.bp,
    villages.bp,
    intake.bp,
    nearby.bp,
    follow.bp,
    desk.bp,
    figures.bp,
    bulk.bp,
    record.bp,
    moves.bp,
    notes.bp,
    standing.bp,
    templates.bp,
    identity.bp,
    own_data.bp,
    files.bp,
    imports.bp,
    audit.bp,
    settings.bp,
    levels.bp,
    pwa.bp,
    field_pages.bp,
    field_record.bp,
    field_files.bp,
    field_records.bp,
    reports.bp,
    open311.bp,
    feeds.bp,
)


class Id(IntegerConverter):
    """A number that can be an id: what the database cannot hold is no address."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**63 - 1)


def register(app: Flask) -> None:
    """Hang every blueprint into the app."""
    app.url_map.converters["int"] = Id
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    # The form of reports checks its token itself: one that is too old must not cost what was typed.
    for blueprint in (reports.bp, open311.bp, intake.bp, field_records.bp):
        app.extensions["csrf"].exempt(blueprint)
