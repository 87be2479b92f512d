"""The organiser's evening: check, preview, issue, print; and nobody else's."""

import io
import re
import zipfile
from html import unescape

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from evaluator.documents.designs import DESIGNS
from evaluator.documents.paper_reading import checked
from evaluator.services import ceremonies, designs
from evaluator.storage.results import Winner
from tests.city import NOW

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
    assert "Rancangan yang dipakai: Kawung cokelat sogan." in confirm.text
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


def test_places_are_told_in_the_language_of_the_reader_where_the_rubric_has_it(city, browser_of):
    city.release_all()
    with city.installation.writes() as session:
        for winner in session.scalars(select(Winner)):
            winner.place_name = {"id": "Terbaik", "en": "Best"}
    panitia = browser_of("panitia")
    panitia.post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "resmi"})
    paths = (f"/piagam/{city.period_id}", "/piagam/register", "/piagam/pekerjaan/1")
    for place, other in (("Terbaik", "Best"), ("Best", "Terbaik")):
        for page in (panitia.get(path).text for path in paths):
            assert f'<td class="whole">{place}</td>' in page
            assert f'<td class="whole">{other}</td>' not in page
        panitia.post("/bahasa", data={"lang": "en", "next": "/"})


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
    assert issued.location == "/piagam/pekerjaan/1"
    assert "2 piagam siap dicetak" in words_of(panitia.get(issued.location))
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


LONG = "nama;penghargaan;acara;tanggal\r\n" + "".join(
    f"Mitra {number:03};Mitra Terbaik;HSN 2025;29 September 2025\r\n" for number in range(40)
)


def issue_listed(panitia, content, **given):
    sent = upload(panitia, content.encode())
    word = re.search(r'name="berkas" value="([^"]+)"', panitia.get(sent.location).text)[1]
    return panitia.post("/piagam/daftar/terbitkan", data={"berkas": word, **given})


def test_a_large_list_is_printed_in_the_background_while_its_page_tells_how_far_it_is(
    app, browser_of
):
    panitia = browser_of("panitia")
    job = issue_listed(panitia, LONG).location
    assert panitia.get(f"{job}/keadaan").json["total"] == 40
    app.extensions["press_room"].stop(60)  # lets the papers in hand be finished
    resting = panitia.get("/piagam/register").text
    assert "Kelengkapan nomor" in resting or "Belum ada piagam" in resting
    deadline = 200
    while panitia.get(f"{job}/keadaan").json["open"] and deadline:
        app.extensions["press_room"]._thread.join(0.5)
        deadline -= 1
    done = panitia.get(f"{job}/keadaan").json
    assert (done["done"], done["failed"], done["state"]) == (40, 0, "done")
    page = panitia.get(job)
    assert "40 piagam siap dicetak" in words_of(page) and "http-equiv" not in page.text
    assert "Buat ulang berkasnya" not in page.text
    pages = text_of(panitia.get(f"{job}/gabungan.pdf").data)
    assert len(pages) == 40 and "Mitra 039" in pages[-1] and "B-40/" in pages[-1]
    with zipfile.ZipFile(io.BytesIO(panitia.get(f"{job}/piagam.zip").data)) as archive:
        assert len(archive.namelist()) == 40
        assert archive.read(archive.namelist()[0]) == panitia.get("/piagam/berkas/1.pdf").data
    jobs = words_of(panitia.get("/piagam/pekerjaan/"))
    assert "daftar" in jobs and "daftar.csv" not in jobs
    assert (
        "filename=daftar.pdf" in panitia.get(f"{job}/gabungan.pdf").headers["Content-Disposition"]
    )

    panitia.post("/piagam/berkas/40/cabut", data={"reason": "Nama keliru"})
    assert "1 piagam ditandatangani, dicabut, atau diganti" in words_of(panitia.get(job))
    assert panitia.post(f"{job}/buat-ulang").location == job
    while panitia.get(f"{job}/keadaan").json["open"] and deadline:
        app.extensions["press_room"]._thread.join(0.5)
        deadline -= 1
    assert len(text_of(panitia.get(f"{job}/gabungan.pdf").data)) == 39
    assert "Buat ulang berkasnya" not in panitia.get(job).text


