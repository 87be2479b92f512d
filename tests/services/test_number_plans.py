"""Series of numbers: one for each kind of paper, without gaps, void ones registered."""

from dataclasses import replace
from datetime import date

import pytest

from evaluator.services import certifying, number_plans, number_register, voiding
from evaluator.services.certifying import ListRow
from evaluator.services.logging import verify_log
from evaluator.services.numbering import NumberScheme
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from tests.city import NOW

DAY = date(2025, 9, 29)
THANKS = NumberScheme("TK-{serial}/{unit}/{month}/{year}", "33750", "", 5, 3)


def add(city, code="terima-kasih", title="Ucapan terima kasih", scheme=THANKS, who="admin"):
    with city.installation.writes() as session:
        return number_plans.add_plan(session, city[who], NOW, code=code, title=title, scheme=scheme)


def issue(city, count, plan="", award="Mitra Terbaik", day=DAY):
    rows = [ListRow(f"Mitra {number}", award, "HSN", day) for number in range(count)]
    with city.installation.writes() as session:
        ids = certifying.issue_list(
            session, city["panitia"], NOW, rows, design="resmi", plan=plan,
            draw=lambda face: face["number"].encode(), files=city.installation.files,
            public_url="https://bps.example",
        )  # fmt: skip
        rows = certifying.list_certificates(session, city["panitia"])
    return [row.number for row in reversed(rows) if row.id in ids]


def void(city, who="panitia", **given):
    with city.installation.writes() as session:
        return voiding.void_number(
            session, city[who], NOW, **{"day": DAY, "reason": "Dipakai surat lain", **given}
        )


def test_each_series_counts_for_itself_with_zeros_and_its_own_start(city):
    add(city)
    assert issue(city, 2, "terima-kasih") == ["TK-005/33750/IX/2025", "TK-006/33750/IX/2025"]
    assert issue(city, 1, award="Lain") == ["B-1/33750/HM.310/2025"]
    assert issue(city, 1, "terima-kasih", "Ketiga") == ["TK-007/33750/IX/2025"]


