"""Is this certificate real? Open to everyone who holds a paper or its file."""

import time
from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import checking
from evaluator.services.certificate_register import tidy_code
from evaluator.services.checking_files import FileCheck, check_file
from evaluator.services.flood import Flood
from evaluator.services.permissions import Action
from evaluator.services.problems import NotFound
from evaluator.web.busy import busy
from evaluator.web.forms.verify import CodeForm, PaperForm
from evaluator.web.request import allowed, db, files, installation

bp = Blueprint("verify", __name__, url_prefix="/v")
_MINUTE = 60.0
_PATIENCE = 5.0
_AT_ONCE = 2


class _Limits:
    """What one process of the program bears: questions, files, and files read at the same time."""

    def __init__(self) -> None:
        self.questions = Flood(each=120, together=1200, seconds=_MINUTE)
        self.papers = Flood(each=12, together=60, seconds=_MINUTE)
        self.reading = BoundedSemaphore(_AT_ONCE)


def _limits() -> _Limits:
    limits: _Limits = current_app.extensions.setdefault("verify_limits", _Limits())
    return limits


@bp.before_request
def _refuse_flood() -> Response | None:
    """Nobody's questions may slow the others' work: beyond a measure they are turned away."""
    limits = _limits()
    asked = limits.papers if request.method == "POST" else limits.questions
    if asked.admits(request.remote_addr or "", time.monotonic()):
        return None
    return _busy()


@bp.get("/")
@allowed(Action.EVERYONE)
def check() -> Any:
    """Ask for the code, the number or the file."""
    form = CodeForm(request.args)
    if "kode" in request.args and form.validate():
        if form.is_number:
            return redirect(url_for(".numbered", nomor=form.code.data))
        return redirect(url_for(".certificate", code=tidy_code(form.code.data)))
    return _page("verify/check.html", 422 if form.errors else 200, form=form, code_form=form)


@bp.get("/<code>")
@allowed(Action.EVERYONE)
def certificate(code: str) -> Any:
    """Say whether a certificate counts, showing only what stands on its paper."""
    return _answer(checking.check_code(db(), code), code[:40])


@bp.get("/nomor")
@allowed(Action.EVERYONE)
def numbered() -> Any:
    """Say whether a number counts, showing less: numbers are guessed easily."""
    number = request.args.get("nomor", "")[:120]
    found = checking.check_number(db(), number)
    if found is None and checking.is_void(db(), number):
        return _page("verify/void.html", 200, asked=number)
    return _answer(found, number)


@bp.post("/berkas")
@allowed(Action.EVERYONE)
def paper() -> Any:
    """Say what an uploaded file is: ours and unchanged, changed, or none of ours."""
    form = PaperForm()
    if not form.validate_on_submit():
        return _page("verify/check.html", 422, form=form, paper_form=form)
    content = form.paper.data.read()
    db().rollback()  # nobody who saves waits while a stranger's file is read
    limits = _limits()
    if not limits.reading.acquire(timeout=_PATIENCE):
        return _busy()
    try:
        found = _checked(content)
    finally:
        limits.reading.release()
    return render_template("verify/file.html", found=found)


@bp.errorhandler(413)
def too_large(_error: Exception) -> Any:
    """Say it where the file was chosen, rather than to make the file smaller."""
    form = PaperForm(formdata=None)
    form.paper.errors = [_("Berkas itu terlalu besar. Piagam kami tidak pernah lebih dari 5 MB.")]
    return _page("verify/check.html", 413, form=form, paper_form=form)


@bp.get("/berkas")
@allowed(Action.EVERYONE)
def again() -> Any:
    """Begin anew where the answer about a file is asked for once more."""
    return redirect(url_for(".check"))


@bp.get("/sertifikat.pem")
@allowed(Action.EVERYONE)
def certificates() -> Response:
    """Hand out the public certificates with which papers were signed here."""
    found = "".join(checking.office_certificates(db()))
    if not found:
        raise NotFound("Belum ada piagam yang ditandatangani secara elektronik di sini.")
    answer = Response(found, mimetype="application/x-pem-file")
    answer.headers["Content-Disposition"] = 'attachment; filename="sertifikat-kantor.pem"'
    return answer


@bp.context_processor
def _offers() -> dict[str, Any]:
    def signs() -> bool:
        # Apart from the request's session, which after an upload would hold up whoever saves.
        with installation().reads() as session:
            return checking.has_certificates(session)

    return {"signs": signs}


@bp.after_request
def _keep_out_of_search_engines(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _checked(content: bytes) -> FileCheck:
    from evaluator.documents.signatures import read_paper

    return check_file(installation().reads, files(), content, read_paper)


def _answer(found: checking.Answer | None, asked: str) -> Any:
    if found is None:
        typed = CodeForm(formdata=None, code=asked)
        return _page("verify/unknown.html", 404, code_form=typed, asked=asked)
    return render_template("verify/certificate.html", found=found)


def _page(template: str, status: int, **values: Any) -> tuple[str, int]:
    """A page with both forms, empty where none is given."""
    values.setdefault("code_form", CodeForm(formdata=None))
    values.setdefault("paper_form", PaperForm(formdata=None))
    return render_template(template, **values), status


def _busy() -> Response:
    return busy(
        _("Terlalu banyak pertanyaan"),
        _(
            "Halaman pemeriksaan sedang terlalu sering diminta. Tunggu satu "
            "menit, lalu coba lagi; piagam Anda tidak ke mana-mana."
        ),
    )
