"""The next few papers of a print job: what is still to be issued, and who asked for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evaluator.services.certificate_winners import issuing_period, printable_winners
from evaluator.services.issuing import Paper, Wanted, number_papers, standing
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotAllowed
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account
from evaluator.storage.print_jobs import PrintItem, PrintJob

AT_ONCE = 10
"""Papers a transaction: few, so that others are never kept waiting."""


@dataclass(frozen=True)
class Chunk:
    """A few papers of a job, numbered but not held.

    items : request -> item of the papers
    known : item -> certificate of those that were issued before, in another way
    gone : items whose award stands no longer
    """

    actor: Actor
    plan: dict[str, Any]
    items: dict[str, int]
    papers: tuple[Paper, ...]
    known: dict[int, int]
    gone: tuple[int, ...]


def next_chunk(session: Session, job_id: int) -> Chunk | None:
    """The next papers of a job with the numbers that come next; None where none is left.

    Raises
    ------
    NotAllowed
        If whoever asked for the job may no longer issue certificates.
    Refused
        If the period may not be printed now, or the papers cannot be numbered.
    """
    job = session.get(PrintJob, job_id)
    query = (
        select(PrintItem)
        .where(
            PrintItem.job_id == job_id,
            PrintItem.certificate_id.is_(None),
            PrintItem.problem == "",
        )
        .order_by(PrintItem.position)
        .limit(AT_ONCE)
    )
    rows = session.scalars(query).all()
    if job is None or not rows:
        return None
    actor = _actor_of(session, job)
    there = _still_given(session, actor, job)
    known = standing(session, actor, [row.request for row in rows])
    fresh: dict[str, PrintItem] = {}
    for row in rows:
        if row.request not in known and there(row.what["winner_id"]):
            fresh.setdefault(row.request, row)
    wanted = [_wanted(job, row) for row in fresh.values()]
    papers = number_papers(session, actor, wanted, job.plan["public_url"], job.plan["plan"])
    return Chunk(
        actor,
        job.plan,
        {request: row.id for request, row in fresh.items()},
        tuple(papers),
        {row.id: known[row.request] for row in rows if row.request in known},
        tuple(
            row.id for row in rows if row.request not in known and not there(row.what["winner_id"])
        ),
    )


def _still_given(session: Session, actor: Actor, job: PrintJob) -> Callable[[int | None], bool]:
    """Tells whether a winner's award still stands; papers of a list always do.

    Raises
    ------
    Refused
        If the whole period may not be printed now.
    """
    period_id = job.plan["period_id"]
    if period_id is None:
        return lambda _winner: True
    period = issuing_period(session, actor, period_id)
    given = {row.id for row in printable_winners(session, actor, period)}
    return lambda winner: winner is None or winner in given


def _actor_of(session: Session, job: PrintJob) -> Actor:
    """Whoever asked for the job, with the rights of now.

    Raises
    ------
    NotAllowed
        If they may no longer issue certificates.
    """
    account = session.get(Account, job.account_id, options=[selectinload(Account.roles)])
    if account is None or not account.active:
        raise NotAllowed("Akun yang meminta pekerjaan ini sudah tidak aktif.")
    actor = Actor(
        account.id, account.username, account.name, account.office_id, account.role_set,
        account.unit_id,
    )  # fmt: skip
    require(actor, Action.CERTIFY)
    return actor


def _wanted(job: PrintJob, item: PrintItem) -> Wanted:
    face = dict(item.what["face"])
    if job.plan["content"] is not None:
        face["design_content"] = job.plan["content"]
    return Wanted(
        request=item.request,
        day=date.fromisoformat(item.what["day"]),
        face=face,
        kind=item.what["kind"],
        winner_id=item.what["winner_id"],
        period_id=job.plan["period_id"],
        snapshot=item.what["snapshot"],
    )
