"""The names of what the log speaks of, so that people need not know numbers."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.storage.activities import (
    Activity,
    ActivityInvitation,
    ActivityMaterial,
    Attendance,
    FollowUp,
)
from evaluator.storage.ceremonies import Ceremony, Seat
from evaluator.storage.certificates import Certificate, NumberPlan, PrintedName
from evaluator.storage.designs import PaperDesign
from evaluator.storage.drafts import RubricDraft
from evaluator.storage.evidence import Evidence
from evaluator.storage.growth import GrowthPlan, PlanAction
from evaluator.storage.log import LogEntry
from evaluator.storage.objections import Objection
from evaluator.storage.obstacles import Obstacle
from evaluator.storage.offices import Signatory
from evaluator.storage.people import Account
from evaluator.storage.periods import Participant, Period
from evaluator.storage.plenaries import Plenary
from evaluator.storage.print_jobs import PrintJob
from evaluator.storage.registers import RegisterEntry
from evaluator.storage.requests import RequestedTable, RequestRound
from evaluator.storage.results import Snapshot, Winner
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Sheet
from evaluator.storage.tasks import FieldTask
from evaluator.storage.units import Unit, UnitGroup

_SHEETS = select(Sheet.id, Participant.name).join(Sheet.participant)
_PROOFS = select(Evidence.id, Participant.name).join(
    Participant, Participant.id == Evidence.participant_id
)
_VERSION = RubricVersion.code + " " + RubricVersion.version
_STAGES = select(Ceremony.id, Period.title).join(Ceremony.period)
_MEETINGS = (
    select(Plenary.id, Period.title)
    .join(Plenary.snapshot)
    .join(Period, Period.id == Snapshot.period_id)
)
_PLANS = select(GrowthPlan.id, Participant.name).join(GrowthPlan.participant)
_ACTIONS = (
    select(PlanAction.id, Participant.name).join(PlanAction.plan).join(GrowthPlan.participant)
)
_WINNERS = select(Winner.id, Participant.name).join(Winner.participant)
_OBJECTIONS = select(Objection.id, Participant.name).join(Objection.participant)
_INVITED = select(ActivityInvitation.id, Unit.name).join(ActivityInvitation.unit)
_COMING = (
    select(Attendance.id, Activity.title)
    .join(Attendance.invitation)
    .join(ActivityInvitation.activity)
)
_AGREED = select(FollowUp.id, Activity.title).join(FollowUp.activity)
_QUERIES: dict[str, tuple[Any, Any]] = {
    "account": (select(Account.id, Account.name), Account.id),
    "activity": (select(Activity.id, Activity.title), Activity.id),
    "attendance": (_COMING, Attendance.id),
    "ceremony": (_STAGES, Ceremony.id),
    "certificate": (select(Certificate.id, Certificate.number), Certificate.id),
    "design": (select(PaperDesign.id, PaperDesign.name), PaperDesign.id),
    "draft": (select(RubricDraft.id, RubricDraft.title), RubricDraft.id),
    "evidence": (_PROOFS, Evidence.id),
    "follow-up": (_AGREED, FollowUp.id),
    "field-task": (select(FieldTask.id, FieldTask.survey), FieldTask.id),
    "group": (select(UnitGroup.id, UnitGroup.name), UnitGroup.id),
    "invited": (_INVITED, ActivityInvitation.id),
    "material": (select(ActivityMaterial.id, ActivityMaterial.title), ActivityMaterial.id),
    "objection": (_OBJECTIONS, Objection.id),
    "number-plan": (select(NumberPlan.id, NumberPlan.title), NumberPlan.id),
    "obstacle": (select(Obstacle.id, Obstacle.survey), Obstacle.id),
    "participant": (select(Participant.id, Participant.name), Participant.id),
    "period": (select(Period.id, Period.title), Period.id),
    "plan": (_PLANS, GrowthPlan.id),
    "plan-action": (_ACTIONS, PlanAction.id),
    "plenary": (_MEETINGS, Plenary.id),
    "print-job": (select(PrintJob.id, PrintJob.title), PrintJob.id),
    "printed-name": (select(PrintedName.id, PrintedName.given), PrintedName.id),
    "register-entry": (select(RegisterEntry.id, RegisterEntry.title), RegisterEntry.id),
    "request-round": (select(RequestRound.id, RequestRound.title), RequestRound.id),
    "requested-table": (select(RequestedTable.id, RequestedTable.title), RequestedTable.id),
    "rubric": (select(RubricVersion.id, _VERSION), RubricVersion.id),
    "seat": (select(Seat.id, Seat.name), Seat.id),
    "sheet": (_SHEETS, Sheet.id),
    "signatory": (select(Signatory.id, Signatory.name), Signatory.id),
    "winner": (_WINNERS, Winner.id),
    "unit": (select(Unit.id, Unit.name), Unit.id),
}
_SECRET = ("winner:", "seat:")


def subjects_of(
    session: Session, entries: Sequence[LogEntry], readable: Iterable[LogEntry]
) -> dict[str, str]:
    """Names by "kind:id" of all objects, and of those in the values of the readable entries.

    A winner or a guest is named for readable entries only: that there is an entry tells
    already that somebody won. One query a kind, however many entries there are.
    """
    objects = {entry.object.partition("/")[0] for entry in entries}
    objects = {one for one in objects if not one.startswith(_SECRET)}
    for entry in readable:
        objects.add(entry.object.partition("/")[0])
        objects.update(_spoken(entry.before), _spoken(entry.after))
    found: dict[str, str] = {}
    for kind, (query, column) in _QUERIES.items():
        keys = {name.partition(":")[2] for name in objects if name.startswith(f"{kind}:")}
        ids = [int(key) for key in keys if key.isascii() and key.isdigit()]
        rows = session.execute(query.where(column.in_(ids))) if ids else ()
        found |= {f"{kind}:{number}": name for number, name in rows}
    return found


def _spoken(value: Any) -> Iterator[str]:
    """The objects that a stored value names: sheets whose scores changed, units by number."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key.startswith("sheet:"):
                yield key.partition("/")[0]
            elif key in ("unit_id", "parent_id") and one:
                yield f"unit:{one}"
            yield from _spoken(one)
    elif isinstance(value, list):
        for one in value:
            yield from _spoken(one)
