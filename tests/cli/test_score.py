"""The score command: exact results in three forms, or every bad cell and no result."""

import csv
import io
import json
import os
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from click.testing import CliRunner

from evaluator.cli.score import score
from evaluator.scoring.exact import write_decimal
from tests.scoring.builders import EPSS, epss
from tests.scoring.oracle import all_nodes, half_up
from tests.scoring.worked_results import FULL

SMALL = Path(__file__).parents[1] / "rubrics" / "small.yaml"
SMALL_SHEET = "unit,a1,a2,b1\nDindik,4,2,18/20\nDinkes,3,,20/20\nDinsos,4,2,TB\n"


def run(tmp_path, content, *more, rubric=SMALL, name="nilai.csv"):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    arguments = ["--rubric", str(rubric), "--scores", str(file), *more]
    return CliRunner().invoke(score, arguments)


def refused(result):
    """The lines on the error stream of a run that gave no result."""
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr.splitlines()


@pytest.fixture(scope="module")
def codes():
    return list(epss().indicator)


def test_json_gives_every_unit_best_first_with_decimal_strings(tmp_path):
    result = run(tmp_path, SMALL_SHEET, "--format", "json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "rubric": "small",
        "version": "1.0",
        "units": [
            {
                "unit": "Dindik",
                "value": "3.94",
                "exact": "197/50",
                "predicate": "Baik",
                "rank": 1,
                "tie": None,
                "reason": None,
                "nodes": {"A": "3.50", "B": "4.60"},
            },
            {
                "unit": "Dinsos",
                "value": "3.50",
                "exact": "7/2",
                "predicate": "Baik",
                "rank": 2,
                "tie": None,
                "reason": None,
                "nodes": {"A": "3.50", "B": None},
            },
            {
                "unit": "Dinkes",
                "value": None,
                "exact": None,
                "predicate": None,
                "rank": None,
                "tie": None,
                "reason": "1 dari 3 indikator belum dinilai: a2",
                "nodes": {"A": None, "B": "5.00"},
            },
        ],
    }


def test_tie_is_explained(tmp_path):
    result = run(tmp_path, "unit,a1,a2,b1\nP,3,3,TB\nQ,3,3,10/20\n", "--format", "json")

    assert [(u["unit"], u["rank"], u["tie"]) for u in json.loads(result.stdout)["units"]] == [
        (
            unit,
            1,
            f"Nilai 3,00 sama dan semua aturan seri sudah diterapkan: peringkat bersama {other}.",
        )
        for unit, other in (("P", "Q"), ("Q", "P"))
    ]


def test_published_sheet_gives_its_index(tmp_path, codes):
    levels = FULL["mempawah_2026_pleno_provinsi"].levels.replace(" ", "")
    content = f"unit,{','.join(codes)}\nMempawah,{','.join(levels)}\n"

    (unit,) = json.loads(run(tmp_path, content, "--format", "json", rubric=EPSS).stdout)["units"]

    assert (unit["value"], unit["exact"], unit["predicate"]) == ("2.56", "1279193/500000", "Cukup")
    assert len(unit["nodes"]) == 24
    assert (unit["nodes"]["1"], unit["nodes"]["101"]) == ("3.25", "4.00")


def test_table_is_readable_and_says_why_a_unit_is_not_ranked(tmp_path):
    lines = run(tmp_path, SMALL_SHEET).stdout.splitlines()

    assert lines[0] == "Rubrik kecil (small, versi 1.0)"
    assert lines[2].split() == ["Unit", "Indeks", "kecil", "Predikat", "Keterangan"]
    assert lines[3].split() == ["1", "Dindik", "3.94", "Baik"]
    assert lines[5].endswith("1 dari 3 indikator belum dinilai: a2")


def test_csv_keeps_a_name_from_becoming_a_formula(tmp_path):
    content = "unit,a1,a2,b1\n=HYPERLINK(1),4,2,18/20\n"

    rows = list(csv.reader(io.StringIO(run(tmp_path, content, "--format", "csv").stdout)))

    assert rows == [
        ["rank", "unit", "value", "exact", "predicate", "tie", "reason", "A", "B"],
        ["1", "'=HYPERLINK(1)", "3.94", "197/50", "Baik", "", "", "3.50", "4.60"],
    ]


