"""Holds the demonstration's plenary, by the same services that people use."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from evaluator.services import (
    deciding,
    plenaries,
    plenary_closing,
    plenary_people,
    plenary_views,
    seat_filling,
)
from evaluator.services.plenary_people import Seat
from evaluator.storage.actor import Actor

_SPECIAL = "Kel. Podosugih"
_HOURS = timedelta(hours=1)


def hold_plenary(
    session: Session, actors: Mapping[str, Actor], period_id: int, begun: datetime
) -> None:
    """A plenary of five that accepts every proposal, gives one special award and closes.

    begun : when it sits; the organiser's list of guests is filled an hour after its close
    """
    lead = actors["ketua"]
    plenaries.prepare(
        session, lead, begun, period_id,
        held_on=begun.date(), place="Aula BPS Kota Pekalongan", starts_at="09:00", ends_at="11:30",
        agenda="Menetapkan penerima penghargaan Hari Statistik Nasional.",
    )  # fmt: skip
    plenary_people.set_members(
        session, lead, begun, period_id, _version(session, lead, period_id), _members(actors)
    )
    waiting = [(one.category_id, one.code) for one in _seen(session, lead, period_id).waiting]
    deciding.accept(session, lead, begun, period_id, waiting)
    _give_special(session, lead, begun, period_id)
    _number(session, lead, begun, period_id, begun.date())
    closed = begun + _HOURS
    plenary_closing.close(session, lead, closed, period_id, _version(session, lead, period_id))
    seat_filling.seat_winners(session, actors["panitia"], closed + _HOURS, period_id)


def _members(actors: Mapping[str, Actor]) -> tuple[Seat, ...]:
    return (
        Seat(None, "Hayu Wuranti", "Kepala BPS Kota Pekalongan", "chair"),
        Seat(
            None, actors["ketua"].name, "Ketua tim", "secretary",
            account_id=actors["ketua"].account_id,
        ),
        Seat(None, "Anggota Contoh Satu, S.ST.", "Statistisi Ahli Muda"),
        Seat(None, "Anggota Contoh Dua, S.Si., M.Si.", "Statistisi Ahli Muda"),
        Seat(None, "Anggota Contoh Tiga", "Pranata Komputer", present=False),
    )  # fmt: skip


def _give_special(session: Session, lead: Actor, now: datetime, period_id: int) -> None:
    """To a unit that won nothing else: a jury may honour what no indicator measures."""
    unit = f"Kelurahan {_SPECIAL.removeprefix('Kel. ')}"
    view = _seen(session, lead, period_id)
    category_id, participant_id = next((c, p) for c, p, name in view.units if name == unit)
    deciding.give_special(
        session, lead, now, period_id, category_id,
        title="Inovasi Data Kelurahan", title_en="Village Data Innovation",
        participant_id=participant_id,
        reason="Papan data RW diperbarui setiap bulan atas prakarsa sendiri.",
    )  # fmt: skip


def _number(session: Session, lead: Actor, now: datetime, period_id: int, day: date) -> None:
    view = _seen(session, lead, period_id)
    plenaries.change(
        session, lead, now, period_id, view.version,
        held_on=view.held_on, place=view.place, agenda=view.agenda, notes=view.notes,
        starts_at=view.starts_at, ends_at=view.ends_at,
        minutes_number=f"BA-1/33750/HM.310/{day.year}",
    )  # fmt: skip


def _seen(session: Session, lead: Actor, period_id: int) -> plenary_views.PlenaryView:
    return plenary_views.plenary_of(session, lead, period_id)


def _version(session: Session, lead: Actor, period_id: int) -> int:
    return _seen(session, lead, period_id).version
