"""A unit keeps its plan: actions are added, changed, brought forward and proven."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.growing import targets_of
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.activities import Activity
from evaluator.storage.activities_visibility import visible_activities
from evaluator.storage.actor import Actor
from evaluator.storage.growth import ActionStatus, GrowthPlan, PlanAction
from evaluator.storage.growth_visibility import visible_plans

_MOST_ACTIONS = 100


@dataclass(frozen=True)
class Details:
    """What a unit says of an action; texts "" and due None where it says nothing."""

    target: str = ""
    text: str = ""
    owner: str = ""
    due: date | None = None
    training: str = ""
    note: str = ""
    activity_id: int | None = None


def add_action(
    session: Session, actor: Actor, now: datetime, plan_id: int, indicator: str, details: Details
) -> int:
    """Add an action to one's own plan.

    Raises
    ------
    Refused
        If the rubric has no such indicator, or something typed does not fit.
    """
    plan = _own_plan(session, actor, plan_id)
    rubric = plan.participant.category.rubric_version.rubric
    if indicator not in rubric.indicator:
        raise Refused("Pilih satu indikator dari rubriknya.", field="indicator")
    if len(plan.actions) >= _MOST_ACTIONS:
        raise Refused("Sudah ada {most} tindakan. Batalkan atau ubah yang ada.", most=_MOST_ACTIONS)
    known = _checked(plan, indicator, details)
    last = max((action.position for action in plan.actions), default=-1)
    row = PlanAction(plan_id=plan.id, indicator=indicator, position=last + 1, **asdict(known))
    session.add(row)
    session.flush()
    _record(session, actor, now, plan, row, "plan.add", None)
    return row.id


def put_details(
    session: Session, actor: Actor, plan: GrowthPlan, row: PlanAction, details: Details
) -> None:
    """Put what a unit says of an action into its row; whoever calls keeps it.

    Raises
    ------
    Refused
        If it has no text, or the target is no level of the indicator's scale.
    """
    offered = activities_to_link(session, actor) if details.activity_id else ()
    known = _checked(plan, row.indicator, details, offered, row.activity_id)
    for name, value in asdict(known).items():
        setattr(row, name, value)
    session.flush()
    session.refresh(row, ["activity"])


def put_status(session: Session, actor: Actor, now: datetime, row: PlanAction, status: str) -> None:
    """Put how far an action is into its row, with the day on which it was done."""
    if status not in set(ActionStatus):
        raise Refused("Pilih salah satu keadaan.", field="status")
    if status != row.status:
        today = today_at(office_view(session, actor.office_id), now)
        row.status = status
        row.finished_on = today if status == ActionStatus.DONE else None


def bring_forward(
    session: Session, actor: Actor, now: datetime, action_id: int, status: str, *, version: int
) -> None:
    """Say how far an action is; done or dropped, it is reminded of no longer.

    Raises
    ------
    Conflict
        If it changed since `version`.
    """
    plan, row = own_action(session, actor, action_id)
    check_version(row, version)
    before = said(row)
    put_status(session, actor, now, row, status)
    keep(session, actor, now, plan, row, "plan.status", before)


def change_note(
    session: Session, actor: Actor, now: datetime, plan_id: int, note: str, *, version: int
) -> None:
    """Change what the unit says of its plan as a whole."""
    plan = _own_plan(session, actor, plan_id)
    words = clean_text(note, "note", most=2000, empty=True)
    if plan.version != version:
        raise _changed({"note": plan.note, "version": plan.version})
    if plan.note != words:
        before, plan.note, plan.version = plan.note, words, plan.version + 1
        _tell(session, actor, now, plan, f"plan:{plan.id}", "plan.note", before, words)


def own_action(session: Session, actor: Actor, action_id: int) -> tuple[GrowthPlan, PlanAction]:
    """One action of one's own plan, held until the transaction ends."""
    plan_id = session.scalar(select(PlanAction.plan_id).where(PlanAction.id == action_id))
    plan = _own_plan(session, actor, plan_id or 0)
    row = session.get_one(PlanAction, action_id, populate_existing=True)
    return plan, row


