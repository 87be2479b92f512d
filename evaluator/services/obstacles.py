"""Obstacles as they are read: the list with its counts, and one with all its answers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from evaluator.services.activity_words import name_of
from evaluator.services.permissions import Action, allows, require
from evaluator.services.problems import NotFound
from evaluator.services.stored_files import StoredFile, stored_file
from evaluator.storage.activities import Activity
from evaluator.storage.actor import Actor
from evaluator.storage.files import Files
from evaluator.storage.obstacle_visibility import visible_obstacles
from evaluator.storage.obstacles import Obstacle, ObstacleReply, ObstacleState, Outcome
from evaluator.storage.people import Account
from evaluator.storage.units import Unit

TECHNICAL = ("questionnaire", "device", "network", "sampling", "source")
OTHER = ("refusal", "absent", "access", "safety", "coordination", "other")
KINDS = (*TECHNICAL, *OTHER)
PRIORITIES = ("high", "normal", "low")


@dataclass(frozen=True)
class ReplyView:
    """One answer; who: a name for the office, else "own", "office" or "other"."""

    who: str
    name: str
    text: str
    at: datetime


@dataclass(frozen=True)
class ObstacleView:
    """One obstacle.

    reporter : who reported it; "" for a unit that it was passed to
    unit : to which unit it was passed, "" for none or where the reader may not know
    passed : whether it was passed to a unit
    own : whether the reader's side reported it
    settles, answers : whether the reader may settle or reopen it, and answer it now
    """

    id: int
    reported_at: datetime
    met_on: date
    kind: str
    survey: str
    place: str
    text: str
    file_name: str
    state: ObstacleState
    priority: str
    reporter: str
    own: bool
    assigned_id: int | None
    assigned: str
    unit_id: int | None
    unit: str
    passed: bool
    passed_on: date | None
    activity_id: int | None
    activity: str
    follow_up: str
    outcome: Outcome | None
    outcome_note: str
    settled_on: date | None
    version: int
    replies: tuple[ReplyView, ...]
    settles: bool
    answers: bool

    @property
    def disputed(self) -> bool:
        """Whether its reporter said, after it was settled, that it is not."""
        return self.outcome is not None and self.state is not ObstacleState.SETTLED

    @property
    def side(self) -> str:
        """ "technical" or "other"."""
        return "technical" if self.kind in TECHNICAL else "other"


@dataclass(frozen=True)
class Counted:
    """How many obstacles of one kind, survey or place there are, and how many are settled."""

    name: str
    count: int
    settled: int


def list_obstacles(session: Session, actor: Actor) -> list[ObstacleView]:
    """The obstacles that this person may read: those not settled first, then the newest."""
    require(actor, Action.SEE_FACTS)
    found = _views(session, actor, visible_obstacles(actor))
    return sorted(found, key=lambda one: (one.state is ObstacleState.SETTLED, _urgency(one)))


def open_obstacle(session: Session, actor: Actor, obstacle_id: int) -> ObstacleView:
    """One obstacle with all its answers.

    Raises
    ------
    NotFound
        If there is none, or it is nobody's business of this reader: both look the same.
    """
    require(actor, Action.SEE_FACTS)
    found = _views(session, actor, visible_obstacles(actor).where(Obstacle.id == obstacle_id))
    if not found:
        raise NotFound("Kendala itu tidak ada.")
    return found[0]


def obstacle_photo(session: Session, actor: Actor, files: Files, obstacle_id: int) -> StoredFile:
    """The photo of an obstacle, for whoever may read it; NotFound where there is none."""
    require(actor, Action.SEE_FACTS)
    row = session.scalar(visible_obstacles(actor).where(Obstacle.id == obstacle_id))
    if row is None:
        raise NotFound("Berkas itu tidak ada.")
    return stored_file(files, row.digest, row.file_name, row.media)


def counted(obstacles: Sequence[ObstacleView], by: str) -> list[Counted]:
    """How many there are by "kind", "survey", "place" or "side", the most first; "" is unsaid."""
    total = Counter(str(getattr(one, by)) for one in obstacles)
    settled = Counter(
        str(getattr(one, by)) for one in obstacles if one.state is ObstacleState.SETTLED
    )
    rows = [Counted(name, count, settled[name]) for name, count in total.items()]
    return sorted(rows, key=lambda row: (-row.count, row.name))


def reported_by(row: Obstacle, actor: Actor) -> bool:
    """Whether this person, or somebody of the same unit, reported an obstacle."""
    of_unit = actor.unit_id is not None and row.reporter_unit_id == actor.unit_id
    return row.account_id == actor.account_id or of_unit


def may_settle(actor: Actor, row: Obstacle) -> bool:
    """Whether a person may settle or reopen an obstacle: the office, or who handles it."""
    handles = actor.unit_id is None and actor.account_id is not None
    handles = handles and row.assigned_id == actor.account_id
    return allows(actor, Action.TRIAGE) or (handles and allows(actor, Action.REPORT))


def _urgency(one: ObstacleView) -> tuple[int, float]:
    order = {"high": 0, "": 1, "normal": 2, "low": 3}
    return order.get(one.priority, 1), -one.reported_at.timestamp()


def _views(session: Session, actor: Actor, query: Select[Obstacle]) -> list[ObstacleView]:
    """Rows as views, in five queries however many there are."""
    rows = session.scalars(
        query.options(selectinload(Obstacle.replies)).execution_options(populate_existing=True)
    ).all()
    names = _Names(
        _units(session, {i for row in rows for i in (row.unit_id, row.reporter_unit_id) if i}),
        _told(session, Account.id, Account.name, {i for row in rows for i in _people(row) if i}),
        _told(
            session,
            Activity.id,
            Activity.title,
            {row.activity_id for row in rows if row.activity_id},
        ),
        knows=actor.unit_id is None,
    )
    return [_view(row, actor, names) for row in rows]


@dataclass(frozen=True)
class _Names:
    units: dict[int, str]
    people: dict[int, str]
    activities: dict[int, str]
    knows: bool


def _units(session: Session, ids: set[int]) -> dict[int, str]:
    return {row.id: name_of(row) for row in session.scalars(select(Unit).where(Unit.id.in_(ids)))}


def _told(
    session: Session,
    key: InstrumentedAttribute[int],
    name: InstrumentedAttribute[str],
    ids: set[int],
) -> dict[int, str]:
    return dict(session.execute(select(key, name).where(key.in_(ids))).all())


def _people(row: Obstacle) -> list[int | None]:
    return [row.account_id, row.assigned_id, *(reply.account_id for reply in row.replies)]


def _view(row: Obstacle, actor: Actor, names: _Names) -> ObstacleView:
    own = reported_by(row, actor)
    of_us = actor.unit_id is None or row.unit_id == actor.unit_id
    return ObstacleView(
        row.id,
        row.reported_at,
        row.met_on,
        row.kind,
        row.survey,
        row.place,
        row.text,
        row.file_name,
        ObstacleState(row.state),
        row.priority,
        _reporter(row, names) if names.knows or own else "",
        own,
        row.assigned_id,
        names.people.get(row.assigned_id or 0, "") if actor.unit_id is None else "",
        row.unit_id,
        names.units.get(row.unit_id or 0, "") if of_us else "",
        row.unit_id is not None,
        row.passed_on,
        row.activity_id,
        names.activities.get(row.activity_id or 0, ""),
        row.follow_up,
        Outcome(row.outcome) if row.outcome else None,
        row.outcome_note,
        row.settled_on,
        row.version,
        tuple(_reply(reply, actor, names) for reply in row.replies),
        may_settle(actor, row),
        allows(actor, Action.REPORT) and (own or row.state != ObstacleState.SETTLED),
    )


def _reporter(row: Obstacle, names: _Names) -> str:
    """The unit that reported it, a respondent by its code; else the person of the office."""
    if row.reporter_unit_id is not None:
        return names.units.get(row.reporter_unit_id, "")
    return names.people.get(row.account_id, "")


def _reply(row: ObstacleReply, actor: Actor, names: _Names) -> ReplyView:
    """One answer; units do not learn who else is behind an obstacle."""
    if actor.unit_id is not None and row.unit_id == actor.unit_id:
        who = "own"
    else:
        who = "office" if row.unit_id is None else "other"
    name = names.units.get(row.unit_id or 0, "") or names.people.get(row.account_id, "")
    return ReplyView(who, name if names.knows else "", row.text, row.at)
