"""Print jobs: papers issued in the background, each exactly once, whoever is killed when."""

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from pypdf import PdfReader

from evaluator.documents.designs import DESIGNS
from evaluator.documents.paper_reading import checked
from evaluator.documents.press import press
from evaluator.services import (
    ceremonies,
    ceremony_seats,
    certifying,
    designs,
    print_asking,
    print_files,
    print_jobs,
    print_work,
    reissuing,
    seat_filling,
    signing,
)
from evaluator.services.certificate_looks import look_of
from evaluator.services.certifying import ListRow, Look
from evaluator.services.print_jobs import PrintOptions
from evaluator.services.print_work import Press, Worker
from evaluator.services.problems import NotAllowed, NotFound, Refused
from evaluator.storage.ceremonies import Seat
from tests.city import NOW
from tests.signing import a_paper, a_signer
from tests.stage import add_jury_awards, decide

URL = "https://bps.example"


def rows_of(count, award="Mitra Terbaik"):
    return [
        ListRow(f"Mitra {number:03}", award, "HSN 2025", date(2025, 9, 29))
        for number in range(1, count + 1)
    ]


def plain_press(refuse=()):
    """A press that writes texts instead of drawing, and refuses some names."""

    def draw(face):
        if face["recipient"] in refuse:
            raise Refused("{name}: nama terlalu panjang", name=face["recipient"])
        return f"{face['number']} {face['recipient']}".encode()

    def bind(papers, options, together):
        return b"\n".join(paper.read() for paper in papers)

    def pack(papers, whole):
        with zipfile.ZipFile(whole, "w") as archive:
            for name, content in papers:
                archive.writestr(name.replace("/", "_"), content)

    return Press(draw, bind, pack)


def ask(city, rows, **given):
    with city.installation.writes() as session:
        return print_asking.print_list(
            session, city["panitia"], NOW, rows,
            title="Mitra", public_url=URL, **{"look": Look("resmi"), **given},
        )  # fmt: skip


def work(city, press=None, name="w", **given):
    worker = Worker(name, **given)
    return print_work.work_all(city.installation, press or plain_press(), worker)


def job(city, job_id):
    with city.installation.reads() as session:
        return print_jobs.job_view(session, city["panitia"], job_id)


def merged(city, job_id):
    return city.installation.files.get(job(city, job_id).merged).decode().splitlines()


def test_a_job_issues_every_paper_once_and_makes_its_files(city):
    job_id = ask(city, rows_of(25))
    assert (job(city, job_id).state, job(city, job_id).left) == ("waiting", 25)
    assert work(city) == 1
    done = job(city, job_id)
    assert (done.state, done.done, done.failed, done.total) == ("done", 25, 0, 25)
    lines = merged(city, job_id)
    assert lines[0] == "B-1/33750/HM.310/2025 Mitra 001"
    assert lines[-1] == "B-25/33750/HM.310/2025 Mitra 025"
    with zipfile.ZipFile(io.BytesIO(city.installation.files.get(done.zipped))) as archive:
        assert len(archive.namelist()) == 25
    assert work(city) == 0


def test_asking_again_prints_the_same_numbers(city):
    first, second = ask(city, rows_of(3)), ask(city, rows_of(3))
    work(city)
    assert merged(city, first) == merged(city, second)


def test_a_paper_that_cannot_be_drawn_stops_no_other_and_uses_no_number(city):
    job_id = ask(city, rows_of(12))
    work(city, plain_press(refuse={"Mitra 004"}))
    assert (job(city, job_id).done, job(city, job_id).failed) == (11, 1)
    numbers = [int(line.split("/")[0].removeprefix("B-")) for line in merged(city, job_id)]
    assert numbers == list(range(1, 12))
    with city.installation.reads() as session:
        items = print_jobs.job_items(session, city["panitia"], job_id)
    (failed,) = [item for item in items if item.problem]
    assert (failed.recipient, failed.problem["template"]) == (
        "Mitra 004",
        "{name}: nama terlalu panjang",
    )
    steer(city, print_jobs.resume_job, job_id)
    work(city)
    assert (job(city, job_id).done, job(city, job_id).failed) == (12, 0)
    assert len(merged(city, job_id)) == 12


def steer(city, act, job_id, username="panitia"):
    with city.installation.writes() as session:
        act(session, city[username], NOW, job_id)


