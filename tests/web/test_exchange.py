"""The assessor's pages of workbooks: download, dry run, decisions, result."""

import io
import re
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from evaluator.services.logging import verify_log
from tests.city import add_units


def download(client, *sheet_ids):
    address = "/lke/unduh.xlsx?" + "&".join(f"lembar={one}" for one in sheet_ids)
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return load_workbook(io.BytesIO(answer.data))


def fill(book, title, **cells):
    """Write answers into the yellow cells: a1="4", and a1_note="…" into the notes."""
    sheet = book[title]
    rows = {sheet.cell(row, 2).value: row for row in range(9, sheet.max_row + 1)}
    for name, value in cells.items():
        code, _, note = name.partition("_")
        sheet.cell(rows[code], 6 if note else 5).value = value


def upload(client, book, name="LKE uji.xlsx"):
    content = io.BytesIO()
    book.save(content)
    file = (io.BytesIO(content.getvalue()), name)
    return client.post("/lke/", data={"upload": file}, content_type="multipart/form-data")


def confirm(client, place, **decisions):
    plan = re.search(r'name="plan" value="([0-9a-f]{64})"', client.get(place).text)[1]
    chosen = {f"pilih-{key}": value for key, value in decisions.items()}
    return client.post(place, data={"plan": plan, **chosen})


def stored(city):
    query = "SELECT sheet_id, indicator, answer, note FROM score ORDER BY sheet_id, indicator"
    with city.installation.reads() as session:
        return [tuple(row) for row in session.execute(text(query))]


@pytest.fixture
def sheets(city):
    city.open()
    return city.sheets("ases1")


def test_units_are_chosen_and_downloaded_as_one_workbook(browser_of, city, sheets):
    client = browser_of("ases1")
    page = client.get("/lke/").text
    assert page.count('name="lembar"') == 3
    both = download(client, sheets["Dinas Pendidikan"], sheets["Dinas Kesehatan"])
    assert both.sheetnames == [
        "Petunjuk", "Ringkasan", "1 Dinas Kesehatan", "2 Dinas Pendidikan", "_data",
    ]  # fmt: skip
    answer = client.get(f"/lke/{sheets['Dinas Pendidikan']}.xlsx")
    assert "LKE Dinas Pendidikan.xlsx" in unquote(answer.headers["Content-Disposition"])
    assert (
        f"/lke/{sheets['Dinas Pendidikan']}.xlsx"
        in client.get(f"/penilaian/{sheets['Dinas Pendidikan']}").text
    )
    assert 'href="/lke/"' in client.get("/penilaian/").text


def test_a_filled_workbook_is_previewed_then_stored_and_then_changes_nothing(
    browser_of, city, sheets
):
    client = browser_of("ases1")
    book = download(client, *sheets.values())
    fill(book, "3 Dinas Pendidikan", a1="4", a1_note="Cukup\nlengkap", b1="18/20")
    answer = upload(client, book)
    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "lembar 3 Dinas Pendidikan, sel E9" in page
    assert "Simpan 2 perubahan" in page
    assert stored(city) == []
    done = confirm(client, answer.location)
    assert done.location == answer.location
    page = client.get(done.location).text
    assert "2 nilai dari LKE uji.xlsx sudah disimpan." in page
    assert "0 perubahan" in page
    sheet = sheets["Dinas Pendidikan"]
    assert stored(city) == [(sheet, "a1", "4", "Cukup\nlengkap"), (sheet, "b1", "18/20", "")]
    with city.installation.reads() as session:
        assert verify_log(session, city["auditor"]).faults == []


def test_a_clash_is_shown_with_both_values_and_waits_for_a_choice(browser_of, city, sheets):
    client, sheet = browser_of("ases1"), sheets["Dinas Pendidikan"]
    city.score("ases1", "Dinas Pendidikan", a1="5")
    book = download(client, sheet)
    city.score("ases1", "Dinas Pendidikan", a1="2")
    fill(book, "1 Dinas Pendidikan", a1="4", a2="3")
    place = upload(client, book).location
    answer = confirm(client, place)
    assert answer.status_code == 422
    assert "Masih ada 1 bentrokan yang belum diputuskan: Dinas Pendidikan, a1." in answer.text
    assert "Tetap yang tersimpan:" in answer.text
    assert [row[2] for row in stored(city)] == ["2"]
    assert confirm(client, place, **{f"{sheet}:a1": "file"}).status_code == 302
    assert [row[2] for row in stored(city)] == ["4", "3"]


def test_a_choice_that_was_made_is_kept_when_another_is_missing(browser_of, city, sheets):
    client, sheet = browser_of("ases1"), sheets["Dinas Pendidikan"]
    book = download(client, sheet)
    city.score("ases1", "Dinas Pendidikan", a1="2", a2="2")
    fill(book, "1 Dinas Pendidikan", a1="4", a2="3")
    place = upload(client, book).location
    answer = confirm(client, place, **{f"{sheet}:a1": "server"})
    assert answer.status_code == 422
    assert f'name="pilih-{sheet}:a1" value="server" checked' in answer.text


