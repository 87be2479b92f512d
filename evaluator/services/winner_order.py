"""The one order of winners: on every page, every paper, and in the numbers given out."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session, contains_eager

from evaluator.storage.periods import Category
from evaluator.storage.results import Winner


def ordered_winners(session: Session, query: Select[Winner]) -> list[Winner]:
    """The winners that a query finds, in their order, with category and participant at hand.

    The query joins both. One query more than its own, however many winners there are.
    """
    category = contains_eager(Winner.category)
    whole = query.options(
        contains_eager(Winner.participant),
        category,
        category.selectinload(Category.rubric_version),
    )
    return in_order(session.scalars(whole))


def in_order(winners: Iterable[Winner]) -> list[Winner]:
    """By category, award as the rubric declares them, place, and name.

    Special awards, which no rubric declares, come last in their category as they were given.
    Who was written down first does not count: a plenary that departs adds winners late.
    """
    rows = list(winners)
    ranks = {row.category_id: _ranks(row.category) for row in rows}
    return sorted(rows, key=lambda row: _key(row, ranks[row.category_id]))


def _ranks(category: Category) -> dict[str, int]:
    return {award.code: n for n, award in enumerate(category.rubric_version.rubric.awards)}


def _key(row: Winner, ranks: dict[str, int]) -> tuple[Any, ...]:
    rank = ranks.get(row.award, len(ranks))
    # Special ones are numbered as they are given: juri-2 before juri-10.
    special = (0, "") if row.award in ranks else (len(row.award), row.award)
    where = (row.category.position, row.category_id, rank, *special)
    return (*where, row.place, row.participant.name, row.id)
