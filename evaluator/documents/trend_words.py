"""Puts trends into words and places, once for page and paper."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from reportlab.graphics.shapes import Drawing

from evaluator.documents import charts, style
from evaluator.documents.feedback_words import Speech
from evaluator.documents.prose import one_line
from evaluator.documents.trend_charts import multiples
from evaluator.documents.trend_values import (
    Bar,
    Distribution,
    Line,
    LineChart,
    Signs,
)
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.messages import says
from evaluator.services.trend_gains import medians_on_common, on_common
from evaluator.services.trend_lines import Mark, Point, Track, UnitLine

_MOST_SPOKES = 9  # more than that cannot be told apart
_MIDDLE = says("Median kategori")


def category_chart(track: Track, speech: Speech) -> LineChart:
    """The category's median over the years, each unit a faint ring."""
    low, high = _range(track, speech)
    strips = [
        tuple(p for mark in track.marks_at(at) if (p := point.position(mark.exact)) is not None)
        for at, point in enumerate(track.points)
    ]
    return LineChart(
        labels=labels_of(track),
        low=low,
        high=high,
        lines=(_middle(track, speech), *_common(track, None, speech)),
        signs=signs_in(speech),
        strips=tuple(strips),
        strip_name=speech.say(says("Tiap unit")),
        changed=changed_in(track),
        limits=_limits(track, speech),
    )


def unit_chart(track: Track, line: UnitLine, speech: Speech) -> LineChart:
    """One unit against the category's median."""
    low, high = _range(track, speech)
    return LineChart(
        labels=labels_of(track),
        low=low,
        high=high,
        lines=(
            _unit(track, line, line.name, speech),
            _middle(track, speech),
            *_common(track, line, speech),
        ),
        signs=signs_in(speech),
        changed=changed_in(track),
        limits=_limits(track, speech),
    )


def unit_charts(track: Track, speech: Speech) -> list[LineChart]:
    """A tiny chart for each unit, by name."""
    middle = _middle(track, speech)
    return [
        _tiny(track, (_unit(track, line, line.short_name, speech), middle), speech)
        for line in track.units
    ]


def section_charts(track: Track, line: UnitLine | None, speech: Speech) -> list[LineChart]:
    """A tiny chart for each topmost section: a unit's line, or without one the median's."""
    found = []
    for section in track.newest.rubric.sections:
        name = one_line(speech.words(section.name), style.SANS)
        middle = _middle(track, speech, section.code)
        if line is None:
            lines: tuple[Line, ...] = (replace(middle, name=name),)
        else:
            lines = (_unit(track, line, name, speech, section.code), middle)
        found.append(_tiny(track, lines, speech))
    return found


def median_charts(tracks: Sequence[Track], speech: Speech) -> list[LineChart]:
    """A tiny chart for each category: its median through the years."""
    newest = max((one.newest.label for one in tracks), default="")
    charts = []
    for one in tracks:
        middle = replace(_middle(one, speech), name=one_line(one.title, style.SANS))
        chart = _tiny(one, (middle,), speech)
        lone = _lone(one, newest, speech) if len(one.points) == 1 else ""
        charts.append(replace(chart, lone=lone, changed=frozenset() if lone else chart.changed))
    return charts


def _lone(track: Track, newest: str, speech: Speech) -> str:
    """What is said of a category with one year alone, which makes no line."""
    if track.newest.label == newest:
        return speech.say(says("baru tahun ini"))
    return speech.say(says("hanya {year}", year=track.newest.label))


def _tiny(track: Track, lines: tuple[Line, ...], speech: Speech) -> LineChart:
    signs, changed = signs_in(speech), changed_in(track)
    own = _MIDDLE if lines[0].kind == "middle" else says("Nilai unit")
    return LineChart(labels_of(track), "", "", lines, signs, changed=changed, own=speech.say(own))


def distribution_of(track: Track, speech: Speech) -> Distribution:
    """How many units earned each predicate, one bar a point."""
    parts: dict[str, None] = {}
    counted = []
    for at in range(len(track.points)):
        named = track.predicates_at(at)
        counts = {one_line(speech.words(name), style.SANS): count for name, count in named}
        parts |= dict.fromkeys(counts)
        counted.append(counts)
    bars = [
        Bar(point.label, tuple(counts.get(part, 0) for part in parts), _units(point, speech))
        for point, counts in zip(track.points, counted, strict=True)
    ]
    return Distribution(tuple(parts), tuple(bars))


def profile(track: Track, speech: Speech, wide: float, high: float) -> Drawing | None:
    """The city's profile: the medians of the topmost sections, now and at the point before.

    Returns
    -------
    None where nothing has a value.
    """
    sections, newest = track.newest.rubric.sections, track.newest
    values = [newest.middle_of(section.code) for section in sections]
    if all(value is None for value in values):
        return None
    axes = [
        charts.Axis(
            one_line(speech.words(section.name), style.SANS),
            shown_number(newest.declared(value), speech) or "–",
        )
        for section, value in zip(sections, values, strict=True)
    ]
    series = [charts.Series(newest.label, "unit", tuple(newest.position(v) for v in values))]
    if len(track.points) > 1:
        before = track.points[-2]
        places = tuple(before.position(before.middle_of(s.code)) for s in sections)
        if any(place is not None for place in places):
            series.append(charts.Series(before.label, "last", places))
    if 3 <= len(axes) <= _MOST_SPOKES:
        return charts.radar(axes, series, wide, high)
    return charts.bars(axes, series, wide)


