"""The public page of a year: readable, printable, framed elsewhere, and as tables."""

import csv
import io

import pytest

from evaluator.storage.offices import Office
from evaluator.storage.periods import Participant
from tests.stage import decide, joint_second


@pytest.fixture
def released(city):
    decide(city)
    joint_second(city)
    city.release()
    return city


def test_the_years_lead_to_their_awards(released, browser_of):
    client = browser_of(None)
    assert "Lihat penghargaan 2025" in client.get("/penghargaan/").text
    page = client.get("/penghargaan/2025")
    for shown in ("OPD Terbaik", "Juara II (bersama)", "Dinas Kesehatan", "Statistik Berdampak"):
        assert shown in page.text
    assert client.get("/penghargaan/2024").status_code == 404


def test_an_empty_hall_says_when_it_opens(city, browser_of):
    page = browser_of(None).get("/penghargaan/")
    assert page.status_code == 200 and "begitu hasil dirilis" in page.text


def test_only_the_piece_for_other_sites_may_be_framed_and_it_sets_no_cookie(released, browser_of):
    client = browser_of(None)
    piece = client.get("/penghargaan/2025/sematkan")
    assert "frame-ancestors *" in piece.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in piece.headers and "Set-Cookie" not in piece.headers
    assert "script" not in piece.text and "Dinas Kesehatan" in piece.text
    for address in ("/penghargaan/", "/penghargaan/2025", "/v/", "/masuk"):
        other = client.get(address)
        assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"], address
        assert other.headers["X-Frame-Options"] == "DENY", address


def test_the_table_has_the_documented_columns_and_runs_no_formula(city, browser_of):
    decide(city)
    with city.installation.writes() as session:
        for row in session.query(Participant).where(Participant.name == "Dinas Kesehatan"):
            row.name = "=HYPERLINK(1)"
        session.flush()
        from evaluator.services.snapshots import digest_of, newest

        snapshot = newest(session, city.period_id)
        snapshot.digest = digest_of(session, snapshot)
    city.release()
    answer = browser_of(None).get("/penghargaan/2025.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[1] == {
        "tahun": "2025", "periode": "Penilaian 2025", "acara": "Hari Statistik Nasional 2025",
        "tanggal": "2025-09-29", "kategori": "OPD", "penghargaan": "OPD Terbaik",
        "juara": "Juara II", "bersama": "tidak", "penerima": "'=HYPERLINK(1)", "keterangan": "",
    }  # fmt: skip


def test_programs_read_the_same_as_json(released, browser_of):
    answer = browser_of(None).get("/penghargaan/2025.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    found = answer.json
    assert (found["kantor"], found["tahun"], found["contoh"]) == ("BPS Kota Uji", 2025, False)
    (category,) = found["periode"][0]["kategori"]
    places = [
        (one["juara"]["id"], one["bersama"], one["penerima"]) for one in category["penghargaan"]
    ]
    assert places == [
        ("Juara I", False, "Dinas Pendidikan"),
        ("Juara II", True, "Dinas Kesehatan"),
        ("Juara II", True, "Dinas Lingkungan Hidup"),
    ]


@pytest.mark.parametrize("ending", [".csv", ".json", "/sematkan"])
def test_whoever_has_it_already_is_only_told_so(released, browser_of, ending):
    client = browser_of(None)
    first = client.get(f"/penghargaan/2025{ending}")
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = client.get(
        f"/penghargaan/2025{ending}", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304 and again.get_data() == b""


def test_a_demonstration_says_so_everywhere(released, browser_of):
    with released.installation.writes() as session:
        session.get(Office, released.office_id).illustrative = True
    client = browser_of(None)
    for ending in ("", "/sematkan"):
        assert "bukan hasil resmi" in client.get(f"/penghargaan/2025{ending}").text
    assert client.get("/penghargaan/2025.json").json["contoh"] is True
    assert ",contoh" in client.get("/penghargaan/2025.csv").text
