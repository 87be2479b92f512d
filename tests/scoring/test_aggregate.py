"""Nested weighted means, exact; missing, not applicable, zero and lowest are four things."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.scoring.aggregate import NOT_APPLICABLE, Scorer, answer_of, evaluate, terms
from evaluator.scoring.messages import ScoringError
from evaluator.scoring.rubric import Rubric
from tests.scoring.builders import answers, flat, rubric_data, rubric_of
from tests.scoring.oracle import all_nodes, half_up

F = Fraction
NESTED = {
    "A": (75, {"a1": (50, "nilai"), "a2": (50, "nilai")}),
    "B": (25, {"b1": (100, "nilai")}),
}


def test_every_level_is_divided_by_its_own_weights():
    rubric = rubric_of(NESTED)

    found = evaluate(rubric, answers(rubric, 2, 3, 5))

    assert found.nodes == {"A": F(5, 2), "B": 5, "a1": 2, "a2": 3, "b1": 5}
    assert found.exact == F(25, 8)
    assert found.value == F("3.13")
    assert str(found.predicate) == "Baik"
    assert found.reason is None
    assert found.coverage == 100


def test_weights_of_a_third_stay_exact():
    rubric = flat("33.33", "33.33", "33.34")

    assert evaluate(rubric, answers(rubric, 1, 2, 4)).exact == F("2.3335")


def test_indicator_that_does_not_apply_lends_its_weight_to_its_siblings():
    rubric = rubric_of(NESTED)

    found = evaluate(rubric, answers(rubric, 2, NOT_APPLICABLE, 5))

    assert found.nodes["A"] == 2
    assert found.exact == F("2.75")
    assert found.not_applicable == ("a2",)
    assert found.coverage == 100


def test_section_in_which_nothing_applies_lends_its_weight_to_its_siblings():
    rubric = rubric_of(NESTED)

    found = evaluate(rubric, answers(rubric, NOT_APPLICABLE, NOT_APPLICABLE, 5))

    assert found.nodes["A"] is None
    assert found.exact == 5


def test_missing_answer_blocks_its_sections_and_the_index_but_not_the_rest():
    rubric = rubric_of(NESTED)

    found = evaluate(rubric, answers(rubric, 2, None, 5))

    assert (found.exact, found.value, found.predicate) == (None, None, None)
    assert found.nodes == {"A": None, "B": 5, "a1": 2, "a2": None, "b1": 5}
    assert found.missing == ("a2",)
    assert found.coverage == F(200, 3)
    assert str(found.reason) == "1 dari 3 indikator belum dinilai: a2"


def test_missing_answer_counts_as_the_lowest_where_the_rubric_says_so():
    rubric = rubric_of(NESTED, missing="lowest")

    found = evaluate(rubric, answers(rubric, 2, None, 5))

    assert found.nodes["a2"] == 1
    assert found.exact == F(3, 4) * F(3, 2) + F(5, 4)
    assert found.missing == ("a2",)


def test_missing_answer_lends_its_weight_where_the_rubric_says_so():
    rubric = rubric_of(NESTED, missing="exclude")

    found = evaluate(rubric, answers(rubric, 2, None, 5))

    assert found.exact == F("2.75")
    assert found.coverage == F(200, 3)


@pytest.mark.parametrize("rule", ["block", "lowest", "exclude"])
def test_unit_without_any_answer_is_not_ranked_under_any_rule(rule):
    rubric = rubric_of(NESTED, missing=rule)

    found = evaluate(rubric, {})

    assert set(found.nodes.values()) == {None}
    assert (found.exact, found.value, found.coverage) == (None, None, 0)
    assert str(found.reason) == "belum dinilai sama sekali"


def test_unit_to_which_nothing_applies_is_not_ranked():
    rubric = flat(50, 50)

    found = evaluate(rubric, answers(rubric, NOT_APPLICABLE, NOT_APPLICABLE))

    assert found.exact is None
    assert found.coverage == 100
    assert str(found.reason) == "semua indikator tidak berlaku"


def test_reason_names_five_missing_indicators_and_counts_the_rest():
    rubric = flat(*[10] * 10)

    found = evaluate(rubric, {"a": F(1), "b": F(1)})

    assert str(found.reason) == "8 dari 10 indikator belum dinilai: c, d, e, f, g, dan 3 lainnya"


def test_missing_not_applicable_zero_and_lowest_are_four_different_things():
    rubric = flat(50, 50, scale="persen", low=0, high=100, predicates=[{"name": "-", "from": 0}])
    read = {text: answer_of(rubric, "a", text) for text in ("", "TB", "0")}

    found = {text: evaluate(rubric, {"a": answer, "b": F(80)}) for text, answer in read.items()}

    assert read == {"": None, "TB": NOT_APPLICABLE, "0": 0}
    assert {text: e.exact for text, e in found.items()} == {"": None, "TB": 80, "0": 40}


def test_cells_are_read_on_the_range_of_the_rubric():
    rubric = rubric_of(
        {
            "S": (
                100,
                {
                    "tingkat": (20, "tingkat"),
                    "persen": (20, "persen"),
                    "ya": (20, "ya-tidak"),
                    "rasio": (20, "rasio"),
                    "hari": (20, "hari"),
                },
            )
        }
    )

    assert answer_of(rubric, "tingkat", " 4 ") == 4
    assert answer_of(rubric, "persen", "87,5") == F("4.5")
    assert answer_of(rubric, "ya", "tidak") == 1
    assert answer_of(rubric, "rasio", "18/20") == F("4.6")
    assert answer_of(rubric, "hari", "3") == 3
    assert answer_of(rubric, "persen", "tb") is NOT_APPLICABLE


def test_answer_below_the_minimum_exposure_counts_as_not_applicable():
    rubric = flat(100, scale="rasio")

    assert answer_of(rubric, "a", "4/4") is NOT_APPLICABLE
    assert answer_of(rubric, "a", "5/5") == 5


def test_not_applicable_is_refused_where_the_indicator_refuses_it():
    data = rubric_data({"S": (100, {"a": (100, "nilai")})})
    data["sections"][0]["indicators"][0]["not_applicable"] = "refused"

    with pytest.raises(ScoringError, match='indikator a tidak menerima "TB"'):
        answer_of(Rubric.model_validate(data), "a", "TB")


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "٤", "4.25", "6", "0", "-1", "TRUE", "=1"])
def test_text_that_is_no_level_cannot_enter(text):
    with pytest.raises(ScoringError, match="yang diterima: 1, 2, 3, 4, 5"):
        answer_of(flat(100, scale="tingkat"), "a", text)


@pytest.mark.parametrize("value", [float("nan"), 3.5, True, 3, "3", F(6), F(0)])
def test_value_that_is_not_exact_or_out_of_range_cannot_enter(value):
    with pytest.raises(ScoringError, match="nilai a di luar rentang 1 sampai 5"):
        evaluate(flat(100), {"a": value})


def test_unknown_code_is_refused_by_name():
    with pytest.raises(ScoringError, match="kode y, z tidak ada"):
        evaluate(flat(100), {"a": F(3), "z": F(3), "y": F(3)})


def test_every_number_opens_to_terms_that_add_up_to_it():
    rubric = rubric_of(NESTED)
    found = evaluate(rubric, answers(rubric, 2, NOT_APPLICABLE, 5))

    top = terms(rubric, found)
    below = terms(rubric, found, "A")

    assert [(t.code, t.weight, t.share, t.value, t.contribution) for t in top] == [
        ("A", 75, F(3, 4), 2, F(3, 2)),
        ("B", 25, F(1, 4), 5, F(5, 4)),
    ]
    assert sum(t.contribution for t in top) == found.exact
    assert [(t.code, t.share, t.contribution) for t in below] == [("a1", 1, 2), ("a2", 0, 0)]
    assert terms(rubric, found, "a1") == ()


def test_terms_of_a_blocked_number_claim_no_share():
    rubric = rubric_of(NESTED)
    found = evaluate(rubric, answers(rubric, 2, None, 5))

    assert [(t.value, t.share) for t in terms(rubric, found)] == [(None, 0), (5, 0)]


def test_order_of_answers_changes_nothing():
    rubric = rubric_of(NESTED)
    forward = answers(rubric, 2, 3, 5)

    assert evaluate(rubric, dict(reversed(forward.items()))) == evaluate(rubric, forward)


@st.composite
def trees(draw, depth=3, prefix="n"):
    """A random tree of sections; weights that sum to exactly 100, thirds among them."""
    children = {}
    for number, weight in enumerate(draw(weights)):
        code = f"{prefix}{number}"
        grown = draw(trees(depth - 1, code)) if depth > 1 and draw(st.booleans()) else None
        leaf = {f"{code}.{n}": (w, "nilai") for n, w in enumerate(draw(weights))}
        children[code] = (weight, grown or leaf)
    return children


@st.composite
def _weights(draw):
    parts = draw(st.lists(st.integers(1, 30), min_size=1, max_size=4))
    return [str(F(100 * part, sum(parts))) for part in parts]


weights = _weights()
values = st.one_of(
    st.none(),
    st.just(NOT_APPLICABLE),
    st.fractions(min_value=1, max_value=5, max_denominator=12),
    st.integers(1, 5).map(F),
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_rubrics_and_sheets_agree_with_the_slow_oracle(data):
    rule = data.draw(st.sampled_from(["block", "lowest", "exclude"]))
    raw = rubric_data(data.draw(trees()), missing=rule)
    rubric = Rubric.model_validate(raw)
    scorer = Scorer(rubric)
    for _ in range(4):
        sheet = {code: data.draw(values) for code in rubric.indicator}

        found = scorer.evaluate(sheet)

        texts = {c: "TB" if a is NOT_APPLICABLE else a for c, a in sheet.items()}
        expected = all_nodes(raw, texts)
        exact = expected.pop("")
        assert found.exact == exact
        assert found.value == (None if exact is None else half_up(exact, 2))
        assert {code: found.nodes[code] for code in expected} == expected
        for code in (None, *expected):
            whole = found.exact if code is None else found.nodes[code]
            if whole is not None:
                assert sum(t.contribution for t in terms(rubric, found, code)) == whole


def test_ten_thousand_random_sheets_agree_with_the_slow_oracle():
    dice = random.Random(2025)
    tree = {
        "A": (60, {"A1": ("100/3", _two("p")), "A2": ("200/3", _two("q"))}),
        "B": (40, {"B1": (100, {"r": (100, "nilai")})}),
    }
    raw = rubric_data(tree, missing="exclude")
    rubric = Rubric.model_validate(raw)
    scorer = Scorer(rubric)
    choices = [None, NOT_APPLICABLE, *map(F, range(1, 6)), F(10, 3), F(15, 7)]
    for _ in range(10_000):
        sheet = {code: dice.choice(choices) for code in rubric.indicator}
        texts = {c: "TB" if a is NOT_APPLICABLE else a for c, a in sheet.items()}
        assert scorer.evaluate(sheet).exact == all_nodes(raw, texts)[""]


def _two(prefix):
    return {f"{prefix}1": (25, "nilai"), f"{prefix}2": (75, "nilai")}
