"""Workbooks that come back: saved by other programs, sorted, hidden, or made to do harm."""

import io
import re
import socket
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from evaluator.documents.lke import lke_workbook
from evaluator.documents.lke_reading import read_lke
from evaluator.documents.tables import TableProblem
from evaluator.services.exchange_marks import opened
from tests.documents.lke_examples import SECRET, lke_of, saved_by_libreoffice
from tests.scoring.builders import rubric_of

ANSWERS = {"a": "4", "b": "ya", "c": "18/20", "d": "87.5"}
NOTES = {"a": '=HYPERLINK("x")', "c": "baris satu\r\nbaris dua"}


def rubric():
    scales = {"a": (25, "tingkat"), "b": (25, "ya-tidak"), "c": (25, "rasio"), "d": (25, "persen")}
    return rubric_of({"S": (100, scales)})


def made():
    return lke_workbook(lke_of(rubric(), ANSWERS, {}, notes=NOTES))


def book():
    return load_workbook(io.BytesIO(made()))


def saved(workbook):
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def read(content, name="LKE.xlsx"):
    return read_lke(content, name)


def texts(file):
    return {row.key: (row.answer, row.note) for row in file.rows}


FILLED = {
    "1:a": ("4", '=HYPERLINK("x")'),
    "1:b": ("Ya", ""),
    "1:c": ("18/20", "baris satu\nbaris dua"),
    "1:d": ("87,5", ""),
    **{f"2:{code}": ("", '=HYPERLINK("x")' if code == "a" else "") for code in "abd"},
    "2:c": ("", "baris satu\nbaris dua"),
}


def changed(edit):
    """The workbook after an edit of its first unit's sheet."""
    workbook = book()
    edit(workbook["1 Unit 1"], workbook)
    return saved(workbook)


