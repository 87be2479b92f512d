"""The log as people read it: newest first, secret values masked, the chain checked."""

import re

import pytest
from sqlalchemy import text

from evaluator.services import (
    drafts_discussing,
    drafts_starting,
    drafts_weights,
    drafts_writing,
    scheduling,
    unlocking,
)
from evaluator.services.batches import CellChange, save_cells
from evaluator.storage.periods import Stage
from evaluator.web.rubric_places import piece_words
from tests.city import NOW, City
from tests.log_words import unsaid


@pytest.fixture
def scored(city):
    city.open()
    city.score_all()
    return city


def test_the_newest_entry_comes_first_with_who_what_and_the_change(scored, browser_of):
    scored.score("ases1", "Dinas Pendidikan", a1="3")
    page = browser_of("ketua").get("/catatan/").text
    change = page.index("5 → 3")
    assert page.index("Masuk") < change  # signing in is newer still
    row = page[page.rindex("<tr>", 0, change) : change]
    for shown in ("Ases1 (ases1)", "Menyimpan nilai", "Dinas Pendidikan", "Jawaban:"):
        assert shown in row


def test_values_of_unreleased_periods_are_masked_for_admin_and_auditor(scored, browser_of):
    for username in ("admin", "auditor"):
        page = browser_of(username).get("/catatan/").text
        assert "disembunyikan sampai hasil dirilis" in page
        assert "18/20" not in page
    scored.lock()
    scored.release()
    assert "18/20" in browser_of("auditor").get("/catatan/").text


def test_pages_follow_one_another_without_gap_or_overlap(scored, browser_of, monkeypatch):
    monkeypatch.setattr("evaluator.web.log.MOST", 10)
    client, seen, address = browser_of("ketua"), [], "/catatan/"
    while address:
        page = client.get(address).text
        seen += [int(n) for n in _between(page, '<td class="number">', "</td>")]
        address = next(iter(_between(page, 'href="/catatan/?sebelum=', '"')), None)
        address = address and f"/catatan/?sebelum={address}"
    assert seen == list(range(len(seen), 0, -1))
    assert "Tidak ada catatan yang lebih lama" in client.get("/catatan/?sebelum=1").text


def test_the_chain_is_checked_on_request_and_a_changed_entry_is_named(scored, browser_of):
    client = browser_of("auditor")
    assert "Rantai catatan utuh" in client.get("/catatan/periksa").text
    with scored.installation.engine.begin() as connection:
        connection.execute(text("UPDATE log_entry SET reason = 'lain' WHERE sequence = 5"))
    broken = client.get("/catatan/periksa").text
    assert "Rantai catatan tidak utuh" in broken
    assert "putus pada catatan nomor 5" in broken


def test_only_admin_lead_and_auditor_read_the_log(scored: City, browser_of):
    for username in ("ases1", "panitia", "dindik"):
        client = browser_of(username)
        for address in ("/catatan/", "/catatan/periksa"):
            answer = client.get(address)
            assert answer.status_code == 403
            assert "Menyimpan nilai" not in answer.text


def test_a_page_takes_as_many_queries_for_many_entries_as_for_one(
    scored, browser_of, count_queries, monkeypatch
):
    client = browser_of("ketua")
    (newest, *_rest) = _between(client.get("/catatan/").text, '<td class="number">', "</td>")
    counts = set()
    for most in (1, 3, 15):  # all of them scores, just before the sign-in
        monkeypatch.setattr("evaluator.web.log.MOST", most)
        with count_queries() as sent:
            client.get(f"/catatan/?sebelum={newest}")
        counts.add(len(sent))
    assert len(counts) == 1


def rows(page):
    """The texts of the newest entries: act, what about, and what changed."""
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.split(r"<td[^>]*>", row)]
        for row in body.split("</tr>")
    ]


def test_changes_of_a_draft_are_told_in_words(city, browser_of):
    admin = city["admin"]
    with city.installation.writes() as session:
        draft = drafts_starting.copy_rubric(session, admin, NOW, city.rubric_id)
        drafts_writing.save_node(session, admin, NOW, draft, 1, "a1", {"definition": "Lain."})
        drafts_weights.save_weights(session, admin, NOW, draft, 2, {"a1": "70.5", "a2": "29.5"})
        drafts_discussing.open_discussion(session, admin, NOW, draft)
    opened, weighed, defined, _begun = rows(browser_of("auditor").get("/catatan/").text)[1:5]
    subject = "Rubrik kecil rancangan rubrik 1"
    assert opened[3:6] == [
        "Membuka pembahasan rancangan",
        subject,
        "Keadaan: Disusun → Dibahas",
    ]
    assert weighed[4:6] == [subject, "Bobot a1: 75 → 70,5 Bobot a2: 25 → 29,5"]
    assert defined[5] == (
        "a1: Definisi: Banyaknya kegiatan statistik yang memakai standar data. → Lain."
    )


