"""Progress, reminders and the outbox as lead, admin and assessor meet them."""

import re

import pytest
from sqlalchemy import text

from tests.city import add_units
from tests.mail import MailHost
from tests.services.test_boards import submit
from tests.services.test_sending import SENDER, queue

DINKES, DINDIK = "Dinas Kesehatan", "Dinas Pendidikan"
OTHERS = ("ases1", "panitia", "auditor", "dindik")


@pytest.fixture
def scoring(city):
    """Ases1 has sent all sheets, ases2 has begun one."""
    city.open()
    city.score_all()
    for unit in (DINDIK, DINKES, "Dinas Lingkungan Hidup"):
        submit(city, "ases1", unit)
    return city


def person(city, username):
    return city[username].account_id


def remind(client, city, *usernames, **more):
    given = {"account": [person(city, name) for name in usernames], "extra": "", **more}
    return client.post(f"/kemajuan/{city.period_id}/pengingat", data=given, follow_redirects=True)


@pytest.mark.parametrize(
    ("side", "shown"),
    [
        ("penilai", ("Ases1", "3 dari 3", "9 dari 9 dinilai", "Selesai", "Ases2", "0 dari 3")),
        ("unit", (DINKES, "1 dari 2", "6 dari 6 dinilai", "Lengkap")),
        ("indikator", ("a1 Standar data", "6 dari 6 dinilai", "Lengkap")),
    ],
)
def test_the_board_tells_progress_in_words_from_every_side(scoring, browser_of, side, shown):
    for who in ("ketua", "admin"):
        page = browser_of(who).get(f"/kemajuan/{scoring.period_id}?menurut={side}").text
        assert [word for word in shown if word not in page] == []


def test_filters_stay_in_the_address_and_an_empty_list_says_why(scoring, browser_of):
    client, here = browser_of("ketua"), f"/kemajuan/{scoring.period_id}"
    late = client.get(f"{here}?menurut=penilai&keadaan=complete").text
    assert "Ases2" in late
    assert "Ases1" not in late
    nothing = client.get(f"{here}?menurut=unit&cari=tidak-ada").text
    assert "Tidak ada yang cocok dengan saringan ini." in nothing
    assert 'value="tidak-ada"' in nothing


def test_an_assessor_sees_the_own_progress_and_nobody_elses(scoring, browser_of):
    page = browser_of("ases2").get("/kemajuan/saya").text
    assert "0 dari 3" in page
    assert "9 dari 9 dinilai" in page
    assert "Ases1" not in page
    scoring.close()
    assert (
        "Tidak ada lembar Anda yang sedang dinilai."
        in browser_of("ases2").get("/kemajuan/saya").text
    )


def test_others_see_neither_progress_nor_outbox(scoring, browser_of):
    queue(scoring, "Ani")
    here = f"/kemajuan/{scoring.period_id}"
    for who in OTHERS:
        client = browser_of(who)
        for address in ("/kemajuan/", here, f"{here}/pengingat", "/kotak-keluar/",
                        "/kotak-keluar/1", "/kotak-keluar/cetak"):  # fmt: skip
            assert client.get(address).status_code == 403
        for address in (f"{here}/pengingat", "/kotak-keluar/kirim", "/kotak-keluar/tercetak",
                        "/kotak-keluar/1/coba-lagi"):  # fmt: skip
            assert client.post(address).status_code == 403


def test_every_text_is_read_before_it_is_queued(scoring, browser_of):
    client, here = browser_of("ketua"), f"/kemajuan/{scoring.period_id}/pengingat"
    page = client.get(here).text
    assert "Ases2" in page
    assert "Ases1" not in page
    assert "Pengingat Penilaian 2025: 3 lembar menunggu dikirim" in page
    given = {"account": [person(scoring, "ases2")], "extra": "Sebelum pleno.", "preview": "1"}
    shown = client.post(here, data=given).text
    assert shown.count("Sebelum pleno.") == 2  # in its field and in the message
    assert "Kotak keluar kosong." in client.get("/kotak-keluar/").text
    queued = remind(client, scoring, "ases2", extra="Sebelum pleno.").text
    assert "1 pengingat masuk ke kotak keluar." in queued
    letter = client.get("/kotak-keluar/1").text
    assert "Sebelum pleno." in letter
    assert "- Dinas Kesehatan: 3 dari 3 indikator dinilai" in letter


def test_who_was_reminded_today_is_left_out_and_told(scoring, browser_of):
    client = browser_of("ketua")
    remind(client, scoring, "ases2")
    again = remind(client, scoring, "ases2").text
    assert "1 orang dilewati karena sudah diingatkan dalam 24 jam terakhir." in again
    page = client.get(f"/kemajuan/{scoring.period_id}/pengingat").text
    assert re.search(r'name="account" value="\d+">', page)  # no longer ticked
    forced = remind(client, scoring, "ases2", force="y").text
    assert "1 pengingat masuk ke kotak keluar." in forced


