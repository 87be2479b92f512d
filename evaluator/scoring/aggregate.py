"""Answers become the value of every section and of the whole, exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import itemgetter
from typing import Any

from evaluator.scoring.answers import NOT_APPLICABLE, Answer, NotApplicable, answer_of
from evaluator.scoring.exact import round_half_up, write_shortest
from evaluator.scoring.messages import Message, ScoringError, says
from evaluator.scoring.rubric import Indicator, Rubric, Section
from evaluator.scoring.words import Bilingual

__all__ = [
    "NOT_APPLICABLE",
    "Answer",
    "Evaluation",
    "NotApplicable",
    "Scorer",
    "Term",
    "answer_of",
    "evaluate",
    "terms",
]

_Ratio = tuple[int, int]
_State = _Ratio | NotApplicable | None
"""What a node came to: numerator and denominator, not applicable, or blocked by a gap."""

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one unit's answers came to.

    nodes : the exact value of every section and indicator by code; None where
        nothing applied, or where an answer is missing and the rubric blocks on that
    exact : the index before rounding, None where the unit cannot be ranked
    value : the declared value: the index rounded half up to the rubric's places
    predicate : the word for the declared value
    missing, not_applicable : codes of indicators, in the order of the rubric
    coverage : 0-100, percent of the indicators answered or not applicable
    reason : why there is no index; None where there is one
    """

    nodes: Mapping[str, Fraction | None]
    exact: Fraction | None
    value: Fraction | None
    predicate: Bilingual | None
    missing: tuple[str, ...]
    not_applicable: tuple[str, ...]
    coverage: Fraction
    reason: Message | None


@dataclass(frozen=True, slots=True)
class Term:
    """One child's part in a node's value.

    weight : as written in the rubric, percent of the siblings
    share : 0-1, the part the weight really has once the children without a
        value have lent theirs; 0 for those children
    value : None where nothing applied or an answer is missing
    contribution : share × value; all contributions add up to the node's value
    """

    code: str
    name: Bilingual
    weight: Fraction
    share: Fraction
    value: Fraction | None
    contribution: Fraction


def evaluate(rubric: Rubric, answers: Mapping[str, Answer]) -> Evaluation:
    """Compute one unit's value at every node; see `Scorer.evaluate`."""
    return Scorer(rubric).evaluate(answers)


def terms(rubric: Rubric, evaluation: Evaluation, code: str | None = None) -> tuple[Term, ...]:
    """Open a number to the terms it is made of; `code` None opens the index.

    An indicator has no terms. Where the node has no value, every share is 0.
    """
    node = None if code is None else rubric.node[code]
    if isinstance(node, Indicator):
        return ()
    children = rubric.sections if node is None else node.children
    whole = evaluation.exact if code is None else evaluation.nodes[code]
    values = evaluation.nodes
    present = sum((c.weight for c in children if values[c.code] is not None), Fraction(0))
    return tuple(
        _term(child, values[child.code], None if whole is None else present) for child in children
    )


class Scorer:
    """Evaluates many units by one rubric; equal answers within a section are computed once."""

    def __init__(self, rubric: Rubric) -> None:
        self._rubric = rubric
        self._codes = tuple(rubric.indicator)
        self._known = frozenset(self._codes)
        self._sections = tuple(section.code for _, section in rubric.walk())
        nodes = (*self._codes, *self._sections)
        slot = {code: number for number, code in enumerate(nodes)}
        # Children stand after their parents in a walk, so backwards they come first.
        plans = [_Plan(rubric, s, slot) for _, s in reversed(list(rubric.walk()))]
        self._leaves = [plan for plan in plans if plan.holds_answers]
        self._branches = [plan for plan in plans if not plan.holds_answers]
        self._top = _Plan(rubric, None, slot)
        self._result = rubric.result
        self._predicates: dict[_Ratio, tuple[Fraction, Bilingual]] = {}
        count = len(self._codes)
        self._coverages = [Fraction(100 * answered, count) for answered in range(count + 1)]

    def evaluate(self, answers: Mapping[str, Answer]) -> Evaluation:
        """Compute one unit's value at every node.

        Each node is the weighted mean of its children; a child to which nothing
        applies lends its weight to its siblings. A missing answer blocks the
        index, counts as the lowest value, or lends its weight, as the rubric
        declares. A unit without any answer has no index under any rule.

        answers : by indicator code, on the rubric's range; a code left out is missing

        Raises
        ------
        ScoringError
            For a code that the rubric does not have, or a value outside its range.
        """
        if not answers.keys() <= self._known:
            unknown = ", ".join(sorted(answers.keys() - self._known))
            raise ScoringError("kode {unknown} tidak ada di rubrik ini", unknown=unknown)
        row = [answers.get(code) for code in self._codes]
        values: list[Fraction | None] = [None] * len(self._sections)
        states: list[object] = [a.as_integer_ratio() if type(a) is Fraction else a for a in row]
        states += values
        for plan in self._leaves:
            # Only answers repeat often enough between units to be worth remembering.
            picked = plan.pick(states)
            found = plan.known.get(picked) or plan.settle_answers(picked)
            states[plan.slot], values[plan.number] = found
        for plan in self._branches:
            states[plan.slot], values[plan.number] = plan.settle(plan.pick(states))
        _, exact = self._top.settle(self._top.pick(states))
        return self._report(row, values, exact)

    def _report(
        self, row: list[Answer], sections: list[Fraction | None], exact: Fraction | None
    ) -> Evaluation:
        gaps, count = set(map(type, row)) - {Fraction}, len(row)
        missing = self._all(None, row) if gaps else ()
        foreign = self._all(NOT_APPLICABLE, row) if gaps else ()
        answered = count - len(missing)
        if not answered:
            sections, exact = [None] * len(sections), None
        nodes = dict(zip(self._sections, sections, strict=True))
        nodes.update(zip(self._codes, self._shown(row, answered), strict=True))
        value, predicate = (None, None) if exact is None else self._declared(exact)
        reason = _reason(missing, count) if exact is None else None
        coverage = self._coverages[answered]
        return Evaluation(nodes, exact, value, predicate, missing, foreign, coverage, reason)

    def _all(self, wanted: Answer, row: list[Answer]) -> tuple[str, ...]:
        """The codes of all answers that are `wanted`."""
        return tuple([c for c, a in zip(self._codes, row, strict=True) if a is wanted])

    def _shown(self, row: list[Answer], answered: int) -> list[Fraction | None]:
        """What each indicator counted as."""
        lowest = self._result.missing == "lowest" and answered
        gap = self._result.low if lowest else None
        return [a if type(a) is Fraction else gap if a is None else None for a in row]

    def _declared(self, exact: Fraction) -> tuple[Fraction, Bilingual]:
        """The rounded value and its predicate, one object for all units with that value."""
        value = round_half_up(exact, self._result.places)
        ratio = value.as_integer_ratio()
        if ratio not in self._predicates:
            self._predicates[ratio] = value, self._rubric.predicate_of(value)
        return self._predicates[ratio]


