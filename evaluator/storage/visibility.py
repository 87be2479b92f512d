"""The one visibility rule: what a person may see, by role, office, assignment and stage.

Every list, page, export, chart and paper selects through these functions.
Before release nobody but the people who made them sees scores or results:
assessors their own sheets, the team lead all of the office.
"""

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Text,
    and_,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import aliased

from evaluator.storage.actor import Actor, Role
from evaluator.storage.drafts import DraftReader, DraftState, RubricDraft
from evaluator.storage.evidence import Evidence
from evaluator.storage.log import SCORE_ACTS, LogEntry
from evaluator.storage.messages import REMINDER, OutboxMessage
from evaluator.storage.own_scores import SelfAssessment
from evaluator.storage.panel_visibility import (
    UNFINISHED,
    leads,
    serves,
    sits_on_panel,
    units_left,
)
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.results import Result, Snapshot
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Sheet
from evaluator.storage.units import Unit

# Released once is released for good: a revision hides nothing that was read before.
_RELEASED = Period.released_at.is_not(None)
_READABLE = Snapshot.released_at.is_not(None)


def visible_periods(actor: Actor) -> Select[Period]:
    """Periods: people of the office see theirs; organisers those decided or released.

    A unit sees those in which it takes part: once they are released, or while
    it assesses itself.
    """
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.ADMIN, Role.ASSESSOR, Role.LEAD, Role.AUDITOR):
        rules.append(true())
    if actor.has(Role.ORGANISER):
        rules.append(or_(_RELEASED, _decided()))
    own_office = Period.office_id == actor.office_id
    if actor.has(Role.UNIT):
        takes_part = (
            select(Participant.id)
            .join(Category)
            .where(Category.period_id == Period.id, Participant.unit_id == actor.unit_id)
            .exists()
        )
        assessed_by_itself = and_(Period.self_assesses, Period.stage != Stage.DRAFT)
        rules.append(and_(takes_part, or_(_RELEASED, assessed_by_itself)))
    return select(Period).where(own_office, _any(rules))


def visible_sheets(actor: Actor) -> Select[Sheet]:
    """Sheets: an assessor's own; all for the lead; released ones for the auditor.

    An assessor's sheet is open from the scoring stage on and closes for good with
    a recusal; a lead who left a unit reads no sheet of it. A guest's own sheets may
    be another office's.
    """
    own_office = Period.office_id == actor.office_id
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD):
        rules.append(own_office)
    if actor.has(Role.ASSESSOR):
        mine = and_(Sheet.assessor_id == actor.account_id, Sheet.recused_at.is_(None))
        rules.append(and_(mine, Period.stage.not_in((Stage.DRAFT, Stage.SELF_ASSESSMENT))))
    if actor.has(Role.AUDITOR):
        rules.append(and_(own_office, _RELEASED))
    return (
        select(Sheet)
        .join(Sheet.participant)
        .join(Participant.category)
        .join(Category.period)
        .where(Participant.id.not_in(units_left(actor)), _any(rules))
    )


