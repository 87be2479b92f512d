"""Who may preside over the decisions of a category."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from evaluator.services.plenary_people import CHAIR
from evaluator.services.plenary_recusals import Aside, asides_of
from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category
from evaluator.storage.plenaries import Plenary, PlenaryMember


def presiding(plenary: Plenary, asides: Sequence[Aside], category_id: int) -> list[PlenaryMember]:
    """Chairs who are present and have not stepped aside anywhere in a category."""
    aside = {one.member_id for one in asides if one.category_id == category_id}
    return [m for m in plenary.members if m.duty == CHAIR and m.present and m.id not in aside]


def check_may_decide(
    session: Session, actor: Actor, plenary: Plenary, category: Category
) -> PlenaryMember:
    """Who presides over a category; the first of the chairs who may.

    Raises
    ------
    Refused
        If no chair may, or if the person deciding stepped aside in the category.
    """
    asides = asides_of(session, plenary)
    own = {m.id for m in plenary.members if actor.account_id and m.account_id == actor.account_id}
    if any(one.member_id in own and one.category_id == category.id for one in asides):
        raise Refused(
            "Anda mengundurkan diri di kategori {category}. Ketua tim lain mencatat keputusannya.",
            category=category.title,
        )
    chairs = presiding(plenary, asides, category.id)
    if not chairs:
        raise no_chair(plenary, asides, category)
    return chairs[0]


def no_chair(plenary: Plenary, asides: Sequence[Aside], category: Category) -> Refused:
    """Why nobody presides over a category, and what to do."""
    chairs = [m for m in plenary.members if m.duty == CHAIR and m.present]
    if not chairs:
        return Refused(
            "Belum ada pimpinan sidang yang hadir. Tandai seorang anggota sebagai pimpinan sidang."
        )
    return Refused(
        "{name} mengundurkan diri di kategori {category}, jadi tidak memimpin keputusannya. "
        "Tandai anggota lain yang hadir sebagai pimpinan sidang juga.",
        name=", ".join(chair.name for chair in chairs),
        category=category.title,
    )
