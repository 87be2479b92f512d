"""Papers of any design: drawn as they were measured, or refused by name."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from evaluator.documents import drawing, qr
from evaluator.documents.certificate import DESIGNS, Refused, draw, preflight
from evaluator.documents.certificate_face import Signatory
from evaluator.documents.design_pictures import picture, sample_of
from evaluator.documents.paper import lay_all
from evaluator.documents.paper_moving import on_sheet
from evaluator.documents.preflight import paper_of
from tests.documents.examples import FACE
from tests.documents.reading import opened, placed_text, text_of

LONG = "Prof. Dr. Ir. H. Raden Mas Suryokusumo Wijayaningrat Kusumaatmaja, S.ST., M.Si., Ph.D."
TWO = (
    Signatory("Kepala BPS Kota Pekalongan", "Hayu Wuranti", "197001011994032001"),
    Signatory("Wali Kota Pekalongan", "Afzan Arslan"),
)


def text(name, template, **more):
    look = {"font": "serif", "size": 12, "smallest": 8, **more}
    return {
        "kind": "text", "name": name, "x": 20, "y": 20, "width": 150, "height": 30,
        "paragraphs": [{"id": template, **look}],
    }  # fmt: skip


def own(*elements, **page):
    page = {"size": "A4", "direction": "landscape", **page}
    return {"title": "Milik kantor", "page": page, "elements": list(elements)}


def face(*elements, **changes):
    return replace(FACE, design="milik", design_content=own(*elements), **changes)


def reasons(one):
    return [(found.severity, found.reason) for found in preflight([one])]


def test_a_value_that_looks_like_a_field_is_printed_as_typed():
    drawn = draw([face(text("a", "{recipient}"), recipient="{signatory_nip} {x.__class__} %s")])

    assert "{signatory_nip} {x.__class__} %s" in text_of(drawn)


def test_paragraph_whose_fields_are_all_empty_is_left_out():
    element = text("a", "Kategori {category}")
    element["paragraphs"].append({"id": "sebagai", "when": "place"})
    element["paragraphs"].append({"id": "terima kasih", "unless": "place"})

    assert text_of(draw([face(element, category=None, place=None)])) == "terima kasih"
    assert text_of(draw([face(element)])) == "Kategori Organisasi Perangkat Daerah sebagai"


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("id", "diberikan kepada Juara I"),
        ("en", "presented to First place"),
        ("both", "diberikan kepada presented to Juara I First place"),
    ],
)
def test_one_design_prints_indonesian_english_or_both(language, printed):
    element = text("a", "diberikan kepada", en="presented to")
    element["paragraphs"].append({"id": "{place}", "en": "{place}"})
    drawn = draw([face(element, language=language, english={"place": "First place"})])

    assert text_of(drawn) == printed


def test_every_signatory_has_a_block_and_a_missing_one_is_refused_unless_optional():
    def block(number, **more):
        return {
            "kind": "signature", "name": f"t{number}", "signatory": number, "x": 20 + 90 * number,
            "y": 120, "width": 80, "height": 50, **more,
        }  # fmt: skip

    both = face(block(1), block(2, dated=False), signatories=TWO)
    printed = text_of(draw([both]))
    assert [part for part in ("Hayu Wuranti", "NIP 19700101 199403 2 001", "Afzan Arslan",
                              "Wali Kota Pekalongan") if part not in printed] == []  # fmt: skip
    assert printed.count("Pekalongan, 26 September 2025") == 1
    alone = replace(both, signatories=())
    assert reasons(alone) == [
        ("refused", "Jabatan penanda tangan ke-2 belum diisi."),
        ("refused", "Nama penanda tangan ke-2 belum diisi."),
    ]
    optional = face(block(1), block(2, optional=True))
    assert reasons(optional) == []
    assert "Wali" not in text_of(draw([optional]))


def test_text_that_does_not_fit_its_box_is_refused_and_named():
    crowded = {**text("kotak-a", "{award}", lines=4), "height": 4}

    assert reasons(face({**text("a", "{recipient}"), "width": 15}, recipient="A" * 40)) == [
        (
            "refused",
            "Nama penerima terlalu panjang (40 karakter): tidak muat walaupun dicetak pada "
            "ukuran terkecil, 8 pt; persingkatlah.",
        )
    ]
    assert reasons(face(crowded, award="Penghargaan " * 9)) == [
        (
            "refused",
            "Isi kotak teks “kotak-a” tidak muat; persingkat isinya atau perbesar kotaknya.",
        )
    ]


def test_text_set_much_smaller_is_noted_by_its_field():
    small = {**text("a", "{award}", size=30, smallest=8, lines=1), "width": 80}

    assert reasons(face(small)) == [("note", "Penghargaan dikecilkan menjadi 8,5 pt agar muat.")]


@pytest.mark.parametrize("name", [FACE.recipient, LONG], ids=["usual", "long"])
@pytest.mark.parametrize("language", ["en", "both"])
@pytest.mark.parametrize("code", DESIGNS)
def test_shipped_designs_print_every_language(code, language, name):
    one = replace(FACE, design=code, language=language, recipient=name)
    assert [found.reason for found in preflight([one]) if found.severity == "refused"] == []
    said = text_of(draw([one]))
    assert "presented to" in said or "respectfully extended to" in said


@pytest.mark.parametrize("name", [FACE.recipient, LONG, "A" * 18, "Ñoño Ümit Şahin, Đặng & <b>"])
@pytest.mark.parametrize("code", DESIGNS)
def test_every_line_stands_in_the_file_where_it_was_measured_and_inside_its_box(code, name):
    paper = paper_of(replace(FACE, design=code, recipient=name))
    _wide, high = paper.design.page.extent
    expected, outside = [], []
    for element, laid in zip(paper.design.elements, lay_all(paper), strict=True):
        left, right = element.x * 72 / 25.4, (element.x + element.width) * 72 / 25.4
        top, bottom = ((high - y) * 72 / 25.4 for y in (element.y, element.y + element.height))
        for line in laid.lines:
            expected.append((line.text, round(line.x), round(line.y)))
            if not (left - 1 <= line.x and line.x + line.wide <= right + 1):
                outside.append(line.text)
            if not (bottom - 1 <= line.y and line.y + line.size * 0.7 <= top + 1):
                outside.append(line.text)

    found = placed_text(draw([replace(FACE, design=code, recipient=name)]))
    assert outside == []
    assert sorted((line, round(x), round(y)) for line, x, y in found) == sorted(expected)


@pytest.mark.parametrize(
    ("size", "direction", "points"),
    [
        ("A4", "portrait", (595, 842)),
        ("A3", "landscape", (1191, 842)),
        ("F4", "portrait", (609, 935)),
        ("F4", "landscape", (935, 609)),
    ],
)
@pytest.mark.parametrize("code", DESIGNS)
def test_shipped_designs_print_long_names_on_every_sheet(code, size, direction, points):
    content = on_sheet(DESIGNS[code].design, size, direction).plain()
    pdf = draw([replace(FACE, design="x", design_content=content, recipient=LONG)])
    box = opened(pdf).pages[0].mediabox

    assert (round(box.width), round(box.height)) == points
    assert LONG in text_of(pdf)


def test_one_file_may_hold_sheets_of_several_sizes():
    small = replace(FACE, design="x", design_content=own(text("a", "{recipient}"), size="A5"))

    pages = opened(draw([FACE, small, FACE])).pages

    assert [round(page.mediabox.width) for page in pages] == [842, 595, 842]


def test_pictures_of_a_design_are_printed_and_a_lost_one_is_refused():
    file = io.BytesIO()
    Image.new("RGB", (30, 20), "#7c3f14").save(file, "PNG")
    one = {"kind": "picture", "name": "g", "source": "a" * 64, "x": 20, "y": 20, "width": 30,
           "height": 20}  # fmt: skip

    whole = face(one, pictures={"a" * 64: file.getvalue()})
    assert b"/Subtype /Image" in draw([whole])
    assert reasons(replace(whole, pictures={})) == [
        ("refused", "Gambar pada rancangan rusak atau hilang; unggah lagi di rancangan itu.")
    ]


def test_content_that_cannot_be_used_is_refused():
    assert reasons(replace(FACE, design="x", design_content={"title": "x", "elements": 3})) == [
        ("refused", "Rancangan “x” tidak dikenal.")
    ]


def test_each_text_of_the_design_is_checked_in_its_own_font():
    heading = face(text("a", "{event}", font="display"), event="Hari 🏆")

    assert reasons(heading) == [
        ("refused", "Acara memuat emoji (U+1F3C6) yang tidak dapat dicetak; hapus atau ganti "
         "dengan kata.")
    ]  # fmt: skip
    with pytest.raises(Refused, match="Acara memuat emoji"):
        draw([heading])


@pytest.mark.parametrize("last", ["7K3M-Q9TX", "0000-0000", "ZZZZ-9999", "7K3M-Q9TY"])
def test_codes_made_in_a_row_are_the_codes_made_one_by_one(last):
    address = f"https://statistik.example/v/{last}"
    for number in range(40):
        qr.pattern_rows(f"https://statistik.example/v/{number:04}-AAAA")

    assert qr.pattern_rows(address) == [bytes(row) for row in qr.rows(address)]


@pytest.mark.parametrize("address", ["HTTPS://A.B/C", "https://bps.example/é", "123", "https://a"])
def test_any_other_text_has_its_usual_code(address):
    assert qr.pattern_rows(address) == [bytes(row) for row in qr.rows(address)]


@pytest.mark.parametrize("code", DESIGNS)
def test_picture_of_a_design_shows_the_lines_that_print(code):
    svg = picture(code).decode()

    assert svg.startswith("<svg ") and svg.count("<g data-name=") == len(
        DESIGNS[code].design.elements
    )
    assert sample_of(DESIGNS[code].design.kind).recipient[:12] in svg and "<script" not in svg
    assert picture(code) == svg.encode()


def test_plain_values_of_a_face_are_drawn_with_all_they_carry():
    values = {
        **{name: getattr(FACE, name) for name in FACE.__dataclass_fields__},
        "design": "milik",
        "design_content": own(text("a", "{recipient} {free_1} {seat}")),
        "signatories": [{"position": "Kepala", "name": "Hayu", "nip": None}],
        "free": {"free_1": "12 jam"},
        "seat": "A-12",
        "printed_by": "not for paper",
    }
    del values["pictures"]

    pdf = drawing.certificates([values], files=None)  # type: ignore[arg-type]
    assert text_of(pdf) == "Dinas Perindustrian dan Tenaga Kerja 12 jam A-12"
