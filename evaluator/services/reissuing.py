"""Reissuing a certificate: a new paper under a new number, the old one marked as replaced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from evaluator.services.certificate_faces import Face, ListRow, Look, list_face, winner_face
from evaluator.services.certificate_lists import read_day
from evaluator.services.certificate_winners import (
    as_look,
    issuing_period,
    mended_names,
    printable_winners,
)
from evaluator.services.certificates_revised import carry_to_decided
from evaluator.services.checks import clean_text
from evaluator.services.issuing import Draw, Wanted, draw_paper, keep_papers, number_papers
from evaluator.services.number_plans import scheme_of
from evaluator.services.number_series import SeriesKey, take_series
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.revoking import certificate_row, end
from evaluator.services.signatories import signers_in_office, signers_on
from evaluator.storage.actor import Actor
from evaluator.storage.certificates import Certificate, State
from evaluator.storage.files import Files

LISTED_TEXTS = (
    "recipient", "award", "place", "category", "event", "theme", "role", "organisation",
)  # fmt: skip
"""The texts of a paper outside any rubric, which a reissue may mend."""


def reissue(
    session: Session,
    actor: Actor,
    now: datetime,
    certificate_id: int,
    *,
    reason: str,
    design: str | Look,
    draw: Draw,
    files: Files,
    public_url: str,
    texts: Mapping[str, str] | None = None,
    signer_ids: Sequence[int] = (),
) -> int:
    """Issue a certificate anew; the old one says from now on which number took its place.

    A winner's paper is made from results, mended name and signatory as they are now. One
    outside any rubric takes `texts` (see LISTED_TEXTS) in place of what it said.

    signer_ids : none for whoever signs on the day of the paper; see `made_with`

    Returns the id of the new certificate.

    Raises
    ------
    Refused
        Without a reason, or where it counts no longer, or its award is given no longer.
    """
    require(actor, Action.CERTIFY)
    old = certificate_row(session, actor, certificate_id)
    why = clean_text(reason, "reason", most=500)
    request, plan = old.request, old.series.code
    wanted = (
        _of_winner(session, actor, old, as_look(design), signer_ids)
        if old.winner_id is not None
        else _of_list(session, actor, old, as_look(design), texts or {}, signer_ids)
    )
    scheme = scheme_of(session, actor, plan)
    take_series(session, SeriesKey(actor.office_id, plan, wanted.day.year), scheme.start)
    end(session, now, old, State.REPLACED, why)
    session.refresh(old)
    (paper,) = number_papers(session, actor, [wanted], public_url, plan)
    drawn = draw_paper(paper, draw, files)
    kept = keep_papers(
        session, actor, now, [drawn], plan, act="certificate.reissue", replaced=old, reason=why
    )
    return kept[request or wanted.request]


def texts_of(session: Session, actor: Actor, certificate_id: int) -> dict[str, str] | None:
    """What a paper outside any rubric says, to be mended; None for a winner's."""
    require(actor, Action.CERTIFY)
    row = certificate_row(session, actor, certificate_id)
    if row.winner_id is not None:
        return None
    return {name: row.face.get(name) or "" for name in LISTED_TEXTS}


@dataclass(frozen=True)
class MadeWith:
    """How a paper was made, so that the one that takes its place begins alike.

    signer_ids : of those who signed it and are still entered for its day; none for one alone
    period_id : where its winner stands, None outside any rubric
    """

    day: date
    design: str
    language: str
    signer_ids: tuple[int, ...]
    period_id: int | None = None


def made_with(session: Session, actor: Actor, certificate_id: int) -> MadeWith:
    """How a certificate was made: its day, design, language and signatories."""
    require(actor, Action.CERTIFY)
    row = certificate_row(session, actor, certificate_id)
    day = day_of(row)
    known = {(s.position, s.name): s.id for s in signers_in_office(session, actor.office_id, day)}
    signed = [(one["position"], one["name"]) for one in row.face.get("signatories") or ()]
    ids = tuple(known[one] for one in signed if one in known) if len(signed) > 1 else ()
    period_id = row.winner.category.period_id if row.winner else None
    return MadeWith(day, row.face["design"], row.face.get("language", "id"), ids, period_id)


def day_of(certificate: Certificate) -> date:
    """The day that a certificate bears.

    Raises
    ------
    Refused
        If its text is not a date that can be read.
    """
    return read_day(str(certificate.face["place_and_date"]).rpartition(", ")[2])


def _of_winner(
    session: Session, actor: Actor, old: Certificate, look: Look, signer_ids: Sequence[int]
) -> Wanted:
    if old.winner is None:
        raise Refused("Piagam {number} tidak berasal dari hasil penilaian.", number=old.number)
    period = issuing_period(session, actor, old.winner.category.period_id)
    carry_to_decided(session, period)
    session.refresh(old)
    rows = printable_winners(session, actor, period)
    row = next((row for row in rows if row.id == old.winner_id), None)
    if row is None:
        raise Refused(
            "Penghargaan pada piagam {number} tidak ada lagi pada hasil. Cabut piagamnya.",
            number=old.number,
        )
    office = office_view(session, actor.office_id)
    signers = signers_on(session, office.id, period.event_date, signer_ids)
    name = mended_names(session, actor, [row]).get(row.participant_id)
    face = winner_face(office, signers, period, row, look, name)
    return Wanted(
        request=old.request or f"winner:{row.id}",
        day=period.event_date,
        face=face,
        kind=old.kind,
        winner_id=row.id,
        period_id=period.id,
        snapshot=row.snapshot.digest,
    )


def _of_list(
    session: Session,
    actor: Actor,
    old: Certificate,
    look: Look,
    texts: Mapping[str, str],
    signer_ids: Sequence[int],
) -> Wanted:
    said = {name: old.face.get(name) or "" for name in LISTED_TEXTS} | dict(texts)
    required = ("recipient", "award", "event")
    clean = {
        name: clean_text(said[name], name, empty=name not in required) for name in LISTED_TEXTS
    }
    row = ListRow(
        clean["recipient"],
        clean["award"],
        clean["event"],
        day_of(old),
        clean["place"] or None,
        clean["category"] or None,
        clean["theme"] or None,
        role=clean["role"] or None,
        organisation=clean["organisation"] or None,
    )
    office = office_view(session, actor.office_id)
    signers = signers_on(session, office.id, row.day, signer_ids)
    face: Face = list_face(office, signers, row, look)
    return Wanted(old.request or f"again:{old.id}", row.day, face, old.kind)
