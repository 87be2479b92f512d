"""The visibility rule of trends: whole categories, year on year.

One part of `visibility`, under the same promise. A unit reads its own feedback and never
the lines of a category, so it selects nothing here.
"""

from sqlalchemy import Select, false, select

from evaluator.storage.actor import Actor, Role
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.results import Result, Snapshot
from evaluator.storage.visibility import newest_snapshot, released_snapshot, visible_results


def visible_trends(actor: Actor) -> Select[Result]:
    """Results that count for trends: all decided ones for the lead, released ones for others.

    Of each period only the newest snapshot that this person may read.
    """
    reads = actor.operator or actor.has(Role.LEAD, Role.ADMIN, Role.AUDITOR)
    query = visible_results(actor).where(newest_snapshot(actor))
    return query if reads else query.where(false())


def released_trends(office_id: int) -> Select[Result]:
    """What has been released of an office, newest snapshot of each period, whoever asks."""
    return (
        select(Result)
        .join(Result.participant)
        .join(Result.category)
        .join(Category.period)
        .join(Result.snapshot)
        .where(
            Period.office_id == office_id,
            Period.released_at.is_not(None),
            Snapshot.released_at.is_not(None),
            Participant.sample.is_(False),
            released_snapshot(),
        )
    )
