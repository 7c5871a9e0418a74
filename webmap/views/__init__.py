"""One blueprint a subject; each view says @public or @requires, or stays shut."""

from flask import Flask

from webmap.views import (
    accounts,
    audit,
    base_map,
    hazards,
    health,
    imports,
    incident_map,
    incidents,
    inspections,
    places,
    settings,
    tiles,
    villages,
    waste,
)

BLUEPRINTS = (
    health.bp,
    accounts.bp,
    waste.bp,
    hazards.bp,
    inspections.bp,
    incident_map.bp,
    tiles.bp,
    base_map.bp,
    places.bp,
    villages.bp,
    incidents.bp,
    imports.bp,
    audit.bp,
    settings.bp,
)


def register(app: Flask) -> None:
    """Hang every blueprint into the app."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