def tiny(values: Sequence[LineChart], wide: float, most_rows: int = 1000) -> list[Drawing]:
    """The tiny charts as drawings; none where there is nothing to draw."""
    return multiples(values, wide, most_rows) if values else []


def labels_of(track: Track) -> tuple[str, ...]:
    """What stands below the points."""
    return tuple(point.label for point in track.points)


def changed_in(track: Track) -> frozenset[int]:
    """The points before which the rubric changed."""
    return frozenset(at for at, point in enumerate(track.points) if point.rubric_changed)


def signs_in(speech: Speech) -> Signs:
    """What the signs on the lines mean."""
    return Signs(
        changed=speech.say(says("Rubrik berubah")),
        anew=speech.say(says("Unit lain bergabung; garis mulai lagi")),
        ended=speech.say(says("Unit berakhir")),
    )


def _middle(track: Track, speech: Speech, code: str = "") -> Line:
    values = [point.middle_of(code) for point in track.points]
    pairs = list(zip(track.points, values, strict=True))
    return Line(
        speech.say(_MIDDLE),
        "middle",
        tuple(point.position(value) for point, value in pairs),
        tuple(shown_number(point.declared(value), speech) for point, value in pairs),
    )


def _unit(track: Track, line: UnitLine, name: str, speech: Speech, code: str = "") -> Line:
    """A unit's own line, of the index or of one section; a gap where it was not ranked."""
    marks = [mark if mark and mark.value is not None else None for mark in line.marks]
    places = [
        point.position(_exact(mark, code)) if mark else None
        for point, mark in zip(track.points, marks, strict=True)
    ]
    texts = [(mark.value_of(code) if code else mark.value) if mark else None for mark in marks]
    return Line(
        one_line(name, style.SANS),
        "unit",
        tuple(places),
        tuple(shown_number(text, speech) for text in texts),
        line.anew,
        line.last if line.ended else None,
    )


def _common(track: Track, line: UnitLine | None, speech: Speech) -> list[Line]:
    """Where the rubric changed, both years over what they ask alike: a unit's, or the median."""
    found: list[Line] = []
    for at in sorted(changed_in(track)):
        if line is None:
            pair = medians_on_common(track, at)
            values = pair[:2] if pair else None
        else:
            both = on_common(track, line, at)
            values = (both.then, both.now) if both else None
        if values is None:
            continue
        places: list[float | None] = [None] * len(track.points)
        places[at - 1 : at + 1] = [track.points[at].position(value) for value in values]
        # The legend tells it once.
        name = "" if found else speech.say(says("Pada indikator yang sama"))
        point = track.points[at]
        texts = [""] * len(places)
        texts[at - 1 : at + 1] = [shown_number(point.declared(v), speech) for v in values]
        found.append(Line(name, "common", tuple(places), tuple(texts)))
    return found


def _exact(mark: Mark, code: str) -> Fraction | None:
    return mark.exact_of(code) if code else mark.exact


def _units(point: Point, speech: Speech) -> str:
    ranked, silent = point.ranked, point.silent
    if silent:
        return speech.say(says("{ranked} unit, {silent} tanpa nilai", ranked=ranked, silent=silent))
    return speech.say(says("{ranked} unit", ranked=ranked))


def _range(track: Track, speech: Speech) -> tuple[str, str]:
    """The ends of the range; in words where the years have different ones."""
    if not track.one_range:
        return speech.say(says("terendah")), speech.say(says("tertinggi"))
    result = track.newest.rubric.result
    low, high = (write_decimal(end, result.places) for end in (result.low, result.high))
    return speech.number(low), speech.number(high)


def _limits(track: Track, speech: Speech) -> tuple[tuple[float, str], ...]:
    """Where the predicates begin; none where the years have different limits."""
    result = track.newest.rubric.result
    if not track.one_range or any(
        point.rubric.result.predicates != result.predicates for point in track.points
    ):
        return ()
    found = []
    for predicate in result.predicates:
        place = track.newest.position(predicate.start)
        if predicate.start > result.low and place is not None:
            start = shown_number(shortest(write_decimal(predicate.start, result.places)), speech)
            name = one_line(speech.words(predicate.name), style.SANS)
            limit = says("{predicate} mulai {start}", predicate=name, start=start)
            found.append((place, speech.say(limit)))
    return tuple(found)


def shown_number(text: str | None, speech: Speech) -> str:
    """A declared decimal as people write it; "" where there is none."""
    return "" if text is None else speech.number(text)


def shortest(decimal: str) -> str:
    """A decimal without its closing zeros."""
    return decimal.rstrip("0").rstrip(".") if "." in decimal else decimal
