"""Places 1-2-2-4 by the declared value; every step that parts equal units is kept in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from evaluator.scoring.aggregate import Evaluation
from evaluator.scoring.exact import round_half_up, write_decimal, write_shortest
from evaluator.scoring.messages import Message, says
from evaluator.scoring.prizes import TieRule
from evaluator.scoring.rubric import Rubric

_MOST_PLACES = 12
_FINE = 10**12
_MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one unit stands, and why.

    place : 1 is best; None where the unit is not ranked
    steps : one sentence for each tie rule that parted it from equal units, in order,
        the last one saying so where the rules ran out
    joint : whether another unit stands on the same place
    reason : why the unit is not ranked; None where it is
    """

    unit: str
    place: int | None
    evaluation: Evaluation
    steps: tuple[Message, ...]
    joint: bool
    reason: Message | None

    @property
    def tie(self) -> Message | None:
        """All steps as one text; None where no other unit has the same value."""
        if len(self.steps) < 2:
            return self.steps[0] if self.steps else None
        template = " ".join(f"{{step{number}}}" for number in range(len(self.steps)))
        return Message(template, {f"step{n}": step for n, step in enumerate(self.steps)})


def rank(rubric: Rubric, evaluations: Mapping[str, Evaluation]) -> list[Placed]:
    """Rank the units by declared value: 1-2-2-4, best first, those not ranked last.

    Equal values are parted by the rubric's tie rules in their order; units that
    remain equal share the place. Names decide nothing but the order in which
    units of one place are listed.
    """
    declared = {u: e.value for u, e in evaluations.items() if e.value is not None}
    unranked = [
        Placed(unit, None, evaluations[unit], (), False, evaluations[unit].reason)
        for unit in sorted(evaluations.keys() - declared.keys())
    ]
    return rank_by(rubric, declared, evaluations) + unranked


def rank_by(
    rubric: Rubric, declared: Mapping[str, Fraction], evaluations: Mapping[str, Evaluation]
) -> list[Placed]:
    """Rank units by any declared value of theirs, for instance that of one section.

    declared : the value of each unit that takes part, rounded as it is shown
    evaluations : at least those units
    """
    placed: list[Placed] = []
    for _, units in _classes(declared, declared):
        shown = _comma(write_decimal(declared[units[0]], rubric.result.places))
        for equals, steps in _part(rubric, shown, units, evaluations):
            place = len(placed) + 1
            placed += [
                Placed(
                    unit,
                    place,
                    evaluations[unit],
                    steps + _shared(rubric, shown, unit, equals),
                    len(equals) > 1,
                    None,
                )
                for unit in equals
            ]
    return placed


def declared_value(rubric: Rubric, value: Fraction) -> Fraction:
    """The value of any node as it is shown: rounded half up to the rubric's places."""
    return round_half_up(value, rubric.result.places)


_Parted = list[tuple[list[str], tuple[Message, ...]]]
"""Classes of equal units, best first, each with the sentences that parted it from the others."""
_Classes = list[tuple[Fraction | None, list[str]]]


def _classes(
    units: Iterable[str], values: Mapping[str, Fraction] | Mapping[str, Fraction | None]
) -> _Classes:
    """Units with equal values together, highest first and no value last, listed by unit text."""
    classes: dict[Fraction | None, list[str]] = defaultdict(list)
    for unit in units:
        classes[values[unit]].append(unit)
    ordered = sorted(classes, key=_height, reverse=True)
    return [(value, sorted(classes[value])) for value in ordered]


def _height(value: Fraction | None) -> tuple[bool, int, Fraction]:
    """A sorting key: no value is lowest; an integer decides wherever it can, being faster."""
    if value is None:
        return False, 0, Fraction(0)
    above, below = value.as_integer_ratio()
    return True, above * _FINE // below, value


def _part(
    rubric: Rubric, shown: str, units: list[str], evaluations: Mapping[str, Evaluation]
) -> _Parted:
    """Part units of equal value by all tie rules in their order."""
    parted: _Parted = [(units, ())]
    for rule in rubric.ties:
        if len(parted) == len(units):
            break
        parted = [
            (equals, steps + step)
            for tied, steps in parted
            for equals, step in _apply(rubric, rule, shown, tied, evaluations)
        ]
    return parted


def _apply(
    rubric: Rubric,
    rule: TieRule,
    shown: str,
    tied: list[str],
    evaluations: Mapping[str, Evaluation],
) -> _Parted:
    """Part one class by one rule; without a sentence where the rule parts nothing."""
    if len(tied) == 1:
        return [(tied, ())]
    classes = _classes(tied, {unit: _compared(rubric, rule, evaluations[unit]) for unit in tied})
    if len(classes) == 1:
        return [(tied, ())]
    texts = _texts(rubric, rule, [value for value, _ in classes])
    return [
        (units, (_step(rubric, rule, shown, number, texts, classes, len(tied)),))
        for number, (_, units) in enumerate(classes)
    ]


