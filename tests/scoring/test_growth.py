"""The steps that lift a unit most, where it is strong, and what the next predicate lacks."""

from fractions import Fraction

from evaluator.scoring.aggregate import NOT_APPLICABLE, answer_of, evaluate
from evaluator.scoring.growth import middle, present_shares, steps, strengths, to_next_predicate
from tests.scoring.builders import answers, epss, flat, rubric_of
from tests.scoring.worked_results import FULL

F = Fraction


def test_steps_are_ordered_by_what_they_add_to_the_index():
    rubric = flat(20, 50, 30, scale="tingkat")

    found = steps(rubric, answers(rubric, 1, 4, 5))

    assert [(s.code, str(s.target), s.level, str(s.text), s.gain) for s in found] == [
        ("b", "tingkat 5 Tingkat 5", "5", "Uraian 5", F(1, 2)),
        ("a", "tingkat 2 Tingkat 2", "2", "Uraian 2", F(1, 5)),
    ]


def test_gain_is_the_rise_of_the_exact_index_for_every_indicator():
    rubric = epss()
    sheet = answers(rubric, *FULL["mempawah_2026_pleno_provinsi"].levels.replace(" ", ""))
    before = evaluate(rubric, sheet).exact

    found = steps(rubric, sheet)

    assert len(found) == 38
    for step in found:
        assert evaluate(rubric, sheet | {step.code: step.next_value}).exact - before == step.gain


def test_weight_that_was_lent_counts_in_the_gain():
    rubric = flat(50, 50, scale="tingkat")

    (step,) = steps(rubric, answers(rubric, 3, NOT_APPLICABLE))

    assert step.gain == 1


def test_every_scale_has_a_natural_next_answer():
    scales = ["persen", "ya-tidak", "jumlah", "rasio", "hari"]
    rubric = rubric_of({"S": (100, {scale: (20, scale) for scale in scales})})
    texts = dict(zip(scales, ["60", "tidak", "6", "15/20", "9"], strict=True))
    sheet = {code: answer_of(rubric, code, text) for code, text in texts.items()}

    found = {step.code: (str(step.target), step.next_value) for step in steps(rubric, sheet)}

    assert found == {
        "persen": ("nilai 100", 5),
        "ya-tidak": ('jawaban "ya"', 5),
        "jumlah": ("8", 5),
        "rasio": ("seluruhnya", 5),
        "hari": ("paling lama 7 hari terlambat", 3),
    }


def test_bands_are_climbed_one_at_a_time():
    bands = [{"from": 90, "share": 100}, {"from": 50, "share": 40}]
    scale = {"kind": "ratio", "bands": bands}
    rubric = rubric_of({"S": (100, {"a": (100, "r")})}, scales={"r": scale})

    (step,) = steps(rubric, {"a": answer_of(rubric, "a", "6/10")})

    assert (str(step.target), step.value, step.next_value) == (
        "paling sedikit 90 persen",
        F("2.6"),
        5,
    )


def test_complete_blocked_and_best_sheets_have_no_steps():
    rubric = flat(50, 50, scale="tingkat")

    assert steps(rubric, answers(rubric, 5, 5)) == []
    assert steps(rubric, answers(rubric, 3, None)) == []


def test_real_shares_add_up_to_one():
    rubric = rubric_of(
        {"A": (75, {"a": (50, "nilai"), "b": (50, "nilai")}), "B": (25, {"c": (100, "nilai")})}
    )

    found = present_shares(rubric, evaluate(rubric, answers(rubric, 2, NOT_APPLICABLE, 3)))

    assert found == {"a": F(3, 4), "b": 0, "c": F(1, 4)}


def test_strengths_are_the_nodes_above_the_middle_widest_lead_first():
    rubric = flat(40, 30, 30)
    found = strengths(
        rubric, evaluate(rubric, answers(rubric, 4, 5, 2)), {"a": F(3), "b": F(3), "c": F(3)}
    )

    assert [(s.code, s.lead) for s in found] == [("b", 2), ("a", 1)]


def test_unit_that_leads_nowhere_shows_its_own_highest():
    rubric = flat(40, 30, 30)
    own = evaluate(rubric, answers(rubric, 2, 3, 1))

    assert [s.code for s in strengths(rubric, own, {c: F(4) for c in "abc"})] == ["b"]


def test_unit_at_the_bottom_has_no_strengths():
    rubric = flat(40, 60)
    own = evaluate(rubric, answers(rubric, 1, 1))

    assert strengths(rubric, own, {"a": F(1), "b": F(1)}) == []


def test_category_of_equal_units_has_a_plain_middle():
    assert middle([F(3)] * 4) == 3
    assert middle([F(1), F(2), F(4), F(8)]) == 3


def test_next_predicate_and_the_points_it_lacks():
    rubric = flat(100)

    found = to_next_predicate(rubric, evaluate(rubric, {"a": F("2.558386")}))

    assert (str(found.name), found.missing_points) == ("Baik", F("0.04"))
    assert to_next_predicate(rubric, evaluate(rubric, {"a": F("4.2")})) is None
    assert to_next_predicate(rubric, evaluate(rubric, {})) is None


def test_a_described_full_ratio_is_aimed_at_as_all_of_them_not_as_the_sample():
    from pathlib import Path

    from evaluator.storage.rubric_files import load_rubric

    rubric = load_rubric(Path(__file__).parents[1] / "rubrics" / "small.yaml")
    given = {code: answer_of(rubric, code, text) for code, text in
             {"a1": "5", "a2": "5", "b1": "5/12"}.items()}  # fmt: skip

    (step,) = steps(rubric, given)

    # .4 · 4 · 7/12 = 14/15
    assert (step.code, str(step.target), step.level, step.gain) == (
        "b1",
        "seluruhnya",
        "20/20",
        F(14, 15),
    )
