"""The plenary's pages: prepared, decided award by award, closed, read after release."""

import re
from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from tests import objection_city as objections
from tests import plenary_city as pleno
from tests.plenary_city import participant, see

OTHERS = ("admin", "ases1", "panitia", "auditor", "dindik")
DINDIK, DINKES, DLH = "Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup"


def at(city, rest=""):
    return f"/pleno/{city.period_id}{rest}"


def lain(city):
    return at(city, f"/lain/{city.category_id}/opd")


def text_of(content):
    return " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(content)).pages).split())


@pytest.fixture
def prepared(city):
    pleno.prepare(city)
    return city


def test_the_lead_prepares_seats_decides_and_closes(city, browser_of):
    pleno.lock(city)
    client = browser_of("ketua")
    assert "Pleno belum disiapkan." in client.get(at(city)).text
    made = client.post(
        at(city, "/siapkan"), data={"held_on": "2025-09-20", "place": "Aula", "agenda": ""}
    )
    assert made.location == at(city, "/anggota")
    rows = {"version": "1", "members-0-name": "Hayu <b>", "members-0-duty": "chair",
            "members-0-present": "y", "members-1-name": "Budi", "members-1-duty": "secretary",
            "members-2-name": "", "members-2-duty": "member"}  # fmt: skip
    assert client.post(at(city, "/anggota"), data=rows).location == at(city)
    facts = {"version": "2", "held_on": "2025-09-20", "place": "Aula", "minutes_number": "B-1/BA"}
    assert client.post(at(city, "/siapkan"), data=facts).location == at(city)
    page = client.get(at(city)).text
    assert "Hayu &lt;b&gt;" in page and "1 penghargaan belum diputuskan." in page
    taken = client.post(at(city, "/terima"), data={"award": f"{city.category_id}/opd"})
    assert taken.location.startswith(at(city))
    version = str(see(city).version)
    done = client.post(at(city, "/tutup"), data={"version": version}, follow_redirects=True).text
    assert "Pleno ditutup" in done and "Buka lagi pleno" in done
    assert "Batalkan keputusan" not in done


def test_the_page_tells_reasons_sureness_and_who_was_passed_over(prepared, browser_of):
    page = browser_of("ketua").get(at(prepared)).text
    for said in (
        "Indeks kecil 4,69: urutan 1 dari 3 unit yang memenuhi syarat",
        "Unggul 1,09 atas Dinas Kesehatan.",
        "Tempat ini bertahan dalam 1000 dari 1000 susunan bobot acak",
        "Tidak ada perubahan satu bobot sampai 50 persen yang mengubah pemenangnya.",
    ):
        assert said in page


def test_another_choice_needs_a_reason_and_what_was_chosen_stays(prepared, browser_of):
    client = browser_of("ketua")
    unit = participant(prepared, DLH)
    refused = client.post(lain(prepared), data={f"place-{unit}": "1", "reason": ""})
    assert refused.status_code == 422
    assert "Tuliskan alasannya; alasan ini dimuat di berita acara." in refused.text
    block = refused.text.split(f'name="place-{unit}"')[1].split("</select>")[0]
    assert '<option value="1" selected>' in block
    given = client.post(
        lain(prepared), data={f"place-{unit}": "1", "reason": "paling jujur <i>"},
        follow_redirects=True,
    )  # fmt: skip
    assert "Keputusan pleno: paling jujur &lt;i&gt;" in given.text
    assert "Lain daripada usulan" in given.text
    again = client.post(lain(prepared), data={f"place-{unit}": "1", "reason": "lagi"})
    assert again.status_code == 409 and "sudah diputuskan" in again.text and "lagi" in again.text


def test_every_fault_of_another_choice_is_told_at_once(prepared, browser_of):
    given = {
        f"place-{participant(prepared, DINDIK)}": "1",
        f"place-{participant(prepared, DINKES)}": "1",
        f"place-{participant(prepared, DLH)}": "2",
        "reason": "",
    }
    refused = browser_of("ketua").post(lain(prepared), data=given)
    assert refused.status_code == 422
    assert "Tuliskan alasannya" in refused.text
    assert f"{DLH} tidak dapat di tempat 2: sudah ada 2 unit" in refused.text


