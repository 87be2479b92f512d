"""The register of certificates: looked through, handed out as frozen, checked by anyone."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.signed_papers import handed_out
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_certificates
from evaluator.storage.certificates import Certificate, State, face_text
from evaluator.storage.files import Damaged, Files
from evaluator.storage.periods import Category, Period
from evaluator.storage.results import Snapshot, Winner

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The letters of a code on paper: none is mistaken for another."""
PER_PAGE = 50
MOST_AT_ONCE = 5000
_RUN = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?\Z")


@dataclass(frozen=True)
class CertificateView:
    """One line of the register.

    mended : where the name on paper is not the one given: "given", "by" and "reason"
    replaced_by, replaced_by_id : the certificate that took its place, where that is asked for
    place_en : the place for readers of English, None where the paper has none
    outdated : whether the results that count now no longer give it, where that is asked for
    """

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
    design: str
    state: State = State.VALID
    kind: str = "award"
    mended: Mapping[str, str] | None = None
    replaced_by: str | None = None
    replaced_by_id: int | None = None
    place_en: str | None = None
    outdated: bool = False

    @property
    def valid(self) -> bool:
        return self.revoked_at is None

    @property
    def file_name(self) -> str:
        """Such as "B-12/33750/HM.310/2025 - Dinas Pendidikan.pdf"."""
        return f"{self.number} - {self.recipient}.pdf"


@dataclass(frozen=True)
class RegisterPage:
    """One page of what was found in the register; `pages` is at least 1."""

    rows: tuple[CertificateView, ...]
    found: int
    page: int
    pages: int


@dataclass(frozen=True)
class Checked:
    """What the public check page shows: only what stands on the paper, and whether it counts.

    under_revision : whether the results that it stands on are being looked at again
    sealed : whether it was printed for results that are not open yet; then nothing is named
        but its number and the office, and every other text is ""
    outdated : whether the results that count now no longer give this award
    replaced_by : the number of the paper that took its place, None where there is none
    """

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
    under_revision: bool
    sealed: bool = False
    outdated: bool = False
    replaced_by: str | None = None
    role: str | None = None
    organisation: str | None = None


def list_certificates(session: Session, actor: Actor, most: int = 1000) -> list[CertificateView]:
    """The register, newest first; revoked certificates stay in it."""
    require(actor, Action.SEE_CERTIFICATES)
    query = visible_certificates(actor).order_by(Certificate.id.desc()).limit(most)
    return [view_of(row) for row in session.scalars(query)]


def search_register(session: Session, actor: Actor, text: str = "", page: int = 1) -> RegisterPage:
    """A page of the register, newest first: certificates whose number, code or texts hold `text`.

    page : from 1; beyond the last page the last one is given
    """
    require(actor, Action.SEE_CERTIFICATES)
    query = visible_certificates(actor)
    if text.strip():
        query = query.where(_holds(session, text.strip()))
    found = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, math.ceil(found / PER_PAGE))
    page = min(max(1, page), pages)
    window = query.order_by(Certificate.id.desc()).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    rows = with_replacements(session, [view_of(row) for row in session.scalars(window)])
    return RegisterPage(rows, found, page, pages)


def certificates_by_id(session: Session, actor: Actor, ids: Sequence[int]) -> list[CertificateView]:
    """Certificates in the order asked for, each once.

    Raises
    ------
    NotFound
        If one does not exist or may not be known of.
    """
    require(actor, Action.SIGNED_IN)
    return [view_of(row) for row in _by_id(session, actor, ids)]


def certificate_files(
    session: Session, actor: Actor, files: Files, ids: Sequence[int], *, drawn: bool = False
) -> list[tuple[CertificateView, bytes]]:
    """The frozen files of certificates, in the order asked for: signed where they are signed.

    drawn : as they were drawn, without signatures, for joining them into one file

    Raises
    ------
    NotFound
        If one does not exist or may not be known of.
    Refused
        If a stored file was damaged; it is never handed out.
    """
    require(actor, Action.SIGNED_IN)
    return [(view_of(row), _file(files, row, drawn)) for row in _by_id(session, actor, ids)]


def my_certificates(session: Session, actor: Actor) -> list[CertificateView]:
    """The valid certificates of one's own unit."""
    require(actor, Action.SEE_FEEDBACK)
    return _valid(session, visible_certificates(actor))


def certificates_of(session: Session, actor: Actor, participant_id: int) -> list[CertificateView]:
    """The valid certificates of one unit in one period, as far as this person may see them."""
    require(actor, Action.SIGNED_IN)
    query = visible_certificates(actor).where(
        Winner.participant_id == participant_id, Certificate.state == State.VALID
    )
    eager = contains_eager(Certificate.winner).contains_eager(Winner.snapshot)
    rows = session.scalars(query.order_by(Certificate.id).options(eager)).all()
    periods = {row.winner.snapshot.period_id for row in rows if row.winner}
    newest = session.scalar(
        select(func.max(Snapshot.number)).where(
            Snapshot.period_id.in_(periods), Snapshot.released_at.is_not(None)
        )
    )
    behind = {r.id for r in rows if r.winner and r.winner.snapshot.number < (newest or 0)}
    return [replace(view_of(r), outdated=r.id in behind or _passed_over(r)) for r in rows]


def check(session: Session, code: str) -> Checked | None:
    """Look a certificate up by the code on its paper; None where there is none. Open to anyone."""
    row = session.scalar(select(Certificate).where(Certificate.check_code == tidy_code(code)))
    return None if row is None else checked_of(session, row)


