"""Trying out on a page: the address holds what is tried, and only its readers open it."""

import io
from datetime import timedelta

from pypdf import PdfReader

from evaluator.storage.offices import Office
from tests.city import NOW
from tests.web.test_feedback import participants


def test_what_is_tried_stands_in_the_address_and_can_be_shared_or_printed(city, browser_of):
    city.release_all()
    own = participants(city)["Dinas Kesehatan"]
    client = browser_of("dinkes")
    page = f"/umpan-balik/{own}/andai"
    answer = client.post(page, data={"n.a1": "5", "n.a2": "", "n.b1": "20/20"})
    assert answer.status_code == 303
    assert answer.location == f"{page}?ubah=a1:5&ubah=b1:20/20"
    shown = client.get(answer.location).text
    assert "Nilai menjadi 4,85 (+1,25), predikat tetap Baik." in shown
    assert "Sekarang: 4 Terpadu dan Terukur" in shown
    asked = client.get(f"{page}/hitung?ubah=a1:5&ubah=b1:20/20").json
    assert (asked["value"], asked["predicate"], asked["problems"]) == ("4,85", "Baik", {})
    assert asked["path"] == answer.location
    paper = client.get(f"{page}.pdf?ubah=a1:5&ubah=b1:20/20").data
    text = " ".join(PdfReader(io.BytesIO(paper)).pages[0].extract_text().split())
    for part in ("Bagaimana seandainya", "4,85", "5 Optimum", "SIMULASI", "10/20 20/20"):
        assert part in text
    for username in ("dindik", "ases1", "panitia"):
        other = browser_of(username)
        for path in (page, f"{page}/hitung", f"{page}.pdf"):
            hidden = other.get(f"{path}?ubah=a1:5")
            assert hidden.status_code == 404 and "4,05" not in hidden.text
            assert "bukan milik unit Anda atau belum dibuka" in hidden.text
        assert other.post(page, data={"n.a1": "5"}).status_code == 404


def test_a_wrong_answer_stays_in_its_field_with_the_reason(city, browser_of):
    city.release_all()
    own = participants(city)["Dinas Kesehatan"]
    page = browser_of("dinkes").get(f"/umpan-balik/{own}/andai?ubah=b1:21/20&ubah=zz:1&ubah=x")
    assert 'value="21/20"' in page.text
    assert "bagian tidak boleh lebih besar daripada keseluruhan" in page.text
    assert "karena jawabannya tidak diterima: b1." in page.text
    assert "Belum ada yang diubah" in page.text and "TB bila tidak berlaku" in page.text
    fallen = browser_of("dinkes").get(f"/umpan-balik/{own}/andai?ubah=b1:5/20").text
    assert "Nilai menjadi 3,20 (−0,40), predikat berubah menjadi Cukup." in fallen


def test_the_page_offers_plan_trial_and_objection_to_the_unit_alone(city, browser_of, monkeypatch):
    monkeypatch.setattr("evaluator.web.feedback.now", lambda: NOW)
    city.release_all()
    with city.installation.writes() as session:
        session.get(Office, city.office_id).help_contact = "Tim Pembinaan <0285-1>"
    ids = participants(city)
    own = ids["Dinas Kesehatan"]
    mine = browser_of("dinkes").get(f"/umpan-balik/{own}").text
    lead = browser_of("ketua").get(f"/umpan-balik/{own}").text
    assert f'action="/rencana/mulai/{own}"' in mine and 'name="step" value="b1"' in mine
    assert f"/keberatan/tulis/{own}/a1" in mine
    # That one may object, and until when, is said at the top; to nobody else, and not for ever.
    assert "Keberatan dapat diajukan sampai 15 September 2025, 23.59 WIB." in mine
    assert "Keberatan dapat diajukan" not in lead
    monkeypatch.setattr("evaluator.web.feedback.now", lambda: NOW + timedelta(days=30))
    later = browser_of("dinkes").get(f"/umpan-balik/{own}").text
    assert "Keberatan dapat diajukan" not in later and "/keberatan/tulis" not in later
    assert "Waktu mengajukan keberatan atas hasil ini sudah berakhir." in later
    assert "sudah berakhir" not in lead
    assert "BPS Kota Uji: Tim Pembinaan &lt;0285-1&gt;" in mine
    assert "/rencana/mulai" not in lead and "/keberatan/tulis" not in lead
    assert f"/umpan-balik/{own}/andai" in mine and f"/umpan-balik/{own}/andai" in lead
    # One place higher is told by the own steps alone: nothing of the unit that stands there.
    assert "Satu peringkat lebih tinggi" in mine
    for hidden in ("4,69", "Dinas Pendidikan", "4.69"):
        assert hidden not in mine


def test_the_lead_hands_out_a_period_and_tells_the_units(city, browser_of):
    city.release_all()
    lead = browser_of("ketua")
    page = f"/umpan-balik/periode/{city.period_id}"
    shown = lead.get(page).text
    assert "3 laporan" in shown and "Tidak ada akun" in shown and "Kabari 2 unit" in shown
    pile = lead.get(f"{page}.pdf")
    assert len(PdfReader(io.BytesIO(pile.data)).pages) >= 3
    assert lead.post(f"{page}/kabari").location == page
    again = lead.get(page).text
    assert "Semua unit yang mempunyai akun sudah dikabari" in again
    assert lead.post(f"{page}/kabari").status_code == 422
    for username in ("dinkes", "ases1", "panitia", "auditor"):
        other = browser_of(username)
        for path in (page, f"{page}.pdf", f"{page}.zip"):
            assert other.get(path).status_code == 403
        assert other.post(f"{page}/kabari").status_code == 403
