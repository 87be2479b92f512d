"""The log as people read it: newest first, secret values masked, the chain checked."""

import pytest
from sqlalchemy import text

from tests.city import City


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
    for shown in ("Ases1 (ases1)", "Menyimpan nilai", "Dinas Pendidikan", "jawaban:"):
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


def _between(page, start, end):
    return [part.split(end)[0] for part in page.split(start)[1:]]
