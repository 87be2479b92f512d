"""Drafts of rubrics: the list, one tree with its weights, and its files."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

import evaluator
from evaluator.documents.rubric_workbook import rubric_workbook
from evaluator.documents.rubric_workbook_reading import read_workbook
from evaluator.scoring.rubric_differences import Gravity, differences, gravest
from evaluator.scoring.rubric_plain import Plain
from evaluator.services import drafts_publishing
from evaluator.services.comparing import other_versions
from evaluator.services.drafts import draft_view, list_drafts
from evaluator.services.drafts_discussing import close_discussion, open_discussion
from evaluator.services.drafts_previewing import preview_of
from evaluator.services.drafts_starting import (
    copy_rubric,
    start_blank,
    start_from,
    start_from_shipped,
)
from evaluator.services.drafts_weights import bring_to_hundred, save_weights, spread_weights
from evaluator.services.drafts_writing import replace_content
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import Conflict, Refused
from evaluator.services.row_numbers import row_number
from evaluator.services.rubrics import shipped_rubrics
from evaluator.storage.rubric_drafts import read_plain
from evaluator.storage.rubric_files import RubricProblem
from evaluator.storage.rubric_writing import write_plain
from evaluator.web.draft_powers import powers_of
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.drafts import ReplaceForm, StartForm
from evaluator.web.language import translate, words
from evaluator.web.request import actor, allowed, db, now
from evaluator.web.uploads import keep, recall

bp = Blueprint("drafts", __name__, url_prefix="/rubrik/rancangan")
SHIPPED = Path(evaluator.__file__).parent.parent / "rubrics"
_KINDS = {
    "yaml": "application/yaml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Weighed:
    """Weights that were typed and could not be kept, and why.

    parents : below which nodes the trouble is
    typed : what the person changed, by code
    late : whether somebody else was faster
    """

    parents: tuple[str, ...]
    typed: Mapping[str, str]
    sentence: str
    late: bool = False


@bp.get("/")
@allowed(Action.DISCUSS)
def drafts() -> Any:
    """List the drafts that this person may read."""
    return render_template(
        "drafts/list.html",
        drafts=list_drafts(db(), actor()),
        writes=allows(actor(), Action.ADMINISTER),
    )


@bp.route("/mulai", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def start() -> Any:
    """Begin a draft from nothing, a shipped file, a published rubric, or an uploaded file."""
    form, faults = StartForm(), []
    shipped = [(s.name, words(s.rubric.title)) for s in shipped_rubrics(db(), actor(), SHIPPED)]
    form.offer(shipped, other_versions(db(), actor()))
    if form.validate_on_submit():
        with saving(form, db()):
            try:
                draft_id = _begun(form)
                flash(_("Rancangan sudah dimulai. Belum ada yang terbit."), "success")
                return redirect(url_for(".show", draft_id=draft_id))
            except RubricProblem as problem:
                db().rollback()
                faults = problem.faults
    page = render_template("drafts/start.html", form=form, faults=faults)
    return page, 422 if faults else status_of(form)


@bp.post("/salin/<int:rubric_id>")
@allowed(Action.ADMINISTER)
def copy(rubric_id: int) -> Any:
    """Begin the next version of a published rubric."""
    draft_id = copy_rubric(db(), actor(), now(), rubric_id)
    flash(_("Salinan sudah dimulai dengan nomor versi berikutnya."), "success")
    return redirect(url_for(".show", draft_id=draft_id))


@bp.get("/<int:draft_id>")
@allowed(Action.DISCUSS)
def show(draft_id: int) -> Any:
    """Show the tree of a draft with the sum of each parent's weights."""
    return _page(draft_id)


@bp.post("/<int:draft_id>/bobot")
@allowed(Action.ADMINISTER)
def weigh(draft_id: int) -> Any:
    """Keep all weights of the page, those below one node dealt evenly or brought to 100."""
    seen = request.form.get("version", 0, type=row_number)
    typed, shown = _weights("w-"), _weights("o-")
    act, _colon, code = request.form.get("act", "save:").partition(":")
    where = (db(), actor(), now(), draft_id, seen)
    try:
        if act == "spread":
            spread_weights(*where, code, typed, shown)
        elif act == "hundred":
            bring_to_hundred(*where, code, typed, shown)
        else:
            save_weights(*where, typed, shown)
    except (Conflict, Refused) as problem:
        db().rollback()
        return _page(draft_id, _unweighed(problem, code, typed, shown)), _status(problem)
    flash(_("Semua bobot sudah disimpan."), "success")
    return redirect(url_for(".show", draft_id=draft_id, _anchor=f"b-{code}"))


