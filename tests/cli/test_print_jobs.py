"""`evaluator jobs`: a process of its own for the jobs that wait."""

from datetime import date

from evaluator.services import print_asking, print_jobs
from evaluator.services.certifying import ListRow, Look
from tests.city import NOW
from tests.cli.test_commands import run


def test_waiting_jobs_are_worked_on_and_then_there_is_nothing_left(city):
    with city.installation.writes() as session:
        job_id = print_asking.print_list(
            session, city["panitia"], NOW,
            [ListRow("Rina", "Mitra Terbaik", "HSN", date(2025, 9, 29))],
            title="Mitra", look=Look("resmi"), public_url="https://bps.example",
        )  # fmt: skip
    first, again = run(city, "jobs"), run(city, "jobs")
    assert (first.returncode, first.stdout) == (0, "1 pekerjaan cetak dikerjakan.\n")
    assert again.stdout == "0 pekerjaan cetak dikerjakan.\n"
    with city.installation.reads() as session:
        assert print_jobs.job_view(session, city["panitia"], job_id).state == "done"
