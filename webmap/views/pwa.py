"""What makes the site a thing to install: service worker, manifest, and the page shown without a network."""

import json

from flask import Blueprint, Response, render_template, send_from_directory

from webmap import shell
from webmap.auth import public
from webmap.draft_words import DRAFT_WORDS
from webmap.headers import asset
from webmap.navigation import commune_name

bp = Blueprint("pwa", __name__)


@bp.get("/sw.js")
@public
def worker() -> Response:
    """The service worker, at the root so that all pages are under it; asked for anew on each visit."""
    told = {
        "version": shell.version(),
        "pages": shell.PAGES,
        "files": shell.addresses(),
        "scripts": shell.scripts(),
        "field": {"page": shell.FIELD_PAGE, "files": shell.field_addresses()},
    }
    text = f"const SHELL = {json.dumps(told)};\n{shell.WORKER.read_text('utf-8')}"
    answer = Response(text, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """Name, icons and first page of the installed site."""
    place = commune_name()
    facts = {
        "id": "/incidents/new",
        "name": f"Môi trường {place}",
        "short_name": "Môi trường",
        "description": f"Gửi phản ánh về môi trường ở {place}, cả khi mạng yếu.",
        "lang": "vi",
        "start_url": "/incidents/new",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#1f2a2e",
        "background_color": "#faf9f5",
        "icons": [
            {"src": asset("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(_icon(name, size, purpose) for name, size, purpose in _ICONS),
        ],
    }
    answer = Response(json.dumps(facts, ensure_ascii=False), mimetype="application/manifest+json")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


_ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable.png", 512, "maskable"))


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {"src": asset(f"icons/{name}"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@bp.get("/favicon.ico")
@public
def favicon() -> Response:
    """The picture browsers ask for by themselves where an answer names none."""
    return send_from_directory(shell.STATIC / "icons", "icon-192.png", max_age=86400)


@bp.get("/offline")
@public
def offline() -> str:
    """What stands in for a page that needs the network."""
    return render_template("offline.html")


@bp.app_template_global()
def draft_words() -> dict[str, str]:
    """What the queue of drafts says, in the reader's language."""
    return {name: str(words) for name, words in DRAFT_WORDS.items()}
