"""The table of units × indicators, pasting, undo and history as pages."""

import json

import pytest

from tests.city import add_units

JSON = {"Accept": "application/json"}
DINDIK, DINKES, DLH = "Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup"
OTHERS = ("admin", "ketua", "panitia", "auditor", "dindik")


@pytest.fixture
def opened(city):
    city.open()
    return city


def save(client, sheet, code, version=0, **fields):
    return client.post(
        f"/penilaian/{sheet}/{code}", data={"version": version, **fields}, headers=JSON
    ).json


def test_without_scripts_the_table_is_read_and_links_to_the_sheets(opened, browser_of):
    opened.score("ases1", DINDIK, a1="5", b1="TB")
    sheet = opened.sheets("ases1")[DINDIK]
    page = browser_of("ases1").get("/penilaian/tabel/").text
    assert f'<a href="/penilaian/{sheet}">Dinas Pendidikan</a>' in page
    assert "2 dari 9 sel dinilai" in page
    assert '<td data-v="1">5</td><td></td><td data-v="1">TB</td>' in page


def test_the_table_is_filtered_by_its_address_and_says_why_it_is_empty(opened, browser_of):
    opened.score("ases1", DINDIK, a1="5")
    client = browser_of("ases1")
    begun = client.get("/penilaian/tabel/?bagian=B&keadaan=begun").text
    assert DINDIK in begun and DINKES not in begun
    assert 'data-code="b1"' in begun and 'data-code="a1"' not in begun
    empty = client.get("/penilaian/tabel/?keadaan=sent").text
    assert "Tidak ada unit yang cocok dengan saringan ini." in empty
    assert client.get("/penilaian/tabel/?kategori=999").status_code == 404
    assert client.get("/penilaian/tabel/?kategori=satu").status_code == 200


def test_before_anything_is_assigned_the_table_says_what_comes_next(city, browser_of):
    page = browser_of("ases1").get("/penilaian/tabel/").text
    assert "Belum ada unit yang ditugaskan kepada Anda." in page


def test_a_cells_page_shows_everything_beside_it(opened, browser_of):
    sheet = opened.sheets("ases1")[DINDIK]
    client = browser_of("ases1")
    save(client, sheet, "a1", answer="3", note="ada SK")
    page = client.get(f"/penilaian/tabel/sel/{sheet}/a1").text
    for shown in ("Standar data", "Ada standar yang ditetapkan.", "Keputusan kepala OPD", "ada SK"):
        assert shown in page
    assert client.get(f"/penilaian/tabel/sel/{sheet}/zz").status_code == 404


def test_a_block_is_previewed_with_rejects_and_then_kept(opened, browser_of):
    client = browser_of("ases1")
    page = client.get("/penilaian/tabel/tempel")
    assert "Mulai dari unit" in page.text
    rows = opened.sheets("ases1")
    ids = ",".join(str(rows[unit]) for unit in (DINKES, DLH, DINDIK))
    block = {"text": "4\t3\n5\t9", "barisan": ids, "baris": rows[DLH], "kolom": "a1"}
    shown = client.post("/penilaian/tabel/tempel", data=block).text
    assert "3 diterima, 0 sama dengan yang tersimpan, 1 ditolak, 0 kosong dilewati." in shown
    assert "baris 2, kolom 2:" in shown and "jawaban &#34;9&#34; tidak dikenal" in shown
    cells = [[rows[DLH], "a1", "4", 0], [rows[DLH], "a2", "3", 0], [rows[DINDIK], "a1", "5", 0]]
    assert json.dumps(cells, separators=(",", ":")).replace('"', "&#34;") in shown
    done = client.post(
        "/penilaian/tabel/tempel/simpan",
        data={**block, "cells": json.dumps(cells)},
        follow_redirects=True,
    )
    assert "3 nilai dari tempelan sudah disimpan." in done.text
    assert "3 dari 9 sel dinilai" in done.text


