"""What a rubric declares about ties and prizes, before anything is scored."""

from fractions import Fraction
from typing import Literal

from pydantic import Field, model_validator

from evaluator.scoring.exact import Exact, Whole
from evaluator.scoring.messages import fault
from evaluator.scoring.scales import Code, Part
from evaluator.scoring.words import Words


class TieRule(Part):
    """One declared way to tell equal units apart, higher wins.

    node : the value of one section or indicator
    exact : the index before rounding
    count : how many indicators reach at least a value on the rubric's range
    """

    by: Literal["node", "exact", "count"]
    code: Code | None = None
    at_least: Exact | None = None

    @model_validator(mode="after")
    def _says_what_it_reads(self) -> "TieRule":
        if (self.by == "node") != (self.code is not None):
            raise fault("by: node memerlukan code; yang lain tidak")
        if (self.by == "count") != (self.at_least is not None):
            raise fault("by: count memerlukan at_least; yang lain tidak")
        return self


class Exposure(Part):
    """The least that an answer must rest on before its unit may win."""

    indicator: Code
    at_least: Exact = Field(gt=0)


class Eligibility(Part):
    """What a unit needs, besides its place, to receive an award.

    indicators : the least value on the rubric's range that single indicators must reach
    """

    coverage: Exact = Field(default=Fraction(0), ge=0, le=100)
    minimum: Exact | None = None
    exposure: tuple[Exposure, ...] = ()
    indicators: dict[str, Exact] = Field(default_factory=dict, max_length=200)


IMPROVEMENT = "improvement"
"""What an award goes by where it honours the rise since the last released period."""


class Award(Part):
    """A prize declared with the rubric, before anything is scored.

    by : a section or indicator, IMPROVEMENT, or None for the index
    main : whether a unit may receive only one award of this kind, the first one declared
    """

    code: Code
    title: Words
    places: Whole = Field(ge=1, le=100)
    place_names: tuple[Words, ...] = ()
    by: Code | None = None
    main: bool = False
    eligibility: Eligibility = Eligibility()

    @model_validator(mode="after")
    def _each_place_has_a_name(self) -> "Award":
        if self.place_names and len(self.place_names) != self.places:
            raise fault(
                "place_names berisi {named} nama untuk {places} juara",
                named=len(self.place_names),
                places=self.places,
            )
        return self
