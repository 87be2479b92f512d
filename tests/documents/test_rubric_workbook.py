"""A rubric goes into a workbook and comes back equal; what is wrong is named with its cell."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from evaluator.documents.rubric_sheets import SHEETS
from evaluator.documents.rubric_workbook import rubric_workbook
from evaluator.documents.rubric_workbook_reading import check_workbook, read_workbook
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.rubric_plain import plain_of
from evaluator.storage.rubric_files import RubricProblem, load_rubric
from tests.random_rubrics import AWKWARD, random_rubric

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "rubrics").glob("*.yaml"))
SMALL = plain_of(load_rubric(ROOT / "tests" / "rubrics" / "small.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_rubric_comes_back_equal(path):
    rubric = load_rubric(path)
    tree = check_workbook(rubric_workbook(plain_of(rubric)), "r.xlsx")
    assert tree == plain_of(rubric)
    assert Rubric.model_validate(tree).model_dump_json() == rubric.model_dump_json()


def test_60_rubrics_put_together_by_chance_come_back_equal():
    differing = [
        seed
        for seed in range(60)
        if check_workbook(rubric_workbook(plain_of(random_rubric(seed))), "r.xlsx")
        != plain_of(random_rubric(seed))
    ]
    assert differing == []


def test_an_unfinished_draft_comes_back_too():
    tree = {"code": "x", "sections": [{"code": "A", "weight": "belum"}]}
    assert read_workbook(rubric_workbook(tree), "r.xlsx") == tree


def edited(change, tree=SMALL):
    """The workbook after somebody changed it in a spreadsheet program."""
    book = load_workbook(io.BytesIO(rubric_workbook(tree)))
    change(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def faults(content, read=read_workbook):
    with pytest.raises(RubricProblem) as caught:
        read(content, "r.xlsx")
    return [(fault.field, str(fault.message)) for fault in caught.value.faults]


def _formulas_kept(book):
    """Somebody's program kept the results of our sums beside their formulas."""
    for name in ("Bagian", "Indikator"):
        sheet = book[name]
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, sheet.max_column).value = 100


def test_no_text_of_a_rubric_becomes_a_formula():
    tree = {**SMALL, "note": "=1+1", "title": "+cmd|' /C calc'!A0"}
    book = load_workbook(io.BytesIO(rubric_workbook(tree)))
    formulas = {
        f"{sheet.title}!{cell.column_letter}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas == {"Bagian!F", "Indikator!V"}
    assert book["Rubrik"]["B9"].value == "=1+1"


def test_the_sum_of_siblings_stands_beside_each_weight():
    book = load_workbook(io.BytesIO(rubric_workbook(SMALL)), data_only=True)
    assert [row[-1].value for row in book["Indikator"].iter_rows(min_row=2)] == [100, 100, 100]


def test_rows_may_be_added_and_weights_typed_as_numbers():
    def change(book):
        _formulas_kept(book)
        row = ["B2", "B"] + [None] * 15
        row[2:3], row[4] = ["Baru"], 12.5
        book["Indikator"].append(row)
        book["Tingkat"].append(["B2", "1/1", "Semua", None])

    tree = read_workbook(edited(change), "r.xlsx")
    added = tree["sections"][1]["indicators"][1]
    assert added == {"code": "B2", "name": "Baru", "weight": "12.5", "levels": {"1/1": "Semua"}}


def test_sums_without_kept_results_are_no_fault():
    def change(book):
        assert book["Bagian"]["F2"].data_type == book["Indikator"]["V2"].data_type == "f"

    assert read_workbook(edited(change), "r.xlsx") == SMALL


def test_sums_beside_more_weights_than_faults_are_listed_cut_nothing_off():
    indicators = [{"code": f"a{n}", "name": f"Nama {n}", "weight": "0.5"} for n in range(1, 201)]
    tree = {**SMALL, "sections": [{"code": "A", "name": "A", "indicators": indicators}]}
    assert read_workbook(edited(lambda book: None, tree), "r.xlsx") == tree


def test_a_formula_that_stands_for_content_is_still_refused():
    def change(book):
        book["Indikator"]["E2"] = "=70+5"

    assert [place for place, _ in faults(edited(change))] == ["Indikator!E2"]


def test_a_second_column_of_sums_is_not_passed_over():
    def change(book):
        book["Indikator"]["W1"], book["Indikator"]["W2"] = "Jumlah saudara", "=1"

    assert [place for place, _ in faults(edited(change))] == ["Indikator!W2", "Indikator!W1"]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "told"),
    [
        ("Bagian", "A3", "A", 'kode "A" sudah dipakai di rubrik ini'),
        ("Bagian", "B3", "Z", 'bagian "Z" tidak ada'),
        ("Bagian", "B3", "B", 'bagian "B" berada di dalam dirinya sendiri'),
        ("Bagian", "A3", "dua kata", 'kode "dua kata" tidak dapat dipakai'),
        ("Indikator", "B2", "Z", 'bagian "Z" tidak ada'),
        ("Indikator", "B1", "Induk", 'kolom "Induk" tidak dikenal'),
        ("Tingkat", "A2", "zz", 'kode "zz" tidak ada'),
        ("Tingkat", "B3", "1", 'jawaban "1" sudah ada'),
        ("Rubrik", "A3", "kode", 'isian "kode" tidak dikenal'),
        ("Tingkat skala", "A2", "zz", 'kode "zz" tidak ada'),
        ("Indikator", "E2", True, "nilai TRUE/FALSE"),
    ],
)
def test_what_cannot_be_taken_over_is_named_with_sheet_and_cell(sheet, cell, value, told):
    def change(book):
        _formulas_kept(book)
        book[sheet][cell] = value

    found = faults(edited(change))
    assert any(place == f"{sheet}!{cell}" and told in message for place, message in found), found


