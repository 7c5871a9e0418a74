"""What the service worker keeps so that the report form opens without a network, and its version."""

import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Final

from webmap.headers import asset

STATIC: Final = Path(__file__).parent / "static"
WORKER: Final = STATIC / "sw" / "worker.js"
PAGES: Final = ("/incidents/new?lang=vi", "/incidents/new?lang=en", "/offline?lang=vi", "/offline?lang=en")
"""Pages kept, as everybody without an account sees them."""
SCRIPTS: Final = (
    "js/offline/base.js",
    "js/offline/sending.js",
    "js/drafts/store.js",
    "js/drafts/queue.js",
    "js/field/store.js",
    "js/field/queue.js",
)
"""Scripts of the pages that the worker runs too, each after those it needs."""
ROOTS: Final = (
    "css/filing.css",
    "css/records.css",
    "css/site.css",
    "icon.svg",
    "js/menu.js",
    "js/pin.js",
    "js/filing.js",
    "js/shown.js",
    "js/tiles.js",
    "js/drafts/form.js",
    "vendor/fonts/be-vietnam-pro/index.css",
    "vendor/leaflet/leaflet.css",
    "vendor/leaflet/leaflet.js",
    "vendor/pbf/index.js",
    "vendor/point-geometry/index.js",
    "vendor/vector-tile/index.js",
)
"""Files that the kept pages name; the map's ground is left out: it is large, and pins need none."""
FIELD_PAGE: Final = "/field/shell"
"""The officers' page of the field without anything in it: kept only by phones that opened it."""
FIELD_ROOTS: Final = (
    "css/field.css",
    "css/records.css",
    "css/site.css",
    "icon.svg",
    "js/field/app.js",
    "vendor/fonts/be-vietnam-pro/index.css",
)
"""Files that this page names."""
_NEEDS: Final = {
    ".js": re.compile(r"""^\s*(?:import|export)\b[^;]*?["'](\.{1,2}/[^"']+)["']""", re.MULTILINE),
    ".css": re.compile(r"""url\(["']?([^"')]+\.woff2)["']?\)"""),
}


def addresses() -> list[str]:
    """Every file to keep: with its version where a page names it, bare where another file does."""
    return _addresses(ROOTS)


def field_addresses() -> list[str]:
    """Every file that `FIELD_PAGE` needs."""
    return _addresses(FIELD_ROOTS)


def _addresses(roots: tuple[str, ...]) -> list[str]:
    return [*map(asset, roots), *(f"/static/{path}" for path in _pulled(roots))]


def scripts() -> list[str]:
    """The addresses of `SCRIPTS`."""
    return [asset(path) for path in SCRIPTS]


@cache
def version() -> str:
    """A word that changes with every file kept and with the worker itself."""
    digest = sha256(WORKER.read_bytes())
    every = (*ROOTS, *SCRIPTS, *FIELD_ROOTS, *_pulled((*ROOTS, *FIELD_ROOTS)))
    for path in dict.fromkeys(every):
        digest.update(f"{asset(path)}\0".encode() + (STATIC / path).read_bytes())
    return digest.hexdigest()[:16]


@cache
def _pulled(roots: tuple[str, ...]) -> tuple[str, ...]:
    """Files that those of `roots` import or draw, and what these do, by paths of their own."""
    found: dict[str, None] = {}
    waiting = list(roots)
    while waiting:
        for path in _needs(waiting.pop()):
            if path not in found:
                found[path] = None
                waiting.append(path)
    return tuple(found)


def _needs(path: str) -> Iterator[str]:
    pattern = _NEEDS.get(Path(path).suffix)
    for name in pattern.findall((STATIC / path).read_text("utf-8")) if pattern else ():
        yield normpath(join(dirname(path), name))
