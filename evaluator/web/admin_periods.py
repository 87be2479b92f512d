"""The admin sets up a period: categories, participants, assessors, and its opening."""

from collections import Counter
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from evaluator.services.accounts import assessors
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
from evaluator.services.panels import Seat, assign_panels, spread_evenly
from evaluator.services.periods import (
    PeriodView,
    change_period,
    create_period,
    list_periods,
    period_view,
)
from evaluator.services.permissions import Action
from evaluator.services.stages import open_scoring
from evaluator.storage.periods import Stage
from evaluator.web.forms.admin_periods import (
    BoxesForm,
    CategoryForm,
    NewPeriodForm,
    PeriodForm,
    SpreadForm,
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
    return render_template("admin/periods.html", periods=list_periods(db(), actor()))


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
            change_period(db(), actor(), now(), period_id, version=version, **_typed(form))
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
        chosen = request.form.getlist("unit", type=int)
        with saving(form, db()):
            change_participants(db(), actor(), now(), category_id, chosen)
            flash(_("Peserta %(title)s sudah disimpan.", title=category.title), "success")
            return redirect(url_for(".period", period_id=category.period_id))
    shown = {"category": category, "choices": choices, "chosen": chosen, "form": form}
    return render_template("admin/participants.html", **shown), status_of(form)


@bp.route("/kategori/<int:category_id>/penilai", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def panels(category_id: int) -> Any:
    """Choose who assesses which unit, in one table."""
    category = category_view(db(), actor(), category_id)
    form = BoxesForm()
    if form.validate_on_submit():
        with saving(form, db()):
            changed = assign_panels(db(), actor(), now(), category_id, _seats(category))
            return _panels_saved(category, changed)
    wanted = {one: seat.wanted for one, seat in _seats(category).items()}
    return _panels_page(category, form, wanted if form.is_submitted() else None)


@bp.post("/kategori/<int:category_id>/bagi-rata")
@allowed(Action.ADMINISTER)
def spread(category_id: int) -> Any:
    """Deal the chosen assessors evenly to all units of a category."""
    category = category_view(db(), actor(), category_id)
    form = SpreadForm()
    form.offer(assessors(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            seen = {p.participant_id: _present(p.assessors) for p in category.panels}
            dealt = spread_evenly(list(seen), form.assessors.data, form.each.data)
            seats = {one: Seat(seen[one], wanted) for one, wanted in dealt.items()}
            return _panels_saved(category, assign_panels(db(), actor(), now(), category_id, seats))
    return _panels_page(category, BoxesForm(formdata=None), None, form)


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
            open_scoring(db(), actor(), now(), period_id, form.version.data or 0)
            flash(_("Penilaian sudah dibuka; para penilai dapat mulai."), "success")
            return redirect(url_for(".period", period_id=period_id))
    categories = list_categories(db(), actor(), period_id)
    page = render_template("admin/period_open.html", form=form, period=own, categories=categories)
    return page, status_of(form)


def _typed(form: PeriodForm) -> dict[str, Any]:
    names = ("title", "event", "theme", "event_date", "shows_places")
    return {name: form[name].data for name in names}


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
        return redirect(url_for(".panels", category_id=category_id))
    return redirect(url_for(".participants", category_id=category_id))


def _seats(category: CategoryView) -> dict[int, Seat]:
    """Who was seen and who is wanted on each panel that the page showed."""
    return {
        panel.participant_id: Seat(
            frozenset(request.form.getlist(f"seen-{panel.participant_id}", type=int)),
            frozenset(request.form.getlist(f"panel-{panel.participant_id}", type=int)),
        )
        for panel in category.panels
    }


def _panel_rows(category: CategoryView) -> list[tuple[str, str]]:
    """Units and the names of those who assess them."""
    return [
        (panel.name, ", ".join(name for _id, name in panel.assessors) or "–")
        for panel in category.panels
    ]


def _present(people: tuple[tuple[int, str], ...]) -> frozenset[int]:
    return frozenset(account_id for account_id, _name in people)


def _panels_saved(category: CategoryView, changed: int) -> Any:
    sentence = ngettext("Penilai %(num)d unit diubah.", "Penilai %(num)d unit diubah.", changed)
    flash(sentence if changed else _("Tidak ada yang berubah."), "success" if changed else "info")
    return redirect(url_for(".panels", category_id=category.id))


def _panels_page(
    category: CategoryView,
    form: BoxesForm,
    typed: dict[int, frozenset[int]] | None,
    spread_form: SpreadForm | None = None,
) -> Any:
    people = assessors(db(), actor())
    if spread_form is None:
        chosen = [person.id for person in people]
        spread_form = SpreadForm(formdata=None, assessors=chosen, each=min(2, len(people) or 1))
        spread_form.offer(people)
    seen = {panel.participant_id: _present(panel.assessors) for panel in category.panels}
    loads = Counter(account_id for panel in seen.values() for account_id in panel)
    page = render_template(
        "admin/panels.html",
        loads=loads,
        category=category,
        form=form,
        spread_form=spread_form,
        people=people,
        seen=seen,
        checked=typed if typed is not None else seen,
    )
    return page, max(status_of(form), status_of(spread_form))


def _steps(period: PeriodView) -> list[tuple[str, str, str]]:
    """The stages for the strip: word, past, now or next, and since when."""
    stages = list(Stage)
    here = stages.index(period.stage)
    since = {
        Stage.SCORING: period.opened_at,
        Stage.LOCKED: period.locked_at,
        Stage.RELEASED: period.released_at,
    }
    states = ["past"] * here + ["now"] + ["next"] * len(stages)
    return [
        (label("stage", stage), state, time(since.get(stage)))
        for stage, state in zip(stages, states, strict=False)
    ]
