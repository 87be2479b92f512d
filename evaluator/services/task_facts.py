"""What tasks in the field tell of mitra and respondents: complete, on time, clean, willing."""

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.measures import Fact, Measure
from evaluator.scoring.messages import Message, says
from evaluator.services.fact_books import until
from evaluator.services.spans import Span
from evaluator.storage.tasks import FieldTask

Counted = tuple[int, int, Message] | None


def facts(session: Session, measure: Measure, unit_ids: Collection[int], span: Span) -> list[Fact]:
    """The tasks that were due within the time, as one measure counts them; one query."""
    query = (
        select(FieldTask)
        .where(FieldTask.unit_id.in_(unit_ids), FieldTask.due.between(span.first, span.last))
        .order_by(FieldTask.due, FieldTask.id)
    )
    found = ((row, _COUNTS[measure](row, span)) for row in session.scalars(query))
    return [_fact(row, *counted) for row, counted in found if counted is not None]


def _fact(row: FieldTask, part: int, whole: int, became: Message) -> Fact:
    told = says("{survey}: {became}", survey=row.survey, became=became)
    if row.place:
        told = says(
            "{survey}, {place}: {became}", survey=row.survey, place=row.place, became=became
        )
    source = f"field-task:{row.id}"
    return Fact(row.unit_id, row.due, Fraction(part), Fraction(whole), source, told)


def _complete(row: FieldTask, span: Span) -> Counted:
    return (
        row.done,
        row.target,
        says("{part} dari {whole} selesai", part=row.done, whole=row.target),
    )


def _on_time(row: FieldTask, span: Span) -> Counted:
    done_on = until(row.done_on, span)
    if done_on is None:
        return 0, 1, says("belum selesai")
    late = max((done_on - row.due).days, 0)
    return (
        int(not late),
        1,
        says("terlambat {days} hari", days=late) if late else says("tepat waktu"),
    )


def _quality(row: FieldTask, span: Span) -> Counted:
    if not row.checked:
        return None
    return (
        row.clean,
        row.checked,
        says("{part} dari {whole} bersih", part=row.clean, whole=row.checked),
    )


def _willing(row: FieldTask, span: Span) -> Counted:
    willing = row.target - row.refused
    told = says("{part} dari {whole} menolak", part=row.refused, whole=row.target)
    return willing, row.target, told


_COUNTS: Mapping[Measure, Callable[[FieldTask, Span], Counted]] = {
    Measure.TASKS_COMPLETE: _complete,
    Measure.TASKS_ON_TIME: _on_time,
    Measure.TASKS_QUALITY: _quality,
    Measure.TASKS_WILLING: _willing,
}
