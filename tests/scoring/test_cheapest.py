"""The smallest set of steps that reaches a value: worked examples, and against trying them all."""

from fractions import Fraction
from itertools import product
from random import Random

import pytest

from evaluator.cli.demo.answers import answer
from evaluator.scoring.aggregate import NOT_APPLICABLE, answer_of, evaluate
from evaluator.scoring.cheapest import (
    answers_of,
    cheapest,
    declared_from,
    effort_of,
    to_pass,
    to_predicate,
)
from evaluator.scoring.exact import round_half_up
from evaluator.scoring.growth import ladders
from evaluator.scoring.sufficient import sufficient
from evaluator.storage.rubric_files import load_rubric
from tests.random_rubrics import random_rubric
from tests.scoring.builders import EPSS, answers, flat

F = Fraction
PREDICATES_APART = [{"name": "Memuaskan", "from": "4.4"}, {"name": "Kurang", "from": 1}]


def codes_of(ways):
    return ["".join(step.code for step in way.steps) for way in ways]


def to_next(rubric, sheet, **more):
    return cheapest(rubric, sheet, to_predicate(rubric, evaluate(rubric, sheet)), **more)


def with_efforts(rubric, **efforts):
    """The same rubric with classes of effort on some indicators."""
    data = rubric.model_dump(mode="json", by_alias=True)
    for indicator in data["sections"][0]["indicators"]:
        indicator["effort"] = efforts.get(indicator["code"])
    return type(rubric).model_validate(data)


def test_fewest_steps_come_first_and_the_best_of_them_leads():
    rubric = flat(50, 30, 20, scale="tingkat")
    sheet = answers(rubric, 2, 2, 2)  # 2.00, "Cukup"; "Baik" from 2.60

    found = to_next(rubric, sheet)

    assert codes_of(found) == ["aa", "ab", "ac"]
    assert [way.evaluation.value for way in found] == [3, F("2.8"), F("2.7")]
    assert [str(step.target) for step in found[0].steps] == [
        "tingkat 3 Tingkat 3",
        "tingkat 4 Tingkat 4",
    ]


def test_greatest_step_first_is_not_always_shortest():
    # Points climb unevenly: b needs one small step before the great one.
    bands = [{"from": 90, "share": 100}, {"from": 50, "share": 10}]
    scales = {"p": {"kind": "points", "bands": bands}, "y": {"kind": "yes-no"}}
    rubric = flat(40, 60, scale="p", scales=scales)
    data = rubric.model_dump(mode="json", by_alias=True)
    data["sections"][0]["indicators"][0]["scale"] = "y"
    rubric = type(rubric).model_validate(data)

    found = cheapest(rubric, {"a": F(1), "b": F(1)}, declared_from(F("3.2"), 2))

    assert codes_of(found) == ["bb"]
    assert found[0].evaluation.value == F("3.40")


def test_rounding_of_the_declared_value_is_enough():
    rubric = flat("59.5", "40.5", scale="tingkat")
    sheet = answers(rubric, 2, 2)

    (first, *_rest) = to_next(rubric, sheet)

    assert (codes_of([first]), first.evaluation.exact) == (["a"], F("2.595"))
    assert (first.evaluation.value, str(first.evaluation.predicate)) == (F("2.6"), "Baik")


@pytest.mark.parametrize(("limit", "places"), [("2.6", 2), ("0", 1), ("-0.5", 0), ("7/3", 2)])
def test_declared_limit_is_the_least_index_that_rounds_up_to_it(limit, places):
    target = declared_from(F(limit), places)
    hair = F(1, 10**9)

    assert round_half_up(target.limit + hair, places) >= F(limit)
    assert (round_half_up(target.limit, places) >= F(limit)) is not target.strict
    assert round_half_up(target.limit - hair, places) < F(limit)


