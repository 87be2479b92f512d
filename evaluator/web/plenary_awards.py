"""The plenary decides award by award: accepts, departs with a reason, gives a special one."""

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from evaluator.services import deciding, deciding_again, deciding_choices, plenary_views
from evaluator.services.permissions import Action
from evaluator.services.plenary_awards import AwardView
from evaluator.services.problems import Refused
from evaluator.web.forms import fail
from evaluator.web.forms.plenary import (
    AcceptForm,
    DepartForm,
    LetGoForm,
    SpecialForm,
    place_choices,
)
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("plenary_awards", __name__, url_prefix="/pleno")
_PLACE = "place-"
_NUMBER = re.compile(r"[0-9]{1,9}")


@bp.post("/<int:period_id>/terima")
@allowed(Action.DECIDE)
def accept(period_id: int) -> Any:
    """Accept the proposal of one award, or of all that wait."""
    form = AcceptForm()
    view = plenary_views.plenary_of(db(), actor(), period_id)
    waiting = [(award.category_id, award.code) for award in view.plain]
    asked = request.form.get("award", "")
    chosen = [_named(asked)] if asked else waiting
    try:
        deciding.accept(db(), actor(), now(), period_id, chosen)
    except Refused as refusal:
        db().rollback()
        fail(form, refusal)
        view = plenary_views.plenary_of(db(), actor(), period_id)
        page = render_template("plenary/page.html", view=view, period=view.period, form=form)
        return page, 422
    flash(_("%(count)s usulan diterima.", count=len(chosen)), "success")
    return _back(period_id, *chosen[0])


@bp.route("/<int:period_id>/lain/<int:category_id>/<award>", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def depart(period_id: int, category_id: int, award: str) -> Any:
    """Choose other winners or places than proposed, with a reason."""
    form = DepartForm()
    if form.is_submitted():
        whole = form.validate()
        try:
            _depart(form, (period_id, category_id, award), whole=whole)
        except Refused as refusal:
            db().rollback()
            fail(form, refusal)
        else:
            if whole:
                flash(_("Keputusan pleno sudah disimpan."), "success")
                return _back(period_id, category_id, award)
    view = plenary_views.plenary_of(db(), actor(), period_id)
    found = view.award(category_id, award)
    page = render_template(
        "plenary/depart.html",
        view=view,
        period=view.period,
        award=found,
        form=form,
        places=place_choices(found),
        chosen=_chosen(found),
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/<int:period_id>/khusus", methods=["GET", "POST"])
@allowed(Action.DECIDE)
def special(period_id: int) -> Any:
    """Give a special award that the rubric does not declare."""
    view = plenary_views.plenary_of(db(), actor(), period_id)
    form = SpecialForm()
    titles = dict(view.categories)
    form.unit.choices = [
        SelectChoice("", _("pilih unit")),
        *(
            SelectChoice(f"{category_id}:{unit}", f"{titles[category_id]}: {name}")
            for category_id, unit, name in view.units
        ),
    ]
    if form.validate_on_submit():
        category_id, _sign, unit = form.unit.data.partition(":")
        try:
            deciding.give_special(
                db(),
                actor(),
                now(),
                period_id,
                int(category_id),
                title=form.title.data,
                title_en=form.title_en.data,
                participant_id=int(unit),
                reason=form.reason.data,
            )
        except Refused as refusal:
            db().rollback()
            fail(form, refusal)
        else:
            flash(_("Penghargaan khusus sudah disimpan."), "success")
            return redirect(url_for("plenary.page", period_id=period_id, _anchor="penghargaan"))
    page = render_template("plenary/special.html", view=view, period=view.period, form=form)
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/<int:period_id>/sebelumnya/<int:decision_id>")
@allowed(Action.DECIDE)
def again(period_id: int, decision_id: int) -> Any:
    """Give again what the earlier plenary decided, or let it go with a reason."""
    form = LetGoForm()
    letting = "lepas" in request.form
    try:
        if letting:
            reason = form.reason.data or ""
            deciding_again.let_go(db(), actor(), now(), period_id, decision_id, reason)
        else:
            deciding_again.repeat(db(), actor(), now(), period_id, decision_id)
    except Refused as refusal:
        db().rollback()
        fail(form, refusal)
        view = plenary_views.plenary_of(db(), actor(), period_id)
        shown = {"view": view, "period": view.period, "form": form, "about": decision_id}
        return render_template("plenary/page.html", **shown), 422
    said = _("Penghargaan dilepas.") if letting else _("Putusan pleno sebelumnya ditetapkan lagi.")
    flash(said, "success")
    return redirect(url_for("plenary.page", period_id=period_id, _anchor="penghargaan"))


@bp.post("/<int:period_id>/batal/<int:decision_id>")
@allowed(Action.DECIDE)
def undo(period_id: int, decision_id: int) -> Any:
    """Take a decision back while the plenary sits."""
    deciding.undo(db(), actor(), now(), period_id, decision_id)
    flash(_("Keputusan dibatalkan; usulan rubrik kembali berlaku."), "success")
    return redirect(url_for("plenary.page", period_id=period_id, _anchor="penghargaan"))


def _depart(form: DepartForm, where: tuple[int, int, str], *, whole: bool) -> None:
    """Decide otherwise; where the form is not whole, only tell what is wrong with the places."""
    period_id, category_id, award = where
    picks = _picks()
    if not whole:
        deciding_choices.check_picks(db(), actor(), period_id, category_id, award, picks)
        return
    deciding.depart(
        db(),
        actor(),
        now(),
        period_id,
        category_id,
        award,
        picks=picks,
        reason=form.reason.data,
    )


def _picks() -> dict[int, int]:
    """The place of each unit as sent; an empty one is none, and anything else is no place."""
    sent = {
        name.removeprefix(_PLACE): value
        for name, value in request.form.items()
        if name.startswith(_PLACE) and value
    }
    if not all(_NUMBER.fullmatch(part) for pair in sent.items() for part in pair):
        raise Refused("Tempat yang dikirim tidak dikenal. Pilih tempat dari daftarnya.")
    return {int(unit): int(place) for unit, place in sent.items()}


def _named(text: str) -> tuple[int, str]:
    category_id, _sign, code = text.partition("/")
    return (int(category_id) if _NUMBER.fullmatch(category_id) else 0), code


def _chosen(award: AwardView) -> dict[int, str]:
    """The place of each unit: as typed, else as the rubric proposes."""
    if request.method == "POST":
        return {
            one.participant_id: request.form.get(f"{_PLACE}{one.participant_id}", "")
            for one in award.candidates
        }
    return {place.participant_id: str(place.place) for place in award.proposed}


def _back(period_id: int, category_id: int, code: str) -> Any:
    anchor = f"p-{category_id}-{code}"
    return redirect(url_for("plenary.page", period_id=period_id, _anchor=anchor))
