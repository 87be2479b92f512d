"""Papers joined, packed, listed and pictured."""

import io
import zipfile
from dataclasses import replace

import pytest
from xlsxwriter import Workbook

from evaluator.documents import archive, certificate, certificate_list, merging
from evaluator.services.problems import Refused
from tests.documents.examples import FACE
from tests.documents.reading import text_of


def papers(count):
    return [certificate.draw([replace(FACE, recipient=f"Unit {n}")]) for n in range(count)]


def test_papers_are_joined_in_order_and_share_what_they_share():
    singles = papers(4)
    merged = merging.merge(singles)
    assert merging.page_count(merged) == 4
    places = [text_of(merged).index(f"Unit {n}") for n in range(4)]
    assert places == sorted(places)
    assert len(merged) < sum(map(len, singles)) * 0.7
    assert merging.merge(singles) == merged


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("B-12/33750 - Dinas.pdf", "B-12_33750 - Dinas.pdf"),
        ('a\\b:c*?"<>|d.pdf', "a_b_c_d.pdf"),
        ("../../etc/passwd.pdf", "_.._etc_passwd.pdf"),
        ("tab\there\u202e.pdf", "tabhere.pdf"),
        (" . .pdf", "berkas.pdf"),
        ("Dr. Budi, S.ST., M.Si.", "Dr. Budi, S.ST., M.Si"),
    ],
)
def test_names_become_safe_on_every_system(name, safe):
    assert archive.safe_name(name) == safe


def test_long_names_keep_their_ending_and_whole_letters():
    name = archive.safe_name("é" * 300 + ".pdf")
    assert name.endswith("é.pdf") and len(name.encode()) <= 150


def test_equal_names_in_an_archive_are_told_apart():
    packed = archive.pack([("Dinas.pdf", b"1"), ("DINAS.pdf", b"2"), ("Dinas.pdf", b"3")])
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        assert opened.namelist() == ["Dinas.pdf", "DINAS (2).pdf", "Dinas (3).pdf"]
        assert opened.read("Dinas (3).pdf") == b"3"
    assert packed == archive.pack([("Dinas.pdf", b"1"), ("DINAS.pdf", b"2"), ("Dinas.pdf", b"3")])


def workbook(*rows):
    from datetime import date

    buffer = io.BytesIO()
    with Workbook(buffer) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                else:
                    sheet.write(number, column, value)
    return buffer.getvalue()


def test_a_date_that_excel_holds_is_a_date_only_where_one_is_asked_for():
    from datetime import date

    head = ("nama", "penghargaan", "acara", "tanggal")
    good = workbook(head, ("Desi", "Mitra Terbaik", "HSN 2025", date(2025, 9, 29)))
    (listed,) = certificate_list.read_list(good, "daftar.xlsx")
    assert (listed.number, listed.row.day) == (2, date(2025, 9, 29))
    bad = workbook(head, ("Desi", "Mitra Terbaik", date(2025, 9, 29), date(2025, 9, 29)))
    with pytest.raises(Refused) as refusal:
        certificate_list.read_list(bad, "daftar.xlsx")
    assert 'kolom "acara"' in str(refusal.value.details[0])


def test_the_example_list_can_be_read_as_it_is():
    thanks, attendance = (
        one.row
        for one in certificate_list.read_list(certificate_list.example(), "daftar piagam.csv")
    )
    assert (thanks.recipient, thanks.theme, thanks.role) == ("Dinas Contoh", None, None)
    assert (attendance.role, attendance.organisation) == ("Peserta", "Dinas Contoh")
