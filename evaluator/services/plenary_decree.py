"""The draft of the decree that names who receives an award, with clauses an office may change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.offices import OfficeView, office_view
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.plenaries import (
    check_version,
    clean_day,
    clean_line,
    clean_number,
    own_plenary,
)
from evaluator.services.plenary_awards import AwardView, Place
from evaluator.services.plenary_views import PlenaryView, plenary_of
from evaluator.services.problems import Refused
from evaluator.services.signatories import signer_on
from evaluator.storage.actor import Actor

MOST_CLAUSES = 20
LONGEST_CLAUSE = 1000


@dataclass(frozen=True)
class DecreeText:
    """What an office may change in a decree; every clause is one paragraph.

    about : what follows "tentang"
    weighing, heeding, deciding : menimbang, mengingat, memutuskan
    """

    number: str
    day: date
    about: str
    weighing: tuple[str, ...]
    heeding: tuple[str, ...]
    deciding: tuple[str, ...]


@dataclass(frozen=True)
class DecreeFacts:
    """Everything that the decree shows.

    recipients : category, award with place, who receives it
    """

    office: str
    city: str
    logo: str | None
    text: DecreeText
    day: str
    signer: str
    nip: str | None
    position: str
    recipients: tuple[tuple[str, str, str], ...]
    draft: bool
    mark: str | None


def decree_text(session: Session, actor: Actor, period_id: int) -> tuple[DecreeText, int]:
    """The clauses of a decree, as changed or as proposed, with the plenary's version."""
    require(actor, Action.SEE_RESULTS)
    view = plenary_of(session, actor, period_id)
    kept = own_plenary(session, actor, period_id).decree
    return _text(session, view, office_view(session, actor.office_id), kept), view.version


def write_decree(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    version: int,
    text: DecreeText,
) -> None:
    """Keep the number, date and clauses of the decree, before or after the plenary is closed.

    Raises
    ------
    Refused
        If a part is empty or too long, or the number stands on another decree.
    Conflict
        If the plenary changed since `version`.
    """
    require(actor, Action.DECIDE)
    period = visible_period(session, actor, period_id, lock=True)
    plenary = own_plenary(session, actor, period_id)
    check_version(plenary, version)
    before = {"decree_number": plenary.decree_number, **(plenary.decree or {})}
    plenary.decree_number = clean_number(session, actor, plenary, text.number, "decree_number")
    plenary.decree = {
        "day": clean_day(text.day, "day").isoformat(),
        "about": clean_line(text.about, "about", most=500),
        "weighing": _clauses(text.weighing, "weighing"),
        "heeding": _clauses(text.heeding, "heeding"),
        "deciding": _clauses(text.deciding, "deciding"),
    }
    plenary.version += 1
    after = {"decree_number": plenary.decree_number, **plenary.decree}
    record(
        session, actor, now, "plenary.decree", f"plenary:{plenary.id}",
        before=before, after=after, period_id=period.id,
    )  # fmt: skip


def decree_of(session: Session, actor: Actor, period_id: int) -> DecreeFacts:
    """The decree as it stands; only what has been decided is named in it.

    Raises
    ------
    Refused
        If nobody is entered who signs on its date.
    """
    require(actor, Action.SEE_RESULTS)
    view = plenary_of(session, actor, period_id)
    office = office_view(session, actor.office_id)
    text = _text(session, view, office, own_plenary(session, actor, period_id).decree)
    signer = signer_on(session, actor.office_id, text.day)
    draft = view.closed_at is None or not text.number
    return DecreeFacts(
        office.name,
        office.city,
        office.logo,
        text,
        _day(text.day),
        signer.name,
        signer.nip,
        signer.position,
        _recipients(view),
        draft,
        "KONSEP" if draft else "CONTOH" if office.illustrative else None,
    )


def _recipients(view: PlenaryView) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (award.category, _award_words(award, place), place.unit)
        for award in view.awards
        if award.decision
        for place in award.decision.winners
    )


def _award_words(award: AwardView, place: Place) -> str:
    named = f" – {place.place_name}" if place.place_name else ""
    return f"{award.title}{named}{' (bersama)' if place.joint else ''}"


def _position(session: Session, office: OfficeView, day: date) -> str:
    """Whose decree it is: the position of whoever signs on a day."""
    try:
        return signer_on(session, office.id, day).position
    except Refused:
        return f"Kepala {office.name}"


def _text(
    session: Session, view: PlenaryView, office: OfficeView, kept: Mapping[str, Any] | None
) -> DecreeText:
    if kept is None:
        return _proposed(view, office, _position(session, office, view.held_on))
    return DecreeText(
        view.decree_number,
        date.fromisoformat(kept["day"]),
        kept["about"],
        tuple(kept["weighing"]),
        tuple(kept["heeding"]),
        tuple(kept["deciding"]),
    )


def _proposed(view: PlenaryView, office: OfficeView, position: str) -> DecreeText:
    """What stands there until an office writes its own; only laws that are sure are named."""
    event = view.period.event
    minutes = f" Nomor {view.minutes_number}" if view.minutes_number else ""
    return DecreeText(
        view.decree_number,
        view.held_on,
        f"Penerima Penghargaan {event}",
        (
            "bahwa untuk mendorong penyelenggaraan statistik sektoral yang lebih baik, pihak yang "
            "berprestasi perlu diberi penghargaan;",
            f"bahwa penerimanya telah diputuskan dalam rapat pleno tanggal {_day(view.held_on)} "
            f"menurut Berita Acara{minutes};",
            f"bahwa berdasarkan pertimbangan tersebut perlu menetapkan Keputusan {position} "
            f"tentang Penerima Penghargaan {event};",
        ),
        (
            "Undang-Undang Nomor 16 Tahun 1997 tentang Statistik;",
            "Peraturan Presiden Nomor 39 Tahun 2019 tentang Satu Data Indonesia;",
        ),
        (
            f"Menetapkan penerima penghargaan dalam rangka {event} sebagaimana tercantum dalam "
            "Lampiran yang merupakan bagian tidak terpisahkan dari keputusan ini.",
            "Penghargaan sebagaimana dimaksud dalam diktum KESATU diberikan dalam bentuk piagam.",
            "Keputusan ini mulai berlaku pada tanggal ditetapkan.",
        ),
    )


def _clauses(given: Sequence[str], field: str) -> list[str]:
    clauses = [clean_text(one, field, most=LONGEST_CLAUSE) for one in given if one.strip()]
    if not clauses:
        raise Refused("Tuliskan sedikitnya satu butir.", field=field)
    if len(clauses) > MOST_CLAUSES:
        raise Refused("Paling banyak {most} butir.", most=MOST_CLAUSES, field=field)
    return clauses


def _day(day: date) -> str:
    return str(format_date(day, "d MMMM y", locale="id"))
