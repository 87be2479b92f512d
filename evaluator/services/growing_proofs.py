"""An action of a plan saved as a whole: what it says, how far it is, and what proves it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_link, clean_text
from evaluator.services.evidence_files import Keeping, Upload
from evaluator.services.growing_actions import (
    Details,
    check_version,
    keep,
    own_action,
    put_details,
    put_status,
    said,
)
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.stored_files import StoredFile, stored_file
from evaluator.storage.actor import Actor
from evaluator.storage.files import Files
from evaluator.storage.growth import GrowthPlan, PlanAction
from evaluator.storage.growth_visibility import visible_proofs

_OF_PROOF = {"proof", "link", "file_name"}


@dataclass(frozen=True)
class Proof:
    """What shows that an action was done: words, an address, a file, or several of them."""

    words: str = ""
    link: str = ""
    file: Upload | None = None


@dataclass(frozen=True)
class Outcome:
    """How far an action is, and what proves it; None and "" leave that as it stands."""

    status: str = ""
    proof: Proof | None = None
    keeping: Keeping | None = None


def save_action(
    session: Session,
    actor: Actor,
    now: datetime,
    action_id: int,
    details: Details,
    outcome: Outcome | None = None,
    *,
    version: int,
) -> None:
    """Keep everything that a unit says of an action at once; a newer file replaces the older.

    Raises
    ------
    Conflict
        If it changed since `version`.
    Refused
        If it has no text, the target is no level of the indicator's scale, the address is
        no whole one, or the unit's room is used up.
    """
    plan, row = own_action(session, actor, action_id)
    check_version(row, version)
    before, outcome = said(row), outcome or Outcome()
    put_details(session, actor, plan, row, details)
    if outcome.status:
        put_status(session, actor, now, row, outcome.status)
    if outcome.proof is not None:
        _put_proof(session, plan, row, outcome.proof, outcome.keeping)
    keep(session, actor, now, plan, row, _act(before, said(row)), before)


def _put_proof(
    session: Session, plan: GrowthPlan, row: PlanAction, proof: Proof, keeping: Keeping | None
) -> None:
    row.proof = clean_text(proof.words, "proof", most=1000, empty=True)
    row.link = clean_link(proof.link)
    if proof.file is not None and keeping is not None:
        _check_room(session, plan, row, proof.file, keeping.quota)
        row.digest = keeping.files.put(proof.file.content)
        row.file_name = clean_text(proof.file.name, "upload")
        row.media, row.size = proof.file.media, len(proof.file.content)


def _act(before: dict[str, object], after: dict[str, object]) -> str:
    """What the log calls a change: of the state alone, of the proof alone, or of more."""
    changed = {name for name in after if after[name] != before[name]}
    if changed == {"status"}:
        return "plan.status"
    return "plan.prove" if changed and changed <= _OF_PROOF else "plan.change"


def proof_file(session: Session, actor: Actor, files: Files, action_id: int) -> StoredFile:
    """The stored file that proves an action, for whoever may read its plan or assesses by it.

    Raises
    ------
    NotFound
        If there is none, it is another unit's, or it is damaged.
    """
    require(actor, Action.SEE_FACTS)
    row = session.scalar(visible_proofs(actor).where(PlanAction.id == action_id))
    if row is None:
        raise NotFound("Berkas itu tidak ada.")
    return stored_file(files, row.digest, row.file_name, row.media)


def _check_room(
    session: Session, plan: GrowthPlan, row: PlanAction, file: Upload, quota: int
) -> None:
    query = select(func.coalesce(func.sum(PlanAction.size), 0))
    others = session.scalar(query.where(PlanAction.plan_id == plan.id, PlanAction.id != row.id))
    if (others or 0) + len(file.content) > quota:
        raise Refused(
            "Ruang berkas rencana ini sudah penuh. Perkecil berkasnya, atau pakai tautan.",
            field="upload",
        )
