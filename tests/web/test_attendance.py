"""Attendance and thanks from a list: the design that fits, the texts of the row, its true title."""

import io
import re
from urllib.parse import parse_qs, urlparse

import pytest
from pypdf import PdfReader

LIST = (
    "nama;penghargaan;acara;tanggal;peran;instansi\r\n"
    "Rina;Peserta;Bimtek Metadata;29 September 2025;Narasumber;Dinas Kesehatan\r\n"
    "Desi;Peserta;Bimtek Metadata;29 September 2025;;\r\n"
)


def upload(client, kind, **chosen):
    data = {"file": (io.BytesIO(LIST.encode()), "hadir.csv"), "kind": kind, **chosen}
    answer = client.post("/piagam/daftar", data=data, content_type="multipart/form-data")
    assert answer.status_code == 302
    return answer.location


@pytest.mark.parametrize(
    ("kind", "chosen", "design"),
    [
        ("attendance", "", "kehadiran"),
        ("thanks", "", "terima-kasih"),
        ("list", "", "resmi"),
        ("attendance", "parang", "parang"),
    ],
)
def test_the_design_fits_the_kind_unless_another_is_chosen(city, browser_of, kind, chosen, design):
    city.open()
    client = browser_of("panitia")
    page = client.get("/piagam/daftar").text
    assert re.search(r'name="rancangan" value="" checked', page)
    asked = parse_qs(urlparse(upload(client, kind, rancangan=chosen)).query)
    assert (asked["rancangan"], asked["jenis"]) == ([design], [kind])


def test_an_attendance_certificate_says_role_and_organisation_and_calls_itself_so(city, browser_of):
    city.open()
    client = browser_of("panitia")
    check = upload(client, "attendance")
    assert "sedangkan jenis yang dipilih lain" not in client.get(check).text
    word = parse_qs(urlparse(check).query)["berkas"][0]
    made = client.post(
        "/piagam/daftar/terbitkan",
        data={"berkas": word, "jenis": "attendance", "rancangan": "kehadiran"},
    )
    assert made.status_code == 302
    first = PdfReader(io.BytesIO(client.get("/piagam/berkas/1.pdf").data))
    text = " ".join(first.pages[0].extract_text().split())
    assert "Dinas Kesehatan atas keikutsertaannya sebagai Narasumber dalam Bimtek" in text
    assert first.metadata.title == "Sertifikat B-1/33750/HM.310/2025"
    second = PdfReader(io.BytesIO(client.get("/piagam/berkas/2.pdf").data))
    assert "sebagai Peserta dalam" in " ".join(second.pages[0].extract_text().split())
    code = re.search(r"/v/([0-9A-Z-]{19})", text)[1]
    public = browser_of(None).get(f"/v/{code}").text
    assert "Narasumber" in public and "Dinas Kesehatan" in public
    guessed = browser_of(None).get("/v/?kode=B-1/33750/HM.310/2025", follow_redirects=True).text
    assert "Bimtek Metadata" in guessed
    assert "Narasumber" not in guessed and "Dinas Kesehatan" not in guessed
    reissue = client.get("/piagam/berkas/1/ganti").text
    assert 'value="Narasumber"' in reissue and 'value="Dinas Kesehatan"' in reissue


def test_a_design_that_says_something_else_is_pointed_out(city, browser_of):
    city.open()
    client = browser_of("panitia")
    page = client.get(upload(client, "list", rancangan="terima-kasih")).text
    assert "Rancangan ini berbunyi “Ucapan terima kasih”" in page
