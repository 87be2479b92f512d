"""Somebody reports an obstacle by one short form, and everybody concerned answers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.evidence_files import Keeping, Upload
from evaluator.services.logging import record
from evaluator.services.obstacle_letters import ANSWERED, tell_assigned, tell_reporter
from evaluator.services.obstacles import KINDS, reported_by
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.obstacle_visibility import visible_obstacles
from evaluator.storage.obstacles import Obstacle, ObstacleReply, ObstacleState

LONGEST = 2000
_LONGEST_AGO = timedelta(days=400)


@dataclass(frozen=True)
class Report:
    """What is told of an obstacle; survey and place may stay "", met_on None is today."""

    kind: str
    text: str
    survey: str = ""
    place: str = ""
    met_on: date | None = None


def report(
    session: Session,
    actor: Actor,
    now: datetime,
    given: Report,
    photo: Upload | None = None,
    keeping: Keeping | None = None,
) -> int:
    """Report an obstacle; returns its number.

    Raises
    ------
    Refused
        If kind or text lack, the day lies ahead or long ago, or the file is no photo.
    """
    require(actor, Action.REPORT)
    if actor.account_id is None:
        raise NotFound("Kendala dilaporkan oleh orang yang masuk dengan akunnya.")
    today = today_at(office_view(session, actor.office_id), now)
    row = Obstacle(
        office_id=actor.office_id,
        account_id=actor.account_id,
        reporter_unit_id=actor.unit_id,
        reported_at=now,
        met_on=_day(given.met_on, today),
        kind=_kind(given.kind),
        survey=clean_text(given.survey, "survey", empty=True),
        place=clean_text(given.place, "place", empty=True),
        text=clean_text(given.text, "text", most=LONGEST),
    )
    if photo is not None and keeping is not None:
        _attach(row, photo, keeping)
    session.add(row)
    session.flush()
    record(session, actor, now, "obstacle.report", f"obstacle:{row.id}", after=_said(row))
    return row.id


def reply(
    session: Session,
    actor: Actor,
    now: datetime,
    obstacle_id: int,
    text: str,
    *,
    public_url: str = "",
) -> None:
    """Answer an obstacle that one may read; once it is settled, its reporter alone still may.

    That answer says it is not settled for them: the office has it before it again, while the
    outcome stands until the office changes it.

    public_url : where the messages about it lead; "" queues none

    Raises
    ------
    Refused
        If nothing is written, or the obstacle is settled and another one reported it.
    """
    require(actor, Action.REPORT)
    row = held(session, actor, obstacle_id)
    words = clean_text(text, "text", most=LONGEST)
    again = row.state == ObstacleState.SETTLED
    if again and not reported_by(row, actor):
        raise Refused("Kendala ini sudah selesai. Kantor dapat membukanya lagi.", field="text")
    session.add(
        ObstacleReply(
            obstacle_id=row.id,
            account_id=actor.account_id or 0,
            unit_id=actor.unit_id,
            text=words,
            at=now,
        )
    )
    told: dict[str, object] = {"reply": words}
    if again:
        row.state, row.version = ObstacleState.SORTED, row.version + 1
        told["state"] = row.state
    session.flush()
    record(session, actor, now, "obstacle.reply", f"obstacle:{row.id}", after=told)
    tell_reporter(session, actor, now, row, ANSWERED, public_url)
    what = "belum selesai menurut pelapornya. Baca alasannya" if again else ANSWERED
    tell_assigned(session, actor, now, row, what, public_url)


def held(session: Session, actor: Actor, obstacle_id: int) -> Obstacle:
    """An obstacle that this person may read, held until the transaction ends."""
    query = visible_obstacles(actor).where(Obstacle.id == obstacle_id)
    if session.scalar(query.with_only_columns(Obstacle.id)) is None:
        raise NotFound("Kendala itu tidak ada.")
    return session.get_one(Obstacle, obstacle_id, with_for_update=True, populate_existing=True)


def _kind(given: str) -> str:
    if given not in KINDS:
        raise Refused("Pilih jenis kendala.", field="kind")
    return given


def _day(given: date | None, today: date) -> date:
    day = given or today
    if not today - _LONGEST_AGO <= day <= today:
        raise Refused("Tanggalnya paling lambat hari ini dan tidak lebih dari setahun lalu.",
                      field="met_on")  # fmt: skip
    return day


def _attach(row: Obstacle, photo: Upload, keeping: Keeping) -> None:
    if not photo.media.startswith("image/"):
        raise Refused("Lampirkan foto (JPEG, PNG, atau WebP), bukan dokumen.", field="upload")
    row.digest = keeping.files.put(photo.content)
    row.file_name, row.media = clean_text(photo.name, "upload"), photo.media


def _said(row: Obstacle) -> dict[str, object]:
    return {
        "kind": row.kind,
        "text": row.text,
        "survey": row.survey,
        "place": row.place,
        "met_on": row.met_on.isoformat(),
        "file_name": row.file_name,
    }
