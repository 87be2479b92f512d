"""How much units rose between two points, compared only where comparing is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from evaluator.scoring.aggregate import Evaluation
from evaluator.services.equating import Equated, equate
from evaluator.services.trend_lines import Mark, Track, UnitLine


@dataclass(frozen=True)
class Gain:
    """How one unit's value changed since the point before.

    before, after : as declared, such as "3.25"; over what both asked where `common`
    published : as released in both years; the same as those unless `common`
    """

    unit_id: int
    unit: str
    before: str
    after: str
    rise: Fraction
    common: bool
    published: tuple[str, str]

    @property
    def differs(self) -> bool:
        """Whether what was released is not what is compared."""
        return self.published != (self.before, self.after)


def comparable(track: Track, line: UnitLine, at: int) -> bool:
    """Whether a unit's value at a point may be set against the one before.

    Both must exist, on one range, and no other unit have gone on in this one since.
    """
    if at == 0 or at in line.anew:
        return False
    then, now = line.marks[at - 1], line.marks[at]
    if then is None or now is None or then.value is None or now.value is None:
        return False
    before, after = (track.points[n].rubric.result for n in (at - 1, at))
    return (before.low, before.high) == (after.low, after.high)


def on_common(track: Track, line: UnitLine, at: int) -> Equated | None:
    """A unit at a point and at the one before, over what both rubrics ask alike.

    Returns
    -------
    None where they may not be compared, the rubric is the same, or nothing is common.
    """
    comparison = track.points[at].comparison
    if comparison is None or not comparable(track, line, at):
        return None
    then, now = line.marks[at - 1], line.marks[at]
    assert then is not None and now is not None  # noqa: S101
    return equate(comparison, _evaluation(now), _evaluation(then))


def medians_on_common(track: Track, at: int) -> tuple[Fraction, Fraction, int] | None:
    """The medians of a point and of the one before, over what both rubrics ask alike.

    Returns
    -------
    The median before, the one now, and how many units both rest on; None where nothing
    can be compared.
    """
    found = [both for line in track.units if (both := on_common(track, line, at)) is not None]
    if not found:
        return None
    then, now = median(both.then for both in found), median(both.now for both in found)
    return then, now, len(found)


def _evaluation(mark: Mark) -> Evaluation:
    """A mark as the scoring floor speaks of it; nothing is computed anew."""
    return Evaluation(
        nodes={code: mark.exact_of(code) for code in mark.nodes},
        exact=mark.exact,
        value=None if mark.value is None else Fraction(mark.value),
        predicate=mark.predicate,
        missing=mark.missing,
        not_applicable=(),
        coverage=Fraction(100),
        reason=None,
    )


def gain_of(track: Track, line: UnitLine, at: int) -> Gain | None:
    """How a unit's value changed since the point before; over what both asked after a change.

    Without a change of the rubric the declared values are set against each other.
    """
    if not comparable(track, line, at):
        return None
    then, now, point = line.marks[at - 1], line.marks[at], track.points[at]
    assert then and now and then.value and now.value  # noqa: S101
    published = (then.value, now.value)
    if not point.rubric_changed:
        rise = Fraction(now.value) - Fraction(then.value)
        return Gain(line.unit_id, line.name, *published, rise, common=False, published=published)
    both = on_common(track, line, at)
    if both is None:
        return None
    rise = Fraction(both.now_text) - Fraction(both.then_text)
    values = (both.then_text, both.now_text)
    return Gain(line.unit_id, line.name, *values, rise, common=True, published=published)


def top_gains(track: Track, most: int) -> Sequence[Gain]:
    """The units that rose most at the newest point, greatest first; who fell is not named."""
    at = len(track.points) - 1
    found = [gain for line in track.units if (gain := gain_of(track, line, at)) is not None]
    risen = [gain for gain in found if gain.rise > 0]
    return sorted(risen, key=lambda gain: (-gain.rise, gain.unit))[:most]
