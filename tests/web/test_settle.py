"""The lead settles through the pages: list, one after another, the second person, the lock."""

import csv
import io
import re

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import text

from evaluator.services.stages import withdraw
from evaluator.storage.actor import Role
from evaluator.storage.evidence import Evidence, EvidenceRevision, EvidenceUse
from evaluator.storage.periods import Participant, Period
from tests.city import NOW, add_units
from tests.services.test_differences import say_of_oneself
from tests.services.test_settling import decide, set_confirms, unit_of

DINKES, DINDIK = "Dinas Kesehatan", "Dinas Pendidikan"


@pytest.fixture
def divided(city):
    """Closed, with Dinkes divided on a1 and b1, and Dindik on a2 (5·.6·.25 less)."""
    city.open()
    city.score_all()
    city.score("ases2", DINKES, a1="2", b1="8/20")
    city.score("ases2", DINDIK, a2="3")
    city.close()
    return city


def matter(city, code="a1", unit=DINKES):
    return f"/penyepakatan/unit/{unit_of(city, unit)}/{code}"


def post(client, city, verb, code="a1", query="", **given):
    address = f"/penyepakatan/{verb}/{unit_of(city)}/{code}{query}"
    return client.post(address, data=given)


def decision(**changed):
    return {"answer": "5", "reason": "bukti baru", "version": "0", **changed}


def test_the_list_begins_with_what_moves_the_index_most(divided, browser_of):
    page = browser_of("ketua").get(f"/penyepakatan/{divided.period_id}").text
    assert "3 perbedaan panel belum dibahas." in page
    told = re.findall(r'<td class="number">(0,\d\d)</td>', page)
    assert told == ["0,90", "0,16", "0,15"]  # 2·.45; 2/20·4·.4; 1·.15
    assert page.index("a1 Standar data") < page.index("b1 Tabel terisi")
    assert f'{matter(divided)}"' in page


def test_one_press_leads_through_all_of_them(divided, browser_of):
    client = browser_of("ketua")
    first = post(client, divided, "putuskan", **decision(next="1"))
    assert first.location == matter(divided, "b1")
    second = post(client, divided, "catatan", "b1", note="rata-rata", version="0", next="1")
    assert second.location == matter(divided, "a2", DINDIK)
    third = client.post(
        f"/penyepakatan/catatan/{unit_of(divided, DINDIK)}/a2",
        data={"note": "rata-rata", "version": "0", "next": "1"},
        follow_redirects=True,
    ).text
    assert "Tidak ada lagi yang perlu dibahas" in third
    assert "Semua perbedaan panel sudah dibahas." in third
    assert "Kunci periode" in third


def test_filters_stay_in_the_address(divided, browser_of):
    client = browser_of("ketua")
    query = "?keadaan=all&hal=all&cari=dinas+kesehatan"
    page = client.get(f"/penyepakatan/{divided.period_id}{query}").text
    assert f"{matter(divided)}?keadaan=all&amp;hal=all&amp;cari=dinas+kesehatan" in page
    assert DINDIK not in page
    after = post(client, divided, "putuskan", query=query, **decision(next="1"))
    assert after.location.startswith(f"{matter(divided, 'b1')}?keadaan=all")
    nothing = client.get(f"/penyepakatan/{divided.period_id}?cari=tidak-ada").text
    assert "Tidak ada yang cocok dengan saringan ini." in nothing


def show(city, title, code):
    """A link that Dinkes shows at one indicator."""
    with city.installation.writes() as session:
        piece = Evidence(participant_id=unit_of(city), title=title, kind="kebijakan")
        session.add(piece)
        session.flush()
        account = city["dinkes"].account_id
        link = {"link": "https://contoh.go.id/sk", "account_id": account, "added_at": NOW}
        session.add(EvidenceRevision(evidence_id=piece.id, number=1, **link))
        session.add(EvidenceUse(evidence_id=piece.id, indicator=code, page="3"))


def test_an_indicator_shows_panel_unit_and_evidence(divided, browser_of):
    say_of_oneself(divided, DINKES, a1="5")
    show(divided, "Keputusan kepala dinas", "a1")
    page = browser_of("ketua").get(matter(divided)).text
    for shown in ("Ases1", "Ases2", "4 Terpadu dan Terukur", "2 Terkelola", "Kata unit",
                  "5 Optimum", "selisih indeks +0,90", "menggeser indeks paling jauh 0,90",
                  "https://contoh.go.id/sk", "Keputusan kepala dinas", "halaman 3"):  # fmt: skip
        assert shown in page
    assert page.count("Berbeda</span>") == 2
    bare = browser_of("ketua").get(matter(divided, "a2")).text
    assert "Unit tidak melampirkan bukti dukung di indikator ini." in bare
    assert "Kata unit" not in bare


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"answer": ""}, "Pilih atau tuliskan nilai yang diputuskan."),
        ({"reason": ""}, "Tuliskan alasannya; unit akan membacanya setelah rilis."),
    ],
)
def test_a_refused_decision_says_why_and_keeps_what_was_typed(
    divided, browser_of, changed, sentence
):
    answer = post(browser_of("ketua"), divided, "putuskan", **decision(**changed))
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # above the form and at the field
    if changed.get("reason") is None:
        assert ">bukti baru</textarea>" in answer.text
    else:
        assert re.search(r'value="5" checked', answer.text)


