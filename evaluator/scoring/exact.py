"""Exact numbers: read from text, rounded once, written as text."""

import re
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from evaluator.scoring.messages import fault

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,15})?\Z")
_FRACTION = re.compile(r"(-?[0-9]{1,15}) ?/ ?([0-9]{1,15})\Z")


def read_exact(text: str) -> Fraction:
    """Read "33.33", "33,33" or "1/3" without losing anything.

    Raises
    ------
    ValueError
        For anything else: words, exponents, infinities, a zero below the line.
    """
    fraction = _FRACTION.match(text)
    if fraction and int(fraction[2]):
        return Fraction(int(fraction[1]), int(fraction[2]))
    if _NUMBER.match(text):
        return Fraction(text.replace(",", "."))
    raise ValueError(text)


def round_half_up(value: Fraction, places: int) -> Fraction:
    """Round to `places` decimals; a half goes away from zero, as on paper."""
    scaled = _scaled(value, places)
    return Fraction(scaled if value >= 0 else -scaled, 10**places)


def write_decimal(value: Fraction, places: int) -> str:
    """Write a value with exactly `places` decimals and a point, rounding half up.

    `write_decimal(Fraction(1279193, 500000), 2) == "2.56"`.
    """
    scaled = _scaled(value, places)
    whole, rest = divmod(scaled, 10**places)
    sign = "-" if value < 0 and scaled else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


def write_shortest(value: Fraction) -> str:
    """Write a value without loss: a decimal where one exists, else a fraction."""
    denominator = value.denominator
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    if denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    return write_decimal(value, max(twos, fives))


def _scaled(value: Fraction, places: int) -> int:
    """The absolute value in units of the last place, a half going up."""
    above, below = value.as_integer_ratio()
    unit: int = 10**places
    return (2 * abs(above) * unit + below) // (2 * below)


def _exact_from_yaml(given: Any) -> Fraction:
    if isinstance(given, Fraction):
        return given
    if isinstance(given, int) and not isinstance(given, bool):
        return Fraction(given)
    try:
        return read_exact(given)
    except (TypeError, ValueError):
        raise fault(
            'tertulis "{given}", seharusnya bilangan seperti 25, 33.33, atau 1/3',
            given=str(given)[:60],
        ) from None


Exact = Annotated[
    Fraction,
    BeforeValidator(_exact_from_yaml),
    PlainSerializer(write_shortest, return_type=str),
    WithJsonSchema({"type": ["number", "string"], "pattern": r"^-?\d+([.,]\d+)?( ?/ ?\d+)?$"}),
]
"""A number kept exactly; written in a rubric as 25, 33.33 or 1/3."""


def _whole_from_yaml(given: Any) -> int:
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    if isinstance(given, str) and re.fullmatch(r"-?[0-9]{1,10}", given):
        return int(given)
    raise fault('tertulis "{given}", seharusnya bilangan bulat', given=str(given)[:60])


Whole = Annotated[int, BeforeValidator(_whole_from_yaml)]
"""A whole number, written with digits alone."""
