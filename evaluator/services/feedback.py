"""What a unit learns after release: its value, why, and what lifts it most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.aggregate import NOT_APPLICABLE, Answer, Evaluation
from evaluator.scoring.exact import write_decimal, write_shortest
from evaluator.scoring.growth import NextPredicate, Step, steps, strengths, to_next_predicate
from evaluator.scoring.rubric import Indicator, Rubric
from evaluator.scoring.scales import LevelScale
from evaluator.scoring.words import Bilingual
from evaluator.services.offices import OfficeView, office_view
from evaluator.services.periods import PeriodView, view_of
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.results import UnitResult, evaluation_of, result_view
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.results import Result
from evaluator.storage.visibility import newest_snapshot, visible_results

MOST_STRENGTHS = 5
MOST_TOP_STEPS = 3
"""What stands among the improvements worth most is not praised on the same page."""


@dataclass(frozen=True)
class SectionLine:
    """One section against the category's middle and the unit's own last year.

    value, middle, last : declared decimals, None where there is none
    positions : the same three as 0 to 1 on the range, for drawing only
    """

    code: str
    name: Bilingual
    depth: int
    weight: Fraction
    value: str | None
    middle: str | None
    last: str | None
    positions: tuple[float | None, float | None, float | None]


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator: what was settled, what that means, and what assessors noted.

    state : "scored", "not-applicable" or "missing"
    answer : what the panel answered as the scale writes it; all of it where it differed
    level, text : name and text of the level reached, where the scale has levels
    """

    indicator: Indicator
    section: str
    state: str
    value: str | None
    answer: str
    level: Bilingual | None
    text: Bilingual | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class StepLine:
    """One improvement, with what the rubric asks for at the next level."""

    step: Step
    now: str
    gain: str
    evidence: tuple[Bilingual, ...]
    training: Bilingual | None


@dataclass(frozen=True)
class Feedback:
    """Everything a unit's page and report show, frozen at lock."""

    office: OfficeView
    period: PeriodView
    category: str
    unit_kind: str
    rubric: Rubric
    rubric_digest: str
    result: UnitResult
    result_digest: str
    shows_place: bool
    sections: tuple[SectionLine, ...]
    indicators: tuple[IndicatorLine, ...]
    strengths: tuple[tuple[Bilingual, str, str], ...]
    steps: tuple[StepLine, ...]
    next_predicate: NextPredicate | None
    next_lack: str | None
    middle: str | None
    last_value: str | None
    last_year: int | None


@dataclass(frozen=True)
class FeedbackTitle:
    """One entry of the list of a unit's released results."""

    participant_id: int
    period: PeriodView
    category: str
    unit: str
    value: str | None


def my_feedback(session: Session, actor: Actor) -> list[FeedbackTitle]:
    """The released results of one's own unit, newest first."""
    require(actor, Action.SEE_FEEDBACK)
    query = _released(actor).where(Participant.unit_id == actor.unit_id)
    return [_title(row) for row in session.scalars(query)]


def history(session: Session, actor: Actor, participant_id: int) -> list[FeedbackTitle]:
    """The released results of the unit that took part there, newest first, as far as visible."""
    require(actor, Action.SIGNED_IN)
    unit = select(Participant.unit_id).where(Participant.id == participant_id)
    query = _released(actor).where(Participant.unit_id == unit.scalar_subquery())
    return [_title(row) for row in session.scalars(query)]


def feedback(session: Session, actor: Actor, participant_id: int) -> Feedback:
    """The feedback of one unit in one period.

    A unit reads its own after release; the team lead reads any of the office's.

    Raises
    ------
    NotFound
        If there is none, or it may not be seen yet: both look the same.
    """
    require(actor, Action.SIGNED_IN)
    query = _visible(actor).where(Participant.id == participant_id, newest_snapshot())
    row = session.scalar(query)
    if row is None:
        raise NotFound("Umpan balik itu belum ada.")
    office = office_view(session, actor.office_id)
    return _feedback(office, row, _earlier(session, actor, [row]).get(row.id))


def all_feedback(session: Session, actor: Actor, period_id: int) -> list[Feedback]:
    """The feedback of every unit of a locked period, in a fixed number of queries."""
    require(actor, Action.DECIDE)
    query = _visible(actor).where(Period.id == period_id, newest_snapshot())
    rows = session.scalars(query.order_by(Category.position, Participant.name)).all()
    office, before = office_view(session, actor.office_id), _earlier(session, actor, rows)
    return [_feedback(office, row, before.get(row.id)) for row in rows]


def _visible(actor: Actor) -> Select[Result]:
    return visible_results(actor).options(
        contains_eager(Result.participant).joinedload(Participant.unit),
        contains_eager(Result.category).contains_eager(Category.period),
        contains_eager(Result.category).selectinload(Category.rubric_version),
        contains_eager(Result.snapshot),
    )


def _released(actor: Actor) -> Select[Result]:
    """Released results, newest first."""
    query = _visible(actor).where(Period.stage == Stage.RELEASED, newest_snapshot())
    return query.order_by(Period.year.desc(), Period.id.desc())


def _earlier(session: Session, actor: Actor, rows: Sequence[Result]) -> dict[int, Result]:
    """For each result, the same unit's last released one by the same rubric, if there is one."""
    units = {row.participant.unit_id for row in rows}
    years = {row.category.period.year for row in rows}
    if not rows:
        return {}
    query = _released(actor).where(Participant.unit_id.in_(units), Period.year < max(years))
    past = session.scalars(query).all()
    found = ((row.id, next((p for p in past if _precedes(p, row)), None)) for row in rows)
    return {number: result for number, result in found if result is not None}


