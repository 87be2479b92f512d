"""A design is plain data, and whatever it may not hold is refused by name."""

import copy
import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from evaluator.documents import batik, paper_ornaments
from evaluator.documents.certificate import DESIGNS
from evaluator.documents.designs import design_digest, design_of
from evaluator.documents.paper_moving import on_sheet
from evaluator.documents.paper_reading import checked, digest, read_design, read_text
from evaluator.services.problems import Refused

SMALL = {
    "title": "Uji",
    "page": {"size": "A4", "direction": "landscape"},
    "elements": [
        {
            "kind": "text",
            "name": "nama",
            "x": 20,
            "y": 60,
            "width": 257,
            "height": 40,
            "paragraphs": [{"id": "{recipient}", "font": "display", "size": 34, "smallest": 18}],
        }
    ],
}


def changed(**values):
    content = copy.deepcopy(SMALL)
    element = content["elements"][0]
    for key, value in values.items():
        place = element["paragraphs"][0] if key in ("id", "font", "size", "when") else element
        place[key] = value
    return content


def sentences(content):
    with pytest.raises(Refused) as refusal:
        read_design(content)
    return [str(detail) for detail in refusal.value.details]


def test_plain_values_give_a_design_and_a_design_gives_them_back():
    design = read_design(SMALL)

    assert read_design(design.plain()) == design
    assert checked(checked(SMALL).content) == checked(SMALL)
    assert design.page.extent == (297, 210)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{recipient.__class__}", "nama, paragraphs 1, id: Kurung kurawal pada"),
        ("{recipient!r}", "nama, paragraphs 1, id: Kurung kurawal pada"),
        ("{recipient:>9999999}", "nama, paragraphs 1, id: Kurung kurawal pada"),
        ("{0}", "nama, paragraphs 1, id: Isian “0” tidak dikenal"),
        ("{__class__}", "nama, paragraphs 1, id: Isian “__class__” tidak dikenal"),
        ("{password}", "nama, paragraphs 1, id: Isian “password” tidak dikenal"),
        ("{ recipient }", "nama, paragraphs 1, id: Kurung kurawal pada"),
        ("{{recipient}}", "nama, paragraphs 1, id: Kurung kurawal pada"),
        ("a } b", "nama, paragraphs 1, id: Kurung kurawal pada"),
    ],
)
def test_text_asks_for_listed_fields_and_for_nothing_else(text, reason):
    (sentence,) = sentences(changed(id=text))

    assert sentence.startswith(reason)