class Interrupting:
    """A press that lets something happen after so many papers."""

    def __init__(self, after, what):
        self.left, self.what, self.plain = after, what, plain_press()

    def press(self):
        return Press(self.draw, self.plain.bind, self.plain.pack)

    def draw(self, face):
        self.left -= 1
        if self.left == 0:
            self.what()
        return self.plain.draw(face)


def test_a_paused_job_stands_still_and_goes_on_where_it_stood(city):
    job_id = ask(city, rows_of(40))
    work(city, Interrupting(15, lambda: steer(city, print_jobs.pause_job, job_id)).press())
    paused = job(city, job_id)
    assert (paused.state, paused.done, paused.merged) == ("paused", 10, None)
    assert work(city) == 0
    steer(city, print_jobs.resume_job, job_id)
    work(city)
    assert job(city, job_id).state == "done"
    assert [line.split("/")[0] for line in merged(city, job_id)] == [
        f"B-{number}" for number in range(1, 41)
    ]


def test_a_cancelled_job_keeps_what_was_issued_and_issues_no_more(city):
    job_id = ask(city, rows_of(40))
    work(city, Interrupting(15, lambda: steer(city, print_jobs.cancel_job, job_id)).press())
    ended = job(city, job_id)
    assert (ended.state, ended.done, ended.failed) == ("done", 10, 30)
    assert len(merged(city, job_id)) == 10


def test_going_on_with_a_cancelled_job_issues_nothing_more(city):
    job_id = ask(city, rows_of(3))
    steer(city, print_jobs.cancel_job, job_id)
    steer(city, print_jobs.pause_job, job_id)  # its file is not made yet
    steer(city, print_jobs.resume_job, job_id)
    work(city)
    assert (job(city, job_id).state, job(city, job_id).done) == ("done", 0)
    with pytest.raises(Refused, match="sudah dibatalkan"):  # from an old tab
        steer(city, print_jobs.resume_job, job_id)
    assert job(city, job_id).cancelled and work(city) == 0
    again = ask(city, rows_of(3))
    work(city)
    assert (job(city, again).done, job(city, job_id).done) == (3, 0)


def test_what_others_issue_meanwhile_leaves_no_gap(city):
    def issue_another():
        with city.installation.writes() as session:
            certifying.issue_list(
                session, city["panitia"], NOW, rows_of(1, "Responden Terbaik"), design="resmi",
                draw=plain_press().draw, files=city.installation.files, public_url=URL,
            )  # fmt: skip

    job_id = ask(city, rows_of(20))
    work(city, Interrupting(13, issue_another).press())
    assert job(city, job_id).done == 20
    with city.installation.reads() as session:
        rows = certifying.list_certificates(session, city["panitia"])
    serials = sorted(int(row.number.split("/")[0].removeprefix("B-")) for row in rows)
    assert serials == list(range(1, 22))


def test_a_claim_belongs_to_one_worker_until_it_runs_out(city):
    job_id = ask(city, rows_of(1))
    moment = datetime(2025, 9, 1, tzinfo=UTC)
    first = Worker("a", clock=lambda: moment)
    second = Worker("b", clock=lambda: moment + timedelta(seconds=10))
    late = Worker("c", clock=lambda: moment + timedelta(seconds=31))

    def claim(worker):
        with city.installation.writes() as session:
            return print_work.claim(session, worker)

    assert [claim(first), claim(second), claim(late), claim(late)] == [job_id, None, job_id, None]


def test_whoever_lost_the_claim_issues_nothing(city):
    job_id = ask(city, rows_of(5))
    early = Worker("a", clock=lambda: datetime(2025, 9, 1, tzinfo=UTC))
    with city.installation.writes() as session:
        print_work.claim(session, early)
    work(city, name="b")
    print_work.work_on(city.installation, plain_press(), early, job_id)
    with city.installation.reads() as session:
        assert len(certifying.list_certificates(session, city["panitia"])) == 5


def test_who_may_no_longer_print_stops_the_job_with_a_sentence(city):
    from evaluator.storage.people import AccountRole

    job_id = ask(city, rows_of(2))
    with city.installation.writes() as session:
        session.query(AccountRole).filter_by(account_id=city["panitia"].account_id).delete()
    work(city)
    stopped = job(city, job_id)
    assert (stopped.state, stopped.done) == ("failed", 0)
    assert "tidak berhak" in stopped.problem["template"]


