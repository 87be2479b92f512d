"""Where a rubric's questions and sections stand on a unit's sheet, and what is said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from math import lcm

from evaluator.documents import lke_texts as texts
from evaluator.documents.lke_formulas import Hidden, value_formula
from evaluator.documents.lke_layout import (
    ASKED,
    CODE,
    HEAD_ROW,
    LEVELS,
    MEANING,
    NAME,
    PATH,
    Columns,
)
from evaluator.scoring.rubric import Indicator, Rubric, Section

_ANY_ROW = Hidden("<answer>", "<text>", "<first>", "<second>")
FIRST_ROW = HEAD_ROW + 1
"""The row of the first question, counted from 0."""


@dataclass(frozen=True)
class Plan:
    """What all units' sheets of one workbook share.

    rows : the row of every indicator and section, and under "" of the index
    formulas : what each indicator's answer counts as
    parents : the word by which a section finds its indicators
    fixed : what is said of each indicator, by title
    """

    rubric: Rubric
    columns: Columns
    rows: Mapping[str, int]
    formulas: Mapping[str, str]
    weights: Mapping[str, int]
    parents: Mapping[str, str]
    fixed: Mapping[str, Mapping[str, str]]

    @property
    def last(self) -> int:
        """The last row of the questions."""
        return HEAD_ROW + len(self.rubric.indicators)


def plan_of(rubric: Rubric, columns: Columns) -> Plan:
    """Place every indicator and section of a rubric on a sheet."""
    rows = {i.code: FIRST_ROW + n for n, i in enumerate(rubric.indicators)}
    below = FIRST_ROW + len(rows) + 2
    sections = [section for _, section in rubric.walk()]
    rows |= {section.code: below + n for n, section in enumerate(sections)}
    rows[""] = below + len(sections)
    weights = _whole_weights(rubric.sections)
    parents: dict[str, str] = {}
    for number_, section in enumerate(sections):
        weights |= _whole_weights(section.children)
        # A word that no spreadsheet takes for a number or a date.
        parents |= {child.code: f"n{number_}" for child in section.indicators}
    formulas = _formulas(rubric, columns, rows)
    return Plan(rubric, columns, rows, formulas, weights, parents, _fixed_texts(rubric))


def _formulas(rubric: Rubric, columns: Columns, rows: Mapping[str, int]) -> dict[str, str]:
    """How each indicator's answer becomes a value; built once a scale, for any row."""
    found: dict[str, str] = {}
    known: dict[tuple[str, str], str] = {}
    for indicator in rubric.indicators:
        sort = (indicator.scale, indicator.not_applicable)
        if sort not in known:
            known[sort] = value_formula(rubric, indicator.code, _ANY_ROW)
        formula, at = known[sort], columns.hidden(rows[indicator.code])
        for field in fields(Hidden):
            formula = formula.replace(getattr(_ANY_ROW, field.name), getattr(at, field.name))
        found[indicator.code] = formula
    return found


def _whole_weights(children: Sequence[Section | Indicator]) -> dict[str, int]:
    """Weights without fractions; only their proportions among siblings matter."""
    scale = lcm(*(child.weight.denominator for child in children))
    return {child.code: int(child.weight * scale) for child in children}


def _fixed_texts(rubric: Rubric) -> dict[str, dict[str, str]]:
    """What every unit's sheet says of an indicator."""
    found: dict[str, dict[str, str]] = {}
    trail: list[Section] = []
    for depth, section in rubric.walk():
        trail[depth:] = [section]
        path = texts.fitted(" – ".join(one.name.id for one in trail))
        for indicator in section.indicators:
            found[indicator.code] = {
                CODE: indicator.code,
                NAME: texts.fitted(indicator.name.id),
                LEVELS: texts.how_to_answer(rubric, indicator),
                ASKED: texts.asked(indicator),
                MEANING: texts.meaning(indicator),
                PATH: path,
            }
    return found