def test_a_void_number_is_passed_over_and_never_used_again(city):
    assert void(city) == "B-1/33750/HM.310/2025"
    assert void(city, who="ketua", serial=4) == "B-4/33750/HM.310/2025"
    assert [number.split("/")[0] for number in issue(city, 4)] == ["B-2", "B-3", "B-5", "B-6"]
    with city.installation.reads() as session:
        (count,) = number_register.series_counts(session, city["auditor"])
        rows = number_register.register_rows(session, city["auditor"])
        assert list(verify_log(session, city["auditor"]).faults) == []
    assert (count.first, count.last, count.papers, count.void) == (1, 6, 4, 2)
    assert count.missing == ()
    assert [(row[1], row[4]) for row in rows] == [
        ("1", "batal"), ("2", "terbit"), ("3", "terbit"),
        ("4", "batal"), ("5", "terbit"), ("6", "terbit"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("serial", "sentence"),
    [(1, "sudah tercetak"), (2, "sudah batal"), (5000, "terlalu jauh")],
)
def test_what_is_used_void_or_far_ahead_is_not_voided(city, serial, sentence):
    issue(city, 1)
    void(city)
    with pytest.raises(Refused, match=sentence) as caught:
        void(city, serial=serial)
    assert caught.value.field == "serial"


def test_what_lies_before_the_start_of_a_series_is_not_voided(city):
    add(city)
    with pytest.raises(Refused, match="mendahului"):
        void(city, code="terima-kasih", serial=2)


def test_a_number_is_voided_with_a_reason_by_lead_or_organiser_only(city):
    with pytest.raises(Refused):
        void(city, reason=" ")
    for who in ("admin", "auditor", "ases1", "dindik"):
        with pytest.raises(NotAllowed):
            void(city, who=who)


@pytest.mark.parametrize("code", ["", "Besar", "dua kata", "x" * 31, "-a"])
def test_a_code_is_short_and_plain(city, code):
    with pytest.raises(Refused) as caught:
        add(city, code=code)
    assert caught.value.field == "code"


def test_two_series_never_write_the_same_number(city):
    add(city)
    for scheme in (replace(THANKS, digits=0), city_scheme(city)):
        with pytest.raises(Refused, match="sama dengan seri") as caught:
            add(city, "lain", "Lain", scheme)
        assert caught.value.field == "number_pattern"


def city_scheme(city):
    with city.installation.reads() as session:
        return number_plans.list_plans(session, city["admin"])[0].scheme


def test_a_number_that_another_series_gave_out_is_passed_over_and_told_of(city):
    add(city, "a", "A", NumberScheme("X1{serial}/{year}", "", "", 1))
    add(city, "b", "B", NumberScheme("X{serial}/{year}", "", "", 10))
    issue(city, 1, "a")
    void(city, code="a")
    with pytest.raises(Refused, match="sudah dipakai oleh seri lain"):
        void(city, code="b", serial=12)  # void in one series is enough
    assert issue(city, 3, "b", "Lain") == ["X10/2025", "X13/2025", "X14/2025"]
    with city.installation.reads() as session:
        rows = number_register.register_rows(session, city["auditor"])
        counts = number_register.series_counts(session, city["auditor"])
        assert list(verify_log(session, city["auditor"]).faults) == []
    assert [(row[0], row[1], row[4]) for row in rows if row[2] == "b"] == [
        ("X10/2025", "10", "terbit"), ("", "11", "batal"), ("", "12", "batal"),
        ("X13/2025", "13", "terbit"), ("X14/2025", "14", "terbit"),
    ]  # fmt: skip
    assert [row[14] for row in rows if (row[1], row[2]) == ("11", "b")] == [
        "Nomor X11/2025 sudah dipakai oleh seri lain."
    ]
    assert [one.missing for one in counts] == [(), ()]


def test_months_that_meet_a_fixed_letter_pass_over_all_that_was_given_out(city):
    add(city, "tetap", "Tetap", NumberScheme("M-{serial}/X/{year}", "", "", 1))
    add(city, "bulan", "Bulan", NumberScheme("M-{serial}/{month}/{year}", "", "", 2))
    issue(city, 30, "tetap")
    october = date(2025, 10, 1)
    assert issue(city, 1, "bulan", "Lain", october) == ["M-31/X/2025"]
    assert issue(city, 1, "bulan", "Lain") == ["M-32/IX/2025"]


@pytest.mark.parametrize("year", [1, 1999, 2101, 9999])
def test_a_number_is_voided_in_a_year_that_can_be_meant(city, year):
    with pytest.raises(Refused, match="Tahun nomor dari 2000 sampai 2100") as caught:
        void(city, day=date(year, 1, 1))
    assert caught.value.field == "day"


def test_a_series_ends_at_its_last_serial_with_a_sentence(city):
    add(city, "akhir", "Akhir", NumberScheme("Z-{serial}/{year}", "", "", 999_999_999))
    assert issue(city, 1, "akhir") == ["Z-999999999/2025"]
    for act in (lambda: issue(city, 1, "akhir", "Lain"), lambda: void(city, code="akhir")):
        with pytest.raises(Refused, match="Nomor urut seri ini habis"):
            act()


def test_only_the_admin_changes_series_and_nobody_overwrites_another(city):
    plan_id = add(city)
    with pytest.raises(NotAllowed):
        add(city, "x", "X", who="panitia")
    with city.installation.writes() as session:
        number_plans.change_plan(
            session, city["admin"], NOW, plan_id, version=1, title="Terima kasih", scheme=THANKS
        )
    with city.installation.writes() as session, pytest.raises(Conflict) as caught:
        number_plans.change_plan(
            session, city["admin"], NOW, plan_id, version=1, title="Lain", scheme=THANKS
        )
    assert (caught.value.stored["title"], caught.value.stored["version"]) == ("Terima kasih", 2)


def test_a_retired_series_is_not_offered_and_goes_on_where_it_was(city):
    plan_id = add(city)
    issue(city, 1, "terima-kasih")
    with city.installation.writes() as session:
        number_plans.retire_plan(session, city["admin"], NOW, plan_id)
        assert [p.code for p in number_plans.list_plans(session, city["admin"])] == [""]
    with pytest.raises(Refused, match="tidak dipakai lagi"):
        issue(city, 1, "terima-kasih", "Lain")
    with city.installation.writes() as session:
        number_plans.reinstate_plan(session, city["admin"], NOW, plan_id)
    assert issue(city, 1, "terima-kasih", "Lain") == ["TK-006/33750/IX/2025"]


def test_a_series_of_nobody_is_not_found(city):
    with city.installation.reads() as session, pytest.raises(NotFound):
        number_plans.plan_view(session, city["admin"], 99)
