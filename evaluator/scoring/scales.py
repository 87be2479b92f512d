"""An answer of each kind becomes an exact value on the rubric's range.

A scale turns an answer into a *share*, 0 to 1, of the way from the worst to
the best answer; the rubric stretches the share over its range. An answer that
was not given, or that does not apply, never reaches a scale.
"""

import itertools
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from evaluator.scoring.exact import Exact, Whole, read_exact, write_shortest
from evaluator.scoring.messages import ScoringError, fault
from evaluator.scoring.words import Words

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
_RATIO = re.compile(r"([0-9]{1,9}) ?/ ?([0-9]{1,9})\Z")
_YES_NO = {"ya": True, "1": True, "yes": True, "tidak": False, "0": False, "no": False}


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer, read: its canonical text, its share, and how much it rests on.

    text : what is stored and shown, e.g. "4", "18/20", "ya"
    share : 0 to 1, exact; None where the exposure is below the scale's minimum,
        so that the answer counts as not applicable
    exposure : visits, tables asked ... where the answer counts something, else None
    """

    text: str
    share: Fraction | None
    exposure: Fraction | None = None


class Part(BaseModel):
    """A piece of a rubric: frozen, and refusing words it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Level(Part):
    """One step of a level scale."""

    value: Exact
    name: Words


class Band(Part):
    """From this answer on, this share (percent) of the range."""

    start: Exact = Field(alias="from")
    share: Exact = Field(ge=0, le=100)


class LateBand(Part):
    """Up to and including this many days late, this share (percent) of the range."""

    up_to: Whole = Field(ge=0)
    share: Exact = Field(ge=0, le=100)


class LevelScale(Part):
    """Named steps, for instance the five levels of maturity."""

    kind: Literal["level"]
    levels: tuple[Level, ...] = Field(min_length=2, max_length=20)
    direction: Literal["up", "down"] = "up"

    @model_validator(mode="after")
    def _steps_climb(self) -> "LevelScale":
        values = [level.value for level in self.levels]
        if any(a >= b for a, b in itertools.pairwise(values)):
            raise fault("nilai tingkat harus naik dari yang pertama ke yang terakhir")
        return self

    def read(self, text: str) -> Reading:
        """Read a level's number, such as "4"."""
        value = _number(text, self.expectation)
        lowest, highest = self.levels[0].value, self.levels[-1].value
        if value not in [level.value for level in self.levels]:
            raise _unreadable(text, self.expectation)
        share = (value - lowest) / (highest - lowest)
        return Reading(write_shortest(value), _directed(share, self.direction))

    @cached_property
    def expectation(self) -> str:
        return ", ".join(write_shortest(level.value) for level in self.levels)


class PointsScale(Part):
    """Points between two limits, 0 to 100 unless the rubric says otherwise."""

    kind: Literal["points"]
    minimum: Exact = Fraction(0)
    maximum: Exact = Fraction(100)
    bands: tuple[Band, ...] = ()
    direction: Literal["up", "down"] = "up"

    @model_validator(mode="after")
    def _limits_differ(self) -> "PointsScale":
        if self.minimum >= self.maximum:
            raise fault("minimum harus lebih kecil dari maximum")
        _check_bands(self.bands)
        return self

    def read(self, text: str) -> Reading:
        """Read points, such as "87,5"."""
        value = _number(text, self.expectation)
        if not self.minimum <= value <= self.maximum:
            raise _unreadable(text, self.expectation)
        share = (value - self.minimum) / (self.maximum - self.minimum)
        if self.bands:
            return Reading(write_shortest(value), _banded(value, self.bands))
        return Reading(write_shortest(value), _directed(share, self.direction))

    @property
    def expectation(self) -> str:
        return f"{write_shortest(self.minimum)}–{write_shortest(self.maximum)}"


class YesNoScale(Part):
    """Yes or no; yes is the best answer unless the direction is down."""

    kind: Literal["yes-no"]
    direction: Literal["up", "down"] = "up"

    def read(self, text: str) -> Reading:
        """Read "ya" or "tidak"."""
        try:
            said_yes = _YES_NO[text.casefold()]
        except KeyError:
            raise _unreadable(text, self.expectation) from None
        share = _directed(Fraction(said_yes), self.direction)
        return Reading("ya" if said_yes else "tidak", share)

    @property
    def expectation(self) -> str:
        return "ya, tidak"


