"""An obstacle from the field to its outcome; others read nothing of it."""

import io
import re
from html import unescape

import pytest
from sqlalchemy import select

from evaluator.services import units
from evaluator.storage.actor import Role
from evaluator.storage.messages import OutboxMessage
from tests.city import NOW
from tests.web.test_plans import PIXEL


def words_of(page):
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def messages_of(city):
    """Who was told what of obstacles: the person and the subject, in order."""
    with city.installation.reads() as session:
        rows = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.about.startswith("obstacle:"))
            .order_by(OutboxMessage.id)
        ).all()
        assert not any("Siti Aminah" in row.body or "M-07" in row.body for row in rows)
        return [(row.name, row.subject) for row in rows]


@pytest.fixture
def field(city):
    """The city with a mitra, a respondent and a kelurahan that can sign in."""
    with city.installation.writes() as session:
        for username, kind, short, name in (
            ("siti", "mitra", "M-07", "Siti Aminah"),
            ("resp", "responden", "R-012", "Toko Makmur Jaya"),
            ("medono", "kelurahan", "Medono", "Kelurahan Medono"),
        ):
            city.units[short] = units.create_unit(
                session, city["admin"], NOW, kind=kind, short_name=short, name=name
            )
            city.add_person(session, username, Role.UNIT, city.units[short])
    return city


def test_an_obstacle_is_reported_sorted_passed_on_answered_and_settled(field, browser_of):
    mitra, lead, kelurahan = browser_of("siti"), browser_of("ketua"), browser_of("medono")
    told = {"kind": "refusal", "survey": "SE2026", "place": "Medono RW 03", "text": ""}
    refused = mitra.post("/kendala/lapor", data=told)
    assert refused.status_code == 422
    assert "Ceritakan apa yang terjadi." in refused.text
    assert "Medono RW 03" in refused.text
    told |= {"text": "Pemilik usaha menolak didata.", "upload": (io.BytesIO(PIXEL), "pagar.png")}
    assert mitra.post("/kendala/lapor", data=told).headers["Location"] == "/kendala/1"
    assert "Belum ada jawaban." in words_of(mitra.get("/kendala/1"))
    assert mitra.get("/kendala/1/foto").mimetype == "image/png"
    assert kelurahan.get("/kendala/1").status_code == 404

    assert "1 baru, 1 belum selesai" in words_of(lead.get("/pembinaan/"))

    # The lead sorts it and passes it to the kelurahan, which is not told who reported it.
    assert "Siti Aminah" in lead.get("/kendala/").text
    sorting = {
        "version": 1,
        "kind": "refusal",
        "priority": "high",
        "assigned_id": field["ases1"].account_id,
        "unit_id": field.units["Medono"],
        "follow_up": "Lurah mendampingi kunjungan ulang.",
    }
    assert lead.post("/kendala/1/pilah", data=sorting).status_code == 302
    stale = lead.post("/kendala/1/pilah", data=sorting | {"follow_up": "Yang lain."})
    assert stale.status_code == 409
    assert "Yang lain." in stale.text
    page = words_of(kelurahan.get("/kendala/1"))
    assert "Lurah mendampingi kunjungan ulang." in page
    assert "Siti" not in page and "M-07" not in page
    assert "disampaikan kepada unit Anda" in words_of(kelurahan.get("/kendala/"))
    handler = browser_of("ases1")  # who handles it reads who reported it
    assert "Siti Aminah" in words_of(handler.get("/kendala/1"))
    assert messages_of(field) == [
        ("Medono", "Kendala 1 disampaikan kepada unit Anda"),
        ("Siti", "Kendala 1 yang Anda laporkan"),
        ("Ases1", "Kendala 1 yang Anda tangani"),
    ]

    # Everybody concerned answers; none but the office learns who the others are.
    answers = {kelurahan: "Sudah kami dampingi dua kali.", mitra: "Tetap ditolak."}
    for who, text in answers.items():
        assert who.post("/kendala/1/jawab", data={"text": text}).status_code == 302
    page = words_of(mitra.get("/kendala/1"))
    assert "Sudah kami dampingi dua kali." in page
    assert "Kelurahan Medono" not in page and "Unit lain" in page
    assert "Siti" not in words_of(kelurahan.get("/kendala/1"))
    for who in (lead, handler):
        assert "Kelurahan Medono, " in words_of(who.get("/kendala/1"))

    settle = {"version": 2, "outcome": "refused-anyway", "outcome_note": ""}
    assert lead.post("/kendala/1/selesai", data=settle).status_code == 422
    settle["outcome_note"] = "Dicatat sebagai nonrespons."
    assert kelurahan.post("/kendala/1/selesai", data=settle).status_code == 403
    assert handler.post("/kendala/1/selesai", data=settle).status_code == 302
    assert "Sudah diupayakan, tetap ditolak" in words_of(mitra.get("/kendala/1"))
    late = kelurahan.post("/kendala/1/jawab", data={"text": "Lagi"})
    assert late.status_code == 422 and "sudah selesai" in late.text

    # Its reporter alone may say "not yet": the outcome stands, and the office has it again.
    told = len(messages_of(field))
    page = words_of(mitra.get("/kendala/1"))
    assert "Belum selesai bagi saya" in page
    mitra.post("/kendala/1/jawab", data={"text": "Pemiliknya kini bersedia."})
    assert messages_of(field)[told:] == [("Ases1", "Kendala 1 yang Anda tangani")]
    page = words_of(handler.get("/kendala/1"))
    assert "Belum selesai menurut pelapor" in page and "Sudah diupayakan, tetap" in page
    assert "1 baru, 1 belum selesai" in words_of(lead.get("/pembinaan/"))
    assert handler.post("/kendala/1/selesai", data=settle | {"version": 4}).status_code == 302
    assert messages_of(field)[told + 1 :] == [("Siti", "Kendala 1 yang Anda laporkan")]

    counts = words_of(lead.get("/kendala/"))
    assert "Responden menolak 1 1" in counts
    assert "SE2026 1 1" in counts
    table = browser_of("auditor").get("/kendala/kendala.csv").get_data().decode("utf-8-sig")
    assert "Lurah mendampingi kunjungan ulang." in table


