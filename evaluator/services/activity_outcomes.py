"""What an activity brought each invited unit, written down for many units at once."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evaluator.services.activity_invitations import held_activity
from evaluator.services.activity_words import name_of
from evaluator.services.checks import clean_text
from evaluator.services.logging import Entry, record_many
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.activities import ActivityInvitation
from evaluator.storage.actor import Actor

LONGEST = 2000


def save_outcomes(
    session: Session,
    actor: Actor,
    now: datetime,
    activity_id: int,
    texts: Mapping[int, tuple[str, str]],
) -> int:
    """Write outcomes of units; returns how many changed.

    texts : by invitation, what stood there when the page was opened, and what was typed

    Raises
    ------
    Refused
        If somebody else changed one of them meanwhile; nothing is overwritten. `field` names
        the input, such as "outcome-12".
    """
    require(actor, Action.HOST)
    row = held_activity(session, actor, activity_id)
    query = select(ActivityInvitation).where(ActivityInvitation.activity_id == row.id)
    fresh = query.options(joinedload(ActivityInvitation.unit))
    invited = {one.id: one for one in session.scalars(fresh)}
    entries = []
    for key, (seen, typed) in texts.items():
        if key not in invited:
            raise NotFound("Undangan itu tidak ada.")
        entries += _change(invited[key], seen, typed)
    record_many(session, actor, now, entries)
    return len(entries)


def _change(row: ActivityInvitation, seen: str, typed: str) -> list[Entry]:
    """Write one outcome and say what to log; nothing where it stays as it was."""
    field = f"outcome-{row.id}"
    words = clean_text(_lines(typed), field, most=LONGEST, empty=True)
    if words in (row.outcome, _lines(seen)):
        return []
    if row.outcome != _lines(seen):
        raise Refused(
            "Hasil {unit} baru saja diubah orang lain menjadi: {stored}",
            field=field,
            unit=name_of(row.unit),
            stored=row.outcome or "–",
        )
    before = {"unit_id": row.unit_id, "outcome": row.outcome}
    row.outcome = words
    row.version += 1
    after = {"unit_id": row.unit_id, "outcome": words}
    return [Entry("activity.invited", f"invited:{row.id}", before=before, after=after)]


def _lines(text: str) -> str:
    """A text as it is kept: a form sends other line ends than it was given."""
    return text.replace("\r\n", "\n").strip()
