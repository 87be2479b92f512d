"""Two assessors, two tabs and a device without network in any order: nothing is overwritten unseen.

Every acknowledged save is either what stands there, or was seen by the save that
followed it; and the log tells exactly the acknowledged saves, in their order.
"""

import random
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import event

from evaluator.services import assessing, histories, sheets
from evaluator.services.cells import cell_of
from evaluator.services.logging import verify_log
from evaluator.services.problems import Conflict
from tests.city import NOW

DINDIK = "Dinas Pendidikan"
CELLS = ("a1", "a2")
INTERLEAVINGS = {"sqlite": 1000, "postgresql": 100}


@dataclass
class Kept:
    """One acknowledged save, and what its sender saw there before."""

    content: tuple[str, str]
    seen: tuple[int, tuple[str, str]]


@dataclass
class Book:
    """What the server acknowledged: sheet -> cell -> version -> save."""

    kept: dict[int, dict[str, dict[int, Kept]]] = field(default_factory=dict)

    def note(self, sheet, code, version, save):
        versions = self.kept.setdefault(sheet, {}).setdefault(code, {})
        if version in versions:  # the same said twice is kept once
            assert versions[version].content == save.content
        else:
            versions[version] = save


class Device:
    """A tab or a device of one assessor: what it shows, and what waits in it."""

    def __init__(self, city, username, sheet, book, dice):
        self.city, self.username, self.sheet = city, username, sheet
        self.book, self.dice = book, dice
        self.shown, self.queue = {}, []

    def load(self):
        with self.city.installation.reads() as session:
            found = [cell_of(session, self.sheet, code) for code in CELLS]
        self.shown = {one.indicator: (one.version, (one.answer, one.note)) for one in found}

    def type(self):
        """Fill a cell and save it at once."""
        self.send(self.dice.choice(CELLS), self.typed())

    def wait(self):
        """Fill a cell without a network: it waits with the version that was seen."""
        code = self.dice.choice(CELLS)
        self.queue = [one for one in self.queue if one[0] != code]
        self.queue.append((code, self.typed()))

    def sync(self):
        """Send what waits, in order."""
        waiting, self.queue = self.queue, []
        for code, content in waiting:
            self.send(code, content)

    def typed(self):
        return str(self.dice.randint(1, 5)), f"catatan {self.dice.randrange(10**9)}"

    def send(self, code, content):
        version, seen = self.shown[code]
        try:
            saved = self.save(code, content, version)
        except Conflict as conflict:
            return self.settle(code, content, conflict.stored)
        self.acknowledged(code, saved, Kept(content, (version, seen)))
        return None

    def settle(self, code, content, stored):
        """Both values are shown: the person takes what is stored, or sends again having seen it."""
        self.shown[code] = (stored["version"], (stored["answer"], stored["note"]))
        if self.dice.random() < 0.5:
            self.send(code, content)

    def save(self, code, content, version):
        with self.city.installation.writes() as session:
            return assessing.save_score(
                session,
                self.city[self.username],
                NOW,
                self.sheet,
                code,
                answer=content[0],
                note=content[1],
                version=version,
            )

    def acknowledged(self, code, saved, kept):
        self.shown[code] = (saved.version, (saved.answer, saved.note))
        self.book.note(self.sheet, code, saved.version, kept)


def test_no_order_of_tabs_devices_and_assessors_overwrites_anything_unseen(city, request):
    engine = request.node.callspec.params["installation"]
    city.open()
    dice, book = random.Random(38), Book()
    own, other = (city.sheets(name)[DINDIK] for name in ("ases1", "ases2"))
    with quick(city, engine):
        for _ in range(INTERLEAVINGS[engine]):
            first, second, away = (Device(city, "ases1", own, book, dice) for _ in range(3))
            colleague = Device(city, "ases2", other, book, dice)
            steps = [first.type, second.type, away.wait, away.wait, away.sync, colleague.type]
            for device in (first, second, away, colleague):
                device.load()
            for step in in_any_order(steps, dice):
                step()
    saves = sum(len(versions) for cells in book.kept.values() for versions in cells.values())
    assert saves > 3 * INTERLEAVINGS[engine]
    for sheet, username in ((own, "ases1"), (other, "ases2")):
        for code in CELLS:
            check_nothing_lost(city, username, sheet, code, book.kept[sheet][code])
    with city.installation.reads() as session:
        assert verify_log(session, city["auditor"]).faults == []


def in_any_order(steps, dice):
    """Shuffled, but what waits is sent after it was typed."""
    shuffled = steps[:]
    dice.shuffle(shuffled)
    waiting = [step for step in shuffled if step.__name__ in ("wait", "sync")]
    ordered = iter(sorted(waiting, key=lambda step: step.__name__ == "sync"))
    return [next(ordered) if step in waiting else step for step in shuffled]


def check_nothing_lost(city, username, sheet, code, versions):
    """Versions follow without a gap, each written by somebody who saw the one before."""
    assert sorted(versions) == list(range(1, len(versions) + 1))
    before = (0, ("", ""))
    for version in sorted(versions):
        assert versions[version].seen == before, f"{code} version {version} overwrote unseen"
        before = (version, versions[version].content)
    with city.installation.reads() as session:
        view = sheets.open_sheet(session, city[username], sheet)
        steps = histories.history_of(session, city[username], sheet, code)
    stored = view.question(code)
    assert (stored.version, (stored.answer, stored.note)) == before
    logged = [(step.after.answer, step.after.note) for step in reversed(steps)]
    assert logged == [versions[version].content for version in sorted(versions)]


@contextmanager
def quick(city, engine):
    """Thousands of commits that need not outlive a power cut: this test is about their order."""

    def relax(connection, _record, _proxy):
        connection.execute("PRAGMA synchronous = OFF")

    if engine == "sqlite":
        event.listen(city.installation.engine, "checkout", relax)
    yield
    if engine == "sqlite":
        event.remove(city.installation.engine, "checkout", relax)
