"""What needs a talk before the lock, the largest effect on the index first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.aggregate import NOT_APPLICABLE, Answer, Evaluation, Scorer, terms
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual
from evaluator.services.computing import Panelled, Reader, gather
from evaluator.services.decisions import Decision
from evaluator.services.left_units import left_here
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from evaluator.storage.periods import Category, Participant
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.visibility import visible_own_scores

OPEN = ("open", "changed")
"""States in which somebody still has to say something."""

TOPICS = ("panel", "own")


@dataclass(frozen=True)
class Difference:
    """One indicator of one unit that its panel, or panel and unit, answered differently.

    own : the unit's own submitted answer, "" where there is none
    decided : the answer that was decided, "" where the panel's rule settles
    state : "open", "noted" (talked over, the rule stands), "decided", "waiting" (for
        the second person) or "changed" (the panel saved something after the decision)
    effect : how far the index moves between the lowest and the highest of the panel's answers
    gap : how far the index would move from what is settled to the unit's own answer
    shown, shown_gap : both as declared decimals, the gap with its sign
    """

    participant_id: int
    unit: str
    category_id: int
    category: str
    code: str
    name: Bilingual
    answers: tuple[str, ...]
    own: str
    decided: str
    state: str
    effect: Fraction
    gap: Fraction
    shown: str
    shown_gap: str

    @property
    def divided(self) -> bool:
        """Whether the panel itself differs."""
        return len(set(self.answers)) > 1

    @property
    def weight(self) -> Fraction:
        """What it is sorted by: the larger of both effects."""
        return max(self.effect, abs(self.gap))

    @property
    def place(self) -> tuple[int, str]:
        """Which cell it is."""
        return self.participant_id, self.code


@dataclass(frozen=True)
class Wanted:
    """Which differences a list shall show; "" or None: all.

    state : one of the states, or "todo" for those in which something is still to be said
    topic : "panel" where the panel differs, "own" where the unit sees itself otherwise
    """

    state: str = "todo"
    topic: str = ""
    category_id: int | None = None
    text: str = ""

    def takes(self, one: Difference) -> bool:
        """Whether the list shows this one."""
        states = OPEN if self.state == "todo" else (self.state or one.state,)
        about = {"panel": one.divided, "own": one.gap != 0}.get(self.topic, True)
        category = self.category_id in (None, one.category_id)
        return (
            one.state in states
            and about
            and category
            and self.text.casefold() in f"{one.unit} {one.code} {one.name.id}".casefold()
        )


def list_differences(session: Session, actor: Actor, period_id: int) -> list[Difference]:
    """What a period's panels differ on and nobody has decided or talked over yet."""
    return [d for d in to_discuss(session, actor, period_id) if d.divided and d.state in OPEN]


def to_discuss(session: Session, actor: Actor, period_id: int) -> list[Difference]:
    """Everything of a period that may need a talk, in a fixed number of queries.

    An indicator is listed where the panel differs, where the settled value is not
    the unit's own, or where something was decided. Withdrawn units are left out,
    and units that the reader left.
    """
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id)
    query = (
        select(Category, RubricVersion)
        .join(Category.rubric_version)
        .where(Category.period_id == period.id)
    )
    categories = session.execute(query).all()
    panels = gather(session, [category.id for category, _ in categories])
    left = left_here(session, actor)
    own = own_answers(session, actor, period.id)
    found = [
        one
        for category, version in categories
        for one in _of_category(
            category,
            version.rubric,
            [one for one in panels.get(category.id, []) if one.participant.id not in left],
            own,
            period.confirms,
        )
    ]
    return sorted(found, key=lambda one: (-one.weight, one.unit, one.participant_id, one.code))


def after(
    listed: Sequence[Difference], place: tuple[int, str], wanted: Wanted | None = None
) -> Difference | None:
    """The next one with something still to be said, behind a cell, from the top again at the end.

    wanted : further filters; what is still to be said is asked for in any case
    """
    places = [one.place for one in listed]
    here = places.index(place) if place in places else -1
    turned = [*listed[here + 1 :], *listed[: here + 1]]
    return next(
        (
            one
            for one in turned
            if one.state in OPEN and one.place != place and (wanted is None or wanted.takes(one))
        ),
        None,
    )


