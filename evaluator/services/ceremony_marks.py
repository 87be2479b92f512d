"""What the organiser should notice about winners on the stage: certificates that were revoked."""

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evaluator.services.ceremony_winners import winner_rows
from evaluator.services.certificate_winners import award_of
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_certificates
from evaluator.storage.certificates import Certificate, State
from evaluator.storage.periods import Category
from evaluator.storage.results import Winner


def revoked_winners(session: Session, actor: Actor, period_id: int) -> frozenset[int]:
    """The winners (by id) whose newest certificate was revoked and not issued anew.

    The award stands all the same. A fixed number of queries.
    """
    require(actor, Action.STAGE)
    of_period = select(Category.id).where(Category.period_id == period_id)
    query = (
        visible_certificates(actor)
        .where(Winner.category_id.in_(of_period))
        .options(contains_eager(Certificate.winner))
        .order_by(Certificate.id)
    )
    newest = {award_of(one.winner): one.state for one in session.scalars(query) if one.winner}
    rows = winner_rows(session, actor, period_id)
    return frozenset(row.id for row in rows if newest.get(award_of(row)) == State.REVOKED)