def _compared(rubric: Rubric, rule: TieRule, evaluation: Evaluation) -> Fraction | None:
    if rule.code is not None:
        return evaluation.nodes[rule.code]
    if rule.at_least is None:
        return evaluation.exact
    reached = (evaluation.nodes[code] for code in rubric.indicator)
    return Fraction(sum(value is not None and value >= rule.at_least for value in reached))


def _texts(rubric: Rubric, rule: TieRule, values: Sequence[Fraction | None]) -> list[str]:
    """Write different values, highest first, with as many places as set them apart."""
    if rule.by == "count":
        return [str(value) for value in values]
    known = [value for value in values if value is not None]
    for places in range(rubric.result.places, _MOST_PLACES + 1):
        texts = [write_decimal(value, places) for value in known]
        if all(a != b for a, b in pairwise(texts)):
            break
    else:
        texts = [write_shortest(value) for value in known]
    return [_comma(text) for text in texts] + ["tanpa nilai"] * (len(values) - len(known))


def _step(
    rubric: Rubric,
    rule: TieRule,
    shown: str,
    number: int,
    texts: list[str],
    classes: _Classes,
    tied: int,
) -> Message:
    """Say what parted one class from the others, naming the nearest of them."""
    sides = [near for near in (number - 1, number + 1) if 0 <= near < len(classes)]
    named = [
        f"{unit} {texts[near]}"
        for near in sides
        for unit in classes[near][1][: _MOST_NAMED // len(sides)]
    ]
    more = tied - len(classes[number][1]) - len(named)
    node = rubric.node[rule.code] if rule.code is not None else None
    return Message(
        _PARTED[rule.by, more > 0].template,
        {
            "shown": shown,
            "code": node.code if node else "",
            "name": node.name if node else "",
            "at_least": _comma(write_shortest(rule.at_least)) if rule.at_least is not None else "",
            "own": texts[number],
            "named": "; ".join(named),
            "more": more,
        },
    )


def _shared(rubric: Rubric, shown: str, unit: str, equals: list[str]) -> tuple[Message, ...]:
    """Say that a place is shared, and with whom; nothing where it is not."""
    if len(equals) == 1:
        return ()
    named = [other for other in equals[: _MOST_NAMED + 1] if other != unit][:_MOST_NAMED]
    more = len(equals) - 1 - len(named)
    sentence = _SHARED[bool(rubric.ties), more > 0].template
    return (Message(sentence, {"shown": shown, "named": "; ".join(named), "more": more}),)


def _comma(text: str) -> str:
    return text.replace(".", ",")


_PARTED = {
    ("node", False): says(
        "Nilai {shown} sama; dibedakan oleh nilai {code} {name}: unit ini {own}, {named}."
    ),
    ("node", True): says(
        "Nilai {shown} sama; dibedakan oleh nilai {code} {name}: "
        "unit ini {own}, {named}, dan {more} unit lain."
    ),
    ("exact", False): says(
        "Nilai {shown} sama; dibedakan oleh nilai sebelum pembulatan: unit ini {own}, {named}."
    ),
    ("exact", True): says(
        "Nilai {shown} sama; dibedakan oleh nilai sebelum pembulatan: "
        "unit ini {own}, {named}, dan {more} unit lain."
    ),
    ("count", False): says(
        "Nilai {shown} sama; dibedakan oleh banyaknya indikator bernilai {at_least} ke atas: "
        "unit ini {own}, {named}."
    ),
    ("count", True): says(
        "Nilai {shown} sama; dibedakan oleh banyaknya indikator bernilai {at_least} ke atas: "
        "unit ini {own}, {named}, dan {more} unit lain."
    ),
}
_SHARED = {
    (True, False): says(
        "Nilai {shown} sama dan semua aturan seri sudah diterapkan: peringkat bersama {named}."
    ),
    (True, True): says(
        "Nilai {shown} sama dan semua aturan seri sudah diterapkan: "
        "peringkat bersama {named}, dan {more} unit lain."
    ),
    (False, False): says(
        "Nilai {shown} sama dan rubrik tidak menetapkan aturan seri: peringkat bersama {named}."
    ),
    (False, True): says(
        "Nilai {shown} sama dan rubrik tidak menetapkan aturan seri: "
        "peringkat bersama {named}, dan {more} unit lain."
    ),
}
