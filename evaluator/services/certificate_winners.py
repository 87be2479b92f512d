"""The winners whose certificates can be printed, and what each certificate would say."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, aliased, contains_eager

from evaluator.services.certificate_faces import (
    Face,
    Look,
    place_on_paper,
    previewed,
    winner_face,
)
from evaluator.services.certificate_register import CertificateView, view_of
from evaluator.services.number_plans import scheme_of
from evaluator.services.offices import office_view
from evaluator.services.periods import PeriodView, list_periods, visible_period
from evaluator.services.permissions import Action, allows, require
from evaluator.services.printed_names import NameOnPaper, names_on_paper, subject_of
from evaluator.services.problems import NotFound, Refused
from evaluator.services.results import WinnerView, winner_view
from evaluator.services.signatories import signers_on
from evaluator.services.winner_order import ordered_winners
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_certificates, visible_winners
from evaluator.storage.certificates import Certificate
from evaluator.storage.periods import Category, Period, Stage
from evaluator.storage.results import Snapshot, Winner
from evaluator.storage.visibility import released_snapshot

Award = tuple[int, str, int, int, bool]
"""What a certificate says: category, award, unit, place, and whether the place is shared."""


@dataclass(frozen=True)
class ToCertify:
    """A winner and the certificate that was issued for it, if any.

    id : the winner's
    place : as it stands on the paper, "Juara II (bersama)"; None for an award without places
    mended : the name that stands on paper instead of the unit's, None where it is the unit's
    """

    id: int
    winner: WinnerView
    place: str | None
    certificate: CertificateView | None
    mended: NameOnPaper | None = None
    place_en: str | None = None

    @property
    def pending(self) -> bool:
        """Whether a certificate is still to be issued: there is none, or it was revoked."""
        return self.certificate is None or not self.certificate.valid


def printable_periods(session: Session, actor: Actor) -> list[PeriodView]:
    """The periods whose certificates can be looked at, newest first.

    Those released; for organiser and lead also those whose plenary is closed.
    """
    require(actor, Action.SEE_CERTIFICATES)
    decided = set(session.scalars(_decided(actor))) if _prints(actor) else set()
    return [p for p in list_periods(session, actor) if p.released_at is not None or p.id in decided]


def winners_to_certify(session: Session, actor: Actor, period_id: int) -> list[ToCertify]:
    """The winners of a period, each with its certificate, in a fixed number of queries.

    Raises
    ------
    NotFound
        If neither are the results released nor, for organiser and lead, the plenary closed.
    """
    require(actor, Action.SEE_CERTIFICATES)
    period = open_period(session, actor, period_id)
    rows = printable_winners(session, actor, period)
    issued = session.scalars(
        visible_certificates(actor)
        .join(Category, Category.id == Winner.category_id)
        .where(Category.period_id == period_id)
        .options(contains_eager(Certificate.winner))
        .order_by(Certificate.id)
    )
    # The newest one counts, even where it stands on an earlier snapshot with the same award.
    by_award = {award_of(row.winner): view_of(row) for row in issued if row.winner}
    names = mended_names(session, actor, rows)
    return [
        ToCertify(
            row.id,
            winner_view(row, row.category),
            place_on_paper(row.place_name, row.joint),
            by_award.get(award_of(row)),
            names.get(row.participant_id),
            place_on_paper(row.place_name, row.joint, "en"),
        )
        for row in rows
    ]


def preview_faces(
    session: Session,
    actor: Actor,
    period_id: int,
    design: str | Look,
    public_url: str,
    *,
    plan: str = "",
    signer_ids: Sequence[int] = (),
) -> list[Face]:
    """The faces of all winners as they would be issued, marked as a preview, without numbers.

    They stand in the order of `winners_to_certify`.

    Raises
    ------
    NotFound
        As `winners_to_certify`.
    Refused
        If nobody is entered who signs on the day of the event.
    """
    require(actor, Action.CERTIFY)
    period = open_period(session, actor, period_id)
    number = scheme_of(session, actor, plan).write(period.event_date, None)
    faces = winner_faces(session, actor, period, as_look(design), signer_ids)
    return [previewed(face, number, public_url) for _row, face in faces]


def winner_faces(
    session: Session, actor: Actor, period: Period, look: Look, signer_ids: Sequence[int] = ()
) -> list[tuple[Winner, Face]]:
    """The printable winners of a period and what the paper of each says, without a number."""
    office = office_view(session, actor.office_id)
    signers = signers_on(session, office.id, period.event_date, signer_ids)
    rows = printable_winners(session, actor, period)
    names = mended_names(session, actor, rows)
    return [
        (row, winner_face(office, signers, period, row, look, names.get(row.participant_id)))
        for row in rows
    ]


def printable_winners(session: Session, actor: Actor, period: Period) -> Sequence[Winner]:
    """The winners of the snapshot that papers stand on, in the rubric's order of awards.

    Before the first release the one that the plenary decided on; from then on the one
    that is released, also while it is looked at again.
    """
    counts = released_snapshot() if period.released_at else Snapshot.number == _newest(period.id)
    query = (
        visible_winners(actor)
        .where(Period.id == period.id, counts)
        .options(contains_eager(Winner.snapshot))
    )
    return ordered_winners(session, query)


def open_period(session: Session, actor: Actor, period_id: int) -> Period:
    """A period whose winners this person may look at for printing.

    Raises
    ------
    NotFound
        If there is none, or not yet.
    """
    period = visible_period(session, actor, period_id)
    if period.released_at is None and not (_prints(actor) and _is_decided(session, actor, period)):
        raise NotFound("Hasil periode ini belum dirilis.")
    return period


def issuing_period(session: Session, actor: Actor, period_id: int) -> Period:
    """A period whose certificates can be issued now.

    Raises
    ------
    Refused
        Before the plenary is closed or the results released, and while they are looked at again.
    """
    period = visible_period(session, actor, period_id)
    if period.revising_since is not None:
        raise Refused(
            "Hasilnya sedang ditinjau kembali. Piagam dapat diterbitkan lagi setelah hasil "
            "dirilis ulang."
        )
    if period.released_at is None and not _is_decided(session, actor, period):
        raise Refused(
            "Piagam baru dapat diterbitkan setelah pleno ditutup atau hasil dirilis oleh ketua tim."
        )
    return period


def mended_names(session: Session, actor: Actor, rows: Sequence[Winner]) -> dict[int, NameOnPaper]:
    """The mended names of these winners by participant."""
    subjects = {subject_of(row.participant_id): row.participant_id for row in rows}
    found = names_on_paper(session, actor.office_id, list(subjects))
    return {subjects[subject]: name for subject, name in found.items()}


def award_of(winner: Winner) -> Award:
    """What a winner's certificate says, whichever snapshot it stands on."""
    return winner.category_id, winner.award, winner.participant_id, winner.place, winner.joint


def as_look(design: str | Look) -> Look:
    """A look that is named by its design's code alone."""
    return design if isinstance(design, Look) else Look(design)


def _prints(actor: Actor) -> bool:
    return allows(actor, Action.CERTIFY) or allows(actor, Action.DECIDE)


def _is_decided(session: Session, actor: Actor, period: Period) -> bool:
    return session.scalar(_decided(actor).where(Period.id == period.id)) is not None


def _decided(actor: Actor) -> Select[int]:
    """Locked periods whose newest results a plenary stands behind."""
    other = aliased(Snapshot)
    newest = select(func.max(other.number)).where(other.period_id == Period.id)
    return (
        select(Period.id)
        .join(Snapshot, Snapshot.period_id == Period.id)
        .where(
            Period.office_id == actor.office_id,
            Period.stage == Stage.LOCKED,
            Snapshot.number == newest.scalar_subquery(),
            Snapshot.decided_at.is_not(None),
        )
    )


def _newest(period_id: int) -> ScalarSelect[int]:
    other = aliased(Snapshot)
    newest = select(func.max(other.number)).where(other.period_id == period_id)
    return newest.scalar_subquery()
