"""Issuing papers: a number, a frozen file, a row and a log entry, all of them or none.

Papers are numbered, drawn and kept in three steps. Within one transaction the series is
held throughout. A batch in the background numbers and draws ahead instead, so that others
wait only while the rows are written; where somebody else took the numbers meanwhile,
keeping them is refused and the batch begins that part anew.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.certificate_faces import Face, numbered
from evaluator.services.certificate_looks import freeze_design, without_content
from evaluator.services.certificate_register import CODE_LETTERS
from evaluator.services.coming_numbers import Passed, coming_numbers, void_passed
from evaluator.services.logging import Entry, record_many
from evaluator.services.number_plans import scheme_of
from evaluator.services.number_series import SeriesKey, advance, coming_serials, take_series
from evaluator.services.numbering import NumberScheme
from evaluator.services.offices import OfficeView, office_view
from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor
from evaluator.storage.certificates import Certificate, Series
from evaluator.storage.files import Files

Draw = Callable[[Face], bytes]
"""Turns a face into the bytes of a PDF; raises Refused where it cannot be drawn right."""


class Outrun(Exception):
    """Somebody else took the numbers that papers were drawn with; nothing was kept."""


@dataclass(frozen=True)
class Wanted:
    """One paper that is asked for.

    request : names what is asked for, so that asking twice gives one paper
    face : what it says, without a number
    kind : "award", "thanks", "attendance" …
    snapshot : digest of the results that it stands on, None outside any rubric
    """

    request: str
    day: date
    face: Face
    kind: str = "list"
    winner_id: int | None = None
    period_id: int | None = None
    snapshot: str | None = None


@dataclass(frozen=True)
class Paper:
    """A paper with its number, and once it is drawn with the digests of its file and design.

    passed : the serials right before its own whose numbers another series gave out
    """

    wanted: Wanted
    serial: int
    face: Face
    passed: tuple[Passed, ...] = ()
    file: str = ""
    design: str | None = None


def issue_papers(
    session: Session,
    actor: Actor,
    now: datetime,
    wanted: Sequence[Wanted],
    *,
    draw: Draw,
    files: Files,
    public_url: str,
    plan: str = "",
) -> list[int]:
    """Issue papers in the caller's transaction; those that stand already are given again.

    Returns the ids of the certificates, in the order asked for.

    Raises
    ------
    Refused
        If one cannot be drawn right; then none is issued and no number is used.
    """
    scheme = scheme_of(session, actor, plan)
    for year in sorted({one.day.year for one in wanted}):
        take_series(session, SeriesKey(actor.office_id, plan, year), scheme.start)
    known = standing(session, actor, [one.request for one in wanted])
    fresh = {one.request: one for one in wanted if one.request not in known}
    papers = number_papers(session, actor, list(fresh.values()), public_url, plan)
    drawn = [draw_paper(paper, draw, files) for paper in papers]
    known |= keep_papers(session, actor, now, drawn, plan)
    return [known[one.request] for one in wanted]


def standing(session: Session, actor: Actor, requests: Sequence[str]) -> dict[str, int]:
    """The certificates that were issued for requests, by request, in one query."""
    query = select(Certificate.request, Certificate.id).where(
        Certificate.office_id == actor.office_id, Certificate.request.in_(requests)
    )
    return {str(request): number for request, number in session.execute(query)}


def number_papers(
    session: Session, actor: Actor, wanted: Sequence[Wanted], public_url: str, plan: str = ""
) -> list[Paper]:
    """Give papers the numbers that come next; certain only while the series is held.

    Raises
    ------
    Refused
        If the office has no public address, or the series has no serial left.
    """
    if not wanted:
        return []
    office, scheme = office_view(session, actor.office_id), scheme_of(session, actor, plan)
    check_address(office, public_url)
    numbers = {
        year: iter(coming_numbers(session, SeriesKey(office.id, plan, year), scheme, days))
        for year, days in _years(wanted).items()
    }
    papers = []
    for one in wanted:
        coming = next(numbers[one.day.year])
        face = numbered(one.face, coming.number, new_code(), public_url)
        papers.append(Paper(one, coming.serial, face, coming.passed))
    return papers


def draw_paper(paper: Paper, draw: Draw, files: Files) -> Paper:
    """Draw a numbered paper and store its file and its design durably."""
    return store_paper(paper, draw(paper.face), files)


def store_paper(paper: Paper, content: bytes, files: Files) -> Paper:
    """Store a paper's drawn file and its design durably."""
    return replace(paper, file=files.put(content), design=freeze_design(files, paper.face))


