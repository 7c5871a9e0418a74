"""The secrets of this service, as the services take them."""

from flask import current_app

from services.sealing import Secrets


def secrets() -> Secrets:
    """The keys that seal identities and displace places."""
    settings = current_app.config["SETTINGS"]
    return Secrets(settings.secret_key, settings.identity_key)
