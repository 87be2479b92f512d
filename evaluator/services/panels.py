"""Who assesses which unit."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evaluator.scoring.messages import N_
from evaluator.services.periods import record_of_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.seating import (
    Held,
    Pair,
    conflicting,
    give_samples,
    hold_category,
    own_participant,
    recused,
    seat,
    seatable,
    started,
)
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account
from evaluator.storage.periods import Participant
from evaluator.storage.scores import Sheet
from evaluator.storage.units import UnitGroup, UnitGroupMember


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
    require(actor, Action.ARRANGE)
    participant = own_participant(session, actor, participant_id)
    query = select(Sheet.assessor_id).where(
        Sheet.participant_id == participant.id, Sheet.recused_at.is_(None)
    )
    given = Seat(frozenset(session.scalars(query)), frozenset(assessor_ids))
    assign_panels(session, actor, now, participant.category_id, {participant.id: given})


def assign_group(
    session: Session,
    actor: Actor,
    now: datetime,
    category_id: int,
    group_id: int,
    assessor_ids: Collection[int],
    *,
    adds: bool,
) -> int:
    """Give all units of a group in a category the same assessors; returns how many changed.

    adds : keep who assesses now beside them, instead of replacing them
    """
    require(actor, Action.ARRANGE)
    if not assessor_ids:
        raise Refused("Pilih paling sedikit satu penilai.", field="assessors")
    held = hold_category(session, actor, category_id)
    panels = _panels_of_group(session, actor, held, group_id)
    if not panels:
        raise Refused("Tidak ada unit kategori ini di kelompok itu.", field="group")
    chosen = frozenset(assessor_ids)
    seats = {unit: Seat(now, now | chosen if adds else chosen) for unit, now in panels.items()}
    return assign_panels(session, actor, now, category_id, seats)


def assign_panels(
    session: Session, actor: Actor, now: datetime, category_id: int, seats: Mapping[int, Seat]
) -> int:
    """Choose who assesses the units of a category, all at once; returns how many panels changed.

    seats : by participant; samples are left out, everybody assesses those

    Raises
    ------
    Refused
        If the scoring is over, somebody is no active assessor, has a conflict of
        interest or left the unit before, or a sheet that would be taken away
        already holds scores; all such pairs are named.
    """
    require(actor, Action.ARRANGE)
    held = hold_category(session, actor, category_id)
    live = _live_sheets(session, category_id)
    change = _PanelChange.of(live, seats)
    _check_new(session, held, change)
    _take_away(session, held, [live[pair] for pair in change.gone])
    seat(session, change.new)
    give_samples(session, category_id)
    if change.touched:
        _record_panels(session, actor, now, held, change)
    return len(change.touched)


@dataclass(frozen=True)
class _PanelChange:
    """Pairs of participant and assessor that come and go, and the panels after them."""

    new: list[Pair]
    gone: list[Pair]
    before: dict[int, frozenset[int]]
    after: dict[int, frozenset[int]]

    @property
    def touched(self) -> list[int]:
        return sorted(one for one in self.after if self.after[one] != self.before[one])

    @classmethod
    def of(cls, present: Iterable[Pair], seats: Mapping[int, Seat]) -> "_PanelChange":
        pairs = set(present)
        before = {unit: frozenset(who for one, who in pairs if one == unit) for unit in seats}
        after = {unit: given.over(before[unit]) for unit, given in seats.items()}
        wanted = {(unit, who) for unit, panel in after.items() for who in panel}
        had = {(unit, who) for unit, panel in before.items() for who in panel}
        return cls(sorted(wanted - had), sorted(had - wanted), before, after)


def _live_sheets(session: Session, category_id: int) -> dict[Pair, Sheet]:
    query = (
        select(Sheet)
        .join(Sheet.participant)
        .where(Participant.category_id == category_id, Sheet.recused_at.is_(None))
    )
    return {(s.participant_id, s.assessor_id): s for s in session.scalars(query)}


def _panels_of_group(
    session: Session, actor: Actor, held: Held, group_id: int
) -> dict[int, frozenset[int]]:
    """Who assesses each unit of a group in a category now."""
    units = (
        select(UnitGroupMember.unit_id)
        .join(UnitGroup, UnitGroup.id == UnitGroupMember.group_id)
        .where(UnitGroup.id == group_id, UnitGroup.office_id == actor.office_id)
    )
    query = select(Participant.id).where(
        Participant.category_id == held.category.id,
        Participant.unit_id.in_(units),
        Participant.sample.is_(False),
    )
    pairs = _live_sheets(session, held.category.id)
    return {
        unit: frozenset(who for one, who in pairs if one == unit) for unit in session.scalars(query)
    }


def _check_new(session: Session, held: Held, change: _PanelChange) -> None:
    """Everyone who is new to a unit may assess it."""
    units = {unit.id: unit for unit in held.category.participants}
    if any(unit not in units for unit in change.after):
        raise NotFound("Peserta itu tidak ada.")
    if any(units[unit].sample for unit in change.touched):
        raise Refused("Unit contoh dinilai semua penilai kategorinya; penilainya tidak dipilih.")
    people = {who for _, who in change.new}
    if people:
        known = set(session.scalars(seatable(held.period).with_only_columns(Account.id)))
        if people - known:
            raise Refused("Pilih penilai dari akun penilai yang aktif.", field="assessors")
        _refuse_pairs(
            session,
            held,
            sorted(conflicting(session, [held.category.id]) & set(change.new)),
            N_("Ada konflik kepentingan, jadi tidak ada yang disimpan. Pilih penilai lain."),
        )
        _refuse_pairs(
            session,
            held,
            sorted(recused(session, held.category.id) & set(change.new)),
            N_("Penilai yang sudah mundur dari sebuah unit tidak menilainya lagi."),
        )


def _refuse_pairs(session: Session, held: Held, pairs: Iterable[Pair], sentence: str) -> None:
    """Refuse with a sentence and every pair by name, where there are any."""
    given = list(pairs)
    if not given:
        return
    query = select(Account.id, Account.name).where(Account.id.in_({who for _, who in given}))
    names = dict(session.execute(query).all())
    units = {unit.id: unit.name for unit in held.category.participants}
    faults = [Refused("{unit}: {name}", unit=units[u], name=names[who]) for u, who in given]
    raise Refused(sentence, details=tuple(faults))


def _take_away(session: Session, held: Held, sheets: Iterable[Sheet]) -> None:
    gone = {(sheet.participant_id, sheet.assessor_id): sheet.id for sheet in sheets}
    if not gone:
        return
    kept = started(session, held.category.id) & set(gone)
    _refuse_pairs(
        session,
        held,
        sorted(kept),
        N_("Penilai yang sudah mengisi nilai tidak dapat dilepas; ia hanya dapat mundur."),
    )
    session.execute(delete(Sheet).where(Sheet.id.in_(gone.values())))


def _record_panels(
    session: Session, actor: Actor, now: datetime, held: Held, change: _PanelChange
) -> None:
    """One entry for the whole act, naming units and usernames."""
    people = {who for panels in (change.before, change.after) for p in panels.values() for who in p}
    query = select(Account.id, Account.username).where(Account.id.in_(people))
    usernames = dict(session.execute(query).all())
    units = {participant.id: participant.name for participant in held.category.participants}

    def said(panels: Mapping[int, frozenset[int]]) -> dict[str, object]:
        named = {units[one]: sorted(usernames[w] for w in panels[one]) for one in change.touched}
        return {"category": held.category.title, "panels": named}

    record_of_period(
        session,
        actor,
        now,
        "panel.assign",
        held.period,
        before=said(change.before),
        after=said(change.after),
    )
