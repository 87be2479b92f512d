"""Many units × the indicators of a category: only one's own, and always the same few queries."""

import pytest

from evaluator.services import grids
from evaluator.services.problems import NotAllowed, NotFound
from tests.city import add_units

DINDIK, DINKES, DLH = "Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup"


def grid(city, who="ases1", category=None, **filters):
    with city.installation.reads() as session:
        return grids.open_grid(session, city[who], category, **filters)


def told(view):
    return {row.unit: [cell.answer for cell in row.cells] for row in view.rows}


def test_the_table_shows_my_units_with_their_answers_in_the_rubrics_order(city):
    city.open()
    city.score("ases1", DINDIK, a1="5", b1="18/20")
    city.score("ases2", DINKES, a1="1")
    view = grid(city)
    assert told(view) == {DINKES: ["", "", ""], DLH: ["", "", ""], DINDIK: ["5", "", "18/20"]}
    assert [column.indicator.code for column in view.columns] == ["a1", "a2", "b1"]
    assert (view.done, view.size, view.category.title) == (2, 9, "OPD")
    assert [(row.done, row.state, row.editable) for row in view.rows][2] == (2, "begun", True)


def test_filters_choose_a_section_and_a_state(city):
    city.open()
    city.score("ases1", DINDIK, a1="5", b1="18/20")
    assert told(grid(city, section="B", state="begun")) == {DINDIK: ["18/20"]}
    assert told(grid(city, state="sent")) == {}
    with pytest.raises(NotFound, match="Bagian itu tidak ada"):
        grid(city, section="Z")


def test_a_table_is_only_for_those_who_assess_in_it(city):
    assert grid(city) is None
    city.open()
    with pytest.raises(NotFound):
        grid(city, category=city.category_id + 1)
    for who in ("ketua", "admin", "auditor", "dindik"):
        with pytest.raises(NotAllowed):
            grid(city, who)


def test_after_the_scoring_the_table_is_only_read(city):
    city.open()
    city.score_all()
    city.close()
    view = grid(city)
    assert not view.editable
    assert told(view)[DINDIK] == ["5", "4", "18/20"]


@pytest.mark.parametrize("units", [1, 3, 60])
def test_the_table_costs_the_same_queries_for_1_3_and_60_units(city, count_queries, units):
    add_units(city, units - 3)
    city.open()
    city.score("ases1", DINDIK, a1="5")
    with city.installation.reads() as session, count_queries() as sent:
        view = grids.open_grid(session, city["ases1"])
    assert len(view.rows) == max(units, 3)
    # Categories, rubric, sheets, how far they are, cells.
    assert len([one for one in sent if one.startswith("SELECT")]) == 5
