"""Lead and organiser sign, send out and take back; nobody else sees those pages."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.city import NOW
from tests.signing import a_key, a_signer, as_file, issue


def words_of(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@pytest.fixture
def ids(city):
    city.release_all()
    return issue(city, NOW)


@pytest.fixture
def key(city):
    """The office's key, set as the operator sets it."""
    place = city.installation.folder / "kantor.p12"
    place.write_bytes(as_file(a_key()))
    settings = city.installation.settings.model_copy(
        update={"signing_key": place, "signing_passphrase": _secret("sandi")}
    )
    city.installation.settings = settings
    return place


def _secret(text):
    from pydantic import SecretStr

    return SecretStr(text)


def chosen(ids):
    return "&".join(f"id={number}" for number in ids)


def test_papers_are_looked_over_signed_and_handed_out_signed(city, ids, key, browser_of):
    panitia = browser_of("panitia")
    page = panitia.get("/piagam/tanda-tangan/")
    assert "Kepala BPS Kota Uji, BPS" in page.text and "PAdES B-B" in page.text
    assert page.text.count('name="id"') == 3
    confirm = panitia.get(f"/piagam/tanda-tangan/terpilih?{chosen(ids)}")
    assert "Tandatangani 3 piagam?" in words_of(confirm)
    done = panitia.post("/piagam/tanda-tangan/terpilih", data={"ids": "1-3"})
    assert done.status_code == 302
    after = panitia.get(done.location)
    assert (
        "3 piagam ditandatangani." in after.text and "Tidak ada piagam yang menunggu" in after.text
    )
    assert b"/ByteRange" in panitia.get("/piagam/berkas/1.pdf").data
    assert b"/ByteRange" not in panitia.get("/piagam/cetak/1-3/gabungan.pdf").data
    again = panitia.post("/piagam/tanda-tangan/terpilih", data={"ids": "1-3"})
    assert "3 sudah bertanda tangan sebelumnya" in panitia.get(again.location).text


def test_papers_of_earlier_years_wait_apart_and_are_not_ticked(city, ids, key, browser_of):
    with city.installation.writes() as session:
        session.execute(text("UPDATE series SET year = 2024"))
        session.execute(
            text("INSERT INTO series (id, office_id, code, year, next_serial) "
                 "SELECT 77, office_id, '', 2025, 9 FROM certificate WHERE id = 3")
        )  # fmt: skip
        session.execute(text("UPDATE certificate SET series_id = 77 WHERE id = 3"))
    panitia = browser_of("panitia")

    def boxes(query):
        page = panitia.get(f"/piagam/tanda-tangan/{query}").text
        return re.findall(r'name="id" value="(\d+)"( checked)?', page)

    assert boxes("") == boxes("?tahun=1999") == boxes("?tahun=x") == [("3", " checked")]
    assert boxes("?pilih=tidak") == [("3", "")]
    assert boxes("?tahun=2024") == [("1", ""), ("2", "")]
    assert boxes("?tahun=2024&pilih=semua") == [("1", " checked"), ("2", " checked")]
    page = panitia.get("/piagam/tanda-tangan/")
    assert "2025 (1) 2024 (2)" in words_of(page)
    assert 'href="/piagam/tanda-tangan/?tahun=2025&amp;pilih=tidak#menunggu"' in page.text


def test_a_unit_gets_its_signed_paper(city, ids, key, browser_of):
    browser_of("ketua").post("/piagam/tanda-tangan/terpilih", data={"ids": "1-3"})
    dindik = browser_of("dindik")
    page = dindik.get("/umpan-balik/")
    link = re.search(r'href="(/umpan-balik/piagam/\d+[^"]*)"', page.text)
    if link is None:
        page = dindik.get(re.search(r'href="(/umpan-balik/\d+)"', page.text)[1])
        link = re.search(r'href="(/umpan-balik/[^"]*piagam[^"]*)"', page.text)
    assert b"/ByteRange" in dindik.get(link[1]).data


def test_without_a_key_the_page_says_so_and_the_rest_works(city, ids, browser_of):
    panitia = browser_of("panitia")
    page = panitia.get("/piagam/tanda-tangan/")
    assert "EVALUATOR_SIGNING_KEY" in page.text and "Tandatangani yang dipilih" not in page.text
    refused = panitia.post("/piagam/tanda-tangan/terpilih", data={"ids": "1-3"})
    assert refused.status_code == 422 and "belum mempunyai kunci" in refused.text
    assert panitia.get("/piagam/berkas/1.pdf").status_code == 200


def test_a_wrong_passphrase_is_told_and_never_shown(city, ids, key, browser_of):
    city.installation.settings = city.installation.settings.model_copy(
        update={"signing_passphrase": _secret("rahasia-yang-salah")}
    )
    panitia = browser_of("panitia")
    for answer in (
        panitia.get("/piagam/tanda-tangan/"),
        panitia.post("/piagam/tanda-tangan/terpilih", data={"ids": "1-3"}),
    ):
        assert "kata sandinya salah" in answer.text
        assert "rahasia-yang-salah" not in answer.text and str(key) not in answer.text


