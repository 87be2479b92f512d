"""Every page of every role: accessible, and no wider than the screen, in both languages."""

import pytest

PAGES = {
    None: ["/masuk", "/v/", "/v/TIDAK-ADA", "/tidak-ada"],
    "ases1": [
        "/penilaian/",
        "/penilaian/{sheet}",
        "/kata-sandi",
        "/luring/",
        "/lke/",
        "/panel/saya",
    ],
    "ketua": [
        "/hasil/",
        "/hasil/{period}",
        "/hasil/{period}/unit/{participant}",
        "/hasil/{period}/unit/{participant}/a1",
        "/piagam/",
        "/catatan/",
        "/tahap/{period}/kunci",
        "/kemajuan/",
        "/penyepakatan/",
        "/panel/",
        "/tren/",
        "/keberatan/",
        "/terukur/periode/{period}",
    ],
    "panitia": ["/piagam/", "/piagam/{period}", "/piagam/register", "/piagam/daftar"],
    "dindik": [
        "/umpan-balik/",
        "/penilaian-mandiri/",
        "/rubrik/rancangan/",
        "/rencana/",
        "/kegiatan/",
        "/permintaan/",
        "/kendala/",
        "/keberatan/",
        "/terukur/",
    ],
    "admin": [
        "/admin/periode/",
        "/admin/periode/{period}",
        "/admin/unit/",
        "/admin/orang/",
        "/admin/rubrik/",
        "/admin/rubrik/{rubric}",
        "/admin/kantor/",
        "/kelompok/",
        "/rubrik/rancangan/",
        "/panel/{category}",
        "/pembinaan/",
        "/kegiatan/",
        "/permintaan/",
        "/catatan-unit/",
        "/tugas/",
        "/kendala/",
    ],
    "auditor": ["/hasil/{period}", "/catatan/", "/piagam/{period}"],
}


# English words are the longer ones; where they fit on a phone, they fit on a desk.
def menu_is_whole(page):
    """Whether no row of the menu is wider than the screen."""
    rows = page.locator(".navigation ul").evaluate_all(
        "all => all.map(ul => [ul.scrollWidth, ul.clientWidth])"
    )
    return all(needed <= there for needed, there in rows)


def menu_shows_where_we_are(page):
    """Whether the entry of this page is in sight, however narrow the screen."""
    here = page.locator(".navigation [aria-current]").evaluate_all(
        "all => all.map(a => a.getBoundingClientRect()).map(box => [box.left, box.right])"
    )
    return all(left >= 0 and right <= page.viewport_size["width"] for left, right in here)


@pytest.mark.parametrize(("language", "width"), [("id", 1280), ("en", 360)])
def test_pages_are_accessible_and_fit(city, visitor, width, language):
    city.release_all()
    with city.installation.reads() as session:
        from sqlalchemy import text

        participant = session.execute(text("SELECT max(id) FROM participant")).scalar()
    known = {
        "sheet": city.sheets("ases1")["Dinas Pendidikan"],
        "period": city.period_id,
        "category": city.category_id,
        "participant": participant,
        "rubric": city.rubric_id,
    }
    found = []
    for who, paths in PAGES.items():
        somebody = visitor(who, width=width)
        if language == "en":
            switch = somebody.page.locator("form[data-language] button").first
            somebody.goto(paths[0].format(**known))
            if who:
                somebody.page.locator("details.menu summary").click()
            switch.click()
            somebody.page.wait_for_selector("html[lang=en]")
        for path in paths:
            somebody.goto(path.format(**known))
            where = f"{who} {path} {width} {language}"
            assert somebody.page.locator("h1").count() == 1, where
            assert somebody.sideways() <= 0, where
            assert menu_shows_where_we_are(somebody.page), where
            assert width < 1280 or menu_is_whole(somebody.page), where
            found += [f"{where}: {line}" for line in somebody.axe()]
    assert found == []
