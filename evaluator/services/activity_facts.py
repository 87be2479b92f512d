"""Facts for measured indicators: who came when invited, who of the level, hours, own activities.

An activity that was called off gives none. An absence that the office accepted counts
neither way; somebody who came all the same counts as having come.
"""

from collections.abc import Collection
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from evaluator.scoring.exact import write_shortest
from evaluator.scoring.measures import Fact, Measure
from evaluator.scoring.messages import N_, Message, says
from evaluator.services.activity_words import KINDS, level_words, reaches
from evaluator.services.spans import Span
from evaluator.storage.activities import Activity, ActivityInvitation, Attendance

_KINDS = {
    Measure.ATTENDANCE_TRAINING: ("bimtek", "clinic", "seminar"),
    Measure.ATTENDANCE_FORUM: ("fgd", "data-mesra", "forum"),
}
"""Measures that look at some kinds of activities only."""


def facts(session: Session, measure: Measure, unit_ids: Collection[int], span: Span) -> list[Fact]:
    """The facts of one measure about activities, by day.

    ATTENDANCE and its kin have one an invitation, TRAINING_HOURS one an invitation
    that was followed, ACTIVITIES_HOSTED one an activity of the unit's own.
    """
    if measure is Measure.ACTIVITIES_HOSTED:
        return _hosted(session, unit_ids, span)
    tell = _TELLERS[measure]
    query = (
        select(ActivityInvitation)
        .join(ActivityInvitation.activity)
        .where(
            ActivityInvitation.unit_id.in_(unit_ids),
            Activity.held_on.between(span.first, span.last),
            Activity.cancelled_at.is_(None),
            Activity.kind.in_(_KINDS.get(measure, tuple(KINDS))),
        )
        .options(
            joinedload(ActivityInvitation.activity),
            selectinload(ActivityInvitation.people),
        )
        .order_by(Activity.held_on, ActivityInvitation.id)
        .execution_options(populate_existing=True)
    )
    found = (tell(row, _standing(row)) for row in session.scalars(query))
    return [fact for fact in found if fact is not None]


def _hosted(session: Session, unit_ids: Collection[int], span: Span) -> list[Fact]:
    query = (
        select(Activity)
        .where(
            Activity.host_id.in_(unit_ids),
            Activity.held_on.between(span.first, span.last),
            Activity.cancelled_at.is_(None),
        )
        .order_by(Activity.held_on, Activity.id)
    )
    return [
        Fact(
            row.host_id or 0,
            row.held_on,
            Fraction(1),
            Fraction(1),
            f"activity:{row.id}",
            says("{title}: diselenggarakan sendiri", title=row.title),
        )
        for row in session.scalars(query)
    ]


def _standing(row: ActivityInvitation) -> list[Attendance]:
    return [one for one in row.people if one.struck_at is None]


def _attended(row: ActivityInvitation, people: list[Attendance]) -> Fact | None:
    if people:
        return _fact(row, people[0], 1, says("{title}: hadir", title=row.activity.title))
    if row.excused_at is not None:
        return None
    return _fact(row, None, 0, says("{title}: tidak hadir", title=row.activity.title))


def _of_level(row: ActivityInvitation, people: list[Attendance]) -> Fact | None:
    fitting = next((one for one in people if reaches(one.level, row.level)), None)
    if fitting is None and not people:
        return _attended(row, people)
    shown = fitting or people[0]
    template = (
        N_("{title}: hadir ({level})")
        if fitting
        else N_("{title}: hadir ({level}), di bawah jenjang yang diminta ({asked})")
    )
    gaps: dict[str, object] = {
        "title": row.activity.title,
        "level": level_words(shown.level),
        "asked": level_words(row.level),
    }
    return _fact(row, shown, int(fitting is not None), Message(template, gaps))


def _hours(row: ActivityInvitation, people: list[Attendance]) -> Fact | None:
    if not people:
        return None
    hours = row.activity.hours
    shown = write_shortest(hours).replace(".", ",")
    words = says("{title}: {hours} jam", title=row.activity.title, hours=shown)
    return _fact(row, people[0], hours, words)


def _fact(
    row: ActivityInvitation, person: Attendance | None, part: Fraction | int, words: Message
) -> Fact:
    source = f"attendance:{person.id}" if person else f"invited:{row.id}"
    day = row.activity.held_on
    return Fact(row.unit_id, day, Fraction(part), Fraction(1), source, words)


_TELLERS = {
    Measure.ATTENDANCE: _attended,
    Measure.ATTENDANCE_TRAINING: _attended,
    Measure.ATTENDANCE_FORUM: _attended,
    Measure.ATTENDANCE_LEVEL: _of_level,
    Measure.TRAINING_HOURS: _hours,
}
