"""The organiser's evening: check, preview, issue, print; and nobody else's."""

import io
import re
import zipfile
from html import unescape

import pytest
from pypdf import PdfReader

GOOD = (
    "nama;penghargaan;juara;kategori;acara;tema;tanggal\r\n"
    "Responden 12;Responden Terbaik;;Responden;HSN 2025;;29 September 2025\r\n"
    "Siti Aminah, S.ST.;Mitra Terbaik;Juara I;;HSN 2025;;2025-09-29\r\n"
)


def text_of(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def words_of(page):
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def upload(client, content, name="daftar.csv"):
    data = {"file": (io.BytesIO(content), name), "rancangan": "kawung"}
    return client.post("/piagam/daftar", data=data, content_type="multipart/form-data")


def test_certificates_are_checked_previewed_issued_once_and_printed_alike(city, browser_of):
    city.release_all()
    panitia = browser_of("panitia")
    assert "Penilaian 2025" in panitia.get("/piagam/").text
    page = panitia.get(f"/piagam/{city.period_id}")
    assert "Terbitkan 3 piagam" in page.text
    assert "4,69" not in page.text and "4.69" not in page.text  # never values

    preview = panitia.get(f"/piagam/{city.period_id}/pratinjau.pdf?rancangan=kawung")
    assert len(text_of(preview.data)) == 3
    assert "PRATINJAU" in text_of(preview.data)[0]

    confirm = panitia.get(f"/piagam/{city.period_id}/terbitkan?rancangan=kawung")
    assert "3 nomor seri akan terpakai" in confirm.text
    for _ in range(2):  # a double click issues nothing twice
        panitia.post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "kawung"})
    ready = panitia.get("/piagam/cetak/1-3")
    assert "3 halaman A4 mendatar" in ready.text

    merged = panitia.get("/piagam/cetak/1-3/gabungan.pdf")
    assert merged.headers["Content-Disposition"].startswith("attachment")
    assert [re.search(r"B-\d", page)[0] for page in text_of(merged.data)] == ["B-1", "B-2", "B-3"]
    single = panitia.get("/piagam/berkas/1.pdf").data
    assert single == panitia.get("/piagam/berkas/1.pdf").data
    with zipfile.ZipFile(io.BytesIO(panitia.get("/piagam/cetak/1-3/piagam.zip").data)) as archive:
        assert archive.namelist()[0] == "B-1_33750_HM.310_2025 - Dinas Pendidikan.pdf"
        assert archive.read(archive.namelist()[0]) == single


def test_a_revoked_certificate_is_issued_anew_under_a_new_number(city, browser_of):
    city.release_all()
    panitia = browser_of("panitia")
    panitia.post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "resmi"})
    empty = panitia.post("/piagam/berkas/1/cabut", data={"reason": " "})
    assert empty.status_code == 422 and "Tuliskan alasannya" in empty.text
    panitia.post("/piagam/berkas/1/cabut", data={"reason": "Nama <keliru>"})
    assert "Nama &lt;keliru&gt;" in panitia.get("/piagam/register").text
    assert "Terbitkan 1 piagam" in panitia.get(f"/piagam/{city.period_id}").text
    panitia.post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "resmi"})
    found = panitia.get("/piagam/register?cari=pendidikan").text
    assert "2 piagam" in found and "B-4/33750/HM.310/2025" in found


def test_before_release_there_is_nothing_to_see(city, browser_of):
    city.open()
    city.score_all()
    city.lock()
    for username in ("panitia", "ketua", "auditor"):
        client = browser_of(username)
        assert "Belum ada hasil yang dirilis" in client.get("/piagam/").text
        page = client.get(f"/piagam/{city.period_id}")
        assert page.status_code == 404 and "Dinas" not in page.text


@pytest.mark.parametrize("username", ["ases1", "admin", "dindik", None])
def test_others_see_no_certificates(city, browser_of, username):
    city.release_all()
    browser_of("panitia").post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "resmi"})
    client = browser_of(username)
    for path in (
        "/piagam/",
        f"/piagam/{city.period_id}",
        "/piagam/cetak/1-3",
        "/piagam/cetak/1-3/gabungan.pdf",
        "/piagam/berkas/1.pdf",
        "/piagam/register",
        "/piagam/daftar",
    ):
        answer = client.get(path)
        assert answer.status_code == (403 if username else 302), path
        assert "Dinas" not in answer.text


