"""Award rules and eligibility decide who wins, and say why someone does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from evaluator.scoring.aggregate import Evaluation
from evaluator.scoring.exact import write_decimal, write_shortest
from evaluator.scoring.messages import Message, says
from evaluator.scoring.ranking import Placed, declared_value, rank_by
from evaluator.scoring.rubric import Award, Rubric
from evaluator.scoring.words import Bilingual

Exposures = Mapping[str, Mapping[str, Fraction]]
"""What each unit's answers rest on: unit → indicator code → visits, tables asked …"""

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


def winners(rubric: Rubric, placed: list[Placed], exposures: Exposures) -> list[Winner]:
    """Decide every award of the rubric: by award, then by place.

    Units that are not eligible are passed over and those behind them move up.
    An award goes to at most its number of places, except that all who share the
    last place receive it.

    placed : the result of `ranking.rank`
    exposures : a unit or indicator left out rests on nothing
    """
    return [
        winner
        for award in rubric.awards
        for winner in _winners_of(rubric, award, placed, exposures)
    ]


def passed_over(rubric: Rubric, placed: list[Placed], exposures: Exposures) -> list[Passed]:
    """Say for every award which units could not receive it, best first."""
    return [
        Passed(award.code, candidate.unit, reason)
        for award in rubric.awards
        for candidate in placed
        if (reason := _obstacle(rubric, award, candidate, exposures)) is not None
    ]


def place_name(award: Award, place: int) -> Bilingual | str:
    """What a place is called: the rubric's name, "Juara II", or "" for a single place."""
    if award.place_names:
        return award.place_names[place - 1]
    return f"Juara {_roman(place)}" if award.places > 1 else ""


def _winners_of(
    rubric: Rubric, award: Award, placed: list[Placed], exposures: Exposures
) -> list[Winner]:
    eligible: dict[str, Evaluation] = {
        candidate.unit: candidate.evaluation
        for candidate in placed
        if _obstacle(rubric, award, candidate, exposures) is None
    }
    declared = {unit: _contest(rubric, award, e) or Fraction(0) for unit, e in eligible.items()}
    return [
        Winner(
            award.code,
            entry.unit,
            entry.place,
            place_name(award, entry.place),
            entry.joint,
            _reason(rubric, award, declared[entry.unit], entry.place, len(eligible)),
            entry.tie,
        )
        for entry in rank_by(rubric, declared, eligible)
        if entry.place is not None and entry.place <= award.places
    ]


def _contest(rubric: Rubric, award: Award, evaluation: Evaluation) -> Fraction | None:
    """The declared value by which an award orders its candidates."""
    if award.by is None:
        return evaluation.value
    value = evaluation.nodes[award.by]
    return None if value is None else declared_value(rubric, value)


def _obstacle(
    rubric: Rubric, award: Award, candidate: Placed, exposures: Exposures
) -> Message | None:
    """The first condition that a unit does not meet; None where it may win."""
    needed, evaluation = award.eligibility, candidate.evaluation
    if candidate.reason is not None or evaluation.value is None:
        return candidate.reason
    if award.by is not None and evaluation.nodes[award.by] is None:
        name = rubric.node[award.by].name
        return says("{code} {name} tidak bernilai untuk unit ini", code=award.by, name=name)
    if evaluation.coverage < needed.coverage:
        return says(
            "kelengkapan {own} persen, syaratnya paling sedikit {needed} persen",
            own=_comma(write_decimal(evaluation.coverage, 2)),
            needed=_comma(write_shortest(needed.coverage)),
        )
    if needed.minimum is not None and evaluation.value < needed.minimum:
        return says(
            "nilai {own}, syaratnya paling sedikit {needed}",
            own=_comma(write_decimal(evaluation.value, rubric.result.places)),
            needed=_comma(write_shortest(needed.minimum)),
        )
    return _thin_answer(award, exposures.get(candidate.unit, {}))


def _thin_answer(award: Award, exposures: Mapping[str, Fraction]) -> Message | None:
    for exposure in award.eligibility.exposure:
        own = exposures.get(exposure.indicator, Fraction(0))
        if own < exposure.at_least:
            return says(
                "jawaban indikator {code} berdasar pada {own}, syaratnya paling sedikit {needed}",
                code=exposure.indicator,
                own=_comma(write_shortest(own)),
                needed=_comma(write_shortest(exposure.at_least)),
            )
    return None


def _reason(rubric: Rubric, award: Award, value: Fraction, place: int, count: int) -> Message:
    return says(
        "{name} {value}: urutan {place} dari {count} unit yang memenuhi syarat",
        name=rubric.result.name if award.by is None else rubric.node[award.by].name,
        value=_comma(write_decimal(value, rubric.result.places)),
        place=place,
        count=count,
    )


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _comma(text: str) -> str:
    return text.replace(".", ",")
