"""Who assesses which unit, changed by many at once."""

import pytest

from evaluator.services import categories, interests, unit_groups
from evaluator.services.assessing import save_score
from evaluator.services.logging import list_log
from evaluator.services.panel_boards import panel_board
from evaluator.services.panels import Seat, assign, assign_group, assign_panels
from evaluator.services.problems import NotAllowed, NotFound, Refused
from tests.city import NOW, add_units
from tests.services.panel_helpers import board_of, hire, panels_of, seat, unit

DINKES, DINDIK, DLH = "Dinas Kesehatan", "Dinas Pendidikan", "Dinas Lingkungan Hidup"


def all_units(city):
    return [row.participant_id for row in board_of(city).rows]


def test_what_others_changed_meanwhile_stays(city):
    seat(city, DINKES, "ases1")
    one, two = city["ases1"].account_id, city["ases2"].account_id
    # The page was opened while both assessed; there, the first was taken away.
    stale = Seat(seen=frozenset({one, two}), wanted=frozenset({two}))
    with city.installation.writes() as session:
        seats = {unit(city, DINKES): stale}
        assign_panels(session, city["admin"], NOW, city.category_id, seats)
    assert panels_of(city)[DINKES] == set()


def test_changing_many_panels_is_one_act_in_the_log_and_names_people(city, session):
    admin, one = city["admin"], city["ases1"].account_id
    both = frozenset({one, city["ases2"].account_id})
    seats = {unit: Seat(both, frozenset({one})) for unit in all_units(city)}
    before = list_log(session, admin)[0].sequence
    assert assign_panels(session, admin, NOW, city.category_id, seats) == 3
    session.flush()
    entry = list_log(session, city["ketua"])[0]
    assert (entry.sequence, entry.act) == (before + 1, "panel.assign")
    assert entry.after["panels"][DINKES] == ["ases1"]


def test_the_lead_arranges_panels_and_nobody_else_but_the_admin(city, session):
    participant = unit(city, DINKES)
    assign(session, city["ketua"], NOW, participant, [city["ases1"].account_id])
    for username in ("ases1", "panitia", "auditor", "dindik"):
        with pytest.raises(NotAllowed):
            assign(session, city[username], NOW, participant, [])


def test_assessors_who_have_scored_stay_and_all_of_them_are_named(city):
    city.open()
    city.score("ases1", DINKES, a1="4")
    city.score("ases2", DINDIK, a1="4")
    both = frozenset({city["ases1"].account_id, city["ases2"].account_id})
    seats = {unit: Seat(both, frozenset()) for unit in all_units(city)}
    with city.installation.writes() as session, pytest.raises(Refused) as caught:
        assign_panels(session, city["admin"], NOW, city.category_id, seats)
    named = sorted(str(detail) for detail in caught.value.details)
    assert named == [f"{DINKES}: Ases1", f"{DINDIK}: Ases2"]


def test_only_active_assessors_can_be_assigned(city, session):
    participant = unit(city, DINKES)
    with pytest.raises(Refused, match="penilai yang aktif"):
        assign(session, city["admin"], NOW, participant, [city["ketua"].account_id])


def test_a_conflict_is_refused_by_name_whichever_way_it_is_tried(city):
    seat(city, DINKES, "ases2")
    with city.installation.writes() as session:
        chosen = (city.units["Dinkes"], "family", "Kepala dinas ipar saya")
        interests.declare(session, city["ases1"], NOW, *chosen)
    with pytest.raises(Refused, match="konflik kepentingan") as caught:
        seat(city, DINKES, "ases1", "ases2")
    assert [str(detail) for detail in caught.value.details] == [f"{DINKES}: Ases1"]
    with pytest.raises(Refused, match="konflik kepentingan"):
        give_group(city, [DINKES], "ases1")
    assert panels_of(city)[DINKES] == {"ases2"}


def give_group(city, names, *usernames, adds=False):
    with city.installation.writes() as session:
        units = [row.unit_id for row in board_of(city).rows if row.name in names]
        admin, people = city["admin"], [city[name].account_id for name in usernames]
        group = unit_groups.create_group(session, admin, NOW, name="FGD 1", unit_ids=units)
        return assign_group(session, admin, NOW, city.category_id, group, people, adds=adds)


def test_all_units_of_a_group_get_the_same_assessors(city):
    hire(city, "ases3")
    assert give_group(city, [DINKES, DLH], "ases3") == 2
    both = {"ases1", "ases2"}
    assert panels_of(city) == {DINKES: {"ases3"}, DLH: {"ases3"}, DINDIK: both}


def test_a_group_can_get_further_assessors_beside_those_it_has(city):
    hire(city, "ases3")
    assert give_group(city, [DINKES], "ases3", adds=True) == 1
    assert panels_of(city)[DINKES] == {"ases1", "ases2", "ases3"}


def test_a_group_of_other_units_is_refused(city):
    with pytest.raises(Refused, match="Tidak ada unit kategori ini"):
        give_group(city, [], "ases1")


def test_a_closed_scoring_keeps_its_panels(city):
    city.open()
    city.score_all()
    city.close()
    with pytest.raises(Refused, match="sudah ditutup"):
        seat(city, DINKES, "ases1")


def test_a_late_save_on_a_sheet_that_was_taken_away_is_refused(city):
    city.open()
    sheet = city.sheets("ases1")[DINKES]
    seat(city, DINKES, "ases2")
    with city.installation.writes() as session, pytest.raises(NotFound):
        cell = {"answer": "4", "note": "", "version": 0}
        save_score(session, city["ases1"], NOW, sheet, "a1", **cell)


def test_the_board_takes_as_many_queries_for_many_units_as_for_one(city, count_queries):
    sent = []

    def count():
        with city.installation.reads() as session, count_queries() as statements:
            panel_board(session, city["admin"], city.category_id)
        sent.append(len(statements))

    count()
    add_units(city, 30)
    count()
    with city.installation.writes() as session:
        one = [city.units["Dinkes"]]
        categories.change_participants(session, city["admin"], NOW, city.category_id, one)
    count()
    assert len(set(sent)) == 1
