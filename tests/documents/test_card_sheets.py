"""Cards on A4: as many as fit, in their boxes, tents upside down on one side, faults by name."""

import pytest

from evaluator.documents.card_sheets import imposition, plan_cards, print_cards
from evaluator.documents.designs import CARDS, DESIGNS, design_of
from evaluator.documents.drawing import sheet_of
from evaluator.documents.paper import lay_all
from evaluator.documents.paper_pages import MM
from evaluator.documents.preflight import paper_of
from evaluator.services.problems import Refused
from tests.documents.reading import fonts_of, opened, placed_text, text_of

LONG = (
    "Prof. Dr. Ir. H. Raden Mas Suryokusumo Wijayaningrat Kusumaatmaja, S.ST., S.E., M.Si., Ph.D."
)
WIDE = "Dinas Pemberdayaan Masyarakat, Perempuan, Perlindungan Anak, dan Keluarga Berencana"
A4_LYING = (842, 595)


def card(design, recipient="Budi", **more):
    return {
        "design": design, "design_content": None, "language": "id",
        "office": "BPS Kota Uji", "city": "Uji", "year": "2025", "logo": None,
        "event": "Hari Statistik Nasional 2025", "theme": None, "place_and_date": "",
        "number": "", "recipient": recipient, "award": "Perangkat Daerah Terbaik",
        "place": "Juara II (bersama)", "category": "Perangkat Daerah", "role": "Kepala Dinas",
        "organisation": "Dinas Kesehatan", "seat": "Meja 3, kursi 12", "signatory_position": "",
        "signatory_name": "", "signatory_nip": None, "check_url": "", "check_code": "",
        "mark": None, **more,
    }  # fmt: skip


def own(kind, width, height):
    """An office's own design that shows the name alone."""
    page = {"size": "own", "width": width, "height": height, "left": 5.0, "top": 5.0,
            "right": 5.0, "bottom": 5.0}  # fmt: skip
    text = {"kind": "text", "name": "nama", "x": 5.0, "y": 5.0, "width": width - 10.0,
            "height": height - 10.0, "paragraphs": [{"id": "{recipient}"}]}  # fmt: skip
    return {"title": "Sendiri", "kind": kind, "page": page, "elements": [text]}


def found(faces):
    return [(f.position, f.severity, f.reason) for f in plan_cards(faces, None).findings]


def size_of(page):
    return round(page.mediabox.width), round(page.mediabox.height)


@pytest.mark.parametrize(
    ("code", "across", "down"), [("tanda-nama", 3, 3), ("plakat", 2, 2), ("kartu-meja", 1, 1)]
)
def test_shipped_cards_fill_a_sheet_of_a4(code, across, down):
    lie = imposition(design_of(code))
    assert (lie.across, lie.down, tuple(map(round, lie.sheet))) == (across, down, A4_LYING)


@pytest.mark.parametrize(
    ("kind", "width", "height", "sheet", "count"),
    [
        ("name-tag", 85.0, 54.0, (595, 842), 10),
        ("name-tag", 54.0, 86.0, A4_LYING, 10),
        ("table-card", 200.0, 70.0, (595, 842), 2),
        ("plaque", 210.0, 297.0, (595, 842), 1),
        ("plaque", 300.0, 220.0, (850, 624), 1),
    ],
)
def test_an_own_card_lies_the_way_that_brings_most(kind, width, height, sheet, count):
    lie = imposition(design_of("x", own(kind, width, height)))
    assert (tuple(map(round, lie.sheet)), lie.count) == (sheet, count)


def test_cards_are_printed_in_order_as_many_sheets_as_they_need():
    names = [f"Tamu {n:02}" for n in range(20)]
    pdf = print_cards([card("tanda-nama", name) for name in names], None, "Tanda nama")

    pages = [page.extract_text() for page in opened(pdf).pages]
    assert [size_of(page) for page in opened(pdf).pages] == [A4_LYING] * 3
    assert [[name for name in names if name in text] for text in pages] == [
        names[:9], names[9:18], names[18:],
    ]  # fmt: skip
    assert ["Tanda nama · 1" in pages[0], "Tanda nama · 3" in pages[2]] == [True, True]
    assert opened(pdf).metadata.title == "Tanda Nama"
    assert all(fonts_of(pdf).values())
    again = print_cards([card("tanda-nama", name) for name in names], None, "Tanda nama")
    assert again == pdf


def test_a_tent_shows_the_name_on_both_sides_and_the_upper_one_upside_down():
    pdf = print_cards([card("kartu-meja", "Siti")], None)

    places = sorted((y, x) for text, x, y in placed_text(pdf) if text == "Siti")
    fold = 105 * MM
    assert len(places) == 2
    assert places[0][0] < fold < places[1][0]
    assert places[0][0] + places[1][0] == pytest.approx(2 * fold, abs=0.1)
    assert places[0][1] + places[1][1] == pytest.approx(297 * MM, abs=0.1)


