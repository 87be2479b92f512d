"""Guests, their seats, and the papers of the award day."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from evaluator.services import ceremony_seat_plans, ceremony_seats, seat_filling
from evaluator.services.calling import calling_order
from evaluator.services.ceremonies import CeremonyView, open_ceremony
from evaluator.services.import_plans import OUTCOMES
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action
from evaluator.services.problems import NotFound, Refused
from evaluator.web.drawing import shown
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.admin_uploads import UploadForm
from evaluator.web.forms.ceremony import SeatForm
from evaluator.web.imports import planned, workbook
from evaluator.web.language import day
from evaluator.web.request import actor, allowed, db, now
from evaluator.web.uploads import keep, recall

bp = Blueprint("ceremony_seats", __name__, url_prefix="/panggung")


@bp.get("/<int:period_id>/tamu")
@allowed(Action.STAGE)
def seats(period_id: int) -> Any:
    """List the guests in their order."""
    rows = ceremony_seats.list_seats(db(), actor(), period_id)
    view = open_ceremony(db(), actor(), period_id)
    return render_template(
        "ceremony/seats.html",
        view=view,
        seats=rows,
        renewals=seat_filling.renewals(db(), actor(), period_id),
        telling=seat_filling.tells_winners(db(), actor(), period_id),
    )


@bp.route("/<int:period_id>/tamu/tambah", methods=["GET", "POST"])
@allowed(Action.STAGE)
def add(period_id: int) -> Any:
    """Add one guest."""
    form = SeatForm()
    if form.validate_on_submit():
        with saving(form, db()):
            ceremony_seats.add_seat(db(), actor(), now(), period_id, form.texts)
            flash(_("%(name)s sudah dicatat.", name=form.name.data), "success")
            return redirect(url_for(".seats", period_id=period_id))
    view = open_ceremony(db(), actor(), period_id)
    return render_template("ceremony/seat.html", view=view, form=form, own=None), status_of(form)


@bp.route("/<int:period_id>/tamu/<int:seat_id>", methods=["GET", "POST"])
@allowed(Action.STAGE)
def change(period_id: int, seat_id: int) -> Any:
    """Change one guest."""
    rows = ceremony_seats.list_seats(db(), actor(), period_id)
    own = next((row for row in rows if row.id == seat_id), None)
    if own is None:
        raise NotFound("Tamu itu tidak ada lagi dalam daftar.")
    form = SeatForm(obj=own)
    if form.validate_on_submit():
        with saving(form, db()):
            ceremony_seats.change_seat(db(), actor(), now(), period_id, seat_id, form.texts)
            flash(_("%(name)s sudah dicatat.", name=form.name.data), "success")
            return redirect(url_for(".seats", period_id=period_id))
    view = open_ceremony(db(), actor(), period_id)
    return render_template("ceremony/seat.html", view=view, form=form, own=own), status_of(form)


@bp.post("/<int:period_id>/tamu/<int:seat_id>/hapus")
@allowed(Action.STAGE)
def remove(period_id: int, seat_id: int) -> Any:
    """Take one guest off the list."""
    ceremony_seats.remove_seat(db(), actor(), now(), period_id, seat_id)
    flash(_("Tamu itu sudah dilepas dari daftar."), "success")
    return redirect(url_for(".seats", period_id=period_id))


@bp.post("/<int:period_id>/tamu/pemenang")
@allowed(Action.STAGE)
def fill(period_id: int) -> Any:
    """Add a seat for every winner that has none."""
    count = seat_filling.seat_winners(db(), actor(), now(), period_id)
    sentence = ngettext("%(num)s pemenang ditambahkan.", "%(num)s pemenang ditambahkan.", count)
    flash(sentence if count else _("Semua pemenang sudah ada dalam daftar."), "success")
    return redirect(url_for(".seats", period_id=period_id))


@bp.post("/<int:period_id>/tamu/unit")
@allowed(Action.STAGE)
def fill_units(period_id: int) -> Any:
    """Add a seat for every unit of the assessment that has none."""
    count = seat_filling.seat_units(db(), actor(), now(), period_id)
    sentence = ngettext("%(num)s unit ditambahkan.", "%(num)s unit ditambahkan.", count)
    flash(sentence if count else _("Semua unit sudah ada dalam daftar."), "success")
    return redirect(url_for(".seats", period_id=period_id))


@bp.post("/<int:period_id>/tamu/perbarui")
@allowed(Action.STAGE)
def renew(period_id: int) -> Any:
    """Let guests stand under the names that stage notes and certificates give them."""
    count = seat_filling.renew_seats(db(), actor(), now(), period_id)
    flash(ngettext("%(num)s nama diperbarui.", "%(num)s nama diperbarui.", count), "success")
    return redirect(url_for(".seats", period_id=period_id))


@bp.route("/<int:period_id>/tamu/impor", methods=["GET", "POST"])
@allowed(Action.STAGE)
def upload(period_id: int) -> Any:
    """Take a table of guests and lead to its dry run."""
    form = UploadForm()
    view = open_ceremony(db(), actor(), period_id)
    if form.validate_on_submit():
        with saving(form, db()):
            content, name = form.file
            planned(content, name, _plan(period_id))
            word = keep(content, name)
            return redirect(url_for(".preview", period_id=period_id, berkas=word))
    columns = list(ceremony_seat_plans.COLUMNS)
    page = render_template("ceremony/seat_import.html", view=view, form=form, columns=columns)
    return page, status_of(form)


@bp.route("/<int:period_id>/tamu/periksa", methods=["GET", "POST"])
@allowed(Action.STAGE)
def preview(period_id: int) -> Any:
    """Show what a table would do to the list; do exactly that when it is confirmed."""
    word = request.values.get("berkas", "")
    content, name = recall(word)
    plan = planned(content, name, _plan(period_id))
    if request.method == "POST" and request.form.get("plan") == plan.digest:
        count = ceremony_seats.carry_out_seats(db(), actor(), now(), period_id, plan)
        flash(ngettext("%(num)s tamu tersimpan.", "%(num)s tamu tersimpan.", count), "success")
        return redirect(url_for(".seats", period_id=period_id))
    moved = request.method == "POST"
    page = render_template(
        "ceremony/seat_preview.html",
        view=open_ceremony(db(), actor(), period_id),
        plan=plan,
        name=name,
        word=word,
        moved=moved,
        outcomes=OUTCOMES,
    )
    return page, 409 if moved else 200


@bp.get("/<int:period_id>/tamu.xlsx")
@allowed(Action.STAGE)
def export(period_id: int) -> Response:
    """The list as a workbook; importing it unchanged changes nothing."""
    from evaluator.documents.blank_table import text_table

    columns = ceremony_seat_plans.COLUMNS
    rows = ceremony_seats.list_seats(db(), actor(), period_id)
    texts = [[getattr(row, field) for field in columns.values()] for row in rows]
    return workbook("daftar-tamu.xlsx", text_table("Tamu", list(columns), texts, {}))


@bp.get("/<int:period_id>/cetak/<any(susunan, panggil, amplop, tamu):kind>.pdf")
@allowed(Action.STAGE)
def paper(period_id: int, kind: str) -> Response:
    """Print one of the papers of the day: running order, calling list, slips or seating list."""
    from evaluator.documents import day_papers, style

    view = open_ceremony(db(), actor(), period_id)
    heading = _heading(view, kind)
    try:
        if kind == "amplop":
            content = day_papers.print_slips(heading, _slips(view))
        else:
            content = day_papers.print_sheet(heading, _SHEETS[kind](view))
    except style.Refused as refusal:
        raise Refused(str(refusal)) from None
    return shown(content, f"{heading.title}.pdf")


def _plan(period_id: int) -> Any:
    def plan(session: Any, who: Any, *given: Any) -> Any:
        return ceremony_seat_plans.plan_seats(session, who, period_id, *given)

    return plan


def _heading(view: CeremonyView, kind: str) -> Any:
    from evaluator.documents.day_papers import Heading

    titles = {
        "susunan": "Susunan acara penghargaan",
        "panggil": "Daftar panggil",
        "amplop": "Kartu amplop pemenang",
        "tamu": "Daftar tempat duduk",
    }
    office, period = office_view(db(), actor().office_id), view.period
    names_winners = kind in ("panggil", "amplop")
    untold = period.released_at is None or period.revising_since is not None
    telling = kind == "tamu" and seat_filling.tells_winners(db(), actor(), period.id)
    secret = telling or (names_winners and untold)
    mark = "CONTOH – bukan dokumen resmi" if office.illustrative else None
    with force_locale("id"):
        held = day(period.event_date)
    return Heading(office.name, titles[kind], period.event, held, secret, mark)


def _running_order(view: CeremonyView) -> Any:
    from evaluator.documents.day_papers import Sheet

    rows = [
        (str(number), item.category, item.title, str(item.recipients))
        for number, item in enumerate(view.items, start=1)
    ]
    return Sheet(("No.", "Kategori", "Penghargaan", "Penerima"), (1.2, 5, 8, 2), rows, bold=2)


def _calling_list(view: CeremonyView) -> Any:
    from evaluator.documents.day_papers import Sheet

    rows = [
        (str(n), one.name, one.place_name, f"{one.title} ({one.category})", one.note.spoken,
         one.note.caller)
        for n, one in enumerate(_called(view), start=1)
    ]  # fmt: skip
    titles = ("No.", "Nama", "Juara", "Penghargaan", "Cara membaca", "Yang maju")
    spoken, caller = (3.3 if any(row[column] for row in rows) else 2.4 for column in (4, 5))
    # What columns without a word do not need goes to the awards, whose names are long.
    return Sheet(titles, (1.4, 5.5, 3.7, 12.8 - spoken - caller, spoken, caller), rows)


def _seating_list(view: CeremonyView) -> Any:
    from evaluator.documents.day_papers import Sheet

    rows = [
        (str(n), row.name, ", ".join(part for part in (row.title, row.organisation) if part),
         row.table, row.seat, row.note)
        for n, row in enumerate(ceremony_seats.list_seats(db(), actor(), view.period.id), start=1)
    ]  # fmt: skip
    titles = ("No.", "Nama", "Jabatan dan instansi", "Meja", "Kursi", "Catatan")
    return Sheet(titles, (1.2, 6, 6, 2, 2, 3), rows)


def _slips(view: CeremonyView) -> Any:
    from evaluator.documents.day_papers import Slip

    return [
        Slip(n, f"{one.category} · {one.title}", one.place_name, one.name, one.note.caller,
             one.note.spoken)
        for n, one in enumerate(_called(view), start=1)
    ]  # fmt: skip


def _called(view: CeremonyView) -> Any:
    return calling_order(db(), actor(), view.period.id)


_SHEETS = {"susunan": _running_order, "panggil": _calling_list, "tamu": _seating_list}