def test_without_a_job_its_page_says_where_jobs_come_from(browser_of):
    panitia = browser_of("panitia")
    assert "Belum ada pekerjaan cetak" in panitia.get("/piagam/pekerjaan/").text
    for path in ("", "/keadaan", "/gabungan.pdf", "/piagam.zip"):
        assert panitia.get(f"/piagam/pekerjaan/9{path}").status_code == 404


def test_crop_marks_and_a_back_page_come_on_request(city, browser_of):
    city.release_all()
    panitia = browser_of("panitia")
    chosen = {"rancangan": "resmi", "tanda": "1", "belakang": "Dicetak oleh BPS Kota Uji"}
    confirm = panitia.get(f"/piagam/{city.period_id}/terbitkan", query_string=chosen)
    assert "Dicetak oleh BPS Kota Uji" in confirm.text
    job = panitia.post(f"/piagam/{city.period_id}/terbitkan", data=chosen).location
    merged = PdfReader(io.BytesIO(panitia.get(f"{job}/gabungan.pdf").data))
    assert len(merged.pages) == 6
    assert "Dinas Kesehatan" in merged.pages[2].extract_text()
    assert "Dicetak oleh BPS Kota Uji" in merged.pages[3].extract_text()
    assert float(merged.pages[0].mediabox.width) > 890 > float(merged.pages[0].trimbox.width)


def test_a_name_is_mended_on_the_page_that_finds_it(city, browser_of):
    city.release_all()
    panitia = browser_of("panitia")
    page = panitia.get(f"/piagam/{city.period_id}").text
    address = re.search(rf'action="(/piagam/{city.period_id}/nama/\d+[^"]*)"', page)[1]
    bad = panitia.post(unescape(address), data={"printed": "Dinas Baru", "reason": " "})
    assert bad.status_code == 422 and 'value="Dinas Baru"' in bad.text
    good = panitia.post(unescape(address), data={"printed": "Dinas Baru", "reason": "Ejaan"})
    assert good.location.endswith("#periksa")
    page = words_of(panitia.get(good.location))
    assert "Dinas Baru Nama unit: Dinas Pendidikan. Dibetulkan Panitia: Ejaan" in page
    panitia.post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "resmi"})
    assert "Dinas Baru" in text_of(panitia.get("/piagam/berkas/1.pdf").data)[0]
    assert "Nama yang diberikan: Dinas Pendidikan" in panitia.get("/piagam/register").text

    panitia.post(unescape(address), data={"printed": "Dinas Baru, S.E.", "reason": "Gelar"})
    page = words_of(panitia.get(f"/piagam/{city.period_id}"))
    assert "Piagam yang terbit masih bertuliskan Dinas Baru." in page
    panitia.post("/piagam/berkas/1/ganti", data={"reason": "Gelar"})
    assert "masih bertuliskan" not in panitia.get(f"/piagam/{city.period_id}").text


def test_an_own_design_is_offered_with_its_picture_and_a_name_tag_is_not(city, browser_of):
    content = DESIGNS["resmi"].content
    with city.installation.writes() as session:
        for name, kind in (("Piagam Kota", "certificate"), ("Tanda nama", "name-tag")):
            designs.add_design(
                session, city["panitia"], NOW, name=name, check=checked,
                content={**content, "kind": kind},
            )  # fmt: skip
    panitia = browser_of("panitia")
    page = panitia.get("/piagam/daftar").text
    assert "Piagam Kota" in page and "Tanda nama" not in page
    picture = panitia.get("/piagam/rancangan/milik-piagam-kota.svg")
    assert picture.mimetype == "image/svg+xml" and "max-age" not in picture.headers["Cache-Control"]
    assert panitia.get("/piagam/rancangan/milik-tidak-ada.svg").status_code == 404


