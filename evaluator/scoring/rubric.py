"""The rubric: a tree of sections and indicators that checks itself, then never changes."""

import itertools
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from evaluator.scoring.exact import Exact, Whole, write_shortest
from evaluator.scoring.measures import FORMULAS, KIND_OF_WAY, Measure
from evaluator.scoring.messages import fault
from evaluator.scoring.prizes import IMPROVEMENT, Award, TieRule
from evaluator.scoring.scales import Code, LevelScale, Part, Reading, Scale
from evaluator.scoring.words import Bilingual, Words

UnitKind = Literal["opd", "kecamatan", "kelurahan", "mitra", "responden"]
MissingRule = Literal["block", "lowest", "exclude"]
PanelRule = Literal["mean", "median", "trimmed-mean"]
EvidenceRule = Literal["advise", "cap"]
Effort = Literal["low", "medium", "high"]


class Evidence(Part):
    """A document or fact that shows an answer to be true."""

    kind: Code | None = None
    text: Words

    @model_validator(mode="before")
    @classmethod
    def _plain_text_is_enough(cls, given: object) -> object:
        return {"text": given} if isinstance(given, str) else given


class Indicator(Part):
    """One question of the rubric.

    measure : what is counted from recorded facts instead of being asked of assessors;
        only where `answered_by` is "measured"
    effort : how much one step up takes; where several ways lead up, the lightest is named first
    """

    code: Code
    name: Words
    weight: Exact
    concept: Words
    definition: Words
    method: Words
    scale: Code
    answered_by: Literal["self-assessed", "assessor", "measured"]
    measure: Measure | None = None
    not_applicable: Literal["allowed", "refused"] = "refused"
    levels: dict[str, Words] = Field(default_factory=dict)
    evidence: dict[str, tuple[Evidence, ...]] = Field(default_factory=dict)
    training: Words | None = None
    effort: Effort | None = None
    verified: bool = True
    note: Words | None = None


class Section(Part):
    """A node with children: sections of its own, or indicators."""

    code: Code
    name: Words
    weight: Exact
    sections: tuple["Section", ...] = Field(default=(), max_length=200)
    indicators: tuple[Indicator, ...] = Field(default=(), max_length=200)

    @model_validator(mode="after")
    def _has_children_whose_weights_sum_to_100(self) -> "Section":
        if bool(self.sections) == bool(self.indicators):
            raise fault(
                'bagian "{code}" harus berisi sections atau indicators, salah satu saja',
                code=self.code,
            )
        _check_weights(f'"{self.code}"', self.children)
        return self

    @property
    def children(self) -> "tuple[Section, ...] | tuple[Indicator, ...]":
        return self.sections or self.indicators


class Predicate(Part):
    """A word for a value: earned from this value on."""

    name: Words
    start: Exact = Field(alias="from")


