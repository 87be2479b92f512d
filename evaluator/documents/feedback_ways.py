"""The shortest ways up, and whom to ask about them."""

from reportlab.platypus import Flowable, Spacer

from evaluator.documents import style
from evaluator.documents.feedback_frame import ROOM
from evaluator.documents.feedback_tables import lacking
from evaluator.documents.feedback_values import Report, Way, WayItem
from evaluator.documents.quick_table import Grid, Row
from evaluator.documents.quick_text import Text, title
from evaluator.documents.wording import word

_WIDTHS = [52.0, ROOM - 52 - 190, 190.0]


def ways(report: Report) -> list[Flowable]:
    """Tell the smallest sets of steps to the next predicate, and to stand one place higher."""
    found: list[Flowable] = []
    language = report.language
    if report.ways:
        first, *others = report.ways
        found += title(word("Jalan terpendek ke predikat berikutnya", language))
        found += _way(first, language)
        if others:
            found.append(Text(word("Pilihan lain yang sama pendeknya", language), "bold"))
            found += [Text(_in_short(way, language), "bullet", "•") for way in others]
    if report.place_way:
        found += title(word("Satu peringkat lebih tinggi", language), 30)
        found += _way(report.place_way, language)
    return found


def contact(report: Report) -> list[Flowable]:
    """Say whom to ask: the office, and what it names for it."""
    name = title(word("Kepada siapa bertanya", report.language), 20)
    line = f"{report.office}: {report.contact}" if report.contact else report.office
    return [*name, Text(line)]


def _way(way: Way, language: str) -> list[Flowable]:
    rows = [_item(item, language) for item in way.items]
    return [
        Text(way.outcome),
        Spacer(0, 3),
        Grid(None, rows, _WIDTHS, rule=style.RULE, pads=(2, 2, 3)),
        Spacer(0, 6),
    ]


def _in_short(way: Way, language: str) -> str:
    """A way in one paragraph: what it leads to, and on which indicators."""
    return f"{way.outcome} {', '.join(_named(item, language) for item in way.items)}."


def _named(item: WayItem, language: str) -> str:
    if item.steps == 1:
        return item.code
    return f"{item.code} ({word('{steps} tingkat', language).format(steps=item.steps)})"


def _item(item: WayItem, language: str) -> Row:
    change = [Text(item.change, "cell")]
    if item.steps > 1:
        levels = word("{steps} tingkat", language).format(steps=item.steps)
        change.append(Text(levels, "cell-quiet"))
    words = [Text(item.name, "cell-bold")]
    if item.lacks:
        words.append(Text(lacking(item.lacks, item.holds, language), "cell-quiet"))
    return Row([[Text(item.code, "cell")], words, change])
