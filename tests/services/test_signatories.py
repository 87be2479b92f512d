"""Who signs, from when to when."""

from datetime import UTC, date, datetime

from evaluator.services import signatories
from tests.city import NOW


def test_who_signs_today_follows_the_date_on_the_offices_wall(city, session):
    admin = city["admin"]
    (head,) = signatories.signers(session, admin)
    signatories.end_signer(session, admin, NOW, head.id, date(2025, 9, 1))
    # 16.59 UTC is 23.59 WIB of 1 September; a minute later it is the 2nd.
    assert (
        signatories.signer_today(session, admin, datetime(2025, 9, 1, 16, 59, tzinfo=UTC))
        == (signatories.signers(session, admin)[0])
    )
    assert signatories.signer_today(session, admin, datetime(2025, 9, 1, 17, 0, tzinfo=UTC)) is None