def test_a_refused_name_of_a_list_is_mended_without_a_new_file(browser_of):
    panitia = browser_of("panitia")
    sent = upload(panitia, GOOD.replace("Responden 12", "Rina 😀").encode())
    page = panitia.get(sent.location)
    word = re.search(r'name="berkas" value="([^"]+)"', page.text)[1]
    data = {"berkas": word, "rancangan": "kawung", "baris": 1, "printed": "Rina", "reason": "Emoji"}
    same = panitia.post("/piagam/daftar/nama", data=data | {"printed": "Rina 😀"})
    assert same.status_code == 422 and "sama dengan yang akan tercetak" in same.text
    mended = panitia.get(panitia.post("/piagam/daftar/nama", data=data).location)
    assert "Pada daftar: Rina 😀. Dibetulkan Panitia: Emoji" in words_of(mended)
    panitia.post("/piagam/daftar/terbitkan", data={"berkas": word, "rancangan": "kawung"})
    assert "Rina" in text_of(panitia.get("/piagam/berkas/1.pdf").data)[0]
    assert panitia.post("/piagam/daftar/nama", data=data | {"baris": 9}).status_code == 404


def test_a_paper_is_replaced_and_the_register_names_its_successor(city, browser_of):
    city.release_all()
    panitia = browser_of("panitia")
    panitia.post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "resmi"})
    empty = panitia.post("/piagam/berkas/1/ganti", data={"reason": " "})
    assert empty.status_code == 422 and "Tuliskan alasannya" in empty.text
    done = panitia.post("/piagam/berkas/1/ganti", data={"reason": "Nama <keliru>"})
    assert done.location == "/piagam/cetak/4"
    page = panitia.get("/piagam/register?cari=B-1/").text
    assert "Diganti oleh B-4/33750/HM.310/2025" in page and "Nama &lt;keliru&gt;" in page
    assert "sudah diganti" in panitia.get("/piagam/berkas/1/cabut").text


def test_a_listed_paper_shows_its_texts_to_be_mended(browser_of):
    panitia = browser_of("panitia")
    issue_listed(panitia, GOOD, rancangan="modern", bahasa="both")
    page = panitia.get("/piagam/berkas/2/ganti").text
    assert '<option value="both" selected>' in page
    assert 'value="Siti Aminah, S.ST."' in page and 'value="Juara I"' in page
    texts = {"recipient": "Siti Aminah, S.ST., M.Si.", "award": "Mitra Terbaik", "event": "HSN"}
    panitia.post("/piagam/berkas/2/ganti", data={**texts, "reason": "Gelar"})
    assert "M.Si." in text_of(panitia.get("/piagam/berkas/3.pdf").data)[0]


def test_a_number_is_voided_and_stands_in_the_register_and_its_table(browser_of):
    ketua = browser_of("ketua")
    typed = {"seri": "", "day": "2025-09-29", "serial": "", "reason": "Dipakai surat lain"}
    bad = ketua.post("/piagam/nomor/batalkan", data=typed | {"reason": ""})
    assert bad.status_code == 422 and "mengapa nomor ini batal" in bad.text
    ketua.post("/piagam/nomor/batalkan", data=typed)
    page = words_of(ketua.get("/piagam/register"))
    assert "B-1/33750/HM.310/2025 Dipakai surat lain" in page and "tidak ada yang terlewat" in page
    again = ketua.post("/piagam/nomor/batalkan", data=typed | {"serial": "1"})
    assert again.status_code == 422 and "sudah batal" in again.text
    table = ketua.get("/piagam/register.csv").data.decode("utf-8-sig").splitlines()
    assert table[0].startswith("nomor,nomor_urut,seri,tahun,keadaan,penerima")
    assert table[1].startswith("B-1/33750/HM.310/2025,1,,2025,batal,")
    assert ketua.get("/piagam/register.xlsx").data[:2] == b"PK"


@pytest.mark.parametrize("username", ["panitia", "ketua", "auditor"])
def test_only_the_admin_arranges_series(browser_of, username):
    client = browser_of(username)
    assert client.get("/kantor/nomor/").status_code == 403
    assert client.post("/kantor/nomor/tambah", data={}).status_code == 403


