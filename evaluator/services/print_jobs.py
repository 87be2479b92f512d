"""Print jobs: papers asked for together, issued in the background, watched and steered."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from evaluator.scoring.messages import N_, Message
from evaluator.services.certificate_register import CertificateView, view_of
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.certificates import Certificate
from evaluator.storage.database import canonical_json
from evaluator.storage.people import Account
from evaluator.storage.print_jobs import JobState, PrintItem, PrintJob

CANCELLED = N_("Dibatalkan sebelum terbit.")


@dataclass(frozen=True)
class PrintOptions:
    """What the merged file has beside the papers.

    marks : crop marks around each page, on a sheet 10 mm larger on every side
    back : a short text on a back page behind each paper, for both sides; "" for none
    """

    marks: bool = False
    back: str = ""


@dataclass(frozen=True)
class JobView:
    """A job and how far it is.

    done, failed, total : papers issued, papers that could not be, all papers
    changed : papers that were signed, revoked or replaced since its files were made
    cancelled : whether what was not issued was cancelled; it never is from then on
    problem : why the whole job stands still, as a stored sentence, None for nothing
    merged, zipped : digests of the finished files, None until they are made
    stacking : by what `merged` is ordered, as in `print_order.Stacking`; "" for older files
    """

    id: int
    title: str
    kind: str
    state: JobState
    total: int
    done: int
    failed: int
    changed: int
    cancelled: bool
    problem: Mapping[str, Any] | None
    period_id: int | None
    merged: str | None
    zipped: str | None
    made_at: datetime
    made_by: str
    options: PrintOptions
    stacking: str = ""

    @property
    def open(self) -> bool:
        """Whether work on it goes on by itself."""
        return self.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def left(self) -> int:
        return self.total - self.done - self.failed


@dataclass(frozen=True)
class ItemView:
    """One paper of a job: its certificate, or why there is none."""

    position: int
    recipient: str
    award: str
    place: str | None
    certificate: CertificateView | None
    problem: Mapping[str, Any] | None
    place_en: str | None = None


def list_jobs(session: Session, actor: Actor, most: int = 50) -> list[JobView]:
    """The office's jobs, newest first, in one query."""
    require(actor, Action.CERTIFY)
    query = _jobs(actor).order_by(PrintJob.id.desc()).limit(most)
    return [_view(*row) for row in session.execute(query)]


def job_view(session: Session, actor: Actor, job_id: int) -> JobView:
    """One job and how far it is.

    Raises
    ------
    NotFound
        If there is none.
    """
    require(actor, Action.CERTIFY)
    row = session.execute(_jobs(actor).where(PrintJob.id == job_id)).one_or_none()
    if row is None:
        raise NotFound("Pekerjaan cetak itu tidak ada.")
    return _view(*row)


def job_items(session: Session, actor: Actor, job_id: int) -> list[ItemView]:
    """The papers of a job in the order asked for, in two queries."""
    job_view(session, actor, job_id)
    query = (
        select(PrintItem)
        .where(PrintItem.job_id == job_id)
        .options(joinedload(PrintItem.certificate))
        .order_by(PrintItem.position)
    )
    return [_item(row) for row in session.scalars(query)]


def pause_job(session: Session, actor: Actor, now: datetime, job_id: int) -> None:
    """Let a job stand still after the papers that are being made."""
    going = (JobState.WAITING, JobState.RUNNING)
    _steer(session, actor, now, job_id, "print.pause", going, state=JobState.PAUSED)


def resume_job(session: Session, actor: Actor, now: datetime, job_id: int) -> None:
    """Go on with a job where it stood; papers that could not be issued are tried again.

    Raises
    ------
    Refused
        If it was cancelled and is done, or somebody else moved it on.
    """
    before = job_view(session, actor, job_id)
    if before.cancelled and before.state == JobState.DONE:
        raise Refused(
            "Pekerjaan ini sudah dibatalkan. Yang belum terbit diterbitkan lagi dari halaman "
            "pemenang atau daftarnya."
        )
    resting = (JobState.PAUSED, JobState.FAILED, JobState.DONE)
    _steer(session, actor, now, job_id, "print.resume", resting, state=JobState.WAITING)
    session.execute(
        update(PrintItem)
        .where(
            PrintItem.job_id == job_id,
            PrintItem.certificate_id.is_(None),
            PrintItem.problem != _CANCELLED,
        )
        .values(problem="")
    )


