"""An evening of printing: a design copied, a name mended, papers printed, checked and revoked."""

import io
import re

import pytest
from pypdf import PdfReader

from evaluator.documents import signatures

pytestmark = pytest.mark.browser
PAPERS = 40  # more than a request makes by itself, so that the worker in the background does
ROWS = "".join(
    f"Mitra {number:02};Mitra Terbaik;HSN 2025;29 September 2025\n" for number in range(1, PAPERS)
)
LIST = f"nama;penghargaan;acara;tanggal\nRina 😀;Mitra Terbaik;HSN 2025;29 September 2025\n{ROWS}"


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A machine that tests much at once may be slow; what a file may cost is bounded elsewhere."""
    monkeypatch.setattr(signatures, "SECONDS", 60)


def fits(somebody):
    assert (somebody.page.url, somebody.sideways(), somebody.axe()) == (somebody.page.url, 0, [])


def copy_design(panitia):
    """Copy a finished design in the designer, save it, and give its code."""
    page = panitia.goto("/rancangan-piagam/")
    page.select_option("[name=source]", "kawung")
    page.fill("[name=name]", "Piagam Kota")
    page.get_by_role("button", name="Salin").click()
    page.wait_for_selector("[data-stage] svg")
    page.locator(".dz-box[data-name=qr]").click()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+s")
    page.wait_for_selector("[data-state]:has-text('Tersimpan')")


def check_list(panitia):
    """Hand in the list and choose the design; the page refuses one name."""
    page = panitia.goto("/piagam/daftar")
    upload = {"name": "daftar mitra.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    page.set_input_files("[name=file]", upload)
    page.locator("label.design", has_text="Piagam Kota").click()
    fits(panitia)
    page.get_by_role("button", name="Periksa daftar").click()
    page.wait_for_url("**/piagam/daftar/periksa**")
    assert "1 piagam tidak dapat dicetak dengan benar" in page.inner_text("main")
    assert page.get_by_role("button", name="Terbitkan").count() == 0
    fits(panitia)


def mend_name(panitia):
    page = panitia.page
    page.locator(".findings summary", has_text="Rina").first.click()
    page.fill("[name=printed]", "Rina Wulandari, S.ST.")
    page.fill("[name=reason]", "Emoji tidak tercetak")
    page.get_by_role("button", name="Pakai nama ini").click()
    page.wait_for_selector("text=Nama pada kertas sudah dibetulkan: Rina Wulandari, S.ST.")
    assert "Pada daftar: Rina 😀" in page.inner_text("main")


def print_all(panitia):
    """Issue the list, wait on the job's page until it is done, and give the merged file."""
    page = panitia.page
    page.get_by_role("button", name=f"Terbitkan {PAPERS} piagam").click()
    page.wait_for_url("**/piagam/pekerjaan/*")
    fits(panitia)
    page.wait_for_selector(f"text={PAPERS} piagam siap dicetak.", timeout=90_000)
    fits(panitia)
    return fetched(page, "Satu PDF gabungan").read_bytes()


def fetched(page, name):
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    return download.value.path()


def check_file(somebody, paper):
    """What the public check page says of a file."""
    page = somebody.goto("/v/")
    page.set_input_files("[name=paper]", {"name": "a.pdf", "mimeType": "application/pdf",
                                          "buffer": paper})  # fmt: skip
    page.get_by_role("button", name="Periksa berkas").click()
    page.wait_for_selector("h1:has-text('Berkas')", timeout=60_000)
    fits(somebody)
    return page.inner_text("h1")


# What fits a phone fits a desk; the designer has its own journey there.
@pytest.mark.parametrize("width", [360])
def test_a_list_is_printed_with_an_own_design_checked_and_revoked(visitor, width):
    panitia, somebody = visitor("panitia", width), visitor(width=360)
    page = panitia.page
    copy_design(panitia)
    check_list(panitia)
    mend_name(panitia)
    merged = PdfReader(io.BytesIO(print_all(panitia)))
    texts = [" ".join(one.extract_text().split()) for one in merged.pages]
    assert [re.search(r"B-(\d+)/", text)[1] for text in texts] == [
        str(number) for number in range(1, PAPERS + 1)
    ]
    assert "Rina Wulandari, S.ST." in texts[0] and f"Mitra {PAPERS - 1}" in texts[-1]

    paper = fetched(page, "PDF piagam Rina Wulandari, S.ST.").read_bytes()
    assert check_file(somebody, paper) == "Berkas asli dan berlaku"
    panitia.goto("/piagam/register?cari=Rina")
    fits(panitia)
    page.get_by_role("link", name="Cabut piagam B-1/33750/HM.310/2025").click()
    page.fill("[name=reason]", "Penerima tidak hadir")
    fits(panitia)
    page.get_by_role("button", name="Cabut piagam B-1/33750/HM.310/2025").click()
    page.wait_for_selector("text=Piagam B-1/33750/HM.310/2025 sudah dicabut.")
    assert check_file(somebody, paper) == "Berkas asli, tetapi dicabut"
    assert "Penerima tidak hadir" in somebody.page.inner_text("main")
