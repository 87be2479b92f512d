"""Award rules and eligibility decide who wins, and say why someone does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from evaluator.scoring.aggregate import Evaluation
from evaluator.scoring.contests import contest, contest_name, shown_value
from evaluator.scoring.eligibility import Exposures, Rises, obstacle
from evaluator.scoring.messages import Message, says
from evaluator.scoring.prizes import Award
from evaluator.scoring.ranking import Placed, declared_value, rank_by
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual

_ROMAN = (
    *((100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


@dataclass(frozen=True, slots=True)
class Winner:
    """One unit that receives one award.

    place : 1 is best; after two units on place 2 comes place 4
    place_name : "Juara I" or the rubric's own name; "" where the title says it all
    joint : whether another unit receives the same place
    reason : the value that won it, among how many
    tie : what parted the unit from equal ones; None where there were none
    """

    award_code: str
    unit: str
    place: int
    place_name: Bilingual | str
    joint: bool
    reason: Message
    tie: Message | None


@dataclass(frozen=True, slots=True)
class Passed:
    """One unit that an award passes over, and why."""

    award_code: str
    unit: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the award rules of a rubric come to: by award, then best first.

    fields : by award code, everybody who stood for it
    """

    winners: list[Winner]
    passed: list[Passed]
    fields: "dict[str, Field]"


def decide(
    rubric: Rubric,
    placed: list[Placed],
    exposures: Exposures,
    rises: Rises = MappingProxyType({}),
) -> Outcome:
    """Decide every award of the rubric, in the order in which they are declared.

    Units that are not eligible are passed over and those behind them move up.
    An award goes to at most its number of places, except that all who share the
    last place receive it. Who receives one main award is passed over by the
    main awards declared after it.

    placed : the result of `ranking.rank`
    exposures : a unit or indicator left out rests on nothing
    rises : how far each unit rose, exact; a unit left out cannot be compared
    """
    found, taken = Outcome([], [], {}), dict[str, Bilingual]()
    for award in rubric.awards:
        field = Field(rubric, award, placed, exposures, rises, taken if award.main else {})
        found.winners.extend(won := _winners_of(field))
        found.passed.extend(field.passed)
        found.fields[award.code] = field
        if award.main:
            taken |= {winner.unit: award.title for winner in won}
    return found


def winners(
    rubric: Rubric,
    placed: list[Placed],
    exposures: Exposures,
    rises: Rises = MappingProxyType({}),
) -> list[Winner]:
    """Who receives what; see `decide`."""
    return decide(rubric, placed, exposures, rises).winners


def passed_over(
    rubric: Rubric,
    placed: list[Placed],
    exposures: Exposures,
    rises: Rises = MappingProxyType({}),
) -> list[Passed]:
    """Say for every award which units could not receive it, best first."""
    return decide(rubric, placed, exposures, rises).passed


class Field:
    """Everybody who stands for one award.

    eligible : the evaluations of those who may win, by unit, best index first
    declared : the value by which the award orders them, rounded as it is shown
    passed : those who may not, and why
    """

    def __init__(
        self,
        rubric: Rubric,
        award: Award,
        placed: list[Placed],
        exposures: Exposures,
        rises: Rises,
        taken: Mapping[str, Bilingual],
    ) -> None:
        self.rubric, self.award = rubric, award
        self.passed: list[Passed] = []
        self.eligible: dict[str, Evaluation] = {}
        self.declared: dict[str, Fraction] = {}
        for candidate in placed:
            unit, rise = candidate.unit, rises.get(candidate.unit)
            why_not = obstacle(rubric, award, candidate, exposures, rise, taken.get(unit))
            if why_not is not None:
                self.passed.append(Passed(award.code, unit, why_not))
                continue
            self.eligible[unit] = candidate.evaluation
            value = contest(rubric, award, candidate.evaluation, rise)
            self.declared[unit] = declared_value(rubric, value or Fraction(0))

    def ranked(self) -> list[Placed]:
        """Those who may win, placed by the award's own value and the rubric's tie rules."""
        return rank_by(self.rubric, self.declared, self.eligible)


def place_name(award: Award, place: int) -> Bilingual | str:
    """What a place is called: the rubric's name, "Juara II", or "" for a single place."""
    if award.place_names:
        return award.place_names[place - 1]
    return f"Juara {_roman(place)}" if award.places > 1 else ""


def _winners_of(field: Field) -> list[Winner]:
    rubric, award = field.rubric, field.award
    return [
        Winner(
            award.code,
            entry.unit,
            entry.place,
            place_name(award, entry.place),
            entry.joint,
            _reason(rubric, award, field.declared[entry.unit], entry.place, len(field.eligible)),
            entry.tie,
        )
        for entry in field.ranked()
        if entry.place is not None and entry.place <= award.places
    ]


def _reason(rubric: Rubric, award: Award, value: Fraction, place: int, count: int) -> Message:
    return says(
        "{name} {value}: urutan {place} dari {count} unit yang memenuhi syarat",
        name=contest_name(rubric, award),
        value=shown_value(rubric, award, value),
        place=place,
        count=count,
    )


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text
