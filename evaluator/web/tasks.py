"""Tasks in the field of mitra and respondents."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.documents.fact_tables import field_tasks
from evaluator.services import tasks
from evaluator.services.fact_times import fact_times, locks_of, times_of
from evaluator.services.fact_units import fact_units, own_kind
from evaluator.services.permissions import Action, allows
from evaluator.services.row_numbers import row_number
from evaluator.services.task_book import BOOK, KINDS
from evaluator.services.task_imports import task_rows
from evaluator.storage.actor import Role
from evaluator.web.forms.admin_lists import page_of
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.facts import TaskForm
from evaluator.web.imports import workbook
from evaluator.web.language import label
from evaluator.web.request import actor, allowed, db, local_path, now

bp = Blueprint("tasks", __name__, url_prefix="/tugas")


@bp.get("/")
@allowed(Action.SEE_FACTS)
def home() -> Any:
    """List the tasks; a mitra or respondent sees its own."""
    mine = actor().roles == {Role.UNIT}
    records = allows(actor(), Action.RECORD)
    page = page_of(_found(), request.args.get("page", 1, int))
    times = fact_times(db(), actor()) if records else []
    return render_template(
        "tasks/home.html",
        page=page,
        locks=locks_of(BOOK, page.rows, times),
        chosen=_chosen(),
        states=tasks.STATES,
        kinds=[(kind, label("kind", kind)) for kind in KINDS],
        records=records,
        mine=mine,
        kind=own_kind(db(), actor()),
        here=request.full_path,
    )


@bp.route("/tambah", methods=["GET", "POST"])
@allowed(Action.RECORD)
def add() -> Any:
    """Give a mitra or respondent a task."""
    form = TaskForm(data={"unit_id": request.args.get("unit", type=row_number)})
    units = fact_units(db(), actor(), *KINDS)
    form.offer(units)
    if form.validate_on_submit():
        with saving(form, db()):
            texts = form.given(BOOK.fields, request.form)
            tasks.add_task(db(), actor(), now(), form.unit_id.data, **texts)
            flash(_("Tugas %(survey)s sudah dicatat.", survey=form.survey.data), "success")
            return redirect(url_for(".home"))
    times = fact_times(db(), actor())
    page = render_template(
        "tasks/task.html", form=form, task=None, units=units, back="", times=times
    )
    return page, status_of(form)


@bp.route("/<int:task_id>", methods=["GET", "POST"])
@allowed(Action.RECORD)
def change(task_id: int) -> Any:
    """Change a task, or keep what came of it; a list may send only a part of the fields."""
    task = tasks.task_view(db(), actor(), now(), task_id)
    back = local_path(request.values.get("back")) or url_for(".home")
    form = TaskForm(data={**task.texts, "version": task.version})
    form.settle_unit(task.unit_id, task.unit)
    if form.validate_on_submit():
        with saving(form, db()):
            texts = form.given(BOOK.fields, request.form)
            version = form.version.data or 0
            tasks.change_task(db(), actor(), now(), task_id, version=version, **texts)
            told = _("Tugas %(survey)s sudah disimpan.", survey=task.survey)
            flash(told, "success")
            return redirect(f"{back}#tugas-{task_id}")
    times = times_of(BOOK, task, fact_times(db(), actor()))
    page = render_template(
        "tasks/task.html", form=form, task=task, units=[], back=back, times=times
    )
    return page, status_of(form)


@bp.post("/<int:task_id>/hapus")
@allowed(Action.RECORD)
def remove(task_id: int) -> Any:
    """Take back a task that was given by mistake."""
    task = tasks.task_view(db(), actor(), now(), task_id)
    version = request.form.get("version", 0, int)
    tasks.remove_task(db(), actor(), now(), task_id, version=version)
    flash(_("Tugas %(survey)s sudah dihapus.", survey=task.survey), "success")
    return redirect(url_for(".home"))


@bp.get("/daftar.xlsx")
@allowed(Action.SEE_FACTS)
def export() -> Response:
    """The tasks as they are filtered; importing them unchanged changes nothing."""
    return workbook("tugas-lapangan.xlsx", field_tasks(task_rows(_found())))


def _chosen() -> dict[str, Any]:
    year = request.args.get("tahun", type=row_number)
    return {
        "jenis": request.args.get("jenis", ""),
        "tahun": year if year is not None and 1990 <= year <= 2100 else None,
        "keadaan": request.args.get("keadaan", ""),
        "cari": request.args.get("cari", ""),
    }


def _found() -> list[tasks.TaskView]:
    chosen = _chosen()
    return tasks.list_tasks(
        db(),
        actor(),
        now(),
        kind=chosen["jenis"],
        year=chosen["tahun"],
        state=chosen["keadaan"],
        text=chosen["cari"],
    )
