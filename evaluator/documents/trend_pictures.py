"""The pictures of a trend as SVG, as wide as a page or as a phone."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing

from evaluator.documents import charts, trend_words
from evaluator.documents.feedback_words import Speech
from evaluator.documents.trend_bars import distribution
from evaluator.documents.trend_charts import line_chart
from evaluator.documents.trend_heat import heat_maps, natural_width
from evaluator.documents.trend_heat_words import heat_map
from evaluator.documents.trend_values import HeatMap
from evaluator.services.trend_heat import HeatTrack
from evaluator.services.trend_lines import Track, UnitLine

CATEGORY = ("kategori", "sebaran", "profil", "bagian", "unit")
"""The pictures of a whole category, by the names that addresses use."""
UNIT = ("nilai", "bagian")
"""The pictures of one unit."""
WIDE, NARROW = 540.0, 250.0  # points; letters stay legible when scaled to a screen
_SCALE = 1.45  # pixels of a heat map for a point: its numbers are small


def category_picture(
    track: Track, name: str, speech: Speech, title: str, *, narrow: bool = False
) -> bytes | None:
    """One of the pictures named in CATEGORY; None where nothing has a value."""
    wide = NARROW if narrow else WIDE
    drawing = _of_category(track, name, speech, wide)
    return None if drawing is None else charts.svg(drawing, title)


def city_picture(
    tracks: Sequence[Track], speech: Speech, title: str, *, narrow: bool = False
) -> bytes:
    """The medians of all categories, one tiny chart each."""
    parts = trend_words.median_charts(tracks, speech)
    return charts.svg(trend_words.tiny(parts, NARROW if narrow else WIDE)[0], title)


def unit_picture(
    track: Track, line: UnitLine, name: str, speech: Speech, title: str, *, narrow: bool = False
) -> bytes:
    """One of the pictures named in UNIT."""
    wide = NARROW if narrow else WIDE
    if name == "nilai":
        return charts.svg(line_chart(trend_words.unit_chart(track, line, speech), wide), title)
    parts = trend_words.section_charts(track, line, speech)
    return charts.svg(trend_words.tiny(parts, wide)[0], title)


def heat_picture(found: HeatTrack, speech: Speech, title: str) -> bytes:
    """The whole heat map in one picture, however large."""
    values = heat_map(found, speech)
    (drawing,) = heat_maps(values, natural_width(values))
    return charts.svg(drawing, title)


def heat_width(values: HeatMap) -> int:
    """How many pixels wide a heat map is shown, so that its numbers can be read."""
    return int(natural_width(values) * _SCALE)


def _of_category(track: Track, name: str, speech: Speech, wide: float) -> Drawing | None:
    if name == "kategori":
        return line_chart(trend_words.category_chart(track, speech), wide)
    if name == "sebaran":
        return distribution(trend_words.distribution_of(track, speech), wide)
    if name == "profil":
        side = min(wide, 300.0)
        return trend_words.profile(track, speech, side, side * 0.78)
    if name == "bagian":
        return trend_words.tiny(trend_words.section_charts(track, None, speech), min(wide, 320))[0]
    drawings = trend_words.tiny(trend_words.unit_charts(track, speech), wide)
    return drawings[0] if drawings else None