def test_a_series_is_arranged_by_the_admin_and_chosen_by_the_organiser(browser_of):
    admin, panitia = browser_of("admin"), browser_of("panitia")
    typed = {
        "code": "terima-kasih", "title": "Ucapan terima kasih", "number_start": "1",
        "number_pattern": "TK-{serial}/{year}", "number_digits": "3",
    }  # fmt: skip
    bad = admin.post("/kantor/nomor/tambah", data=typed | {"number_pattern": "TK/{year}"})
    assert bad.status_code == 422 and 'value="terima-kasih"' in bad.text
    admin.post("/kantor/nomor/tambah", data=typed)
    assert "TK-001/" in admin.get("/kantor/nomor/").text
    asked = admin.get("/kantor/nomor/contoh?number_pattern=X-{serial}/{year}&number_start=3")
    assert asked.json["number"].startswith("X-3/")
    change = {name: value for name, value in typed.items() if name != "code"} | {"title": "Lain"}
    stale = admin.post("/kantor/nomor/1", data=change | {"version": "9"})
    assert stale.status_code == 409 and 'value="Lain"' in stale.text
    issue_listed(panitia, GOOD, seri="terima-kasih", jenis="thanks")
    assert "TK-002/2025" in panitia.get("/piagam/register").text
    admin.post("/kantor/nomor/1/pensiunkan")
    assert "Tidak dipakai" in admin.get("/kantor/nomor/").text
    admin.post("/kantor/nomor/1/pakai-lagi")
    assert "Tidak dipakai" not in admin.get("/kantor/nomor/").text


def test_job_pages_take_a_fixed_number_of_queries(browser_of, count_queries):
    panitia = browser_of("panitia")
    one = issue_listed(panitia, GOOD).location
    many = issue_listed(panitia, LONG.split("Mitra 025")[0]).location

    def queries(path):
        panitia.get(path)
        with count_queries() as sent:
            assert panitia.get(path).status_code == 200
        return len(sent)

    assert queries(one) == queries(many)


def own_design(city, name="Piagam Kota", **changes):
    with city.installation.writes() as session:
        return designs.add_design(
            session, city["panitia"], NOW, name=name, check=checked,
            content={**DESIGNS["resmi"].content, **changes},
        )  # fmt: skip


def change_design(city, design_id, **changes):
    with city.installation.writes() as session:
        one = designs.design_view(session, city["panitia"], design_id)
        designs.save_design(
            session, city["panitia"], NOW, design_id, version=one.version, check=checked,
            content={**one.content, **changes},
        )  # fmt: skip


def retire_design(city, design_id):
    with city.installation.writes() as session:
        designs.retire_design(session, city["panitia"], NOW, design_id)


def fields_of(page):
    """The hidden fields of the form that issues."""
    form = re.search(r'<form[^>]*action="[^"]*terbitkan".*?</form>', page.text, re.DOTALL)[0]
    return {
        unescape(name): unescape(value)
        for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
        if name != "csrf_token"
    }


GONE = "Rancangan “Piagam Kota” tidak ditawarkan lagi; pilih yang lain."
CHANGED = "Rancangan ini berubah sejak diperiksa; periksa lagi."
TEXTS = {"recipient": "Ani", "award": "Terbaik", "event": "HSN"}
NOTHING = "Belum ada piagam yang diterbitkan"


def test_a_design_retired_meanwhile_is_never_replaced_by_another(city, browser_of):
    city.release_all()
    panitia, own = browser_of("panitia"), {"rancangan": "milik-piagam-kota"}
    design_id = own_design(city)
    asked = panitia.get(f"/piagam/{city.period_id}/terbitkan", query_string=own)
    listed = panitia.get(upload(panitia, GOOD.encode()).location + "&rancangan=x")
    word = re.search(r'name="berkas" value="([^"]+)"', listed.text)[1]
    panitia.post("/piagam/daftar/terbitkan", data={"berkas": word})
    retire_design(city, design_id)
    other = upload(panitia, GOOD.replace("Responden 12", "Responden 13").encode())
    word = re.search(r'name="berkas" value="([^"]+)"', panitia.get(other.location).text)[1]
    answers = (
        panitia.post(f"/piagam/{city.period_id}/terbitkan", data=fields_of(asked)),
        panitia.get(f"/piagam/{city.period_id}/terbitkan", query_string=own),
        panitia.post("/piagam/daftar/terbitkan", data={"berkas": word, **own}),
        panitia.post("/piagam/berkas/1/ganti", data={"reason": "Keliru", **TEXTS, **own}),
    )
    for answer in answers:
        assert answer.status_code == 422 and GONE in words_of(answer)
        assert 'name="rancangan" value="resmi"' in answer.text  # another can be chosen
    assert "2 piagam" in words_of(panitia.get("/piagam/register"))


