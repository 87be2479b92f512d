"""Who assesses whom, through its pages; and what a recusal, a guest and blindness close."""

import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from evaluator.services import calibrating, categories, interests, recusing, unit_groups
from evaluator.storage.actor import Role
from tests.city import NOW, add_units
from tests.services.panel_helpers import (
    board_of,
    hire,
    invite,
    make_blind,
    neighbour,
    panels_of,
    seat,
    unit,
)
from tests.web.test_matrix import addresses

DINKES, DINDIK, DLH = "Dinas Kesehatan", "Dinas Pendidikan", "Dinas Lingkungan Hidup"
REASON = "Kepala dinas ipar saya"


def place(city, end=""):
    return f"/panel/{city.category_id}{end}"


def ids(city, *usernames):
    return [city[username].account_id for username in usernames]


def ticks(city, *usernames):
    """The table as it is sent: everybody seen as they are, these people wanted everywhere."""
    rows = board_of(city).rows
    data = {f"seen-{row.participant_id}": list(row.panel) for row in rows}
    return data | {f"panel-{row.participant_id}": ids(city, *usernames) for row in rows}


def test_the_table_saves_ticks(browser_of, city):
    answer = browser_of("ketua").post(place(city), data=ticks(city, "ases2"), follow_redirects=True)
    assert "Penilai untuk 3 unit sudah diubah." in answer.text
    assert set(map(frozenset, panels_of(city).values())) == {frozenset({"ases2"})}
    again = browser_of("admin").post(place(city), data=ticks(city, "ases2"), follow_redirects=True)
    assert "Tidak ada yang berubah." in again.text


def test_a_refusal_names_the_pairs_and_keeps_the_ticks(browser_of, city):
    hire(city, "ases3")
    with city.installation.writes() as session:
        chosen = (city.units["Dinkes"], "family", REASON)
        interests.declare(session, city["ases3"], NOW, *chosen)
    answer = browser_of("admin").post(place(city), data=ticks(city, "ases1", "ases3"))
    assert answer.status_code == 422
    assert f"{DINKES}: Ases3" in answer.text
    assert len(re.findall(r"<input[^>]*checked", answer.text)) == 5  # not the one in conflict


def test_who_has_scored_stays_without_a_box_and_the_lead_can_let_them_go(browser_of, city):
    city.open()
    city.score("ases1", DINKES, a1="4")
    lead, where = browser_of("ketua"), f"/panel/lepas/{unit(city, DINKES)}/{ids(city, 'ases1')[0]}"
    assert "sudah menilai" in lead.get(place(city)).text
    assert where in lead.get(place(city)).text
    assert where not in browser_of("admin").get(place(city)).text
    assert lead.post(where, data={"reason": ""}).status_code == 422
    done = lead.post(where, data={"reason": "Dilaporkan dinasnya"}, follow_redirects=True)
    assert f"Ases1 mundur dari {DINKES}" in done.text
    assert "Ases1 mundur: Dilaporkan dinasnya" in done.text


def test_a_group_gets_its_assessors(browser_of, city):
    client = browser_of("ketua")
    assert "Belum ada kelompok" in client.get(place(city, "/kelompok")).text
    with city.installation.writes() as session:
        members = [city.units["Dinkes"], city.units["DLH"]]
        group = unit_groups.create_group(
            session, city["admin"], NOW, name="FGD 1", unit_ids=members
        )
    assert "FGD 1 (2 unit)" in client.get(place(city, "/kelompok")).text
    chosen = {"group": group, "assessors": ids(city, "ases2")}
    done = client.post(place(city, "/kelompok"), data=chosen, follow_redirects=True)
    assert "Penilai untuk 2 unit sudah diubah." in done.text
    nobody = client.post(place(city, "/kelompok"), data={"group": group})
    assert (nobody.status_code, "Pilih penilainya." in nobody.text) == (422, True)


def asked(city, *usernames, **more):
    return {"mode": "anew", "assessors": ids(city, *usernames), "each": 1, **more}


def test_a_proposal_is_shown_and_then_made(browser_of, city):
    client, where = browser_of("ketua"), place(city, "/otomatis")
    page = client.get(where, query_string=asked(city, "ases1", "ases2")).text
    assert "Pakai usulan ini" in page
    digest = re.search(r'name="digest" value="(\w+)"', page)[1]
    given = asked(city, "ases1", "ases2", digest=digest)
    done = client.post(where, data=given, follow_redirects=True)
    assert "Penilai untuk 3 unit sudah diubah." in done.text
    assert sorted(len(panel) for panel in panels_of(city).values()) == [1, 1, 1]
    late = client.post(where, data=given)
    assert (late.status_code, "Panel berubah sejak pratinjau tadi" in late.text) == (409, True)


