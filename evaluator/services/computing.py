"""From the scores of a period to its results: gathered once, computed by the scoring floor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from evaluator.scoring.ranking import Placed, rank
from evaluator.scoring.rubric import Award, Rubric
from evaluator.scoring.words import Bilingual
from evaluator.storage.periods import Category, Participant
from evaluator.storage.results import Result, Winner
from evaluator.storage.scores import Score, Sheet


@dataclass(frozen=True)
class Panelled:
    """What the panel of one unit wrote: indicator -> the answers and notes, in sheet order."""

    participant: Participant
    answers: Mapping[str, list[str]]
    notes: Mapping[str, list[str]]
    sheets: int


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
    panels = _gather(session, [category.id for category in categories])
    return [_outcome(category, panels.get(category.id, [])) for category in categories]


def _gather(session: Session, category_ids: Sequence[int]) -> dict[int, list[Panelled]]:
    """Every participant of the categories with its panel's answers, in two queries."""
    participants = session.scalars(
        select(Participant)
        .where(Participant.category_id.in_(category_ids))
        .options(joinedload(Participant.unit))
        .order_by(Participant.name, Participant.id)
    ).all()
    gathered = {p.id: Panelled(p, {}, {}, 0) for p in participants}
    answers: dict[int, dict[str, list[str]]] = {p.id: {} for p in participants}
    notes: dict[int, dict[str, list[str]]] = {p.id: {} for p in participants}
    sheets: dict[int, set[int]] = {p.id: set() for p in participants}
    query = (
        select(Sheet.participant_id, Sheet.id, Score.indicator, Score.answer, Score.note)
        .join(Participant, Participant.id == Sheet.participant_id)
        .outerjoin(Score, Score.sheet_id == Sheet.id)
        .where(Participant.category_id.in_(category_ids))
        .order_by(Sheet.assessor_id, Score.indicator)
    )
    for participant_id, sheet_id, indicator, answer, note in session.execute(query):
        sheets[participant_id].add(sheet_id)
        if answer:
            answers[participant_id].setdefault(indicator, []).append(answer)
        if note:
            notes[participant_id].setdefault(indicator, []).append(note)
    by_category: dict[int, list[Panelled]] = {}
    for p in participants:
        gathered[p.id] = Panelled(p, answers[p.id], notes[p.id], len(sheets[p.id]))
        by_category.setdefault(p.category_id, []).append(gathered[p.id])
    return by_category


def _outcome(category: Category, panels: list[Panelled]) -> Outcome:
    rubric = category.rubric_version.rubric
    scorer = Scorer(rubric)
    handles = _handles([panel.participant for panel in panels])
    taking_part = [panel for panel in panels if not panel.participant.withdrawn]
    evaluations = {
        handles[panel.participant.id]: scorer.evaluate(settled(rubric, panel.answers))
        for panel in taking_part
    }
    placed = {entry.unit: entry for entry in rank(rubric, evaluations)}
    middle = _middle(rubric, [e for e in evaluations.values() if e.value is not None])
    ranked = sum(entry.place is not None for entry in placed.values())
    results = [
        _result(rubric, panel, placed.get(handles[panel.participant.id]), middle, ranked)
        for panel in panels
    ]
    exposures = {
        handles[panel.participant.id]: _exposures(rubric, panel.answers) for panel in taking_part
    }
    by_handle = {handles[panel.participant.id]: panel.participant for panel in taking_part}
    won = winners(rubric, list(placed.values()), exposures)
    awards = {award.code: award for award in rubric.awards}
    rows = [_winner(category, by_handle[w.unit], awards[w.award_code], w) for w in won]
    return Outcome(category, rubric, results, rows)


def settled(rubric: Rubric, answers: Mapping[str, Sequence[str]]) -> dict[str, Answer]:
    """What the panel's answers to each indicator settle to."""
    return {
        code: settle_answers(
            rubric.result.panel, [answer_of(rubric, code, text) for text in answers.get(code, ())]
        )
        for code in rubric.indicator
    }


def _handles(participants: Sequence[Participant]) -> dict[int, str]:
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
    middle: dict[str, str],
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
        indicators={
            code: {"answers": panel.answers.get(code, []), "notes": panel.notes.get(code, [])}
            for code in rubric.indicator
        },
        middle=middle,
    )


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


def _exposures(rubric: Rubric, answers: Mapping[str, Sequence[str]]) -> dict[str, Fraction]:
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
