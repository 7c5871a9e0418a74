"""Settings of the teams that drive out, and a site's terms of visits."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from geodata.enums import Authority, Role, VehicleKind
from geodata.features import Viewer
from services import communes, records
from services.plans import teams, terms
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.forms.editing import edit as edit_form
from webmap.forms.record import Clash, RecordForm
from webmap.forms.team import TeamForm, TermsForm
from webmap.maps.symbols import STYLES

bp = Blueprint("teams", __name__)

Answer = Response | str | tuple[str, int]


@bp.get("/settings/teams")
@requires("inspection:settings")
def listed() -> str:
    """All teams of the commune."""
    return render_template(
        "plans/teams.html", teams=teams.listed(session(), viewer()), saved=bool(request.args.get("saved"))
    )


@bp.route("/settings/teams/new", methods=["GET", "POST"])
@requires("inspection:settings")
def new() -> Answer:
    """One more team."""

    def save(_version: int, values: dict[str, Any]) -> str:
        teams.add(session(), viewer(), values)
        return url_for("teams.listed", saved=1)

    return edit_form(TeamForm, lambda: (0, _start(viewer())), save, lambda form, _c: _page(form, []))


@bp.route("/settings/teams/<int:team_id>", methods=["GET", "POST"])
@requires("inspection:settings")
def edit(team_id: int) -> Answer:
    """Write a team anew."""
    team = teams.one(session(), viewer(), team_id)

    def read() -> tuple[int, dict[str, Any]]:
        fresh = teams.one(session(), viewer(), team_id)
        return fresh.version, teams.values(fresh)

    def save(version: int, values: dict[str, Any]) -> str:
        teams.change(session(), viewer(), team_id, values, version=version)
        return url_for("teams.listed", saved=1)

    def page(form: RecordForm, clashes: list[Clash]) -> str:
        editor = records.last_change(session(), "inspection_team", team_id) if clashes else None
        return _page(form, clashes, team.name, editor)

    return edit_form(TeamForm, read, save, page)


@bp.route("/places/<int:place_id>/visit-terms", methods=["GET", "POST"])
@requires("inspection:plan")
def visit_terms(place_id: int) -> Answer:
    """When a site can be visited."""
    site = terms.site_of(session(), viewer(), place_id)

    def save(version: int, values: dict[str, Any]) -> str:
        terms.write(session(), viewer(), place_id, values, version=version)
        return url_for("places.show", place_id=place_id)

    def page(form: RecordForm, clashes: list[Clash]) -> str:
        editor = records.last_change(session(), "site_visit_terms", place_id) if clashes else None
        return render_template("plans/terms.html", form=form, clashes=clashes, editor=editor, site=site)

    return edit_form(TermsForm, lambda: terms.of(session(), viewer(), place_id), save, page)


def _start(who: Viewer) -> dict[str, Any]:
    """A new team as it is likeliest."""
    own = {
        Role.COMMUNE_POLICE: Authority.COMMUNE_POLICE,
        Role.HEALTH_STATION: Authority.HEALTH_STATION,
    }
    return {
        "authority": own.get(who.role, Authority.ECONOMIC_DIVISION),
        "people": 3,
        "vehicle": VehicleKind.MOTORBIKE,
        "work_from": teams.DAY[0],
        "pause_from": teams.DAY[1],
        "pause_to": teams.DAY[2],
        "work_to": teams.DAY[3],
        "active": True,
    }


def _page(form: RecordForm, clashes: list[Clash], name: str = "", editor: Any = None) -> str:
    return render_template(
        "plans/team.html",
        form=form,
        clashes=clashes,
        editor=editor,
        name=name,
        extent=communes.extent(session(), viewer().commune_id),
        style=STYLES["base"],
        words=_pin_words(),
    )


def _pin_words() -> dict[str, str]:
    """What the map says on which a team's start is picked (static/js/pin.js)."""
    return {
        "label": _("Bản đồ để chọn nơi xuất phát"),
        "hint": _("Chạm vào bản đồ để chọn nơi xuất phát, kéo ghim để chỉnh."),
        "pin": _("Nơi xuất phát"),
        "pinned": _("Đã chọn."),
        "locate": _("Vị trí của tôi"),
        "middle": _("Chọn giữa bản đồ"),
        "clear": _("Bỏ chọn"),
        "denied": _("Chưa xem được vị trí của bạn. Xin chạm vào bản đồ, hoặc điền tọa độ."),
        "outside": _("Chỗ này ở ngoài địa bàn xã. Vẫn dùng được nếu tổ xuất phát từ đó."),
        "zoomIn": _("Phóng to"),
        "zoomOut": _("Thu nhỏ"),
    }