def ended(place):
    now = datetime.now(UTC)
    old = a_key(start=now - timedelta(days=9), end=now - timedelta(days=1))
    place.write_bytes(as_file(old))


@pytest.mark.parametrize(
    ("happens", "sentence"),
    [(ended, "berakhir pada"), (Path.unlink, "tidak ada atau tidak dapat dibaca")],
    ids=["ended", "missing"],
)
def test_a_key_that_does_not_count_stops_signatures_and_nothing_else(
    city, ids, key, browser_of, happens, sentence
):
    happens(key)
    panitia = browser_of("panitia")
    page = panitia.get("/piagam/tanda-tangan/")
    assert sentence in page.text and "Tandatangani yang dipilih" not in page.text
    refused = panitia.post("/piagam/tanda-tangan/terpilih", data={"ids": "1-3"})
    assert refused.status_code == 422 and sentence in refused.text
    for path in ("/piagam/berkas/1.pdf", f"/piagam/{city.period_id}", "/v/"):
        assert panitia.get(path, follow_redirects=True).status_code == 200, path


def test_where_the_time_stamp_server_is_gone_papers_wait_and_say_why(city, ids, key, browser_of):
    city.installation.settings = city.installation.settings.model_copy(
        update={"timestamp_url": "http://127.0.0.1:9/stempel"}
    )
    panitia = browser_of("panitia")
    refused = panitia.post("/piagam/tanda-tangan/terpilih", data={"ids": "1-3"})
    assert refused.status_code == 422 and "Server stempel waktu tidak menjawab" in refused.text
    page = panitia.get("/piagam/tanda-tangan/")
    assert "Tanpa tanda tangan elektronik: 3 piagam" in words_of(page)
    assert "PAdES B-T" in page.text and page.text.count('name="id"') == 3


def test_nothing_chosen_asks_to_choose(ids, key, browser_of):
    panitia = browser_of("panitia")
    for path in ("terpilih", "untuk-ditandatangani.zip"):
        answer = panitia.get(f"/piagam/tanda-tangan/{path}", follow_redirects=True)
        assert "Pilih dahulu piagam" in answer.text


def test_papers_go_out_as_a_zip_and_come_back_signed(city, ids, browser_of):
    ketua = browser_of("ketua")
    sent = ketua.get(f"/piagam/tanda-tangan/untuk-ditandatangani.zip?{chosen(ids[:2])}")
    with zipfile.ZipFile(io.BytesIO(sent.data)) as archive:
        listed, first, second = archive.namelist()
        papers = {name: archive.read(name) for name in (first, second)}
    there = a_signer(common="Pejabat di SRIKANDI")
    files = [
        (io.BytesIO(there.sign(papers[first])), first),
        (io.BytesIO(papers[second]), "belum.pdf"),
    ]
    answer = ketua.post("/piagam/tanda-tangan/kembali", data={"papers": files})
    assert answer.status_code == 422 and listed == "daftar.csv"
    assert "1 piagam diterima" in answer.text and "1 berkas ditolak" in answer.text
    assert "belum.pdf" in answer.text and "belum ditandatangani" in answer.text
    last = [(io.BytesIO(there.sign(papers[second])), second)]
    done = ketua.post("/piagam/tanda-tangan/kembali", data={"papers": last})
    page = ketua.get(done.location)
    assert "Ditandatangani di sistem lain: 2 piagam" in words_of(page)
    empty = ketua.post("/piagam/tanda-tangan/kembali", data={})
    assert empty.status_code == 422 and "Pilih berkas PDF" in empty.text


@pytest.mark.parametrize("username", ["ases1", "admin", "auditor", "dindik", None])
def test_others_are_turned_away(city, ids, browser_of, username):
    client = browser_of(username)
    for path in ("", "terpilih?id=1", "untuk-ditandatangani.zip?id=1", "kembali", "sertifikat.pem"):
        answer = client.get(f"/piagam/tanda-tangan/{path}")
        assert answer.status_code == (403 if username else 302), path
    posted = client.post("/piagam/tanda-tangan/terpilih", data={"ids": "1-3"})
    assert posted.status_code == (403 if username else 401)


def test_the_public_certificate_is_handed_out_without_its_key(key, browser_of):
    told = browser_of("ketua").get("/piagam/tanda-tangan/sertifikat.pem")
    assert told.text.startswith("-----BEGIN CERTIFICATE-----") and "PRIVATE" not in told.text


def test_the_pages_ask_the_same_however_many_papers_wait(city, ids, browser_of, count_queries):
    panitia = browser_of("panitia")
    panitia.get("/piagam/tanda-tangan/")
    with count_queries() as few:
        panitia.get("/piagam/tanda-tangan/")
    with city.installation.writes() as session:
        session.execute(text("UPDATE certificate SET signed_file = file WHERE id > 1"))
    with count_queries() as one:
        panitia.get("/piagam/tanda-tangan/")
    assert len(few) == len(one)
