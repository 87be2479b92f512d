"""Tasks in the field imported from a table with a dry run, and written as one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from evaluator.scoring.messages import Message
from evaluator.services.fact_books import frozen_times
from evaluator.services.fact_plans import (
    DASHES,
    Cells,
    FactPlan,
    Importer,
    RowKey,
    Stored,
    plan_rows,
    write_rows,
)
from evaluator.services.fact_units import UnitFinder, unit_finder
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.task_book import BOOK, KINDS, values_of
from evaluator.services.tasks import TaskView
from evaluator.storage.actor import Actor
from evaluator.storage.facts_visibility import visible_tasks
from evaluator.storage.tasks import FieldTask
from evaluator.storage.units import Unit

TITLES = ("jenis", "unit")
COLUMNS = (*TITLES, *(column.title for column in BOOK.columns))


def plan_tasks(
    session: Session,
    actor: Actor,
    now: datetime,
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    unread: Iterable[tuple[int, Message]] = (),
) -> FactPlan:
    """Say what importing these tasks would do, without doing it.

    A row is known by its unit, survey, place and due day; a column that the file lacks
    keeps what is stored. A respondent is named by the code.
    """
    require(actor, Action.RECORD)
    finder = unit_finder(session, actor, *KINDS)
    importer = Importer(
        BOOK,
        TITLES,
        ("unit", "survei", "batas_waktu"),
        lambda cells: _owner(actor, finder, cells),
        _key,
        _stored(session, actor),
        frozen_times(session, actor.office_id),
        today_at(office_view(session, actor.office_id), now),
    )
    return plan_rows(importer, header, rows, unread)


def import_tasks(session: Session, actor: Actor, now: datetime, plan: FactPlan) -> None:
    """Do what a plan of the same transaction says: everything, or nothing."""
    require(actor, Action.RECORD)
    before, after = write_rows(session, actor, BOOK, FieldTask, plan)
    record(session, actor, now, "task.import", "tasks", before=before, after=after)


def task_rows(tasks: Iterable[TaskView]) -> list[tuple[str, ...]]:
    """Tasks as rows under `COLUMNS`, ready to be filled in and imported again."""
    return [
        (one.kind, one.unit, *(one.texts[column.field] for column in BOOK.columns)) for one in tasks
    ]


def _owner(actor: Actor, finder: UnitFinder, cells: Cells) -> dict[str, Any] | Message:
    unit = finder.find(cells)
    if not isinstance(unit, Unit):
        return unit
    return {"unit_id": unit.id, "office_id": actor.office_id}


def _key(values: Any) -> RowKey:
    place = values.get("place", "")
    return values["unit_id"], values["survey"], "" if place in DASHES else place, values["due"]


def _stored(session: Session, actor: Actor) -> dict[RowKey, Stored]:
    rows = [(row, values_of(row)) for row in session.scalars(visible_tasks(actor))]
    return {_key(values): Stored(row.id, row.version, values) for row, values in rows}
