"""Certificates are numbered once, frozen, revoked with a reason, and found again."""

from datetime import date

import pytest

from evaluator.services import certificate_lists, certificate_register, certifying
from evaluator.services.certifying import ListRow
from evaluator.services.logging import verify_log
from evaluator.services.problems import NotAllowed, NotFound, Refused
from tests.city import NOW

THANKS = ListRow(
    "Responden 12", "Responden Terbaik", "Hari Statistik Nasional 2025", date(2025, 9, 29)
)


def issue(city, winner_ids=None, draw=lambda face: face["number"].encode()):
    with city.installation.writes() as session:
        return certifying.issue(
            session,
            city["panitia"],
            NOW,
            city.period_id,
            design="resmi",
            draw=draw,
            files=city.installation.files,
            public_url="https://bps.example",
            winner_ids=winner_ids,
        )


def issue_list(city, rows):
    with city.installation.writes() as session:
        return certifying.issue_list(
            session,
            city["panitia"],
            NOW,
            rows,
            design="resmi",
            draw=lambda face: face["number"].encode(),
            files=city.installation.files,
            public_url="https://bps.example",
        )


def revoke(city, certificate_id, reason="Nama keliru"):
    with city.installation.writes() as session:
        certifying.revoke(session, city["panitia"], NOW, certificate_id, reason)


def to_certify(city, username="panitia"):
    with city.installation.reads() as session:
        return certifying.winners_to_certify(session, city[username], city.period_id)


def test_nobody_looks_at_winners_here_before_release(city):
    city.open()
    city.score_all()
    city.lock()
    for username in ("panitia", "ketua", "auditor"):
        with pytest.raises(NotFound):
            to_certify(city, username)
    with city.installation.reads() as session:
        assert certifying.printable_periods(session, city["ketua"]) == []


def test_a_revoked_certificate_keeps_its_number_and_the_next_one_gets_a_new_one(city):
    city.release_all()
    first, second, third = issue(city)
    revoke(city, first)
    assert [row.pending for row in to_certify(city)] == [True, False, False]
    assert issue(city)[1:] == [second, third]
    with city.installation.reads() as session:
        rows = certifying.list_certificates(session, city["auditor"])
        assert certifying.check(session, rows[-1].check_code).revoked_reason == "Nama keliru"
        assert list(verify_log(session, city["auditor"]).faults) == []
    assert [(row.number, row.valid) for row in reversed(rows)] == [
        ("B-1/33750/HM.310/2025", False),
        ("B-2/33750/HM.310/2025", True),
        ("B-3/33750/HM.310/2025", True),
        ("B-4/33750/HM.310/2025", True),
    ]


def test_a_certificate_is_revoked_once_and_never_without_a_reason(city):
    city.release_all()
    (first, *_) = issue(city)
    with pytest.raises(Refused):
        revoke(city, first, "   ")
    revoke(city, first)
    with pytest.raises(Refused, match="sudah dicabut"):
        revoke(city, first)


def test_only_the_organiser_issues_and_revokes(city):
    city.release_all()
    (first, *_) = issue(city)
    for username in ("ketua", "auditor", "admin", "dindik"):
        with city.installation.reads() as session, pytest.raises(NotAllowed):
            certifying.revoke(session, city[username], NOW, first, "Coba-coba")


def test_a_paper_that_cannot_be_drawn_uses_no_number(city):
    def refuse(face):
        raise Refused("Nama terlalu panjang.")

    city.release_all()
    with pytest.raises(Refused):
        issue(city, draw=refuse)
    issue(city)
    with city.installation.reads() as session:
        numbers = [c.number for c in certifying.list_certificates(session, city["panitia"])]
    assert numbers[-1] == "B-1/33750/HM.310/2025"


def test_the_same_row_of_a_list_is_one_certificate(city):
    first = issue_list(city, [THANKS, THANKS])
    assert issue_list(city, [THANKS]) == [first[0]] == [first[1]]
    with city.installation.reads() as session:
        (known,) = certifying.issued_for(session, city["panitia"], [THANKS])
    assert known.number == "B-1/33750/HM.310/2025"


