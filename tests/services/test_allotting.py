"""Panels made by the program: shown first with reasons, then exactly that is made."""

import pytest

from evaluator.services import calibrating, interests, stages
from evaluator.services.allotting import Wish, carry_out_proposal, propose
from evaluator.services.problems import Conflict, Refused
from tests.city import NOW, add_units
from tests.services.panel_helpers import hire, panels_of, seat, unit

DINKES, DINDIK, DLH = "Dinas Kesehatan", "Dinas Pendidikan", "Dinas Lingkungan Hidup"


def wish(city, *usernames, each=1, caps=None, mends=False):
    people = tuple(city[name].account_id for name in usernames)
    return Wish(people, each, {city[n].account_id: c for n, c in (caps or {}).items()}, mends)


def proposed(city, asked):
    with city.installation.reads() as session:
        return propose(session, city["ketua"], city.category_id, asked)


def carry_out(city, asked, digest):
    with city.installation.writes() as session:
        return carry_out_proposal(session, city["ketua"], NOW, city.category_id, asked, digest)


def test_what_was_shown_is_made(city):
    hire(city, "ases3")
    asked = wish(city, "ases1", "ases2", "ases3", each=2)
    shown = proposed(city, asked)
    assert [(load.name, load.before, load.after) for load in shown.loads] == [
        ("Ases1", 3, 2),
        ("Ases2", 3, 2),
        ("Ases3", 0, 2),
    ]
    assert (shown.spread, shown.parts, shown.moves, shown.remarks) == (0, 1, 2, ())
    assert carry_out(city, asked, shown.digest) == 2
    assert panels_of(city) == {line.unit: {n.lower() for n in line.after} for line in shown.lines}


def test_mending_fills_what_is_missing_and_moves_nobody(city):
    hire(city, "ases3")
    seat(city, DINKES, "ases1")
    shown = proposed(city, wish(city, "ases1", "ases2", "ases3", each=2, mends=True))
    assert [(line.unit, line.came, line.left) for line in shown.changed] == [
        (DINKES, ("Ases3",), ())
    ]


def test_conflicts_caps_and_scores_hold(city):
    hire(city, "ases3")
    with city.installation.writes() as session:
        chosen = (city.units["Dinkes"], "family", "Adik saya kepala bidang di sana")
        interests.declare(session, city["ases3"], NOW, *chosen)
    city.open()
    city.score("ases1", DINDIK, a1="4")
    shown = proposed(city, wish(city, "ases1", "ases2", "ases3", caps={"ases2": 1}))
    after = {line.unit: line.after for line in shown.lines}
    # Ases1 keeps Dindik; Dinkes may not go to Ases3, so it goes to Ases2 and DLH to Ases3.
    assert after == {DINDIK: ("Ases1",), DINKES: ("Ases2",), DLH: ("Ases3",)}


def test_why_it_is_impossible_is_said_with_the_units_and_people(city):
    asked = wish(city, "ases1", "ases2", each=2, caps={"ases1": 2})
    with pytest.raises(Refused, match="tidak mungkin") as caught:
        proposed(city, asked)
    (reason,) = (str(detail) for detail in caught.value.details)
    assert reason == (
        f"{DINKES}, {DLH}, {DINDIK}: perlu 3 penugasan, tetapi yang boleh hanya Ases1, yang "
        "bersama-sama sanggup 2. Tambah penilai, naikkan batasnya, atau kurangi banyaknya per unit."
    )


def test_a_unit_whom_nobody_may_assess_is_named(city):
    with city.installation.writes() as session:
        for username in ("ases1", "ases2"):
            chosen = (city.units["DLH"], "project", "Mengerjakan survei mereka")
            interests.declare(session, city[username], NOW, *chosen)
    with pytest.raises(Refused) as caught:
        proposed(city, wish(city, "ases1", "ases2"))
    (reason,) = (str(detail) for detail in caught.value.details)
    assert reason.startswith(f"{DLH}: tidak ada lagi yang boleh menilainya.")


def test_uneven_loads_and_units_apart_are_explained(city):
    with city.installation.writes() as session:
        for short in ("Dinkes", "Dindik", "DLH"):
            interests.declare(session, city["ases1"], NOW, city.units[short], "money", "Rekanan")
    shown = proposed(city, wish(city, "ases1", "ases2"))
    said = [str(remark) for remark in shown.remarks]
    assert shown.spread == 3
    assert said[0].startswith("Beban berbeda 3 unit: Ases1 tidak dapat diberi lebih banyak")


def test_panels_that_share_nobody_are_pointed_out(city):
    shown = proposed(city, wish(city, "ases1", "ases2"))
    assert shown.parts == 2
    assert "kerasnya penilai tidak dapat dibandingkan" in str(shown.remarks[0])


def test_a_proposal_that_is_out_of_date_makes_nothing(city):
    hire(city, "ases3")
    asked = wish(city, "ases1", "ases2", "ases3", each=2)
    shown = proposed(city, asked)
    seat(city, DINKES, "ases3")
    before = panels_of(city)
    with pytest.raises(Conflict, match="berubah sejak pratinjau"):
        carry_out(city, asked, shown.digest)
    assert panels_of(city) == before


def test_withdrawn_units_and_samples_keep_their_panels(city):
    city.open()
    with city.installation.writes() as session:
        stages.withdraw(session, city["ketua"], NOW, unit(city, DLH), "Dilebur")
        calibrating.mark_sample(session, city["ketua"], NOW, unit(city, DINKES))
    shown = proposed(city, wish(city, "ases1"))
    assert [line.unit for line in shown.lines] == [DINDIK]


def test_fewer_assessors_than_a_unit_needs_is_refused(city):
    with pytest.raises(Refused, match="paling sedikit 3 penilai; yang dipilih 2"):
        proposed(city, wish(city, "ases1", "ases2", each=3))


def test_a_proposal_takes_as_many_queries_for_many_units_as_for_few(city, count_queries):
    sent = []
    for more in (0, 30):
        add_units(city, more)
        with count_queries() as statements:
            proposed(city, wish(city, "ases1", "ases2"))
        sent.append(len(statements))
    assert len(set(sent)) == 1
