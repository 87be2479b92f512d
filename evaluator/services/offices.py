"""The office's identity: letterhead, logo, numbers and signatories."""

import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_nip, clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.certificates import Series
from evaluator.storage.files import Files
from evaluator.storage.offices import Office, Signatory

GAPS = ("serial", "unit", "class", "year", "month")
_GAP = re.compile(r"\{([a-z]+)\}")
_LARGEST_LOGO = 2 * 1024 * 1024
_WIDEST_LOGO = 4000
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True)
class OfficeView:
    """An office's identity as pages and papers show it."""

    id: int
    code: str
    name: str
    city: str
    zone: str
    address: str
    logo: str | None
    number_pattern: str
    number_unit: str
    number_class: str
    number_start: int
    illustrative: bool
    version: int


@dataclass(frozen=True)
class Signer:
    """Who signs, from when to when."""

    id: int
    name: str
    nip: str | None
    position: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class NumberScheme:
    """How an office numbers its certificates.

    start : the first serial of a year
    """

    pattern: str
    unit: str
    classification: str
    start: int

    def checked(self) -> "NumberScheme":
        """The scheme with clean texts.

        Raises
        ------
        Refused
            If it cannot give each paper its own number; naming the field.
        """
        pattern = _pattern(self.pattern, self.unit, self.classification)
        unit = clean_text(self.unit, "number_unit", most=20, empty=True)
        classification = clean_text(self.classification, "number_class", most=20, empty=True)
        if self.start < 1:
            raise Refused("Nomor mulai paling kecil 1.", field="number_start")
        return NumberScheme(pattern, unit, classification, self.start)

    def write(self, day: date, serial: int) -> str:
        """The number of a paper of that day."""
        values = {
            "serial": str(serial),
            "unit": self.unit,
            "class": self.classification,
            "year": str(day.year),
            "month": _ROMAN[day.month - 1],
        }
        return _GAP.sub(lambda gap: values[gap[1]], self.pattern)


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
    scheme = NumberScheme(number_pattern, number_unit, number_class, number_start).checked()
    office.name = clean_text(name, "name")
    office.city = clean_text(city, "city", most=100)
    office.zone = _zone(zone)
    office.address = clean_text(address, "address", most=500, empty=True)
    office.number_pattern, office.number_unit = scheme.pattern, scheme.unit
    office.number_class, office.number_start = scheme.classification, scheme.start
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


def scheme_of(office: OfficeView) -> NumberScheme:
    """The stored way in which an office numbers its certificates."""
    return NumberScheme(
        office.number_pattern, office.number_unit, office.number_class, office.number_start
    )


def next_number(session: Session, actor: Actor, day: date, scheme: NumberScheme) -> str:
    """The number that the next certificate of that day would get under a scheme.

    Raises
    ------
    Refused
        If the scheme is faulty.
    """
    require(actor, Action.ADMINISTER)
    query = select(Series.next_serial).where(
        Series.office_id == actor.office_id, Series.year == day.year
    )
    checked = scheme.checked()
    return checked.write(day, session.scalar(query) or checked.start)


def today_at(office: OfficeView, now: datetime) -> date:
    """The date on the office's wall."""
    return now.astimezone(ZoneInfo(office.zone)).date()


def signer_today(session: Session, actor: Actor, now: datetime) -> Signer | None:
    """Who signs today, or None."""
    office = office_view(session, actor.office_id)
    return _signer_on(session, office.id, today_at(office, now))


def signers(session: Session, actor: Actor) -> list[Signer]:
    """Everyone who signs or signed for the office, by date."""
    query = select(Signatory).where(Signatory.office_id == actor.office_id)
    rows = session.scalars(query.order_by(Signatory.valid_from, Signatory.id))
    return [_signer(row) for row in rows]


def signer_on(session: Session, office_id: int, day: date) -> Signer:
    """Who signs a paper of that day; the one most recently appointed among those in office.

    Raises
    ------
    Refused
        If nobody is entered for that day.
    """
    found = _signer_on(session, office_id, day)
    if found is None:
        raise Refused(
            "Belum ada penanda tangan yang berlaku pada {day}. Admin menambahkannya di Kantor.",
            day=day.isoformat(),
        )
    return found


