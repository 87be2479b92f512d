"""Evidence as it is read: what a unit shows, every revision of it, and where it is used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.stored_files import StoredFile, stored_file
from evaluator.storage.actor import Actor
from evaluator.storage.evidence import Evidence, EvidenceRevision
from evaluator.storage.files import Files
from evaluator.storage.people import Account
from evaluator.storage.periods import Participant
from evaluator.storage.visibility import name_for, visible_own_scores


@dataclass(frozen=True)
class RevisionView:
    """One state of a piece of evidence: a file, or a link.

    size : of the file in bytes; 0 for a link
    author : who added it; "" where the reader may not know the unit
    """

    id: int
    number: int
    file_name: str
    media: str
    size: int
    link: str
    note: str
    author: str
    added_at: datetime


@dataclass(frozen=True)
class EvidenceView:
    """One piece of evidence with all its revisions, the newest first.

    uses : (indicator, where to look in it), in no order of meaning
    """

    id: int
    title: str
    kind: str
    dated: date | None
    removed_at: datetime | None
    version: int
    revisions: tuple[RevisionView, ...]
    uses: tuple[tuple[str, str], ...]

    @property
    def current(self) -> RevisionView:
        """What counts now."""
        return self.revisions[0]

    @property
    def indicators(self) -> frozenset[str]:
        """The indicators by which it stands."""
        return frozenset(code for code, _page in self.uses)

    def page_at(self, indicator: str) -> str:
        """Where to look for this indicator, "" where that is not said."""
        return dict(self.uses).get(indicator, "")


def list_evidence(session: Session, actor: Actor, participant_id: int) -> list[EvidenceView]:
    """All evidence of one unit in one period, taken away or not, in the order added."""
    require(actor, Action.SEE_EVIDENCE)
    participant = readable_participant(session, actor, participant_id)
    return evidence_of(session, participant_id, named=is_named(actor, participant))


def open_evidence(session: Session, actor: Actor, evidence_id: int) -> tuple[int, EvidenceView]:
    """One piece of evidence, and the participant that shows it."""
    require(actor, Action.SEE_EVIDENCE)
    query = visible_own_scores(actor).join(Evidence, Evidence.participant_id == Participant.id)
    participant = session.scalar(query.where(Evidence.id == evidence_id))
    if participant is None:
        raise NotFound("Bukti dukung itu tidak ada.")
    found = evidence_of(session, participant.id, named=is_named(actor, participant))
    return participant.id, next(piece for piece in found if piece.id == evidence_id)


def readable_participant(session: Session, actor: Actor, participant_id: int) -> Participant:
    """A participant whose own assessment and evidence this person may read."""
    query = visible_own_scores(actor).where(Participant.id == participant_id)
    participant = session.scalar(query)
    if participant is None:
        raise NotFound("Penilaian mandiri itu tidak ada.")
    return participant


def evidence_of(session: Session, participant_id: int, *, named: bool = True) -> list[EvidenceView]:
    """The same for a participant that was found visible, in a fixed number of queries.

    named : whether people and files bear their names; a blind period hides them
    """
    query = (
        select(Evidence)
        .where(Evidence.participant_id == participant_id)
        .options(selectinload(Evidence.revisions), selectinload(Evidence.uses))
        .order_by(Evidence.id)
        .execution_options(populate_existing=True)
    )
    rows = session.scalars(query).all()
    people = _names(session, rows) if named else {}
    return [_view(row, people, named) for row in rows]


def standing_by(evidence: Iterable[EvidenceView], indicator: str) -> tuple[EvidenceView, ...]:
    """What stands by one indicator and was not taken away."""
    return tuple(e for e in evidence if e.removed_at is None and indicator in e.indicators)


def evidence_file(session: Session, actor: Actor, files: Files, revision_id: int) -> StoredFile:
    """The stored file of one revision, old or new, for those who may read it.

    Raises
    ------
    NotFound
        If it is a link, another unit's, or the file is damaged.
    """
    require(actor, Action.SEE_EVIDENCE)
    query = (
        visible_own_scores(actor)
        .join(Evidence, Evidence.participant_id == Participant.id)
        .join(EvidenceRevision, EvidenceRevision.evidence_id == Evidence.id)
        .where(EvidenceRevision.id == revision_id, EvidenceRevision.digest.is_not(None))
        .with_only_columns(EvidenceRevision, Participant)
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound("Bukti dukung itu tidak ada.")
    revision, participant = found
    named = is_named(actor, participant)
    return stored_file(files, revision.digest, file_name_of(revision, named=named), revision.media)


def is_named(actor: Actor, participant: Participant) -> bool:
    """Whether this person may know which unit it is, or the period is blind to them."""
    period = participant.category.period
    return name_for(actor, participant, period) == participant.name


def file_name_of(revision: EvidenceRevision, *, named: bool) -> str:
    """The file's name as it was uploaded; a number where it could tell the unit; "" of a link."""
    if named or not revision.digest:
        return revision.file_name
    return f"bukti-{revision.id}.{revision.file_name.rpartition('.')[2]}"


def _names(session: Session, rows: Sequence[Evidence]) -> dict[int, str]:
    ids = {revision.account_id for row in rows for revision in row.revisions}
    query = select(Account.id, Account.name).where(Account.id.in_(ids))
    return dict(session.execute(query).all())


def _view(row: Evidence, people: dict[int, str], named: bool) -> EvidenceView:
    revisions = tuple(
        RevisionView(
            revision.id,
            revision.number,
            file_name_of(revision, named=named),
            revision.media,
            revision.size,
            revision.link,
            revision.note,
            people.get(revision.account_id, ""),
            revision.added_at,
        )
        for revision in reversed(row.revisions)
    )
    uses = tuple((use.indicator, use.page) for use in row.uses)
    return EvidenceView(
        row.id, row.title, row.kind, row.dated, row.removed_at, row.version, revisions, uses
    )
