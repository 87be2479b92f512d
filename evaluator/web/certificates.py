"""Certificates for the ceremony: looked over, mended, issued once, printed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from evaluator.services import (
    certificate_register,
    certifying,
    print_asking,
    print_order,
    printed_names,
)
from evaluator.services import periods as seasons
from evaluator.services.certificate_looks import look_of
from evaluator.services.certificate_register import read_ids
from evaluator.services.certificates_revised import outdated_certificates
from evaluator.services.certifying import ToCertify
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import NotFound, Refused
from evaluator.services.row_numbers import row_number
from evaluator.web.design_pages import svg_of
from evaluator.web.drawing import download, sentence_of, shown
from evaluator.web.language import translate
from evaluator.web.printing import (
    Setup,
    carry_out,
    design_choice,
    look,
    pinned,
    preview_of,
    setup,
    setup_choice,
)
from evaluator.web.request import actor, allowed, db, files, now, public_url

if TYPE_CHECKING:
    from evaluator.documents.drawing import Plan

bp = Blueprint("certificates", __name__, url_prefix="/piagam")
bp.add_app_template_filter(sentence_of, "finding")
bp.add_app_template_filter(certificate_register.write_ids, "ids")


@bp.get("/")
@allowed(Action.SEE_CERTIFICATES)
def periods() -> Any:
    """List the periods whose papers can be looked at."""
    printable = certifying.printable_periods(db(), actor())
    return render_template("certificates/periods.html", periods=printable, may_issue=_may_issue())


@bp.get("/<int:period_id>")
@allowed(Action.SEE_CERTIFICATES)
def period(period_id: int) -> Any:
    """Show the winners, the check before printing, and what was issued."""
    return _period_page(period_id)


@bp.post("/<int:period_id>/nama/<int:participant_id>")
@allowed(Action.CERTIFY)
def mend(period_id: int, participant_id: int) -> Any:
    """Write a winner's name on paper otherwise than the unit is called."""
    typed = {"printed": request.form.get("printed", ""), "reason": request.form.get("reason", "")}
    try:
        printed_names.mend_name(db(), actor(), now(), participant_id, **typed)
    except Refused as refusal:
        db().rollback()
        mending = {"id": participant_id, "problem": refusal, **typed}
        return _period_page(period_id, mending=mending), 422
    flash(_("Nama pada kertas sudah dibetulkan: %(name)s.", name=typed["printed"]), "success")
    chosen: dict[str, Any] = setup().fields
    return redirect(url_for(".period", period_id=period_id, **chosen, _anchor="periksa"))


@bp.get("/<int:period_id>/pratinjau.pdf")
@allowed(Action.CERTIFY)
def preview(period_id: int) -> Response:
    """Show papers as they would be issued: of one winner, or of all that can be printed."""
    winners = certifying.winners_to_certify(db(), actor(), period_id)
    faces = _faces(period_id, setup())
    one = request.args.get("pemenang", type=row_number)
    pairs = zip(winners, faces, strict=True)
    return preview_of([face for row, face in pairs if one in (None, row.id)])


@bp.route("/<int:period_id>/terbitkan", methods=["GET", "POST"])
@allowed(Action.CERTIFY)
def issue(period_id: int) -> Any:
    """Say what issuing means, then issue what can be printed and is not issued yet."""
    winners = certifying.winners_to_certify(db(), actor(), period_id)
    chosen = setup(_used(winners))
    try:
        plan = _plan(period_id, winners, chosen)
    except Refused as refusal:
        if not refusal.field:
            raise
        return _period_page(period_id), 422  # what was chosen cannot be used; it is said there
    season = seasons.period_view(db(), actor(), period_id)
    if request.method == "POST" and plan.ready:
        job_id = print_asking.print_winners(
            db(), actor(), now(), period_id,
            title=season.title, look=look(chosen), public_url=public_url(), plan=chosen.plan,
            signer_ids=chosen.signer_ids, winner_ids=[winners[n].id for n in plan.ready],
            options=chosen.options,
        )  # fmt: skip
        carry_out(job_id, len(plan.ready))
        return redirect(url_for("certificates_jobs.job", job_id=job_id))
    return render_template(
        "certificates/issue.html", period=season, plan=plan, setup=chosen, fields=pinned(chosen),
        **design_choice(chosen.design),
    )  # fmt: skip


