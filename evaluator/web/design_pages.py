"""What the pages of designs share: sample papers, their pictures, and what stands against them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from evaluator.scoring.messages import Message
from evaluator.services import designs
from evaluator.services.offices import office_view
from evaluator.services.signatories import signer_today
from evaluator.storage.files import Damaged
from evaluator.web.language import translate
from evaluator.web.request import actor, db, files, now

LANGUAGES = ("id", "en", "both")


def sample(code: str, content: Mapping[str, Any], mark: str | None = None) -> Any:
    """A face of the office's own to try a design with, as the request asks for it."""
    from evaluator.documents.certificate_face import Signatory
    from evaluator.documents.design_samples import sample_face

    office, signer = office_view(db(), actor().office_id), signer_today(db(), actor(), now())
    language = request.values.get("bahasa", "id")
    return sample_face(
        office=office.name,
        city=office.city,
        code=code,
        content=content,
        signatory=Signatory(signer.position, signer.name, signer.nip) if signer else None,
        longest=designs.longest_name(db(), actor()),
        long=request.values.get("contoh") == "panjang",
        language=language if language in LANGUAGES else "id",
        mark=mark,
    )


def svg_of(code: str, content: Mapping[str, Any], address: Any) -> tuple[str, dict[str, str]]:
    """A design as SVG with sample texts, and by element the sentence of what does not fit.

    What the request did in the database before is undone.

    address : gives the address of a stored picture by its digest

    Raises
    ------
    Refused
        If the design could not be printed at all.
    """
    from evaluator.documents.certificate_face import values_of
    from evaluator.documents.design_pictures import drawing
    from evaluator.documents.paper import Paper, lay_gently
    from evaluator.documents.paper_reading import read_design

    design, face = read_design(content), sample(code, content)
    logo = office_view(db(), actor().office_id).logo
    db().rollback()  # nobody who saves waits while a design is drawn
    paper = Paper(design, values_of(face), face.check_url)
    texts, faults = lay_gently(paper)
    addresses = {digest: address(digest) for digest in design.pictures()}
    if logo:
        addresses["logo"] = url_for("account.logo", digest=logo)
    said = {name: fault_in_words(fault) for name, fault in faults.items()}
    return drawing(paper, addresses, texts).decode(), said


def pdf_of(code: str, content: Mapping[str, Any]) -> bytes:
    """A design as the PDF that prints, with sample texts, marked as a preview.

    What the request did in the database before is undone.

    Raises
    ------
    Refused
        If a text does not fit or a picture is lost; the sentence names it.
    """
    from dataclasses import replace

    from evaluator.documents import certificate, style
    from evaluator.documents.drawing import logo_reader
    from evaluator.documents.paper_reading import read_design
    from evaluator.services.problems import Refused

    reader = logo_reader(files())
    face = sample(code, content, mark=_("PRATINJAU"))
    office = office_view(db(), actor().office_id)
    db().rollback()  # nobody who saves waits while a design is drawn
    pictures = {digest: reader(digest) for digest in read_design(content).pictures()}
    try:
        return certificate.draw([replace(face, logo=reader(office.logo), pictures=pictures)])
    except style.Refused as refusal:
        raise Refused("{reason}", reason=refusal) from None


def stored_pictures(content: Mapping[str, Any]) -> dict[str, bytes]:
    """The pictures of a design's library that are still whole, by their digest."""
    found = {}
    for digest in content.get("library", ()):
        try:
            found[digest] = files().get(digest)
        except Damaged:
            continue
    return found


def fault_in_words(remark: Any) -> str:
    """What stands against an element, in the language of the request."""
    values = dict(remark.values)
    if "field" in values:
        values["field"] = _(str(values["field"]))
    return translate(Message(remark.template, values))


@cache
def font_file(name: str) -> bytes | None:
    """The file of a font that prints, for pages that show what will be printed."""
    from pathlib import Path

    from evaluator.documents import style
    from evaluator.documents.paper_elements import FONTS

    if name not in FONTS.values():
        return None
    return (Path(style.__file__).parent / "fonts" / f"{name}.ttf").read_bytes()
