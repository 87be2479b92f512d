"""The trends of one category on paper: every picture with its table, and the heat map."""

from collections.abc import Mapping, Sequence
from datetime import date

from babel.dates import format_date
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from evaluator.documents import style, trend_words
from evaluator.documents.feedback_words import Speech
from evaluator.documents.minutes_frame import table as long_table
from evaluator.documents.prose import heading, laid_out, paragraph
from evaluator.documents.result_table import ResultTable
from evaluator.documents.trend_bars import distribution
from evaluator.documents.trend_charts import line_chart
from evaluator.documents.trend_frame import FLAT, Margins, printed, room
from evaluator.documents.trend_heat import fitted_maps
from evaluator.documents.trend_heat_words import heat_map
from evaluator.documents.typesetting import width
from evaluator.scoring.messages import Message, says
from evaluator.services.certificate_faces import DEMO_MARK
from evaluator.services.offices import OfficeView
from evaluator.services.trend_heat import HeatTrack
from evaluator.services.trend_lines import Track

_WIDE, _HIGH = room(FLAT)
_TABLE_BEGINS = 80.0  # points: the head and three rows
_NUMBER = 50.0  # points that a column of numbers takes
_TINY_ROWS = 6


def draw(
    found: HeatTrack,
    tables: Mapping[str, ResultTable],
    office: OfficeView,
    speech: Speech,
    printed_on: date,
) -> bytes:
    """Print a trend, with the heat map of the assessment it was opened at.

    tables : "kategori", "sebaran", "bagian" and "unit", as the page shows them
    """
    track = found.track
    title = speech.say(says("Tren {title}", title=track.title))
    story: list[Flowable] = [
        paragraph(title, "unit"),
        paragraph(_years(track, printed_on, speech), "quiet"),
        *_category(track, tables["kategori"], speech),
        *_predicates(track, tables["sebaran"], speech),
        *_sections(track, tables["bagian"], speech),
        *_units(track, tables["unit"], speech),
        *_heat(found, speech),
    ]
    rubric = track.newest.rubric
    margins = Margins(
        title=title,
        office=office.name,
        foot=f"{speech.words(rubric.title)} {rubric.version}",
        language=speech.language,
        mark=DEMO_MARK if office.illustrative else None,
    )
    return printed(margins, story, FLAT)


def _years(track: Track, printed_on: date, speech: Speech) -> str:
    day = format_date(printed_on, "d MMMM y", locale=speech.language)
    labels = ", ".join(trend_words.labels_of(track))
    return speech.say(says("Tahun {years}. Dicetak {day}.", years=labels, day=day))


def _category(track: Track, table: ResultTable, speech: Speech) -> list[Flowable]:
    chart = line_chart(trend_words.category_chart(track, speech), _WIDE, 230)
    return [
        *_head(says("Median dari tahun ke tahun"), speech, 250),
        chart,
        *_table(table, speech),
    ]


def _predicates(track: Track, table: ResultTable, speech: Speech) -> list[Flowable]:
    chart = distribution(trend_words.distribution_of(track, speech), _WIDE)
    needed = chart.height + 20
    head = _head(says("Sebaran predikat"), speech, needed)
    return [*head, chart, *_table(table, speech)]


def _sections(track: Track, table: ResultTable, speech: Speech) -> list[Flowable]:
    profile = trend_words.profile(track, speech, _WIDE * 0.46, 250)
    parts = trend_words.tiny(
        trend_words.section_charts(track, None, speech), _WIDE * 0.5, _TINY_ROWS
    )
    pictures = [laid_out([[profile, parts[0]]], [_WIDE * 0.5, _WIDE * 0.5])] if profile else []
    head = _head(says("Profil kota menurut bagian rubrik"), speech, 270)
    title = says("Median tiap bagian dalam angka")
    return [*head, *pictures, *parts[1:], *_table(table, speech, title)]


def _units(track: Track, table: ResultTable, speech: Speech) -> list[Flowable]:
    sheets = trend_words.tiny(trend_words.unit_charts(track, speech), _WIDE, _TINY_ROWS)
    head = _head(says("Tiap unit"), speech, sheets[0].height if sheets else 60)
    return [*head, *sheets, *_table(table, speech, says("Nilai tiap unit dalam angka"))]


def _heat(found: HeatTrack, speech: Speech) -> list[Flowable]:
    maps = fitted_maps(heat_map(found, speech), _WIDE, _HIGH - 50)
    title = says("Peta unit dan indikator {year}", year=found.point.label)
    story: list[Flowable] = []
    for one in maps:
        story += [PageBreak(), *_head(title, speech, 60), one]
    return story


def _head(title: Message, speech: Speech, needed: float) -> list[Flowable]:
    return heading(speech.say(title), min(needed, _HIGH - 80))


def _table(made: ResultTable, speech: Speech, title: Message | None = None) -> list[Flowable]:
    """A table of the page on paper: numbers to the right, texts share what is left.

    It begins on the next page where this one has room for no more than a row or two.
    """
    numbers = tuple(at for at, column in enumerate(made.columns) if column.places is not None)
    rows = [
        [(speech.number(cell) or "–") if at in numbers else cell for at, cell in enumerate(row)]
        for row in made.rows
    ]
    heads = [column.title for column in made.columns]
    table = long_table(heads, rows, _widths(made, numbers), numbers)
    head = _head(title, speech, _TABLE_BEGINS) if title else []
    return [Spacer(0, 8), CondPageBreak(_TABLE_BEGINS), *head, table]


def _widths(made: ResultTable, numbers: Sequence[int]) -> list[float]:
    """How many points each column takes: numbers as their heads need, texts by their length."""
    widths = [0.0] * len(made.columns)
    for at in numbers:
        words = made.columns[at].title.split()
        longest = max((width(word, style.SANS_BOLD, 7.6) for word in words), default=0.0)
        widths[at] = max(_NUMBER, longest + 10)
    shrunk = min(1.0, _WIDE * 0.7 / (sum(widths) or 1.0))
    left = _WIDE - shrunk * sum(widths)
    shares = {at: _share(made, at) for at in range(len(widths)) if at not in numbers}
    return [
        left * shares[at] / sum(shares.values()) if at in shares else shrunk * widths[at]
        for at in range(len(widths))
    ]


def _share(made: ResultTable, at: int) -> int:
    """How much room a column of texts asks for beside others."""
    longest = max((len(row[at]) for row in made.rows), default=0)
    return min(60, max(12, longest, len(made.columns[at].title)))