def test_an_impossible_wish_says_why_and_keeps_what_was_typed(browser_of, city):
    (one,) = ids(city, "ases1")
    query = asked(city, "ases1", "ases2", each=2) | {f"batas-{one}": "1"}
    page = browser_of("admin").get(place(city, "/otomatis"), query_string=query)
    assert page.status_code == 422
    assert "yang boleh hanya Ases1" in page.text
    assert f'name="batas-{one}" type="text" inputmode="numeric" value="1"' in page.text


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"each": "0"}, "Isi angka antara 1 dan 20."),
        ({"each": "3"}, "Pilih paling sedikit 3 penilai; yang dipilih 2."),
        ({"cap": "-1"}, "Isi angka 0 atau lebih."),
        ({"batas-1": "banyak"}, "Batas seorang penilai diisi angka"),
        ({"assessors": "9999"}, "9999"),
    ],
)
def test_a_wish_that_cannot_be_read_is_told(browser_of, city, more, sentence):
    query = asked(city, "ases1", "ases2") | more
    page = browser_of("admin").get(place(city, "/otomatis"), query_string=query)
    assert (page.status_code, sentence in page.text) == (422, True)
    sent = browser_of("admin").post(place(city, "/otomatis"), data=query)
    assert sent.status_code == 422


def test_a_table_is_downloaded_changed_and_handed_in(browser_of, city):
    client = browser_of("ketua")
    book = load_workbook(io.BytesIO(client.get(place(city, "/penilai.xlsx")).data))
    sheet = book["Penilai"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=2)]
    assert cells == [["unit", "nama", "penilai"], ["Dinkes", DINKES, "ases1, ases2"]]
    sheet["C2"] = "ases2"
    content = io.BytesIO()
    book.save(content)
    upload = {"upload": (io.BytesIO(content.getvalue()), "penilai.xlsx")}
    where = client.post(place(city, "/berkas"), data=upload).location
    page = client.get(where).text
    assert "Simpan penilai 1 unit" in page
    plan = re.search(r'name="plan" value="(\w+)"', page)[1]
    done = client.post(where, data={"plan": plan}, follow_redirects=True)
    assert "penilai.xlsx selesai: panel 1 unit berubah, 2 sama." in done.text
    assert panels_of(city)[DINKES] == {"ases2"}
    late = client.post(where, data={"plan": plan})
    assert (late.status_code, "Panel berubah sejak pratinjau" in late.text) == (409, True)


def test_a_table_with_faults_shows_each_and_saves_nothing(browser_of, city):
    client = browser_of("ketua")
    content = b"unit,penilai\nDinkes,ketua\nDLH,ases1\n"
    upload = {"upload": (io.BytesIO(content), "penilai.csv")}
    page = client.get(client.post(place(city, "/berkas"), data=upload).location).text
    assert "1 baris ditolak" in page
    assert "&#34;ketua&#34; bukan penilai yang aktif" in page
    wrong = {"upload": (io.BytesIO(b"nama,bobot\nx,1\n"), "penilai.csv")}
    refused = client.post(place(city, "/berkas"), data=wrong)
    assert (refused.status_code, "Kolom wajib belum ada" in refused.text) == (422, True)


def test_an_assessor_declares_a_conflict_and_the_lead_ends_it(browser_of, city):
    client = browser_of("ases1")
    given = {"unit_id": city.units["Dinkes"], "kind": "family", "reason": REASON}
    assert "Konflik tercatat" in client.post("/panel/saya", data=given, follow_redirects=True).text
    again = client.post("/panel/saya", data={**given, "reason": "Masih ipar"})
    assert (again.status_code, "sudah dinyatakan" in again.text) == (422, True)
    assert "Masih ipar" in again.text
    lead = browser_of("ketua")
    page = lead.get("/panel/konflik").text
    assert REASON in page and "Keluarga" in page
    where = re.search(r'href="(/panel/konflik/\d+/akhiri)"', page)[1]
    ended = lead.post(where, data={"reason": "Sudah pindah"}, follow_redirects=True)
    assert "Sudah pindah" in ended.text


def test_the_lead_records_a_conflict_for_somebody(browser_of, city):
    given = {
        "account_id": ids(city, "ases2")[0],
        "unit_id": city.units["DLH"],
        "kind": "project",
        "reason": "Mengerjakan survei mereka",
    }
    page = browser_of("ketua").post("/panel/konflik", data=given, follow_redirects=True).text
    assert "Mengerjakan survei mereka" in page
    assert "Dinyatakan Ketua" in page


