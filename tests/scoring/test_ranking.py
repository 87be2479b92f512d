"""Places 1-2-2-4 on the declared value, and a sentence for every step that parts equal units."""

import random
from fractions import Fraction

import pytest

from evaluator.scoring.aggregate import NOT_APPLICABLE
from evaluator.scoring.exact import round_half_up
from evaluator.scoring.ranking import rank
from tests.scoring.builders import epss, evaluated, flat, rubric_of
from tests.scoring.oracle import half_up, places_of

F = Fraction
TWO = {"A": (50, {"a": (100, "nilai")}), "B": (50, {"b": (100, "nilai")})}


def places(placed):
    return {entry.unit: entry.place for entry in placed}


def test_equal_units_share_a_place_and_the_next_place_is_skipped():
    rubric = flat(100)

    placed = rank(rubric, evaluated(rubric, {"p": [2], "q": [3], "r": [3], "s": [4]}))

    assert [(e.unit, e.place, e.joint) for e in placed] == [
        ("s", 1, False),
        ("q", 2, True),
        ("r", 2, True),
        ("p", 4, False),
    ]


def test_same_value_from_different_answers_is_a_tie_with_the_same_predicate():
    rubric = flat(28, 24, 19, 17, 12)
    units = {"Bappeda": [1, 3, 5, 1, 4], "Dinkes": [1, 4, 5, 1, 2]}

    placed = rank(rubric, evaluated(rubric, units))

    assert [e.place for e in placed] == [1, 1]
    assert {e.evaluation.value for e in placed} == {F("2.6")}
    assert {str(e.evaluation.predicate) for e in placed} == {"Baik"}


@pytest.mark.parametrize(
    ("value", "predicate"),
    [
        ("2.59", "Cukup"),
        ("2.5949", "Cukup"),
        ("2.595", "Baik"),
        ("2.6", "Baik"),
        ("3.49", "Baik"),
        ("3.5", "Sangat Baik"),
        ("4.1949", "Sangat Baik"),
        ("4.2", "Memuaskan"),
        ("1.7949", "Kurang"),
        ("1.8", "Cukup"),
    ],
)
def test_value_on_a_limit_earns_the_better_predicate(value, predicate):
    rubric = flat(100)

    assert str(evaluated(rubric, {"u": [value]})["u"].predicate) == predicate


@pytest.mark.parametrize(
    ("exact", "declared"), [("2.605", "2.61"), ("2.445", "2.45"), ("4.145", "4.15")]
)
def test_a_half_is_rounded_up(exact, declared):
    assert round_half_up(F(exact), 2) == F(declared)


def test_rank_uses_the_declared_value_and_not_the_digits_behind_it():
    rubric = flat(100)

    placed = rank(rubric, evaluated(rubric, {"p": ["3.001"], "q": ["3.004"]}))

    assert places(placed) == {"p": 1, "q": 1}


def test_exact_value_parts_equal_units_where_the_rubric_says_so():
    rubric = flat(100, ties=[{"by": "exact"}])

    placed = rank(rubric, evaluated(rubric, {"p": ["3.001"], "q": ["3.004"]}))

    assert places(placed) == {"q": 1, "p": 2}
    assert str(placed[0].tie) == (
        "Nilai 3,00 sama; dibedakan oleh nilai sebelum pembulatan: unit ini 3,004, p 3,001."
    )
    assert str(placed[1].tie) == (
        "Nilai 3,00 sama; dibedakan oleh nilai sebelum pembulatan: unit ini 3,001, q 3,004."
    )


def test_rules_are_applied_in_order_and_each_applied_step_is_kept():
    rubric = rubric_of(
        {
            "A": (50, {"a": (100, "nilai")}),
            "B": (25, {"b": (100, "nilai")}),
            "C": (25, {"c": (100, "nilai")}),
        },
        ties=[{"by": "exact"}, {"by": "node", "code": "A"}, {"by": "node", "code": "C"}],
    )
    units = {"p": [4, 2, 2], "q": [3, 4, 2], "r": [3, 2, 4]}

    placed = rank(rubric, evaluated(rubric, units))

    assert [(e.unit, e.place) for e in placed] == [("p", 1), ("r", 2), ("q", 3)]
    assert [str(step) for step in placed[1].steps] == [
        "Nilai 3,00 sama; dibedakan oleh nilai A Bagian A: unit ini 3,00, p 4,00.",
        "Nilai 3,00 sama; dibedakan oleh nilai C Bagian C: unit ini 4,00, q 2,00.",
    ]
    assert str(placed[1].tie) == " ".join(map(str, placed[1].steps))


def test_unit_alone_with_its_value_has_no_tie():
    rubric = flat(100, ties=[{"by": "exact"}])

    assert [e.tie for e in rank(rubric, evaluated(rubric, {"p": [2], "q": [3]}))] == [None, None]


