"""Papers come out exactly once, whatever is killed, and however many issue at once."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from sqlalchemy import select

from evaluator.services import number_register, print_asking, print_jobs
from evaluator.services.certifying import ListRow, Look
from evaluator.services.logging import verify_log
from evaluator.storage.certificates import Certificate
from evaluator.storage.log import LogEntry
from tests.city import NOW

ROOT = Path(__file__).parents[2]
AMOUNTS = {"sqlite": (200, 12), "postgresql": (80, 6)}
"""Papers and kills by engine: the whole job on one is enough time spent."""
ISSUING = """
import sys
from datetime import UTC, date, datetime
from evaluator.services import certifying
from evaluator.storage.actor import Actor, Role
from evaluator.storage.installation import open_installation
office, account, mine = map(int, sys.argv[1:4])
actor = Actor(account, "panitia", "Panitia", office, frozenset({Role.ORGANISER}))
own = open_installation()
sys.stdin.readline()
for number in range(mine, 50, 4):
    row = certifying.ListRow(f"Mitra {number}", "Mitra Terbaik", "HSN", date(2025, 9, 29))
    with own.writes() as session:
        certifying.issue_list(session, actor, datetime.now(UTC), [row], design="resmi",
                              draw=lambda face: face["number"].encode(), files=own.files,
                              public_url="https://bps.example")
"""
WORKING = """
import os, sys, time, zipfile
from datetime import timedelta
from evaluator.services.print_work import Press, Worker, anything_open, work_all
from evaluator.storage.installation import open_installation
def draw(face):
    print("paper", flush=True)
    time.sleep(0.005)
    return (face["number"] + " " + face["recipient"]).encode()
def bind(papers, options, together):
    print("bind", flush=True)
    time.sleep(1)  # far longer than any wait for the kill
    return b"\\n".join(paper.read() for paper in papers)
def pack(papers, whole):
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in papers:
            archive.writestr(name.replace("/", "_"), content)
own, going = open_installation(), True
sys.stdin.readline()  # ready long before it is asked to begin
while going:
    work_all(own, Press(draw, bind, pack), Worker(f"w{os.getpid()}", timedelta(seconds=0.3)))
    time.sleep(0.02)
    with own.reads() as session:
        going = anything_open(session)
"""


def start(city, code, *arguments):
    own = city.installation
    environment = {
        **os.environ,
        "EVALUATOR_INSTANCE": str(own.folder),
        "EVALUATOR_DATABASE_URL": own.settings.database_url,
    }
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def register(city):
    with city.installation.reads() as session:
        serials = list(session.scalars(select(Certificate.serial).order_by(Certificate.serial)))
        numbers = set(session.scalars(select(Certificate.number)))
        logged = list(
            session.scalars(select(LogEntry.object).where(LogEntry.act == "certificate.issue"))
        )
        ids = [f"certificate:{number}" for number in session.scalars(select(Certificate.id))]
        (count,) = number_register.series_counts(session, city["panitia"])
        faults = verify_log(session, city["auditor"]).faults
    return serials, numbers, sorted(logged) == sorted(ids), count, list(faults)


def test_fifty_papers_by_four_processes_have_fifty_numbers_without_a_gap(city):
    arguments = city.office_id, city["panitia"].account_id
    processes = [start(city, ISSUING, *arguments, mine) for mine in range(4)]
    for process in processes:
        process.stdin.write("begin\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    serials, numbers, each_logged_once, count, faults = register(city)
    assert serials == list(range(1, 51)) and len(numbers) == 50
    assert each_logged_once and faults == []
    assert (count.first, count.last, count.papers, count.missing) == (1, 50, 50, ())


def test_a_job_killed_again_and_again_ends_with_each_number_once(city):
    papers, kills = AMOUNTS[city.installation.engine.dialect.name]
    rows = [
        ListRow(f"Mitra {number:03}", "Mitra Terbaik", "HSN", date(2025, 9, 29))
        for number in range(papers)
    ]
    with city.installation.writes() as session:
        job_id = print_asking.print_list(
            session, city["panitia"], NOW, rows,
            title="Mitra", look=Look("resmi"), public_url="https://bps.example",
        )  # fmt: skip
    kill_at_random(city, kills)
    last = start(city, WORKING)
    last.communicate("begin\n", timeout=300)
    with city.installation.reads() as session:
        done = print_jobs.job_view(session, city["panitia"], job_id)
    assert (done.state, done.done, done.failed) == ("done", papers, 0)
    serials, numbers, each_logged_once, count, faults = register(city)
    assert serials == list(range(1, papers + 1)) and len(numbers) == papers
    assert each_logged_once and faults == []
    assert count.missing == ()
    lines = city.installation.files.get(done.merged).decode().splitlines()
    assert [line.split(" ")[2] for line in lines] == [f"{number:03}" for number in range(papers)]


def kill_at_random(city, kills):
    """Kill one worker after another at any moment, the last ones while the files are made."""
    chance = random.Random(20250929)
    following = start(city, WORKING)
    for number in range(kills):
        process, following = following, start(city, WORKING)
        begin(process, "paper" if number < kills - 2 else "bind")
        time.sleep(chance.random() * 0.15)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    following.kill()
    following.communicate()


def begin(process, until):
    """Let a worker begin and wait for what it does first."""
    process.stdin.write("begin\n")
    process.stdin.flush()
    while process.stdout.readline().strip() != until:
        assert process.poll() is None
