"""Somebody with a phone holds a paper or its file, and asks whether it is real."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from evaluator.documents import signatures
from evaluator.services import certificate_register, certifying, signing
from tests.city import NOW
from tests.signing import a_signer, issue

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A machine that tests much at once may be slow; what a file may cost is bounded elsewhere."""
    monkeypatch.setattr(signatures, "SECONDS", 60)


def signed_and_revoked(city):
    ids = issue(city, NOW)
    with city.installation.writes() as session:
        signing.sign_certificates(
            session, city["panitia"], NOW, ids, signer=a_signer(), files=city.installation.files
        )
        certifying.revoke(session, city["panitia"], NOW, ids[1], "Nama keliru")
        return certificate_register.certificate_files(
            session, city["panitia"], city.installation.files, ids[:2]
        )


@pytest.fixture
def papers(city, tmp_path):
    """Files of two signed papers, the second one revoked, and an altered first."""
    city.release_all()
    with ThreadPoolExecutor(1) as aside:  # the browser's driver has an event loop in this thread
        found = aside.submit(signed_and_revoked, city).result()
    places = {}
    for name, content in (
        ("valid", found[0][1]),
        ("revoked", found[1][1]),
        ("altered", found[0][1].replace(b"Penghargaan", b"Penghargaam")),
    ):
        places[name] = tmp_path / f"{name}.pdf"
        places[name].write_bytes(content)
    return places


def fits(somebody):
    assert somebody.axe() == []
    assert somebody.sideways() <= 0


def test_a_file_is_checked_on_a_phone(papers, visitor):
    somebody = visitor(width=360)
    for name, title in (
        ("valid", "Berkas asli dan berlaku"),
        ("revoked", "Berkas asli, tetapi dicabut"),
        ("altered", "Bukan berkas asli: isinya berubah"),
    ):
        page = somebody.goto("/v/")
        fits(somebody)
        page.set_input_files("[name=paper]", papers[name])
        page.get_by_role("button", name="Periksa berkas").click()
        page.wait_for_selector(f"h1:has-text('{title}')", timeout=60_000)
        fits(somebody)
        assert "bukan tanda tangan elektronik (TTE)" in page.inner_text("main")
    page.get_by_role("link", name="Periksa piagam lain").click()
    page.fill("[name=kode]", "b-1/33750/hm.310/2025")
    page.get_by_role("button", name="Periksa", exact=True).click()
    assert "Dinas Pendidikan" in page.inner_text("main")
    fits(somebody)


def test_the_organiser_sends_papers_out_on_a_phone(city, visitor):
    city.release_all()
    issue(city, NOW)
    somebody = visitor("panitia", width=360)
    page = somebody.goto("/piagam/tanda-tangan/")
    assert "belum mempunyai kunci penanda tangan" in page.inner_text("main")
    fits(somebody)
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh 3 piagam untuk SRIKANDI (ZIP)").click()
    assert download.value.suggested_filename == "Piagam untuk ditandatangani.zip"
    somebody.goto("/piagam/tanda-tangan/kembali")
    fits(somebody)
    page.get_by_role("button", name="Periksa dan terima").click()
    assert "Pilih berkas PDF" in page.inner_text(".error-summary")
    fits(somebody)
