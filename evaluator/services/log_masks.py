"""Which entries of the log still keep their values from somebody who may read it."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.storage.actor import Actor
from evaluator.storage.evidence import Evidence
from evaluator.storage.log import LogEntry
from evaluator.storage.own_scores import SelfAssessment
from evaluator.storage.panel_visibility import UNFINISHED, units_left
from evaluator.storage.periods import Category, Participant
from evaluator.storage.scores import Sheet
from evaluator.storage.visibility import unreleased_periods


def masked(session: Session, actor: Actor, entries: Sequence[LogEntry]) -> frozenset[int]:
    """The sequences of those entries whose values are secret until release.

    To the lead these are entries about units that they left, and about own answers
    that no unit handed in; to others everything about an unreleased period.
    """
    hidden = set(session.scalars(unreleased_periods(actor)))
    closed = _about_left_units(session, actor) | _about_unsent(session, entries)
    return frozenset(
        entry.sequence
        for entry in entries
        if entry.period_id in hidden or not closed.isdisjoint(_subjects(entry))
    )


def _about_left_units(session: Session, actor: Actor) -> frozenset[str]:
    """What the log calls the units that the reader left, their sheets and their evidence."""
    query = (
        select(Participant.id)
        .join(Participant.category)
        .join(Category.period)
        .where(Participant.id.in_(units_left(actor)), UNFINISHED)
    )
    units = session.scalars(query).all()
    if not units:
        return frozenset()
    sheets = session.scalars(select(Sheet.id).where(Sheet.participant_id.in_(units)))
    evidence = session.scalars(select(Evidence.id).where(Evidence.participant_id.in_(units)))
    return frozenset(
        [
            *(f"participant:{one}" for one in units),
            *(f"sheet:{one}" for one in sheets),
            *(f"evidence:{one}" for one in evidence),
        ]
    )


def _about_unsent(session: Session, entries: Iterable[LogEntry]) -> frozenset[str]:
    """What the log calls own answers of units that have not handed them in."""
    heads = {_head(entry.object) for entry in entries if entry.act.startswith("own.")}
    ids = [int(head.partition(":")[2]) for head in heads]
    query = (
        select(Participant.id)
        .join(Participant.category)
        .join(Category.period)
        .outerjoin(SelfAssessment, SelfAssessment.participant_id == Participant.id)
        .where(Participant.id.in_(ids), SelfAssessment.submitted_at.is_(None), UNFINISHED)
    )
    return frozenset(f"own:{one}" for one in session.scalars(query)) if ids else frozenset()


def _subjects(entry: LogEntry) -> Iterator[str]:
    """Everything an entry tells of: its object, and each cell that a batch changed."""
    yield _head(entry.object)
    if entry.act.startswith("own."):
        yield f"own:{_head(entry.object).partition(':')[2]}"
    for kept in (entry.before, entry.after):
        if isinstance(kept, dict):
            yield from map(_head, kept)


def _head(name: str) -> str:
    return name.partition("/")[0]