@bp.get("/<int:draft_id>/pratinjau")
@allowed(Action.DISCUSS)
def preview(draft_id: int) -> Any:
    """Show every indicator as the assessor will meet it."""
    draft = draft_view(db(), actor(), draft_id)
    parts = preview_of(db(), actor(), draft_id)
    return render_template("drafts/preview.html", draft=draft, parts=parts, **powers_of(draft))


@bp.get("/<int:draft_id>/berkas.<any(yaml, xlsx):kind>")
@allowed(Action.DISCUSS)
def download(draft_id: int, kind: str) -> Response:
    """The draft as a YAML file or an Excel workbook."""
    draft = draft_view(db(), actor(), draft_id)
    content = rubric_workbook(draft.tree) if kind == "xlsx" else write_plain(draft.tree)
    name = f"{draft.tree.get('code', 'rubrik')}-v{draft.tree.get('version', '0')}-rancangan.{kind}"
    return send_file(
        io.BytesIO(content), mimetype=_KINDS[kind], as_attachment=True, download_name=name
    )


@bp.route("/<int:draft_id>/muat", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def load(draft_id: int) -> Any:
    """Look at a file that shall take the place of the draft."""
    draft, form, faults = draft_view(db(), actor(), draft_id), ReplaceForm(), []
    if form.validate_on_submit():
        try:
            content, name = form.file
            _read(content, name)
            return redirect(url_for(".replace", draft_id=draft_id, kept=keep(content, name)))
        except RubricProblem as problem:
            faults = problem.faults
    page = render_template(
        "drafts/load.html", draft=draft, form=form, faults=faults, **powers_of(draft)
    )
    return page, 422 if faults else status_of(form)


@bp.route("/<int:draft_id>/muat/<kept>", methods=["GET", "POST"])
@allowed(Action.ADMINISTER)
def replace(draft_id: int, kept: str) -> Any:
    """Show what a file would change in the draft, then put it in its place."""
    draft = draft_view(db(), actor(), draft_id)
    content, name = recall(kept)
    tree = _read(content, name)
    if request.method == "POST":
        seen = request.form.get("version", 0, type=row_number)
        replace_content(db(), actor(), now(), draft_id, seen, tree)
        flash(_("Rancangan sekarang berisi %(name)s.", name=name), "success")
        return redirect(url_for(".show", draft_id=draft_id))
    found = differences(draft.tree, tree)
    return render_template(
        "drafts/replace.html",
        draft=draft,
        name=name,
        found=found,
        gravest=gravest(found),
        gravities=list(Gravity),
        **powers_of(draft),
    )


@bp.post("/<int:draft_id>/bahas")
@allowed(Action.ADMINISTER)
def discuss(draft_id: int) -> Any:
    """Open the draft to the invited units, or take it back."""
    if request.form.get("open") == "1":
        open_discussion(db(), actor(), now(), draft_id)
        flash(_("Rancangan sekarang dibahas; unit yang diundang dapat membacanya."), "success")
    else:
        close_discussion(db(), actor(), now(), draft_id)
        flash(_("Pembahasan ditutup; yang sudah disampaikan tetap tersimpan."), "success")
    return redirect(url_for("draft_talk.talk", draft_id=draft_id))


def _begun(form: StartForm) -> int:
    who, source = (db(), actor(), now()), form.source.data
    if source == "shipped":
        return start_from_shipped(*who, SHIPPED, form.shipped.data)
    if source == "published":
        return copy_rubric(*who, int(form.rubric.data))
    if source == "file":
        return start_from(*who, _read(*form.file))
    return start_blank(*who, code=form.code.data, title=form.title.data)


def _read(content: bytes, name: str) -> Plain:
    """An uploaded rubric, complete or not, whichever of the two kinds it is."""
    if content.startswith(b"PK\x03\x04"):
        return read_workbook(content, name)
    return read_plain(content, name)


def _weights(prefix: str) -> dict[str, str]:
    given = request.form.items()
    return {name.removeprefix(prefix): v.strip() for name, v in given if name.startswith(prefix)}


def _unweighed(
    problem: Conflict | Refused, code: str, typed: Mapping[str, str], shown: Mapping[str, str]
) -> Weighed:
    changed = {one: text for one, text in typed.items() if text != shown.get(one)}
    stored: Any = problem.stored if isinstance(problem, Conflict) else None
    parents = stored["parents"] if stored else [code]
    return Weighed(tuple(parents), changed, translate(problem.message), late=bool(stored))


def _status(problem: Conflict | Refused) -> int:
    return 409 if isinstance(problem, Conflict) else 422


def _page(draft_id: int, weighed: Weighed | None = None) -> str:
    draft = draft_view(db(), actor(), draft_id)
    faults = drafts_publishing.check_draft(db(), actor(), draft_id) if draft.open else []
    return render_template(
        "drafts/draft.html", draft=draft, weighed=weighed, faults=faults, **powers_of(draft)
    )
