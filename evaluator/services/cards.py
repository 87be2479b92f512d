"""Cards of the award day: name tags, table cards and plaque texts; no number, no register."""

from sqlalchemy.orm import Session

from evaluator.scoring.words import Bilingual
from evaluator.services.calling import calling_order
from evaluator.services.ceremony_seats import SeatView, list_seats
from evaluator.services.ceremony_winners import staged_period, winner_rows
from evaluator.services.certificate_faces import DEMO_MARK, Face, Look, place_on_paper
from evaluator.services.certificate_faces import place_and_date as dated
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor
from evaluator.storage.results import Winner


def guest_faces(session: Session, actor: Actor, period_id: int, look: Look) -> list[Face]:
    """What the name tag or table card of each guest says, in the order of the list.

    Raises
    ------
    NotFound
        If no plenary has decided yet.
    """
    require(actor, Action.STAGE)
    head = _head(session, actor, period_id, look)
    return [{**head, **_of_guest(one)} for one in list_seats(session, actor, period_id)]


def plaque_faces(session: Session, actor: Actor, period_id: int, look: Look) -> list[Face]:
    """What the plaque of each winner says, in the order of calling.

    A name that was mended for the certificate stands mended here too.

    Raises
    ------
    NotFound
        If no plenary has decided yet.
    """
    require(actor, Action.STAGE)
    head = _head(session, actor, period_id, look)
    rows = {row.id: row for row in winner_rows(session, actor, period_id)}
    called = calling_order(session, actor, period_id)
    return [{**head, **_of_winner(rows[one.winner_id], one.name)} for one in called]


def place_in_words(seat: SeatView) -> str:
    """Such as "Meja 3, kursi 12", however short table and seat were typed; "" for neither."""
    parts = (_with_word("meja", seat.table), _with_word("kursi", seat.seat))
    words = ", ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]


def _with_word(word: str, typed: str) -> str:
    """A bare number or letter after the word for it; a text that has words of its own stays."""
    bare = typed and not any(len(part) > 3 and part.isalpha() for part in typed.split())
    return f"{word} {typed}" if bare else typed


def _of_guest(one: SeatView) -> Face:
    same = one.organisation.casefold() == one.name.casefold()
    return {
        "recipient": one.name,
        "role": one.title,
        "organisation": "" if same else one.organisation,
        "seat": place_in_words(one),
    }


def _of_winner(row: Winner, name: str) -> Face:
    title = Bilingual(**row.title)
    return {
        "recipient": name,
        "award": title.id,
        "place": place_on_paper(row.place_name, row.joint),
        "category": row.category.title,
    }


def _head(session: Session, actor: Actor, period_id: int, look: Look) -> Face:
    """What all cards of a period share; nobody signs them."""
    period = staged_period(session, actor, period_id)
    office = office_view(session, period.office_id)
    return {
        "design": look.design,
        "design_content": look.content,
        "language": look.language,
        "office": office.name,
        "city": office.city,
        "year": str(period.event_date.year),
        "logo": office.logo,
        "event": period.event,
        "theme": period.theme or None,
        "place_and_date": dated(office, period.event_date, "id"),
        "number": "",
        "recipient": "",
        "award": "",
        "place": None,
        "category": None,
        "signatory_position": "",
        "signatory_name": "",
        "signatory_nip": None,
        "check_url": "",
        "check_code": "",
        "mark": DEMO_MARK if office.illustrative else None,
    }