def _precedes(past: Result, row: Result) -> bool:
    return (
        past.participant.unit_id == row.participant.unit_id
        and past.category.rubric_version.code == row.category.rubric_version.code
        and past.category.period.year < row.category.period.year
    )


def _title(row: Result) -> FeedbackTitle:
    period = view_of(row.category.period)
    category = row.category.title
    return FeedbackTitle(row.participant_id, period, category, row.participant.name, row.value)


def _feedback(office: OfficeView, row: Result, last: Result | None) -> Feedback:
    rubric = row.category.rubric_version.rubric
    evaluation = evaluation_of(rubric, row)
    upcoming = to_next_predicate(rubric, evaluation)
    places = rubric.result.places
    middle = row.middle.get("")
    return Feedback(
        office=office,
        period=view_of(row.category.period),
        category=row.category.title,
        unit_kind=row.participant.unit.kind,
        rubric=rubric,
        rubric_digest=row.category.rubric_version.digest,
        result=result_view(row),
        result_digest=row.snapshot.digest,
        shows_place=row.category.period.shows_places,
        sections=_sections(rubric, evaluation, row, last),
        indicators=_indicators(rubric, evaluation, row),
        strengths=_strengths(rubric, evaluation, row.middle),
        steps=_steps(rubric, evaluation),
        next_predicate=upcoming,
        next_lack=write_decimal(upcoming.missing_points, places) if upcoming else None,
        middle=None if middle is None else write_decimal(Fraction(middle), places),
        last_value=last.value if last else None,
        last_year=last.category.period.year if last else None,
    )


def _sections(
    rubric: Rubric, evaluation: Evaluation, row: Result, last: Result | None
) -> tuple[SectionLine, ...]:
    lines = []
    for depth, section in rubric.walk():
        exact = evaluation.nodes[section.code]
        middle = row.middle.get(section.code)
        before = (last.nodes.get(section.code) or {}).get("exact") if last else None
        values = [exact, *(None if t is None else Fraction(t) for t in (middle, before))]
        shown = [None if v is None else write_decimal(v, rubric.result.places) for v in values]
        positions = tuple(None if v is None else _position(rubric, v) for v in values)
        lines.append(
            SectionLine(
                section.code,
                section.name,
                depth,
                rubric.effective_weights[section.code],
                shown[0],
                shown[1],
                shown[2],
                (positions[0], positions[1], positions[2]),
            )
        )
    return tuple(lines)


def _position(rubric: Rubric, value: Fraction) -> float:
    low, high = rubric.result.low, rubric.result.high
    return float(min(max((value - low) / (high - low), Fraction(0)), Fraction(1)))


def _indicators(rubric: Rubric, evaluation: Evaluation, row: Result) -> tuple[IndicatorLine, ...]:
    return tuple(
        _indicator_line(rubric, section.code, indicator, evaluation, row.indicators[indicator.code])
        for _, section in rubric.walk()
        for indicator in section.indicators
    )


def _indicator_line(
    rubric: Rubric,
    section: str,
    indicator: Indicator,
    evaluation: Evaluation,
    stored: Mapping[str, list[str]],
) -> IndicatorLine:
    exact = evaluation.nodes[indicator.code]
    answers = stored["answers"]
    state = (
        "scored" if exact is not None and answers else "not-applicable" if answers else "missing"
    )
    reached = _level_reached(rubric, indicator, exact)
    return IndicatorLine(
        indicator,
        section,
        state,
        None if exact is None else write_decimal(exact, rubric.result.places),
        _answer(answers),
        reached[0],
        reached[1],
        tuple(stored["notes"]),
    )


def _answer(answers: Sequence[str]) -> str:
    """The panel's answer; where it differs, every answer given, such as "2; 3"."""
    return "; ".join(sorted(set(answers)))


def _level_reached(
    rubric: Rubric, indicator: Indicator, exact: Fraction | None
) -> tuple[Bilingual | None, Bilingual | None]:
    """The highest level that the settled value fully reaches, and its text."""
    scale = rubric.scale_of(indicator.code)
    if exact is None or not isinstance(scale, LevelScale):
        return None, None
    reached = None
    for level in scale.levels:
        key = write_shortest(level.value)
        share = scale.read(key).share
        if share is not None and rubric.result.stretch(share) <= exact:
            reached = (level.name, indicator.levels[key])
    return reached or (None, None)


def _strengths(
    rubric: Rubric, evaluation: Evaluation, middle: Mapping[str, str]
) -> tuple[tuple[Bilingual, str, str], ...]:
    """Indicators where the unit stands above its category's middle: name, value, middle."""
    worked_on = {line.step.code for line in _steps(rubric, evaluation)[:MOST_TOP_STEPS]}
    of_indicators = {
        code: Fraction(value)
        for code, value in middle.items()
        if code in rubric.indicator and code not in worked_on
    }
    places = rubric.result.places
    found = strengths(rubric, evaluation, of_indicators)[:MOST_STRENGTHS]
    return tuple(
        (s.name, write_decimal(s.value, places), write_decimal(s.middle, places)) for s in found
    )


def _steps(rubric: Rubric, evaluation: Evaluation) -> tuple[StepLine, ...]:
    answers: dict[str, Answer] = {code: evaluation.nodes[code] for code in rubric.indicator}
    answers |= dict.fromkeys(evaluation.not_applicable, NOT_APPLICABLE)
    places = rubric.result.places
    return tuple(
        StepLine(
            step,
            write_decimal(step.value, places),
            write_decimal(step.gain, max(places, 2)),
            _evidence(rubric.indicator[step.code], step.level),
            rubric.indicator[step.code].training,
        )
        for step in steps(rubric, answers)
    )


def _evidence(indicator: Indicator, level: str | None) -> tuple[Bilingual, ...]:
    return tuple(e.text for e in indicator.evidence.get(level or "", ()))