def keep_papers(
    session: Session,
    actor: Actor,
    now: datetime,
    papers: Sequence[Paper],
    plan: str = "",
    *,
    act: str = "certificate.issue",
    replaced: Certificate | None = None,
    reason: str = "",
) -> dict[str, int]:
    """Keep drawn papers under their numbers: rows, log entries and serials in one transaction.

    replaced : the certificate whose place the only paper takes

    Returns the ids of the certificates by request.

    Raises
    ------
    Outrun
        If the numbers are no longer the next ones.
    """
    scheme = scheme_of(session, actor, plan)
    held = {
        year: _held(session, actor, now, SeriesKey(actor.office_id, plan, year), scheme, papers)
        for year in sorted(_years([paper.wanted for paper in papers]))
    }
    rows = [_row(actor, now, paper, held[paper.wanted.day.year].id) for paper in papers]
    if replaced is not None:
        rows[0].replaces_id = replaced.id
    session.add_all(rows)
    session.flush()
    before = {"number": replaced.number} if replaced else None
    record_many(
        session,
        actor,
        now,
        [
            Entry(
                act, f"certificate:{row.id}", before, _loggable(row), reason, one.wanted.period_id
            )
            for row, one in zip(rows, papers, strict=True)
        ],
    )
    return {paper.wanted.request: row.id for row, paper in zip(rows, papers, strict=True)}


def check_address(office: OfficeView, public_url: str) -> None:
    """A QR code that leads nowhere stays on the wall for good, so it is never printed."""
    host = urlsplit(public_url).hostname or ""
    if not office.illustrative and (host == "localhost" or host.startswith("127.")):
        raise Refused(
            "Alamat umum kantor belum diatur, jadi kode QR pada piagam tidak akan dapat diperiksa. "
            "Operator mengisi EVALUATOR_PUBLIC_URL, lalu menjalankan ulang program."
        )


def new_code() -> str:
    """80 random bits in letters that are not mistaken for one another."""
    letters = [secrets.choice(CODE_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def _held(
    session: Session,
    actor: Actor,
    now: datetime,
    key: SeriesKey,
    scheme: NumberScheme,
    papers: Sequence[Paper],
) -> Series:
    """The series of a year, advanced past the papers' serials, which must be its next ones.

    Serials that were passed over become void.
    """
    series = take_series(session, key, scheme.start)
    own = [paper for paper in papers if paper.wanted.day.year == key.year]
    passed = [one for paper in own for one in paper.passed]
    given = sorted([paper.serial for paper in own] + [one.serial for one in passed])
    if coming_serials(session, key, scheme.start, len(given)) != given:
        raise Outrun
    void_passed(session, actor, now, series, passed)
    advance(session, series, given[-1])
    return series


def _years(wanted: Sequence[Wanted]) -> dict[int, list[date]]:
    """The days of the papers that each year's series gives a number, in their order."""
    years: dict[int, list[date]] = {}
    for one in wanted:
        years.setdefault(one.day.year, []).append(one.day)
    return years


def _row(actor: Actor, now: datetime, paper: Paper, series_id: int) -> Certificate:
    wanted = paper.wanted
    return Certificate(
        office_id=actor.office_id,
        series_id=series_id,
        winner_id=wanted.winner_id,
        serial=paper.serial,
        number=paper.face["number"],
        check_code=paper.face["check_code"],
        request=wanted.request,
        face=without_content(paper.face),
        file=paper.file,
        issued_at=now,
        kind=wanted.kind,
        snapshot=wanted.snapshot,
        design=paper.design,
    )


def _loggable(row: Certificate) -> dict[str, object]:
    return {
        "number": row.number,
        "file": row.file,
        "recipient": row.face["recipient"],
        "code": row.check_code,
    }
