"""Attendance at the door: the sign that the office shows, and the page behind its QR code."""

import time
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _

from evaluator.services import activities, attendance_door
from evaluator.services.attendance import Came
from evaluator.services.attendance_door import Door, Entered
from evaluator.services.flood import Flood
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action
from evaluator.services.problems import NotFound
from evaluator.web.busy import busy
from evaluator.web.forms.activities import DoorForm
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.request import actor, allowed, current_actor, db, now, public_url

bp = Blueprint("activities_door", __name__, url_prefix="/hadir")
_MINUTE = 60.0
_WRITTEN, _TAKEN_BACK = "door_written", "door_taken_back"
"""What the signed session keeps: the last entry at a door, and what was typed in one taken back."""


class _Limits:
    """What one process bears; a whole hall may stand behind one address."""

    def __init__(self) -> None:
        self.questions = Flood(each=300, together=1200, seconds=_MINUTE)
        self.entries = Flood(each=120, together=600, seconds=_MINUTE)


def _limits() -> _Limits:
    limits: _Limits = current_app.extensions.setdefault("door_limits", _Limits())
    return limits


@bp.before_request
def _refuse_flood() -> Response | None:
    """Nobody's codes and names may slow the others' work: beyond a measure they wait."""
    limits = _limits()
    asked = limits.entries if request.method == "POST" else limits.questions
    if asked.admits(request.remote_addr or "", time.monotonic()):
        return None
    return busy(
        _("Terlalu ramai sebentar"),
        _(
            "Terlalu banyak yang mengisi daftar hadir pada saat yang sama. Tunggu satu menit, "
            "lalu kembali dan kirim lagi; panitia juga dapat mencatat kehadiran Anda."
        ),
    )


@bp.get("/<int:activity_id>/pintu")
@allowed(Action.HOST)
def sign(activity_id: int) -> Any:
    """The QR code for the projector, or printed for the door."""
    from evaluator.documents.qr import outline

    view = activities.open_activity(db(), actor(), now(), activity_id)
    door = attendance_door.door_sign(db(), actor(), activity_id)
    address = _address(door.code) if door.code else ""
    path, side = outline(address) if address else ("", 0)
    return render_template(
        "activities/sign.html", view=view, door=door, address=address, path=path, side=side
    )


@bp.post("/<int:activity_id>/pintu")
@allowed(Action.HOST)
def renew(activity_id: int) -> Any:
    """Make a code; an earlier one opens nothing any more."""
    attendance_door.renew_door(db(), actor(), now(), activity_id)
    flash(_("Kode pintu sudah dibuat."), "success")
    return redirect(url_for(".sign", activity_id=activity_id))


@bp.route("/<code>", methods=["GET", "POST"])
@allowed(Action.EVERYONE)
def door(code: str) -> Any:
    """Ask whoever scanned the code for unit, name, position and level."""
    found = attendance_door.open_door(db(), current_actor(), now(), code)
    _at_home(found)
    form = DoorForm(data=session.get(_TAKEN_BACK))
    form.offer(found.units)
    if form.validate_on_submit():
        with saving(form, db()):
            came = Came(form.invited_id.data, form.name.data, form.position.data, form.level.data)
            entered = attendance_door.enter(db(), current_actor(), now(), code, came)
            flash(_said(entered), "success")
            session.pop(_TAKEN_BACK, None)
            session[_WRITTEN] = [code, entered.fresh_id, entered.name] if entered.fresh_id else None
            return redirect(url_for(".thanks", code=code))
    return render_template("activities/door.html", door=found, form=form), status_of(form)


@bp.get("/<code>/terima-kasih")
@allowed(Action.EVERYONE)
def thanks(code: str) -> Any:
    """Say that it worked, and offer the page to the next one from the same unit."""
    found = attendance_door.open_door(db(), current_actor(), now(), code)
    _at_home(found)
    return render_template("activities/thanks.html", door=found, code=code, own=_written(code))


@bp.post("/<code>/tarik")
@allowed(Action.EVERYONE)
def take_back(code: str) -> Any:
    """Take back what this very browser has just entered, and let it be written anew."""
    own = _written(code)
    if own is None:
        raise NotFound("Catatan kehadiran itu tidak ada lagi. Hubungi panitia.")
    came = attendance_door.take_back(db(), current_actor(), now(), code, own[1])
    session.pop(_WRITTEN)
    session[_TAKEN_BACK] = {"name": came.name, "position": came.position, "level": came.level}
    flash(_("Catatan tadi ditarik. Isi lagi dengan unit yang benar."), "success")
    return redirect(url_for(".door", code=code))


@bp.after_request
def _keep_to_the_door(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


def _written(code: str) -> Any:
    """Code, entry and name that this browser has just sent to this door; None without any."""
    own = session.get(_WRITTEN)
    return own if own and own[0] == code else None


def _said(entered: Entered) -> str:
    if entered.again:
        return _("%(name)s sudah tercatat sebelumnya.", name=entered.name)
    return _("%(name)s dari %(unit)s sudah dicatat.", name=entered.name, unit=entered.unit)


def _at_home(found: Door) -> None:
    """Head and hours of the page are those of the office that holds the activity."""
    who = current_actor()
    if who is None or who.office_id != found.office_id:
        g.office = office_view(db(), found.office_id)
        g.zone = g.office.zone


def _address(code: str) -> str:
    """What the QR code says: the office's own public address."""
    return public_url().rstrip("/") + url_for(".door", code=code)
