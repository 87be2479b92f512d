"""Is this file the paper that was issued? By its digest first, then by what it says of itself."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message, says
from evaluator.services.checking import Answer, answer_of, number_answer
from evaluator.services.paper_facts import PaperFacts, SignatureFacts
from evaluator.storage.certificates import Certificate, State
from evaluator.storage.files import Damaged, Files
from evaluator.storage.signing_certificates import SigningCertificate

Reads = Callable[[], AbstractContextManager[Session]]
Read = Callable[[bytes], PaperFacts]
_MOST_WORDS = 20


class Verdict(StrEnum):
    """What a file is. Only VALID means that it is the issued paper and that it counts.

    UNSIGNED : the very paper, but without the signature that it has since been given
    UNREGISTERED : signed with an office's key and intact, but in no register here
    OUTDATED : the very paper, of an award that the results which count now no longer give
    SEVERAL : several papers joined in one file
    """

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"
    SEALED = "sealed"
    OUTDATED = "outdated"
    UNSIGNED = "unsigned"
    ALTERED = "altered"
    SEVERAL = "several"
    UNREGISTERED = "unregistered"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class FileCheck:
    """What a file is, why, and what the register says of the paper that it is or claims to be."""

    verdict: Verdict
    reason: Message
    answer: Answer | None = None


def check_file(reads: Reads, files: Files, content: bytes, read: Read) -> FileCheck:
    """Say whether a file is a paper of ours, unchanged and still counting.

    A file whose digest is in the register is known without being opened. Any other is
    never valid; it is opened by `read` only to say why, while no session is held.
    """
    digest = hashlib.sha256(content).hexdigest()
    with reads() as session:
        known = _by_digest(session, digest)
    if known is not None:
        return known
    facts = read(content)
    with reads() as session:
        return _by_facts(session, files, content, facts)


def _by_digest(session: Session, digest: str) -> FileCheck | None:
    query = select(Certificate).where(
        or_(Certificate.signed_file == digest, Certificate.file == digest)
    )
    row = session.scalars(query.order_by(Certificate.id)).first()
    if row is None:
        return None
    answer = answer_of(session, row)
    if answer.paper.outdated:
        return FileCheck(
            Verdict.OUTDATED,
            says(
                "Berkas ini memang kami terbitkan, tetapi hasil yang berlaku sekarang tidak lagi "
                "memuat penghargaan ini."
            ),
            answer,
        )
    if answer.paper.sealed:
        return FileCheck(
            Verdict.SEALED,
            says("Piagam ini tercatat, tetapi hasil penilaiannya belum dibuka untuk umum."),
            answer,
        )
    verdict, reason = _judged(row, digest)
    return FileCheck(verdict, reason, answer)


def _judged(row: Certificate, digest: str) -> tuple[Verdict, Message]:
    """What the very bytes of the register are worth."""
    if row.state == State.REVOKED:
        return Verdict.REVOKED, says(
            "Berkas ini memang kami terbitkan, tetapi piagamnya sudah dicabut."
        )
    if row.state == State.REPLACED:
        return Verdict.REPLACED, says(
            "Berkas ini memang kami terbitkan, tetapi piagamnya sudah diganti dengan yang baru."
        )
    if row.signed_file is not None and digest != row.signed_file:
        return Verdict.UNSIGNED, says(
            "Isinya sama persis dengan piagam yang kami terbitkan, tetapi berkas ini tanpa tanda "
            "tangan elektroniknya. Mintalah berkas yang bertanda tangan kepada kantor."
        )
    return Verdict.VALID, says(
        "Berkas ini sama persis, sampai bita terakhir, dengan yang tersimpan di register kantor."
    )


def _by_facts(session: Session, files: Files, content: bytes, facts: PaperFacts) -> FileCheck:
    found = _claimed(session, facts)
    if len(found) > 1:
        return FileCheck(
            Verdict.SEVERAL,
            says(
                "Berkas ini memuat {count} piagam sekaligus. Periksa satu per satu dengan kode "
                "pada setiap lembar, atau unggah berkas satuannya.",
                count=len(found),
            ),
        )
    if found:
        row, by_code = found[0]
        answer = answer_of(session, row) if by_code else number_answer(session, row)
        reason = _difference(session, files, content, facts, row)
        return FileCheck(Verdict.ALTERED, reason, answer)
    return _unclaimed(session, facts)


def _claimed(session: Session, facts: PaperFacts) -> list[tuple[Certificate, bool]]:
    """The papers that a file names, and whether by the code that only its holder has."""
    by_code = session.scalars(
        select(Certificate).where(Certificate.check_code.in_(facts.codes)).order_by(Certificate.id)
    ).all()
    if by_code:
        return [(row, True) for row in by_code]
    named = [*facts.numbers, *_ends_of(facts.title)]
    by_number = session.scalars(
        select(Certificate).where(Certificate.number.in_(named)).order_by(Certificate.id)
    ).all()
    return [(row, False) for row in by_number]


def _ends_of(title: str) -> list[str]:
    """How a title ends, from one word to all: a number may be written in any way, with spaces."""
    words = title.split()[-_MOST_WORDS:]
    return [" ".join(words[start:]) for start in range(len(words))]


def _difference(
    session: Session, files: Files, content: bytes, facts: PaperFacts, row: Certificate
) -> Message:
    """Why a file that names a paper of ours is not that paper."""
    ours = [one for one in facts.signatures if _is_ours(session, one, row)]
    strangers = [one for one in facts.signatures if one not in ours]
    if _begins_with(files, row.signed_file or row.file, content):
        return _addition(strangers)
    if ours:
        return says(
            "Tanda tangan kantor pada berkas ini tidak cocok lagi dengan isinya: ada yang diubah "
            "sesudah ditandatangani."
        )
    if facts.signatures:
        return says(
            "Berkas ini ditandatangani oleh {subject}, bukan oleh penanda tangan piagam ini, dan "
            "isinya tidak sama dengan yang kami terbitkan.",
            subject=facts.signatures[0].certificate.subject,
        )
    if row.signed_file is not None:
        return says(
            "Tanda tangan elektroniknya tidak ada atau rusak, dan isinya tidak sama dengan yang "
            "kami terbitkan."
        )
    return says(
        "Isinya tidak sama dengan berkas yang kami terbitkan: diubah, disimpan ulang oleh program "
        "lain, atau hasil pindaian."
    )


def _addition(strangers: Sequence[SignatureFacts]) -> Message:
    """What follows the very bytes of the register."""
    if strangers:
        return says(
            "Sesudah berkas asli ditambahkan tanda tangan {subject}, yang tidak tercatat di "
            "register ini. Tanyakan kepada kantor.",
            subject=strangers[-1].certificate.subject,
        )
    return says(
        "Sesudah berkas asli ada yang ditambahkan, jadi ini bukan lagi berkas yang kami terbitkan."
    )


def _begins_with(files: Files, digest: str, content: bytes) -> bool:
    try:
        return content.startswith(files.get(digest))
    except Damaged:
        return False


def _is_ours(session: Session, signature: SignatureFacts, row: Certificate) -> bool:
    """Whether this certificate signs for the paper's office, here or elsewhere."""
    if signature.certificate.subject == row.signed_by:
        return True
    query = select(SigningCertificate.id).where(
        SigningCertificate.office_id == row.office_id,
        SigningCertificate.fingerprint == signature.certificate.fingerprint,
    )
    return session.scalar(query) is not None


