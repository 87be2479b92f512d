"""What everyone may read of awards: only what is released, and nothing beside it."""

import pytest
from sqlalchemy import select

from evaluator.services import public_results
from evaluator.services.problems import NotFound
from evaluator.services.public_results import public_year, public_years, table_rows
from evaluator.storage.results import Winner
from tests.city import NOW
from tests.stage import JURY, add_jury_awards, decide, joint_second, stand_behind, unlock


def year(city, number=2025):
    with city.installation.reads() as session:
        return public_year(session, number)


def rows(city):
    return [row[4:9] for row in table_rows(year(city))]


def test_nothing_is_public_before_release(city):
    decide(city, jury=True)
    with city.installation.reads() as session:
        assert public_years(session) == []
        with pytest.raises(NotFound):
            public_year(session, 2025)


def test_a_released_year_tells_awards_and_who_received_them(city):
    decide(city, jury=True)
    city.release()
    with city.installation.reads() as session:
        assert public_years(session) == [(2025, ("Penilaian 2025",))]
    assert rows(city) == [
        ("OPD", "OPD Terbaik", "Juara I", "tidak", "Dinas Pendidikan"),
        ("OPD", "OPD Terbaik", "Juara II", "tidak", "Dinas Kesehatan"),
        ("OPD", "OPD Terbaik", "Juara III", "tidak", "Dinas Lingkungan Hidup"),
        ("OPD", JURY, "", "tidak", "Dinas Lingkungan Hidup"),
    ]
    with pytest.raises(NotFound):
        year(city, 2024)


def test_a_shared_place_says_so_and_a_dropped_award_is_gone(city):
    decide(city)
    joint_second(city)
    with city.installation.writes() as session:
        session.scalars(select(Winner).order_by(Winner.id)).first().dropped_at = NOW
    city.release()
    assert rows(city) == [
        ("OPD", "OPD Terbaik", "Juara II", "ya", "Dinas Kesehatan"),
        ("OPD", "OPD Terbaik", "Juara II", "ya", "Dinas Lingkungan Hidup"),
    ]


def test_during_a_revision_the_released_awards_stay_and_are_marked(city):
    decide(city)
    city.release()
    before = rows(city)
    unlock(city)
    (period,) = year(city).periods
    assert period.under_revision and rows(city) == before
    assert {row[9] for row in table_rows(year(city))} == {"sedang ditinjau"}
    city.lock()
    stand_behind(city, jury=True)
    assert rows(city) == before  # decided anew, not released yet
    city.release()
    assert not year(city).periods[0].under_revision and rows(city) != before


def test_the_content_has_a_name_of_its_own(city):
    decide(city)
    city.release()
    first = year(city).digest
    assert year(city).digest == first
    add_jury_awards(city, 1)
    assert year(city).digest != first


def test_a_year_takes_a_fixed_number_of_queries(city, count_queries):
    decide(city)
    city.release()

    def queries():
        with city.installation.reads() as session, count_queries() as sent:
            public_results.public_year(session, 2025)
        return len(sent)

    few = queries()
    add_jury_awards(city, 40)
    assert len(rows(city)) == 43 and queries() == few
