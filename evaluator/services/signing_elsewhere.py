"""Papers that another system signs: given out unsigned, taken back, proved to be the same."""

import hashlib
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.services.certificate_register import view_of
from evaluator.services.paper_facts import PaperFacts
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.signing import ELSEWHERE, bind_signed, paper_of
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_certificates
from evaluator.storage.certificates import Certificate, State
from evaluator.storage.files import Files

Sessions = Callable[[], AbstractContextManager[Session]]
Read = Callable[[bytes, int], PaperFacts]
_ENDS = re.compile(rb"%%EOF(?:\r\n|\r|\n)?")
_MOST_ENDS = 20


@dataclass(frozen=True)
class ToSend:
    """One unsigned paper on its way to another system."""

    number: str
    check_code: str
    recipient: str
    file_name: str
    digest: str
    content: bytes


def papers_to_send(
    session: Session, actor: Actor, files: Files, ids: Sequence[int]
) -> list[ToSend]:
    """The unsigned, valid ones among these papers, in the order asked for.

    Raises
    ------
    NotFound
        If none of them is there to be signed.
    Refused
        If a stored file is damaged.
    """
    require(actor, Action.SIGN)
    query = visible_certificates(actor).where(
        Certificate.id.in_(ids),
        Certificate.state == State.VALID,
        Certificate.signed_file.is_(None),
    )
    found = {row.id: row for row in session.scalars(query)}
    rows = [found[number] for number in dict.fromkeys(ids) if number in found]
    if not rows:
        raise NotFound("Tidak ada piagam yang menunggu tanda tangan di antara yang dipilih.")
    return [
        ToSend(
            row.number,
            row.check_code,
            row.face["recipient"],
            view_of(row).file_name,
            row.file,
            paper_of(files, row),
        )
        for row in rows
    ]


def take_back(
    reads: Sessions,
    writes: Sessions,
    actor: Actor,
    now: datetime,
    content: bytes,
    *,
    files: Files,
    read: Read,
) -> str:
    """Bind a paper that was signed elsewhere to its certificate; returns the number.

    The signed file must begin with the very bytes that were given out, and add nothing
    to them but signatures. It is read while no session is held; the same file taken
    back twice is bound once.

    Raises
    ------
    Refused
        With the reason, where it is not the same paper, or not signed as it should be.
    """
    require(actor, Action.SIGN)
    with reads() as session:
        original = _original(session, actor, content)
    facts = read(content, 0 if original is None else original[1])
    if original is None:
        raise _unknown(facts)
    signer, fingerprint = _signer_of(facts)
    with writes() as session:
        row = session.scalar(visible_certificates(actor).where(Certificate.id == original[0]))
        if row is None:
            raise NotFound("Piagam itu tidak ada.")
        _bind(session, actor, now, row, files.put(content), signer, fingerprint)
        return row.number


def _original(session: Session, actor: Actor, content: bytes) -> tuple[int, int] | None:
    """The certificate whose drawn file is how this one begins, and the length of that file."""
    lengths: dict[str, int] = {}
    seen, start = hashlib.sha256(), 0
    for end in list(_ENDS.finditer(content))[:_MOST_ENDS]:
        seen.update(content[start : end.end()])
        start = end.end()
        lengths[seen.hexdigest()] = start
    query = visible_certificates(actor).where(Certificate.file.in_(lengths))
    row = session.scalars(query.order_by(Certificate.id)).first()
    return None if row is None else (row.id, lengths[row.file])


def _unknown(facts: PaperFacts) -> Refused:
    if not facts.readable:
        return Refused("Berkas ini tidak dapat dibaca: bukan PDF, rusak, atau berkata sandi.")
    if facts.numbers:
        return Refused(
            "Berkas ini menyebut {number}, tetapi tidak diawali bita piagam yang diunduh dari "
            "sini: sudah disimpan ulang atau bukan piagam kantor ini. Tandatangani berkas dari "
            "ZIP tanpa mengubahnya.",
            number=facts.numbers[0],
        )
    return Refused("Berkas ini bukan piagam dari register kantor ini.")


def _signer_of(facts: PaperFacts) -> tuple[str, str]:
    """Who signed, and the last certificate's fingerprint, once the signatures hold."""
    if not facts.signatures:
        if not facts.readable:
            raise Refused("Tanda tangan di dalam berkas ini tidak dapat dibaca.")
        raise Refused("Berkas ini belum ditandatangani.")
    last = facts.signatures[-1]
    if not last.holds or not all(one.intact for one in facts.signatures):
        raise Refused("Tanda tangannya tidak utuh: isi berkas berubah sesudah ditandatangani.")
    if not last.in_time:
        raise Refused(
            "Sertifikat {subject} tidak berlaku pada saat menandatangani.",
            subject=last.certificate.subject,
        )
    if not facts.only_signed:
        raise Refused("Selain tanda tangan, isi piagam ini ikut diubah.")
    subjects = dict.fromkeys(one.certificate.subject for one in facts.signatures)
    return "; ".join(subjects)[:400], last.certificate.fingerprint


def _bind(
    session: Session,
    actor: Actor,
    now: datetime,
    row: Certificate,
    digest: str,
    signer: str,
    fingerprint: str,
) -> None:
    if row.signed_file == digest:
        return
    if row.state != State.VALID:
        raise Refused("Piagam {number} tidak berlaku lagi.", number=row.number)
    done = bind_signed(
        session,
        actor,
        now,
        row,
        digest=digest,
        level=ELSEWHERE,
        signer=signer,
        fingerprint=fingerprint,
    )
    if not done:
        raise Refused(
            "Piagam {number} sudah bertanda tangan; berkas ini tidak menggantikannya.",
            number=row.number,
        )