def check_version(row: PlanAction, version: int) -> None:
    """Stop a change of an action that is no longer as it was seen."""
    if row.version != version:
        raise _changed({**said(row), "version": row.version})


def said(row: PlanAction) -> dict[str, object]:
    """An action as the log tells of it."""
    return {
        "target": row.target,
        "text": row.text,
        "owner": row.owner,
        "due": row.due.isoformat() if row.due else None,
        "training": row.training,
        "activity": row.activity.title if row.activity else "",
        "status": row.status,
        "note": row.note,
        "proof": row.proof,
        "link": row.link,
        "file_name": row.file_name,
    }


def _changed(stored: dict[str, object]) -> Conflict:
    return Conflict(
        "Rencana ini sudah berubah di tab atau perangkat lain. Tidak ada yang ditimpa.",
        stored=stored,
    )


def _own_plan(session: Session, actor: Actor, plan_id: int) -> GrowthPlan:
    """One's own plan, held until the transaction ends."""
    require(actor, Action.PLAN)
    query = visible_plans(actor).where(GrowthPlan.id == plan_id)
    if session.scalar(query.with_only_columns(GrowthPlan.id)) is None or actor.unit_id is None:
        raise NotFound("Rencana itu tidak ada.")
    return session.get_one(GrowthPlan, plan_id, with_for_update=True, populate_existing=True)


def activities_to_link(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """The activities that one's own unit is invited to or holds, newest first."""
    require(actor, Action.PLAN)
    query = visible_activities(actor).where(Activity.cancelled_at.is_(None))
    rows = session.execute(
        query.with_only_columns(Activity.id, Activity.title)
        .order_by(Activity.held_on.desc(), Activity.id.desc())
        .limit(50)
    )
    return [(number, title) for number, title in rows]


def _checked(
    plan: GrowthPlan,
    indicator: str,
    details: Details,
    offered: Sequence[tuple[int, str]] = (),
    kept: int | None = None,
) -> Details:
    """What was typed of an action; a target is one of the scale's levels where it has levels."""
    rubric = plan.participant.category.rubric_version.rubric
    if details.activity_id not in {None, kept, *(number for number, _title in offered)}:
        raise Refused("Kegiatan itu tidak ada lagi. Pilih yang lain.", field="activity_id")
    levels = targets_of(rubric, indicator)
    target = clean_text(details.target, "target", empty=True)
    if levels and target and target not in levels:
        raise Refused("Pilih salah satu tingkat dari skalanya.", field="target")
    return Details(
        target,
        clean_text(details.text, "text", most=2000),
        clean_text(details.owner, "owner", empty=True),
        details.due,
        clean_text(details.training, "training", most=500, empty=True),
        clean_text(details.note, "note", most=1000, empty=True),
        details.activity_id,
    )


def keep(
    session: Session,
    actor: Actor,
    now: datetime,
    plan: GrowthPlan,
    row: PlanAction,
    act: str,
    before: dict[str, object],
) -> None:
    """Count the change and record it, unless nothing changed."""
    if said(row) != before:
        row.version += 1
        session.flush()
        _record(session, actor, now, plan, row, act, before)


def _record(
    session: Session,
    actor: Actor,
    now: datetime,
    plan: GrowthPlan,
    row: PlanAction,
    act: str,
    before: dict[str, object] | None,
) -> None:
    after = {"indicator": row.indicator, **said(row)} if before is None else said(row)
    _tell(session, actor, now, plan, f"plan-action:{row.id}", act, before, after)


def _tell(
    session: Session,
    actor: Actor,
    now: datetime,
    plan: GrowthPlan,
    place: str,
    act: str,
    before: object,
    after: object,
) -> None:
    period_id = plan.participant.category.period_id
    record(session, actor, now, act, place, before=before, after=after, period_id=period_id)
