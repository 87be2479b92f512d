"""The unit's own assessment in the browser: filled, shown, checked and handed in."""

import io
import re

import pytest

from evaluator.app import create_app
from evaluator.services.evidence import list_evidence
from evaluator.services.self_assessing import submit_own
from evaluator.services.self_assessments import open_own
from evaluator.storage.rubrics import RubricVersion
from tests.city import NOW
from tests.evidence_city import PDF, EvidenceCity
from tests.kept import stand


@pytest.fixture
def city(installation):
    made = stand(EvidenceCity, installation)
    made.begin()
    return made


@pytest.fixture
def app(city):
    built = create_app(city.installation)
    built.config.update(TESTING=False, WTF_CSRF_ENABLED=False)
    return built


def fill(client, city, code, version=0, **fields):
    return client.post(
        f"/penilaian-mandiri/{city.own}/isi/{code}", data={"version": version, **fields}
    )


def upload(client, city, content=PDF, name="SK.pdf", code="e1", **fields):
    data = {"kind": "kebijakan", "dated": "2025-03-01", "upload": (io.BytesIO(content), name)}
    return client.post(
        f"/penilaian-mandiri/bukti/{city.own}/tambah?indikator={code}", data={**data, **fields}
    )


def pieces(city):
    with city.installation.reads() as session:
        return list_evidence(session, city["dindik"], city.own)


def answers(city):
    with city.installation.reads() as session:
        view = open_own(session, city["dindik"], NOW, city.own)
    return {q.code: q.question.answer for q in view.asked}


def test_a_unit_finds_its_assessment_fills_it_and_hands_it_in(city, browser_of):
    client = browser_of("dindik")
    assert client.get("/").location == "/penilaian-mandiri/"
    assert "0 dari 2 diisi" in client.get("/penilaian-mandiri/").text
    back = fill(client, city, "e1", answer="4", note="satu\r\ndua", next="onwards")
    assert back.location == f"/penilaian-mandiri/{city.own}/isi/e2"
    back = fill(client, city, "e2", not_applicable="1", next="onwards")
    assert back.location == f"/penilaian-mandiri/{city.own}"
    page = client.get(back.location).text
    assert "2 dari 2 indikator diisi" in page
    assert "1 isian lebih tinggi daripada yang didukung buktinya" in page
    done = client.post(
        f"/penilaian-mandiri/{city.own}/kirim",
        data={"version": city.version()},
        follow_redirects=True,
    )
    assert "Penilaian mandiri sudah dikirim ke kantor BPS." in done.text
    assert answers(city) == {"e1": "4", "e2": "TB"}
    # Nothing waits for the unit any more: its evening begins with its feedback again.
    assert client.get("/").location == "/umpan-balik/"


def test_what_cannot_be_kept_is_explained_and_stays_in_its_fields(city, browser_of):
    client = browser_of("dindik")
    page = fill(client, city, "e1", answer="9", note="penjelasan panjang")
    assert page.status_code == 422
    assert "tidak dikenal" in page.text
    assert "penjelasan panjang" in page.text


def test_a_stale_save_shows_both_values_and_the_typed_one_can_be_saved(city, browser_of):
    client = browser_of("dindik")
    fill(client, city, "e1", answer="4", note="dari kantor")
    page = fill(client, city, "e1", answer="2", note="dari lapangan")
    assert page.status_code == 409
    for shown in ("4 Terpadu dan Terukur", "dari kantor", "2 Terkelola", "dari lapangan"):
        assert shown in page.text
    assert 'name="version" value="1"' in page.text
    fill(client, city, "e1", version=1, answer="2", note="dari lapangan")
    assert answers(city)["e1"] == "2"


def test_saving_leads_on_to_evidence_where_that_is_asked(city, browser_of):
    back = fill(browser_of("dindik"), city, "e1", answer="4", next="evidence")
    assert back.location == f"/penilaian-mandiri/bukti/{city.own}/tambah?indikator=e1"


def test_the_kind_that_is_missing_first_is_offered(city, browser_of):
    page = browser_of("dindik").get(f"/penilaian-mandiri/bukti/{city.own}/tambah?indikator=e1")
    assert '<option selected value="administrasi">' in page.text


