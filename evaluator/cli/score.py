"""Scores and ranks every unit of one sheet, for scripts and spreadsheets."""

from __future__ import annotations

import difflib
import gc
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evaluator.cli.guard import permitted
from evaluator.services.permissions import Action

if TYPE_CHECKING:
    from evaluator.documents.tables import CellFault, Faults, Row, Table
    from evaluator.scoring.aggregate import Answer
    from evaluator.scoring.messages import Message
    from evaluator.scoring.rubric import Rubric

_FILE = click.Path(path_type=Path)
_MOST_TWINS = 10


@permitted(Action.EVERYONE)
@click.command("score")
@click.option("--rubric", "rubric_file", type=_FILE, required=True, help="Berkas rubrik (.yaml).")
@click.option("--scores", "scores_file", type=_FILE, required=True, help="Nilai (.csv, .xlsx).")
@click.option("--sheet", help="Nama lembar, bila beberapa lembar terlihat berisi data.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="Bentuk hasil.",
)
def score(rubric_file: Path, scores_file: Path, sheet: str | None, form: str) -> None:
    """Hitung nilai dan peringkat semua unit dalam satu lembar.

    Kolom pertama "unit", lalu satu kolom untuk setiap kode indikator. Sel kosong
    berarti belum dinilai, TB berarti tidak berlaku; koma dan titik desimal
    diterima. Sel yang salah disebut semuanya, dan hasil tidak dikeluarkan.
    """
    # One short-lived process that makes many small values and no cycles.
    gc.disable()
    from evaluator.cli.score_output import WRITERS
    from evaluator.documents.tables import MOST_ROWS, scan_table
    from evaluator.scoring.aggregate import Scorer
    from evaluator.scoring.messages import Problem
    from evaluator.scoring.ranking import rank
    from evaluator.storage.rubric_files import load_rubric

    try:
        rubric = load_rubric(rubric_file)
        table = scan_table(scores_file, scores_file.name, sheet, most_rows=MOST_ROWS)
        answers = read_answers(rubric, table)
        scorer = Scorer(rubric)
        evaluations = {unit: scorer.evaluate(given) for unit, given in answers.items()}
        text = WRITERS[form](rubric, rank(rubric, evaluations))
    except Problem as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    finally:
        gc.enable()
    # Bytes, so that the result does not depend on the locale.
    click.echo(text.encode(), nl=False)


def read_answers(rubric: Rubric, table: Table) -> dict[str, Mapping[str, Answer]]:
    """Read a table of `unit` and indicator columns into each unit's answers.

    Raises
    ------
    CellProblems
        With every cell, column and unit that cannot be used, or with so many of
        them that nobody would read on.
    """
    from evaluator.documents.tables import CellProblems, Faults

    faults = Faults()
    faults.extend(table.faults)
    faults.extend(_column_faults(rubric, table))
    faults.extend(_unit_faults(table))
    columns = [
        _Column(rubric, number, code)
        for number, code in enumerate(table.header)
        if number and code in rubric.indicator
    ]
    answers: dict[str, Mapping[str, Answer]] = {}
    for row in table.rows:
        answers[row.texts[0]] = {
            column.code: column.known[text]
            if (text := row.texts[column.number]) in column.known
            else column.read(row, text, faults)
            for column in columns
        }
    if faults.found:
        raise CellProblems(faults.found)
    return answers


class _Column:
    """One indicator's column, which remembers what each text means."""

    def __init__(self, rubric: Rubric, number: int, code: str) -> None:
        self.rubric = rubric
        self.number = number
        self.code = code
        self.known: dict[str, Answer] = {}

    def read(self, row: Row, text: str, faults: Faults) -> Answer:
        """Read a text for the first time; one that is refused is noted at every place."""
        from evaluator.documents.tables import CellFault
        from evaluator.scoring.aggregate import answer_of
        from evaluator.scoring.messages import ScoringError

        try:
            answer = self.known[text] = answer_of(self.rubric, self.code, text)
        except ScoringError as problem:
            faults.add(CellFault(row.number, self.number, self.code, text, problem.message))
            return None
        return answer


def _column_faults(rubric: Rubric, table: Table) -> Iterator[CellFault]:
    """The first column is the unit, all others are exactly the rubric's indicators."""
    from evaluator.documents.tables import CellFault
    from evaluator.scoring.messages import says

    if table.header[0].casefold() != "unit":
        message = says('kolom pertama harus berjudul "unit"')
        yield CellFault(table.header_row, 0, table.header[0], table.header[0], message)
    absent = [code for code in rubric.indicator if code not in table.header[1:]]
    for column, title in enumerate(table.header[1:], start=1):
        if title and title not in rubric.indicator:
            message = _stranger(title, absent)
            yield CellFault(table.header_row, column, title, title, message)
    for code in absent:
        message = says('kolom indikator "{code}" tidak ada', code=code)
        yield CellFault(table.header_row, None, "", "", message)


def _stranger(title: str, absent: list[str]) -> Message:
    from evaluator.scoring.messages import says

    close = difflib.get_close_matches(title, absent, n=1)
    if close:
        return says('bukan kode indikator rubrik ini; mungkin maksudnya "{close}"', close=close[0])
    return says("bukan kode indikator rubrik ini")


def _unit_faults(table: Table) -> Iterator[CellFault]:
    """Every row names a unit of its own, however the name is spaced or capitalised."""
    from evaluator.documents.tables import CellFault
    from evaluator.scoring.messages import says

    rows: dict[str, list[Row]] = {}
    for row in table.rows:
        unit = row.texts[0]
        if not unit:
            yield CellFault(row.number, 0, "unit", "", says("nama unit kosong"))
        elif not unit.isprintable():
            message = says("nama unit memuat karakter yang tidak terlihat atau baris baru")
            yield CellFault(row.number, 0, "unit", unit, message)
        else:
            rows.setdefault(_alike(unit), []).append(row)
    for twins in rows.values():
        if len(twins) > 1:
            numbers = ", ".join(str(row.number) for row in twins[:_MOST_TWINS])
            numbers += ", …" if len(twins) > _MOST_TWINS else ""
            for row in twins:
                message = says("unit tertulis lebih dari sekali: baris {rows}", rows=numbers)
                yield CellFault(row.number, 0, "unit", row.texts[0], message)


def _alike(unit: str) -> str:
    return " ".join(unicodedata.normalize("NFC", unit).casefold().split())
