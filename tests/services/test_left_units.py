"""A lead who also assesses and left a unit settles it no more; another lead does.

Dinkes: ases1 says a1 = 4, ases2 a1 = 2; the lead sat on the panel too and left it.
"""

import pytest

from evaluator.services import (
    assessing,
    calibrating,
    confirming,
    deliberating,
    interests,
    opening,
    recusing,
    results,
    settling,
    stages,
)
from evaluator.services.batches import CellChange, save_cells
from evaluator.services.comparing import effects_of_version
from evaluator.services.decisions import decisions_of_unit
from evaluator.services.differences import to_discuss
from evaluator.services.left_units import LeftUnit, list_left_units
from evaluator.services.logging import list_log
from evaluator.services.problems import NotFound, Refused
from evaluator.services.three_values import value_history, values_of
from evaluator.storage.actor import Role
from evaluator.storage.panel_visibility import visible_samples
from evaluator.storage.scores import Sheet
from evaluator.storage.visibility import visible_sheets
from tests.city import NOW
from tests.services.panel_helpers import blind_season, let_also_assess, score_blind, seat, unit
from tests.services.test_settling import act, decide, set_confirms

DINKES, DINDIK, DLH = "Dinas Kesehatan", "Dinas Pendidikan", "Dinas Lingkungan Hidup"


def leave(city, username="ketua", name=DINKES):
    sheet = city.sheets(username)[name]
    with city.installation.writes() as session:
        recusing.recuse(session, city[username], NOW, sheet, "Saudara saya bekerja di sana")


def score(city):
    city.score_all()
    city.score("ases2", DINKES, a1="2")


@pytest.fixture
def scoring(city):
    """Open, scored, and the lead has left Dinkes."""
    set_confirms(city)
    let_also_assess(city)
    seat(city, DINKES, "ases1", "ases2", "ketua")
    city.open()
    score(city)
    leave(city)
    return city


@pytest.fixture
def left(scoring):
    """The same, closed."""
    scoring.close()
    return scoring


def another_lead(city):
    with city.installation.writes() as session:
        city.add_person(session, "ketua2", Role.LEAD)


def read(city, verb, *arguments, who="ketua"):
    with city.installation.reads() as session:
        return verb(session, city[who], *arguments)


def test_whoever_left_a_unit_reads_nothing_of_its_panel(left):
    here = unit(left, DINKES)
    with pytest.raises(NotFound, match="Anda mundur dari unit ini"):
        read(left, deliberating.open_panel, here)
    with pytest.raises(NotFound, match="Anda mundur dari unit ini"):
        read(left, deliberating.history, here, "a1")
    assert read(left, deliberating.open_panel, unit(left, DINDIK)).may_decide


def test_whoever_left_a_unit_decides_and_notes_nothing_there(left):
    for verb, given in (
        (settling.settle, {"answer": "5", "reason": "bukti baru", "version": 0}),
        (settling.keep_note, {"note": "bicara dulu", "version": 0}),
        (settling.take_back, {"version": 0}),
    ):
        with pytest.raises(NotFound, match="Anda mundur"):
            act(left, verb, "ketua", "a1", **given)
    assert read_decisions(left) == {}


def read_decisions(city):
    with city.installation.reads() as session:
        return decisions_of_unit(session, unit(city, DINKES))


def test_another_lead_settles_it(left):
    another_lead(left)
    assert decide(left, "ketua2").answer == "5"


def test_whoever_left_a_unit_confirms_nothing_there(left):
    another_lead(left)
    decide(left, "ketua2")
    assert read(left, confirming.unconfirmed, left.period_id) == []
    with pytest.raises(NotFound, match="Anda mundur"):
        act(left, confirming.confirm, "ketua", {"a1": 1})
    (waiting,) = read(left, confirming.unconfirmed, left.period_id, who="admin")
    assert waiting.unit == DINKES