def test_an_answer_off_the_scale_stays_in_its_field(divided, browser_of):
    given = decision(answer="30/20")
    answer = post(browser_of("ketua"), divided, "putuskan", "b1", **given)
    assert answer.status_code == 422
    assert 'value="30/20"' in answer.text


def test_two_leads_see_each_others_words_and_nothing_is_overwritten(divided, browser_of):
    client = browser_of("ketua")
    post(client, divided, "putuskan", **decision())
    late = post(client, divided, "putuskan", **decision(answer="3", reason="menurut saya"))
    assert late.status_code == 409
    for shown in ("Tidak ada yang ditimpa", "Yang tersimpan: Ketua", "bukti baru", "menurut saya"):
        assert shown in late.text
    version = re.search(r'name="version" value="(\d+)"', late.text)[1]
    again = post(client, divided, "putuskan", **decision(answer="3", reason="ya", version=version))
    assert again.status_code == 302
    old = post(client, divided, "batalkan", version="1")
    assert old.status_code == 409
    note = post(client, divided, "catatan", note="catatan saya", version="0")
    assert note.status_code == 409
    assert ">catatan saya</textarea>" in note.text


def test_a_decision_is_taken_back_and_its_history_stays(divided, browser_of):
    client = browser_of("ketua")
    post(client, divided, "putuskan", **decision())
    page = client.get(matter(divided)).text
    assert "Keputusan yang berlaku" in page
    gone = post(client, divided, "batalkan", version="1")
    page = client.get(gone.location).text
    assert "kembali mengikuti aturan panel" in page
    assert "Riwayat: 2 perubahan" in page
    assert "Sebelumnya: 5 Optimum" in page
    assert "Keputusan yang berlaku" not in page


def test_the_decided_number_stands_on_every_page_table_and_paper(divided, browser_of):
    """Dinkes decided 5 and b1 by rule 9/20: .6·4.75 + .4·2.8 = 3.97."""
    city, client = divided, browser_of("ketua")
    post(client, city, "putuskan", **decision())
    post(client, city, "catatan", "b1", note="rata-rata", version="0")
    city.lock()
    city.release()
    here = f"/hasil/{city.period_id}"
    assert "3,97" in client.get(here).text
    leaf = client.get(f"{here}/unit/{unit_of(city)}/a1").text
    assert "Diputuskan: 5" in leaf
    assert "bukti baru" in leaf
    assert "5,00" in leaf
    table = client.get(f"{here}/{city.category_id}.csv").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    (row,) = [row for row in rows if DINKES in row]
    assert "3.97" in row and "5.00" in row
    book = client.get(f"{here}/{city.category_id}.xlsx").get_data()
    lines = openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True)
    assert [3.97 in line and 5 in line for line in lines if DINKES in line] == [True]
    unit = browser_of("dinkes")
    page = unit.get(f"/umpan-balik/{unit_of(city)}").text
    assert "3,97" in page
    assert "Diputuskan bersama: bukti baru" in page
    assert "rata-rata</p>" not in page  # the note of harmonisation is the panel's
    paper = unit.get(f"/umpan-balik/{unit_of(city)}/laporan.pdf").get_data()
    printed = "".join(one.extract_text() for one in PdfReader(io.BytesIO(paper)).pages)
    assert "3,97" in printed
    assert "bukti baru" in printed


def test_an_assessor_reads_the_own_panel_and_notes_but_decides_nothing(divided, browser_of):
    client = browser_of("ases1")
    assert DINKES in client.get("/penyepakatan/").text
    page = client.get(matter(divided)).text
    assert "Putuskan</h2>" not in page
    assert "Anda</h3>" in page
    assert "Ases2</h3>" in page
    assert post(client, divided, "catatan", note="saya salah baca", version="0").status_code == 302
    assert "saya salah baca" in client.get(matter(divided)).text
    assert post(client, divided, "putuskan", **decision(version="1")).status_code == 403


def test_a_blind_panel_does_not_learn_names(city, browser_of):
    city.open()
    city.score_all()
    city.close()
    say_of_oneself(city, DINKES, a1="5")
    with city.installation.writes() as session:
        session.get(Period, city.period_id).blind = True
        session.get(Participant, unit_of(city)).alias = "Unit 07"
    page = browser_of("ases1").get(matter(city)).text
    assert "Ases2" not in page
    assert DINKES not in page
    assert "Dinkes" not in page  # the unit's own person
    assert "Penilai 2" in page
    assert "Unit 07" in page


