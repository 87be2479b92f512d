"""The life of a period: one guarded transition, one log entry, nothing half done."""

import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message
from evaluator.services.certificates_revised import carry_over
from evaluator.services.checks import clean_text
from evaluator.services.completeness import (
    categories_of,
    check_complete,
    check_days_over,
    check_ready_to_open,
)
from evaluator.services.computing import compute
from evaluator.services.confirming import check_settled
from evaluator.services.left_units import check_not_left
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.periods import stages_of, visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.plenary_closing import check_decided
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.services.seating import seat_anew
from evaluator.services.snapshots import digest_of, newest, take_snapshot
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Participant, Period, Stage

_MOMENT = {
    Stage.SELF_ASSESSMENT: "opened_at",
    Stage.SCORING: "scoring_at",
    Stage.SETTLING: "settling_at",
    Stage.LOCKED: "locked_at",
    Stage.RELEASED: "released_at",
}


def open_self_assessment(
    session: Session, actor: Actor, now: datetime, period_id: int, version: int
) -> None:
    """Open a draft period to its units, which first assess themselves.

    Raises
    ------
    Refused
        If the period has no self-assessment, or a category has no units.
    """
    require(actor, Action.ADMINISTER)
    period = visible_period(session, actor, period_id)
    if not period.self_assesses:
        raise Refused("Periode ini tidak memakai penilaian mandiri.")
    check_ready_to_open(session, period.id, panels=False)
    move(session, actor, now, period, Stage.SELF_ASSESSMENT, version)


def open_scoring(
    session: Session, actor: Actor, now: datetime, period_id: int, version: int
) -> None:
    """Open a period to its assessors.

    Raises
    ------
    Refused
        If a category has no units, or a unit nobody to assess it; all are named.
    """
    require(actor, Action.ADMINISTER)
    period = visible_period(session, actor, period_id)
    check_ready_to_open(session, period.id, panels=True)
    move(session, actor, now, period, Stage.SCORING, version)
    if period.blind:
        _give_aliases(session, period)
        seat_anew(session, period.id)


def close_scoring(
    session: Session, actor: Actor, now: datetime, period_id: int, version: int
) -> None:
    """Close all sheets; what their assessors differ on is settled next.

    Raises
    ------
    Refused
        If a rubric blocks on missing answers and some are missing; units are named.
    """
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id)
    # The stage moves first: saves that are under way finish before, later ones are refused.
    move(session, actor, now, period, Stage.SETTLING, version)
    check_complete(session, categories_of(session, period.id))


def reopen_scoring(
    session: Session, actor: Actor, now: datetime, period_id: int, version: int, reason: str
) -> None:
    """Let the assessors go on scoring instead of settling, with the reason that the log keeps."""
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id)
    why = clean_text(reason, "reason", most=500)
    if period.revising_since is not None:
        raise Refused("Selama peninjauan kembali, nilai hanya berubah melalui penyepakatan.")
    back = (Stage.SETTLING,)
    move(
        session,
        actor,
        now,
        period,
        Stage.SCORING,
        version,
        after=back,
        act="period.reopen",
        reason=why,
    )


def lock(session: Session, actor: Actor, now: datetime, period_id: int, version: int) -> str:
    """Lock a settled period and compute its results; nothing scored changes afterwards.

    Returns the digest that names the snapshot.

    Raises
    ------
    Refused
        If a rubric blocks on missing answers and some are missing; units are named.
        If decisions wait for a second person; they are named.
    """
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id)
    move(session, actor, now, period, Stage.LOCKED, version)
    categories = categories_of(session, period.id)
    if period.revising_since is None:
        check_days_over(period, categories, today_at(office_view(session, period.office_id), now))
    check_complete(session, categories)
    check_settled(session, period)
    snapshot = take_snapshot(session, actor, now, period, compute(session, categories))
    return snapshot.digest


def release(session: Session, actor: Actor, now: datetime, period_id: int, version: int) -> None:
    """Open the locked results to units, organiser and auditor, all at once.

    Results that were released before and revised since are replaced in the same
    moment; the snapshot that was read until then is kept.

    Raises
    ------
    Refused
        If the stored results are no longer what was computed at lock, or a plenary on
        them is not closed.
    """
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id)
    to = Stage.RELEASED if period.released_at is None else Stage.REVISED
    move(session, actor, now, period, to, version)
    snapshot = newest(session, period.id)
    if snapshot is None or digest_of(session, snapshot) != snapshot.digest:
        raise Refused(
            "Hasil yang tersimpan berbeda dari yang dihitung saat penguncian. Jangan dirilis; "
            "hubungi operator untuk memeriksa basis data."
        )
    check_decided(session, snapshot)
    snapshot.released_at = now
    period.revising_since = None
    carry_over(session, snapshot)