@pytest.mark.parametrize("username", ["ketua", "auditor"])
def test_lead_and_auditor_read_and_change_nothing(city, browser_of, username):
    city.release_all()
    client = browser_of(username)
    page = client.get(f"/piagam/{city.period_id}")
    assert page.status_code == 200 and "Terbitkan" not in page.text
    assert client.post(f"/piagam/{city.period_id}/terbitkan").status_code == 403
    assert client.post("/piagam/berkas/1/cabut", data={"reason": "Coba"}).status_code == 403
    assert upload(client, GOOD.encode()).status_code == 403


def test_a_list_is_looked_over_before_any_number_is_used(city, browser_of):
    panitia = browser_of("panitia")
    sent = upload(panitia, GOOD.encode())
    checked = panitia.get(sent.location)
    assert "29 September 2025" in checked.text and "Terbitkan 2 piagam" in words_of(checked)
    assert "Belum ada piagam" in panitia.get("/piagam/register").text

    word = re.search(r'name="berkas" value="([^"]+)"', checked.text)[1]
    issued = panitia.post("/piagam/daftar/terbitkan", data={"berkas": word, "rancangan": "kawung"})
    assert issued.location == "/piagam/cetak/1-2"
    pages = text_of(panitia.get("/piagam/cetak/1-2/gabungan.pdf").data)
    assert "Responden 12" in pages[0] and "Siti Aminah, S.ST." in pages[1]
    assert "2 baris sudah pernah terbit" in panitia.get(sent.location).text


def test_a_list_with_faults_names_them_all_and_is_not_kept(city, browser_of):
    panitia = browser_of("panitia")
    bad = "nama;penghargaan;acara;tanggal\r\nDesi;;HSN;besok\r\n"
    answer = upload(panitia, bad.encode())
    assert answer.status_code == 422
    assert "2 sel perlu diperbaiki" in answer.text
    assert "baris 2, kolom &#34;penghargaan&#34;" in answer.text
    assert "baris 2, kolom &#34;tanggal&#34;" in answer.text
    assert upload(panitia, b"\x89PNG\r\n", "daftar.xlsx").status_code == 422
    assert list(city.installation.files.all()) == []


def test_a_name_that_cannot_be_printed_stops_the_list(browser_of):
    panitia = browser_of("panitia")
    sent = upload(panitia, GOOD.replace("Responden 12", "Rina 😀").encode())
    checked = panitia.get(sent.location)
    assert "emoji" in checked.text and "Unggah lagi" in checked.text
    word = re.search(r'name="berkas" value="([^"]+)"', checked.text)[1]
    assert panitia.post("/piagam/daftar/terbitkan", data={"berkas": word}).status_code == 422
    assert "Belum ada piagam" in panitia.get("/piagam/register").text


def test_an_upload_is_good_only_as_it_was_sealed(browser_of):
    panitia = browser_of("panitia")
    sent = upload(panitia, GOOD.encode())
    assert panitia.get(sent.location.replace("berkas=", "berkas=x")).status_code == 404
    assert panitia.get("/piagam/daftar/periksa?berkas=").status_code == 404


def test_without_a_signatory_the_page_says_who_mends_it(city, browser_of):
    city.release_all()
    with city.installation.writes() as session:
        from datetime import date

        from evaluator.services import signatories
        from tests.city import NOW

        signatories.end_signer(session, city["admin"], NOW, 1, date(2025, 1, 1))
    page = browser_of("panitia").get(f"/piagam/{city.period_id}")
    assert page.status_code == 200
    assert "Belum ada penanda tangan" in page.text and "Terbitkan" not in page.text


def test_pages_take_a_fixed_number_of_queries(city, browser_of, count_queries):
    city.release_all()
    panitia = browser_of("panitia")

    def queries(path):
        panitia.get(path)
        with count_queries() as sent:
            assert panitia.get(path).status_code == 200
        return len(sent)

    paths = (f"/piagam/{city.period_id}", "/piagam/register")
    before = [queries(path) for path in paths]
    panitia.post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "resmi"})
    assert [queries(path) for path in paths] == before
    assert queries("/piagam/cetak/1") == queries("/piagam/cetak/1-3")


@pytest.mark.parametrize("code", ["resmi", "kawung", "parang", "truntum", "jlamprang"])
def test_each_design_has_a_small_picture(browser_of, code):
    picture = browser_of("auditor").get(f"/piagam/rancangan/{code}.svg")
    assert picture.mimetype == "image/svg+xml" and len(picture.data) < 20_000
    assert "style=" not in picture.text and "<script" not in picture.text
