"""Registers of notices, metadata, data teams, support and agents."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.documents.fact_tables import register_entries
from evaluator.services import registers
from evaluator.services.fact_times import fact_times, times_of
from evaluator.services.fact_units import fact_units, own_kind
from evaluator.services.permissions import Action, allows
from evaluator.services.register_book import BOOK, USES, WANTED
from evaluator.services.register_imports import entry_rows
from evaluator.services.row_numbers import row_number
from evaluator.storage.actor import Role
from evaluator.storage.registers import Register
from evaluator.web.forms.admin_lists import page_of
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.facts import EntryForm
from evaluator.web.imports import workbook
from evaluator.web.language import label
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("registers", __name__, url_prefix="/catatan-unit")
_KINDS = ",".join(f'"{kind}"' for kind in Register)
KIND = f"<any({_KINDS}):kind>"


@bp.get("/")
@allowed(Action.SEE_FACTS)
def home() -> Any:
    """List one register; a unit sees its own entries."""
    kind = _kind(request.args.get("daftar", ""))
    rows = _found(kind)
    return render_template(
        "registers/home.html",
        kind=kind,
        counts=registers.register_counts(db(), actor()),
        page=page_of(rows, request.args.get("page", 1, int)),
        chosen=_chosen(),
        uses=USES[kind],
        words=words_of(kind),
        units=[] if _own() else fact_units(db(), actor()),
        records=allows(actor(), Action.RECORD),
        mine=_own(),
        kind_of_unit=own_kind(db(), actor()),
    )


@bp.route(f"/tambah/{KIND}", methods=["GET", "POST"])
@allowed(Action.RECORD)
def add(kind: str) -> Any:
    """Enter something into a register."""
    register = Register(kind)
    form = EntryForm(data={"unit_id": request.args.get("unit", type=row_number)})
    form.offer(fact_units(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            texts = form.given(BOOK.fields, request.form)
            registers.add_entry(db(), actor(), now(), register, form.unit_id.data, **texts)
            flash(_("%(title)s sudah dicatat.", title=form.title.data), "success")
            return redirect(url_for(".home", daftar=kind))
    return _form_page(form, register, None)


@bp.route("/entri/<int:entry_id>", methods=["GET", "POST"])
@allowed(Action.RECORD)
def change(entry_id: int) -> Any:
    """Change an entry."""
    entry = registers.entry_view(db(), actor(), entry_id)
    form = EntryForm(data={**entry.texts, "version": entry.version})
    form.settle_unit(entry.unit_id, entry.unit)
    if form.validate_on_submit():
        with saving(form, db()):
            texts = form.given(BOOK.fields, request.form)
            version = form.version.data or 0
            registers.change_entry(db(), actor(), now(), entry_id, version=version, **texts)
            flash(_("Perubahan sudah disimpan."), "success")
            return redirect(url_for(".home", daftar=entry.kind))
    return _form_page(form, entry.kind, entry)


@bp.post("/entri/<int:entry_id>/hapus")
@allowed(Action.RECORD)
def remove(entry_id: int) -> Any:
    """Take out an entry that was made by mistake."""
    entry = registers.entry_view(db(), actor(), entry_id)
    version = request.form.get("version", 0, int)
    registers.remove_entry(db(), actor(), now(), entry_id, version=version)
    flash(_("%(title)s sudah dihapus dari daftar.", title=entry.title), "success")
    return redirect(url_for(".home", daftar=entry.kind))


@bp.get(f"/daftar/{KIND}.xlsx")
@allowed(Action.SEE_FACTS)
def export(kind: str) -> Response:
    """A register as it is filtered; importing it unchanged changes nothing."""
    rows = entry_rows(_found(Register(kind)))
    return workbook(f"catatan-{kind}.xlsx", register_entries(rows))


def words_of(kind: Register) -> dict[str, str]:
    """What the fields of a register are called there."""
    own = {
        Register.ROMANTIK: {
            "day": _("Rencana mulai"),
            "title": _("Kegiatan statistik"),
            "number": _("Nomor pemberitahuan atau rekomendasi"),
            "done_on": _("Diberitahukan pada"),
        },
        Register.DATA_TEAM: {
            "day": _("Tanggal keputusan"),
            "title": _("Keputusan"),
            "number": _("Nomor keputusan"),
        },
        Register.CENSUS: {
            "title": _("Bentuk dukungan"),
            "target": _("Target dukungan"),
        },
        Register.AGENT: {
            "day": _("Ditetapkan pada"),
            "title": _("Nama agen"),
            "number": _("Nomor penetapan"),
            "until": _("Bertugas sampai"),
            "done_on": _("Selesai dibina pada"),
        },
        Register.CONFIRMATION: {
            "day": _("Ditanyakan pada"),
            "title": _("Yang dikonfirmasi"),
            "due": _("Batas menjawab"),
            "done_on": _("Dijawab pada"),
        },
    }
    metadata = {
        "title": _("Kegiatan, variabel, atau indikator"),
        "target": _("Harus disusun"),
        "done": _("Sudah lengkap"),
    }
    general = {name: label("field", f"register.{name}") for name in ("day", "target", "done")}
    general |= {name: label("field", f"register.{name}") for name in ("due", "done_on", "until")}
    general |= {"title": _("Judul"), "number": _("Nomor"), "contact": _("Narahubung")}
    general |= {"phone": _("Telepon narahubung"), "note": _("Catatan")}
    return general | own.get(kind, metadata)


def _form_page(form: EntryForm, kind: Register, entry: registers.EntryView | None) -> Any:
    words = words_of(kind)
    for name, word in words.items():
        form[name].label.text = word
    times = fact_times(db(), actor())
    page = render_template(
        "registers/entry.html",
        form=form,
        kind=kind,
        entry=entry,
        names=("day", "title", *USES[kind], "note"),
        wanted=WANTED.get(kind, ()),
        times=times_of(BOOK, entry, times) if entry else times,
        rule=_rule_of(kind),
    )
    return page, status_of(form)


def _rule_of(kind: Register) -> str:
    """By which day an entry belongs to a period."""
    if kind is Register.DATA_TEAM:
        return str(_("Dihitung pada setiap masa yang disentuh keputusannya."))
    if kind is Register.AGENT:
        return str(_("Dihitung bila agennya masih bertugas pada hari terakhir masanya."))
    if kind is Register.CONFIRMATION:
        return str(_("Dihitung menurut batas menjawabnya."))
    return str(_("Dihitung menurut tanggal catatannya."))


def _own() -> bool:
    return actor().roles == {Role.UNIT}


def _kind(word: str) -> Register:
    return Register(word) if word in set(Register) else Register.ROMANTIK


def _chosen() -> dict[str, Any]:
    year = request.args.get("tahun", type=row_number)
    return {
        "unit": request.args.get("unit", type=row_number),
        "tahun": year if year is not None and 1990 <= year <= 2100 else None,
        "cari": request.args.get("cari", ""),
    }


def _found(kind: Register) -> list[registers.EntryView]:
    chosen = _chosen()
    return registers.list_entries(
        db(), actor(), kind, unit_id=chosen["unit"], year=chosen["tahun"], text=chosen["cari"]
    )
