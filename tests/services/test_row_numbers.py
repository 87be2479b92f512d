"""Numbers of rows from addresses and forms: what no row can have is no number."""

import pytest

from evaluator.services.row_numbers import LARGEST, row_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), (str(LARGEST), LARGEST)])
def test_plain_digits_are_read(text, number):
    assert row_number(text) == number


@pytest.mark.parametrize("text", ["", "²", "٣", "-1", "1.0", " 1", str(LARGEST + 1), "9" * 5000])
def test_what_no_row_can_have_is_refused(text):
    with pytest.raises(ValueError, match="No number of a row"):
        row_number(text)
