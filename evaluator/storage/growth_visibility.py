"""Who may read growth plans: the unit its own, the office all, next year's assessors theirs.

A unit that goes on in the place of another one goes on with its plans.
"""

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from evaluator.storage.actor import Actor, Role
from evaluator.storage.growth import GrowthPlan, PlanAction
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.scores import Sheet
from evaluator.storage.units import UnitEnding

_RELEASED = Period.released_at.is_not(None)


def visible_plans(actor: Actor) -> Select[GrowthPlan]:
    """Plans after released results: all for lead, admin and auditor; for a unit its own."""
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD, Role.ADMIN, Role.AUDITOR):
        rules.append(true())
    if actor.has(Role.UNIT):
        rules.append(_goes_on_in(Participant.unit_id, actor.unit_id))
    return _plans().where(
        Period.office_id == actor.office_id, _RELEASED, or_(*rules) if rules else false()
    )


def visible_earlier_plans(actor: Actor, period: Period, unit_id: int) -> Select[GrowthPlan]:
    """One unit's plans of earlier years, for itself and for those who assess it in this period.

    An assessor needs a sheet that was not left; none while the period is blind, since
    a plan would tell who the unit is.
    """
    mine = (
        select(Sheet.id)
        .join(Participant, Participant.id == Sheet.participant_id)
        .join(Category, Category.id == Participant.category_id)
        .where(
            Category.period_id == period.id,
            Participant.unit_id == unit_id,
            Sheet.assessor_id == actor.account_id,
            Sheet.recused_at.is_(None),
        )
    )
    rules: list[ColumnElement[bool]] = []
    if actor.has(Role.UNIT) and actor.unit_id == unit_id:
        rules.append(true())
    if actor.has(Role.ASSESSOR) and not (period.blind and period.released_at is None):
        rules.append(mine.exists())
    earlier = and_(
        Period.office_id == period.office_id,
        Period.year < period.year,
        _goes_on_in(Participant.unit_id, unit_id),
    )
    return _plans().where(earlier, _RELEASED, or_(*rules) if rules else false())


def visible_proofs(actor: Actor) -> Select[PlanAction]:
    """Actions whose proof this person may open: of plans they may read, and of those that
    stand beside a sheet of theirs; see `visible_earlier_plans`."""
    later, taking_part = aliased(Period), aliased(Participant)
    beside = (
        select(Sheet.id)
        .join(taking_part, taking_part.id == Sheet.participant_id)
        .join(Category, Category.id == taking_part.category_id)
        .join(later, later.id == Category.period_id)
        .where(
            _goes_on_in(Participant.unit_id, taking_part.unit_id),
            later.office_id == Period.office_id,
            later.year > Period.year,
            or_(later.blind.is_(False), later.released_at.is_not(None)),
            Sheet.assessor_id == actor.account_id,
            Sheet.recused_at.is_(None),
        )
        .correlate(Participant, Period)
    )
    assesses = beside.exists() if actor.has(Role.ASSESSOR) else false()
    plans = _plans().where(_RELEASED, assesses).with_only_columns(GrowthPlan.id)
    own = visible_plans(actor).with_only_columns(GrowthPlan.id)
    return select(PlanAction).where(or_(PlanAction.plan_id.in_(own), PlanAction.plan_id.in_(plans)))


def _goes_on_in(
    planned: InstrumentedAttribute[int], unit: InstrumentedAttribute[int] | int | None
) -> ColumnElement[bool]:
    """Whether a unit that planned is this one, or ended and goes on in it."""
    ended = select(UnitEnding.unit_id).where(UnitEnding.successor_id == unit)
    return or_(planned == unit, planned.in_(ended))


def _plans() -> Select[GrowthPlan]:
    return (
        select(GrowthPlan)
        .join(GrowthPlan.participant)
        .join(Participant.category)
        .join(Category.period)
    )