def test_a_file_is_kept_and_what_it_carries_is_seen_at_once(city, browser_of):
    client = browser_of("dindik")
    upload(client, city, kind="administrasi", page="hlm. 2", title="Laporan kegiatan")
    page = client.get(f"/penilaian-mandiri/{city.own}/isi/e1").text
    assert "Laporan kegiatan" in page and "hlm. 2" in page
    assert "Bukti dukung cukup sampai: 2 Terkelola" in page
    assert "kebijakan untuk nilai 3: belum ada" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg onload=alert(1)>", "SVG"),
        (b"", "kosong"),
        (b"MZ" + b"\0" * 90, "Program"),
        (b"PK\x03\x04" + b"\0" * 90, "rusak"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_and_what_was_typed_stays(
    city, browser_of, content, words
):
    page = upload(browser_of("dindik"), city, content, note="penting sekali")
    assert page.status_code == 422
    assert words in page.text
    assert "penting sekali" in page.text and 'value="2025-03-01"' in page.text
    assert (pieces(city), list(city.installation.files.all())) == ([], [])


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("SK Kepala.exe", "SK Kepala.pdf"),
        ("SK baru; x=1?.pdf", "SK baru; x=1_.pdf"),
        ("laporan.html", "laporan.pdf"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
        ("📊 data.pdf", "📊 data.pdf"),
        (".pdf", "pdf.pdf"),
    ],
)
def test_the_name_is_ours_and_ends_as_its_content_says(city, browser_of, given, stored):
    client = browser_of("dindik")
    assert upload(client, city, name=given).status_code == 302
    (piece,) = pieces(city)
    assert piece.current.file_name == stored
    answer = client.get(f"/bukti/berkas/{piece.current.id}")
    assert answer.data == PDF


def test_a_file_leaves_as_an_attachment_that_no_browser_runs(city, browser_of):
    client = browser_of("dindik")
    upload(client, city, name="Surat Édaran.pdf")
    answer = client.get(f"/bukti/berkas/{pieces(city)[0].current.id}")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''Surat%20%C3%89daran.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["Cache-Control"] == "no-store"


def test_neither_file_nor_link_or_both_is_explained(city, browser_of):
    client = browser_of("dindik")
    address = f"/penilaian-mandiri/bukti/{city.own}/tambah"
    assert "Pilih berkas, atau isi tautan." in client.post(address, data={"kind": ""}).text
    both = upload(client, city, link="https://contoh.go.id/a")
    assert "salah satu saja" in both.text
    bad = client.post(address, data={"kind": "", "link": "http://contoh.go.id/a"})
    assert bad.status_code == 422 and "diawali https://" in bad.text


def test_a_file_larger_than_the_limit_is_refused_with_the_limit(city, app, browser_of):
    city.installation.settings.largest_evidence = 1024
    page = upload(browser_of("dindik"), city, PDF[:-6] + b" " * 1024 + PDF[-6:])
    assert page.status_code == 422
    assert "Berkas lebih besar dari" in page.text


def test_evidence_is_corrected_replaced_taken_away_and_brought_back(city, browser_of):
    client = browser_of("dindik")
    upload(client, city)
    number = pieces(city)[0].id
    here = f"/penilaian-mandiri/bukti/{number}"
    assert "SK.pdf" in client.get(f"{here}/ubah").text
    changed = {"version": 1, "title": "SK Kepala Dinas", "kind": "reviu", "dated": "2025-04-01"}
    assert client.post(f"{here}/ubah", data=changed).status_code == 302
    stale = client.post(f"{here}/ubah", data={**changed, "title": "Lain"})
    assert stale.status_code == 409 and "SK Kepala Dinas" in stale.text and "Lain" in stale.text
    page = client.get(f"{here}/ubah").text
    assert "Dokumen sekarang bertanggal 1 April 2025." in page
    assert re.search(r'for="replace-dated">Tanggal dokumen yang baru</label>', page)
    assert page.count('value="2025-04-01"') == 1  # its own; the newer one's is not filled in
    undated = {"version": 2, "upload": (io.BytesIO(PDF + b"2"), "baru.pdf")}
    refused = client.post(f"{here}/ganti", data=undated)
    assert refused.status_code == 422
    assert "Isi tanggal yang tertulis pada dokumen yang baru." in refused.text
    newer = {"upload": (io.BytesIO(PDF + b"2"), "baru.pdf"), "dated": "2025-05-02", "version": 2}
    assert client.post(f"{here}/ganti", data=newer).status_code == 302
    page = client.get(f"{here}/ubah").text
    assert "baru.pdf" in page and "SK.pdf" in page and "Versi lama" in page
    client.post(f"{here}/hapus", data={"version": 3})
    assert "Bukti ini dihapus" in client.get(f"{here}/ubah").text
    client.post(f"{here}/pulihkan", data={"version": 4})
    (piece,) = pieces(city)
    assert (piece.title, piece.kind, piece.removed_at, len(piece.revisions)) == (
        "SK Kepala Dinas",
        "reviu",
        None,
        2,
    )


OUTSIDE = "Tidak dihitung: bertanggal sebelum 1 Januari 2024"


