"""Number plans: the office's ways of numbering papers."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import number_plans
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action
from evaluator.services.problems import Refused
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.numbers import PlanForm
from evaluator.web.language import translate
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("admin_office_numbers", __name__, url_prefix="/kantor/nomor")


@bp.get("/")
@allowed(Action.ADMINISTER)
def plans() -> Any:
    """List the ways of numbering with the number that each gives next."""
    found = number_plans.list_plans(db(), actor(), retired=True)
    today = today_at(office_view(db(), actor().office_id), now())
    coming = number_plans.next_of(db(), actor(), found, today)
    return render_template("admin/number_plans.html", plans=found, coming=coming)


@bp.route("/tambah", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def add() -> Any:
    """Add a way of numbering."""
    form = PlanForm()
    if form.validate_on_submit():
        with saving(form, db()):
            number_plans.add_plan(
                db(), actor(), now(),
                code=form.code.data, title=form.title.data, scheme=form.scheme,
            )  # fmt: skip
            flash(_("Seri %(title)s sudah ditambahkan.", title=form.title.data), "success")
            return redirect(url_for(".plans"))
    return _page(form, None)


@bp.route("/<int:plan_id>", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def change(plan_id: int) -> Any:
    """Change how later papers of a series are numbered."""
    plan = number_plans.plan_view(db(), actor(), plan_id)
    scheme = plan.scheme
    form = PlanForm(
        version=plan.version, title=plan.title, number_pattern=scheme.pattern,
        number_unit=scheme.unit, number_class=scheme.classification,
        number_start=scheme.start, number_digits=scheme.digits,
    )  # fmt: skip
    del form.code
    if form.validate_on_submit():
        with saving(form, db()):
            number_plans.change_plan(
                db(), actor(), now(), plan_id, version=form.version.data or 0,
                title=form.title.data, scheme=form.scheme,
            )  # fmt: skip
            flash(_("Seri %(title)s sudah disimpan.", title=form.title.data), "success")
            return redirect(url_for(".plans"))
    return _page(form, plan)


@bp.get("/contoh")
@allowed(Action.ADMINISTER)
def example() -> Any:
    """A number under a pattern that is still being typed."""
    form = PlanForm(request.args)
    return {"number": _example(form)}


@bp.post("/<int:plan_id>/pensiunkan")
@allowed(Action.ADMINISTER)
def retire(plan_id: int) -> Any:
    """Offer a series no longer."""
    number_plans.retire_plan(db(), actor(), now(), plan_id)
    flash(_("Seri ini tidak ditawarkan lagi; registernya tetap ada."), "success")
    return redirect(url_for(".plans"))


@bp.post("/<int:plan_id>/pakai-lagi")
@allowed(Action.ADMINISTER)
def reinstate(plan_id: int) -> Any:
    """Offer a retired series again."""
    number_plans.reinstate_plan(db(), actor(), now(), plan_id)
    flash(_("Seri ini dipakai lagi; nomor urutnya diteruskan."), "success")
    return redirect(url_for(".plans"))


def _page(form: PlanForm, plan: number_plans.PlanView | None) -> Any:
    page = render_template("admin/number_plan.html", form=form, plan=plan, number=_example(form))
    return page, status_of(form)


def _example(form: PlanForm) -> str:
    """The first number under what is typed, or the sentence that says why there is none.

    "–" where no pattern is typed yet.
    """
    if not form.number_pattern.data:
        return "–"
    today = today_at(office_view(db(), actor().office_id), now())
    try:
        scheme = form.scheme.checked()
    except Refused as refusal:
        return translate(refusal.message)
    return scheme.write(today, scheme.start)
