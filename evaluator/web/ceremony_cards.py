"""All papers of the award day on one page, and the cards among them: chosen, checked, printed."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from evaluator.scoring.messages import N_
from evaluator.services import cards, ceremony_marks, ceremony_seats, seat_filling
from evaluator.services.ceremonies import CeremonyView, open_ceremony
from evaluator.services.certificate_faces import Face
from evaluator.services.certificate_looks import look_of, own_designs
from evaluator.services.permissions import Action, allows
from evaluator.web.drawing import shown
from evaluator.web.request import actor, allowed, db, files

bp = Blueprint("ceremony_cards", __name__, url_prefix="/panggung")


@dataclass(frozen=True)
class Card:
    """One kind of card: `design` is the kind of its designs, `guests` whether guests get it."""

    design: str
    title: str
    lead: str
    guests: bool = True


CARDS = {
    "tanda": Card(
        "name-tag",
        N_("Tanda nama"),
        N_("Satu untuk setiap tamu, menurut urutan daftar. Dipotong, lalu dipakai di dada."),
    ),
    "meja": Card(
        "table-card",
        N_("Kartu meja"),
        N_("Satu untuk setiap tamu. Dilipat di garis putus-putus, terbaca dari kedua sisi."),
    ),
    "plakat": Card(
        "plaque",
        N_("Teks plakat"),
        N_("Satu untuk setiap penghargaan, menurut urutan panggil. Untuk pembuat plakat."),
        guests=False,
    ),
}


@bp.get("/<int:period_id>/kertas")
@allowed(Action.STAGE)
def papers(period_id: int) -> Any:
    """Show every paper of the award day, what it is for and when to print it."""
    view = open_ceremony(db(), actor(), period_id)
    guests = len(ceremony_seats.list_seats(db(), actor(), period_id))
    marked = ceremony_marks.revoked_winners(db(), actor(), period_id)
    return render_template(
        "ceremony/papers.html", view=view, guests=guests, cards=CARDS, secret=_secret(view),
        revoked=[one for one in view.winners if one.winner_id in marked],
        telling=seat_filling.tells_winners(db(), actor(), period_id),
        may_see_certificates=allows(actor(), Action.SEE_CERTIFICATES),
    )  # fmt: skip


@bp.get("/<int:period_id>/kertas/<any(tanda, meja, plakat):kind>")
@allowed(Action.STAGE)
def check(period_id: int, kind: str) -> Any:
    """Choose a design for cards and see what stands against printing them."""
    from evaluator.documents.card_sheets import imposition, plan_cards
    from evaluator.documents.designs import design_of

    view, code = open_ceremony(db(), actor(), period_id), _chosen(kind)
    found = look_of(db(), actor(), code)
    plan = plan_cards(_faces(period_id, kind, code), files())
    return render_template(
        "ceremony/card_check.html",
        view=view,
        kind=kind,
        card=CARDS[kind],
        designs=_designs(kind),
        design=code,
        plan=plan,
        mend=_mending(period_id, kind),
        each=imposition(design_of(code, found.content)).count,
        secret=_kept(view, kind),
        may_design=allows(actor(), Action.DESIGN),
    )


@bp.get("/<int:period_id>/kertas/<any(tanda, meja, plakat):kind>.pdf")
@allowed(Action.STAGE)
def printed(period_id: int, kind: str) -> Response:
    """Print the cards that the check lets pass, as many on a sheet as fit."""
    from evaluator.documents.card_sheets import plan_cards, print_cards
    from evaluator.documents.day_papers import UNTOLD

    view = open_ceremony(db(), actor(), period_id)
    plan = plan_cards(_faces(period_id, kind, _chosen(kind)), files())
    untold = [UNTOLD] if _kept(view, kind) else []
    foot = " · ".join([CARDS[kind].title, view.period.event, *untold])
    # Where none passes, printing all of them says why.
    ready = [plan.faces[n] for n in plan.ready] or plan.faces
    return shown(print_cards(ready, files(), foot), f"{CARDS[kind].title}.pdf")


@bp.get("/<int:period_id>/kertas/<any(tanda, meja, plakat):kind>.svg")
@allowed(Action.STAGE)
def picture(period_id: int, kind: str) -> Response:
    """Show a design with the longest name that is to be printed."""
    from dataclasses import replace

    from evaluator.documents.design_pictures import drawing, sample_of
    from evaluator.documents.drawing import sheet_of
    from evaluator.documents.paper import lay_gently
    from evaluator.documents.preflight import paper_of

    code = _chosen(kind)
    faces = _faces(period_id, kind, code)
    if faces:
        longest = max(faces, key=lambda face: len(face["recipient"]))
        one = sheet_of({**longest, "logo": None}, lambda _digest: None)
    else:
        content = look_of(db(), actor(), code).content
        one = replace(sample_of(CARDS[kind].design), design=code, design_content=content)
    paper = paper_of(one)
    return shown(drawing(paper, texts=lay_gently(paper)[0]), f"{code}.svg")


def _mending(period_id: int, kind: str) -> list[str]:
    """Where the texts of each card are mended, in the order of the cards; none for plaques."""
    if not CARDS[kind].guests:
        return []
    rows = ceremony_seats.list_seats(db(), actor(), period_id)
    return [url_for("ceremony_seats.change", period_id=period_id, seat_id=row.id) for row in rows]


def _faces(period_id: int, kind: str, code: str) -> list[Face]:
    find = cards.guest_faces if CARDS[kind].guests else cards.plaque_faces
    return find(db(), actor(), period_id, look_of(db(), actor(), code))


def _designs(kind: str) -> list[Any]:
    """The finished designs for a kind of card, then the office's own."""
    from evaluator.documents import designs

    wanted = CARDS[kind].design
    finished = [one for one in designs.CARDS.values() if one.design.kind == wanted]
    return [*finished, *own_designs(db(), actor(), wanted)]


def _chosen(kind: str) -> str:
    """The design that this request asks for, else the first."""
    codes = [str(one.code) for one in _designs(kind)]
    asked = request.args.get("rancangan", "")
    return asked if asked in codes else codes[0]


def _kept(view: CeremonyView, kind: str) -> bool:
    """Whether cards name winners before they are told: plaques, or guests who are all winners."""
    if CARDS[kind].guests:
        return seat_filling.tells_winners(db(), actor(), view.period.id)
    return _secret(view)


def _secret(view: CeremonyView) -> bool:
    return view.period.released_at is None or view.period.revising_since is not None
