"""What an activity led to: its minutes, and what was agreed, by whom and until when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session, joinedload

from evaluator.services.activities import visible_activity
from evaluator.services.activity_words import name_of
from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.activities import Activity, FollowUp
from evaluator.storage.activities_visibility import units_to_invite, visible_follow_ups
from evaluator.storage.actor import Actor
from evaluator.storage.units import Unit

MOST_FOLLOW_UPS = 100


@dataclass(frozen=True)
class FollowUpView:
    """One thing that was agreed on.

    unit : who does it, "" for the office itself
    state : "done", "late" or "open"
    """

    id: int
    activity_id: int
    unit_id: int | None
    unit: str
    what: str
    due: date | None
    done_on: date | None
    done_note: str
    version: int
    state: str


@dataclass(frozen=True)
class Agreed:
    """What was agreed, as it was typed; `unit_id` None: the office itself does it."""

    what: str
    unit_id: int | None
    due: date | None
    done_on: date | None = None
    done_note: str = ""


def save_minutes(
    session: Session, actor: Actor, now: datetime, activity_id: int, text: str, *, version: int
) -> None:
    """Write the minutes, which every invited unit reads.

    Raises
    ------
    Conflict
        If somebody else changed the activity since `version`.
    """
    require(actor, Action.HOST)
    row = visible_activity(session, actor, activity_id, lock=True)
    if row.version != version:
        raise Conflict(
            "Kegiatan ini baru saja diubah orang lain; tidak ada yang ditimpa. Bandingkan, lalu "
            "simpan lagi.",
            stored={"minutes": row.minutes, "version": row.version},
        )
    words = clean_text(text.replace("\r\n", "\n"), "minutes", most=20_000, empty=True)
    if words == row.minutes:
        return
    before = {"minutes": row.minutes}
    row.minutes = words
    row.version += 1
    place, after = f"activity:{row.id}", {"minutes": words}
    record(session, actor, now, "activity.minutes", place, before=before, after=after)


def list_follow_ups(
    session: Session, actor: Actor, now: datetime, activity_id: int | None = None
) -> list[FollowUpView]:
    """What was agreed at one activity, or at all that this person may see; by due date."""
    require(actor, Action.SEE_FACTS)
    query = visible_follow_ups(actor).options(joinedload(FollowUp.unit))
    if activity_id is not None:
        query = query.where(
            FollowUp.activity_id == visible_activity(session, actor, activity_id).id
        )
    today = today_at(office_view(session, actor.office_id), now)
    views = [_view(row, today) for row in session.scalars(query)]
    return sorted(views, key=lambda one: (one.due is None, one.due or today, one.id))


def open_follow_up(
    session: Session, actor: Actor, now: datetime, follow_up_id: int
) -> FollowUpView:
    """One thing that was agreed."""
    require(actor, Action.SEE_FACTS)
    row = _visible(session, actor, follow_up_id)
    return _view(row, today_at(office_view(session, actor.office_id), now))


def add_follow_up(
    session: Session, actor: Actor, now: datetime, activity_id: int, agreed: Agreed
) -> int:
    """Write down what was agreed; returns its id."""
    require(actor, Action.HOST)
    activity = visible_activity(session, actor, activity_id, lock=True)
    there = visible_follow_ups(actor).where(FollowUp.activity_id == activity.id)
    if len(session.scalars(there).all()) >= MOST_FOLLOW_UPS:
        raise Refused("Tindak lanjut paling banyak {most}.", most=MOST_FOLLOW_UPS)
    row = FollowUp(activity_id=activity.id)
    _take(session, actor, now, activity, row, agreed)
    session.add(row)
    session.flush()
    record(session, actor, now, "activity.agree", f"follow-up:{row.id}", after=_plain(row))
    return row.id


def change_follow_up(
    session: Session,
    actor: Actor,
    now: datetime,
    follow_up_id: int,
    agreed: Agreed,
    *,
    version: int,
) -> int:
    """Change what was agreed, or note that it is done; returns the activity.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`.
    """
    require(actor, Action.HOST)
    row = _visible(session, actor, follow_up_id)
    activity = visible_activity(session, actor, row.activity_id, lock=True)
    session.refresh(row)
    if row.version != version:
        names = ("what", "unit_id", "due", "done_on", "done_note", "version")
        raise Conflict(
            "Tindak lanjut ini baru saja diubah orang lain; tidak ada yang ditimpa. Bandingkan, "
            "lalu simpan lagi.",
            stored={name: getattr(row, name) for name in names},
        )
    before = _plain(row)
    with session.no_autoflush:
        _take(session, actor, now, activity, row, agreed)
    if _plain(row) != before:
        row.version += 1
        place = f"follow-up:{row.id}"
        record(session, actor, now, "activity.agreed", place, before=before, after=_plain(row))
    return activity.id


def _take(
    session: Session,
    actor: Actor,
    now: datetime,
    activity: Activity,
    row: FollowUp,
    agreed: Agreed,
) -> None:
    wanted = agreed.unit_id
    if wanted not in (None, row.unit_id):
        known = session.scalar(units_to_invite(actor).where(Unit.id == wanted))
        if known is None:
            raise Refused("Unit itu tidak ada lagi; pilih yang lain.", field="unit_id")
    if agreed.due is not None and agreed.due < activity.held_on:
        raise Refused("Batas waktu tidak boleh sebelum hari kegiatannya.", field="due")
    if agreed.done_on is not None and not (
        activity.held_on
        <= agreed.done_on
        <= today_at(office_view(session, activity.office_id), now)
    ):
        raise Refused("Tanggal selesai antara hari kegiatannya dan hari ini.", field="done_on")
    row.unit_id, row.due, row.done_on = wanted, agreed.due, agreed.done_on
    row.what = clean_text(agreed.what, "what", most=500)
    row.done_note = clean_text(agreed.done_note, "done_note", most=500, empty=True)


def _visible(session: Session, actor: Actor, follow_up_id: int) -> FollowUp:
    row = session.scalar(visible_follow_ups(actor).where(FollowUp.id == follow_up_id))
    if row is None:
        raise NotFound("Tindak lanjut itu tidak ada.")
    return row


def _view(row: FollowUp, today: date) -> FollowUpView:
    late = row.done_on is None and row.due is not None and row.due < today
    return FollowUpView(
        row.id,
        row.activity_id,
        row.unit_id,
        name_of(row.unit) if row.unit else "",
        row.what,
        row.due,
        row.done_on,
        row.done_note,
        row.version,
        "done" if row.done_on else "late" if late else "open",
    )


def _plain(row: FollowUp) -> dict[str, object]:
    return {
        "what": row.what,
        "unit_id": row.unit_id,
        "due": row.due.isoformat() if row.due else "",
        "done_on": row.done_on.isoformat() if row.done_on else "",
        "done_note": row.done_note,
    }
