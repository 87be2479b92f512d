"""Settling what a panel differs on: the list, and one indicator after another."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import deliberating, differences, settling
from evaluator.services.decisions import Decision
from evaluator.services.filling import LONGEST_NOTE
from evaluator.services.left_units import list_left_units
from evaluator.services.periods import list_periods, period_view
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import Conflict, Refused
from evaluator.services.row_numbers import row_number
from evaluator.storage.periods import Stage
from evaluator.web.forms import fail
from evaluator.web.forms.settle import DecisionForm, NoteForm, TakeBackForm
from evaluator.web.language import number, time, translate
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("settle", __name__, url_prefix="/penyepakatan")
STATES = ("todo", "open", "changed", "noted", "decided", "waiting", "all")
TOPICS = ("panel", "own", "all")
FILTERS = ("keadaan", "hal", "kategori", "cari")


@bp.get("/")
@allowed(Action.SIGNED_IN)
def home() -> Any:
    """List the periods that are being settled, and an assessor's own panels."""
    who = actor()
    settles, arranges = allows(who, Action.DECIDE), allows(who, Action.ARRANGE)
    periods = [p for p in list_periods(db(), who) if p.stage is Stage.SETTLING] if arranges else []
    panels = deliberating.my_panels(db(), who) if allows(who, Action.ASSESS) else []
    return render_template("settle/home.html", periods=periods, panels=panels, lead=settles)


@bp.get("/<int:period_id>")
@allowed(Action.DECIDE)
def listed(period_id: int) -> Any:
    """List what needs a talk, the largest effect on the index first."""
    everything = differences.to_discuss(db(), actor(), period_id)
    wanted = _wanted()
    rows = [one for one in everything if wanted.takes(one)]
    first = next((one for one in rows if one.state in differences.OPEN), None)
    return render_template(
        "settle/list.html",
        period=period_view(db(), actor(), period_id),
        rows=rows,
        total=len(everything),
        left=sum(one.divided and one.state in differences.OPEN for one in everything),
        waiting=sum(one.state == "waiting" for one in everything),
        first=first,
        gone=list_left_units(db(), actor(), period_id),
        categories=sorted({(one.category_id, one.category) for one in everything}),
        wanted=wanted,
        filters=_filters(),
        states=STATES,
        topics=TOPICS,
    )


@bp.get("/unit/<int:participant_id>")
@allowed(Action.SIGNED_IN)
def unit(participant_id: int) -> Any:
    """Show everything that was said of one unit, indicator by indicator."""
    view = deliberating.open_panel(db(), actor(), participant_id)
    return render_template("settle/unit.html", view=view, filters=_filters())


@bp.get("/unit/<int:participant_id>/<code>")
@allowed(Action.SIGNED_IN)
def matter(participant_id: int, code: str) -> Any:
    """Show what everybody said of one indicator, and settle it there."""
    return _page(participant_id, code)


@bp.post("/putuskan/<int:participant_id>/<code>")
@allowed(Action.DECIDE)
def decide(participant_id: int, code: str) -> Any:
    """Keep a decision in place of the panel's rule."""
    form = DecisionForm()
    if not form.validate():
        return _page(participant_id, code, form), 422
    try:
        settling.settle(
            db(),
            actor(),
            now(),
            participant_id,
            code,
            answer=form.given,
            reason=form.reason.data,
            version=form.version.data,
        )
    except Conflict as conflict:
        return _clash(participant_id, code, form, conflict)
    except Refused as refusal:
        return _refused(participant_id, code, form, refusal)
    flash(_("Keputusan untuk %(code)s sudah disimpan.", code=code), "success")
    return _onward(participant_id, code)


@bp.post("/catatan/<int:participant_id>/<code>")
@allowed(Action.SIGNED_IN)
def note(participant_id: int, code: str) -> Any:
    """Keep what was said; the panel's rule or the decision stays."""
    form = NoteForm()
    if not form.validate():
        return _page(participant_id, code, form), 422
    try:
        settling.keep_note(
            db(),
            actor(),
            now(),
            participant_id,
            code,
            note=form.note.data,
            version=form.version.data,
        )
    except Conflict as conflict:
        return _clash(participant_id, code, form, conflict)
    except Refused as refusal:
        return _refused(participant_id, code, form, refusal)
    flash(_("Catatan untuk %(code)s sudah disimpan.", code=code), "success")
    return _onward(participant_id, code)