def _unclaimed(session: Session, facts: PaperFacts) -> FileCheck:
    """A file that names no paper of ours."""
    held = [one.certificate.fingerprint for one in facts.signatures if one.holds]
    known = select(SigningCertificate.id).where(SigningCertificate.fingerprint.in_(held)).limit(1)
    if session.scalar(known) is not None:
        return FileCheck(
            Verdict.UNREGISTERED,
            says(
                "Tanda tangannya utuh dan dibuat dengan kunci kantor, tetapi piagam itu tidak ada "
                "di register ini. Tanyakan kepada kantor."
            ),
        )
    if not facts.readable:
        return FileCheck(
            Verdict.UNREADABLE,
            says(
                "Berkas ini tidak dapat dibaca sebagai piagam: bukan PDF, rusak, berkata sandi, "
                "atau terlalu besar. Bila berasal dari foto atau pindaian, pakai kode pada "
                "kertasnya."
            ),
        )
    if facts.signatures:
        return FileCheck(
            Verdict.FOREIGN,
            says(
                "Tidak ada piagam kami yang disebut di dalamnya; berkas ini ditandatangani oleh "
                "{subject}.",
                subject=facts.signatures[0].certificate.subject,
            ),
        )
    return FileCheck(
        Verdict.FOREIGN,
        says("Tidak ada kode atau nomor piagam kami yang ditemukan di dalamnya."),
    )
