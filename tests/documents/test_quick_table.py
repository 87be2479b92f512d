"""Tables that break over pages: never a row alone where the page has room to avoid it."""

import pytest

from evaluator.documents.quick_table import Grid, Row
from evaluator.documents.quick_text import Text


def grid(rows):
    return Grid(None, [Row([[Text(f"Baris {n}")]]) for n in range(rows)], [200.0], rule="#000000")


@pytest.mark.parametrize(
    ("rows", "room", "parts"),
    [
        (6, 4, [4, 2]),
        (6, 5, [4, 2]),  # the sixth would stand alone on the next page
        (6, 1, []),  # the first would stand alone on this one
        (2, 1, []),
        (3, 2, [2, 1]),  # with three rows one of them is always alone
    ],
)
def test_no_row_stands_alone_where_two_can_stand_together(rows, room, parts):
    table = grid(rows)
    assert [len(one.rows) for one in table.split(200, table.heights[0] * room + 0.1)] == parts


def test_rows_as_tall_as_a_page_still_come_out_one_a_page():
    table = Grid(None, [Row([[Text("x")]])] * 3, [200.0], rule="#000000", tallest=14.0)
    assert [len(one.rows) for one in table.split(200, table.heights[0] + 0.1)] == [1, 2]