@bp.get("/<int:period_id>/cetak")
@allowed(Action.SEE_CERTIFICATES)
def all_to_print(period_id: int) -> Any:
    """Lead to the issued papers of a period in the order in which they are handed out."""
    found = _issued(certifying.winners_to_certify(db(), actor(), period_id))
    if not found:
        raise NotFound("Belum ada piagam periode ini yang diterbitkan.")
    ids = print_order.stacked_ids(db(), actor(), period_id, found)
    return redirect(url_for(".to_print", ids=certificate_register.write_ids(ids)))


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

    found = certificate_register.certificate_files(
        db(), actor(), files(), read_ids(ids), drawn=True
    )
    papers = [paper for _row, paper in found]
    return download(merge(papers), _("Piagam, %(count)s lembar", count=len(papers)) + ".pdf")


@bp.get("/cetak/<ids>/piagam.zip")
@allowed(Action.SEE_CERTIFICATES)
def zipped(ids: str) -> Response:
    """Pack issued papers as single files with readable names."""
    from evaluator.documents.archive import ascii_name, pack

    papers = [(ascii_name(row.file_name), paper) for row, paper in _papers(ids)]
    return download(pack(papers), _("Piagam, %(count)s berkas", count=len(papers)) + ".zip")


@bp.get("/berkas/<int:certificate_id>.pdf")
@allowed(Action.SEE_CERTIFICATES)
def paper(certificate_id: int) -> Response:
    """Hand out one paper: the same bytes each time."""
    ((row, content),) = _papers(str(certificate_id))
    return download(content, row.file_name)


@bp.get("/rancangan/<code>.svg")
@allowed(Action.SEE_CERTIFICATES)
def design_picture(code: str) -> Response:
    """Show what a design looks like; one of the office's own may change at any time."""
    from evaluator.documents.design_pictures import picture
    from evaluator.documents.designs import DESIGNS

    if code in DESIGNS:
        response = shown(picture(code), f"{code}.svg")
        response.headers["Cache-Control"] = "private, max-age=86400"
        return response
    content = look_of(db(), actor(), code).content
    if content is None:
        raise NotFound("Rancangan itu tidak ada.")
    svg, _faults = svg_of(code, content, lambda _digest: None)
    return shown(svg.encode(), f"{code}.svg")


def _may_issue() -> bool:
    return allows(actor(), Action.CERTIFY)


def _period_page(period_id: int, mending: dict[str, Any] | None = None) -> str:
    winners = certifying.winners_to_certify(db(), actor(), period_id)
    season = seasons.period_view(db(), actor(), period_id)
    obstacle, plan, used, mendable = None, None, _used(winners), False
    if _may_issue():
        try:
            plan = _plan(period_id, winners, setup(used))
        except Refused as refusal:
            obstacle, mendable = refusal.message, bool(refusal.field)
    again = [winners[n] for n in plan.ready if winners[n].certificate] if plan else []
    return render_template(
        "certificates/period.html",
        period=season,
        winners=winners,
        issued=_issued(winners),
        plan=plan,
        again=again,
        only_again=bool(plan and again and len(again) == len(plan.ready)),
        unremarked=_unremarked(winners, plan) if plan else [],
        obstacle=obstacle,
        fields=pinned(setup(used)) if plan else {},
        choose=mendable or bool(plan and (plan.ready or plan.held)),
        outdated=outdated_certificates(db(), actor(), period_id),
        mending=mending and {**mending, "problem": translate(mending["problem"].message)},
        **setup_choice(used, season.event_date),
    )


def _faces(period_id: int, chosen: Setup) -> list[certifying.Face]:
    return certifying.preview_faces(
        db(), actor(), period_id, look(chosen), public_url(),
        plan=chosen.plan, signer_ids=chosen.signer_ids,
    )  # fmt: skip


def _plan(period_id: int, winners: Sequence[ToCertify], chosen: Setup) -> "Plan":
    from evaluator.documents.drawing import plan
    from evaluator.documents.print_sheets import check_back

    check_back(chosen.options.back)
    faces = _faces(period_id, chosen)
    return plan(faces, files(), {n for n, row in enumerate(winners) if not row.pending})


def _unremarked(winners: Sequence[ToCertify], checked: "Plan") -> list[ToCertify]:
    """Those whose names the check says nothing about, each unit once.

    Also those whose papers are issued, so that their names can be mended before these are
    issued anew.
    """
    remarked = {winners[one.position - 1].winner.participant_id for one in checked.findings}
    units = {row.winner.participant_id: row for row in reversed(winners)}
    return [row for key, row in reversed(units.items()) if key not in remarked]


def _issued(winners: Sequence[ToCertify]) -> list[int]:
    return [row.certificate.id for row in winners if row.certificate and not row.pending]


def _papers(ids: str) -> list[tuple[certificate_register.CertificateView, bytes]]:
    return certificate_register.certificate_files(db(), actor(), files(), read_ids(ids))


def _used(winners: Sequence[certifying.ToCertify]) -> str:
    """The design of the papers that this period has already, so that later ones match."""
    return next((row.certificate.design for row in winners if row.certificate), "")
