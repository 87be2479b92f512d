"""Requests, registers and tasks on their pages: in place, by file, own only, nothing lost."""

import csv
import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from evaluator.services import register_imports, request_imports, request_tables, task_imports
from evaluator.storage.periods import Period, Stage
from tests.facts_city import LATER, FactsCity
from tests.kept import stand


@pytest.fixture
def city(installation):
    return stand(FactsCity, installation)


@pytest.fixture
def told(city):
    """Rows of every kind, by name."""
    with city.installation.writes() as session:
        return {
            "own": city.ask(session),
            "other": city.ask(session, "Dinkes", title="Puskesmas"),
            "team": city.enter(session, "data-team", "Dinkes", title="SK Dinkes", contact="Ani"),
            "task": city.give(session),
            "respondent": city.give(session, "R-001", survey="IBS"),
        }


def stored(city, table_id):
    with city.installation.reads() as session:
        return request_tables.table_view(session, city["ketua"], LATER, table_id)


def test_what_came_is_kept_in_place_and_one_comes_back_to_the_very_list(city, told, browser_of):
    client = browser_of("ases1")
    here = f"/permintaan/{city.round_id}/tabel?keadaan=late"
    page = client.get(here).text
    assert "Catat penerimaan" in page and "tabel 4.1.1, Dinas Pendidikan" in page
    sent = {"version": "1", "back": here, "received_on": "2025-09-02", "filled": "18"}
    done = client.post(f"/permintaan/tabel/{told['own']}", data={**sent, "passed": "tidak"})
    assert done.headers["Location"] == f"{here}#tabel-{told['own']}"
    found = stored(city, told["own"])
    assert (found.filled, found.passed, found.title, found.cells) == (18, False, "Sekolah", 20)


def test_a_refused_receipt_keeps_what_was_typed_and_names_the_field(city, told, browser_of):
    client = browser_of("ases1")
    sent = {"version": "1", "received_on": "2025-09-02", "filled": "21"}
    answer = client.post(f"/permintaan/tabel/{told['own']}", data=sent)
    assert answer.status_code == 422
    assert "Terisi 21, padahal yang diminta 20." in answer.text
    assert 'value="21"' in answer.text and 'value="2025-09-02"' in answer.text
    assert stored(city, told["own"]).received_on is None
    late = client.post(f"/permintaan/tabel/{told['own']}", data={"version": "7", "filled": "3"})
    assert late.status_code == 409 and "diubah orang lain" in late.text
    away = client.post(
        f"/permintaan/tabel/{told['own']}",
        data={"version": "1", "note": "Ada", "back": "//elsewhere.example/"},
    )
    assert away.headers["Location"].startswith("/permintaan/")


def test_a_request_is_opened_filled_and_taken_back_from_its_pages(city, browser_of):
    client = browser_of("ketua")
    empty = client.post("/permintaan/baru", data={"title": "", "year": "dua"})
    assert empty.status_code == 422 and "Isi judul permintaannya." in empty.text
    made = client.post("/permintaan/baru", data={"title": "Statistik Daerah", "year": "2025"})
    address = made.headers["Location"]
    assert "Belum ada tabel pada permintaan ini." in client.get(address).text
    table = {"number": "1", "title": "Padi", "cells": "12", "due": "2025-08-01"}
    asked = client.post(f"{address}/tambah", data={**table, "unit_id": str(city.units["DLH"])})
    assert asked.status_code == 302, asked.text
    page = client.get(address).text
    assert "Padi" in page and "Belum diterima, lewat batas" in page
    board = address.removesuffix("/tabel")
    made = client.post("/permintaan/baru", data={"title": "Statda 2026", "year": "2026"})
    new = made.headers["Location"]
    source = board.rsplit("/", 1)[1]
    assert f'<option value="{source}">Statistik Daerah (1 tabel)' in client.get(new).text
    copied = client.post(f"{new.removesuffix('/tabel')}/salin", data={"source": source})
    assert copied.headers["Location"] == new
    assert "1 Agustus 2026" in client.get(new).text
    client.post(f"{board}/ubah", data={"version": "1", "title": "Statda", "year": "2025"})
    assert "Statda" in client.get(board).text
    held = client.post(f"{board}/hapus")
    assert held.status_code == 422 and "masih berisi tabel" in held.text
    (row,) = csv.DictReader(client.get(f"{board}/papan.csv").text.lstrip("\ufeff").splitlines())
    assert (row["Unit"], row["Belum diterima, lewat batas"], row["Rincian diminta"]) == (
        "Dinas Lingkungan Hidup",
        "1",
        "12",
    )
    book = load_workbook(io.BytesIO(client.get(f"{board}/papan.xlsx").data))
    assert [cell.value for cell in book.active[5]][:4] == ["Dinas Lingkungan Hidup", 1, 0, 1]


