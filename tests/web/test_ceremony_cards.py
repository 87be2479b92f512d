"""All papers of the award day on one page; cards are checked there, then printed."""

import copy
import io
import re

import pytest
from pypdf import PdfReader

from evaluator.documents.designs import SHIPPED
from evaluator.documents.paper_reading import checked
from evaluator.services import ceremony_seats, designs, printed_names
from evaluator.storage.results import Winner
from tests.city import NOW
from tests.stage import JURY, add_jury_awards, decide

KINDS = ("tanda", "meja", "plakat")


@pytest.fixture
def staged(city):
    decide(city, jury=True)
    return f"/panggung/{city.period_id}/kertas"


def invite(city, *names, **more):
    with city.installation.writes() as session:
        for name in names:
            ceremony_seats.add_seat(
                session, city["panitia"], NOW, city.period_id, {"name": name, **more}
            )


def draw_own(city, source, name):
    content = copy.deepcopy(SHIPPED[source].content)
    content["elements"].append(
        {"kind": "text", "name": "tanda-kami", "x": 5.0, "y": 5.0, "width": 40.0, "height": 5.0,
         "paragraphs": [{"id": "Versi kami", "size": 6.0, "smallest": 4.0}]}
    )  # fmt: skip
    with city.installation.writes() as session:
        designs.add_design(
            session, city["panitia"], NOW, name=name, content=content, check=checked
        )  # fmt: skip


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def pages_of(answer):
    assert answer.mimetype == "application/pdf"
    return [" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(answer.data)).pages]


def test_one_page_leads_to_every_paper_and_says_which_are_secret(staged, city, browser_of):
    client = browser_of("panitia")
    assert "Belum ada tamu. Daftar tempat duduk, tanda nama" in client.get(staged).text
    invite(city, "Siti", "Budi")

    page = client.get(staged)

    linked = re.findall(rf'href="(/p[^"]*/{city.period_id}[^"#]*)"', page.text)
    papers = [f"/panggung/{city.period_id}/cetak/{name}.pdf"
              for name in ("susunan", "panggil", "amplop", "tamu")]  # fmt: skip
    cards = [f"{staged}/{kind}" for kind in KINDS]
    assert {*papers, *cards, f"/piagam/{city.period_id}"} <= set(linked)
    assert all(client.get(address).status_code == 200 for address in linked)
    assert page.text.count("Rahasia sampai diumumkan") == 4
    assert "2 tamu" in words_of(page)


def test_after_release_nothing_is_secret(city, browser_of):
    city.release_all()
    page = browser_of("ketua").get(f"/panggung/{city.period_id}/kertas")
    assert page.status_code == 200 and "Rahasia sampai diumumkan" not in page.text


@pytest.mark.parametrize("who", [None, "admin", "ases1", "auditor", "dindik"])
def test_cards_are_for_lead_and_organiser(staged, browser_of, who):
    client = browser_of(who)
    for path in ("", *(f"/{kind}{end}" for kind in KINDS for end in ("", ".pdf", ".svg"))):
        assert client.get(staged + path).status_code == (302 if who is None else 403)


@pytest.mark.parametrize("who", ["ketua", "panitia"])
@pytest.mark.parametrize("kind", KINDS)
def test_lead_and_organiser_see_every_picture_on_the_page(staged, city, browser_of, who, kind):
    invite(city, "Siti")
    client = browser_of(who)
    page = client.get(f"{staged}/{kind}")
    (picture,) = re.findall(r'<img src="([^"]*/kertas/[^"]+)"', page.text)
    drawn = client.get(picture.replace("&amp;", "&"))
    assert drawn.mimetype == "image/svg+xml" and drawn.status_code == 200


def test_before_the_plenary_there_is_no_paper(city, browser_of):
    city.open()
    city.score_all()
    city.lock()
    for path in ("", "/plakat", "/plakat.pdf", "/plakat.svg", "/tanda.pdf"):
        answer = browser_of("panitia").get(f"/panggung/{city.period_id}/kertas{path}")
        assert answer.status_code == 404


def test_name_tags_are_printed_nine_a_sheet_in_the_order_of_the_guests(staged, city, browser_of):
    names = [f"Tamu {n:02}" for n in range(10)]
    invite(city, *names, organisation="Setda", title="Staf", table="3")
    client = browser_of("panitia")

    page = words_of(client.get(f"{staged}/tanda"))
    assert "10 kartu, 2 lembar A4 (9 selembar)" in page
    assert "tidak ada yang ditolak" in page
    first, second = pages_of(client.get(f"{staged}/tanda.pdf"))
    assert [name for name in names if name in first] == names[:9]
    assert names[9] in second and "RAHASIA" not in second
    for text in ("Setda", "Staf", "Meja 3", "BPS Kota Uji", "Hari Statistik Nasional 2025"):
        assert text in second


def test_a_refused_name_is_told_before_printing_and_the_others_print(staged, city, browser_of):
    invite(city, "Budi 😀", "A" * 150, "Siti")
    client = browser_of("panitia")

    page = words_of(client.get(f"{staged}/meja"))

    assert "2 kartu tidak dapat dicetak dengan benar" in page
    assert "1. Budi 😀 : Nama penerima memuat emoji (U+1F600)" in page
    assert "Nama penerima terlalu panjang (150 karakter)" in page
    assert "Tekan namanya untuk membetulkannya" in page and "1 kartu, 1 lembar A4" in page
    (first, *_rest) = re.findall(r'href="([^"]+)">Budi', client.get(f"{staged}/meja").text)
    assert 'value="Budi 😀"' in client.get(first).text
    (only,) = pages_of(client.get(f"{staged}/meja.pdf"))
    assert only.count("Siti") == 2 and "Budi" not in only


def test_where_no_card_can_be_printed_the_reason_is_given(staged, city, browser_of):
    client = browser_of("panitia")
    assert "Belum ada tamu" in client.get(f"{staged}/tanda").text
    empty = client.get(f"{staged}/tanda.pdf")
    assert empty.status_code == 422 and "Tidak ada kartu" in empty.text
    assert client.get(f"{staged}/tanda.svg").status_code == 200
    invite(city, "Budi 😀")
    assert "emoji" in client.get(f"{staged}/tanda.pdf").text
    assert "Cetak tanda nama" not in client.get(f"{staged}/tanda").text


def test_plaques_follow_the_calling_and_are_secret_until_told(staged, city, browser_of):
    client = browser_of("ketua")
    assert "jaga sampai diumumkan" in client.get(f"{staged}/plakat").text
    (sheet,) = pages_of(client.get(f"{staged}/plakat.pdf"))
    places = [sheet.index(word) for word in ("Juara III", "Juara II ", "Juara I ", JURY)]
    assert places == sorted(places)
    assert "RAHASIA SAMPAI DIUMUMKAN" in sheet


def test_own_designs_of_the_kind_are_offered_and_no_others(staged, city, browser_of):
    draw_own(city, "tanda-nama", "Tanda kami")
    draw_own(city, "kawung", "Piagam kami")
    invite(city, "Siti")
    client = browser_of("panitia")

    page = client.get(f"{staged}/tanda?rancangan=milik-tanda-kami")

    offered = re.findall(r'name="rancangan" value="([^"]+)"( checked)?', page.text)
    assert offered == [("tanda-nama", ""), ("milik-tanda-kami", " checked")]
    (sheet,) = pages_of(client.get(f"{staged}/tanda.pdf?rancangan=milik-tanda-kami"))
    assert "Versi kami" in sheet
    assert "Versi kami" in client.get(f"{staged}/tanda.svg?rancangan=milik-tanda-kami").text
    for wrong in ("milik-piagam-kami", "kartu-meja", "x"):
        (sheet,) = pages_of(client.get(f"{staged}/tanda.pdf?rancangan={wrong}"))
        assert "Versi kami" not in sheet and "Siti" in sheet
    page = client.get("/piagam/daftar").text
    assert "milik-piagam-kami" in page and "milik-tanda-kami" not in page
    assert 'value="tanda-nama"' not in page and 'value="kehadiran"' in page


def test_pages_take_a_fixed_number_of_queries(staged, city, browser_of, count_queries):
    client = browser_of("panitia")
    paths = [staged, *(f"{staged}/{kind}{end}" for kind in KINDS for end in ("", ".pdf"))]

    def queries(path):
        client.get(path)
        with count_queries() as sent:
            assert client.get(path).status_code == 200
        return len(sent)

    invite(city, "Tamu")
    few = [queries(path) for path in paths]
    invite(city, "Tamu 2", "Tamu 3")
    assert [queries(path) for path in paths] == few
    invite(city, *(f"Banyak {n}" for n in range(40)))
    add_jury_awards(city, 30)
    assert [queries(path) for path in paths] == few


def test_a_card_design_is_copied_as_it_is_and_tried_in_the_editor(city, browser_of):
    client = browser_of("panitia")
    for number, code in enumerate(("tanda-nama", "kartu-meja", "plakat"), start=1):
        typed = {"source": code, "name": f"Salinan {code}", "size": "", "direction": ""}
        assert client.post("/rancangan-piagam/salin", data=typed).status_code == 302
        with city.installation.reads() as session:
            own = designs.design_view(session, city["panitia"], number)
        assert own.content["page"] == SHIPPED[code].content["page"]
        assert own.kind == SHIPPED[code].design.kind
        home = f"/rancangan-piagam/{number}"
        assert f"Salinan {code}" in client.get(home).text
        for sample in ("", "?contoh=panjang"):
            assert client.get(f"{home}/pratinjau.pdf{sample}").status_code == 200
        for kind in ("text", "picture", "ornament", "line", "rectangle", "divider", "signature"):
            with city.installation.reads() as session:
                version = designs.design_view(session, city["panitia"], number).version
            added = client.post(f"{home}/unsur", data={"jenis": kind, "version": version})
            assert added.status_code == 302, kind
        assert client.get(home).status_code == 200
    gallery = words_of(client.get("/rancangan-piagam/"))
    assert "Tanda nama · 90 × 60 mm" in gallery and "Kartu meja · 297 × 105 mm" in gallery


def test_a_guest_list_of_winners_alone_is_kept_secret_until_they_are_told(staged, city, browser_of):
    client = browser_of("panitia")
    with city.installation.writes() as session:
        third = session.get(Winner, 3)
        third.dropped_at = NOW
        session.get(Winner, 4).dropped_at = NOW
    seats = f"/panggung/{city.period_id}/tamu"
    client.post(f"{seats}/pemenang")
    secret = "RAHASIA SAMPAI DIUMUMKAN"
    printed = [f"/panggung/{city.period_id}/cetak/tamu.pdf", f"{staged}/tanda.pdf"]
    assert all(secret in pages_of(client.get(address))[0] for address in printed)
    assert "Semua unit dalam daftar ini pemenang" in words_of(client.get(seats))
    assert "Semua unit pada kartu ini pemenang" in words_of(client.get(f"{staged}/tanda"))
    assert client.get(staged).text.count("Rahasia sampai diumumkan") == 7

    client.post(f"{seats}/unit")
    page = words_of(client.get(seats))
    assert "1 unit ditambahkan." in page and "3 tamu" in page
    assert "Semua unit dalam daftar ini pemenang" not in page
    assert not any(secret in pages_of(client.get(address))[0] for address in printed)


def test_one_mended_name_stands_on_every_paper_of_the_day_and_not_on_the_stage(
    staged, city, browser_of
):
    client, seats = browser_of("panitia"), f"/panggung/{city.period_id}/tamu"
    client.post(f"{seats}/pemenang")
    with city.installation.writes() as session:
        first, name = session.get(Winner, 1), "Dinas Pendidikan dan Olahraga"
        printed_names.mend_name(session, city["panitia"], NOW, first.participant_id, name, "Perda")
    page = words_of(client.get(seats))
    assert "Dinas Pendidikan → Dinas Pendidikan dan Olahraga" in page
    assert "hanya pemenang mempunyai catatan" in page.casefold()
    client.post(f"{seats}/perbarui")
    assert "1 nama diperbarui." in words_of(client.get(seats))
    day = f"/panggung/{city.period_id}/cetak"
    for address in (f"{day}/panggil.pdf", f"{day}/amplop.pdf", f"{day}/tamu.pdf",
                    f"{staged}/tanda.pdf", f"{staged}/plakat.pdf"):  # fmt: skip
        assert name in " ".join(pages_of(client.get(address))), address
    assert name not in client.get(f"/panggung/{city.period_id}").text


@pytest.mark.parametrize("who", ["admin", "ases1", "auditor", "dindik"])
def test_others_take_over_no_guests(staged, city, browser_of, who):
    client = browser_of(who)
    for end in ("unit", "perbarui"):
        assert client.post(f"/panggung/{city.period_id}/tamu/{end}").status_code == 403