def test_bad_input_is_told_and_what_was_typed_stays(scoring, browser_of):
    client = browser_of("ketua")
    nobody = remind(client, scoring)
    assert nobody.status_code == 422
    assert "Pilih paling sedikit satu orang yang masih ditunggu." in nobody.text
    long = remind(client, scoring, "ases2", extra="x" * 501)
    assert long.status_code == 422
    assert "Terlalu panjang: 501 huruf, paling banyak 500." in long.text
    assert "x" * 501 in long.text
    assert f'value="{person(scoring, "ases2")}" checked' in long.text


def test_where_nobody_is_waited_for_the_page_says_so(scoring, browser_of):
    client, here = browser_of("ketua"), f"/kemajuan/{scoring.period_id}/pengingat"
    for unit in (DINDIK, DINKES, "Dinas Lingkungan Hidup"):
        submit(scoring, "ases2", unit)
    assert "Tidak ada yang ditunggu" in client.get(here).text
    scoring.close()
    assert "Pada tahap ini tidak ada lembar yang ditunggu." in client.get(here).text


def recent(city, *names, **changed):
    from datetime import UTC, datetime

    queue(city, *names, made_at=datetime.now(UTC), **changed)


def test_without_a_mail_server_messages_are_printed_and_marked(city, browser_of):
    recent(city, "Ani", "Budi", email=None)
    client = browser_of("ketua")
    page = client.get("/kotak-keluar/").text
    assert "Server surel belum diatur" in page
    assert "Kirim sekarang" not in page
    assert client.post("/kotak-keluar/kirim").status_code == 422
    paper = client.get("/kotak-keluar/cetak").text
    assert paper.count('class="panel sheet-of-paper close"') == 2
    done = client.post(
        "/kotak-keluar/tercetak", data={"message": ["1", "2"]}, follow_redirects=True
    ).text
    assert "2 pesan ditandai sudah dicetak." in done
    assert "Tidak ada pesan yang menunggu dicetak." in client.get("/kotak-keluar/cetak").text
    assert client.post("/kotak-keluar/tercetak").status_code == 422


def test_one_press_sends_what_waits(city, app, browser_of):
    recent(city, "Ani", "Budi")
    settings = city.installation.settings
    client = browser_of("ketua")
    with MailHost(refuse={"budi@bps.example": "550 no such user"}) as host:
        settings.smtp_url = f"smtp://127.0.0.1:{host.port}?tls=none"
        settings.smtp_sender = SENDER
        assert "Kirim sekarang" in client.get("/kotak-keluar/").text
        done = client.post("/kotak-keluar/kirim", follow_redirects=True).text
    assert "1 pesan terkirim." in done
    assert "1 pesan belum terkirim; sebabnya ada di daftar." in done
    assert "550 no such user" in done
    assert [recipient for recipient, _ in host.letters] == ["ani@bps.example"]
    again = client.post("/kotak-keluar/kirim", follow_redirects=True).text
    assert "Tidak ada pesan yang dapat dikirim sekarang." in again
    failed = client.get("/kotak-keluar/?keadaan=failed").text
    assert "Budi" in failed
    assert "Ani" not in failed
    assert "Orang ini belum punya alamat surel" in client.post("/kotak-keluar/2/coba-lagi").text


def test_a_mail_server_that_is_gone_is_told_and_nothing_is_lost(city, browser_of):
    recent(city, "Ani")
    with MailHost() as host:
        city.installation.settings.smtp_url = f"smtp://127.0.0.1:{host.port}?tls=none"
        city.installation.settings.smtp_sender = SENDER
    done = browser_of("ketua").post("/kotak-keluar/kirim", follow_redirects=True).text
    assert "tidak menjawab." in done
    assert "Menunggu (1)" in done


def test_the_lead_cannot_read_what_opens_an_account(city, browser_of):
    recent(city, "Ani", kind="invitation")
    assert browser_of("ketua").get("/kotak-keluar/1").status_code == 404
    assert "Ani" not in browser_of("ketua").get("/kotak-keluar/").text
    assert browser_of("admin").get("/kotak-keluar/1").status_code == 200


@pytest.mark.parametrize("more", [0, 2, 57])
def test_board_and_reminders_take_the_same_queries_for_few_and_many(
    city, browser_of, count_queries, more
):
    add_units(city, more)
    city.open()
    client, here = browser_of("ketua"), f"/kemajuan/{city.period_id}"
    counts = []
    for address in (here, f"{here}/pengingat"):
        with count_queries() as sent:
            assert client.get(address).status_code == 200
        counts.append(len([s for s in sent if s.startswith("SELECT")]))
    assert counts == [10, 11]


def test_a_message_shows_its_text_as_typed(city, browser_of):
    recent(city, "<b>Ani</b>")
    with city.installation.writes() as session:
        session.execute(text("UPDATE outbox_message SET body = '<script>x</script>'"))
    page = browser_of("ketua").get("/kotak-keluar/1").text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
