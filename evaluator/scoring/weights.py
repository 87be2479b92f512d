"""Help with weights: dealt evenly, or brought to exactly 100 in their proportions."""

from collections.abc import Sequence
from fractions import Fraction

from evaluator.scoring.exact import read_exact
from evaluator.scoring.messages import ScoringError

_MOST_PLACES = 12


def sum_of(texts: Sequence[str]) -> tuple[Fraction, int]:
    """The sum of weights as they were typed, and how many of them are no positive number."""
    total, unread = Fraction(0), 0
    for text in texts:
        weight = read_weight(text)
        if weight is None:
            unread += 1
        else:
            total += weight
    return total, unread


def read_weight(text: str) -> Fraction | None:
    """A weight such as "33,33" or "1/3"; None where it is no number above 0."""
    try:
        weight = read_exact(text.strip())
    except ValueError:
        return None
    return weight if weight > 0 else None


def spread(count: int, places: int = 2) -> list[Fraction]:
    """Deal 100 evenly: the first ones get what does not divide, so that it is exactly 100.

    `spread(3)` is 33.34, 33.33, 33.33.
    """
    return to_hundred([Fraction(1)] * count, places)


def to_hundred(weights: Sequence[Fraction], places: int = 2) -> list[Fraction]:
    """Keep the proportions of weights but make their sum exactly 100.

    Each keeps `places` decimals, more where a small one would vanish; what rounding
    leaves over goes to those that lost most by it, earlier ones first.

    Raises
    ------
    ScoringError
        If a weight is not above 0.
    """
    if any(weight <= 0 for weight in weights):
        raise ScoringError("setiap bobot harus lebih dari 0 sebelum dijadikan 100")
    whole = sum(weights, Fraction(0))
    for digits in range(places, _MOST_PLACES + 1):
        found = _dealt([weight / whole for weight in weights], 100 * 10**digits)
        if all(found):
            return [Fraction(units, 10**digits) for units in found]
    raise ScoringError("ada bobot yang terlalu kecil dibanding yang lain")


def _dealt(shares: Sequence[Fraction], units: int) -> list[int]:
    """Deal whole units by shares that add up to 1, the largest remainders first."""
    exact = [share * units for share in shares]
    dealt = [int(amount) for amount in exact]
    order = sorted(range(len(exact)), key=lambda n: (dealt[n] - exact[n], n))
    for number in order[: units - sum(dealt)]:
        dealt[number] += 1
    return dealt
