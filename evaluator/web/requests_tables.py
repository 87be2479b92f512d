"""The tables of a request: asking for one, keeping what came, and what the unit says."""

from collections.abc import Collection
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import request_own, request_tables
from evaluator.services.fact_times import fact_times, locks_of, times_of
from evaluator.services.fact_units import fact_units, own_kind
from evaluator.services.permissions import Action, allows
from evaluator.services.request_book import BOOK
from evaluator.services.request_copies import copyable_rounds
from evaluator.services.requests import round_view
from evaluator.services.row_numbers import row_number
from evaluator.storage.actor import Role
from evaluator.web.forms.admin_lists import page_of
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.facts import SentForm, TableForm
from evaluator.web.request import actor, allowed, db, local_path, now

bp = Blueprint("requests_tables", __name__, url_prefix="/permintaan")


@bp.get("/<int:round_id>/tabel")
@allowed(Action.SEE_FACTS)
def tables(round_id: int) -> Any:
    """List the tables of a request; what came is kept in place."""
    if actor().roles == {Role.UNIT}:
        return redirect(url_for("requests.home"))
    found = round_view(db(), actor(), now(), round_id)
    state, text = request.args.get("keadaan", ""), request.args.get("cari", "")
    unit_id = request.args.get("unit", type=row_number)
    rows = request_tables.list_tables(
        db(), actor(), now(), round_id=round_id, unit_id=unit_id, state=state, text=text
    )
    records = allows(actor(), Action.RECORD)
    page = page_of(rows, request.args.get("page", 1, int))
    times = fact_times(db(), actor()) if records else []
    empty = records and not found.counts.asked
    return render_template(
        "requests/tables.html",
        found=found,
        page=page,
        locks=locks_of(BOOK, page.rows, times),
        others=copyable_rounds(db(), actor(), now(), round_id) if empty else [],
        chosen={"keadaan": state, "cari": text, "unit": unit_id},
        units=fact_units(db(), actor()),
        states=request_tables.STATES,
        records=records,
        here=request.full_path,
    )


@bp.route("/<int:round_id>/tabel/tambah", methods=["GET", "POST"])
@allowed(Action.RECORD)
def add(round_id: int) -> Any:
    """Ask a unit for one more table."""
    found = round_view(db(), actor(), now(), round_id)
    form = TableForm(data={"unit_id": request.args.get("unit", type=row_number)})
    form.offer(fact_units(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            texts = form.given(BOOK.fields, request.form)
            request_tables.add_table(db(), actor(), now(), round_id, form.unit_id.data, **texts)
            flash(_("Tabel %(number)s sudah diminta.", number=form.number.data), "success")
            return redirect(url_for(".tables", round_id=round_id, unit=form.unit_id.data))
    times = fact_times(db(), actor())
    page = render_template(
        "requests/table.html", found=found, form=form, table=None, back="", times=times
    )
    return page, status_of(form)


@bp.route("/tabel/<int:table_id>", methods=["GET", "POST"])
@allowed(Action.RECORD)
def change(table_id: int) -> Any:
    """Change what was asked, or keep what came; a list may send only a part of the fields."""
    table = request_tables.table_view(db(), actor(), now(), table_id)
    back = local_path(request.values.get("back")) or url_for(".tables", round_id=table.round_id)
    form = TableForm(data={**table.texts, "version": table.version})
    form.settle_unit(table.unit_id, table.unit)
    if form.validate_on_submit():
        with saving(form, db()):
            texts = form.given(BOOK.fields, request.form)
            request_tables.change_table(
                db(), actor(), now(), table_id, version=form.version.data or 0, **texts
            )
            told = _(
                "Tabel %(number)s dari %(unit)s sudah disimpan.",
                number=table.number,
                unit=table.unit,
            )
            flash(told, "success")
            return redirect(f"{back}#tabel-{table_id}")
    found = round_view(db(), actor(), now(), table.round_id)
    times = times_of(BOOK, table, fact_times(db(), actor()))
    page = render_template(
        "requests/table.html", found=found, form=form, table=table, back=back, times=times
    )
    return page, status_of(form)


@bp.post("/tabel/<int:table_id>/hapus")
@allowed(Action.RECORD)
def remove(table_id: int) -> Any:
    """Take back a table that was asked by mistake."""
    table = request_tables.table_view(db(), actor(), now(), table_id)
    version = request.form.get("version", 0, int)
    request_tables.remove_table(db(), actor(), now(), table_id, version=version)
    flash(_("Tabel %(number)s tidak diminta lagi.", number=table.number), "success")
    return redirect(url_for(".tables", round_id=table.round_id))


@bp.post("/tabel/<int:table_id>/dikirim")
@allowed(Action.SELF_ASSESS)
def sent(table_id: int) -> Any:
    """A unit says when it sent a table."""
    form = SentForm()
    if form.validate_on_submit():
        with saving(form, db()):
            request_own.tell_sent(
                db(),
                actor(),
                now(),
                table_id,
                sent_on=form.sent_on.data,
                sent_note=form.sent_note.data,
            )
            flash(_("Terima kasih. Kantor akan memastikan penerimaannya."), "success")
            return redirect(f"{url_for('requests.home')}#tabel-{table_id}")
    return _own_page(form, table_id, ())


@bp.post("/dikirim")
@allowed(Action.SELF_ASSESS)
def many_sent() -> Any:
    """A unit says of all tables that it ticked when it sent them."""
    form = SentForm()
    ticked = request.form.getlist("table", type=row_number)
    if form.validate_on_submit():
        with saving(form, db()):
            day, note = form.sent_on.data, form.sent_note.data
            count = request_own.tell_many_sent(
                db(), actor(), now(), ticked, sent_on=day, sent_note=note
            )
            told = _(
                "Terima kasih. Kantor akan memastikan penerimaan %(count)s tabel.", count=count
            )
            flash(told, "success")
            return redirect(url_for("requests.home"))
    return _own_page(form, None, ticked)


def _own_page(form: SentForm, sent: int | None, ticked: Collection[int]) -> Any:
    """The tables of a unit with what it typed; `sent`: of one table, `ticked`: of several."""
    page = render_template(
        "requests/own.html",
        rounds=request_own.in_rounds(request_tables.list_tables(db(), actor(), now())),
        form=form,
        sent=sent,
        ticked=ticked,
        kind=own_kind(db(), actor()),
    )
    return page, status_of(form)
