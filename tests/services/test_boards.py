"""How far everybody is, counted from what is stored, from every side."""

import pytest

from evaluator.services import assessing, boards
from evaluator.services.problems import NotAllowed
from evaluator.services.progress import sheet_progress
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from tests.city import NOW, add_units
from tests.services.test_settling import unit_of

DINDIK = "Dinas Pendidikan"


def read(city, who="ketua"):
    with city.installation.reads() as session:
        return boards.board(session, city[who], city.period_id)


def told(rows):
    return [(r.name.id, r.sheets_done, r.sheets, r.done, r.total, r.state) for r in rows]


def submit(city, who, unit):
    with city.installation.writes() as session:
        assessing.submit_sheet(session, city[who], NOW, city.sheets(who)[unit])


@pytest.fixture
def begun(city):
    city.open()
    city.score("ases1", DINDIK, a1="4", a2="4", b1="10/20")
    city.score("ases2", DINDIK, a1="3")
    submit(city, "ases1", DINDIK)
    return city


def test_progress_is_told_by_assessor_unit_and_indicator(begun):
    found = read(begun)
    assert told(found.assessors) == [
        ("Ases1", 1, 3, 3, 9, "begun"),
        ("Ases2", 0, 3, 1, 9, "begun"),
    ]
    assert told(found.units) == [
        ("Dinas Kesehatan", 0, 2, 0, 6, "new"),
        ("Dinas Lingkungan Hidup", 0, 2, 0, 6, "new"),
        ("Dinas Pendidikan", 1, 2, 4, 6, "begun"),
    ]
    assert told(found.indicators) == [
        ("a1 Standar data", None, None, 2, 6, "begun"),
        ("a2 Metadata", None, None, 1, 6, "begun"),
        ("b1 Tabel terisi", None, None, 1, 6, "begun"),
    ]


def test_rows_are_filtered_by_state_and_text(begun):
    units = read(begun).units
    assert [r.name.id for r in boards.chosen(units, "new")] == [
        "Dinas Kesehatan",
        "Dinas Lingkungan Hidup",
    ]
    assert [r.name.id for r in boards.chosen(units, "", " LINGK")] == ["Dinas Lingkungan Hidup"]


def test_recused_sheets_and_withdrawn_units_are_left_out(begun):
    from evaluator.services.stages import withdraw
    from evaluator.storage.scores import Sheet

    with begun.installation.writes() as session:
        withdraw(session, begun["ketua"], NOW, unit_of(begun), "dilebur")
        session.get(Sheet, begun.sheets("ases2")[DINDIK]).recused_at = NOW
    assert told(read(begun).assessors) == [
        ("Ases1", 1, 2, 3, 6, "begun"),
        ("Ases2", 0, 1, 0, 3, "new"),
    ]
    with begun.installation.reads() as session:
        rows = sheet_progress(session, begun["ketua"], begun.period_id)
    assert [(r.unit, r.assessor) for r in rows if r.unit == DINDIK] == [(DINDIK, "Ases1")]


def test_own_assessments_are_told_with_their_state(city):
    from evaluator.storage.periods import Period

    with city.installation.writes() as session:
        session.get(Period, city.period_id).self_assesses = True
        unit = unit_of(city, DINDIK)
        session.add(
            OwnScore(
                participant_id=unit,
                indicator="a1",
                answer="4",
                account_id=city["dindik"].account_id,
                saved_at=NOW,
            )
        )
        session.add(SelfAssessment(participant_id=unit, submitted_at=NOW))
    found = read(city).own
    assert [(row.unit, row.done, row.total, row.state) for row in found] == [
        ("Dinas Kesehatan", 0, 1, "new"),
        ("Dinas Lingkungan Hidup", 0, 1, "new"),
        ("Dinas Pendidikan", 1, 1, "submitted"),
    ]


def test_an_assessor_sees_only_the_own_progress(begun):
    with begun.installation.reads() as session:
        mine = boards.my_board(session, begun["ases1"])
        with pytest.raises(NotAllowed):
            boards.board(session, begun["ases1"], begun.period_id)
    assert told(mine) == [("Penilaian 2025", 1, 3, 3, 9, "begun")]


@pytest.mark.parametrize("who", ["panitia", "auditor", "dindik"])
def test_others_see_no_board(begun, who):
    with begun.installation.reads() as session, pytest.raises(NotAllowed):
        boards.board(session, begun[who], begun.period_id)


@pytest.mark.parametrize("more", [0, 2, 57])
def test_the_board_takes_the_same_queries_for_few_and_many(city, count_queries, more):
    add_units(city, more)
    city.open()
    with city.installation.reads() as session, count_queries() as sent:
        found = boards.board(session, city["ketua"], city.period_id)
    assert len(found.units) == 3 + more
    assert len([s for s in sent if s.startswith("SELECT")]) == 7
