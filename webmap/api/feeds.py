"""Published reports for feed readers and maps: the newest as Atom (with GeoRSS) and as GeoJSON."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext as _

from geodata.enums import IncidentCategory
from services.incidents import open311
from services.incidents.open311 import PublicReport
from services.sent import one_of
from webmap.api.addresses import absolute, authority
from webmap.api.open311.records import photo_address, w3c
from webmap.api.xml_text import child, document
from webmap.auth import public, viewer
from webmap.db import session
from webmap.labels import label
from webmap.language import chosen
from webmap.navigation import commune_name

bp = Blueprint("feeds", __name__)

NEWEST: Final = 100
ATOM: Final = "http://www.w3.org/2005/Atom"
GEORSS: Final = "http://www.georss.org/georss"
BORN: Final = "2025-07-01"
"""The day from which we name things (RFC 4151): part of each entry's id, never to change."""


@bp.get("/incidents/feed.atom")
@public
def atom() -> Response:
    """The newest published reports as Atom; `?category=` keeps one kind."""
    reports = _newest()
    feed = _feed(reports)
    for report in reports:
        _entry(feed, report)
    return _answer(document(feed), "application/atom+xml; charset=utf-8", reports)


@bp.get("/incidents/feed.geojson")
@public
def geojson() -> Response:
    """The newest published reports as a GeoJSON FeatureCollection; `?category=` keeps one kind."""
    reports = _newest()
    collection = {"type": "FeatureCollection", "features": [_feature(report) for report in reports]}
    return _answer(current_app.json.dumps(collection).encode(), "application/geo+json", reports)


def _newest() -> list[PublicReport]:
    sent = one_of(request.args.get("category", "").strip(), {*IncidentCategory})
    return open311.newest(session(), viewer(), IncidentCategory(sent) if sent else None, NEWEST)


def _answer(body: bytes, kind: str, reports: Sequence[PublicReport]) -> Response:
    """With a tag of its content: a report that was taken down changes it, too."""
    made = Response(body, content_type=kind)
    tag = sha256(body).hexdigest()[:32]
    made.set_etag(tag)
    made.last_modified = _updated(reports)
    made.headers["Cache-Control"] = "public, max-age=60"
    made.headers["Vary"] = "Accept-Language"
    # A day alone would not tell that something was taken down: only the tag decides.
    if tag in request.if_none_match:
        made.status_code, made.data = 304, b""
    return made


def _updated(reports: Sequence[PublicReport]) -> datetime:
    return max((report.updated for report in reports), default=datetime(2025, 7, 1, tzinfo=UTC))


def _feed(reports: Sequence[PublicReport]) -> Element:
    feed = Element("feed", {"xmlns": ATOM, "xmlns:georss": GEORSS, "xml:lang": chosen()})
    here = _here()
    child(feed, "id", f"tag:{authority()},{BORN}:{here}")
    child(feed, "title", _("Phản ánh của người dân – %(commune)s", commune=commune_name()))
    child(feed, "updated", w3c(_updated(reports)))
    child(feed, "link", rel="self", type="application/atom+xml", href=absolute(here))
    child(feed, "link", rel="alternate", type="text/html", href=absolute("/maps/incidents"))
    child(child(feed, "author"), "name", _("Ủy ban nhân dân %(commune)s", commune=commune_name()))
    return feed


def _here() -> str:
    """This feed's own path: with what chooses its content, and nothing else that was sent."""
    kept = {name: request.args[name] for name in ("category", "lang") if request.args.get(name)}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _entry(feed: Element, report: PublicReport) -> None:
    shown, place = report.feature["properties"], report.feature["geometry"]
    category = label("category", shown["category"])
    entry = child(feed, "entry")
    child(entry, "id", f"tag:{authority()},{BORN}:incidents/{report.feature['id']}")
    child(entry, "title", f"{category} – {label('incident_state', shown['state'])}")
    child(entry, "published", w3c(datetime.fromisoformat(shown["created_at"])))
    child(entry, "updated", w3c(report.updated))
    child(entry, "link", rel="alternate", type="text/html", href=_page(report))
    child(entry, "category", term=IncidentCategory(shown["category"]).value, label=category)
    child(entry, "summary", shown.get("public_note") or category, type="text")
    if photo := photo_address(report):
        child(entry, "link", rel="enclosure", type="image/jpeg", href=photo)
    if place:
        child(entry, "georss:point", f"{place['coordinates'][1]} {place['coordinates'][0]}")


def _feature(report: PublicReport) -> dict[str, object]:
    more = {"updated_at": w3c(report.updated), "url": _page(report), "photo": photo_address(report)}
    return {**report.feature, "properties": report.feature["properties"] | more}


def _page(report: PublicReport) -> str:
    return absolute(f"/incidents/{report.feature['id']}")