def test_a_unit_sees_its_own_only_and_says_when_it_sent(city, told, browser_of):
    client = browser_of("dindik")
    for address in (
        *("/permintaan/", f"/permintaan/{city.round_id}", f"/permintaan/{city.round_id}/tabel"),
        f"/permintaan/{city.round_id}/tabel?unit={city.units['Dinkes']}",
        f"/permintaan/{city.round_id}/papan.csv",
        *("/catatan-unit/?daftar=data-team", "/tugas/"),
    ):
        text = client.get(address).text
        assert not [w for w in ("Kesehatan", "Puskesmas", "SK Dinkes", "R-001") if w in text], (
            address
        )
    for address in (
        f"/permintaan/tabel/{told['other']}",
        f"/catatan-unit/entri/{told['team']}",
        f"/tugas/{told['task']}",
        "/impor-data/permintaan",
    ):
        assert client.get(address).status_code == 403, address
    for book in (f"/permintaan/{city.round_id}/daftar.xlsx", "/catatan-unit/daftar/data-team.xlsx"):
        rows = list(load_workbook(io.BytesIO(client.get(book).data)).active.values)[1:]
        assert {row[2] for row in rows} <= {"Dinas Pendidikan"}, book
    other = client.post(
        f"/permintaan/tabel/{told['other']}/dikirim", data={"sent_on": "2025-09-01"}
    )
    assert other.status_code == 404
    early = client.post(f"/permintaan/tabel/{told['own']}/dikirim", data={"sent_on": "2999-01-01"})
    assert early.status_code == 422 and "2999-01-01" in early.text
    sent = client.post(
        f"/permintaan/tabel/{told['own']}/dikirim",
        data={"sent_on": "2025-09-01", "sent_note": "Lewat surel"},
    )
    assert sent.status_code == 302
    lead = browser_of("ketua")
    office = lead.get(f"/permintaan/{city.round_id}/tabel?keadaan=sent").text
    assert "Unit menyatakan dikirim 1 September 2025" in office and "Lewat surel" in office
    assert 'name="received_on" type="date" value="2025-09-01"' in office
    assert "Menunggu dipastikan" in lead.get(f"/permintaan/{city.round_id}").text
    with city.installation.writes() as session:
        more = [city.ask(session, number=number) for number in ("2", "3")]
    none = client.post("/permintaan/dikirim", data={"sent_on": "2025-09-02"})
    assert none.status_code == 422 and "Pilih dahulu tabel" in none.text
    assert 'value="2025-09-02"' in none.text
    texts = {"sent_on": "2025-09-02", "table": [str(one) for one in more]}
    assert client.post("/permintaan/dikirim", data=texts).status_code == 302
    assert [stored(city, one).state for one in more] == ["sent", "sent"]


def test_registers_and_tasks_are_kept_from_their_pages_and_respondents_named_by_code(
    city, told, browser_of
):
    client = browser_of("ketua")
    entry = {"unit_id": str(city.units["Dindik"]), "day": "2025-03-01", "title": "Metadata"}
    refused = client.post("/catatan-unit/tambah/ms-keg", data={**entry, "target": "3", "done": "4"})
    assert refused.status_code == 422 and "padahal targetnya 3" in refused.text
    added = client.post("/catatan-unit/tambah/ms-keg", data={**entry, "target": "3", "done": "2"})
    assert added.headers["Location"].endswith("daftar=ms-keg")
    page = client.get(added.headers["Location"]).text
    assert "Metadata" in page and "Sudah lengkap" in page
    team = client.post(
        f"/catatan-unit/entri/{told['team']}",
        data={"version": "1", "day": "2025-03-10", "title": "SK Tim Data", "contact": "Budi"},
    )
    assert team.status_code == 302
    gone = client.post(f"/catatan-unit/entri/{told['team']}/hapus", data={"version": "2"})
    assert gone.status_code == 302
    kept = client.post(
        f"/tugas/{told['task']}",
        data={"version": "1", "done": "9", "refused": "1", "done_on": "2025-08-31"},
    )
    assert kept.status_code == 302, kept.text
    tasks = client.get("/tugas/").text
    assert "R-001" in tasks and "Toko Sumber Rejeki" not in tasks
    assert "Selesai 9 dari 10, menolak 1." in tasks
    tagged = {"unit_id": str(city.units["M-01"]), "survey": "<i>Ubinan", "due": "2025-08-31"}
    client.post("/tugas/tambah", data={**tagged, "target": "3"})
    assert "&lt;i&gt;Ubinan" in client.get("/tugas/").text
    assert "<i>Ubinan" not in client.get("/tugas/").text
    assert "Sakernas" in browser_of("siti").get("/tugas/").text
    assert client.post(f"/tugas/{told['task']}/hapus", data={"version": "2"}).status_code == 302


