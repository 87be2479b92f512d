"""A block from a spreadsheet: previewed cell by cell, kept whole, nothing dropped unsaid."""

import pytest

from evaluator.services import assessing, grids, histories, pasting, sheets
from evaluator.services.logging import verify_log
from evaluator.services.problems import Conflict, NotFound, Refused
from tests.city import NOW

DINDIK, DINKES, DLH = "Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup"
CODES = ["a1", "a2", "b1"]


@pytest.fixture
def rows(city):
    """Sheet ids in the order of the table: Dinkes, DLH, Dindik."""
    city.open()
    with city.installation.reads() as session:
        return [row.sheet_id for row in grids.open_grid(session, city["ases1"]).rows]


def preview(city, rows, text, codes=CODES, who="ases1", **how):
    with city.installation.writes() as session:
        return pasting.preview_block(session, city[who], NOW, rows, codes, text, **how)


def told(found):
    return [(one.unit, one.indicator, one.given, one.outcome, one.answer) for one in found.cells]


def apply(city, found, who="ases1"):
    seen = [
        pasting.Seen(one.sheet_id, one.indicator, one.answer, one.version)
        for one in found.of("accepted")
    ]
    with city.installation.writes() as session:
        return pasting.apply_block(session, city[who], NOW, seen)


def test_each_cell_of_a_block_is_accepted_the_same_or_refused_with_its_reason(city, rows):
    city.score("ases1", DINKES, a2="3")
    found = preview(city, rows, "4\t3\r\n5\t9\r\n\t2\r\n")
    assert told(found) == [
        (DINKES, "a1", "4", "accepted", "4"),
        (DINKES, "a2", "3", "same", "3"),
        (DLH, "a1", "5", "accepted", "5"),
        (DLH, "a2", "9", "refused", ""),
        (DINDIK, "a2", "2", "accepted", "2"),
    ]
    refused = found.of("refused")[0]
    assert (refused.row, refused.column) == (2, 2)
    assert str(refused.reason) == 'jawaban "9" tidak dikenal; yang diterima: 1, 2, 3, 4, 5'
    assert found.blank == 1


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [("4,0", "4"), ("4.0", "4"), ("4,2", None), ("4.2", None), ("1.000", None), ("42", None)],
)
def test_a_point_or_comma_is_understood_or_refused_but_never_left_out(city, rows, typed, outcome):
    (cell,) = preview(city, rows, typed).cells
    assert (cell.answer or None) == outcome


def test_a_point_that_may_mean_thousands_is_refused_with_the_mend(city, rows):
    (cell,) = preview(city, rows, "1.000").cells
    assert str(cell.reason).startswith("“1.000” dapat berarti ribuan atau desimal.")


def test_what_reaches_over_the_edge_is_named_instead_of_dropped(city, rows):
    found = preview(city, rows[2:], "TB\t5\n3", codes=["b1"])
    assert [(c.row, c.column, c.outcome) for c in found.cells] == [
        (1, 1, "accepted"),
        (1, 2, "refused"),
        (2, 1, "refused"),
    ]
    assert "Di luar tabel" in str(found.cells[1].reason)


def test_a_column_of_answers_runs_down_one_sheet_and_so_does_a_copied_row(city, rows):
    for text in ("4\n5\n18/20", "4\t5\t18/20"):
        found = preview(city, rows[:1], text, downwards=True)
        assert [(c.indicator, c.answer) for c in found.cells] == [
            ("a1", "4"),
            ("a2", "5"),
            ("b1", "18/20"),
        ]


def test_what_was_accepted_is_kept_under_one_entry_and_notes_stay(city, rows):
    with city.installation.writes() as session:
        assessing.save_score(
            session, city["ases1"], NOW, rows[0], "a1", answer="1", note="lihat SK", version=0
        )
    kept = apply(city, preview(city, rows, "4\t3\n5\t9"))
    assert [(c.sheet_id, c.indicator, c.answer, c.note, c.version) for c in kept] == [
        (rows[0], "a1", "4", "lihat SK", 2),
        (rows[0], "a2", "3", "", 1),
        (rows[1], "a1", "5", "", 1),
    ]
    with city.installation.reads() as session:
        newest = histories.history_of(session, city["ases1"], rows[1], "a1")[0]
        assert verify_log(session, city["auditor"]).faults == []
    assert (newest.act, newest.cells) == ("score.batch", 3)


def test_a_cell_that_changed_after_the_preview_keeps_the_whole_block_back(city, rows):
    found = preview(city, rows, "4\n5\n3")
    city.score("ases1", DLH, a1="2")
    with pytest.raises(Conflict):
        apply(city, found)
    with city.installation.reads() as session:
        view = grids.open_grid(session, city["ases1"])
    assert [row.cells[0].answer for row in view.rows] == ["", "2", ""]


def test_a_block_for_another_assessors_sheet_is_not_found(city, rows):
    found = preview(city, rows, "4")
    with pytest.raises(NotFound):
        preview(city, rows, "4", who="ases2")
    with pytest.raises(NotFound):
        apply(city, found, who="ases2")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \n\t\n", "Tempelan kosong"),
        ("4\n" * 5001, "paling banyak 5000 sel"),
        ("x" * 200_001, "paling banyak 5000 sel"),
        ('"' + "4" * 140_000, "Tempelan tidak terbaca"),
    ],
)
def test_an_empty_or_outsized_block_is_refused_in_words(city, rows, text, sentence):
    with pytest.raises(Refused, match=sentence):
        preview(city, rows, text)


def test_after_the_scoring_nothing_is_pasted(city, rows):
    city.score_all()
    city.close()
    with pytest.raises(Refused, match="tidak sedang dinilai"):
        preview(city, rows, "4")
    with city.installation.reads() as session:
        assert sheets.open_sheet(session, city["ases1"], rows[0]).question("a1").answer == "4"
