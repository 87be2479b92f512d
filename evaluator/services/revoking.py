"""Revoking a certificate: it stays in the register, and its check page says why."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_certificates
from evaluator.storage.certificates import Certificate, State


def revoke(session: Session, actor: Actor, now: datetime, certificate_id: int, reason: str) -> None:
    """Revoke a certificate; its number stays used and its check page says why.

    Raises
    ------
    Refused
        Without a reason, or where it is revoked or replaced already.
    """
    require(actor, Action.CERTIFY)
    row = certificate_row(session, actor, certificate_id)
    text = clean_text(reason, "reason", most=500)
    end(session, now, row, State.REVOKED, text)
    session.refresh(row)
    record(
        session,
        actor,
        now,
        "certificate.revoke",
        f"certificate:{row.id}",
        after={"number": row.number},
        reason=text,
        period_id=row.winner.category.period_id if row.winner else None,
    )


def certificate_row(session: Session, actor: Actor, certificate_id: int) -> Certificate:
    """A certificate that this person may know of.

    Raises
    ------
    NotFound
        If there is none.
    """
    row = session.scalar(visible_certificates(actor).where(Certificate.id == certificate_id))
    if row is None:
        raise NotFound("Piagam itu tidak ada.")
    return row


def end(session: Session, now: datetime, row: Certificate, state: State, reason: str) -> None:
    """Let a valid certificate count no longer; what it was asked for can be issued again.

    Raises
    ------
    Refused
        If it counts no longer already, also where somebody else was faster.
    """
    done = session.execute(
        update(Certificate)
        .where(Certificate.id == row.id, Certificate.state == State.VALID)
        .values(state=state, revoked_at=now, revoked_reason=reason, request=None)
        .returning(Certificate.id),
        execution_options={"synchronize_session": False},
    )
    if done.first() is None:
        if row.state == State.REPLACED:
            raise Refused("Piagam {number} sudah diganti dengan yang baru.", number=row.number)
        raise Refused("Piagam {number} sudah dicabut.", number=row.number)
