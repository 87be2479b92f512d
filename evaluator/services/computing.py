"""From the scores of a period to its results: gathered once, computed by the scoring floor.

Sheets of recused assessors and samples for calibration do not count. What was
decided for an indicator counts in place of what its panel answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evaluator.scoring.aggregate import Answer, Evaluation, Scorer, answer_of
from evaluator.scoring.awards import Winner as AwardWinner
from evaluator.scoring.awards import winners
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.messages import Message, says
from evaluator.scoring.panel import median, settle_answers
from evaluator.scoring.prizes import Award
from evaluator.scoring.ranking import Placed, rank
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.decisions import Decision, decisions_of_categories
from evaluator.services.improvements import EarlierValues, earlier_values, rises_of
from evaluator.services.measuring import Measured, measured_of
from evaluator.services.quartiles import Spread, quartiles_of
from evaluator.storage.periods import Category, Participant
from evaluator.storage.results import Result, Winner
from evaluator.storage.scores import Score, Sheet


@dataclass(frozen=True)
class Panelled:
    """What the panel of one unit wrote: indicator -> the answers and notes, in sheet order.

    changed : indicator -> when the panel last saved something there
    decisions : what was decided or noted while settling
    measured : what recorded facts say, for indicators that nobody is asked
    """

    participant: Participant
    answers: dict[str, list[str]]
    notes: dict[str, list[str]]
    changed: dict[str, datetime]
    decisions: dict[str, Decision]
    measured: Mapping[str, Measured] = field(default_factory=dict)

    @property
    def counted(self) -> dict[str, list[str]]:
        """The answers that count: the decision alone where there is one, else what was measured,
        else the panel's."""
        decided = {code: [one.answer] for code, one in self.decisions.items() if one.decides}
        measured = {code: [one.answer] if one.answer else [] for code, one in self.measured.items()}
        return {**self.answers, **measured, **decided}


@dataclass(frozen=True)
class Outcome:
    """What a category came to: one result a unit, and the winners."""

    category: Category
    rubric: Rubric
    results: list[Result]
    winners: list[Winner]


def compute(session: Session, categories: Sequence[Category]) -> list[Outcome]:
    """Compute the results of categories from the scores as they stand.

    The rows returned are not added to the session. Their order and content do
    not depend on the order in which anything was entered.
    """
    panels = gather(session, [category.id for category in categories])
    before = earlier_values(session, categories)
    return [
        _outcome(category, panels.get(category.id, []), before.get(category.id, {}))
        for category in categories
    ]


def gather(session: Session, category_ids: Sequence[int]) -> dict[int, list[Panelled]]:
    """Every participant by category with what its panel wrote and what was decided.

    Three queries, whatever the number of units, and those of what is measured; units by name.
    """
    participants = session.scalars(
        select(Participant)
        .where(Participant.category_id.in_(category_ids), Participant.sample.is_(False))
        .options(joinedload(Participant.unit))
        .order_by(Participant.name, Participant.id)
    ).all()
    measured = measured_of(session, _measuring(session, category_ids))
    by_category: dict[int, list[Panelled]] = {}
    gathered: dict[int, Panelled] = {}
    for p in participants:
        gathered[p.id] = Panelled(p, {}, {}, {}, {}, measured.get(p.id, {}))
        by_category.setdefault(p.category_id, []).append(gathered[p.id])
    for (participant_id, code), decision in decisions_of_categories(session, category_ids).items():
        if participant_id in gathered:
            gathered[participant_id].decisions[code] = decision
    _add_scores(session, category_ids, gathered)
    return by_category


def _measuring(session: Session, category_ids: Sequence[int]) -> list[Category]:
    found = [session.get(Category, number) for number in category_ids]
    return [one for one in found if one is not None and one.rubric_version.rubric.measured]


def _add_scores(
    session: Session, category_ids: Sequence[int], gathered: Mapping[int, Panelled]
) -> None:
    query = (
        select(Sheet.participant_id, Score.indicator, Score.answer, Score.note, Score.saved_at)
        .join(Participant, Participant.id == Sheet.participant_id)
        .join(Score, Score.sheet_id == Sheet.id)
        .where(
            Participant.category_id.in_(category_ids),
            Participant.sample.is_(False),
            Sheet.recused_at.is_(None),
        )
        .order_by(Sheet.assessor_id, Score.indicator)
    )
    for participant_id, code, answer, note, saved_at in session.execute(query):
        panel = gathered[participant_id]
        if answer:
            panel.answers.setdefault(code, []).append(answer)
        if note:
            panel.notes.setdefault(code, []).append(note)
        panel.changed[code] = max(saved_at, panel.changed.get(code, saved_at))


def _outcome(category: Category, panels: list[Panelled], before: EarlierValues) -> Outcome:
    rubric = category.rubric_version.rubric
    scorer, reader = Scorer(rubric), Reader(rubric)
    handles = handles_of([panel.participant for panel in panels])
    taking_part = [panel for panel in panels if not panel.participant.withdrawn]
    evaluations = {
        handles[panel.participant.id]: scorer.evaluate(reader.settled(panel.counted))
        for panel in taking_part
    }
    placed = {entry.unit: entry for entry in rank(rubric, evaluations)}
    valued = [e for e in evaluations.values() if e.value is not None]
    spread = Spread(_middle(rubric, valued), quartiles_of(valued))
    ranked = sum(entry.place is not None for entry in placed.values())
    results = [
        _result(rubric, panel, placed.get(handles[panel.participant.id]), spread, ranked)
        for panel in panels
    ]
    exposures = {
        handles[panel.participant.id]: exposures_of(rubric, panel.counted) for panel in taking_part
    }
    by_handle = {handles[panel.participant.id]: panel.participant for panel in taking_part}
    unit_ids = {handle: participant.unit_id for handle, participant in by_handle.items()}
    rises = rises_of(rubric, evaluations, unit_ids, before)
    won = winners(rubric, list(placed.values()), exposures, rises)
    awards = {award.code: award for award in rubric.awards}
    rows = [_winner(category, by_handle[w.unit], awards[w.award_code], w) for w in won]
    return Outcome(category, rubric, results, rows)


