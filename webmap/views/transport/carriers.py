"""Carriers of hazardous waste with their vehicles: pages and forms."""

from typing import Any

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from services import records
from services.transport import carriers, checks
from webmap.auth import may, requires, viewer
from webmap.db import session
from webmap.forms.editing import edit as edit_form
from webmap.forms.record import Clash, RecordForm
from webmap.forms.transport import CarrierForm, NewCarrierForm, VehicleForm

bp = Blueprint("transport_carriers", __name__, url_prefix="/transport")

Page = Response | str | tuple[str, int]


@bp.get("/carriers/<int:carrier_id>")
@requires("transport:read")
def show(carrier_id: int) -> str:
    """A carrier: its permit, its vehicles, how it was found on the road."""
    return render_template(
        "transport/carrier.html",
        carrier=carriers.record(session(), viewer(), carrier_id),
        checks=checks.listed(session(), viewer(), carrier_id=carrier_id).checks,
        may_edit=may("transport:edit"),
        may_penalise=may("penalty:edit"),
    )


@bp.route("/carriers/new", methods=["GET", "POST"])
@requires("transport:edit")
def new() -> Page:
    """Add a carrier."""

    def save(_version: int, values: dict[str, Any]) -> str:
        made = carriers.create(session(), viewer(), values, key=values.pop("key"))
        return url_for("transport_carriers.show", carrier_id=made.id)

    def page(form: RecordForm, _clashes: list[Clash]) -> str:
        return render_template("transport/carrier_form.html", form=form, clashes=[], carrier_id=None)

    return edit_form(NewCarrierForm, lambda: (0, {}), save, page)


@bp.route("/carriers/<int:carrier_id>/edit", methods=["GET", "POST"])
@requires("transport:edit")
def edit(carrier_id: int) -> Page:
    """Change a carrier; a second editor is told what the first one changed."""
    carriers.draft(session(), viewer(), carrier_id)

    def save(version: int, values: dict[str, Any]) -> str:
        carriers.change(session(), viewer(), carrier_id, version=version, values=values)
        return url_for("transport_carriers.show", carrier_id=carrier_id)

    def page(form: RecordForm, clashes: list[Clash]) -> str:
        editor = records.last_change(session(), "waste_carrier", carrier_id) if clashes else None
        return render_template(
            "transport/carrier_form.html", form=form, clashes=clashes, editor=editor, carrier_id=carrier_id
        )

    return edit_form(CarrierForm, lambda: carriers.draft(session(), viewer(), carrier_id), save, page)


@bp.route("/carriers/<int:carrier_id>/vehicles/new", methods=["GET", "POST"])
@requires("transport:edit")
def new_vehicle(carrier_id: int) -> Page:
    """Add a vehicle to a carrier."""
    carrier = carriers.record(session(), viewer(), carrier_id)

    def save(_version: int, values: dict[str, Any]) -> str:
        carriers.add_vehicle(session(), viewer(), carrier_id, values)
        return url_for("transport_carriers.show", carrier_id=carrier_id)

    def page(form: RecordForm, _clashes: list[Clash]) -> str:
        return render_template("transport/vehicle_form.html", form=form, clashes=[], carrier=carrier)

    return edit_form(VehicleForm, lambda: (0, {"active": True}), save, page)


@bp.route("/vehicles/<int:vehicle_id>/edit", methods=["GET", "POST"])
@requires("transport:edit")
def edit_vehicle(vehicle_id: int) -> Page:
    """Change a vehicle, or take it out of use; a second editor is told."""
    row, _values = carriers.vehicle_draft(session(), viewer(), vehicle_id)
    carrier = carriers.record(session(), viewer(), row.carrier_id)

    def read() -> tuple[int, dict[str, Any]]:
        fresh, values = carriers.vehicle_draft(session(), viewer(), vehicle_id)
        return fresh.version, values

    def save(version: int, values: dict[str, Any]) -> str:
        carriers.change_vehicle(session(), viewer(), vehicle_id, version=version, values=values)
        return url_for("transport_carriers.show", carrier_id=carrier["id"])

    def page(form: RecordForm, clashes: list[Clash]) -> str:
        editor = records.last_change(session(), "waste_vehicle", vehicle_id) if clashes else None
        return render_template(
            "transport/vehicle_form.html", form=form, clashes=clashes, editor=editor, carrier=carrier
        )

    return edit_form(VehicleForm, read, save, page)
