"""create_app: puts the parts together. Nobody imports this module but the server and the tests."""

import gc

from flask import Flask
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.middleware.proxy_fix import ProxyFix

from webmap import (
    auth,
    cli,
    db,
    errors,
    facts,
    filters,
    headers,
    incident_clock,
    language,
    map_page,
    navigation,
    revalidate,
    stateless,
    views,
)
from webmap.config import Config, from_environment


def create_app(config: Config | None = None, sessions: sessionmaker[Session] | None = None) -> Flask:
    """The service. `sessions` lets tests share one transaction."""
    config = config or from_environment()
    app = Flask(__name__)
    app.config.update(
        SETTINGS=config,
        SECRET_KEY=config.secret_key,
        COMMUNE_CODE=config.commune_code,
        MAX_CONTENT_LENGTH=config.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    if config.trust_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    db.init_app(app, config.database_url, sessions)
    headers.init_app(app)
    stateless.init_app(app)
    language.init_app(app)
    auth.init_app(app)
    filters.init_app(app)
    facts.init_app(app)
    incident_clock.init_app(app)
    navigation.init_app(app)
    map_page.init_app(app)
    errors.init_app(app)
    CSRFProtect(app)
    views.register(app)
    cli.register(app)
    revalidate.init_app(app)
    return app


def serve() -> Flask:
    """The service as the web server runs it: what stands for good is no longer looked over for garbage."""
    app = create_app()
    gc.collect()
    gc.freeze()
    return app
