"""Certificates: numbered once, frozen at issue, checked by anyone.

The verbs stand in modules of their own (winners, issuing, revoking, reissuing, the register);
this one says what issuing is asked for: a period's winners, or a bare list.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from evaluator.services.certificate_faces import Face, ListRow, Look, list_face, previewed
from evaluator.services.certificate_register import (
    CertificateView,
    Checked,
    certificate_files,
    check,
    list_certificates,
    my_certificates,
    view_of,
)
from evaluator.services.certificate_winners import (
    ToCertify,
    as_look,
    issuing_period,
    preview_faces,
    printable_periods,
    winner_faces,
    winners_to_certify,
)
from evaluator.services.certificates_revised import carry_to_decided
from evaluator.services.issuing import Draw, Wanted, issue_papers
from evaluator.services.number_plans import scheme_of
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action, require
from evaluator.services.printed_names import names_on_paper
from evaluator.services.revoking import revoke
from evaluator.services.signatories import signers_on
from evaluator.storage.actor import Actor
from evaluator.storage.award_visibility import visible_certificates
from evaluator.storage.certificates import Certificate
from evaluator.storage.files import Files

__all__ = [
    "CertificateView",
    "Checked",
    "Draw",
    "Face",
    "ListRow",
    "Look",
    "ToCertify",
    "certificate_files",
    "check",
    "issue",
    "issue_list",
    "issued_for",
    "list_certificates",
    "listed",
    "my_certificates",
    "preview_faces",
    "preview_list",
    "printable_periods",
    "request_of",
    "revoke",
    "view_of",
    "winners_to_certify",
    "winners_wanted",
]

KINDS = ("list", "thanks", "attendance")
"""What papers of a list can be, beside "award" for winners."""


def issue(
    session: Session,
    actor: Actor,
    now: datetime,
    period_id: int,
    *,
    design: str | Look,
    draw: Draw,
    files: Files,
    public_url: str,
    winner_ids: Sequence[int] | None = None,
    plan: str = "",
    signer_ids: Sequence[int] = (),
) -> list[int]:
    """Issue the certificates of a period's winners; asking again gives the same ones.

    winner_ids : None for all winners

    Returns the ids of the certificates, in the order of the winners.

    Raises
    ------
    Refused
        If neither a plenary is closed nor the results are released, or a certificate
        cannot be drawn right; then none is issued and no number is used.
    """
    wanted = winners_wanted(
        session, actor, period_id, as_look(design), winner_ids=winner_ids, signer_ids=signer_ids
    )
    return issue_papers(
        session, actor, now, wanted, draw=draw, files=files, public_url=public_url, plan=plan
    )


def winners_wanted(
    session: Session,
    actor: Actor,
    period_id: int,
    look: Look,
    *,
    winner_ids: Sequence[int] | None = None,
    signer_ids: Sequence[int] = (),
) -> list[Wanted]:
    """What issuing the certificates of a period's winners asks for, in the order of the winners.

    Raises
    ------
    Refused
        As `issue`.
    """
    require(actor, Action.CERTIFY)
    period = issuing_period(session, actor, period_id)
    carry_to_decided(session, period)
    chosen = None if winner_ids is None else set(winner_ids)
    return [
        Wanted(
            request=f"winner:{row.id}",
            day=period.event_date,
            face=face,
            kind="award",
            winner_id=row.id,
            period_id=period.id,
            snapshot=row.snapshot.digest,
        )
        for row, face in winner_faces(session, actor, period, look, signer_ids)
        if chosen is None or row.id in chosen
    ]


def issue_list(
    session: Session,
    actor: Actor,
    now: datetime,
    rows: Sequence[ListRow],
    *,
    design: str | Look,
    draw: Draw,
    files: Files,
    public_url: str,
    plan: str = "",
    kind: str = "list",
) -> list[int]:
    """Issue certificates for a bare list; the same list asked for again gives the same ones.

    Rows that say the same are different people, told apart by their `copy`.
    """
    wanted = listed(session, actor, rows, as_look(design), kind=kind)
    return issue_papers(
        session, actor, now, wanted, draw=draw, files=files, public_url=public_url, plan=plan
    )


def listed(
    session: Session,
    actor: Actor,
    rows: Sequence[ListRow],
    look: Look,
    *,
    kind: str = "list",
    signer_ids: Sequence[int] = (),
) -> list[Wanted]:
    """What issuing a bare list asks for, in its order."""
    require(actor, Action.CERTIFY)
    faces = _list_faces(session, actor, rows, look, signer_ids)
    return [
        Wanted(request_of(row), row.day, face, kind) for row, face in zip(rows, faces, strict=True)
    ]


def preview_list(
    session: Session,
    actor: Actor,
    rows: Sequence[ListRow],
    design: str | Look,
    public_url: str,
    *,
    plan: str = "",
    signer_ids: Sequence[int] = (),
) -> list[Face]:
    """The faces of a bare list as they would be issued, for the check before printing."""
    require(actor, Action.CERTIFY)
    scheme = scheme_of(session, actor, plan)
    faces = _list_faces(session, actor, rows, as_look(design), signer_ids)
    return [
        previewed(face, scheme.write(row.day, None), public_url)
        for row, face in zip(rows, faces, strict=True)
    ]


def issued_for(
    session: Session, actor: Actor, rows: Sequence[ListRow]
) -> list[CertificateView | None]:
    """For each row of a bare list, the certificate that already stands for it, or None."""
    require(actor, Action.CERTIFY)
    requests = [request_of(row) for row in rows]
    query = visible_certificates(actor).where(Certificate.request.in_(requests))
    known = {row.request: view_of(row) for row in session.scalars(query)}
    return [known.get(request) for request in requests]


def request_of(row: ListRow) -> str:
    """The name under which a row's certificate is asked for: the same texts, the same name."""
    parts = (row.recipient, row.award, row.place, row.category, row.event, row.day.isoformat())
    text = "\x1f".join(part or "" for part in parts)
    for name, more in (("role", row.role), ("organisation", row.organisation)):
        text += f"\x1f{name}={more}" if more else ""
    if row.copy > 1:
        text += f"\x1f{row.copy}"
    return "list:" + hashlib.sha256(text.encode()).hexdigest()


def _list_faces(
    session: Session,
    actor: Actor,
    rows: Sequence[ListRow],
    look: Look,
    signer_ids: Sequence[int],
) -> list[Face]:
    office = office_view(session, actor.office_id)
    signers = lru_cache(maxsize=None)(
        lambda day: signers_on(session, office.id, day, tuple(signer_ids))
    )
    requests = [request_of(row) for row in rows]
    names = names_on_paper(session, office.id, requests)
    return [
        list_face(office, signers(row.day), row, look, names.get(request))
        for row, request in zip(rows, requests, strict=True)
    ]
