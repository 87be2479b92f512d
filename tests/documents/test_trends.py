"""Pictures of trends: gaps are gaps, words stay in their box, pages are split to be read."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from reportlab.graphics.shapes import Drawing, Group, PolyLine, String
from reportlab.pdfbase.pdfmetrics import stringWidth

from evaluator.documents import trend_book, trend_mayor, trend_words
from evaluator.documents.feedback_words import Speech
from evaluator.documents.result_table import Column, ResultTable
from evaluator.documents.trend_bars import distribution
from evaluator.documents.trend_charts import line_chart, multiples
from evaluator.documents.trend_heat import fitted_maps, heat_maps, tint_of
from evaluator.documents.trend_pictures import (
    CATEGORY,
    UNIT,
    category_picture,
    city_picture,
    heat_picture,
    unit_picture,
)
from evaluator.documents.trend_values import (
    Bar,
    Cell,
    Distribution,
    HeatMap,
    Line,
    LineChart,
    Signs,
)
from evaluator.services.offices import OfficeView
from evaluator.services.trend_city import CitySummary, Weakness
from evaluator.services.trend_gains import Gain
from evaluator.services.trend_heat import HeatTrack
from evaluator.services.trend_lines import Mark, Point, Track, UnitLine
from evaluator.storage.rubric_files import read_rubric
from tests.city import RUBRIC
from tests.documents.reading import fonts_of, opened, text_of

SIGNS = Signs("Rubrik berubah", "Unit lain bergabung; garis mulai lagi", "Unit berakhir")
LONG = "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga"


def strings(shape, right=0.0, up=0.0):
    """Every text of a drawing with where it starts and ends, those that read upwards as points."""
    for one in shape.contents:
        if isinstance(one, Group):
            a, _, _, _, x, y = one.transform
            for text, left, end, level in strings(one):
                yield (text, left + x, end + x, level + y) if a else (text, x, x, y)
        elif isinstance(one, String):
            wide = stringWidth(one.text, one.fontName, one.fontSize)
            left = one.x - {"start": 0, "middle": wide / 2, "end": wide}[one.textAnchor]
            yield one.text, left, left + wide, one.y


def outside(drawing: Drawing):
    return [
        text for text, left, right, y in strings(drawing)
        if left < -0.5 or right > drawing.width + 0.5 or y < -0.5 or y > drawing.height
    ]  # fmt: skip


def joints(drawing: Drawing):
    """How many strokes join two points of the unit's line; one of 20 points is the legend's."""
    strokes = [one for one in drawing.contents if isinstance(one, PolyLine)]
    solid = [one.points for one in strokes if not one.strokeDashArray]
    return sum(abs(points[2] - points[0] - 20) > 0.1 for points in solid)


def chart(places, **given):
    texts = tuple("" if place is None else f"{place:.2f}".replace(".", ",") for place in places)
    labels = tuple(str(2025 + at) for at in range(len(places)))
    unit = Line(LONG, "unit", tuple(places), texts, **given)
    middle = Line("Median kategori", "middle", (0.5,) * len(places), ("0,50",) * len(places))
    limits = ((0.625, "Sangat memuaskan mulai 3,5"), (0.63, "Memuaskan mulai 3,49"))
    return LineChart(
        labels, "1,00", "5,00", (unit, middle), SIGNS, changed=frozenset({1}), limits=limits
    )


@pytest.mark.parametrize(
    ("places", "given", "joined"),
    [
        ((0.2, 0.4, 0.6), {}, 2),
        ((0.2, None, 0.6), {}, 0),
        ((0.2, 0.4, 0.6), {"anew": frozenset({2})}, 1),
        ((0.0, 0.0, None), {"ended": 1}, 1),
        ((0.2,), {}, 0),
    ],
)
def test_a_gap_or_a_fresh_start_is_never_joined_and_all_words_stay_inside(places, given, joined):
    one = chart(places, **given)
    for wide in (640, 250):
        drawing = line_chart(one, wide)
        assert joints(drawing) == joined
        assert outside(drawing) == []
        said = {text for text, *_ in strings(drawing)}
        assert set(one.labels) <= said and {text for text in one.lines[0].texts if text} <= said
        assert ("+" in said, "×" in said) == ("anew" in given, "ended" in given)


def test_tiny_charts_are_split_by_rows_and_each_is_named():
    values = [chart((0.2, None, 0.4)) for _ in range(60)]
    for wide in (640, 250):
        (whole,) = multiples(values, wide)
        assert outside(whole) == []
        assert sum(text.startswith("Dinas P") for text, *_ in strings(whole)) == 60
    sheets = multiples(values, 640, most_rows=5)
    assert len(sheets) == 3 and max(sheet.height for sheet in sheets) < 360


def test_every_part_of_a_bar_shows_its_number():
    names = ("Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang")
    bars = (Bar(LONG, (1, 0, 200, 3, 1), "205 unit"), Bar("2026", (0,) * 5, "0 unit"))
    for wide in (640, 250):
        drawing = distribution(Distribution(names, bars), wide)
        said = [text for text, *_ in strings(drawing)]
        assert sorted(text for text in said if text.isdigit()) == ["1", "1", "200", "2026", "3"]
        assert outside(drawing) == [] and set(names) <= set(said)


def heat(rows, columns):
    cells = [
        Cell("3,25", 0.5, "value"), Cell("", None, "not-applicable"),
        Cell("?", None, "missing"), Cell("", None, "absent"),
    ]  # fmt: skip
    lines = tuple((f"{LONG} {n}", tuple(cells[(n + c) % 4] for c in range(columns)))
                  for n in range(rows))  # fmt: skip
    words = ("Nilai", "Tidak berlaku", "Belum dinilai", "Ditarik dari penilaian")
    codes = tuple(f"{10101 + at}" for at in range(columns))
    return HeatMap(codes, ((LONG, columns - 1), ("Akhir", 1)), lines, "1,00", "5,00", words)


def test_a_large_heat_map_is_cut_into_pages_that_can_be_read():
    values = heat(60, 38)
    pages = fitted_maps(values, 754, 440)
    assert len(pages) == 2
    assert all(page.width <= 754 and page.height <= 440 for page in pages)
    wider = fitted_maps(heat(10, 90), 754, 440)
    assert len(wider) == 3
    for drawing in (*heat_maps(values, 5000), *heat_maps(heat(1, 1), 5000)):
        assert outside(drawing) == []
    codes = {text for page in wider for text, *_ in strings(page)}
    assert set(heat(10, 90).columns) <= codes


def test_lower_places_never_have_a_darker_tint():
    tints = [tint_of(place / 20) for place in range(21)]
    assert tints == sorted(tints) and (tints[0], tints[-1]) == (0, 4)


# What papers are made of: a track with awkward names.


def track(title="OPD", count=3, units=5):
    rubric = read_rubric(RUBRIC.read_bytes())
    points = tuple(
        Point(
            category_id=at, period_id=at, label=str(2025 + at), year=2025 + at,
            period=f"Penilaian {2025 + at}", day=date(2025 + at, 9, 29), released=True,
            under_revision=False, rubric=rubric, rubric_digest="0" * 64, comparison=None,
            ranked=units, silent=0, middle={"": "3", "A": "7/2", "B": "2", "a1": "3"},
        )
        for at in range(count)
    )  # fmt: skip
    nodes = {code: {"value": "3.00", "exact": "3"} for code in ("A", "B", "a1", "a2", "b1")}
    baik = rubric.result.predicates[0].name
    mark = Mark(LONG, "3.00", Fraction(3), baik, None, nodes, ())
    lines = tuple(
        UnitLine(n, f"{LONG} {n}", f"{LONG} {n}", (mark,) * count, frozenset(), None, ())
        for n in range(units)
    )
    return Track(count - 1, title, "opd", points, lines)


def office():
    given = dict.fromkeys(OfficeView.__dataclass_fields__, "")
    return OfficeView(**{**given, "name": "BPS Kota Uji", "city": "Uji", "illustrative": True})


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_mayors_page_is_one_page_however_much_there_is_to_say(language):
    tracks = tuple(track(f"{LONG} {n}", 6) for n in range(9))
    gain = Gain(1, f"{LONG} {LONG}", "3.00", "4.00", Fraction(1), True, ("2.50", "3.75"))
    name = tracks[0].newest.rubric.indicators[0].name
    weak = Weakness(LONG, "a1", replace_words(name), "1.00", "1.25", 0.0, 4, 5)
    summary = CitySummary(office(), 2030, tracks, ((LONG, gain),) * 3, (weak,) * 3)
    pdf = trend_mayor.draw(summary, Speech(language), date(2030, 10, 1))
    assert len(opened(pdf).pages) == 1
    assert "2030" in text_of(pdf) and "+1" in text_of(pdf)
    published = {"id": "nilai terbit: 2,50 → 3,75", "en": "2.50 → 3.75"}[language]
    assert published in " ".join(text_of(pdf).split())
    assert all(fonts_of(pdf).values()) and len(pdf) < 80_000
    bare = replace(summary, tracks=(track(count=1, units=1),), gains=(), weakest=())
    pdf = trend_mayor.draw(bare, Speech(), date(2030, 10, 1))
    assert len(opened(pdf).pages) == 1 and "baru tahun ini" in text_of(pdf)


def replace_words(name):
    return name.model_copy(update={"id": f"{LONG} {LONG}"})


def test_the_book_shows_every_picture_with_its_table_and_says_what_it_is():
    found = track(units=30)
    answered = {line.unit_id: frozenset(("a1", "a2", "b1")) for line in found.units}
    heat_track = HeatTrack(found, 2, found.units, answered)
    columns = [Column("Unit"), *(Column(label, 2) for label in ("2025", "2026", "2027"))]
    table = ResultTable(
        "OPD", (), columns, [[f"{LONG} {n}", "3.00", "", "3.00"] for n in range(30)]
    )
    tables = dict.fromkeys(("kategori", "sebaran", "bagian", "unit"), table)
    pdf = trend_book.draw(heat_track, tables, office(), Speech(), date(2027, 10, 1))
    assert pdf == trend_book.draw(heat_track, tables, office(), Speech(), date(2027, 10, 1))
    text = text_of(pdf)
    for said in ("Tren OPD", "Sebaran predikat", "Tiap unit", "Peta unit dan indikator 2027",
                 "1 Oktober 2027", "3,00"):  # fmt: skip
        assert said in text
    assert all(fonts_of(pdf).values())


def test_awkward_names_are_drawn_as_they_were_typed():
    odd = '=1+1 <b>&amp; "Dinas" \u6f22\u5b57 \U0001f389'
    found = track(odd)
    lines = tuple(replace(line, name=odd, short_name=odd) for line in found.units)
    found = replace(found, units=lines)
    answered = {line.unit_id: frozenset(("a1", "a2", "b1")) for line in lines}
    heat_track = HeatTrack(found, 2, lines, answered)
    speech = Speech()
    drawn = [category_picture(found, name, speech, odd) for name in CATEGORY]
    drawn += [unit_picture(found, lines[0], name, speech, odd, narrow=True) for name in UNIT]
    drawn += [heat_picture(heat_track, speech, odd), city_picture([found], speech, odd)]
    for picture in drawn:
        root = ElementTree.fromstring(picture)
        assert root.find("{http://www.w3.org/2000/svg}title").text == odd
    words = " ".join(text for picture in drawn[-4:] for text in texts_of(picture))
    assert "=1+1 <b>&amp;" in words and "[emoji]" in words


def texts_of(picture):
    found = ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")
    return [node.text or "" for node in found]


def test_values_of_years_with_other_ranges_are_not_put_on_one_scale():
    found = track()
    other = found.points[0].rubric.model_copy(
        update={"result": found.points[0].rubric.result.model_copy(update={"high": Fraction(10)})}
    )
    mixed = replace(found, points=(replace(found.points[0], rubric=other), *found.points[1:]))
    drawn = trend_words.category_chart(mixed, Speech())
    assert (drawn.low, drawn.high, drawn.limits) == ("terendah", "tertinggi", ())
    assert trend_words.category_chart(found, Speech()).high == "5,00"
