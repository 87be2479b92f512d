"""After a revision: give again what an earlier plenary decided, or let it go with a reason."""

from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.deciding import (
    LONGEST_REASON,
    depart,
    give_special,
    keep_decision,
    log_departure,
    sitting,
)
from evaluator.services.plenaries import open_plenary
from evaluator.services.plenary_earlier import EarlierAward, earlier_awards, unsettled
from evaluator.services.problems import Conflict, NotFound
from evaluator.storage.actor import Actor


def repeat(session: Session, actor: Actor, now: datetime, period_id: int, decision_id: int) -> None:
    """Decide about an award as the earlier plenary did, for the same reason.

    decision_id : of the earlier plenary's decision

    Raises
    ------
    Refused
        If a unit does not take part any more, or the rubric proposes the same by now.
    Conflict
        If the award has been decided already.
    """
    found = _earlier(session, actor, period_id, decision_id)
    if not found.special:
        depart(
            session, actor, now, period_id, found.category_id, found.code,
            picks=found.places, reason=found.reason,
        )  # fmt: skip
        return
    _check_waits(session, actor, period_id, found)
    (winner,) = found.winners
    give_special(
        session, actor, now, period_id, found.category_id,
        title=found.title.id, title_en=found.title.en or "",
        participant_id=winner["participant"], reason=found.reason,
    )  # fmt: skip


def let_go(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    decision_id: int,
    reason: str,
) -> None:
    """Do not give a special award of the earlier plenary again; minutes and log say why.

    Raises
    ------
    Refused
        If no reason is given.
    Conflict
        If it has been given again or let go already.
    """
    found = _earlier(session, actor, period_id, decision_id)
    if not found.special:
        raise NotFound("Penghargaan itu tidak ada.")
    at = sitting(session, actor, period_id, found.category_id)
    why = clean_text(reason, "reason", most=LONGEST_REASON)
    _check_waits(session, actor, period_id, found)
    before = [dict(one) for one in found.winners]
    keep_decision(
        session, actor, now, at, found.code,
        departs=True, reason=why, before=before, after=[], title=found.title.id,
    )  # fmt: skip
    log_departure(session, actor, now, at, found.title.id, before, [], why)


def _earlier(session: Session, actor: Actor, period_id: int, decision_id: int) -> EarlierAward:
    _period, plenary = open_plenary(session, actor, period_id)
    known = earlier_awards(session, plenary)
    found = next((one for one in known if one.decision_id == decision_id), None)
    if found is None:
        raise NotFound("Keputusan pleno sebelumnya itu tidak ada.")
    return found


def _check_waits(session: Session, actor: Actor, period_id: int, found: EarlierAward) -> None:
    _period, plenary = open_plenary(session, actor, period_id)
    if found not in unsettled(session, plenary):
        raise Conflict("Penghargaan khusus ini sudah diputuskan dalam pleno ini.", stored={})
