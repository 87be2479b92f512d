"""Settling what a panel differs on: a decision with its reason, or only a note."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evaluator.services.checks import clean_text
from evaluator.services.decisions import (
    Decision,
    conflict_with,
    decision_of,
    write_decision,
)
from evaluator.services.filling import LONGEST_NOTE, clean_answer, clean_note
from evaluator.services.left_units import why_closed
from evaluator.services.logging import record
from evaluator.services.permissions import Action, allows, require
from evaluator.services.problems import NotAllowed, NotFound, Refused
from evaluator.services.verifying import verification_of
from evaluator.services.windows import hold_open
from evaluator.storage.actor import Actor, Role
from evaluator.storage.panel_visibility import serves, sits_on_panel, visible_panels
from evaluator.storage.periods import Category, Participant, Stage


def settle(
    session: Session,
    actor: Actor,
    now: datetime,
    participant_id: int,
    indicator: str,
    *,
    answer: str,
    reason: str,
    version: int,
    note: str | None = None,
) -> Decision:
    """Decide one indicator of one unit in place of the panel's rule.

    answer : as on a sheet; "TB" where the rubric allows it
    reason : why; the unit reads it after release
    version : the version that was seen; 0 where nothing was decided or noted
    note : what was said while settling, for the panel only; None leaves it as it is

    Raises
    ------
    Conflict
        If somebody else was faster; nothing is overwritten.
    Refused
        If the answer does not fit, the reason is missing, or nothing is being settled.
    """
    require(actor, Action.DECIDE)
    participant = unit_to_settle(session, actor, now, participant_id, Role.LEAD)
    rubric = participant.category.rubric_version.rubric
    text = clean_answer(rubric, indicator, answer)
    if not text:
        raise Refused("Pilih atau tuliskan nilai yang diputuskan.", field="answer")
    why = clean_text(reason, "reason", most=LONGEST_NOTE, empty=True)
    if not why:
        raise Refused("Tuliskan alasannya; unit akan membacanya setelah rilis.", field="reason")
    verification_of(session, participant, rubric).check(indicator, text, why)
    seen = decision_of(session, participant.id, indicator)
    words = seen.note if note is None else clean_note(note)
    kept = {"answer": text, "reason": why, "note": words}
    if seen.content == kept:
        return seen  # said twice, kept once
    fresh = _decided_by(actor, now) if (seen.answer, seen.reason) != (text, why) else {}
    return _write(session, actor, now, participant, indicator, seen, version, {**kept, **fresh})


def keep_note(
    session: Session,
    actor: Actor,
    now: datetime,
    participant_id: int,
    indicator: str,
    *,
    note: str,
    version: int,
) -> Decision:
    """Keep what was said about one indicator while settling; the panel's rule or decision stays.

    Raises
    ------
    Conflict
        If somebody else was faster; nothing is overwritten.
    """
    require(actor, Action.ASSESS if allows(actor, Action.ASSESS) else Action.DECIDE)
    participant = unit_to_settle(session, actor, now, participant_id, Role.LEAD, Role.ASSESSOR)
    if indicator not in participant.category.rubric_version.rubric.indicator:
        raise NotFound("Indikator itu tidak ada di rubrik ini.")
    seen, words = decision_of(session, participant.id, indicator), clean_note(note)
    if seen.note == words:
        return seen
    values = {"note": words} if seen.version else {"note": words, **_decided_by(actor, now)}
    return _write(session, actor, now, participant, indicator, seen, version, values)


def take_back(
    session: Session,
    actor: Actor,
    now: datetime,
    participant_id: int,
    indicator: str,
    *,
    version: int,
) -> Decision:
    """Take a decision back, so that the panel's rule settles again; its note is kept."""
    require(actor, Action.DECIDE)
    participant = unit_to_settle(session, actor, now, participant_id, Role.LEAD)
    seen = decision_of(session, participant.id, indicator)
    if not seen.decides:
        raise Refused("Indikator {code} sudah mengikuti aturan panel.", code=indicator)
    values = {"answer": "", "reason": "", **_decided_by(actor, now)}
    return _write(session, actor, now, participant, indicator, seen, version, values)


