"""The way back: an undo is a new change, walks back step by step, and never overwrites unseen."""

import pytest
from sqlalchemy import text

from evaluator.services import assessing, batches, histories, pasting, sheets, undoing
from evaluator.services.batches import CellChange
from evaluator.services.logging import verify_log
from evaluator.services.problems import Conflict, NotFound, Refused
from tests.city import NOW

DINDIK, DINKES = "Dinas Pendidikan", "Dinas Kesehatan"


@pytest.fixture
def sheet(city):
    city.open()
    return city.sheets("ases1")[DINDIK]


def save(city, sheet, code, answer, note="", version=0):
    with city.installation.writes() as session:
        return assessing.save_score(
            session,
            city["ases1"],
            NOW,
            sheet,
            code,
            answer=answer,
            note=note,
            version=version,
        )


def undo(city, sheet, who="ases1", **seen):
    with city.installation.writes() as session:
        undone = undoing.undo_last(session, city[who], NOW, sheet, **seen)
    return [(c.sheet_id, c.indicator, c.answer, c.note, c.version) for c in undone.cells]


def answers(city, sheet):
    with city.installation.reads() as session:
        return [q.answer for q in sheets.open_sheet(session, city["ases1"], sheet).questions]


def test_undo_brings_back_the_earlier_answer_and_note_as_a_logged_change(city, sheet):
    save(city, sheet, "a1", "4", "ada SK")
    save(city, sheet, "a1", "2", "SK dicabut", version=1)
    assert undo(city, sheet) == [(sheet, "a1", "4", "ada SK", 3)]
    with city.installation.reads() as session:
        newest = histories.history_of(session, city["ases1"], sheet, "a1")[0]
        assert verify_log(session, city["auditor"]).faults == []
    assert (newest.act, newest.before.answer, newest.after.answer) == ("score.undo", "2", "4")
    assert newest.reason.startswith("Mengurungkan catatan nomor ")


def test_undo_again_walks_further_back_until_nothing_is_left(city, sheet):
    save(city, sheet, "a1", "4")
    save(city, sheet, "a2", "3")
    save(city, sheet, "a1", "5", version=1)
    found = []
    for _ in range(3):
        undo(city, sheet)
        found.append(answers(city, sheet))
    assert found == [["4", "3", ""], ["4", "", ""], ["", "", ""]]
    with pytest.raises(Refused, match="Tidak ada perubahan Anda"):
        undo(city, sheet)


def test_a_change_after_an_undo_is_undone_before_what_lies_further_back(city, sheet):
    save(city, sheet, "a1", "1")
    save(city, sheet, "a1", "2", version=1)
    undo(city, sheet)
    save(city, sheet, "a1", "5", version=3)
    undo(city, sheet)
    assert answers(city, sheet)[0] == "1"
    undo(city, sheet)
    assert answers(city, sheet)[0] == ""


def test_a_pasted_block_comes_back_whole_with_its_other_sheets(city, sheet):
    other = city.sheets("ases1")[DINKES]
    save(city, sheet, "a1", "1")
    with city.installation.writes() as session:
        seen = [pasting.Seen(sheet, "a1", "5", 1), pasting.Seen(other, "a1", "3", 0)]
        pasting.apply_block(session, city["ases1"], NOW, seen)
    assert set(undo(city, sheet)) == {(sheet, "a1", "1", "", 3), (other, "a1", "", "", 2)}


def test_what_another_tab_changed_since_is_not_undone_and_both_values_are_told(city, sheet):
    save(city, sheet, "a1", "4")
    save(city, sheet, "a1", "2", version=1)  # another tab
    with pytest.raises(Conflict, match="sekarang 2, sebelumnya 4") as told:
        undo(city, sheet, indicator="a1", version=1)
    assert (told.value.stored["answer"], told.value.stored["version"]) == ("2", 2)
    assert answers(city, sheet)[0] == "2"


def test_a_batch_of_which_one_cell_changed_since_stays_as_it_is(city, sheet):
    other = city.sheets("ases1")[DINKES]
    with city.installation.writes() as session:
        changes = [CellChange(one, "a1", "3", "", 0) for one in (sheet, other)]
        batches.save_cells(session, city["ases1"], NOW, changes)
    save(city, other, "a1", "5", version=1)
    with pytest.raises(Conflict, match="sekarang 5"):
        undo(city, sheet)
    assert (answers(city, sheet)[0], answers(city, other)[0]) == ("3", "5")


def test_nobody_undoes_on_another_sheet_or_after_the_lock(city, sheet):
    city.score_all()
    with pytest.raises(NotFound):
        undo(city, sheet, who="ases2")
    city.lock()
    with pytest.raises(Refused, match="tidak sedang dinilai"):
        undo(city, sheet)


def test_an_undo_that_empties_a_handed_in_sheet_takes_it_back(city, sheet):
    city.score_all()
    with city.installation.writes() as session:
        assessing.submit_sheet(session, city["ases1"], NOW, sheet)
    assert undo(city, sheet)[0][1:3] == ("b1", "")
    with city.installation.reads() as session:
        query = "SELECT submitted_at FROM sheet WHERE id = :id"
        assert session.execute(text(query), {"id": sheet}).scalar() is None