def test_refused_cells_are_listed_and_cannot_be_stored(browser_of, city, sheets):
    client = browser_of("ases1")
    book = download(client, sheets["Dinas Pendidikan"])
    fill(book, "1 Dinas Pendidikan", a1="6", a2="3", b1="<script>alert(1)</script>")
    place = upload(client, book).location
    page = client.get(place).text
    assert "2 sel ditolak, jadi belum ada yang dapat disimpan" in page
    assert "lembar 1 Dinas Pendidikan, sel E9" in page
    assert "jawaban &#34;6&#34; tidak dikenal; yang diterima: 1, 2, 3, 4, 5" in page
    assert "<script>alert" not in page
    assert "Simpan 1 perubahan" not in page
    assert confirm(client, place).status_code == 422
    assert stored(city) == []


def test_what_changed_since_the_preview_is_shown_again(browser_of, city, sheets):
    client = browser_of("ases1")
    book = download(client, sheets["Dinas Pendidikan"])
    fill(book, "1 Dinas Pendidikan", a1="4")
    place = upload(client, book).location
    plan = re.search(r'name="plan" value="([0-9a-f]{64})"', client.get(place).text)[1]
    city.score("ases1", "Dinas Pendidikan", a1="2")
    answer = client.post(place, data={"plan": plan})
    assert answer.status_code == 409
    assert "Isi aplikasi berubah sejak pratinjau tadi" in answer.text
    assert "Bentrokan" in answer.text
    assert [row[2] for row in stored(city)] == ["2"]


def test_what_is_confirmed_is_the_file_that_was_shown(browser_of, city, sheets):
    client = browser_of("ases1")
    book = download(client, sheets["Dinas Pendidikan"])
    fill(book, "1 Dinas Pendidikan", a1="4")
    shown = upload(client, book).location
    plan = re.search(r'name="plan" value="([0-9a-f]{64})"', client.get(shown).text)[1]
    fill(book, "1 Dinas Pendidikan", a1="5")
    other = upload(client, book).location
    assert client.post(other, data={"plan": plan}).status_code == 409
    assert client.post(shown[:-3] + "abc", data={"plan": plan}).status_code == 404
    assert stored(city) == []


def test_a_file_that_is_no_lke_is_refused_at_the_field(browser_of, city, sheets):
    client = browser_of("ases1")
    answer = client.post("/lke/", data={"upload": (io.BytesIO(b"a,b"), "nilai.csv")})
    assert answer.status_code == 422
    assert "nilai.csv: bukan berkas Excel (.xlsx)" in answer.text
    assert client.post("/lke/", data={}).status_code == 422


def test_a_workbook_is_for_whoever_downloaded_it(browser_of, city, sheets):
    client = browser_of("ases1")
    book = download(client, sheets["Dinas Pendidikan"])
    answer = upload(browser_of("ases2"), book)
    assert answer.status_code == 422
    assert "LKE ini diunduh oleh penilai lain." in answer.text
    fill(book, "1 Dinas Pendidikan", a1="4")
    place = upload(client, book).location
    assert browser_of("ases2").get(place).status_code == 404
    assert client.get(f"/lke/{city.sheets('ases2')['Dinas Pendidikan']}.xlsx").status_code == 404


def test_after_the_scoring_the_download_stays_and_the_upload_ends(browser_of, city, sheets):
    client = browser_of("ases1")
    city.score_all()
    book = download(client, sheets["Dinas Pendidikan"])
    fill(book, "1 Dinas Pendidikan", a1="1")
    place = upload(client, book).location
    city.close()
    assert (
        "hanya untuk dibaca" in download(client, sheets["Dinas Pendidikan"])["Petunjuk"]["B5"].value
    )
    answer = upload(client, book)
    assert answer.status_code == 422
    assert "LKE ini milik periode Penilaian 2025." in answer.text
    assert client.get(place).status_code == 422
    assert client.post(place, data={"plan": "0" * 64}).status_code == 422
    assert "Yang sudah ditutup, hanya untuk dibaca" in client.get("/lke/").text


@pytest.mark.parametrize("who", ["ketua", "admin", "panitia", "auditor", "dindik"])
def test_only_assessors_exchange_sheets(browser_of, city, sheets, who):
    client, sheet = browser_of(who), sheets["Dinas Pendidikan"]
    for path in (
        "/lke/",
        f"/lke/{sheet}.xlsx",
        f"/lke/unduh.xlsx?lembar={sheet}",
        "/lke/pratinjau/x",
    ):
        assert client.get(path).status_code == 403
    assert client.post("/lke/", data={}).status_code == 403


def test_before_anything_is_scored_the_page_says_why_it_is_empty(browser_of, city):
    page = browser_of("ases1").get("/lke/").text
    assert "Tidak ada lembar yang sedang dinilai." in page
    assert browser_of("ases1").get("/lke/unduh.xlsx").status_code == 422


@pytest.mark.parametrize("more", [0, 1, 40])
def test_the_page_takes_the_same_queries_for_any_number_of_units(
    browser_of, city, count_queries, more
):
    add_units(city, more)
    city.open()
    client = browser_of("ases1")
    client.get("/lke/")
    with count_queries() as sent:
        client.get("/lke/")
    assert len([one for one in sent if one.startswith("SELECT")]) == 5
