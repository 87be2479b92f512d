"""The assessor's evening: my units, one sheet, one saved score after another."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import assessing, filling, histories, own_sides, sheets, standings, undoing
from evaluator.services.cells import Cell
from evaluator.services.growing_earlier import planned_before
from evaluator.services.permissions import Action
from evaluator.services.problems import Conflict, Refused
from evaluator.web.forms.assess import RestoreForm, ScoreForm, UndoForm
from evaluator.web.language import clock, number, time, translate, words
from evaluator.web.request import actor, allowed, db, now, takes_json, wants_json

bp = Blueprint("assess", __name__, url_prefix="/penilaian")
STATES = ("new", "begun", "complete", "sent")


@dataclass(frozen=True)
class Typed:
    """What was typed at one indicator and could not be kept, and why.

    field : what is to be mended, "answer" or "note"
    stored : what is kept instead, where somebody or another tab was faster
    """

    code: str
    answer: str
    note: str
    version: int
    sentence: str
    field: str = "answer"
    stored: Any = None


@bp.get("/")
@allowed(Action.ASSESS)
def my_units() -> Any:
    """List the sheets assigned to this assessor."""
    everything = sheets.my_sheets(db(), actor())
    state, text = request.args.get("keadaan", ""), request.args.get("cari", "")
    rows = sheets.chosen_sheets(everything, state, text)
    return render_template(
        "assess/my_units.html",
        now=_grouped([row for row in rows if row.open]),
        closed=_grouped([row for row in rows if not row.open]),
        sent=sum(row.state == "sent" for row in everything if row.open),
        total=sum(row.open for row in everything),
        everything=everything,
        states=STATES,
        state=state,
        text=text,
    )


@bp.get("/<int:sheet_id>")
@allowed(Action.ASSESS)
def sheet(sheet_id: int) -> Any:
    """Show a sheet with one indicator open."""
    return _page(sheet_id)


@bp.post("/<int:sheet_id>/<code>")
@takes_json
@allowed(Action.ASSESS)
def save(sheet_id: int, code: str) -> Any:
    """Keep one answer and its note."""
    form = _score_form()
    try:
        saved = assessing.save_score(
            db(),
            actor(),
            now(),
            sheet_id,
            code,
            answer=form.given,
            note=form.note.data,
            version=form.version.data,
        )
    except Conflict as conflict:
        return _conflict(sheet_id, code, form, conflict)
    except Refused as refusal:
        sentence = translate(refusal.message)
        if wants_json():
            return jsonify(error=sentence, field=refusal.field), 422
        typed = Typed(code, form.given, form.note.data, form.version.data, sentence, refusal.field)
        return _page(sheet_id, typed=typed), 422
    return _kept(sheet_id, code, saved)


@bp.post("/kirim/<int:sheet_id>")  # no indicator's code can stand in its way
@allowed(Action.ASSESS)
def submit(sheet_id: int) -> Any:
    """Hand a complete sheet in."""
    try:
        assessing.submit_sheet(db(), actor(), now(), sheet_id)
    except Refused as refusal:
        return _page(sheet_id, refusal=translate(refusal.message)), 422
    flash(
        _("Lembar sudah dikirim. Nilainya masih dapat diubah sampai ketua tim menutup penilaian."),
        "success",
    )
    return redirect(url_for(".my_units"))


@bp.post("/urungkan/<int:sheet_id>")
@takes_json
@allowed(Action.ASSESS)
def undo(sheet_id: int) -> Any:
    """Undo the last change of a sheet."""
    form = UndoForm()
    form.validate()
    try:
        undone = undoing.undo_last(
            db(),
            actor(),
            now(),
            sheet_id,
            indicator=form.code.data,
            version=form.version.data or 0,
        )
    except (Conflict, Refused) as problem:
        if wants_json():
            raise
        return _page(sheet_id, refusal=translate(problem.message)), _status(problem)
    if wants_json():
        cells = [_cell(cell) for cell in undone.cells]
        return jsonify(cells=cells, **_standing(undone.standing))
    flash(_("Perubahan terakhir sudah diurungkan."), "success")
    code = next((cell.indicator for cell in undone.cells if cell.sheet_id == sheet_id), "")
    return redirect(url_for(".sheet", sheet_id=sheet_id, buka=code, _anchor=f"i-{code}"))


@bp.get("/riwayat/<int:sheet_id>/<code>")
@allowed(Action.ASSESS)
def history(sheet_id: int, code: str) -> Any:
    """Show every state that one answer had."""
    return _history(sheet_id, code)


@bp.post("/riwayat/<int:sheet_id>/<code>")
@allowed(Action.ASSESS)
def restore(sheet_id: int, code: str) -> Any:
    """Bring an earlier state back, as a new change."""
    form = RestoreForm()
    if not form.validate():
        raise Refused("Kiriman tidak lengkap. Muat ulang halaman, lalu ulangi.")
    sequence, version = form.sequence.data, form.version.data
    try:
        histories.restore_state(db(), actor(), now(), sheet_id, code, sequence, version)
    except (Conflict, Refused) as problem:
        details = problem.details if isinstance(problem, Refused) else ()
        said = [translate(one.message) for one in (details or (problem,))]
        return _history(sheet_id, code, " ".join(said)), _status(problem)
    flash(_("Keadaan terdahulu sudah dipulihkan."), "success")
    return redirect(url_for(".history", sheet_id=sheet_id, code=code))


def _history(sheet_id: int, code: str, refusal: str = "") -> str:
    view = sheets.open_sheet(db(), actor(), sheet_id)
    return render_template(
        "assess/history.html",
        sheet=view,
        question=view.question(code),
        steps=histories.history_of(db(), actor(), sheet_id, code),
        refusal=refusal,
    )


def _status(problem: Conflict | Refused) -> int:
    return 409 if isinstance(problem, Conflict) else 422


def _cell(cell: Cell) -> dict[str, Any]:
    """One stored cell as a script shows it."""
    return {
        "sheet": cell.sheet_id,
        "code": cell.indicator,
        "answer": cell.answer,
        "shown": number(cell.answer),
        "note": cell.note,
        "version": cell.version,
        "clock": clock(cell.saved_at),
    }


def _page(sheet_id: int, *, typed: Typed | None = None, refusal: str = "") -> str:
    view = sheets.open_sheet(db(), actor(), sheet_id)
    asked = typed.code if typed else request.args.get("buka") or view.next_unanswered
    return render_template(
        "assess/sheet.html",
        sheet=view,
        standing=_standing(view.standing),
        opened=asked,
        typed=typed,
        refusal=refusal,
        sides=own_sides.sides_of(db(), actor(), view.participant_id),
        planned=planned_before(db(), actor(), now(), view.participant_id),
        keeps=f"{actor().account_id}:{sheet_id}",
        most=filling.LONGEST_NOTE,
    )


def _score_form() -> ScoreForm:
    if request.is_json and not isinstance(request.get_json(), dict):
        raise Refused("Kiriman tidak dikenal. Muat ulang halaman, lalu ulangi.")
    form = ScoreForm()
    if not form.validate():
        raise Refused("Kiriman tidak lengkap. Muat ulang halaman, lalu ulangi.")
    return form


def _kept(sheet_id: int, code: str, saved: assessing.Saved) -> Any:
    if wants_json():
        return jsonify(
            answer=saved.answer,
            shown=number(saved.answer),
            note=saved.note,
            version=saved.version,
            saved_at=saved.saved_at.isoformat(),
            clock=clock(saved.saved_at),
            **_standing(saved.standing),
        )
    flash(_("Nilai %(code)s sudah disimpan.", code=code), "success")
    target = code
    if request.form.get("next"):
        target = sheets.open_sheet(db(), actor(), sheet_id).unanswered_after(code) or code
    return redirect(url_for(".sheet", sheet_id=sheet_id, buka=target, _anchor=f"i-{target}"))


def _conflict(sheet_id: int, code: str, form: ScoreForm, conflict: Conflict) -> Any:
    stored: dict[str, Any] = dict(conflict.stored)
    stored |= {"clock": time(stored["saved_at"]), "shown": number(stored["answer"])}
    sentence = translate(conflict.message)
    if wants_json():
        return jsonify(error=sentence, stored=stored), 409
    typed = Typed(code, form.given, form.note.data, stored["version"], sentence, stored=stored)
    return _page(sheet_id, typed=typed), 409


def _standing(standing: standings.Standing) -> dict[str, Any]:
    """How far a sheet is, in numbers and in the words of the page."""
    told = _("Belum ada nilai sementara")
    if standing.value is not None:
        value, predicate = number(standing.value), words(standing.predicate)
        told = _("Nilai sementara %(value)s – %(predicate)s", value=value, predicate=predicate)
    done, total = standing.done, standing.total
    return {
        "done": done,
        "total": total,
        "value": standing.value,
        "predicate": words(standing.predicate),
        "progress": _("%(done)s dari %(total)s dinilai", done=done, total=total),
        "told": told,
    }


def _grouped(rows: list[sheets.SheetRow]) -> list[tuple[str, list[sheets.SheetRow]]]:
    """Sheets under the name of their period and category, in the order given."""
    groups = groupby(rows, key=lambda row: f"{row.period} – {row.category}")
    return [(title, list(found)) for title, found in groups]
