"""Two years on common ground: what counts as common, and by whose weights."""

from fractions import Fraction

import pytest

from evaluator.scoring.aggregate import NOT_APPLICABLE, evaluate
from evaluator.scoring.rubric import Rubric
from evaluator.services.equating import compare, equate
from tests.scoring.builders import answers, flat, rubric_data

F = Fraction


def rubric(change=lambda _data: None):
    """Three indicators a, b, c on levels, weighing 50, 30 and 20, after a change."""
    tree = {"S": (100, {"a": (50, "tingkat"), "b": (30, "tingkat"), "c": (20, "tingkat")})}
    data = rubric_data(tree)
    for indicator in data["sections"][0]["indicators"]:
        indicator["levels"] = dict(indicator["levels"])
    change(data)
    return Rubric.model_validate(data)


def indicators(data):
    return data["sections"][0]["indicators"]


def test_the_newer_weights_count_in_both_years():
    older, newer = rubric(), flat(20, 30, 50, scale="tingkat")
    comparison = compare(newer, older)

    found = equate(
        comparison,
        evaluate(newer, answers(newer, 3, 3, 4)),
        evaluate(older, answers(older, 3, 3, 2)),
    )

    assert (comparison.common, comparison.changed) == (("a", "b", "c"), True)
    assert (found.then, found.now) == (F("2.5"), F("3.5"))
    assert (found.then_text, found.now_text) == ("2.50", "3.50")


def test_only_what_has_a_value_in_both_years_is_compared():
    same = rubric()

    found = equate(
        compare(same, same),
        evaluate(same, answers(same, 5, NOT_APPLICABLE, 3)),
        evaluate(same, answers(same, 3, 1, 3)),
    )

    assert found.used == ("a", "c")
    assert (found.then, found.now) == (3, F(50 * 5 + 20 * 3, 70))


def test_nothing_in_common_gives_nothing_to_compare():
    same = rubric()
    full, empty = (evaluate(same, answers(same, *[v] * 3)) for v in (3, NOT_APPLICABLE))

    assert equate(compare(same, same), full, empty) is None


def _other_level_text(data):
    indicators(data)[0]["levels"]["3"] = "Uraian yang lain"


def _other_translation(data):
    text = indicators(data)[0]["levels"]["3"]
    indicators(data)[0]["levels"]["3"] = {"id": text, "en": "Text 3"}


def _other_scale(data):
    indicators(data)[0] |= {"scale": "persen", "levels": {}}


def _other_step_name(data):
    levels = [{"value": n, "name": f"Lapis {n}"} for n in range(1, 6)]
    data["scales"] = data["scales"] | {"tingkat": {"kind": "level", "levels": levels}}


def _other_range(data):
    data["result"] |= {"low": 0}
    data["result"]["predicates"] = [{"name": "Kurang", "from": 0}]


def _other_wording(data):
    indicators(data)[0] |= {"name": "Nama lain", "concept": "Konsep lain"}


def _other_code(data):
    indicators(data)[0] |= {"code": "x"}


def _other_award(data):
    data["awards"] = [{"code": "u", "title": "Utama", "places": 3}]


@pytest.mark.parametrize(
    ("change", "common", "changed"),
    [
        (_other_level_text, ("b", "c"), True),
        (_other_scale, ("b", "c"), True),
        (_other_step_name, (), True),
        (_other_range, (), True),
        (_other_code, ("b", "c"), True),
        (_other_wording, ("a", "b", "c"), False),
        (_other_translation, ("a", "b", "c"), False),
        (_other_award, ("a", "b", "c"), False),
    ],
)
def test_an_indicator_is_common_while_its_answers_mean_the_same(change, common, changed):
    comparison = compare(rubric(change), rubric())

    assert (comparison.common, comparison.changed) == (common, changed)
