"""The visibility rule of awards and of the papers that carry them.

One part of `visibility`, under the same promise: before release only those see winners who
decide on them or print them.
"""

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased

from evaluator.storage.actor import Actor, Role
from evaluator.storage.certificates import Certificate
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.plenaries import Plenary
from evaluator.storage.results import Snapshot, Winner

_READABLE = Snapshot.released_at.is_not(None)


def visible_winners(actor: Actor) -> Select[Winner]:
    """Winners: the lead at once; everyone else of the office, and the winner, after release.

    The organiser, who prints before that, once a plenary stands behind them. What a
    plenary passed over is no winner; see `visible_proposals`.
    """
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD):
        rules.append(true())
    if actor.has(Role.ORGANISER):
        rules.append(or_(_READABLE, Snapshot.decided_at.is_not(None)))
    if actor.has(Role.ADMIN, Role.AUDITOR):
        rules.append(_READABLE)
    if actor.has(Role.UNIT):
        rules.append(and_(_READABLE, Participant.unit_id == actor.unit_id))
    return _winners(actor).where(Winner.dropped_at.is_(None), _any(rules))


def visible_proposals(actor: Actor) -> Select[Winner]:
    """All that rubric, plenary and jury ever proposed, passed over or not: for the plenary.

    The lead at once; admin and auditor once it is released.
    """
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD):
        rules.append(true())
    if actor.has(Role.ADMIN, Role.AUDITOR):
        rules.append(_READABLE)
    return _winners(actor).where(_any(rules))


def visible_plenaries(actor: Actor) -> Select[Plenary]:
    """Plenaries: the lead at once; admin and auditor once their results are released."""
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD):
        rules.append(true())
    if actor.has(Role.ADMIN, Role.AUDITOR):
        rules.append(_READABLE)
    return (
        select(Plenary)
        .join(Plenary.snapshot)
        .join(Period, Period.id == Snapshot.period_id)
        .where(Period.office_id == actor.office_id, _any(rules))
    )


def _winners(actor: Actor) -> Select[Winner]:
    return (
        select(Winner)
        .join(Winner.snapshot)
        .join(Winner.participant)
        .join(Winner.category)
        .join(Category.period)
        .where(Period.office_id == actor.office_id)
    )


def visible_certificates(actor: Actor) -> Select[Certificate]:
    """Certificates: those of the office for those who print; the others' once they are released.

    A unit sees its own. Outside any rubric there is nothing to be released.
    """
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.ORGANISER, Role.LEAD):
        rules.append(true())
    if actor.has(Role.ADMIN, Role.AUDITOR):
        rules.append(or_(Certificate.winner_id.is_(None), _READABLE))
    if actor.has(Role.UNIT):
        rules.append(and_(_READABLE, Participant.unit_id == actor.unit_id))
    return (
        select(Certificate)
        .outerjoin(Certificate.winner)
        .outerjoin(Winner.snapshot)
        .outerjoin(Winner.participant)
        .where(Certificate.office_id == actor.office_id, _any(rules))
    )


def printable_snapshot() -> ColumnElement[bool]:
    """Keeps only the newest snapshot of each period that is decided or released: for papers."""
    other = aliased(Snapshot)
    newest = select(func.max(other.number)).where(
        other.period_id == Snapshot.period_id,
        or_(other.decided_at.is_not(None), other.released_at.is_not(None)),
    )
    return Snapshot.number == newest.scalar_subquery()


def _any(rules: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether one of the rules holds; nothing is seen without one."""
    return or_(*rules) if rules else false()
