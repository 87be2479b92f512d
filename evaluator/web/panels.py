"""Who assesses whom: the panels of a category by hand, by group, or made by the program."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from evaluator.services.allotting import Proposal, carry_out_proposal, propose
from evaluator.services.panel_boards import Board, arrangeable, panel_board
from evaluator.services.panels import Seat, assign_group, assign_panels
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import Conflict, Refused
from evaluator.services.row_numbers import row_number
from evaluator.services.unit_groups import groups_of
from evaluator.web.forms import fail
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.panels import BoardForm, GroupForm, WishForm
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("panels", __name__, url_prefix="/panel")


@bp.get("/")
@allowed(Action.ARRANGE)
def overview() -> Any:
    """List the categories whose panels can be arranged."""
    return render_template("panels/overview.html", categories=arrangeable(db(), actor()))


@bp.route("/<int:category_id>", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def board(category_id: int) -> Any:
    """Choose who assesses which unit, in one table."""
    shown = panel_board(db(), actor(), category_id)
    form, typed = BoardForm(), None
    if form.validate_on_submit():
        seats = _seats(shown)
        typed = {unit: seat.wanted for unit, seat in seats.items()}
        with saving(form, db()):
            return _saved(category_id, assign_panels(db(), actor(), now(), category_id, seats))
        shown = panel_board(db(), actor(), category_id)
    releases = allows(actor(), Action.DECIDE)
    page = render_template(
        "panels/board.html", board=shown, form=form, typed=typed, can_release=releases
    )
    return page, status_of(form)


@bp.route("/<int:category_id>/kelompok", methods=["GET", "POST"])
@allowed(Action.ARRANGE)
def group(category_id: int) -> Any:
    """Give all units of a group the same assessors."""
    shown = panel_board(db(), actor(), category_id)
    units = {row.unit_id for row in shown.rows}
    groups = [(g, len(g.unit_ids & units)) for g in groups_of(db(), actor())]
    form = GroupForm()
    form.offer([(g.id, _group_said(g.name, n)) for g, n in groups if n], shown.open_people)
    if form.validate_on_submit():
        with saving(form, db()):
            changed = assign_group(
                db(),
                actor(),
                now(),
                category_id,
                form.group.data,
                form.assessors.data,
                adds=form.adds.data,
            )
            return _saved(category_id, changed)
    page = render_template("panels/group.html", board=shown, form=form)
    return page, status_of(form)


@bp.get("/<int:category_id>/otomatis")
@allowed(Action.ARRANGE)
def automatic(category_id: int) -> Any:
    """Show which panels the program would make."""
    shown = panel_board(db(), actor(), category_id)
    form = _wish_form(shown, request.args)
    proposal = None
    if request.args and form.validate():
        proposal = _proposal(form, category_id)
    return _automatic_page(shown, form, proposal), status_of(form)


@bp.post("/<int:category_id>/otomatis")
@allowed(Action.ARRANGE)
def automatic_apply(category_id: int) -> Any:
    """Make the panels that were shown."""
    shown = panel_board(db(), actor(), category_id)
    form = _wish_form(shown, request.form)
    if not form.validate():
        return _automatic_page(shown, form, None), 422
    wish, digest = form.wish, request.form.get("digest", "")
    try:
        changed = carry_out_proposal(db(), actor(), now(), category_id, wish, digest)
    except Conflict:
        proposal = _proposal(form, category_id)
        return _automatic_page(shown, form, proposal, moved=True), 409
    except Refused as refusal:
        fail(form, refusal)
        return _automatic_page(shown, form, None), 422
    return _saved(category_id, changed)


def _seats(board: Board) -> dict[int, Seat]:
    """Who was seen and who is wanted on each panel that the page showed."""
    return {
        row.participant_id: Seat(
            frozenset(request.form.getlist(f"seen-{row.participant_id}", type=row_number)),
            frozenset(request.form.getlist(f"panel-{row.participant_id}", type=row_number)),
        )
        for row in board.rows
    }


def _saved(category_id: int, changed: int) -> Any:
    sentence = ngettext(
        "Penilai untuk %(num)d unit sudah diubah.",
        "Penilai untuk %(num)d unit sudah diubah.",
        changed,
    )
    flash(sentence if changed else _("Tidak ada yang berubah."), "success" if changed else "info")
    return redirect(url_for(".board", category_id=category_id))


def _group_said(name: str, count: int) -> str:
    return str(_("%(name)s (%(count)s unit)", name=name, count=count))


def _wish_form(board: Board, given: Any) -> WishForm:
    """The form as it was asked; else all assessors, as many per unit as most units have."""
    people = board.open_people
    if given:
        form = WishForm(given)
    else:
        usual = [len(row.panel) for row in board.rows if row.panel] or [min(2, len(people))]
        each = max(set(usual), key=usual.count)
        mode = "mend" if any(row.panel for row in board.rows) else "anew"
        form = WishForm(None, assessors=[one.id for one in people], each=each, mode=mode)
    form.offer(people)
    return form


def _proposal(form: WishForm, category_id: int) -> Proposal | None:
    try:
        return propose(db(), actor(), category_id, form.wish)
    except Refused as refusal:
        fail(form, refusal)
        return None


def _automatic_page(
    board: Board, form: WishForm, proposal: Proposal | None, *, moved: bool = False
) -> str:
    names = {"mode", "assessors", "each", "cap"}
    kept = [
        (name, value)
        for name, value in request.values.items(multi=True)
        if name in names or name.startswith("batas-")
    ]
    return render_template(
        "panels/automatic.html",
        board=board,
        form=form,
        proposal=proposal,
        moved=moved,
        kept=kept,
    )
