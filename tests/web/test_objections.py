"""Pages of objections: a unit writes without losing a word, the office deals with it."""

import io
from datetime import UTC, datetime

import pytest

from evaluator.services import objection_windows
from tests import objection_city as at
from tests.objection_city import DINDIK

FAR = datetime(2099, 1, 1, tzinfo=UTC)


def stretch(city):
    """Let objections be open at this very moment."""
    with city.installation.writes() as session:
        objection_windows.extend(
            session, city["admin"], at.LATER, city.period_id, FAR, reason="uji", version=0
        )


@pytest.fixture
def open_city(city):
    city.release_all()
    stretch(city)
    return city


def form_of(city, unit=at.DINKES, code="a1"):
    return f"/keberatan/tulis/{at.participant(city, unit)}/{code}"


def test_a_unit_writes_a_draft_with_files_and_sends_it(open_city, browser_of):
    client, address = browser_of("dinkes"), form_of(open_city)
    assert "Standar data" in client.get(address).text
    given = {"text": "SK 12 terlewat", "answer": "5", "version": "0", "draf": "1"}
    upload = (io.BytesIO(at.PDF), "SK 12.pdf")
    kept = client.post(address, data={**given, "upload": upload})
    assert (kept.status_code, kept.location) == (302, address)
    page = client.get(address).text
    assert "SK 12 terlewat" in page and "SK 12.pdf" in page
    again = {"text": "SK 12 terlewat.", "answer": "5", "version": "1", "kirim": "1"}
    sent = client.post(address, data=again)
    assert sent.location == "/keberatan/1"
    page = client.get(sent.location).text
    assert "SK 12 terlewat." in page and "Tarik keberatan" in page
    assert client.get("/keberatan/berkas/1").data == at.PDF
    assert "Dikirim" in client.get("/keberatan/").text
    gone = client.post("/keberatan/1/tarik", data={"version": "2"})
    assert gone.location == "/keberatan/"


def test_after_the_deadline_and_on_a_clash_everything_typed_is_still_there(city, browser_of):
    city.release_all()  # in 2025: today the usual time is long over
    client, address = browser_of("dinkes"), form_of(city)
    assert "Waktu mengajukan sudah berakhir" in client.get(address).text
    typed = {"text": "sudah saya ketik semua", "answer": "5", "version": "0", "kirim": "1"}
    late = client.post(address, data=typed)
    assert late.status_code == 422
    assert "sudah saya ketik semua" in late.text and "sudah berakhir 15 September 2025, 23.59" in (
        late.text
    )
    feedback = f"/umpan-balik/{at.participant(city)}"
    assert address not in client.get(feedback).text
    stretch(city)
    assert address in client.get(feedback).text
    assert client.post(address, data={"text": "draf rekan", "version": "0"}).status_code == 302
    clash = client.post(address, data=typed)
    assert clash.status_code == 409
    assert "sudah saya ketik semua" in clash.text and "draf rekan" in clash.text
    wrong = client.post(address, data={**typed, "answer": "9", "version": "1"})
    assert wrong.status_code == 422 and "sudah saya ketik semua" in wrong.text
    bad = (io.BytesIO(b"MZ"), "virus.exe")
    refused = client.post(address, data={**typed, "version": "1", "upload": bad})
    assert refused.status_code == 422 and "virus.exe" in refused.text


def test_no_unit_reaches_anothers_objection_by_any_address(open_city, browser_of):
    number = at.write(open_city, "rahasia dinkes", uploads=[at.file()])
    for who in ("dindik", "ases1", "panitia"):
        client = browser_of(who)
        for path in (f"/keberatan/{number}", "/keberatan/berkas/1"):
            assert client.get(path).status_code == 404, (who, path)
        assert "rahasia dinkes" not in client.get("/keberatan/").text
    client = browser_of("dindik")
    assert client.get(form_of(open_city)).status_code == 404
    data = {"version": "1", "text": "x", "kirim": "1"}
    assert client.post(form_of(open_city), data=data).status_code == 404
    assert client.post(f"/keberatan/{number}/tarik", data=data).status_code == 404
    assert client.post("/keberatan/berkas/1/lepas", data=data).status_code == 404
    for who in ("auditor", "admin"):
        page = browser_of(who).get(f"/keberatan/{number}").text
        assert "rahasia dinkes" in page and "Simpan keputusan" not in page


