"""Claims on print jobs: whose turn it is, for a short while at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from evaluator.storage.installation import Installation
from evaluator.storage.print_jobs import JobState, PrintJob


@dataclass
class Worker:
    """Who works, for how long a claim holds, and when to stop."""

    name: str
    lease: timedelta = timedelta(seconds=30)
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    stop: Event = field(default_factory=Event)
    began: datetime = field(default_factory=lambda: datetime.now(UTC))


def anything_open(session: Session) -> bool:
    """Whether a job waits, or is worked on by somebody who may have been killed."""
    going = (JobState.WAITING, JobState.RUNNING)
    query = select(PrintJob.id).where(PrintJob.state.in_(going)).limit(1)
    return session.scalar(query) is not None


def claim(session: Session, worker: Worker, job_id: int | None = None) -> int | None:
    """Take the oldest job that nobody works on, or that one; None where there is none.

    Two workers that try at once never both get it: the claim is a conditional update.
    """
    now = worker.clock()
    free = _is_free(now)
    query = select(PrintJob.id).where(free)
    if job_id is not None:
        query = query.where(PrintJob.id == job_id)
    oldest = session.scalar(query.order_by(PrintJob.id).limit(1))
    taken = session.execute(
        update(PrintJob)
        .where(PrintJob.id == oldest, free)
        .values(
            state=JobState.RUNNING,
            claimed_by=worker.name,
            claimed_until=now + worker.lease,
            changed_at=now,
            version=PrintJob.version + 1,
        )
        .returning(PrintJob.id),
        execution_options={"synchronize_session": False},
    ).first()
    return taken.id if taken else None


def renew(session: Session, worker: Worker, job_id: int) -> bool:
    """Hold the job's row for this transaction; False where it is ours no longer."""
    now = worker.clock()
    return change_claimed(session, worker, job_id, claimed_until=now + worker.lease, changed_at=now)


@contextmanager
def holding(own: Installation, worker: Worker, job_id: int) -> Iterator[None]:
    """Keep the claim alive during work that takes long without a transaction of its own."""
    over = Event()

    def keep() -> None:
        while not over.wait(worker.lease.total_seconds() / 3):
            with own.writes() as session:
                if not renew(session, worker, job_id):
                    return

    keeper = Thread(target=keep, name="print-claim", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def change_claimed(session: Session, worker: Worker, job_id: int, **values: Any) -> bool:
    """Change a job that this worker holds; False where it is no longer its own."""
    done = session.execute(
        update(PrintJob)
        .where(
            PrintJob.id == job_id,
            PrintJob.state == JobState.RUNNING,
            PrintJob.claimed_by == worker.name,
        )
        .values(**values)
        .returning(PrintJob.id),
        execution_options={"synchronize_session": False},
    )
    return done.first() is not None


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(
        PrintJob.state == JobState.WAITING,
        and_(PrintJob.state == JobState.RUNNING, PrintJob.claimed_until < now),
    )