def test_a_preview_that_is_stale_is_shown_anew_and_keeps_nothing(opened, browser_of):
    client, rows = browser_of("ases1"), opened.sheets("ases1")
    opened.score("ases1", DLH, a1="2")
    cells = json.dumps([[rows[DLH], "a1", "4", 0]])
    block = {"text": "4", "baris": rows[DLH], "kolom": "a1", "cells": cells}
    page = client.post("/penilaian/tabel/tempel/simpan", data=block)
    assert page.status_code == 409
    assert "Nilai ini sudah berubah di tab atau perangkat lain." in page.text
    assert f"[[{rows[DLH]},&#34;a1&#34;,&#34;4&#34;,1]]" in page.text


def test_rows_stay_where_they_stood_when_a_filter_would_choose_others_by_now(opened, browser_of):
    client, rows = browser_of("ases1"), opened.sheets("ases1")
    opened.score("ases1", DLH, a1="2")  # the filter "new" no longer chooses it
    ids = ",".join(str(rows[unit]) for unit in (DINKES, DLH, DINDIK))
    block = {"text": "1\n4\n5", "barisan": ids, "baris": rows[DINKES], "keadaan": "new"}
    shown = client.post("/penilaian/tabel/tempel", data=block).text
    expected = [
        [rows[DINKES], "a1", "1", 0],
        [rows[DLH], "a1", "4", 1],
        [rows[DINDIK], "a1", "5", 0],
    ]
    assert json.dumps(expected, separators=(",", ":")).replace('"', "&#34;") in shown


def test_an_empty_block_is_explained_at_its_field(opened, browser_of):
    page = browser_of("ases1").post("/penilaian/tabel/tempel", data={"text": " "})
    assert page.status_code == 422
    assert "Tempelan kosong." in page.text
    assert 'aria-invalid="true"' in page.text


@pytest.mark.parametrize(
    "cells",
    [
        "",
        "{}",
        "[1]",
        "[[1]]",
        '[["1","a1","4",0]]',
        "[[1,2,3,4]]",
        '[[-1,"a1","4",0]]',
    ],
)
def test_a_broken_preview_is_refused(opened, browser_of, cells):
    page = browser_of("ases1").post("/penilaian/tabel/tempel/simpan", data={"cells": cells})
    assert page.status_code == 422


@pytest.mark.parametrize(
    ("code", "answer"), [("a1", "\ud800"), ("a1\udfff", "4"), ("a1", "\0"), ("a1\0", "4")]
)
def test_half_characters_and_nul_inside_a_preview_are_refused(opened, browser_of, code, answer):
    sheet = opened.sheets("ases1")[DINDIK]
    cells = json.dumps([[sheet, "a2", "4", 0], [sheet, code, answer, 0]])
    client = browser_of("ases1")
    sent = {"lembar": sheet, "text": "4", "cells": cells}
    page = client.post("/penilaian/tabel/tempel/simpan", data=sent)
    assert page.status_code == 422
    assert "Muat ulang halaman" in page.text
    assert 'data-v="1"' not in client.get("/penilaian/tabel/").text


def test_a_column_is_pasted_down_one_sheet(opened, browser_of):
    client, sheet = browser_of("ases1"), opened.sheets("ases1")[DINDIK]
    block = {"lembar": sheet, "kolom": "a2", "text": "4\n18/20"}
    shown = client.post("/penilaian/tabel/tempel", data=block).text
    assert "2 diterima" in shown
    cells = json.dumps([[sheet, "a2", "4", 0], [sheet, "b1", "18/20", 0]])
    done = client.post("/penilaian/tabel/tempel/simpan", data={**block, "cells": cells})
    assert done.location == f"/penilaian/{sheet}?buka=a2"


def test_undo_answers_a_script_with_the_cells_and_a_form_with_the_sheet(opened, browser_of):
    client, sheet = browser_of("ases1"), opened.sheets("ases1")[DINDIK]
    save(client, sheet, "a1", answer="4", note="ada SK")
    save(client, sheet, "a2", answer="3")
    told = client.post(f"/penilaian/urungkan/{sheet}", headers=JSON).json
    assert [(c["sheet"], c["code"], c["answer"], c["version"]) for c in told["cells"]] == [
        (sheet, "a2", "", 2)
    ]
    assert (told["done"], told["progress"]) == (1, "1 dari 3 dinilai")
    back = client.post(f"/penilaian/urungkan/{sheet}")
    assert back.location == f"/penilaian/{sheet}?buka=a1#i-a1"
    nothing = client.post(f"/penilaian/urungkan/{sheet}")
    assert nothing.status_code == 422
    assert "Tidak ada perubahan Anda di lembar ini yang dapat diurungkan." in nothing.text


