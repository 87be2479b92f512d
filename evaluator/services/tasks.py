"""Tasks in the field of mitra and respondents: who had what to do, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from evaluator.services.fact_columns import Values, texts_of
from evaluator.services.fact_rows import Shelf, add_row, change_row, remove_row
from evaluator.services.fact_units import chosen_unit, shown_name
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.task_book import BOOK, KINDS, values_of
from evaluator.storage.actor import Actor
from evaluator.storage.facts_visibility import visible_tasks
from evaluator.storage.tasks import FieldTask
from evaluator.storage.units import Unit

STATES = ("late", "open", "done")


@dataclass(frozen=True)
class TaskView:
    """One task in the field, as pages show it; a respondent by code only.

    texts : its fields as they are typed
    days : how many days it is or was late
    state : late, open or done
    """

    id: int
    unit_id: int
    unit: str
    kind: str
    survey: str
    place: str
    given_on: date | None
    due: date
    target: int
    done: int
    refused: int
    done_on: date | None
    checked: int
    clean: int
    note: str
    version: int
    days: int
    state: str
    texts: Mapping[str, str]


def list_tasks(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    kind: str = "",
    unit_id: int | None = None,
    year: int | None = None,
    state: str = "",
    text: str = "",
) -> list[TaskView]:
    """Tasks in the field, the latest due first; one query.

    year : only those that were due in it
    text : part of the survey, the place or the unit's name
    """
    require(actor, Action.SEE_FACTS)
    query = _loaded(visible_tasks(actor))
    if kind:
        query = query.where(Unit.kind == kind)
    if unit_id is not None:
        query = query.where(FieldTask.unit_id == unit_id)
    if year is not None:
        query = query.where(FieldTask.due.between(date(year, 1, 1), date(year, 12, 31)))
    today = _today(session, actor, now)
    views = [_view(row, today) for row in session.scalars(query)]
    found = [one for one in views if state in ("", one.state) and _fits(one, text)]
    return sorted(found, key=lambda one: (-one.due.toordinal(), one.unit.casefold(), one.id))


def task_view(session: Session, actor: Actor, now: datetime, task_id: int) -> TaskView:
    """One task."""
    require(actor, Action.SEE_FACTS)
    return _view(_visible(session, actor, task_id), _today(session, actor, now))


def add_task(
    session: Session, actor: Actor, now: datetime, unit_id: int | None, **texts: str
) -> int:
    """Give a mitra or respondent a task; returns its id.

    texts : by the fields of the book

    Raises
    ------
    Refused
        If it is there already, a field cannot be, or a locked period counts it.
    """
    require(actor, Action.RECORD)
    unit = chosen_unit(session, actor, unit_id, *KINDS)
    owner = {"office_id": actor.office_id}
    return add_row(session, actor, now, _SHELF, unit, owner, texts, "task.give")


def change_task(
    session: Session, actor: Actor, now: datetime, task_id: int, *, version: int, **texts: str
) -> None:
    """Change a task, or keep what came of it; a field that is not given stays.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`; with what is stored now.
    Refused
        If a field cannot be, or a locked period counts the task.
    """
    require(actor, Action.RECORD)
    row = _visible(session, actor, task_id, lock=True)
    change_row(session, actor, now, _SHELF, row, version, texts, lambda *_: "task.change")


def remove_task(
    session: Session, actor: Actor, now: datetime, task_id: int, *, version: int
) -> None:
    """Take back a task that was given by mistake; the log keeps what it was."""
    require(actor, Action.RECORD)
    row = _visible(session, actor, task_id, lock=True)
    remove_row(session, actor, now, _SHELF, row, version, "task.remove")


def _check_new(session: Session, task_id: int, unit: Unit, values: Values) -> None:
    query = select(FieldTask.id).where(
        FieldTask.unit_id == unit.id,
        FieldTask.survey == values["survey"],
        FieldTask.place == values["place"],
        FieldTask.due == values["due"],
        FieldTask.id != task_id,
    )
    if session.scalar(query) is not None:
        raise Refused(
            "{unit} sudah punya tugas yang sama dengan batas waktu itu.",
            field="survey",
            unit=shown_name(unit),
        )


def _visible(session: Session, actor: Actor, task_id: int, *, lock: bool = False) -> FieldTask:
    query = _loaded(visible_tasks(actor).where(FieldTask.id == task_id))
    row: FieldTask | None = session.scalar(query.with_for_update(of=FieldTask) if lock else query)
    if row is None:
        raise NotFound("Tugas itu tidak ada.")
    return row


def _loaded(query: Any) -> Any:
    return query.options(contains_eager(FieldTask.unit))


def _fits(one: TaskView, text: str) -> bool:
    wanted = text.strip().casefold()
    return any(wanted in word.casefold() for word in (one.survey, one.place, one.unit))


_SHELF = Shelf(BOOK, FieldTask, "field-task", values_of, _check_new, lambda _: BOOK.fields)


def _today(session: Session, actor: Actor, now: datetime) -> date:
    return today_at(office_view(session, actor.office_id), now)


def _view(row: FieldTask, today: date) -> TaskView:
    ended = row.done_on or today
    state = "done" if row.done_on else "late" if row.due < today else "open"
    return TaskView(
        id=row.id,
        unit_id=row.unit_id,
        unit=shown_name(row.unit),
        kind=row.unit.kind,
        version=row.version,
        days=max((ended - row.due).days, 0),
        state=state,
        texts=texts_of(BOOK.columns, values_of(row)),
        **{name: getattr(row, name) for name in BOOK.fields},
    )
