"""Importing requests, registers and tasks from a table: upload, dry run, everything or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.documents.fact_tables import field_tasks, register_entries, requested_tables
from evaluator.services import register_imports, request_imports, task_imports
from evaluator.services.fact_plans import FactPlan
from evaluator.services.import_plans import OUTCOMES
from evaluator.services.permissions import Action
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.admin_uploads import UploadForm
from evaluator.web.imports import planned, workbook
from evaluator.web.request import actor, allowed, db, now
from evaluator.web.uploads import keep, recall

bp = Blueprint("fact_imports", __name__, url_prefix="/impor-data")
WHAT = "<any(permintaan,catatan,tugas):what>"


@dataclass(frozen=True)
class Table:
    """One kind of table that can be imported.

    key : the titles by which a row is known
    days : the titles under which a workbook may hold dates
    """

    columns: Sequence[str]
    key: Sequence[str]
    days: Sequence[str]
    plan: Callable[..., FactPlan]
    write: Callable[..., None]
    template: Callable[[], bytes]
    home: str


TABLES: Mapping[str, Table] = {
    "permintaan": Table(
        request_imports.COLUMNS,
        ("permintaan", "unit", "nomor"),
        ("batas_waktu", "diterima", "lengkap"),
        request_imports.plan_tables,
        request_imports.import_tables,
        requested_tables,
        "requests.home",
    ),
    "catatan": Table(
        register_imports.COLUMNS,
        ("daftar", "unit", "judul", "tanggal"),
        ("tanggal", "batas_waktu", "tercapai", "berlaku_sampai"),
        register_imports.plan_entries,
        register_imports.import_entries,
        register_entries,
        "registers.home",
    ),
    "tugas": Table(
        task_imports.COLUMNS,
        ("unit", "survei", "tempat", "batas_waktu"),
        ("diberikan", "batas_waktu", "selesai_pada"),
        task_imports.plan_tasks,
        task_imports.import_tasks,
        field_tasks,
        "tasks.home",
    ),
}


@bp.route(f"/{WHAT}", methods=["GET", "POST"])
@allowed(Action.RECORD)
def upload(what: str) -> Any:
    """Take a table and lead to its dry run."""
    form = UploadForm()
    if form.validate_on_submit():
        with saving(form, db()):
            content, name = form.file
            _plan(what, content, name)
            return redirect(url_for(".preview", what=what, kept=keep(content, name)))
    page = render_template(
        "facts/import.html",
        form=form,
        what=what,
        table=TABLES[what],
        texts=_texts(what),
        registers=register_imports.WORDS,
        used=register_imports.used_columns,
    )
    return page, status_of(form)


@bp.route(f"/{WHAT}/<kept>", methods=["GET", "POST"])
@allowed(Action.RECORD)
def preview(what: str, kept: str) -> Any:
    """Show what an import would do to every row; carry out exactly that when it is confirmed."""
    content, name = recall(kept)
    plan = _plan(what, content, name)
    if request.form.get("plan") == plan.digest:
        TABLES[what].write(db(), actor(), now(), plan)
        flash(_said(name, plan), "success")
        return redirect(_landing(what, plan))
    moved = request.method == "POST"
    only = request.args.get("hasil", "")
    page = render_template(
        "facts/preview.html",
        plan=plan,
        rows=[row for row in plan.rows if only in ("", row.outcome)],
        name=name,
        what=what,
        kept=kept,
        only=only,
        moved=moved,
        table=TABLES[what],
        texts=_texts(what),
        outcomes=OUTCOMES,
    )
    return page, 409 if moved else 200


@bp.get(f"/{WHAT}/templat.xlsx")
@allowed(Action.RECORD)
def template(what: str) -> Response:
    """A workbook to fill in."""
    return workbook(f"templat-{what}.xlsx", TABLES[what].template())


def _landing(what: str, plan: FactPlan) -> str:
    """Where what was imported is seen: at the only request that it names, or in the list."""
    rounds = {work.after["round_id"] for work in plan.work if "round_id" in work.after}
    if len(rounds) == 1:
        return url_for("requests_tables.tables", round_id=rounds.pop())
    return url_for(TABLES[what].home)


def _plan(what: str, content: bytes, name: str) -> FactPlan:
    table, moment = TABLES[what], now()

    def plan(session: Any, who: Any, *given: Any) -> FactPlan:
        return table.plan(session, who, moment, *given)

    return planned(content, name, plan, days=table.days)  # type: ignore[return-value]


def _texts(what: str) -> Mapping[str, str]:
    """The heading of an import, and where it leads back to."""
    return {
        "permintaan": {"title": _("Impor permintaan data"), "back": _("Permintaan data")},
        "catatan": {"title": _("Impor catatan unit"), "back": _("Catatan unit")},
        "tugas": {"title": _("Impor tugas lapangan"), "back": _("Tugas lapangan")},
    }[what]


def _said(name: str, plan: FactPlan) -> str:
    return str(
        _(
            "Impor %(name)s selesai: %(total)s baris, yaitu %(new)s baru, %(changed)s berubah, "
            "%(same)s sama.",
            name=name,
            total=len(plan.rows),
            **{outcome: plan.count(outcome) for outcome in ("new", "changed", "same")},
        )
    )