def test_a_rubric_that_must_be_complete_names_the_cell_of_each_lack():
    def change(book):
        _formulas_kept(book)
        book["Indikator"]["E2"] = 70
        book["Indikator"]["L3"] = "skala-lain"

    found = faults(edited(change), check_workbook)
    assert ("Bagian!A2", 'bobot di bawah "A" berjumlah 95, seharusnya tepat 100') in found
    assert [place for place, _ in found if place.startswith("Indikator")] == []
    whole = faults(edited(lambda book: (change(book), book["Indikator"].__setitem__("E2", 75))),
                   check_workbook)  # fmt: skip
    assert whole[0][0] == "Indikator!L3" and "skala-lain" in whole[0][1]


def test_a_workbook_without_one_of_its_sheets_is_refused():
    content = edited(lambda book: book.remove(book["Bukti"]))
    assert faults(content)[0][0] == "Bukti"


@pytest.mark.parametrize("content", [b"PK\x03\x04rusak", b"", b"x" * 5_000_000])
def test_what_is_no_workbook_is_refused(content):
    assert faults(content) == [("", "berkas Excel rusak")]


def test_a_workbook_that_unpacks_to_more_than_any_rubric_is_refused_unread():
    content = io.BytesIO(rubric_workbook(SMALL))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/isian.bin", b"\0" * 9_000_000)
    assert faults(content.getvalue()) == [("", "berkas terlalu besar; paling besar 2 MB")]


def test_every_sheet_says_what_it_is_for():
    book = load_workbook(io.BytesIO(rubric_workbook(SMALL)))
    assert book.sheetnames == [*(sheet.name for sheet in SHEETS), "Petunjuk"]
    told = {row[0].value for row in book["Petunjuk"].iter_rows(min_row=2)}
    assert {sheet.name for sheet in SHEETS} <= told


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_texts_stay_themselves(text):
    tree = {**SMALL, "note": {"id": text, "en": "x"}}
    assert read_workbook(rubric_workbook(tree), "r.xlsx")["note"] == {"id": text, "en": "x"}


def test_a_workbook_of_an_earlier_version_lacks_the_later_columns_and_is_read():
    def without_later(book):
        _formulas_kept(book)
        needs, awards = book["Syarat"], book["Penghargaan"]
        titles = [cell.value for cell in awards[1]]
        needs.delete_cols([cell.value for cell in needs[1]].index("Nilai paling rendah") + 1)
        awards.delete_cols(titles.index("Hadiah utama") + 1)

    assert read_workbook(edited(without_later), "r.xlsx") == SMALL


def test_a_least_value_of_an_indicator_that_is_not_there_names_its_cell():
    award = {"code": "x", "title": "X", "places": "1", "main": "true"}
    tree = {**SMALL, "awards": [{**award, "eligibility": {"indicators": {"a1": "3", "zz": "2"}}}]}
    content = rubric_workbook(tree)
    assert read_workbook(content, "r.xlsx") == tree
    assert faults(content, check_workbook) == [
        ("Syarat!D3", 'kode "zz" tidak ada di rubrik ini'),
    ]
