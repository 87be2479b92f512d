"""Files that a unit shows with its objection: kept, taken away from a draft, handed out."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.evidence_files import Keeping, Upload
from evaluator.services.objection_rows import change, keep_in_log, readable
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.stored_files import StoredFile, stored_file
from evaluator.storage.actor import Actor
from evaluator.storage.files import Files
from evaluator.storage.objection_visibility import visible_objections
from evaluator.storage.objections import Objection, ObjectionFile, ObjectionState

MOST_FILES = 10


def add_files(
    session: Session,
    actor: Actor,
    now: datetime,
    row: Objection,
    uploads: Sequence[Upload],
    keeping: Keeping | None,
) -> list[str]:
    """Put files with an objection; the same file twice is one. Returns the names added.

    Raises
    ------
    Refused
        If there are too many, or the unit's room is used up.
    """
    session.refresh(row, ["files"])
    there = {file.digest for file in row.files if file.removed_at is None}
    names = []
    for upload in uploads:
        digest = hashlib.sha256(upload.content).hexdigest()
        if digest in there or keeping is None:
            continue
        if len(there) >= MOST_FILES:
            raise Refused(
                "Paling banyak {most} berkas untuk satu keberatan.",
                field="upload",
                most=MOST_FILES,
            )
        _check_room(session, row, upload, digest, keeping.quota)
        row.files.append(_file(actor, now, upload, keeping.files))
        session.flush()
        there.add(digest)
        names.append(upload.name)
    return names


def remove_file(
    session: Session, actor: Actor, now: datetime, file_id: int, *, version: int
) -> int:
    """Take a file away from a draft of one's own unit; returns the objection's id."""
    require(actor, Action.OBJECT)
    file = session.get(ObjectionFile, file_id)
    if file is None:
        raise NotFound("Berkas itu tidak ada.")
    row = readable(session, actor, file.objection_id)
    if row.participant.unit_id != actor.unit_id:
        raise NotFound("Berkas itu tidak ada.")
    if row.state != ObjectionState.DRAFT:
        raise Refused("Keberatan ini sudah dikirim; berkasnya tidak berubah lagi.")
    change(session, row, version, (ObjectionState.DRAFT,))
    if file.removed_at is None:
        file.removed_at = now
        session.flush()
        before = {"indicator": row.indicator, "files": [file.file_name]}
        keep_in_log(session, actor, now, "objection.detach", row, before=before)
    return row.id


def objection_file(session: Session, actor: Actor, files: Files, file_id: int) -> StoredFile:
    """One file of an objection, for those who may read the objection.

    Raises
    ------
    NotFound
        If it is another unit's, was taken away, or is damaged.
    """
    require(actor, Action.SEE_FACTS)
    query = (
        visible_objections(actor)
        .join(ObjectionFile, ObjectionFile.objection_id == Objection.id)
        .where(ObjectionFile.id == file_id, ObjectionFile.removed_at.is_(None))
        .with_only_columns(ObjectionFile)
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("Berkas itu tidak ada.")
    return stored_file(files, found.digest, found.file_name, found.media)


def _file(actor: Actor, now: datetime, upload: Upload, files: Files) -> ObjectionFile:
    return ObjectionFile(
        digest=files.put(upload.content),
        file_name=clean_text(upload.name, "upload"),
        media=upload.media,
        size=len(upload.content),
        account_id=actor.account_id,
        added_at=now,
    )


def _check_room(session: Session, row: Objection, upload: Upload, digest: str, quota: int) -> None:
    """All files of a unit's objections in a period count; the same file counts once."""
    query = (
        select(ObjectionFile.digest, ObjectionFile.size)
        .join(ObjectionFile.objection)
        .where(Objection.participant_id == row.participant_id)
    )
    kept = dict(session.execute(query).all())
    if digest not in kept and sum(kept.values()) + len(upload.content) > quota:
        raise Refused(
            "Ruang berkas keberatan unit ini {quota} MB dan tidak cukup lagi. Perkecil berkasnya, "
            "atau sebutkan di teks di mana dokumennya dapat dibaca.",
            field="upload",
            quota=quota // 1024**2,
        )
