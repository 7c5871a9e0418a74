"""One blueprint a subject; each view says @public or @requires, or stays shut."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from webmap.views import (
    accounts,
    audit,
    base_map,
    hazards,
    health,
    imports,
    inspections,
    places,
    settings,
    tiles,
    villages,
    waste,
)
from webmap.views.incidents import desk, follow, intake, on_map, record

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
    follow.bp,
    desk.bp,
    record.bp,
    imports.bp,
    audit.bp,
    settings.bp,
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