def test_the_list_of_what_to_discuss_leaves_the_unit_to_somebody_else(left):
    another_lead(left)
    assert read(left, to_discuss, left.period_id) == []
    (one,) = read(left, to_discuss, left.period_id, who="ketua2")
    assert (one.unit, one.code) == (DINKES, "a1")


def test_it_is_named_who_settles_instead(left):
    here = unit(left, DINKES)
    alone = LeftUnit(here, DINKES, "OPD", ())
    assert read(left, list_left_units, left.period_id) == [alone]
    with pytest.raises(NotFound, match="Minta admin kantor menunjuk ketua tim lain"):
        read(left, deliberating.open_panel, here)
    another_lead(left)
    assert read(left, list_left_units, left.period_id) == [
        LeftUnit(here, DINKES, "OPD", ("Ketua2",))
    ]
    with pytest.raises(NotFound, match="ketua tim lain: Ketua2"):
        read(left, deliberating.open_panel, here)
    assert read(left, list_left_units, left.period_id, who="ketua2") == []


def test_a_lead_who_left_it_too_is_not_named(city):
    another_lead(city)
    for username in ("ketua", "ketua2"):
        let_also_assess(city, username)
    seat(city, DINKES, "ases1", "ases2", "ketua", "ketua2")
    city.open()
    score(city)
    leave(city)
    leave(city, "ketua2")
    assert [one.leads for one in read(city, list_left_units, city.period_id)] == [()]


def test_an_assessor_who_left_a_unit_is_told_no_more_than_others(left):
    """In a blind period the sentence would tell which unit it is."""
    leave(left, "ases1", DINDIK)
    with pytest.raises(NotFound, match="Unit itu tidak ada"):
        read(left, deliberating.open_panel, unit(left, DINDIK), who="ases1")


def test_a_conflict_declared_before_the_scoring_closes_the_unit_as_well(city):
    let_also_assess(city)
    with city.installation.writes() as session:
        given = (city.units["Dinkes"], "family", "Saudara saya bekerja di sana")
        interests.declare(session, city["ketua"], NOW, *given)
    city.open()
    score(city)
    city.close()
    with pytest.raises(NotFound, match="Anda mundur"):
        decide(city)
    assert read(city, to_discuss, city.period_id) == []
    city.lock()
    city.release()
    assert read(city, deliberating.open_panel, unit(city, DINKES)).unit == DINKES


def category_of(city, who="ketua"):
    (category,) = read(city, results.period_results, city.period_id, who=who).categories
    return category


def standing(city, who="ketua"):
    category = category_of(city, who)
    return {one.unit: (one.value, one.place, dict(one.nodes)) for one in category.units}


@pytest.mark.parametrize("closed", [False, True])
def test_before_the_lock_the_result_of_the_unit_stays_hidden(scoring, closed):
    if closed:
        scoring.close()
    another_lead(scoring)
    assert standing(scoring)[DINKES] == (None, None, {})
    assert standing(scoring, "ketua2")[DINKES][:2] == ("3.15", 2)
    assert standing(scoring)[DLH] == standing(scoring, "ketua2")[DLH]
    # Of three units the middle one is Dinkes itself.
    assert category_of(scoring).middle is None
    assert category_of(scoring, "ketua2").shown_middle == "3.15"
    with pytest.raises(NotFound, match="terbuka setelah periode dikunci"):
        read(scoring, opening.open_number, scoring.period_id, unit(scoring, DINKES))


def test_results_after_the_lock_are_the_offices_but_not_who_said_what(left):
    another_lead(left)
    left.lock()
    place = (left.period_id, unit(left, DINKES), "a1")
    assert standing(left) == standing(left, "ketua2")
    mine = read(left, opening.open_number, *place)[3]
    theirs = read(left, opening.open_number, *place, who="ketua2")[3]
    assert (mine.named, [one.assessor for one in mine.answers]) == (False, ["", ""])
    assert (theirs.named, [one.assessor for one in theirs.answers]) == (True, ["Ases1", "Ases2"])
    with pytest.raises(NotFound, match="Anda mundur"):
        read(left, deliberating.open_panel, unit(left, DINKES))


