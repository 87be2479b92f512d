"""Certificates: numbered once, frozen at issue, revoked with a reason, checked by anyone."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from sqlalchemy import select, update
from sqlalchemy.orm import Session, contains_eager

from evaluator.services.certificate_faces import (
    Face,
    ListRow,
    list_face,
    numbered,
    place_on_paper,
    previewed,
    winner_face,
)
from evaluator.services.certificate_register import (
    CODE_LETTERS,
    CertificateView,
    Checked,
    certificate_files,
    check,
    list_certificates,
    my_certificates,
    view_of,
)
from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.offices import OfficeView, office_view
from evaluator.services.periods import PeriodView, list_periods, visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.results import WinnerView, winner_view
from evaluator.services.signatories import signer_on
from evaluator.storage.actor import Actor
from evaluator.storage.certificates import Certificate, Series, State
from evaluator.storage.database import add_unless_there
from evaluator.storage.files import Files
from evaluator.storage.periods import Category, Period, Stage
from evaluator.storage.results import Winner
from evaluator.storage.visibility import released_snapshot, visible_certificates, visible_winners

__all__ = [
    "CertificateView",
    "Checked",
    "Draw",
    "Face",
    "ListRow",
    "ToCertify",
    "certificate_files",
    "check",
    "issue",
    "issue_list",
    "issued_for",
    "list_certificates",
    "my_certificates",
    "preview_faces",
    "preview_list",
    "released_periods",
    "revoke",
    "view_of",
    "winners_to_certify",
]

Draw = Callable[[Face], bytes]
"""Turns a face into the bytes of a PDF; raises Refused where it cannot be drawn right."""


@dataclass(frozen=True)
class ToCertify:
    """A winner and the certificate that was issued for it, if any.

    id : the winner's
    place : as it stands on the paper, "Juara II (bersama)"; None for an award without places
    """

    id: int
    winner: WinnerView
    place: str | None
    certificate: CertificateView | None

    @property
    def pending(self) -> bool:
        """Whether a certificate is still to be issued: there is none, or it was revoked."""
        return self.certificate is None or not self.certificate.valid


def released_periods(session: Session, actor: Actor) -> list[PeriodView]:
    """The periods whose certificates can be issued, newest first."""
    require(actor, Action.SEE_CERTIFICATES)
    return [p for p in list_periods(session, actor) if p.released_at is not None]


def winners_to_certify(session: Session, actor: Actor, period_id: int) -> list[ToCertify]:
    """The winners of a released period, each with its certificate, in a fixed number of queries.

    Raises
    ------
    NotFound
        If the period is not released: nobody looks at winners here before that.
    """
    require(actor, Action.SEE_CERTIFICATES)
    _released(session, actor, period_id)
    rows = _winners(session, actor, period_id)
    issued = session.scalars(
        visible_certificates(actor)
        .where(Certificate.winner_id.in_([row.id for row in rows]))
        .order_by(Certificate.id)
    )
    by_winner = {row.winner_id: view_of(row) for row in issued}  # the newest one counts
    return [
        ToCertify(
            row.id,
            winner_view(row, row.category),
            place_on_paper(row.place_name, row.joint),
            by_winner.get(row.id),
        )
        for row in rows
    ]


def preview_faces(
    session: Session, actor: Actor, period_id: int, design: str, public_url: str
) -> list[Face]:
    """The faces of all winners as they would be issued, marked as a preview, without numbers.

    They stand in the order of `winners_to_certify`.

    Raises
    ------
    NotFound
        If the period is not released.
    Refused
        If nobody is entered who signs on the day of the event.
    """
    require(actor, Action.CERTIFY)
    period = _released(session, actor, period_id)
    office = office_view(session, actor.office_id)
    signer = signer_on(session, office.id, period.event_date)
    return [
        previewed(
            winner_face(office, signer, period, row, design), office, period.event_date, public_url
        )
        for row in _winners(session, actor, period_id)
    ]


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
    if period.stage not in (Stage.RELEASED, Stage.REVISED):
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
            face=winner_face(office, signer, period, row, design),
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
    """Issue certificates for a bare list; the same list asked for again gives the same ones.

    Rows that say the same are different people, told apart by their `copy`.
    """
    require(actor, Action.CERTIFY)
    office, faces = office_view(session, actor.office_id), _list_faces(session, actor, rows, design)
    return [
        _issue_once(
            session,
            actor,
            now,
            office,
            request=_request_of(row),
            day=row.day,
            face=face,
            winner_id=None,
            period_id=None,
            draw=draw,
            files=files,
            public_url=public_url,
        )
        for row, face in zip(rows, faces, strict=True)
    ]


def preview_list(
    session: Session, actor: Actor, rows: Sequence[ListRow], design: str, public_url: str
) -> list[Face]:
    """The faces of a bare list as they would be issued, for the check before printing."""
    require(actor, Action.CERTIFY)
    office, faces = office_view(session, actor.office_id), _list_faces(session, actor, rows, design)
    return [
        previewed(face, office, row.day, public_url) for row, face in zip(rows, faces, strict=True)
    ]


def issued_for(
    session: Session, actor: Actor, rows: Sequence[ListRow]
) -> list[CertificateView | None]:
    """For each row of a bare list, the certificate that already stands for it, or None."""
    require(actor, Action.CERTIFY)
    requests = [_request_of(row) for row in rows]
    query = visible_certificates(actor).where(Certificate.request.in_(requests))
    known = {row.request: view_of(row) for row in session.scalars(query)}
    return [known.get(request) for request in requests]


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
    _check_address(office, public_url)
    serial = series.next_serial
    series.next_serial = serial + 1
    code = _new_code()
    number = office.numbers.write(day, serial)
    finished = numbered(face, number, code, public_url)
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


def _check_address(office: OfficeView, public_url: str) -> None:
    """A QR code that leads nowhere stays on the wall for good, so it is never printed."""
    host = urlsplit(public_url).hostname or ""
    if not office.illustrative and (host == "localhost" or host.startswith("127.")):
        raise Refused(
            "Alamat umum kantor belum diatur, jadi kode QR pada piagam tidak akan dapat diperiksa. "
            "Operator mengisi EVALUATOR_PUBLIC_URL, lalu menjalankan ulang program."
        )


def _take_series(session: Session, office: OfficeView, year: int) -> Series:
    """The year's series, held until the end of the transaction so that no serial is given twice."""
    key = {"office_id": office.id, "year": year}
    add_unless_there(session, Series, key, {"next_serial": office.number_start})
    query = select(Series).where(Series.office_id == office.id, Series.year == year)
    return session.scalars(query.with_for_update()).one()