def with_part(content, name, edit):
    """The workbook with one part of its archive edited; b"" where it was not there."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", 8) as new:
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, edit(part) if member == name else part)
        if name not in old.namelist():
            new.writestr(name, edit(b""))
    return target.getvalue()


def test_what_was_written_is_read_back():
    file = read(made())
    assert texts(file) == FILLED
    assert file.remarks == ()
    assert [row.answer_at.address for row in file.rows[:4]] == ["E9", "E10", "E11", "E12"]
    assert opened(file.mark, SECRET).sheet_ids == [1, 2]


def test_it_may_be_saved_by_libreoffice_and_by_openpyxl(tmp_path):
    for content in (saved(book()), saved_by_libreoffice(made(), tmp_path)):
        file = read(content)
        assert texts(file) == FILLED
        assert [row.faults for row in file.rows] == [()] * 8
        assert opened(file.mark, SECRET).sheet_ids == [1, 2]


def test_rows_are_found_by_their_keys_when_sorted_and_columns_when_moved():
    def turn(sheet, _):
        rows = [[(cell.value, cell.data_type) for cell in row] for row in sheet["A9:F12"]]
        for place, row in zip(range(9, 13), reversed(rows), strict=True):
            for column, (value, kind) in enumerate(row, start=1):
                sheet.cell(place, column).value = value
                sheet.cell(place, column).data_type = kind
        sheet.insert_cols(3)
        sheet["C8"].value = "Kolom saya"
        sheet["C9"].value = "x"

    file = read(changed(turn))
    assert texts(file) == FILLED
    assert [row.code for row in file.rows[:4]] == ["d", "c", "b", "a"]
    assert file.rows[0].answer_at.address == "F9"
    assert [str(remark) for remark in file.remarks] == [
        "Lembar 1 Unit 1: kolom tambahan tidak dibaca (Kolom saya)."
    ]


def test_hidden_rows_and_sheets_are_read_and_said():
    def hide(sheet, workbook):
        sheet.row_dimensions[9].hidden = sheet.row_dimensions[11].hidden = True
        sheet.sheet_state = "hidden"
        workbook.create_sheet("Coretan")["A1"].value = "catatan saya"

    file = read(changed(hide))
    assert texts(file) == FILLED
    assert [str(remark) for remark in file.remarks] == [
        "2 baris tersembunyi ikut dibaca.",
        "Lembar 1 Unit 1 tersembunyi dan ikut dibaca.",
        "Lembar tambahan tidak dibaca: Coretan.",
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("3,5", "3,5"), ("3.5", "3.5"), (3.5, "3.5"), (4, "4"), (4.0, "4"), (0, "0"), (-1, "-1"),
        ("４", "４"), ("3 5", "3 5"), (None, ""),
        ("  4 ", "4"), ("'4", "'4"),
    ],
)  # fmt: skip
def test_numbers_are_told_as_they_stand(value, told):
    def write(sheet, _):
        sheet["E9"].value = value

    row = read(changed(write)).rows[0]
    assert (row.answer, row.faults) == (told, ())


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("=1+1", "berisi rumus; tulis nilainya saja"),
        (True, "nilai TRUE/FALSE; tulis angka atau teks"),
        ("#N/A", "kesalahan rumus; perbaiki atau kosongkan"),
        ("#DIV/0!", "kesalahan rumus; perbaiki atau kosongkan"),
        (date(2025, 3, 4), "tanggal atau waktu; ubah format sel menjadi teks atau angka"),
        (12345678901234567890, "angka lebih dari 15 digit rusak di Excel; tulis sebagai teks"),
    ],
)
def test_a_cell_that_is_no_plain_value_is_refused_with_its_address(value, reason):
    def write(sheet, _):
        sheet["E10"].value = value
        if isinstance(value, date):
            sheet["E10"].number_format = "dd/mm/yyyy"

    (fault,) = read(changed(write)).rows[1].faults
    assert (fault.spot.sheet, fault.spot.address, str(fault.reason)) == ("1 Unit 1", "E10", reason)


@pytest.mark.parametrize("shown", ["0%", "0.00%", '0.0" %"'])
def test_a_percent_is_refused_and_never_read_as_a_part_of_one(shown):
    def write(sheet, _):
        sheet["E9"].value, sheet["E9"].number_format = 0.85, shown

    (fault,) = read(changed(write)).rows[0].faults
    assert (fault.text, str(fault.reason)) == (
        "0.85",
        "berformat persen; tulis angkanya tanpa persen",
    )


def test_a_formula_in_a_note_or_a_key_is_refused():
    def write(sheet, _):
        sheet["F9"].value = '=cmd|"/c calc"!A1'
        sheet["A10"].value = '="1:b"'

    file = read(with_values(changed(write)))
    assert [fault.spot.address for row in file.rows for fault in row.faults] == ["F9", "A10"]


def with_values(content):
    """Formulas with a result, as spreadsheets save them."""
    part = "xl/worksheets/sheet3.xml"
    return with_part(
        content, part, lambda xml: xml.replace(b'"1:b"</f><v />', b'"1:b"</f><v>1:b</v>').replace(
            b'"1:b"</f><v></v>', b'"1:b"</f><v>1:b</v>').replace(
            b't="str"', b"").replace(b'<c r="A10"', b'<c t="str" r="A10"'),
    )  # fmt: skip


def merge(sheet, _):
    sheet.merge_cells("E9:E10")


def array(sheet, _):
    from openpyxl.worksheet.formula import ArrayFormula

    sheet["Z9"].value = ArrayFormula("E9:E12", "=ROW(1:4)")


def drop_column(sheet, _):
    sheet["E8"].value = "Nilai"


def double_column(sheet, _):
    sheet["H8"].value = "Jawaban"


def stray(sheet, _):
    sheet["E20"].value = "5"


def drop_mark(_, workbook):
    del workbook["_data"]


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (merge, "lembar 1 Unit 1: sel E9:E10 digabung; pisahkan dahulu"),
        (array, "lembar 1 Unit 1: satu rumus mengisi E9:E12; hapus rumus itu"),
        (drop_column, "lembar 1 Unit 1: kolom Jawaban harus ada tepat sekali; yang ada 0"),
        (double_column, "lembar 1 Unit 1: kolom Jawaban harus ada tepat sekali; yang ada 2"),
        (stray, "lembar 1 Unit 1: E20 berisi sesuatu, tetapi barisnya bukan baris LKE"),
        (drop_mark, "LKE.xlsx: ini bukan LKE dari aplikasi ini, atau lembar tersembunyinya"),
    ],
)
def test_a_workbook_built_in_another_way_is_refused_with_the_place(edit, sentence):
    with pytest.raises(TableProblem) as problem:
        read(changed(edit))
    assert str(problem.value).startswith(sentence)


def plain_book():
    return saved(Workbook())


def macro():
    return with_part(made(), "xl/vbaProject.bin", lambda _: b"x")


def old_excel():
    return b"\xd0\xcf\x11\xe0" + b"\0" * 600


def open_document():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return content.getvalue()


def linked():
    return with_part(made(), "xl/externalLinks/externalLink1.xml", lambda _: b"<a/>")


def entities():
    doctype = b'?><!DOCTYPE a [<!ENTITY b "c">]>'
    return with_part(made(), "xl/workbook.xml", lambda xml: xml.replace(b"?>", doctype, 1))


def cut():
    return made()[:-400]


@pytest.mark.parametrize(
    ("build", "name", "sentence"),
    [
        (plain_book, "a.xlsx", "ini bukan LKE dari aplikasi ini"),
        (macro, "a.xlsx", "berkas Excel dengan makro (.xlsm); simpan sebagai .xlsx"),
        (made, "a.xlsm", "nama LKE harus berakhir .xlsx"),
        (old_excel, "a.xlsx", "berkas Excel lama (.xls) atau berkas yang diberi kata sandi"),
        (open_document, "a.xlsx", "berkas OpenDocument (.ods); simpan sebagai .xlsx"),
        (lambda: b"\x89PNG", "a.xlsx", "ini gambar PNG"),
        (lambda: b"a,b\n1,2\n", "a.xlsx", "bukan berkas Excel (.xlsx)"),
        (linked, "a.xlsx", "berkas menaut ke berkas Excel lain; hapus tautannya"),
        (entities, "a.xlsx", "berkas Excel rusak"),
        (cut, "a.xlsx", "berkas Excel rusak"),
    ],
)
def test_other_files_are_refused_with_the_reason(build, name, sentence):
    with pytest.raises(TableProblem) as problem:
        read(build(), name)
    assert sentence in str(problem.value)


def many_rows(row):
    """The workbook with a sheet of as many rows as a bomb would hold."""

    def swell(xml):
        head, tail = xml.split(b"<sheetData>")[0], xml.split(b"</sheetData>")[1]
        return head + b"<sheetData>" + row + b"</sheetData>" + tail

    return with_part(made(), "xl/worksheets/sheet3.xml", swell)


def million_rows():
    row = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    return many_rows(b"".join(row % (n, n) for n in range(1, 1_000_001)))


def empty_styled_rows():
    row = b'<row r="%d" s="1"><c r="E%d" s="2"/></row>'
    return many_rows(b"".join(row % (n, n) for n in range(1, 1_000_001)))


def far_cell():
    row = b'<row r="%d"><c r="%s"><v>1</v></c></row>'
    return many_rows(row % (1, b"A1") + row % (1_048_576, b"XFD1048576"))


def zip_bomb():
    return with_part(made(), "xl/media/a.bin", lambda _: b"\0" * (140 << 20))


def huge_strings():
    more = b"<si><t>x</t></si>" * 9_000_000 + b"</sst>"
    return with_part(made(), "xl/sharedStrings.xml", lambda xml: xml.replace(b"</sst>", more))


def many_sheets():
    content = with_part(made(), "xl/a/0", lambda _: b"")
    for_all = io.BytesIO(content)
    with zipfile.ZipFile(for_all, "a") as archive:
        for number in range(2_100):
            archive.writestr(f"xl/worksheets/more{number}.xml", b"<worksheet/>")
    return for_all.getvalue()


@pytest.mark.parametrize(
    "build", [million_rows, empty_styled_rows, far_cell, zip_bomb, huge_strings, many_sheets]
)
def test_a_bomb_is_refused(build):
    with pytest.raises(TableProblem):
        read(build())


def test_a_number_that_is_no_short_decimal_is_told_to_its_last_digit():
    def write(sheet, _):
        sheet["E9"].value = 7777

    part = "xl/worksheets/sheet3.xml"
    longer = with_part(
        changed(write), part, lambda xml: xml.replace(b"7777", b"3.4999999999999996")
    )
    assert read(longer).rows[0].answer == "3.4999999999999996"


def test_nothing_is_fetched_from_elsewhere_and_who_wants_that_is_refused(monkeypatch):
    def no_network(*_):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", no_network)
    link = (
        b'<Relationship Id="x" Type="y/image" Target="http://x.example/a" TargetMode="External"/>'
    )
    content = with_part(
        made(), "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"</Rel", link + b"</Rel")
    )
    with pytest.raises(TableProblem, match=r"mengambil isi dari luar .http://x.example/a.; hapus"):
        read(content)


@pytest.mark.parametrize(
    "name", ["xl/worksheets/sheet3.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_a_part_that_is_torn_is_refused_and_never_half_read(name):
    for at in (0.2, 0.5, 0.9):
        content = with_part(made(), name, lambda xml, at=at: xml[: int(len(xml) * at)])
        with pytest.raises(TableProblem):
            read(content)


def test_two_sheets_of_one_name_are_refused():
    content = with_part(
        made(),
        "xl/workbook.xml",
        lambda xml: re.sub(rb'name="4? ?2 Unit 2"', b'name="1 Unit 1"', xml),
    )
    with pytest.raises(TableProblem, match="lebih dari satu lembar bernama"):
        read(content)
