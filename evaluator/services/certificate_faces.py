"""What a certificate says: every text on the paper, before it is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from evaluator.scoring.words import Bilingual
from evaluator.services.offices import OfficeView
from evaluator.services.signatories import Signer
from evaluator.storage.periods import Period
from evaluator.storage.results import Winner

Face = dict[str, Any]
"""Every text on one paper, by the field names of the certificate that draws it."""

DEMO_MARK = "CONTOH"
PREVIEW_MARK = "PRATINJAU"


@dataclass(frozen=True)
class ListRow:
    """One certificate asked for outside any rubric, for instance thanks to a respondent."""

    recipient: str
    award: str
    event: str
    day: date
    place: str | None = None
    category: str | None = None
    theme: str | None = None
    copy: int = 1  # which of several rows that say the same, counted from 1


def list_face(office: OfficeView, signer: Signer, row: ListRow, design: str) -> Face:
    """What a certificate outside any rubric says, before it has a number."""
    return {
        **_letterhead(office, signer, row.day, design),
        "recipient": row.recipient,
        "award": row.award,
        "place": row.place,
        "category": row.category,
        "event": row.event,
        "theme": row.theme,
    }


def winner_face(
    office: OfficeView, signer: Signer, period: Period, row: Winner, design: str
) -> Face:
    """What a winner's certificate says, before it has a number."""
    return {
        **_letterhead(office, signer, period.event_date, design),
        "recipient": row.participant.name,
        "award": Bilingual(**row.title).id,
        "place": place_on_paper(row.place_name, row.joint),
        "category": row.category.title,
        "event": period.event,
        "theme": period.theme or None,
    }


def place_on_paper(name: Mapping[str, Any] | None, joint: bool) -> str | None:
    """Such as "Juara II (bersama)"; None where an award has no places."""
    if not name:
        return None
    place = Bilingual(**name).id
    return f"{place} (bersama)" if joint else place


def numbered(face: Face, number: str, code: str, public_url: str, mark: str | None = None) -> Face:
    """The face of a paper with its number and the address where it is checked."""
    return {
        **face,
        "number": number,
        "check_code": code,
        "check_url": f"{public_url.rstrip('/')}/v/{code}",
        "mark": mark or face["mark"],
    }


def previewed(face: Face, office: OfficeView, day: date, public_url: str) -> Face:
    """The face as it would be issued, marked as a preview, with no number or code."""
    number = office.numbers.write(day, None)
    return numbered(face, number, "XXXX-XXXX-XXXX-XXXX", public_url, PREVIEW_MARK)


def _letterhead(office: OfficeView, signer: Signer, day: date, design: str) -> Face:
    return {
        "design": design,
        "office": office.name,
        "logo": office.logo,
        "place_and_date": f"{office.city}, {format_date(day, 'd MMMM y', locale='id')}",
        "signatory_position": signer.position,
        "signatory_name": signer.name,
        "signatory_nip": signer.nip,
        "mark": DEMO_MARK if office.illustrative else None,
        "language": "id",
    }
