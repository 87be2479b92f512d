"""The panel decides an objection, and a second person stands behind it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.filling import LONGEST_NOTE, fitting_answer
from evaluator.services.objection_effects import frozen_of, released_of
from evaluator.services.objection_letters import tell_unit
from evaluator.services.objection_people import check_fit, people_for
from evaluator.services.objection_rows import change, keep_in_log, readable
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotAllowed, Refused
from evaluator.services.settling import person_of
from evaluator.storage.actor import Actor
from evaluator.storage.objections import Objection, ObjectionState

_STATE = ObjectionState
_LONGEST_LIST = 1000


@dataclass(frozen=True)
class Ruling:
    """What a panel decides.

    accept : whether another answer counts from then on; else the value stays
    answer : that answer, as a sheet would write it; "" where the value stays
    reason : the unit reads it
    members : accounts of those who took part beside whoever decides
    others : further names, one a line
    """

    accept: bool
    answer: str
    reason: str
    members: Collection[int] = ()
    others: str = ""


def decide(
    session: Session,
    actor: Actor,
    now: datetime,
    objection_id: int,
    ruling: Ruling,
    *,
    version: int,
    public_url: str,
) -> None:
    """Decide an answered objection; where it is accepted a second person has to confirm.

    Raises
    ------
    NotAllowed
        If one answered it oneself.
    Refused
        If it is not answered, no reason is given, or the new answer is the old one.
    Conflict
        If it changed since `version`.
    """
    require(actor, Action.DECIDE)
    row = readable(session, actor, objection_id)
    check_fit(session, actor, row.participant)
    if row.assessor_id is not None and row.assessor_id == actor.account_id:
        raise NotAllowed("Anda yang menjawab keberatan ini; keputusannya diambil orang lain.")
    if row.version == version and row.state != _STATE.ANSWERED:
        raise Refused("Keberatan diputuskan sesudah dijawab penilai yang ditugaskan.")
    kept = _ruled(session, actor, row, ruling)
    waits = ruling.accept or row.participant.category.period.confirms
    state = _STATE.DECIDED if waits else _STATE.REJECTED
    change(
        session, row, version, (_STATE.ANSWERED,),
        state=state, decided_by=person_of(actor), decided_at=now, **kept,
    )  # fmt: skip
    after = {"indicator": row.indicator, "verdict": row.verdict, "answer": row.final}
    after |= {"panel": row.panel, "effect": _values(row)}
    keep_in_log(session, actor, now, "objection.decide", row, after=after, reason=row.reason)
    if not waits:
        tell_unit(session, now, row, public_url)


def confirm(
    session: Session,
    actor: Actor,
    now: datetime,
    objection_id: int,
    *,
    version: int,
    public_url: str,
) -> None:
    """Stand behind somebody else's decision; the unit is told.

    Raises
    ------
    NotAllowed
        If one decided or answered it oneself.
    Conflict
        If it changed since `version`.
    """
    row = _second(session, actor, objection_id, version)
    accepted = row.verdict == "accept"
    state = _STATE.ACCEPTED if accepted else _STATE.REJECTED
    change(
        session, row, version, (_STATE.DECIDED,),
        state=state, confirmed_by=person_of(actor), confirmed_at=now,
        effect=_effect_of(session, row, row.final),
    )  # fmt: skip
    after = {"indicator": row.indicator, "verdict": row.verdict, "answer": row.final}
    keep_in_log(session, actor, now, "objection.confirm", row, after=after)
    tell_unit(session, now, row, public_url)


def give_back(
    session: Session,
    actor: Actor,
    now: datetime,
    objection_id: int,
    *,
    reason: str,
    version: int,
) -> None:
    """As the second person, let a decision be taken anew, with the reason."""
    row = _second(session, actor, objection_id, version)
    why = clean_text(reason, "reason", most=LONGEST_NOTE, empty=True)
    if not why:
        raise Refused("Tuliskan apa yang perlu diputuskan lagi.", field="reason")
    before = {"verdict": row.verdict, "answer": row.final, "panel": row.panel}
    change(
        session, row, version, (_STATE.DECIDED,),
        state=_STATE.ANSWERED, verdict="", final="", reason="", panel=[], effect=None,
        decided_by=None, decided_at=None,
    )  # fmt: skip
    keep_in_log(session, actor, now, "objection.give-back", row, before=before, reason=why)


def readable_answer(session: Session, actor: Actor, objection_id: int, given: str) -> str:
    """A typed answer in the one way it is stored, so that its effect can be computed.

    Raises
    ------
    Refused
        If it does not fit the scale, or nothing is typed.
    """
    require(actor, Action.DECIDE)
    row = readable(session, actor, objection_id)
    rubric = row.participant.category.rubric_version.rubric
    text = fitting_answer(rubric, row.indicator, given)
    if not text:
        raise Refused("Tuliskan nilai yang akan dihitung pengaruhnya.", field="answer")
    return text


def _second(session: Session, actor: Actor, objection_id: int, version: int) -> Objection:
    """A decision on which this person may stand as the second one."""
    require(actor, Action.ARRANGE)
    row = readable(session, actor, objection_id)
    check_fit(session, actor, row.participant)
    if person_of(actor) in (row.decided_by, row.assessor_id):
        raise NotAllowed("Keputusan ini dikonfirmasi orang yang tidak menjawab dan memutuskannya.")
    if row.version == version and row.state != _STATE.DECIDED:
        raise Refused("Tidak ada keputusan yang menunggu orang kedua pada keberatan ini.")
    return row


def _ruled(session: Session, actor: Actor, row: Objection, ruling: Ruling) -> dict[str, Any]:
    """The columns that a decision fills, with its effect on the frozen results."""
    category = row.participant.category
    why = clean_text(ruling.reason, "reason", most=LONGEST_NOTE, empty=True)
    if not why:
        raise Refused("Tuliskan alasannya; unit akan membacanya.", field="reason")
    frozen = frozen_of(session, released_of(session, category.period), category)
    now_counted = frozen.counted(row.participant_id, row.indicator)
    final = ""
    if ruling.accept:
        final = fitting_answer(category.rubric_version.rubric, row.indicator, ruling.answer)
        if not final:
            raise Refused("Pilih atau tuliskan nilai yang diputuskan.", field="answer")
        if set(now_counted) == {final}:
            raise Refused(
                "Nilai itu sama dengan yang sudah dihitung. Pilih nilai lain, atau tolak "
                "keberatannya.",
                field="answer",
            )
    return {
        "verdict": "accept" if ruling.accept else "reject",
        "final": final,
        "reason": why,
        "panel": _names(session, actor, row, ruling),
        "effect": _effect_of(session, row, final),
    }


def _effect_of(session: Session, row: Objection, final: str) -> dict[str, Any]:
    """What a decision does to the results as they are released at this moment."""
    category = row.participant.category
    frozen = frozen_of(session, released_of(session, category.period), category)
    if final:
        return frozen.effect(row.participant_id, row.indicator, final).stored
    stays = frozen.stand_of(row.participant_id).stored
    return {"before": stays, "after": stays}


def _names(session: Session, actor: Actor, row: Objection, ruling: Ruling) -> list[str]:
    """Who took part: whoever decides, people of the office, and others by name."""
    known = {one.account_id: one.name for one in people_for(session, actor, row.participant)}
    members = set(ruling.members)
    if members - set(known):
        raise Refused(
            "Ada peserta yang mundur dari unit ini atau punya konflik kepentingan dengannya.",
            field="members",
        )
    answered = "Yang menjawab keberatan ini tidak ikut memutuskannya. Hapus {name} dari peserta."
    if row.assessor_id in members:
        raise Refused(answered, name=known[row.assessor_id], field="members")
    typed = clean_text(ruling.others, "others", most=_LONGEST_LIST, empty=True)
    others = [line.strip() for line in typed.splitlines() if line.strip()]
    name = known.get(row.assessor_id or 0, "")
    if name and name.casefold() in {one.casefold() for one in others}:
        raise Refused(answered, name=name, field="others")
    chosen = [name for number, name in known.items() if number in members]
    return list(dict.fromkeys([actor.name, *sorted(chosen), *others]))


def _values(row: Objection) -> str:
    """The effect as the log tells it, such as "3.60 → 4.05"."""
    effect: dict[str, Any] = row.effect or {}
    before, after = effect["before"], effect["after"]
    return f"{before['value'] or '–'} → {after['value'] or '–'}"
