"""Numbers are read without loss, rounded once, and written as text."""

from fractions import Fraction

import pytest

from evaluator.scoring.exact import read_exact, round_half_up, write_decimal, write_shortest

F = Fraction


@pytest.mark.parametrize(
    ("text", "value"), [("3", F(3)), ("3,5", F("3.5")), ("-0.25", F("-0.25")), ("1/3", F(1, 3))]
)
def test_numbers_are_read_with_comma_point_or_as_fractions(text, value):
    assert read_exact(text) == value


@pytest.mark.parametrize(
    "text", ["", "nan", "1e3", "inf", "1/0", "1.2.3", "٣", " 3", "3.4999999999999996"]
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):
        read_exact(text)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("2.558386", 2, "2.56"),
        ("2.605", 2, "2.61"),
        ("-2.605", 2, "-2.61"),
        ("-0.001", 2, "0.00"),
        ("4.5", 0, "5"),
        ("3", 3, "3.000"),
        ("12.05", 1, "12.1"),
    ],
)
def test_a_half_goes_away_from_zero_and_all_places_are_written(value, places, text):
    assert write_decimal(F(value), places) == text
    assert round_half_up(F(value), places) == F(text)


def test_value_is_written_without_loss():
    assert [write_shortest(F(v)) for v in ("3", "3.50", "2/3", "0.0625")] == [
        "3",
        "3.5",
        "2/3",
        "0.0625",
    ]
