"""Anyone with a paper can ask whether it is real, and learns no more than the paper says."""

import io
from datetime import date

import pytest

from evaluator.documents import signatures
from evaluator.services import certificate_register, certifying, signing, voiding
from evaluator.storage.actor import Role
from tests.city import NOW
from tests.signing import FACE, a_paper, a_signer, issue


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A machine that tests much at once may be slow; what a file may cost is bounded elsewhere."""
    monkeypatch.setattr(signatures, "SECONDS", 60)


@pytest.fixture
def codes(city):
    """Codes of two certificates, the second one revoked."""
    city.release_all()
    with city.installation.writes() as session:
        ids = certifying.issue(
            session,
            city["panitia"],
            NOW,
            city.period_id,
            design="resmi",
            draw=lambda face: face["number"].encode(),
            files=city.installation.files,
            public_url="https://bps.example",
        )
        certifying.revoke(session, city["panitia"], NOW, ids[1], "Nama keliru")
        register = {row.id: row for row in certifying.list_certificates(session, city["panitia"])}
    return [register[number].check_code for number in ids[:2]]


def test_a_valid_certificate_shows_what_its_paper_shows_and_nothing_more(codes, browser_of):
    page = browser_of(None).get(f"/v/{codes[0]}")
    assert page.status_code == 200 and "Piagam sah" in page.text
    for shown in ("Dinas Pendidikan", "Juara I", "B-1/33750/HM.310/2025", "29 September 2025"):
        assert shown in page.text
    assert "bukan tanda tangan elektronik (TTE)" in page.text
    for hidden in ("4,69", "4.69", "Panitia", "Dinas Kesehatan", "NIP"):
        assert hidden not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_a_revoked_certificate_says_when_and_why(codes, browser_of):
    page = browser_of(None).get(f"/v/{codes[1].lower()}")
    assert "Piagam sudah dicabut" in page.text and "Nama keliru" in page.text
    assert "1 September 2025, 09.00 WIB" in page.text and "Piagam sah" not in page.text


def test_a_code_is_found_however_it_is_typed(codes, browser_of):
    client = browser_of(None)
    for typed in (codes[0].replace("-", " ").lower(), f"https://bps.example/v/{codes[0]}"):
        sent = client.get("/v/", query_string={"kode": typed})
        assert sent.location == f"/v/{codes[0]}"


def test_an_unknown_code_is_answered_with_help(browser_of, city):
    page = browser_of(None).get("/v/<b>XXXX")
    assert page.status_code == 404
    assert "Kode tidak dikenal" in page.text and "&lt;b&gt;XXXX" in page.text
    assert 'value="&lt;b&gt;XXXX"' in page.text  # what was typed stays


def test_a_number_without_strokes_is_not_taken_for_a_code(city, codes, browser_of):
    from sqlalchemy import text

    with city.installation.writes() as session:
        session.execute(text("UPDATE certificate SET number = 'SERT 12-2025' WHERE id = 1"))
    page = browser_of(None).get("/v/?kode=sert+12-2025", follow_redirects=True)
    assert "Piagam sah" in page.text and "SERT 12-2025" in page.text


@pytest.mark.parametrize("typed", ["", "   ", "---"])
def test_no_code_at_all_is_asked_for_again(browser_of, city, typed):
    page = browser_of(None).get("/v/", query_string={"kode": typed})
    assert page.status_code == 422 and "<title>Galat:" in page.text


def test_a_paper_printed_as_an_example_says_so(city, browser_of):
    from evaluator.storage.offices import Office

    with city.installation.writes() as session:
        session.get(Office, city.office_id).illustrative = True
    city.release_all()
    browser_of("panitia").post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "resmi"})
    with city.installation.reads() as session:
        row = certifying.list_certificates(session, city["panitia"])[0]
    assert "CONTOH" in browser_of(None).get(f"/v/{row.check_code}").text


def upload(client, content, name="piagam.pdf"):
    data = {"paper": (io.BytesIO(content), name)}
    return client.post("/v/berkas", data=data, content_type="multipart/form-data")


@pytest.fixture
def papers(city):
    """Two signed papers as they are handed out, the second one revoked."""
    city.release_all()
    ids = issue(city, NOW)
    with city.installation.writes() as session:
        signing.sign_certificates(
            session, city["panitia"], NOW, ids, signer=a_signer(), files=city.installation.files
        )
        certifying.revoke(session, city["panitia"], NOW, ids[1], "Nama keliru")
    with city.installation.reads() as session:
        found = certificate_register.certificate_files(
            session, city["panitia"], city.installation.files, ids[:2]
        )
    return [content for _, content in found]


def test_an_uploaded_file_is_told_to_be_what_it_is(papers, browser_of):
    client = browser_of(None)
    valid = upload(client, papers[0])
    assert valid.status_code == 200 and "Berkas asli dan berlaku" in valid.text
    assert "Dinas Pendidikan" in valid.text and "ditandatangani oleh Kepala BPS Kota" in valid.text
    revoked = upload(client, papers[1])
    assert "Berkas asli, tetapi dicabut" in revoked.text and "Nama keliru" in revoked.text
    altered = upload(client, papers[0].replace(b"Penghargaan", b"Penghargaam"))
    assert "Bukan berkas asli" in altered.text and "tidak cocok lagi dengan isinya" in altered.text
    foreign = upload(client, a_paper(FACE | {"number": "B-9/99999/X/2020"}))
    assert "Bukan piagam kami" in foreign.text
    photo = upload(client, b"\x89PNG", "foto.png")
    assert "Tidak dapat dibaca" in photo.text and "pakai kode pada" in photo.text
    for page in (revoked, altered, foreign, photo):
        assert "Berkas asli dan berlaku" not in page.text
        assert "bukan tanda tangan elektronik (TTE)" in page.text


def test_checking_a_file_keeps_nothing_of_it(city, papers, browser_of):
    before = list(city.installation.files.all())
    upload(browser_of(None), a_paper(FACE))
    assert list(city.installation.files.all()) == before


def test_an_altered_file_is_nowhere_called_recorded_and_in_force(papers, browser_of):
    page = upload(browser_of(None), papers[0] + b"x").text
    assert "inilah yang tidak sama" in page and "Tercatat dan berlaku" not in page


def test_a_gigantic_file_is_refused_where_it_was_chosen(city, browser_of):
    answer = upload(browser_of(None), b"%PDF-1.7\n" + bytes(12 * 1024 * 1024))
    assert answer.status_code == 413 and "tidak pernah lebih dari 5 MB" in answer.text
    assert 'name="paper"' in answer.text


def test_no_file_is_a_fault_that_says_what_to_choose(browser_of):
    answer = browser_of(None).post("/v/berkas", data={})
    assert answer.status_code == 422 and "Pilih berkas PDF piagamnya" in answer.text
    assert "<title>Galat:" in answer.text
    assert browser_of(None).get("/v/berkas").location == "/v/"


def test_a_number_is_checked_where_a_code_would_be_typed(codes, browser_of):
    client = browser_of(None)
    sent = client.get("/v/", query_string={"kode": " B-1/33750/HM.310/2025 "})
    page = client.get(sent.location)
    assert "Piagam sah" in page.text and "Dinas Pendidikan" in page.text
    assert codes[0] not in page.text  # who only guessed a number learns no code
    revoked = client.get("/v/nomor?nomor=B-2/33750/HM.310/2025")
    assert "Piagam sudah dicabut" in revoked.text and "Nama keliru" not in revoked.text
    assert "Dinas Kesehatan" not in revoked.text
    assert client.get("/v/nomor?nomor=B-9/33750/HM.310/2025").status_code == 404


def test_a_voided_number_is_said_to_be_void_without_its_reason(city, codes, browser_of):
    with city.installation.writes() as session:
        number = voiding.void_number(
            session, city["panitia"], NOW, day=date(2025, 9, 1), reason="Salah cetak Bu Rini"
        )
    page = browser_of(None).get("/v/nomor", query_string={"nomor": number.lower()})
    assert page.status_code == 200 and f"Nomor {number.lower()} dibatalkan." in page.text
    assert "Rini" not in page.text and "tidak ada dalam register" not in page.text
    assert browser_of(None).get("/v/nomor?nomor=").status_code == 404


def test_before_release_every_way_of_asking_names_nothing(city, papers, codes_of, browser_of):
    from sqlalchemy import text

    with city.installation.writes() as session:
        session.execute(text("UPDATE snapshot SET released_at = NULL"))
    client = browser_of(None)
    for page in (
        client.get(f"/v/{codes_of[0]}"),
        client.get("/v/nomor?nomor=B-1/33750/HM.310/2025"),
        upload(client, papers[0]),
        upload(client, papers[0] + b"x"),
    ):
        assert "belum dibuka" in page.text or "Bukan berkas asli" in page.text
        for hidden in ("Dinas", "Juara", "Terbaik", "Kepala BPS"):
            assert hidden not in page.text


@pytest.fixture
def codes_of(city, papers):
    with city.installation.reads() as session:
        rows = certifying.list_certificates(session, city["panitia"])
    return [row.check_code for row in sorted(rows, key=lambda row: row.id)]


@pytest.mark.parametrize(
    "asked", ["' OR 1=1 --/", "<script>alert(1)</script>/x", "%2e%2e/etc", "💥/💥", "a" * 119 + "/"]
)
def test_what_is_asked_is_only_ever_text(city, browser_of, asked):
    client = browser_of(None)
    for path, name in (("/v/", "kode"), ("/v/nomor", "nomor")):
        page = client.get(path, query_string={name: asked}, follow_redirects=True)
        assert page.status_code in (404, 422) and "<script>alert" not in page.text


def test_a_flood_is_turned_away_politely_and_other_pages_go_on(city, browser_of):
    client = browser_of(None)
    answers = [client.get("/v/AAAA-AAAA-AAAA-AAAA") for _ in range(200)]
    codes = [answer.status_code for answer in answers]
    assert codes == [404] * 120 + [429] * 80
    assert answers[-1].headers["Retry-After"] == "60" and "Tunggu satu menit" in answers[-1].text
    assert client.get("/masuk").status_code == 200
    assert browser_of("ketua").get("/piagam/").status_code == 200


def test_a_turned_away_question_asks_the_database_nothing(city, browser_of, count_queries):
    client = browser_of(None)
    for _ in range(120):
        client.get("/v/berkas")
    with count_queries() as sent:
        assert client.get("/v/").status_code == 429
    assert sent == []


def test_files_are_bounded_more_tightly(city, browser_of):
    client = browser_of(None)
    codes = [upload(client, b"bukan PDF").status_code for _ in range(14)]
    assert codes == [200] * 12 + [429] * 2


def test_while_enough_files_are_being_read_the_next_is_asked_to_wait(city, app, monkeypatch):
    from evaluator.web import verify

    monkeypatch.setattr(verify, "_PATIENCE", 0.01)
    with app.app_context():
        reading = verify._limits().reading
    for _ in range(verify._AT_ONCE):
        assert reading.acquire(blocking=False)
    client = app.test_client()
    assert upload(client, b"%PDF-lain").status_code == 429
    assert client.get("/v/").status_code == 200  # codes and numbers are still answered
    reading.release()
    assert upload(client, b"%PDF-lain").status_code == 200


def test_the_public_certificates_are_handed_out_without_any_key(papers, browser_of):
    client = browser_of(None)
    assert 'href="/v/sertifikat.pem"' in client.get("/v/").text
    told = client.get("/v/sertifikat.pem")
    assert told.text.count("BEGIN CERTIFICATE") == 1 and "PRIVATE" not in told.text


def test_where_nothing_was_signed_no_empty_certificate_is_offered(codes, browser_of):
    client = browser_of(None)
    for path in ("/v/", f"/v/{codes[0]}", "/v/nomor?nomor=B-9/33750/HM.310/2025"):
        assert "sertifikat.pem" not in client.get(path).text
    assert client.get("/v/sertifikat.pem").status_code == 404


def test_the_unsigned_original_of_a_signed_paper_is_not_called_signed(city, papers, browser_of):
    with city.installation.reads() as session:
        first = certificate_register.list_certificates(session, city["panitia"])[-1].id
        drawn = certificate_register.certificate_files(
            session, city["panitia"], city.installation.files, [first], drawn=True
        )
    page = upload(browser_of(None), drawn[0][1]).text
    assert "Isinya asli, tanpa tanda tangan" in page
    assert "Berkas di register ditandatangani oleh Kepala BPS Kota Uji" in page


def test_reading_a_file_holds_up_nobody_who_writes(city, app, monkeypatch):
    """While a file is read no session is open, so that others can save meanwhile."""
    from evaluator.services.paper_facts import PaperFacts

    saved = []

    def slow(content, original=0):
        with city.installation.writes() as session:
            city.add_person(session, "baru", Role.ASSESSOR)
        saved.append("baru")
        return PaperFacts(readable=False)

    monkeypatch.setattr(signatures, "read_paper", slow)
    assert upload(app.test_client(), b"%PDF-lain").status_code == 200 and saved == ["baru"]
