"""The days that are measured, and what finds the facts of a measure within them."""

from collections.abc import Callable, Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from evaluator.scoring.measures import Fact, Measure


class Span(NamedTuple):
    """The days that are measured, both included.

    Facts are always counted as they stand at the end of the last day, as if nothing
    more came: what was due until then and did not come is late until then. A period
    is not locked before its last day is over, so no other day is ever needed, and a
    page on the way shows the very number that the lock would take.
    """

    first: date
    last: date


Source = Callable[[Session, Measure, Collection[int], Span], list[Fact]]
"""Finds the facts of one measure for units by number, in a fixed number of queries."""
