"""The admin's pages of units and people, from the list to the account that signs in."""

import io
import re
from urllib.parse import unquote

from openpyxl import Workbook, load_workbook

from evaluator.services import unit_rows, units
from evaluator.services.logging import verify_log
from tests.city import NOW

HEADER = "jenis,nama_singkat,nama,induk\n"


def uploaded(client, text, name="unit.csv"):
    file = (io.BytesIO(text.encode()), name)
    return client.post("/admin/unit/impor", data={"upload": file})


def confirm(client, place):
    plan = re.search(r'name="plan" value="([0-9a-f]{64})"', client.get(place).text)
    return client.post(place, data={"plan": plan[1]}, follow_redirects=True)


def test_a_table_is_looked_at_row_by_row_then_imported(browser_of, city):
    client = browser_of("admin")
    place = uploaded(
        client,
        HEADER + "opd,Dindik,Dinas Pendidikan,\nopd,Dishub,Dinas Perhubungan,Dinas Pendidikan\n",
    ).location
    page = client.get(place).text
    assert "Impor: 1 baru, 0 berubah" in page
    assert "Dinas Perhubungan" not in client.get("/admin/unit/").text
    done = confirm(client, place)
    assert "2 baris, yaitu 1 baru, 0 berubah, 1 sama" in done.text
    assert "Dinas Perhubungan" in done.text
    with city.installation.reads() as session:
        assert verify_log(session, city["auditor"]).faults == []


def test_a_refused_row_is_shown_with_its_reason_and_cannot_be_imported(browser_of):
    client = browser_of("admin")
    place = uploaded(client, HEADER + "dinas,Dishub,Dinas Perhubungan,\nopd,A\n").location
    page = client.get(place).text
    assert "jenis &#34;dinas&#34; tidak dikenal" in page
    assert "berisi 2 sel, seharusnya 4" in page
    assert 'name="plan"' not in page
    assert client.post(place, data={"plan": "0" * 64}).status_code == 409


def test_a_list_that_changed_since_the_preview_is_shown_again(browser_of, city):
    client = browser_of("admin")
    place = uploaded(client, HEADER + "opd,Dishub,Dinas Perhubungan,\n").location
    seen = re.search(r'name="plan" value="([0-9a-f]{64})"', client.get(place).text)[1]
    with city.installation.writes() as session:
        units.create_unit(
            session, city["admin"], NOW, kind="opd", short_name="DH", name="Dinas Perhubungan"
        )
    answer = client.post(place, data={"plan": seen})
    assert (answer.status_code, "berubah sejak pratinjau" in answer.text) == (409, True)


def test_somebody_elses_upload_cannot_be_opened(browser_of, city):
    from evaluator.storage.actor import Role

    with city.installation.writes() as session:
        city.add_person(session, "admin2", Role.ADMIN)
    place = uploaded(browser_of("admin"), HEADER + "opd,A,Dinas A,\n").location
    assert browser_of("admin2").get(place).status_code == 404


def test_a_file_that_is_no_table_is_refused_at_its_field(browser_of):
    client = browser_of("admin")
    for text, sentence in (
        ("nama\nDinas A\n", "Kolom wajib belum ada: jenis, nama_singkat."),
        ("", "tidak berisi apa-apa"),
        (HEADER.replace("induk", "warna"), "Kolom tidak dikenal: warna."),
    ):
        answer = uploaded(client, text)
        assert (answer.status_code, sentence in answer.text) == (422, True)


def test_template_and_export_are_read_back_by_the_import(browser_of):
    client = browser_of("admin")
    for place, count in (("/admin/unit/templat.xlsx", 3), ("/admin/unit/daftar.xlsx", 3)):
        content = client.get(place).data
        rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
        assert (rows[0], len(rows) - 1) == (unit_rows.COLUMNS, count)
        answer = client.post(
            "/admin/unit/impor", data={"upload": (io.BytesIO(content), "unit.xlsx")}
        )
        assert answer.status_code == 302
    assert "Tidak ada yang perlu diimpor" in client.get(answer.location).text


def test_a_workbook_with_a_formula_error_refuses_that_row(browser_of):
    book = Workbook()
    book.active.append(["jenis", "nama_singkat", "nama", "kode_bps"])
    book.active.append(["opd", "A", "Dinas A", True])
    out = io.BytesIO()
    book.save(out)
    client = browser_of("admin")
    file = (io.BytesIO(out.getvalue()), "unit.xlsx")
    place = client.post("/admin/unit/impor", data={"upload": file}).location
    assert "kode_bps: nilai TRUE/FALSE" in client.get(place).text