def settle_object(participant_id: int, indicator: str) -> str:
    """The log's name for what is settled at one indicator of one unit."""
    return f"participant:{participant_id}/{indicator}"


def unit_to_settle(
    session: Session, actor: Actor, now: datetime, participant_id: int, *roles: Role
) -> Participant:
    """A unit in whose settling one has a part, in a period that is settled at this moment.

    roles : see `has_part`
    """
    participant = readable_panel(session, actor, participant_id)
    if not has_part(session, actor, participant, *roles):
        raise _no_panel()
    hold_open(session, participant.category.period_id, Stage.SETTLING, now)
    if participant.withdrawn:
        raise Refused("Unit ini ditarik dari penilaian; tidak ada yang perlu disepakati.")
    return participant


def readable_panel(session: Session, actor: Actor, participant_id: int) -> Participant:
    """A unit whose panel one may read; a lead who left it is told who settles it instead."""
    query = (
        visible_panels(actor)
        .where(Participant.id == participant_id)
        .options(contains_eager(Participant.category).contains_eager(Category.period))
    )
    participant = session.scalar(query)
    if participant is None:
        raise why_closed(session, actor, participant_id) or _no_panel()
    return participant


def has_part(session: Session, actor: Actor, participant: Participant, *roles: Role) -> bool:
    """Whether one has one of the roles for this unit: in its office, an assessor on its panel."""
    at_home = [role for role in roles if role is not Role.ASSESSOR]
    if serves(actor, participant.category.period, *at_home):
        return True
    seat = select(Participant.id).where(Participant.id == participant.id, sits_on_panel(actor))
    return Role.ASSESSOR in roles and session.scalar(seat) is not None


def _no_panel() -> NotFound:
    return NotFound("Unit itu tidak ada, atau panelnya tidak dapat Anda baca.")


def _decided_by(actor: Actor, now: datetime) -> dict[str, Any]:
    """A new decision is of this person, and nobody has confirmed it."""
    return {
        "account_id": person_of(actor),
        "settled_at": now,
        "confirmed_by": None,
        "confirmed_at": None,
    }


def person_of(actor: Actor) -> int:
    """The account of whoever settles; an operator without one cannot answer for a decision."""
    if actor.account_id is None:
        raise NotAllowed("Penyepakatan memerlukan orang dengan akun sendiri.")
    return actor.account_id


def _write(
    session: Session,
    actor: Actor,
    now: datetime,
    participant: Participant,
    indicator: str,
    seen: Decision,
    version: int,
    values: Mapping[str, Any],
) -> Decision:
    """Write at the version that was seen, with one log entry."""
    if version != seen.version:
        raise conflict_with(seen)
    kept = write_decision(session, participant.id, indicator, version, values)
    name = settle_object(participant.id, indicator)
    act = _act(seen, kept)
    record_of_unit(
        session, actor, now, act, participant, name, seen.content, kept.content, reason=kept.reason
    )
    return kept


def _act(seen: Decision, kept: Decision) -> str:
    if (seen.answer, seen.reason) == (kept.answer, kept.reason):
        return "settle.note"
    return "settle.decide" if kept.decides else "settle.take-back"


def record_of_unit(
    session: Session,
    actor: Actor,
    now: datetime,
    act: str,
    participant: Participant,
    object: str = "",
    before: Any = None,
    after: Any = None,
    *,
    reason: str = "",
) -> None:
    """Keep in the log what was settled for a unit; `object` where it is a single indicator."""
    period = participant.category.period
    name = object or f"participant:{participant.id}"
    record(
        session,
        actor,
        now,
        act,
        name,
        before=before,
        after=after,
        reason=reason,
        period_id=period.id,
        office_id=period.office_id,
    )