def test_papers_are_joined_as_guests_are_seated_then_as_they_were_asked_for(city):
    city.release_all()
    with city.installation.writes() as session:
        winners = certifying.winners_to_certify(session, city["panitia"], city.period_id)
        last, first = winners[2].id, winners[0].id
        for position, winner in ((4, first), (2, last)):
            session.add(
                Seat(
                    period_id=city.period_id, position=position, name="Tamu",
                    request=f"winner:{winner}",
                )
            )  # fmt: skip
        job_id = print_asking.print_winners(
            session, city["panitia"], NOW, city.period_id,
            title="Pemenang", look=Look("resmi"), public_url=URL,
        )  # fmt: skip
    work(city)
    assert [line.split(" ", 1)[1] for line in merged(city, job_id)] == [
        "Dinas Lingkungan Hidup",
        "Dinas Pendidikan",
        "Dinas Kesehatan",
    ]


def test_files_made_anew_leave_revoked_papers_out_and_take_replacements_in(city):
    job_id = ask(city, rows_of(4))
    work(city, clock=lambda: NOW - timedelta(minutes=1))
    assert job(city, job_id).changed == 0
    with city.installation.writes() as session:
        certifying.revoke(session, city["panitia"], NOW, 2, "Nama keliru")
        reissuing.reissue(
            session, city["panitia"], NOW, 3, reason="Gelar", design="resmi",
            draw=plain_press().draw, files=city.installation.files, public_url=URL,
            texts={"recipient": "Mitra 003, S.ST."},
        )  # fmt: skip
    assert job(city, job_id).changed == 2
    steer(city, print_jobs.remake_files, job_id)
    work(city)
    assert [line.split(" ", 1)[1] for line in merged(city, job_id)] == [
        "Mitra 001",
        "Mitra 003, S.ST.",
        "Mitra 004",
    ]
    assert (job(city, job_id).changed, job(city, job_id).done) == (0, 4)


def test_files_made_anew_hold_the_signed_papers(city):
    job_id = ask(city, rows_of(2))
    work(
        city,
        Press(a_paper, plain_press().bind, plain_press().pack),
        clock=lambda: NOW - timedelta(minutes=1),
    )
    with city.installation.writes() as session:
        signing.sign_certificates(
            session, city["panitia"], NOW, [2], signer=a_signer(), files=city.installation.files
        )
    assert job(city, job_id).changed == 1
    before = job(city, job_id).merged
    steer(city, print_jobs.remake_files, job_id)
    work(city, Press(a_paper, None, plain_press().pack))  # the papers are joined already
    assert job(city, job_id).merged == before
    with zipfile.ZipFile(io.BytesIO(city.installation.files.get(job(city, job_id).zipped))) as made:
        first, second = (made.read(name) for name in made.namelist())
    assert b"/ByteRange" not in first and b"/ByteRange" in second


def test_a_design_changed_later_changes_no_paper_and_no_file_made_anew(city):
    with city.installation.writes() as session:
        content = DESIGNS["resmi"].content
        made = designs.add_design(
            session, city["panitia"], NOW, name="Piagam Kota", check=checked, content=content
        )
        look = look_of(session, city["panitia"], "milik-piagam-kota")
    job_id = ask(city, rows_of(2), look=look)
    work(city, press(city.installation.files), clock=lambda: NOW - timedelta(minutes=1))
    before = pages(city, job_id)
    with city.installation.writes() as session:
        other = json.loads(json.dumps(content).replace("PIAGAM PENGHARGAAN", "SERTIFIKAT"))
        designs.save_design(
            session, city["panitia"], NOW, made, version=1, check=checked, content=other
        )
        certifying.revoke(session, city["panitia"], NOW, 2, "Nama keliru")
    steer(city, print_jobs.remake_files, job_id)
    work(city, press(city.installation.files))
    assert "PIAGAM PENGHARGAAN" in before[0]
    assert pages(city, job_id) == before[:1]


def pages(city, job_id):
    found = PdfReader(io.BytesIO(city.installation.files.get(job(city, job_id).merged))).pages
    return [" ".join(page.extract_text().split()) for page in found]


def test_files_made_anew_issue_nothing_that_was_cancelled(city):
    job_id = ask(city, rows_of(3))
    steer(city, print_jobs.cancel_job, job_id)
    work(city)
    steer(city, print_jobs.remake_files, job_id)
    work(city)
    assert (job(city, job_id).state, job(city, job_id).done, job(city, job_id).failed) == (
        "done", 0, 3,
    )  # fmt: skip
    paused = ask(city, rows_of(2))
    steer(city, print_jobs.pause_job, paused)
    with pytest.raises(Refused, match="sudah berubah keadaannya"):
        steer(city, print_jobs.remake_files, paused)


