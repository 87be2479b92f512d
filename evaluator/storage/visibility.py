"""The one visibility rule: what a person may see, by role, office, assignment and stage.

Every list, page, export, chart and paper selects through these functions.
Before release nobody but the people who made them sees scores or results:
assessors their own sheets, the team lead all of the office.
"""

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased

from evaluator.storage.actor import Actor, Role
from evaluator.storage.certificates import Certificate
from evaluator.storage.log import LogEntry
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.results import Result, Snapshot, Winner
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Sheet
from evaluator.storage.units import Unit

_RELEASED = Period.stage == Stage.RELEASED


def visible_periods(actor: Actor) -> Select[Period]:
    """Periods: people of the office see theirs; organisers and units the released ones."""
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.ADMIN, Role.ASSESSOR, Role.LEAD, Role.AUDITOR):
        rules.append(true())
    if actor.has(Role.ORGANISER):
        rules.append(_RELEASED)
    if actor.has(Role.UNIT):
        took_part = (
            select(Participant.id)
            .join(Category)
            .where(Category.period_id == Period.id, Participant.unit_id == actor.unit_id)
        )
        rules.append(and_(_RELEASED, took_part.exists()))
    return select(Period).where(Period.office_id == actor.office_id, _any(rules))


def visible_sheets(actor: Actor) -> Select[Sheet]:
    """Sheets: an assessor's own; all for the lead; released ones for the auditor."""
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD):
        rules.append(true())
    if actor.has(Role.ASSESSOR):
        rules.append(and_(Sheet.assessor_id == actor.account_id, Period.stage != Stage.DRAFT))
    if actor.has(Role.AUDITOR):
        rules.append(_RELEASED)
    return (
        select(Sheet)
        .join(Sheet.participant)
        .join(Participant.category)
        .join(Category.period)
        .where(Period.office_id == actor.office_id, _any(rules))
    )


def visible_results(actor: Actor) -> Select[Result]:
    """Results: all for the lead; once released also for admin and auditor, and a unit's own."""
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD):
        rules.append(true())
    if actor.has(Role.ADMIN, Role.AUDITOR):
        rules.append(_RELEASED)
    if actor.has(Role.UNIT):
        rules.append(and_(_RELEASED, Participant.unit_id == actor.unit_id))
    return (
        select(Result)
        .join(Result.participant)
        .join(Result.category)
        .join(Category.period)
        .join(Result.snapshot)
        .where(Period.office_id == actor.office_id, _any(rules))
    )


def visible_winners(actor: Actor) -> Select[Winner]:
    """Winners: the lead at once; everyone else of the office, and the winner, after release."""
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD):
        rules.append(true())
    if actor.has(Role.ORGANISER, Role.ADMIN, Role.AUDITOR):
        rules.append(_RELEASED)
    if actor.has(Role.UNIT):
        rules.append(and_(_RELEASED, Participant.unit_id == actor.unit_id))
    return (
        select(Winner)
        .join(Winner.participant)
        .join(Winner.category)
        .join(Category.period)
        .where(Period.office_id == actor.office_id, _any(rules))
    )


def visible_certificates(actor: Actor) -> Select[Certificate]:
    """Certificates: those of the office for its people; a unit's own. None exist before release."""
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.ORGANISER, Role.LEAD, Role.ADMIN, Role.AUDITOR):
        rules.append(true())
    if actor.has(Role.UNIT):
        rules.append(Participant.unit_id == actor.unit_id)
    return (
        select(Certificate)
        .outerjoin(Certificate.winner)
        .outerjoin(Winner.participant)
        .where(Certificate.office_id == actor.office_id, _any(rules))
    )


def visible_units(actor: Actor) -> Select[Unit]:
    """Units: those of the office for its people; a unit sees itself."""
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.ADMIN, Role.LEAD, Role.AUDITOR):
        rules.append(true())
    if actor.has(Role.UNIT):
        rules.append(Unit.id == actor.unit_id)
    return select(Unit).where(Unit.office_id == actor.office_id, _any(rules))


def visible_accounts(actor: Actor) -> Select[Account]:
    """Accounts: those of the office, for admin, lead and auditor; everyone sees their own."""
    rules: list[ColumnElement[bool]] = [Account.id == actor.account_id]
    if actor.operator or actor.has(Role.ADMIN, Role.LEAD, Role.AUDITOR):
        rules.append(true())
    return select(Account).where(Account.office_id == actor.office_id, _any(rules))


def visible_rubrics(actor: Actor) -> Select[RubricVersion]:
    """Published rubrics are open to everyone of the office and its units."""
    return select(RubricVersion).where(RubricVersion.office_id == actor.office_id)


def visible_log(actor: Actor) -> Select[LogEntry]:
    """Log entries of the office, for admin, lead and auditor.

    What an entry says of an unreleased period is masked by `hides_values`.
    """
    allowed = actor.operator or actor.has(Role.ADMIN, Role.LEAD, Role.AUDITOR)
    return select(LogEntry).where(
        LogEntry.chain == f"office:{actor.office_id}", true() if allowed else false()
    )


def unreleased_periods(actor: Actor) -> Select[int]:
    """Periods of which this person may not yet see any value, in the log or elsewhere."""
    hidden = false() if actor.has(Role.LEAD) else Period.stage != Stage.RELEASED
    return select(Period.id).where(Period.office_id == actor.office_id, hidden)


def newest_snapshot() -> ColumnElement[bool]:
    """Keeps only the newest snapshot of each period."""
    other = aliased(Snapshot)
    newest = select(func.max(other.number)).where(other.period_id == Snapshot.period_id)
    return Snapshot.number == newest.scalar_subquery()


def _any(rules: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(*rules) if rules else false()
