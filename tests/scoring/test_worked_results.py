"""What was published or computed by hand comes out again."""

from fractions import Fraction

import pytest

from evaluator.scoring.aggregate import NOT_APPLICABLE, answer_of, evaluate
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.ranking import rank
from tests.scoring.builders import answers, epss, evaluated, flat, rubric_of
from tests.scoring.worked_results import FULL, PROVINCES_2024, PUBLISHED

F = Fraction
DOMAINS = (28, 24, 19, 17, 12)


@pytest.fixture(scope="module")
def rubric():
    return epss()


def index_of_domains(*values):
    """The index from five domain values alone."""
    rubric = flat(*DOMAINS)
    return evaluate(rubric, answers(rubric, *values))


@pytest.mark.parametrize("name", FULL)
def test_complete_sheet_gives_every_aspect_domain_index_and_predicate(rubric, name):
    worked = FULL[name]

    found = evaluate(rubric, answers(rubric, *worked.levels.replace(" ", "")))

    expected = worked.aspects | worked.domains
    assert {code: found.nodes[code] for code in expected} == {
        code: F(value) for code, value in expected.items()
    }
    assert found.exact == F(worked.exact)
    assert write_decimal(found.value, 2) == worked.value
    assert str(found.predicate) == worked.predicate


def test_published_aspect_is_the_weighted_mean_of_its_indicators():
    rubric = flat(50, 30, 20, scale="tingkat")

    assert evaluate(rubric, answers(rubric, 3, 4, 5)).nodes["S"] == F("3.7")


def test_published_domain_of_four_equal_aspects():
    rubric = flat(25, 25, 25, 25)

    found = evaluate(rubric, answers(rubric, "3.7", "4.2", "3.5", "4.0"))

    assert found.nodes["S"] == F("3.85")


def test_published_index_from_its_five_domains():
    found = index_of_domains("3.85", "4.2", "3.5", "3.8", "4.0")

    assert found.exact == F("3.877")
    assert str(found.predicate) == "Sangat Baik"


def test_index_of_three_domains_is_divided_by_their_weights_and_rounded_not_cut():
    found = index_of_domains("3.7", "4.2", "3.5", NOT_APPLICABLE, NOT_APPLICABLE)

    assert found.exact == F("270.9") / 71
    assert write_decimal(found.exact, 8) == "3.81549296"
    assert found.value == F("3.82")


def test_skipping_the_weights_of_aspects_gives_another_number_than_ours(rubric):
    worked = FULL["mempawah_2026_pleno_provinsi"]
    sheet = answers(rubric, *worked.levels.replace(" ", ""))
    total = F(0)
    for domain in rubric.sections:
        indicators = [i for aspect in domain.sections for i in aspect.indicators]
        weight = sum(i.weight for i in indicators)
        total += domain.weight * sum(i.weight * sheet[i.code] for i in indicators) / weight

    assert write_decimal(total / 100, 8) == "2.54003333"
    assert evaluate(rubric, sheet).exact == F("2.558386")


def test_plain_mean_gives_another_number_than_ours(rubric):
    sheet = answers(rubric, *FULL["mempawah_2026_pleno_provinsi"].levels.replace(" ", ""))

    assert write_decimal(sum(sheet.values()) / 38, 8) == "2.39473684"
    assert evaluate(rubric, sheet).exact == F("2.558386")


@pytest.mark.parametrize(("entity", "year", "value", "predicate"), PUBLISHED)
def test_published_value_is_printed_unchanged_with_its_predicate(
    rubric, entity, year, value, predicate
):
    found = index_of_domains(*[value] * 5)

    assert write_decimal(found.value, 2) == write_decimal(F(value), 2)
    if predicate is not None:
        assert str(rubric.predicate_of(found.value)) == predicate


def test_provinces_of_2024_share_place_7_where_no_rule_parts_them():
    rubric = flat(100)

    placed = rank(rubric, evaluated(rubric, {u: [v] for u, v in PROVINCES_2024.items()}))

    assert [entry.place for entry in placed] == [1, 2, 3, 4, 5, 6, 7, 7]
    assert [entry.unit for entry in placed] == list(PROVINCES_2024)
    assert str(placed[-1].tie) == (
        "Nilai 2,87 sama dan rubrik tidak menetapkan aturan seri: peringkat bersama Bengkulu."
    )


def test_percent_scale_is_a_matter_of_the_rubric_and_nothing_is_converted():
    limits = [{"name": "Baik", "from": 70}, {"name": "Kurang", "from": 0}]
    rubric = flat(100, scale="persen", low=0, high=100, predicates=limits)

    found = evaluate(rubric, {"a": answer_of(rubric, "a", "71,41")})

    assert write_decimal(found.value, 2) == "71.41"
    assert str(found.predicate) == "Baik"


def test_items_of_unequal_range_give_the_same_full_mark():
    empat = {"kind": "points", "minimum": 1, "maximum": 4}
    satu = {"kind": "points", "minimum": 0, "maximum": 1}
    rubric = rubric_of(
        {"S": (100, {"empat": (50, "empat"), "satu": (50, "satu")})},
        low=0,
        high=4,
        predicates=[{"name": "-", "from": 0}],
        scales={"empat": empat, "satu": satu},
    )

    assert answer_of(rubric, "empat", "4") == 4
    assert answer_of(rubric, "satu", "1") == 4
