"""Signing papers: with the office's own key, or in another system and back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from evaluator.scoring.messages import Problem
from evaluator.services import certificate_register, signing_elsewhere
from evaluator.services import signing as acts
from evaluator.services.certificate_register import read_ids, write_ids
from evaluator.services.permissions import Action
from evaluator.services.problems import Refused
from evaluator.services.row_numbers import row_number
from evaluator.services.signing import MOST_LISTED, Signed
from evaluator.web.drawing import download
from evaluator.web.forms import fail
from evaluator.web.forms.signing import BackForm, SignForm
from evaluator.web.language import translate
from evaluator.web.request import actor, allowed, db, files, installation, now

if TYPE_CHECKING:
    from evaluator.documents.signing import Standing

bp = Blueprint("signing", __name__, url_prefix="/piagam/tanda-tangan")
_AT_ONCE = 50  # papers a transaction; what came before a fault stays signed


@bp.get("/")
@allowed(Action.SIGN)
def overview() -> Any:
    """Show how the key stands, what is signed, and what waits for a signature, a year at a time."""
    years = acts.unsigned_years(db(), actor())
    newest = next(iter(years), 0)
    asked = request.args.get("tahun", type=row_number)
    year = asked if asked in years else newest
    return render_template(
        "signing/overview.html",
        standing=_standing(),
        counts=acts.count_signatures(db(), actor()),
        years=years,
        year=year,
        tabs=[
            (f"{one} ({count})", url_for(".overview", tahun=one, _anchor="menunggu"), one == year)
            for one, count in years.items()
        ],
        waiting=acts.unsigned_certificates(db(), actor(), year),
        # What was left unsigned in earlier years was mostly signed by hand.
        ticked=request.args.get("pilih", "semua" if year == newest else "tidak") == "semua",
        most=MOST_LISTED,
    )


@bp.route("/terpilih", methods=["GET", "POST"])
@allowed(Action.SIGN)
def sign() -> Any:
    """Say what will be signed and with which key, then sign it."""
    ids = _chosen()
    if not ids:
        flash(_("Pilih dahulu piagam yang akan ditandatangani."), "warning")
        return redirect(url_for(".overview"))
    form = SignForm()
    if form.validate_on_submit():
        try:
            done = _sign(ids)
        except Refused as refusal:
            fail(form, refusal)
        else:
            _tell(done)
            return redirect(url_for(".overview"))
    rows = certificate_register.certificates_by_id(db(), actor(), ids)
    page = render_template(
        "signing/sign.html", form=form, rows=rows, ids=write_ids(ids), standing=_standing()
    )
    return page, 422 if form.errors else 200


@bp.get("/untuk-ditandatangani.zip")
@allowed(Action.SIGN)
def parcel() -> Any:
    """Pack chosen papers for a system that signs them, with a list of what is inside."""
    from evaluator.documents.signing_parcel import parcel as pack

    ids = _chosen()
    if not ids:
        flash(_("Pilih dahulu piagam yang akan ditandatangani."), "warning")
        return redirect(url_for(".overview"))
    papers = signing_elsewhere.papers_to_send(db(), actor(), files(), ids)
    return download(pack(papers), _("Piagam untuk ditandatangani") + ".zip")


@bp.route("/kembali", methods=["GET", "POST"])
@allowed(Action.SIGN)
def back() -> Any:
    """Take papers back that were signed elsewhere, each checked on its own."""
    form = BackForm()
    bound: list[str] = []
    refused: list[tuple[str, str]] = []
    if form.validate_on_submit():
        bound, refused = _take_back(form)
        if not refused:
            _tell_bound(bound)
            return redirect(url_for(".overview"))
    page = render_template("signing/back.html", form=form, bound=bound, refused=refused)
    return page, 422 if form.errors or refused else 200


@bp.get("/sertifikat.pem")
@allowed(Action.SIGN)
def certificate() -> Response:
    """Hand out the public certificate that is signed with now."""
    from evaluator.documents.signing import open_signer

    signer = open_signer(installation().settings, now())
    answer = Response(signer.certificate.pem, mimetype="application/x-pem-file")
    answer.headers["Content-Disposition"] = 'attachment; filename="sertifikat.pem"'
    return answer


def _standing() -> "Standing":
    from evaluator.documents.signing import standing

    return standing(installation().settings, now())


def _chosen() -> list[int]:
    """The papers that were ticked, or written in short by the page that asks once more."""
    if request.values.get("ids"):
        return read_ids(request.values["ids"])
    return request.args.getlist("id", type=row_number)[:MOST_LISTED]


def _sign(ids: Sequence[int]) -> Signed:
    """Sign some at a time; what was signed stays, and asking again continues."""
    from evaluator.documents.signing import open_signer

    who, signer, done = actor(), open_signer(installation().settings, now()), Signed()
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        db().rollback()  # nobody else waits while papers are signed
        ready = acts.sign_ahead(installation().reads, who, some, signer=signer, files=files())
        part = acts.sign_certificates(db(), who, now(), some, signer=ready, files=files())
        db().commit()
        done = Signed(done.signed + part.signed, done.before + part.before, done.void + part.void)
    return done


def _tell(done: Signed) -> None:
    flash(
        ngettext("%(num)s piagam ditandatangani.", "%(num)s piagam ditandatangani.", done.signed),
        "success",
    )
    if done.before:
        flash(_("%(count)s sudah bertanda tangan sebelumnya.", count=done.before), "info")
    if done.void:
        flash(_("%(count)s tidak berlaku lagi, jadi dilewati.", count=done.void), "warning")


def _take_back(form: BackForm) -> tuple[list[str], list[tuple[str, str]]]:
    """Numbers of the bound papers; names of the others, each with its reason."""
    from evaluator.documents.signatures import read_paper

    who, own = actor(), installation()
    db().rollback()  # nobody else waits while files are read; each is bound in its own turn
    bound: list[str] = []
    refused: list[tuple[str, str]] = []
    for upload in form.papers.data:
        name = (upload.filename or "").replace("\\", "/").rpartition("/")[2][:200]
        try:
            number = signing_elsewhere.take_back(
                own.reads, own.writes, who, now(), upload.read(), files=files(), read=read_paper
            )
        except Problem as problem:
            refused.append((name, translate(problem.message)))
        else:
            bound.append(number)
    return bound, refused


def _tell_bound(bound: Sequence[str]) -> None:
    count = len(dict.fromkeys(bound))
    flash(
        ngettext(
            "%(num)s piagam bertanda tangan diterima.",
            "%(num)s piagam bertanda tangan diterima.",
            count,
        ),
        "success",
    )