@pytest.mark.parametrize("place", ["-1", "x", "²", "99999999999"])
def test_a_place_that_was_never_offered_is_not_taken_for_none(prepared, browser_of, place):
    given = {f"place-{participant(prepared, DLH)}": place, "reason": "coba"}
    refused = browser_of("ketua").post(lain(prepared), data=given)
    assert refused.status_code == 422
    assert "Tempat yang dikirim tidak dikenal." in refused.text
    assert see(prepared).awards[0].decision is None


def test_how_places_follow_each_other_is_said_before_saving(prepared, browser_of):
    page = browser_of("ketua").get(lain(prepared)).text
    assert "bila dua unit berbagi Juara II, Juara III tidak diberikan." in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": "Juara \U0001f3c6"}, "Judul penghargaan memuat emoji (U+1F3C6)"),
        ({"title": "\ua997\ua9ae"}, "dari aksara Jawa"),
        ({"title_en": "Winner \U0001f3c6"}, "Judul dalam bahasa Inggris memuat emoji"),
        ({"title": "W" * 200}, "paling banyak 120"),
        ({"unit": ""}, "Pilih penerimanya."),
    ],
)
def test_a_special_award_that_cannot_be_printed_is_refused_at_entry(
    prepared, browser_of, given, sentence
):
    whole = {
        "title": "Inovasi", "title_en": "", "reason": "x",
        "unit": f"{prepared.category_id}:{participant(prepared, DLH)}",
    }  # fmt: skip
    refused = browser_of("ketua").post(at(prepared, "/khusus"), data={**whole, **given})
    assert refused.status_code == 422 and sentence in refused.text
    assert len(see(prepared).awards) == 1


def test_the_day_is_the_offices_own(city, browser_of, monkeypatch):
    pleno.lock(city)
    evening = datetime(2025, 9, 1, 20, tzinfo=UTC)  # already the second in Jakarta
    monkeypatch.setattr("evaluator.web.plenary.now", lambda: evening)
    assert 'value="2025-09-02"' in browser_of("ketua").get(at(city, "/siapkan")).text


def test_before_a_plenary_it_comes_first_and_the_release_says_what_is_missing(city, browser_of):
    pleno.lock(city)
    client = browser_of("ketua")
    without = "Usulan menurut rubrik langsung menjadi hasil akhir, tanpa berita acara."

    def ways():
        page = client.get(f"/hasil/{city.period_id}").text
        return {
            name: re.search(rf'class="([^"]*)" href="{link}"', page)
            for name, link in (
                ("Pleno", at(city)), ("Rilis", f"/hasil/{city.period_id}/rilis")
            )
        }  # fmt: skip

    found = ways()
    assert found["Pleno"].start() < found["Rilis"].start()
    assert "secondary" not in found["Pleno"][1] and "secondary" in found["Rilis"][1]
    assert without in client.get(f"/hasil/{city.period_id}/rilis").text
    pleno.begin(city)
    pleno.accept(city)
    pleno.close(city)
    found = ways()
    assert "secondary" in found["Pleno"][1] and "secondary" not in found["Rilis"][1]
    assert without not in client.get(f"/hasil/{city.period_id}/rilis").text


def test_the_list_of_results_calls_what_is_not_locked_provisional(city, browser_of):
    city.open()
    client = browser_of("ketua")
    page = client.get("/hasil/").text
    assert "Sementara: ketua tim sudah dapat membacanya" in page and "Terkunci:" not in page
    city.score_all()
    city.lock()
    assert "Terkunci: ketua tim sudah dapat membacanya" in client.get("/hasil/").text


def test_a_special_award_is_given_and_taken_back(prepared, browser_of):
    client = browser_of("ketua")
    given = {
        "title": "Inovasi Data", "title_en": "", "reason": "aplikasi",
        "unit": f"{prepared.category_id}:{participant(prepared, DLH)}",
    }  # fmt: skip
    assert client.post(at(prepared, "/khusus"), data={**given, "title": ""}).status_code == 422
    page = client.post(at(prepared, "/khusus"), data=given, follow_redirects=True).text
    assert "Inovasi Data" in page and "Penghargaan khusus" in page
    (decision,) = re.findall(r"/batal/(\d+)", page)
    gone = client.post(at(prepared, f"/batal/{decision}"), follow_redirects=True).text
    assert "Inovasi Data" not in gone


