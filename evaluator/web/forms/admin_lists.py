"""Cuts long lists into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
PAGE_SIZE = 100


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list: its rows, its number from 1, and how many there are in all."""

    rows: Sequence[Item]
    number: int
    pages: int
    total: int


def page_of(items: Sequence[Item], number: int) -> Page[Item]:
    """The page with this number, or the nearest that there is."""
    pages = max(1, -(-len(items) // PAGE_SIZE))
    number = min(max(number, 1), pages)
    start = (number - 1) * PAGE_SIZE
    return Page(items[start : start + PAGE_SIZE], number, pages, len(items))
