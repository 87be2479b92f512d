"""Writes a ranking as a table for the eye, as CSV, or as JSON."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from evaluator.scoring.exact import write_decimal
from evaluator.scoring.ranking import Placed
from evaluator.scoring.rubric import Rubric

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_TITLES = ("rank", "unit", "value", "exact", "predicate", "tie", "reason")
_WIDEST = 60


def as_json(rubric: Rubric, placed: list[Placed]) -> str:
    """One object with the rubric and, best first, a line for every unit."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    head = encode({"rubric": rubric.code, "version": rubric.version})
    # Codes and decimals need no escaping; filling a form is much faster than encoding.
    form = ", ".join(f'"{section.code}": %s' for _, section in rubric.walk())
    decimal = _Decimals(rubric.result.places, none="null", mark='"')
    units = [
        f'{encode(_entry(rubric, entry))[:-1]}, "nodes": {{{form % values}}}}}'
        for entry, values in zip(placed, _section_values(rubric, placed, decimal), strict=True)
    ]
    return head[:-1] + ', "units": [\n' + ",\n".join(units) + "\n]}\n"


def as_csv(rubric: Rubric, placed: list[Placed]) -> str:
    """A header and one row a unit; comma between columns, point in decimals.

    A unit's name that a spreadsheet would take for a formula stands behind an
    apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_TITLES, *(section.code for _, section in rubric.walk())])
    decimal = _Decimals(rubric.result.places)
    for place, values in zip(placed, _section_values(rubric, placed, decimal), strict=True):
        entry = _entry(rubric, place)
        if place.unit.startswith(_FORMULA_STARTS):
            entry["unit"] = f"'{place.unit}"
        writer.writerow([*(entry[title] for title in _TITLES), *values])
    return text.getvalue()


def as_table(rubric: Rubric, placed: list[Placed]) -> str:
    """Columns of text: place, unit, value, predicate, and why."""
    lines = [("", "Unit", str(rubric.result.name), "Predikat", "Keterangan")]
    for entry in placed:
        value = entry.evaluation.value
        lines.append(
            (
                "–" if entry.place is None else str(entry.place),
                _short(entry.unit),
                "–" if value is None else write_decimal(value, rubric.result.places),
                str(entry.evaluation.predicate or "–"),
                str(entry.tie or entry.reason or ""),
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    rows = [
        f"{place:>{widths[0]}}  {unit:<{widths[1]}}  {value:>{widths[2]}}  "
        f"{predicate:<{widths[3]}}  {why}".rstrip()
        for place, unit, value, predicate, why in lines
    ]
    title = f"{rubric.title} ({rubric.code}, versi {rubric.version})"
    return "\n".join([title, "", *rows]) + "\n"


WRITERS: dict[str, Callable[[Rubric, list[Placed]], str]] = {
    "json": as_json,
    "csv": as_csv,
    "table": as_table,
}


def _entry(rubric: Rubric, placed: Placed) -> dict[str, object]:
    """What is said about one unit, without its sections."""
    evaluation = placed.evaluation
    value, exact, predicate = evaluation.value, evaluation.exact, evaluation.predicate
    return {
        "unit": placed.unit,
        "value": None if value is None else write_decimal(value, rubric.result.places),
        "exact": None if exact is None else str(exact),
        "predicate": None if predicate is None else predicate.id,
        "rank": placed.place,
        "tie": None if placed.tie is None else str(placed.tie),
        "reason": None if placed.reason is None else str(placed.reason),
    }


def _section_values(
    rubric: Rubric, placed: list[Placed], decimal: "_Decimals"
) -> Iterator[tuple[str, ...]]:
    """Each unit's value at every section, in the order of the rubric."""
    codes = [section.code for _, section in rubric.walk()]
    for entry in placed:
        nodes = entry.evaluation.nodes
        yield decimal.write([nodes[code] for code in codes])


class _Decimals:
    """Writes values with the declared places; the same few thousand come again and again.

    none : what stands for no value
    mark : what stands around a value
    """

    def __init__(self, places: int, none: str = "", mark: str = "") -> None:
        self._places, self._none, self._mark = places, none, mark
        self._known: dict[tuple[int, int], str] = {}

    def write(self, values: Iterable[Fraction | None]) -> tuple[str, ...]:
        known, none = self._known, self._none
        return tuple(
            [
                none if v is None else known.get(v.as_integer_ratio()) or self._remember(v)
                for v in values
            ]
        )

    def _remember(self, value: Fraction) -> str:
        text = f"{self._mark}{write_decimal(value, self._places)}{self._mark}"
        self._known[value.as_integer_ratio()] = text
        return text


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
