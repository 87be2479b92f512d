"""Steps of an assessor whose device keeps sheets for working without a network."""

from sqlalchemy import text

DINDIK, DINKES = "Dinas Pendidikan", "Dinas Kesehatan"
WAITS = "#device-line [data-words]"


def rows(city):
    """Every stored score as (indicator, answer, version)."""
    with city.installation.reads() as session:
        query = text("SELECT indicator, answer, version FROM score ORDER BY indicator, sheet_id")
        return [tuple(row) for row in session.execute(query)]


def saves(city):
    """How many saves the log knows."""
    with city.installation.reads() as session:
        return session.execute(
            text("SELECT count(*) FROM log_entry WHERE act = 'score.save'")
        ).scalar()


def opened_at(page, code):
    """Open one indicator, unless it stands open."""
    page.locator("[data-scripted]:not([hidden])").first.wait_for(state="attached")
    if page.locator(f"[data-code={code}]").get_attribute("open") is None:
        page.locator(f"[data-code={code}] > summary").click()


def answered(page, code, answer):
    opened_at(page, code)
    page.locator(f"[data-code={code}] input[value='{answer}']").check()


def fill_three(page):
    answered(page, "a1", "5")
    answered(page, "a2", "4")
    opened_at(page, "b1")
    page.locator("[data-code=b1] input[name=answer]").fill("18/20")
    page.keyboard.press("Enter")


def ready(page):
    """The worker serves navigations, and the device has stored this page and those around it."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    here = page.evaluate("location.pathname")
    until(page, lambda: {here, "/penilaian/", "/luring/"} <= set(stored_pages(page)))


def until(page, true):
    """Wait for something that only a promise tells."""
    for _ in range(100):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come true within ten seconds")


def says(page, words):
    """The line of the device says this; a page that is just loading says nothing yet."""
    page.locator(WAITS, has_text=words).wait_for()


def is_empty(page):
    """Everything that was typed is with the server."""
    until(page, lambda: page.locator(WAITS).inner_text() == "" and waiting(page) == [])


def waiting(page):
    """What waits in this browser, whoever it belongs to, as (address, answer)."""
    return page.evaluate(
        """() => new Promise((resolve, reject) => {
            const request = indexedDB.open('penilaian');
            request.onerror = reject;
            request.onsuccess = () => {
                const store = request.result.transaction('waiting').objectStore('waiting');
                store.getAll().onsuccess = ({ target }) => {
                    request.result.close();
                    resolve(target.result.map((one) => [one.address, one.answer]));
                };
            };
        })"""
    )


def stored_pages(page):
    return page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys()) {
                if (!name.startsWith('luring-halaman-')) continue;
                const kept = await (await caches.open(name)).keys();
                found.push(...kept.map((request) => new URL(request.url).pathname));
            }
            return found.sort();
        }"""
    )


def before_sheet(city, visitor):
    """An assessor before an empty sheet that this device holds."""
    assessor = visitor("ases1")
    assessor.sheet = f"/penilaian/{city.sheets('ases1')[DINDIK]}"
    assessor.goto(assessor.sheet)
    ready(assessor.page)
    return assessor
