"""Every difference of two rubrics is found once, at its node, with its gravity."""

import copy
from pathlib import Path

import pytest

from evaluator.scoring.rubric_differences import Gravity, differences, gravest
from evaluator.scoring.rubric_plain import plain_of
from evaluator.storage.rubric_files import load_rubric

SMALL = plain_of(load_rubric(Path(__file__).parents[1] / "rubrics" / "small.yaml"))


@pytest.fixture
def new():
    return copy.deepcopy(SMALL)


def found(new, old=SMALL):
    return [(one.node, one.field, one.detail, one.gravity.name) for one in differences(old, new)]


def indicator(tree, code):
    return next(i for s in tree["sections"] for i in s["indicators"] if i["code"] == code)


def test_equal_rubrics_do_not_differ_however_they_are_written(new):
    new["version"], new["code"] = "9.9", "lain"
    new["result"]["panel"] = "mean"
    new["sections"][0]["weight"] = "60.00"
    new["scales"]["rasio"]["direction"] = "up"
    assert found(new) == []
    assert gravest(differences(SMALL, new)) is None


def test_words_are_no_matter_of_numbers(new):
    new["title"] = "Rubrik mungil"
    indicator(new, "a1")["concept"] = {"id": "Konsep", "en": "Concept"}
    new["result"]["predicates"][0]["name"] = "Bagus"
    assert found(new) == [
        ("", "title", "", "WORDING"),
        ("", "predicates", "", "WORDING"),
        ("a1", "concept", "", "WORDING"),
    ]


def test_level_texts_and_proofs_are_graver_than_words(new):
    indicator(new, "a1")["levels"]["3"] = "Lain"
    del indicator(new, "a1")["evidence"]["5"]
    new["scales"]["tingkat"]["levels"][0]["name"] = "Awal"
    assert found(new) == [
        ("", "scale.names", "tingkat", "LEVEL_TEXT"),
        ("a1", "levels", "3", "LEVEL_TEXT"),
        ("a1", "evidence", "5", "LEVEL_TEXT"),
    ]


def test_weights_are_told_with_both_values(new):
    indicator(new, "a1")["weight"] = "70"
    (one,) = differences(SMALL, new)
    assert (one.gravity, one.before, one.after) == (Gravity.WEIGHT, ("75", ""), ("70", ""))
    assert one.name == ("Standar data", "Data standard")


def test_questions_scales_and_rules_are_structure(new):
    indicator(new, "b1")["scale"] = "tingkat"
    indicator(new, "b1")["not_applicable"] = "refused"
    new["scales"]["rasio"]["minimum_exposure"] = "6"
    new["result"]["predicates"][0]["from"] = "3.6"
    new["result"]["places"] = "3"
    new["ties"].pop()
    new["awards"][0]["eligibility"] = {"coverage": "60"}
    new["awards"].append({"code": "lagi", "title": "Lagi", "places": "1"})
    assert {one[3] for one in found(new)} == {"STRUCTURE"}
    assert [one[:3] for one in found(new)] == [
        ("", "result.places", ""),
        ("", "predicates", ""),
        ("", "ties", ""),
        ("", "award.rule", "opd"),
        ("", "award.added", "lagi"),
        ("", "scale.rule", "rasio"),
        ("b1", "scale", ""),
        ("b1", "not_applicable", ""),
    ]


def test_nodes_are_added_removed_moved_and_put_in_another_order(new):
    first, second = new["sections"]
    second["indicators"].append(first["indicators"].pop(0))
    second["indicators"].append({"code": "b2", "name": "Baru"})
    new["sections"].reverse()
    assert found(new) == [
        ("a1", "moved", "", "STRUCTURE"),
        ("b2", "added", "", "STRUCTURE"),
        ("", "order", "", "WORDING"),
    ]
    assert found(SMALL, new)[-2:] == [
        ("b2", "removed", "", "STRUCTURE"),
        ("", "order", "", "WORDING"),
    ]


def test_an_unfinished_draft_can_be_compared_too(new):
    del new["result"]
    del indicator(new, "a2")["concept"]
    assert ("a2", "concept", "", "WORDING") in found(new)
    assert gravest(differences(SMALL, new)) is Gravity.STRUCTURE
