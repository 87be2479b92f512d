"""What every request has: a session, an actor, a permission, a language, an error page."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException, SecurityError

from evaluator.scoring.messages import Problem
from evaluator.services import signing_in
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.database import write_session
from evaluator.storage.files import Files
from evaluator.storage.installation import Installation
from evaluator.storage.rubric_files import RubricProblem
from evaluator.web.language import label, translate

View = TypeVar("View", bound=Callable[..., Any])
TOKEN = "token"  # noqa: S105
_TOUCH_AFTER = timedelta(minutes=10)
_SAFE = {"GET", "HEAD", "OPTIONS"}
_NOT_KEPT = {"csrf_token", "password", "old", "new", "again", "version", "next"}
_STATUS: dict[type[Problem], int] = {
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Refused: 422,
    RubricProblem: 422,
}
log = logging.getLogger("evaluator")


def allowed(action: Action) -> Callable[[View], View]:
    """Name the permission of a view; a change is committed before its answer leaves."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if action is not Action.EVERYONE:
                if current_actor() is None:
                    return _ask_to_sign_in()
                require(current_actor(), action)
            answer = current_app.make_response(view(*args, **kwargs))
            if request.method not in _SAFE:
                # A view that shows a refusal answers with 4xx: what was begun is undone.
                if answer.status_code < 400:
                    db().commit()
                else:
                    db().rollback()
            return answer

        guarded.permission = action  # type: ignore[attr-defined]
        return cast(View, guarded)

    return declare


def installation() -> Installation:
    """The installation that this program serves."""
    return cast(Installation, current_app.extensions["installation"])


def db() -> Session:
    """The request's session; a request that may change something takes its turn at once."""
    if "db" not in g:
        engine = installation().engine
        g.db = Session(engine) if request.method in _SAFE else write_session(engine)
    return cast(Session, g.db)


def files() -> Files:
    """The installation's stored files."""
    return installation().files


@contextmanager
def writing_apart() -> Iterator[Session]:
    """A short write beside a page that only looks.

    What was being read ends first: on SQLite a reader holds up a writer's commit,
    and a request must never wait for itself.
    """
    if "db" in g:
        g.db.rollback()
    with installation().writes() as own:
        yield own


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def current_actor() -> Actor | None:
    """Who is signed in, or None."""
    if "actor" not in g:
        g.actor = signing_in.actor_of(db(), session.get(TOKEN, ""), now())
    return cast("Actor | None", g.actor)


def actor() -> Actor:
    """Who is signed in; only for views that are not open to everyone."""
    who = current_actor()
    if who is None:
        raise NotAllowed("Silakan masuk dahulu.")
    return who


def public_url() -> str:
    """The address that links on paper carry."""
    return installation().settings.public_url


def wants_json() -> bool:
    """Whether a script is asking."""
    return request.accept_mimetypes.best == "application/json" or request.is_json


def local_path(given: str | None) -> str | None:
    """A path on this site, or None: never an address elsewhere."""
    if not given or not given.startswith("/") or given[1:2] in ("/", "\\"):
        return None
    if any(ord(c) < 32 for c in given) or "\\" in given:
        return None
    return given


def init_app(app: Flask) -> None:
    """Hang sessions, sign-in and error pages onto the application."""
    app.before_request(_refuse_undeclared)
    app.before_request(_refuse_unreadable)
    app.after_request(_keep_session_alive)
    app.teardown_request(_close)
    app.register_error_handler(Problem, _problem_page)
    app.register_error_handler(CSRFError, _csrf_page)
    app.register_error_handler(HTTPException, _http_page)
    app.register_error_handler(DBAPIError, _database_page)
    app.register_error_handler(OverflowError, _unstorable_page)
    app.register_error_handler(Exception, _failure_page)


def _refuse_undeclared() -> None:
    """A route that names no permission is open to nobody."""
    if request.endpoint in (None, "static"):
        return
    if not hasattr(_view(), "permission"):
        abort(404)


def _view() -> Any:
    return current_app.view_functions.get(request.endpoint or "")


def takes_json(view: View) -> View:
    """Let a view be asked by a script, with a flat object in place of a form."""
    view.takes_json = True  # type: ignore[attr-defined]
    return view


def _refuse_unreadable() -> None:
    """What no form can have sent goes no further: other shapes, NUL, halves of characters."""
    values = [*request.args.values()]
    if request.is_json:
        if not getattr(_view(), "takes_json", False):
            abort(400)
        values += _flat(_parsed())
    elif request.method not in _SAFE:
        values += request.form.values()
    for value in values:
        if isinstance(value, str) and not storable(value):
            abort(400)


def _parsed() -> Any:
    try:
        return request.get_json()
    except RecursionError:
        abort(400)


def _flat(given: Any) -> list[Any]:
    """The values of a flat object; anything else is no form."""
    if not isinstance(given, dict):
        abort(400)
    if not all(value is None or isinstance(value, str | int | float) for value in given.values()):
        abort(400)
    return list(given.values())