def test_a_design_that_does_not_exist_is_refused_and_a_name_tag_is_none(city, browser_of):
    city.release_all()
    own_design(city, "Tanda", kind="name-tag")
    panitia = browser_of("panitia")
    for code in ("x", "milik-tanda", "tanda-nama"):
        answer = panitia.post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": code})
        assert answer.status_code == 422 and "tidak ditawarkan lagi" in answer.text
    assert NOTHING in panitia.get("/piagam/register").text


def test_a_design_that_changed_since_the_check_is_checked_again(city, browser_of):
    city.release_all()
    panitia, design_id = browser_of("panitia"), own_design(city)
    address = f"/piagam/{city.period_id}/terbitkan"
    fields = fields_of(panitia.get(address, query_string={"rancangan": "milik-piagam-kota"}))
    sent = upload(panitia, GOOD.encode()).location
    listed = fields_of(panitia.get(sent.replace("kawung", "milik-piagam-kota")))
    seen = panitia.get(f"/piagam/{city.period_id}?rancangan=milik-piagam-kota").text
    fresh = re.search(r'name="sidik" value="([^"]+)"', seen)[1]
    elements = DESIGNS["resmi"].content["elements"]
    change_design(city, design_id, elements=[one for one in elements if one["kind"] != "qr"])
    for path, given in ((address, fields), ("/piagam/daftar/terbitkan", listed)):
        assert given["rancangan"] == "milik-piagam-kota"
        assert given["sidik"].startswith("milik-piagam-kota:")
        answer = panitia.post(path, data=given)
        assert answer.status_code == 422 and CHANGED in words_of(answer)
    checked_before = {"rancangan": "milik-piagam-kota", "sidik": fresh}
    assert CHANGED in words_of(panitia.get(address, query_string=checked_before))
    other = {"rancangan": "kawung", "sidik": fresh}  # chosen after the check, checked now
    assert panitia.get(address, query_string=other).status_code == 200
    page = panitia.get(f"/piagam/{city.period_id}?rancangan=milik-piagam-kota")
    assert words_of(page).count("Rancangan ini tidak memuat “kode QR”") == 3
    assert "Terbitkan 3 piagam" not in page.text
    assert NOTHING in panitia.get("/piagam/register").text

    fields = fields_of(panitia.get(address, query_string={"rancangan": "kawung"}))
    assert panitia.post(address, data=fields).location == "/piagam/pekerjaan/1"


def test_a_paper_is_not_made_anew_with_a_design_that_lacks_its_number(city, browser_of):
    panitia = browser_of("panitia")
    issue_listed(panitia, GOOD)
    own_design(city, elements=[])
    given = {"reason": "Nama keliru", "rancangan": "milik-piagam-kota"}
    answer = panitia.post("/piagam/berkas/1/ganti", data=given | TEXTS)
    assert answer.status_code == 422 and "Rancangan ini tidak memuat “" in words_of(answer)
    assert "2 piagam" in words_of(panitia.get("/piagam/register"))


