"""One page for the mayor: where the city stands, what rose, and where it is weakest."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from reportlab.platypus import Flowable, KeepInFrame, Spacer

from evaluator.documents import style, trend_words
from evaluator.documents.feedback_words import Speech
from evaluator.documents.minutes_frame import table as long_table
from evaluator.documents.prose import laid_out, one_line, paragraph
from evaluator.documents.trend_bars import distribution
from evaluator.documents.trend_frame import UPRIGHT, Margins, printed, room
from evaluator.documents.trend_values import Bar, Distribution
from evaluator.documents.typesetting import shortened
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.messages import Message, says
from evaluator.services.certificate_faces import DEMO_MARK
from evaluator.services.trend_city import CitySummary, Weakness
from evaluator.services.trend_gains import Gain
from evaluator.services.trend_lines import Track

_WIDE, _HIGH = room(UPRIGHT)
_HALF = _WIDE / 2
_MOST = 6  # categories that one page has room for
_POINTS = 4  # years of each
_NOTHING = says("Belum ada nilai untuk digambarkan.")


def draw(summary: CitySummary, speech: Speech, printed_on: date) -> bytes:
    """Print the summary of one year on one page of A4."""
    title = speech.say(says("Ringkasan untuk wali kota {year}", year=summary.year))
    story: list[Flowable] = [
        paragraph(title, "unit"),
        paragraph(_opening(summary, printed_on, speech), "quiet"),
        Spacer(0, 4),
        _beside(_profile(summary, speech), _medians(summary, speech)),
        Spacer(0, 4),
        _beside(_gains(summary, speech), _weakest(summary, speech)),
        Spacer(0, 4),
        *_predicates(summary, speech),
    ]
    margins = Margins(
        title=title,
        office=summary.office.name,
        foot=speech.say(
            says(
                "Dari hasil yang sudah dirilis. Median: separuh unit di atasnya, separuh di "
                "bawahnya."
            )
        ),
        language=speech.language,
        mark=DEMO_MARK if summary.office.illustrative else None,
    )
    whole = KeepInFrame(_WIDE, _HIGH, story, mode="shrink")
    return printed(margins, [whole], UPRIGHT)


def _opening(summary: CitySummary, printed_on: date, speech: Speech) -> str:
    points = [track.newest for track in summary.tracks]
    day = format_date(printed_on, "d MMMM y", locale=speech.language)
    said = [
        says(
            "{city}: {units} unit dinilai dalam {categories} kategori. Dicetak {day}.",
            city=summary.office.city,
            units=sum(point.ranked for point in points),
            categories=len(points),
            day=day,
        )
    ]
    if any(point.under_revision for point in points):
        said.append(says("Sebagian hasil sedang ditinjau kembali."))
    if any(point.rubric_changed for point in points):
        said.append(says("Rubrik berubah tahun ini."))
    return " ".join(speech.say(one) for one in said)


def _profile(summary: CitySummary, speech: Speech) -> list[Flowable]:
    first = summary.tracks[0]
    drawing = trend_words.profile(first, speech, _HALF - 12, 205)
    head = _head(says("Profil kota: {category}", category=first.title), speech)
    return [head, drawing or paragraph(speech.say(_NOTHING), "quiet")]


def _medians(summary: CitySummary, speech: Speech) -> list[Flowable]:
    shown = summary.tracks[:_MOST]
    drawings = trend_words.tiny(trend_words.median_charts(shown, speech), _HALF - 12)
    heads = [speech.say(says("Kategori")), *_columns(shown)]
    rows = [_median_row(track, heads[1:], speech) for track in shown]
    wide = _HALF - 12
    number = min(38.0, wide * 0.6 / max(1, len(heads) - 1))
    widths = [wide - number * (len(heads) - 1), *[number] * (len(heads) - 1)]
    table = long_table(heads, rows, widths, tuple(range(1, len(heads))))
    more = _left_out(len(summary.tracks) - len(shown), speech)
    head = _head(says("Median tiap kategori"), speech)
    return [head, *drawings, Spacer(0, 4), table, *more]


def _columns(tracks: Sequence[Track]) -> list[str]:
    """The last few years that any category was assessed in."""
    labels = sorted({label for track in tracks for label in trend_words.labels_of(track)})
    return labels[-_POINTS:]


def _median_row(track: Track, labels: Sequence[str], speech: Speech) -> list[str]:
    known = {point.label: point.declared(point.middle_of()) for point in track.points}
    values = [known.get(label) for label in labels]
    return [track.title, *(speech.number(value) if value else "–" for value in values)]


def _gains(summary: CitySummary, speech: Speech) -> list[Flowable]:
    head = _head(says("Kenaikan terbesar"), speech)
    if not summary.gains:
        none = says("Belum ada kenaikan yang dapat dibandingkan dengan tahun sebelumnya.")
        return [head, paragraph(speech.say(none), "quiet")]
    rows = [_gain(title, gain, speech) for title, gain in summary.gains]
    if not any(gain.differs for _title, gain in summary.gains):
        return [head, *rows]
    why = says(
        "Dihitung pada indikator yang sama di kedua tahun, karena rubriknya berganti; nilai "
        "terbit memakai rubrik tahunnya."
    )
    return [head, *rows, paragraph(speech.say(why), "quiet")]


def _gain(title: str, gain: Gain, speech: Speech) -> Flowable:
    places = len(gain.after.partition(".")[2])
    rise = f"+{speech.number(write_decimal(gain.rise, places))}"
    values = _from_to(gain.before, gain.after, speech)
    name = _name(gain.unit, style.SANS_BOLD)
    lines = [f"{title}: {values}"]
    if gain.differs:
        published = says("nilai terbit: {values}", values=_from_to(*gain.published, speech))
        lines.append(speech.say(published))
    return _entry(rise, [paragraph(name, "bold"), *(paragraph(one, "quiet") for one in lines)])


def _from_to(before: str, after: str, speech: Speech) -> str:
    return f"{speech.number(before)} → {speech.number(after)}"


def _weakest(summary: CitySummary, speech: Speech) -> list[Flowable]:
    title = says("Tiga indikator terlemah: {category}", category=summary.tracks[0].title)
    head = _head(title, speech)
    if not summary.weakest:
        return [head, paragraph(speech.say(_NOTHING), "quiet")]
    return [head, *(_weakness(one, speech) for one in summary.weakest)]


def _weakness(one: Weakness, speech: Speech) -> Flowable:
    name = _name(f"{one.code} {speech.words(one.name)}", style.SANS_BOLD)
    told = {"mean": speech.number(one.mean), "of": one.of}
    said = says("median dari {of} unit; rata-rata {mean}", **told)
    if one.low:
        said = says(
            "median dari {of} unit; rata-rata {mean}; {low} unit pada nilai terendah",
            low=one.low,
            **told,
        )
    words = [paragraph(name, "bold"), paragraph(speech.say(said), "quiet")]
    return _entry(speech.number(one.middle), words)


def _predicates(summary: CitySummary, speech: Speech) -> list[Flowable]:
    shown = summary.tracks[:_MOST]
    parts: dict[str, None] = {}
    counted = []
    for track in shown:
        named = track.predicates_at(len(track.points) - 1)
        counts = {one_line(speech.words(name), style.SANS): count for name, count in named}
        parts |= dict.fromkeys(counts)
        counted.append(counts)
    bars = [
        Bar(
            one_line(track.title, style.SANS),
            tuple(counts.get(part, 0) for part in parts),
            speech.say(says("{ranked} unit", ranked=track.newest.ranked)),
        )
        for track, counts in zip(shown, counted, strict=True)
    ]
    head = _head(says("Banyaknya unit per predikat"), speech)
    return [head, distribution(Distribution(tuple(parts), tuple(bars)), _WIDE)]


def _left_out(count: int, speech: Speech) -> list[Flowable]:
    if count <= 0:
        return []
    return [paragraph(speech.say(says("dan {count} kategori lain", count=count)), "quiet")]


def _head(title: Message, speech: Speech) -> Flowable:
    return paragraph(speech.say(title), "heading")


def _name(text: str, font: str) -> str:
    """A name in three lines at most."""
    return shortened(one_line(text, font), font, 9, (_HALF - 70) * 2.6)


def _entry(number: str, words: list[Flowable]) -> Flowable:
    wide = _HALF - 9
    return laid_out([[paragraph(number, "gain"), words]], [52, wide - 52], padding=(4, 2, 3))


def _beside(left: list[Flowable], right: list[Flowable]) -> Flowable:
    return laid_out([[left, "", right]], [_HALF - 9, 18, _HALF - 9], padding=(0, 0, 4))
