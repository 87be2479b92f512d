"""A small city whose locked period has a plenary, in words short enough for a test."""

from datetime import date

from evaluator.services import (
    deciding,
    plenaries,
    plenary_closing,
    plenary_people,
    plenary_recusals,
    plenary_views,
)
from evaluator.services.plenary_people import Seat
from tests.city import NOW, City

HELD = date(2025, 9, 20)
MEMBERS = (
    Seat(None, "Hayu Wuranti", "Kepala", "chair"),
    Seat(None, "Budi Santoso, S.ST.", "Statistisi", "secretary"),
    Seat(None, "Citra <b>Lestari</b>", "Anggota", "member", False),
)


def lock(city: City) -> None:
    """Scored by everybody and locked: Dindik, Dinkes, DLH."""
    city.open()
    city.score_all()
    city.lock()


def prepare(city: City, members=MEMBERS, number: str = "B-1/BA/2025") -> None:
    """Locked, with a plenary of three members and a number for its minutes."""
    lock(city)
    begin(city, members, number)


def begin(city: City, members=MEMBERS, number: str = "B-1/BA/2025") -> None:
    """A plenary on what is locked already."""
    with city.installation.writes() as session:
        plenaries.prepare(
            session, city["ketua"], NOW, city.period_id, held_on=HELD, place="Aula BPS"
        )
    change(city, minutes_number=number)
    seat(city, members)


def change(city: City, **given) -> None:
    """Change the facts of the plenary, the others staying as they are."""
    view = see(city)
    kept = ("held_on", "place", "starts_at", "ends_at", "agenda", "notes", "minutes_number")
    facts = {name: getattr(view, name) for name in kept} | given
    with city.installation.writes() as session:
        plenaries.change(session, city["ketua"], NOW, city.period_id, view.version, **facts)


def seat(city: City, members) -> None:
    view = see(city)
    with city.installation.writes() as session:
        plenary_people.set_members(
            session, city["ketua"], NOW, city.period_id, view.version, members
        )


def see(city: City, username: str = "ketua") -> plenary_views.PlenaryView:
    with city.installation.reads() as session:
        return plenary_views.plenary_of(session, city[username], city.period_id)


def member(city: City, name: str) -> int:
    """The id of the member whose name begins so."""
    return next(m.id for m in see(city).members if m.name.startswith(name))


def participant(city: City, name: str) -> int:
    return next(pid for _, pid, unit in see(city).units if unit == name)


def step_aside(city: City, name: str, unit: str | None = None) -> int:
    with city.installation.writes() as session:
        return plenary_recusals.step_aside(
            session,
            city["ketua"],
            NOW,
            city.period_id,
            member_id=member(city, name),
            category_id=city.category_id,
            participant_id=participant(city, unit) if unit else None,
            reason="saudara kandung",
        )


def accept(city: City, *awards: tuple[int, str]) -> None:
    """Accept the proposals of some awards; without any, of all that wait."""
    waiting = awards or [(a.category_id, a.code) for a in see(city).waiting]
    with city.installation.writes() as session:
        deciding.accept(session, city["ketua"], NOW, city.period_id, waiting)


def depart(city: City, picks: dict[str, int], reason: str = "integritas data", code="opd") -> None:
    chosen = {participant(city, unit): place for unit, place in picks.items()}
    with city.installation.writes() as session:
        deciding.depart(
            session,
            city["ketua"],
            NOW,
            city.period_id,
            city.category_id,
            code,
            picks=chosen,
            reason=reason,
        )


def special(city: City, unit: str, title: str = "Inovasi Data", reason: str = "aplikasi baru"):
    with city.installation.writes() as session:
        return deciding.give_special(
            session,
            city["ketua"],
            NOW,
            city.period_id,
            city.category_id,
            title=title,
            title_en="Data Innovation",
            participant_id=participant(city, unit),
            reason=reason,
        )


def undo(city: City, decision_id: int) -> None:
    with city.installation.writes() as session:
        deciding.undo(session, city["ketua"], NOW, city.period_id, decision_id)


def close(city: City) -> None:
    view = see(city)
    with city.installation.writes() as session:
        plenary_closing.close(session, city["ketua"], NOW, city.period_id, view.version)


def reopen(city: City, reason: str = "salah ketik") -> None:
    view = see(city)
    with city.installation.writes() as session:
        plenary_closing.reopen(session, city["ketua"], NOW, city.period_id, view.version, reason)
