"""One blueprint a subject; each view says @public or @requires, or stays shut."""

from flask import Flask

from webmap.views import accounts, health

BLUEPRINTS = (health.bp, accounts.bp)


def register(app: Flask) -> None:
    """Hang every blueprint into the app."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
