"""What the office does with activities, and what a unit reads of them."""

from dataclasses import fields
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import (
    activities,
    activity_materials,
    activity_minutes,
    activity_periods,
    activity_planning,
    attendance_certificates,
)
from evaluator.services.activity_views import ActivityView
from evaluator.services.activity_words import KINDS
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action, allows
from evaluator.services.row_numbers import row_number
from evaluator.storage.actor import Role
from evaluator.web.drawing import download
from evaluator.web.forms.activities import ActivityForm, ReasonForm
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.language import day, label
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("activities", __name__, url_prefix="/kegiatan")


@bp.get("/")
@allowed(Action.SEE_FACTS)
def home() -> Any:
    """List the activities: of the office, or those that concern the reader's unit."""
    chosen = _chosen()
    listing = activities.list_activities(db(), actor(), now(), **chosen)
    values = {"listing": listing, "hosts": allows(actor(), Action.HOST), **chosen}
    agreed = activity_minutes.list_follow_ups(db(), actor(), now())
    if Role.UNIT not in actor().roles:
        values["late"] = [one for one in agreed if one.state == "late"]
        kinds = [(one, label("activity_kind", one)) for one in KINDS]
        return render_template("activities/home.html", kinds=kinds, **values)
    mine = [one for one in agreed if one.unit_id is not None and one.state != "done"]
    return render_template("activities/mine.html", agreed=mine, **values)


@bp.get("/<int:activity_id>")
@allowed(Action.SEE_FACTS)
def page(activity_id: int) -> Any:
    """Show one activity: who was invited and came, what was handed out and agreed."""
    view = activities.open_activity(db(), actor(), now(), activity_id)
    materials = activity_materials.list_materials(db(), actor(), activity_id)
    agreed = activity_minutes.list_follow_ups(db(), actor(), now(), activity_id)
    shown = {"view": view, "materials": materials, "agreed": agreed}
    if Role.UNIT in actor().roles:
        own = next(iter(view.invited), None)
        return render_template("activities/own.html", own=own, **shown)
    hosts = allows(actor(), Action.HOST)
    revoke = (
        attendance_certificates.certificates_to_revoke(db(), actor(), activity_id) if hosts else []
    )
    return render_template(
        "activities/page.html",
        hosts=hosts,
        certifies=allows(actor(), Action.CERTIFY),
        locked=activities.locked_by(db(), actor().office_id, view.held_on),
        counted=activity_periods.measuring_periods(db(), actor(), view.held_on),
        revoke=revoke,
        **shown,
    )


@bp.route("/tambah", methods=["GET", "POST"])
@allowed(Action.HOST)
def add() -> Any:
    """Write an activity down."""
    form = _form()
    if form.validate_on_submit():
        with saving(form, db()):
            new = activity_planning.create_activity(db(), actor(), now(), form.plan)
            locked = activities.locked_by(db(), actor().office_id, form.plan.held_on)
            if not locked:
                flash(_("Kegiatan sudah dicatat. Sekarang undang unitnya."), "success")
                return redirect(url_for("activities_people.invite", activity_id=new))
            if form.known_locked.data == form.plan.held_on.isoformat():
                flash(_("Kegiatan sudah dicatat, tanpa undangan dan kehadiran."), "success")
                return redirect(url_for(".page", activity_id=new))
            # Nothing is kept yet: an answer of 422 takes back what was begun.
            form.warn_locked(locked)
    return _form_page(form, None), status_of(form)


@bp.route("/<int:activity_id>/ubah", methods=["GET", "POST"])
@allowed(Action.HOST)
def change(activity_id: int) -> Any:
    """Change what is written down of an activity."""
    view = activities.open_activity(db(), actor(), now(), activity_id)
    form = _form(data=_stored(view))
    if form.validate_on_submit():
        with saving(form, db()):
            activity_planning.change_activity(
                db(), actor(), now(), activity_id, form.plan, version=form.version.data or 0
            )
            flash(_("Kegiatan sudah disimpan."), "success")
            return redirect(url_for(".page", activity_id=activity_id))
    return _form_page(form, view), status_of(form)


@bp.route("/<int:activity_id>/batalkan", methods=["GET", "POST"])
@allowed(Action.HOST)
def cancel(activity_id: int) -> Any:
    """Ask why an activity is called off, and call it off."""
    view = activities.open_activity(db(), actor(), now(), activity_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with saving(form, db()):
            reason = form.reason.data
            activity_planning.cancel_activity(db(), actor(), now(), activity_id, reason)
            flash(_("Kegiatan dibatalkan; tidak dihitung bagi unit mana pun."), "success")
            return redirect(url_for(".page", activity_id=activity_id))
    return render_template("activities/cancel.html", form=form, view=view), status_of(form)


@bp.post("/<int:activity_id>/hidupkan")
@allowed(Action.HOST)
def revive(activity_id: int) -> Any:
    """Let an activity that was called off take place after all."""
    activity_planning.revive_activity(db(), actor(), now(), activity_id)
    flash(_("Kegiatan dihidupkan lagi."), "success")
    return redirect(url_for(".page", activity_id=activity_id))


@bp.get("/daftar.<any(csv, xlsx):kind>")
@allowed(Action.HOST)
def export(kind: str) -> Response:
    """The list of activities, as it is filtered, to take away."""
    from evaluator.documents.result_table import Column, ResultTable, csv_bytes, xlsx_bytes

    chosen = _chosen()
    listing = activities.list_activities(db(), actor(), now(), **chosen)
    titles = [_("Tanggal"), _("Kegiatan"), _("Jenis kegiatan"), _("Jam mulai"), _("Jam selesai"),
              _("Tempat"), _("Penyelenggara")]  # fmt: skip
    numbers = [_("Diundang"), _("Hadir"), _("Izin"), _("Orang")]
    columns = [*map(Column, titles), *(Column(title, 0) for title in numbers), Column(_("Keadaan"))]
    office = office_view(db(), actor().office_id).name
    rows = [
        (one.held_on.isoformat(), one.title, label("activity_kind", one.kind), one.starts_at,
         one.ends_at, one.place, one.host or office, str(one.invited), str(one.came),
         str(one.excused), str(one.people), _("Dibatalkan") if one.cancelled else "")
        for one in listing.rows
    ]  # fmt: skip
    facts = [office, _("Per %(day)s", day=day(now().date()))]
    table = ResultTable(_("Kegiatan"), facts, columns, rows)
    content = csv_bytes(table) if kind == "csv" else xlsx_bytes(table)
    return download(content, f"kegiatan.{kind}")


def _chosen() -> dict[str, Any]:
    """The filters in the address; what no list could have offered is left out."""
    year = request.args.get("tahun", type=row_number)
    kind = request.args.get("jenis", "")
    return {
        "year": year if year in range(2000, 2101) else None,
        "kind": kind if kind in KINDS else "",
    }


def _stored(view: ActivityView) -> dict[str, Any]:
    """What the form shows of an activity before anything is typed."""
    shown = {one.name: getattr(view, one.name) for one in fields(activity_planning.Plan)}
    hours = activity_planning.shown_hours(view.hours)
    return {**shown, "hours": hours, "version": view.version}


def _form_page(form: ActivityForm, view: ActivityView | None) -> str:
    """The form, with the periods that can count the activity."""
    measuring = activity_periods.measuring_periods(db(), actor())
    return render_template("activities/form.html", form=form, view=view, measuring=measuring[:4])


def _form(**given: Any) -> ActivityForm:
    form = ActivityForm(**given)
    office = office_view(db(), actor().office_id).name
    hosts = activity_planning.host_choices(db(), actor())
    form.offer(office, hosts)
    return form
