"""From an invitation or a letter to the first sign-in; deputies; people from a table."""

import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from evaluator.services import invitations
from evaluator.services.people_plans import COLUMNS
from evaluator.storage.actor import Role
from tests.city import NOW, PASSWORD
from tests.documents.reading import opened, text_of

NEW = "kata-sandi-pilihan-sendiri"


def link_in(page):
    return re.search(r'value="(http://bps\.example/undangan/[^"]+)"', page.text)[1]


def path_of(link):
    return link.removeprefix("http://bps.example")


def invited(city, username="ases1"):
    with city.installation.writes() as session:
        ids = [city[username].account_id]
        (one,) = invitations.invite(session, city["admin"], NOW.now(NOW.tzinfo), ids)
    return f"/undangan/{one.code}"


def accept(client, place, password=NEW, again=None):
    return client.post(place, data={"password": password, "again": again or password})


def signed_in(app, username, password):
    given = {"username": username, "password": password}
    return app.test_client().post("/masuk", data=given).status_code == 302


def test_a_new_person_is_invited_by_a_link_that_is_shown_once(browser_of, app):
    client = browser_of("admin")
    given = {"username": "bagus", "name": "Bagus, S.Si.", "roles": "assessor", "unit_id": ""}
    given |= {"nip": "", "email": "bagus@bps.go.id", "duty": "", "way": "link"}
    page = client.post("/admin/orang/tambah", data=given)
    link = link_in(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert "Belum memilih kata sandi" in client.get("/admin/orang/?cari=bagus").text
    reader = app.test_client()
    assert "BPS Kota Uji mengundang Bagus, S.Si." in reader.get(path_of(link)).text
    assert accept(reader, path_of(link)).location == "/masuk"
    assert signed_in(app, "bagus", NEW)
    assert reader.get(path_of(link)).status_code == 404
    assert "Boleh masuk" in client.get("/admin/orang/?cari=bagus").text


def test_the_secret_address_is_told_to_nobody(app, city):
    client, place = app.test_client(), invited(city)
    for answer in (client.get(place), client.get("/undangan/x"), client.get("/undangan/")):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_code_can_be_typed_in_any_way(app, city):
    client, place = app.test_client(), invited(city)
    code = place.rpartition("/")[2].replace("-", " ").upper()
    assert client.post("/undangan/", data={"code": code}).location == place
    assert client.post("/undangan/", data={"code": ""}).status_code == 422


def test_passwords_that_are_weak_or_differ_use_nothing_up(app, city):
    client, place = app.test_client(), invited(city)
    assert "10 sampai 200" in accept(client, place, "pendek").text
    differing = accept(client, place, NEW, "lain-lagi-sekali")
    assert (differing.status_code, "tidak sama" in differing.text) == (422, True)
    assert NEW not in differing.text
    published = accept(client, place, "contoh-pekalongan-2025")
    assert (published.status_code, "diketahui umum" in published.text) == (422, True)
    assert accept(client, place).status_code == 302


def test_used_replaced_and_invented_links_look_alike(app, city):
    client = app.test_client()
    used = invited(city)
    accept(client, used)
    replaced, _newest = invited(city), invited(city)
    places = (used, replaced, "/undangan/abcd")
    pages = {
        re.sub("/undangan/[a-z2-9-]+", "", app.test_client().get(place).text) for place in places
    }
    pages = {re.sub("[A-Za-z0-9_.-]{60,}", "", page) for page in pages}  # tokens against forgery
    assert len(pages) == 1
    assert "Undangan ini tidak berlaku" in pages.pop()


def test_guessing_is_slowed_down_and_nothing_is_told(app, city):
    client, place = app.test_client(), invited(city)
    for number in range(20):
        assert accept(client, f"/undangan/salah-{number}").status_code == 404
    answer = accept(client, place)
    assert answer.status_code == 422
    assert "Terlalu banyak kode yang salah" in answer.text
    assert NEW not in answer.text


def test_an_invitation_replaces_a_forgotten_password(browser_of, app, city):
    client = browser_of("admin")
    place = f"/admin/orang/{city['ases1'].account_id}/undangan"
    assert '<option selected value="hour">' in client.get(place).text
    link = link_in(client.post(place, data={"lasts": "day", "by": "show"}))
    assert signed_in(app, "ases1", PASSWORD)
    accept(app.test_client(), path_of(link))
    assert not signed_in(app, "ases1", PASSWORD) and signed_in(app, "ases1", NEW)


def test_an_invitation_can_wait_as_a_message_for_who_has_an_address(browser_of, city):
    client = browser_of("admin")
    place = f"/admin/orang/{city['dindik'].account_id}"
    given = {"version": "1", "name": "Dindik", "nip": "", "roles": "unit", "active": "y"}
    given |= {"unit_id": city.units["Dindik"], "duty": "operator", "email": "salah"}
    assert "nama@contoh.go.id" in client.post(place, data=given).text
    client.post(place, data={**given, "email": "dindik@uji.go.id"})
    page = client.post(
        f"{place}/undangan", data={"lasts": "week", "by": "mail"}, follow_redirects=True
    )
    assert "dindik@uji.go.id sudah masuk antrean" in page.text
    with city.installation.reads() as session:
        rows = session.execute(text("SELECT email, kind FROM outbox_message")).all()
    assert [tuple(row) for row in rows] == [("dindik@uji.go.id", "invitation")]


def test_all_units_get_accounts_as_letters_whose_codes_work(browser_of, app):
    client = browser_of("admin")
    given = {"kinds": "opd", "way": "letter", "lasts": "month"}
    answer = client.post("/admin/orang/akun-unit", data=given)
    assert answer.mimetype == "application/pdf"
    words = text_of(answer.data)
    assert "Dinas Lingkungan Hidup" in words and "dlh" in words
    code = re.search(r"(?:[a-z2-9]{4}-){6}[a-z2-9]{4}", words)[0]
    accept(app.test_client(), f"/undangan/{code}")
    assert signed_in(app, "dlh", NEW)
    again = client.post("/admin/orang/akun-unit", data=given)
    assert again.status_code == 422


def test_letters_are_printed_again_for_chosen_accounts_with_new_codes(browser_of, app, city):
    client = browser_of("admin")
    old = invited(city, "dindik")
    ids = [city[name].account_id for name in ("dindik", "dinkes")]
    answer = client.post("/admin/orang/surat", data={"account_ids": ids, "lasts": "week"})
    assert len(opened(answer.data).pages) == 2
    assert app.test_client().get(old).status_code == 404
    assert client.post("/admin/orang/surat", data={"lasts": "week"}).status_code == 422


def test_people_are_imported_after_a_dry_run(browser_of, city):
    client = browser_of("admin")
    table = 'nama_pengguna,nama,peran,unit\nkadis,"Dr. H. Budi, M.M.",unit,Dindik\n'
    file = (io.BytesIO(table.encode()), "orang.csv")
    place = client.post("/admin/orang/impor", data={"upload": file}).location
    page = client.get(place).text
    assert "Impor: 1 baru, 0 berubah" in page
    assert "kadis" not in client.get("/admin/orang/").text
    plan = re.search(r'name="plan" value="([0-9a-f]{64})"', page)[1]
    done = client.post(place, data={"plan": plan}, follow_redirects=True).text
    assert "1 baris, yaitu 1 baru" in done and "Dr. H. Budi, M.M." in done


def test_a_table_of_people_with_faults_is_shown_and_kept_out(browser_of):
    client = browser_of("admin")
    bad = (io.BytesIO(b"nama_pengguna,nama,peran\na,A,raja\n"), "orang.csv")
    place = client.post("/admin/orang/impor", data={"upload": bad}).location
    page = client.get(place).text
    assert "peran &#34;raja&#34; tidak dikenal" in page and 'name="plan"' not in page
    none = client.post("/admin/orang/impor", data={"upload": (io.BytesIO(b"a\n1\n"), "x.csv")})
    assert (none.status_code, "Kolom wajib belum ada" in none.text) == (422, True)


def test_template_and_list_of_people_hold_every_cell_as_text(browser_of):
    client = browser_of("admin")
    for place, count in (("templat", 2), ("daftar", 8)):
        content = client.get(f"/admin/orang/{place}.xlsx").data
        rows = list(load_workbook(io.BytesIO(content)).active.iter_rows())
        assert tuple(cell.value for cell in rows[0]) == COLUMNS
        assert len(rows) - 1 == count
        assert {cell.data_type for row in rows for cell in row if cell.value} == {"s"}


@pytest.fixture
def agency(city):
    with city.installation.writes() as session:
        city.add_person(session, "kadis", Role.UNIT, city.units["Dindik"])
    return city


DAYS = {"valid_from": "2099-01-01", "valid_to": "2099-01-05", "reason": "Cuti"}


def test_a_person_names_a_deputy_and_ends_their_time(browser_of, agency):
    client = browser_of("kadis")
    assert "Belum pernah ada wakil" in client.get("/wakil/").text
    given = {**DAYS, "deputy_id": agency["dindik"].account_id}
    page = client.post("/wakil/", data=given, follow_redirects=True).text
    assert "Dindik mewakili Kadis" in page and "Belum mulai" in page
    end = re.search(r'action="(/wakil/akhiri/\d+)"', page)[1]
    assert browser_of("dindik").post(end).status_code == 403
    assert "Sudah berakhir" in client.post(end, follow_redirects=True).text


def test_a_refused_deputy_keeps_what_was_typed(browser_of, agency):
    given = {**DAYS, "deputy_id": agency["dindik"].account_id, "valid_to": "2098-01-01"}
    answer = browser_of("kadis").post("/wakil/", data={**given, "reason": "Cuti melahirkan"})
    assert answer.status_code == 422
    assert "mendahului" in answer.text and "Cuti melahirkan" in answer.text


def test_the_admin_names_deputies_for_others_and_nobody_else_does(browser_of, agency):
    place = f"/wakil/{agency['kadis'].account_id}"
    given = {**DAYS, "deputy_id": agency["dindik"].account_id}
    assert browser_of("ketua").post(place, data=given).status_code == 403
    page = browser_of("admin").post(place, data=given, follow_redirects=True).text
    assert "Dindik mewakili Kadis" in page
