"""All objections of a period with what became of them, to take away: for minutes and auditors."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from evaluator.scoring.words import Bilingual
from evaluator.services.objection_effects import Stand
from evaluator.services.objection_people import scorers_of
from evaluator.services.objection_rows import called
from evaluator.services.periods import PeriodView, view_of, visible_period
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.objection_visibility import visible_objections
from evaluator.storage.objections import Objection
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period


@dataclass(frozen=True)
class Entry:
    """One objection from its sending to the results that carry it out.

    scored : whether the assessor who answered scored the unit
    before, after : by the decision; None where nothing is decided
    published : number of the results that carry it out; None: none
    """

    unit: str
    category: str
    indicator: str
    name: Bilingual
    state: str
    sent_at: datetime | None
    text: str
    claim: str
    assessor: str
    scored: bool
    reply: str
    proposal: str
    final: str
    reason: str
    panel: tuple[str, ...]
    decider: str
    decided_at: datetime | None
    confirmer: str
    before: Stand | None
    after: Stand | None
    published: int | None


def register_of(
    session: Session, actor: Actor, period_id: int
) -> tuple[PeriodView, tuple[Entry, ...]]:
    """The objections of a period that were sent, by unit; in a fixed number of queries."""
    require(actor, Action.SEE_RESULTS)
    period = visible_period(session, actor, period_id)
    rows = session.scalars(
        visible_objections(actor)
        .where(Period.id == period.id, Objection.sent_at.is_not(None))
        .options(
            contains_eager(Objection.participant)
            .contains_eager(Participant.category)
            .contains_eager(Category.period),
            contains_eager(Objection.participant).joinedload(Participant.unit),
            joinedload(Objection.published),
        )
        .order_by(Category.position, Participant.name, Objection.indicator, Objection.number)
    ).all()
    ids = {one for row in rows for one in (row.assessor_id, row.decided_by, row.confirmed_by)}
    names = dict(
        session.execute(select(Account.id, Account.name).where(Account.id.in_(ids - {None}))).all()
    )
    scored = scorers_of(session, {row.participant_id for row in rows})
    return view_of(period), tuple(
        _entry(row, names, (row.participant_id, row.assessor_id) in scored) for row in rows
    )


def _entry(row: Objection, names: dict[int, str], scored: bool) -> Entry:
    category = row.participant.category
    return Entry(
        called(row.participant),
        category.title,
        row.indicator,
        category.rubric_version.rubric.indicator[row.indicator].name,
        row.state,
        row.sent_at,
        row.text,
        row.answer,
        names.get(row.assessor_id or 0, ""),
        scored,
        row.reply,
        row.proposal,
        row.final,
        row.reason,
        tuple(row.panel),
        names.get(row.decided_by or 0, ""),
        row.decided_at,
        names.get(row.confirmed_by or 0, ""),
        Stand.read(row.effect["before"]) if row.effect else None,
        Stand.read(row.effect["after"]) if row.effect else None,
        row.published.number if row.published else None,
    )
