"""Asking for papers: a period's winners or a list become a job with one item a paper."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from evaluator.services.certificate_faces import ListRow, Look
from evaluator.services.certificate_looks import without_content
from evaluator.services.certifying import listed, winners_wanted
from evaluator.services.checks import clean_text
from evaluator.services.issuing import Wanted, check_address
from evaluator.services.logging import record
from evaluator.services.number_plans import scheme_of
from evaluator.services.offices import office_view
from evaluator.services.print_jobs import PrintOptions
from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor
from evaluator.storage.print_jobs import PrintItem, PrintJob

LONGEST_BACK = 600


def print_winners(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    *,
    title: str,
    look: Look,
    public_url: str,
    plan: str = "",
    signer_ids: Sequence[int] = (),
    winner_ids: Sequence[int] | None = None,
    options: PrintOptions | None = None,
) -> int:
    """Ask for the certificates of a period's winners as a job; returns its id.

    winner_ids : None for all winners

    Raises
    ------
    Refused
        As `certifying.issue`, or where there is nothing to print.
    """
    wanted = winners_wanted(
        session, actor, period_id, look, winner_ids=winner_ids, signer_ids=signer_ids
    )
    what = {"period_id": period_id, "plan": plan, "public_url": public_url}
    return _make(session, actor, now, title, "award", wanted, look, what, options)


def print_list(
    session: Session,
    actor: Actor,
    now: datetime,
    rows: Sequence[ListRow],
    *,
    title: str,
    look: Look,
    public_url: str,
    kind: str = "list",
    plan: str = "",
    signer_ids: Sequence[int] = (),
    options: PrintOptions | None = None,
) -> int:
    """Ask for the certificates of a bare list as a job; returns its id."""
    wanted = listed(session, actor, rows, look, kind=kind, signer_ids=signer_ids)
    what = {"period_id": None, "plan": plan, "public_url": public_url}
    return _make(session, actor, now, title, kind, wanted, look, what, options)


def _make(
    session: Session,
    actor: Actor,
    now: datetime,
    title: str,
    kind: str,
    wanted: Sequence[Wanted],
    look: Look,
    what: dict[str, Any],
    options: PrintOptions | None,
) -> int:
    if not wanted:
        raise Refused("Tidak ada piagam untuk dicetak.")
    if actor.account_id is None:
        raise Refused("Pekerjaan cetak dibuat oleh sebuah akun; dari mesin pakai certificates.")
    scheme_of(session, actor, what["plan"])
    check_address(office_view(session, actor.office_id), what["public_url"])
    chosen = options or PrintOptions()
    back = clean_text(chosen.back, "back", most=LONGEST_BACK, empty=True)
    plan = what | {
        "design": look.design,
        "language": look.language,
        "content": look.content,
        "options": asdict(PrintOptions(chosen.marks, back)),
    }
    job = PrintJob(
        office_id=actor.office_id, account_id=actor.account_id, title=clean_text(title, "title"),
        kind=kind, plan=plan, total=len(wanted), made_at=now, changed_at=now,
    )  # fmt: skip
    job.items = [_asked(position, one) for position, one in enumerate(wanted, start=1)]
    session.add(job)
    session.flush()
    after = {"title": job.title, "total": job.total, "design": look.design, "series": what["plan"]}
    record(
        session, actor, now, "print.make", f"print-job:{job.id}",
        after=after, period_id=what["period_id"],
    )  # fmt: skip
    return job.id


def _asked(position: int, wanted: Wanted) -> PrintItem:
    what = {
        "day": wanted.day.isoformat(),
        "face": without_content(wanted.face),
        "kind": wanted.kind,
        "winner_id": wanted.winner_id,
        "snapshot": wanted.snapshot,
    }
    return PrintItem(position=position, request=wanted.request, what=what)
