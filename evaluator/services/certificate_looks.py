"""How papers are to look: a design by its code, with its content where the office drew it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services.certificate_faces import LANGUAGES, Face, Look
from evaluator.services.designs import CARD_KINDS
from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor
from evaluator.storage.database import canonical_json
from evaluator.storage.designs import PaperDesign
from evaluator.storage.files import Files


def look_of(session: Session, actor: Actor, design: str, language: str = "id") -> Look:
    """The look of a design that ships or is the office's own, in a language.

    Raises
    ------
    Refused
        If the language is none that papers are printed in.
    """
    if language not in LANGUAGES:
        raise Refused("Bahasa piagam: id, en, atau keduanya.", field="bahasa")
    content = session.scalar(
        select(PaperDesign.content).where(
            PaperDesign.office_id == actor.office_id,
            PaperDesign.code == design,
            PaperDesign.retired_at.is_(None),
        )
    )
    return Look(design, language, content)


def offered_look(
    session: Session,
    actor: Actor,
    design: str,
    language: str,
    shipped: Callable[[str], Mapping[str, Any] | None],
) -> Look:
    """The look of a design that certificates may be printed with now, with its content.

    shipped : gives the content of a design of certificates that ships, None where none has
        that code

    Raises
    ------
    Refused
        If no such design is offered any longer, so that none takes its place unseen.
    """
    found = look_of(session, actor, design, language)
    own = select(PaperDesign.name, PaperDesign.kind).where(
        PaperDesign.office_id == actor.office_id, PaperDesign.code == design
    )
    row = session.execute(own).one_or_none()
    content = found.content if row and row.kind not in CARD_KINDS else shipped(design)
    if content is None:
        raise Refused(
            "Rancangan “{design}” tidak ditawarkan lagi; pilih yang lain.",
            field="rancangan",
            design=row.name if row else design,
        )
    return Look(design, language, content)


def digest_of(look: Look) -> str:
    """A look's design and the SHA-256 of its content, by which a form knows what was checked."""
    return f"{look.design}:{hashlib.sha256(canonical_json(look.content).encode()).hexdigest()}"


def check_unchanged(look: Look, seen: str) -> None:
    """Refuse a design that changed since it was checked.

    seen : its `digest_of` then; that of another design, or "", where this one was not checked
    """
    if seen.startswith(f"{look.design}:") and seen != digest_of(look):
        raise Refused("Rancangan ini berubah sejak diperiksa; periksa lagi.", field="rancangan")


@dataclass(frozen=True)
class OwnDesign:
    """A design that the office drew itself; its title is a name as typed."""

    code: str
    title: str


def own_designs(session: Session, actor: Actor, card: str | None = None) -> list[OwnDesign]:
    """The office's own designs by name: of certificates, or those of one kind of card."""
    kind = PaperDesign.kind
    query = select(PaperDesign.code, PaperDesign.name).where(
        PaperDesign.office_id == actor.office_id,
        PaperDesign.retired_at.is_(None),
        kind.not_in(CARD_KINDS) if card is None else kind == card,
    )
    return [OwnDesign(*row) for row in session.execute(query.order_by(PaperDesign.name))]


def freeze_design(files: Files, face: Face) -> str | None:
    """Keep the content of a face's design as a file; its digest, None for one that ships."""
    content = face.get("design_content")
    return None if content is None else files.put(canonical_json(content).encode())


def without_content(face: Face) -> Face:
    """The face as it is stored: texts only, since the design is kept once for all papers."""
    return {name: value for name, value in face.items() if name != "design_content"}
