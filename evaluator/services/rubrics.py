"""Publishing rubrics and reading the published ones."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.rubric import Rubric
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.rubric_files import digest_of, read_rubric
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.visibility import visible_rubrics


@dataclass(frozen=True)
class RubricView:
    """A published rubric: where it stands in the list, and the rubric itself."""

    id: int
    code: str
    version: str
    digest: str
    published_at: datetime
    rubric: Rubric


def list_rubrics(session: Session, actor: Actor) -> list[RubricView]:
    """All published rubrics of the office, newest first within a code."""
    rows = session.scalars(visible_rubrics(actor)).all()
    views = [_view(row) for row in rows]
    return sorted(views, key=lambda view: (view.code, -view.published_at.timestamp(), -view.id))


def rubric_view(session: Session, actor: Actor, rubric_id: int) -> RubricView:
    """One published rubric."""
    return _view(_published(session, actor, rubric_id))


def rubric_file(session: Session, actor: Actor, rubric_id: int) -> tuple[str, bytes]:
    """The published file, byte for byte, with the name to save it under."""
    row = _published(session, actor, rubric_id)
    return f"{row.code}-v{row.version}.yaml", row.content.encode()


def publish(session: Session, actor: Actor, now: datetime, content: bytes, name: str) -> int:
    """Publish a rubric file; from then on its version never changes. Returns its id.

    Publishing the same content again changes nothing.

    Raises
    ------
    RubricProblem
        If the file has faults; all of them are named.
    Refused
        If another content already carries this code and version.
    """
    require(actor, Action.ADMINISTER)
    rubric = read_rubric(content, name)
    digest = digest_of(content)
    mine = select(RubricVersion).where(RubricVersion.office_id == actor.office_id)
    same = session.scalar(mine.where(RubricVersion.digest == digest))
    if same is not None:
        return same.id
    taken = mine.where(RubricVersion.code == rubric.code, RubricVersion.version == rubric.version)
    if session.scalar(taken) is not None:
        raise Refused(
            "Rubrik {code} versi {version} sudah terbit dengan isi lain. Naikkan nomor version.",
            code=rubric.code,
            version=rubric.version,
        )
    row = RubricVersion(
        office_id=actor.office_id,
        code=rubric.code,
        version=rubric.version,
        title=rubric.title.id,
        digest=digest,
        content=content.decode("utf-8"),
        published_at=now,
    )
    session.add(row)
    session.flush()
    after = {"code": row.code, "version": row.version, "digest": digest}
    record(session, actor, now, "rubric.publish", f"rubric:{row.id}", after=after)
    return row.id


def _published(session: Session, actor: Actor, rubric_id: int) -> RubricVersion:
    row = session.scalar(visible_rubrics(actor).where(RubricVersion.id == rubric_id))
    if row is None:
        raise NotFound("Rubrik itu tidak ada.")
    return row


def _view(row: RubricVersion) -> RubricView:
    return RubricView(row.id, row.code, row.version, row.digest, row.published_at, row.rubric)
