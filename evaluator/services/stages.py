"""The life of a period: one guarded transition, one log entry, nothing half done."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message
from evaluator.services.checks import clean_text
from evaluator.services.computing import Outcome, compute
from evaluator.services.logging import record
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.database import canonical_json
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.results import Result, Snapshot, Winner
from evaluator.storage.scores import Score, Sheet

_NEXT = {Stage.DRAFT: Stage.SCORING, Stage.SCORING: Stage.LOCKED, Stage.LOCKED: Stage.RELEASED}
_MOMENT = {
    Stage.SCORING: "opened_at",
    Stage.LOCKED: "locked_at",
    Stage.RELEASED: "released_at",
}


def open_scoring(
    session: Session, actor: Actor, now: datetime, period_id: int, version: int
) -> None:
    """Open a draft period to its assessors.

    Raises
    ------
    Refused
        If a category has no units, or a unit nobody to assess it; all are named.
    """
    require(actor, Action.ADMINISTER)
    period = visible_period(session, actor, period_id)
    _check_ready_to_open(session, period.id)
    _move(session, actor, now, period, Stage.SCORING, version)


def lock(session: Session, actor: Actor, now: datetime, period_id: int, version: int) -> str:
    """Lock a period and compute its results; nothing scored changes afterwards.

    Returns the digest that names the snapshot.

    Raises
    ------
    Refused
        If a rubric blocks on missing answers and some are missing; units are named.
    """
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id)
    # The stage moves first: saves that are under way finish before, later ones are refused.
    _move(session, actor, now, period, Stage.LOCKED, version)
    categories = _categories(session, period.id)
    _check_complete(session, categories)
    snapshot = take_snapshot(session, actor, now, period, compute(session, categories))
    return snapshot.digest


def release(session: Session, actor: Actor, now: datetime, period_id: int, version: int) -> None:
    """Open the locked results to units, organiser and auditor, all at once.

    Raises
    ------
    Refused
        If the stored results are no longer what was computed at lock.
    """
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id)
    _move(session, actor, now, period, Stage.RELEASED, version)
    snapshot = newest(session, period.id)
    if snapshot is None or digest_of(session, snapshot) != snapshot.digest:
        raise Refused(
            "Hasil yang tersimpan berbeda dari yang dihitung saat penguncian. Jangan dirilis; "
            "hubungi operator untuk memeriksa basis data."
        )


def withdraw(
    session: Session, actor: Actor, now: datetime, participant_id: int, reason: str
) -> None:
    """Take a unit out of a period's ranking, with the reason that its page will show."""
    require(actor, Action.DECIDE)
    participant = session.get(Participant, participant_id)
    if participant is None:
        raise NotFound("Peserta itu tidak ada.")
    period = visible_period(session, actor, participant.category.period_id, lock=True)
    if period.stage != Stage.SCORING:
        raise Refused("Hanya selama penilaian sebuah unit dapat ditarik.")
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


def take_snapshot(
    session: Session, actor: Actor, now: datetime, period: Period, outcomes: Sequence[Outcome]
) -> Snapshot:
    """Store computed results under the hash of their content."""
    count = select(func.count()).where(Snapshot.period_id == period.id)
    snapshot = Snapshot(
        period_id=period.id,
        number=(session.scalar(count) or 0) + 1,
        digest="",
        made_at=now,
        made_by=actor.name,
    )
    session.add(snapshot)
    session.flush()
    for outcome in outcomes:
        for result in outcome.results:
            result.snapshot_id = snapshot.id
        for winner in outcome.winners:
            winner.snapshot_id = snapshot.id
        session.add_all([*outcome.results, *outcome.winners])
    session.flush()
    snapshot.digest = digest_of(session, snapshot)
    record(
        session,
        actor,
        now,
        "snapshot.take",
        f"snapshot:{snapshot.id}",
        after={"digest": snapshot.digest, "number": snapshot.number},
        period_id=period.id,
    )
    return snapshot


def newest(session: Session, period_id: int) -> Snapshot | None:
    """The snapshot that counts for a period."""
    query = select(Snapshot).where(Snapshot.period_id == period_id)
    return session.scalar(query.order_by(Snapshot.number.desc()).limit(1))