def storable(text: str) -> bool:
    """Whether a text is whole: without NUL or half a character, which no database keeps."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def _keep_session_alive(response: Response) -> Response:
    token, last = session.get(TOKEN), session.get("touched", 0)
    if token and g.get("actor") and now().timestamp() - last > _TOUCH_AFTER.total_seconds():
        try:
            with writing_apart() as own:
                signing_in.touch(own, token, now())
            session["touched"] = int(now().timestamp())
        except DBAPIError:
            log.warning("The session could not be touched; the next request tries again")
    return response


def _close(_error: BaseException | None) -> None:
    own = g.pop("db", None)
    if own is not None:
        own.close()


def _ask_to_sign_in() -> Any:
    """Send a reader to the sign-in page; give a writer back what was typed."""
    if request.method in _SAFE and not wants_json():
        here = request.full_path if request.query_string else request.path
        return redirect(url_for("account.sign_in", next=here))
    return _error_page(
        401,
        gettext("Sesi Anda sudah berakhir"),
        gettext("Masuk lagi di tab lain, lalu kembali ke sini; yang Anda ketik tidak hilang."),
        action=(gettext("Masuk"), url_for("account.sign_in")),
    )


def _problem_page(problem: Problem) -> Any:
    status = next((code for kind, code in _STATUS.items() if isinstance(problem, kind)), 422)
    titles = {
        403: gettext("Tidak berhak"),
        404: gettext("Tidak ditemukan"),
        409: gettext("Sudah berubah"),
        422: gettext("Belum dapat dilakukan"),
    }
    details = (
        [translate(d.message) for d in problem.details] if isinstance(problem, Refused) else []
    )
    stored = problem.stored if isinstance(problem, Conflict) else None
    sentence = " ".join([translate(problem.message), *details])
    return _error_page(status, titles[status], sentence, stored=stored)


def _csrf_page(error: CSRFError) -> Any:
    if current_actor() is None and getattr(_view(), "permission", None) is not Action.EVERYONE:
        return _ask_to_sign_in()  # the session is gone, and its token with it
    sentence = gettext("Halaman ini sudah terlalu lama terbuka. Muat ulang, lalu kirim lagi.")
    return _error_page(400, gettext("Formulir kedaluwarsa"), sentence)


def _http_page(error: HTTPException) -> Any:
    if isinstance(error, SecurityError):  # no page: it would carry links to that host
        return Response("400\n", 400, mimetype="text/plain")
    if error.response is not None or (error.code or 500) < 400:
        return error
    sentences = {
        404: (gettext("Tidak ditemukan"), gettext("Halaman itu tidak ada atau bukan untuk Anda.")),
        405: (gettext("Tidak dapat"), gettext("Alamat ini tidak menerima permintaan seperti itu.")),
        413: (
            gettext("Terlalu besar"),
            gettext("Kiriman melebihi batas ukuran. Perkecil berkasnya."),
        ),
    }
    general = (
        gettext("Permintaan tidak dapat dipenuhi"),
        gettext("Periksa alamat atau isian Anda."),
    )
    title, sentence = sentences.get(error.code or 500, general)
    return _error_page(error.code or 500, title, sentence)


def _database_page(error: DBAPIError) -> Any:
    """The database is busy or gone: say so, and give back what was typed."""
    if isinstance(error, DataError):
        return _unstorable_page(error)
    log.error("Database: %s", type(error.orig).__name__)
    page = _error_page(
        503,
        gettext("Sedang sibuk"),
        gettext("Basis data sedang sibuk, jadi belum tersimpan. Tunggu sebentar, lalu kirim lagi."),
    )
    page.headers["Retry-After"] = "5"
    return page


def _unstorable_page(_error: Exception) -> Any:
    """A value that no column holds, such as a number of thirty digits."""
    sentence = gettext("Ada isian yang terlalu besar atau tidak dapat disimpan. Periksa isiannya.")
    return _error_page(422, gettext("Belum dapat dilakukan"), sentence)


def _failure_page(error: Exception) -> Any:
    log.exception("Unexpected failure on %s", request.endpoint)
    return _error_page(
        500,
        gettext("Terjadi kesalahan"),
        gettext("Kesalahan ini tercatat. Coba lagi; bila berulang, hubungi operator kantor."),
    )


def _error_page(
    status: int,
    title: str,
    sentence: str,
    *,
    stored: Any = None,
    action: tuple[str, str] | None = None,
) -> Response:
    own = g.get("db")
    if own is not None:
        own.rollback()
    if wants_json():
        answer = jsonify({"error": sentence, "title": title, "stored": _plain(stored)})
    else:
        label, url = action or (gettext("Ke halaman depan"), "/")
        page = render_template(
            "error.html",
            title=title,
            message=sentence,
            action_label=label,
            action_url=url,
            kept=_kept(),
        )
        answer = current_app.make_response(page)
    answer.status_code = status
    return answer


def _kept() -> list[tuple[str, str]]:
    """What was typed, to be shown again where it could not be stored."""
    if request.method in _SAFE:
        return []
    try:
        given = request.form.items()
    except HTTPException:
        return []
    return [
        (label("field", name), value)
        for name, value in given
        if value.strip() and name not in _NOT_KEPT
    ]


def _plain(stored: Any) -> Any:
    if isinstance(stored, dict):
        return {key: _plain(value) for key, value in stored.items()}
    return stored.isoformat() if isinstance(stored, datetime) else stored
