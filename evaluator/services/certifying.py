"""Certificates: numbered once, frozen at issue, revoked with a reason, checked by anyone."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.words import Bilingual
from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.offices import OfficeView, Signer, office_view, signer_on
from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.results import WinnerView, winner_view
from evaluator.storage.actor import Actor
from evaluator.storage.certificates import Certificate, Series, State
from evaluator.storage.files import Damaged, Files
from evaluator.storage.periods import Period, Stage
from evaluator.storage.results import Winner
from evaluator.storage.visibility import newest_snapshot, visible_certificates, visible_winners

Face = dict[str, Any]
"""Every text on one paper, by the field names of the certificate that draws it."""
Draw = Callable[[Face], bytes]
"""Turns a face into the bytes of a PDF; raises Refused where it cannot be drawn right."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
DEMO_MARK = "CONTOH"
PREVIEW_MARK = "PRATINJAU"


@dataclass(frozen=True)
class ToCertify:
    """A winner and the certificate that was issued for it, if any."""

    winner: WinnerView
    certificate: "CertificateView | None"


@dataclass(frozen=True)
class CertificateView:
    """One line of the register."""

    id: int
    number: str
    check_code: str
    recipient: str
    award: str
    place: str | None
    issued_at: datetime
    revoked_at: datetime | None
    revoked_reason: str | None
    file: str

    @property
    def valid(self) -> bool:
        return self.revoked_at is None


@dataclass(frozen=True)
class Checked:
    """What the public check page shows: only what stands on the paper, and whether it counts."""

    state: State
    office: str
    number: str
    recipient: str
    award: str
    place: str | None
    category: str | None
    event: str
    place_and_date: str
    signatory_name: str
    mark: str | None
    revoked_at: datetime | None
    revoked_reason: str | None


@dataclass(frozen=True)
class ListRow:
    """One certificate asked for outside any rubric, for instance thanks to a respondent."""

    recipient: str
    award: str
    event: str
    day: date
    place: str | None = None
    category: str | None = None
    theme: str | None = None


def winners_to_certify(session: Session, actor: Actor, period_id: int) -> list[ToCertify]:
    """The winners of a released period, each with its certificate, in a fixed number of queries."""
    require(actor, Action.SEE_CERTIFICATES)
    visible_period(session, actor, period_id)
    rows = _winners(session, actor, period_id)
    issued = session.scalars(
        visible_certificates(actor)
        .where(Certificate.winner_id.in_([row.id for row in rows]))
        .order_by(Certificate.id)
    )
    by_winner = {row.winner_id: row for row in issued}  # the newest one counts
    return [
        ToCertify(
            winner_view(row, row.category),
            view_of(by_winner[row.id]) if row.id in by_winner else None,
        )
        for row in rows
    ]


def preview_faces(
    session: Session, actor: Actor, period_id: int, design: str, public_url: str
) -> list[Face]:
    """The faces of all winners as they would be issued, marked as a preview, without numbers."""
    require(actor, Action.CERTIFY)
    rows = _winners(session, actor, period_id)
    if not rows:
        return []
    office = office_view(session, actor.office_id)
    faces = []
    for row in rows:
        period = row.category.period
        signer = signer_on(session, office.id, period.event_date)
        face = _winner_face(office, signer, period, row, design)
        number = _number(office, period.event_date, "…")
        faces.append(_complete(face, number, "XXXX-XXXX-XXXX-XXXX", public_url, PREVIEW_MARK))
    return faces


def issue(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    *,
    design: str,
    draw: Draw,
    files: Files,
    public_url: str,
    winner_ids: Sequence[int] | None = None,
) -> list[int]:
    """Issue the certificates of a released period's winners; asking again gives the same ones.

    winner_ids : None for all winners

    Returns the ids of the certificates, in the order of the winners.

    Raises
    ------
    Refused
        If the period is not released, or a certificate cannot be drawn right;
        then none is issued and no number is used.
    """
    require(actor, Action.CERTIFY)
    period = visible_period(session, actor, period_id)
    if period.stage != Stage.RELEASED:
        raise Refused("Piagam baru dapat diterbitkan setelah hasil dirilis.")
    office = office_view(session, actor.office_id)
    signer = signer_on(session, office.id, period.event_date)
    rows = _winners(session, actor, period_id)
    chosen = [row for row in rows if winner_ids is None or row.id in set(winner_ids)]
    return [
        _issue_once(
            session,
            actor,
            now,
            office,
            request=f"winner:{row.id}",
            day=period.event_date,
            face=_winner_face(office, signer, period, row, design),
            winner_id=row.id,
            period_id=period.id,
            draw=draw,
            files=files,
            public_url=public_url,
        )
        for row in chosen
    ]


