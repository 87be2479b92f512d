"""How far a unit rose, over what two years asked alike."""

from fractions import Fraction

from evaluator.scoring.improvement import common_indicators, rise
from tests.scoring.builders import evaluated, flat

F = Fraction


def test_the_rise_is_the_mean_change_of_common_indicators_by_this_years_weights():
    rubric = flat(50, 30, 20)
    now = evaluated(rubric, {"p": [4, 3, 5]})["p"]
    # a rose by 1 (weight 50), b fell by 1 (weight 30), c was not asked then.
    assert rise(rubric, now, {"a": F(3), "b": F(4)}) == F(50 - 30, 80)


def test_what_has_no_value_in_one_of_the_years_does_not_count():
    rubric = flat(50, 50, missing="exclude")
    now = evaluated(rubric, {"p": [4, None], "q": [None, None]})
    assert rise(rubric, now["p"], {"a": F(2), "b": F(1)}) == 2
    assert rise(rubric, now["q"], {"a": F(2), "b": F(1)}) is None
    assert rise(rubric, now["p"], {"b": F(1)}) is None


def test_only_the_same_question_on_the_same_scale_and_range_is_common():
    now, then = flat(50, 50), flat(40, 30, 30)
    assert common_indicators(now, then) == {"a", "b"}
    assert common_indicators(now, flat(100, scale="persen")) == set()
    longer = flat(100, high=6)
    assert common_indicators(now, longer) == set()
