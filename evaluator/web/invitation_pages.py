"""How an invitation reaches its person: a link that is shown once, or a letter."""

from collections.abc import Sequence
from dataclasses import asdict

from flask import Response, render_template

from evaluator.services.accounts import person
from evaluator.services.invitations import Invited, invite
from evaluator.services.offices import office_view
from evaluator.services.problems import Refused
from evaluator.services.unit_letters import letter_texts
from evaluator.web.drawing import download
from evaluator.web.request import actor, db, files, now, public_url


def link_base() -> str:
    """What the link of an invitation begins with; its code follows."""
    return f"{public_url().rstrip('/')}/undangan/"


def invitation_page(account_id: int, lasts: str, title: str) -> str:
    """Invite somebody and show the link: a page rather than a redirect, for it is kept nowhere."""
    (invited,) = invite(db(), actor(), now(), [account_id], lasts)
    return render_template(
        "admin/invitation.html",
        person=person(db(), actor(), account_id),
        invited=invited,
        link=link_base() + invited.code,
        heading=title,
    )


def letters_of(invited: Sequence[Invited]) -> Response:
    """The letters to everyone who was invited, as one file."""
    # Imported here, since few pages need it and it takes a while.
    from evaluator.documents.drawing import logo_reader
    from evaluator.documents.letters import Letter, draw

    if not invited:
        raise Refused("Tidak ada akun baru: unit jenis itu sudah punya akun semuanya.")
    logo = logo_reader(files())(office_view(db(), actor().office_id).logo)
    texts = letter_texts(db(), actor(), now(), invited, public_url())
    content = draw([Letter(logo=logo, **asdict(one)) for one in texts])
    return download(content, f"surat-undangan-{len(texts)}.pdf")