def test_decimal_comma_semicolons_and_utf16_give_the_same_result(tmp_path):
    semicolons = SMALL_SHEET.replace(",", ";").replace("4;2", "4,0;2.0").encode("utf-16")

    assert run(tmp_path, semicolons).stdout == run(tmp_path, SMALL_SHEET).stdout


def test_columns_may_stand_in_any_order(tmp_path):
    turned = "unit,b1,a1,a2\nDindik,18/20,4,2\nDinkes,20/20,3,\nDinsos,TB,4,2\n"

    assert run(tmp_path, turned).stdout == run(tmp_path, SMALL_SHEET).stdout


def test_workbooks_of_both_writers_give_the_result_of_the_csv(tmp_path):
    rows = [line.split(",") for line in SMALL_SHEET.splitlines()]
    cells = [[int(cell) if cell.isdigit() else cell or None for cell in row] for row in rows]
    first, second = openpyxl.Workbook(), io.BytesIO()
    for row in cells:
        first.active.append(row)
    first.save(tmp_path / "openpyxl.xlsx")
    with xlsxwriter.Workbook(second) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(cells):
            sheet.write_row(number, 0, row)

    expected = run(tmp_path, SMALL_SHEET, "--format", "json").stdout
    for content in ((tmp_path / "openpyxl.xlsx").read_bytes(), second.getvalue()):
        result = run(tmp_path, content, "--format", "json", name="nilai.xlsx")
        assert result.stdout == expected