def _released(session: Session, actor: Actor, period_id: int) -> Period:
    period = visible_period(session, actor, period_id)
    if period.released_at is None:
        raise NotFound("Hasil periode ini belum dirilis.")
    return period


def _winners(session: Session, actor: Actor, period_id: int) -> Sequence[Winner]:
    query = (
        visible_winners(actor)
        .where(Period.id == period_id, released_snapshot())
        .options(contains_eager(Winner.participant), contains_eager(Winner.category))
        .order_by(Category.position, Category.id, Winner.id)  # the rubric's order of awards
    )
    return session.scalars(query).all()


def _list_faces(session: Session, actor: Actor, rows: Sequence[ListRow], design: str) -> list[Face]:
    office = office_view(session, actor.office_id)
    signer = lru_cache(maxsize=None)(lambda day: signer_on(session, office.id, day))
    return [list_face(office, signer(row.day), row, design) for row in rows]


def _request_of(row: ListRow) -> str:
    parts = (row.recipient, row.award, row.place, row.category, row.event, row.day.isoformat())
    text = "\x1f".join(part or "" for part in parts)
    if row.copy > 1:
        text += f"\x1f{row.copy}"
    return "list:" + hashlib.sha256(text.encode()).hexdigest()


def _new_code() -> str:
    """80 random bits in letters that are not mistaken for one another."""
    letters = [secrets.choice(CODE_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))
