"""The office's first page of coaching, its menu, and its pages of the whole city."""

import re
from html import unescape


def words_of(page):
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def current(page):
    """The menu entry that a page stands under."""
    navigation = page.text.partition('<nav class="navigation"')[2].partition("</nav>")[0]
    return re.findall(r'aria-current="page">([^<]+)<', navigation)


def titles(page):
    return re.findall(r'class="panel part"[^>]*><strong>([^<]+)', page.text)


LOOKING = [
    "Yang menahan kota",
    "Siapa dibina lebih dulu",
    "Bila bimtek diadakan",
    "Tren dan gambar",
]
RECORDED = ["Kegiatan", "Permintaan data", "Indikator terukur", "Catatan unit", "Tugas lapangan"]
ANSWERED = ["Kendala", "Rencana tumbuh", "Keberatan"]


def test_the_first_page_offers_what_a_reader_finds_something_at(browser_of):
    parts = {
        "ketua": [*LOOKING, *RECORDED, *ANSWERED],
        "auditor": [*LOOKING, *RECORDED, *ANSWERED],
        "ases1": [*RECORDED, "Kendala", "Keberatan"],
        "panitia": RECORDED,
        "dindik": [*RECORDED, *ANSWERED],
    }
    pages = {who: browser_of(who).get("/pembinaan/") for who in parts}
    assert {who: titles(page) for who, page in pages.items()} == parts


def test_every_part_stands_under_one_menu_entry_and_a_units_under_its_own(city, browser_of):
    lead, unit = browser_of("ketua"), browser_of("dindik")
    paths = ("pembinaan", "pembinaan/penahan", "kegiatan", "permintaan", "catatan-unit", "tugas")
    paths += ("kendala", "kendala/lapor", "rencana", "rencana/pengingat", "keberatan", "tren")
    pages = {path: lead.get(f"/{path}", follow_redirects=True) for path in paths}
    assert {path: current(page) for path, page in pages.items()} == {
        path: ["Pembinaan"] for path in paths
    }
    own = {"kegiatan": "Kegiatan", "permintaan": "Permintaan", "kendala": "Kendala"}
    own |= {"rencana": "Rencana", "keberatan": "Umpan balik", "catatan-unit": "Permintaan"}
    own |= {"terukur": "Permintaan"}
    pages = {path: unit.get(f"/{path}", follow_redirects=True) for path in own}
    assert {path: current(page) for path, page in pages.items()} == {
        path: [name] for path, name in own.items()
    }
    assert "Pembinaan" not in pages["rencana"].text

    # Entries that stand under one another show a second row, and both say where one is.
    menu = browser_of("admin").get("/rubrik/rancangan/").text.partition("</nav>")[0]
    assert 'aria-current="true">Pengaturan<' in menu
    assert 'aria-current="page">Rancangan rubrik<' in menu
    assert "Rancangan rubrik" not in browser_of("admin").get("/pembinaan/").text


def test_the_office_reads_gaps_order_and_lift_and_takes_them_away(city, browser_of):
    city.release_all()
    lead = browser_of("ketua")
    gaps = words_of(lead.get("/pembinaan/penahan"))
    assert "a1 Standar data 2,70 poin 54,4% dari semua; 2 dari 3 unit belum di puncak" in gaps
    link = "/pembinaan/bimtek?periode=1&amp;kategori=1&amp;indikator=a1"
    assert link in lead.get("/pembinaan/penahan").text
    order = words_of(lead.get("/pembinaan/urutan"))
    assert "1. Dinas Lingkungan Hidup 1,75 Kurang Cukup 0,25 1 langkah: a1 Standar data" in order

    lowest = words_of(lead.get("/pembinaan/bimtek?indikator=a1&undang=predikat-2&hitung=1"))
    assert "Jumlah kenaikan 0,75 poin, dari 1 unit" in lowest  # the one that is Kurang
    asked = "?indikator=a1&undang=semua&hitung=1"
    lift = words_of(lead.get(f"/pembinaan/bimtek{asked}"))
    assert "Dinas Lingkungan Hidup 1,75 2,50 0,75 1 Kurang menjadi Cukup" in lift
    wrong = lead.get(f"/pembinaan/bimtek{asked}&indikator=b1&sampai=banyak")
    assert wrong.status_code == 422 and 'value="banyak"' in wrong.text
    assert "Isi persen di atas 0 sampai 100, atau kosongkan." in wrong.text
    share = words_of(lead.get(f"/pembinaan/bimtek{asked}&indikator=b1&sampai=75"))
    assert "naik sampai 75 persen; unit yang sudah di atasnya tetap" in share
    nothing = words_of(lead.get("/pembinaan/bimtek?hitung=1"))
    assert "Pilih paling sedikit satu indikator dan satu unit" in nothing

    for path in ("penahan.csv", "urutan.csv?urut=near", f"bimtek.csv{asked}"):
        table = lead.get(f"/pembinaan/{path}").get_data().decode("utf-8-sig")
        assert table.count("\r\n") == 4, path
    assert lead.get("/pembinaan/penahan.xlsx").data[:2] == b"PK"
    for who in ("ases1", "panitia", "dindik"):
        assert browser_of(who).get("/pembinaan/penahan").status_code == 403


def test_before_any_release_the_pages_say_what_is_waited_for(browser_of):
    for path in ("penahan", "urutan", "bimtek"):
        page = browser_of("admin").get(f"/pembinaan/{path}")
        assert "terisi setelah hasil sebuah periode dirilis" in page.text