@pytest.mark.parametrize("rule", ["cap", "advise"])
def test_a_document_from_before_the_span_is_kept_and_said_not_to_count(city, browser_of, rule):
    with city.installation.writes() as session:
        version = session.get(RubricVersion, city.rubric_id)
        version.content = version.content.replace("rule: cap", f"rule: {rule}")
        version.digest += rule
    client = browser_of("dindik")
    upload(client, city, dated="2023-12-31", title="SK lama")
    number = pieces(city)[0].id
    lists = (
        f"/penilaian-mandiri/{city.own}/isi/e1",
        f"/penilaian-mandiri/bukti/{city.own}",
        f"/penilaian-mandiri/bukti/{number}/ubah",
    )
    pages = [client.get(path).text for path in lists]
    assert [page.count(OUTSIDE) for page in pages] == [2, 1, 1]  # told at once, and in each list
    dated = {"version": 1, "title": "SK lama", "kind": "kebijakan", "dated": "2024-01-01"}
    client.post(f"/penilaian-mandiri/bukti/{number}/ubah", data=dated)
    assert not any(OUTSIDE in client.get(path).text for path in lists)


def test_where_no_kind_is_demanded_no_date_leaves_evidence_out_and_it_is_just_there(
    city, browser_of
):
    client, here = browser_of("dindik"), f"/penilaian-mandiri/{city.own}/isi/e1"
    add = f"/penilaian-mandiri/bukti/{city.own}/tambah?indikator=e1"
    assert "Dihitung sejak 1 Januari 2024." in client.get(add).text
    with city.installation.writes() as session:
        version = session.get(RubricVersion, city.rubric_id)
        version.content = re.sub(r"kind: [a-z]+, text:", "text:", version.content)
        version.digest += "-"
    assert "Dihitung sejak" not in client.get(add).text
    upload(client, city, kind="", dated="2019-05-02")
    page = client.get(here).text
    assert "Ada bukti" in page
    assert "Bukti dukung lengkap" not in page and "Tidak dihitung" not in page


def test_evidence_of_every_kind_that_is_demanded_is_complete(city, browser_of):
    client = browser_of("dindik")
    for kind in ("administrasi", "kebijakan", "reviu", "pemutakhiran"):
        upload(client, city, content=PDF + kind.encode(), kind=kind)
    page = client.get(f"/penilaian-mandiri/{city.own}/isi/e1").text
    assert "Bukti dukung lengkap" in page and "Ada bukti" not in page


def test_in_a_blind_period_the_unit_is_warned_and_the_assessor_reads_no_name(city, browser_of):
    from tests.services.test_evidence import make_blind

    make_blind(city)
    client = browser_of("dindik")
    warning = "Penilai tidak boleh tahu unit mana ini"
    upload(client, city, name="SK Dinas Pendidikan.pdf", kind="administrasi")
    (piece,) = pieces(city)
    for path in (
        f"/penilaian-mandiri/bukti/{city.own}/tambah",
        f"/penilaian-mandiri/bukti/{piece.id}/ubah",
        f"/penilaian-mandiri/{city.own}/isi/e1",
    ):
        assert warning in client.get(path).text, path
    handed_in(city)
    assert warning not in client.get(f"/penilaian-mandiri/{city.own}/isi/e1").text
    assessor = browser_of("ases1")
    pages = [assessor.get(f"/penilaian/{one}").text for one in city.sheets("ases1").values()]
    assert sum("Administrasi 1" in page for page in pages) == 1
    assert not any("Dinas Pendidikan" in page for page in pages)


def test_one_piece_is_used_at_a_second_indicator_and_let_go_at_the_first(city, browser_of):
    client = browser_of("dindik")
    upload(client, city)
    number = pieces(city)[0].id
    client.post(f"/penilaian-mandiri/bukti/{number}/pakai/e2", data={"page": "hlm. 9"})
    client.post(f"/penilaian-mandiri/bukti/{number}/lepas/e1")
    assert pieces(city)[0].uses == (("e2", "hlm. 9"),)


def test_a_supervisor_reads_but_finds_no_button_to_fill(city, browser_of):
    city.give_duty("dindik", "supervisor")
    client = browser_of("dindik")
    page = client.get(f"/penilaian-mandiri/{city.own}/isi/e1").text
    assert "Mengisi adalah tugas operator unit" in page
    assert "Simpan, lanjut" not in page
    assert fill(client, city, "e1", answer="4").status_code == 403


def test_the_head_gives_it_back_and_the_operator_reads_why(city, browser_of):
    client = browser_of("dindik")
    city.fill(e1="4", e2="ya")
    address = f"/penilaian-mandiri/{city.own}/kembalikan"
    empty = client.post(address, data={"version": city.version(), "reason": ""})
    assert empty.status_code == 422 and "Tuliskan apa yang perlu diperbaiki." in empty.text
    given = {"version": city.version(), "reason": "Tambahkan SK."}
    assert "Tambahkan SK." in client.post(address, data=given, follow_redirects=True).text


