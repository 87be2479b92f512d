"""Beginning a draft: from nothing, from a file, or as the next version of a published rubric."""

import itertools
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.rubric_plain import Plain, is_code, plain_of, words_pair
from evaluator.services.checks import clean_text
from evaluator.services.logging import record
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.storage.actor import Actor
from evaluator.storage.drafts import RubricDraft
from evaluator.storage.rubric_drafts import read_plain
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.visibility import visible_rubrics

_LEVELS = ("Rintisan", "Terkelola", "Terdefinisi", "Terpadu dan Terukur", "Optimum")


def start_blank(session: Session, actor: Actor, now: datetime, *, code: str, title: str) -> int:
    """Begin a rubric with nothing but a scale of five levels and three predicates."""
    require(actor, Action.ADMINISTER)
    if not is_code(code):
        raise Refused(
            "Kode hanya memuat huruf, angka, titik, dan garis; paling panjang 40.", field="code"
        )
    content: Plain = {
        "format": "1",
        "code": code,
        "version": "1.0",
        "title": clean_text(title, "title"),
        "units": ["opd"],
        "year": str(now.year),
        "level_names": ["Aspek", "Indikator"],
        "result": {
            "low": "0",
            "high": "100",
            "predicates": [
                {"name": "Baik", "from": "75"},
                {"name": "Cukup", "from": "50"},
                {"name": "Kurang", "from": "0"},
            ],
        },
        "scales": {
            "tingkat": {
                "kind": "level",
                "levels": [{"value": str(n), "name": name} for n, name in enumerate(_LEVELS, 1)],
            },
            "ya-tidak": {"kind": "yes-no"},
        },
        "ties": [{"by": "exact"}],
    }
    return _start(session, actor, now, content)


def start_from(session: Session, actor: Actor, now: datetime, content: Plain) -> int:
    """Begin with the plain values of a file; what is still wrong in them can be mended later."""
    require(actor, Action.ADMINISTER)
    return _start(session, actor, now, content)


def start_from_shipped(
    session: Session, actor: Actor, now: datetime, folder: Path, name: str
) -> int:
    """Begin with one of the rubrics that come with the program."""
    require(actor, Action.ADMINISTER)
    path = next((path for path in folder.glob("*.yaml") if path.name == name), None)
    if path is None:
        raise NotFound("Rubrik bawaan itu tidak ada.")
    return _start(session, actor, now, read_plain(path.read_bytes(), name))


def copy_rubric(session: Session, actor: Actor, now: datetime, rubric_id: int) -> int:
    """Begin the next version of a published rubric with all that it says."""
    require(actor, Action.ADMINISTER)
    row = session.scalar(visible_rubrics(actor).where(RubricVersion.id == rubric_id))
    if row is None:
        raise NotFound("Rubrik itu tidak ada.")
    content = plain_of(row.rubric)
    content["version"] = next_version(session, actor, row.code, row.version)
    return _start(session, actor, now, content, row.id)


def next_version(session: Session, actor: Actor, code: str, version: str) -> str:
    """The first higher version of a rubric that is not published yet: 1.0 becomes 1.1."""
    query = visible_rubrics(actor).where(RubricVersion.code == code)
    taken = {row.version for row in session.scalars(query)}
    head, dot, last = version.rpartition(".")
    raised = (f"{head}{dot}{number}" for number in itertools.count(int(last) + 1))
    return next(number for number in raised if number not in taken)


def _start(
    session: Session,
    actor: Actor,
    now: datetime,
    content: Plain,
    based_on_id: int | None = None,
) -> int:
    title = words_pair(content.get("title"))[0] or str(content.get("code") or "Rubrik")
    row = RubricDraft(
        office_id=actor.office_id,
        title=title,
        content=content,
        touched={},
        based_on_id=based_on_id if based_on_id else _published_as(session, actor, content),
        made_at=now,
        made_by=actor.name,
        changed_at=now,
        changed_by=actor.name,
    )
    session.add(row)
    session.flush()
    after = {"title": title, "code": content.get("code"), "version": content.get("version")}
    record(session, actor, now, "draft.start", f"draft:{row.id}", after=after)
    return row.id


def _published_as(session: Session, actor: Actor, content: Plain) -> int | None:
    """The newest published rubric of the same code, with which a draft is then compared."""
    query = (
        select(RubricVersion.id)
        .where(
            RubricVersion.office_id == actor.office_id,
            RubricVersion.code == str(content.get("code", "")),
        )
        .order_by(RubricVersion.published_at.desc(), RubricVersion.id.desc())
    )
    return session.scalar(query.limit(1))
