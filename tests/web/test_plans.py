"""A unit's plan from the report to next year's sheet, and nobody else's."""

import io
import re
from datetime import date, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from sqlalchemy import func, select, text

from evaluator.services import (
    categories,
    growing_reminders,
    panels,
    periods,
    stages,
)
from evaluator.services.growing import half_a_year_on
from evaluator.storage.growth import GrowthPlan, PlanAction
from evaluator.storage.messages import OutboxMessage
from tests.city import NOW


def words_of(page):
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def participant_of(city, unit, period_id):
    with city.installation.reads() as session:
        query = (
            "SELECT participant.id FROM participant JOIN category ON category.id = category_id"
            " WHERE participant.name = :unit AND period_id = :period"
        )
        return session.execute(text(query), {"unit": unit, "period": period_id}).scalar_one()


def next_year(city, **plan):
    """Another period of 2026 with the same rubric and panel, open for what comes first."""
    admin = city["admin"]
    with city.installation.writes() as session:
        period_id = periods.create_period(
            session,
            admin,
            NOW,
            year=2026,
            title="Penilaian 2026",
            event="Hari Statistik Nasional 2026",
            theme="",
            event_date=date(2026, 9, 28),
            plan=periods.Plan(**plan),
        )
        categories.add_category(
            session, admin, NOW, period_id, title="OPD", rubric_id=city.rubric_id, unit_kind="opd"
        )
        for panel in categories.list_categories(session, admin, period_id)[0].panels:
            people = [city["ases1"].account_id]
            panels.assign(session, admin, NOW, panel.participant_id, people)
        version = periods.period_view(session, admin, period_id).version
        begin = stages.open_self_assessment if plan.get("self_assesses") else stages.open_scoring
        begin(session, admin, NOW, period_id, version)
    return period_id


def test_a_plan_goes_from_the_report_over_reminder_and_review_to_next_years_sheet(city, browser_of):
    city.release_all()
    participant = participant_of(city, "Dinas Kesehatan", city.period_id)
    unit, lead = browser_of("dinkes"), browser_of("ketua")
    assert "Jadikan rencana" in unit.get("/rencana/").text

    assert "Jadikan rencana" in unit.get(f"/umpan-balik/{participant}").text

    for _ in range(2):  # pressing twice makes no second plan
        answer = unit.post(f"/rencana/mulai/{participant}")
        assert answer.headers["Location"] == "/rencana/1"
    page = words_of(unit.get("/rencana/1"))
    # Begun long after the half year that follows the release, it is reviewed half a year on.
    later = half_a_year_on(datetime.now(ZoneInfo("Asia/Jakarta")).date())
    assert f"Ditinjau paling lambat {format_date(later, 'd MMMM y', locale='id')}" in page
    assert "Jadikan rencana" not in unit.get("/rencana/").text
    assert "Buka rencana" in unit.get(f"/umpan-balik/{participant}").text
    with city.installation.reads() as session:
        first = session.scalars(select(PlanAction).order_by(PlanAction.id)).first()
        assert session.scalar(select(func.count()).select_from(GrowthPlan)) == 1
        count = session.scalar(select(func.count()).select_from(PlanAction))
        code, target, version = first.indicator, first.target, first.version

    # What is typed wrongly stays in the form beside its sentence.
    typed = {"text": "", "owner": "Kepala Subbag Program", "version": version, "target": target}
    refused = unit.post("/rencana/tindakan/1", data=typed)
    assert refused.status_code == 422
    assert "Tuliskan apa yang dikerjakan." in refused.text
    assert "Kepala Subbag Program" in refused.text
    due = {"text": "Menyusun pedoman data", "due": "2025-09-10"}
    assert unit.post("/rencana/tindakan/1", data=typed | due).status_code == 302
    stale = unit.post("/rencana/tindakan/1", data=typed | due | {"text": "Yang lain"})
    assert stale.status_code == 409
    assert "Yang lain" in stale.text

    # Of a plan begun after the day of its review only what was dated earlier is late.
    assert count > 1 and "1 terlambat" in words_of(lead.get("/pembinaan/"))

    # The office reminds of what is due, once a week, and shows no value while doing so.
    assert "Akan diingatkan" in words_of(lead.get("/rencana/pengingat"))
    with city.installation.writes() as session:
        ask = (session, city["ketua"], NOW)
        url = {"public_url": "https://nilai.example"}
        assert growing_reminders.queue_plan_reminders(*ask, **url) == 1
        assert growing_reminders.queue_plan_reminders(*ask, **url) == 0
        message = session.scalars(select(OutboxMessage)).one()
        assert "\n\nYang belum selesai:\n- " in message.body
        assert f"- {code}: Menyusun pedoman data (10 September 2025, 9 hari lagi)" in message.body
        assert "https://nilai.example/rencana/1" in message.body

    # Done, with a file that shows it.
    done = {"version": version + 1, "status": "done"}
    assert unit.post("/rencana/tindakan/1/keadaan", data=done).status_code == 302
    assert "Belum ada bukti selesai." in words_of(unit.get("/rencana/1"))
    again = typed | due | {"version": version + 2, "status": "begun", "owner": "Sekretaris"}
    again |= {"proof": "Pedoman ditetapkan", "link": "http://x"}
    refused = words_of(unit.post("/rencana/tindakan/1", data=again))
    assert "diawali https://" in refused
    again |= {"link": "", "upload": (io.BytesIO(PIXEL), "pedoman.png")}
    assert unit.post("/rencana/tindakan/1", data=again).status_code == 302
    assert unit.get("/rencana/tindakan/1/berkas").mimetype == "image/png"
    # One press kept the owner, the state and the proof together.
    page = words_of(unit.get("/rencana/1"))
    assert "Sekretaris" in page and "Bukti selesai: Pedoman ditetapkan" in page
    assert "Belum ada bukti selesai." not in page
    with city.installation.reads() as session:
        first = session.get_one(PlanAction, 1)
        assert (first.status, first.finished_on) == ("begun", None)

    # Both sides review; a review without a word is refused.
    assert unit.post("/rencana/1/tinjauan", data={"version": 1, "whole": ""}).status_code == 422
    written = {"version": 1, "whole": "Pedoman selesai.", "action-1": "Tepat waktu."}
    assert unit.post("/rencana/1/tinjauan", data=written).status_code == 302
    form = words_of(lead.get("/rencana/1/tinjauan-kantor"))  # all there is to judge by
    for said in ("Sekretaris", "Sampai 10 September 2025", "Berjalan", "Tepat waktu.", "Pedoman"):
        assert said in form
    assert "Bukti selesai: Pedoman ditetapkan" in form and "Pedoman selesai." in form
    read = {"version": 2, "whole": "Lanjutkan ke metadata."}
    assert lead.post("/rencana/1/tinjauan-kantor", data=read).status_code == 302
    page = words_of(unit.get("/rencana/1"))
    assert re.search(r"Tinjauan unit, \d+ \w+ \d+, \d\d\.\d\d WIB: Tepat waktu\.", page)
    assert re.search(r"Kantor, \d+ \w+ \d+, \d\d\.\d\d WIB: Lanjutkan ke metadata\.", page)

    # Whoever assesses the unit next year reads it beside the indicator; nobody else does.
    period_id = next_year(city)
    with city.installation.reads() as session:
        ask = "SELECT sheet.id FROM sheet WHERE participant_id = :one"
        sheets = [
            session.execute(text(ask), {"one": participant_of(city, name, period_id)}).scalar_one()
            for name in ("Dinas Kesehatan", "Dinas Pendidikan")
        ]
    own, other = (words_of(browser_of("ases1").get(f"/penilaian/{sheet}")) for sheet in sheets)
    assert "Rencana 2025: Menyusun pedoman data" in own
    assert own.count("Rencana 2025:") == count
    assert "Bukti selesai: Pedoman ditetapkan" in own
    assert "Rencana 2025:" not in other
    assert browser_of("ases1").get("/rencana/tindakan/1/berkas").mimetype == "image/png"
    assert browser_of("ases2").get("/rencana/tindakan/1/berkas").status_code == 404

    table = browser_of("auditor").get("/rencana/rencana.csv").get_data().decode("utf-8-sig")
    assert "Menyusun pedoman data" in table
    assert table.count("\r\n") == count + 1