def test_who_has_no_business_there_gets_nothing(divided, browser_of):
    with divided.installation.writes() as session:
        divided.add_person(session, "ases3", Role.ASSESSOR)
    unit = f"/penyepakatan/unit/{unit_of(divided)}"
    for who in ("ases3", "admin", "auditor", "panitia", "dindik", "dinkes"):
        client = browser_of(who)
        for address in (unit, f"{unit}/a1"):
            answer = client.get(address)
            assert (answer.status_code, DINKES in answer.text) == (404, False)
        assert client.get(f"/penyepakatan/{divided.period_id}").status_code == 403
        assert post(client, divided, "catatan", note="x", version="0").status_code in (403, 404)
    assert browser_of("ketua").get(f"{unit}/tidak-ada").status_code == 404


def test_between_lock_and_release_a_panel_is_closed_to_its_assessors(divided, browser_of):
    divided.lock()
    assert browser_of("ases1").get(matter(divided)).status_code == 404
    page = browser_of("ketua").get(matter(divided)).text
    assert "Putuskan</h2>" not in page


def test_a_withdrawn_unit_is_only_read(divided, browser_of):
    with divided.installation.writes() as session:
        withdraw(session, divided["ketua"], NOW, unit_of(divided), "dilebur")
    page = browser_of("ketua").get(matter(divided)).text
    assert "dilebur" in page
    assert "Putuskan</h2>" not in page
    answer = post(browser_of("ketua"), divided, "putuskan", **decision())
    assert answer.status_code == 422
    assert "ditarik dari penilaian; tidak ada yang perlu disepakati" in answer.text


def test_the_second_person_confirms_all_of_a_unit_with_one_press(city, browser_of):
    set_confirms(city)
    city.open()
    city.score_all()
    city.close()
    decide(city)
    decide(city, code="b1", answer="TB", reason="tidak diminta")
    here = f"/konfirmasi/{city.period_id}"
    own = browser_of("ketua").get(here).text
    assert own.count("Keputusan Anda sendiri") == 2
    admin = browser_of("admin")
    page = admin.get(here).text
    for shown in (DINKES, "4; 4", "bukti baru", "Tidak berlaku", "tidak diminta"):
        assert shown in page
    form = f"{here}/{unit_of(city)}"
    both = {"code": ["a1", "b1"], "version-a1": "1", "version-b1": "1"}
    nothing = admin.post(form, data={"version-a1": "1"})
    assert nothing.status_code == 422
    assert "Pilih paling sedikit satu keputusan" in nothing.text
    stale = admin.post(form, data={**both, "version-b1": "7"})
    assert stale.status_code == 409
    assert "Tidak ada yang ditimpa" in stale.text
    mine = browser_of("ketua").post(form, data=both)
    assert mine.status_code == 422
    assert "harus dikonfirmasi orang kedua" in mine.text
    done = admin.post(form, data=both, follow_redirects=True).text
    assert "2 keputusan dikonfirmasi." in done
    assert "Tidak ada keputusan yang menunggu konfirmasi." in done


def test_the_lock_page_names_what_nobody_confirmed(city, browser_of):
    set_confirms(city)
    city.open()
    city.score_all()
    city.close()
    decide(city)
    client, here = browser_of("ketua"), f"/hasil/{city.period_id}/kunci"
    version = re.search(r'name="version" value="(\d+)"', client.get(here).text)[1]
    refused = client.post(here, data={"version": version})
    assert refused.status_code == 422
    assert "Dinas Kesehatan, a1: diputuskan Ketua" in refused.text


def test_the_admin_reads_a_panel_only_where_a_second_person_is_wanted(city, browser_of):
    set_confirms(city)
    city.open()
    city.score_all()
    assert browser_of("admin").get(matter(city)).status_code == 404
    city.close()
    page = browser_of("admin").get(matter(city)).text
    assert "Penilai 1" in page
    assert "Ases1" not in page
    city.lock()
    assert browser_of("admin").get(matter(city)).status_code == 404


def test_without_a_period_being_settled_the_page_says_when_there_is_one(city, browser_of):
    assert "ketika ketua tim menutup penilaian" in browser_of("ketua").get("/penyepakatan/").text
    city.open()
    city.score_all()
    city.close()
    agreed = browser_of("ketua").get(f"/penyepakatan/{city.period_id}").text
    assert "Panel sependapat pada semua indikator." in agreed


@pytest.mark.parametrize("more", [0, 2, 57])
def test_list_and_indicator_take_the_same_queries_for_few_and_many(
    city, browser_of, count_queries, more
):
    add_units(city, more)
    city.open()
    city.score_all()
    city.score("ases2", DINKES, a1="2")
    with city.installation.writes() as session:
        session.execute(text("UPDATE period SET stage = 'settling'"))
    client, address = browser_of("ketua"), matter(city)
    with count_queries() as listed:
        client.get(f"/penyepakatan/{city.period_id}")
    with count_queries() as one:
        assert client.get(address).status_code == 200
    counts = [len([s for s in sent if s.startswith("SELECT")]) for sent in (listed, one)]
    assert counts == [12, 17]
