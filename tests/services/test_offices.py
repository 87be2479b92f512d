"""The office's identity: numbers, signatories, logo."""

import io
from datetime import UTC, date, datetime

import pytest
from PIL import Image

from evaluator.services import certifying, offices
from evaluator.services.offices import NumberScheme
from evaluator.services.problems import Conflict, Refused
from tests.city import NOW

SCHEME = NumberScheme("B-{serial}/{unit}/{class}/{month}/{year}", "33750", "HM.310", 7)


def test_a_number_fills_every_gap_and_starts_where_the_office_says(city, session):
    number = offices.next_number(session, city["admin"], date(2025, 9, 29), SCHEME)
    assert number == "B-7/33750/HM.310/IX/2025"


def test_the_example_is_the_number_that_the_next_certificate_gets(city):
    city.release_all()
    day = date(2025, 9, 29)

    def predicted():
        with city.installation.reads() as session:
            office = offices.office_view(session, city.office_id)
            return offices.next_number(session, city["admin"], day, offices.scheme_of(office))

    first = predicted()
    with city.installation.writes() as session:
        certifying.issue(
            session,
            city["panitia"],
            NOW,
            city.period_id,
            design="resmi",
            draw=lambda face: face["number"].encode(),
            files=city.installation.files,
            public_url="https://bps.example",
        )
    with city.installation.reads() as session:
        issued = {c.number for c in certifying.list_certificates(session, city["panitia"])}
    assert first in issued
    assert predicted() == "B-4/33750/HM.310/2025"


@pytest.mark.parametrize(
    ("pattern", "field"),
    [
        ("B-{serial}", "number_pattern"),
        ("B-{serial}-{serial}/{year}", "number_pattern"),
        ("B-{serial}/{tahun}/{year}", "number_pattern"),
        ("B-{serial}/{class}/{year}", "number_pattern"),
    ],
)
def test_a_pattern_that_cannot_number_papers_is_refused_at_its_field(pattern, field):
    with pytest.raises(Refused) as caught:
        NumberScheme(pattern, "33750", "", 1).checked()
    assert caught.value.field == field


def test_numbers_start_at_one_or_later():
    with pytest.raises(Refused) as caught:
        NumberScheme("B-{serial}/{year}", "", "", 0).checked()
    assert caught.value.field == "number_start"


def test_who_signs_today_follows_the_date_on_the_offices_wall(city, session):
    admin = city["admin"]
    (head,) = offices.signers(session, admin)
    offices.end_signer(session, admin, NOW, head.id, date(2025, 9, 1))
    # 16.59 UTC is 23.59 WIB of 1 September; a minute later it is the 2nd.
    assert (
        offices.signer_today(session, admin, datetime(2025, 9, 1, 16, 59, tzinfo=UTC))
        == (offices.signers(session, admin)[0])
    )
    assert offices.signer_today(session, admin, datetime(2025, 9, 1, 17, 0, tzinfo=UTC)) is None


def change(session, town, **given):
    own = offices.office_view(session, town.office_id)
    fields = {
        name: getattr(own, name)
        for name in (
            "version",
            "name",
            "city",
            "zone",
            "address",
            "number_pattern",
            "number_unit",
            "number_class",
            "number_start",
        )
    }
    offices.change_office(session, town["admin"], NOW, **{**fields, **given})


def test_a_refused_change_changes_nothing(city, session):
    with pytest.raises(Refused):
        change(session, city, name="BPS Lain", number_start=0)
    assert offices.office_view(session, city.office_id).name == "BPS Kota Uji"


def test_a_stale_change_is_a_conflict_with_what_is_stored(city, session):
    change(session, city, city="Pekalongan")
    with pytest.raises(Conflict) as caught:
        change(session, city, version=1, city="Batang")
    assert (caught.value.stored["city"], caught.value.stored["version"]) == ("Pekalongan", 2)


def test_a_logo_is_kept_as_a_png_and_anything_else_is_refused(city, session):
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "#12254b").save(out, "JPEG")
    files = city.installation.files
    offices.change_logo(session, city["admin"], NOW, files, out.getvalue())
    stored = files.get(offices.office_view(session, city.office_id).logo)
    assert Image.open(io.BytesIO(stored)).format == "PNG"
    with pytest.raises(Refused, match="PNG atau JPEG"):
        offices.change_logo(session, city["admin"], NOW, files, b"<svg/>")
