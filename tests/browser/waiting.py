"""Waiting for facts: a page whose scripts have run, whose fonts are there and whose maps are drawn."""

from collections.abc import Callable
from typing import Any, Final

from playwright.sync_api import Page

FRAMES: Final = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""What was pressed has been heard, and an animation that came of it has begun."""
DRAWN: Final = """() => document.readyState === "complete" && document.fonts.status === "loaded"
  && (!document.querySelector(".map-page") || window.mapPage)
  && (!document.getElementById("areas") || window.mapPage.areas)
  && (!document.getElementById("offline-drafts") || document.querySelector("#offline-drafts h2"))
  && [...document.querySelectorAll(".leaflet-container")].every((map) => map.querySelector(".leaflet-tile"))
  && !document.querySelector(".leaflet-tile:not(.leaflet-tile-loaded), .leaflet-zoom-anim")
  && !document.querySelector(".leaflet-pan-anim")"""


def settled(page: Page) -> None:
    """Wait until the page stands still. The network is no measure: on a slow machine it rests before that."""
    page.evaluate(FRAMES)
    page.wait_for_function(DRAWN)


def until(page: Page, fact: Callable[[], Any]) -> Any:
    """Wait, while the page goes on, for a fact outside of it, and give it. Fails after a minute."""
    for _ in range(1200):
        if found := fact():
            return found
        page.wait_for_timeout(50)
    raise AssertionError("it never came true")
