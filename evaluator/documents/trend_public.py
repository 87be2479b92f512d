"""Pictures of the city for everyone: medians and predicates of categories, no unit named."""

from evaluator.documents import charts, style
from evaluator.documents.feedback_words import Speech
from evaluator.documents.prose import one_line
from evaluator.documents.trend_bars import distribution
from evaluator.documents.trend_charts import multiples
from evaluator.documents.trend_pictures import NARROW, WIDE
from evaluator.documents.trend_values import Bar, Distribution, Line, LineChart
from evaluator.documents.trend_words import signs_in
from evaluator.scoring.messages import says
from evaluator.services.trend_city import PublicCategory, PublicCity

NAMES = ("tengah", "predikat")
"""The pictures, by the names that addresses use."""


def public_picture(
    city: PublicCity, name: str, speech: Speech, title: str, *, narrow: bool = False
) -> bytes | None:
    """One of the pictures in NAMES as SVG; None where nothing may be told."""
    wide = NARROW if narrow else WIDE
    if name == "predikat":
        bars = _bars(city, speech)
        return charts.svg(distribution(bars, wide), title) if bars else None
    lines = [_line(one, speech) for one in city.categories if shows_middle(one)]
    return charts.svg(multiples(lines, wide)[0], title) if lines else None


def shows_middle(category: PublicCategory) -> bool:
    """Whether any year's median may be told."""
    return any(point.middle is not None for point in category.points)


def _line(category: PublicCategory, speech: Speech) -> LineChart:
    points = category.points
    name = one_line(category.title, style.SANS)
    places = tuple(point.position for point in points)
    texts = tuple(speech.number(point.middle) if point.middle else "" for point in points)
    changed = frozenset(at for at, point in enumerate(points) if point.rubric_changed)
    labels = tuple(point.label for point in points)
    line = Line(name, "middle", places, texts)
    own = speech.say(says("Median kategori"))
    lone = speech.say(says("baru tahun ini")) if len(points) == 1 else ""
    return LineChart(labels, "", "", (line,), signs_in(speech), changed=changed, own=own, lone=lone)


def _bars(city: PublicCity, speech: Speech) -> Distribution | None:
    """The newest year's predicates, one bar a category."""
    told = [(one.title, one.points[-1]) for one in city.categories if one.points[-1].predicates]
    counted = [
        {one_line(speech.words(name), style.SANS): count for name, count in point.predicates}
        for _, point in told
    ]
    parts = list(dict.fromkeys(name for counts in counted for name in counts))
    bars = [
        Bar(
            one_line(title, style.SANS),
            tuple(counts.get(part, 0) for part in parts),
            speech.say(says("{ranked} unit", ranked=point.units)),
        )
        for (title, point), counts in zip(told, counted, strict=True)
    ]
    return Distribution(tuple(parts), tuple(bars)) if bars else None
