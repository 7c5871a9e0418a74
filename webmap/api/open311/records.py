"""A published report and the service's own card in the fields of GeoReport v2."""

from datetime import datetime
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _

from geodata.enums import IncidentCategory
from services.clock import ZONE
from services.incidents.open311 import Kept, PublicReport
from webmap.api.addresses import absolute
from webmap.api.open311.answers import TYPES
from webmap.labels import label
from webmap.navigation import commune_name

SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"
CHANGESET: Final = "2026-10-25T00:00:00+07:00"
"""When the services or their attributes last changed."""


def request_record(report: PublicReport) -> dict[str, Any]:
    """A report as everybody sees it: what the privacy rule keeps back is null."""
    shown = report.feature["properties"]
    place = report.feature["geometry"]
    return {
        "service_request_id": str(report.feature["id"]),
        "status": report.status,
        "status_notes": shown.get("public_note") or None,
        "service_name": label("category", shown["category"]),
        "service_code": IncidentCategory(shown["category"]).value,
        "description": shown.get("description") or None,
        "agency_responsible": None,
        "service_notice": label("incident_state", shown["state"]),
        "requested_datetime": w3c(datetime.fromisoformat(shown["created_at"])),
        "updated_datetime": w3c(report.updated),
        "expected_datetime": _moment(shown.get("due_at")),
        "address": shown.get("village") or None,
        "address_id": None,
        "zipcode": None,
        "lat": place["coordinates"][1] if place else None,
        "long": place["coordinates"][0] if place else None,
        "media_url": photo_address(report),
    }


def receipt_record(kept: Kept, *, ignored_link: bool) -> dict[str, Any]:
    """What the app that filed a report gets: the number, and in words where its sender follows it."""
    where = absolute(url_for("follow.receipt", code=kept.code))
    said = [_("Đã nhận. Theo dõi tại %(address)s", address=where)]
    if kept.outside:
        said.append(_("Chỗ này ở ngoài địa bàn xã; xã sẽ xem và chuyển nơi khác nếu cần."))
    if ignored_link:
        said.append(_("Đường dẫn ảnh (media_url) không được lấy; xin gửi kèm tệp ảnh trong ô media."))
    return {"service_request_id": str(kept.id), "service_notice": " – ".join(said), "account_id": None}


def discovery_record() -> dict[str, Any]:
    """Where the service stands and what it speaks."""
    return {
        "changeset": CHANGESET,
        "contact": _("Ủy ban nhân dân %(commune)s", commune=commune_name()),
        "key_service": _("Xin khóa api_key tại Ủy ban nhân dân %(commune)s.", commune=commune_name()),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": absolute("/open311/v2"),
                "changeset": CHANGESET,
                "type": "production",
                "formats": list(reversed(TYPES.values())),
            }
        ],
    }


def photo_address(report: PublicReport) -> str | None:
    """Where everybody gets the first public photo, or None."""
    return absolute(url_for("files.show", file_id=report.photo)) if report.photo else None


def w3c(moment: datetime) -> str:
    """The commune's own time with its offset: 2026-10-01T07:30:00+07:00."""
    return moment.astimezone(ZONE).isoformat(timespec="seconds")


def _moment(text: str | None) -> str | None:
    return w3c(datetime.fromisoformat(text)) if text else None
