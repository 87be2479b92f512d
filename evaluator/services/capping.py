"""How high evidence lets the answers of a unit be, and who lifted such a cap, why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evaluator.scoring.evidence import Cap, Shown, Window, cap_of, share_of, window_of
from evaluator.scoring.rubric import Rubric
from evaluator.services import windows
from evaluator.services.checks import clean_text
from evaluator.services.evidence import readable_participant
from evaluator.services.logging import record
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.windows import hold_open
from evaluator.storage.actor import Actor
from evaluator.storage.database import add_unless_there
from evaluator.storage.evidence import CapLift, Evidence, EvidenceUse
from evaluator.storage.panel_visibility import leads
from evaluator.storage.people import Account
from evaluator.storage.periods import Participant, Period, Stage
from evaluator.storage.scores import Score, Sheet
from evaluator.storage.visibility import visible_sheets


@dataclass(frozen=True)
class Lift:
    """A cap that an assessor lifted, and why; it stands until somebody ends it."""

    reason: str
    account_id: int
    author: str
    at: datetime


def evidence_window(session: Session, period: Period, rubric: Rubric) -> Window:
    """The days from which evidence counts: to the closing of the self-assessment.

    Where no closing time is set, to the day on which scoring began; before that,
    without end, since no document can bear a date that is still to come.
    """
    hours = windows.window_of(session, period, Stage.SELF_ASSESSMENT)
    closing = hours.ends_at or period.scoring_at
    zone = ZoneInfo(office_view(session, period.office_id).zone)
    last = closing.astimezone(zone).date() if closing else date.max
    return window_of(rubric, period.year, last)


def caps_of(session: Session, participant: Participant, rubric: Rubric) -> Mapping[str, Cap]:
    """The cap of every indicator that the unit answers itself, in a fixed number of queries.

    Empty where the period has no self-assessment: then nobody was asked for evidence.
    """
    period = participant.category.period
    if not period.self_assesses:
        return {}
    query = (
        select(EvidenceUse.indicator, Evidence.kind, Evidence.dated)
        .join(EvidenceUse.evidence)
        .where(Evidence.participant_id == participant.id, Evidence.removed_at.is_(None))
    )
    window = evidence_window(session, period, rubric)
    return caps_from(rubric, window, session.execute(query))


def caps_from(
    rubric: Rubric, window: Window, uses: Iterable[tuple[str, str, date | None]]
) -> dict[str, Cap]:
    """The caps by indicator, from (indicator, kind, date) of everything that is used."""
    shown: dict[str, list[Shown]] = {}
    for indicator, kind, dated in uses:
        shown.setdefault(indicator, []).append(Shown(kind, dated))
    return {
        i.code: cap_of(rubric, i.code, shown.get(i.code, ()), window)
        for i in rubric.indicators
        if i.answered_by == "self-assessed"
    }


def lifts_of(session: Session, participant_id: int) -> dict[str, Lift]:
    """The lifted caps of one unit, by indicator."""
    query = (
        select(CapLift.indicator, CapLift.reason, CapLift.account_id, Account.name, CapLift.at)
        .join(Account, Account.id == CapLift.account_id)
        .where(CapLift.participant_id == participant_id, CapLift.ended_at.is_(None))
    )
    rows = session.execute(query)
    return {code: Lift(reason, by, name, at) for code, reason, by, name, at in rows}


def lift_cap(
    session: Session,
    actor: Actor,
    now: datetime,
    participant_id: int,
    indicator: str,
    reason: str,
) -> None:
    """Let answers stand although evidence is missing; the unit reads the reason.

    Open to the assessors of the unit's panel and the lead, while the period is scored.

    Raises
    ------
    Refused
        If nothing is capped here, or the reason is missing.
    """
    participant = _to_judge(session, actor, now, participant_id, indicator)
    why = clean_text(reason, "reason", most=1000)
    cap = caps_of(session, participant, participant.category.rubric_version.rubric).get(indicator)
    if cap is None or cap.complete or not cap.binding:
        raise Refused("Indikator ini tidak dibatasi bukti dukung.")
    if not _lifted(session, actor, now, participant_id, indicator, why):
        raise Refused("Batas indikator ini sudah diangkat.")
    _record(session, actor, now, "cap.lift", participant, indicator, why)


def end_lift(
    session: Session, actor: Actor, now: datetime, participant_id: int, indicator: str
) -> None:
    """Let the cap hold again; open to who lifted it and to the lead.

    Raises
    ------
    Refused
        If answers stand above the cap, or colleagues already answered under it.
    """
    participant = _to_judge(session, actor, now, participant_id, indicator)
    row = _lift_row(session, participant_id, indicator)
    if row is None or row.ended_at is not None:
        raise Refused("Batas indikator ini tidak sedang diangkat.")
    _check_unused(session, actor, participant, row)
    row.ended_at = now
    _record(session, actor, now, "cap.end", participant, indicator, "")


def _to_judge(
    session: Session, actor: Actor, now: datetime, participant_id: int, indicator: str
) -> Participant:
    """A unit whose evidence this person judges, held in the scoring stage."""
    require(actor, Action.LIFT_CAP)
    participant = readable_participant(session, actor, participant_id)
    if not leads(actor, participant.category.period):
        seat = visible_sheets(actor).where(
            Sheet.participant_id == participant_id, Sheet.assessor_id == actor.account_id
        )
        if session.scalar(seat) is None:
            raise NotFound("Penilaian mandiri itu tidak ada.")
    hold_open(session, participant.category.period_id, Stage.SCORING, now)
    if indicator not in participant.category.rubric_version.rubric.indicator:
        raise NotFound("Indikator itu tidak ada di rubrik ini.")
    return participant


def _check_unused(session: Session, actor: Actor, participant: Participant, row: CapLift) -> None:
    """Nobody's answer may be left standing above a cap; nor may this tell a colleague's answer."""
    rubric = participant.category.rubric_version.rubric
    cap = caps_of(session, participant, rubric)[row.indicator]
    query = (
        select(Sheet.assessor_id, Account.name, Score.answer)
        .join(Score, Score.sheet_id == Sheet.id)
        .join(Account, Account.id == Sheet.assessor_id)
        .where(
            Sheet.participant_id == participant.id,
            Sheet.recused_at.is_(None),
            Score.indicator == row.indicator,
            Score.answer != "",
        )
        .order_by(Account.name, Sheet.id)
    )
    given = session.execute(query).all()
    shared = any(who != actor.account_id for who, *_ in given)
    lead = leads(actor, participant.category.period)
    if not lead and (shared or row.account_id != actor.account_id):
        raise Refused("Penilai lain juga memakainya. Minta ketua tim mencabutnya.")
    above = [
        name
        for _who, name, answer in given
        if cap.missing_for(share_of(rubric, row.indicator, answer))
    ]
    if above:
        raise Refused(
            "Masih ada nilai di atas batas bukti dukung, dari {names}. Turunkan dahulu.",
            names=", ".join(above),
        )


def _lifted(
    session: Session,
    actor: Actor,
    now: datetime,
    participant_id: int,
    indicator: str,
    reason: str,
) -> bool:
    """Keep a lift unless one stands; whoever is faster, there is only one."""
    here = {"participant_id": participant_id, "indicator": indicator}
    values = {"reason": reason, "account_id": actor.account_id, "at": now, "ended_at": None}
    if add_unless_there(session, CapLift, here, values):
        return True
    done = session.execute(
        update(CapLift)
        .filter_by(**here)
        .where(CapLift.ended_at.is_not(None))
        .values(**values)
        .returning(CapLift.id),
        execution_options={"synchronize_session": False},
    )
    return done.first() is not None


def _lift_row(session: Session, participant_id: int, indicator: str) -> CapLift | None:
    query = select(CapLift).where(
        CapLift.participant_id == participant_id, CapLift.indicator == indicator
    )
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def _record(
    session: Session,
    actor: Actor,
    now: datetime,
    act: str,
    participant: Participant,
    indicator: str,
    reason: str,
) -> None:
    period = participant.category.period
    record(
        session,
        actor,
        now,
        act,
        f"participant:{participant.id}/{indicator}",
        reason=reason,
        period_id=period.id,
        office_id=period.office_id,
    )
