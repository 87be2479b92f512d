"""A CSV file or a workbook becomes texts with addresses, or is refused with the reason."""

import datetime
import io
import os
import zipfile
from pathlib import Path

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


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def linked(part, kind, target):
    """A workbook with one more part of relationships, whose only one leads outside."""
    content = io.BytesIO(workbook(["unit", "a"], ["Dinas A", 1]))
    link = f'<Relationship Id="r9" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(part, f'<Relationships xmlns="urn:x">{link}</Relationships>')
    return content.getvalue()


@pytest.mark.parametrize(
    ("part", "kind", "target", "reason"),
    [
        ("xl/externalLinks/_rels/a.xml.rels", "externalLinkPath", "file:///C:/a.xlsx",
         "berkas menaut ke berkas Excel lain; hapus tautannya"),
        ("xl/worksheets/_rels/sheet1.xml.rels", "image", "http://127.0.0.1:9/a.png",
         "berkas Excel mengambil isi dari luar (http://127.0.0.1:9/a.png); hapus tautannya"),
        ("XL/Drawings/_RELS/a.xml.RELS", "oleObject", "file://" + "a" * 99,
         f"berkas Excel mengambil isi dari luar (file://{'a' * 53}); hapus tautannya"),
    ],
)  # fmt: skip
def test_workbook_that_takes_something_from_elsewhere_is_refused(part, kind, target, reason):
    assert reason in refusal(linked(part, kind, target))


def test_address_to_click_on_takes_nothing_and_is_no_reason_to_refuse():
    content = linked("xl/worksheets/_rels/sheet1.xml.rels", "hyperlink", "https://contoh.go.id")
    assert texts(read_table(content, "nilai.xlsx"))[1:] == [(2, "Dinas A", "1")]


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


SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"


def inside(rows):
    """A workbook whose sheet holds just these rows of XML."""

    def put(xml):
        start, end = xml.index(b"<sheetData>") + 11, xml.index(b"</sheetData>")
        return xml[:start] + rows.encode() + xml[end:]

    return changed(workbook(["unit", "a"], ["Dinkes", 1]), SHEET, put)


def sheets_of_one_part(*titles):
    """A workbook whose sheets all name the one part."""
    entries = "".join(
        f'<sheet name="{title}" sheetId="{number}" r:id="rId1" xmlns:r="http://schemas.'
        'openxmlformats.org/officeDocument/2006/relationships"/>'
        for number, title in enumerate(titles, start=1)
    ).encode()

    def put(xml):
        start, end = xml.index(b"<sheets>") + 8, xml.index(b"</sheets>")
        return xml[:start] + entries + xml[end:]

    return changed(workbook(["unit", "a"], ["Dinkes", 1]), "xl/workbook.xml", put)


@pytest.mark.parametrize("name", [TEXTS, "XL/SHAREDSTRINGS.XML", "xl\\sharedStrings.xml"])
@pytest.mark.parametrize(
    "claim",
    [
        'count="4000000000" uniqueCount="4000000000"',
        'uniqueCount="400000000000000000"',
        'uniqueCount="banyak"',
        'uniqueCount="-1"',
        'count="4000000000"',
    ],
)
def test_more_texts_claimed_than_there_are_is_damage(name, claim):
    content = io.BytesIO(workbook(["unit", "a"]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(name, f"<sst {claim}><si><t>unit</t></si><si><t>a</t></si></sst>")

    assert refusal(content.getvalue()) == "nilai.xlsx: berkas Excel rusak"


def test_texts_counted_for_each_cell_that_uses_them_are_no_damage():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for row in range(50):
            sheet.write_row(row, 0, ["unit", "a"])

    assert b'count="100" uniqueCount="2"' in zipfile.ZipFile(content).read(TEXTS)
    assert len(read_table(content.getvalue(), "x.xlsx").rows) == 49


def test_breakdown_of_the_reader_is_damage(monkeypatch):
    panic = type("PanicException", (BaseException,), {})

    def stop(_):
        raise panic("capacity overflow")

    monkeypatch.setattr("python_calamine.load_workbook", stop)
    assert refusal(workbook(["unit", "a"])) == "nilai.xlsx: berkas Excel rusak"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="A9000000"><v>1</v></c></row>',
        '<row r="-5"><c r="A-5"><v>1</v></c></row>',
        '<row r="2"><c r="$B$2"><v>1</v></c></row>',
        '<row><c r="A5"><v>1</v></c><c><v>4</v></c></row>',
    ],
)
def test_cells_and_rows_that_do_not_advance_are_damage(rows):
    assert refusal(inside(rows)) == "nilai.xlsx: berkas Excel rusak"


def test_rows_without_a_number_take_that_of_their_cells():
    content = inside(
        '<row><c r="A3" t="str"><v>unit</v></c><c r="B3" t="str"><v>a</v></c></row>'
        '<row><c r="A5" t="str"><v>Dinkes</v></c><c r="B5"><v>4</v></c></row>'
    )

    assert texts(read_table(content, "x.xlsx")) == [("unit", "a"), (5, "Dinkes", "4")]


def test_fault_in_the_last_column_keeps_its_address():
    content = workbook(["unit", "a"], ["Dinkes", "#N/A"], ["Dindik", 4])

    assert [(fault.row, fault.column) for fault in scan_table(content, "x.xlsx").faults] == [(2, 1)]


def test_formula_of_a_sparkline_is_no_formula_of_a_cell():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["unit", "a"])
        sheet.write_row(1, 0, ["Dinkes", 4])
        sheet.add_sparkline(4, 0, {"range": "B1:B2"})

    assert texts(read_table(content.getvalue(), "x.xlsx"))[1:] == [(2, "Dinkes", "4")]


