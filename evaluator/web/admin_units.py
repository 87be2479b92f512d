"""The admin keeps the list of units: by hand, or from a table with a dry run."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.documents.unit_table import unit_table, unit_template
from evaluator.services.import_plans import OUTCOMES, ImportPlan
from evaluator.services.permissions import Action
from evaluator.services.unit_endings import ending_of, predecessors
from evaluator.services.unit_groups import groups_of
from evaluator.services.unit_imports import carry_out_import
from evaluator.services.unit_names import names_of
from evaluator.services.unit_plans import plan_import, table_of
from evaluator.services.unit_rows import COLUMNS
from evaluator.services.units import KINDS, change_unit, create_unit, list_units, unit_view
from evaluator.web.forms.admin_lists import page_of
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.admin_units import UnitForm
from evaluator.web.forms.admin_uploads import UploadForm
from evaluator.web.imports import planned, workbook
from evaluator.web.language import label
from evaluator.web.request import actor, allowed, db, now
from evaluator.web.uploads import keep, recall

bp = Blueprint("admin_units", __name__, url_prefix="/admin/unit")


@bp.get("/")
@allowed(Action.ADMINISTER)
def units() -> Any:
    """List the units, of one kind or with a text in their names."""
    kind, text = request.args.get("jenis", ""), request.args.get("cari", "")
    found = list_units(db(), actor(), kind, text)
    page = page_of(found, request.args.get("page", 1, int))
    return render_template("admin/units.html", page=page, kind=kind, text=text, kinds=_kinds())


@bp.route("/tambah", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def add() -> Any:
    """Enter one unit."""
    form = UnitForm()
    form.offer(list_units(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            create_unit(db(), actor(), now(), **_typed(form))
            flash(_("%(name)s sudah ditambahkan.", name=form.name.data), "success")
            return redirect(url_for(".units", jenis=form.kind.data))
    return render_template("admin/unit.html", form=form, unit=None), status_of(form)


@bp.route("/<int:unit_id>", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def change(unit_id: int) -> Any:
    """Change one unit; its page also tells how it was called and what became of it."""
    unit = unit_view(db(), actor(), unit_id)
    form = UnitForm(obj=unit)
    form.offer(list_units(db(), actor()), unit_id)
    if form.validate_on_submit():
        with saving(form, db()):
            version = form.version.data
            change_unit(db(), actor(), now(), unit_id, version=version, **_typed(form))
            flash(_("Perubahan pada %(name)s sudah disimpan.", name=form.name.data), "success")
            return redirect(url_for(".units", jenis=form.kind.data))
    page = render_template("admin/unit.html", form=form, unit=unit, **_history(unit_id))
    return page, status_of(form)


@bp.route("/impor", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def upload() -> Any:
    """Take a table of units and lead to its dry run."""
    form = UploadForm()
    if form.validate_on_submit():
        with saving(form, db()):
            content, name = form.file
            planned(content, name, plan_import)
            return redirect(url_for(".preview", kept=keep(content, name)))
    page = render_template("admin/unit_import.html", form=form, columns=COLUMNS, kinds=KINDS)
    return page, status_of(form)


@bp.route("/impor/<kept>", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def preview(kept: str) -> Any:
    """Show what an import would do to every row; carry out exactly that when it is confirmed."""
    content, name = recall(kept)
    plan = planned(content, name, plan_import)
    if request.form.get("plan") == plan.digest:
        carry_out_import(db(), actor(), now(), plan)
        flash(_said_of(name, plan), "success")
        return redirect(url_for(".units"))
    moved = request.method == "POST"
    only = request.args.get("hasil", "")
    page = render_template(
        "admin/unit_preview.html",
        plan=plan,
        rows=[row for row in plan.rows if only in ("", row.outcome)],
        name=name,
        kept=kept,
        only=only,
        moved=moved,
        outcomes=OUTCOMES,
    )
    return page, 409 if moved else 200


@bp.get("/templat.xlsx")
@allowed(Action.ADMINISTER)
def template() -> Response:
    """A workbook to fill in."""
    return workbook("templat-unit.xlsx", unit_template())


@bp.get("/daftar.xlsx")
@allowed(Action.ADMINISTER)
def export() -> Response:
    """The list as it is filtered; importing it unchanged changes nothing."""
    kind, text = request.args.get("jenis", ""), request.args.get("cari", "")
    rows = table_of(list_units(db(), actor(), kind, text), groups_of(db(), actor()))
    return workbook("daftar-unit.xlsx", unit_table(rows))


def _kinds() -> list[tuple[str, str]]:
    return [(kind, label("kind", kind)) for kind in KINDS]


def _said_of(name: str, plan: ImportPlan) -> str:
    return str(
        _(
            "Impor %(name)s selesai: %(total)s baris, yaitu %(new)s baru, %(changed)s berubah, "
            "%(same)s sama.",
            name=name,
            total=len(plan.rows),
            **{outcome: plan.count(outcome) for outcome in ("new", "changed", "same")},
        )
    )


def _typed(form: UnitForm) -> dict[str, Any]:
    names = ("kind", "short_name", "name", "bps_code", "kemendagri_code", "parent_id", "note")
    return {name: form[name].data for name in names}


def _history(unit_id: int) -> dict[str, Any]:
    groups = [g.name for g in groups_of(db(), actor()) if unit_id in g.unit_ids]
    return {
        "names": names_of(db(), actor(), unit_id, now()),
        "ending": ending_of(db(), actor(), unit_id),
        "former": predecessors(db(), actor(), unit_id),
        "groups": groups,
    }
