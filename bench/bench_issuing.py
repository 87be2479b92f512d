"""How long 1,000 certificates take: designed, issued, stored, logged, signed, merged, zipped.

    PYTHONPATH=. .venv/bin/python bench/bench_issuing.py [--papers 1000] [--design kawung]

The design is one of the office's own, copied from the one named. A worker of its own is
killed in the middle with SIGKILL and another one takes the job over, as a server does after
a power cut; then a test key signs all papers, and the files are made once more with them.
Seconds are wall and CPU of all processes; the machine's load is printed beside them, since
wall means little without it. Ends with 1 where all took longer than LIMIT.
"""

import argparse
import os
import resource
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func, select

from evaluator.documents.designs import DESIGNS
from evaluator.documents.paper_reading import checked
from evaluator.documents.signing import OfficeSigner
from evaluator.documents.signing_keys import make_test_key, read_key
from evaluator.services import (
    accounts,
    designs,
    offices,
    print_asking,
    print_jobs,
    signatories,
    signing,
)
from evaluator.services.certificate_looks import look_of
from evaluator.services.certifying import ListRow
from evaluator.storage.actor import Actor, Role, the_operator
from evaluator.storage.certificates import Certificate
from evaluator.storage.installation import Installation, Settings
from evaluator.storage.log import LogEntry
from evaluator.storage.migrating import upgrade

URL = "https://statistik.example"
LIMIT = 60  # seconds for 1,000 papers
AT_ONCE = 50  # signed in one transaction, as the page does
WORKER = """
from datetime import timedelta
from evaluator.documents.press import press
from evaluator.services.print_work import Worker, anything_open, work_all
from evaluator.storage.installation import open_installation
import os, time
own = open_installation()
going = True
while going:
    work_all(own, press(own.files), Worker(f"bench-{os.getpid()}", timedelta(seconds=1)))
    with own.reads() as session:
        going = anything_open(session)
    time.sleep(0.05)
"""


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, default=1000)
    parser.add_argument("--design", default="kawung", choices=list(DESIGNS))
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        own = Installation(Settings(instance=Path(folder), secret_key="k" * 40, public_url=URL))
        actor, signer = _office(own), _test_signer(Path(folder))
        watch = Watch()
        job_id = _ask(own, actor, given.papers, given.design)
        watch.lap("designed and asked for")
        killed_at = _work_and_kill(own, actor, job_id, given.papers)
        _start(own).wait()
        watch.lap("issued, merged, zipped")
        _sign(own, actor, signer)
        watch.lap("signed")
        with own.writes() as session:
            print_jobs.remake_files(session, actor, datetime.now(UTC), job_id)
        _start(own).wait()
        watch.lap("merged, zipped once more")
        print(f"killed after               {killed_at:7d} papers")
        _report(own, actor, job_id, given.papers)
        own.engine.dispose()
    sys.exit(watch.total() > LIMIT * given.papers / 1000)


class Watch:
    """Prints how long each step took, by the clock on the wall and in CPU of all processes."""

    def __init__(self) -> None:
        self.began = self.last = time.perf_counter()
        self.used = _cpu()

    def lap(self, what: str) -> None:
        now, used = time.perf_counter(), _cpu()
        print(f"{what:<26} {now - self.last:7.2f} s wall {used - self.used:7.2f} s CPU")
        self.last, self.used = now, used

    def total(self) -> float:
        whole = self.last - self.began
        load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
        print(f"all together               {whole:7.2f} s wall, limit {LIMIT} s; load {load}")
        return whole


def _cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def _office(own: Installation) -> Actor:
    upgrade(own.engine)
    now = datetime.now(UTC)
    with own.writes() as session:
        office = offices.create_office(
            session, the_operator(), now, code="3375", name="BPS Kota Contoh", city="Contoh"
        )
        operator = the_operator(office)
        signatories.add_signer(
            session, operator, now, name="Nama Penanda Tangan", nip="", position="Kepala",
            valid_from=date(2020, 1, 1), valid_to=None,
        )  # fmt: skip
        account = accounts.create_person(
            session, operator, now, username="panitia", name="Panitia",
            password=secrets.token_urlsafe(), roles=[Role.ORGANISER],
        )  # fmt: skip
    return Actor(account, "panitia", "Panitia", office, frozenset({Role.ORGANISER}))


def _test_signer(folder: Path) -> OfficeSigner:
    place = folder / "key.p12"
    place.write_bytes(make_test_key("BPS Kota Contoh", datetime.now(UTC), "sandi"))
    return OfficeSigner(read_key(place, "sandi"))


def _ask(own: Installation, actor: Actor, count: int, design: str) -> int:
    rows = [
        ListRow(
            f"Ibu Nur Aini Rahmawati ke-{number}, S.ST., M.Si.", "Mitra Statistik Terbaik",
            "Hari Statistik Nasional 2025", date(2025, 9, 29), place="Juara I",
        )
        for number in range(count)
    ]  # fmt: skip
    now = datetime.now(UTC)
    with own.writes() as session:
        made = designs.add_design(
            session, actor, now, name="Piagam Kota", check=checked, content=DESIGNS[design].content
        )
        look = look_of(session, actor, designs.design_view(session, actor, made).code)
        return print_asking.print_list(
            session, actor, now, rows, title="Tolok ukur", public_url=URL, look=look
        )


def _work_and_kill(own: Installation, actor: Actor, job_id: int, count: int) -> int:
    """Kill a worker once half of the papers are issued; returns how many there were."""
    worker = _start(own)
    while (done := _done(own, actor, job_id)) < count // 2:
        if worker.poll() is not None:
            with own.reads() as session:
                job = print_jobs.job_view(session, actor, job_id)
            raise SystemExit(f"the worker ended by itself: {job}")
        time.sleep(0.05)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    return done


def _sign(own: Installation, actor: Actor, signer: OfficeSigner) -> None:
    with own.reads() as session:
        ids = list(session.scalars(select(Certificate.id).order_by(Certificate.id)))
    for start in range(0, len(ids), AT_ONCE):
        with own.writes() as session:
            signing.sign_certificates(
                session, actor, datetime.now(UTC), ids[start : start + AT_ONCE],
                signer=signer, files=own.files,
            )  # fmt: skip


def _start(own: Installation) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "EVALUATOR_INSTANCE": str(own.folder)}
    return subprocess.Popen([sys.executable, "-c", WORKER], env=environment)  # noqa: S603


def _done(own: Installation, actor: Actor, job_id: int) -> int:
    with own.reads() as session:
        return print_jobs.job_view(session, actor, job_id).done


def _report(own: Installation, actor: Actor, job_id: int, count: int) -> None:
    with own.reads() as session:
        job = print_jobs.job_view(session, actor, job_id)
        serials = set(session.scalars(select(Certificate.serial)))
        signed = session.scalar(select(func.count(Certificate.signed_file)))
        logged = session.scalar(select(func.count()).where(LogEntry.act == "certificate.issue"))
    sizes = [len(own.files.get(digest or "")) / 1e6 for digest in (job.merged, job.zipped)]
    print(f"serials without a gap      {serials == set(range(1, count + 1))!s:>7}")
    print(f"signed, logged             {signed:7d} {logged:7d}")
    print(f"merged {sizes[0]:.1f} MB, zip {sizes[1]:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