def test_an_assessor_leaves_a_unit_after_a_question(browser_of, city):
    city.open()
    client, sheet = browser_of("ases1"), city.sheets("ases1")[DINKES]
    assert f"/panel/mundur/{sheet}" in client.get("/panel/saya").text
    assert "tidak dapat dibatalkan" in client.get(f"/panel/mundur/{sheet}").text
    assert client.post(f"/panel/mundur/{sheet}", data={"reason": " "}).status_code == 422
    done = client.post(f"/panel/mundur/{sheet}", data={"reason": REASON}, follow_redirects=True)
    assert f"Anda mundur dari {DINKES}" in done.text
    assert client.get(f"/panel/mundur/{sheet}").status_code == 404
    assert REASON in browser_of("auditor").get(f"/panel/periode/{city.period_id}/mundur").text


RECORDS = ("activities", "registers", "tasks", "requests", "fact_imports", "obstacles")
"""Pages on which any unit of the city can be chosen, whatever one assesses."""


def test_a_left_unit_is_closed_on_every_route_and_in_every_export(city, app, browser_of):
    city.open()
    city.score("ases1", DINKES, a1="4", a2="4", b1="10/20")
    sheet = city.sheets("ases1")[DINKES]
    with city.installation.writes() as session:
        recusing.recuse(session, city["ases1"], NOW, sheet, REASON)
    client, told, before = browser_of("ases1"), [], answers(city, sheet)
    for method in ("GET", "POST"):
        for endpoint, address in addresses(app, city, method, sheet_id=sheet):
            if endpoint.startswith(("account.", "panels_people.mine", *RECORDS)):
                continue
            answer = client.open(address, method=method)
            if DINKES in answer.get_data().decode(errors="replace"):
                told.append((method, address))
            if method == "GET" and "<int:sheet_id>" in rule_of(app, endpoint):
                assert answer.status_code in (403, 404), address
    assert told == []
    cell = {"answer": "5", "note": "", "version": "1"}
    assert client.post(f"/penilaian/{sheet}/a1", data=cell).status_code == 404
    assert client.post(f"/penilaian/kirim/{sheet}").status_code == 404
    assert answers(city, sheet) == before


def answers(city, sheet):
    query = "SELECT indicator, answer, version FROM score WHERE sheet_id = :sheet ORDER BY 1"
    with city.installation.reads() as session:
        return [tuple(row) for row in session.execute(text(query), {"sheet": sheet})]


def rule_of(app, endpoint):
    return next(r.rule for r in app.url_map.iter_rules() if r.endpoint == endpoint)


@pytest.fixture
def visited(city):
    """A blind period in which a guest assesses Dinas Kesehatan, open for scoring."""
    neighbour(city)
    make_blind(city)
    invite(city)
    seat(city, DINKES, "ases1", "tamu")
    city.open()
    return city


def test_a_guest_finds_nothing_of_the_host_but_the_aliased_sheet(visited, app, browser_of):
    client = browser_of("tamu")
    (alias,) = visited.sheets("tamu")
    assert alias in client.get("/penilaian/").text
    secrets = (DINKES, DINDIK, DLH, "Dinkes", "BPS Kota Uji", "Ases1", "Ketua")
    sheet = visited.sheets("tamu")[alias]
    told = []
    for endpoint, address in addresses(app, visited, "GET", sheet_id=sheet):
        if endpoint.startswith(("account.", "verify.")):
            continue
        page = client.get(address).get_data().decode(errors="replace").replace("Ketua tim", "")
        told += [(address, secret) for secret in secrets if secret in page]
    assert told == []


def test_while_blind_no_page_of_an_assessor_names_a_unit(visited, app, browser_of):
    client, told = browser_of("ases1"), []
    sheet = next(iter(visited.sheets("ases1").values()))
    for endpoint, address in addresses(app, visited, "GET", sheet_id=sheet):
        # In a conflict of interest any unit of the city can be named.
        if endpoint.startswith(("panels_people.mine", "account.sign_out", *RECORDS)):
            continue
        page = client.get(address).get_data().decode(errors="replace")
        told += [(address, name) for name in (DINKES, DINDIK, DLH) if name in page]
    assert told == []


def test_while_blind_no_page_of_a_unit_names_an_assessor(visited, app, browser_of):
    client, told = browser_of("dinkes"), []
    for _, address in addresses(app, visited, "GET"):
        page = client.get(address).get_data().decode(errors="replace")
        told += [(address, name) for name in ("Ases1", "Ases2", "Tamu") if name in page]
    assert told == []


