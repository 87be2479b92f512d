"""Who assesses which unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evaluator.services.categories import own_category
from evaluator.services.periods import record_of_period, visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor, Role
from evaluator.storage.people import Account, AccountRole
from evaluator.storage.periods import Category, Participant, Period, Stage
from evaluator.storage.scores import Score, Sheet


@dataclass(frozen=True)
class Seat:
    """Who was seen to assess a unit, and who shall; what others changed meanwhile stays."""

    seen: frozenset[int]
    wanted: frozenset[int]

    def over(self, present: Iterable[int]) -> frozenset[int]:
        """The assessors after the change, from those that are present now."""
        return (frozenset(present) | (self.wanted - self.seen)) - (self.seen - self.wanted)


def assign(
    session: Session, actor: Actor, now: datetime, participant_id: int, assessor_ids: Iterable[int]
) -> None:
    """Choose who assesses one unit. A sheet that already holds scores cannot be taken away."""
    require(actor, Action.ADMINISTER)
    participant = session.get(Participant, participant_id)
    if participant is None:
        raise NotFound("Peserta itu tidak ada.")
    query = select(Sheet.assessor_id).where(Sheet.participant_id == participant.id)
    seat = Seat(frozenset(session.scalars(query)), frozenset(assessor_ids))
    assign_panels(session, actor, now, participant.category_id, {participant.id: seat})


def assign_panels(
    session: Session, actor: Actor, now: datetime, category_id: int, seats: Mapping[int, Seat]
) -> int:
    """Choose who assesses the units of a category, all at once; returns how many panels changed.

    seats : by participant

    Raises
    ------
    Refused
        If the period is locked, somebody is no active assessor, or a sheet that
        would be taken away already holds scores; all such sheets are named.
    """
    require(actor, Action.ADMINISTER)
    category = own_category(session, actor, category_id)
    period = visible_period(session, actor, category.period_id, lock=True)
    if period.stage not in (Stage.DRAFT, Stage.SCORING):
        raise Refused("Periode sudah dikunci; penilai tidak dapat diganti lagi.")
    _known_assessors(session, actor, {one for seat in seats.values() for one in seat.wanted})
    query = select(Sheet).join(Sheet.participant).where(Participant.category_id == category.id)
    sheets = {(s.participant_id, s.assessor_id): s for s in session.scalars(query)}
    change = _PanelChange.of(sheets, seats)
    _take_away(session, [sheets[pair] for pair in change.gone])
    session.add_all(Sheet(participant_id=unit, assessor_id=who) for unit, who in change.new)
    session.flush()
    if change.touched:
        _record_panels(session, actor, now, period, category, change)
    return len(change.touched)


def spread_evenly(
    participants: Sequence[int], assessors: Sequence[int], each: int
) -> dict[int, frozenset[int]]:
    """Deal assessors to units in turn: loads differ by at most one unit.

    each : assessors per unit, from 1 to as many as there are

    Raises
    ------
    Refused
        If there are fewer assessors than each unit needs.
    """
    if not 1 <= each <= len(assessors):
        raise Refused(
            "Pilih paling sedikit {each} penilai; yang dipilih {count}.",
            field="assessors",
            each=max(each, 1),
            count=len(assessors),
        )
    return {
        participant: frozenset(
            assessors[(position * each + step) % len(assessors)] for step in range(each)
        )
        for position, participant in enumerate(participants)
    }


def _known_assessors(session: Session, actor: Actor, ids: Iterable[int]) -> set[int]:
    wanted = set(ids)
    query = (
        select(Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            Account.office_id == actor.office_id,
            Account.active,
            AccountRole.role == Role.ASSESSOR,
            Account.id.in_(wanted),
        )
    )
    if set(session.scalars(query)) != wanted:
        raise Refused("Pilih penilai dari akun penilai yang aktif.", field="assessors")
    return wanted


@dataclass(frozen=True)
class _PanelChange:
    """Pairs of participant and assessor that come and go, and the panels after them."""

    new: list[tuple[int, int]]
    gone: list[tuple[int, int]]
    before: dict[int, frozenset[int]]
    after: dict[int, frozenset[int]]

    @property
    def touched(self) -> list[int]:
        return sorted(one for one in self.after if self.after[one] != self.before[one])

    @classmethod
    def of(cls, present: Iterable[tuple[int, int]], seats: Mapping[int, Seat]) -> "_PanelChange":
        pairs = set(present)
        before = {unit: frozenset(who for one, who in pairs if one == unit) for unit in seats}
        after = {unit: seat.over(before[unit]) for unit, seat in seats.items()}
        wanted = {(unit, who) for unit, panel in after.items() for who in panel}
        had = {(unit, who) for unit, panel in before.items() for who in panel}
        return cls(sorted(wanted - had), sorted(had - wanted), before, after)


def _record_panels(
    session: Session,
    actor: Actor,
    now: datetime,
    period: Period,
    category: Category,
    change: _PanelChange,
) -> None:
    """One entry for the whole act, naming units and usernames."""
    people = {who for panels in (change.before, change.after) for p in panels.values() for who in p}
    query = select(Account.id, Account.username).where(Account.id.in_(people))
    usernames = dict(session.execute(query).all())
    units = {participant.id: participant.name for participant in category.participants}

    def said(panels: Mapping[int, frozenset[int]]) -> dict[str, object]:
        named = {units[one]: sorted(usernames[w] for w in panels[one]) for one in change.touched}
        return {"category": category.title, "panels": named}

    record_of_period(
        session,
        actor,
        now,
        "panel.assign",
        period,
        before=said(change.before),
        after=said(change.after),
    )


def _take_away(session: Session, sheets: Sequence[Sheet]) -> None:
    ids = [sheet.id for sheet in sheets]
    scored = set(session.scalars(select(Score.sheet_id).where(Score.sheet_id.in_(ids)).distinct()))
    if scored:
        faults = [
            Refused("{unit}: {name}", unit=sheet.participant.name, name=sheet.assessor.name)
            for sheet in sheets
            if sheet.id in scored
        ]
        raise Refused(
            "Penilai yang sudah mengisi nilai tidak dapat dilepas.", details=tuple(faults)
        )
    session.execute(delete(Sheet).where(Sheet.id.in_(ids)))
