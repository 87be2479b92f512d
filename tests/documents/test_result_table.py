"""A category's results as CSV and workbook, opened again by another reader."""

import csv
import io

import openpyxl

from evaluator.documents.result_table import Column, ResultTable, csv_bytes, xlsx_bytes

TABLE = ResultTable(
    "OPD [2025]: hasil",
    ["Penilaian 2025", "Dirilis"],
    [Column("Peringkat"), Column("Unit"), Column("Nilai", 2)],
    [
        ["1", "Dinas Pendidikan", "4.69"],
        ["2=", '=HYPERLINK("http://jahat.example","klik")', "3.60"],
        ["", "-Dinas", ""],
    ],
)


def test_csv_holds_declared_decimals_and_no_text_that_runs_as_a_formula():
    rows = list(csv.reader(io.StringIO(csv_bytes(TABLE).decode("utf-8-sig"))))
    assert rows == [
        ["Peringkat", "Unit", "Nilai"],
        ["1", "Dinas Pendidikan", "4.69"],
        ["2=", '\'=HYPERLINK("http://jahat.example","klik")', "3.60"],
        ["", "'-Dinas", ""],
    ]


def test_workbook_holds_numbers_as_numbers_and_texts_as_texts():
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(TABLE))).active
    assert sheet.title == "OPD  2025   hasil"
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)] == [
        ["Peringkat", "Unit", "Nilai"],
        ["1", "Dinas Pendidikan", 4.69],
        ["2=", '=HYPERLINK("http://jahat.example","klik")', 3.6],
        [None, "-Dinas", None],
    ]
    assert sheet["B7"].data_type == "s"
    assert sheet["C7"].number_format == "0.00"


def test_numbers_are_written_as_they_are_shown_even_when_negative():
    table = ResultTable("x", [], [Column("Selisih", 1)], [["-0.5"]])
    assert csv_bytes(table).decode("utf-8-sig") == "Selisih\r\n-0.5\r\n"
