"""A CSV file or a workbook becomes texts with addresses, or is refused with the reason."""

import datetime
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter

from evaluator.documents.tables import (
    CellProblems,
    TableProblem,
    column_letters,
    read_table,
    scan_table,
)


def workbook(*rows, more=None):
    """An .xlsx as openpyxl writes it; `more` changes the book before it is saved."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if more:
        more(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def changed(content, part, change):
    """The same archive with one part's bytes changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            data = old.read(member)
            new.writestr(member, change(data) if member.filename == part else data)
    return target.getvalue()


def texts(table):
    return [table.header, *((row.number, *row.texts) for row in table.rows)]


def refusal(content, name="nilai.xlsx", **more):
    with pytest.raises(TableProblem) as caught:
        read_table(content, name, **more)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_usual_form(encoding, delimiter):
    lines = [["unit", "a"], ["Dinas Perhubungan – Kota", '"3,5"'], ["", ""], ["Dinkes", " 4 "]]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)

    assert texts(read_table(content, "nilai.csv")) == [
        ("unit", "a"),
        (2, "Dinas Perhubungan – Kota", "3,5"),
        (4, "Dinkes", "4"),
    ]


def test_row_numbers_count_the_lines_of_the_file():
    content = b'\nunit,a\n"Dinas\nBesar",1\nDinkes,2\n'

    assert texts(read_table(content, "x.csv")) == [
        ("unit", "a"),
        (3, "Dinas\nBesar", "1"),
        (5, "Dinkes", "2"),
    ]


def test_ragged_rows_are_refused_by_number_and_empty_cells_at_the_end_are_not():
    content = b"unit,a\nDinkes\nDindik,1,,\nDinsos,1,2\n"

    with pytest.raises(CellProblems) as caught:
        read_table(content, "x.csv")

    assert str(caught.value).splitlines() == [
        "baris 2: berisi 1 sel, seharusnya 2",
        "baris 4: berisi 3 sel, seharusnya 2",
    ]


def test_repeated_and_empty_titles_are_refused():
    table = scan_table(b"unit,a,,a\nDinkes,1,2,3\n", "x.csv")

    assert [str(fault) for fault in table.faults] == [
        'baris 1, kolom C, nilai "": kolom ini tidak berjudul',
        'baris 1, kolom D (a), nilai "a": judul kolom sama dengan kolom B',
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("unit,a\nDinas Per\xe9,1\n".encode("cp1252"), "baris 2: bukan UTF-8 atau UTF-16"),
        (b"unit,a\n\0,1\n", "bukan berkas teks"),
        (b'unit,a\n"Dinkes,1\n', "tanda kutip tidak berpasangan"),
        (b"", "tidak berisi apa-apa"),
        (b",,\n", "tidak berisi apa-apa"),
    ],
)
def test_csv_that_cannot_be_trusted_is_refused(content, reason):
    assert reason in refusal(content, "nilai.csv")


def test_workbook_of_openpyxl_is_read_with_numbers_in_shortest_form():
    content = workbook(
        ["unit", 10101, "a"], ["Dinkes", 3, 3.5], [None, None, None], ["Dindik", None, 0]
    )

    assert texts(read_table(content, "nilai.xlsx")) == [
        ("unit", "10101", "a"),
        (2, "Dinkes", "3", "3.5"),
        (4, "Dindik", "", "0"),
    ]


def test_workbook_of_xlsxwriter_is_read_with_rows_as_in_the_file():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 0, ["unit", "a"])
        sheet.write_row(3, 0, ["Dinkes", 4.25])

    table = read_table(content.getvalue(), "nilai.xlsx")

    assert (table.header_row, texts(table)) == (3, [("unit", "a"), (4, "Dinkes", "4.25")])


def test_cells_that_excel_holds_as_something_else_are_refused_with_their_address():
    row = ["Dinkes", True, datetime.date(2025, 9, 26), "#N/A", "=1+1", 198501012010011001]
    content = workbook(["unit", "a", "b", "c", "d", "nip"], row)

    with pytest.raises(CellProblems) as caught:
        read_table(content, "nilai.xlsx")

    assert [str(fault) for fault in caught.value.faults] == [
        'baris 2, kolom B (a), nilai "True": nilai TRUE/FALSE; tulis angka atau teks',
        'baris 2, kolom C (b), nilai "2025-09-26": '
        "tanggal atau waktu; ubah format sel menjadi teks atau angka",
        'baris 2, kolom D (c), nilai "#N/A": kesalahan rumus; perbaiki atau kosongkan',
        'baris 2, kolom E (d), nilai "": '
        "rumus tanpa hasil; buka dan simpan di Excel, atau tulis nilainya",
        'baris 2, kolom F (nip), nilai "1.98501012010011e+17": '
        "angka lebih dari 15 digit rusak di Excel; tulis sebagai teks",
    ]