def test_the_office_answers_decides_confirms_and_publishes_on_its_pages(open_city, browser_of):
    number = at.write(open_city, answer="20/20", code="b1")
    other = at.write(open_city, answer="5", code="a1")
    lead, assessor, admin = (browser_of(who) for who in ("ketua", "ases1", "admin"))
    here = f"/keberatan/{number}"
    seen = {"version": "1", "assessor_id": open_city["ases1"].account_id}
    assert lead.post(f"{here}/tugas", data=seen).status_code == 302
    stale = lead.post(f"{here}/tugas", data=seen)
    assert stale.status_code == 409
    page = assessor.get(here).text
    assert "Menilai unit ini" in page and "3,60" not in page
    empty = assessor.post(f"{here}/jawab", data={"version": "2", "reply": "", "change": "keep"})
    assert empty.status_code == 422 and "Tuliskan jawabannya" in empty.text
    given = {"version": "2", "reply": "Semua terisi.", "change": "change", "answer": "20/20"}
    assert assessor.post(f"{here}/jawab", data=given).status_code == 302
    page = lead.get(here).text
    # index = .6·4 + .4·5 = 4.40: what deciding would do stands there before
    assert "4,40" in page and "Usul penilai" in page
    tried = {"version": "3", "answer": "15/20", "hitung": "1", "reason": "belum jadi"}
    page = lead.post(f"{here}/putus", data=tried)
    # b1 = 1 + 4·15/20 = 4: index = .6·4 + .4·4 = 4.00
    assert page.status_code == 200 and "4,00" in page.text and "belum jadi" in page.text
    ruling = {"version": "3", "verdict": "accept", "answer": "20/20", "reason": ""}
    wrong = lead.post(f"{here}/putus", data=ruling)
    assert wrong.status_code == 422 and "unit akan membacanya" in wrong.text
    ruling |= {"reason": "Tabel lengkap", "members": open_city["ases2"].account_id, "others": "Bu"}
    assert lead.post(f"{here}/putus", data=ruling).status_code == 302
    assert "Menunggu orang kedua" in lead.get(here).text
    own = lead.post(f"{here}/konfirmasi", data={"version": "4"})
    assert own.status_code == 403
    back = admin.post(f"{here}/konfirmasi", data={"version": "4", "kembalikan": "1"})
    assert back.status_code == 422
    assert admin.post(f"{here}/konfirmasi", data={"version": "4"}).status_code == 302
    told = browser_of("dinkes").get(here).text
    assert "4,40" in told and "Tabel lengkap" in told and "Ases2" not in told
    publishing = f"/keberatan/periode/{open_city.period_id}/terbit"
    assert "belum diputuskan" in lead.get(publishing).text
    held = lead.post(publishing, data={"version": "5"})
    assert held.status_code == 422
    assert browser_of("dinkes").post(f"/keberatan/{other}/tarik", data={"version": "1"}).location
    done = lead.post(publishing, data={"version": "5"}, follow_redirects=True)
    assert "Hasil revisi sudah diterbitkan" in done.text
    assert "Diganti" in lead.get(publishing).text
    old = browser_of("auditor").get(f"/keberatan/periode/{open_city.period_id}/hasil/1").text
    assert "Hasil ini sudah diganti" in old and "3,60" in old
    assert "4,40" in browser_of("dinkes").get("/umpan-balik/", follow_redirects=True).text


def test_those_who_check_take_the_whole_register_away(open_city, browser_of):
    at.accept(open_city)
    at.write(open_city, "=1+1", code="b1")
    address = f"/keberatan/periode/{open_city.period_id}/daftar"
    for who in ("ketua", "admin", "auditor"):
        told = browser_of(who).get(f"{address}.csv").data.decode("utf-8-sig")
        first, second = told.splitlines()[1:3]
        # a1 = 5: index = .6·4.75 + .4·3 = 4.05
        assert first.startswith("Dinas Kesehatan,OPD,a1 Standar data,Diterima,")
        assert first.endswith("Admin,3.60,2,4.05,2,")
        assert ",'=1+1," in second
        assert browser_of(who).get(f"{address}.xlsx").data[:2] == b"PK"
    for who in ("ases1", "panitia", "dinkes"):
        assert browser_of(who).get(f"{address}.csv").status_code == 403


def test_the_deadline_is_extended_with_a_reason_that_units_read(city, browser_of):
    city.release_all()
    address = f"/keberatan/periode/{city.period_id}/batas"
    admin = browser_of("admin")
    assert "15 September 2025, 23.59 WIB" in admin.get(address).text
    early = {"version": "0", "closes_at": "2025-09-10T12:00", "reason": "x"}
    refused = admin.post(address, data=early)
    assert refused.status_code == 422 and "hanya dapat diundur" in refused.text
    late = {"version": "0", "closes_at": "2099-01-02T12:00", "reason": "listrik padam"}
    assert admin.post(address, data=late).status_code == 302
    assert admin.post(address, data=late).status_code == 409
    page = browser_of("dindik").get("/keberatan/").text
    assert "2 Januari 2099, 12.00 WIB" in page and "listrik padam" in page


def test_lists_narrow_and_say_why_they_are_empty(open_city, browser_of):
    lead = browser_of("ketua")
    assert "Belum ada keberatan" in lead.get("/keberatan/").text
    assert "menugaskan keberatan kepada penilai" in browser_of("ases1").get("/keberatan/").text
    at.write(open_city)
    at.write(open_city, who="dindik", unit=DINDIK)
    page = lead.get("/keberatan/?keadaan=waiting&cari=kesehatan").text
    assert "Dinas Kesehatan" in page and DINDIK not in page
    assert "Tidak ada yang cocok" in lead.get("/keberatan/?cari=zzz").text
    assert lead.get("/keberatan/?periode=abc&keadaan=zz&page=99").status_code == 200
