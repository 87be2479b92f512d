"""The pages that move a period on and back: hours, the end of scoring, unlocking by two people."""

import pytest

from evaluator.services import periods, unlocking
from evaluator.storage.actor import Role
from evaluator.storage.periods import Period, Stage
from tests.city import NOW


def version(city):
    with city.installation.reads() as session:
        return periods.period_view(session, city["ketua"], city.period_id).version


def stage(city):
    with city.installation.reads() as session:
        return periods.period_view(session, city["ketua"], city.period_id).stage


def test_hours_are_typed_and_shown_in_the_offices_zone(city, browser_of):
    client, here = browser_of("admin"), f"/tahap/{city.period_id}/jadwal"
    typed = {
        "version": version(city),
        "scoring_opens": "2025-09-01T08:00",
        "scoring_closes": "2025-09-10T23:59",
        "grace_minutes": "5",
    }
    shown = client.post(here, data=typed, follow_redirects=True).text
    assert "1 September 2025, 08.00 WIB sampai 10 September 2025, 23.59 WIB" in shown
    assert 'value="2025-09-10T23:59"' in client.get(here).text
    with city.installation.reads() as session:
        window = "SELECT closes_at FROM stage_window WHERE stage = 'scoring'"
        (closes,) = session.connection().exec_driver_sql(window).one()
    assert str(closes)[:16] == "2025-09-10 16:59"


def test_hours_that_do_not_fit_are_refused_at_their_field_and_kept(city, browser_of):
    client, here = browser_of("admin"), f"/tahap/{city.period_id}/jadwal"
    typed = {
        "version": version(city),
        "scoring_opens": "2025-09-10T08:00",
        "scoring_closes": "2025-09-01T23:59",
        "grace_minutes": "0",
    }
    answer = client.post(here, data=typed)
    assert answer.status_code == 422
    assert "Tahap harus ditutup setelah dibuka." in answer.text
    assert 'value="2025-09-01T23:59"' in answer.text
    stale = client.post(
        here, data={**typed, "scoring_closes": "2025-09-11T08:00", "version": version(city) + 7}
    )
    assert stale.status_code == 409
    assert 'value="2025-09-11T08:00"' in stale.text


def test_scoring_is_closed_and_opened_again_with_a_reason(city, browser_of):
    city.open()
    city.score_all()
    client, here = browser_of("ketua"), f"/tahap/{city.period_id}"
    client.post(f"{here}/tutup", data={"version": version(city)})
    assert stage(city) == "settling"
    without = client.post(f"{here}/buka-lagi", data={"version": version(city), "reason": " "})
    assert (without.status_code, "Isian ini tidak boleh kosong." in without.text) == (422, True)
    client.post(f"{here}/buka-lagi", data={"version": version(city), "reason": "sheet DLH"})
    assert stage(city) == "scoring"


def test_two_people_unlock_on_their_own_pages(city, browser_of):
    city.release_all()
    lead, admin, here = browser_of("ketua"), browser_of("admin"), f"/tahap/{city.period_id}/kunci"
    asked = lead.post(
        here, data={"version": version(city), "reason": "b1 salah"}, follow_redirects=True
    ).text
    assert "diputuskan oleh orang kedua" in asked
    assert "Kabulkan" not in asked
    assert "b1 salah" in admin.get(here).text
    done = lead.post(
        "/tahap/permintaan/1", data={"version": version(city), "kabulkan": "1", "reason": ""}
    )
    assert (done.status_code, stage(city)) == (403, "released")
    refused = admin.post(
        "/tahap/permintaan/1", data={"version": version(city), "tolak": "1", "reason": ""}
    )
    assert refused.status_code == 422
    admin.post("/tahap/permintaan/1", data={"version": version(city), "kabulkan": "1"})
    assert stage(city) == "settling"
    mark = "Sedang ditinjau kembali"
    assert mark in lead.get(f"/hasil/{city.period_id}").text
    assert mark in browser_of("auditor").get(f"/hasil/{city.period_id}").text
    assert mark in browser_of("dindik").get("/umpan-balik/", follow_redirects=True).text


def test_the_second_person_is_led_to_a_request_from_every_start(city, browser_of):
    city.release_all()
    with city.installation.writes() as session:
        city.add_person(session, "ketua2", Role.LEAD)
        unlocking.ask_to_unlock(session, city["ketua"], NOW, city.period_id, "b1 salah")
    link = f'<a href="/tahap/{city.period_id}/kunci">Baca dan putuskan'
    pages = ("/hasil/", f"/hasil/{city.period_id}")
    admins = (*pages, "/admin/periode/", f"/admin/periode/{city.period_id}")
    for who, asked, finds in (
        ("admin", admins, True),
        ("ketua2", pages, True),
        ("ketua", pages, False),
        ("auditor", pages, False),
    ):
        client = browser_of(who)
        for page in asked:
            text = client.get(page).text
            assert (link in text, "b1 salah" in text) == (finds, finds), f"{who} {page}"


@pytest.mark.parametrize("page", ["/hasil/", "/admin/periode/"])
def test_requests_of_many_periods_take_one_query(city, browser_of, count_queries, page):
    client, counts = browser_of("admin"), []
    for _more in range(3):
        with city.installation.writes() as session:
            made = Period(
                office_id=city.office_id,
                year=2020 + len(counts),
                title=f"Lama {len(counts)}",
                event="HSN",
                theme="",
                event_date=NOW.date(),
                stage=Stage.LOCKED,
            )
            session.add(made)
            session.flush()
            unlocking.ask_to_unlock(session, city["ketua"], NOW, made.id, "salah")
        with count_queries() as sent:
            text = client.get(page).text
        counts.append(len([one for one in sent if "unlock_request" in one]))
        assert text.count("Menunggu keputusan Anda") == len(counts)
    assert counts == [1, 1, 1]


@pytest.mark.parametrize("who", ["ases1", "panitia", "auditor", "dindik"])
def test_others_move_nothing(city, browser_of, who):
    city.release_all()
    client, here = browser_of(who), f"/tahap/{city.period_id}"
    for page in ("jadwal", "tutup", "buka-lagi", "kunci"):
        assert client.get(f"{here}/{page}").status_code == 403
        assert client.post(f"{here}/{page}", data={"version": 4, "reason": "x"}).status_code == 403
    assert stage(city) == "released"
    assert NOW.year == 2025


def test_a_period_with_self_assessment_opens_to_its_units_first(city, browser_of):
    admin, here = browser_of("admin"), f"/admin/periode/{city.period_id}"
    told = {
        "version": version(city),
        "title": "Penilaian 2025",
        "event": "HSN 2025",
        "theme": "",
        "event_date": "2025-09-29",
        "shows_places": "y",
        "self_assesses": "y",
    }
    admin.post(f"{here}/ubah", data=told)
    assert "Unit mulai menilai diri sendiri" in admin.get(f"{here}/buka").text
    admin.post(f"{here}/buka", data={"version": version(city)})
    assert stage(city) == "self-assessment"
    assert "Penilaian mandiri ditutup bagi unit" in admin.get(f"{here}/buka").text
    admin.post(f"{here}/buka", data={"version": version(city)})
    assert stage(city) == "scoring"
    kept = admin.post(f"{here}/ubah", data={**told, "version": version(city), "title": "Baru"})
    assert kept.status_code == 302
    with city.installation.reads() as session:
        assert periods.period_view(session, city["admin"], city.period_id).self_assesses
