"""Designs of an office's own: copied, changed, kept at a version, taken out of use."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Conflict, NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.database import canonical_json
from evaluator.storage.designs import PaperDesign
from evaluator.storage.files import Files
from evaluator.storage.units import Unit

CARD_KINDS = ("name-tag", "table-card", "plaque")
"""Kinds of designs that bear no number and are no certificates."""
MOST_DESIGNS = 200
MOST_PICTURES = 20
_NAME_MOST = 80


class Checked(NamedTuple):
    """A design that was checked: its whole content, and the digests of the pictures it shows."""

    content: dict[str, Any]
    pictures: frozenset[str]


Check = Callable[[Any], Checked]
"""Reads a design from plain values; raises Refused where it could not be printed."""


@dataclass(frozen=True)
class DesignView:
    """A design of the office with its content and who changed it last."""

    id: int
    code: str
    name: str
    kind: str
    content: Mapping[str, Any]
    version: int
    changed_at: datetime
    changed_by: str
    retired_at: datetime | None


def list_designs(session: Session, actor: Actor) -> list[DesignView]:
    """The office's own designs by name, those in use first, in one query."""
    require(actor, Action.DESIGN)
    query = (
        select(PaperDesign)
        .where(PaperDesign.office_id == actor.office_id)
        .order_by(PaperDesign.retired_at.is_not(None), PaperDesign.name, PaperDesign.id)
    )
    return [_view(row) for row in session.scalars(query)]


def design_view(session: Session, actor: Actor, design_id: int) -> DesignView:
    """One of the office's own designs."""
    require(actor, Action.DESIGN)
    return _view(_row(session, actor, design_id))


def add_design(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    name: str,
    content: Any,
    check: Check,
    source: str = "",
) -> int:
    """Keep a new design, such as a copy of one that ships; returns its id.

    source : what it was made from, for the log

    Raises
    ------
    Refused
        If the name is taken, the content cannot be printed, or there are too many.
    """
    require(actor, Action.DESIGN)
    title = clean_text(name, "name", most=_NAME_MOST)
    found = check({**_mapping(content), "title": title})
    _require_room(session, actor, title)
    row = PaperDesign(
        office_id=actor.office_id,
        code=_free_code(session, actor, title),
        name=title,
        kind=found.content["kind"],
        content=found.content,
        version=1,
        made_at=now,
        made_by=actor.name,
        changed_at=now,
        changed_by=actor.name,
    )
    session.add(row)
    session.flush()
    _record(session, actor, now, "design.add", row, after={**_loggable(row), "source": source})
    return row.id


def save_design(
    session: Session,
    actor: Actor,
    now: datetime,
    design_id: int,
    *,
    version: int,
    content: Any,
    check: Check,
) -> int:
    """Keep a changed design; returns its new version. What is as stored changes nothing.

    Raises
    ------
    Conflict
        If somebody else changed it since `version`; with what is stored now.
    Refused
        If it could not be printed, or shows a picture that was not uploaded for it.
    """
    require(actor, Action.DESIGN)
    row = _row(session, actor, design_id, lock=True)
    _require_version(row, version)
    library = list(row.content.get("library", ()))
    found = check({**_mapping(content), "title": row.name, "library": library})
    if not found.pictures <= set(library):
        raise Refused("Gambar itu tidak ada pada rancangan ini; unggah gambarnya dahulu.")
    return _keep(session, actor, now, row, found.content)


def add_picture(
    session: Session,
    actor: Actor,
    now: datetime,
    design_id: int,
    *,
    version: int,
    picture: bytes,
    files: Files,
) -> tuple[str, int]:
    """Store a picture for a design; returns its digest and the design's new version.

    picture : a PNG that was read and written anew
    """
    require(actor, Action.DESIGN)
    row = _row(session, actor, design_id, lock=True)
    _require_version(row, version)
    library = list(row.content.get("library", ()))
    digest = files.put(picture)
    if digest in library:
        return digest, row.version
    if len(library) >= MOST_PICTURES:
        raise Refused("Satu rancangan memuat paling banyak {most} gambar.", most=MOST_PICTURES)
    content = {**row.content, "library": [*library, digest]}
    return digest, _keep(session, actor, now, row, content)


