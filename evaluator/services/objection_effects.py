"""What another answer would make of frozen results, computed from the snapshot alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evaluator.scoring.aggregate import Evaluation, Scorer
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.ranking import Placed, rank
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.computing import Reader, counted_answers, handles_of
from evaluator.services.objection_rows import called
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.results import Result, Snapshot

Changes = Mapping[tuple[int, str], str]
"""Answers that are put in the place of frozen ones, by participant and indicator."""


@dataclass(frozen=True)
class Stand:
    """Where a unit stands: the declared value, its word, and the place as it is printed.

    value : "3.60", or None where the unit is not ranked; place is "" then
    """

    value: str | None
    predicate: Bilingual | None
    place: str

    @property
    def stored(self) -> dict[str, Any]:
        """The same as plain values."""
        word = self.predicate.model_dump() if self.predicate else None
        return {"value": self.value, "predicate": word, "place": self.place}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Stand":
        """A stand from what was stored of it."""
        word = stored["predicate"]
        return cls(stored["value"], Bilingual(**word) if word else None, stored["place"])


@dataclass(frozen=True)
class Shift:
    """One unit before and after."""

    participant_id: int
    unit: str
    before: Stand
    after: Stand


@dataclass(frozen=True)
class Effect:
    """What a change does to its own unit, and to the places of the others.

    others : units whose place shifts, best first
    """

    before: Stand
    after: Stand
    others: tuple[Shift, ...]

    @property
    def stored(self) -> dict[str, Any]:
        """What is kept of it with a decision: the own unit's alone."""
        return {"before": self.before.stored, "after": self.after.stored}


class Frozen:
    """One category as a snapshot keeps it."""

    def __init__(self, rubric: Rubric, rows: Sequence[Result]) -> None:
        self._rubric = rubric
        self._rows = {row.participant_id: row for row in rows if row.nodes}
        self._handles = handles_of([row.participant for row in rows])
        self._units = {row.participant_id: called(row.participant) for row in rows}
        self._scorer, self._reader = Scorer(rubric), Reader(rubric)

    @cached_property
    def _evaluations(self) -> dict[int, Evaluation]:
        return {one: self._evaluate(row, {}) for one, row in self._rows.items()}

    @cached_property
    def _before(self) -> dict[int, Placed]:
        return self._placed(self._evaluations)

    def stand_of(self, participant_id: int) -> Stand:
        """Where a unit stands as it was frozen."""
        return self._stand(self._before, participant_id)

    def effect(self, participant_id: int, indicator: str, answer: str) -> Effect:
        """What one other answer of one unit would do; nothing where it is not assessed."""
        shifts = {
            one.participant_id: one
            for one in self.shifts({(participant_id, indicator): answer}, always=(participant_id,))
        }
        own = shifts.pop(participant_id, None)
        others = tuple(one for one in shifts.values() if one.before.place != one.after.place)
        before = self.stand_of(participant_id)
        return Effect(before, own.after if own else before, others)

    def stand_with(self, participant_id: int, changes: Changes) -> Stand:
        """Where a unit would stand with several changes at once."""
        for one in self.shifts(changes, always=(participant_id,)):
            if one.participant_id == participant_id:
                return one.after
        return self.stand_of(participant_id)

    def shifts(self, changes: Changes, always: Iterable[int] = ()) -> list[Shift]:
        """Every unit whose value, word or place some changes alter, best first.

        always : units that are told of even where nothing alters
        """
        changed: dict[int, dict[str, str]] = {}
        for (number, code), answer in changes.items():
            changed.setdefault(number, {})[code] = answer
        evaluations = {
            one: self._evaluate(self._rows[one], changed[one]) if one in changed else known
            for one, known in self._evaluations.items()
        }
        placed = self._placed(evaluations)
        pairs = (
            Shift(one, self._units[one], self.stand_of(one), self._stand(placed, one))
            for one in placed
        )
        return [one for one in pairs if one.before != one.after or one.participant_id in always]

    def counted(self, participant_id: int, indicator: str) -> list[str]:
        """The answers that the frozen result of a unit comes from at one indicator."""
        row = self._rows.get(participant_id)
        said = row.indicators.get(indicator) if row else None
        return counted_answers(said) if said else []

    def _evaluate(self, row: Result, changed: Mapping[str, str]) -> Evaluation:
        answers = {code: counted_answers(said) for code, said in row.indicators.items()}
        answers |= {code: [answer] for code, answer in changed.items()}
        return self._scorer.evaluate(self._reader.settled(answers))

    def _placed(self, evaluations: Mapping[int, Evaluation]) -> dict[int, Placed]:
        numbers = {self._handles[one]: one for one in evaluations}
        named = {self._handles[one]: known for one, known in evaluations.items()}
        return {numbers[one.unit]: one for one in rank(self._rubric, named)}

    def _stand(self, placed: Mapping[int, Placed], participant_id: int) -> Stand:
        one = placed.get(participant_id)
        if one is None or one.evaluation.value is None:
            return Stand(None, None, "")
        value = write_decimal(one.evaluation.value, self._rubric.result.places)
        place = "" if one.place is None else f"{one.place}{'=' if one.joint else ''}"
        return Stand(value, one.evaluation.predicate, place)


def released_of(session: Session, period: Period) -> Snapshot:
    """The newest released results of a period that has some."""
    query = (
        select(Snapshot)
        .where(Snapshot.period_id == period.id, Snapshot.released_at.is_not(None))
        .order_by(Snapshot.number.desc())
    )
    return session.scalars(query.limit(1)).one()


def counted_of(
    session: Session, snapshot: Snapshot, participant_id: int, indicator: str
) -> tuple[str, ...]:
    """The answers that one unit's frozen result comes from at one indicator."""
    query = select(Result.indicators).where(
        Result.snapshot_id == snapshot.id, Result.participant_id == participant_id
    )
    said = (session.scalar(query) or {}).get(indicator)
    return tuple(counted_answers(said)) if said else ()


def frozen_of(session: Session, snapshot: Snapshot, category: Category) -> Frozen:
    """A category as one snapshot keeps it; one query."""
    query = (
        select(Result)
        .where(Result.snapshot_id == snapshot.id, Result.category_id == category.id)
        .options(joinedload(Result.participant).joinedload(Participant.unit))
    )
    return Frozen(category.rubric_version.rubric, session.scalars(query).all())