@bp.post("/batalkan/<int:participant_id>/<code>")
@allowed(Action.DECIDE)
def take_back(participant_id: int, code: str) -> Any:
    """Let the panel's rule settle again."""
    form = TakeBackForm()
    if not form.validate():
        return _page(participant_id, code, form), 422
    try:
        version = form.version.data
        settling.take_back(db(), actor(), now(), participant_id, code, version=version)
    except Conflict as conflict:
        return _clash(participant_id, code, form, conflict)
    except Refused as refusal:
        return _refused(participant_id, code, form, refusal)
    flash(_("%(code)s kembali mengikuti aturan panel.", code=code), "success")
    return redirect(_address(participant_id, code))


def _wanted() -> differences.Wanted:
    """The filters of the address; what they do not name is what still needs a talk."""
    state, topic = request.args.get("keadaan", "todo"), request.args.get("hal", "panel")
    return differences.Wanted(
        state="" if state == "all" or state not in STATES else state,
        topic="" if topic == "all" or topic not in TOPICS else topic,
        category_id=request.args.get("kategori", type=row_number),
        text=request.args.get("cari", "").strip(),
    )


def _filters() -> dict[str, Any]:
    """The filters as arguments of further addresses."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def _address(participant_id: int, code: str) -> str:
    return url_for(".matter", participant_id=participant_id, code=code, **_filters())


def _onward(participant_id: int, code: str) -> Any:
    """To the next one where that was asked for, else back to the same."""
    if not request.form.get("next"):
        return redirect(_address(participant_id, code))
    view = deliberating.open_panel(db(), actor(), participant_id)
    if not view.leads:
        return redirect(_address(participant_id, code))
    following = _following(view.period.id, participant_id, code)
    if following is None:
        flash(_("Tidak ada lagi yang perlu dibahas dengan saringan ini."), "info")
        return redirect(url_for(".listed", period_id=view.period.id, **_filters()))
    return redirect(_address(*following.place))


def _following(period_id: int, participant_id: int, code: str) -> differences.Difference | None:
    everything = differences.to_discuss(db(), actor(), period_id)
    return differences.after(everything, (participant_id, code), _wanted())


def _page(
    participant_id: int, code: str, typed: TakeBackForm | None = None, clash: Any = None
) -> str:
    """One indicator; a form that was refused comes back as it was typed."""
    view = deliberating.open_panel(db(), actor(), participant_id)
    found = view.matter(code)
    return render_template(
        "settle/matter.html",
        view=view,
        matter=found,
        form=typed,
        decision=typed if isinstance(typed, DecisionForm) else _decision_form(found.decision),
        note=typed if isinstance(typed, NoteForm) else _note_form(found.decision),
        clash=clash,
        following=_following(view.period.id, participant_id, code) if view.leads else None,
        steps=deliberating.history(db(), actor(), participant_id, code),
        filters=_filters(),
        most=LONGEST_NOTE,
    )


def _decision_form(kept: Decision) -> DecisionForm:
    return DecisionForm(formdata=None, answer=kept.answer, reason=kept.reason, version=kept.version)


def _note_form(kept: Decision) -> NoteForm:
    return NoteForm(formdata=None, note=kept.note, version=kept.version)


def _refused(participant_id: int, code: str, form: TakeBackForm, refusal: Refused) -> Any:
    db().rollback()
    fail(form, refusal)
    return _page(participant_id, code, form), 422


def _clash(participant_id: int, code: str, form: TakeBackForm, conflict: Conflict) -> Any:
    """Both are shown, nothing typed is lost, and the next save is deliberate."""
    db().rollback()
    stored: dict[str, Any] = dict(conflict.stored)
    when = time(stored["settled_at"]) or "–"
    who = _("Yang tersimpan: %(author)s, %(when)s", author=stored["author"] or "–", when=when)
    versions = [(who, _shown(stored["answer"]), _texts(stored["reason"], stored["note"]))]
    if isinstance(form, DecisionForm):
        versions.append((_("Yang Anda ketik"), _shown(form.given), form.reason.data))
    elif isinstance(form, NoteForm):
        versions.append((_("Yang Anda ketik"), _("Catatan"), form.note.data))
    form.version.data, form.version.raw_data = stored["version"], None
    return _page(participant_id, code, form, (translate(conflict.message), versions)), 409


def _shown(answer: Any) -> str:
    if not answer:
        return _("Menurut aturan panel")
    return _("Tidak berlaku") if answer == "TB" else number(answer)


def _texts(*texts: Any) -> str:
    return " – ".join(str(text) for text in texts if text)
