"""Names mended for paper: kept beside the unit's own name, with who and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_winners
from evaluator.storage.certificates import PrintedName
from evaluator.storage.periods import Category, Participant
from evaluator.storage.results import Winner


@dataclass(frozen=True)
class NameOnPaper:
    """A name as it stands on paper instead of the one given."""

    given: str
    printed: str
    reason: str
    made_at: datetime
    made_by: str


def subject_of(participant_id: int) -> str:
    """Under which name a unit's papers of one period are kept."""
    return f"participant:{participant_id}"


def names_on_paper(
    session: Session, office_id: int, subjects: Collection[str]
) -> Mapping[str, NameOnPaper]:
    """The mended names of those subjects that have one, in one query."""
    query = select(PrintedName).where(
        PrintedName.office_id == office_id, PrintedName.subject.in_(subjects)
    )
    return {
        row.subject: NameOnPaper(row.given, row.printed, row.reason, row.made_at, row.made_by)
        for row in session.scalars(query)
    }


def mend_name(
    session: Session, actor: Actor, now: datetime, participant_id: int, printed: str, reason: str
) -> None:
    """Write a winner's name on paper otherwise than the unit is called.

    The unit keeps its name everywhere else, and so do papers that are issued. The unit's
    own name takes the mending back.

    Raises
    ------
    Refused
        Without a name or a reason.
    """
    require(actor, Action.CERTIFY)
    participant, period_id = _winner(session, actor, participant_id)
    _mend(
        session, actor, now, subject_of(participant.id), participant.name, printed, reason,
        period_id,
    )  # fmt: skip


def mend_listed(
    session: Session,
    actor: Actor,
    now: datetime,
    request: str,
    given: str,
    printed: str,
    reason: str,
) -> None:
    """Write a name of a list on paper otherwise than its file says; see `mend_name`.

    request : the row's, as in `certificate.request`
    """
    require(actor, Action.CERTIFY)
    _mend(session, actor, now, request, given, printed, reason, None)


def _winner(session: Session, actor: Actor, participant_id: int) -> tuple[Participant, int]:
    row = session.execute(
        visible_winners(actor)
        .where(Winner.participant_id == participant_id)
        .with_only_columns(Participant, Category.period_id)
        .limit(1)
    ).first()
    if row is None:
        raise NotFound("Pemenang itu tidak ada.")
    return row[0], row[1]


def _mend(
    session: Session,
    actor: Actor,
    now: datetime,
    subject: str,
    given: str,
    printed: str,
    reason: str,
    period_id: int | None,
) -> None:
    name = clean_text(printed, "printed")
    if "\n" in name or "\t" in name:
        raise Refused("Nama ditulis dalam satu baris.", field="printed")
    row = session.scalar(
        select(PrintedName)
        .where(PrintedName.office_id == actor.office_id, PrintedName.subject == subject)
        .with_for_update()
    )
    before = row.printed if row else given
    if name == before:
        raise Refused("Nama itu sama dengan yang akan tercetak sekarang.", field="printed")
    why = clean_text(reason, "reason", most=500)
    if row is None:
        row = PrintedName(office_id=actor.office_id, subject=subject)
        session.add(row)
    row.given, row.printed, row.reason = given, name, why
    row.made_at, row.made_by = now, actor.name
    session.flush()
    if name == given:
        session.delete(row)
    # Named by the period: whose name it is would tell who wins, which the log must not say yet.
    about = f"printed-name:{row.id}" if period_id is None else f"period:{period_id}"
    record(
        session, actor, now, "certificate.name", about,
        before={"name": before}, after={"name": name}, reason=why, period_id=period_id,
    )  # fmt: skip
