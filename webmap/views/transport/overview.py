"""All of hazardous-waste transport on one page: the map of routes, carriers, the newest checks."""

from flask import Blueprint, render_template

from services.transport import carriers, checks, routes, rules
from webmap.auth import may, requires, viewer
from webmap.db import session
from webmap.transport_map import of_routes, watched

bp = Blueprint("transport", __name__)


@bp.get("/transport")
@requires("transport:read")
def overview() -> str:
    """Routes with their warnings, carriers with their permits, the newest checks."""
    seen = routes.listed(session(), viewer())
    return render_template(
        "transport/overview.html",
        routes=seen,
        map=of_routes(seen, watched([one for one in seen if not one.ended])),
        carriers=carriers.listed(session(), viewer()),
        checks=checks.listed(session(), viewer()).checks[:10],
        rules=rules.in_force(session(), viewer().commune_id),
        may_edit=may("transport:edit"),
    )
