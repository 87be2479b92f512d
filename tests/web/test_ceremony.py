"""The pages of the award day: prepared without scripts, steered, seated, printed."""

import io
import re

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from evaluator.storage.certificates import Certificate, State
from tests.stage import add_jury_awards, decide, print_paper


@pytest.fixture
def staged(city):
    decide(city, jury=True)
    return f"/panggung/{city.period_id}"


def seen(page):
    """The words of a page without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def show(**given):
    return {
        "version": "0", "title_lines": "Malam Anugerah\nKota Uji", "theme": "soga",
        "countdown": "5", "suspense": "y", "fallback": "Kami segera kembali",
        "closing": "Sampai jumpa", **given,
    }  # fmt: skip


def png(width=900, height=600, kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#205080").save(out, kind)
    return out.getvalue()


def put(client, staged, content, name="logo.png"):
    data = {"picture": (io.BytesIO(content), name)}
    return client.post(f"{staged}/pemenang/1/gambar", data=data)


def test_a_period_without_decision_says_when_its_stage_opens(city, browser_of):
    city.open()
    city.score_all()
    city.lock()
    page = browser_of("ketua").get("/panggung/")
    assert "Terbuka sesudah pleno menetapkan pemenang." in page.text
    assert (
        "Belum ada periode yang pemenangnya ditetapkan"
        in browser_of("panitia").get("/panggung/").text
    )
    assert browser_of("ketua").get(f"/panggung/{city.period_id}").status_code == 404


@pytest.mark.parametrize("who", [None, "admin", "ases1", "auditor", "dindik"])
def test_the_stage_is_for_lead_and_organiser(staged, browser_of, who):
    client = browser_of(who)
    for path in ("", "/tampilan", "/pemenang/1", "/tamu", "/cetak/panggil.pdf", "/penyaji"):
        assert client.get(staged + path).status_code == (302 if who is None else 403)


def test_texts_and_colours_are_saved_and_shown_on_the_screen(staged, browser_of):
    client = browser_of("panitia")
    sent = client.post(f"{staged}/tampilan", data=show())
    assert sent.status_code == 302
    screen = client.get(f"{staged}/layar")
    for word in ('data-theme="soga"', "Malam Anugerah", "Kami segera kembali", "Sampai jumpa"):
        assert word in screen.text
    assert 'data-minutes="5"' in screen.text


def test_a_mistake_keeps_what_was_typed(staged, browser_of):
    client = browser_of("panitia")
    for wrong, sentence in (
        ({"countdown": "500"}, "Isi angka antara 0 dan 120."),
        ({"title_lines": "a\nb\nc\nd\ne"}, "Tulis satu sampai empat baris judul."),
        ({"fallback": ""}, "Isi tulisan layar aman."),
        ({"theme": "ungu"}, "Pilih salah satu warna yang ada."),
    ):
        page = client.post(f"{staged}/tampilan", data=show(**wrong))
        assert page.status_code == 422 and "Sampai jumpa" in page.text and sentence in page.text
    client.post(f"{staged}/tampilan", data=show())
    late = client.post(f"{staged}/tampilan", data=show(closing="Terlambat"))
    assert late.status_code == 409 and "Terlambat" in late.text and "Sampai jumpa" in late.text


def test_the_order_moves_by_buttons_and_by_dragging(staged, city, browser_of):
    client = browser_of("panitia")

    def keys():
        return re.findall(r'data-key="([^"]+)"', client.get(staged).text)

    first, second = keys()
    client.post(f"{staged}/urutan", data={"key": second, "by": "-1"})
    assert keys() == [second, first]
    client.post(f"{staged}/urutan", data={"order": f"{first},{second}"})
    assert keys() == [first, second]
    assert client.post(f"{staged}/urutan", data={"key": "9/x", "by": "1"}).status_code == 404
    assert client.post(f"{staged}/urutan", data={"order": "x"}).status_code == 422


def test_notes_reach_the_presenter_once_the_real_names_are_used(staged, browser_of):
    client = browser_of("panitia")
    note = {"spoken": "Di-nas Pen-di-di-kan", "caller": "Budi, S.E.", "version": "0"}
    assert client.post(f"{staged}/pemenang/1", data=note).status_code == 302
    assert "Di-nas Pen" not in client.get(f"{staged}/penyaji").text
    asked = client.get(f"{staged}/nama-asli")
    assert "tidak dapat ditarik lagi" in asked.text
    client.post(f"{staged}/nama-asli")
    page = client.get(f"{staged}/penyaji")
    assert "Di-nas Pen-di-di-kan" in page.text and "Budi, S.E." in page.text
    assert client.post(f"{staged}/pemenang/1", data={**note, "spoken": "x"}).status_code == 409
    client.post(f"{staged}/gladi")
    assert "Budi, S.E." not in client.get(f"{staged}/penyaji").text


def test_a_rehearsal_shows_no_real_name_on_any_screen(staged, browser_of):
    client = browser_of("panitia")
    for path in ("layar", "penyaji", "jarak"):
        page = client.get(f"{staged}/{path}").text
        assert not [n for n in ("Dinas Pendidikan", "Dinas Kesehatan", "Hidup") if n in page]
        assert "rekaan" in page


def test_a_picture_is_made_small_and_loses_its_traces(staged, browser_of):
    client = browser_of("panitia")
    assert put(client, staged, png(3000, 2000, "JPEG"), "foto.jpg").status_code == 302
    client.post(f"{staged}/nama-asli")
    screen = client.get(f"{staged}/layar").text
    (address,) = set(re.findall(r'src="([^"]+/gambar/1\.png[^"]*)"', screen))
    kept = client.get(address)
    with Image.open(io.BytesIO(kept.data)) as picture:
        assert picture.format == "PNG" and max(picture.size) == 700
    client.post(f"{staged}/pemenang/1/gambar/lepas")
    assert client.get(address).status_code == 404
    assert "gambar/1.png" not in client.get(f"{staged}/layar").text


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90", b"\x89PNG\r\n\x1a\n broken", b"%PDF-1.4\n%%EOF", png()[:200]]
)
def test_what_is_no_picture_is_refused_at_its_field(staged, browser_of, content):
    page = put(browser_of("panitia"), staged, content)
    assert page.status_code == 422 and "Galat:" in page.text


def test_a_phone_without_scripts_steps_the_screen(staged, browser_of):
    client = browser_of("panitia")
    page = client.get(f"{staged}/jarak")
    form = re.search(r'name="to" value="1".*?name="version" value="(\d+)"', page.text, re.S)
    step = {"to": "1", "covered": "", "version": form[1], "from": "jarak"}
    sent = client.post(f"{staged}/langkah", data=step)
    assert sent.location == f"{staged}/jarak"
    assert "Layar 2 dari" in client.get(f"{staged}/jarak").text
    again = client.post(f"{staged}/langkah", data=step, follow_redirects=True)
    assert "Layar sudah berpindah" in again.text and "Layar 2 dari" in again.text


def test_screens_ask_and_step_as_scripts_do(staged, browser_of):
    client, other = browser_of("panitia"), browser_of("ketua")
    start = client.get(f"{staged}/keadaan").json
    assert (start["position"], start["covered"], start["version"]) == (0, False, 0)
    stepped = client.post(f"{staged}/langkah", json={"to": 2, "covered": "", "version": 0})
    assert stepped.json["position"] == 2 and stepped.json["began"] > 0
    stale = other.post(f"{staged}/langkah", json={"to": 1, "covered": "", "version": 0})
    assert stale.status_code == 409
    assert stale.json["stored"] == {"position": 2, "covered": False, "version": 2}
    for wrong in ({"to": 99}, {"to": "x"}, {"to": -1}, {}):
        answer = client.post(f"{staged}/langkah", json={"version": 2, "covered": "", **wrong})
        assert answer.status_code == 422
    assert other.get(f"{staged}/keadaan").json["position"] == 2


def test_the_state_names_the_slides_that_a_screen_should_hold(staged, browser_of):
    client = browser_of("panitia")
    before = client.get(f"{staged}/keadaan").json["slides"]
    assert f'data-slides="{before}"' in client.get(f"{staged}/layar").text
    client.post(f"{staged}/tampilan", data=show())
    assert client.get(f"{staged}/keadaan").json["slides"] != before


def test_the_screen_is_one_page_with_every_slide_and_no_inline_style(staged, browser_of):
    page = browser_of("panitia").get(f"{staged}/layar").text
    assert "style=" not in page and " onclick" not in page and "http://" not in page
    assert page.count("data-slide=") == 12


def test_guests_are_imported_after_a_look(staged, browser_of):
    client = browser_of("panitia")
    table = "nama;instansi;meja\nSiti;Setda;1\n;Dinkes;2\n"
    data = {"upload": (io.BytesIO(table.encode()), "tamu.csv")}
    sent = client.post(f"{staged}/tamu/impor", data=data)
    refused = client.get(sent.location)
    assert (
        "1 baris ditolak" in refused.text and "nama: Isian ini tidak boleh kosong." in refused.text
    )
    data = {"upload": (io.BytesIO(table.replace("\n;D", "\nAni;D").encode()), "tamu.csv")}
    looked = client.get(client.post(f"{staged}/tamu/impor", data=data).location)
    fields = dict(re.findall(r'name="(plan|berkas)" value="([^"]+)"', looked.text))
    assert "Belum ada tamu" in client.get(f"{staged}/tamu").text  # nothing is kept yet
    done = client.post(f"{staged}/tamu/periksa", data=fields, follow_redirects=True)
    assert "2 tamu tersimpan." in done.text and "Siti" in done.text
    moved = client.post(f"{staged}/tamu/periksa", data=fields)
    assert moved.status_code == 409 and "berubah sejak pratinjau" in moved.text
    wrong = {"upload": (io.BytesIO(b"\x89PNG\r\n"), "tamu.xlsx")}
    assert client.post(f"{staged}/tamu/impor", data=wrong).status_code == 422


def test_a_list_that_was_taken_away_comes_back_unchanged(staged, browser_of):
    client = browser_of("panitia")
    client.post(f"{staged}/tamu/tambah", data={"name": "Siti", "note": "'=1+1"})
    book = client.get(f"{staged}/tamu.xlsx").data
    sent = client.post(f"{staged}/tamu/impor", data={"upload": (io.BytesIO(book), "tamu.xlsx")})
    page = seen(client.get(sent.location))
    assert "Sama 1" in page and "Baru 0" in page


def test_a_guest_without_a_name_is_asked_for_it(staged, browser_of):
    client = browser_of("panitia")
    page = client.post(f"{staged}/tamu/tambah", data={"name": "", "organisation": "Setda"})
    assert page.status_code == 422 and "Isi namanya." in page.text and 'value="Setda"' in page.text
    client.post(f"{staged}/tamu/tambah", data={"name": "Siti"})
    client.post(f"{staged}/tamu/1", data={"name": "Siti Aminah"})
    assert "Siti Aminah" in client.get(f"{staged}/tamu").text
    client.post(f"{staged}/tamu/1/hapus")
    assert client.get(f"{staged}/tamu/1").status_code == 404


def words_of(answer):
    pages = PdfReader(io.BytesIO(answer.data)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_papers_of_the_day_are_printed_in_the_order_of_calling(staged, browser_of):
    client = browser_of("panitia")
    called = words_of(client.get(f"{staged}/cetak/panggil.pdf"))
    names = ("Dinas Lingkungan Hidup", "Dinas Kesehatan", "Dinas Pendidikan")
    assert [called.index(name) for name in names] == sorted(called.index(n) for n in names)
    for kind in ("panggil", "amplop"):
        assert "RAHASIA SAMPAI DIUMUMKAN" in words_of(client.get(f"{staged}/cetak/{kind}.pdf"))
    order = words_of(client.get(f"{staged}/cetak/susunan.pdf"))
    assert "OPD Terbaik" in order and not [name for name in names if name in order]
    assert "RAHASIA" not in order  # it names nobody: it may be handed out
    empty = client.get(f"{staged}/cetak/tamu.pdf")
    assert empty.status_code == 422 and "daftarnya masih kosong" in empty.text
    client.post(f"{staged}/tamu/pemenang")
    assert "Dinas Kesehatan" in words_of(client.get(f"{staged}/cetak/tamu.pdf"))


def test_what_the_room_reads_is_indonesian_whatever_the_organiser_reads(staged, browser_of):
    client = browser_of("panitia")
    before = client.get(f"{staged}/layar").text
    client.post("/bahasa", data={"lang": "en", "next": "/"})
    room = client.get(f"{staged}/layar").text
    assert '<html lang="id">' in room and "GLADI BERSIH" in room and "Kategori" in room
    words = [re.sub(r"<[^>]+>", " ", page).split() for page in (before, room)]
    assert words[0] == words[1]
    assert "29 September 2025" in words_of(client.get(f"{staged}/cetak/panggil.pdf"))


def test_the_page_of_a_note_says_which_awards_it_serves(staged, city, browser_of):
    client = browser_of("panitia")
    add_jury_awards(city, 1)
    page = seen(client.get(f"{staged}/pemenang/1"))
    assert "Dipakai juga untuk" not in page
    given = {"version": "0", "spoken": "Di-nas Pen-di-di-kan", "caller": ""}
    client.post(f"{staged}/pemenang/1", data=given)
    assert "Dipakai juga untuk Penghargaan 0, kecuali" in seen(client.get(f"{staged}/pemenang/1"))
    (other,) = [
        path
        for path, title in re.findall(
            r'href="(/panggung/\d+/pemenang/\d+)".*?class="wide">([^<]*)', client.get(staged).text
        )
        if title.startswith("Penghargaan 0")
    ]
    page = client.get(other)
    assert "Dari penghargaan lain unit ini: Di-nas Pen-di-di-kan" in seen(page)
    assert 'value="Di-nas' not in page.text  # it is lent, not copied


def test_a_revoked_certificate_is_marked_beside_the_name(staged, city, browser_of):
    client = browser_of("panitia")
    print_paper(city)
    assert "piagamnya dicabut" not in client.get(staged).text
    with city.installation.writes() as session:
        session.scalars(select(Certificate)).one().state = State.REVOKED
    assert seen(client.get(staged)).count("piagamnya dicabut") == 1
    papers = seen(client.get(f"{staged}/kertas"))
    assert "Piagamnya dicabut dan belum diterbitkan lagi Dinas Pendidikan: OPD Terbaik" in papers


def test_pages_take_a_fixed_number_of_queries(staged, city, browser_of, count_queries):
    client = browser_of("panitia")
    paths = [
        f"{staged}{path}" for path in ("", "/layar", "/penyaji", "/keadaan", "/tamu", "/kertas")
    ]

    def queries(path):
        client.get(path)
        with count_queries() as sent:
            assert client.get(path).status_code == 200
        return len(sent)

    before = [queries(path) for path in paths]
    add_jury_awards(city, 30)
    assert [queries(path) for path in paths] == before


def test_every_colour_of_the_stage_can_be_read_from_afar():
    from pathlib import Path

    import evaluator

    text = (Path(evaluator.__file__).parent / "web/static/ceremony.css").read_text()
    themes = re.findall(r"^\.stage(?:\[[^]]*\])? \{ (--bg[^}]*)\}", text, re.M)
    assert len(themes) == 4
    for theme in themes:
        colour = dict(re.findall(r"--(bg|fg|accent|soft): (#[0-9a-f]{6})", theme))
        for name in ("fg", "accent", "soft"):
            assert contrast(colour["bg"], colour[name]) >= 7, theme


def contrast(one, other):
    """The ratio of two colours' luminance as WCAG defines it."""

    def luminance(colour):
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