@pytest.mark.parametrize("name", ["Budi", LONG], ids=["short", "ninety letters"])
@pytest.mark.parametrize("code", CARDS)
def test_every_line_of_a_card_stays_in_its_box_and_off_the_others(code, name):
    face = card(code, name, organisation=WIDE, role="Pelaksana Tugas Kepala Bidang Statistik")
    paper = paper_of(sheet_of(face, lambda _digest: None))
    high = paper.design.page.extent[1]
    outside, boxes = [], []
    for element, laid in zip(paper.design.elements, lay_all(paper), strict=True):
        left, right = element.x * MM, (element.x + element.width) * MM
        top, bottom = (high - element.y) * MM, (high - element.y - element.height) * MM
        for line in laid.lines:
            box = (line.x, line.y, line.x + line.wide, line.y + line.size * 0.7)
            if not (left - 1 <= box[0] and box[2] <= right + 1 and bottom - 1 <= box[1]):
                outside.append(line.text)
            if box[3] > top + 1:
                outside.append(line.text)
            boxes.append((*box, line.text))
    overlaps = [
        (a[4], b[4])
        for n, a in enumerate(boxes)
        for b in boxes[:n]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert (outside, overlaps) == ([], [])


@pytest.mark.parametrize("name", ["Budi", LONG], ids=["short", "ninety letters"])
def test_the_name_on_a_table_card_is_read_from_five_metres(name):
    """Capitals of eight millimetres are read from there with ease."""
    paper = paper_of(sheet_of(card("kartu-meja", name, organisation=WIDE), lambda _digest: None))
    sizes = [note.size for laid in lay_all(paper) for note in laid.notes
             if note.field == "recipient"]  # fmt: skip
    assert min(sizes) * 0.71 / MM >= 8


def test_what_cannot_be_printed_is_refused_by_name_and_the_others_are_ready():
    faces = [
        card("tanda-nama", "Budi 😀"),
        card("tanda-nama", "A" * 200),
        card("tanda-nama", "Siti , S.E."),
        card("tanda-nama", "Ani"),
        card("tanda-nama", "ANI "),
        card("tanda-nama", LONG),
    ]
    plan = plan_cards(faces, None)

    assert (plan.ready, plan.held) == ((2, 3, 4, 5), (0, 1))
    assert found(faces) == [
        (1, "refused", "Nama penerima memuat emoji (U+1F600) yang tidak dapat dicetak; hapus "
         "atau ganti dengan kata."),
        (2, "refused", "Nama penerima terlalu panjang (200 karakter): tidak muat walaupun dicetak "
         "pada ukuran terkecil, 10 pt; persingkatlah."),
        (3, "warning", "Sebelum koma tidak perlu spasi."),
        (5, "warning", "Ada spasi berlebih pada nama."),
        (5, "warning", "Kartu yang sama sudah ada pada urutan 4."),
        (6, "note", "Nama dicetak 3 baris."),
        (6, "note", "Nama dikecilkan menjadi 12 pt agar muat."),
    ]  # fmt: skip
    with pytest.raises(Refused, match="emoji"):
        print_cards(faces, None)
    assert "Ani" in text_of(print_cards([faces[3]], None))


def test_a_card_needs_neither_number_nor_award_and_no_signatory():
    assert found([card("kartu-meja", award="", place=None, category=None)]) == []
    assert found([card("plakat", award="")]) == [(1, "refused", "Penghargaan belum diisi.")]


def test_nothing_to_print_is_said():
    with pytest.raises(Refused, match="Tidak ada kartu"):
        print_cards([], None)


def test_a_demonstration_is_marked_on_every_card():
    pdf = print_cards([card("plakat", mark="CONTOH"), card("plakat", "Ani", mark="CONTOH")], None)
    assert text_of(pdf).count("CONTOH") >= 1 and "bukan piagam resmi" not in text_of(pdf)


@pytest.mark.parametrize(
    ("code", "title"),
    [("resmi", "Piagam Penghargaan"), ("kehadiran", "Sertifikat"),
     ("terima-kasih", "Ucapan Terima Kasih")],
)  # fmt: skip
def test_a_file_calls_itself_what_its_design_says(code, title):
    from evaluator.documents.certificate import draw
    from evaluator.documents.certificate_face import title_of
    from tests.documents.examples import FACE

    face = sheet_of({**card(code), **vars(FACE), "design": code}, lambda _digest: None)
    assert code in DESIGNS and opened(draw([face])).metadata.title == f"{title} {FACE.number}"
    assert title_of(face) == f"{title} {FACE.number}"


def test_attendance_and_thanks_say_as_what_and_where_from():
    from dataclasses import replace

    from evaluator.documents.certificate import draw
    from tests.documents.examples import FACE

    given = replace(FACE, place=None, category=None, role="Narasumber", organisation="Dinkes Uji")
    there = text_of(draw([replace(given, design="kehadiran")]))
    assert "atas keikutsertaannya sebagai Narasumber dalam Hari Statistik Nasional 2025" in there
    assert "Dinkes Uji" in there and FACE.award not in there
    without = text_of(draw([replace(given, design="kehadiran", role="", award="Peserta")]))
    assert "atas keikutsertaannya sebagai Peserta dalam" in without
    thanks = text_of(draw([replace(given, design="terima-kasih", award="Mitra Terbaik")]))
    assert "Dinkes Uji sebagai Narasumber Mitra Terbaik dalam rangka" in thanks
