"""The results that feedback is made of: those a person may read, with all that is shown of them.

Beside them, to compute with and never to show, what the other places came to.
"""

from collections.abc import Collection
from fractions import Fraction

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.results import Result
from evaluator.storage.visibility import released_snapshot, visible_results


def feedback_results(actor: Actor) -> Select[Result]:
    """Results with unit, category, rubric and snapshot, as far as this person may read them."""
    return visible_results(actor).options(
        contains_eager(Result.participant).joinedload(Participant.unit),
        contains_eager(Result.category).contains_eager(Category.period),
        contains_eager(Result.category).selectinload(Category.rubric_version),
        contains_eager(Result.snapshot),
    )


def released_results(actor: Actor) -> Select[Result]:
    """The same, only as they were released, newest first."""
    query = feedback_results(actor).where(released_snapshot())
    return query.order_by(Period.year.desc(), Period.id.desc())


def places_in(
    snapshot_ids: Collection[int],
) -> Select[int, int, int | None, str | None, Fraction | None]:
    """Snapshot, category, place, declared and exact value of every unit that has a place.

    Only for whoever holds one of these results already, to find what the unit before
    theirs came to; it leaves the service as nobody's figure.
    """
    return (
        select(Result.snapshot_id, Result.category_id, Result.place, Result.value, Result.exact)
        .where(Result.snapshot_id.in_(snapshot_ids), Result.place.is_not(None))
        .order_by(Result.id)
    )