def own_answers(session: Session, actor: Actor, period_id: int) -> dict[tuple[int, str], str]:
    """The submitted own answers of a period's units that this person may read, in one query."""
    readable = visible_own_scores(actor).where(Category.period_id == period_id)
    query = (
        select(OwnScore.participant_id, OwnScore.indicator, OwnScore.answer)
        .join(SelfAssessment, SelfAssessment.participant_id == OwnScore.participant_id)
        .where(
            OwnScore.participant_id.in_(readable.with_only_columns(Participant.id)),
            SelfAssessment.submitted_at.is_not(None),
            OwnScore.answer != "",
        )
    )
    return {(unit, code): answer for unit, code, answer in session.execute(query)}


def decision_state(decision: Decision, panel: Panelled, code: str, confirms: bool) -> str:
    """The word for how far one indicator is settled; see `Difference`."""
    changed = panel.changed.get(code)
    if not decision.version or decision.settled_at is None:
        return "open"
    if changed is not None and changed > decision.settled_at:
        return "changed"
    if not decision.decides:
        return "noted" if decision.note else "open"
    return "waiting" if confirms and not decision.confirmed else "decided"


class Effects:
    """What the index of one unit would be with another answer at one indicator.

    Where missing answers block the index they lend their weight here, so that
    there is one to compare with.
    """

    def __init__(self, reader: Reader, scorer: Scorer, answers: Mapping[str, Sequence[str]]):
        rubric = reader.rubric
        self._rubric, self._reader, self._scorer = rubric, reader, scorer
        gap = NOT_APPLICABLE if rubric.result.missing == "block" else None
        given = reader.settled(answers).items()
        self._base: dict[str, Answer] = {code: gap if a is None else a for code, a in given}

    def spread(self, code: str, answers: Sequence[str]) -> Fraction:
        """How far the index moves between the answers: highest less lowest, exact."""
        found = [self._moved(code, answer) for answer in set(answers)]
        known = [moved for moved in found if moved is not None]
        return max(known) - min(known) if known else Fraction(0)

    def gap(self, code: str, answer: str) -> Fraction:
        """How far the index would move from what is settled to an answer; 0 for none."""
        return (answer and self._moved(code, answer)) or Fraction(0)

    def _moved(self, code: str, answer: str) -> Fraction | None:
        """What the index gains by this answer; None where there would be no index."""
        read, here = self._reader.read(code, answer), self._evaluation.nodes[code]
        if isinstance(read, Fraction) and here is not None:
            return (read - here) * self._shares[code]  # no weight moves, so it is linear
        there = self._scorer.evaluate({**self._base, code: read}).exact
        if there is None or self._evaluation.exact is None:
            return None
        return there - self._evaluation.exact

    @cached_property
    def _evaluation(self) -> Evaluation:
        return self._scorer.evaluate(self._base)

    @cached_property
    def _shares(self) -> dict[str, Fraction]:
        """The part of the index that each node really has, once gaps have lent their weight."""
        shares: dict[str, Fraction] = {}
        pending: list[tuple[str | None, Fraction]] = [(None, Fraction(1))]
        while pending:
            above, part = pending.pop()
            for term in terms(self._rubric, self._evaluation, above):
                shares[term.code] = part * term.share
                pending.append((term.code, shares[term.code]))
        return shares


def shown_gap(gap: Fraction, places: int) -> str:
    """A gap with its sign, such as "+0.30" or "-0.15"; "0.00" where there is none."""
    return f"{'+' if gap > 0 else ''}{write_decimal(gap, places)}"


def _of_category(
    category: Category,
    rubric: Rubric,
    panels: Sequence[Panelled],
    own: Mapping[tuple[int, str], str],
    confirms: bool,
) -> list[Difference]:
    scorer, reader = Scorer(rubric), Reader(rubric)
    found = []
    for panel in panels:
        unit = panel.participant
        if unit.withdrawn:
            continue
        effects = Effects(reader, scorer, panel.counted)
        for code in rubric.indicator:
            one = _difference(
                category, rubric, panel, effects, code, own.get((unit.id, code), ""), confirms
            )
            if one.divided or one.gap or one.decided:
                found.append(one)
    return found


def _difference(
    category: Category,
    rubric: Rubric,
    panel: Panelled,
    effects: Effects,
    code: str,
    own: str,
    confirms: bool,
) -> Difference:
    decision = panel.decisions.get(code, Decision())
    answers = tuple(panel.answers.get(code, ()))
    effect = effects.spread(code, answers) if len(set(answers)) > 1 else Fraction(0)
    gap, places = effects.gap(code, own), rubric.result.places
    return Difference(
        panel.participant.id,
        panel.participant.name,
        category.id,
        category.title,
        code,
        rubric.indicator[code].name,
        answers,
        own,
        decision.answer,
        decision_state(decision, panel, code, confirms),
        effect,
        gap,
        write_decimal(effect, places),
        shown_gap(gap, places),
    )