def test_section_without_value_counts_lowest_in_a_tie_rule():
    rubric = rubric_of(TWO, ties=[{"by": "node", "code": "B"}])

    placed = rank(rubric, evaluated(rubric, {"p": [3, NOT_APPLICABLE], "q": [3, 3]}))

    assert places(placed) == {"q": 1, "p": 2}
    assert str(placed[0].tie) == (
        "Nilai 3,00 sama; dibedakan oleh nilai B Bagian B: unit ini 3,00, p tanpa nilai."
    )


def test_number_of_high_indicators_parts_equal_units():
    rubric = rubric_of(TWO, ties=[{"by": "count", "at_least": 4}])

    placed = rank(rubric, evaluated(rubric, {"p": [3, 3], "q": [4, 2]}))

    assert places(placed) == {"q": 1, "p": 2}
    assert str(placed[1].tie) == (
        "Nilai 3,00 sama; dibedakan oleh banyaknya indikator bernilai 4 ke atas: unit ini 0, q 1."
    )


def test_place_is_shared_where_the_rules_run_out_and_the_sentence_says_so():
    rubric = flat(100, ties=[{"by": "exact"}])

    placed = rank(rubric, evaluated(rubric, {u: [3] for u in "srqp"}))

    assert [(e.unit, e.place, e.joint) for e in placed] == [(u, 1, True) for u in "pqrs"]
    assert str(placed[0].tie) == (
        "Nilai 3,00 sama dan semua aturan seri sudah diterapkan: "
        "peringkat bersama q; r, dan 1 unit lain."
    )


def test_sentence_of_a_large_tie_names_two_neighbours_and_counts_the_rest():
    rubric = flat(100, ties=[{"by": "exact"}])
    units = {f"u{n:03}": [F(30000 + n, 10000)] for n in range(40)}

    placed = rank(rubric, evaluated(rubric, units))

    assert str(placed[20].tie) == (
        "Nilai 3,00 sama; dibedakan oleh nilai sebelum pembulatan: "
        "unit ini 3,0019, u020 3,0020; u018 3,0018, dan 37 unit lain."
    )


def test_different_values_are_written_with_as_many_places_as_set_them_apart():
    rubric = flat("100/3", "200/3", ties=[{"by": "exact"}])
    units = {"p": [3, "3.00001"], "q": [3, "3.00002"]}

    placed = rank(rubric, evaluated(rubric, units))

    assert str(placed[0].tie) == (
        "Nilai 3,00 sama; dibedakan oleh nilai sebelum pembulatan: unit ini 3,000013, p 3,000007."
    )


def test_unscored_unit_is_not_ranked_and_never_last_by_accident():
    rubric = flat(50, 50)
    units = {"kosong": [None, None], "rendah": [1, 1], "separuh": [5, None]}

    placed = rank(rubric, evaluated(rubric, units))

    assert [(e.unit, e.place, e.reason and str(e.reason)) for e in placed] == [
        ("rendah", 1, None),
        ("kosong", None, "belum dinilai sama sekali"),
        ("separuh", None, "1 dari 2 indikator belum dinilai: b"),
    ]


def test_single_unit_is_first_of_one_and_no_unit_gives_an_empty_list():
    rubric = flat(100)

    assert places(rank(rubric, evaluated(rubric, {"p": [2]}))) == {"p": 1}
    assert rank(rubric, {}) == []


def test_all_equal_units_are_all_first():
    rubric = flat(100, ties=[{"by": "exact"}, {"by": "node", "code": "S"}])

    placed = rank(rubric, evaluated(rubric, {f"u{n}": [3] for n in range(10)}))

    assert {e.place for e in placed} == {1}


def test_names_and_row_order_change_no_place():
    rubric = epss()
    dice = random.Random(7)
    sheets = [[dice.choice([2, 3]) for _ in range(38)] for _ in range(60)]
    units = {f"u{n:02}": sheet for n, sheet in enumerate(sheets + sheets[:5])}
    forward = rank(rubric, evaluated(rubric, units))
    shuffled = dict(dice.sample(list(units.items()), len(units)))
    renamed = {f"z{99 - int(unit[1:])}": sheet for unit, sheet in units.items()}
    backward = places(rank(rubric, evaluated(rubric, renamed)))

    assert rank(rubric, evaluated(rubric, shuffled)) == forward
    assert {f"u{99 - int(unit[1:]):02}": place for unit, place in backward.items()} == places(
        forward
    )


def test_places_without_tie_rules_count_the_units_that_are_better():
    rubric = flat("33.33", "66.67")
    dice = random.Random(3)
    units = {f"u{n}": [dice.randint(1, 5), dice.randint(1, 5)] for n in range(50)}
    found = evaluated(rubric, units)

    declared = {unit: half_up(e.exact, 2) for unit, e in found.items()}
    assert places(rank(rubric, found)) == places_of(declared)