def test_an_undo_of_what_changed_since_is_refused_with_both_values(opened, browser_of):
    client, sheet = browser_of("ases1"), opened.sheets("ases1")[DINDIK]
    save(client, sheet, "a1", answer="4")
    save(client, sheet, "a1", version=1, answer="2")
    told = client.post(
        f"/penilaian/urungkan/{sheet}", data={"code": "a1", "version": "1"}, headers=JSON
    )
    assert told.status_code == 409
    assert "sekarang 2, sebelumnya 4" in told.json["error"]
    assert told.json["stored"]["version"] == 2


def test_a_history_is_read_and_any_state_of_it_comes_back(opened, browser_of):
    client, sheet = browser_of("ases1"), opened.sheets("ases1")[DINDIK]
    save(client, sheet, "a1", answer="4", note="ada SK")
    save(client, sheet, "a1", version=1, answer="2")
    page = client.get(f"/penilaian/riwayat/{sheet}/a1").text
    assert "4 Terpadu dan Terukur" in page and "ada SK" in page and "Ases1 (ases1)" in page
    number = page.split('name="sequence" value="')[1].split('"')[0]
    done = client.post(
        f"/penilaian/riwayat/{sheet}/a1",
        data={"sequence": number, "version": "2"},
        follow_redirects=True,
    )
    assert "Keadaan terdahulu sudah dipulihkan." in done.text
    assert "Memulihkan nilai terdahulu" in done.text
    stale = client.post(f"/penilaian/riwayat/{sheet}/a1", data={"sequence": number, "version": "2"})
    # The same state is there already: said twice, kept once.
    assert stale.status_code == 302
    empty = client.get(f"/penilaian/riwayat/{sheet}/b1").text
    assert "Nilai ini belum pernah disimpan." in empty


def test_a_refusal_names_the_field_that_is_to_be_mended(opened, browser_of):
    client, sheet = browser_of("ases1"), opened.sheets("ases1")[DINDIK]
    told = save(client, sheet, "b1", answer="21/20")
    assert told["field"] == "answer"


def test_nobody_else_opens_or_changes_any_of_these(opened, browser_of):
    sheet = opened.sheets("ases1")[DINDIK]
    looks = (f"/penilaian/tabel/sel/{sheet}/a1", f"/penilaian/riwayat/{sheet}/a1")
    pastes = f"/penilaian/tabel/tempel?lembar={sheet}"
    acts = (f"/penilaian/urungkan/{sheet}", f"/penilaian/riwayat/{sheet}/a1")
    other = browser_of("ases2")
    for answer in (
        *(other.get(address) for address in (*looks, pastes)),
        other.post(acts[0]),
        other.post(acts[1], data={"sequence": "1", "version": "0"}),
    ):
        assert answer.status_code == 404
        assert DINDIK not in answer.text
    for username in OTHERS:
        client = browser_of(username)
        for address in ("/penilaian/tabel/", *looks, pastes):
            assert client.get(address).status_code == 403
        for address in (*acts, "/penilaian/tabel/tempel", "/penilaian/tabel/tempel/simpan"):
            assert client.post(address).status_code == 403


@pytest.mark.parametrize("units", [1, 3, 60])
def test_the_tables_page_takes_the_same_queries_for_1_3_and_60_units(
    city, browser_of, count_queries, units
):
    add_units(city, units - 3)
    city.open()
    client = browser_of("ases1")
    client.get("/penilaian/tabel/")
    with count_queries() as sent:
        assert client.get("/penilaian/tabel/").status_code == 200
    # Signing in and the office, then the five of the table.
    assert len([one for one in sent if one.startswith("SELECT")]) == 8
