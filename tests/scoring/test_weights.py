"""Weights are dealt evenly or brought to 100 without a hundredth lost."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.scoring.messages import ScoringError
from evaluator.scoring.weights import read_weight, spread, sum_of, to_hundred


@pytest.mark.parametrize(
    ("count", "weights"),
    [
        (1, ["100"]),
        (2, ["50", "50"]),
        (3, ["33.34", "33.33", "33.33"]),
        (7, ["14.29"] * 4 + ["14.28"] * 3),
    ],
)
def test_an_even_deal_gives_the_rest_to_the_first(count, weights):
    assert spread(count) == [Fraction(weight) for weight in weights]


def test_proportions_stay_when_weights_become_100():
    assert to_hundred([Fraction(1), Fraction(1), Fraction(2)]) == [25, 25, 50]
    assert to_hundred([Fraction(70), Fraction(25)]) == [Fraction("73.68"), Fraction("26.32")]


def test_a_small_weight_gets_more_decimals_before_it_vanishes():
    assert to_hundred([Fraction(1), Fraction(99_999)]) == [Fraction("0.001"), Fraction("99.999")]


@given(st.lists(st.fractions(Fraction(1, 50), 1000, max_denominator=99), min_size=1, max_size=60))
def test_the_sum_is_exactly_100_and_no_weight_vanishes(weights):
    found = to_hundred(weights)
    assert sum(found) == 100
    assert all(weight > 0 for weight in found)


def test_weights_that_are_not_above_zero_cannot_become_100():
    with pytest.raises(ScoringError, match="lebih dari 0"):
        to_hundred([Fraction(0), Fraction(3)])


def test_typed_weights_are_added_exactly_and_the_unread_counted():
    assert sum_of(["33,33", "33.33", "1/3", "", "x", "-2"]) == (
        Fraction(66_66, 100) + Fraction(1, 3),
        3,
    )
    assert [read_weight(text) for text in (" 5 ", "0", "1/0", "5e3")] == [5, None, None, None]