def issue_list(
    session: Session,
    actor: Actor,
    now: datetime,
    rows: Sequence[ListRow],
    *,
    design: str,
    draw: Draw,
    files: Files,
    public_url: str,
) -> list[int]:
    """Issue certificates for a bare list; the same row asked for again gives the same one."""
    require(actor, Action.CERTIFY)
    office = office_view(session, actor.office_id)
    return [
        _issue_once(
            session,
            actor,
            now,
            office,
            request=_request_of(row),
            day=row.day,
            face=list_face(office, signer_on(session, office.id, row.day), row, design),
            winner_id=None,
            period_id=None,
            draw=draw,
            files=files,
            public_url=public_url,
        )
        for row in rows
    ]


def preview_list(
    session: Session, actor: Actor, rows: Sequence[ListRow], design: str, public_url: str
) -> list[Face]:
    """The faces of a bare list as they would be issued, for the check before printing."""
    require(actor, Action.CERTIFY)
    office = office_view(session, actor.office_id)
    return [
        _complete(
            list_face(office, signer_on(session, office.id, row.day), row, design),
            _number(office, row.day, "…"),
            "XXXX-XXXX-XXXX-XXXX",
            public_url,
            PREVIEW_MARK,
        )
        for row in rows
    ]


def list_certificates(session: Session, actor: Actor, most: int = 1000) -> list[CertificateView]:
    """The register, newest first; revoked certificates stay in it."""
    require(actor, Action.SEE_CERTIFICATES)
    query = visible_certificates(actor).order_by(Certificate.id.desc()).limit(most)
    return [view_of(row) for row in session.scalars(query)]


def certificate_files(
    session: Session, actor: Actor, files: Files, ids: Sequence[int]
) -> list[tuple[CertificateView, bytes]]:
    """The frozen files of certificates, in the order asked for.

    Raises
    ------
    NotFound
        If one does not exist or may not be known of.
    Refused
        If a stored file was damaged; it is never handed out.
    """
    require(actor, Action.SIGNED_IN)
    found = {
        row.id: row
        for row in session.scalars(visible_certificates(actor).where(Certificate.id.in_(ids)))
    }
    if set(ids) - found.keys():
        raise NotFound("Piagam itu tidak ada.")
    return [(view_of(found[number]), _file(files, found[number])) for number in ids]


def my_certificates(session: Session, actor: Actor) -> list[CertificateView]:
    """The valid certificates of one's own unit."""
    require(actor, Action.SEE_FEEDBACK)
    query = visible_certificates(actor).where(Certificate.state == State.VALID)
    return [view_of(row) for row in session.scalars(query.order_by(Certificate.id))]


def revoke(session: Session, actor: Actor, now: datetime, certificate_id: int, reason: str) -> None:
    """Revoke a certificate; its number stays used and its check page says why.

    Raises
    ------
    Refused
        Without a reason, or where it is revoked already.
    """
    require(actor, Action.CERTIFY)
    row = session.scalar(visible_certificates(actor).where(Certificate.id == certificate_id))
    if row is None:
        raise NotFound("Piagam itu tidak ada.")
    text = clean_text(reason, "reason", most=500)
    done = session.execute(
        update(Certificate)
        .where(Certificate.id == row.id, Certificate.state == State.VALID)
        .values(state=State.REVOKED, revoked_at=now, revoked_reason=text, request=None)
        .returning(Certificate.id),
        execution_options={"synchronize_session": False},
    )
    if done.first() is None:
        raise Refused("Piagam {number} sudah dicabut.", number=row.number)
    session.refresh(row)
    after = {"number": row.number}
    record(
        session, actor, now, "certificate.revoke", f"certificate:{row.id}", after=after, reason=text
    )


def check(session: Session, code: str) -> Checked | None:
    """Look a certificate up by the code on its paper; None where there is none. Open to anyone."""
    row = session.scalar(select(Certificate).where(Certificate.check_code == _tidy(code)))
    if row is None:
        return None
    shown = {name: row.face[name] for name in _PUBLIC}
    return Checked(
        state=State(row.state),
        number=row.number,
        revoked_at=row.revoked_at,
        revoked_reason=row.revoked_reason,
        **shown,
    )


_PUBLIC = (
    "office",
    "recipient",
    "award",
    "place",
    "category",
    "event",
    "place_and_date",
    "signatory_name",
    "mark",
)


def view_of(row: Certificate) -> CertificateView:
    """A certificate's row as plain values."""
    return CertificateView(
        row.id,
        row.number,
        row.check_code,
        row.face["recipient"],
        row.face["award"],
        row.face["place"],
        row.issued_at,
        row.revoked_at,
        row.revoked_reason,
        row.file,
    )


