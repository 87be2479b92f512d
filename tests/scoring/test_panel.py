"""Several assessors, one value: thirds and sevenths stay exact."""

from fractions import Fraction

import pytest

from evaluator.scoring.aggregate import NOT_APPLICABLE
from evaluator.scoring.messages import ScoringError
from evaluator.scoring.panel import settle, settle_answers, spread

F = Fraction


def fractions(*values):
    return [F(value) for value in values]


def test_mean_of_three_and_of_seven_assessors_is_exact():
    assert settle("mean", fractions(3, 4, 4)) == F(11, 3)
    assert settle("mean", fractions(1, 2, 3, 4, 5, 5, 5)) == F(25, 7)


def test_mean_of_thirds_sums_back_to_a_whole():
    third = settle("mean", fractions(1, 1, 2))

    assert settle("mean", [third] * 3) * 3 == 4


def test_median_of_an_even_panel_is_the_mean_of_the_middle_two():
    assert settle("median", fractions(5, 1, 4, 2)) == 3
    assert settle("median", fractions(5, 1, 4)) == 4


def test_trimmed_mean_drops_one_highest_and_one_lowest():
    assert settle("trimmed-mean", fractions(1, 5, 5, 4, 2)) == F(11, 3)


def test_trimmed_mean_of_two_is_the_mean():
    assert settle("trimmed-mean", fractions(2, 5)) == F(7, 2)


def test_panel_without_a_value_is_refused():
    with pytest.raises(ScoringError, match="belum ada nilai"):
        settle("mean", [])


@pytest.mark.parametrize("rule", ["mean", "median", "trimmed-mean"])
def test_order_of_assessors_changes_nothing(rule):
    values = fractions(1, 5, 3, 3, 2, "10/3", 4)

    assert settle(rule, values) == settle(rule, sorted(values)) == settle(rule, values[::-1])


def test_spread_is_highest_less_lowest():
    assert spread(fractions(2, 5, 4)) == 3
    assert spread(fractions(4)) == 0
    assert spread([]) == 0


def test_indicator_that_nobody_answered_is_missing():
    assert settle_answers("mean", [None, None]) is None
    assert settle_answers("mean", []) is None


def test_indicator_does_not_apply_only_where_all_who_answered_say_so():
    assert settle_answers("mean", [NOT_APPLICABLE, None]) is NOT_APPLICABLE
    assert settle_answers("mean", [NOT_APPLICABLE, F(3), F(4), None]) == F(7, 2)