class Reader:
    """Reads the answers of one rubric; what many units answer alike is read once."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self._known: dict[tuple[str, str], Answer] = {}

    def read(self, code: str, text: str) -> Answer:
        """An answer's value on the rubric's range; see `answer_of`."""
        if (code, text) not in self._known:
            self._known[code, text] = answer_of(self.rubric, code, text)
        return self._known[code, text]

    def settled(self, answers: Mapping[str, Sequence[str]]) -> dict[str, Answer]:
        """What the panel's answers to each indicator settle to."""
        rule = self.rubric.result.panel
        return {
            code: settle_answers(rule, [self.read(code, text) for text in answers.get(code, ())])
            for code in self.rubric.indicator
        }


def handles_of(participants: Sequence[Participant]) -> dict[int, str]:
    """The name by which sentences speak of a unit; made different where two are the same."""
    names = [p.name for p in participants]
    return {
        p.id: p.name if names.count(p.name) == 1 else f"{p.name} ({p.unit.short_name})"
        for p in participants
    }


def _result(
    rubric: Rubric,
    panel: Panelled,
    placed: Placed | None,
    spread: Spread,
    ranked: int,
) -> Result:
    evaluation = placed.evaluation if placed else None
    value = evaluation.value if evaluation else None
    predicate = evaluation.predicate if evaluation else None
    return Result(
        category_id=panel.participant.category_id,
        participant_id=panel.participant.id,
        participant=panel.participant,
        value=_declared(rubric, value),
        exact=evaluation.exact if evaluation else None,
        predicate=predicate.model_dump() if predicate else None,
        place=placed.place if placed else None,
        joint=placed.joint if placed else False,
        ranked=ranked,
        tie=[step.as_json() for step in placed.steps] if placed and placed.steps else None,
        reason=_reason(panel, placed),
        coverage=write_decimal(evaluation.coverage if evaluation else Fraction(0), 2),
        nodes=_nodes(rubric, evaluation),
        indicators={code: _said(panel, code) for code in rubric.indicator},
        middle=spread.middle,
        quartiles=spread.quartiles,
    )


def _said(panel: Panelled, code: str) -> dict[str, Any]:
    """What a result keeps of one indicator; "decided" and "measured" only where something was."""
    kept: dict[str, Any] = {
        "answers": panel.answers.get(code, []),
        "notes": panel.notes.get(code, []),
    }
    measured = panel.measured.get(code)
    if measured is not None:
        kept |= {"answers": [measured.answer] if measured.answer else []}
        kept |= {"measured": measured.stored}
    decision = panel.decisions.get(code)
    if decision and decision.decides:
        kept["decided"] = {"answer": decision.answer, "reason": decision.reason}
    return kept


def counted_answers(said: Mapping[str, Any]) -> list[str]:
    """The answers that a stored result's indicator comes from: the decision, else the panel's."""
    decided = said.get("decided")
    return [decided["answer"]] if decided else list(said["answers"])


def _reason(panel: Panelled, placed: Placed | None) -> dict[str, object] | None:
    if panel.participant.withdrawn:
        message = says("ditarik dari penilaian ({reason})", reason=panel.participant.withdrawn)
        return message.as_json()
    return placed.reason.as_json() if placed and placed.reason else None


def _nodes(rubric: Rubric, evaluation: Evaluation | None) -> dict[str, Any]:
    if evaluation is None:
        return {}
    return {
        code: {"value": _declared(rubric, value), "exact": None if value is None else str(value)}
        for code, value in evaluation.nodes.items()
    }


def _declared(rubric: Rubric, value: Fraction | None) -> str | None:
    return None if value is None else write_decimal(value, rubric.result.places)


def _middle(rubric: Rubric, evaluations: Sequence[Evaluation]) -> dict[str, str]:
    """The category's median of every node, and of the index under ""; exact, as text."""
    found: dict[str, list[Fraction]] = {}
    for evaluation in evaluations:
        pairs: dict[str, Fraction | None] = {**evaluation.nodes, "": evaluation.exact}
        for code, value in pairs.items():
            if value is not None:
                found.setdefault(code, []).append(value)
    return {code: str(median(values)) for code, values in sorted(found.items())}


def exposures_of(rubric: Rubric, answers: Mapping[str, Sequence[str]]) -> dict[str, Fraction]:
    """What counted answers rest on; of a panel, the least that any of them saw."""
    found = {}
    for code, texts in answers.items():
        readings = [rubric.read(code, text) for text in texts if text != "TB"]
        counted = [reading.exposure for reading in readings if reading.exposure is not None]
        if counted:
            found[code] = min(counted)
    return found


def _winner(category: Category, participant: Participant, award: Award, won: AwardWinner) -> Winner:
    name = won.place_name
    reason: Message = won.reason
    return Winner(
        category_id=category.id,
        participant_id=participant.id,
        participant=participant,
        award=won.award_code,
        title=award.title.model_dump(),
        place=won.place,
        place_name=(name.model_dump() if isinstance(name, Bilingual) else {"id": name})
        if name
        else None,
        joint=won.joint,
        reason=[m.as_json() for m in (reason, won.tie) if m is not None],
    )
