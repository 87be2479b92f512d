"""The office's identity: letterhead, logo and the pattern of its numbers."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.numbering import NumberScheme
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.files import Files
from evaluator.storage.offices import Office

_LARGEST_LOGO = 2 * 1024 * 1024
_WIDEST_LOGO = 4000


@dataclass(frozen=True)
class OfficeView:
    """An office's identity as pages and papers show it."""

    id: int
    code: str
    name: str
    city: str
    zone: str
    address: str
    help_contact: str
    logo: str | None
    number_pattern: str
    number_unit: str
    number_class: str
    number_start: int
    number_digits: int
    illustrative: bool
    version: int

    @property
    def numbers(self) -> NumberScheme:
        """How its certificates are numbered."""
        return NumberScheme(
            self.number_pattern,
            self.number_unit,
            self.number_class,
            self.number_start,
            self.number_digits,
        )


def office_view(session: Session, office_id: int) -> OfficeView:
    """The identity of one office."""
    office = session.get(Office, office_id)
    if office is None:
        raise NotFound("Kantor itu tidak ada.")
    return _view(office)


def first_office(session: Session) -> OfficeView | None:
    """The installation's office, for pages that nobody signed in for; None before set-up."""
    office = session.scalar(select(Office).order_by(Office.id).limit(1))
    return _view(office) if office else None


def create_office(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    code: str,
    name: str,
    city: str,
    zone: str = "Asia/Jakarta",
    illustrative: bool = False,
    number_unit: str = "",
) -> int:
    """Set up an office; returns its id. Done by the operator."""
    require(actor, Action.OPERATE)
    if session.scalar(select(Office.id).where(Office.code == code)):
        raise Refused("Kantor dengan kode {code} sudah ada.", code=code)
    office = Office(
        code=clean_text(code, "code", most=20),
        name=clean_text(name, "name"),
        city=clean_text(city, "city", most=100),
        zone=_zone(zone),
        illustrative=illustrative,
        number_unit=number_unit,
        number_pattern="B-{serial}/{unit}/{class}/{year}"
        if number_unit
        else "B-{serial}/{class}/{year}",
    )
    session.add(office)
    session.flush()
    owner = Actor(None, actor.username, actor.name, office.id, frozenset(), operator=True)
    record(session, owner, now, "office.create", f"office:{office.id}", after=_loggable(office))
    return office.id


def change_office(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    version: int,
    name: str,
    city: str,
    zone: str,
    address: str,
    number_pattern: str,
    number_unit: str,
    number_class: str,
    number_start: int,
    number_digits: int = 0,
    help_contact: str = "",
) -> None:
    """Change the letterhead or the way certificates are numbered.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`; with what is stored now.
    Refused
        If a text is missing or the pattern cannot give each paper its own number.
    """
    require(actor, Action.ADMINISTER)
    office = _office(session, actor)
    before = _loggable(office)
    if office.version != version:
        raise Conflict(
            "Identitas kantor baru saja diubah orang lain; tidak ada yang ditimpa.",
            stored={**before, "version": office.version},
        )
    scheme = NumberScheme(
        number_pattern, number_unit, number_class, number_start, number_digits
    ).checked()
    office.name = clean_text(name, "name")
    office.city = clean_text(city, "city", most=100)
    office.zone = _zone(zone)
    office.address = clean_text(address, "address", most=500, empty=True)
    office.help_contact = clean_text(help_contact, "help_contact", most=200, empty=True)
    office.number_pattern, office.number_unit = scheme.pattern, scheme.unit
    office.number_class, office.number_start = scheme.classification, scheme.start
    office.number_digits = scheme.digits
    _record_change(session, actor, now, office, before)


def change_logo(
    session: Session, actor: Actor, now: datetime, files: Files, content: bytes | None
) -> None:
    """Replace the office's logo by a PNG or JPEG, or take it away (None)."""
    require(actor, Action.ADMINISTER)
    office = _office(session, actor)
    before = _loggable(office)
    office.logo = None if content is None else files.put(_picture(content))
    _record_change(session, actor, now, office, before)


def today_at(office: OfficeView, now: datetime) -> date:
    """The date on the office's wall."""
    return now.astimezone(ZoneInfo(office.zone)).date()


def _office(session: Session, actor: Actor) -> Office:
    office = session.get(Office, actor.office_id, with_for_update=True)
    if office is None:
        raise NotFound("Kantor itu tidak ada.")
    return office


def _view(office: Office) -> OfficeView:
    return OfficeView(**{name: getattr(office, name) for name in OfficeView.__dataclass_fields__})


def _zone(given: str) -> str:
    if given not in available_timezones():
        raise Refused('Zona waktu "{zone}" tidak dikenal.', field="zone", zone=given)
    return given


def _picture(content: bytes) -> bytes:
    """A logo re-encoded as PNG, so that nothing but the picture is kept."""
    if len(content) > _LARGEST_LOGO:
        raise Refused("Logo lebih besar dari 2 MB. Perkecil gambarnya.", field="logo")
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if max(picture.size) > _WIDEST_LOGO:
                raise Refused("Logo lebih lebar atau tinggi dari 4000 piksel.", field="logo")
            picture.thumbnail((600, 600))
            out = io.BytesIO()
            picture.convert("RGBA").save(out, "PNG", optimize=True)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Refused("Logo harus berupa gambar PNG atau JPEG yang utuh.", field="logo") from None
    return out.getvalue()


def _record_change(
    session: Session, actor: Actor, now: datetime, office: Office, before: dict[str, object]
) -> None:
    after = _loggable(office)
    if after != before:
        office.version += 1
        name = f"office:{office.id}"
        record(session, actor, now, "office.change", name, before=before, after=after)


def _loggable(office: Office) -> dict[str, object]:
    kept = set(OfficeView.__dataclass_fields__) - {"id", "version"}
    return {name: getattr(office, name) for name in sorted(kept)}
