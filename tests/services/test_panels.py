"""Who assesses which unit: dealt evenly, changed by many at once."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.services import categories
from evaluator.services.logging import list_log
from evaluator.services.panels import Seat, assign, assign_panels, spread_evenly
from evaluator.services.problems import Refused
from tests.city import NOW


def test_assessors_are_dealt_in_turn():
    assert spread_evenly([1, 2, 3], [10, 20, 30], 2) == {
        1: frozenset({10, 20}),
        2: frozenset({30, 10}),
        3: frozenset({20, 30}),
    }


@given(st.integers(1, 60), st.integers(1, 9), st.data())
def test_loads_differ_by_at_most_one_unit(units, people, data):
    each = data.draw(st.integers(1, people))
    dealt = spread_evenly(list(range(units)), list(range(people)), each)
    loads = Counter(dict.fromkeys(range(people), 0))
    loads.update(person for panel in dealt.values() for person in panel)
    assert max(loads.values()) - min(loads.values()) <= 1
    assert {len(panel) for panel in dealt.values()} == {each}


def test_more_assessors_per_unit_than_there_are_is_refused():
    with pytest.raises(Refused, match="paling sedikit 3 penilai; yang dipilih 2"):
        spread_evenly([1], [10, 20], 3)


def panels(session, city):
    category = categories.category_view(session, city["admin"], city.category_id)
    return {panel.name: {name for _, name in panel.assessors} for panel in category.panels}


def participants(session, city):
    category = categories.category_view(session, city["admin"], city.category_id)
    return {panel.name: panel.participant_id for panel in category.panels}


def test_what_others_changed_meanwhile_stays(city, session):
    admin = city["admin"]
    one, two = city["ases1"].account_id, city["ases2"].account_id
    unit = participants(session, city)["Dinas Kesehatan"]
    assign(session, admin, NOW, unit, [one])
    # The page was opened while both assessed; there, the first was taken away.
    stale = Seat(seen=frozenset({one, two}), wanted=frozenset({two}))
    assign_panels(session, admin, NOW, city.category_id, {unit: stale})
    assert panels(session, city)["Dinas Kesehatan"] == set()


def test_changing_many_panels_is_one_act_in_the_log_and_names_people(city, session):
    admin, one = city["admin"], city["ases1"].account_id
    both = frozenset({one, city["ases2"].account_id})
    seats = {p: Seat(both, frozenset({one})) for p in participants(session, city).values()}
    before = list_log(session, admin)[0].sequence
    assert assign_panels(session, admin, NOW, city.category_id, seats) == 3
    session.flush()
    entry = list_log(session, city["ketua"])[0]
    assert (entry.sequence, entry.act) == (before + 1, "panel.assign")
    assert entry.after["panels"]["Dinas Kesehatan"] == ["ases1"]


def test_assessors_who_have_scored_stay_and_all_of_them_are_named(city):
    city.open()
    city.score("ases1", "Dinas Kesehatan", a1="4")
    city.score("ases2", "Dinas Pendidikan", a1="4")
    with city.installation.writes() as session, pytest.raises(Refused) as caught:
        seats = {
            p: Seat(frozenset({city[a].account_id for a in ("ases1", "ases2")}), frozenset())
            for p in participants(session, city).values()
        }
        assign_panels(session, city["admin"], NOW, city.category_id, seats)
    assert sorted(str(detail) for detail in caught.value.details) == [
        "Dinas Kesehatan: Ases1",
        "Dinas Pendidikan: Ases2",
    ]


def test_only_active_assessors_can_be_assigned(city, session):
    unit = participants(session, city)["Dinas Kesehatan"]
    with pytest.raises(Refused, match="penilai yang aktif"):
        assign(session, city["admin"], NOW, unit, [city["ketua"].account_id])
