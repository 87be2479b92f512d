"""What a panel reads while it settles: every answer of one unit side by side."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.rubric import Rubric
from evaluator.services.matters import Matter, matters_of
from evaluator.services.periods import PeriodView, view_of
from evaluator.services.permissions import Action, allows, require
from evaluator.services.problems import NotFound
from evaluator.services.settling import settle_object
from evaluator.storage.actor import Actor
from evaluator.storage.log import LogEntry
from evaluator.storage.periods import Category, Participant, Stage
from evaluator.storage.scores import Sheet
from evaluator.storage.visibility import knows_assessors, name_for, visible_panels


@dataclass(frozen=True)
class PanelView:
    """One unit's panel, indicator by indicator in the rubric's order.

    may_decide, may_note : whether this person can act on it at this stage
    """

    participant_id: int
    unit: str
    category: str
    period: PeriodView
    rubric: Rubric
    withdrawn: str | None
    matters: tuple[Matter, ...]
    may_decide: bool
    may_note: bool

    def matter(self, code: str) -> Matter:
        """One indicator; NotFound where the rubric has none of that code."""
        found = next((m for m in self.matters if m.indicator.code == code), None)
        if found is None:
            raise NotFound("Indikator itu tidak ada di rubrik ini.")
        return found


@dataclass(frozen=True)
class Step:
    """One act in the history of what is settled; before and after as the log keeps them."""

    at: datetime
    actor: str
    act: str
    before: Any
    after: Any
    reason: str


def open_panel(session: Session, actor: Actor, participant_id: int) -> PanelView:
    """Everything that was said of one unit, in a fixed number of queries.

    Raises
    ------
    NotFound
        If there is no such unit, or this person may not read its panel now.
    """
    require(actor, Action.SIGNED_IN)
    participant = _readable(session, actor, participant_id)
    category, period = participant.category, participant.category.period
    rubric = category.rubric_version.rubric
    open_now = period.stage == Stage.SETTLING and participant.withdrawn is None
    writes = allows(actor, Action.ASSESS) or allows(actor, Action.DECIDE)
    return PanelView(
        participant.id,
        name_for(actor, participant, period),
        category.title,
        view_of(period),
        rubric,
        participant.withdrawn,
        matters_of(session, actor, participant),
        open_now and allows(actor, Action.DECIDE),
        open_now and writes,
    )


def my_panels(session: Session, actor: Actor) -> list[tuple[int, str, str, str]]:
    """The units that this assessor's panels are settling: id, unit, category, period."""
    require(actor, Action.ASSESS)
    mine = select(Sheet.participant_id).where(
        Sheet.assessor_id == actor.account_id, Sheet.recused_at.is_(None)
    )
    query = (
        visible_panels(actor)
        .where(Participant.id.in_(mine), Category.period.has(stage=Stage.SETTLING))
        .options(contains_eager(Participant.category).contains_eager(Category.period))
        .order_by(Category.period_id.desc(), Category.position, Participant.name)
    )
    return [
        (one.id, name_for(actor, one, one.category.period), one.category.title, _title(one))
        for one in session.scalars(query)
    ]


def history(session: Session, actor: Actor, participant_id: int, indicator: str) -> list[Step]:
    """What was decided, noted, confirmed and taken back at one indicator, oldest first."""
    require(actor, Action.SIGNED_IN)
    participant = _readable(session, actor, participant_id)
    single = LogEntry.object == settle_object(participant.id, indicator)
    whole = and_(
        LogEntry.object == f"participant:{participant.id}", LogEntry.act == "settle.confirm"
    )
    office_id = participant.category.period.office_id
    query = (
        select(LogEntry)
        .where(LogEntry.chain == f"office:{office_id}", or_(single, whole))
        .order_by(LogEntry.sequence)
    )
    return [
        _step(actor, participant, entry)
        for entry in session.scalars(query)
        if entry.act != "settle.confirm" or indicator in (entry.after or {})
    ]


def _readable(session: Session, actor: Actor, participant_id: int) -> Participant:
    query = (
        visible_panels(actor)
        .where(Participant.id == participant_id)
        .options(contains_eager(Participant.category).contains_eager(Category.period))
    )
    participant = session.scalar(query)
    if participant is None:
        raise NotFound("Unit itu tidak ada, atau panelnya tidak dapat Anda baca.")
    return participant


def _title(participant: Participant) -> str:
    return participant.category.period.title


def _step(actor: Actor, participant: Participant, entry: LogEntry) -> Step:
    names = (
        knows_assessors(actor, participant.category.period) or entry.account_id == actor.account_id
    )
    who = entry.actor.rpartition(" (")[0] if names else ""
    return Step(entry.at, who, entry.act, entry.before, entry.after, entry.reason)
