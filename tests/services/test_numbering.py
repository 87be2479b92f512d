"""Numbers of certificates: the office's pattern, filled."""

from datetime import date

import pytest

from evaluator.services import certifying, numbering, offices
from evaluator.services.numbering import NumberScheme
from evaluator.services.problems import Refused
from tests.city import NOW

SCHEME = NumberScheme("B-{serial}/{unit}/{class}/{month}/{year}", "33750", "HM.310", 7)


def test_a_number_fills_every_gap_and_starts_where_the_office_says(city, session):
    number = numbering.next_number(session, city["admin"], date(2025, 9, 29), SCHEME)
    assert number == "B-7/33750/HM.310/IX/2025"


def test_the_example_is_the_number_that_the_next_certificate_gets(city):
    city.release_all()
    day = date(2025, 9, 29)

    def predicted():
        with city.installation.reads() as session:
            office = offices.office_view(session, city.office_id)
            return numbering.next_number(session, city["admin"], day, office.numbers)

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


@pytest.mark.parametrize("start", [0, 1_000_000_000, 2**31, 2**63])
def test_numbers_start_at_one_or_later_and_below_what_can_be_kept(start):
    with pytest.raises(Refused) as caught:
        NumberScheme("B-{serial}/{year}", "", "", start).checked()
    assert caught.value.field == "number_start"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (("B-{serial}\n/{year}", "", ""), "number_pattern"),
        (("🏆{serial}/{year}", "", ""), "number_pattern"),
        (("B-{serial}/{unit}/{year}", "ꦲ", ""), "number_unit"),
        (("B-{serial}/{class}/{year}", "", "HM\t310"), "number_class"),
        (("B\u00ad{serial}/{year}", "", ""), "number_pattern"),
    ],
)
def test_a_number_is_one_line_of_letters_that_paper_has(given, field):
    with pytest.raises(Refused, match="Nomor ditulis sebaris") as caught:
        NumberScheme(*given, 1).checked()
    assert caught.value.field == field


def test_a_number_that_is_not_given_yet_shows_where_it_will_stand():
    assert SCHEME.write(date(2025, 9, 29), None) == "B-…/33750/HM.310/IX/2025"
