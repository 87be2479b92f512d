"""Anyone with a paper can ask whether it is real, and learns no more than the paper says."""

import pytest

from evaluator.services import certifying
from tests.city import NOW


@pytest.fixture
def codes(city):
    """Codes of two certificates, the second one revoked."""
    city.release_all()
    with city.installation.writes() as session:
        ids = certifying.issue(
            session,
            city["panitia"],
            NOW,
            city.period_id,
            design="resmi",
            draw=lambda face: face["number"].encode(),
            files=city.installation.files,
            public_url="https://bps.example",
        )
        certifying.revoke(session, city["panitia"], NOW, ids[1], "Nama keliru")
        register = {row.id: row for row in certifying.list_certificates(session, city["panitia"])}
    return [register[number].check_code for number in ids[:2]]


def test_a_valid_certificate_shows_what_its_paper_shows_and_nothing_more(codes, browser_of):
    page = browser_of(None).get(f"/v/{codes[0]}")
    assert page.status_code == 200 and "Piagam sah" in page.text
    for shown in ("Dinas Pendidikan", "Juara I", "B-1/33750/HM.310/2025", "29 September 2025"):
        assert shown in page.text
    assert "bukan tanda tangan elektronik (TTE)" in page.text
    for hidden in ("4,69", "4.69", "Panitia", "Dinas Kesehatan", "NIP"):
        assert hidden not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_a_revoked_certificate_says_when_and_why(codes, browser_of):
    page = browser_of(None).get(f"/v/{codes[1].lower()}")
    assert "Piagam sudah dicabut" in page.text and "Nama keliru" in page.text
    assert "1 September 2025, 09.00 WIB" in page.text and "Piagam sah" not in page.text


def test_a_code_is_found_however_it_is_typed(codes, browser_of):
    client = browser_of(None)
    for typed in (codes[0].replace("-", " ").lower(), f"https://bps.example/v/{codes[0]}"):
        sent = client.get("/v/", query_string={"kode": typed})
        assert sent.location == f"/v/{codes[0]}"


def test_an_unknown_code_is_answered_with_help(browser_of, city):
    page = browser_of(None).get("/v/<b>XXXX")
    assert page.status_code == 404
    assert "Kode tidak dikenal" in page.text and "&lt;b&gt;XXXX" in page.text
    assert 'value="&lt;b&gt;XXXX"' in page.text  # what was typed stays


@pytest.mark.parametrize("typed", ["", "   ", "---"])
def test_no_code_at_all_is_asked_for_again(browser_of, city, typed):
    page = browser_of(None).get("/v/", query_string={"kode": typed})
    assert page.status_code == 422 and "<title>Galat:" in page.text


def test_a_paper_printed_as_an_example_says_so(city, browser_of):
    from evaluator.storage.offices import Office

    with city.installation.writes() as session:
        session.get(Office, city.office_id).illustrative = True
    city.release_all()
    browser_of("panitia").post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "resmi"})
    with city.installation.reads() as session:
        row = certifying.list_certificates(session, city["panitia"])[0]
    assert "CONTOH" in browser_of(None).get(f"/v/{row.check_code}").text