def test_a_recusal_is_kept_and_the_chair_who_stepped_aside_cannot_preside(prepared, browser_of):
    client = browser_of("ketua")
    given = {
        "member_id": str(pleno.member(prepared, "Hayu")),
        "place": str(prepared.category_id),
        "reason": "saudara",
    }
    assert client.post(at(prepared, "/mundur"), data={**given, "reason": ""}).status_code == 422
    page = client.post(at(prepared, "/mundur"), data=given, follow_redirects=True).text
    assert "seluruh kategori" in page and "saudara" in page
    refused = client.post(at(prepared, "/terima"))
    assert refused.status_code == 422
    assert "Hayu Wuranti mengundurkan diri di kategori OPD" in refused.text
    (recusal,) = re.findall(r"/mundur/(\d+)/hapus", page)
    back = client.post(at(prepared, f"/mundur/{recusal}/hapus"), follow_redirects=True).text
    assert "Tidak ada anggota pleno yang mengundurkan diri." in back


def test_a_close_that_lacks_something_names_all_of_it(city, browser_of):
    pleno.prepare(city, members=(), number="")
    client = browser_of("ketua")
    refused = client.post(at(city, "/tutup"), data={"version": str(see(city).version)})
    assert refused.status_code == 422
    for said in (
        "Berita acara belum bernomor.",
        "OPD: OPD Terbaik belum diputuskan.",
        "Belum ada pimpinan sidang yang hadir.",
    ):
        assert said in refused.text


def test_members_that_changed_meanwhile_are_not_overwritten(prepared, browser_of):
    rows = {"version": "1", "members-0-name": "Lain", "members-0-duty": "chair"}
    answer = browser_of("ketua").post(at(prepared, "/anggota"), data=rows)
    assert answer.status_code == 409
    assert "diubah orang lain" in answer.text and 'value="Lain"' in answer.text
    assert see(prepared).members[0].name == "Hayu Wuranti"


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_reads_or_moves_a_plenary_before_release(prepared, browser_of, who):
    pleno.accept(prepared)
    pleno.close(prepared)
    client = browser_of(who)
    for rest in ("", "/berita-acara.pdf", "/keputusan", "/keputusan.pdf", "/keputusan.docx"):
        answer = client.get(at(prepared, rest))
        told = answer.get_data().decode(errors="replace")
        assert answer.status_code in (200, 403, 404), rest
        assert answer.status_code != 200 or "Tidak ada pleno" in told, rest
        assert DINDIK not in told and "Hayu" not in told, rest
    for rest in ("/siapkan", "/anggota", "/mundur", "/terima", "/tutup", "/buka", "/khusus"):
        assert client.post(at(prepared, rest)).status_code == 403, rest


@pytest.mark.parametrize("who", ["auditor", "admin"])
def test_after_release_it_is_read_without_any_act(prepared, browser_of, who):
    pleno.depart(prepared, {DINKES: 1, DINDIK: 1})
    pleno.close(prepared)
    prepared.release()
    client = browser_of(who)
    page = client.get(at(prepared)).text
    assert "Keputusan pleno: integritas data" in page
    for act in ("Terima usulan", "Batalkan keputusan", "Ubah anggota", "Buka lagi pleno"):
        assert act not in page
    assert "integritas data" in text_of(client.get(at(prepared, "/berita-acara.pdf")).data)
    assert client.get(at(prepared, "/keputusan")).status_code == 200
    assert client.post(at(prepared, "/keputusan"), data={}).status_code in (403, 422)


def test_a_plenary_that_sits_holds_the_release_up(prepared, browser_of):
    client = browser_of("ketua")
    from evaluator.services import periods

    with prepared.installation.reads() as session:
        version = periods.period_view(session, prepared["ketua"], prepared.period_id).version
    held = client.post(f"/hasil/{prepared.period_id}/rilis", data={"version": str(version)})
    assert held.status_code == 422 and "belum ditutup" in held.text


