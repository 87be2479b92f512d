"""Publishing rubrics and reading the published ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.exact import write_decimal, write_shortest
from evaluator.scoring.rubric import Indicator, Rubric, Section
from evaluator.scoring.scales import (
    CountScale,
    DaysLateScale,
    LevelScale,
    PointsScale,
    RatioScale,
    Scale,
)
from evaluator.scoring.words import Bilingual
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
    retired_at: datetime | None


@dataclass(frozen=True)
class Shipped:
    """A rubric that comes with the program.

    published_id : where exactly this file is published, else None
    """

    name: str
    rubric: Rubric
    published_id: int | None


@dataclass(frozen=True)
class Node:
    """One line of a rubric's tree; numbers as people read them.

    depth : 0 at the top
    weight : among its siblings, in percent, without loss
    effective : of the whole, in percent, with two decimals
    indicator : None for a section
    """

    depth: int
    code: str
    name: Bilingual
    weight: str
    effective: str
    indicator: Indicator | None


@dataclass(frozen=True)
class ScaleView:
    """One scale: its limits as texts, None where it has no such limit.

    levels : value and name of each step
    bands : from which answer on (or up to how many days) which share in percent;
        "" stands for everything beyond
    """

    code: str
    kind: str
    direction: str
    levels: tuple[tuple[str, Bilingual], ...] = ()
    minimum: str | None = None
    maximum: str | None = None
    bands: tuple[tuple[str, str], ...] = ()


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


def shipped_rubrics(session: Session, actor: Actor, folder: Path) -> list[Shipped]:
    """The rubrics that lie in a folder, by code, and which of them are published."""
    require(actor, Action.ADMINISTER)
    published = {row.digest: row.id for row in session.scalars(visible_rubrics(actor))}
    found = []
    for path in sorted(folder.glob("*.yaml")):
        content = path.read_bytes()
        rubric = _check_once(content, path.name)
        found.append(Shipped(path.name, rubric, published.get(digest_of(content))))
    return found


def publish_shipped(session: Session, actor: Actor, now: datetime, folder: Path, name: str) -> int:
    """Publish one of the rubrics in a folder by its file name; returns its id."""
    require(actor, Action.ADMINISTER)
    path = next((path for path in folder.glob("*.yaml") if path.name == name), None)
    if path is None:
        raise NotFound("Rubrik bawaan itu tidak ada.")
    return publish(session, actor, now, path.read_bytes(), name)


def check_rubric(session: Session, actor: Actor, content: bytes, name: str) -> Rubric:
    """Read a rubric file and say whether it could be published now.

    Raises
    ------
    RubricProblem
        If the file has faults; all of them are named.
    Refused
        If another content already carries this code and version.
    """
    require(actor, Action.ADMINISTER)
    rubric = _check_once(content, name)
    _check_version_free(session, actor, rubric, digest_of(content))
    return rubric


def tree_of(rubric: Rubric) -> list[Node]:
    """The rubric's sections and indicators in the order of the file, parents first."""
    return [_node(rubric, depth, part) for depth, part in _parts(rubric.sections, 0)]


def scales_of(rubric: Rubric) -> list[ScaleView]:
    """The rubric's scales, in the order of the file."""
    return [_scale(code, scale) for code, scale in rubric.scales.items()]


def publish(
    session: Session,
    actor: Actor,
    now: datetime,
    content: bytes,
    name: str,
    *,
    draft_id: int | None = None,
) -> int:
    """Publish a rubric file; from then on its version never changes. Returns its id.

    Publishing the same content again changes nothing.

    draft_id : the draft that it was written as

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
    _check_version_free(session, actor, rubric, digest)
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
    after: dict[str, object] = {"code": row.code, "version": row.version, "digest": digest}
    if draft_id is not None:
        after["draft"] = draft_id
    record(session, actor, now, "rubric.publish", f"rubric:{row.id}", after=after)
    return row.id


def _published(session: Session, actor: Actor, rubric_id: int) -> RubricVersion:
    row = session.scalar(visible_rubrics(actor).where(RubricVersion.id == rubric_id))
    if row is None:
        raise NotFound("Rubrik itu tidak ada.")
    return row


def _view(row: RubricVersion) -> RubricView:
    return RubricView(
        row.id, row.code, row.version, row.digest, row.published_at, row.rubric, row.retired_at
    )


def _check_version_free(session: Session, actor: Actor, rubric: Rubric, digest: str) -> None:
    taken = select(RubricVersion.id).where(
        RubricVersion.office_id == actor.office_id,
        RubricVersion.code == rubric.code,
        RubricVersion.version == rubric.version,
        RubricVersion.digest != digest,
    )
    if session.scalar(taken) is not None:
        raise Refused(
            "Rubrik {code} versi {version} sudah terbit dengan isi lain. Naikkan nomor version.",
            code=rubric.code,
            version=rubric.version,
        )


@lru_cache(maxsize=16)
def _check_once(content: bytes, name: str) -> Rubric:
    return read_rubric(content, name)


def _parts(
    parts: tuple[Section, ...] | tuple[Indicator, ...], depth: int
) -> Iterator[tuple[int, Section | Indicator]]:
    for part in parts:
        yield depth, part
        if isinstance(part, Section):
            yield from _parts(part.children, depth + 1)


def _node(rubric: Rubric, depth: int, part: Section | Indicator) -> Node:
    return Node(
        depth,
        part.code,
        part.name,
        write_shortest(part.weight),
        write_decimal(rubric.effective_weights[part.code], 2),
        part if isinstance(part, Indicator) else None,
    )


def _scale(code: str, scale: Scale) -> ScaleView:
    direction = getattr(scale, "direction", "down")
    if isinstance(scale, LevelScale):
        levels = tuple((write_shortest(level.value), level.name) for level in scale.levels)
        return ScaleView(code, scale.kind, direction, levels)
    minimum, maximum = _limits(scale)
    return ScaleView(code, scale.kind, direction, (), minimum, maximum, _bands(scale))


def _limits(scale: Scale) -> tuple[str | None, str | None]:
    if isinstance(scale, PointsScale):
        return write_shortest(scale.minimum), write_shortest(scale.maximum)
    if isinstance(scale, CountScale):
        return None, str(scale.cap)
    return (str(scale.minimum_exposure) if isinstance(scale, RatioScale) else None), None


def _bands(scale: Scale) -> tuple[tuple[str, str], ...]:
    if isinstance(scale, DaysLateScale):
        steps = tuple((str(band.up_to), write_shortest(band.share)) for band in scale.bands)
        return (*steps, ("", write_shortest(scale.beyond)))
    bands = getattr(scale, "bands", ())
    return tuple((write_shortest(band.start), write_shortest(band.share)) for band in bands)
