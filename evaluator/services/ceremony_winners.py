"""Who is called on the stage of a period, with the notes for the stage."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evaluator.scoring.words import Bilingual
from evaluator.services.ceremony_slides import Note, StageWinner
from evaluator.services.certificate_faces import place_on_paper
from evaluator.services.periods import visible_period
from evaluator.services.problems import NotFound
from evaluator.services.winner_order import ordered_winners
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import printable_snapshot, visible_winners
from evaluator.storage.ceremonies import WinnerNote
from evaluator.storage.periods import Category, Period
from evaluator.storage.results import Snapshot, Winner

Given = tuple[int, str, int]
"""Category, award and unit: by these a note is found again after a revision."""


def staged_period(session: Session, actor: Actor, period_id: int) -> Period:
    """A period on whose awards a plenary has decided, or which is released.

    Raises
    ------
    NotFound
        If it is not that far, or this person may not know of it: both look the same.
    """
    period = visible_period(session, actor, period_id)
    query = select(Snapshot.id).where(
        Snapshot.period_id == period.id,
        printable_snapshot(),
        Snapshot.decided_at.is_not(None) | Snapshot.released_at.is_not(None),
    )
    if session.scalar(query) is None:
        raise NotFound(
            "Panggung baru dapat disiapkan sesudah pleno menetapkan pemenang periode ini. "
            "Tanyakan kepada ketua tim."
        )
    return period


def stage_winners(session: Session, actor: Actor, period_id: int) -> list[StageWinner]:
    """The winners whose names are on the stage, in the order of categories and awards.

    A fixed number of queries, however many there are.
    """
    rows = winner_rows(session, actor, period_id)
    notes = _notes(session, period_id)
    return [stage_winner(row, _note_about(row, notes)) for row in rows]


def winner_rows(session: Session, actor: Actor, period_id: int) -> Sequence[Winner]:
    """The rows behind `stage_winners`."""
    query = visible_winners(actor).where(Period.id == period_id, printable_snapshot())
    return ordered_winners(session, query)


def stage_winner(row: Winner, note: Note) -> StageWinner:
    """A winner's row as the stage speaks of it."""
    return StageWinner(
        row.id,
        row.category_id,
        row.category.title,
        row.award,
        Bilingual(**row.title).id,
        row.place,
        place_on_paper(row.place_name, row.joint) or "",
        row.participant.name,
        note,
        row.participant.unit_id,
    )


def given(row: Winner) -> Given:
    """What stays the same of a winner when results are computed anew."""
    return (row.category_id, row.award, row.participant_id)


def _note_about(row: Winner, notes: Mapping[int, Mapping[Given, Note]]) -> Note:
    """The note about an award of a unit; what it lacks is taken from the unit's other awards."""
    mine = notes.get(row.participant.unit_id, {})
    own = mine.get(given(row), Note())
    return own.completed(mine[key] for key in reversed(list(mine)) if key != given(row))


def _notes(session: Session, period_id: int) -> dict[int, dict[Given, Note]]:
    """By unit the newest note about each of its awards, those of earlier results as well."""
    query = (
        select(WinnerNote)
        .join(WinnerNote.winner)
        .join(Winner.category)
        .where(Category.period_id == period_id)
        .options(joinedload(WinnerNote.winner).joinedload(Winner.participant))
        .order_by(Winner.snapshot_id, WinnerNote.id)
    )
    found: dict[int, dict[Given, Note]] = {}
    for row in session.scalars(query):
        of_unit = found.setdefault(row.winner.participant.unit_id, {})
        of_unit[given(row.winner)] = note_of(row)
    return found


def note_of(row: WinnerNote) -> Note:
    """A note's row as plain values."""
    return Note(row.spoken, row.caller, row.picture, row.version)