def test_a_plan_is_its_units_and_the_offices_alone(city, browser_of):
    city.release_all()
    mine = participant_of(city, "Dinas Kesehatan", city.period_id)
    browser_of("dinkes").post(f"/rencana/mulai/{mine}")
    other, looker = browser_of("dindik"), browser_of("auditor")
    gets = ("1", "tindakan/1", "tindakan/1/berkas", "1/tinjauan", "1/tambah")
    assert [other.get(f"/rencana/{path}").status_code for path in gets] == [404] * 5
    posts = {
        "1/catatan": {"note": "x", "version": 1},
        "1/tinjauan": {"whole": "x", "version": 1},
        "1/tambah": {"indicator": "a1", "text": "x"},
        "tindakan/1": {"text": "x", "version": 1},
        "tindakan/1/keadaan": {"status": "done", "version": 1},
        f"mulai/{mine}": {},
    }
    answers = [other.post(f"/rencana/{path}", data=data) for path, data in posts.items()]
    assert [answer.status_code for answer in answers] == [404] * len(posts)
    assert "Dinas Kesehatan" not in other.get("/rencana/").text

    # Others of the office read, or read nothing; nobody but the lead and the admin writes.
    assert "Dinas Kesehatan" in looker.get("/rencana/1").text
    assert "Dinas Kesehatan" in looker.get("/rencana/").text
    assert looker.post("/rencana/1/tinjauan-kantor").status_code == 403
    for who in ("ases1", "panitia"):
        assert browser_of(who).get("/rencana/1").status_code == 404
        assert "Dinas Kesehatan" not in browser_of(who).get("/rencana/").text


def test_the_unit_reads_its_plan_beside_its_own_assessment(city, browser_of):
    city.release_all()
    for who, unit in (("dinkes", "Dinas Kesehatan"), ("dindik", "Dinas Pendidikan")):
        mine = participant_of(city, unit, city.period_id)
        browser_of(who).post(f"/rencana/mulai/{mine}", data={"step": "a2"})
    period_id = next_year(city, self_assesses=True, blind=True)
    own = participant_of(city, "Dinas Kesehatan", period_id)
    page = words_of(browser_of("dinkes").get(f"/penilaian-mandiri/{own}/isi/a2"))
    assert page.count("Rencana 2025:") == 1
    assert "Belum mulai" in page
    assert "Rencana 2025:" not in words_of(
        browser_of("dinkes").get(f"/penilaian-mandiri/{own}/isi/a1")
    )
    assert browser_of("dindik").get(f"/penilaian-mandiri/{own}/isi/a2").status_code == 404


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.mark.parametrize("period", ["²", "9" * 5000, "-1", "x"])
def test_a_period_that_is_no_number_chooses_no_day(city, browser_of, period):
    sent = {"period": period, "day": "2026-05-04"}
    assert browser_of("admin").post("/rencana/tanggal", data=sent).status_code in (404, 422)
