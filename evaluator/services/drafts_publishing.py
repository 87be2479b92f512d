"""The end of a draft: checked node by node, published for good, or dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.rubric_plain import Plain, spot_at
from evaluator.services.drafts import Name, changing_draft, name_in, visible_draft
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, Refused
from evaluator.services.rubrics import publish
from evaluator.storage.actor import Actor
from evaluator.storage.drafts import DraftState, RubricDraft
from evaluator.storage.rubric_drafts import draft_faults
from evaluator.storage.rubric_files import RubricProblem, read_rubric
from evaluator.storage.rubric_writing import write_plain


@dataclass(frozen=True)
class DraftFault:
    """One thing that keeps a draft from being published.

    code : the node that it is about; "" for the whole rubric
    field : the key of the file that is meant, "" where it is the node itself
    place : the dotted place, for those who read the file
    """

    code: str
    name: Name
    is_indicator: bool
    field: str
    place: str
    message: Message


def check_draft(session: Session, actor: Actor, draft_id: int) -> list[DraftFault]:
    """Everything that has to be mended before publishing, in the order of the tree."""
    require(actor, Action.DISCUSS)
    return _faults(visible_draft(session, actor, draft_id).content)


def rubric_of_content(content: Plain) -> Rubric | None:
    """The rubric that a draft's content would become; None where it does not hold together yet."""
    try:
        return read_rubric(write_plain(content))
    except RubricProblem:
        return None


def publish_draft(
    session: Session, actor: Actor, now: datetime, draft_id: int, version: int
) -> int:
    """Make a draft the immutable version that it says it is, and close it. Returns the rubric's id.

    version : the version of the draft that the person read

    Raises
    ------
    Refused
        With every fault, or if another content already carries this code and version.
    Conflict
        If the draft was changed since it was read.
    """
    require(actor, Action.ADMINISTER)
    row = changing_draft(session, actor, draft_id)
    _check_seen(row, version)
    faults = _faults(row.content)
    if faults:
        raise Refused(
            "Rancangan belum dapat terbit: {count} hal perlu diperbaiki.",
            count=len(faults),
            details=_details(faults),
        )
    name = f"{row.content['code']}.yaml"
    rubric_id = publish(session, actor, now, write_plain(row.content), name, draft_id=row.id)
    row.state, row.published_id = DraftState.PUBLISHED, rubric_id
    row.changed_at, row.changed_by = now, actor.name
    return rubric_id


def drop_draft(session: Session, actor: Actor, now: datetime, draft_id: int, version: int) -> None:
    """Give a draft up; it stays readable and never changes again."""
    require(actor, Action.ADMINISTER)
    row = changing_draft(session, actor, draft_id)
    _check_seen(row, version)
    before = {"state": row.state}
    row.state, row.changed_at, row.changed_by = DraftState.DROPPED, now, actor.name
    after = {"state": str(DraftState.DROPPED)}
    record(session, actor, now, "draft.dropped", f"draft:{row.id}", before=before, after=after)


def _faults(tree: Plain) -> list[DraftFault]:
    found = [_fault(tree, place, message) for place, message in draft_faults(tree)]
    return sorted(found, key=lambda fault: _order(fault.place))


def _fault(tree: Plain, place: str, message: Message) -> DraftFault:
    spot = spot_at(tree, place)
    if spot is None:
        return DraftFault("", {"id": ""}, False, place.partition(".")[0], place, message)
    field = place.removeprefix(spot.place).lstrip(".").partition(".")[0]
    lacking = message.values.get("field")
    name = name_in(spot.node.get("name"), spot.code)
    return DraftFault(
        spot.code, name, spot.is_indicator, field or str(lacking or ""), place, message
    )


def _order(place: str) -> tuple[object, ...]:
    """Places in the order of the file: the numbers in them as numbers."""
    parts = place.split(".")
    return tuple((part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts)


def _details(faults: Sequence[DraftFault]) -> tuple[Refused, ...]:
    return tuple(
        Refused("{code}: {problem}", code=fault.code or fault.place, problem=fault.message)
        for fault in faults[:20]
    )


def _check_seen(row: RubricDraft, version: int) -> None:
    if row.version != version:
        raise Conflict(
            "{name} mengubah rancangan ini setelah Anda membukanya. Baca sekali lagi.",
            name=row.changed_by,
            stored={"version": row.version},
        )
