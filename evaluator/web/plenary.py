"""The plenary: preparing it, who sat and who stepped aside, closing it."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from evaluator.services import (
    plenaries,
    plenary_closing,
    plenary_people,
    plenary_recusals,
    plenary_views,
)
from evaluator.services.offices import office_view, today_at
from evaluator.services.periods import period_view
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import Refused
from evaluator.web.forms import fail
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.plenary import AsideForm, MembersForm, PlenaryForm
from evaluator.web.forms.results import DecideForm
from evaluator.web.forms.stages import ReasonForm
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("plenary", __name__, url_prefix="/pleno")


@bp.get("/<int:period_id>")
@allowed(Action.SEE_RESULTS)
def page(period_id: int) -> Any:
    """Show the plenary, award by award; or offer to prepare it."""
    period = period_view(db(), actor(), period_id)
    if not plenary_views.has_plenary(db(), actor(), period_id):
        lead = allows(actor(), Action.DECIDE)
        needed = lead and plenary_closing.needs_plenary(db(), actor(), period_id)
        return render_template("plenary/none.html", period=period, lead=lead, needed=needed)
    view = plenary_views.plenary_of(db(), actor(), period_id)
    return render_template("plenary/page.html", view=view, period=period)


@bp.route("/<int:period_id>/siapkan", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def prepare(period_id: int) -> Any:
    """Begin the plenary, or change its facts."""
    period = period_view(db(), actor(), period_id)
    begun = plenary_views.has_plenary(db(), actor(), period_id)
    view = plenary_views.plenary_of(db(), actor(), period_id) if begun else None
    form = PlenaryForm(obj=view) if view else PlenaryForm(held_on=_today())
    if form.validate_on_submit():
        with saving(form, db()):
            _save(form, period_id, begun=begun)
            flash(_("Persiapan pleno sudah disimpan."), "success")
            return redirect(url_for(".page" if begun else ".members", period_id=period_id))
    shown = render_template("plenary/prepare.html", form=form, period=period, view=view)
    return shown, status_of(form)


@bp.route("/<int:period_id>/anggota", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def members(period_id: int) -> Any:
    """Write down who was invited, with what duty, and who came."""
    view = plenary_views.plenary_of(db(), actor(), period_id)
    form = MembersForm(version=view.version)
    form.show(view.members, plenaries.invitable(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            plenary_people.set_members(
                db(), actor(), now(), period_id, form.version.data or 0, form.seats()
            )
            flash(_("Anggota pleno sudah disimpan."), "success")
            return redirect(url_for(".page", period_id=period_id))
    shown = render_template("plenary/members.html", form=form, period=view.period, view=view)
    return shown, status_of(form)


@bp.route("/<int:period_id>/mundur", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def aside(period_id: int) -> Any:
    """Keep that a member takes no part in a decision."""
    view = plenary_views.plenary_of(db(), actor(), period_id)
    form = AsideForm()
    form.member_id.choices = [
        SelectChoice("", "–"),
        *(SelectChoice(one.id, one.name) for one in view.members),
    ]
    form.place.choices = [SelectChoice(value, words) for value, words in _places(view)]
    if form.validate_on_submit():
        category_id, _sign, unit = form.place.data.partition(":")
        with saving(form, db()):
            plenary_recusals.step_aside(
                db(),
                actor(),
                now(),
                period_id,
                member_id=form.member_id.data or 0,
                category_id=int(category_id),
                participant_id=int(unit) if unit else None,
                reason=form.reason.data,
            )
            flash(_("Pengunduran diri sudah dicatat."), "success")
            return redirect(url_for(".page", period_id=period_id, _anchor="mundur"))
    shown = render_template("plenary/aside.html", form=form, period=view.period, view=view)
    return shown, status_of(form)


@bp.post("/<int:period_id>/mundur/<int:recusal_id>/hapus")
@allowed(Action.DECIDE)
def come_back(period_id: int, recusal_id: int) -> Any:
    """Take back a recusal that was written down by mistake."""
    plenary_recusals.come_back(db(), actor(), now(), period_id, recusal_id)
    flash(_("Catatan pengunduran diri sudah dihapus."), "success")
    return redirect(url_for(".page", period_id=period_id, _anchor="mundur"))


@bp.route("/<int:period_id>/tutup", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def close(period_id: int) -> Any:
    """Close the plenary after asking once."""
    form = DecideForm()
    if form.validate_on_submit():
        try:
            plenary_closing.close(db(), actor(), now(), period_id, form.version.data)
        except Refused as refusal:
            return _asked("plenary/close.html", period_id, form, refusal)
        flash(
            _closed(again=period_view(db(), actor(), period_id).released_at is not None), "success"
        )
        return redirect(url_for(".page", period_id=period_id))
    return _asked("plenary/close.html", period_id, form)


@bp.route("/<int:period_id>/buka", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def reopen(period_id: int) -> Any:
    """Open a closed plenary again, with a reason."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            plenary_closing.reopen(
                db(), actor(), now(), period_id, form.version.data, form.reason.data
            )
        except Refused as refusal:
            return _asked("plenary/reopen.html", period_id, form, refusal)
        flash(_("Pleno dibuka lagi. Panitia tidak dapat mencetak sampai ditutup."), "success")
        return redirect(url_for(".page", period_id=period_id))
    return _asked("plenary/reopen.html", period_id, form)


def _closed(*, again: bool) -> str:
    """What closing changes: where results were released before, those are printed from."""
    if again:
        return str(_("Pleno sudah ditutup. Panitia mencetak setelah hasil revisi dirilis."))
    return str(_("Pleno sudah ditutup. Panitia melihat para pemenang dan dapat mencetak."))


def _today() -> date:
    """The day on the office's wall."""
    return today_at(office_view(db(), actor().office_id), now())


def _save(form: PlenaryForm, period_id: int, *, begun: bool) -> None:
    if not begun:
        plenaries.prepare(
            db(),
            actor(),
            now(),
            period_id,
            held_on=form.held_on.data,
            place=form.place.data,
            starts_at=form.starts_at.data,
            ends_at=form.ends_at.data,
            agenda=form.agenda.data,
        )
        return
    plenaries.change(
        db(),
        actor(),
        now(),
        period_id,
        form.version.data or 0,
        held_on=form.held_on.data,
        place=form.place.data,
        starts_at=form.starts_at.data,
        ends_at=form.ends_at.data,
        agenda=form.agenda.data,
        notes=form.notes.data,
        minutes_number=form.minutes_number.data,
    )


def _places(view: plenary_views.PlenaryView) -> list[tuple[str, str]]:
    """Every category as a whole, each followed by its units."""
    found = []
    for category_id, title in view.categories:
        found.append((str(category_id), _("%(category)s: seluruh kategori", category=title)))
        found += [
            (f"{category_id}:{unit}", f"{title}: {name}")
            for at, unit, name in view.units
            if at == category_id
        ]
    return found


def _asked(
    template: str, period_id: int, form: DecideForm | ReasonForm, refusal: Refused | None = None
) -> tuple[str, int]:
    """The page that asks before a step; a refusal leaves nothing half done."""
    if refusal:
        db().rollback()
        fail(form, refusal)
    view = plenary_views.plenary_of(db(), actor(), period_id)
    shown = render_template(template, view=view, period=view.period, form=form)
    wrong = form.errors or refusal or (request.method == "POST" and not form.validate())
    return shown, 422 if wrong else 200
