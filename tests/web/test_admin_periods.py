"""The admin sets up a season: rubric, period, category, panels, opening; and the office."""

import io
import re
from datetime import date

from PIL import Image

from evaluator.services import offices, signatories
from tests.city import NOW, RUBRIC


def test_a_period_is_set_up_and_opened_through_its_pages(browser_of, city):
    client = browser_of("admin")
    given = {"year": "2026", "title": "Penilaian 2026", "event": "HSN 2026"}
    place = client.post(
        "/admin/periode/tambah", data={**given, "event_date": "2026-09-26"}
    ).location
    chosen = {"title": "OPD", "rubric": f"{city.rubric_id}:opd", "units": "chosen"}
    boxes = client.post(f"{place}/kategori/tambah", data=chosen).location
    assert "0 dari 3 OPD dipilih" in client.get(boxes).text
    two = [city.units["Dindik"], city.units["Dinkes"]]
    assert client.post(boxes, data={"unit": two}, follow_redirects=True).status_code == 200
    assert "2 belum punya penilai" in client.get(place).text

    refused = client.post(f"{place}/buka", data={"version": 1})
    assert refused.status_code == 422
    assert "Dinas Kesehatan belum punya penilai." in refused.text
    assert "Dinas Pendidikan belum punya penilai." in refused.text

    category = boxes.split("/")[-2]
    table = f"/panel/{category}"
    people = [city["ases1"].account_id, city["ases2"].account_id]
    asked = {"mode": "anew", "assessors": people, "each": 1}
    shown = client.get(f"{table}/otomatis", query_string=asked).text
    asked["digest"] = re.search(r'name="digest" value="(\w+)"', shown)[1]
    assert client.post(f"{table}/otomatis", data=asked).location == table
    assert len(re.findall(r'name="panel-\d+"[^>]* checked', client.get(table).text)) == 2
    opened = client.post(f"{place}/buka", data={"version": 1}, follow_redirects=True)
    assert "Penilaian sudah dibuka" in opened.text


def test_an_open_period_keeps_its_categories(browser_of, city):
    city.open()
    client = browser_of("admin")
    for place in ("peserta", "hapus"):
        answer = client.post(f"/admin/periode/kategori/{city.category_id}/{place}", data={})
        assert (answer.status_code, "sudah dibuka" in answer.text) == (422, True)


def test_opening_from_a_page_that_is_out_of_date_opens_nothing(browser_of, city):
    client = browser_of("admin")
    answer = client.post(f"/admin/periode/{city.period_id}/buka", data={"version": 7})
    assert (answer.status_code, "sudah berubah" in answer.text) == (409, True)
    assert "Disiapkan" in client.get("/admin/periode/").text


def test_a_rubric_is_checked_previewed_and_published(browser_of):
    client = browser_of("admin")
    content = RUBRIC.read_bytes().replace(b'version: "1.0"', b'version: "1.1"')
    faulty = content.replace(b"weight: 75", b"weight: 70")

    answer = client.post(
        "/admin/rubrik/unggah", data={"upload": (io.BytesIO(faulty), "kecil.yaml")}
    )
    assert answer.status_code == 422
    assert "seharusnya tepat 100" in answer.text
    place = client.post(
        "/admin/rubrik/unggah", data={"upload": (io.BytesIO(content), "kecil.yaml")}
    ).location
    assert "Terbitkan small 1.1" in client.get(place).text
    shown = client.post(f"{place}/terbit", follow_redirects=True)
    assert "isinya tidak dapat diubah lagi" in shown.text
    assert client.get(f"{shown.request.path}/berkas.yaml").data == content


def test_a_rubric_is_shown_completely_in_the_readers_language(browser_of, city):
    client = browser_of("admin")
    page = client.get(f"/admin/rubrik/{city.rubric_id}").text
    for text in ("45,00", "Rintisan", "Ada standar yang ditetapkan.", "OPD Terbaik", "Juara II"):
        assert text in page
    client.post("/bahasa", data={"lang": "en"})
    page = client.get(f"/admin/rubrik/{city.rubric_id}").text
    for text in ("45.00", "Small rubric", "Best agency", "Governance"):
        assert text in page


