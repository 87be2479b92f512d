"""A period moves one step at a time, once, and what it released stays what it was."""

import threading

import pytest
from sqlalchemy import text

from evaluator.services import categories, panels, periods, results, stages
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from tests.city import NOW

DINKES = "Dinas Kesehatan"


def step(city, verb, who="ketua", version=None):
    with city.installation.writes() as session:
        if version is None:
            version = periods.period_view(session, city["ketua"], city.period_id).version
        return verb(session, city[who], NOW, city.period_id, version)


def test_no_step_can_be_skipped(city):
    with pytest.raises(Conflict):
        step(city, stages.release)
    with pytest.raises(Conflict):
        step(city, stages.lock)
    city.open()
    for verb in (stages.lock, stages.release):
        with pytest.raises(Conflict):
            step(city, verb)
    city.score_all()
    city.close()
    for verb in (stages.release, stages.close_scoring):
        with pytest.raises(Conflict):
            step(city, verb)
    city.lock()
    with pytest.raises(Conflict):
        step(city, stages.close_scoring)


def test_two_leads_at_once_lock_once(city):
    city.open()
    city.score_all()
    city.close()
    outcomes = []

    def lock():
        try:
            outcomes.append(step(city, stages.lock, version=3))
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=lock) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(o) == 64 for o in outcomes) == [False, False, False, True]
    with city.installation.reads() as session:
        assert session.execute(text("SELECT count(*) FROM snapshot")).scalar() == 1
        locked = "SELECT count(*) FROM log_entry WHERE act = 'period.locked'"
        assert session.execute(text(locked)).scalar() == 1


def test_closing_with_gaps_is_refused_naming_every_sheet_and_changes_nothing(city):
    city.open()
    city.score("ases1", DINKES, a1="4")
    with pytest.raises(Refused) as refused:
        step(city, stages.close_scoring)
    told = [str(s) for s in stages.sentences(refused.value)]
    assert len(told) == 1 + 6  # three units, two assessors each
    assert "Dinas Kesehatan, penilai Ases1: 1 dari 3 indikator dinilai" in told
    with city.installation.reads() as session:
        assert periods.period_view(session, city["ketua"], city.period_id).stage == "scoring"


def test_a_withdrawn_unit_no_longer_holds_up_the_lock_and_is_not_ranked_with_its_reason(city):
    city.open()
    city.score_all()
    with city.installation.writes() as session:
        (category,) = categories.list_categories(session, city["admin"], city.period_id)
        dinkes = next(p for p in category.panels if p.name == DINKES)
        stages.withdraw(session, city["ketua"], NOW, dinkes.participant_id, "bergabung dengan RSUD")
    city.lock()
    with city.installation.reads() as session:
        (category,) = results.period_results(session, city["ketua"], city.period_id).categories
    last = category.units[-1]
    assert (last.unit, last.value, last.place) == (DINKES, None, None)
    assert last.reason["values"] == {"reason": "bergabung dengan RSUD"}
    assert [u.place for u in category.units] == [1, 2, None]


def test_a_category_whose_units_are_all_withdrawn_is_not_locked_away_empty(city):
    city.open()
    with city.installation.writes() as session:
        for panel in categories.list_categories(session, city["admin"], city.period_id)[0].panels:
            stages.withdraw(session, city["ketua"], NOW, panel.participant_id, "bubar")
    with pytest.raises(Refused) as refused:
        city.lock()
    assert "Kategori OPD: semua unitnya ditarik." in map(str, stages.sentences(refused.value))


def test_before_release_only_the_lead_knows_of_results(city):
    city.open()
    city.score_all()
    city.lock()
    with city.installation.reads() as session:
        for who in ("admin", "auditor"):
            with pytest.raises(NotFound):
                results.period_results(session, city[who], city.period_id)
        for who in ("ases1", "panitia", "dindik"):
            with pytest.raises(NotAllowed):
                results.period_results(session, city[who], city.period_id)
        assert results.period_results(session, city["ketua"], city.period_id).digest


def test_results_changed_behind_the_program_are_not_released(city):
    city.open()
    city.score_all()
    city.lock()
    with city.installation.writes() as session:
        session.execute(text("UPDATE result SET value = '5.00' WHERE place = 2"))
    with pytest.raises(Refused, match="Jangan dirilis"):
        city.release()


def test_the_same_scores_give_the_same_snapshot_whatever_the_order_of_entry(
    installation, monkeypatch
):
    from evaluator.services import categories
    from tests.city import City

    monkeypatch.setattr(categories, "mixed", list)  # a digest names participants by their ids
    city = City(installation)
    city.open()
    for unit, answers in (
        ("Dinas Lingkungan Hidup", {"b1": "TB", "a2": "1", "a1": "2"}),
        ("Dinas Kesehatan", {"b1": "10/20", "a2": "4", "a1": "4"}),
        ("Dinas Pendidikan", {"a2": "4", "b1": "18/20", "a1": "5"}),
    ):
        for username in ("ases2", "ases1"):
            city.score(username, unit, **answers)
    assert city.lock() == EXPECTED


# The digest of the city's results: the same on both engines, and for `score_all`'s order.
EXPECTED = "65609d3cd9a91fa63ce3be313500da7b514a659a739bb425e5a459d855867320"


def test_thirds_stay_exact(city):
    """Three assessors give 4, 4 and 5: the mean is 13/3, not 4.33."""
    from evaluator.storage.actor import Role

    with city.installation.writes() as session:
        city.add_person(session, "ases3", Role.ASSESSOR)
        (category,) = categories.list_categories(session, city["admin"], city.period_id)
        ids = [city[f"ases{n}"].account_id for n in (1, 2, 3)]
        for panel in category.panels:
            panels.assign(session, city["admin"], NOW, panel.participant_id, ids)
    city.open()
    city.score_all()
    for unit in ("Dinas Pendidikan", DINKES, "Dinas Lingkungan Hidup"):
        city.score("ases3", unit, a1="5", a2="4", b1="20/20")
    city.lock()
    with city.installation.reads() as session:
        (category,) = results.period_results(session, city["ketua"], city.period_id).categories
    dinkes = next(u for u in category.units if u.unit == DINKES)
    # a1 = 13/3, a2 = 4: A = 51/12 = 17/4. b1 = (3+3+5)/3 = 11/3. .6·17/4 + .4·11/3 = 241/60
    assert str(dinkes.exact) == "241/60"
    assert dinkes.value == "4.02"
