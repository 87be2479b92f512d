import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from evaluator.documents.certificate import DESIGNS, Refused, draw
from evaluator.documents.paper import lay_all
from evaluator.documents.paper_pages import MM
from evaluator.documents.preflight import paper_of
from tests.documents.examples import FACE
from tests.documents.reading import fonts_of, opened, placed_text, text_of

NAMES = {
    "five letters": "Seton",
    "usual": "Dinas Perindustrian dan Tenaga Kerja",
    "ninety letters": (
        "Prof. Dr. Ir. H. Raden Mas Suryokusumo Wijayaningrat Kusumaatmaja, S.ST., M.Si., Ph.D."
    ),
}


def picture(kind: str, mode: str, side: int = 60) -> bytes:
    file = BytesIO()
    Image.new(mode, (side, side), "#12507b").save(file, kind)
    return file.getvalue()


def test_certificate_shows_every_field_as_given():
    text = text_of(draw([FACE]))

    assert [
        part
        for part in (
            "BPS Kota Pekalongan",
            "PIAGAM PENGHARGAAN",
            "Nomor: B-123/33750/HM.310/2025",
            "diberikan kepada",
            "Dinas Perindustrian dan Tenaga Kerja",
            "sebagai",
            "Juara I",
            "Perangkat Daerah Terbaik dalam Kerja Sama Statistik",
            "Kategori Organisasi Perangkat Daerah",
            "dalam rangka Hari Statistik Nasional 2025",
            "“Statistik Berdampak untuk Indonesia Maju”",
            "Pekalongan, 26 September 2025",
            "Kepala BPS Kota Pekalongan",
            "Hayu Wuranti",
            "NIP 19700101 199403 2 001",
            "Periksa keaslian:",
            "statistik.example/v/7K3M-Q9TX",
        )
        if part not in text
    ] == []


def test_letter_of_thanks_has_no_place():
    text = text_of(draw([replace(FACE, place=None, award="Responden Teladan")]))

    assert "Responden Teladan" in text
    assert "sebagai" not in text


def test_english_certificate_has_english_fixed_words():
    text = text_of(draw([replace(FACE, language="en")]))

    assert "CERTIFICATE OF AWARD" in text
    assert "presented to" in text
    assert "diberikan" not in text


@pytest.mark.parametrize("design", DESIGNS)
def test_every_design_is_one_small_landscape_page(design):
    pdf = draw([replace(FACE, design=design)])
    page = opened(pdf).pages[0].mediabox

    assert len(opened(pdf).pages) == 1
    assert (round(page.width), round(page.height)) == (842, 595)
    assert len(pdf) <= 60_000


@pytest.mark.parametrize("design", DESIGNS)
def test_only_embedded_fonts_are_used(design):
    fonts = fonts_of(draw([replace(FACE, design=design, mark="CONTOH")]))

    assert fonts
    assert all(fonts.values())


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("design", DESIGNS)
def test_text_in_the_file_stays_inside_the_part_of_the_page_that_the_ornament_leaves_free(
    design, name
):
    page = DESIGNS[design].design.page
    wide, high = page.extent
    pdf = draw([replace(FACE, design=design, recipient=name)])

    outside = []
    for text, left, baseline in placed_text(pdf):
        lines = [line for line in lines_of(design, name) if line.text.strip() == text]
        right = max((line.x + line.wide for line in lines), default=left)
        if (
            left < page.left * MM - 1
            or right > (wide - page.right) * MM + 1
            or baseline < page.bottom * MM
            or baseline > (high - page.top) * MM
        ):
            outside.append(text)
    assert outside == []


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("design", DESIGNS)
def test_no_line_of_text_lies_on_another(design, name):
    boxes = [
        (line.x, line.y, line.x + line.wide, line.y + line.size * 0.7, line.text)
        for line in lines_of(
            design,
            name,
            award="Perangkat Daerah Terbaik dalam Kerja Sama dan Pemanfaatan Data Statistik",
            signatory_position=(
                "Pelaksana Tugas Kepala Badan Pusat Statistik Kabupaten Kepulauan Sangihe"
            ),
        )
    ]
    overlaps = [
        (one[4], other[4])
        for number, one in enumerate(boxes)
        for other in boxes[:number]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]
    assert overlaps == []


def lines_of(design, name, **changes):
    paper = paper_of(replace(FACE, design=design, recipient=name, **changes))
    return [line for laid in lay_all(paper) for line in laid.lines]


def test_nothing_is_written_outside_the_page():
    pdf = draw([replace(FACE, design=design, mark="PRATINJAU") for design in DESIGNS])

    assert [
        text for text, x, y in placed_text(pdf) if not (0 <= x <= 842 and 0 <= y <= 595.3)
    ] == []


def test_markup_in_a_name_is_printed_as_typed():
    typed = '<b>Budi</b> & {x} <img src="http://127.0.0.1/a"> &amp;'

    assert typed in text_of(draw([replace(FACE, recipient=typed)]))


def test_accents_typed_as_separate_marks_are_joined():
    assert "José Đặng Łukasz" in text_of(draw([replace(FACE, recipient="Jose\u0301 Đặng Łukasz")]))


def test_same_faces_give_the_same_bytes_in_another_process():
    program = (
        "from tests.documents.examples import FACE; import hashlib;"
        "from evaluator.documents.certificate import draw;"
        "print(hashlib.sha256(draw([FACE])).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1
    assert draw([FACE]) == draw([FACE])


def test_each_page_of_a_merged_file_shows_its_own_name_and_costs_little():
    faces = [replace(FACE, recipient=f"Mitra Nomor {number}") for number in range(1, 41)]

    pdf = draw(faces)

    pages = [page.extract_text() for page in opened(pdf).pages]
    assert [f"Mitra Nomor {number}" in page for number, page in enumerate(pages, 1)] == [True] * 40
    assert (len(pdf) - len(draw(faces[:1]))) / 39 < 4_000


@pytest.mark.parametrize(
    "logo",
    [picture("PNG", "RGBA"), picture("JPEG", "RGB"), picture("PNG", "RGB", side=1500)],
    ids=["transparent PNG", "JPEG", "large PNG"],
)
def test_logo_is_printed_once_for_all_pages(logo):
    one, two = (draw([replace(FACE, logo=logo)] * count) for count in (1, 2))

    assert b"/Subtype /Image" in one
    assert len(two) - len(one) < 4_000


def test_mark_is_printed_across_the_page_and_in_words():
    text = text_of(draw([replace(FACE, mark="CONTOH")]))

    assert text.count("CONTOH") == 2
    assert "bukan piagam resmi" in text


def test_certificate_that_would_be_wrong_is_not_drawn():
    with pytest.raises(Refused, match="Nama penerima memuat karakter tak tampak"):
        draw([FACE, replace(FACE, recipient="Budi \u0000")])
    with pytest.raises(Refused, match=r"^Budi: Penghargaan belum diisi\.$"):
        draw([replace(FACE, recipient="Budi", award=" ")])


def test_drawing_no_certificates_is_refused():
    with pytest.raises(Refused, match="Tidak ada piagam"):
        draw([])
