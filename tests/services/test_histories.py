"""The history of a cell: every state it had, read by its own assessor, and each can come back."""

import pytest

from evaluator.services import assessing, batches, histories, sheets
from evaluator.services.histories import Content
from evaluator.services.logging import verify_log
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from tests.city import NOW, add_units

DINDIK = "Dinas Pendidikan"


@pytest.fixture
def sheet(city):
    city.open()
    with city.installation.writes() as session:
        sheet = next(r.id for r in sheets.my_sheets(session, city["ases1"]) if r.unit == DINDIK)
        cells = {"a1": ("1", "awal"), "a2": ("2", "")}
        batches.save_scores(session, city["ases1"], NOW, sheet, cells, hand_in=False)
    save(city, sheet, "4", "ada SK", 1)
    save(city, sheet, "", "", 2)
    return sheet


def save(city, sheet, answer, note, version):
    with city.installation.writes() as session:
        assessing.save_score(
            session, city["ases1"], NOW, sheet, "a1", answer=answer, note=note, version=version
        )


def history(city, who, sheet, code="a1"):
    with city.installation.reads() as session:
        return histories.history_of(session, city[who], sheet, code)


def test_every_state_is_told_from_the_newest_with_who_how_and_what(city, sheet):
    steps = history(city, "ases1", sheet)
    assert [(s.act, s.author, s.before, s.after, s.cells) for s in steps] == [
        ("score.save", "Ases1 (ases1)", Content("4", "ada SK"), Content(), 1),
        ("score.save", "Ases1 (ases1)", Content("1", "awal"), Content("4", "ada SK"), 1),
        ("score.batch", "Ases1 (ases1)", Content(), Content("1", "awal"), 2),
    ]
    assert history(city, "ases1", sheet, "b1") == []


def test_a_sheet_whose_number_begins_alike_is_not_mixed_in(city):
    add_units(city, 12)
    city.open()
    numbers = sorted(city.sheets("ases1").values())
    alike = [(a, b) for a in numbers for b in numbers if a != b and str(b).startswith(str(a))]
    short, long = alike[0]
    save(city, long, "5", "", 0)
    assert history(city, "ases1", short) == []
    assert len(history(city, "ases1", long)) == 1


def test_any_earlier_state_comes_back_as_a_new_change(city, sheet):
    first = history(city, "ases1", sheet)[-1]
    with city.installation.writes() as session:
        cell = histories.restore_state(
            session, city["ases1"], NOW, sheet, "a1", first.sequence, version=3
        )
    assert (cell.answer, cell.note, cell.version) == ("1", "awal", 4)
    newest = history(city, "ases1", sheet)[0]
    assert (newest.act, newest.after) == ("score.restore", Content("1", "awal"))
    with city.installation.reads() as session:
        assert verify_log(session, city["auditor"]).faults == []


def test_a_cell_that_changed_meanwhile_is_not_overwritten_by_a_restore(city, sheet):
    first = history(city, "ases1", sheet)[-1]
    save(city, sheet, "5", "", 3)
    with pytest.raises(Conflict), city.installation.writes() as session:
        histories.restore_state(session, city["ases1"], NOW, sheet, "a1", first.sequence, version=3)
    assert history(city, "ases1", sheet)[0].after == Content("5", "")


def test_only_its_own_assessor_reads_a_history_and_restores(city, sheet):
    with pytest.raises(NotFound):
        history(city, "ases2", sheet)
    for who in ("ketua", "admin", "auditor", "dindik"):
        with pytest.raises(NotAllowed):
            history(city, who, sheet)
    with pytest.raises(NotFound), city.installation.writes() as session:
        histories.restore_state(session, city["ases1"], NOW, sheet, "a1", 999_999, version=3)


def test_after_the_scoring_a_history_is_read_but_nothing_comes_back(city, sheet):
    city.score_all()
    first = history(city, "ases1", sheet)[-1]
    city.close()
    with pytest.raises(Refused, match="tidak sedang dinilai"), city.installation.writes() as own:
        histories.restore_state(own, city["ases1"], NOW, sheet, "a1", first.sequence, version=4)
    assert history(city, "ases1", sheet)[-1] == first
