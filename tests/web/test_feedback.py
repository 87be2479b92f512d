"""A head of office reads where the unit stands, why, and what lifts it."""

import io
import zipfile

from pypdf import PdfReader

from evaluator.services import categories


def participants(city):
    with city.installation.reads() as session:
        (category,) = categories.list_categories(session, city["admin"], city.period_id)
    return {panel.name: panel.participant_id for panel in category.panels}


def text_of(pdf):
    return " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_unit_reads_its_own_result_and_what_lifts_it(city, browser_of):
    city.release_all()
    own = participants(city)["Dinas Kesehatan"]
    client = browser_of("dinkes")
    assert client.get("/umpan-balik/").location == f"/umpan-balik/{own}"
    page = client.get(f"/umpan-balik/{own}").text
    for shown in ("3,60", "Baik", "Peringkat 2 dari 3", "+0,80", "10/20 → seluruhnya"):
        assert shown in page
    # With three units the category's middle would be one unit's own figure.
    assert "Ini predikat tertinggi" in page and "median kategori" not in page
    assert "kurang dari sepuluh" in page
    assert "Standar dimutakhirkan dari hasil tinjauan." in page  # level 5 of a1, one above 4
    assert "Bimbingan teknis standar data" in page
    for hidden in ("Ases1", "ases1", "Dinas Pendidikan", "4,69"):
        assert hidden not in page
    assert client.get(f"/umpan-balik/{own}/profil.svg").mimetype == "image/svg+xml"


def test_the_printed_report_says_the_same_numbers(city, browser_of):
    city.release_all()
    own = participants(city)["Dinas Kesehatan"]
    client = browser_of("dinkes")
    report = client.get(f"/umpan-balik/{own}/laporan.pdf")
    assert "Umpan balik 2025 - Dinas Kesehatan.pdf" in report.headers["Content-Disposition"]
    assert report.headers["X-Content-Type-Options"] == "nosniff"
    assert "3,60" in text_of(report.data) and "Peringkat 2 dari 3" in text_of(report.data)
    english = text_of(client.get(f"/umpan-balik/{own}/laporan.pdf?bahasa=en").data)
    assert "3.60" in english and "Feedback Report" in english and "Governance" in english


def test_before_release_a_unit_is_told_when_and_nothing_else(city, browser_of):
    city.open()
    city.score_all()
    city.lock()
    client = browser_of("dinkes")
    assert "begitu kantor merilis hasil" in client.get("/umpan-balik/").text
    own = participants(city)["Dinas Kesehatan"]
    for path in ("", "/profil.svg", "/laporan.pdf"):
        answer = client.get(f"/umpan-balik/{own}{path}")
        assert answer.status_code == 404 and "3,60" not in answer.text


def test_a_neighbour_and_people_without_business_get_nothing(city, browser_of):
    city.release_all()
    other = participants(city)["Dinas Pendidikan"]
    for username in ("dinkes", "ases1", "panitia"):
        client = browser_of(username)
        for path in ("", "/profil.svg", "/laporan.pdf"):
            answer = client.get(f"/umpan-balik/{other}{path}")
            assert answer.status_code == 404 and "4,69" not in answer.text
        assert client.get(f"/umpan-balik/periode/{city.period_id}.zip").status_code == 403


def test_a_unit_downloads_its_own_certificate_and_no_other(city, browser_of):
    city.release_all()
    panitia = browser_of("panitia")
    panitia.post(f"/piagam/{city.period_id}/terbitkan", data={"rancangan": "resmi"})
    ids = participants(city)
    client = browser_of("dindik")
    own, other = ids["Dinas Pendidikan"], ids["Dinas Kesehatan"]
    assert "Unduh piagam" in client.get(f"/umpan-balik/{own}").text
    assert client.get(f"/umpan-balik/{own}/piagam/1.pdf").data == (
        panitia.get("/piagam/berkas/1.pdf").data
    )
    assert client.get(f"/umpan-balik/{own}/piagam/2.pdf").status_code == 404
    assert client.get(f"/umpan-balik/{other}/piagam/2.pdf").status_code == 404


def test_the_lead_takes_all_reports_at_once(city, browser_of):
    city.release_all()
    answer = browser_of("ketua").get(f"/umpan-balik/periode/{city.period_id}.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == [
            "Umpan balik 2025 - Dinas Kesehatan.pdf",
            "Umpan balik 2025 - Dinas Lingkungan Hidup.pdf",
            "Umpan balik 2025 - Dinas Pendidikan.pdf",
        ]


def test_a_place_is_kept_back_where_the_office_says_so(city, browser_of):
    from evaluator.storage.periods import Period

    with city.installation.writes() as session:
        session.get(Period, city.period_id).shows_places = False
    city.release_all()
    own = participants(city)["Dinas Kesehatan"]
    assert "Peringkat" not in browser_of("dinkes").get(f"/umpan-balik/{own}").text


def test_a_withdrawn_unit_reads_the_reason(city, browser_of):
    from evaluator.services import stages
    from tests.city import NOW

    city.open()
    city.score_all()
    own = participants(city)["Dinas Kesehatan"]
    with city.installation.writes() as session:
        stages.withdraw(session, city["ketua"], NOW, own, "sedang dilebur")
    city.lock()
    city.release()
    client = browser_of("dinkes")
    page = client.get(f"/umpan-balik/{own}")
    assert "Belum diperingkat" in page.text and "sedang dilebur" in page.text
    assert client.get(f"/umpan-balik/{own}/profil.svg").status_code == 404
    assert "sedang dilebur" in text_of(client.get(f"/umpan-balik/{own}/laporan.pdf").data)
