"""Own, verified and settled: what a unit said, what its panel answered, and what counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from evaluator.scoring.answers import NOT_APPLICABLE, answer_of
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.panel import settle_answers
from evaluator.scoring.rubric import Rubric
from evaluator.services.decisions import decisions_of_unit
from evaluator.services.evidence import is_named, readable_participant
from evaluator.services.histories import changes_of
from evaluator.services.left_units import why_closed
from evaluator.services.own_sides import OwnAnswer, own_answers, own_question, sent_at_of
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.questions import Question
from evaluator.storage.actor import Actor, Role
from evaluator.storage.log import LogEntry
from evaluator.storage.panel_visibility import leads, serves
from evaluator.storage.people import Account
from evaluator.storage.periods import Participant, Period, Stage
from evaluator.storage.results import Result
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.visibility import (
    name_for,
    released_snapshot,
    visible_own_changes,
    visible_results,
    visible_sheets,
)


@dataclass(frozen=True)
class Verified:
    """What one assessor answered, or what was decided in the panel's place.

    author : "" for those who may not know the name
    note : why
    at : None where only the released result is read
    """

    answer: str
    note: str
    author: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class ThreeValues:
    """One indicator: own, verified, settled.

    own : what the unit handed in
    verified : the panel's answers, one an assessor
    rule : what the panel's rule makes of them: a declared decimal, "TB", or ""
    decision : what was decided in its place, where anything was
    settled : what counts, written as `rule`
    """

    question: Question
    own: OwnAnswer
    verified: tuple[Verified, ...]
    rule: str
    decision: Verified | None
    settled: str


@dataclass(frozen=True)
class ValuesView:
    """The three values of every indicator of one unit, in the rubric's order."""

    participant_id: int
    unit: str
    category: str
    period: str
    sent_at: datetime | None
    rows: tuple[ThreeValues, ...]

    def find(self, code: str) -> ThreeValues:
        """One indicator; NotFound where the rubric has none of that code."""
        row = next((row for row in self.rows if row.question.indicator.code == code), None)
        if row is None:
            raise NotFound("Indikator itu tidak ada di rubrik ini.")
        return row


@dataclass(frozen=True)
class Step:
    """One act on one indicator, as the log keeps it; `author` is "" where it stays unsaid."""

    at: datetime
    author: str
    act: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str


Panel = Mapping[str, Sequence[Verified]]
Decided = Mapping[str, Verified]


def values_of(session: Session, actor: Actor, participant_id: int) -> ValuesView:
    """The three values of a unit: for the lead as they stand, for others as released.

    A unit and its assessors read no assessor's name.

    Raises
    ------
    NotFound
        If this person may not read them, or not yet.
    """
    require(actor, Action.SEE_EVIDENCE)
    participant = _readable(session, actor, participant_id)
    period, rubric = participant.category.period, participant.category.rubric_version.rubric
    own = own_answers(session, participant_id, named=is_named(actor, participant))
    sent_at = sent_at_of(session, participant_id)
    if _reads_live(actor, period):
        panel, decided = _live(session, actor, participant_id)
    else:
        panel, decided = _released(session, actor, participant_id)
    rows = (
        _row(rubric, code, own.get(code) if sent_at else None, panel, decided)
        for code in rubric.indicator
    )
    return ValuesView(
        participant_id,
        name_for(actor, participant, period),
        participant.category.title,
        period.title,
        sent_at,
        tuple(rows),
    )


def value_history(
    session: Session, actor: Actor, participant_id: int, indicator: str
) -> list[Step]:
    """Everything that happened at one indicator, the newest first.

    The lead reads the panel's changes too; others the unit's own, its evidence,
    and what was decided, without the names of the office's people. Own answers that
    were never handed in are read by the unit alone.
    """
    require(actor, Action.SEE_EVIDENCE)
    participant = _readable(session, actor, participant_id)
    if indicator not in participant.category.rubric_version.rubric.indicator:
        raise NotFound("Indikator itu tidak ada di rubrik ini.")
    live = _reads_live(actor, participant.category.period)
    entries = session.scalars(visible_own_changes(actor, participant_id, indicator))
    steps = [_step(entry, named=live or entry.act.startswith(_OF_THE_UNIT)) for entry in entries]
    if live:
        steps += _panel_steps(session, actor, participant_id, indicator)
    return sorted(steps, key=lambda step: step.at, reverse=True)


