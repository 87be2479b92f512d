"""Pages for the printing office: crop marks outside the page, a back page behind each."""

import io
import zipfile

import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from evaluator.documents import style
from evaluator.documents.archive import ascii_name, pack_into
from evaluator.documents.print_sheets import check_back, finished
from evaluator.documents.typesetting import width
from evaluator.services.problems import Refused

WIDE, HIGH = 842.0, 595.0


def pages(*names):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDE, HIGH), invariant=1)
    for name in names:
        canvas.drawString(100, 100, name)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def texts(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_without_options_the_pages_stay_byte_for_byte():
    given = pages("Ani", "Budi")
    assert finished(given) == given


def test_every_page_has_its_own_back_page_of_the_same_size():
    made = finished(pages("Ani", "Budi"), back="Dicetak BPS\nKota Uji")
    assert texts(made) == ["Ani", "Dicetak BPS Kota Uji", "Budi", "Dicetak BPS Kota Uji"]
    sizes = {tuple(map(float, page.mediabox)) for page in PdfReader(io.BytesIO(made)).pages}
    assert sizes == {(0.0, 0.0, WIDE, HIGH)}


def test_crop_marks_stand_on_a_larger_sheet_around_the_unchanged_page():
    made = PdfReader(io.BytesIO(finished(pages("Ani", "Budi"), marks=True)))
    assert [page.extract_text().strip() for page in made.pages] == ["Ani", "Budi"]
    page = made.pages[0]
    around = 10 * 72 / 25.4
    assert [round(float(side), 3) for side in page.mediabox] == [
        0, 0, round(WIDE + 2 * around, 3), round(HIGH + 2 * around, 3),
    ]  # fmt: skip
    assert round(float(page.trimbox.left), 3) == round(around, 3)
    assert round(float(page.trimbox.width), 3) == WIDE


def test_the_same_pages_give_the_same_file():
    given = pages("Ani", "Budi")
    assert finished(given, marks=True, back="Teks") == finished(given, marks=True, back="Teks")


def test_names_in_an_archive_are_plain_letters_and_stay_apart():
    assert ascii_name("B-3 - Ibu Núr Łaila’s 東.pdf") == "B-3 - Ibu Nur Laila's _.pdf"
    target = io.BytesIO()
    pack_into(target, ((ascii_name(name), b"x") for name in ("Núr.pdf", "Nur.pdf")))
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["Nur.pdf", "Nur (2).pdf"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Terima kasih 🏆", "Teks halaman belakang memuat emoji (U+1F3C6)"),
        ("Baris satu\r\nꦲꦤ", "Teks halaman belakang memuat “ꦲ” (U+A9B2) dari aksara Jawa"),
        ("شكرا", "Teks halaman belakang memuat “ش” (U+0634) dari aksara Arab"),
        ("x\n" * 16, "Teks halaman belakang paling banyak 15 baris."),
    ],
)
def test_a_back_page_is_refused_where_it_could_not_be_printed_as_typed(text, says):
    with pytest.raises(Refused) as caught:
        check_back(text)
    assert caught.value.field == "belakang" and str(caught.value).startswith(says)


def test_usual_texts_for_the_back_page_pass():
    for text in ("", "Dicetak BPS\r\nKota Uji – “2025”", "a\tb", "Núr Łaila"):
        assert check_back(text) is None


def test_a_word_wider_than_the_back_page_goes_on_below():
    page = PdfReader(io.BytesIO(finished(pages("Ani"), back="W" * 600))).pages[1]
    lines = page.extract_text().split()
    assert "".join(lines) == "W" * 600 and len(lines) > 5
    assert max(width(line, style.SERIF, 10.0) for line in lines) <= WIDE * 0.7
