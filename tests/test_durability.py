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
KILLS = 6
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
    for number in range(KILLS):
        acknowledged = save_until_killed(city, sheet, after=0.05 + 0.07 * number)
        with city.installation.reads() as session:
            stored = session.execute(text("SELECT note FROM score")).scalar()
            assert int(stored or 0) >= acknowledged
            assert verify_log(session, city["auditor"]).faults == []


def save_until_killed(city, sheet, after):
    """Save as fast as possible in another process, kill it, and return the last it confirmed."""
    own = city.installation
    environment = {
        **os.environ,
        "EVALUATOR_INSTANCE": str(own.folder),
        "EVALUATOR_DATABASE_URL": own.settings.database_url,
    }
    arguments = [str(city.office_id), str(city["ases1"].account_id), str(sheet)]
    process = subprocess.Popen(
        [sys.executable, "-c", SAVER, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    first = process.stdout.readline()
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    confirmed = [first, *process.stdout.read().splitlines()]
    process.wait()
    return int([line for line in confirmed if line.strip()][-1])
