"""Spreadsheet formulas that read an answer as the server does, for every kind of scale.

A row works in hidden cells: the answer as plain text, one or two numbers read from
it, and its value on the rubric's range. That value is a number, "TB" (does not
apply), "" (missing) or "?" (no answer of this scale).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import singledispatch

from evaluator.scoring.exact import write_shortest
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.scales import (
    CountScale,
    DaysLateScale,
    LevelScale,
    PointsScale,
    RatioScale,
    Scale,
    YesNoScale,
)

_NO_NUMBER = '{" ","%","E","/","$"}'
_LOWEST = Fraction(-(10**15))
_PLAIN_DIGITS = 15


@dataclass(frozen=True)
class Hidden:
    """The addresses of one row's cells: the answer, its text, and the numbers in it."""

    answer: str
    text: str
    first: str
    second: str


def text_formula(at: Hidden) -> str:
    """The answer without outer spaces, in capitals and with a decimal point."""
    plain = f'SUBSTITUTE(UPPER(TRIM({at.answer}&"")),",",".")'
    return f'=IF(ISERROR({at.answer}),"?",{plain})'


def first_formula(at: Hidden, *, ratio: bool) -> str:
    """The number in the answer, of a ratio the part; "?" where there is none."""
    if ratio:
        part = f'TRIM(LEFT({at.text},FIND("/",{at.text})-1))'
        return f'=IFERROR({_number(part)},"?")'
    foreign = f"SUMPRODUCT(--ISNUMBER(SEARCH({_NO_NUMBER},{at.text})))>0"
    return f'=IF({at.text}="","?",IF({foreign},"?",IFERROR({_number(at.text)},"?")))'


def second_formula(at: Hidden) -> str:
    """The whole of a ratio; "?" where there is none."""
    whole = f'TRIM(MID({at.text},FIND("/",{at.text})+1,20))'
    return f'=IFERROR({_number(whole)},"?")'


def value_formula(rubric: Rubric, code: str, at: Hidden) -> str:
    """What the answer counts as."""
    refused = rubric.indicator[code].not_applicable == "refused"
    inapplicable = '"?"' if refused else '"TB"'
    value = _value(rubric.scale_of(code), at, _Range(rubric.result.low, rubric.result.high))
    return f'=IF({at.text}="","",IF({at.text}="TB",{inapplicable},{value}))'


def number(value: Fraction) -> str:
    """An exact number as a formula holds it; what has no short decimal as near as can be."""
    text = write_shortest(value)
    if "/" in text or len(text.strip("-0.").replace(".", "")) > _PLAIN_DIGITS:
        text = repr(float(value))
    return text


def quoted(text: str) -> str:
    """A text as a formula holds it."""
    return '"' + text.replace('"', '""') + '"'


@dataclass(frozen=True)
class _Range:
    low: Fraction
    high: Fraction

    def of(self, share: Fraction) -> Fraction:
        return self.low + share * (self.high - self.low)

    def of_percent(self, share: Fraction) -> Fraction:
        return self.of(share / 100)


@singledispatch
def _value(scale: Scale, at: Hidden, on: _Range) -> str:
    """The value of an answer that is neither missing nor "TB"."""
    raise TypeError(f"No formula for a scale of kind {scale.kind}")


@_value.register
def _(scale: LevelScale, at: Hidden, on: _Range) -> str:
    # A level whose number is no decimal cannot be written as an answer either.
    answers = [one.value for one in scale.levels if "/" not in write_shortest(one.value)]
    values = [on.of(_share(scale, answer)) for answer in answers]
    found = f"INDEX({_array(values)},MATCH({at.first},{_array(answers)},0))"
    return f'IFERROR({found},"?")'


@_value.register
def _(scale: YesNoScale, at: Hidden, on: _Range) -> str:
    yes, no = on.of(_share(scale, "ya")), on.of(_share(scale, "tidak"))
    said_yes = f'OR({at.text}="YA",{at.text}="1",{at.text}="YES")'
    said_no = f'OR({at.text}="TIDAK",{at.text}="0",{at.text}="NO")'
    return f'IF({said_yes},{number(yes)},IF({said_no},{number(no)},"?"))'


@_value.register
def _(scale: PointsScale, at: Hidden, on: _Range) -> str:
    least, most = scale.minimum, scale.maximum
    value = _linear(f"({at.first}-{number(least)})/{number(most - least)}", scale.direction, on)
    if scale.bands:
        value = _banded(at.first, scale, on)
    inside = f"AND({at.first}>={number(least)},{at.first}<={number(most)})"
    return f'IF(ISNUMBER({at.first}),IF({inside},{value},"?"),"?")'


@_value.register
def _(scale: CountScale, at: Hidden, on: _Range) -> str:
    value = _linear(f"MIN({at.first},{scale.cap})/{scale.cap}", scale.direction, on)
    if scale.bands:
        value = _banded(at.first, scale, on)
    whole = f"AND({at.first}>=0,{at.first}=INT({at.first}))"
    return f'IF(ISNUMBER({at.first}),IF({whole},{value},"?"),"?")'


@_value.register
def _(scale: RatioScale, at: Hidden, on: _Range) -> str:
    part, whole = at.first, at.second
    value = _linear(f"{part}/{whole}", scale.direction, on)
    if scale.bands:
        value = _banded(f"100*{part}/{whole}", scale, on)
    if scale.minimum_exposure > 1:
        value = f'IF({whole}<{scale.minimum_exposure},"TB",{value})'
    counted = f"AND({part}=INT({part}),{whole}=INT({whole}),{part}>=0,{whole}>=1,{part}<={whole})"
    both = f"AND(ISNUMBER({part}),ISNUMBER({whole}))"
    return f'IF({both},IF({counted},{value},"?"),"?")'


@_value.register
def _(scale: DaysLateScale, at: Hidden, on: _Range) -> str:
    starts = [_LOWEST, *(Fraction(band.up_to + 1) for band in scale.bands)]
    shares = [*(band.share for band in scale.bands), scale.beyond]
    value = _looked_up(at.first, starts, [on.of_percent(share) for share in shares])
    whole = f"{at.first}=INT({at.first})"
    return f'IF(ISNUMBER({at.first}),IF({whole},{value},"?"),"?")'


def _share(scale: LevelScale | YesNoScale, answer: Fraction | str) -> Fraction:
    text = answer if isinstance(answer, str) else write_shortest(answer)
    share = scale.read(text).share
    if share is None:
        raise ValueError(f"{text} has no share")
    return share


def _linear(share: str, direction: str, on: _Range) -> str:
    toward = share if direction == "up" else f"(1-{share})"
    return f"{number(on.low)}+{toward}*{number(on.high - on.low)}"


def _banded(measure: str, scale: PointsScale | CountScale | RatioScale, on: _Range) -> str:
    """The value of the highest band that the measure reaches; below them all the lowest."""
    climbing = scale.bands[::-1]
    starts = [_LOWEST, *(band.start for band in climbing)]
    shares = [Fraction(0), *(band.share for band in climbing)]
    return _looked_up(measure, starts, [on.of_percent(share) for share in shares])


def _looked_up(measure: str, starts: Iterable[Fraction], values: Iterable[Fraction]) -> str:
    return f"LOOKUP({measure},{_array(starts)},{_array(values)})"


def _array(values: Iterable[Fraction]) -> str:
    return "{" + ",".join(number(value) for value in values) + "}"


def _number(text: str) -> str:
    """A text as a number, whatever signs the reader's own country uses."""
    return f'_xlfn.NUMBERVALUE({text},".","_")'