def test_scores_that_changed_together_are_told_by_unit(city, browser_of):
    city.open()
    sheets = city.sheets("ases1")
    with city.installation.writes() as session:
        changes = [
            CellChange(sheets[unit], "a1", answer, "", 0)
            for unit, answer in (("Dinas Kesehatan", "4"), ("Dinas Pendidikan", "5"))
        ]
        save_cells(session, city["ases1"], NOW, changes)
    told = rows(browser_of("ketua").get("/catatan/").text)[1]
    assert told[5] == "Dinas Kesehatan, a1: Jawaban: 4 Dinas Pendidikan, a1: Jawaban: 5"


def test_hours_and_numbered_units_are_told_in_words(city, browser_of):
    with city.installation.writes() as session:
        hours = {Stage.SCORING: scheduling.Hours(None, NOW)}
        scheduling.set_hours(
            session, city["admin"], NOW, city.period_id, version=1, hours=hours, grace_minutes=5
        )
    told = rows(browser_of("ketua").get("/catatan/").text)
    assert told[1][5] == (
        "Kelonggaran (menit): 0 → 5 Penilaian, Tutup: 1 September 2025, 09.00 WIB"
    )
    account = next(one for one in told if "Dinkes akun" in " ".join(one))
    assert "Unit: Dinas Kesehatan" in account[5] and "Peran: Unit yang dinilai" in account[5]


def test_a_season_leaves_no_stored_key_on_the_page(scored, browser_of):
    scored.lock()
    scored.release()
    with scored.installation.writes() as session:
        draft = drafts_starting.copy_rubric(session, scored["admin"], NOW, scored.rubric_id)
        drafts_weights.spread_weights(session, scored["admin"], NOW, draft, 1, "A")
        unlocking.ask_to_unlock(session, scored["ketua"], NOW, scored.period_id, "salah hitung")
    client, page, address = browser_of("ketua"), "", "/catatan/"
    while address:
        shown = client.get(address).text
        page += " ".join(" ".join(row) for row in rows(shown))
        older = _between(shown, 'href="/catatan/?sebelum=', '"')
        address = f"/catatan/?sebelum={older[0]}" if older else ""
    assert "Membuat kantor" in page and "Meminta buka kunci" in page
    assert re.findall(r"\b[a-z]+:\w+|\b[a-z]+_[a-z_]+", page) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("node:E2.definition", "E2: Definisi"),
        ("node:1.2.definition.en", "1.2: Definisi (Inggris)"),
        ("node:b1.levels.0.5", "b1: Arti jawaban 0.5"),
        ("node:b1.evidence.20/20.1.kind", "b1: Bukti dukung jawaban 20/20, nomor 1, Jenis"),
        ("node:b1.evidence.3.2.text.en", "b1: Bukti dukung jawaban 3, nomor 2 (Inggris)"),
        ("weights:A.a1", "Bobot a1"),
        ("weights:.A", "Bobot A"),
        ("weights:1.1.1.1.2", "Bobot 1.1.2"),
        ("order:A.2", "Urutan di A, nomor 2"),
        ("order:.1", "Urutan paling atas, nomor 1"),
        ("facts.title.en", "Judul (Inggris)"),
        ("facts.result.predicates.1.from", "Nilai akhir, Predikat 1, Mulai dari"),
        ("scales.rasio.bands.1.share", "Skala rasio, Pita 1, Memperoleh persen"),
        ("ties.2.by", "Aturan seri 2, Menurut"),
    ],
)
def test_a_place_of_a_rubric_has_words(app, name, told):
    with app.test_request_context():
        assert piece_words(name) == told


def test_what_the_log_cannot_say_is_noticed():
    assert unsaid("period.twist", "thing:1", {"state_of": 1}, {"roles": ["lead"]}) == [
        "period.twist",
        "thing:1",
        "state_of",
    ]


def _between(page, start, end):
    return [part.split(end)[0] for part in page.split(start)[1:]]