def digest_of(session: Session, snapshot: Snapshot) -> str:
    """The SHA-256 of everything a snapshot says, independent of the order of rows."""
    results = session.scalars(select(Result).where(Result.snapshot_id == snapshot.id))
    winners = session.scalars(select(Winner).where(Winner.snapshot_id == snapshot.id))
    content = {
        "results": sorted((_result_content(row) for row in results), key=canonical_json),
        "winners": sorted((_winner_content(row) for row in winners), key=canonical_json),
    }
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def _move(
    session: Session, actor: Actor, now: datetime, period: Period, to: Stage, version: int
) -> None:
    """The one transition: from the stage before, at the version that was seen, once."""
    before = next(stage for stage, after in _NEXT.items() if after is to)
    done = session.execute(
        update(Period)
        .where(Period.id == period.id, Period.stage == before, Period.version == version)
        .values(stage=to, version=Period.version + 1, **{_MOMENT[to]: now})
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
        f"period.{to.value}",
        f"period:{period.id}",
        before={"stage": before.value},
        after={"stage": to.value},
        period_id=period.id,
    )


def _categories(session: Session, period_id: int) -> list[Category]:
    query = select(Category).where(Category.period_id == period_id)
    return list(session.scalars(query.order_by(Category.position, Category.id)))


def _check_ready_to_open(session: Session, period_id: int) -> None:
    categories = _categories(session, period_id)
    if not categories:
        raise Refused("Tambahkan paling sedikit satu kategori.")
    faults = []
    for category in categories:
        if not category.participants:
            faults.append(Refused("Kategori {title} belum punya peserta.", title=category.title))
    without = (
        select(Participant)
        .join(Participant.category)
        .outerjoin(Sheet, Sheet.participant_id == Participant.id)
        .where(Category.period_id == period_id, Sheet.id.is_(None))
        .order_by(Participant.name)
    )
    faults += [
        Refused("{unit} belum punya penilai.", unit=p.name) for p in session.scalars(without)
    ]
    if faults:
        raise Refused("Periode belum dapat dibuka.", details=tuple(faults))


def _check_complete(session: Session, categories: Sequence[Category]) -> None:
    """Every sheet of a rubric that blocks on missing answers must have all of them."""
    faults: list[Refused] = []
    for category in categories:
        if all(participant.withdrawn for participant in category.participants):
            faults.append(Refused("Kategori {title}: semua unitnya ditarik.", title=category.title))
        rubric = category.rubric_version.rubric
        if rubric.result.missing == "block":
            faults += _incomplete(session, category, len(rubric.indicators))
    if faults:
        raise Refused(
            "Belum dapat dikunci: ada lembar yang belum lengkap. Lengkapi, atau tarik unitnya "
            "dengan alasan.",
            details=tuple(faults),
        )


def _incomplete(session: Session, category: Category, total: int) -> list[Refused]:
    done = func.count(Score.id)
    query = (
        select(Participant.name, Account.name, done)
        .join(Sheet, Sheet.participant_id == Participant.id)
        .join(Account, Account.id == Sheet.assessor_id)
        .outerjoin(Score, (Score.sheet_id == Sheet.id) & (Score.answer != ""))
        .where(Participant.category_id == category.id, Participant.withdrawn.is_(None))
        .group_by(Participant.id, Participant.name, Account.name, Sheet.id)
        .having(done < total)
        .order_by(Participant.name, Sheet.id)
    )
    return [
        Refused(
            "{unit}, penilai {assessor}: {done} dari {total} indikator dinilai",
            unit=name,
            assessor=assessor,
            done=count,
            total=total,
        )
        for name, assessor, count in session.execute(query)
    ]


def _result_content(row: Result) -> dict[str, Any]:
    return {
        "category": row.category_id,
        "participant": row.participant_id,
        "unit": row.participant.name,
        "rubric": row.category.rubric_version.digest,
        "value": row.value,
        "exact": None if row.exact is None else str(row.exact),
        "predicate": row.predicate,
        "place": row.place,
        "joint": row.joint,
        "tie": row.tie,
        "reason": row.reason,
        "nodes": row.nodes,
        "indicators": row.indicators,
        "middle": row.middle,
    }


def _winner_content(row: Winner) -> dict[str, Any]:
    return {
        "category": row.category_id,
        "participant": row.participant_id,
        "unit": row.participant.name,
        "award": row.award,
        "title": row.title,
        "place": row.place,
        "place_name": row.place_name,
        "joint": row.joint,
        "reason": row.reason,
    }


def sentences(problem: Refused) -> list[Message]:
    """The refusal and everything it names, as sentences."""
    return [problem.message, *(detail.message for detail in problem.details)]