def test_a_stale_page_shows_both_values_and_keeps_what_was_typed(browser_of, city):
    client = browser_of("admin")
    place = f"/admin/unit/{city.units['DLH']}"
    given = {"version": 1, "kind": "opd", "short_name": "DLH", "parent_id": ""}
    client.post(place, data={**given, "name": "Dinas Lingkungan"})
    answer = client.post(place, data={**given, "name": "Dinas LH Kota"})
    assert answer.status_code == 409
    assert answer.text.count("Dinas LH Kota") >= 2  # in its field and beside the stored one
    assert "<td>Dinas Lingkungan</td>" in answer.text
    assert client.post(
        place, data={**given, "name": "Dinas LH Kota", "version": 2}
    ).status_code == (302)


def test_a_refused_unit_keeps_what_was_typed_and_changes_nothing(browser_of):
    client = browser_of("admin")
    given = {"kind": "opd", "name": "Dinas Kesehatan", "short_name": "Baru", "note": "Catatan saya"}
    answer = client.post("/admin/unit/tambah", data={**given, "parent_id": ""})
    assert answer.status_code == 422
    assert "sudah dipakai unit lain" in answer.text
    assert "Catatan saya" in answer.text


def test_the_lists_send_as_many_queries_for_one_row_as_for_many(browser_of, city, count_queries):
    client = browser_of("admin")
    pages = ("/admin/unit/", "/admin/orang/", "/admin/periode/", f"/admin/periode/{city.period_id}")
    sent = []
    for start, size in ((0, 1), (100, 3), (200, 40)):
        with city.installation.writes() as session:
            for n in range(start, start + size):
                units.create_unit(
                    session, city["admin"], NOW, kind="opd", short_name=f"O{n}", name=f"OPD {n}"
                )
        for page in pages:
            client.get(page)
        with count_queries() as statements:
            assert [client.get(page).status_code for page in pages] == [200] * 4
        sent.append(len(statements))
    assert len(set(sent)) == 1


def test_a_new_person_signs_in_with_the_password_that_is_shown_once(browser_of, app):
    client = browser_of("admin")
    given = {"username": "bagus", "name": "Bagus Pratama, S.Si.", "roles": "assessor"}
    given |= {"duty": "", "way": "password"}
    page = client.post("/admin/orang/tambah", data={**given, "unit_id": "", "nip": ""})
    password = re.search(r'id="kata-sandi" value="([^"]+)"', page.text)[1]
    assert password not in client.get("/admin/orang/").text
    own = app.test_client()
    done = own.post("/masuk", data={"username": "bagus", "password": password})
    assert done.status_code == 302
    assert page.headers["Cache-Control"] == "no-store"


def test_a_reset_password_works_and_the_old_one_does_not(browser_of, app, city):
    client = browser_of("admin")
    place = f"/admin/orang/{city['ases1'].account_id}/kata-sandi"
    assert "Atur ulang" in client.get(place).text
    password = re.search(r'id="kata-sandi" value="([^"]+)"', client.post(place).text)[1]
    own = app.test_client()
    statuses = [
        own.post("/masuk", data={"username": "ases1", "password": p}).status_code
        for p in ("kata-sandi-uji-coba", password)
    ]
    assert statuses == [422, 302]


def test_bad_entries_about_a_person_are_told_at_their_fields(browser_of):
    client = browser_of("admin")
    given = {"username": "bagus", "name": "Bagus", "unit_id": "", "nip": "1985", "duty": ""}
    answer = client.post("/admin/orang/tambah", data={**given, "roles": "assessor"})
    assert (answer.status_code, "NIP terdiri atas 18 angka; yang diisikan 4." in answer.text) == (
        422,
        True,
    )
    answer = client.post("/admin/orang/tambah", data={**given, "roles": "unit", "nip": ""})
    assert "memerlukan unitnya" in answer.text
    assert 'value="Bagus"' in answer.text


def test_all_units_get_accounts_in_one_press_and_the_list_can_be_kept(browser_of, app):
    client = browser_of("admin")
    given = {"kinds": "opd", "way": "list", "lasts": "week"}
    page = client.post("/admin/orang/akun-unit", data=given)
    table = unquote(re.search(r'href="data:text/csv;charset=utf-8,([^"]+)"', page.text)[1])
    header, row = table.lstrip("\ufeff").splitlines()
    unit, username, password = row.split(",")
    assert (header, unit, username) == (
        "unit,nama_pengguna,kata_sandi",
        "Dinas Lingkungan Hidup",
        "dlh",
    )
    signed = app.test_client().post("/masuk", data={"username": username, "password": password})
    assert signed.status_code == 302
    assert "sudah punya akun" in client.get("/admin/orang/akun-unit").text