def _signer_on(session: Session, office_id: int, day: date) -> Signer | None:
    query = select(Signatory).where(
        Signatory.office_id == office_id,
        Signatory.valid_from <= day,
        (Signatory.valid_to.is_(None)) | (Signatory.valid_to >= day),
    )
    found = session.scalar(
        query.order_by(Signatory.valid_from.desc(), Signatory.id.desc()).limit(1)
    )
    return None if found is None else _signer(found)


def add_signer(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    name: str,
    nip: str,
    position: str,
    valid_from: date,
    valid_to: date | None,
) -> int:
    """Enter who signs from a date on; papers of earlier dates keep their signatory."""
    require(actor, Action.ADMINISTER)
    if valid_to is not None and valid_to < valid_from:
        raise Refused("Tanggal akhir mendahului tanggal mulai.", field="valid_to")
    signatory = Signatory(
        office_id=actor.office_id,
        name=clean_text(name, "name"),
        nip=clean_nip(nip),
        position=clean_text(position, "position"),
        valid_from=valid_from,
        valid_to=valid_to,
        made_at=now,
    )
    session.add(signatory)
    session.flush()
    record(
        session,
        actor,
        now,
        "signatory.add",
        f"signatory:{signatory.id}",
        after={
            "name": signatory.name,
            "nip": signatory.nip,
            "position": signatory.position,
            "from": valid_from.isoformat(),
            "to": valid_to and valid_to.isoformat(),
        },
    )
    return signatory.id


def end_signer(
    session: Session, actor: Actor, now: datetime, signer_id: int, valid_to: date
) -> None:
    """Enter the last day on which somebody signs."""
    require(actor, Action.ADMINISTER)
    signatory = session.get(Signatory, signer_id)
    if signatory is None or signatory.office_id != actor.office_id:
        raise NotFound("Penanda tangan itu tidak ada.")
    if valid_to < signatory.valid_from:
        raise Refused("Tanggal akhir mendahului tanggal mulai.", field="valid_to")
    before = {"to": signatory.valid_to and signatory.valid_to.isoformat()}
    signatory.valid_to = valid_to
    after = {"to": valid_to.isoformat()}
    name = f"signatory:{signatory.id}"
    record(session, actor, now, "signatory.end", name, before=before, after=after)


def _office(session: Session, actor: Actor) -> Office:
    office = session.get(Office, actor.office_id, with_for_update=True)
    if office is None:
        raise NotFound("Kantor itu tidak ada.")
    return office


def _view(office: Office) -> OfficeView:
    return OfficeView(**{name: getattr(office, name) for name in OfficeView.__dataclass_fields__})


def _signer(row: Signatory) -> Signer:
    return Signer(row.id, row.name, row.nip, row.position, row.valid_from, row.valid_to)


def _zone(given: str) -> str:
    if given not in available_timezones():
        raise Refused('Zona waktu "{zone}" tidak dikenal.', field="zone", zone=given)
    return given


def _pattern(given: str, unit: str, classification: str) -> str:
    pattern = clean_text(given, "number_pattern", most=100)
    gaps = _GAP.findall(pattern)
    unknown = [gap for gap in gaps if gap not in GAPS]
    if unknown or "{" in _GAP.sub("", pattern) or "}" in _GAP.sub("", pattern):
        raise Refused(
            "Pola nomor hanya mengenal {gaps}.",
            field="number_pattern",
            gaps=", ".join(f"{{{gap}}}" for gap in GAPS),
        )
    if gaps.count("serial") != 1 or "year" not in gaps:
        raise Refused(
            "Pola nomor harus memuat {{serial}} sekali dan {{year}}.", field="number_pattern"
        )
    if ("unit" in gaps and not unit.strip()) or ("class" in gaps and not classification.strip()):
        raise Refused(
            "Pola nomor memakai {{unit}} atau {{class}} yang belum diisi.", field="number_pattern"
        )
    return pattern


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
