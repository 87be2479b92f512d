"""Requests for data: what was asked of whom, what came back, who is late."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.documents.fact_tables import board_table, requested_tables
from evaluator.documents.result_table import csv_bytes, xlsx_bytes
from evaluator.services import request_boards, request_reminders, requests
from evaluator.services.fact_columns import texts_of
from evaluator.services.fact_units import own_kind
from evaluator.services.permissions import Action, allows
from evaluator.services.reminder_queue import Queued
from evaluator.services.request_copies import copy_tables, copyable_rounds
from evaluator.services.request_imports import table_rows
from evaluator.services.request_own import in_rounds
from evaluator.services.request_tables import list_tables
from evaluator.services.row_numbers import row_number
from evaluator.services.units import KINDS
from evaluator.storage.actor import Role
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.facts import RoundForm, SentForm
from evaluator.web.forms.progress import ReminderForm
from evaluator.web.imports import workbook
from evaluator.web.language import label, time
from evaluator.web.reminders import sent, ticked
from evaluator.web.request import actor, allowed, db, now, public_url

bp = Blueprint("requests", __name__, url_prefix="/permintaan")
_FIELDS = tuple(column.field for column in requests.COLUMNS)


@bp.get("/")
@allowed(Action.SEE_FACTS)
def home() -> Any:
    """List the requests for people of the office; a unit sees the tables asked of it."""
    if actor().roles == {Role.UNIT}:
        own = in_rounds(list_tables(db(), actor(), now()))
        return render_template(
            "requests/own.html",
            rounds=own,
            form=SentForm(),
            sent=None,
            ticked=(),
            kind=own_kind(db(), actor()),
        )
    found = requests.list_rounds(db(), actor(), now())
    return render_template("requests/home.html", rounds=found, can_record=_records())


@bp.route("/baru", methods=["GET", "POST"])
@allowed(Action.RECORD)
def add() -> Any:
    """Open a request for data."""
    form = RoundForm(data={"year": str(now().year)})
    if form.validate_on_submit():
        with saving(form, db()):
            round_id = requests.open_round(db(), actor(), now(), **_typed(form))
            told = _("%(title)s sudah dibuka. Sekarang isi tabelnya.", title=form.title.data)
            flash(told, "success")
            return redirect(url_for("requests_tables.tables", round_id=round_id))
    return render_template("requests/round.html", form=form, found=None), status_of(form)


@bp.get("/<int:round_id>")
@allowed(Action.SEE_FACTS)
def board(round_id: int) -> Any:
    """Show who is late with a request: one row a unit; a unit has a page of its own."""
    if actor().roles == {Role.UNIT}:
        return redirect(url_for(".home"))
    found = requests.round_view(db(), actor(), now(), round_id)
    chosen = _chosen()
    whole = request_boards.board(db(), actor(), now(), round_id)
    return render_template(
        "requests/board.html",
        found=found,
        whole=whole,
        rows=request_boards.arranged(whole, **chosen),
        reminded=request_reminders.reminded_units(db(), round_id),
        chosen=chosen,
        states=request_boards.STATES,
        kinds=[(kind, label("kind", kind)) for kind in KINDS],
        can_record=_records(),
        others=[] if whole or not _records() else copyable_rounds(db(), actor(), now(), round_id),
    )


@bp.post("/<int:round_id>/salin")
@allowed(Action.RECORD)
def copy(round_id: int) -> Any:
    """Ask for the tables of another request once more."""
    source_id = request.form.get("source", type=row_number)
    count = copy_tables(db(), actor(), now(), round_id, source_id)
    told = _("%(count)s tabel disalin tanpa hasilnya. Periksa batas waktunya.", count=count)
    flash(told, "success")
    return redirect(url_for("requests_tables.tables", round_id=round_id))


@bp.get("/<int:round_id>/papan.<any(csv,xlsx):form>")
@allowed(Action.SEE_FACTS)
def board_file(round_id: int, form: str) -> Response:
    """The board as it is filtered and ordered, as a table to take away."""
    found = requests.round_view(db(), actor(), now(), round_id)
    rows = request_boards.arranged(
        request_boards.board(db(), actor(), now(), round_id), **_chosen()
    )
    titles = (
        *(_("Unit"), _("Tabel diminta"), _("Tabel diterima")),
        *(_("Belum diterima, lewat batas"), _("Paling lama lewat batas (hari)")),
        *(_("Menunggu dipastikan"), _("Datang terlambat"), _("Paling lama terlambat (hari)")),
        *(_("Rincian diminta"), _("Rincian terisi")),
    )
    facts = (_("Keadaan %(when)s", when=time(now())),)
    table = board_table(found.title, facts, titles, rows)
    if form == "xlsx":
        return workbook("papan-permintaan.xlsx", xlsx_bytes(table))
    answer = Response(csv_bytes(table), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="papan-permintaan.csv"'
    return answer


@bp.get("/<int:round_id>/daftar.xlsx")
@allowed(Action.SEE_FACTS)
def table_file(round_id: int) -> Response:
    """All tables of a request, ready to be filled in and imported again."""
    requests.round_view(db(), actor(), now(), round_id)
    rows = table_rows(list_tables(db(), actor(), now(), round_id=round_id))
    return workbook("daftar-permintaan.xlsx", requested_tables(rows))


@bp.route("/<int:round_id>/ubah", methods=["GET", "POST"])
@allowed(Action.RECORD)
def change(round_id: int) -> Any:
    """Change what a request is called, or when it went out."""
    found = requests.round_view(db(), actor(), now(), round_id)
    stored = {name: getattr(found, name) for name in _FIELDS}
    form = RoundForm(data={**texts_of(requests.COLUMNS, stored), "version": found.version})
    if form.validate_on_submit():
        with saving(form, db()):
            version = form.version.data or 0
            requests.change_round(db(), actor(), now(), round_id, version=version, **_typed(form))
            flash(_("Perubahan sudah disimpan."), "success")
            return redirect(url_for(".board", round_id=round_id))
    return render_template("requests/round.html", form=form, found=found), status_of(form)


@bp.post("/<int:round_id>/hapus")
@allowed(Action.RECORD)
def remove(round_id: int) -> Any:
    """Remove a request that has no tables."""
    requests.remove_round(db(), actor(), now(), round_id)
    flash(_("Permintaan sudah dihapus."), "success")
    return redirect(url_for(".home"))


@bp.route("/<int:round_id>/pengingat", methods=["GET", "POST"])
@allowed(Action.RECORD)
def reminders(round_id: int) -> Any:
    """Choose who is reminded, read every text, and queue them."""
    form = ReminderForm()
    service = request_reminders
    where = {"public_url": public_url(), "extra": form.extra.data or ""}

    def queue(chosen: list[int]) -> Queued:
        force = form.force.data
        return service.remind_late(db(), actor(), now(), round_id, chosen, force=force, **where)

    if sent(form, queue):
        return redirect(url_for(".board", round_id=round_id))
    plan = service.plan_late_reminders(db(), actor(), now(), round_id, **where)
    page = render_template(
        "requests/reminders.html",
        plan=plan,
        form=form,
        ticked=ticked(form, plan.reminders),
        round_id=round_id,
    )
    return page, status_of(form)


def _records() -> bool:
    return allows(actor(), Action.RECORD)


def _chosen() -> dict[str, str]:
    """The filter and the order that the address asks for."""
    asked = request.args
    return {
        "state": asked.get("keadaan", ""),
        "kind": asked.get("jenis", ""),
        "text": asked.get("cari", ""),
        "by": asked.get("urut", "late"),
    }


def _typed(form: RoundForm) -> dict[str, str]:
    return {name: form[name].data or "" for name in _FIELDS}
