"""An acknowledged save survives `kill -9` of the server at any instant."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import text

from evaluator.services.logging import verify_log

ROOT = Path(__file__).parents[1]
KILLS = 15
"""On each of the two engines."""
SAVER = """
import sys
from datetime import UTC, datetime
from evaluator.services import assessing, sheets
from evaluator.storage.actor import Actor, Role
from evaluator.storage.installation import open_installation
office, account, sheet = map(int, sys.argv[1:4])
actor = Actor(account, "ases1", "Ases1", office, frozenset({Role.ASSESSOR}))
own = open_installation()
number = 0
sys.stdin.readline()  # ready long before it is asked to begin
while True:
    with own.writes() as session:
        seen = sheets.open_sheet(session, actor, sheet).questions[0]
        number = int(seen.note or 0) + 1
        assessing.save_score(session, actor, datetime.now(UTC), sheet, "a1",
                             answer="4", note=str(number), version=seen.version)
    print(number, flush=True)
"""


def test_no_acknowledged_save_is_lost_over_many_kills(city):
    city.open()
    sheet = city.sheets("ases1")["Dinas Pendidikan"]
    process = start_saver(city, sheet)
    for number in range(KILLS):
        following = start_saver(city, sheet)
        acknowledged = save_until_killed(process, after=0.02 + 0.03 * number)
        process = following
        with city.installation.reads() as session:
            stored = session.execute(text("SELECT note FROM score")).scalar()
            assert int(stored or 0) >= acknowledged
            assert verify_log(session, city["auditor"]).faults == []
    process.kill()
    process.communicate()


def start_saver(city, sheet):
    """Another process that will save as fast as it can, once it is told to begin."""
    own = city.installation
    environment = {
        **os.environ,
        "EVALUATOR_INSTANCE": str(own.folder),
        "EVALUATOR_DATABASE_URL": own.settings.database_url,
    }
    arguments = [str(city.office_id), str(city["ases1"].account_id), str(sheet)]
    return subprocess.Popen(
        [sys.executable, "-c", SAVER, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def save_until_killed(process, after):
    """Let a process save, kill it, and return the last save that it confirmed."""
    process.stdin.write("begin\n")
    process.stdin.flush()
    first = process.stdout.readline()
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    confirmed = [first, *process.stdout.read().splitlines()]
    process.wait()
    return int([line for line in confirmed if line.strip()][-1])
