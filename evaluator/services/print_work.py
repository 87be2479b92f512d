"""Working on print jobs: one worker at a time, killed at any moment without harm.

A worker claims a job for a while and renews the claim with every few papers. Number,
file, row, log entry and the job's own note of a paper are kept in one transaction, so
that whoever takes a job over sees exactly what was issued.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from evaluator.scoring.messages import N_, Message, Problem
from evaluator.services.issuing import Draw, Outrun, Paper, keep_papers, store_paper
from evaluator.services.print_chunks import Chunk, next_chunk
from evaluator.services.print_claims import (
    Worker,
    anything_open,
    change_claimed,
    claim,
    holding,
    renew,
)
from evaluator.services.print_files import Bind, Pack, issued_papers, make_files
from evaluator.services.print_jobs import problem_text
from evaluator.storage.installation import Installation
from evaluator.storage.print_jobs import JobState, PrintItem, PrintJob

__all__ = ["Press", "Worker", "anything_open", "claim", "work_all", "work_on"]

GONE = N_("Penghargaan ini tidak ada lagi pada hasil yang berlaku.")
FAILED = N_(
    "Terhenti oleh kesalahan yang tidak terduga. Lanjutkan; bila berulang, hubungi operator."
)


@dataclass(frozen=True)
class Press:
    """What papers are made with; it comes from the floor above.

    draw : one face to one PDF
    bind : faces and their frozen files to one PDF for the printer
    pack : named files to one ZIP
    """

    draw: Draw
    bind: Bind
    pack: Pack


def work_all(own: Installation, press: Press, worker: Worker) -> int:
    """Work on jobs until none waits; returns how many were worked on."""
    count = 0
    while not worker.stop.is_set():
        with own.writes() as session:
            job_id = claim(session, worker)
        if job_id is None:
            return count
        work_on(own, press, worker, job_id)
        count += 1
    return count


def work_on(own: Installation, press: Press, worker: Worker, job_id: int) -> None:
    """Issue what is left of a claimed job and make its files, unless somebody steers it away."""
    try:
        while _issue_some(own, press, worker, job_id):
            if worker.stop.is_set():
                _let_go(own, worker, job_id)
                return
        _finish(own, press, worker, job_id)
    except Problem as problem:
        _stand_still(own, worker, job_id, problem.message)
    except Exception:
        _stand_still(own, worker, job_id, Message(FAILED))
        raise


def _issue_some(own: Installation, press: Press, worker: Worker, job_id: int) -> bool:
    """Issue the next few papers; False where none is left or the job is no longer ours."""
    with own.reads() as session:
        chunk = next_chunk(session, job_id)
    if chunk is None:
        return False
    drawn, problems = _drawn(own, press, chunk)
    with own.writes() as session:
        if not renew(session, worker, job_id):
            return False
        if problems or chunk.gone:
            _note_problems(session, chunk, problems)
            drawn = []  # the others' numbers have gaps now, so they are drawn anew
        kept = {}
        if drawn:
            try:
                with session.begin_nested():
                    kept = keep_papers(
                        session, chunk.actor, worker.clock(), drawn, chunk.plan["plan"]
                    )
            except Outrun:
                kept = {}
        links = chunk.known | {chunk.items[request]: made for request, made in kept.items()}
        _link(session, job_id, links)
    return True


def _drawn(own: Installation, press: Press, chunk: Chunk) -> tuple[list[Paper], dict[int, Message]]:
    """Draw papers one after another; while one is drawn those before are written to the disk."""
    stored, problems = [], {}
    with ThreadPoolExecutor(max_workers=2) as disk:
        for paper in chunk.papers:
            try:
                content = press.draw(paper.face)
            except Problem as problem:
                problems[chunk.items[paper.wanted.request]] = problem.message
            else:
                stored.append(disk.submit(store_paper, paper, content, own.files))
    return [one.result() for one in stored], problems


def _note_problems(session: Session, chunk: Chunk, problems: dict[int, Message]) -> None:
    found = problems | {item: Message(GONE) for item in chunk.gone}
    for item_id, message in found.items():
        session.execute(
            update(PrintItem)
            .where(PrintItem.id == item_id, PrintItem.certificate_id.is_(None))
            .values(problem=problem_text(message))
        )


def _link(session: Session, job_id: int, certificates: dict[int, int]) -> None:
    """Note in the job which certificate each item has, and how many are done."""
    if not certificates:
        return
    session.execute(
        update(PrintItem),
        [
            {"id": item_id, "certificate_id": certificate_id, "problem": ""}
            for item_id, certificate_id in certificates.items()
        ],
    )
    session.execute(
        update(PrintJob)
        .where(PrintJob.id == job_id)
        .values(done=PrintJob.done + len(certificates)),
        execution_options={"synchronize_session": False},
    )


def _finish(own: Installation, press: Press, worker: Worker, job_id: int) -> None:
    with own.writes() as session:
        if not renew(session, worker, job_id):
            return
    read_at = worker.clock()
    with own.reads() as session:
        papers, options, before = issued_papers(session, job_id)
    with holding(own, worker, job_id):
        made = make_files(
            own.files, papers, options,
            draw=press.draw, bind=press.bind, pack=press.pack, since=worker.began,
            before=before,
        )  # fmt: skip
    with own.writes() as session:
        change_claimed(
            session, worker, job_id,
            state=JobState.DONE, merged=made.merged, zipped=made.zipped,
            plan=session.get_one(PrintJob, job_id).plan
            | {"merged_of": made.merged_of, "stacking": made.stacking},
            claimed_by=None, claimed_until=None, changed_at=read_at,
        )  # fmt: skip


def _stand_still(own: Installation, worker: Worker, job_id: int, message: Message) -> None:
    with own.writes() as session:
        change_claimed(
            session, worker, job_id,
            state=JobState.FAILED, problem=problem_text(message),
            claimed_by=None, claimed_until=None, changed_at=worker.clock(),
        )  # fmt: skip


def _let_go(own: Installation, worker: Worker, job_id: int) -> None:
    """Give a job back, for instance where the program is stopped."""
    with own.writes() as session:
        change_claimed(
            session, worker, job_id, state=JobState.WAITING, claimed_by=None, claimed_until=None
        )
