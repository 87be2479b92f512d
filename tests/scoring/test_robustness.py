"""How often a podium survives other weights, and which single weight turns it first."""

import itertools
from fractions import Fraction
from random import Random

import numpy as np

from evaluator.scoring.awards import Field
from evaluator.scoring.exact import round_half_up
from evaluator.scoring.ranking import rank
from evaluator.scoring.reweighing import Reweighing
from evaluator.scoring.robustness import Turning, podiums, sureness
from tests.scoring.builders import evaluated, flat, rubric_of

F = Fraction
CLOSE = {"p": [5, 1], "q": [2, 5], "r": [1, 1]}  # 3,40 and 3,20 and 1,00


def close_rubric(places=1, **more):
    award = {"code": "terbaik", "title": "OPD Terbaik", "places": places, **more}
    tree = {"A": (60, {"a": (100, "nilai")}), "B": (40, {"b": (100, "nilai")})}
    return rubric_of(tree, ties=[{"by": "exact"}], awards=[award])


def field_of(rubric, units, rises=None):
    placed = rank(rubric, evaluated(rubric, units))
    return Field(rubric, rubric.awards[0], placed, {}, rises or {}, {})


def test_the_smallest_weight_change_that_turns_the_podium_is_found_with_its_rival():
    # p − q = (3·wA − 4·wB) / (wA + wB): 60 becomes too light below 53,33, 40 too heavy above 45.
    found = sureness(field_of(close_rubric(), CLOSE), seed=1, draws=10)
    assert found.turning == Turning("A", F(60), F("52.8"), -12, "p", "q", 1)


def test_a_place_is_kept_in_as_many_weightings_as_can_be_counted_by_hand():
    # q leads where 9·fA < 8·fB: 9 + 8 + 7 + 6 + 5 + 4 + 2 + 1 of the 441 pairs.
    field = field_of(close_rubric(), CLOSE)
    model = Reweighing(field.rubric, field.award, field.eligible)
    pairs = list(itertools.product(range(90, 111), repeat=2))
    factors = model.plain(len(pairs))
    for row, pair in enumerate(pairs):
        factors[row, [model.column("A"), model.column("B")]] = pair
    leaders = [next(iter(podium)) for podium in podiums(model, factors, {"p": 1})]
    assert (leaders.count("p"), leaders.count("q")) == (399, 42)


def test_every_draw_is_decided_as_the_same_weights_in_a_rubric_would_decide_it():
    """By chance on three layers, with gaps: the quick way and fractions never differ."""
    chance = Random(5)
    tree = {
        "A": (50, {"a": ("33.3", "nilai"), "b": ("66.7", "nilai")}),
        "B": (50, {"c": (20, "nilai"), "d": (80, "nilai")}),
    }
    award = {"code": "x", "title": "X", "places": 3}
    rubric = rubric_of(tree, ties=[{"by": "exact"}], awards=[award], missing="exclude")
    for _ in range(20):
        units = {
            f"u{n}": [chance.choice((1, 2, 3, 4, 5, None)) for _ in range(4)] for n in range(9)
        }
        units["u0"] = [3, 3, 3, 3]
        field = field_of(rubric, units)
        model = Reweighing(rubric, rubric.awards[0], field.eligible)
        factors = np.array([[chance.randint(90, 110) for _ in model.codes] for _ in range(40)])
        exact = [
            [
                int(round_half_up(model.evaluation(row, at).exact, 2) * 100)
                for at in range(len(model.units))
            ]
            for row in factors
        ]
        assert model.declared(factors).tolist() == exact
        base = {p.unit: p.place for p in field.ranked() if p.place <= 3}
        plain = model.plain(1)
        assert next(podiums(model, plain, {})) == base
        by_hand = [_placed(model, row) for row in factors]
        assert list(podiums(model, factors, base)) == by_hand


def _placed(model, factors):
    """Places 1-2-2-4 from exact values alone."""
    found = {u: model.evaluation(factors, at).exact for at, u in enumerate(model.units)}
    declared = {unit: (round_half_up(value, 2), value) for unit, value in found.items()}
    places = {u: 1 + sum(other > own for other in declared.values()) for u, own in declared.items()}
    return {unit: place for unit, place in places.items() if place <= 3}


def test_a_value_exactly_on_a_half_is_rounded_as_on_paper():
    rubric = flat(50, 50, awards=[{"code": "x", "title": "X", "places": 1}], places=0)
    field = field_of(rubric, {"p": [2, 3], "q": [2, 2]})
    model = Reweighing(rubric, rubric.awards[0], field.eligible)
    assert model.declared(model.plain(1)).tolist() == [[3, 2]]


def test_margins_name_who_is_next():
    rubric = close_rubric(places=2)
    first, second = sureness(field_of(rubric, CLOSE), seed=1, draws=100).winners
    assert (first.unit, first.behind, first.margin) == ("p", "q", F("0.2"))
    assert (second.unit, second.behind, second.margin) == ("q", "r", F("2.2"))
    assert (second.among, first.among) == (100, 100)
    # In two draws both come to the very same value and share the first place.
    assert (first.kept, second.kept) == (91, 89)


def test_the_same_seed_gives_the_same_answer():
    field = field_of(close_rubric(), CLOSE)
    assert sureness(field, seed=7) == sureness(field, seed=7)
    assert sureness(field, seed=7) != sureness(field, seed=8)


def test_equal_answers_share_the_place_under_every_weighting():
    found = sureness(field_of(close_rubric(), {"p": [5, 1], "q": [5, 1]}), seed=1, draws=50)
    assert [(w.unit, w.place, w.kept, w.margin) for w in found.winners] == [
        ("p", 1, 50, None),
        ("q", 1, 50, None),
    ]
    assert found.turning is None


def test_an_award_by_one_section_turns_only_with_weights_below_it():
    tree = {"A": (60, {"a": (50, "nilai"), "b": (50, "nilai")}), "B": (40, {"c": (100, "nilai")})}
    rubric = rubric_of(tree, awards=[{"code": "x", "title": "X", "places": 1, "by": "A"}])
    found = sureness(field_of(rubric, {"p": [5, 3, 1], "q": [3, 4, 5]}), seed=1)
    # 5·wa + 3·wb against 3·wa + 4·wb: b has to weigh twice as much as a.
    assert (found.winners[0].kept, found.turning.code, found.turning.percent) == (1000, "a", -50)
    assert found.turning.rival == "q"


def test_an_award_by_one_indicator_or_by_a_rise_depends_on_no_weight():
    by_indicator = field_of(close_rubric(by="b"), CLOSE)
    rises = field_of(close_rubric(by="improvement"), CLOSE, {"p": F("0.5"), "q": F("0.25")})
    for field, unit, margin in ((by_indicator, "q", F(4)), (rises, "p", F("0.25"))):
        found = sureness(field, seed=1)
        assert (found.draws, found.turning) == (0, None)
        assert [(w.unit, w.margin) for w in found.winners] == [(unit, margin)]


def test_without_anybody_eligible_nothing_is_said():
    found = sureness(field_of(close_rubric(eligibility={"minimum": 5}), CLOSE), seed=1)
    assert (found.winners, found.turning, found.draws) == ((), None, 0)