@pytest.mark.parametrize("username", ["ketua", "auditor", "admin", "dindik", "ases1"])
def test_only_the_organiser_knows_of_print_jobs(city, username):
    job_id = ask(city, rows_of(1))
    with city.installation.reads() as session:
        for look in (
            lambda: print_jobs.list_jobs(session, city[username]),
            lambda: print_jobs.job_view(session, city[username], job_id),
            lambda: print_jobs.job_items(session, city[username], job_id),
            lambda: print_jobs.pause_job(session, city[username], NOW, job_id),
        ):
            with pytest.raises(NotAllowed):
                look()


def test_a_job_that_is_not_there_is_not_found(city):
    with city.installation.reads() as session, pytest.raises(NotFound):
        print_jobs.job_view(session, city["panitia"], 99)


def test_a_back_page_has_room_for_a_short_text_only(city):
    with pytest.raises(Refused, match="Terlalu panjang"):
        ask(city, rows_of(1), options=PrintOptions(back="x" * 601))


def test_jobs_and_their_papers_take_a_fixed_number_of_queries(city, count_queries):
    def queries(job_id):
        with city.installation.reads() as session, count_queries() as sent:
            print_jobs.list_jobs(session, city["panitia"])
            print_jobs.job_items(session, city["panitia"], job_id)
        return len(sent)

    one = ask(city, rows_of(1))
    before = queries(one)
    three, many = ask(city, rows_of(3)), ask(city, rows_of(60))
    work(city)
    assert before == queries(one) == queries(three) == queries(many)


def _of_winners(city):
    with city.installation.writes() as session:
        job_id = print_asking.print_winners(
            session, city["panitia"], NOW, city.period_id,
            title="Pemenang", look=Look("resmi"), public_url=URL,
        )  # fmt: skip
    work(city)
    return job_id


def _names(city, job_id):
    return [line.split(" ", 1)[1] for line in merged(city, job_id)]


def test_all_papers_for_one_guest_lie_together_at_its_seat(city):
    decide(city, jury=True)
    with city.installation.writes() as session:
        who = city["panitia"]
        ceremony_seats.add_seat(session, who, NOW, city.period_id, {"name": "Wali Kota"})
        for organisation in ("dinas lingkungan hidup", "Dinas Pendidikan"):
            texts = {"name": f"Kepala {organisation}", "organisation": organisation}
            ceremony_seats.add_seat(session, who, NOW, city.period_id, texts)
    job_id = _of_winners(city)
    assert _names(city, job_id) == [
        "Dinas Lingkungan Hidup",  # Juara III, then the jury's award: in the order of calling
        "Dinas Lingkungan Hidup",
        "Dinas Pendidikan",
        "Dinas Kesehatan",
    ]
    assert [int(line.split("/")[0].removeprefix("B-")) for line in merged(city, job_id)] == [
        3, 4, 1, 2,
    ]  # fmt: skip
    assert job(city, job_id).stacking == "seated"


def test_without_seats_papers_lie_as_winners_are_called_and_without_a_ceremony_as_listed(city):
    decide(city)
    job_id = _of_winners(city)
    listed = ["Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup"]
    assert (_names(city, job_id), job(city, job_id).stacking) == (listed, "listed")
    with city.installation.writes() as session:
        ceremonies.hold_ceremony(session, city["panitia"], NOW, city.period_id)
    steer(city, print_jobs.remake_files, job_id)
    work(city)
    assert (_names(city, job_id), job(city, job_id).stacking) == (listed[::-1], "called")
    loose = ask(city, rows_of(2))
    work(city)
    assert job(city, loose).stacking == "listed"


def test_putting_papers_in_order_takes_a_fixed_number_of_queries(city, count_queries):
    decide(city)
    with city.installation.writes() as session:
        seat_filling.seat_winners(session, city["panitia"], NOW, city.period_id)

    def queries(job_id):
        with city.installation.reads() as session, count_queries() as sent:
            papers, _options, _made = print_files.issued_papers(session, job_id)
        return len(papers), len(sent)

    few = queries(_of_winners(city))
    add_jury_awards(city, 30)
    assert queries(_of_winners(city)) == (33, few[1])
