"""Papers of the award day: complete, within their page, and the same each time."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from evaluator.documents import style
from evaluator.documents.day_papers import Heading, Sheet, Slip, print_sheet, print_slips

HEADING = Heading(
    "BPS Kota Uji", "Daftar panggil", "Hari Statistik 2025", "29 September 2025", True
)
LONG = "Dr. Ir. H. Nama Sangat Panjang Sampai Sembilan Puluh Huruf Bersama Gelarnya, S.ST., M.Si."


def pages(content):
    return [" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(content)).pages]


def test_a_long_table_repeats_its_head_and_counts_its_pages():
    rows = [(str(n), f"Unit {n}", "OPD") for n in range(90)]
    found = pages(print_sheet(HEADING, Sheet(("No.", "Nama", "Kategori"), (1, 5, 3), rows)))
    assert len(found) == 3
    assert all("Kategori" in page and "RAHASIA SAMPAI DIUMUMKAN" in page for page in found)
    assert "Halaman 3 dari 3" in found[2]
    assert [n for n in range(90) if not any(f"Unit {n} " in page for page in found)] == []


def test_category_and_award_stand_whole_on_a_slip():
    over = "Organisasi Perangkat Daerah · Produsen Data Terbaik untuk Publikasi Dalam Angka"
    (page,) = pages(print_slips(HEADING, [Slip(5, over, "", "Dinas Pendidikan")]))
    assert over in " ".join(page.split())


def test_slips_stand_ten_on_a_page_in_their_order():
    slips = [
        Slip(n, "OPD · OPD Terbaik", "Juara I", f"Unit {n}", "Budi", "u-nit") for n in range(12)
    ]
    found = pages(print_slips(HEADING, slips))
    assert [page.count("Maju: Budi") for page in found] == [10, 2]
    assert "Unit 11" in found[1] and "Dibaca: u-nit" in found[0]


def test_long_names_and_strange_characters_are_shown_as_typed_or_named():
    slip = Slip(1, "<b>OPD</b> & Kelurahan", "Juara I", LONG, "ꦧꦸꦢꦶ", "😀")
    (page,) = pages(print_slips(HEADING, [slip]))
    assert LONG in page and "<b>OPD</b> & Kelurahan" in page
    assert "[aksara Jawa]" in page and "[emoji]" in page
    sheet = Sheet(("No.", "Nama"), (1, 5), [("1", "x" * 300), ("2", "<i>a</i>")])
    (page,) = pages(print_sheet(HEADING, sheet))
    assert page.replace(" ", "").count("x") >= 300 and "<i>a</i>" in page


def test_the_same_list_gives_the_same_bytes_and_an_empty_one_is_refused():
    sheet = Sheet(("No.",), (1,), [("1",)], bold=0)
    assert print_sheet(HEADING, sheet) == print_sheet(HEADING, sheet)
    with pytest.raises(style.Refused):
        print_sheet(HEADING, Sheet(("No.",), (1,), []))
    with pytest.raises(style.Refused):
        print_slips(HEADING, [])


def test_no_warning_is_cut_at_the_foot_of_a_slip():
    event = "Peringatan Hari Statistik Nasional dan Penganugerahan Pembinaan Statistik Sektoral"
    mark = "CONTOH – bukan dokumen resmi"
    heading = Heading("BPS Kota Uji", "Kartu amplop", event, "29 September 2025", True, mark)
    full = Slip(2, "OPD · Terbaik", "Juara II", LONG, "Budi", "di-nas")
    (page,) = pages(print_slips(heading, [Slip(1, "OPD", "", "Dinas Pendidikan"), full]))
    assert page.count(f"RAHASIA SAMPAI DIUMUMKAN · {mark}") == 2
    (short,) = pages(print_slips(replace(HEADING, mark="CONTOH"), [full]))
    assert "Hari Statistik 2025 · RAHASIA SAMPAI DIUMUMKAN · CONTOH" in short


def test_the_head_over_the_numbers_stays_on_one_line():
    shares = (1.4, 6, 3, 8.2, 2.4, 2.4)
    titles = ("No.", "Nama", "Juara", "Penghargaan", "Cara membaca", "Yang maju")
    row = ("100", "Dinas", "Juara I", "OPD Terbaik", "", "")
    content = print_sheet(HEADING, Sheet(titles, shares, [row]))
    lines = PdfReader(io.BytesIO(content)).pages[0].extract_text().splitlines()
    assert any(line.split()[:1] == ["No."] for line in lines)
    assert any("100" in line for line in lines)
