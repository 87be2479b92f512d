"""The files of a finished print job: one for the printer, and one ZIP of single papers."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from evaluator.services.certificate_faces import Face
from evaluator.services.issuing import Draw
from evaluator.services.print_jobs import PrintOptions
from evaluator.services.print_order import WITH_WINNERS, stacked
from evaluator.services.problems import Refused
from evaluator.services.signed_papers import handed_out
from evaluator.storage.certificates import Certificate, State
from evaluator.storage.database import canonical_json
from evaluator.storage.files import Damaged, Files
from evaluator.storage.print_jobs import PrintItem, PrintJob


@dataclass(frozen=True)
class Bound:
    """One paper of a merged file.

    face : what it says, with the design as it was frozen
    read : gives its bytes as they were drawn and frozen
    """

    face: Face
    read: Callable[[], bytes]


Bind = Callable[[Sequence[Bound], PrintOptions, bool], bytes]
"""Joins papers into one PDF; the last argument says whether they may be drawn together."""
Pack = Callable[[Iterable[tuple[str, bytes]], IO[bytes]], None]
"""Writes named files into an open ZIP file."""


@dataclass(frozen=True)
class Issued:
    """One issued paper of a job, apart from the database."""

    number: str
    recipient: str
    issued_at: datetime
    face: Face
    file: str
    given: str
    design: str | None


@dataclass(frozen=True)
class Made:
    """Digests of the finished files; None where no paper of the job counts.

    merged_of : names the papers, their order and the options that `merged` was made of
    stacking : by what its papers are ordered, as in `Stacking`
    """

    merged: str | None = None
    zipped: str | None = None
    merged_of: str | None = None
    stacking: str | None = None


_NOTHING = Made()


def issued_papers(session: Session, job_id: int) -> tuple[list[Issued], PrintOptions, Made]:
    """The papers of a job as guests are seated or called, how to join them, and its files so far.

    Papers that were revoked meanwhile are left out; of those replaced the new ones are taken.
    """
    job = session.get(PrintJob, job_id)
    if job is None:
        return [], PrintOptions(), Made()
    before = Made(job.merged, job.zipped, job.plan.get("merged_of"))
    rows, stacking = stacked(session, job.plan["period_id"], _counting(session, job))
    options = PrintOptions(**job.plan["options"])
    return [_issued(row) for row in rows], options, replace(before, stacking=stacking)


def make_files(
    files: Files,
    papers: Sequence[Issued],
    options: PrintOptions,
    *,
    draw: Draw,
    bind: Bind,
    pack: Pack,
    since: datetime,
    before: Made = _NOTHING,
) -> Made:
    """Make the files of a job from its frozen papers.

    What the papers share is drawn once where drawing them gives the very bytes that were
    frozen; otherwise the frozen files themselves are joined. Where they are the papers that
    were joined before, as after signing, that file stays.

    since : papers issued from then on were drawn by this very program
    before : the files that the job had, and by what the papers are ordered now

    Raises
    ------
    Refused
        If a frozen file is damaged.
    """
    if not papers:
        return Made()
    zipped, of = _packed(files, papers, pack), _named(papers, options)
    if before.merged and before.merged_of == of and files.is_intact(before.merged):
        return Made(before.merged, zipped, of, before.stacking)
    bound = [Bound(_whole_face(files, one), partial(_read, files, one.file, one.number))
             for one in papers]  # fmt: skip
    older = [b for b, one in zip(bound, papers, strict=True) if one.issued_at < since]
    together = all(draw(paper.face) == paper.read() for paper in older)
    merged = files.put(bind(bound, options, together))
    return Made(merged, zipped, of, before.stacking)


def _named(papers: Sequence[Issued], options: PrintOptions) -> str:
    """The same name for the same frozen papers in the same order with the same options."""
    what = canonical_json([asdict(options), [paper.file for paper in papers]])
    return hashlib.sha256(what.encode()).hexdigest()


def _issued(row: Certificate) -> Issued:
    return Issued(
        row.number,
        row.face["recipient"],
        row.issued_at,
        row.face,
        row.file,
        handed_out(row),
        row.design,
    )


def _whole_face(files: Files, paper: Issued) -> Face:
    """What an issued paper says, with the design as it was frozen."""
    if paper.design is None:
        return dict(paper.face)
    content = json.loads(_read(files, paper.design, paper.number))
    return {**paper.face, "design_content": content}


def _read(files: Files, digest: str, number: str) -> bytes:
    try:
        return files.get(digest)
    except Damaged:
        raise Refused(
            "Berkas piagam {number} rusak atau hilang. Pulihkan dari cadangan.", number=number
        ) from None


def _counting(session: Session, job: PrintJob) -> list[Certificate]:
    """The papers that count, as they were asked for, with what they stand on at hand."""
    query = (
        select(Certificate)
        .join(PrintItem, _stands_for_item())
        .where(
            PrintItem.job_id == job.id,
            PrintItem.certificate_id.is_not(None),
            Certificate.office_id == job.office_id,
            Certificate.state == State.VALID,
        )
        .options(*WITH_WINNERS)
        .order_by(PrintItem.position)
    )
    return list({row.id: row for row in session.scalars(query)}.values())


def _stands_for_item() -> ColumnElement[bool]:
    """The paper that was issued for an item, or the one that took its place since."""
    return or_(Certificate.id == PrintItem.certificate_id, Certificate.request == PrintItem.request)


def _packed(files: Files, papers: Sequence[Issued], pack: Pack) -> str:
    named = (
        (f"{one.number} - {one.recipient}.pdf", _read(files, one.given, one.number))
        for one in papers
    )
    with TemporaryFile() as whole:
        pack(named, whole)
        whole.seek(0)
        return files.put_stream(iter(lambda: whole.read(1 << 20), b""))