def test_the_register_is_searched_by_what_stands_on_the_paper(city):
    city.release_all()
    issue(city)
    issue_list(city, [THANKS])

    def found(text, page=1):
        with city.installation.reads() as session:
            hits = certificate_register.search_register(session, city["panitia"], text, page)
        return [row.recipient for row in hits.rows]

    assert found("RESPONDEN") == ["Responden 12"]
    assert found("B-2/") == ["Dinas Kesehatan"]
    assert found("dinas") == ["Dinas Lingkungan Hidup", "Dinas Kesehatan", "Dinas Pendidikan"]
    assert found("recipient") == found("%") == []  # neither keys nor patterns
    assert len(found("", page=99)) == 4


def test_a_unit_finds_its_own_certificates_and_no_others(city):
    city.release_all()
    ids = issue(city)
    with city.installation.reads() as session:
        own = certifying.my_certificates(session, city["dindik"])
        assert [row.recipient for row in own] == ["Dinas Pendidikan"]
        with pytest.raises(NotFound):
            certifying.certificate_files(session, city["dindik"], city.installation.files, ids)


def test_many_ids_fit_into_a_short_address():
    assert certificate_register.write_ids([4, 5, 6, 9, 3]) == "4-6,9,3"
    assert certificate_register.read_ids("4-6,9,3") == [4, 5, 6, 9, 3]


@pytest.mark.parametrize("text", ["", "a", "1-", "-3", "5-4,x", "1-999999999", "1,,2", "٣"])
def test_an_address_that_names_no_ids_is_not_found(text):
    with pytest.raises(NotFound):
        certificate_register.read_ids(text)


def test_winners_and_register_take_a_fixed_number_of_queries(city, count_queries):
    city.release_all()

    def queries():
        with city.installation.reads() as session, count_queries() as sent:
            certifying.winners_to_certify(session, city["panitia"], city.period_id)
            certifying.preview_faces(session, city["panitia"], city.period_id, "resmi", "")
            certificate_register.search_register(session, city["panitia"])
            certifying.issued_for(session, city["panitia"], [THANKS])
        return len(sent)

    before = queries()
    winners = [row.id for row in to_certify(city)]
    issue(city, winners[:1])
    one = queries()
    issue(city)
    assert before == one == queries()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("29 September 2025", date(2025, 9, 29)),
        ("1  mei 2025", date(2025, 5, 1)),
        ("2025-09-29", date(2025, 9, 29)),
        ("2025-09-29 00:00:00", date(2025, 9, 29)),
        ("05/06/2025", date(2025, 6, 5)),
    ],
)
def test_dates_are_read_as_people_write_them(text, day):
    assert certificate_lists.read_day(text) == day


@pytest.mark.parametrize(
    "text", ["31 Februari 2025", "09/29/2025", "besok", "29 Sept", "1-1-20", ""]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(Refused):
        certificate_lists.read_day(text)


def test_every_bad_cell_of_a_list_is_named():
    header = ["Nama", "PENGHARGAAN", "acara", "tanggal"]
    rows = [(2, ["Desi", "", "HSN", "29 September 2025"]), (4, ["", "Mitra", "HSN", "besok"])]
    with pytest.raises(Refused) as refusal:
        certificate_lists.read_rows(header, rows)
    assert [str(detail) for detail in refusal.value.details] == [
        'baris 2, kolom "penghargaan": Isian ini tidak boleh kosong.',
        'baris 4, kolom "nama": Isian ini tidak boleh kosong.',
        'baris 4, kolom "tanggal": tulis tanggal seperti 29 September 2025 atau 2025-09-29',
    ]


def test_columns_that_lack_or_are_unknown_are_named():
    with pytest.raises(Refused) as refusal:
        certificate_lists.read_rows(["nama", "gelar", "acara", "acara"], [])
    assert [str(detail) for detail in refusal.value.details] == [
        'kolom "gelar" tidak dikenal',
        'kolom "penghargaan" belum ada',
        'kolom "tanggal" belum ada',
        'kolom "acara" ada dua kali',
    ]


def test_no_paper_is_printed_whose_qr_code_leads_to_this_machine_alone(city):
    city.release_all()
    with (
        city.installation.writes() as session,
        pytest.raises(Refused, match="EVALUATOR_PUBLIC_URL"),
    ):
        certifying.issue(
            session,
            city["panitia"],
            NOW,
            city.period_id,
            design="resmi",
            draw=lambda face: face["number"].encode(),
            files=city.installation.files,
            public_url="http://127.0.0.1:8000",
        )
    with city.installation.reads() as session:
        assert certifying.list_certificates(session, city["panitia"]) == []
