"""Headers of every answer: content security with a nonce, transport security; addresses of static files."""

import secrets
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request, url_for

from webmap.config import Config


def init_app(app: Flask) -> None:
    """Install the headers and the template helpers `nonce()` and `asset(path)`."""
    app.after_request(_secure)
    app.jinja_env.globals.update(nonce=nonce, asset=asset)


def nonce() -> str:
    """This request's nonce: inline scripts and styles without it do not run."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def asset(path: str) -> str:
    """The address of a static file, with its age in it so that browsers may keep it for a year."""
    return url_for("static", filename=path, v=_stamp(Path(current_app.static_folder or "") / path))


@lru_cache(maxsize=256)
def _stamp(path: Path) -> str:
    return f"{path.stat().st_mtime_ns // 1_000_000:x}" if path.exists() else "0"


def _secure(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy(current_app.config["SETTINGS"]))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint == "static" and request.args.get("v"):
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif response.mimetype == "text/html":
        headers.setdefault("Cache-Control", "no-cache, private")
    return response


def _policy(config: Config) -> str:
    tiles = f" {_origin(config.tile_url)}" if config.tile_url else ""
    archive = f" {_origin(config.pmtiles)}" if config.pmtiles.startswith("http") else ""
    mark = f" 'nonce-{g.nonce}'" if "nonce" in g else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self'{mark}",
            f"style-src 'self'{mark}",
            f"img-src 'self' data: blob:{tiles}",
            f"connect-src 'self'{archive}",
            "font-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _origin(address: str) -> str:
    parts = urlsplit(address.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}"
