"""The admin sets up a period: categories, participants, assessors, and its opening."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services.boards import board
from evaluator.services.categories import (
    CategoryView,
    add_category,
    category_view,
    change_participants,
    list_categories,
    participant_choices,
    remove_category,
    rubric_choices,
)
from evaluator.services.periods import (
    PeriodView,
    Plan,
    change_period,
    create_period,
    list_periods,
    period_view,
)
from evaluator.services.permissions import Action
from evaluator.services.row_numbers import row_number
from evaluator.services.scheduling import hours_of
from evaluator.services.stages import open_scoring, open_self_assessment
from evaluator.services.unlocking import requests_to_decide
from evaluator.storage.periods import Stage
from evaluator.web.forms.admin_periods import (
    BoxesForm,
    CategoryForm,
    NewPeriodForm,
    PeriodForm,
    StageForm,
)
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.language import label, time
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("admin_periods", __name__, url_prefix="/admin/periode")


@bp.get("/")
@allowed(Action.ADMINISTER)
def periods() -> Any:
    """List the periods with their stages."""
    return render_template(
        "admin/periods.html",
        periods=list_periods(db(), actor()),
        unlocks=requests_to_decide(db(), actor()),
    )


@bp.route("/tambah", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def add() -> Any:
    """Set up a period."""
    form = NewPeriodForm()
    if form.validate_on_submit():
        with saving(form, db()):
            period_id = create_period(db(), actor(), now(), year=form.year.data, **_typed(form))
            flash(_("Periode sudah dibuat. Tambahkan kategorinya."), "success")
            return redirect(url_for(".period", period_id=period_id))
    return render_template("admin/period_form.html", form=form, period=None), status_of(form)


@bp.get("/<int:period_id>")
@allowed(Action.ADMINISTER)
def period(period_id: int) -> Any:
    """Show a period with its categories, participants and assessors."""
    own = period_view(db(), actor(), period_id)
    categories = list_categories(db(), actor(), period_id)
    rows = {category.id: _panel_rows(category) for category in categories}
    shown = {"period": own, "categories": categories, "steps": _steps(own), "panel_rows": rows}
    shown["hours"] = _hours(own)
    shown["measures"] = any(category.measures for category in categories)
    unlocks = requests_to_decide(db(), actor())
    shown["unlocks"] = [one for one in unlocks if one.period_id == period_id]
    return render_template("admin/period.html", **shown)


@bp.route("/<int:period_id>/ubah", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def change(period_id: int) -> Any:
    """Change what a period says of itself."""
    own = period_view(db(), actor(), period_id)
    form = PeriodForm(obj=own)
    if form.validate_on_submit():
        with saving(form, db()):
            version = form.version.data
            typed = _typed(form, _kept_plan(own), days=not own.decided)
            change_period(db(), actor(), now(), period_id, version=version, **typed)
            flash(_("Keterangan periode sudah disimpan."), "success")
            return redirect(url_for(".period", period_id=period_id))
    return render_template("admin/period_form.html", form=form, period=own), status_of(form)


@bp.route("/<int:period_id>/kategori/tambah", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def add_one(period_id: int) -> Any:
    """Add a category with all units of a kind, or lead to choosing them."""
    own = period_view(db(), actor(), period_id)
    form = CategoryForm()
    form.offer(rubric_choices(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            return _add_category(period_id, form)
    return render_template("admin/category.html", form=form, period=own), status_of(form)


@bp.route("/kategori/<int:category_id>/peserta", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def participants(category_id: int) -> Any:
    """Choose which units take part."""
    category, choices = participant_choices(db(), actor(), category_id)
    form = BoxesForm()
    chosen = [choice.unit_id for choice in choices if choice.chosen]
    if form.validate_on_submit():
        chosen = request.form.getlist("unit", type=row_number)
        with saving(form, db()):
            change_participants(db(), actor(), now(), category_id, chosen)
            flash(_("Peserta %(title)s sudah disimpan.", title=category.title), "success")
            return redirect(url_for(".period", period_id=category.period_id))
    shown = {"category": category, "choices": choices, "chosen": chosen, "form": form}
    return render_template("admin/participants.html", **shown), status_of(form)


@bp.route("/kategori/<int:category_id>/hapus", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def remove(category_id: int) -> Any:
    """Take a category out of a draft, after a question."""
    category = category_view(db(), actor(), category_id)
    if request.method == "POST":
        remove_category(db(), actor(), now(), category_id)
        flash(_("Kategori %(title)s sudah dihapus.", title=category.title), "success")
        return redirect(url_for(".period", period_id=category.period_id))
    return render_template("admin/category_remove.html", category=category)


@bp.route("/<int:period_id>/buka", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def open_one(period_id: int) -> Any:
    """Open a period to its assessors, after a question; a refusal names all that lacks."""
    own = period_view(db(), actor(), period_id)
    form = StageForm(version=own.version)
    if form.validate_on_submit():
        with saving(form, db()):
            _open(own, form.version.data or 0)
            return redirect(url_for(".period", period_id=period_id))
    categories = list_categories(db(), actor(), period_id)
    own_rows = board(db(), actor(), period_id).own if own.stage is Stage.SELF_ASSESSMENT else ()
    page = render_template(
        "admin/period_open.html", form=form, period=own, categories=categories, own_rows=own_rows
    )
    return page, status_of(form)


def _open(own: PeriodView, version: int) -> None:
    """Open the stage that follows the draft or the self-assessment."""
    if own.stage is Stage.DRAFT and own.self_assesses:
        open_self_assessment(db(), actor(), now(), own.id, version)
        flash(_("Penilaian mandiri sudah dibuka; unit dapat mulai mengisi."), "success")
    else:
        open_scoring(db(), actor(), now(), own.id, version)
        flash(_("Penilaian sudah dibuka; para penilai dapat mulai."), "success")


def _typed(form: PeriodForm, plan: Plan | None = None, *, days: bool = True) -> dict[str, Any]:
    names = ("title", "event", "theme", "event_date", "shows_places")
    typed = {name: form[name].data for name in names}
    return {**typed, "plan": plan or form.plan, "fact_days": form.fact_days if days else None}


def _kept_plan(own: PeriodView) -> Plan | None:
    """The plan of a period that is open already; its form no longer asks for it."""
    if own.stage is Stage.DRAFT:
        return None
    return Plan(own.self_assesses, own.blind, own.confirms)


def _add_category(period_id: int, form: CategoryForm) -> Any:
    everyone = form.units.data == "all"
    category_id = add_category(
        db(),
        actor(),
        now(),
        period_id,
        title=form.title.data,
        rubric_id=form.rubric_id,
        unit_kind=form.unit_kind,
        unit_ids=None if everyone else [],
    )
    if everyone:
        flash(_("Kategori sudah ditambahkan dengan semua unitnya."), "success")
        return redirect(url_for("panels.board", category_id=category_id))
    return redirect(url_for(".participants", category_id=category_id))


def _panel_rows(category: CategoryView) -> list[tuple[str, str]]:
    """Units and the names of those who assess them."""
    return [
        (panel.name, ", ".join(name for _id, name in panel.assessors) or "–")
        for panel in category.panels
    ]


def _hours(own: PeriodView) -> list[tuple[str, str]]:
    """The hours of each stage that is limited, in words."""
    return [
        (
            label("stage", window.stage),
            _(
                "%(opens)s sampai %(closes)s",
                opens=time(window.opens_at) or "…",
                closes=time(window.closes_at) or "…",
            ),
        )
        for window in hours_of(db(), actor(), own.id)
        if window.opens_at or window.closes_at
    ]


def _steps(period: PeriodView) -> list[tuple[str, str, str]]:
    """The stages for the strip: word, past, now or next, and since when."""
    stages = period.stages
    here = stages.index(period.stage)
    states = ["past"] * here + ["now"] + ["next"] * len(stages)
    return [
        (label("stage", stage), state, time(period.began(stage)))
        for stage, state in zip(stages, states, strict=False)
    ]