class CountScale(Part):
    """A count, such as meetings attended; nothing is gained beyond the cap."""

    kind: Literal["count"]
    cap: Whole = Field(ge=1, le=1_000_000_000)
    bands: tuple[Band, ...] = ()
    direction: Literal["up", "down"] = "up"

    @model_validator(mode="after")
    def _bands_fall(self) -> "CountScale":
        _check_bands(self.bands)
        return self

    def read(self, text: str) -> Reading:
        """Read a whole number of 0 or more, such as "7"."""
        count = _number(text, self.expectation)
        if count < 0 or count.denominator != 1:
            raise _unreadable(text, self.expectation)
        share = _directed(min(count, Fraction(self.cap)) / self.cap, self.direction)
        if self.bands:
            share = _banded(count, self.bands)
        return Reading(write_shortest(count), share, count)

    @property
    def expectation(self) -> str:
        return "0, 1, 2, …"


class RatioScale(Part):
    """A part of a whole, such as tables filled of tables asked: "18/20"."""

    kind: Literal["ratio"]
    minimum_exposure: Whole = Field(default=1, ge=1)
    bands: tuple[Band, ...] = ()
    direction: Literal["up", "down"] = "up"

    @model_validator(mode="after")
    def _bands_fall(self) -> "RatioScale":
        _check_bands(self.bands)
        return self

    def read(self, text: str) -> Reading:
        """Read "part/whole"; below the minimum exposure it does not apply."""
        given = _RATIO.match(text)
        if not given:
            raise _unreadable(text, self.expectation)
        if int(given[1]) > int(given[2]) or not int(given[2]):
            raise ScoringError(
                'jawaban "{text}" tidak mungkin: bagian tidak boleh lebih besar daripada '
                "keseluruhan, dan keseluruhan paling kecil 1",
                text=text[:60],
            )
        part, whole = int(given[1]), int(given[2])
        share = _directed(Fraction(part, whole), self.direction)
        if self.bands:
            share = _banded(Fraction(100 * part, whole), self.bands)
        enough = whole >= self.minimum_exposure
        return Reading(f"{part}/{whole}", share if enough else None, Fraction(whole))

    @property
    def expectation(self) -> str:
        return "18/20, 3/4, …"


class DaysLateScale(Part):
    """Days after the due date, in bands; on time or early is 0 days late."""

    kind: Literal["days-late"]
    bands: tuple[LateBand, ...] = Field(min_length=1)
    beyond: Exact = Field(default=Fraction(0), ge=0, le=100)

    @model_validator(mode="after")
    def _later_is_worse(self) -> "DaysLateScale":
        steps = [*((band.up_to, band.share) for band in self.bands), (None, self.beyond)]
        for (day, share), (next_day, next_share) in itertools.pairwise(steps):
            if (next_day is not None and day is not None and next_day <= day) or next_share > share:
                raise fault("batas hari harus naik dan bagian nilainya tidak boleh naik")
        return self

    def read(self, text: str) -> Reading:
        """Read whole days; a negative number means early."""
        days = _number(text, self.expectation)
        if days.denominator != 1:
            raise _unreadable(text, self.expectation)
        share = next((b.share for b in self.bands if days <= b.up_to), self.beyond)
        return Reading(write_shortest(days), share / 100)

    @property
    def expectation(self) -> str:
        return "0, 1, 2, …"


Scale = Annotated[
    LevelScale | PointsScale | YesNoScale | CountScale | RatioScale | DaysLateScale,
    Field(discriminator="kind"),
]


def _number(text: str, expectation: str) -> Fraction:
    try:
        if "/" in text:
            raise ValueError(text)
        return read_exact(text)
    except ValueError:
        raise _unreadable(text, expectation) from None


def _unreadable(text: str, expectation: str) -> ScoringError:
    return ScoringError(
        'jawaban "{text}" tidak dikenal; yang diterima: {expected}',
        text=text[:60],
        expected=expectation,
    )


def _directed(share: Fraction, direction: str) -> Fraction:
    return share if direction == "up" else 1 - share


def _banded(value: Fraction, bands: tuple[Band, ...]) -> Fraction:
    return next((b.share / 100 for b in bands if value >= b.start), Fraction(0))


def _check_bands(bands: tuple[Band, ...]) -> None:
    """Bands run from the highest start down, so that the first that fits is meant."""
    if any(a.start <= b.start for a, b in itertools.pairwise(bands)):
        raise fault("batas pita harus turun dari atas ke bawah")