def test_whoever_left_a_unit_does_not_take_it_out_of_the_ranking(left):
    another_lead(left)
    with pytest.raises(Refused, match="hanya ketua tim lain"):
        act(left, stages.withdraw, "ketua", "dilebur")
    act(left, stages.withdraw, "ketua2", "dilebur")
    assert read(left, list_left_units, left.period_id) == []


def test_the_log_keeps_the_units_scores_from_whoever_left_it(left):
    another_lead(left)

    def told(who):
        lines = read(left, list_log, who=who)
        return {line.subject for line in lines if line.act.startswith("score.") and line.after}

    assert told("ketua") == {DINDIK, DLH}
    assert told("ketua2") == {DINDIK, DLH, DINKES}
    left.lock()
    left.release()
    assert told("ketua") == {DINDIK, DLH, DINKES}


def test_a_batch_that_names_a_cell_of_the_unit_is_kept_from_whoever_left_it(scoring):
    here = scoring.sheets("ases2")
    with scoring.installation.writes() as session:
        changes = [CellChange(here[name], "a2", "3", "", 1) for name in (DINDIK, DINKES)]
        save_cells(session, scoring["ases2"], NOW, changes, reason="Tempel")
    (line, *_) = [one for one in read(scoring, list_log) if one.act == "score.batch"]
    assert (line.masked, line.after) == (True, None)


def test_no_sheet_of_the_unit_is_visible_to_whoever_left_it(left):
    with left.installation.reads() as session:
        sheets = session.scalars(visible_sheets(left["ketua"])).all()
        assert {sheet.participant.name for sheet in sheets} == {DINDIK, DLH}


def test_a_sample_that_was_left_is_not_compared(city):
    let_also_assess(city)
    seat(city, DINDIK, "ases1", "ketua")
    with city.installation.writes() as session:
        calibrating.mark_sample(session, city["admin"], NOW, unit(city, DINKES))
    city.open()
    city.score("ases1", DINKES, a1="4", a2="4", b1="10/20")
    sheet = city.sheets("ases1")[DINKES]
    with city.installation.writes() as session:
        assessing.submit_sheet(session, city["ases1"], NOW, sheet)
    with city.installation.reads() as session:
        assert len(session.scalars(visible_samples(city["ketua"])).all()) == 1
    leave(city)
    with city.installation.reads() as session:
        assert session.scalars(visible_samples(city["ketua"])).all() == []


def test_another_rubrics_effect_on_the_unit_stays_hidden_too(left):
    another_lead(left)
    rubric = left.rubric_id

    def units(who):
        return {row.unit for row in read(left, effects_of_version, rubric, rubric, who=who).rows}

    assert units("ketua") == {DINDIK, DLH}
    assert units("ketua2") == {DINDIK, DLH, DINKES}


def test_evidence_values_and_their_history_stay_closed(installation):
    city = blind_season(installation)
    let_also_assess(city)
    with installation.writes() as session:
        session.add(Sheet(participant_id=city.own, assessor_id=city["ketua"].account_id))
    leave(city, name=DINDIK)
    score_blind(city)
    for verb, more in ((values_of, ()), (value_history, ("e1",))):
        with pytest.raises(NotFound, match="Anda mundur"):
            read(city, verb, city.own, *more)


def test_how_another_unit_was_parted_from_it_stays_hidden_too(scoring):
    """DLH reaches what Dinkes does: the sentence about the tie would name Dinkes and its value."""
    for username in ("ases1", "ases2"):
        scoring.score(username, DLH, a1="3", a2="4", b1="10/20")
    another_lead(scoring)

    def said(who):
        (unit,) = [one for one in category_of(scoring, who).units if one.unit == DLH]
        return DINKES in str(unit.tie)

    assert (said("ketua2"), said("ketua")) == (True, False)
