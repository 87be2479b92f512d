"""A unit adds evidence: files or links, replaced without losing the earlier ones."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_link, clean_text
from evaluator.services.duties import Duty
from evaluator.services.evidence_changes import (
    Details,
    begin_with,
    check_day,
    check_version,
    clean_details,
    put_use,
    said,
)
from evaluator.services.own_writing import Writing, begin, touch
from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor
from evaluator.storage.evidence import Evidence, EvidenceRevision
from evaluator.storage.files import Files

_MOST_PIECES = 500


@dataclass(frozen=True)
class Upload:
    """A file whose content was examined; `name` ends as its type says."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True)
class Link:
    """Evidence that lies elsewhere."""

    url: str


@dataclass(frozen=True)
class Keeping:
    """Where files are kept, and how many bytes one unit may keep in one period."""

    files: Files
    quota: int


def add_evidence(
    session: Session,
    actor: Actor,
    now: datetime,
    participant_id: int,
    source: Upload | Link,
    details: Details,
    keeping: Keeping,
    *,
    note: str = "",
    indicator: str = "",
    page: str = "",
) -> int:
    """Add a file or a link and let it stand by an indicator; returns the evidence's id.

    The same file of the same kind and date becomes no second piece of evidence.

    Raises
    ------
    Refused
        If the stage is closed, the unit's room is used up, or something typed does
        not fit.
    """
    writing = begin(session, actor, now, participant_id, Duty.OPERATOR)
    touch(session, participant_id)
    known = _cleaned(writing, source, details)
    words = clean_text(note, "note", most=1000, empty=True)
    revision = _revision(writing, source, words, keeping)
    row = _the_same(session, participant_id, known, revision)
    if row is None:
        row = _new(writing, known, revision)
        writing.record("evidence.add", f"evidence:{row.id}", after=said(row, revision))
    if indicator:
        put_use(writing, row, indicator, page)
    return row.id


def replace_evidence(
    session: Session,
    actor: Actor,
    now: datetime,
    evidence_id: int,
    source: Upload | Link,
    keeping: Keeping,
    *,
    dated: date | None,
    note: str = "",
    version: int,
) -> None:
    """Put a newer file or link in its place; the earlier ones stay readable.

    dated : the date that the newer document bears; the earlier one's is not carried over

    Raises
    ------
    Conflict
        If it changed since `version`.
    Refused
        As `add_evidence`; and without a date where the earlier document bore one.
    """
    writing, row = begin_with(session, actor, now, evidence_id)
    _check_source(source)
    words = clean_text(note, "note", most=1000, empty=True)
    check_version(row, version)
    if row.dated is not None and dated is None:
        raise Refused("Isi tanggal yang tertulis pada dokumen yang baru.", field="dated")
    check_day(writing, dated)
    revision = _revision(writing, source, words, keeping)
    before = row.revisions[-1]
    was = (before.digest, before.link, before.note, row.dated)
    if was == (revision.digest, revision.link, words, dated):
        return
    earlier = said(row, before)
    revision.number = before.number + 1
    revision.evidence_id = row.id
    session.add(revision)
    row.dated = dated
    row.version += 1
    writing.record("evidence.replace", f"evidence:{row.id}", earlier, said(row, revision))
    session.flush()


def _cleaned(writing: Writing, source: Upload | Link, details: Details) -> Details:
    """What was typed, checked; an empty title becomes the file's name or the link.

    Where assessors may not know the unit, both could tell it: kind and number stand there.
    """
    _check_source(source)
    if writing.participant.category.period.blind:
        named = _numbered(writing, details.kind)
    else:
        named = source.url if isinstance(source, Link) else source.name.rpartition(".")[0]
    return clean_details(writing, replace(details, title=details.title or named[:200]))


def _numbered(writing: Writing, kind: str) -> str:
    """A title that tells nothing: the kind, and the how-manieth of it this is."""
    query = select(func.count()).where(
        Evidence.participant_id == writing.participant.id, Evidence.kind == kind
    )
    return f"{kind.capitalize() or 'Bukti lain'} {(writing.session.scalar(query) or 0) + 1}"


def _check_source(source: Upload | Link) -> None:
    """A link must lead to a page that a browser opens safely."""
    if isinstance(source, Upload):
        return
    clean_link(clean_text(source.url, "link", most=1000))


def _revision(
    writing: Writing, source: Upload | Link, note: str, keeping: Keeping
) -> EvidenceRevision:
    """A first revision, not yet in the session; a file's bytes are stored first."""
    shared: dict[str, Any] = {
        "number": 1,
        "note": note,
        "account_id": writing.actor.account_id,
        "added_at": writing.now,
    }
    if isinstance(source, Link):
        return EvidenceRevision(
            digest=None, file_name="", media="", size=0, link=source.url.strip(), **shared
        )
    _check_room(writing, source.content, keeping.quota)
    return EvidenceRevision(
        digest=keeping.files.put(source.content),
        file_name=clean_text(source.name, "upload"),
        media=source.media,
        size=len(source.content),
        link="",
        **shared,
    )


def _check_room(writing: Writing, content: bytes, quota: int) -> None:
    """All revisions count, since all are kept; the same file counts once."""
    query = (
        select(EvidenceRevision.digest, EvidenceRevision.size)
        .join(EvidenceRevision.evidence)
        .where(
            Evidence.participant_id == writing.participant.id,
            EvidenceRevision.digest.is_not(None),
        )
    )
    kept = dict(writing.session.execute(query).all())
    if hashlib.sha256(content).hexdigest() in kept:
        return
    used, size = sum(kept.values()), len(content)
    if used + size > quota:
        raise Refused(
            "Ruang berkas unit ini {quota} MB dan sudah terpakai {used} MB; berkas ini {size} MB. "
            "Berkas lama tetap disimpan dan ikut dihitung. Perkecil berkasnya, atau pakai tautan.",
            field="upload",
            quota=_megabytes(quota),
            used=_megabytes(used),
            size=_megabytes(size),
        )


def _megabytes(size: int) -> str:
    """A size to one decimal; never 0,0 for something."""
    tenths = max((10 * size + 512 * 1024) // 1024**2, 1 if size else 0)
    return f"{tenths // 10},{tenths % 10}"


def _the_same(
    session: Session, participant_id: int, known: Details, revision: EvidenceRevision
) -> Evidence | None:
    """The piece of evidence that is this one already."""
    query = (
        select(Evidence)
        .join(Evidence.revisions)
        .where(
            Evidence.participant_id == participant_id,
            Evidence.removed_at.is_(None),
            Evidence.kind == known.kind,
            Evidence.dated == known.dated,
            EvidenceRevision.digest == revision.digest,
            EvidenceRevision.link == revision.link,
        )
        .order_by(Evidence.id)
    )
    rows = session.scalars(query).unique().all()
    wanted = (revision.digest, revision.link)
    current = ((row, row.revisions[-1]) for row in rows)
    return next((row for row, now in current if (now.digest, now.link) == wanted), None)


def _new(writing: Writing, known: Details, revision: EvidenceRevision) -> Evidence:
    session, participant_id = writing.session, writing.participant.id
    pieces = select(Evidence.id).where(Evidence.participant_id == participant_id)
    if len(session.scalars(pieces).all()) >= _MOST_PIECES:
        raise Refused("Sudah ada {most} bukti. Ganti yang ada.", most=_MOST_PIECES)
    row = Evidence(
        participant_id=participant_id,
        title=known.title,
        kind=known.kind,
        dated=known.dated,
        revisions=[revision],
        uses=[],
    )
    session.add(row)
    session.flush()
    return row
