"""What becomes of issued certificates when revised results replace the ones they stand on."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session, contains_eager

from evaluator.services.certificate_register import CertificateView, view_of
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.certificates import Certificate, State
from evaluator.storage.periods import Category, Period
from evaluator.storage.results import Snapshot, Winner
from evaluator.storage.visibility import released_snapshot, visible_certificates

Award = tuple[int, str, int, int, bool]
"""What a certificate says: category, award, unit, place, and whether the place is shared."""


def carry_over(session: Session, snapshot: Snapshot) -> None:
    """Let certificates stand on a new snapshot where it gives the very same award.

    Their bytes, numbers and codes do not change; those whose award is gone stay
    with the earlier snapshot, for the organiser to revoke.
    """
    new = {_award(row): row.id for row in _winners_of(session, snapshot)}
    query = (
        select(Certificate)
        .join(Certificate.winner)
        .join(Winner.snapshot)
        .where(Snapshot.period_id == snapshot.period_id, Snapshot.id != snapshot.id)
        .options(contains_eager(Certificate.winner))
    )
    for certificate in session.scalars(query):
        winner_id = new.get(_award(certificate.winner)) if certificate.winner else None
        if winner_id is not None:
            _stand_on(session, certificate, winner_id)


def outdated_certificates(session: Session, actor: Actor, period_id: int) -> list[CertificateView]:
    """Valid certificates of a period for awards that its revised results no longer give."""
    require(actor, Action.SEE_CERTIFICATES)
    stands = (
        select(Winner.id).join(Winner.snapshot).where(Winner.id == Certificate.winner_id)
    ).where(released_snapshot())
    query = (
        visible_certificates(actor)
        .join(Category, Category.id == Winner.category_id)
        .join(Period, Period.id == Category.period_id)
        .where(Period.id == period_id, Period.revising_since.is_(None))
        .where(Certificate.state == State.VALID, ~stands.exists())
        .order_by(Certificate.serial)
    )
    return [view_of(row) for row in session.scalars(query)]


def _winners_of(session: Session, snapshot: Snapshot) -> list[Winner]:
    return list(session.scalars(select(Winner).where(Winner.snapshot_id == snapshot.id)))


def _award(winner: Winner) -> Award:
    return winner.category_id, winner.award, winner.participant_id, winner.place, winner.joint


def _stand_on(session: Session, certificate: Certificate, winner_id: int) -> None:
    request = f"winner:{winner_id}" if certificate.request is not None else None
    session.execute(
        update(Certificate)
        .where(Certificate.id == certificate.id)
        .values(winner_id=winner_id, request=request),
        execution_options={"synchronize_session": False},
    )
