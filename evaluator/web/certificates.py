"""Certificates for the ceremony: looked over, issued once, printed, revoked."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from evaluator.scoring.messages import Problem
from evaluator.services import certificate_register, certifying
from evaluator.services import periods as seasons
from evaluator.services.certificate_lists import COLUMNS, Listed
from evaluator.services.certificate_register import read_ids
from evaluator.services.certificates_revised import outdated_certificates
from evaluator.services.certifying import ToCertify
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import NotFound, Refused
from evaluator.web.drawing import chosen_design, design_choice, download, sentence_of, shown
from evaluator.web.forms import fail
from evaluator.web.forms.certificates import ListForm, RevokeForm
from evaluator.web.request import actor, allowed, db, files, now, public_url
from evaluator.web.uploads import keep, recall

if TYPE_CHECKING:
    from evaluator.documents.drawing import Plan

Thing = TypeVar("Thing")
bp = Blueprint("certificates", __name__, url_prefix="/piagam")
bp.add_app_template_filter(sentence_of, "finding")
bp.add_app_template_filter(certificate_register.write_ids, "ids")
_AT_ONCE = 50  # papers a transaction, so that others can save in between


@bp.get("/")
@allowed(Action.SEE_CERTIFICATES)
def periods() -> Any:
    """List the released periods."""
    released = certifying.released_periods(db(), actor())
    return render_template("certificates/periods.html", periods=released, may_issue=_may_issue())


@bp.get("/<int:period_id>")
@allowed(Action.SEE_CERTIFICATES)
def period(period_id: int) -> Any:
    """Show the winners, the check before printing, and what was issued."""
    winners = certifying.winners_to_certify(db(), actor(), period_id)
    obstacle, plan = None, None
    if _may_issue():
        try:
            plan = _plan(period_id, winners, chosen_design(_used(winners)))
        except Refused as refusal:
            obstacle = refusal.message
    return render_template(
        "certificates/period.html",
        period=seasons.period_view(db(), actor(), period_id),
        winners=winners,
        issued=[row.certificate.id for row in winners if row.certificate and not row.pending],
        plan=plan,
        obstacle=obstacle,
        outdated=outdated_certificates(db(), actor(), period_id),
        **design_choice(_used(winners)),
    )


@bp.get("/<int:period_id>/pratinjau.pdf")
@allowed(Action.CERTIFY)
def preview(period_id: int) -> Response:
    """Show papers as they would be issued: of one winner, or of all that can be printed."""
    winners = certifying.winners_to_certify(db(), actor(), period_id)
    faces = certifying.preview_faces(db(), actor(), period_id, chosen_design(), public_url())
    one = request.args.get("pemenang", type=int)
    pairs = zip(winners, faces, strict=True)
    return _preview([face for row, face in pairs if one in (None, row.id)])


@bp.route("/<int:period_id>/terbitkan", methods=["GET", "POST"])
@allowed(Action.CERTIFY)
def issue(period_id: int) -> Any:
    """Say what issuing means, then issue what can be printed and is not issued yet."""
    from evaluator.documents.drawing import drawer

    winners = certifying.winners_to_certify(db(), actor(), period_id)
    design = chosen_design(_used(winners))
    plan = _plan(period_id, winners, design)
    if request.method == "POST" and plan.ready:
        draw, address = drawer(files()), public_url()

        def issue_some(some: Sequence[int]) -> list[int]:
            return certifying.issue(
                db(), actor(), now(), period_id,
                design=design, draw=draw, files=files(), public_url=address, winner_ids=some,
            )  # fmt: skip

        return _to_print(_in_parts([winners[n].id for n in plan.ready], issue_some))
    season = seasons.period_view(db(), actor(), period_id)
    return render_template("certificates/issue.html", period=season, plan=plan, design=design)


@bp.get("/cetak/<ids>")
@allowed(Action.SEE_CERTIFICATES)
def to_print(ids: str) -> Any:
    """Offer issued papers for the printer, saying how many pages will come."""
    rows = certificate_register.certificates_by_id(db(), actor(), read_ids(ids))
    return render_template("certificates/to_print.html", rows=rows, ids=ids)


@bp.get("/cetak/<ids>/gabungan.pdf")
@allowed(Action.SEE_CERTIFICATES)
def merged(ids: str) -> Response:
    """Join issued papers into one file, page after page as they were frozen."""
    from evaluator.documents.merging import merge

    papers = [paper for _row, paper in _papers(ids)]
    return download(merge(papers), _("Piagam, %(count)s lembar", count=len(papers)) + ".pdf")


@bp.get("/cetak/<ids>/piagam.zip")
@allowed(Action.SEE_CERTIFICATES)
def zipped(ids: str) -> Response:
    """Pack issued papers as single files with readable names."""
    from evaluator.documents.archive import pack

    papers = [(row.file_name, paper) for row, paper in _papers(ids)]
    return download(pack(papers), _("Piagam, %(count)s berkas", count=len(papers)) + ".zip")


@bp.get("/berkas/<int:certificate_id>.pdf")
@allowed(Action.SEE_CERTIFICATES)
def paper(certificate_id: int) -> Response:
    """Hand out one paper: the same bytes each time."""
    ((row, content),) = _papers(str(certificate_id))
    return download(content, row.file_name)


@bp.route("/berkas/<int:certificate_id>/cabut", methods=["GET", "POST"])
@allowed(Action.CERTIFY)
def revoke(certificate_id: int) -> Any:
    """Revoke a certificate with a reason that its check page will show."""
    form = RevokeForm()
    (row,) = certificate_register.certificates_by_id(db(), actor(), [certificate_id])
    if form.validate_on_submit():
        try:
            certifying.revoke(db(), actor(), now(), certificate_id, form.reason.data)
        except Refused as refusal:
            fail(form, refusal)
        else:
            flash(_("Piagam %(number)s sudah dicabut.", number=row.number), "success")
            return redirect(url_for(".register", cari=row.number))
    page = render_template("certificates/revoke.html", form=form, row=row)
    return page, 422 if form.errors else 200


@bp.get("/register")
@allowed(Action.SEE_CERTIFICATES)
def register() -> Any:
    """Show every certificate ever issued, the revoked ones too."""
    text = request.args.get("cari", "")[:200]
    number = request.args.get("page", 1, type=int)
    found = certificate_register.search_register(db(), actor(), text, number)
    return render_template(
        "certificates/register.html", found=found, text=text, may_issue=_may_issue()
    )


@bp.route("/daftar", methods=["GET", "POST"])
@allowed(Action.CERTIFY)
def from_list() -> Any:
    """Take a list of names, for instance of respondents and partners."""
    from evaluator.documents.certificate_list import read_list

    form = ListForm()
    if form.validate_on_submit():
        content, name = form.file.data.read(), form.file.data.filename or ""
        try:
            read_list(content, name)
        except Problem as problem:
            fail(form, problem)
        else:
            word = keep(content, name)
            return redirect(url_for(".check_list", berkas=word, rancangan=chosen_design()))
    page = render_template("certificates/list.html", form=form, columns=COLUMNS, **design_choice())
    return page, 422 if form.errors else 200


@bp.get("/daftar/contoh.csv")
@allowed(Action.CERTIFY)
def example_list() -> Response:
    """Hand out a list to begin with; Excel opens it as a table."""
    from evaluator.documents.certificate_list import example

    return download(example(), "daftar piagam.csv")


@bp.get("/daftar/periksa")
@allowed(Action.CERTIFY)
def check_list() -> Any:
    """Show what a list would print, row by row, before anything is issued."""
    name, listed = _recalled()
    plan, known = _list_plan(listed)
    shown_too = {"name": name, "word": request.args["berkas"], **design_choice()}
    return render_template(
        "certificates/check_list.html", listed=listed, known=known, plan=plan, **shown_too
    )


@bp.get("/daftar/pratinjau.pdf")
@allowed(Action.CERTIFY)
def preview_list() -> Response:
    """Show the papers of a list as they would be issued."""
    plan, _known = _list_plan(_recalled()[1])
    return _preview(plan.faces)


@bp.post("/daftar/terbitkan")
@allowed(Action.CERTIFY)
def issue_list() -> Any:
    """Issue what was looked at: the same file, byte for byte."""
    from evaluator.documents.drawing import drawer

    _name, listed = _recalled()
    plan, _known = _list_plan(listed)
    if plan.held:
        raise Refused("Ada baris yang ditolak pemeriksaan. Perbaiki berkasnya, lalu unggah lagi.")
    design, draw, address = chosen_design(), drawer(files()), public_url()

    def issue_some(some: Sequence[Listed]) -> list[int]:
        return certifying.issue_list(
            db(), actor(), now(), [one.row for one in some],
            design=design, draw=draw, files=files(), public_url=address,
        )  # fmt: skip

    return _to_print(_in_parts(listed, issue_some))


@bp.get("/rancangan/<code>.svg")
@allowed(Action.SEE_CERTIFICATES)
def design_picture(code: str) -> Response:
    """Show what a design looks like."""
    from evaluator.documents.design_pictures import picture
    from evaluator.documents.designs import DESIGNS

    if code not in DESIGNS:
        raise NotFound("Rancangan itu tidak ada.")
    response = shown(picture(code), f"{code}.svg")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _may_issue() -> bool:
    return allows(actor(), Action.CERTIFY)


def _plan(period_id: int, winners: Sequence[ToCertify], design: str) -> "Plan":
    from evaluator.documents.drawing import plan

    faces = certifying.preview_faces(db(), actor(), period_id, design, public_url())
    return plan(faces, files(), {n for n, row in enumerate(winners) if not row.pending})


def _recalled() -> tuple[str, list[Listed]]:
    from evaluator.documents.certificate_list import read_list

    content, name = recall(request.values.get("berkas", ""))
    return name, read_list(content, name)


def _list_plan(listed: Sequence[Listed]) -> tuple["Plan", list[Any]]:
    from evaluator.documents.drawing import plan

    rows = [one.row for one in listed]
    known = certifying.issued_for(db(), actor(), rows)
    faces = certifying.preview_list(db(), actor(), rows, chosen_design(), public_url())
    return plan(faces, files(), {n for n, row in enumerate(known) if row}), known


def _preview(faces: Sequence[certifying.Face]) -> Response:
    from evaluator.documents import drawing

    checked = drawing.plan(faces, files())
    printable = [faces[n] for n in checked.ready] or faces
    return shown(drawing.certificates(printable, files()), _("Pratinjau piagam") + ".pdf")


def _in_parts(things: Sequence[Thing], issue: Callable[[Sequence[Thing]], list[int]]) -> list[int]:
    """Issue many papers some at a time; what was issued stays, and asking again continues."""
    ids: list[int] = []
    for start in range(0, len(things), _AT_ONCE):
        ids += issue(things[start : start + _AT_ONCE])
        db().commit()
    return list(dict.fromkeys(ids))


def _to_print(ids: Sequence[int]) -> Any:
    sentence = ngettext("%(num)s piagam siap dicetak.", "%(num)s piagam siap dicetak.", len(ids))
    flash(sentence, "success")
    return redirect(url_for(".to_print", ids=certificate_register.write_ids(ids)))


def _papers(ids: str) -> list[tuple[certificate_register.CertificateView, bytes]]:
    return certificate_register.certificate_files(db(), actor(), files(), read_ids(ids))


def _used(winners: Sequence[certifying.ToCertify]) -> str:
    """The design of the papers that this period has already, so that later ones match."""
    return next((row.certificate.design for row in winners if row.certificate), "")