def cancel_job(session: Session, actor: Actor, now: datetime, job_id: int) -> None:
    """Issue no more of a job; what was issued stays, and its files are made of that."""
    alive = (JobState.WAITING, JobState.RUNNING, JobState.PAUSED, JobState.FAILED)
    _steer(session, actor, now, job_id, "print.cancel", alive, state=JobState.WAITING)
    session.execute(
        update(PrintItem)
        .where(PrintItem.job_id == job_id, PrintItem.certificate_id.is_(None))
        .values(problem=_CANCELLED)
    )


def remake_files(session: Session, actor: Actor, now: datetime, job_id: int) -> None:
    """Make the files of a finished job anew, of its papers as they stand now; issues none."""
    _steer(session, actor, now, job_id, "print.remake", (JobState.DONE,), state=JobState.WAITING)


def problem_text(message: Message) -> str:
    """A sentence as a job keeps it, so that it can be read in any language."""
    return canonical_json(message.as_json())


_CANCELLED = problem_text(Message(CANCELLED))


def _steer(
    session: Session,
    actor: Actor,
    now: datetime,
    job_id: int,
    act: str,
    of: Sequence[JobState],
    *,
    state: JobState,
) -> None:
    """Move a job on, whoever works on it; that worker finds its claim gone."""
    require(actor, Action.CERTIFY)
    before = job_view(session, actor, job_id)
    done = session.execute(
        update(PrintJob)
        .where(PrintJob.id == job_id, PrintJob.state.in_(of))
        .values(
            state=state,
            problem="",
            claimed_by=None,
            claimed_until=None,
            changed_at=now,
            version=PrintJob.version + 1,
        )
        .returning(PrintJob.id),
        execution_options={"synchronize_session": False},
    )
    if done.first() is None:
        raise Refused("Pekerjaan ini sudah berubah keadaannya; muat ulang halamannya.")
    record(
        session, actor, now, act, f"print-job:{job_id}",
        before={"state": before.state, "done": before.done}, after={"state": state},
        period_id=before.period_id,
    )  # fmt: skip


def _jobs(actor: Actor) -> Select[PrintJob, str, int, int, bool]:
    return (
        select(PrintJob, Account.name, _failed(), _changed(), _cancelled())
        .join(Account, Account.id == PrintJob.account_id)
        .where(PrintJob.office_id == actor.office_id)
    )


def _failed() -> ColumnElement[int]:
    query = select(func.count(PrintItem.id)).where(
        PrintItem.job_id == PrintJob.id,
        PrintItem.certificate_id.is_(None),
        PrintItem.problem != "",
    )
    return query.correlate(PrintJob).scalar_subquery()


def _cancelled() -> ColumnElement[bool]:
    query = select(PrintItem.id).where(
        PrintItem.job_id == PrintJob.id,
        PrintItem.certificate_id.is_(None),
        PrintItem.problem == _CANCELLED,
    )
    return query.correlate(PrintJob).exists()


def _changed() -> ColumnElement[int]:
    query = (
        select(func.count(PrintItem.id))
        .join(PrintItem.certificate)
        .where(
            PrintItem.job_id == PrintJob.id,
            or_(
                Certificate.signed_at > PrintJob.changed_at,
                Certificate.revoked_at > PrintJob.changed_at,
            ),
        )
    )
    return query.correlate(PrintJob).scalar_subquery()


def _view(job: PrintJob, made_by: str, failed: int, changed: int, cancelled: bool) -> JobView:
    return JobView(
        id=job.id,
        title=job.title,
        kind=job.kind,
        state=JobState(job.state),
        total=job.total,
        done=job.done,
        failed=failed,
        changed=changed if job.state == JobState.DONE else 0,
        cancelled=cancelled,
        problem=_sentence(job.problem),
        period_id=job.plan["period_id"],
        merged=job.merged,
        zipped=job.zipped,
        made_at=job.made_at,
        made_by=made_by,
        options=PrintOptions(**job.plan["options"]),
        stacking=job.plan.get("stacking") or "",
    )


def _item(row: PrintItem) -> ItemView:
    face = row.what["face"]
    return ItemView(
        row.position,
        face["recipient"],
        face["award"],
        face["place"],
        view_of(row.certificate) if row.certificate else None,
        _sentence(row.problem) if row.certificate is None else None,
        face.get("english", {}).get("place"),
    )


def _sentence(text: str) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = json.loads(text) if text else None
    return found
