"""Certificates that were issued for an attendance, so that striking it out does not forget them."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date
from sqlalchemy.orm import Session

from evaluator.services.activities import visible_activity
from evaluator.services.activity_words import name_of
from evaluator.services.permissions import Action, require
from evaluator.services.person_names import same_person
from evaluator.storage.activities import Activity, Attendance
from evaluator.storage.activities_visibility import attendance_certificates, visible_attendance
from evaluator.storage.actor import Actor
from evaluator.storage.certificates import Certificate, face_text


@dataclass(frozen=True)
class Issued:
    """A valid certificate of attendance of somebody at one activity."""

    id: int
    number: str
    recipient: str


def certificates_of_person(session: Session, actor: Actor, attendance_id: int) -> list[Issued]:
    """The valid certificates that one entry of the attendance led to."""
    require(actor, Action.HOST)
    row = session.scalar(visible_attendance(actor).where(Attendance.id == attendance_id))
    if row is None:
        return []
    papers = _papers(session, actor, row.invitation.activity)
    return [_issued(one) for one in papers if _is_of(one, row)]


def certificates_of_activity(session: Session, actor: Actor, activity_id: int) -> list[Issued]:
    """The valid certificates of attendance of one activity, by number of issue."""
    require(actor, Action.HOST)
    activity = visible_activity(session, actor, activity_id)
    return [_issued(one) for one in _papers(session, actor, activity)]


def certificates_to_revoke(session: Session, actor: Actor, activity_id: int) -> list[Issued]:
    """Valid certificates of people whose attendance no longer counts, by number of issue."""
    require(actor, Action.HOST)
    activity = visible_activity(session, actor, activity_id)
    query = visible_attendance(actor).where(
        Attendance.invitation.has(activity_id=activity.id), Attendance.name != ""
    )
    people = session.scalars(query).all()
    struck = [one for one in people if one.struck_at is not None]
    if not struck:
        return []
    standing = [one for one in people if one.struck_at is None]
    return [
        _issued(paper)
        for paper in _papers(session, actor, activity)
        if _of_any(paper, struck) and not _of_any(paper, standing)
    ]


def _papers(session: Session, actor: Actor, activity: Activity) -> Sequence[Certificate]:
    """The valid certificates of attendance of one activity, by its title and day."""
    named = face_text(session, "award") == activity.title
    query = attendance_certificates(actor).where(named)
    day = format_date(activity.held_on, "d MMMM y", locale="id")
    found = session.scalars(query.order_by(Certificate.id))
    return [one for one in found if str(one.face["place_and_date"]).endswith(f", {day}")]


def _of_any(paper: Certificate, people: Sequence[Attendance]) -> bool:
    return any(_is_of(paper, one) for one in people)


def _is_of(paper: Certificate, person: Attendance) -> bool:
    """Whether a paper names this person and this unit, as the list or a later mend wrote them."""
    names = {paper.face["recipient"], (paper.face.get("mended") or {}).get("given", "")}
    unit = paper.face.get("organisation") or ""
    return unit in ("", name_of(person.invitation.unit)) and any(
        same_person(str(name), person.name) for name in names if name
    )


def _issued(paper: Certificate) -> Issued:
    return Issued(paper.id, paper.number, str(paper.face["recipient"]))
