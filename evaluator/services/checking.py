"""Is this certificate real? By code, by number: open to anyone, and no more than the paper says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.certificate_register import Checked, checked_of, tidy_code
from evaluator.services.signing import ELSEWHERE, TEST_MARK
from evaluator.storage.certificates import Certificate, State, VoidNumber
from evaluator.storage.signing_certificates import SigningCertificate

_LONGEST_NUMBER = 120


@dataclass(frozen=True)
class SignedBy:
    """Who signed the paper, as the register keeps it.

    level : "B-B", "B-T", "B-LT" or "elsewhere"
    """

    subject: str
    level: str
    at: datetime | None

    @property
    def elsewhere(self) -> bool:
        return self.level == ELSEWHERE

    @property
    def test(self) -> bool:
        """Whether the key was made for trying out."""
        return TEST_MARK in self.subject


@dataclass(frozen=True)
class Answer:
    """What may be told of one paper.

    code : "" where the paper is sealed, or only its number was given
    signed : who signed it; None where nobody did, or the paper is sealed
    """

    paper: Checked
    code: str
    signed: SignedBy | None


def check_code(session: Session, code: str) -> Answer | None:
    """Look a certificate up by the code on its paper; None where there is none."""
    row = session.scalar(select(Certificate).where(Certificate.check_code == tidy_code(code)))
    return None if row is None else answer_of(session, row)


def check_number(session: Session, number: str) -> Answer | None:
    """Look a certificate up by its number; None where there is none, or more offices have one."""
    query = select(Certificate).where(Certificate.number.in_(_as_written(number))).limit(2)
    rows = session.scalars(query).all()
    return number_answer(session, rows[0]) if len(rows) == 1 else None


def is_void(session: Session, number: str) -> bool:
    """Whether an office took a number out of use and no paper of any office carries it."""
    given = _as_written(number) - {""}
    borne = select(Certificate.id).where(Certificate.number.in_(given)).exists()
    query = select(VoidNumber.id).where(VoidNumber.number.in_(given), ~borne)
    return session.scalars(query.limit(1)).first() is not None


def answer_of(session: Session, row: Certificate) -> Answer:
    """What whoever holds the paper may be told of it."""
    paper = checked_of(session, row)
    if paper.sealed:
        return Answer(paper, "", None)
    return Answer(paper, row.check_code, _signed_by(row))


def number_answer(session: Session, row: Certificate) -> Answer:
    """What whoever knows only the number may be told.

    Numbers are guessed easily, so the reason of a revocation stays with the paper's code, and
    so does the recipient ("" here) of anything but a valid award of released results, with
    role and organisation.
    """
    answer = answer_of(session, row)
    public = row.winner_id is not None and answer.paper.state == State.VALID
    recipient = answer.paper.recipient if public else ""
    paper = replace(
        answer.paper, recipient=recipient, role=None, organisation=None, revoked_reason=None
    )
    return replace(answer, paper=paper, code="")


def office_certificates(session: Session) -> Sequence[str]:
    """The public certificates with which papers were signed here, as PEM, oldest first."""
    return session.scalars(select(SigningCertificate.pem).order_by(SigningCertificate.id)).all()


def has_certificates(session: Session) -> bool:
    """Whether any paper was signed here, so that there is a certificate to hand out."""
    return session.scalars(select(SigningCertificate.id).limit(1)).first() is not None


def _as_written(number: str) -> set[str]:
    given = " ".join(number.split())[:_LONGEST_NUMBER]
    return {given, given.upper()}


def _signed_by(row: Certificate) -> SignedBy | None:
    if row.signed_file is None:
        return None
    return SignedBy(row.signed_by or "", row.signed_level or "", row.signed_at)
