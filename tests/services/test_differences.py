"""What a lead should have talked over before a lock that cannot be undone."""

import pytest

from evaluator.services.differences import list_differences
from tests.city import add_units


def test_differences_are_listed_by_their_effect_on_the_index(city):
    city.open()
    city.score_all()
    city.score("ases2", "Dinas Kesehatan", a2="2")  # 4 and 2: 2 · .6 · .25 = 0.30
    city.score("ases2", "Dinas Pendidikan", a1="3")  # 5 and 3: 2 · .6 · .75 = 0.90
    with city.installation.reads() as session:
        found = list_differences(session, city["ketua"], city.period_id)
    assert [(d.unit, d.code, d.answers, d.shown) for d in found] == [
        ("Dinas Pendidikan", "a1", ("5", "3"), "0.90"),
        ("Dinas Kesehatan", "a2", ("4", "2"), "0.30"),
    ]


@pytest.mark.parametrize("more", [0, 30])
def test_differences_cost_the_same_queries_for_few_and_many(city, count_queries, more):
    add_units(city, more)
    city.open()
    city.score_all()
    with city.installation.reads() as session, count_queries() as sent:
        assert list_differences(session, city["ketua"], city.period_id) == []
    assert len([s for s in sent if s.startswith("SELECT")]) == 2


def test_the_lock_page_shows_them(city, browser_of):
    city.open()
    city.score_all()
    city.score("ases2", "Dinas Pendidikan", a1="3")
    page = browser_of("ketua").get(f"/hasil/{city.period_id}/kunci").text
    assert "Jawaban penilai yang berbeda: 1" in page
    assert "5; 3" in page