def test_the_admin_adds_a_guest_and_lets_one_go(browser_of, city):
    neighbour(city, Role.ASSESSOR)
    where = f"/panel/periode/{city.period_id}/tamu"
    admin = browser_of("admin")
    assert "tidak menyamarkan nama" in admin.get(where).text
    make_blind(city)
    wrong = admin.post(where, data={"username": "siapa"})
    assert (wrong.status_code, "Tidak ada penilai aktif" in wrong.text) == (422, True)
    added = admin.post(where, data={"username": "tamu"}, follow_redirects=True)
    assert "BPS Kota Tetangga" in added.text
    assert "BPS Kota Tetangga" in admin.get(place(city)).text
    gone = admin.post(f"{where}/{ids(city, 'tamu')[0]}/lepas", follow_redirects=True)
    assert "Tamu sudah dilepas" in gone.text
    assert browser_of("ketua").post(where, data={"username": "tamu"}).status_code == 403


def test_a_sample_is_chosen_scored_and_compared(browser_of, city):
    lead = browser_of("ketua")
    marked = lead.post(
        place(city, "/contoh"), data={"participant": unit(city, DLH)}, follow_redirects=True
    )
    assert "Unit contoh ditetapkan" in marked.text
    city.open()
    for username, level in (("ases1", "4"), ("ases2", "2")):
        city.score(username, DLH, a1=level, a2="3", b1="TB")
    first, second = browser_of("ases1"), browser_of("ases2")
    where = f"/panel/kalibrasi/{unit(city, DLH)}"
    assert "Unit contoh" in first.get("/penilaian/").text
    closed = first.get(where)
    assert (closed.status_code, "kirim dahulu lembar Anda" in closed.text) == (422, True)
    for client, username in ((first, "ases1"), (second, "ases2")):
        client.post(f"/penilaian/kirim/{city.sheets(username)[DLH]}")
    page = first.get(where).text
    assert "2 dari 2 lembar sudah dikirim" in page
    assert re.search(r"a1 [^<]*</th>\s*<td class=\"number\">2,00</td>", page)
    assert where in first.get("/panel/saya").text
    for username in ("admin", "auditor", "panitia", "dlh", "dinkes"):
        if username in city.actors:
            assert browser_of(username).get(where).status_code == 404


def test_a_sample_that_was_not_scored_is_taken_back(browser_of, city):
    with city.installation.writes() as session:
        calibrating.mark_sample(session, city["ketua"], NOW, unit(city, DLH))
    given = {"participant": unit(city, DLH), "unmark": "1"}
    page = browser_of("admin").post(place(city, "/contoh"), data=given, follow_redirects=True)
    assert "Unit itu dinilai dan diperingkat lagi" in page.text
    none = browser_of("admin").post(place(city, "/contoh"), data={})
    assert none.status_code == 404


def test_roles_without_the_duty_are_refused(browser_of, city):
    pages = [place(city, end) for end in ("", "/otomatis", "/kelompok", "/berkas", "/contoh")]
    pages += ["/panel/", "/panel/konflik", f"/panel/periode/{city.period_id}/tamu"]
    for username in ("ases1", "panitia", "auditor", "dindik"):
        client = browser_of(username)
        assert {client.get(page).status_code for page in pages} == {403}, username
    assert browser_of("ketua").get("/panel/saya").status_code == 403


def test_another_offices_lead_and_admin_find_nothing(browser_of, city):
    neighbour(city, Role.LEAD, Role.ADMIN, username="jauh")
    client = browser_of("jauh")
    given = {"participant": unit(city, DLH)}
    assert client.get(place(city)).status_code == 404
    assert client.post(place(city, "/contoh"), data=given).status_code == 404
    assert client.get(f"/panel/periode/{city.period_id}/tamu").status_code == 404
    where = f"/panel/lepas/{unit(city, DLH)}/{ids(city, 'ases1')[0]}"
    assert client.post(where, data={"reason": "x"}).status_code == 404
    assert DLH not in client.get("/panel/konflik").text


def test_the_pages_take_as_many_queries_for_many_units_as_for_few(browser_of, city, count_queries):
    client, sent = browser_of("ketua"), []
    pages = [place(city), place(city, "/otomatis"), place(city, "/contoh"), "/panel/"]
    for more in (0, 30):
        add_units(city, more)
        for page in pages:
            client.get(page)
            with count_queries() as statements:
                assert client.get(page).status_code == 200
            sent.append(len(statements))
    assert sent[: len(pages)] == sent[len(pages) :]


def test_what_nobody_can_arrange_says_what_comes_first(browser_of, city):
    with city.installation.writes() as session:
        categories.change_participants(session, city["admin"], NOW, city.category_id, [])
    assert "Belum ada peserta di kategori ini" in browser_of("ketua").get(place(city)).text
    assert "Belum ada konflik kepentingan" in browser_of("ketua").get("/panel/konflik").text
    assert (
        "Tidak ada penilai yang mundur"
        in browser_of("ketua").get(f"/panel/periode/{city.period_id}/mundur").text
    )