def test_effort_parts_sets_of_equal_length_before_the_value_does():
    rubric = with_efforts(flat(40, 30, 30, scale="tingkat"), a="high", b="medium", c="low")
    sheet = answers(rubric, 2, 2, 2)

    found = to_next(rubric, sheet)

    assert codes_of(found) == ["cc", "bc", "ac"]
    assert [way.effort for way in found] == [2, 3, 4]


def test_what_does_not_apply_or_is_missing_has_no_steps():
    rubric = flat(30, 40, 30, scale="tingkat", missing="lowest")
    sheet = {"a": F(3), "b": NOT_APPLICABLE, "c": None}

    found = to_next(rubric, sheet)

    assert codes_of(found) == ["aa"]
    assert found[0].evaluation.value == 3
    assert answers_of(evaluate(rubric, sheet), rubric) == sheet


def test_nothing_where_no_set_is_enough_or_there_is_no_index():
    rubric = flat(30, 70, scale="tingkat", missing="lowest")

    assert to_next(rubric, {"a": F(4), "b": None}) == ()
    assert cheapest(rubric, {}, declared_from(F(2), 2)) == ()
    assert to_predicate(rubric, evaluate(rubric, answers(rubric, 5, 5))) is None


def test_to_pass_a_unit_the_declared_value_must_be_higher_unless_ties_go_by_the_exact_one():
    plain, by_exact = flat(100), flat(100, ties=[{"by": "exact"}])

    assert to_pass(plain, F("2.598"), F("2.60")) == declared_from(F("2.61"), 2)
    assert to_pass(by_exact, F("2.598"), F("2.60")) == (F("2.598"), True)


def test_steps_reach_the_next_predicate_for_every_shipped_rubric_and_kind_of_unit():
    reached = 0
    for path in sorted(EPSS.parent.glob("*.yaml")):
        rubric = load_rubric(path)
        for tenth in range(1, 10, 2):
            texts = {i.code: answer(rubric, i, "unit", 2025, tenth / 10) for i in rubric.indicators}
            sheet = {code: answer_of(rubric, code, text) for code, text in texts.items()}
            before = evaluate(rubric, sheet)
            target = to_predicate(rubric, before)
            for way in cheapest(rubric, sheet, target) if target else ():
                after = evaluate(rubric, sheet | {s.code: s.next_value for s in way.steps})

                assert after == way.evaluation
                assert after.value > before.value and after.predicate != before.predicate
                assert after.exact - before.exact == sum(step.gain for step in way.steps)
                reached += 1
    assert reached > 40


def brute_force(rubric, sheet, target, most):
    """Every set of steps, sorted as `cheapest` promises."""
    climbs = dict(sorted(ladders(rubric, sheet).items()))
    base = evaluate(rubric, sheet).exact
    found = []
    for numbers in product(*(range(len(steps) + 1) for steps in climbs.values())):
        taken = [s for steps, n in zip(climbs.values(), numbers, strict=True) for s in steps[:n]]
        exact = base + sum(step.gain for step in taken)
        if exact > target.limit or (exact == target.limit and not target.strict):
            effort = sum(effort_of(rubric, step.code) for step in taken)
            found.append((len(taken), effort, -exact, [(s.code, s.next_value) for s in taken]))
    found.sort()
    return [one[1:] for one in found if one[0] == found[0][0]][:most]


def some_sheet(rubric, random):
    low, span = rubric.result.low, rubric.result.high - rubric.result.low
    sheet = {}
    for code in rubric.indicator:
        value = low + span * F(random.randint(0, 8), 8)
        sheet[code] = random.choice([value, value, value, value, NOT_APPLICABLE, None])
    return sheet


def small(rubric, sheet, most=1500):
    """The sheet with answers lifted to the best until so few sets remain that all can be tried."""
    sets = 1
    for code, steps in ladders(rubric, sheet).items():
        if sets * (len(steps) + 1) > most:
            sheet = sheet | {code: rubric.result.high}
        else:
            sets *= len(steps) + 1
    return sheet