@pytest.mark.parametrize("text", ["%(recipient)s", "${recipient", "<b>{recipient}</b>", "%s"])
def test_other_ways_of_writing_a_gap_are_plain_text(text):
    if text.count("{") == text.count("}"):
        assert read_design(changed(id=text)).elements[0].paragraphs[0].id == text
    else:
        assert "Kurung kurawal" in sentences(changed(id=text))[0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"x": 100}, "nama: Unsur ini keluar dari kertas; geser ke dalam atau kecilkan."),
        ({"x": -1}, "nama, x: terlalu kecil"),
        ({"width": 1e9}, "nama, width: terlalu besar"),
        ({"width": "20"}, "nama, width: tidak dapat dipakai"),
        ({"font": "Helvetica"}, "nama, paragraphs 1, font: tidak dapat dipakai"),
        ({"size": 900}, "nama, paragraphs 1, size: terlalu besar"),
        ({"when": "secret"}, "nama, paragraphs 1, when: Syarat “secret” bukan isian yang dikenal."),
        ({"script": "x"}, "nama, script: tidak dikenal"),
        ({"name": "A B"}, "A B, name: tidak dapat dipakai"),
        ({"id": "Juara 🏆"}, "nama, paragraphs 1: Teks memuat emoji (U+1F3C6)"),
        ({"id": "ꦗꦮ"}, "nama, paragraphs 1: Teks memuat “ꦗ”"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_its_place(change, reason):
    assert sentences(changed(**change))[0].startswith(reason)


def test_two_elements_of_one_name_and_too_many_elements_are_refused():
    twice = copy.deepcopy(SMALL)
    twice["elements"] *= 2
    many = copy.deepcopy(SMALL)
    many["elements"] = [{**SMALL["elements"][0], "name": f"n{n}"} for n in range(61)]

    assert sentences(twice) == [
        "nama: Dua unsur bernama “nama”; setiap unsur mempunyai nama sendiri."
    ]
    assert sentences(many) == ["elements: paling banyak 60 unsur"]


def tiled(count, **values):
    """As many ornaments over one large sheet."""
    one = {"kind": "ornament", "x": 0, "y": 0, "width": 500, "height": 500, "shape": "band"}
    return {
        "title": "Batik",
        "page": {"size": "own", "width": 500, "height": 500},
        "elements": [{**one, "name": f"batik-{n}", **values} for n in range(count)],
    }


@pytest.mark.parametrize(
    ("content", "pieces"),
    [
        (tiled(60, motif="jlamprang", size=1), 3341760),
        (tiled(1, motif="kawung", size=1), 55696),
        (tiled(1, motif="parang"), 28980),
        (tiled(60, motif="truntum", shape="frame", size=1), 56520),
    ],
    ids=["sixty", "one", "blades", "frames"],
)
def test_a_motif_that_would_take_minutes_to_draw_is_refused_by_its_name(content, pieces):
    assert sentences(content) == [] and said(content) == (
        f"Ornamen rancangan ini terdiri atas {pieces} keping motif, paling banyak 20000. "
        "Perbesar ukuran motif “batik-0”, kecilkan bidangnya, atau hapus."
    )


def said(content):
    with pytest.raises(Refused) as refusal:
        read_design(content)
    return str(refusal.value)


@pytest.mark.parametrize("motif", ["kawung", "parang", "truntum", "jlamprang"])
@pytest.mark.parametrize("shape", ["frame", "band"])
def test_the_pieces_of_an_ornament_are_counted_as_they_are_drawn(monkeypatch, motif, shape):
    ornament = {"motif": motif, "shape": shape, "width": 200, "height": 90, "size": 8}
    design = read_design(tiled(1, **ornament))
    canvas = Canvas(io.BytesIO(), pagesize=(1500, 1500))
    drawn = []
    for name in ("_blade", "diamond"):
        monkeypatch.setattr(batik, name, lambda *_args: drawn.append(1))
    monkeypatch.setattr(Canvas, "doForm", lambda *_args: drawn.append(1))
    monkeypatch.setattr(paper_ornaments, "_strokes", {})
    monkeypatch.setattr(batik, "_tile_form", lambda *_args: "tile")

    paper_ornaments.draw(canvas, design, design.elements[0])

    assert paper_ornaments.pieces(design, design.elements[0]) == len(drawn) > 50


def test_of_thousands_of_faults_the_first_are_named_and_the_rest_counted():
    content = {"title": "x", "elements": [0] * 9000}

    told = sentences(content)

    assert said(content) == "Rancangan belum dapat dipakai: 9000 hal perlu diperbaiki."
    assert len(told) == 21 and told[0] == "#1: tidak dapat dipakai"
    assert told[-1] == "… dan 8980 hal lagi."


@pytest.mark.parametrize("text", ["{", "[]", '"x"', "NaN", "{}" * 3, "[" * 100_000])
def test_broken_text_is_refused_in_words(text):
    with pytest.raises(Refused):
        read_text(text)


def test_not_a_number_is_refused():
    with pytest.raises(Refused):
        read_design(changed(x=float("nan")))


@pytest.mark.parametrize("code", DESIGNS)
def test_shipped_designs_are_read_and_known_by_their_digest(code):
    content = DESIGNS[code].content

    assert design_of(code) is design_of(code)
    assert design_of("x", content) == design_of(code)
    assert design_digest(code) == digest(content) == design_digest("x", content)


def test_a_design_that_is_not_there_is_no_design():
    with pytest.raises(KeyError):
        design_of("tidak-ada")


@pytest.mark.parametrize("direction", ["landscape", "portrait"])
@pytest.mark.parametrize("size", ["A5", "A4", "F4", "A3"])
@pytest.mark.parametrize("code", DESIGNS)
def test_designs_move_to_every_sheet_and_stay_on_it(code, size, direction):
    moved = on_sheet(DESIGNS[code].design, size, direction)

    assert (moved.page.size, moved.page.direction) == (size, direction)
    assert read_design(moved.plain()) == moved
    assert len(moved.elements) == len(DESIGNS[code].design.elements)


@pytest.mark.parametrize("code", DESIGNS)
def test_a_design_moved_to_its_own_sheet_keeps_every_element_in_place(code):
    design = DESIGNS[code].design
    moved = on_sheet(design, "A4", "landscape")

    places = [(e.name, e.x, e.y, e.width, e.height) for e in design.elements]
    assert [(e.name, e.x, e.y, e.width, e.height) for e in moved.elements] == [
        (name, *(pytest.approx(side, abs=0.6) for side in sides)) for name, *sides in places
    ]


def test_a_design_has_a_bounded_number_of_paragraphs_in_all():
    content = changed()
    text = content["elements"][0]
    text["paragraphs"] = [text["paragraphs"][0]] * 10
    content["elements"] = [{**text, "name": f"n{number}"} for number in range(15)]
    assert len(read_design(content).elements) == 15

    content["elements"].append({**text, "name": "n15"})
    (sentence,) = sentences(content)
    assert "Terlalu banyak paragraf: 160; paling banyak 150" in sentence