def list_face(office: OfficeView, signer: Signer, row: ListRow, design: str) -> Face:
    """What a certificate outside any rubric says, before it has a number."""
    return {
        **_letterhead(office, signer, row.day, design),
        "recipient": row.recipient,
        "award": row.award,
        "place": row.place,
        "category": row.category,
        "event": row.event,
        "theme": row.theme,
    }


def _winner_face(
    office: OfficeView, signer: Signer, period: Period, row: Winner, design: str
) -> Face:
    place = Bilingual(**row.place_name).id if row.place_name else None
    return {
        **_letterhead(office, signer, period.event_date, design),
        "recipient": row.participant.name,
        "award": Bilingual(**row.title).id,
        "place": f"{place} (bersama)" if place and row.joint else place,
        "category": row.category.title,
        "event": period.event,
        "theme": period.theme or None,
    }


def _letterhead(office: OfficeView, signer: Signer, day: date, design: str) -> Face:
    return {
        "design": design,
        "office": office.name,
        "logo": office.logo,
        "place_and_date": f"{office.city}, {format_date(day, 'd MMMM y', locale='id')}",
        "signatory_position": signer.position,
        "signatory_name": signer.name,
        "signatory_nip": signer.nip,
        "mark": DEMO_MARK if office.illustrative else None,
        "language": "id",
    }


def _complete(face: Face, number: str, code: str, public_url: str, mark: str | None = None) -> Face:
    return {
        **face,
        "number": number,
        "check_code": code,
        "check_url": f"{public_url.rstrip('/')}/v/{code}",
        "mark": mark or face["mark"],
    }


def _issue_once(
    session: Session,
    actor: Actor,
    now: datetime,
    office: OfficeView,
    *,
    request: str,
    day: date,
    face: Face,
    winner_id: int | None,
    period_id: int | None,
    draw: Draw,
    files: Files,
    public_url: str,
) -> int:
    series = _take_series(session, office, day.year)
    known = session.scalar(
        select(Certificate.id).where(
            Certificate.office_id == office.id, Certificate.request == request
        )
    )
    if known is not None:
        return known
    serial = series.next_serial
    series.next_serial = serial + 1
    code = _new_code()
    number = _number(office, day, str(serial))
    finished = _complete(face, number, code, public_url)
    row = Certificate(
        office_id=office.id,
        series_id=series.id,
        winner_id=winner_id,
        serial=serial,
        number=number,
        check_code=code,
        request=request,
        face=finished,
        file=files.put(draw(finished)),
        issued_at=now,
    )
    session.add(row)
    session.flush()
    after = {"number": number, "file": row.file, "recipient": face["recipient"], "code": code}
    name = f"certificate:{row.id}"
    record(session, actor, now, "certificate.issue", name, after=after, period_id=period_id)
    return row.id


def _take_series(session: Session, office: OfficeView, year: int) -> Series:
    """The year's series, held until the end of the transaction so that no serial is given twice."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(
        insert(Series)
        .values(office_id=office.id, year=year, next_serial=office.number_start)
        .on_conflict_do_nothing(index_elements=["office_id", "year"])
    )
    query = select(Series).where(Series.office_id == office.id, Series.year == year)
    return session.scalars(query.with_for_update()).one()


def _number(office: OfficeView, day: date, serial: str) -> str:
    values = {
        "serial": serial,
        "unit": office.number_unit,
        "class": office.number_class,
        "year": str(day.year),
        "month": _ROMAN[day.month - 1],
    }
    number = office.number_pattern
    for gap, value in values.items():
        number = number.replace(f"{{{gap}}}", value)
    return number


def _winners(session: Session, actor: Actor, period_id: int) -> Sequence[Winner]:
    query = (
        visible_winners(actor)
        .join(Winner.snapshot)
        .where(Period.id == period_id, newest_snapshot())
        .options(
            contains_eager(Winner.participant),
            contains_eager(Winner.category),
        )
        .order_by(Winner.category_id, Winner.award, Winner.place, Winner.id)
    )
    return session.scalars(query).all()


def _file(files: Files, row: Certificate) -> bytes:
    try:
        return files.get(row.file)
    except Damaged:
        raise Refused(
            "Berkas piagam {number} rusak atau hilang. Pulihkan dari cadangan.", number=row.number
        ) from None


def _request_of(row: ListRow) -> str:
    parts = (row.recipient, row.award, row.place, row.category, row.event, row.day.isoformat())
    text = "\x1f".join(part or "" for part in parts)
    return "list:" + hashlib.sha256(text.encode()).hexdigest()


def _new_code() -> str:
    """80 random bits in letters that are not mistaken for one another."""
    letters = [secrets.choice(_ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def _tidy(code: str) -> str:
    """The code as stored, from any usual way of typing it."""
    letters = [
        c
        for c in code.upper()[:40].replace("O", "0").replace("I", "1").replace("L", "1")
        if c in _ALPHABET
    ]
    text = "".join(letters)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
