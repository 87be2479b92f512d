from xml.etree import ElementTree

import pytest

from evaluator.documents.chart_labels import labelled_web
from evaluator.documents.charts import Axis, Series, bars, gauge, radar, svg

AXES = [
    Axis("Prinsip Satu Data Indonesia", "3,25"),
    Axis("Kualitas Data", "2,80"),
    Axis("Proses Bisnis Statistik", "3,00"),
    Axis("Kelembagaan", "1,90"),
]
SERIES = [
    Series("Unit ini", "unit", (0.56, 0.45, 0.5, 0.2)),
    Series("Median kategori", "middle", (0.5, None, 0.4, 0.4)),
]


def words(picture: bytes) -> list[str]:
    root = ElementTree.fromstring(picture)
    return [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("chart", [radar, bars])
def test_chart_names_every_axis_value_and_series(chart):
    shown = " ".join(words(svg(chart(AXES, SERIES))))

    wanted = [text for axis in AXES for text in (*axis.name.split(), axis.value)]
    assert [text for text in [*wanted, "Unit ini", "Median kategori"] if text not in shown] == []


def test_same_drawing_gives_the_same_svg():
    assert svg(radar(AXES, SERIES)) == svg(radar(AXES, SERIES))


def test_svg_has_the_title_and_description_that_are_read_aloud():
    picture = svg(radar(AXES, SERIES), "Nilai <A>", "3,25 & 2,80").decode()

    assert "<title>Nilai &lt;A&gt;</title>" in picture
    assert "<desc>3,25 &amp; 2,80</desc>" in picture


def test_missing_value_interrupts_the_line_and_is_not_drawn_as_zero():
    web, _ = labelled_web(AXES, 300, 20, 250)

    places = web.places((1.0, None, 0.0, 0.5))

    assert places[1] is None
    assert places[2] == pytest.approx((web.x, web.y))
    assert places[0] == pytest.approx((web.x, web.y + web.reach))


@pytest.mark.parametrize("count", [3, 5, 8])
def test_labels_of_a_radar_stay_inside_and_apart(count):
    axes = [Axis("Penyelenggaraan Statistik Sektoral", "3,25")] * count

    _, labels = labelled_web(axes, 400, 20, 250)

    boxes = [label.box for label in labels]
    assert all(box[0] >= -0.5 and box[2] <= 400.5 for box in boxes)
    assert not any(
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        for number, one in enumerate(boxes)
        for other in boxes[:number]
    )


def test_bars_are_drawn_where_names_are_too_long_to_stand_around_a_radar():
    axes = [Axis("Penyelenggaraan Kegiatan Statistik Sektoral " * 4, "3,25")] * 9
    series = [Series("Unit ini", "unit", (0.5,) * 9)]

    assert svg(radar(axes, series, 270, 200)) == svg(bars(axes, series, 270))


def test_series_differ_by_dash_and_marker_not_only_by_colour():
    picture = svg(radar(AXES, SERIES)).decode()

    assert "stroke-dasharray" in picture
    assert "<circle" in picture
    assert 'width="4.8' in picture


def test_radar_of_two_axes_is_refused():
    with pytest.raises(ValueError, match="three axes"):
        radar(AXES[:2], [])


def test_gauge_without_any_value_is_an_empty_track():
    assert svg(gauge([("unit", None)], 90)).count(b"<rect") == svg(gauge([], 90)).count(b"<rect")