COLUMNS = {
    "permintaan": request_imports.COLUMNS,
    "catatan": register_imports.COLUMNS,
    "tugas": task_imports.COLUMNS,
}


def book_of(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_workbook_with_dates_is_shown_row_by_row_before_anything_is_kept(city, told, browser_of):
    client = browser_of("ases1")
    content = book_of(
        ("permintaan", "unit", "nomor", "diterima", "terisi"),
        ("Uji Dalam Angka 2025", "Dindik", "4.1.1", date(2025, 9, 1), "20"),
        ("Uji Dalam Angka 2025", "Dinkes", "4.1.1", date(2025, 9, 1), "30"),
    )
    files = {"upload": (io.BytesIO(content), "terima.xlsx")}
    shown = client.post("/impor-data/permintaan", data=files, follow_redirects=True)
    assert "1 baris ditolak" in shown.text
    assert "Terisi 30, padahal yang diminta 20." in shown.text
    assert "diterima" in shown.text and "2025-09-01" in shown.text
    content = book_of(
        ("permintaan", "unit", "nomor", "diterima", "terisi"),
        ("Uji Dalam Angka 2025", "Dindik", "4.1.1", date(2025, 9, 1), "20"),
    )
    files = {"upload": (io.BytesIO(content), "terima.xlsx")}
    preview = client.post("/impor-data/permintaan", data=files).headers["Location"]
    page = client.get(preview).text
    digest = page.split('name="plan" value="')[1].split('"')[0]
    assert client.post(preview, data={"plan": "0" * 64}).status_code == 409
    landed = client.post(preview, data={"plan": digest}).headers["Location"]
    assert landed == f"/permintaan/{city.round_id}/tabel"
    assert stored(city, told["own"]).state == "complete"
    for what, columns in COLUMNS.items():
        assert all(name in client.get(f"/impor-data/{what}").text for name in columns), what
        template = load_workbook(io.BytesIO(client.get(f"/impor-data/{what}/templat.xlsx").data))
        assert next(iter(template.active.values)) == columns


def test_a_page_says_what_is_locked_before_anything_is_typed(city, told, browser_of):
    with city.installation.writes() as session:
        period = city.measure_mitra(session)
    client = browser_of("ketua")
    task, table = f"/tugas/{told['task']}", f"/permintaan/tabel/{told['own']}"
    assert "Dihitung pada: Mitra 2025." in client.get(task).text
    assert "1 Januari 2025 sampai 31 Desember 2025: Mitra 2025" in client.get("/tugas/tambah").text
    other = client.get(f"/permintaan/tabel/{told['other']}").text
    assert "Tidak dihitung pada periode mana pun" in other
    with city.installation.writes() as session:
        session.get(Period, period).stage = Stage.LOCKED
    locked = "Periode “Mitra 2025” sudah dikunci"
    lists = (f"/permintaan/{city.round_id}/tabel", "/tugas/")
    for page in (task, table, *lists):
        assert client.get(page).text.count(f"{locked} dan memakai baris ini") == 1, page
    assert (
        "sudah dikunci, jadi tidak dapat ditambah" in client.get("/catatan-unit/tambah/agent").text
    )
    assert locked not in browser_of("siti").get("/tugas/").text


def test_those_who_are_late_are_reminded_from_the_board(city, told, browser_of):
    client = browser_of("ketua")
    board = f"/permintaan/{city.round_id}"
    assert "Ingatkan yang terlambat" in client.get(board).text
    page = client.get(f"{board}/pengingat").text
    assert "Pengingat Uji Dalam Angka 2025: 1 tabel lewat batas waktu" in page
    nobody = client.post(f"{board}/pengingat", data={})
    assert nobody.status_code == 422 and "Pilih paling sedikit satu orang" in nobody.text
    chosen = {"account": str(city["dindik"].account_id), "extra": "Mohon segera."}
    assert client.post(f"{board}/pengingat", data=chosen).headers["Location"] == board
    assert browser_of("auditor").get(f"{board}/pengingat").status_code == 403