class Result(Part):
    """How answers become the one declared value of a unit."""

    name: Words
    low: Exact
    high: Exact
    places: Whole = Field(default=2, ge=0, le=6)
    rounding: Literal["half-up"] = "half-up"
    panel: PanelRule = "mean"
    missing: MissingRule = "block"
    predicates: tuple[Predicate, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _predicates_cover_the_range(self) -> "Result":
        if self.low >= self.high:
            raise fault("low harus lebih kecil dari high")
        starts = [predicate.start for predicate in self.predicates]
        if any(a <= b for a, b in itertools.pairwise(starts)):
            raise fault("batas predikat harus turun dari yang terbaik ke yang terendah")
        if starts[-1] != self.low or starts[0] > self.high:
            raise fault(
                "predikat terendah harus mulai dari {low} dan yang terbaik paling tinggi {high}",
                low=write_shortest(self.low),
                high=write_shortest(self.high),
            )
        return self

    def stretch(self, share: Fraction) -> Fraction:
        """Put a share of 0 to 1 on the rubric's range."""
        return self.low + share * (self.high - self.low)


class Rubric(Part):
    """A complete rubric, as read from one file.

    evidence_rule : what missing evidence does: advise only, or cap the answer
    evidence_years : how many years evidence may date from, the period's year included
    """

    format: Literal["1"]
    code: Code
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)*$", max_length=20)]
    title: Words
    legal_basis: Words
    units: tuple[UnitKind, ...] = Field(min_length=1, max_length=5)
    year: Whole = Field(ge=1990, le=2100)
    note: Words | None = None
    level_names: tuple[Words, ...] = Field(min_length=1)
    result: Result
    evidence_rule: EvidenceRule = "advise"
    evidence_years: Whole = Field(default=2, ge=1, le=50)
    scales: dict[Code, Scale] = Field(min_length=1)
    ties: tuple[TieRule, ...] = ()
    awards: tuple[Award, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> "Rubric":
        _check_weights("akar rubrik", self.sections)
        self._check_codes()
        for place, indicator in self._placed_indicators():
            self._check_indicator(place, indicator)
        self._check_references()
        return self

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators, in the order of the file."""
        return tuple(i for _, section in self.walk() for i in section.indicators)

    @cached_property
    def indicator(self) -> dict[str, Indicator]:
        """Indicators by code."""
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def asked(self) -> tuple[Indicator, ...]:
        """The indicators that people answer, in the order of the file."""
        return tuple(i for i in self.indicators if i.measure is None)

    @cached_property
    def measured(self) -> dict[str, Measure]:
        """The indicators that are counted from recorded facts, by code."""
        return {i.code: i.measure for i in self.indicators if i.measure is not None}

    @cached_property
    def node(self) -> "dict[str, Section | Indicator]":
        """Sections and indicators by code."""
        return {section.code: section for _, section in self.walk()} | self.indicator

    @cached_property
    def paths(self) -> dict[str, tuple[Section, ...]]:
        """The sections above each indicator, by its code, from the top down."""
        paths: dict[str, tuple[Section, ...]] = {}
        trail: list[Section] = []
        for depth, section in self.walk():
            trail[depth:] = [section]
            paths |= {indicator.code: tuple(trail) for indicator in section.indicators}
        return paths

    @cached_property
    def effective_weights(self) -> dict[str, Fraction]:
        """Each node's part of the whole, in percent; the indicators add up to exactly 100."""
        weights: dict[str, Fraction] = {}
        self._spread(Fraction(100), self.sections, weights)
        return weights

    def walk(self) -> "Iterator[tuple[int, Section]]":
        """Every section with its depth (0 at the top), parents before children."""
        pending = [(0, section) for section in reversed(self.sections)]
        while pending:
            depth, section = pending.pop()
            yield depth, section
            pending.extend((depth + 1, child) for child in reversed(section.sections))

    def scale_of(self, code: str) -> Scale:
        """The scale on which an indicator is answered."""
        return self.scales[self.indicator[code].scale]

    def read(self, code: str, text: str) -> Reading:
        """Read the answer to one indicator.

        Raises
        ------
        ScoringError
            If the scale does not know the answer; the sentence names what it takes.
        """
        return self.scale_of(code).read(text.strip())

    def predicate_of(self, value: Fraction) -> Bilingual:
        """The word for a declared value; a value on a limit earns the better word."""
        return next(p.name for p in self.result.predicates if value >= p.start)

    def _spread(
        self,
        share: Fraction,
        nodes: "tuple[Section, ...] | tuple[Indicator, ...]",
        weights: dict[str, Fraction],
    ) -> None:
        for node in nodes:
            weights[node.code] = share * node.weight / 100
            if isinstance(node, Section):
                self._spread(weights[node.code], node.children, weights)

    def _placed(
        self, nodes: "tuple[Section, ...]", place: str
    ) -> "Iterator[tuple[str, Section | Indicator]]":
        for number, section in enumerate(nodes):
            here = f"{place}.{number}"
            yield here, section
            yield from self._placed(section.sections, f"{here}.sections")
            for index, indicator in enumerate(section.indicators):
                yield f"{here}.indicators.{index}", indicator

    def _placed_indicators(self) -> Iterator[tuple[str, Indicator]]:
        for place, node in self._placed(self.sections, "sections"):
            if isinstance(node, Indicator):
                yield place, node

    def _check_codes(self) -> None:
        placed = list(self._placed(self.sections, "sections"))
        counts = Counter(node.code for _, node in placed)
        for place, node in reversed(placed):
            if counts[node.code] > 1:
                raise fault(
                    'kode "{code}" dipakai {count} kali; setiap kode hanya boleh sekali',
                    place=f"{place}.code",
                    code=node.code,
                    count=counts[node.code],
                )

    def _check_indicator(self, place: str, indicator: Indicator) -> None:
        scale = self.scales.get(indicator.scale)
        if scale is None:
            raise fault(
                'skala "{scale}" tidak ada di scales; yang ada: {known}',
                place=f"{place}.scale",
                scale=indicator.scale,
                known=", ".join(self.scales),
            )
        if isinstance(scale, LevelScale):
            wanted = [write_shortest(level.value) for level in scale.levels]
            if sorted(indicator.levels) != sorted(wanted):
                raise fault(
                    'indikator "{code}" harus menerangkan setiap tingkat: {wanted}',
                    place=f"{place}.levels",
                    code=indicator.code,
                    wanted=", ".join(wanted),
                )
        self._check_measure(place, indicator, scale)
        for key in (*indicator.levels, *indicator.evidence):
            self._check_answer_key(place, indicator, scale, key)

    def _check_measure(self, place: str, indicator: Indicator, scale: Scale) -> None:
        if indicator.measure is None:
            return
        formula = FORMULAS[indicator.measure]
        told = {"code": indicator.code, "measure": formula.name, "place": f"{place}.measure"}
        if indicator.answered_by != "measured":
            raise fault(
                'indikator "{code}" memakai ukuran {measure}; answered_by harus measured '
                "(terukur dari catatan)",
                **told,
            )
        if scale.kind != KIND_OF_WAY[formula.way]:
            raise fault(
                'indikator "{code}": ukuran {measure} memerlukan skala berjenis {wanted}, '
                "bukan {kind}",
                wanted=KIND_OF_WAY[formula.way],
                kind=scale.kind,
                **told,
            )
        if formula.units and not set(formula.units) & set(self.units):
            raise fault(
                'indikator "{code}": ukuran {measure} hanya tercatat untuk {units}',
                units=", ".join(formula.units),
                **told,
            )

    def _check_answer_key(self, place: str, indicator: Indicator, scale: Scale, key: str) -> None:
        try:
            scale.read(key)
        except Exception as problem:
            raise fault(
                'indikator "{code}": {problem}',
                place=f"{place}.{'levels' if key in indicator.levels else 'evidence'}",
                code=indicator.code,
                problem=str(problem),
            ) from None

    def _check_references(self) -> None:
        for number, rule in enumerate(self.ties):
            self._check_known(f"ties.{number}.code", rule.code, self.node)
        for number, award in enumerate(self.awards):
            if award.by != IMPROVEMENT or IMPROVEMENT in self.node:
                self._check_known(f"awards.{number}.by", award.by, self.node)
            for code, least in award.eligibility.indicators.items():
                self._check_least(f"awards.{number}.eligibility.indicators.{code}", code, least)
            for index, exposure in enumerate(award.eligibility.exposure):
                place = f"awards.{number}.eligibility.exposure.{index}.indicator"
                self._check_known(place, exposure.indicator, self.indicator)
        repeated = [code for code, n in Counter(a.code for a in self.awards).items() if n > 1]
        if repeated:
            raise fault(
                'kode penghargaan "{code}" dipakai lebih dari sekali',
                place="awards",
                code=repeated[0],
            )

    def _check_least(self, place: str, code: str, least: Fraction) -> None:
        self._check_known(place, code, self.indicator)
        if not self.result.low < least <= self.result.high:
            raise fault(
                "syarat {code} adalah {least}; seharusnya lebih dari {low} dan paling besar {high}",
                place=place,
                code=code,
                least=write_shortest(least),
                low=write_shortest(self.result.low),
                high=write_shortest(self.result.high),
            )

    @staticmethod
    def _check_known(place: str, code: str | None, known: object) -> None:
        if code is not None and code not in known:  # type: ignore[operator]
            raise fault('kode "{code}" tidak ada di rubrik ini', place=place, code=code)


def _check_weights(parent: str, children: "tuple[Section, ...] | tuple[Indicator, ...]") -> None:
    for child in children:
        if child.weight <= 0:
            raise fault(
                'bobot "{code}" adalah {weight}; bobot harus lebih dari 0',
                code=child.code,
                weight=write_shortest(child.weight),
            )
    total = sum((child.weight for child in children), Fraction(0))
    if total != 100:
        raise fault(
            "bobot di bawah {parent} berjumlah {total}, seharusnya tepat 100",
            parent=parent,
            total=write_shortest(total),
        )
