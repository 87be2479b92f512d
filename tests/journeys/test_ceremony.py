"""The award day in a real browser: the screen without a network, the phone, the presenter."""

import pytest

from evaluator.services import ceremonies
from evaluator.storage.offices import Office
from tests.city import NOW
from tests.journeys.on_device import until
from tests.stage import decide

pytestmark = pytest.mark.browser
IN_SIGHT = ".slide:not([hidden])"


@pytest.fixture
def staged(city):
    """A ceremony with the real names."""
    decide(city, jury=True)
    with city.installation.writes() as session:
        ceremonies.rehearse(session, city["panitia"], NOW, city.period_id, False)
    return f"/panggung/{city.period_id}"


def count_of(page):
    return page.locator("[data-slide]").count()


def here(page):
    """The number of the slide in sight; None while it is covered."""
    number = page.locator(IN_SIGHT).get_attribute("data-slide")
    return None if number is None else int(number)


def waits_for(page, number):
    page.wait_for_selector(f'[data-slide="{number}"]:not([hidden])')


def stored(city):
    with city.installation.reads() as session:
        stage = ceremonies.open_ceremony(session, city["panitia"], city.period_id).stage
    return stage.position, stage.covered


def kept(page):
    """The browser holds the page with all its files and answers for it."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    held = """async () => {
        const own = (await caches.keys()).find((name) => name.startsWith('panggung-'));
        const cache = own && await caches.open(own);
        return Boolean(await cache?.match(location.href)) && (await cache.keys()).length > 3;
    }"""
    until(page, lambda: page.evaluate(held))


def told(page):
    """Everything that was done here is with the server."""
    until(page, lambda: '"pending":false' in (page.evaluate("localStorage['panggung:1']") or ""))


def test_the_screen_steps_through_everything_without_a_network(city, staged, visitor):
    organiser = visitor("panitia")
    page = organiser.goto(f"{staged}/layar")
    kept(page)
    count = count_of(page)
    organiser.context.set_offline(True)
    seen = [here(page)]
    for _ in range(count - 1):
        page.keyboard.press("ArrowRight")
        seen.append(here(page))
    assert seen == list(range(count))
    page.keyboard.press("ArrowRight")
    assert here(page) == count - 1  # there is no slide beyond the last
    page.keyboard.press("b")
    assert here(page) is None and "Dinas" not in page.locator(IN_SIGHT).inner_text()
    page.keyboard.press(".")
    page.keyboard.press("PageUp")
    assert stored(city) == (0, False)  # the server knows nothing of all this yet
    page.reload()
    assert here(page) == count - 2  # a reload without a network keeps the place
    organiser.context.set_offline(False)
    told(page)
    assert stored(city) == (count - 2, False)


def copies(page):
    return page.evaluate(
        "caches.keys().then((names) => names.filter((one) => one.startsWith('panggung-')))"
    )


def shown_without_network(somebody, path):
    somebody.context.set_offline(True)
    shown = somebody.goto(path).content()
    somebody.context.set_offline(False)
    return shown


def test_whoever_comes_after_a_sign_out_is_shown_no_copy_of_the_stage(city, staged, visitor):
    organiser = visitor("panitia")
    kept(organiser.goto(f"{staged}/layar"))
    assert "Dinas Kesehatan" in shown_without_network(organiser, f"{staged}/layar")
    page = organiser.goto(staged)
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk")
    until(page, lambda: copies(page) == [])
    assert "Dinas" not in shown_without_network(organiser, f"{staged}/layar")


def test_a_copy_of_the_stage_is_never_shown_to_another_account(city, staged, visitor):
    first = visitor("panitia")
    page = first.goto(f"{staged}/layar")
    kept(page)
    (name,) = copies(page)
    first.context.clear_cookies()  # the session ends, nobody signs out
    first.sign_in("dinkes")
    first.goto("/")
    until(page, lambda: copies(page) == [])
    # As where the copy could not be forgotten in time.
    page.evaluate(
        """async ([name, path]) => {
            const headers = {'X-Disimpan': String(Date.now())};
            await (await caches.open(name)).put(path, new Response('Dinas Kesehatan', {headers}));
        }""",
        [name, f"{staged}/layar"],
    )
    assert "Dinas Kesehatan" not in shown_without_network(first, f"{staged}/layar")


def test_a_phone_steps_the_screen_and_another_projector_goes_on_there(city, staged, visitor):
    screen = visitor("panitia").goto(f"{staged}/layar")
    phone = visitor("ketua", width=360)
    remote = phone.goto(f"{staged}/jarak")
    assert phone.sideways() <= 0
    remote.get_by_role("button", name="Lanjut").click()
    waits_for(screen, 1)
    remote.get_by_text("Layar 2 dari").first.wait_for()
    remote.get_by_role("button", name="Layar aman").click()
    screen.wait_for_selector("[data-fallback]:not([hidden])")
    remote.get_by_text("Layar aman tampil").wait_for()
    remote.get_by_role("button", name="Lanjut").click()  # uncovers what was covered
    waits_for(screen, 1)
    for button in remote.locator(".remote-buttons button").all():
        assert button.bounding_box()["height"] >= 44
    second = visitor("panitia").goto(f"{staged}/layar")
    waits_for(second, 1)
    remote.get_by_role("button", name="Kembali").click()
    waits_for(screen, 0)
    waits_for(second, 0)


@pytest.mark.parametrize("height", [740, 640])
def test_the_buttons_of_the_phone_stay_under_the_thumb(city, staged, visitor, height):
    phone = visitor("ketua", width=360)
    phone.page.set_viewport_size({"width": 360, "height": height})
    remote = phone.goto(f"{staged}/jarak")
    buttons = remote.locator(".remote-buttons button").all()
    places = {str([button.bounding_box() for button in buttons])}
    for number in range(1, 8):
        remote.get_by_role("button", name="Lanjut").click()
        remote.get_by_text(f"Layar {number + 1} dari").first.wait_for()
        remote.evaluate("scrollTo(0, 40)")
        places.add(str([button.bounding_box() for button in buttons]))
    assert len(places) == 1
    boxes = [button.bounding_box() for button in buttons]
    assert len(boxes) == 3 and all(box["y"] + box["height"] <= height for box in boxes)


def test_a_stale_remote_steps_nothing(city, staged, visitor):
    phone = visitor("ketua", width=360)
    remote = phone.goto(f"{staged}/jarak")
    remote.route("**/keadaan", lambda route: route.abort())  # it learns nothing any more
    remote.wait_for_timeout(1200)
    screen = visitor("panitia").goto(f"{staged}/layar")
    screen.keyboard.press("ArrowRight")
    screen.keyboard.press("ArrowRight")
    told(screen)
    with remote.expect_response("**/langkah") as answer:
        remote.get_by_role("button", name="Lanjut").click()
    assert answer.value.status == 409 and stored(city) == (2, False)


def test_the_presenter_reads_the_next_name_and_steers_the_screen_beside_it(city, staged, visitor):
    organiser = visitor("panitia")
    presenter = organiser.goto(f"{staged}/penyaji")
    screen = organiser.context.new_page()
    screen.goto(organiser.address + f"{staged}/layar")
    presenter.bring_to_front()
    name = presenter.locator("[data-slot=name]")
    assert "Dinas Lingkungan Hidup" in name.inner_text()
    for _ in range(3):
        presenter.keyboard.press("ArrowRight")
    waits_for(screen, 3)
    assert "Dinas Kesehatan" in name.inner_text()
    assert presenter.locator("[data-row][aria-current=step]").get_attribute("data-row") == "3"
    until(presenter, lambda: presenter.locator("[data-elapsed]").inner_text().startswith("00:00:"))
    organiser.context.set_offline(True)
    presenter.keyboard.press("ArrowRight")
    waits_for(screen, 4)  # the windows of one machine need no network
    presenter.locator("[data-line]", has_text="Tidak tersambung").wait_for()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1024, 768)])
def test_every_slide_fits_the_projector_and_is_large_enough(city, visitor, size):
    decide(city, jury=True)  # rehearsed: one name is as long as names with degrees come
    with city.installation.writes() as session:
        session.get(Office, city.office_id).illustrative = True  # a band above, another below
    organiser = visitor("panitia")
    organiser.page.emulate_media(reduced_motion="reduce")
    organiser.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = organiser.goto(f"/panggung/{city.period_id}/layar")
    for _ in range(count_of(page)):
        measured = page.locator(IN_SIGHT).evaluate(
            """(slide) => {
                const words = [...slide.querySelectorAll('h2, p, .name, .place')];
                const boxes = words.map((one) => one.getBoundingClientRect());
                const bands = [...document.querySelectorAll('.rehearsal')]
                    .map((one) => one.getBoundingClientRect());
                return {
                    covered: boxes.some((b) => bands.some((band) =>
                        b.top < band.bottom - 1 && b.bottom > band.top + 1)),
                    inside: boxes.every((b) => b.left >= 0 && b.top >= 0
                        && b.right <= innerWidth && b.bottom <= innerHeight),
                    cut: slide.scrollWidth - slide.clientWidth,
                    name: Math.min(999, ...[...slide.querySelectorAll('.name, .title')]
                        .map((one) => parseFloat(getComputedStyle(one).fontSize))) / innerHeight,
                };
            }"""
        )
        assert measured["inside"] and measured["cut"] <= 0, (size, here(page))
        assert not measured["covered"], (size, here(page))
        assert measured["name"] >= 0.045, (size, here(page), measured)
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_the_award_day_are_accessible_and_fit(city, staged, visitor, width):
    organiser = visitor("panitia", width=width)
    found = []
    paths = ["", "/tampilan", "/pemenang/1", "/nama-asli", "/tamu", "/tamu/tambah", "/tamu/impor",
             "/penyaji", "/jarak", "/layar"]  # fmt: skip
    for path in ["/panggung/", *(staged + path for path in paths)]:
        page = organiser.goto(path)
        page.wait_for_timeout(800)  # until nothing moves any more
        assert page.locator("h1").count() == 1, path
        assert organiser.sideways() <= 0, path
        found += [f"{path} {width}: {line}" for line in organiser.axe()]
    city.release()
    for path in ("/penghargaan/", "/penghargaan/2025", "/penghargaan/2025/sematkan"):
        organiser.goto(path)
        assert organiser.sideways() <= 0, path
        found += [f"{path} {width}: {line}" for line in organiser.axe()]
    assert found == []


def test_lines_of_the_running_order_are_dragged(city, staged, visitor):
    page = visitor("panitia").goto(staged)
    first, second = page.locator("[data-order] li").all()
    assert "OPD Terbaik" in first.inner_text()
    second.drag_to(first, target_position={"x": 40, "y": 4})
    page.get_by_role("button", name="Simpan urutan").click()
    page.get_by_text("Urutan acara sudah disimpan.").wait_for()
    assert "Juri Bintang" in page.locator("[data-order] li").first.inner_text()


def test_a_screen_takes_up_the_real_names_without_a_hand_on_it(city, visitor):
    decide(city)
    page = visitor("panitia").goto(f"/panggung/{city.period_id}/layar")
    assert "rekaan" in page.locator(".rehearsal").inner_text()
    with city.installation.writes() as session:
        ceremonies.rehearse(session, city["ketua"], NOW, city.period_id, False)
    page.wait_for_selector(".stage:not(:has(.rehearsal))")
    assert "Dinas Pendidikan" in page.content()
