"""A sample that everybody scores and nobody ranks, and the answers side by side."""

import pytest

from evaluator.services import calibrating, results
from evaluator.services.assessing import submit_sheet
from evaluator.services.problems import NotAllowed, NotFound, Refused
from evaluator.storage.periods import Participant
from tests.city import NOW
from tests.services.panel_helpers import hire, make_blind, panels_of, seat, unit

DINKES, DINDIK, DLH = "Dinas Kesehatan", "Dinas Pendidikan", "Dinas Lingkungan Hidup"


def mark(city, name=DLH):
    with city.installation.writes() as session:
        return calibrating.mark_sample(session, city["ketua"], NOW, unit(city, name))


def submit(city, username, name=DLH):
    sheet = city.sheets(username)[name]
    with city.installation.writes() as session:
        submit_sheet(session, city[username], NOW, sheet)


def compare(city, username, name=DLH):
    participant = unit(city, name)
    with city.installation.reads() as session:
        return calibrating.comparison(session, city[username], participant)


def test_everybody_who_assesses_in_the_category_gets_a_sheet(city):
    hire(city, "ases3", "ases4")
    seat(city, DLH, "ases1")
    seat(city, DINKES, "ases3")
    assert mark(city) == 2
    assert panels_of(city)[DLH] == {"ases1", "ases2", "ases3"}
    seat(city, DINKES, "ases3", "ases4")  # who joins later gets one, too
    assert panels_of(city)[DLH] == {"ases1", "ases2", "ases3", "ases4"}


def test_a_sample_is_never_ranked_and_holds_nothing_up(city):
    mark(city)
    city.open()
    for username in ("ases1", "ases2"):
        city.score(username, DINDIK, a1="5", a2="4", b1="18/20")
        city.score(username, DINKES, a1="4", a2="4", b1="10/20")
    city.lock()
    with city.installation.reads() as session:
        (category,) = results.period_results(session, city["ketua"], city.period_id).categories
    assert {one.unit for one in category.units} == {DINDIK, DINKES}


def test_before_handing_in_nothing_of_others_is_shown(city):
    mark(city)
    city.open()
    city.score("ases1", DLH, a1="4", a2="3", b1="TB")
    city.score("ases2", DLH, a1="2", a2="3", b1="10/20")
    submit(city, "ases2")
    with pytest.raises(Refused, match="kirim dahulu lembar Anda"):
        compare(city, "ases1")


def test_after_handing_in_the_answers_stand_side_by_side_with_their_spread(city):
    mark(city)
    city.open()
    city.score("ases1", DLH, a1="4", a2="3", b1="TB")
    city.score("ases2", DLH, a1="2", a2="3", b1="10/20")
    submit(city, "ases1")
    submit(city, "ases2")
    shown = compare(city, "ases1")
    assert [(one.name, one.mine) for one in shown.columns] == [("Ases1", True), ("Ases2", False)]
    assert [
        (row.indicator.code, [cell.answer for cell in row.cells], row.spread, row.divided)
        for row in shown.rows
    ] == [
        ("a1", ["4", "2"], "2.00", True),
        ("a2", ["3", "3"], "0.00", False),
        ("b1", ["TB", "10/20"], "0.00", True),
    ]


def test_only_sheets_that_were_handed_in_are_compared(city):
    mark(city)
    city.open()
    for username in ("ases1", "ases2"):
        city.score(username, DLH, a1="4", a2="3", b1="TB")
    submit(city, "ases1")
    shown = compare(city, "ases1")
    assert ([one.name for one in shown.columns], shown.total) == (["Ases1"], 2)


def test_a_normal_unit_is_never_compared(city):
    city.open()
    city.score_all()
    submit(city, "ases1", DINKES)
    submit(city, "ases2", DINKES)
    with pytest.raises(NotFound):
        compare(city, "ases1", DINKES)


def test_the_lead_compares_without_a_sheet_and_others_never(city):
    mark(city)
    city.open()
    city.score("ases1", DLH, a1="4", a2="3", b1="TB")
    submit(city, "ases1")
    assert [one.name for one in compare(city, "ketua").columns] == ["Ases1"]
    for username in ("admin", "auditor", "panitia", "dindik", "dinkes"):
        with pytest.raises(NotFound):
            compare(city, username)


def test_in_a_blind_period_colleagues_have_no_names(city):
    make_blind(city)
    mark(city)
    city.open()
    for username in ("ases1", "ases2"):
        (alias,) = set(city.sheets(username)) & {aliased(city, DLH)}
        city.score(username, alias, a1="4", a2="3", b1="TB")
        submit(city, username, alias)
    shown = compare(city, "ases1")
    assert [one.name for one in shown.columns] == ["", ""]
    assert shown.unit.startswith("Unit 0")


def aliased(city, name):
    with city.installation.reads() as session:
        return session.get_one(Participant, unit(city, name)).alias


def test_a_unit_that_was_scored_becomes_no_sample_and_a_scored_sample_stays_one(city):
    mark(city)
    city.open()
    city.score("ases1", DINKES, a1="4")
    city.score("ases1", DLH, a1="4")
    with pytest.raises(Refused, match="sudah mulai dinilai"):
        mark(city, DINKES)
    with city.installation.writes() as session, pytest.raises(Refused, match="sudah mulai"):
        calibrating.unmark_sample(session, city["ketua"], NOW, unit(city, DLH))


def test_a_sample_that_nobody_scored_becomes_a_normal_unit_without_a_panel(city):
    mark(city)
    with city.installation.writes() as session:
        calibrating.unmark_sample(session, city["ketua"], NOW, unit(city, DLH))
    assert panels_of(city)[DLH] == set()
    with pytest.raises(Refused, match="bukan unit contoh"), city.installation.writes() as session:
        calibrating.unmark_sample(session, city["ketua"], NOW, unit(city, DLH))


def test_the_panel_of_a_sample_is_not_chosen(city):
    mark(city)
    with pytest.raises(Refused, match="Unit contoh dinilai semua penilai"):
        seat(city, DLH, "ases1")


def test_only_admin_and_lead_choose_samples(city):
    participant = unit(city, DLH)
    for username in ("ases1", "panitia", "auditor", "dindik"):
        with city.installation.writes() as session, pytest.raises(NotAllowed):
            calibrating.mark_sample(session, city[username], NOW, participant)


def test_ones_own_samples_say_how_many_have_been_handed_in(city):
    mark(city)
    city.open()
    city.score("ases1", DLH, a1="4", a2="3", b1="TB")
    submit(city, "ases1")
    with city.installation.reads() as session:
        (mine,) = calibrating.my_samples(session, city["ases1"])
        (other,) = calibrating.my_samples(session, city["ases2"])
    assert (mine.unit, mine.submitted, mine.handed_in, mine.total) == (DLH, True, 1, 2)
    assert (other.submitted, other.handed_in) == (False, 1)
