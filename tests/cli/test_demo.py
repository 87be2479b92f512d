"""The demonstration: real units, the real podium of 2025, illustrative scores that say so."""

import shutil

import pytest

from evaluator.cli.demo.seed import Seeding
from evaluator.services import results
from evaluator.services.feedback import all_feedback
from evaluator.services.logging import verify_log
from evaluator.services.offices import first_office
from evaluator.services.periods import list_periods
from evaluator.services.signing_in import sign_in
from evaluator.services.what_if import what_if
from evaluator.storage.actor import the_operator
from evaluator.storage.installation import Installation, Settings
from tests.city import NOW


@pytest.fixture(scope="module")
def demo(tmp_path_factory, migrated_file):
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(migrated_file, folder / "evaluator.db")
    own = Installation(Settings(instance=folder, secret_key="k" * 40))
    with own.writes() as session:
        seeding = Seeding(session, own.files, lambda face: face["number"].encode(), "http://x")
        seeding.run(lambda _sentence: None)
    return own


@pytest.fixture
def seasons(demo):
    with demo.reads() as session:
        actor = the_operator(first_office(session).id)
        yield {
            period.year: results.period_results(session, actor, period.id)
            for period in list_periods(session, actor)
        }


def podium(season, title):
    (category,) = [c for c in season.categories if c.title == title]
    return [unit.short_name for unit in category.units if unit.place and unit.place <= 3]


def test_the_podium_of_2025_is_the_one_that_was_published(seasons):
    assert podium(seasons[2025], "Organisasi Perangkat Daerah") == [
        "Dinperinaker",
        "Dindik",
        "Dinkominfo",
    ]
    assert podium(seasons[2025], "Kelurahan") == [
        "Kel. Kuripan Yosorejo",
        "Kel. Medono",
        "Kel. Setono",
    ]


def test_every_unit_is_there_with_a_panel_of_two(seasons):
    counts = {c.title: len(c.units) for c in seasons[2025].categories}
    assert counts == {
        "Organisasi Perangkat Daerah": 27,
        "Kelurahan": 27,
        "Kecamatan": 4,
        "Mitra Statistik": 29,
        "Responden": 8,
    }


def test_lower_down_there_is_a_real_tie_that_the_rules_cannot_part(seasons):
    joint = {
        category.title: [unit.short_name for unit in category.units if unit.joint]
        for category in seasons[2025].categories
    }
    assert joint["Organisasi Perangkat Daerah"] == ["Dinarpus", "Dishub"]
    assert joint["Kelurahan"] == ["Kel. Klego", "Kel. Poncol"]


def test_the_running_season_lacks_one_sheet_and_is_not_far_from_the_last(seasons):
    assert seasons[2026].period.stage == "scoring"
    last = {u.short_name: u.value for c in seasons[2025].categories for u in c.units}
    now = {u.short_name: u.value for c in seasons[2026].categories for u in c.units}
    moved = [abs(float(now[name]) - float(last[name])) for name in now]
    assert sorted(moved)[len(moved) // 2] < 8
    assert float(now["Dinperinaker"]) > 80


def test_one_sheet_of_the_running_season_waits_half_done(demo):
    from sqlalchemy import text

    waiting = (
        "SELECT account.username, count(score.id) FROM sheet"
        " JOIN account ON account.id = assessor_id"
        " JOIN participant ON participant.id = sheet.participant_id"
        " JOIN category ON category.id = category_id JOIN period ON period.id = period_id"
        " LEFT JOIN score ON score.sheet_id = sheet.id"
        " WHERE submitted_at IS NULL AND year = 2026 GROUP BY sheet.id, account.username"
    )
    with demo.reads() as session:
        assert session.execute(text(waiting)).all() == [("ases1", 6)]


def test_everyone_signs_in_with_the_one_password_and_the_log_holds(demo):
    from evaluator.services.demo_accounts import PASSWORD

    names = ("admin", "ases1", "ases6", "ketua", "ketua2", "panitia", "auditor", "dinperinaker")
    with demo.writes() as session:
        office = first_office(session)
        assert office.illustrative
        for name in (*names, "kel-medono", "kec-pekalongan-barat", "satpol-p3kp"):
            assert sign_in(session, name, PASSWORD, "127.0.0.1", NOW)
        assert verify_log(session, the_operator(office.id)).faults == []


def test_every_way_that_a_unit_is_shown_reaches_the_predicate_it_promises(demo):
    """Tried out as the unit would try it; a range of answers has no single one to try."""
    tried = 0
    with demo.reads() as session:
        actor = the_operator(first_office(session).id)
        periods = [one for one in list_periods(session, actor) if one.stage == "released"]
        shown = [one for period in periods for one in all_feedback(session, actor, period.id)]
        for one in shown:
            for way in one.ways:
                assert way.predicate == one.next_predicate.name
                if all(item.answer is not None for item in way.items):
                    given = {item.code: item.answer for item in way.items}
                    after = what_if(session, actor, one.result.participant_id, given).after
                    assert (after.value, after.predicate) == (way.value, way.predicate)
                    tried += 1
    climbing = [one for one in shown if one.next_predicate and one.result.value is not None]
    assert all(one.ways for one in climbing) and tried > 2 * len(climbing) > 200