class _Plan:
    """How one section, or the whole, comes from its children."""

    def __init__(self, rubric: Rubric, section: Section | None, slot: Mapping[str, int]) -> None:
        children = rubric.sections if section is None else section.children
        places = [slot[child.code] for child in children]
        scale = lcm(*(child.weight.denominator for child in children))
        self.slot = -1 if section is None else slot[section.code]
        self.number = self.slot - len(rubric.indicators)
        self._children: Sequence[Section | Indicator] = children
        self._weights = [int(child.weight * scale) for child in children]
        self._result = rubric.result
        self.holds_answers = bool(section and section.indicators)
        self.pick = itemgetter(*places)
        self.known: dict[object, tuple[_State, Fraction | None]] = {}

    def settle(self, picked: Any) -> tuple[_State, Fraction | None]:
        """The node's state and value from the states that `pick` took; one only is bare."""
        return _weighted_mean(picked if len(self._weights) > 1 else (picked,), self._weights)

    def settle_answers(self, picked: Any) -> tuple[_State, Fraction | None]:
        """The same from answers, checked and with the rule for missing ones, and kept."""
        states = picked if len(self._weights) > 1 else (picked,)
        counted = [self._counted(*pair) for pair in zip(self._children, states, strict=True)]
        found = self.known[picked] = _weighted_mean(counted, self._weights)
        return found

    def _counted(self, child: Section | Indicator, state: object) -> _State:
        """What an answer counts as, a missing one by the rubric's rule."""
        if state is None:
            return {
                "block": None,
                "lowest": self._result.low.as_integer_ratio(),
                "exclude": NOT_APPLICABLE,
            }[self._result.missing]
        if state is NOT_APPLICABLE:
            return NOT_APPLICABLE
        if isinstance(state, tuple) and self._result.low <= Fraction(*state) <= self._result.high:
            return state
        raise ScoringError(
            "nilai {code} di luar rentang {low} sampai {high} atau bukan bilangan tepat",
            code=child.code,
            low=write_shortest(self._result.low),
            high=write_shortest(self._result.high),
        )


def _weighted_mean(
    states: Sequence[_State], weights: Sequence[int]
) -> tuple[_State, Fraction | None]:
    """The mean of the states that are numbers; one gap blocks it.

    Integers over a common denominator: the same number as with fractions, but
    reduced only in the value that is shown.
    """
    above, below, present = 0, 1, 0
    for state, weight in zip(states, weights, strict=True):
        if state is None:
            return None, None
        if state is NOT_APPLICABLE:
            continue
        part, of = state
        if below != of:
            common = lcm(below, of)
            above, part, below = above * (common // below), part * (common // of), common
        above += part * weight
        present += weight
    if not present:
        return NOT_APPLICABLE, None
    # The state stays unreduced, since siblings then mostly share a denominator.
    whole = below * present
    return (above, whole), Fraction(above, whole)


def _term(child: Section | Indicator, value: Fraction | None, present: Fraction | None) -> Term:
    """present : the weights of the siblings that have a value; None where the parent has none"""
    share = Fraction(0) if value is None or not present else child.weight / present
    part = share * value if value is not None else Fraction(0)
    return Term(child.code, child.name, child.weight, share, value, part)


def _reason(missing: tuple[str, ...], count: int) -> Message:
    """Why there is no index."""
    if not missing:
        return says("semua indikator tidak berlaku")
    if len(missing) == count:
        return says("belum dinilai sama sekali")
    codes, more = ", ".join(missing[:_MOST_NAMED]), len(missing) - _MOST_NAMED
    if more > 0:
        return says(
            "{missing} dari {count} indikator belum dinilai: {codes}, dan {more} lainnya",
            missing=len(missing),
            count=count,
            codes=codes,
            more=more,
        )
    return says(
        "{missing} dari {count} indikator belum dinilai: {codes}",
        missing=len(missing),
        count=count,
        codes=codes,
    )
