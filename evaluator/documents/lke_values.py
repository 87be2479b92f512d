"""Formulas that weigh answers into the value of every section and of the whole."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from evaluator.documents.lke_formulas import number, quoted
from evaluator.documents.lke_layout import (
    CODE,
    COUNTED,
    LEVELS,
    NAME,
    PARENT,
    SHARED,
    VALUE,
    WEIGHT,
)
from evaluator.documents.lke_plan import FIRST_ROW, Plan
from evaluator.scoring.aggregate import Answer, Evaluation
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.rubric import Rubric, Section


def _write_weighing(sheet: Any, plan: Plan, code: str, value: Fraction | None) -> None:
    """The weight of a section, and what of it counts."""
    columns, row, weight = plan.columns, plan.rows[code], plan.weights[code]
    here, heavy = columns.at(VALUE, row), columns.at(WEIGHT, row)
    sheet.write_number(row, columns[WEIGHT], weight)
    times = f"=IF(ISNUMBER({here}),{here}*{heavy},0)"
    counts = f"=IF(ISNUMBER({here}),{heavy},0)"
    product = 0 if value is None else float(value * weight)
    sheet.write_formula(row, columns[SHARED], times, None, product)
    sheet.write_formula(row, columns[COUNTED], counts, None, 0 if value is None else weight)


def write_sections(
    sheet: Any, formats: Mapping[str, Any], plan: Plan, evaluation: Evaluation
) -> None:
    """The value of every section and of the whole, below the questions."""
    rubric, columns = plan.rubric, plan.columns
    sheet.write_string(plan.last + 2, columns[CODE], "Nilai per bagian", formats["bold"])
    for depth, section in rubric.walk():
        row, value = plan.rows[section.code], evaluation.nodes[section.code]
        sheet.write_string(row, columns[CODE], section.code)
        sheet.write_string(row, columns[NAME], "   " * depth + section.name.id, formats["wrapped"])
        sheet.write_formula(row, columns[VALUE], _mean(plan, section), None, cached(value))
        _write_weighing(sheet, plan, section.code, value)
        _write_shown(sheet, formats, plan, section.code, value)
    sheet.write_string(plan.rows[""], columns[NAME], rubric.result.name.id, formats["bold"])
    whole = _mean_of_rows(plan, [plan.rows[section.code] for section in rubric.sections])
    sheet.write_formula(plan.rows[""], columns[VALUE], whole, None, cached(evaluation.exact))
    _write_shown(sheet, formats, plan, "", evaluation.exact)


def _write_shown(
    sheet: Any, formats: Mapping[str, Any], plan: Plan, code: str, value: Fraction | None
) -> None:
    row, columns = plan.rows[code], plan.columns
    exact = columns.at(VALUE, row)
    shown = f'=IF({exact}="","",{rounded(exact, plan.rubric)})'
    sheet.write_formula(row, columns[LEVELS], shown, formats["value"], declared(plan.rubric, value))


def _mean(plan: Plan, section: Section) -> str:
    """A section's value: over the questions by their parent, wherever they were sorted to."""
    if section.sections:
        return _mean_of_rows(plan, [plan.rows[child.code] for child in section.sections])
    columns, word = plan.columns, plan.parents[section.indicators[0].code]
    parents, weights, values = (
        columns.span(title, FIRST_ROW, plan.last) for title in (PARENT, WEIGHT, VALUE)
    )
    # Given apart, what is no number counts as zero; multiplied, it would be an error.
    shared = f'SUMPRODUCT(--({parents}="{word}"),{weights},{values})'
    counted = f'SUMPRODUCT(({parents}="{word}")*ISNUMBER({values})*{weights})'
    return f'=IF({counted}=0,"",{shared}/{counted})'


def _mean_of_rows(plan: Plan, rows: Sequence[int]) -> str:
    def summed(title: str) -> str:
        return f"SUM({','.join(plan.columns.at(title, row) for row in rows)})"

    return f'=IF({summed(COUNTED)}=0,"",{summed(SHARED)}/{summed(COUNTED)})'


def rounded(address: str, rubric: Rubric) -> str:
    """Half up, as on paper: the inner rounding drops what binary numbers add to a half."""
    return f"ROUND(ROUND({address},12),{rubric.result.places})"


def predicate_formula(rubric: Rubric, value: str) -> str:
    """The word for the declared value at an address; "" where there is none."""
    words = '""'
    for one in reversed(rubric.result.predicates):
        words = f"IF({value}>={number(one.start)},{quoted(one.name.id)},{words})"
    return f'=IF({value}="","",{words})'


def declared(rubric: Rubric, value: Fraction | None) -> float | str:
    """A value as it is declared, as near as a spreadsheet holds it; "" where there is none."""
    return "" if value is None else float(write_decimal(value, rubric.result.places))


def cached(answer: Answer) -> float | str:
    """What a formula came to, for programs that show a workbook without computing."""
    if answer is None:
        return ""
    return float(answer) if isinstance(answer, Fraction) else "TB"