def test_sheet_is_asked_for_where_several_hold_data(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Catatan"
    book.active.append(["x"])
    for line in SMALL_SHEET.splitlines():
        (book["Nilai"] if "Nilai" in book.sheetnames else book.create_sheet("Nilai")).append(
            line.split(",")
        )
    book.save(tmp_path / "dua.xlsx")
    content = (tmp_path / "dua.xlsx").read_bytes()

    assert refused(run(tmp_path, content, name="nilai.xlsx")) == [
        "nilai.xlsx: beberapa lembar berisi data (Catatan, Nilai); sebutkan lembarnya"
    ]
    assert run(tmp_path, content, "--sheet", "Nilai", name="nilai.xlsx").stdout == (
        run(tmp_path, SMALL_SHEET).stdout
    )


def test_all_bad_cells_are_listed_and_nothing_is_put_out(tmp_path):
    content = "unit,a1,a2,b1\nDindik,7,3.4999999999999996,18/20\n,3,TB,21/20\nDinkes,nan,2,5\n"

    assert refused(run(tmp_path, content, "--format", "json")) == [
        'baris 2, kolom B (a1), nilai "7": jawaban "7" tidak dikenal; yang diterima: 1, 2, 3, 4, 5',
        'baris 2, kolom C (a2), nilai "3.4999999999999996": '
        'jawaban "3.4999999999999996" tidak dikenal; yang diterima: 1, 2, 3, 4, 5',
        'baris 3, kolom A (unit), nilai "": nama unit kosong',
        'baris 3, kolom C (a2), nilai "TB": indikator a2 tidak menerima "TB" (tidak berlaku)',
        'baris 3, kolom D (b1), nilai "21/20": jawaban "21/20" tidak mungkin: bagian tidak boleh '
        "lebih besar daripada keseluruhan, dan keseluruhan paling kecil 1",
        'baris 4, kolom B (a1), nilai "nan": '
        'jawaban "nan" tidak dikenal; yang diterima: 1, 2, 3, 4, 5',
        'baris 4, kolom D (b1), nilai "5": jawaban "5" tidak dikenal; yang diterima: 18/20, 3/4, …',
    ]


def test_same_bad_text_is_listed_at_every_place(tmp_path):
    content = "unit,a1,a2,b1\nP,9,1,1/9\nQ,9,1,1/9\n"

    assert [line[:22] for line in refused(run(tmp_path, content))] == [
        "baris 2, kolom B (a1),",
        "baris 3, kolom B (a1),",
    ]


def test_unknown_missing_and_misspelt_columns_are_named(tmp_path):
    content = "nama,a1,b-1,tahun\nDindik,4,18/20,2025\n"

    assert refused(run(tmp_path, content)) == [
        'baris 1: kolom indikator "a2" tidak ada',
        'baris 1: kolom indikator "b1" tidak ada',
        'baris 1, kolom A (nama), nilai "nama": kolom pertama harus berjudul "unit"',
        'baris 1, kolom C (b-1), nilai "b-1": '
        'bukan kode indikator rubrik ini; mungkin maksudnya "b1"',
        'baris 1, kolom D (tahun), nilai "tahun": bukan kode indikator rubrik ini',
    ]


def test_unit_written_twice_is_refused_at_both_rows(tmp_path):
    content = "unit,a1,a2,b1\nDinas  Sosial,4,2,TB\nDinkes,1,1,TB\ndinas sosial,3,2,TB\n"

    assert refused(run(tmp_path, content)) == [
        'baris 2, kolom A (unit), nilai "Dinas  Sosial": '
        "unit tertulis lebih dari sekali: baris 2, 4",
        'baris 4, kolom A (unit), nilai "dinas sosial": '
        "unit tertulis lebih dari sekali: baris 2, 4",
    ]


def test_control_characters_reach_no_terminal(tmp_path):
    lines = refused(run(tmp_path, "unit,a1,a2,b1\nDin\x1b[31mkes,\x1b[2J,2,TB\n"))

    assert len(lines) == 2
    assert not any("\x1b" in line for line in lines)


def test_bad_rubric_and_unreadable_files_end_with_two(tmp_path):
    assert (
        "berkas tidak dapat dibaca"
        in refused(run(tmp_path, SMALL_SHEET, rubric=tmp_path / "tidak-ada.yaml"))[0]
    )
    assert refused(run(tmp_path, b"\x89PNG\r\n", name="nilai.png")) == [
        "nilai.png: ini gambar PNG; simpan sebagai .xlsx atau .csv"
    ]


def test_sheet_without_units_gives_no_units(tmp_path):
    result = run(tmp_path, "unit,a1,a2,b1\n", "--format", "json")

    assert json.loads(result.stdout)["units"] == []


def test_random_sheets_equal_the_slow_oracle(tmp_path, codes):
    dice = random.Random(38)
    data = json.loads(epss().model_dump_json(by_alias=True))
    rows = {
        f"Unit {n:03}": [dice.choice(["", *"12345"] if n % 4 == 0 else "12345") for _ in codes]
        for n in range(300)
    }
    content = "\n".join(
        [f"unit,{','.join(codes)}", *(f"{u},{','.join(row)}" for u, row in rows.items())]
    )

    units = json.loads(run(tmp_path, content, "--format", "json", rubric=EPSS).stdout)["units"]

    assert {unit["unit"] for unit in units} == rows.keys()
    for unit in units:
        cells = zip(codes, rows[unit["unit"]], strict=True)
        nodes = all_nodes(data, {code: Fraction(cell) if cell else None for code, cell in cells})
        exact = nodes.pop("")
        assert unit["exact"] == (None if exact is None else str(exact))
        assert unit["value"] == (None if exact is None else write_decimal(half_up(exact, 2), 2))
        assert unit["nodes"] == {
            code: None if value is None else write_decimal(half_up(value, 2), 2)
            for code, value in nodes.items()
        }


def test_result_is_the_same_bytes_in_every_process_locale_and_row_order(tmp_path):
    header, *rows = SMALL_SHEET.splitlines()
    results = set()
    for number, locale in enumerate(["C", "id_ID.UTF-8"]):
        file = tmp_path / f"{number}.csv"
        file.write_text("\n".join([header, *(rows if number else reversed(rows))]))
        arguments = ["--rubric", str(SMALL), "--scores", str(file), "--format", "json"]
        done = subprocess.run(
            [sys.executable, "-c", "from evaluator.cli.score import score; score()", *arguments],
            env={**os.environ, "LANG": locale, "LC_ALL": locale, "PYTHONHASHSEED": str(number)},
            cwd=SMALL.parents[2],
            capture_output=True,
            check=True,
        )
        results.add(done.stdout)

    assert len(results) == 1