def test_two_sheets_of_one_name_are_refused_however_it_is_capitalised():
    assert refusal(sheets_of_one_part("Nilai", "NILAI"), sheet="Nilai") == (
        'nilai.xlsx: lebih dari satu lembar bernama "NILAI"; ubah salah satu namanya'
    )


def test_part_named_by_many_sheets_is_looked_through_once(monkeypatch):
    from evaluator.documents import xlsx

    looked = []

    class Counted(xlsx.Scan):
        def __init__(self, part, *more):
            looked.append(part)
            super().__init__(part, *more)

    monkeypatch.setattr(xlsx, "Scan", Counted)
    content = sheets_of_one_part(*(f"Lembar {number}" for number in range(300)))

    assert read_table(content, "x.xlsx", sheet="Lembar 7").header == ("unit", "a")
    assert len(looked) == 1


def test_all_sheets_together_share_one_bound(monkeypatch):
    def add(book):
        book.create_sheet("Lain").append(["unit", "a"])

    monkeypatch.setattr("evaluator.documents.xlsx_scan._MOST_ELEMENTS", 25)

    assert read_table(workbook(["unit", "a"]), "x.xlsx").header == ("unit", "a")
    assert "terlalu besar" in refusal(workbook(["unit", "a"], more=add), sheet="Lain")


def test_links_of_one_name_are_damage():
    content = changed(
        workbook(["unit", "a"]),
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(b'Id="rId2"', b'Id="rId1"'),
    )

    assert refusal(content) == "nilai.xlsx: berkas Excel rusak"


@pytest.mark.parametrize("bad", ["Dindik,1,2", "Dindik"])
def test_good_and_faulty_rows_count_against_the_limit(bad):
    content = f"unit,a\n\nDinkes,1\n{bad}\n,,\nDinsos,1\n".encode()

    assert len(scan_table(content, "x.csv", most_rows=3).rows) == 2
    with pytest.raises(TableProblem, match=r"x.csv: lebih dari 2 baris"):
        scan_table(content, "x.csv", most_rows=2)


def test_rows_of_a_workbook_count_only_where_they_hold_something():
    content = workbook(["unit", "a"], ["Dinkes", 1], [None, None], ["Dindik", 1])

    assert len(read_table(content, "x.xlsx", most_rows=2).rows) == 2
    with pytest.raises(TableProblem, match=r"x.xlsx: lebih dari 1 baris"):
        read_table(content, "x.xlsx", most_rows=1)


def test_formulas_that_result_in_nothing_do_not_count_as_rows():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["unit", "a"])
        sheet.write_row(1, 0, ["Dinkes", 1])
        for row in range(2, 20):
            sheet.write_formula(row, 0, '=" "', None, " ")

    assert len(read_table(content.getvalue(), "x.xlsx", most_rows=1).rows) == 1


def test_faults_are_listed_until_nobody_would_read_on():
    content = b"unit,a\n" + b"Dinkes\n" * 300

    lines = refusal(content, "x.csv").splitlines()

    assert len(lines) == 201
    assert lines[199:] == ["baris 201: berisi 1 sel, seharusnya 2", "dan masih ada lagi"]


@pytest.mark.parametrize("value", [True, "#N/A", "=1+1"])
def test_refused_cells_are_listed_until_nobody_would_read_on(value):
    content = workbook(["unit", "a"], *(["Dinkes", value] for _ in range(300)))

    lines = refusal(content).splitlines()

    assert (len(lines), lines[0][:16], lines[-1]) == (201, "baris 2, kolom B", "dan masih ada lagi")


def test_list_may_hold_as_many_dates_of_excel_as_it_has_rows():
    rows = [["Dinkes", datetime.date(2025, 9, 26)] for _ in range(300)]
    content = workbook(["unit", "tanggal"], *rows)

    assert len(scan_table(content, "x.xlsx", most_faults=300).faults) == 300


def test_line_ends_of_old_machines_are_read():
    assert texts(read_table(b"unit;a\rDinkes;1\r\rDindik;2", "x.csv")) == [
        ("unit", "a"),
        (2, "Dinkes", "1"),
        (4, "Dindik", "2"),
    ]


@pytest.mark.parametrize("content", [b"x" * 200_000, b"unit,a\n" + b"x" * 200_000])
def test_cell_too_long_is_refused(content):
    assert "sel terlalu panjang" in refusal(content, "x.csv")


def test_table_too_wide_is_refused():
    titles = ",".join(f"k{number}" for number in range(1_001))

    assert refusal(titles.encode(), "x.csv") == "x.csv: lebih dari 1000 kolom"


def test_blank_lines_and_formatted_rows_are_passed_over():
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(3, 3_000))
    filled = (
        '<row r="1"><c r="A1" t="str"><v>unit</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>'
    )

    assert texts(read_table(inside(filled + rows), "x.xlsx", most_rows=1)) == [("unit",), (2, "7")]
    assert texts(read_table(b"unit,a\n" + b"\n" * 9_000 + b",\nb,1\n", "x.csv", most_rows=1)) == [
        ("unit", "a"),
        (9_003, "b", "1"),
    ]


def test_what_has_no_end_is_not_read(tmp_path):
    pipe = tmp_path / "nilai.csv"
    os.mkfifo(pipe)

    assert refusal(pipe, "nilai.csv") == "nilai.csv: bukan berkas biasa"
    assert refusal(Path("/dev/zero"), "nilai.csv") == "nilai.csv: bukan berkas biasa"


def test_file_too_large_is_refused_without_reading_it_all(tmp_path):
    large = tmp_path / "nilai.csv"
    with large.open("wb") as file:
        file.truncate(1 << 40)

    assert refusal(large, "nilai.csv") == "nilai.csv: berkas terlalu besar; paling besar 64 MB"
