"""What a panel reads while it settles: every answer of one unit side by side."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.rubric import Rubric
from evaluator.services.matters import Matter, matters_of
from evaluator.services.periods import PeriodView, view_of
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound
from evaluator.services.settling import has_part, readable_panel, settle_object
from evaluator.storage.actor import Actor, Role
from evaluator.storage.log import LogEntry
from evaluator.storage.panel_visibility import leads, visible_panels
from evaluator.storage.periods import Category, Participant, Stage
from evaluator.storage.scores import Sheet
from evaluator.storage.visibility import knows_assessors, name_for


@dataclass(frozen=True)
class PanelView:
    """One unit's panel, indicator by indicator in the rubric's order.

    leads : whether the reader leads the office, and so has its list of what to discuss
    may_decide, may_note : whether this person can act on it at this stage
    """

    participant_id: int
    unit: str
    category: str
    period: PeriodView
    rubric: Rubric
    withdrawn: str | None
    matters: tuple[Matter, ...]
    leads: bool
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
    participant = readable_panel(session, actor, participant_id)
    category, period = participant.category, participant.category.period
    rubric = category.rubric_version.rubric
    open_now = period.stage == Stage.SETTLING and participant.withdrawn is None
    lead = leads(actor, period)
    return PanelView(
        participant.id,
        name_for(actor, participant, period),
        category.title,
        view_of(period),
        rubric,
        participant.withdrawn,
        matters_of(session, actor, participant),
        lead,
        open_now and lead,
        open_now and has_part(session, actor, participant, Role.LEAD, Role.ASSESSOR),
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
        .order_by(Category.period_id.desc(), Category.position)
    )
    found = [
        (one, name_for(actor, one, one.category.period), one.category)
        for one in session.scalars(query)
    ]
    # By the name that is read: an alias must not stand where the name it hides would.
    found.sort(key=lambda row: (-row[2].period_id, row[2].position, row[1]))
    return [(one.id, unit, category.title, _title(one)) for one, unit, category in found]


def history(session: Session, actor: Actor, participant_id: int, indicator: str) -> list[Step]:
    """What was decided, noted, confirmed and taken back at one indicator, oldest first."""
    require(actor, Action.SIGNED_IN)
    participant = readable_panel(session, actor, participant_id)
    single = and_(
        LogEntry.object == settle_object(participant.id, indicator),
        LogEntry.act.startswith("settle."),
    )
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


def _title(participant: Participant) -> str:
    return participant.category.period.title


def _step(actor: Actor, participant: Participant, entry: LogEntry) -> Step:
    names = (
        knows_assessors(actor, participant.category.period) or entry.account_id == actor.account_id
    )
    who = entry.actor.rpartition(" (")[0] if names else ""
    return Step(entry.at, who, entry.act, entry.before, entry.after, entry.reason)
