"""What becomes of issued certificates when revised results replace the ones they stand on."""

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, contains_eager

from evaluator.services.certificate_register import CertificateView, view_of
from evaluator.services.certificate_winners import award_of, printable_winners
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_certificates
from evaluator.storage.certificates import Certificate, State
from evaluator.storage.periods import Category, Period
from evaluator.storage.results import Snapshot, Winner


def carry_over(session: Session, snapshot: Snapshot) -> None:
    """Let certificates stand on a new snapshot where it gives the very same award.

    Their bytes, numbers and codes do not change; those whose award is gone stay
    with the earlier snapshot, for the organiser to revoke.
    """
    new = {award_of(row): row.id for row in _winners_of(session, snapshot)}
    query = (
        select(Certificate)
        .join(Certificate.winner)
        .join(Winner.snapshot)
        .where(
            Snapshot.period_id == snapshot.period_id,
            or_(Snapshot.id != snapshot.id, Winner.dropped_at.is_not(None)),
        )
        .options(contains_eager(Certificate.winner))
    )
    for certificate in session.scalars(query):
        winner_id = new.get(award_of(certificate.winner)) if certificate.winner else None
        if winner_id is not None:
            _stand_on(session, certificate, winner_id)


def carry_to_decided(session: Session, period: Period) -> None:
    """Before the first release: let what was printed for earlier results stand on the newest.

    After a release this is done when the results are released again.
    """
    if period.released_at is not None:
        return
    query = select(Snapshot).where(Snapshot.period_id == period.id)
    newest = session.scalar(query.order_by(Snapshot.number.desc()).limit(1))
    if newest is not None:
        carry_over(session, newest)


def outdated_certificates(session: Session, actor: Actor, period_id: int) -> list[CertificateView]:
    """Valid certificates of a period for awards that its results no longer give.

    Because they were revised, or because a plenary passed the winner over.
    """
    require(actor, Action.SEE_CERTIFICATES)
    period = visible_period(session, actor, period_id)
    if period.revising_since is not None:
        return []
    given = {award_of(row) for row in printable_winners(session, actor, period)}
    query = (
        visible_certificates(actor)
        .join(Category, Category.id == Winner.category_id)
        .where(Category.period_id == period_id, Certificate.state == State.VALID)
        .options(contains_eager(Certificate.winner))
        .order_by(Certificate.serial)
    )
    return [
        view_of(row)
        for row in session.scalars(query)
        if row.winner is not None and award_of(row.winner) not in given
    ]


def _winners_of(session: Session, snapshot: Snapshot) -> list[Winner]:
    query = select(Winner).where(Winner.snapshot_id == snapshot.id, Winner.dropped_at.is_(None))
    return list(session.scalars(query))


def _stand_on(session: Session, certificate: Certificate, winner_id: int) -> None:
    request = f"winner:{winner_id}" if certificate.request is not None else None
    session.execute(
        update(Certificate)
        .where(Certificate.id == certificate.id)
        .values(winner_id=winner_id, request=request),
        execution_options={"synchronize_session": False},
    )