def test_formula_with_its_result_is_read_by_its_result():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["unit", "a"])
        sheet.write_string(1, 0, "Dinkes")
        sheet.write_formula(1, 1, "=2+2", None, 4)

    assert texts(read_table(content.getvalue(), "x.xlsx"))[1] == (2, "Dinkes", "4")


def test_number_with_the_noise_of_a_computation_is_not_tidied():
    content = workbook(["unit", "a"], ["Dinkes", 7])
    noisy = changed(
        content,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<v>7<", b"<v>3.4999999999999996<"),
    )

    assert texts(read_table(noisy, "x.xlsx"))[1] == (2, "Dinkes", "3.4999999999999996")


def test_merged_cells_are_refused_by_range():
    content = workbook(
        ["unit", "a"], ["Dinkes", 1], more=lambda book: book.active.merge_cells("A2:A3")
    )

    assert refusal(content) == "nilai.xlsx: sel A2:A3 digabung; pisahkan dahulu"


def test_hidden_sheet_is_not_read_and_two_visible_ones_need_a_choice():
    def add(book):
        book.active.title = "Nilai"
        for title in ("Lain", "Arsip"):
            book.create_sheet(title).append(["unit", title])
        book["Arsip"].sheet_state = "hidden"

    content = workbook(["unit", "a"], more=add)

    assert refusal(content) == (
        "nilai.xlsx: beberapa lembar berisi data (Nilai, Lain); sebutkan lembarnya"
    )
    assert read_table(content, "nilai.xlsx", sheet="Nilai").header == ("unit", "a")
    assert refusal(content, sheet="Salah") == (
        'nilai.xlsx: lembar "Salah" tidak ada; yang ada: Nilai, Lain'
    )


def test_empty_second_sheet_and_hidden_sheets_do_not_disturb():
    def add(book):
        book.create_sheet("Kosong")
        hidden = book.create_sheet("Arsip", 0)
        hidden.append(["unit", "lama"])
        hidden.sheet_state = "veryHidden"

    assert read_table(workbook(["unit", "a"], more=add), "x.xlsx").header == ("unit", "a")


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "nilai.xls", "Excel lama (.xls)"),
        (b"\x89PNG\r\n\x1a\n", "nilai.xlsx", "gambar PNG"),
        (b"%PDF-1.7", "nilai.csv", "dokumen PDF"),
        (b"unit,a\n", "nilai.xlsx", "isinya bukan berkas Excel"),
        (b"unit\ta\n", "nilai.xls", "isinya bukan berkas Excel"),
        (b"PK\x03\x04rusak", "nilai.xlsx", "berkas Excel rusak"),
    ],
)
def test_other_formats_are_refused_with_the_reason(content, name, reason):
    assert reason in refusal(content, name)


@pytest.mark.parametrize(
    ("part", "data", "reason"),
    [
        ("xl/vbaProject.bin", b"", "dengan makro (.xlsm)"),
        ("xl/workbook.bin", b"", "biner (.xlsb)"),
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", "OpenDocument (.ods)"),
        ("customXml/x.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "berkas Excel rusak"),
    ],
)
def test_relatives_of_xlsx_and_document_types_are_refused(part, data, reason):
    content = io.BytesIO(workbook(["unit", "a"]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(part, data)

    assert reason in refusal(content.getvalue())


def test_workbook_name_and_content_must_agree():
    assert "namanya tidak berakhir .xlsx" in refusal(workbook(["unit"]), "nilai.csv")


def test_bomb_is_refused_before_it_is_opened():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(32 * 1024 * 1024))
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"xl/{number}", b"")

    assert "terlalu besar setelah dibuka" in refusal(content.getvalue())
    assert "terlalu besar setelah dibuka" in refusal(many.getvalue())


def test_size_that_lies_is_found_out():
    content = workbook(["unit", "a"], ["Dinkes", 1])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/workbook.xml").file_size
    lying = content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))

    assert lying != content
    assert "berkas Excel rusak" in refusal(lying)


def test_cell_far_away_is_refused_instead_of_filling_the_memory():
    content = workbook(["unit", "a"], more=lambda book: book.active.cell(1_048_576, 16_384, 1))

    assert "terlalu besar" in refusal(content)


def test_table_that_is_not_there_is_said_to_be_so(tmp_path):
    assert "tidak dapat dibaca" in refusal(tmp_path / "tidak-ada.csv", "tidak-ada.csv")


def test_columns_are_named_as_in_a_spreadsheet():
    assert [column_letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
