"""Notes for the stage about one winner: pronunciation, who walks up, a photograph or logo."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.ceremony_slides import StageWinner
from evaluator.services.ceremony_winners import stage_winners, staged_period
from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound
from evaluator.storage.actor import Actor
from evaluator.storage.ceremonies import WinnerNote
from evaluator.storage.database import add_unless_there
from evaluator.storage.files import Damaged, Files

LARGEST_PICTURE = 8 * 1024 * 1024
"""Bytes of a photograph as it is uploaded; what is kept is much smaller."""


def winner_on_stage(session: Session, actor: Actor, period_id: int, winner_id: int) -> StageWinner:
    """One winner with the notes about it."""
    require(actor, Action.STAGE)
    staged_period(session, actor, period_id)
    for one in stage_winners(session, actor, period_id):
        if one.winner_id == winner_id:
            return one
    raise NotFound("Pemenang itu tidak ada.")


def sharing(one: StageWinner, winners: Iterable[StageWinner]) -> tuple[str, ...]:
    """Titles of the unit's other awards for which a note serves as well."""
    own = one.note.own
    return tuple(
        other.title
        for other in winners
        if (other.unit_id, other.winner_id != one.winner_id) == (one.unit_id, True)
        and any(getattr(own, name) == getattr(other.note, name) for name in other.note.shared)
    )


def save_note(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    winner_id: int,
    *,
    spoken: str,
    caller: str,
    version: int,
) -> None:
    """Keep how a name is pronounced and who walks up.

    Raises
    ------
    Conflict
        If somebody else changed the note since `version`; with what is stored now.
    """
    texts = {
        "spoken": clean_text(spoken, "spoken", empty=True),
        "caller": clean_text(caller, "caller", empty=True),
    }
    row = _hold(session, actor, period_id, winner_id)
    if row.version != max(version, 1):
        raise Conflict(
            "Catatan ini baru saja diubah orang lain; tidak ada yang ditimpa.",
            stored={"spoken": row.spoken, "caller": row.caller, "version": row.version},
        )
    before = {"spoken": row.spoken, "caller": row.caller}
    if texts == before:
        return
    row.spoken, row.caller, row.version = texts["spoken"], texts["caller"], row.version + 1
    _log(session, actor, now, period_id, winner_id, before, dict(texts))


def put_picture(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    winner_id: int,
    files: Files,
    content: bytes | None,
) -> None:
    """Keep a picture that was made safe and small, or take it away (None)."""
    row = _hold(session, actor, period_id, winner_id)
    before = {"picture": row.picture}
    row.picture = None if content is None else files.put(content)
    after = {"picture": row.picture}
    if after != before:
        row.version += 1
        _log(session, actor, now, period_id, winner_id, before, after)


def picture_of(
    session: Session, actor: Actor, period_id: int, winner_id: int, files: Files
) -> bytes:
    """The picture of one winner, a PNG.

    Raises
    ------
    NotFound
        If there is none, or its file was damaged.
    """
    digest = winner_on_stage(session, actor, period_id, winner_id).note.picture
    try:
        return files.get(digest or "")
    except Damaged:
        raise NotFound("Gambar itu tidak ada.") from None


def _hold(session: Session, actor: Actor, period_id: int, winner_id: int) -> WinnerNote:
    """The note about a winner, made where there is none, held until the transaction ends."""
    note = winner_on_stage(session, actor, period_id, winner_id).note.own
    first = {"spoken": note.spoken, "caller": note.caller, "picture": note.picture}
    key = {"winner_id": winner_id}
    add_unless_there(session, WinnerNote, key, {**first, "version": max(note.version, 1)})
    query = select(WinnerNote).where(WinnerNote.winner_id == winner_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _log(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    winner_id: int,
    before: Mapping[str, str | None],
    after: Mapping[str, str | None],
) -> None:
    name = f"winner:{winner_id}"
    record(
        session,
        actor,
        now,
        "ceremony.note",
        name,
        before=dict(before),
        after=dict(after),
        period_id=period_id,
    )