def checked_of(session: Session, row: Certificate) -> Checked:
    """What anyone may be told about one certificate."""
    outdated = row.state == State.VALID and _is_outdated(session, row)
    if is_sealed(row):
        return replace(_sealed(row), outdated=outdated)
    shown = {name: row.face[name] for name in _PUBLIC}
    return Checked(
        state=State(row.state),
        number=row.number,
        revoked_at=row.revoked_at,
        revoked_reason=row.revoked_reason,
        under_revision=_under_revision(session, row),
        outdated=outdated,
        replaced_by=_replaced_by(session, row),
        role=row.face.get("role"),
        organisation=row.face.get("organisation"),
        **shown,
    )


def is_sealed(row: Certificate) -> bool:
    """Whether a certificate was printed for results that are not open yet."""
    return row.winner is not None and row.winner.snapshot.released_at is None


def _is_outdated(session: Session, row: Certificate) -> bool:
    """Whether a plenary passed it over, or later results were released that do not give it.

    Where they do, the certificate stands on them since their release.
    """
    if row.winner is None:
        return False
    if _passed_over(row):
        return True
    own = row.winner.snapshot
    later = select(Snapshot.id).where(
        Snapshot.period_id == own.period_id,
        Snapshot.released_at.is_not(None),
        Snapshot.number > own.number,
    )
    return session.scalar(later.limit(1)) is not None


def _passed_over(row: Certificate) -> bool:
    """Whether a plenary dropped its winner from results that are released."""
    winner = row.winner
    return bool(winner and winner.dropped_at and winner.snapshot.released_at)


def _sealed(row: Certificate) -> Checked:
    """Only that the office printed this number; whether it was revoked would tell as little."""
    return Checked(
        state=State.VALID,
        office=row.face["office"],
        number=row.number,
        recipient="",
        award="",
        place=None,
        category=None,
        event="",
        place_and_date="",
        signatory_name="",
        mark=row.face["mark"],
        revoked_at=None,
        revoked_reason=None,
        under_revision=False,
        sealed=True,
    )


def _replaced_by(session: Session, row: Certificate) -> str | None:
    query = select(Certificate.number).where(Certificate.replaces_id == row.id)
    return session.scalar(query) if row.state == State.REPLACED else None


def _under_revision(session: Session, row: Certificate) -> bool:
    """Whether the results that a certificate stands on have been taken back for revision."""
    since = (
        select(Period.revising_since)
        .join(Period.categories)
        .join(Winner, Winner.category_id == Category.id)
        .where(Winner.id == row.winner_id)
    )
    return row.winner_id is not None and session.scalar(since) is not None


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
        row.face["design"],
        State(row.state),
        row.kind,
        row.face.get("mended"),
        place_en=row.face.get("english", {}).get("place"),
    )


def with_replacements(
    session: Session, views: Sequence[CertificateView]
) -> tuple[CertificateView, ...]:
    """The same certificates, each saying which one took its place; in one query."""
    query = select(Certificate.replaces_id, Certificate.number, Certificate.id).where(
        Certificate.replaces_id.in_([view.id for view in views])
    )
    found = {replaced: (number, new) for replaced, number, new in session.execute(query)}
    return tuple(
        replace(view, replaced_by=found[view.id][0], replaced_by_id=found[view.id][1])
        if view.id in found
        else view
        for view in views
    )


def tidy_code(code: str) -> str:
    """The code as stored, from any usual way of typing it."""
    given = code.upper()[:40].replace("O", "0").replace("I", "1").replace("L", "1")
    letters = "".join(c for c in given if c in CODE_LETTERS)
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def write_ids(ids: Sequence[int]) -> str:
    """Many ids in few letters, in their order: "12-40,45"."""
    runs: list[list[int]] = []
    for number in ids:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs)


def read_ids(text: str) -> list[int]:
    """The ids that `write_ids` wrote.

    Raises
    ------
    NotFound
        For anything else, or more than MOST_AT_ONCE.
    """
    ids: list[int] = []
    for part in text.split(","):
        run = _RUN.match(part)
        last = int(run[2] or run[1]) if run else 0
        if run is None or last - int(run[1]) >= MOST_AT_ONCE - len(ids):
            raise NotFound("Piagam itu tidak ada.")
        ids += range(int(run[1]), last + 1)
    return ids


def _holds(session: Session, text: str) -> ColumnElement[bool]:
    """Whether the number or a text on the paper holds the text, capitals or not."""
    shown = (face_text(session, name) for name in ("recipient", "award", "category", "event"))
    return or_(
        *(field.icontains(text, autoescape=True) for field in (Certificate.number, *shown)),
        Certificate.check_code == tidy_code(text),
    )


def _by_id(session: Session, actor: Actor, ids: Sequence[int]) -> list[Certificate]:
    wanted = list(dict.fromkeys(ids))
    query = visible_certificates(actor).where(Certificate.id.in_(wanted))
    found = {row.id: row for row in session.scalars(query)}
    if set(wanted) - found.keys():
        raise NotFound("Piagam itu tidak ada.")
    return [found[number] for number in wanted]


def _valid(session: Session, query: Select[Certificate]) -> list[CertificateView]:
    valid = query.where(Certificate.state == State.VALID).order_by(Certificate.id)
    return [view_of(row) for row in session.scalars(valid)]


def _file(files: Files, row: Certificate, drawn: bool) -> bytes:
    try:
        return files.get(row.file if drawn else handed_out(row))
    except Damaged:
        raise Refused(
            "Berkas piagam {number} rusak atau hilang. Pulihkan dari cadangan.", number=row.number
        ) from None