def test_search_equals_trying_every_set():
    random, reached = Random(7), 0
    for seed in range(200):
        rubric = random_rubric(seed)
        sheet = small(rubric, some_sheet(rubric, random))
        before = evaluate(rubric, sheet)
        if before.exact is None:
            assert cheapest(rubric, sheet, declared_from(F(1), 2)) == ()
            continue
        room = rubric.result.high - before.exact
        place = to_pass(rubric, before.exact + room * F(1, 3), before.exact + room * F(1, 3))
        for target in filter(None, (to_predicate(rubric, before), place)):
            ways = cheapest(rubric, sheet, target)

            assert [
                (way.effort, -way.evaluation.exact, [(s.code, s.next_value) for s in way.steps])
                for way in ways
            ] == brute_force(rubric, sheet, target, 3), seed
            reached += bool(ways)
    assert reached > 100


def enough(rubric, given):
    """The best way to the next predicate, with the smallest numbers that are enough."""
    sheet = {code: answer_of(rubric, code, text) for code, text in given.items()}
    target = to_predicate(rubric, evaluate(rubric, sheet))
    way, *_rest = cheapest(rubric, sheet, target)
    return sufficient(rubric, sheet, way, target, {code: [text] for code, text in given.items()})


@pytest.mark.parametrize(
    ("scale", "given", "answer", "words", "less"),
    [
        # 3,00, "Baik"; "Sangat Baik" from 3,495: a share of 0,62375 of the way from 1 to 5.
        ({"kind": "ratio"}, "2/4", "3/4", "paling sedikit 3 dari 4", "2/4"),
        ({"kind": "ratio"}, "20/40", "25/40", "paling sedikit 25 dari 40", "24/40"),
        ({"kind": "ratio"}, "1/2", "2/2", "seluruhnya", "1/2"),
        (
            {"kind": "ratio", "direction": "down"},
            *("20/40", "15/40", "paling banyak 15 dari 40", "16/40"),
        ),
        ({"kind": "count", "cap": 8}, "4", "5", "paling sedikit 5", "4"),
        ({"kind": "points"}, "50", "63", "paling sedikit 63", "62"),
        ({"kind": "points", "minimum": 1, "maximum": 5}, "3", "3.5", "paling sedikit 3.5", "3.4"),
    ],
)
def test_the_smallest_number_that_is_enough(scale, given, answer, words, less):
    rubric = flat(100, scale="s", scales={"s": scale})

    way = enough(rubric, {"a": given})

    assert [(step.level, str(step.target)) for step in way.steps] == [(answer, words)]
    assert str(way.evaluation.predicate) in ("Sangat Baik", "Memuaskan")
    assert way.answers == {"a": answer_of(rubric, "a", answer)}
    assert way.steps[0].gain == way.evaluation.exact - 3
    assert str(evaluate(rubric, {"a": answer_of(rubric, "a", less)}).predicate) == "Baik"


def test_of_two_numbers_neither_can_be_less_while_the_other_stays():
    rubric = flat(50, 50, scale="rasio")
    given = {"a": "0/10", "b": "1/8"}

    way = enough(rubric, given)

    # 1,25, "Kurang"; "Cukup" from 1,795 takes one of them alone: a from 1 to 2,09.
    assert [(step.code, step.level) for step in way.steps] == [("a", "3/10")]
    rubric = flat(50, 50, predicates=PREDICATES_APART, scale="rasio")
    way = enough(rubric, given)
    assert [(step.code, step.level) for step in way.steps] == [("a", "7/10"), ("b", "8/8")]
    for less in ({"a": "6/10", "b": "8/8"}, {"a": "7/10", "b": "7/8"}):
        sheet = {code: answer_of(rubric, code, text) for code, text in less.items()}
        assert str(evaluate(rubric, sheet).predicate) == "Kurang"
