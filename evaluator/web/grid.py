"""Many units × indicators in one table, and blocks pasted from a spreadsheet."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import filling, grids, own_sides, pasting, sheets
from evaluator.services.growing_earlier import planned_before
from evaluator.services.permissions import Action
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.services.questions import Question
from evaluator.web.language import number, translate, words
from evaluator.web.request import actor, allowed, db, now, storable

bp = Blueprint("grid", __name__, url_prefix="/penilaian/tabel")
STATES = ("new", "begun", "complete", "sent")
_LARGEST_ROW = 2**31 - 1


@dataclass(frozen=True)
class Column:
    """One indicator as the head of a column.

    keys : the key on a keyboard -> the answer that it picks
    shown : an answer -> how a cell says it, where that is not the answer itself
    """

    question: Question
    keys: dict[str, str]
    shown: dict[str, str]

    @property
    def code(self) -> str:
        return self.question.indicator.code

    @property
    def typed(self) -> bool:
        """Whether answers are typed instead of picked."""
        return not self.question.choices

    def brief(self, answer: str) -> str:
        """An answer as short as a cell says it."""
        return self.shown.get(answer) or number(answer)


@dataclass(frozen=True)
class Place:
    """Where a block is pasted: from one cell on, in a table of units or down one sheet.

    rows, columns : (sheet, unit) and (indicator, question) as they stand on the page
    first_row, first_column : where the block begins in them
    downwards : the block is a column of answers down one sheet
    fields : what the page has to send back to mean the same place
    back : the page that one came from
    """

    rows: list[tuple[int, str]]
    columns: list[tuple[str, Question]]
    first_row: int
    first_column: int
    downwards: bool
    title: str
    fields: dict[str, Any]
    back: str

    @property
    def sheet_ids(self) -> list[int]:
        return [sheet_id for sheet_id, _unit in self.rows[self.first_row :]]

    @property
    def codes(self) -> list[str]:
        return [code for code, _question in self.columns[self.first_column :]]


@bp.get("/")
@allowed(Action.ASSESS)
def table() -> Any:
    """Show my units of one category against its indicators."""
    view = _grid(request.args.get("keadaan", ""))
    if view is None:
        return render_template("grid/none.html")
    return render_template(
        "grid/table.html",
        grid=view,
        columns=[_column(question) for question in view.columns],
        filters=_filters(view),
        states=STATES,
        keeps=f"{actor().account_id}:tabel",
    )


@bp.get("/sel/<int:sheet_id>/<code>")
@allowed(Action.ASSESS)
def cell(sheet_id: int, code: str) -> Any:
    """Show everything that stands beside one cell: texts, evidence, last year, note."""
    view = sheets.open_sheet(db(), actor(), sheet_id)
    return render_template(
        "grid/cell.html",
        sheet=view,
        question=view.question(code),
        sides=own_sides.sides_of(db(), actor(), view.participant_id),
        planned=planned_before(db(), actor(), now(), view.participant_id),
        most=filling.LONGEST_NOTE,
    )


@bp.get("/tempel")
@allowed(Action.ASSESS)
def paste() -> Any:
    """Ask for a block of cells copied from a spreadsheet."""
    return _paste_page(_place())


@bp.post("/tempel")
@allowed(Action.ASSESS)
def preview() -> Any:
    """Show what a block would change; nothing is kept yet."""
    place, text = _place(), request.form.get("text", "")
    try:
        found = pasting.preview_block(
            db(), actor(), now(), place.sheet_ids, place.codes, text, downwards=place.downwards
        )
    except Refused as refusal:
        return _paste_page(place, text, translate(refusal.message)), 422
    return _preview_page(place, text, found)


@bp.post("/tempel/simpan")
@allowed(Action.ASSESS)
def apply() -> Any:
    """Keep everything that the preview accepted, or nothing."""
    place, text = _place(), request.form.get("text", "")
    seen = _seen(request.form.get("cells", ""))
    try:
        kept = pasting.apply_block(db(), actor(), now(), seen)
    except Conflict as conflict:
        return _stale(place, text, translate(conflict.message)), 409
    except Refused as refusal:
        said = [translate(one.message) for one in (refusal.details or (refusal,))]
        return _stale(place, text, " ".join(said)), 422
    flash(_("%(count)s nilai dari tempelan sudah disimpan.", count=len(kept)), "success")
    return redirect(place.back)


def _stale(place: Place, text: str, sentence: str) -> str:
    """The block is previewed anew against what is stored now."""
    db().rollback()
    try:
        found = pasting.preview_block(
            db(), actor(), now(), place.sheet_ids, place.codes, text, downwards=place.downwards
        )
    except Refused as refusal:
        return _paste_page(place, text, translate(refusal.message))
    return _preview_page(place, text, found, sentence)


def _paste_page(place: Place, text: str = "", refusal: str = "") -> str:
    return render_template("grid/paste.html", place=place, text=text, refusal=refusal)


def _preview_page(place: Place, text: str, found: pasting.Preview, refusal: str = "") -> str:
    accepted = found.of("accepted")
    cells = [[one.sheet_id, one.indicator, one.answer, one.version] for one in accepted]
    return render_template(
        "grid/preview.html",
        place=place,
        text=text,
        found=found,
        cells_json=json.dumps(cells, ensure_ascii=False, separators=(",", ":")),
        refusal=refusal,
    )


def _grid(state: str) -> grids.GridView | None:
    return grids.open_grid(
        db(),
        actor(),
        _row_number(request.values.get("kategori", "")),
        section=request.values.get("bagian", ""),
        state=state,
    )


def _place() -> Place:
    """The cell that a block begins at, from the address or the form."""
    sheet_id, code = _row_number(request.values.get("lembar", "")), request.values.get("kolom", "")
    if sheet_id is not None:
        return _down_a_sheet(sheet_id, code)
    # Rows stay as they stood on the page, whatever its filter would choose by now.
    shown = request.values.get("barisan", "")
    view = _grid("" if shown else request.values.get("keadaan", ""))
    if view is None or not view.rows:
        raise NotFound("Tidak ada lembar untuk ditempeli.")
    units = {row.sheet_id: row.unit for row in view.rows}
    ids = [_row_number(one) for one in shown.split(",")] if shown else list(units)
    columns = [(question.indicator.code, question) for question in view.columns]
    filters = _filters(view)
    return Place(
        [(one, units[one]) for one in ids if one in units],
        columns,
        _index(ids, _row_number(request.values.get("baris", ""))),
        _index([one for one, _question in columns], code),
        False,
        view.category.title,
        filters | {"barisan": ",".join(map(str, ids))},
        url_for(".table", **filters),
    )


def _down_a_sheet(sheet_id: int, code: str) -> Place:
    view = sheets.open_sheet(db(), actor(), sheet_id)
    columns = [(question.indicator.code, question) for question in view.questions]
    first = _index([one for one, _question in columns], code)
    back = url_for("assess.sheet", sheet_id=sheet_id, buka=columns[first][0])
    rows, fields = [(sheet_id, view.unit)], {"lembar": sheet_id}
    return Place(rows, columns, 0, first, True, view.category, fields, back)


def _filters(view: grids.GridView) -> dict[str, Any]:
    """What the address says, so that every link keeps it."""
    chosen = {name: request.values.get(name, "") for name in ("bagian", "keadaan")}
    return {"kategori": view.category.id} | {name: one for name, one in chosen.items() if one}


def _column(question: Question) -> Column:
    keys = {choice.key: choice.value for choice in question.choices}
    if "ya" in keys.values():
        keys["y"] = "ya"
    if question.takes_not_applicable:
        keys["t"] = "TB"
    named = [choice for choice in question.choices if choice.value in ("ya", "tidak")]
    return Column(question, keys, {choice.value: words(choice.name) for choice in named})


def _seen(given: str) -> list[pasting.Seen]:
    """The previewed cells as the page sent them back."""
    try:
        rows = json.loads(given)
        cells = [pasting.Seen(*row) for row in rows]
    except (ValueError, TypeError, RecursionError):
        raise _broken() from None
    if not all(_is_seen(one) for one in cells):
        raise _broken()
    return cells


def _is_seen(one: pasting.Seen) -> bool:
    whole = all(type(n) is int and 0 <= n <= _LARGEST_ROW for n in (one.sheet_id, one.version))
    return whole and all(isinstance(t, str) and storable(t) for t in (one.indicator, one.answer))


def _broken() -> Refused:
    return Refused("Kiriman tidak lengkap. Muat ulang halaman, lalu ulangi.")


def _row_number(text: str) -> int | None:
    """A row's number from the address; None where there is none."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        return None
    return int(text) if int(text) <= _LARGEST_ROW else None


def _index(found: list[Any], wanted: Any) -> int:
    """Where something stands; the beginning where it does not."""
    return found.index(wanted) if wanted in found else 0