def test_every_shipped_rubric_is_published_with_one_press_and_shown(browser_of):
    client = browser_of("admin")
    names = re.findall(r'action="(/admin/rubrik/bawaan/[^"]+)"', client.get("/admin/rubrik/").text)
    assert len(names) >= 6
    for name in names:
        assert client.post(name, follow_redirects=True).status_code == 200
    assert "/admin/rubrik/bawaan/" not in client.get("/admin/rubrik/").text


def office_fields(session, city, **given):
    own = offices.office_view(session, city.office_id)
    names = ("version", "name", "city", "zone", "address", "number_pattern", "number_unit")
    fields = {name: getattr(own, name) for name in names}
    return {**fields, "number_class": "HM.310", "number_start": 1, **given}


def test_the_office_changes_its_letterhead_and_sees_the_next_number(browser_of, city):
    client = browser_of("admin")
    with city.installation.reads() as session:
        given = office_fields(session, city, zone="Asia/Makassar", number_start=12)
    assert client.post("/admin/kantor/ubah", data=given).status_code == 302
    page = client.get("/admin/kantor/").text
    assert "WITA (Makassar)" in page
    assert re.search(r"B-12/33750/HM\.310/\d{4}", page)
    stale = client.post("/admin/kantor/ubah", data={**given, "city": "Kota Lain"})
    assert (stale.status_code, "<td>Kota Lain</td>" in stale.text) == (409, True)


def test_the_next_number_follows_a_pattern_while_it_is_typed(browser_of):
    client = browser_of("admin")
    asked = {"number_pattern": "{serial}/X/{year}", "number_start": "5"}
    number = client.get("/admin/kantor/contoh-nomor", query_string=asked).json["number"]
    assert re.fullmatch(r"5/X/\d{4}", number)
    asked["number_pattern"] = "{serial}"
    number = client.get("/admin/kantor/contoh-nomor", query_string=asked).json["number"]
    assert number == "Pola nomor harus memuat {serial} sekali dan {year}."


def test_the_office_warns_where_nobody_signs_today(browser_of, city):
    client = browser_of("admin")
    assert "belum ada yang menandatangani" not in client.get("/admin/kantor/").text
    with city.installation.writes() as session:
        (head,) = signatories.signers(session, city["admin"])
        signatories.end_signer(session, city["admin"], NOW, head.id, date(2024, 12, 31))
    assert "belum ada yang menandatangani" in client.get("/admin/kantor/").text
    given = {
        "name": "Dr. Sari, S.ST., M.Si.",
        "position": "Plt. Kepala",
        "valid_from": "2025-01-01",
    }
    added = client.post("/admin/kantor/penanda-tangan/tambah", data=given, follow_redirects=True)
    assert "Menandatangani hari ini" in added.text


def test_a_logo_is_shown_after_its_upload_and_goes_when_it_is_taken_away(browser_of):
    client = browser_of("admin")
    out = io.BytesIO()
    Image.new("RGB", (60, 60), "#7c3f14").save(out, "PNG")
    file = (io.BytesIO(out.getvalue()), "logo.png")
    page = client.post("/admin/kantor/logo", data={"logo": file}, follow_redirects=True).text
    picture = re.search(r'class="logo-preview" src="([^"]+)"', page)[1]
    assert client.get(picture).mimetype == "image/png"
    wrong = client.post("/admin/kantor/logo", data={"logo": (io.BytesIO(b"x"), "x.png")})
    assert (wrong.status_code, "PNG atau JPEG" in wrong.text) == (422, True)
    gone = client.post("/admin/kantor/logo/lepas", follow_redirects=True)
    assert "Belum ada logo" in gone.text
