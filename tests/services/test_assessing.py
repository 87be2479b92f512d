"""One saved score after another: nothing overwritten, nothing lost, nothing after the lock."""

import random
import threading

import pytest
from sqlalchemy import text

from evaluator.services import assessing, categories, panels, sheets, stages
from evaluator.services.logging import verify_log
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from tests.city import NOW

DINDIK = "Dinas Pendidikan"


def save(city, who, sheet, code, answer, version, note=""):
    with city.installation.writes() as session:
        return assessing.save_score(
            session, city[who], NOW, sheet, code, answer=answer, note=note, version=version
        )


@pytest.fixture
def sheet(city):
    city.open()
    return city.sheets("ases1")[DINDIK]


def test_the_live_value_weighs_only_what_has_been_answered(city, sheet):
    first = save(city, "ases1", sheet, "a1", "5", 0).standing
    second = save(city, "ases1", sheet, "b1", "10/20", 0).standing
    # a1 alone: 5. With b1 = 1 + 4·1/2 = 3: .6·5 + .4·3 = 4.2
    assert (first.done, first.value, second.done, second.value) == (1, "5.00", 2, "4.20")
    assert str(second.predicate) == "Baik"


def test_a_stale_save_is_refused_and_shows_what_is_stored(city, sheet):
    save(city, "ases1", sheet, "a1", "4", 0, "bukti lengkap")
    with pytest.raises(Conflict) as refused:
        save(city, "ases1", sheet, "a1", "2", 0)
    assert refused.value.stored == {
        "answer": "4",
        "note": "bukti lengkap",
        "version": 1,
        "saved_at": NOW,
        "author": "Ases1",
    }


def test_saying_the_same_twice_is_kept_once(city, sheet):
    save(city, "ases1", sheet, "a1", "4", 0)
    assert save(city, "ases1", sheet, "a1", "4", 0).version == 1


def test_zero_missing_not_applicable_and_lowest_level_stay_four_things(city, sheet):
    lowest = save(city, "ases1", sheet, "a1", "1", 0)
    zero = save(city, "ases1", sheet, "b1", "0/20", 0)
    foreign = save(city, "ases1", sheet, "b1", "tb", zero.version)
    missing = save(city, "ases1", sheet, "b1", "", foreign.version)
    assert [s.answer for s in (lowest, zero, foreign, missing)] == ["1", "0/20", "TB", ""]
    assert [s.standing.done for s in (lowest, zero, foreign, missing)] == [1, 2, 2, 1]


@pytest.mark.parametrize("answer", ["0", "6", "3,5", "-1", "NaN", "1e1", "tiga", "４", "4\x00"])
def test_an_answer_off_the_scale_is_refused_with_what_would_be_right(city, sheet, answer):
    with pytest.raises(Refused, match="1, 2, 3, 4, 5"):
        save(city, "ases1", sheet, "a1", answer, 0)


def test_not_applicable_is_refused_where_the_rubric_refuses_it(city, sheet):
    with pytest.raises(Refused, match="tidak menerima"):
        save(city, "ases1", sheet, "a1", "TB", 0)


def test_another_assessors_sheet_looks_like_none(city, sheet):
    with pytest.raises(NotFound):
        save(city, "ases2", sheet, "a1", "4", 0)
    with pytest.raises(NotAllowed):
        save(city, "ketua", sheet, "a1", "4", 0)


def test_a_sheet_with_gaps_cannot_be_handed_in_and_says_which(city, sheet):
    save(city, "ases1", sheet, "a1", "4", 0)
    with city.installation.writes() as session, pytest.raises(Refused) as refused:
        assessing.submit_sheet(session, city["ases1"], NOW, sheet)
    assert str(refused.value) == "Masih ada 2 indikator yang belum dinilai: a2, b1."


def test_nothing_is_saved_after_the_lock(city):
    city.open()
    city.score_all()
    city.lock()
    with pytest.raises(Refused, match="tidak sedang dinilai"):
        save(city, "ases1", city.sheets("ases1")[DINDIK], "a1", "1", 1)


def test_a_save_under_way_and_a_lock_queue_for_each_other(city):
    city.open()
    city.score_all()
    sheet = city.sheets("ases1")[DINDIK]
    outcomes = []

    def change():
        for answer in ("4", "5") * 10:
            try:
                with city.installation.writes() as session:
                    seen = sheets.open_sheet(session, city["ases1"], sheet).questions[0]
                    assessing.save_score(
                        session, city["ases1"], NOW, sheet, "a1", answer=answer, note="",
                        version=seen.version,
                    )  # fmt: skip
                outcomes.append(answer)
            except Refused:
                outcomes.append("refused")

    writer = threading.Thread(target=change)
    writer.start()
    city.lock()
    writer.join()
    with city.installation.reads() as session:
        stored, frozen = session.execute(
            text("SELECT answer, indicators FROM score, result, participant, sheet "
                 "WHERE score.sheet_id = :s AND indicator = 'a1' AND sheet.id = score.sheet_id "
                 "AND participant.id = sheet.participant_id "
                 "AND result.participant_id = participant.id"),
            {"s": sheet},
        ).one()  # fmt: skip
    assert f'"a1":{{"answers":["{stored}"' in frozen
    assert [o for o in outcomes if o != "refused"][-1:] in ([stored], [])


def test_two_tabs_in_random_order_never_overwrite_silently(city, sheet):
    chance = random.Random(2609)
    seen = [0, 0]
    accepted = 0
    for _ in range(60):
        tab = chance.randrange(2)
        try:
            saved = save(city, "ases1", sheet, "a1", str(chance.randint(1, 5)), seen[tab])
            accepted += saved.version != seen[tab]
            seen[tab] = saved.version
        except Conflict as conflict:
            seen[tab] = conflict.stored["version"]
    with city.installation.reads() as session:
        versions = session.execute(text("SELECT version FROM score")).scalar()
        assert verify_log(session, city["auditor"]).faults == []
    assert versions <= accepted


@pytest.mark.parametrize("units", [1, 3, 40])
def test_my_units_cost_the_same_queries_for_1_3_and_many(city, count_queries, units):
    from tests.city import add_units

    add_units(city, units - 3)
    city.open()
    with city.installation.reads() as session, count_queries() as sent:
        rows = sheets.my_sheets(session, city["ases1"])
    assert len(rows) == max(units, 3)
    assert len([s for s in sent if s.startswith("SELECT")]) == 2  # sheets, and their rubrics


def test_a_draft_period_is_not_open_to_its_assessors(city):
    assert city.sheets("ases1") == {}


def test_opening_names_everything_that_lacks(city):

    with city.installation.writes() as session:
        (category,) = categories.list_categories(session, city["admin"], city.period_id)
        first = category.panels[0]
        panels.assign(session, city["admin"], NOW, first.participant_id, [])
    with pytest.raises(Refused) as refused:
        city.open()
    assert [str(s) for s in stages.sentences(refused.value)] == [
        "Periode belum dapat dibuka.",
        "Dinas Kesehatan belum punya penilai.",
    ]