def withdraw(
    session: Session, actor: Actor, now: datetime, participant_id: int, reason: str
) -> None:
    """Take a unit out of a period's ranking, with the reason that its page will show.

    Without a reason it is taken back in.

    Raises
    ------
    Refused
        If nothing is assessed now, or the actor left the unit.
    """
    require(actor, Action.DECIDE)
    participant = session.get(Participant, participant_id)
    if participant is None:
        raise NotFound("Peserta itu tidak ada.")
    period = visible_period(session, actor, participant.category.period_id, lock=True)
    if period.stage not in (Stage.SELF_ASSESSMENT, Stage.SCORING, Stage.SETTLING):
        raise Refused("Hanya selama penilaian sebuah unit dapat ditarik.")
    check_not_left(session, actor, participant.id)
    before = participant.withdrawn
    text = clean_text(reason, "reason", most=500, empty=True)
    if not text and before is None:
        raise Refused("Tuliskan alasannya; unit akan membacanya.", field="reason")
    participant.withdrawn = text or None
    record(
        session,
        actor,
        now,
        "participant.withdraw" if text else "participant.return",
        f"participant:{participant.id}",
        before=before,
        after=participant.withdrawn,
        reason=text,
        period_id=period.id,
    )


def move(
    session: Session,
    actor: Actor,
    now: datetime,
    period: Period,
    to: Stage,
    version: int,
    *,
    after: tuple[Stage, ...] = (),
    act: str = "",
    reason: str = "",
) -> None:
    """The one transition: from the stage before, at the version that was seen, once.

    after : the stages from which this step is allowed; by default the one before
    act : what the log calls a step back; a step forward is named by where it leads

    Raises
    ------
    Conflict
        If the period is elsewhere, or changed since `version`.
    """
    before = period.stage
    allowed = after or (_before(period, to),)
    values = {"stage": to, "version": Period.version + 1, **_moments(period, to, now)}
    done = session.execute(
        update(Period)
        .where(
            Period.id == period.id,
            Period.stage == before,
            Period.stage.in_(allowed),
            Period.version == version,
        )
        .values(**values)
        .returning(Period.id),
        execution_options={"synchronize_session": False},
    )
    if done.first() is None:
        session.refresh(period)
        raise Conflict(
            "Tahap periode sudah berubah sejak halaman ini dibuka; tidak ada yang dilakukan.",
            stored={"stage": period.stage, "version": period.version},
        )
    session.refresh(period)
    record(
        session,
        actor,
        now,
        act or f"period.{to.value}",
        f"period:{period.id}",
        before={"stage": before},
        after={"stage": to.value},
        reason=reason,
        period_id=period.id,
    )


def _before(period: Period, to: Stage) -> Stage:
    """The stage that must be left to enter another one."""
    if to is Stage.REVISED:
        return Stage.LOCKED
    stages = [stage for stage in stages_of(period) if stage is not Stage.REVISED]
    return stages[stages.index(to) - 1]


def _moments(period: Period, to: Stage, now: datetime) -> dict[str, datetime]:
    """The moments that a step sets; a period is opened only once."""
    moments = {_MOMENT[to]: now} if to in _MOMENT else {}
    return moments if period.opened_at else {"opened_at": now, **moments}


def _give_aliases(session: Session, period: Period) -> None:
    """Number the units of every category in a random order, for assessors who may not know them."""
    for category in categories_of(session, period.id):
        query = select(Participant).where(Participant.category_id == category.id)
        nameless = [p for p in session.scalars(query) if not p.alias]
        taken = len(category.participants) - len(nameless)
        secrets.SystemRandom().shuffle(nameless)
        for number, participant in enumerate(nameless, taken + 1):
            participant.alias = f"Unit {number:02}"


def sentences(problem: Refused) -> list[Message]:
    """The refusal and everything it names, as sentences."""
    return [problem.message, *(detail.message for detail in problem.details)]
