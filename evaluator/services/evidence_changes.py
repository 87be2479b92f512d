"""A unit corrects its evidence, takes it away, and lets it stand by more indicators."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from evaluator.scoring.evidence import kinds_of
from evaluator.services.checks import clean_text
from evaluator.services.duties import Duty
from evaluator.services.offices import office_view, today_at
from evaluator.services.own_writing import Writing, begin, touch
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.services.self_assessing import check_asked
from evaluator.storage.actor import Actor
from evaluator.storage.evidence import Evidence, EvidenceRevision, EvidenceUse
from evaluator.storage.periods import Participant
from evaluator.storage.visibility import visible_own_scores


@dataclass(frozen=True)
class Details:
    """What a unit says of a piece of evidence.

    title : "" takes the file's name or the link; kind and number where assessors
        may not know the unit
    kind : one that the rubric names, or "" for other evidence
    dated : the date that the document bears
    """

    title: str
    kind: str
    dated: date | None


def change_evidence(
    session: Session,
    actor: Actor,
    now: datetime,
    evidence_id: int,
    details: Details,
    *,
    version: int,
) -> None:
    """Correct title, kind or date of a piece of evidence."""
    writing, row = begin_with(session, actor, now, evidence_id)
    known, last = clean_details(writing, details), row.revisions[-1]
    check_version(row, version)
    before = said(row, last)
    row.title, row.kind, row.dated = known.title, known.kind, known.dated
    if said(row, last) != before:
        row.version += 1
        writing.record("evidence.change", f"evidence:{row.id}", before, said(row, last))


def remove_evidence(
    session: Session, actor: Actor, now: datetime, evidence_id: int, *, version: int
) -> None:
    """Take a piece of evidence away from everywhere; it stays readable and can be brought back."""
    writing, row = begin_with(session, actor, now, evidence_id)
    check_version(row, version)
    if row.removed_at is None:
        row.removed_at, row.version = now, row.version + 1
        writing.record("evidence.remove", f"evidence:{row.id}", said(row, row.revisions[-1]))


def restore_evidence(
    session: Session, actor: Actor, now: datetime, evidence_id: int, *, version: int
) -> None:
    """Bring back what was taken away."""
    writing, row = begin_with(session, actor, now, evidence_id)
    check_version(row, version)
    if row.removed_at is not None:
        row.removed_at, row.version = None, row.version + 1
        after = said(row, row.revisions[-1])
        writing.record("evidence.restore", f"evidence:{row.id}", after=after)


def use_evidence(
    session: Session, actor: Actor, now: datetime, evidence_id: int, indicator: str, page: str
) -> None:
    """Let evidence that is there stand by an indicator too, saying where to look in it."""
    writing, row = begin_with(session, actor, now, evidence_id)
    if row.removed_at is not None:
        raise Refused("Bukti ini sudah dihapus. Pulihkan dahulu.")
    put_use(writing, row, indicator, page)


def unuse_evidence(
    session: Session, actor: Actor, now: datetime, evidence_id: int, indicator: str
) -> None:
    """Let evidence no longer stand by an indicator; elsewhere it stays."""
    writing, row = begin_with(session, actor, now, evidence_id)
    use = next((use for use in row.uses if use.indicator == indicator), None)
    if use is not None:
        before = {"title": row.title, "page": use.page}
        row.uses.remove(use)
        session.delete(use)
        session.flush()
        writing.record("evidence.unuse", f"evidence:{row.id}/{indicator}", before)


def begin_with(
    session: Session, actor: Actor, now: datetime, evidence_id: int
) -> tuple[Writing, Evidence]:
    """Begin an act on a piece of one's own unit's evidence, read as it is stored now."""
    query = visible_own_scores(actor).join(Evidence, Evidence.participant_id == Participant.id)
    participant = session.scalar(query.where(Evidence.id == evidence_id))
    if participant is None:
        raise NotFound("Bukti dukung itu tidak ada.")
    writing = begin(session, actor, now, participant.id, Duty.OPERATOR)
    touch(session, participant.id)
    row = session.get_one(Evidence, evidence_id, populate_existing=True)
    session.refresh(row, ["revisions", "uses"])
    return writing, row


def check_version(row: Evidence, version: int) -> None:
    """Stop a change of something that is no longer as it was seen."""
    if row.version != version:
        raise Conflict(
            "Bukti ini sudah berubah di tab atau perangkat lain. Tidak ada yang ditimpa.",
            stored={
                "title": row.title,
                "kind": row.kind,
                "dated": row.dated,
                "version": row.version,
            },
        )


def clean_details(writing: Writing, details: Details) -> Details:
    """What was typed of a piece of evidence, checked."""
    if details.kind and details.kind not in kinds_of(writing.rubric):
        raise Refused("Jenis bukti itu tidak ada di rubrik ini.", field="kind")
    check_day(writing, details.dated)
    return Details(clean_text(details.title, "title"), details.kind, details.dated)


def check_day(writing: Writing, dated: date | None) -> None:
    """Refuse a date that no document can bear yet."""
    office = office_view(writing.session, writing.actor.office_id)
    if dated is not None and dated > today_at(office, writing.now):
        raise Refused(
            "Tanggal dokumen belum tiba. Isi tanggal yang tertulis pada dokumennya.", field="dated"
        )


def put_use(writing: Writing, row: Evidence, indicator: str, page: str) -> None:
    """Let evidence stand by an indicator, or change where to look in it."""
    if indicator not in writing.rubric.indicator:
        raise NotFound("Indikator itu tidak ada di rubrik ini.")
    check_asked(writing.rubric, indicator)
    where = clean_text(page, "page", most=100, empty=True)
    use = next((use for use in row.uses if use.indicator == indicator), None)
    before = {"title": row.title, "page": use.page} if use else None
    if use is None:
        use = EvidenceUse(indicator=indicator, page=where)
        row.uses.append(use)
    use.page = where
    writing.session.flush()
    after = {"title": row.title, "page": where}
    if after != before:
        writing.record("evidence.use", f"evidence:{row.id}/{indicator}", before, after)


def said(row: Evidence, revision: EvidenceRevision) -> dict[str, object]:
    """What the log keeps of a piece of evidence in one revision."""
    return {
        "title": row.title,
        "kind": row.kind,
        "dated": row.dated.isoformat() if row.dated else "",
        "link": revision.link,
        "file": revision.file_name,
        "digest": revision.digest or "",
        "note": revision.note,
    }
