"""What is handed out at an activity: stored files, or links to where they lie."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.activities import visible_activity
from evaluator.services.checks import clean_link, clean_text
from evaluator.services.evidence_files import Keeping, Link, Upload
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.stored_files import StoredFile, stored_file
from evaluator.storage.activities import Activity, ActivityMaterial
from evaluator.storage.activities_visibility import visible_materials
from evaluator.storage.actor import Actor
from evaluator.storage.files import Files

MOST_MATERIALS = 100


@dataclass(frozen=True)
class MaterialView:
    """One thing that was handed out: a file of `size` bytes, or a link."""

    id: int
    title: str
    file_name: str
    media: str
    size: int
    link: str
    added_at: datetime


def list_materials(session: Session, actor: Actor, activity_id: int) -> list[MaterialView]:
    """What was handed out at an activity, in the order added."""
    require(actor, Action.SEE_FACTS)
    row = visible_activity(session, actor, activity_id)
    query = visible_materials(actor).where(ActivityMaterial.activity_id == row.id)
    return [_view(one) for one in session.scalars(query.order_by(ActivityMaterial.id))]


def add_material(
    session: Session,
    actor: Actor,
    now: datetime,
    activity_id: int,
    source: Upload | Link,
    title: str,
    keeping: Keeping,
) -> int:
    """Hand out a file or a link; an empty title becomes the file's name or the link.

    keeping : its quota is what all files of one activity may take

    Raises
    ------
    Refused
        If the link leads nowhere safe, or there is no room left.
    """
    require(actor, Action.HOST)
    row = visible_activity(session, actor, activity_id, lock=True)
    material = _from(source)
    named = clean_text(title, "title", most=150, empty=True)
    material.title = named or (source.url if isinstance(source, Link) else source.name)[:150]
    _check_room(session, row, source, keeping)
    if isinstance(source, Upload):
        material.digest = keeping.files.put(source.content)
    material.activity_id, material.added_at = row.id, now
    session.add(material)
    session.flush()
    after = {"title": material.title, "file": material.file_name, "link": material.link}
    record(session, actor, now, "activity.material", f"material:{material.id}", after=after)
    return material.id


def remove_material(session: Session, actor: Actor, now: datetime, material_id: int) -> int:
    """Take something back that was handed out; returns the activity."""
    require(actor, Action.HOST)
    activity_id = _visible(session, actor, material_id).activity_id
    visible_activity(session, actor, activity_id, lock=True)
    row = _visible(session, actor, material_id)  # somebody else may have just done it
    row.removed_at = now
    before = {"title": row.title, "file": row.file_name, "link": row.link}
    record(session, actor, now, "activity.unmaterial", f"material:{row.id}", before=before)
    return row.activity_id


def material_file(session: Session, actor: Actor, files: Files, material_id: int) -> StoredFile:
    """The stored file of a material, for those who may see its activity.

    Raises
    ------
    NotFound
        If it is a link, of an activity without part for the reader, or the file is damaged.
    """
    require(actor, Action.SEE_FACTS)
    row = _visible(session, actor, material_id)
    return stored_file(files, row.digest, row.file_name, row.media)


def _visible(session: Session, actor: Actor, material_id: int) -> ActivityMaterial:
    row = session.scalar(visible_materials(actor).where(ActivityMaterial.id == material_id))
    if row is None:
        raise NotFound("Bahan itu tidak ada.")
    return row


def _from(source: Upload | Link) -> ActivityMaterial:
    if isinstance(source, Link):
        return ActivityMaterial(link=clean_link(clean_text(source.url, "link", most=1000)))
    name = clean_text(source.name, "upload")
    return ActivityMaterial(file_name=name, media=source.media, size=len(source.content))


def _check_room(session: Session, row: Activity, source: Upload | Link, keeping: Keeping) -> None:
    """What was taken back counts too, since it is kept; the same file counts once."""
    query = select(ActivityMaterial).where(ActivityMaterial.activity_id == row.id)
    there = session.scalars(query).all()
    if sum(one.removed_at is None for one in there) >= MOST_MATERIALS:
        raise Refused("Bahan paling banyak {most} untuk satu kegiatan.", most=MOST_MATERIALS)
    if isinstance(source, Link):
        return
    kept = {one.digest: one.size for one in there if one.digest}
    if hashlib.sha256(source.content).hexdigest() in kept:
        return
    if sum(kept.values()) + len(source.content) > keeping.quota:
        raise Refused(
            "Ruang berkas kegiatan ini {quota} MB dan tidak cukup lagi. Perkecil berkasnya, atau "
            "pakai tautan.",
            field="upload",
            quota=keeping.quota // 1024**2,
        )


def _view(row: ActivityMaterial) -> MaterialView:
    return MaterialView(
        row.id, row.title, row.file_name, row.media, row.size, row.link, row.added_at
    )
