"""The stage while it runs: the projector's page, the presenter's, the remote, and their state."""

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import force_locale
from flask_babel import gettext as _

from evaluator.services import ceremonies, ceremony_steps
from evaluator.services.ceremonies import CeremonyView
from evaluator.services.ceremony_slides import coming
from evaluator.services.permissions import Action
from evaluator.services.problems import Conflict
from evaluator.web.request import actor, allowed, db, now, takes_json

bp = Blueprint("ceremony_screen", __name__, url_prefix="/panggung")
_WORKER = "ceremony-worker.js"


@bp.get("/<int:period_id>/layar")
@allowed(Action.STAGE)
def screen(period_id: int) -> Any:
    """All slides on one page, one of them in sight; it needs no network afterwards."""
    with force_locale("id"):  # the room reads it, whichever language its organiser works in
        return _page("ceremony/screen.html", period_id)


@bp.get("/<int:period_id>/penyaji")
@allowed(Action.STAGE)
def presenter(period_id: int) -> Any:
    """What the master of ceremony reads: this slide, the next name, how it is pronounced."""
    return _page("ceremony/presenter.html", period_id)


@bp.get("/<int:period_id>/jarak")
@allowed(Action.STAGE)
def remote(period_id: int) -> Any:
    """Large buttons for a phone."""
    return _page("ceremony/remote.html", period_id)


@bp.get("/<int:period_id>/keadaan")
@allowed(Action.STAGE)
def state(period_id: int) -> Any:
    """Where the stage stands, asked for every second by every screen."""
    return jsonify(_facts(ceremonies.open_ceremony(db(), actor(), period_id)))


@bp.post("/<int:period_id>/langkah")
@takes_json
@allowed(Action.STAGE)
def step(period_id: int) -> Any:
    """Step to a slide, unless the stage moved since the button was shown."""
    given = request.get_json() if request.is_json else request.form
    wanted = {"to": _number(given.get("to")), "version": _number(given.get("version"))}
    covered = str(given.get("covered", "")) in ("1", "True", "true")
    try:
        view = ceremony_steps.step(db(), actor(), now(), period_id, covered=covered, **wanted)
    except Conflict:
        if request.is_json:
            raise
        flash(_("Layar sudah berpindah; lihat keadaannya, lalu tekan lagi bila perlu."), "warning")
    else:
        if request.is_json:
            return jsonify(_facts(view))
    back = {"penyaji": ".presenter", "layar": ".screen"}.get(given.get("from", ""), ".remote")
    return redirect(url_for(back, period_id=period_id))


@bp.get("/pekerja.js")
@allowed(Action.EVERYONE)
def worker() -> Response:
    """What keeps the screen on its device, so that it can be loaded anew without a network."""
    text = (Path(current_app.static_folder or "") / _WORKER).read_text()
    answer = Response(text, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _page(template: str, period_id: int) -> Any:
    view = ceremonies.open_ceremony(db(), actor(), period_id)
    names = [coming(view.slides, n) for n in range(len(view.slides))]
    return render_template(template, view=view, facts=_facts(view), names=names)


def _facts(view: CeremonyView) -> dict[str, Any]:
    """What screens must know; moments are milliseconds since 1970."""
    stage = view.stage
    return {
        "position": stage.position,
        "covered": stage.covered,
        "version": stage.version,
        "slides": view.digest,
        "count": len(view.slides),
        "shown": _milliseconds(stage.shown_at),
        "began": _milliseconds(stage.began_at),
        "now": _milliseconds(now()),
    }


def _milliseconds(moment: datetime | None) -> int:
    return 0 if moment is None else int(moment.timestamp() * 1000)


def _number(given: Any) -> int:
    text = str(given)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
