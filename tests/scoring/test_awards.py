"""Who receives an award, on which place, and why somebody does not."""

from fractions import Fraction

import pytest
from pydantic import ValidationError

from evaluator.scoring.aggregate import NOT_APPLICABLE
from evaluator.scoring.awards import decide, passed_over, winners
from evaluator.scoring.ranking import rank
from tests.scoring.builders import evaluated, flat, rubric_of

F = Fraction


def podium(places=3, **more):
    return {"code": "terbaik", "title": "OPD Terbaik", "places": places, **more}


def decided(rubric, units, exposures=None):
    placed = rank(rubric, evaluated(rubric, units))
    won = [(w.unit, w.place, str(w.place_name)) for w in winners(rubric, placed, exposures or {})]
    passed = {p.unit: str(p.reason) for p in passed_over(rubric, placed, exposures or {})}
    return won, passed


def test_three_places_are_named_after_the_podium():
    rubric = flat(100, awards=[podium()])

    won, passed = decided(rubric, {"p": [2], "q": [3], "r": [5], "s": [4]})

    assert won == [("r", 1, "Juara I"), ("s", 2, "Juara II"), ("q", 3, "Juara III")]
    assert passed == {}


def test_rubric_names_its_places_itself():
    rubric = flat(100, awards=[podium(2, place_names=["Utama", "Madya"])])

    assert decided(rubric, {"p": [2], "q": [3]})[0] == [("q", 1, "Utama"), ("p", 2, "Madya")]


def test_award_of_one_place_needs_no_name_of_a_place():
    rubric = flat(100, awards=[podium(1)])

    assert decided(rubric, {"p": [2], "q": [3]})[0] == [("q", 1, "")]


def test_two_on_place_two_leave_no_place_three():
    rubric = flat(100, awards=[podium()])

    won, _ = decided(rubric, {"p": [5], "q": [4], "r": [4], "s": [3]})

    assert won == [("p", 1, "Juara I"), ("q", 2, "Juara II"), ("r", 2, "Juara II")]


def test_all_who_share_the_last_place_receive_it():
    rubric = flat(100, awards=[podium()])
    units = {"p": [5], "q": [4], "r": [3], "s": [3], "t": [2]}
    found = winners(rubric, rank(rubric, evaluated(rubric, units)), {})

    assert [(w.unit, w.place, w.joint) for w in found] == [
        ("p", 1, False),
        ("q", 2, False),
        ("r", 3, True),
        ("s", 3, True),
    ]
    assert "peringkat bersama s" in str(found[2].tie)


def test_reason_names_the_value_and_the_field():
    rubric = flat(100, awards=[podium(1)])

    (winner,) = winners(rubric, rank(rubric, evaluated(rubric, {"p": ["4.256"], "q": [2]})), {})

    assert str(winner.reason) == "Indeks 4,26: urutan 1 dari 2 unit yang memenuhi syarat"


def test_award_by_a_section_orders_by_the_declared_value_of_that_section():
    rubric = rubric_of(
        {"A": (90, {"a": (100, "nilai")}), "B": (10, {"b": (100, "nilai")})},
        awards=[podium(2, by="B")],
        ties=[{"by": "exact"}],
    )
    units = {"p": [5, 2], "q": [1, "4.001"], "r": [2, "4.004"]}

    won, _ = decided(rubric, units)

    assert won == [("r", 1, "Juara I"), ("q", 2, "Juara II")]


def test_unit_below_the_minimum_is_passed_over_and_those_behind_move_up():
    rubric = flat(
        50,
        50,
        missing="exclude",
        awards=[podium(2, eligibility={"coverage": 60, "minimum": "2.6"})],
    )
    units = {"p": [5, None], "q": [4, 4], "r": [3, 3], "s": [2, 2], "t": [None, None]}

    won, passed = decided(rubric, units)

    assert won == [("q", 1, "Juara I"), ("r", 2, "Juara II")]
    assert passed == {
        "p": "kelengkapan 50,00 persen, syaratnya paling sedikit 60 persen",
        "s": "nilai 2,00, syaratnya paling sedikit 2,6",
        "t": "belum dinilai sama sekali",
    }


