"""What keeps a unit from an award, in one sentence."""

from collections.abc import Mapping
from fractions import Fraction

from evaluator.scoring.aggregate import Evaluation
from evaluator.scoring.contests import comma, improves
from evaluator.scoring.exact import write_decimal, write_shortest
from evaluator.scoring.messages import Message, says
from evaluator.scoring.prizes import Award
from evaluator.scoring.ranking import Placed, declared_value
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.words import Bilingual

Exposures = Mapping[str, Mapping[str, Fraction]]
"""What each unit's answers rest on: unit → indicator code → visits, tables asked …"""

Rises = Mapping[str, Fraction]
"""How far each unit rose since the last released period; see `improvement.rise`."""


def obstacle(
    rubric: Rubric,
    award: Award,
    candidate: Placed,
    exposures: Exposures,
    rise: Fraction | None,
    taken: Bilingual | None,
) -> Message | None:
    """The first condition that a unit does not meet; None where it may win.

    taken : the main award that it already receives
    """
    if candidate.reason is not None or candidate.evaluation.value is None:
        return candidate.reason or says("tidak diperingkat")
    return (
        _not_valued(rubric, award, candidate.evaluation, rise)
        or _too_little(rubric, award, candidate.evaluation)
        or _low_answer(rubric, award, candidate.evaluation)
        or _thin_answer(award, exposures.get(candidate.unit, {}))
        or (says("sudah menerima hadiah utama {title}", title=taken) if taken else None)
    )


def _not_valued(
    rubric: Rubric, award: Award, evaluation: Evaluation, rise: Fraction | None
) -> Message | None:
    if improves(rubric, award):
        if rise is None:
            return says("tidak ada hasil terdahulu yang dapat dibandingkan")
        if declared_value(rubric, rise) <= 0:
            change = comma(write_decimal(rise, rubric.result.places))
            return says(
                "nilainya tidak naik dibandingkan hasil terdahulu ({change})", change=change
            )
    elif award.by is not None and evaluation.nodes[award.by] is None:
        name = rubric.node[award.by].name
        return says("{code} {name} tidak bernilai untuk unit ini", code=award.by, name=name)
    return None


def _too_little(rubric: Rubric, award: Award, evaluation: Evaluation) -> Message | None:
    needed = award.eligibility
    if evaluation.coverage < needed.coverage:
        return says(
            "kelengkapan {own} persen, syaratnya paling sedikit {needed} persen",
            own=comma(write_decimal(evaluation.coverage, 2)),
            needed=comma(write_shortest(needed.coverage)),
        )
    if needed.minimum is not None and (evaluation.value or Fraction(0)) < needed.minimum:
        return says(
            "nilai {own}, syaratnya paling sedikit {needed}",
            own=comma(write_decimal(evaluation.value or Fraction(0), rubric.result.places)),
            needed=comma(write_shortest(needed.minimum)),
        )
    return None


def _low_answer(rubric: Rubric, award: Award, evaluation: Evaluation) -> Message | None:
    """A single indicator below its least value, or not answered; what does not apply passes."""
    for code, least in award.eligibility.indicators.items():
        name, value = rubric.indicator[code].name, evaluation.nodes[code]
        if code in evaluation.missing:
            return says("indikator {code} {name} belum dinilai", code=code, name=name)
        if value is not None and value < least:
            return says(
                "indikator {code} {name} bernilai {own}, syaratnya paling sedikit {needed}",
                code=code,
                name=name,
                own=comma(write_decimal(value, rubric.result.places)),
                needed=comma(write_shortest(least)),
            )
    return None


def _thin_answer(award: Award, exposures: Mapping[str, Fraction]) -> Message | None:
    for exposure in award.eligibility.exposure:
        own = exposures.get(exposure.indicator, Fraction(0))
        if own < exposure.at_least:
            return says(
                "jawaban indikator {code} berdasar pada {own}, syaratnya paling sedikit {needed}",
                code=exposure.indicator,
                own=comma(write_shortest(own)),
                needed=comma(write_shortest(exposure.at_least)),
            )
    return None
