"""The workbook of sheets (LKE): what stands in it, what is locked, and that it computes right."""

import io
import random
import zipfile

import pytest
from openpyxl import load_workbook

from evaluator.documents.lke import lke_workbook, sheet_titles
from evaluator.scoring.rubric import Rubric
from evaluator.services.exchange_own import OwnWords, Proof
from evaluator.services.standings import standing_of
from tests.documents.lke_examples import every_scale, lke_of, saved_by_libreoffice
from tests.scoring.builders import epss, flat, rubric_of

SAMPLES = {
    "level": ["1", "2", "3", "4", "5"],
    "points": ["1", "2.675", "5", "3.3"],
    "yes-no": ["ya", "tidak"],
    "count": ["0", "1", "2", "6", "7", "30"],
    "ratio": ["0/3", "1/3", "2/6", "18/20", "1/7", "5/5"],
    "days-late": ["-3", "0", "1", "7", "8", "300"],
}
NARROW = {"persen": ["0", "87.5", "100"], "pita": ["60.4", "60.5", "89.99", "90"],
          "separuh": ["0.5", "1", "2.5"], "turun": ["-5", "0", "12.5"]}  # fmt: skip


def opened(content, **how):
    return load_workbook(io.BytesIO(content), **how)


def summary(content):
    """Unit -> (done, value, predicate), as it stands without computing anything."""
    rows = opened(content, data_only=True)["Ringkasan"].iter_rows(min_row=4, values_only=True)
    return {unit: (done, value or None, word or None) for unit, done, _, value, word in rows}


def standing(rubric, answers):
    found = standing_of(rubric, answers)
    value = None if found.value is None else float(found.value)
    return found.done, value, str(found.predicate) if found.predicate else None


def drawn(rubric, seed):
    """Answers to some of the questions, "TB" among them where it is taken."""
    draw = random.Random(seed)
    answers = {}
    for code, indicator in rubric.indicator.items():
        kind = rubric.scale_of(code).kind
        choices = [*NARROW.get(indicator.scale, SAMPLES[kind]), ""]
        if indicator.not_applicable == "allowed":
            choices.append("TB")
        answers[code] = draw.choice(choices)
    return {code: answer for code, answer in answers.items() if answer}


def test_an_unopened_workbook_shows_the_values_of_the_server():
    rubric = every_scale()
    units = [drawn(rubric, seed) for seed in range(12)]
    content = lke_workbook(lke_of(rubric, *units))
    expected = {f"Unit {n}": standing(rubric, a) for n, a in enumerate(units, start=1)}
    assert summary(content) == expected


def test_every_formula_comes_to_what_was_written_beside_it(tmp_path):
    rubric = every_scale()
    content = lke_workbook(lke_of(rubric, *(drawn(rubric, seed) for seed in range(30))))
    before = opened(content, data_only=True)
    after = opened(saved_by_libreoffice(content, tmp_path), data_only=True)
    formulas = opened(content)
    differing = [
        (name, cell.coordinate, cell.value, before[name][cell.coordinate].value, found)
        for name in formulas.sheetnames
        for row in formulas[name].iter_rows()
        for cell in row
        if cell.data_type == "f"
        for found in [after[name][cell.coordinate].value]
        if not alike(before[name][cell.coordinate].value, found)
    ]
    assert differing == []


def alike(one, other):
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1, abs(one))
    return (one or "") == (other or "")


def test_answers_typed_in_a_spreadsheet_give_the_values_of_the_server(tmp_path):
    rubric = every_scale()
    units = [drawn(rubric, seed) for seed in range(100, 130)]
    book = opened(lke_workbook(lke_of(rubric, *({} for _ in units))))
    for number, answers in enumerate(units, start=1):
        type_in(book[f"{number} Unit {number}"], answers, numbers=number % 2 == 0)
    found = summary(saved_by_libreoffice(content_of(book), tmp_path))
    assert found == {f"Unit {n}": standing(rubric, a) for n, a in enumerate(units, start=1)}


def type_in(sheet, answers, *, numbers=False):
    """Fill the yellow cells, as texts with a comma or as numbers."""
    rows = {sheet.cell(row, 2).value: row for row in range(9, sheet.max_row + 1)}
    for code, answer in answers.items():
        cell = sheet.cell(rows[code], 5)
        cell.value = answer.replace(".", ",")
        if numbers and answer.lstrip("-").replace(".", "", 1).isdigit():
            cell.value = float(answer)