def test_a_back_page_that_cannot_be_printed_is_refused_and_kept(city, browser_of):
    city.release_all()
    panitia = browser_of("panitia")
    word = re.search(
        r'name="berkas" value="([^"]+)"', panitia.get(upload(panitia, GOOD.encode()).location).text
    )[1]
    for path, more in (
        (f"/piagam/{city.period_id}/terbitkan", {}),
        ("/piagam/daftar/terbitkan", {"berkas": word}),
    ):
        answer = panitia.post(path, data={"belakang": "Selamat 🏆", **more})
        assert answer.status_code == 422 and "Selamat 🏆</textarea>" in answer.text
        assert "Teks halaman belakang memuat emoji (U+1F3C6)" in words_of(answer)
    assert NOTHING in panitia.get("/piagam/register").text


def test_a_cancelled_job_offers_no_going_on(city, browser_of):
    panitia = browser_of("panitia")
    job = issue_listed(panitia, LONG).location
    panitia.post(f"{job}/batalkan")
    answer = panitia.post(f"{job}/lanjutkan", follow_redirects=True)
    issued = panitia.get(f"{job}/keadaan").json["done"]
    assert "Batalkan sisanya" not in answer.text and "Coba terbitkan sisanya" not in answer.text
    assert issued < 40


def button_of(page, words):
    return next(one for one in re.findall(r"<button.*?</button>", page.text) if words in one)


def test_after_a_revocation_issuing_is_offered_quietly_and_says_whose_paper(city, browser_of):
    city.release_all()
    panitia = browser_of("panitia")
    first = panitia.get(f"/piagam/{city.period_id}")
    assert "button-primary" in button_of(first, "Terbitkan 3 piagam …")
    panitia.post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "kawung"})
    panitia.post("/piagam/berkas/2/cabut", data={"reason": "Nama keliru"})
    page = panitia.get(f"/piagam/{city.period_id}")
    assert "button-secondary" in button_of(page, "Terbitkan 1 piagam lagi …")
    assert "B-2/33750/HM.310/2025: Dinas Kesehatan, OPD Terbaik, Juara II" in words_of(page)


def test_the_register_counts_what_lies_between_the_last_paper_and_a_void_number(city, browser_of):
    city.release_all()
    panitia = browser_of("panitia")
    panitia.post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "kawung"})
    data = {"seri": "", "day": "2025-09-29", "serial": "80", "reason": "Terpakai pada undangan"}
    panitia.post("/piagam/nomor/batalkan", data=data)
    assert (
        "nomor urut 1 sampai 80, 3 piagam, 1 batal, 76 belum terpakai; tidak ada yang terlewat"
        in words_of(panitia.get("/piagam/register"))
    )


def test_the_form_that_mends_a_name_says_where_it_counts(city, browser_of):
    city.release_all()
    said = "Dipakai pada semua kertas hari acara. Layar panggung dan halaman umum tetap memakai"
    assert said in words_of(browser_of("panitia").get(f"/piagam/{city.period_id}"))


def test_papers_are_printed_as_winners_are_called_where_there_is_a_ceremony(city, app, browser_of):
    city.release_all()
    panitia = browser_of("panitia")
    panitia.post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "kawung"})
    both = f"/piagam/{city.period_id}/cetak"
    assert both in panitia.get(f"/piagam/{city.period_id}").text
    assert panitia.get(both).location == "/piagam/cetak/1-3"
    with city.installation.writes() as session:
        ceremonies.hold_ceremony(session, city["panitia"], NOW, city.period_id)
    assert panitia.get(both).location == "/piagam/cetak/3,2,1"
    job = words_of(panitia.get("/piagam/pekerjaan/1"))
    assert "Urutan PDF gabungan: seperti daftar di bawah." in job and "Buat ulang" in job
    panitia.post("/piagam/pekerjaan/1/buat-ulang")
    deadline = 200
    while panitia.get("/piagam/pekerjaan/1/keadaan").json["open"] and deadline:
        app.extensions["press_room"]._thread.join(0.5)
        deadline -= 1
    job = words_of(panitia.get("/piagam/pekerjaan/1"))
    assert "Urutan PDF gabungan: menurut giliran dipanggil ke panggung." in job
    pages = text_of(panitia.get("/piagam/pekerjaan/1/gabungan.pdf").data)
    assert [re.search(r"B-\d", page)[0] for page in pages] == ["B-3", "B-2", "B-1"]
