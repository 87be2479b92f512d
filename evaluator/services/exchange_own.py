"""What units say of themselves and show for it, as an assessor's workbook repeats it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from evaluator.services.evidence import file_name_of, is_named
from evaluator.storage.actor import Actor
from evaluator.storage.evidence import Evidence, EvidenceRevision, EvidenceUse
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from evaluator.storage.periods import Participant
from evaluator.storage.visibility import visible_own_scores


@dataclass(frozen=True)
class Proof:
    """One piece of evidence by an indicator; texts are "" and dates None where not given.

    source : the file's name, a number in its place where it could tell the unit; or the link
    """

    title: str
    kind: str
    dated: date | None
    page: str
    source: str


@dataclass(frozen=True)
class OwnWords:
    """A unit's own answer to one indicator, its explanation, and what it shows."""

    answer: str = ""
    note: str = ""
    proofs: tuple[Proof, ...] = ()


def own_words(
    session: Session, actor: Actor, participants: Collection[Participant]
) -> dict[int, Mapping[str, OwnWords]]:
    """By participant and indicator, as far as this person may read it; in two queries."""
    named = {one.id: is_named(actor, one) for one in participants}
    visible = visible_own_scores(actor).where(Participant.id.in_(named))
    readable = visible.with_only_columns(Participant.id)
    scores = (
        select(OwnScore.participant_id, OwnScore.indicator, OwnScore.answer, OwnScore.note)
        .join(SelfAssessment, SelfAssessment.participant_id == OwnScore.participant_id)
        .where(OwnScore.participant_id.in_(readable), SelfAssessment.submitted_at.is_not(None))
    )
    said = {(one, code): (answer, note) for one, code, answer, note in session.execute(scores)}
    shown: dict[tuple[int, str], list[Proof]] = {}
    newer = aliased(EvidenceRevision)
    newest = (
        select(func.max(newer.number)).where(newer.evidence_id == Evidence.id).scalar_subquery()
    )
    proofs = (
        select(Evidence, EvidenceUse, EvidenceRevision)
        .join(EvidenceUse, EvidenceUse.evidence_id == Evidence.id)
        .join(EvidenceRevision, EvidenceRevision.evidence_id == Evidence.id)
        .where(
            Evidence.participant_id.in_(readable),
            Evidence.removed_at.is_(None),
            EvidenceRevision.number == newest,
        )
        .order_by(Evidence.id)
    )
    for one, use, revision in session.execute(proofs):
        source = file_name_of(revision, named=named[one.participant_id]) or revision.link
        proof = Proof(one.title, one.kind, one.dated, use.page, source)
        shown.setdefault((one.participant_id, use.indicator), []).append(proof)
    found: dict[int, dict[str, OwnWords]] = {}
    for place in said.keys() | shown.keys():
        words = OwnWords(*said.get(place, ("", "")), tuple(shown.get(place, ())))
        found.setdefault(place[0], {})[place[1]] = words
    return dict(found)
