"""The admin opens and changes many accounts from a table, with a dry run."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.documents.people_table import people_table, people_template
from evaluator.services.accounts import list_people
from evaluator.services.import_plans import OUTCOMES
from evaluator.services.people_imports import carry_out_people
from evaluator.services.people_plans import COLUMNS, DUTIES, ROLES, plan_people, table_of
from evaluator.services.permissions import Action
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.admin_uploads import UploadForm
from evaluator.web.imports import planned, workbook
from evaluator.web.request import actor, allowed, db, now
from evaluator.web.uploads import keep, recall

bp = Blueprint("admin_people_import", __name__, url_prefix="/admin/orang")


@bp.route("/impor", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def upload() -> Any:
    """Take a table of people and lead to its dry run."""
    form = UploadForm()
    if form.validate_on_submit():
        with saving(form, db()):
            content, name = form.file
            planned(content, name, plan_people)
            return redirect(url_for(".preview", kept=keep(content, name)))
    words = {"columns": COLUMNS, "roles": list(ROLES), "duties": list(DUTIES)}
    return render_template("admin/people_import.html", form=form, **words), status_of(form)


@bp.route("/impor/<kept>", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def preview(kept: str) -> Any:
    """Show what an import would do to every row; carry out exactly that when it is confirmed."""
    content, name = recall(kept)
    plan = planned(content, name, plan_people)
    if request.form.get("plan") == plan.digest:
        opened = carry_out_people(db(), actor(), now(), plan)
        flash(
            _(
                "Impor %(name)s selesai: %(total)s baris, yaitu %(new)s baru, %(changed)s "
                "berubah, %(same)s sama.",
                name=name,
                total=len(plan.rows),
                new=len(opened),
                changed=plan.count("changed"),
                same=plan.count("same"),
            ),
            "success",
        )
        return redirect(url_for("admin_people.people"))
    moved, only = request.method == "POST", request.args.get("hasil", "")
    page = render_template(
        "admin/people_preview.html",
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
    return workbook("templat-orang.xlsx", people_template())


@bp.get("/daftar.xlsx")
@allowed(Action.ADMINISTER)
def export() -> Response:
    """Everyone who may sign in; importing the list unchanged changes nothing."""
    return workbook("daftar-orang.xlsx", people_table(table_of(list_people(db(), actor()))))
