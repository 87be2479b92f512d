"""What a certificate says: every text on the paper, before it is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from evaluator.scoring.words import Bilingual
from evaluator.services.offices import OfficeView
from evaluator.services.printed_names import NameOnPaper
from evaluator.services.signatories import Signer
from evaluator.storage.periods import Period
from evaluator.storage.results import Winner

Face = dict[str, Any]
"""Every text on one paper, by the field names of the certificate that draws it."""

DEMO_MARK = "CONTOH"
PREVIEW_MARK = "PRATINJAU"
LANGUAGES = ("id", "en", "both")
_JOINT = {"id": "bersama", "en": "joint"}


@dataclass(frozen=True)
class ListRow:
    """One certificate asked for outside any rubric, for instance thanks to a respondent.

    role : as what the recipient took part, such as "Narasumber"; organisation : where from
    """

    recipient: str
    award: str
    event: str
    day: date
    place: str | None = None
    category: str | None = None
    theme: str | None = None
    copy: int = 1  # which of several rows that say the same, counted from 1
    role: str | None = None
    organisation: str | None = None


@dataclass(frozen=True)
class Look:
    """How a paper is to look, whatever it says.

    design : the code of a design that ships, or of one of the office's own
    content : that design's content where it is the office's own, None for one that ships
    language : "id", "en", or "both"
    """

    design: str
    language: str = "id"
    content: Mapping[str, Any] | None = None


def list_face(
    office: OfficeView,
    signers: Sequence[Signer],
    row: ListRow,
    look: Look,
    name: NameOnPaper | None = None,
) -> Face:
    """What a certificate outside any rubric says, before it has a number."""
    return {
        **_letterhead(office, signers, row.day, look),
        **named(row.recipient, name),
        "award": row.award,
        "place": row.place,
        "category": row.category,
        "event": row.event,
        "theme": row.theme,
        # Left out where they are empty, so that papers without them are stored as ever.
        **({"role": row.role} if row.role else {}),
        **({"organisation": row.organisation} if row.organisation else {}),
    }


def winner_face(
    office: OfficeView,
    signers: Sequence[Signer],
    period: Period,
    row: Winner,
    look: Look,
    name: NameOnPaper | None = None,
) -> Face:
    """What a winner's certificate says, before it has a number.

    name : as it is to stand on paper, where that is not the unit's name
    """
    title = Bilingual(**row.title)
    head = _letterhead(office, signers, period.event_date, look)
    english = {"award": title.en, "place": place_on_paper(row.place_name, row.joint, "en")}
    return {
        **head,
        "english": head["english"] | {key: text for key, text in english.items() if text},
        **named(row.participant.name, name),
        "award": title.id,
        "place": place_on_paper(row.place_name, row.joint),
        "category": row.category.title,
        "event": period.event,
        "theme": period.theme or None,
    }


def place_on_paper(name: Mapping[str, Any] | None, joint: bool, language: str = "id") -> str | None:
    """Such as "Juara II (bersama)"; None where an award has no places."""
    if not name:
        return None
    place = Bilingual(**name).in_language(language)
    return f"{place} ({_JOINT[language]})" if joint else place


def named(given: str, name: NameOnPaper | None) -> Face:
    """The recipient as printed, and where that was mended, what was given, who and why."""
    if name is None:
        return {"recipient": given}
    mended = {"given": given, "by": name.made_by, "reason": name.reason}
    return {"recipient": name.printed, "mended": mended}


def numbered(face: Face, number: str, code: str, public_url: str, mark: str | None = None) -> Face:
    """The face of a paper with its number and the address where it is checked."""
    return {
        **face,
        "number": number,
        "check_code": code,
        "check_url": f"{public_url.rstrip('/')}/v/{code}",
        "mark": mark or face["mark"],
    }


def previewed(face: Face, number: str, public_url: str) -> Face:
    """The face as it would be issued, marked as a preview; `number` shows "…" for the serial."""
    return numbered(face, number, "XXXX-XXXX-XXXX-XXXX", public_url, PREVIEW_MARK)


def _letterhead(office: OfficeView, signers: Sequence[Signer], day: date, look: Look) -> Face:
    first = signers[0]
    return {
        "design": look.design,
        "design_content": look.content,
        "office": office.name,
        "city": office.city,
        "year": str(day.year),
        "logo": office.logo,
        "place_and_date": place_and_date(office, day, "id"),
        "english": {"place_and_date": place_and_date(office, day, "en")},
        "signatory_position": first.position,
        "signatory_name": first.name,
        "signatory_nip": first.nip,
        "signatories": [
            {"position": one.position, "name": one.name, "nip": one.nip} for one in signers
        ],
        "mark": DEMO_MARK if office.illustrative else None,
        "language": look.language,
    }


def place_and_date(office: OfficeView, day: date, language: str) -> str:
    """Such as "Pekalongan, 26 September 2025"."""
    return f"{office.city}, {format_date(day, 'd MMMM y', locale=language)}"
