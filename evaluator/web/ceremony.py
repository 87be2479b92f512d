"""The stage is prepared: texts, colours, running order, notes and pictures."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.documents.images import UnreadableImage, picture_file
from evaluator.documents.media import MediaProblem, examine
from evaluator.services import ceremonies, ceremony_marks, winner_notes
from evaluator.services.permissions import Action
from evaluator.services.problems import Refused
from evaluator.web.forms import fail
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.forms.ceremony import NoteForm, PictureForm, ShowForm
from evaluator.web.request import actor, allowed, db, files, now

bp = Blueprint("ceremony", __name__, url_prefix="/panggung")


@bp.get("/")
@allowed(Action.STAGE)
def periods() -> Any:
    """List the periods that have, or will have, a ceremony."""
    return render_template("ceremony/periods.html", entries=ceremonies.stage_periods(db(), actor()))


@bp.get("/<int:period_id>")
@allowed(Action.STAGE)
def period(period_id: int) -> Any:
    """Show one ceremony: running order, winners, papers, the way to the screens."""
    revoked = ceremony_marks.revoked_winners(db(), actor(), period_id)
    return render_template(
        "ceremony/period.html", view=_open(period_id), themes=ceremonies.THEMES, revoked=revoked
    )


@bp.route("/<int:period_id>/tampilan", methods=["GET", "POST"])
@allowed(Action.STAGE)
def show(period_id: int) -> Any:
    """Change texts, colours and the way of revealing."""
    view = _open(period_id)
    form = ShowForm()
    form.show(view.stage.show, view.stage.revision)
    if form.validate_on_submit():
        with saving(form, db()):
            ceremonies.change_show(
                db(),
                actor(),
                now(),
                period_id,
                revision=form.version.data or 0,
                title_lines=form.lines,
                theme=form.theme.data,
                countdown=form.countdown.data,
                suspense=form.suspense.data,
                recap=form.recap.data,
                fallback=form.fallback.data,
                closing=form.closing.data,
            )
            flash(_("Tampilan panggung sudah disimpan."), "success")
            return redirect(url_for(".period", period_id=period_id))
    page = render_template("ceremony/show.html", view=view, form=form, themes=ceremonies.THEMES)
    return page, status_of(form)


@bp.post("/<int:period_id>/urutan")
@allowed(Action.STAGE)
def order(period_id: int) -> Any:
    """Move one line of the running order, or take the whole order as it was dragged."""
    dragged = request.form.get("order", "")
    if dragged:
        ceremonies.order_items(db(), actor(), now(), period_id, dragged.split(","))
    else:
        by = -1 if request.form.get("by") == "-1" else 1
        key = request.form.get("key", "")
        ceremonies.move_item(db(), actor(), now(), period_id, key, by)
    flash(_("Urutan acara sudah disimpan."), "success")
    return redirect(url_for(".period", period_id=period_id, _anchor="urutan"))


@bp.route("/<int:period_id>/pemenang/<int:winner_id>", methods=["GET", "POST"])
@allowed(Action.STAGE)
def note(period_id: int, winner_id: int) -> Any:
    """Note how a name is read and who walks up."""
    one = winner_notes.winner_on_stage(db(), actor(), period_id, winner_id)
    form = NoteForm(obj=one.note.own)
    if form.validate_on_submit():
        with saving(form, db()):
            winner_notes.save_note(
                db(),
                actor(),
                now(),
                period_id,
                winner_id,
                spoken=form.spoken.data,
                caller=form.caller.data,
                version=form.version.data or 0,
            )
            flash(_("Catatan untuk %(name)s sudah disimpan.", name=one.name), "success")
            return redirect(url_for(".period", period_id=period_id, _anchor="pemenang"))
    return _note_page(period_id, winner_id, form, PictureForm(formdata=None))


@bp.post("/<int:period_id>/pemenang/<int:winner_id>/gambar")
@allowed(Action.STAGE)
def picture(period_id: int, winner_id: int) -> Any:
    """Take a photograph or logo, made safe and small."""
    one = winner_notes.winner_on_stage(db(), actor(), period_id, winner_id)
    form = PictureForm()
    if form.validate_on_submit():
        try:
            content = _safe(form.picture.data.stream)
            winner_notes.put_picture(db(), actor(), now(), period_id, winner_id, files(), content)
        except (Refused, MediaProblem) as problem:
            fail(form, Refused("{problem}", field="picture", problem=problem.message))
        else:
            flash(_("Gambar untuk %(name)s sudah disimpan.", name=one.name), "success")
            return redirect(url_for(".note", period_id=period_id, winner_id=winner_id))
    return _note_page(period_id, winner_id, NoteForm(formdata=None, obj=one.note.own), form)


@bp.post("/<int:period_id>/pemenang/<int:winner_id>/gambar/lepas")
@allowed(Action.STAGE)
def remove_picture(period_id: int, winner_id: int) -> Any:
    """Take the picture away; initials stand in its place."""
    winner_notes.put_picture(db(), actor(), now(), period_id, winner_id, files(), None)
    flash(_("Gambar sudah dilepas; layar menampilkan huruf awal namanya."), "success")
    return redirect(url_for(".note", period_id=period_id, winner_id=winner_id))


@bp.get("/<int:period_id>/gambar/<int:winner_id>.png")
@allowed(Action.STAGE)
def shown_picture(period_id: int, winner_id: int) -> Response:
    """The picture of one winner, for the screens."""
    content = winner_notes.picture_of(db(), actor(), period_id, winner_id, files())
    return Response(content, mimetype="image/png")


@bp.route("/<int:period_id>/nama-asli", methods=["GET", "POST"])
@allowed(Action.STAGE)
def real(period_id: int) -> Any:
    """Turn from invented names to the real ones, after asking once."""
    view = _open(period_id)
    if request.method == "POST":
        ceremonies.rehearse(db(), actor(), now(), period_id, False)
        flash(_("Layar sekarang memakai nama pemenang yang sebenarnya."), "success")
        return redirect(url_for(".period", period_id=period_id))
    return render_template("ceremony/real.html", view=view)


@bp.post("/<int:period_id>/gladi")
@allowed(Action.STAGE)
def rehearsal(period_id: int) -> Any:
    """Turn back to invented names."""
    ceremonies.rehearse(db(), actor(), now(), period_id, True)
    flash(_("Gladi bersih: layar memakai nama rekaan."), "success")
    return redirect(url_for(".period", period_id=period_id))


def _open(period_id: int) -> ceremonies.CeremonyView:
    return ceremonies.open_ceremony(db(), actor(), period_id)


def _safe(stream: Any) -> bytes:
    """A picture as it is kept: a PNG without traces, no larger than a screen shows."""
    media = examine(stream, winner_notes.LARGEST_PICTURE)
    if media.kind not in ("image/png", "image/jpeg"):
        raise Refused("Gambar harus PNG atau JPEG.")
    try:
        return picture_file(media.content).getvalue()
    except UnreadableImage:
        raise Refused("Gambar ini rusak atau terlalu besar. Simpan ulang, lalu unggah.") from None


def _note_page(period_id: int, winner_id: int, form: NoteForm, own: PictureForm) -> Any:
    one = winner_notes.winner_on_stage(db(), actor(), period_id, winner_id)
    view = _open(period_id)
    also = winner_notes.sharing(one, view.winners)
    page = render_template(
        "ceremony/note.html", view=view, one=one, form=form, picture=own, also=also
    )
    return page, 422 if own.errors else status_of(form)
