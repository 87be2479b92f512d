"""Many scores of one sheet at once: all or none, and nothing after the lock."""

import threading

import pytest
from sqlalchemy import text

from evaluator.services import batches, sheets
from evaluator.services.logging import verify_log
from evaluator.services.problems import Refused
from tests.city import NOW

DINDIK = "Dinas Pendidikan"
CELLS = {"a1": ("5", "baik"), "a2": ("4", ""), "b1": ("TB", "")}


@pytest.fixture
def sheet(city):
    city.open()
    return city.sheets("ases1")[DINDIK]


def test_a_batch_fills_an_empty_sheet_under_one_entry(city, sheet):
    cells = {"a1": ("5", "baik"), "a2": ("4", ""), "b1": ("TB", "")}
    with city.installation.writes() as session:
        batches.save_scores(session, city["ases1"], NOW, sheet, cells, hand_in=True)
    with city.installation.reads() as session:
        view = sheets.open_sheet(session, city["ases1"], sheet)
        assert verify_log(session, city["auditor"]).faults == []
    assert [q.answer for q in view.questions] == ["5", "4", "TB"]
    assert view.submitted_at == NOW


def test_a_batch_with_one_bad_answer_keeps_nothing(city, sheet):
    cells = {"a1": ("5", ""), "a2": ("9", "")}
    with pytest.raises(Refused, match="a2"), city.installation.writes() as session:
        batches.save_scores(session, city["ases1"], NOW, sheet, cells, hand_in=True)
    with city.installation.reads() as session:
        assert session.execute(text("SELECT count(*) FROM score")).scalar() == 0


def test_a_batch_writes_answers_the_way_single_saves_do(city, sheet):
    cells = {"a1": (" 5 ", ""), "a2": ("", ""), "b1": ("tb", "")}
    with city.installation.writes() as session:
        batches.save_scores(session, city["ases1"], NOW, sheet, cells, hand_in=True)
    with city.installation.reads() as session:
        view = sheets.open_sheet(session, city["ases1"], sheet)
    assert [q.answer for q in view.questions] == ["5", "", "TB"]
    assert view.submitted_at is None


def test_no_batch_is_saved_after_the_lock(city):
    city.open()
    city.score_all()
    city.lock()
    sheet = city.sheets("ases1")[DINDIK]
    with pytest.raises(Refused, match="tidak sedang dinilai"), city.installation.writes() as own:
        batches.save_scores(own, city["ases1"], NOW, sheet, CELLS, hand_in=True)


def test_a_lock_waits_for_a_batch_that_is_under_way(city, sheet):
    for username, unit in (
        ("ases1", "Dinas Kesehatan"),
        ("ases1", "Dinas Lingkungan Hidup"),
        ("ases2", DINDIK),
        ("ases2", "Dinas Kesehatan"),
        ("ases2", "Dinas Lingkungan Hidup"),
    ):
        city.score(username, unit, a1="4", a2="4", b1="10/20")
    locking = threading.Thread(target=city.lock)

    class LockedMeanwhile(dict):
        """Cells that are read while the lead locks the period."""

        def items(self):
            locking.start()
            locking.join(0.5)
            return super().items()

    with city.installation.writes() as session:
        cells = LockedMeanwhile(CELLS)
        batches.save_scores(session, city["ases1"], NOW, sheet, cells, hand_in=True)
        assert locking.is_alive()
    locking.join()
    with city.installation.reads() as session:
        stage, frozen = session.execute(
            text(
                "SELECT stage, indicators FROM period, result, participant "
                "WHERE participant.id = result.participant_id AND participant.name = :unit"
            ),
            {"unit": DINDIK},
        ).one()
    assert stage == "locked"
    assert '"a1":{"answers":["5","4"]' in frozen
