"""The workbook of units: what is written is what an import reads."""

import io

from openpyxl import load_workbook

from evaluator.documents.tables import scan_table
from evaluator.documents.unit_table import unit_table, unit_template
from evaluator.services.unit_rows import COLUMNS

ROWS = [
    ("opd", "Dindik", "Dinas Pendidikan", "", "", "", "FGD 1; FGD 2"),
    ("kelurahan", "Medono", "Kelurahan Medono", "0075010001", "33.75.01.1001", "Barat", ""),
    ("mitra", "M-01", '=HYPERLINK("x")', "", "", "", ""),
]


def sheet_of(content):
    return load_workbook(io.BytesIO(content)).active


def test_rows_stand_under_the_columns_of_an_import_and_are_read_back_as_written():
    table = scan_table(unit_table(ROWS), "unit.xlsx")
    assert tuple(table.header) == COLUMNS
    assert [tuple(row.texts) for row in table.rows] == ROWS
    assert table.faults == ()


def test_every_cell_is_text_so_that_codes_keep_their_zeros_and_no_formula_is_run():
    cells = [cell for row in sheet_of(unit_table(ROWS)).iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}


def test_the_kind_is_chosen_from_a_list():
    (rule,) = sheet_of(unit_table([])).data_validations.dataValidation
    assert rule.formula1 == '"opd,kecamatan,kelurahan,mitra,responden"'
    assert str(rule.sqref) == "A2:A5001"


def test_the_template_holds_three_examples_that_say_what_they_are():
    names = [row[2] for row in sheet_of(unit_template()).iter_rows(min_row=2, values_only=True)]
    assert len(names) == 3
    assert all("hapus baris ini" in name for name in names)
