"""Signing papers: each once, beside the paper as it was drawn, by whoever may answer for it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from evaluator.services.certificate_register import CertificateView, view_of
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_certificates
from evaluator.storage.certificates import Certificate, Series, State
from evaluator.storage.database import add_unless_there
from evaluator.storage.files import Damaged, Files
from evaluator.storage.signing_certificates import SigningCertificate

Reads = Callable[[], AbstractContextManager[Session]]
ELSEWHERE = "elsewhere"
"""The level of a paper that another system signed: what that is worth, its signer says."""
TEST_MARK = "KUNCI UJI COBA"
"""Begins the subject of every key made for trying out, so that nobody takes it for real."""
MOST_LISTED = 500


@dataclass(frozen=True)
class PublicCertificate:
    """Who signs, as anyone may know it.

    fingerprint : SHA-256 of the certificate's DER, in hex
    subject : such as "Kepala BPS Kota Uji, BPS"
    """

    fingerprint: str
    subject: str
    pem: str
    not_before: datetime
    not_after: datetime

    @property
    def test(self) -> bool:
        """Whether it was made for trying out."""
        return TEST_MARK in self.subject


class Signer(Protocol):
    """Something that signs papers: a key in this machine's hands, or a service elsewhere.

    An adapter for a remote service needs no more than these three. Its `sign`
    appends to the paper and changes nothing of it, and raises Refused with a
    sentence where it cannot sign; then nothing is stored.

    level : "B-B", "B-T" or "B-LT", as the signatures really are
    """

    @property
    def certificate(self) -> PublicCertificate: ...

    @property
    def level(self) -> str: ...

    def sign(self, paper: bytes) -> bytes: ...


@dataclass(frozen=True)
class _Ahead:
    """A signer with some papers signed already, by the digest of each paper."""

    signer: Signer
    ready: Mapping[str, bytes]

    @property
    def certificate(self) -> PublicCertificate:
        return self.signer.certificate

    @property
    def level(self) -> str:
        return self.signer.level

    def sign(self, paper: bytes) -> bytes:
        ready = self.ready.get(hashlib.sha256(paper).hexdigest())
        return self.signer.sign(paper) if ready is None else ready


@dataclass(frozen=True)
class Signed:
    """What came of signing many: how many were signed now, were before, and cannot be any more."""

    signed: int = 0
    before: int = 0
    void: int = 0


def unsigned_years(session: Session, actor: Actor) -> dict[int, int]:
    """How many valid papers nobody signed yet, by the year of their number, newest year first."""
    require(actor, Action.SIGN)
    waiting = _unsigned(actor).join(Certificate.series).with_only_columns(Series.year).subquery()
    query = select(waiting.c.year, func.count()).group_by(waiting.c.year)
    return dict(session.execute(query.order_by(waiting.c.year.desc())).all())


def unsigned_certificates(session: Session, actor: Actor, year: int) -> list[CertificateView]:
    """The valid papers of a year that nobody signed yet, oldest first; at most MOST_LISTED."""
    require(actor, Action.SIGN)
    query = _unsigned(actor).join(Certificate.series).where(Series.year == year)
    first = query.order_by(Certificate.id).limit(MOST_LISTED)
    return [view_of(row) for row in session.scalars(first)]


def count_signatures(session: Session, actor: Actor) -> dict[str, int]:
    """How many valid papers there are by level; those without a signature under ""."""
    require(actor, Action.SIGN)
    valid = visible_certificates(actor).where(Certificate.state == State.VALID).subquery()
    level = func.coalesce(valid.c.signed_level, "")
    query = select(level, func.count()).group_by(level).order_by(level)
    return dict(session.execute(query).all())


def sign_ahead(
    reads: Reads, actor: Actor, ids: Sequence[int], *, signer: Signer, files: Files
) -> Signer:
    """Sign papers while no session is held, and give a signer that has them ready.

    A time stamp server may take its time; nobody who saves waits for it.

    Raises
    ------
    Refused
        If a stored file is damaged, or the signer cannot sign.
    """
    require(actor, Action.SIGN)
    with reads() as session:
        rows = session.scalars(_unsigned(actor).where(Certificate.id.in_(ids))).all()
        papers = {row.file: paper_of(files, row) for row in rows}
    return _Ahead(signer, {digest: signer.sign(paper) for digest, paper in papers.items()})


def sign_certificates(
    session: Session,
    actor: Actor,
    now: datetime,
    ids: Sequence[int],
    *,
    signer: Signer,
    files: Files,
) -> Signed:
    """Sign papers and keep the signed file beside the drawn one; asking again signs nothing twice.

    Raises
    ------
    NotFound
        If one does not exist or may not be known of.
    Refused
        If a stored file is damaged, or the signer cannot sign; then none is signed.
    """
    require(actor, Action.SIGN)
    rows = _rows(session, actor, ids)
    open_ones = [row for row in rows if row.signed_file is None and row.state == State.VALID]
    if open_ones:
        know_certificate(session, actor, now, signer.certificate)
    done = sum(_sign_one(session, actor, now, row, signer, files) for row in open_ones)
    before = sum(row.signed_file is not None for row in rows if row not in open_ones)
    return Signed(done, before + len(open_ones) - done, len(rows) - len(open_ones) - before)


def bind_signed(
    session: Session,
    actor: Actor,
    now: datetime,
    row: Certificate,
    *,
    digest: str,
    level: str,
    signer: str,
    fingerprint: str,
) -> bool:
    """Keep a signed file beside the drawn one; False where another was faster or it is void."""
    done = session.execute(
        update(Certificate)
        .where(
            Certificate.id == row.id,
            Certificate.signed_file.is_(None),
            Certificate.state == State.VALID,
        )
        .values(signed_file=digest, signed_level=level, signed_by=signer, signed_at=now)
        .returning(Certificate.id),
        execution_options={"synchronize_session": False},
    )
    if done.first() is None:
        return False
    session.refresh(row)
    after = {
        "number": row.number,
        "file": digest,
        "level": level,
        "signer": signer,
        "signing_certificate": fingerprint,
    }
    record(session, actor, now, "certificate.sign", f"certificate:{row.id}", after=after)
    return True


def know_certificate(
    session: Session, actor: Actor, now: datetime, certificate: PublicCertificate
) -> None:
    """Keep the public certificate, so that what it signed can be checked for good."""
    key = {"office_id": actor.office_id, "fingerprint": certificate.fingerprint}
    rest = {
        "subject": certificate.subject,
        "pem": certificate.pem,
        "not_before": certificate.not_before,
        "not_after": certificate.not_after,
        "added_at": now,
    }
    add_unless_there(session, SigningCertificate, key, rest)


def paper_of(files: Files, row: Certificate) -> bytes:
    """The paper as it was drawn.

    Raises
    ------
    Refused
        If the stored file is damaged.
    """
    try:
        return files.get(row.file)
    except Damaged:
        raise Refused(
            "Berkas piagam {number} rusak atau hilang. Pulihkan dari cadangan.", number=row.number
        ) from None


def _sign_one(
    session: Session, actor: Actor, now: datetime, row: Certificate, signer: Signer, files: Files
) -> bool:
    signed = signer.sign(paper_of(files, row))
    return bind_signed(
        session,
        actor,
        now,
        row,
        digest=files.put(signed),
        level=signer.level,
        signer=signer.certificate.subject,
        fingerprint=signer.certificate.fingerprint,
    )


def _unsigned(actor: Actor) -> Select[Certificate]:
    return visible_certificates(actor).where(
        Certificate.state == State.VALID, Certificate.signed_file.is_(None)
    )


def _rows(session: Session, actor: Actor, ids: Sequence[int]) -> list[Certificate]:
    wanted = list(dict.fromkeys(ids))
    query = visible_certificates(actor).where(Certificate.id.in_(wanted))
    found = {row.id: row for row in session.scalars(query)}
    if set(wanted) - found.keys():
        raise NotFound("Piagam itu tidak ada.")
    return [found[number] for number in wanted]
