"""What the letters say that hand accounts to units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from sqlalchemy.orm import Session

from evaluator.services.certificate_faces import DEMO_MARK
from evaluator.services.invitations import Invited
from evaluator.services.offices import office_view, today_at
from evaluator.services.permissions import Action, require
from evaluator.storage.actor import Actor


@dataclass(frozen=True)
class LetterTexts:
    """Every text of one letter, in Indonesian, by the names of the fields that print it."""

    office: str
    address: str
    place_and_date: str
    recipient: str
    city: str
    person: str
    username: str
    link: str
    home: str
    code: str
    until: str
    mark: str | None


def letter_texts(
    session: Session, actor: Actor, now: datetime, invited: Sequence[Invited], public_url: str
) -> list[LetterTexts]:
    """What a letter says to everyone who was invited, in the same order.

    public_url : the address of the site, without a path
    """
    require(actor, Action.ADMINISTER)
    office = office_view(session, actor.office_id)
    home = f"{public_url.rstrip('/')}/undangan/"
    day = format_date(today_at(office, now), "d MMMM y", locale="id")
    return [
        LetterTexts(
            office=office.name,
            address=office.address,
            place_and_date=f"{office.city}, {day}",
            recipient=one.unit or one.name,
            city=office.city,
            person="" if one.name == (one.unit or one.name) else one.name,
            username=one.username,
            link=home + one.code,
            home=home,
            code=one.code,
            until=_moment(one.expires_at, office.zone),
            mark=DEMO_MARK if office.illustrative else None,
        )
        for one in invited
    ]


def _moment(value: datetime, zone: str) -> str:
    local = value.astimezone(ZoneInfo(zone))
    text = format_datetime(local, "d MMMM y, HH.mm", locale="id")
    return f"{text} {local.tzname()}"
