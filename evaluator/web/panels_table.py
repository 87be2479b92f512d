"""Panels from a table: downloaded, changed, and handed in again with a dry run."""

import io
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from evaluator.documents.panel_table import panel_table
from evaluator.documents.tables import CellFault, CellProblems, scan_table
from evaluator.scoring.messages import Message, says
from evaluator.services.panel_boards import panel_board
from evaluator.services.panel_plans import (
    COLUMNS,
    OUTCOMES,
    PanelPlan,
    carry_out_plan,
    plan_panels,
    table_of_panels,
)
from evaluator.services.permissions import Action
from evaluator.services.problems import Conflict
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.admin_uploads import UploadForm
from evaluator.web.request import actor, allowed, db, now
from evaluator.web.uploads import keep, recall

bp = Blueprint("panels_table", __name__, url_prefix="/panel")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_ROWS = 5_000


@bp.route("/<int:category_id>/berkas", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def upload(category_id: int) -> Any:
    """Take a table of panels and lead to its dry run."""
    board = panel_board(db(), actor(), category_id)
    form = UploadForm()
    if form.validate_on_submit():
        with saving(form, db()):
            content, name = form.file
            _plan(category_id, content, name)
            kept = keep(content, name)
            return redirect(url_for(".preview", category_id=category_id, kept=kept))
    page = render_template("panels/upload.html", board=board, form=form, columns=COLUMNS)
    return page, status_of(form)


@bp.route("/<int:category_id>/berkas/<kept>", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def preview(category_id: int, kept: str) -> Any:
    """Show what a table would do to every unit; carry out exactly that when it is confirmed."""
    board = panel_board(db(), actor(), category_id)
    content, name = recall(kept)
    plan = _plan(category_id, content, name)
    moved = False
    if request.method == "POST":
        try:
            digest = request.form.get("plan", "")
            carry_out_plan(db(), actor(), now(), category_id, plan, digest)
            flash(_said_of(name, plan), "success")
            return redirect(url_for("panels.board", category_id=category_id))
        except Conflict:
            moved = True
    only = request.args.get("hasil", "")
    page = render_template(
        "panels/preview.html",
        board=board,
        plan=plan,
        rows=[row for row in plan.rows if only in ("", row.outcome)],
        name=name,
        kept=kept,
        only=only,
        moved=moved,
        outcomes=OUTCOMES,
    )
    return page, 409 if moved else 200


@bp.get("/<int:category_id>/penilai.xlsx")
@allowed(Action.ARRANGE)
def export(category_id: int) -> Response:
    """The panels as they are; handing the file in unchanged changes nothing."""
    content = panel_table(table_of_panels(panel_board(db(), actor(), category_id)))
    return send_file(
        io.BytesIO(content), mimetype=_XLSX, as_attachment=True, download_name="penilai.xlsx"
    )


def _plan(category_id: int, content: bytes, name: str) -> PanelPlan:
    table = scan_table(content, name, most_rows=_MOST_ROWS)
    faults = [fault for fault in table.faults if fault.row <= table.header_row]
    if faults:
        raise CellProblems(faults)
    rows = [(row.number, row.texts) for row in table.rows]
    unread = [(fault.row, _said(fault)) for fault in table.faults]
    return plan_panels(db(), actor(), category_id, table.header, rows, unread)


def _said(fault: CellFault) -> Message:
    if not fault.header:
        return fault.message
    return says("{column}: {problem}", column=fault.header, problem=fault.message)


def _said_of(name: str, plan: PanelPlan) -> str:
    return str(
        _(
            "%(name)s selesai: panel %(changed)s unit berubah, %(same)s sama.",
            name=name,
            changed=plan.count("changed"),
            same=plan.count("same"),
        )
    )
