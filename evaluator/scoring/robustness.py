"""How sure is a podium: how often it survives other weights, and what first turns it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import numpy as np

from evaluator.scoring.awards import Field
from evaluator.scoring.contests import improves
from evaluator.scoring.ranking import Placed, rank_by
from evaluator.scoring.reweighing import Factors, Reweighing

DRAWS = 1000
SPREAD = 10
REACH = 50
_STEP = 10  # percents that are tried at once

Podium = dict[str, int]
"""The places that are awarded, by unit."""


@dataclass(frozen=True, slots=True)
class Firmness:
    """How firmly one winner stands.

    kept : in how many drawn weightings the unit has this very place
    among : in how many it receives the award at all
    behind : the next unit on a later place, "" where nobody is
    margin : how far that unit's declared value lies below; None where nobody is behind
    """

    unit: str
    place: int
    kept: int
    among: int
    behind: str
    margin: Fraction | None


@dataclass(frozen=True, slots=True)
class Turning:
    """The smallest change of a single weight that changes who stands where.

    before, after : the weight as declared and as changed, its siblings staying as they are
    percent : the change in percent of the weight itself, whole and not 0
    unit : who loses the place; rival : who takes it over or joins in
    """

    code: str
    before: Fraction
    after: Fraction
    percent: int
    unit: str
    rival: str
    place: int


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure one award is.

    draws : weightings drawn; 0 where the award does not depend on weights
    spread : every weight was drawn within so many percent of itself
    reach : single weights were changed by up to so many percent
    turning : None where no single weight turns the podium within reach
    """

    award_code: str
    draws: int
    spread: int
    reach: int
    winners: tuple[Firmness, ...]
    turning: Turning | None


def sureness(field: Field, seed: int, *, draws: int = DRAWS) -> Sureness:
    """Say how sure the podium of one award is; the same seed gives the same answer.

    In each draw every weight of sections and indicators is multiplied by a whole
    percentage of 90 to 110, all being equally likely; places are decided by the
    declared value and the rubric's tie rules, as always. Who may win does not change.
    """
    ranked = field.ranked()
    base = {p.unit: p.place for p in ranked if p.place and p.place <= field.award.places}
    weighed: tuple[str, ...] = ()
    if base and not improves(field.rubric, field.award):
        model = Reweighing(field.rubric, field.award, field.eligible)
        weighed = model.weighed()
    if not weighed:
        firm = tuple(_firmness(field, ranked, unit, place, []) for unit, place in base.items())
        return Sureness(field.award.code, 0, SPREAD, REACH, firm, None)
    drawn = list(podiums(model, _drawn(model, seed, draws), base))
    return Sureness(
        field.award.code,
        draws,
        SPREAD,
        REACH,
        tuple(_firmness(field, ranked, unit, place, drawn) for unit, place in base.items()),
        _turning(model, weighed, base),
    )


def podiums(model: Reweighing, factors: Factors, base: Podium) -> Iterator[Podium]:
    """The podium under each weighting; `base` is the one under the declared weights."""
    declared = model.declared(factors)
    columns = {unit: number for number, unit in enumerate(model.units)}
    own = declared[:, [columns[unit] for unit in base]]
    better = (declared[:, None, :] > own[:, :, None]).sum(axis=2)
    equal = (declared[:, None, :] == own[:, :, None]).sum(axis=2)
    same = ((equal == 1) & (better + 1 == list(base.values()))).all(axis=1)
    # Places without ties that are all kept leave room for nobody else.
    whole = len(base) == min(model.award.places, len(model.units))
    for number, row in enumerate(declared):
        if same[number] and whole:
            yield base
        else:
            yield _podium(model, factors[number], row.tolist())


def _drawn(model: Reweighing, seed: int, draws: int) -> Factors:
    # The stream of random() is promised never to change, so that minutes can be checked years on.
    source = Random(seed)  # noqa: S311
    width = 2 * SPREAD + 1
    count = draws * len(model.codes)
    drawn = [100 - SPREAD + int(source.random() * width) for _ in range(count)]
    return np.array(drawn, dtype=np.int64).reshape(draws, len(model.codes))


def _podium(model: Reweighing, factors: Factors, declared: Sequence[int]) -> Podium:
    """Places by declared value; equal ones are parted exactly by the rubric's tie rules."""
    found: Podium = {}
    for value in sorted(set(declared), reverse=True):
        if len(found) >= model.award.places:
            break
        ahead = len(found)
        tied = [at for at, other in enumerate(declared) if other == value]
        for unit, place in _parted(model, factors, tied):
            if ahead + place <= model.award.places:
                found[unit] = ahead + place
    return found


def _parted(model: Reweighing, factors: Factors, tied: Sequence[int]) -> Iterator[tuple[str, int]]:
    if len(tied) == 1:
        yield model.units[tied[0]], 1
        return
    evaluations = {model.units[at]: model.evaluation(factors, at) for at in tied}
    for placed in rank_by(model.rubric, dict.fromkeys(evaluations, Fraction(0)), evaluations):
        yield placed.unit, placed.place or 1


def _firmness(
    field: Field, ranked: Sequence[Placed], unit: str, place: int, drawn: Sequence[Podium]
) -> Firmness:
    behind = next((p.unit for p in ranked if p.place is not None and p.place > place), "")
    return Firmness(
        unit,
        place,
        sum(podium.get(unit) == place for podium in drawn),
        sum(unit in podium for podium in drawn),
        behind,
        field.declared[unit] - field.declared[behind] if behind else None,
    )


def _turning(model: Reweighing, weighed: Sequence[str], base: Podium) -> Turning | None:
    for first in range(1, REACH + 1, _STEP):
        tried = [
            (code, sign * percent)
            for percent in range(first, min(first + _STEP, REACH + 1))
            for sign in (1, -1)
            for code in weighed
        ]
        factors = model.plain(len(tried))
        for row, (code, percent) in enumerate(tried):
            factors[row, model.column(code)] += percent
        for (code, percent), podium in zip(tried, podiums(model, factors, base), strict=True):
            if podium != base:
                return _told(model, code, percent, base, podium)
    return None


def _told(model: Reweighing, code: str, percent: int, base: Podium, podium: Podium) -> Turning:
    """Who gains and who loses where a podium turned."""
    nowhere = len(model.units) + 1
    gained = [u for u, place in podium.items() if place < base.get(u, nowhere)]
    lost = [u for u, place in base.items() if podium.get(u, nowhere) > place]
    rival = min(gained or podium, key=lambda unit: podium[unit])
    unit = min(lost or base, key=lambda unit: base[unit])
    weight = model.rubric.node[code].weight
    after = weight * (100 + percent) / 100
    return Turning(code, weight, after, percent, unit, rival, base[unit])