def rename_design(
    session: Session, actor: Actor, now: datetime, design_id: int, *, version: int, name: str
) -> None:
    """Give a design another name; papers that were printed with it stay as they are."""
    require(actor, Action.DESIGN)
    row = _row(session, actor, design_id, lock=True)
    _require_version(row, version)
    title = clean_text(name, "name", most=_NAME_MOST)
    if title == row.name:
        return
    _require_room(session, actor, title)
    before = _loggable(row)
    row.name, row.content = title, {**row.content, "title": title}
    _changed(row, actor, now)
    _record(session, actor, now, "design.rename", row, before=before, after=_loggable(row))


def retire_design(session: Session, actor: Actor, now: datetime, design_id: int) -> None:
    """Offer a design no longer; what was printed with it stays, and it can be taken back."""
    require(actor, Action.DESIGN)
    row = _row(session, actor, design_id, lock=True)
    if row.retired_at is None:
        row.retired_at = now
        _record(session, actor, now, "design.retire", row, after={"name": row.name})


def restore_design(session: Session, actor: Actor, now: datetime, design_id: int) -> None:
    """Offer a design again."""
    require(actor, Action.DESIGN)
    row = _row(session, actor, design_id, lock=True)
    if row.retired_at is not None:
        row.retired_at = None
        _record(session, actor, now, "design.restore", row, after={"name": row.name})


def longest_name(session: Session, actor: Actor) -> str:
    """The longest name of any unit of the office, to try a design with; "" where there is none."""
    require(actor, Action.DESIGN)
    query = (
        select(Unit.name)
        .where(Unit.office_id == actor.office_id)
        .order_by(func.length(Unit.name).desc(), Unit.id)
        .limit(1)
    )
    return session.scalar(query) or ""


def _row(session: Session, actor: Actor, design_id: int, *, lock: bool = False) -> PaperDesign:
    query = select(PaperDesign).where(
        PaperDesign.id == design_id, PaperDesign.office_id == actor.office_id
    )
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound("Rancangan itu tidak ada.")
    return row


def _mapping(content: Any) -> Mapping[str, Any]:
    if not isinstance(content, Mapping):
        raise Refused("Rancangan ini tidak dapat dibaca.")
    return content


def _require_version(row: PaperDesign, version: int) -> None:
    if row.version != version:
        raise Conflict(
            "Rancangan ini baru saja diubah {who}; tidak ada yang ditimpa. Periksa perubahan itu, "
            "lalu simpan lagi bila milik Anda yang dipakai.",
            stored={"version": row.version, "content": row.content, "name": row.name},
            who=row.changed_by,
        )


def _require_room(session: Session, actor: Actor, name: str) -> None:
    """A name stands for one design, and a list can still be looked through."""
    names = session.scalars(
        select(PaperDesign.name).where(PaperDesign.office_id == actor.office_id)
    ).all()
    if name.casefold() in (one.casefold() for one in names):
        raise Refused("Sudah ada rancangan bernama “{name}”; pilih nama lain.", field="name",
                      name=name)  # fmt: skip
    if len(names) >= MOST_DESIGNS:
        raise Refused("Kantor ini sudah mempunyai {most} rancangan.", most=MOST_DESIGNS)


def _free_code(session: Session, actor: Actor, name: str) -> str:
    """Such as "milik-piagam-merah"; the first word keeps it apart from those that ship."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = "milik-" + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "rancangan")
    taken = set(
        session.scalars(select(PaperDesign.code).where(PaperDesign.office_id == actor.office_id))
    )
    number = 1
    while (code := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return code


def _keep(
    session: Session, actor: Actor, now: datetime, row: PaperDesign, content: dict[str, Any]
) -> int:
    if canonical_json(content) == canonical_json(row.content):
        return row.version
    before = _loggable(row)
    row.content, row.kind = content, content["kind"]
    _changed(row, actor, now)
    _record(session, actor, now, "design.save", row, before=before, after=_loggable(row))
    return row.version


def _changed(row: PaperDesign, actor: Actor, now: datetime) -> None:
    row.version += 1
    row.changed_at, row.changed_by = now, actor.name


def _record(
    session: Session, actor: Actor, now: datetime, act: str, row: PaperDesign, **values: Any
) -> None:
    record(session, actor, now, act, f"design:{row.id}", **values)


def _loggable(row: PaperDesign) -> dict[str, Any]:
    digest = hashlib.sha256(canonical_json(row.content).encode()).hexdigest()
    return {"name": row.name, "version": row.version, "digest": digest}


def _view(row: PaperDesign) -> DesignView:
    return DesignView(**{name: getattr(row, name) for name in DesignView.__dataclass_fields__})