def test_nobody_else_reads_an_obstacle_and_a_respondent_stands_by_code(field, browser_of):
    told = {"kind": "questionnaire", "text": "Rincian 504 membingungkan."}
    browser_of("resp").post("/kendala/lapor", data=told)
    for who in ("siti", "medono", "dindik", "ases1", "panitia"):
        assert browser_of(who).get("/kendala/1").status_code == 404
        assert browser_of(who).get("/kendala/1/foto").status_code == 404
        assert "504" not in browser_of(who).get("/kendala/").text
    for who in ("siti", "ases1"):
        assert browser_of(who).post("/kendala/1/jawab", data={"text": "x"}).status_code == 404
    page = browser_of("auditor").get("/kendala/1").text
    assert "R-012" in page and "Toko Makmur" not in page
    assert browser_of("auditor").post("/kendala/1/jawab", data={"text": "x"}).status_code == 403
    assert browser_of("panitia").post("/kendala/lapor", data=told).status_code == 403


def test_a_report_needs_a_kind_and_takes_a_photo_only(field, browser_of):
    mitra = browser_of("siti")
    page = mitra.get("/kendala/lapor").text
    menu = page.partition('<nav class="navigation"')[2].partition("</nav>")[0]
    own = ["Umpan balik", "Tugas lapangan", "Kegiatan", "Kendala", "Rencana"]
    assert re.findall(r">([^<>]+)</a>", menu) == own
    assert 'value="">Pilih jenis kendala<' in page
    wrong = mitra.post("/kendala/lapor", data={"kind": "zz", "text": "Ada yang salah"})
    assert "Pilih jenis kendala." in wrong.text
    paper = (io.BytesIO(b"%PDF-1.4 bukan gambar"), "a.pdf")
    given = {"kind": "other", "text": "Ada", "upload": paper}
    assert mitra.post("/kendala/lapor", data=given).status_code == 422
    ahead = {"kind": "other", "text": "Ada", "met_on": "2099-01-01"}
    assert "paling lambat hari ini" in mitra.post("/kendala/lapor", data=ahead).text
