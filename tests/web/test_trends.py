"""Trends on pages: for those who answer for the whole office, in pictures, tables and papers."""

import csv
import io

import pytest
from pypdf import PdfReader

from evaluator.services import trend_city
from evaluator.services.logging import list_log
from evaluator.storage.periods import Period
from evaluator.storage.results import Snapshot
from tests.kept import stand
from tests.years import Years


@pytest.fixture
def city(installation):
    return stand(Years, installation)


def pages(city):
    track, unit = city.tracks[2027, "OPD"], city.units["Dinkes"]
    names = ("kategori", "sebaran", "profil", "bagian", "unit", "peta")
    pictures = [f"/tren/{track}/{name}.svg" for name in names]
    tables = [
        f"/tren/{track}/{name}.{kind}"
        for name in ("kategori", "sebaran", "bagian", "unit", "peta")
        for kind in ("csv", "xlsx")
    ]
    ends = ("", "/nilai.svg", "/bagian.svg", "/nilai.csv", "/bagian.xlsx")
    own = [f"/tren/{track}/unit/{unit}{end}" for end in ends]
    papers = [f"/tren/{track}/buku.pdf", "/tren/wali-kota.pdf", "/tren/wali-kota.pdf?tahun=2025"]
    city_files = [f"/tren/kota.{kind}" for kind in ("svg", "csv", "xlsx")]
    return [
        "/tren/",
        *city_files,
        f"/tren/{track}",
        f"/tren/{track}/peta",
        *own,
        *pictures,
        *tables,
        *papers,
    ]


def test_who_answers_for_the_office_opens_every_page_and_a_unit_none(city, browser_of):
    client, found = browser_of("auditor"), pages(city)
    assert {page: client.get(page).status_code for page in found} == dict.fromkeys(found, 200)
    for who in ("dindik", "ases1", "panitia"):
        client = browser_of(who)
        assert {client.get(page).status_code for page in found} == {403}
    client = browser_of(None)
    assert {client.get(page).status_code for page in found} == {302}
    assert browser_of("admin").get("/tren/999").status_code == 404
    assert browser_of("admin").get("/tren/wali-kota.pdf?tahun=2019").status_code == 404


def test_the_page_says_what_breaks_a_line(city, browser_of):
    client, track = browser_of("auditor"), city.tracks[2027, "OPD"]
    page = client.get(f"/tren/{track}").text
    for said in (
        "Mulai 2026 dengan rubrik small 2.0",
        "Bergabung ke Dinas Kesehatan sejak 1 Maret 2027.",
        "Dinas Lingkungan Hidup bergabung sejak 1 Maret 2027; garis mulai lagi.",
        "2026: ditarik dari penilaian (Tutup sementara).",
        "2026: tidak ikut.",
    ):
        assert said in page
    village = client.get(f"/tren/{city.tracks[2025, 'Kelurahan']}").text
    assert "Kuripan Yosorejo" in village and "Dahulu Kuripan." in village


def test_who_opens_locked_results_is_kept_in_the_log(city, browser_of):
    client, track = browser_of("ketua"), city.tracks[2027, "OPD"]
    with city.installation.writes() as session:
        session.get(Period, city.periods[2027]).released_at = None
        session.query(Snapshot).filter_by(period_id=city.periods[2027]).one().released_at = None
    assert "belum dirilis" in client.get(f"/tren/{track}").text
    assert client.get(f"/tren/{track}/unit.svg").status_code == 200
    with city.installation.reads() as session:
        acts = [entry.act for entry in list_log(session, city["admin"])[:2]]
    assert acts[0] == "results.view" and acts[1] != "results.view"  # once an hour
    seen = browser_of("auditor").get(f"/tren/{track}")
    assert seen.status_code == 404
    older = browser_of("auditor").get(f"/tren/{city.tracks[2026, 'OPD']}").text
    assert "4,50" in older and "2027" not in older.partition("Tiap unit")[0]


def test_tables_carry_the_declared_values(city, browser_of):
    client, track = browser_of("auditor"), city.tracks[2027, "OPD"]

    def rows(address):
        text = client.get(address).get_data().decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text)))

    units = {row[0]: row[1:4] for row in rows(f"/tren/{track}/unit.csv")}
    assert units["Unit"] == ["2025", "2026", "2027"]
    assert units["Dinas Kesehatan"] == ["3.60", "4.50", "3.00"]
    assert units["Dinas Pariwisata"] == ["2.00", "", "2.00"]
    assert [row[2] for row in rows(f"/tren/{track}/kategori.csv")[1:]] == ["3.00", "4.00", "3.50"]
    own = rows(f"/tren/{track}/unit/{city.units['Dindik']}/nilai.csv")
    assert own[2][1:6] == ["Dinas Pendidikan", "4.50", "Baik", "5.00", "5.00"]
    first = city.tracks[2025, "OPD"]
    heat = {row[0]: row[1:] for row in rows(f"/tren/{first}/peta.csv")}
    assert heat["Dinas Lingkungan Hidup"] == ["2.00", "1.00", "Tidak berlaku"]


def test_the_mayors_paper_is_one_page_and_names_nobody_who_fell(city, browser_of):
    pdf = PdfReader(io.BytesIO(browser_of("ketua").get("/tren/wali-kota.pdf").get_data()))
    assert len(pdf.pages) == 1
    text = " ".join(pdf.pages[0].extract_text().split())
    assert "Dinas Komunikasi dan Informatika" in text and "+1,00" in text
    assert "Satuan Polisi" not in text and "Dinas Pariwisata" not in text


def test_an_office_without_results_is_told_when_trends_open(installation):
    from evaluator.app import create_app
    from tests.city import PASSWORD, City

    stand(City, installation)
    client = create_app(installation).test_client()
    client.application.config.update(WTF_CSRF_ENABLED=False)
    client.post("/masuk", data={"username": "ketua", "password": PASSWORD})
    assert "begitu satu periode dirilis" in client.get("/tren/").text
    for address in ("/tren/kota.svg", "/tren/kota.csv", "/tren/wali-kota.pdf"):
        assert client.get(address).status_code == 404


def test_a_page_of_trends_asks_the_database_a_fixed_number_of_times(
    city, browser_of, count_queries
):
    client, counted = browser_of("auditor"), []
    for title in ("OPD", "Kelurahan"):
        address = f"/tren/{city.tracks[2027, title]}"
        client.get(address)
        with count_queries() as sent:
            client.get(address)
        counted.append(len(sent))
    assert counted[0] == counted[1]


def test_everyone_reads_of_the_city_and_of_no_single_unit(city, browser_of, monkeypatch):
    client = browser_of(None)
    assert "3,50" not in client.get("/penghargaan/2027/kota").text  # six are too few
    monkeypatch.setattr(trend_city, "FEWEST", 3)
    assert "/penghargaan/2027/kota" in client.get("/penghargaan/2027").text
    page = client.get("/penghargaan/2027/kota").text
    assert "3,50" in page and "Kelurahan" in page
    names = ("Dinas", "Badan", "Medono", "Kuripan", "4,85", "5,00", "4.50")
    for end in ("kota", "kota/tengah.svg", "kota/predikat.svg", "kota.csv"):
        answer = client.get(f"/penghargaan/2027/{end}")
        text = answer.get_data().decode()
        assert answer.status_code == 200 and [name for name in names if name in text] == []
        assert client.get(f"/penghargaan/2024/{end}").status_code == 404
