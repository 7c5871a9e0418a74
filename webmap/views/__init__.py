"""One blueprint a subject; each view says @public or @requires, or stays shut."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from webmap.api import feeds, reports
from webmap.api.open311 import views as open311
from webmap.views import (
    accounts,
    audit,
    base_map,
    hazards,
    health,
    imports,
    inspections,
    places,
    pwa,
    settings,
    tiles,
    villages,
    waste,
)
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

BLUEPRINTS = (
    health.bp,
    accounts.bp,
    waste.bp,
    hazards.bp,
    inspections.bp,
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
    for blueprint in (reports.bp, open311.bp, intake.bp):
        app.extensions["csrf"].exempt(blueprint)