def test_the_decree_is_written_and_handed_out_as_document_and_pdf(prepared, browser_of):
    pleno.depart(prepared, {DINKES: 1})
    client = browser_of("ketua")
    form = client.get(at(prepared, "/keputusan")).text
    assert "Undang-Undang Nomor 16 Tahun 1997 tentang Statistik" in form
    given = {
        "version": str(see(prepared).version), "number": "12 Tahun 2025", "day": "2025-09-22",
        "about": "Penerima <b>Penghargaan</b>", "weighing": "bahwa satu;\r\n\r\nbahwa dua;",
        "heeding": "UU 16/1997;", "deciding": "Menetapkan penerima.",
    }  # fmt: skip
    empty = client.post(at(prepared, "/keputusan"), data={**given, "heeding": " "})
    assert empty.status_code == 422 and "Tuliskan sedikitnya satu butir." in empty.text
    assert "bahwa dua;" in empty.text
    assert client.post(at(prepared, "/keputusan"), data=given).status_code == 302
    told = text_of(client.get(at(prepared, "/keputusan.pdf")).data)
    assert "KEPUTUSAN KEPALA BPS KOTA UJI NOMOR 12 TAHUN 2025" in told
    assert "PENERIMA <B>PENGHARGAAN</B>" in told and "22 September 2025" in told
    answer = client.get(at(prepared, "/keputusan.docx"))
    document = docx.Document(BytesIO(answer.data))
    assert [cell.text for cell in document.tables[-1].rows[1].cells] == [
        "1", "OPD", "OPD Terbaik – Juara I", DINKES
    ]  # fmt: skip
    assert answer.headers["Content-Type"].endswith("wordprocessingml.document")


def test_a_decree_of_a_day_on_which_nobody_signs_says_so(prepared, browser_of):
    client = browser_of("ketua")
    given = {"version": str(see(prepared).version), "number": "", "day": "2020-01-01",
             "about": "x", "weighing": "a", "heeding": "b", "deciding": "c"}  # fmt: skip
    client.post(at(prepared, "/keputusan"), data=given)
    answer = client.get(at(prepared, "/keputusan.pdf"))
    assert answer.status_code == 422 and "Belum ada penanda tangan" in answer.text


def test_the_results_page_leads_to_the_plenary_and_shows_its_winners(prepared, browser_of):
    pleno.depart(prepared, {DINKES: 1})
    page = browser_of("ketua").get(f"/hasil/{prepared.period_id}").text
    assert f'href="{at(prepared)}"' in page
    row = page.split(f'<th scope="row">{DINKES}')[1].split("</tr>")[0]
    assert "Juara I" in row
    first = page.split(f'<th scope="row">{DINDIK}')[1].split("</tr>")[0]
    assert "Juara" not in first


def test_after_a_revision_the_release_waits_and_earlier_awards_are_not_passed_over(
    city, browser_of
):
    pleno.prepare(city)
    pleno.accept(city)
    pleno.special(city, DLH)
    pleno.close(city)
    city.release()
    objections.accept(city)
    objections.publish(city)
    client, address = browser_of("ketua"), f"/pleno/{city.period_id}"
    asked = client.get(f"/hasil/{city.period_id}/rilis").text
    assert (
        "sesudah pleno atas hasil ini ditutup" in asked and "action=" not in asked.split("<main")[1]
    )
    assert "Tanpa pleno" not in client.get(address).text
    pleno.begin(city, number="B-2/BA/2025")
    (lost,) = pleno.see(city).lost
    again = f"{address}/sebelumnya/{lost.decision_id}"
    bare = client.post(again, data={"lepas": "1", "reason": " "})
    assert bare.status_code == 422 and 'id="reason-error"' in bare.text
    assert client.post(f"{address}/sebelumnya/9999").status_code == 404
    assert client.post(again).status_code == 302
    page = client.get(address).text
    assert "Sama dengan putusan pleno sebelumnya." in page and "Berikan lagi" not in page
    shut = client.get(f"{address}/tutup").text
    assert "mencetak setelah hasil itu dirilis" in shut
