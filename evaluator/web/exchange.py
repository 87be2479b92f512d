"""Sheets as workbooks: downloaded, filled elsewhere, previewed and taken in."""

import io
import re
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from evaluator.documents.lke import lke_workbook
from evaluator.documents.lke_reading import read_lke
from evaluator.services.exchange import gather_lke
from evaluator.services.exchange_plans import LkePlan, PlannedCell, plan_lke
from evaluator.services.exchange_saving import take_in
from evaluator.services.permissions import Action
from evaluator.services.problems import Conflict, Refused
from evaluator.services.sheets import SheetRow, my_sheets
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.admin_uploads import UploadForm
from evaluator.web.language import translate
from evaluator.web.request import actor, allowed, db, installation, now
from evaluator.web.uploads import keep, recall

bp = Blueprint("exchange", __name__, url_prefix="/lke")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHOICE = "pilih-"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@bp.route("/", methods=["GET", "POST"])
@allowed(Action.ASSESS)
def page() -> Any:
    """Choose units to take away, or hand a filled workbook in."""
    form = UploadForm()
    if form.validate_on_submit():
        with saving(form, db()):
            content, name = form.file
            _plan(content, name)
            return redirect(url_for(".preview", kept=keep(content, name)))
    rows = my_sheets(db(), actor())
    shown = render_template(
        "exchange/page.html",
        form=form,
        now=_by_category([row for row in rows if row.open]),
        closed=_by_category([row for row in rows if not row.open]),
    )
    return shown, status_of(form)


@bp.get("/unduh.xlsx")
@allowed(Action.ASSESS)
def download() -> Response:
    """Several sheets of one category as one workbook."""
    return _workbook(request.args.getlist("lembar", int))


@bp.get("/<int:sheet_id>.xlsx")
@allowed(Action.ASSESS)
def download_one(sheet_id: int) -> Response:
    """One unit's sheet as a workbook."""
    return _workbook([sheet_id])


@bp.route("/pratinjau/<kept>", methods=["GET", "POST"])
@allowed(Action.ASSESS)
def preview(kept: str) -> Any:
    """Show what taking in a workbook would do; do exactly that when it is confirmed."""
    content, name = recall(kept)
    plan, refusal = _plan(content, name), ""
    decisions = {
        field.removeprefix(_CHOICE): value
        for field, value in request.form.items()
        if field.startswith(_CHOICE)
    }
    if request.form.get("plan") == plan.digest:
        try:
            count = take_in(db(), actor(), now(), plan, decisions, name)
            flash(
                _("%(count)s nilai dari %(name)s sudah disimpan.", count=count, name=name),
                "success",
            )
            return redirect(url_for(".preview", kept=kept))
        except Refused as problem:
            db().rollback()
            refusal = " ".join(translate(p.message) for p in (problem, *problem.details))
            return _preview(plan, name, kept, decisions, refusal=refusal), 422
        except Conflict:
            db().rollback()
            plan = _plan(content, name)
    moved = request.method == "POST"
    return _preview(plan, name, kept, decisions, moved=moved), 409 if moved else 200


def _preview(plan: LkePlan, name: str, kept: str, decisions: dict[str, str], **more: Any) -> str:
    return render_template(
        "exchange/preview.html",
        plan=plan,
        counts=plan.counts,
        changes=_by_unit(plan.of("change")),
        clashes=plan.of("clash"),
        refused=plan.of("refused"),
        name=name,
        kept=kept,
        decisions=decisions,
        choice=_CHOICE,
        **more,
    )


def _plan(content: bytes, name: str) -> LkePlan:
    return plan_lke(db(), actor(), now(), read_lke(content, name), _secret())


def _secret() -> bytes:
    return installation().secret_key().encode()


def _workbook(sheet_ids: list[int]) -> Response:
    lke = gather_lke(db(), actor(), now(), sheet_ids, _secret())
    subject = lke.sheets[0].unit if len(lke.sheets) == 1 else f"{lke.category} {lke.period}"
    name = f"LKE {_NOT_IN_NAMES.sub(' ', subject)[:80].strip()}.xlsx"
    content = io.BytesIO(lke_workbook(lke))
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=name)


def _by_category(rows: list[SheetRow]) -> list[tuple[str, list[SheetRow]]]:
    """Sheets under the name of their period and category, in the order given."""
    groups = groupby(rows, key=lambda row: f"{row.period} – {row.category}")
    return [(title, list(found)) for title, found in groups]


def _by_unit(cells: tuple[PlannedCell, ...]) -> list[tuple[str, list[PlannedCell]]]:
    """Cells under the name of their unit, in the order of the file."""
    groups = groupby(cells, key=lambda cell: (cell.sheet_id, cell.unit))
    return [(unit, list(found)) for (_, unit), found in groups]