def test_a_step_of_something_changed_meanwhile_is_refused_on_its_page(city, browser_of):
    client = browser_of("dindik")
    city.fill(e1="4", e2="ya")
    page = client.post(f"/penilaian-mandiri/{city.own}/periksa", data={"version": 1})
    assert page.status_code == 409
    assert "berubah sejak halaman dibuka" in page.text


def test_another_unit_gets_none_of_its_pages(city, browser_of):
    upload(browser_of("dindik"), city)
    (piece,) = pieces(city)
    other = browser_of("dinkes")
    for path in (
        f"/penilaian-mandiri/{city.own}",
        f"/penilaian-mandiri/{city.own}/isi/e1",
        f"/penilaian-mandiri/bukti/{city.own}",
        f"/penilaian-mandiri/bukti/{piece.id}/ubah",
        f"/bukti/berkas/{piece.current.id}",
    ):
        assert other.get(path).status_code == 404, path
    for path in ("hapus", "pulihkan", "ganti", "pakai/e2", "lepas/e1"):
        answer = other.post(f"/penilaian-mandiri/bukti/{piece.id}/{path}", data={"version": 1})
        assert answer.status_code == 404, path


@pytest.mark.parametrize("who", ["admin", "ases1", "ketua", "panitia", "auditor"])
def test_the_units_own_pages_are_for_units_alone(city, browser_of, who):
    assert browser_of(who).get(f"/penilaian-mandiri/{city.own}").status_code == 403


def handed_in(city):
    city.fill(e1="4", e2="ya")
    with city.installation.writes() as session:
        submit_own(session, city["dindik"], NOW, city.own, city.version())
    city.open()


def test_an_assessor_lifts_a_cap_from_the_sheet_and_lets_it_hold_again(city, browser_of):
    handed_in(city)
    client = browser_of("ases1")
    address = f"/bukti/batas/{city.own}/e1?next=/penilaian/"
    assert "Bukti dukung cukup sampai: 1 Rintisan" in client.get(address).text
    empty = client.post(address, data={"reason": ""})
    assert empty.status_code == 422 and "Tuliskan alasannya." in empty.text
    assert client.post(address, data={"reason": "Asli dilihat"}).location == "/penilaian/"
    assert "Asli dilihat" in client.get(address).text
    assert client.post(f"/bukti/batas/{city.own}/e1/cabut").status_code == 302
    assert "Asli dilihat" not in client.get(address).text


def test_a_lift_returns_to_no_other_site(city, browser_of):
    handed_in(city)
    address = f"/bukti/batas/{city.own}/e1?next=//jahat.example/"
    back = browser_of("ases1").post(address, data={"reason": "Asli dilihat"})
    assert back.location == f"/bukti/batas/{city.own}/e1"


def test_the_sheet_shows_own_level_evidence_and_cap_beside_the_question(city, browser_of):
    city.show("administrasi", None)
    handed_in(city)
    sheet = city.sheets("ases1")["Dinas Pendidikan"]
    page = browser_of("ases1").get(f"/penilaian/{sheet}").text
    assert "Penilaian mandiri:" in page and "4 Terpadu dan Terukur" in page
    assert "administrasi untuk nilai 2: tanpa tanggal dokumen" in page
    assert f"/bukti/batas/{city.own}/e1" in page


def test_the_lead_reads_the_three_values_and_their_history(city, browser_of):
    handed_in(city)
    client = browser_of("ketua")
    assert "4 Terpadu dan Terukur" in client.get(f"/bukti/nilai/{city.own}").text
    page = client.get(f"/bukti/nilai/{city.own}/e1").text
    assert "Mengisi penilaian mandiri" in page
    assert client.get(f"/bukti/nilai/{city.own}/zz").status_code == 404
    assert browser_of("ases1").get(f"/bukti/nilai/{city.own}").status_code == 404


def test_saving_after_the_session_ended_gives_back_what_was_typed(city, app):
    page = fill(app.test_client(), city, "e1", answer="4", note="jangan hilang")
    assert page.status_code == 401
    assert "jangan hilang" in page.text


def test_nothing_else_that_is_sent_along_changes_anything(city, browser_of):
    extra = {"participant_id": "1", "account_id": "1", "submitted_at": "x", "checked_by": "1"}
    fill(browser_of("dindik"), city, "e1", answer="4", **extra)
    with city.installation.reads() as session:
        progress = open_own(session, city["dindik"], NOW, city.own).progress
    assert (progress.checked_at, progress.sent_at) == (None, None)