_OF_THE_UNIT = ("own.", "evidence.")


def _readable(session: Session, actor: Actor, participant_id: int) -> Participant:
    """A participant whose values may be read: by the lead once scored, by others once released."""
    closed = why_closed(session, actor, participant_id)
    if closed is not None:
        raise closed
    participant = readable_participant(session, actor, participant_id)
    period = participant.category.period
    begun = period.stage not in (Stage.DRAFT, Stage.SELF_ASSESSMENT)
    if not (leads(actor, period) and begun) and period.released_at is None:
        raise NotFound("Nilai unit ini belum dirilis.")
    return participant


def _reads_live(actor: Actor, period: Period) -> bool:
    """Whether values are read as they stand now instead of as they were released."""
    audits = serves(actor, period, Role.AUDITOR) and period.revising_since is None
    return leads(actor, period) or audits


def _live(session: Session, actor: Actor, participant_id: int) -> tuple[Panel, Decided]:
    query = (
        visible_sheets(actor)
        .where(Sheet.participant_id == participant_id, Sheet.recused_at.is_(None))
        .join(Score, Score.sheet_id == Sheet.id)
        .join(Account, Account.id == Sheet.assessor_id)
        .with_only_columns(Score.indicator, Score.answer, Score.note, Account.name, Score.saved_at)
        .order_by(Account.name, Sheet.id)
    )
    panel: dict[str, list[Verified]] = {}
    for code, answer, note, author, at in session.execute(query):
        panel.setdefault(code, []).append(Verified(answer, note, author, at))
    decided = {
        code: Verified(one.answer, one.reason, one.author, one.settled_at)
        for code, one in decisions_of_unit(session, participant_id).items()
        if one.decides
    }
    return panel, decided


def _released(session: Session, actor: Actor, participant_id: int) -> tuple[Panel, Decided]:
    """The same from the released result, which tells no names."""
    query = visible_results(actor).where(
        Result.participant_id == participant_id, released_snapshot()
    )
    result = session.scalar(query)
    said: Mapping[str, Any] = result.indicators if result else {}
    panel = {code: _without_names(one) for code, one in said.items()}
    decided = {
        code: Verified(one["decided"]["answer"], one["decided"]["reason"])
        for code, one in said.items()
        if "decided" in one
    }
    return panel, decided


def _without_names(said: Mapping[str, Any]) -> list[Verified]:
    """Answers and notes each on their own, as a result keeps them."""
    answers = [Verified(answer, "") for answer in said["answers"]]
    return [*answers, *(Verified("", note) for note in said["notes"])]


def _row(
    rubric: Rubric, code: str, own: OwnAnswer | None, panel: Panel, decided: Decided
) -> ThreeValues:
    said = own or OwnAnswer()
    verified = tuple(panel.get(code, ()))
    decision = decided.get(code)
    answers = [one.answer for one in verified]
    return ThreeValues(
        own_question(rubric, code, said),
        said,
        verified,
        _settled(rubric, code, answers),
        decision,
        _settled(rubric, code, [decision.answer] if decision else answers),
    )


def _settled(rubric: Rubric, code: str, answers: Iterable[str]) -> str:
    """What the panel's rule makes of some answers, as it is declared."""
    read = [answer_of(rubric, code, answer) for answer in answers]
    value = settle_answers(rubric.result.panel, read)
    if value is None:
        return ""
    if value is NOT_APPLICABLE:
        return str(NOT_APPLICABLE.value)
    return write_decimal(value, rubric.result.places)


def _panel_steps(session: Session, actor: Actor, participant_id: int, indicator: str) -> list[Step]:
    ids = visible_sheets(actor).where(Sheet.participant_id == participant_id)
    return [
        Step(
            change.at,
            change.author,
            change.act,
            vars(change.before[place]) if place in change.before else {},
            vars(change.after[place]),
            change.reason,
        )
        for sheet_id in session.scalars(ids.with_only_columns(Sheet.id))
        for place in [(sheet_id, indicator)]
        for change in changes_of(session, actor, sheet_id)
        if place in change.after
    ]


def _step(entry: LogEntry, *, named: bool) -> Step:
    author = entry.actor if named else ""
    before, after = entry.before or {}, entry.after or {}
    return Step(entry.at, author, entry.act, before, after, entry.reason)