def visible_results(actor: Actor) -> Select[Result]:
    """Results: all for the lead; once released also for admin and auditor, and a unit's own."""
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD):
        rules.append(true())
    if actor.has(Role.ADMIN, Role.AUDITOR):
        rules.append(_READABLE)
    if actor.has(Role.UNIT):
        rules.append(and_(_READABLE, Participant.unit_id == actor.unit_id))
    return (
        select(Result)
        .join(Result.participant)
        .join(Result.category)
        .join(Category.period)
        .join(Result.snapshot)
        .where(Period.office_id == actor.office_id, _any(rules))
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

    What an entry says of an unreleased period is masked; see `log_masks`.
    """
    allowed = actor.operator or actor.has(Role.ADMIN, Role.LEAD, Role.AUDITOR)
    return select(LogEntry).where(
        LogEntry.chain == f"office:{actor.office_id}", true() if allowed else false()
    )


def unreleased_periods(actor: Actor) -> Select[int]:
    """Periods of which this person may not yet see any value, in the log or elsewhere."""
    hidden = false() if actor.has(Role.LEAD) else UNFINISHED
    return select(Period.id).where(Period.office_id == actor.office_id, hidden)


def newest_snapshot(actor: Actor) -> ColumnElement[bool]:
    """Keeps only the newest snapshot of each period that this person may read.

    During a revision the lead reads the new one, everyone else the released one.
    """
    other = aliased(Snapshot)
    newest = select(func.max(other.number)).where(other.period_id == Snapshot.period_id)
    if not (actor.operator or actor.has(Role.LEAD)):
        newest = newest.where(other.released_at.is_not(None))
    return Snapshot.number == newest.scalar_subquery()


def released_snapshot() -> ColumnElement[bool]:
    """Keeps only the newest released snapshot of each period: what units and the public read."""
    other = aliased(Snapshot)
    newest = select(func.max(other.number)).where(
        other.period_id == Snapshot.period_id, other.released_at.is_not(None)
    )
    return Snapshot.number == newest.scalar_subquery()


def visible_own_scores(actor: Actor) -> Select[Participant]:
    """Participants whose own assessment and evidence this person may read.

    A unit reads its own from the self-assessment on. Its assessors read it once
    they score; the lead always; the auditor after release. A recusal closes it to
    the recused, a lead who also assesses as well.
    """
    own_office = Period.office_id == actor.office_id
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.LEAD):
        rules.append(own_office)
    if actor.has(Role.UNIT):
        own = and_(own_office, Participant.unit_id == actor.unit_id)
        rules.append(and_(own, Period.stage != Stage.DRAFT))
    if actor.has(Role.ASSESSOR):
        scoring = Period.stage.not_in((Stage.DRAFT, Stage.SELF_ASSESSMENT))
        rules.append(and_(scoring, sits_on_panel(actor)))
    if actor.has(Role.AUDITOR):
        rules.append(and_(own_office, _RELEASED))
    return (
        select(Participant)
        .join(Participant.category)
        .join(Category.period)
        .where(Period.self_assesses, Participant.id.not_in(units_left(actor)), _any(rules))
    )


def visible_own_changes(actor: Actor, participant_id: int, indicator: str) -> Select[LogEntry]:
    """What the log says of one unit's own answer, evidence, cap and decision at one indicator.

    For whoever may read that unit's own assessment: its answers once they were handed
    in, to the unit before; decisions once released, to the lead before.
    """
    periods = visible_own_scores(actor).where(Participant.id == participant_id)
    name = literal("evidence:") + cast(Evidence.id, String) + literal(f"/{indicator}")
    used = select(name).where(Evidence.participant_id == participant_id)
    sent = select(SelfAssessment.id).where(
        SelfAssessment.participant_id == participant_id, SelfAssessment.submitted_at.is_not(None)
    )
    mine = select(Participant.id).where(
        Participant.id == participant_id, Participant.unit_id == actor.unit_id
    )
    own_office = Period.office_id == actor.office_id
    led = own_office if actor.operator or actor.has(Role.LEAD) else false()
    told = select(Period.id).where(or_(led, and_(_RELEASED, Period.revising_since.is_(None))))
    return select(LogEntry).where(
        LogEntry.period_id.in_(periods.with_only_columns(Period.id)),
        or_(
            LogEntry.object == f"participant:{participant_id}/{indicator}",
            LogEntry.object.in_(used),
        ),
        or_(~LogEntry.act.startswith("own."), sent.exists(), mine.exists()),
        or_(~LogEntry.act.startswith("settle."), LogEntry.period_id.in_(told)),
    )


def visible_messages(actor: Actor) -> Select[OutboxMessage]:
    """Messages: all of the office for its admin; reminders for the lead.

    Others may hold what opens an account, which the lead must not read.
    """
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.ADMIN):
        rules.append(true())
    if actor.has(Role.LEAD):
        rules.append(OutboxMessage.kind == REMINDER)
    own_office = true() if actor.operator else OutboxMessage.office_id == actor.office_id
    return select(OutboxMessage).where(own_office, _any(rules))


def visible_drafts(actor: Actor) -> Select[RubricDraft]:
    """Drafts of rubrics: all for people of the office; for a unit those it is invited to."""
    own_office = RubricDraft.office_id == actor.office_id
    rules: list[ColumnElement[bool]] = []
    if actor.operator or actor.has(Role.ADMIN, Role.LEAD, Role.ASSESSOR, Role.AUDITOR):
        rules.append(true())
    if actor.has(Role.UNIT):
        invited = select(DraftReader.id).where(
            DraftReader.draft_id == RubricDraft.id, DraftReader.unit_id == actor.unit_id
        )
        rules.append(and_(RubricDraft.state != DraftState.DRAFT, invited.exists()))
    return select(RubricDraft).where(own_office, _any(rules))


def visible_changes(actor: Actor, sheet_id: int) -> Select[LogEntry]:
    """What the log says of the scores on one sheet, for whoever may read that sheet now."""
    periods = visible_sheets(actor).where(Sheet.id == sheet_id).with_only_columns(Period.id)
    place = f"sheet:{sheet_id}/"
    return select(LogEntry).where(
        LogEntry.period_id.in_(periods),
        LogEntry.act.in_(SCORE_ACTS),
        or_(
            LogEntry.object.startswith(place, autoescape=True),
            LogEntry.object == f"sheet:{sheet_id}",
            type_coerce(LogEntry.after, Text).contains(f'"{place}', autoescape=True),
        ),
    )


def visible_earlier(actor: Actor, period: Period) -> Select[Result]:
    """Released results of earlier years, for the assessors who now assess the same units.

    None while the period is blind: they would tell who the unit is.
    """
    mine = (
        select(Participant.unit_id)
        .join(Sheet, Sheet.participant_id == Participant.id)
        .join(Category, Category.id == Participant.category_id)
        .where(
            Category.period_id == period.id,
            Sheet.assessor_id == actor.account_id,
            Sheet.recused_at.is_(None),
        )
    )
    hidden = period.blind and period.released_at is None
    return (
        select(Result)
        .join(Result.participant)
        .join(Result.category)
        .join(Category.period)
        .join(Result.snapshot)
        .where(
            released_snapshot(),
            Period.office_id == period.office_id,
            Period.year < period.year,
            false() if hidden else Participant.unit_id.in_(mine),
        )
    )


def name_for(actor: Actor, participant: Participant, period: Period) -> str:
    """What this person reads for a unit: its alias where the period is blind to them."""
    hidden = period.blind and period.released_at is None
    knows = serves(actor, period, Role.LEAD, Role.ADMIN, Role.UNIT)
    return participant.alias if hidden and not knows and participant.alias else participant.name


def knows_assessors(actor: Actor, period: Period) -> bool:
    """Whether this person may read which assessor said what: the lead, and an open panel itself."""
    return leads(actor, period) or (actor.has(Role.ASSESSOR) and not period.blind)


def _decided() -> ColumnElement[bool]:
    other = aliased(Snapshot)
    query = select(other.id).where(other.period_id == Period.id, other.decided_at.is_not(None))
    return query.exists()


def _any(rules: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(*rules) if rules else false()
