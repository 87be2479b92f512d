"""The admin renames units from a day on, merges or ends them; and names follow the calendar."""

import logging
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from evaluator.services.permissions import Action, allows
from evaluator.services.unit_endings import end_unit, reopen_unit, successors, taking_part
from evaluator.services.unit_names import cancel_name, follow_names, names_due, rename_unit
from evaluator.services.units import UnitView, unit_view
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.admin_units import EndingForm, RenameForm
from evaluator.web.request import actor, allowed, db, now, public_url, writing_apart

bp = Blueprint("admin_units_history", __name__, url_prefix="/admin/unit")
log = logging.getLogger("evaluator")
_SLOT = 15 * 60  # seconds; every zone's midnight is the start of one


@bp.before_app_request
def follow_calendar() -> None:
    """Let names that came into force be seen, at the first request after an office's midnight."""
    slot, seen = int(now().timestamp()) // _SLOT, current_app.extensions.setdefault("names", {})
    if seen.get("slot") == slot or request.endpoint == "static":
        return
    try:
        if names_due(db(), now()):
            with writing_apart() as own:
                follow_names(own, now())
        seen["slot"] = slot
    except DBAPIError:
        log.warning("Names could not be brought up to date; the next request tries again")


@bp.route("/<int:unit_id>/ganti-nama", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def rename(unit_id: int) -> Any:
    """Give a unit another name from a day on."""
    unit = unit_view(db(), actor(), unit_id)
    form = RenameForm(data={"version": unit.version})
    if form.validate_on_submit():
        with saving(form, db()):
            rename_unit(
                db(),
                actor(),
                now(),
                unit_id,
                version=form.version.data,
                name=form.name.data,
                short_name=form.short_name.data,
                valid_from=form.valid_from.data,
                reason=form.reason.data,
            )
            flash(_("Nama baru %(name)s sudah dicatat.", name=form.name.data), "success")
            return _to(unit_id)
    return render_template("admin/unit_rename.html", form=form, unit=unit), status_of(form)


@bp.post("/<int:unit_id>/ganti-nama/<int:name_id>/batal")
@allowed(Action.ADMINISTER)
def cancel(unit_id: int, name_id: int) -> Any:
    """Take back a name that is not in force yet."""
    cancel_name(db(), actor(), now(), unit_id, name_id)
    flash(_("Rencana ganti nama dibatalkan."), "success")
    return _to(unit_id)


@bp.route("/<int:unit_id>/akhiri", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def end(unit_id: int) -> Any:
    """End a unit, or let it go on in another one."""
    unit = unit_view(db(), actor(), unit_id)
    form = EndingForm(data={"version": unit.version})
    form.offer(successors(db(), actor(), unit_id))
    if form.validate_on_submit():
        with saving(form, db()):
            end_unit(
                db(),
                actor(),
                now(),
                unit_id,
                version=form.version.data,
                ended_on=form.ended_on.data,
                reason=form.reason.data,
                successor_id=form.successor_id.data,
            )
            flash(_("%(name)s sudah diakhiri.", name=unit.name), "success")
            return _to(unit_id)
    page = render_template(
        "admin/unit_end.html",
        form=form,
        unit=unit,
        places=taking_part(db(), actor(), unit_id),
        decides=allows(actor(), Action.DECIDE),
        site=public_url().rstrip("/"),
    )
    return page, status_of(form)


@bp.post("/<int:unit_id>/aktifkan")
@allowed(Action.ADMINISTER)
def reopen(unit_id: int) -> Any:
    """Take back that a unit ended."""
    unit: UnitView = unit_view(db(), actor(), unit_id)
    version = request.form.get("version", unit.version, int)
    reopen_unit(db(), actor(), now(), unit_id, version=version)
    flash(_("%(name)s dinilai lagi. Akunnya masih tertutup.", name=unit.name), "success")
    return _to(unit_id)


def _to(unit_id: int) -> Any:
    return redirect(url_for("admin_units.change", unit_id=unit_id))