def content_of(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_half_is_rounded_up_as_on_the_server(tmp_path):
    rubric = flat("0.5", "99.5")
    ties = [{"a": a, "b": b} for a, b in (("2", "1"), ("3", "2"), ("4", "1"), ("2", "3"))]
    book = opened(lke_workbook(lke_of(rubric, *({} for _ in ties))))
    for number, answers in enumerate(ties, start=1):
        type_in(book[f"{number} Unit {number}"], answers)
    found = summary(saved_by_libreoffice(content_of(book), tmp_path))
    assert [value for _, value, _ in found.values()] == [1.01, 2.01, 1.02, 3.0]
    assert found == {f"Unit {n}": standing(rubric, a) for n, a in enumerate(ties, start=1)}


@pytest.mark.parametrize("wrong", ["6", "0", "abc", "3 5", "50%", "1/2", "4,25", "#N/A", "TRUE"])
def test_an_answer_that_no_scale_knows_is_shown_and_counts_for_nothing(tmp_path, wrong):
    rubric = rubric_of({"S": (100, {"a": (50, "tingkat"), "b": (50, "tingkat")})})
    book = opened(lke_workbook(lke_of(rubric, {})))
    type_in(book["1 Unit 1"], {"a": wrong, "b": "4"})
    saved = saved_by_libreoffice(content_of(book), tmp_path)
    assert opened(saved, data_only=True)["1 Unit 1"]["G9"].value == "Periksa jawaban"
    assert summary(saved) == {"Unit 1": (1, 4.0, "Sangat Baik")}


def test_only_the_yellow_cells_are_open_and_the_mark_is_out_of_reach():
    book = opened(lke_workbook(lke_of(epss(), {}, {})))
    assert [sheet.protection.sheet for sheet in book] == [True] * 5
    assert [sheet.sheet_state for sheet in book] == ["visible"] * 4 + ["veryHidden"]
    open_cells = [
        cell.coordinate
        for row in book["1 Unit 1"].iter_rows()
        for cell in row
        if not cell.protection.locked
    ]
    assert open_cells == [f"{column}{row}" for row in range(9, 47) for column in "EF"]


def test_a_workbook_to_read_has_no_open_cell():
    book = opened(lke_workbook(lke_of(epss(), {}, writable=False)))
    sheet = book["1 Unit 1"]
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)
    assert sheet.data_validations.dataValidation == []
    assert "hanya untuk dibaca" in book["Petunjuk"]["B5"].value


def test_each_scale_offers_its_own_answers():
    rubric = rubric_of(
        {"S": (100, {"a": (40, "tingkat"), "b": (30, "ya-tidak"), "c": (30, "rasio")})}
    )
    strict = {**rubric.model_dump(by_alias=True, mode="json")}
    strict["sections"][0]["indicators"][0]["not_applicable"] = "refused"
    content = lke_workbook(lke_of(Rubric.model_validate(strict), {}))
    rules = opened(content)["1 Unit 1"].data_validations.dataValidation
    assert [(str(rule.sqref), rule.type, rule.formula1) for rule in rules] == [
        ("E9", "list", '"1,2,3,4,5"'),
        ("E10", "list", '"Ya,Tidak,TB"'),
        ("E11", None, None),
    ]
    assert rules[2].prompt.startswith("Tulis bagian/keseluruhan, misalnya 18/20.")


def test_what_people_wrote_is_text_and_never_a_formula_or_a_link():
    hostile = '=HYPERLINK("http://jahat.example","x")'
    own = {"a": OwnWords("3", hostile, (Proof(hostile, "", None, "", "http://x.example"),))}
    rubric = flat(100)
    content = lke_workbook(
        lke_of(rubric, {"a": "3"}, notes={"a": hostile}, self_assesses=True, own=own)
    )
    sheet = opened(content)["1 Unit 1"]
    assert sheet["F9"].value == hostile
    assert (sheet["F9"].data_type, sheet["I9"].data_type, sheet["J9"].data_type) == ("s", "s", "s")
    assert sheet["I9"].value == f"3\n{hostile}"
    assert sheet["J9"].value == f"{hostile} (http://x.example)"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "worksheets/_rels" in name]


def test_a_workbook_names_nobody():
    properties = opened(lke_workbook(lke_of(flat(100), {}))).properties
    assert (properties.creator, properties.lastModifiedBy, properties.description) == (
        None,
        None,
        None,
    )


def test_long_and_unlike_names_become_sheets_of_their_own():
    units = ["Dinas Kependudukan dan Pencatatan Sipil"] * 2 + ["a/b:c*?[d]'", "Ringkasan"]
    titles = sheet_titles(units)
    assert titles == [
        "1 Dinas Kependudukan dan Pencat",
        "2 Dinas Kependudukan dan Pencat",
        "3 a b c   d",
        "4 Ringkasan",
    ]