def test_answer_that_rests_on_too_little_wins_nothing():
    exposure = [{"indicator": "a", "at_least": 5}]
    rubric = flat(100, awards=[podium(1, eligibility={"exposure": exposure})])

    won, passed = decided(
        rubric, {"p": [5], "q": [4], "r": [3]}, {"p": {"a": F(4)}, "q": {"a": F(5)}}
    )

    assert won == [("q", 1, "")]
    assert passed == {
        "p": "jawaban indikator a berdasar pada 4, syaratnya paling sedikit 5",
        "r": "jawaban indikator a berdasar pada 0, syaratnya paling sedikit 5",
    }


def test_ninth_place_is_written_in_roman():
    rubric = flat(100, awards=[podium(14)])
    units = {f"u{n:02}": [F(500 - n, 100)] for n in range(14)}

    names = [name for _, _, name in decided(rubric, units)[0]]

    assert [names[n] for n in (3, 8, 13)] == ["Juara IV", "Juara IX", "Juara XIV"]


def test_no_units_no_winners():
    rubric = flat(100, awards=[podium()])

    assert decided(rubric, {}) == ([], {})


def test_who_receives_one_main_award_is_passed_over_by_the_next_ones():
    awards = [
        podium(1, code="umum", title="Juara Umum", main=True),
        podium(1, code="tata", title="Tata Kelola", by="A", main=True),
        podium(1, code="data", title="Data", by="B"),
    ]
    tree = {"A": (50, {"a": (100, "nilai")}), "B": (50, {"b": (100, "nilai")})}
    rubric = rubric_of(tree, awards=awards)
    found = decide(rubric, rank(rubric, evaluated(rubric, {"p": [5, 5], "q": [4, 1]})), {})

    assert [(w.award_code, w.unit) for w in found.winners] == [
        ("umum", "p"),
        ("tata", "q"),
        ("data", "p"),
    ]
    assert [(p.award_code, p.unit, str(p.reason)) for p in found.passed] == [
        ("tata", "p", "sudah menerima hadiah utama Juara Umum")
    ]


def test_an_award_for_the_greatest_rise_orders_by_the_rise_and_honours_no_fall():
    rubric = flat(100, awards=[podium(2, by="improvement")])
    placed = rank(rubric, evaluated(rubric, {"p": [5], "q": [2], "r": [3], "s": [4]}))
    rises = {"p": F("0.5"), "q": F("1.25"), "r": F("-1")}
    found = decide(rubric, placed, {}, rises)

    assert [(w.unit, w.place, str(w.reason)) for w in found.winners] == [
        ("q", 1, "Kenaikan nilai +1,25: urutan 1 dari 2 unit yang memenuhi syarat"),
        ("p", 2, "Kenaikan nilai +0,50: urutan 2 dari 2 unit yang memenuhi syarat"),
    ]
    assert {p.unit: str(p.reason) for p in found.passed} == {
        "s": "tidak ada hasil terdahulu yang dapat dibandingkan",
        "r": "nilainya tidak naik dibandingkan hasil terdahulu (-1,00)",
    }


def test_a_section_named_improvement_keeps_its_meaning():
    tree = {"improvement": (100, {"a": (100, "nilai")})}
    rubric = rubric_of(tree, awards=[podium(1, by="improvement")])

    assert decided(rubric, {"p": [2], "q": [3]})[0] == [("q", 1, "")]


def test_one_indicator_below_its_least_value_wins_nothing_and_one_that_does_not_apply_passes():
    rubric = flat(
        50,
        50,
        missing="lowest",
        awards=[podium(3, eligibility={"indicators": {"b": 3}})],
    )
    units = {"p": [5, 2], "q": [4, 3], "r": [4, NOT_APPLICABLE], "s": [5, None]}

    won, passed = decided(rubric, units)

    assert [unit for unit, _, _ in won] == ["r", "q"]
    assert passed == {
        "p": "indikator b Indikator b bernilai 2,00, syaratnya paling sedikit 3",
        "s": "indikator b Indikator b belum dinilai",
    }


@pytest.mark.parametrize(
    ("eligibility", "sentence"),
    [
        ({"indicators": {"z": 3}}, 'kode "z" tidak ada di rubrik ini'),
        ({"indicators": {"a": 6}}, "seharusnya lebih dari 1 dan paling besar 5"),
        ({"indicators": {"a": 1}}, "seharusnya lebih dari 1 dan paling besar 5"),
    ],
)
def test_a_least_value_that_means_nothing_is_a_fault(eligibility, sentence):
    with pytest.raises(ValidationError, match=sentence):
        flat(100, awards=[podium(1, eligibility=eligibility)])
