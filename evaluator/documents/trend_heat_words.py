"""Puts the map of units and indicators into words and places, once for page and paper."""

from evaluator.documents import style
from evaluator.documents.feedback_words import Speech
from evaluator.documents.prose import one_line
from evaluator.documents.trend_values import Cell, HeatMap
from evaluator.documents.trend_words import shortest, shown_number
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.messages import says
from evaluator.services.trend_heat import HeatTrack
from evaluator.services.trend_lines import UnitLine


def heat_map(found: HeatTrack, speech: Speech) -> HeatMap:
    """Every unit at every indicator of one assessment."""
    rubric = found.point.rubric
    rows = []
    for line in found.units:
        cells = tuple(_cell(found, line, code, speech) for code in rubric.indicator)
        rows.append((one_line(line.short_name, style.SANS), cells))
    groups = [
        (one_line(speech.words(top.name), style.SANS), count)
        for top in rubric.sections
        if (count := sum(path[0].code == top.code for path in rubric.paths.values()))
    ]
    ends = (rubric.result.low, rubric.result.high)
    low, high = (shown_number(write_decimal(end, rubric.result.places), speech) for end in ends)
    words = (
        says("Nilai"), says("Tidak berlaku"), says("Belum dinilai"), says("Ditarik dari penilaian")
    )  # fmt: skip
    value, not_applicable, missing, absent = (speech.say(one) for one in words)
    return HeatMap(
        tuple(rubric.indicator),
        tuple(groups),
        tuple(rows),
        low,
        high,
        (value, not_applicable, missing, absent),
    )


def _cell(found: HeatTrack, line: UnitLine, code: str, speech: Speech) -> Cell:
    kind, mark = found.kind(line, code), found.mark(line)
    if kind != "value":
        return Cell("?" if kind == "missing" else "", None, kind)
    shown = shown_number(shortest(mark.value_of(code) or ""), speech)
    return Cell(shown, found.point.position(mark.exact_of(code)), kind)
