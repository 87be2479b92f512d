"""The shell that lets sheets be filled without a network: its worker, its page, its token."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    jsonify,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from evaluator.services import sheets
from evaluator.services.permissions import Action, allows
from evaluator.web.language import language, zone
from evaluator.web.request import TOKEN, actor, allowed, current_actor, db

bp = Blueprint("offline", __name__, url_prefix="/luring")
STORED = ("assess.my_units", "assess.sheet", "offline.page")
_FILES = ("app.*", "assess*.js", "assess*.css", "offline*.js", "offline*.css", "*.svg")
_WORKER = "offline-worker.js"
_SIZES = (192, 512)
_IMPORT = re.compile(r"""(?:from|import\(?) ?"\./([\w-]+\.js)\"""")


@dataclass(frozen=True)
class Device:
    """What the scripts of a page know of who is signed in.

    tag : names the session without opening it; pages of an ended one are not stored
    stored : whether this page may be shown again without a network
    """

    account: int
    tag: str
    zone: str
    assesses: bool
    stored: bool


@bp.get("/")
@allowed(Action.ASSESS)
def page() -> Any:
    """Tell what waits on this device and which sheets it holds; also shown without a network."""
    rows = [row for row in sheets.my_sheets(db(), actor()) if row.open]
    return render_template("offline/page.html", rows=rows)


@bp.get("/sesi")
@allowed(Action.ASSESS)
def session_token() -> Any:
    """Whose session this is, and the token that its changes carry."""
    return jsonify(account=str(actor().account_id), token=generate_csrf())


@bp.get("/pekerja.js")
@allowed(Action.EVERYONE)
def worker() -> Response:
    """The service worker, with the addresses of the files that it keeps."""
    text = f"const build = {json.dumps(_build(), sort_keys=True)};\n" + _static(_WORKER).read_text()
    answer = Response(text, mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/aplikasi.webmanifest")
@allowed(Action.EVERYONE)
def manifest() -> Response:
    """What a device needs to install the program."""
    icons = [_icon(f"icon-{size}.png", size, "any") for size in _SIZES]
    icons.append(_icon("icon-maskable-512.png", 512, "maskable"))
    facts = {
        "id": "/penilaian/",
        "name": _("Penilaian kerja sama statistik"),
        "short_name": _("Penilaian"),
        "lang": language(),
        "start_url": url_for("assess.my_units"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf6ee",
        "theme_color": "#12254b",
        "icons": icons,
    }
    answer = Response(json.dumps(facts), mimetype="application/manifest+json")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.app_context_processor
def _device() -> dict[str, Any]:
    """`device` or `nobody` for base.html; an error page comes out even without a database.

    Where it cannot be told who is signed in, neither is said, so that no copy is forgotten.
    """
    try:
        who = current_actor()
    except Exception:  # the error itself is logged where it first shows
        return {"device": None, "nobody": False}
    if who is None or who.account_id is None:
        return {"device": None, "nobody": True}
    stored = request.endpoint in STORED and request.method == "GET"
    assesses = allows(who, Action.ASSESS)
    return {"device": Device(who.account_id, _tag(), zone(), assesses, stored), "nobody": False}


@bp.after_app_request
def _mark_whose(response: Response) -> Response:
    """Tell the worker who is signed in now, or that nobody is: nobody else's page is shown."""
    if response.mimetype == "text/html" and "actor" in g:
        who = g.actor
        response.headers["X-Luring-Akun"] = f"{who.account_id} {_tag()}" if who else "-"
    return response


@bp.after_app_request
def _mark_stored(response: Response) -> Response:
    """Only an assessor's own pages may stay on a device, and only those that came out well."""
    if request.endpoint in STORED and request.method == "GET" and response.status_code == 200:
        response.headers["X-Luring"] = f"{actor().account_id} {_tag()}"
    return response


def _tag() -> str:
    return hashlib.sha256(f"luring {session.get(TOKEN, '')}".encode()).hexdigest()[:16]


def _build() -> dict[str, Any]:
    folder = current_app.static_folder or ""
    names, imported = _names(folder), _imported(folder)
    files = {name: url_for("static", filename=name) for name in names}
    seal = hashlib.sha256(_static(_WORKER).read_bytes() + "".join(files.values()).encode())
    # At the address that the page asked for: the browser has it already.
    bare = {name: url_for("static", filename=name, v=None) for name in imported & files.keys()}
    return {
        "version": seal.hexdigest()[:12],
        "files": sorted((files | bare).values()),
        "static": url_for("static", filename="", v=None),
        "logo": url_for("account.logo", digest="x").removesuffix("x.png"),
        "offline": url_for(".page"),
    }


@cache
def _names(folder: str) -> list[str]:
    """The files without which no sheet works."""
    found = {place.name for pattern in _FILES for place in Path(folder).glob(pattern)}
    return sorted(found - {_WORKER})


@cache
def _imported(folder: str) -> frozenset[str]:
    """The modules that other modules ask for, without a version in the address."""
    texts = (place.read_text() for place in Path(folder).glob("*.js"))
    return frozenset(name for text in texts for name in _IMPORT.findall(text))


def _static(name: str) -> Path:
    return Path(current_app.static_folder or "") / name


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": url_for("static", filename=name),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }
