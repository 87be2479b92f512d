"""Entering requests, registers and tasks: what cannot be, who may, what is locked, the board."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from evaluator.services import (
    fact_times,
    register_imports,
    registers,
    request_boards,
    request_copies,
    request_imports,
    request_own,
    request_reminders,
    request_tables,
    requests,
    task_book,
    task_imports,
    tasks,
)
from evaluator.services.freezing import hold_facts_open
from evaluator.services.logging import list_log
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.storage.messages import OutboxMessage
from evaluator.storage.periods import Period, Stage
from evaluator.storage.registers import Register
from evaluator.storage.requests import RequestedTable
from tests.facts_city import LATER, FactsCity
from tests.kept import stand

RECEIPT = {"received_on": "2025-09-01", "filled": "20"}


@pytest.fixture
def city(installation):
    return stand(FactsCity, installation)


@pytest.mark.parametrize(
    ("texts", "field", "sentence"),
    [
        ({"cells": "0"}, "cells", "Paling sedikit 1"),
        ({"cells": "1.250"}, "cells", "tanpa titik"),
        ({"cells": "dua"}, "cells", "bilangan bulat"),
        ({"due": "31/31/2025"}, "due", "29 September 2025"),
        ({"filled": "3"}, "received_on", "tanggal diterimanya"),
        ({**RECEIPT, "filled": ""}, "filled", "terisi"),
        ({**RECEIPT, "filled": "21"}, "filled", "Terisi 21, padahal yang diminta 20"),
        ({**RECEIPT, "passed": "ya", "corrected": "21"}, "corrected", "padahal yang terisi 20"),
        ({**RECEIPT, "corrected": "2"}, "passed", "lulus"),
        ({**RECEIPT, "received_on": "2025-06-30"}, "received_on", "sebelum diminta"),
        ({**RECEIPT, "received_on": "2025-09-11"}, "received_on", "belum tiba"),
        ({**RECEIPT, "filled": "3", "complete_on": "2025-08-31"}, "complete_on", "sebelum pertama"),
        ({"note": "NIK 3375010101010001"}, "note", "NIK"),
    ],
)
def test_what_cannot_have_come_is_refused_at_its_field(city, session, texts, field, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        city.ask(session, **texts)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"done": "11"}, "done"),
        ({"done": "9", "refused": "2"}, "refused"),
        ({"done": "5", "checked": "6"}, "checked"),
        ({"done": "5", "checked": "5", "clean": "6"}, "clean"),
        ({"done": "5", "given_on": "2025-08-10", "done_on": "2025-08-09"}, "done_on"),
        ({"given_on": "2025-09-01"}, "due"),
        ({"done_on": "2025-08-09"}, "done"),
    ],
)
def test_a_task_that_cannot_be_is_refused_at_its_field(city, session, texts, field):
    with pytest.raises(Refused) as refused:
        city.give(session, **texts)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("kind", "texts", "field"),
    [
        ("ms-keg", {"target": "3"}, "done"),
        ("census", {"target": "3", "done": "4"}, "done"),
        ("confirmation", {}, "due"),
        ("confirmation", {"due": "2025-03-12", "done_on": "2025-03-09"}, "done_on"),
        ("data-team", {"until": "2025-03-09"}, "until"),
        ("data-team", {"target": "3"}, "target"),
        ("data-team", {"phone": "3375010101010001"}, "phone"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_at_its_field(city, session, kind, texts, field):
    with pytest.raises(Refused) as refused:
        city.enter(session, kind, **texts)
    assert refused.value.field == field


def test_receiving_keeps_what_came_completes_itself_and_is_told_by_the_log(city, session):
    table = city.ask(session)
    request_tables.change_table(session, city["ases1"], LATER, table, version=1, **RECEIPT)
    found = request_tables.table_view(session, city["ketua"], LATER, table)
    assert (found.state, found.days, found.complete_on) == ("complete", 1, date(2025, 9, 1))
    with pytest.raises(Conflict) as clash:
        request_tables.change_table(session, city["ases2"], LATER, table, version=1, filled="3")
    assert (clash.value.stored["filled"], clash.value.stored["version"]) == ("20", 2)
    acts = [line.act for line in list_log(session, city["auditor"])]
    assert acts[:2] == ["request.receive", "request.ask"]


def test_a_unit_is_asked_for_a_table_once_and_a_task_is_given_once(city, session):
    city.ask(session)
    city.ask(session, "Dinkes")
    with pytest.raises(Refused, match="sudah diminta"):
        city.ask(session)
    city.give(session)
    with pytest.raises(Refused, match="sudah punya tugas"):
        city.give(session)
    with pytest.raises(Refused, match="Pilih unit"):
        city.give(session, "Dindik")


def test_a_unit_reads_its_own_says_when_it_sent_and_records_nothing(city, session):
    own, other = city.ask(session), city.ask(session, "Dinkes")
    entry = city.enter(session, "data-team", "Dinkes", contact="Ani", phone="0812 000 111")
    mine = city.enter(session, "data-team", contact="Budi")
    task = city.give(session)
    dindik = city["dindik"]
    assert [one.id for one in request_tables.list_tables(session, dindik, LATER)] == [own]
    assert [one.id for one in registers.list_entries(session, dindik, Register.DATA_TEAM)] == [mine]
    assert tasks.list_tasks(session, dindik, LATER) == []
    assert requests.list_rounds(session, city["siti"], LATER) == []
    request_own.tell_sent(session, dindik, LATER, own, sent_on="2025-08-30", sent_note="Surel")
    with pytest.raises(NotFound):
        request_own.tell_sent(session, dindik, LATER, other, sent_on="2025-08-30")
    for look in (
        lambda: request_tables.table_view(session, dindik, LATER, other),
        lambda: registers.entry_view(session, dindik, entry),
        lambda: tasks.task_view(session, dindik, LATER, task),
    ):
        with pytest.raises(NotFound):
            look()
    with pytest.raises(NotAllowed):
        request_tables.change_table(session, dindik, LATER, own, version=1, **RECEIPT)
    found = request_tables.table_view(session, city["ketua"], LATER, own)
    assert (found.sent_on, found.received_on, found.version) == (date(2025, 8, 30), None, 1)
    organiser = registers.entry_view(session, city["panitia"], entry)
    keeper = registers.entry_view(session, city["ases1"], entry)
    assert (organiser.contact, organiser.phone) == ("", "")
    assert (keeper.contact, keeper.phone) == ("Ani", "0812 000 111")


def test_whom_to_ask_is_not_kept_by_the_log(city, session):
    entry = city.enter(session, "data-team", number="800/1", contact="Ani", phone="0812 000 111")
    kept = {"version": 1, "contact": "Budi"}
    registers.change_entry(session, city["ketua"], LATER, entry, **kept)
    told = str([(line.before, line.after) for line in list_log(session, city["auditor"])][:2])
    assert "800/1" in told
    assert not [word for word in ("Ani", "Budi", "0812") if word in told]


def test_a_respondent_is_called_by_code(city, session):
    city.give(session, "R-001")
    (task,) = tasks.list_tasks(session, city["ketua"], LATER)
    assert task.unit == "R-001"


def test_what_a_locked_period_counts_stays_and_what_came_later_can_still_be_kept(city, session):
    period = session.get(Period, city.measure_mitra(session, facts_until=date(2025, 8, 31)))
    task = city.give(session)
    later = city.give(session, survey="Susenas", due="2025-09-05")
    table = city.ask(session)
    period.stage = Stage.LOCKED
    session.flush()
    lead = city["ketua"]
    for refused in (
        lambda: tasks.change_task(session, lead, LATER, task, version=1, done="3"),
        lambda: tasks.remove_task(session, lead, LATER, task, version=1),
        lambda: city.give(session, survey="Podes"),
        lambda: request_tables.change_table(
            session, lead, LATER, table, version=1, received_on="2025-08-30", filled="3"
        ),
    ):
        with pytest.raises(Refused, match='"Mitra 2025" sudah dikunci'):
            refused()
    # Another mitra takes no part in it; a request of another unit neither.
    city.give(session, "R-001", survey="Podes")
    city.ask(session, "DLH")
    inside = date(2025, 8, 1)
    hold_facts_open(session, city.office_id, inside, units={city.units["DLH"]})
    with pytest.raises(Refused, match='"Mitra 2025" sudah dikunci'):
        hold_facts_open(session, city.office_id, inside)
    times = fact_times.fact_times(session, lead)
    assert [(one.title, one.frozen) for one in times] == [("Mitra 2025", True)]
    rows = tasks.list_tasks(session, lead, LATER)
    locked = fact_times.locks_of(task_book.BOOK, rows, times)
    assert list(locked) == [task]
    # Neither the words nor what came after the last day change anything that was counted.
    tasks.change_task(session, lead, LATER, task, version=1, note="Lewat surat")
    tasks.change_task(session, lead, LATER, later, version=1, done="3")
    request_tables.change_table(session, lead, LATER, table, version=1, **RECEIPT)
    plan = task_imports.plan_tasks(
        session,
        lead,
        LATER,
        ("unit", "survei", "batas_waktu", "selesai"),
        [(2, ("M-01", "Sakernas", "2025-08-31", "4")), (3, ("M-01", "Susenas", "2025-09-05", "4"))],
    )
    assert [row.outcome for row in plan.rows] == ["refused", "changed"]
    assert (
        str(plan.rows[0].reasons[0]) == 'periode "Mitra 2025" sudah dikunci dan memakai baris ini'
    )


def test_a_duty_that_began_in_a_locked_year_can_end_in_a_later_one(city, session):
    period = session.get(Period, city.measure_mitra(session, facts_until=date(2025, 8, 31)))
    agent = city.enter(session, "agent", title="Ani", day="2024-01-01")
    period.stage = Stage.RELEASED
    session.flush()
    change = registers.change_entry
    with pytest.raises(Refused, match="sudah dikunci"):
        change(session, city["ketua"], LATER, agent, version=1, until="2025-08-30")
    change(session, city["ketua"], LATER, agent, version=1, until="2025-08-31")
    change(session, city["ketua"], LATER, agent, version=2, done_on="2025-09-01")


TASKS = ("unit", "survei", "batas_waktu", "target")
HEADER = ("permintaan", "unit", "nomor", "judul", "rincian", "batas_waktu")
TITLE = "Uji Dalam Angka 2025"


def plan(session, city, header, *rows):
    return request_imports.plan_tables(session, city["ases1"], LATER, header, enumerate(rows, 2))


def test_a_list_is_imported_and_receipts_need_only_the_key_and_their_own_columns(city, session):
    rows = [
        (TITLE, unit, "4.1.1", "Sekolah", "20", "31 Agustus 2025") for unit in ("Dindik", "DLH")
    ]
    first = plan(session, city, HEADER, *rows)
    assert first.counts == {"new": 2, "changed": 0, "same": 0, "refused": 0}
    request_imports.import_tables(session, city["ases1"], LATER, first)
    receipts = ("permintaan", "unit", "nomor", "diterima", "terisi", "lulus")
    found = plan(
        session,
        city,
        receipts,
        (TITLE, "dinas pendidikan", "4.1.1", "2025-09-01", "18", "tidak"),
        (TITLE, "DLH", "4.1.1", "", "", ""),
    )
    assert [row.outcome for row in found.rows] == ["changed", "same"]
    assert [(c.column, c.before, c.after) for c in found.rows[0].changes] == [
        ("diterima", "", "2025-09-01"),
        ("terisi", "", "18"),
        ("lulus", "", "tidak"),
    ]
    request_imports.import_tables(session, city["ases1"], LATER, found)
    whole = request_tables.list_tables(session, city["ases1"], LATER)
    again = plan(session, city, request_imports.COLUMNS, *request_imports.table_rows(whole))
    assert again.counts == {"new": 0, "changed": 0, "same": 2, "refused": 0}
    # The list as it was sent at first does not wipe out what came; only a dash empties.
    names = ("diterima", "terisi", "lulus")
    first = [(*row, "", "", "") for row in rows]
    resent = plan(session, city, (*HEADER, *names), *first)
    assert resent.counts == {"new": 0, "changed": 0, "same": 2, "refused": 0}
    emptied = plan(session, city, receipts, (TITLE, "Dindik", "4.1.1", "", "", "-"))
    assert [(c.column, c.before, c.after) for c in emptied.rows[0].changes] == [
        ("lulus", "tidak", "")
    ]


def test_every_row_that_cannot_be_imported_says_why_and_then_nothing_is(city, session):
    header = (*HEADER, "diterima", "terisi")
    good = (TITLE, "Dindik", "1", "Sekolah", "20", "2025-08-31", "2025-09-01", "20")

    def but(**cells):
        return tuple(cells.get(name, cell) for name, cell in zip(header, good, strict=True))

    found = plan(
        session,
        city,
        header,
        good,
        but(nomor="2", terisi="21"),
        but(nomor="3", rincian="banyak", batas_waktu=""),
        but(nomor="4", unit="Dinas Gaib"),
        but(nomor="5", permintaan="Lain"),
        but(nomor="6"),
        but(nomor="6"),
    )
    assert [[str(one) for one in row.reasons] for row in found.rows] == [
        [],
        ["terisi: Terisi 21, padahal yang diminta 20."],
        [
            'rincian: Tulis bilangan bulat dari 0 sampai 1000000; yang diisikan "banyak".',
            "batas_waktu: Isian ini tidak boleh kosong.",
        ],
        ['unit "Dinas Gaib" tidak ada di daftar unit'],
        ['permintaan "Lain" belum ada; buat dahulu'],
        ["baris yang sama muncul lebih dari sekali di berkas ini"],
        ["baris yang sama muncul lebih dari sekali di berkas ini"],
    ]
    assert found.counts == {"new": 1, "changed": 0, "same": 0, "refused": 6}
    with pytest.raises(Refused, match="ditolak"):
        request_imports.import_tables(session, city["ases1"], LATER, found)
    assert session.scalars(select(RequestedTable)).all() == []
    lacking = plan(session, city, ("permintaan", "unit", "nomor"), (TITLE, "Dindik", "9"))
    assert str(lacking.rows[0].reasons[0]) == "judul: wajib untuk baris baru"


def test_registers_and_tasks_are_imported_and_exported_the_same_way(city, session):
    ases = city["ases1"]
    entries = register_imports.plan_entries(
        session,
        ases,
        LATER,
        ("daftar", "unit", "tanggal", "judul", "target", "terlaksana"),
        [
            (2, ("ms-keg", "Dindik", "2025-03-01", "Metadata", "3", "2")),
            (3, ("tim-data", "Dindik", "2025-03-01", "SK", "", "")),
            (4, ("ms-keg", "Dindik", "2025-03-01", "Salah", "3", "4")),
            (5, ("entah", "Dindik", "2025-03-01", "Salah", "", "")),
        ],
    )
    assert [row.outcome for row in entries.rows] == ["new", "new", "refused", "refused"]
    good = register_imports.plan_entries(
        session,
        ases,
        LATER,
        ("daftar", "unit", "tanggal", "judul", "target", "terlaksana"),
        [(2, ("ms-keg", "Dindik", "2025-03-01", "Metadata", "3", "2"))],
    )
    register_imports.import_entries(session, ases, LATER, good)
    rows = register_imports.entry_rows(registers.list_entries(session, ases, Register.MS_KEG))
    again = register_imports.plan_entries(
        session, ases, LATER, register_imports.COLUMNS, enumerate(rows, 2)
    )
    assert again.counts == {"new": 0, "changed": 0, "same": 1, "refused": 0}
    by_name, by_code = (
        task_imports.plan_tasks(
            session, ases, LATER, TASKS, [(2, (name, "IBS", "2025-08-31", "1"))]
        )
        for name in ("Toko Sumber Rejeki", "R-001")
    )
    assert (by_name.refused, by_code.refused) == (True, False)
    task_imports.import_tasks(session, ases, LATER, by_code)
    (entry, *_) = list_log(session, city["auditor"])
    assert [row["unit"] for row in entry.after["new"]] == ["R-001"]
    rows = task_imports.task_rows(tasks.list_tasks(session, ases, LATER))
    again = task_imports.plan_tasks(session, ases, LATER, task_imports.COLUMNS, enumerate(rows, 2))
    assert rows[0][:2] == ("responden", "R-001")
    assert again.counts == {"new": 0, "changed": 0, "same": 1, "refused": 0}


def test_the_board_says_who_is_late_in_a_fixed_number_of_queries(city, session, count_queries):
    city.ask(session, **RECEIPT)
    city.ask(session, number="2", due="2025-09-01")
    city.ask(session, "Dinkes", due="2025-09-30")
    city.ask(session, "DLH", received_on="2025-08-30", filled="10")
    session.commit()
    lead = city["ketua"]
    with count_queries() as few:
        rows = request_boards.board(session, lead, LATER, city.round_id)
    told = {
        row.unit: (
            *(row.state, row.counts.asked, row.counts.received),
            *(row.counts.late, row.days, row.came_late, row.came_days),
        )
        for row in rows
    }
    assert told == {
        "Dinas Pendidikan": ("late", 2, 1, 1, 9, 1, 1),
        "Dinas Kesehatan": ("open", 1, 0, 0, 0, 0, 0),
        "Dinas Lingkungan Hidup": ("done", 1, 1, 0, 0, 0, 0),
    }
    first = [row.unit for row in request_boards.arranged(rows)]
    assert first == ["Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup"]
    assert [row.unit for row in request_boards.arranged(rows, by="-unit", state="late")] == first[
        :1
    ]
    by_cells = [row.unit for row in request_boards.arranged(rows, by="complete")]
    assert by_cells == ["Dinas Kesehatan", "Dinas Lingkungan Hidup", "Dinas Pendidikan"]
    for number in range(40):
        city.ask(session, "DLH", number=f"9.{number}")
    session.commit()
    with count_queries() as many:
        request_boards.board(session, lead, LATER, city.round_id)
    assert len(many) == len(few)


def test_a_late_unit_gets_one_message_with_all_its_tables_and_not_twice_a_day(city, session):
    city.ask(session)
    city.ask(session, number="4.1.2", title="Guru", due="2025-09-01")
    city.ask(session, "DLH")
    lead, account = city["ketua"], city["dindik"].account_id
    sent = city.ask(session, number="4.1.3", title="Murid", due="2025-09-02")
    request_own.tell_sent(session, city["dindik"], LATER, sent, sent_on="2025-09-05")
    url = {"public_url": "https://bps.example"}
    found = request_reminders.plan_late_reminders(session, lead, LATER, city.round_id, **url)
    assert [(one.unit, one.tables, one.days) for one in found.reminders] == [
        ("Dinas Pendidikan", 3, 10)
    ]
    assert found.unreachable == ("Dinas Lingkungan Hidup",)

    def remind(when, **how):
        done = request_reminders.remind_late(
            session, lead, when, city.round_id, [account], **url, **how
        )
        session.flush()
        return done.queued, done.recent

    assert remind(LATER) == (1, 0)
    assert remind(LATER + timedelta(hours=1)) == (0, 1)
    assert remind(LATER + timedelta(hours=2), force=True) == (1, 0)
    body = session.scalars(select(OutboxMessage.body)).first()
    assert "- Tabel 4.1.1 Sekolah: batas 31 Agustus 2025, terlambat 10 hari" in body
    assert "- Tabel 4.1.2 Guru: batas 1 September 2025, terlambat 9 hari" in body
    assert "terlambat 8 hari; menurut Anda dikirim 5 September 2025" in body
    (row, _dlh) = request_boards.board(session, lead, LATER, city.round_id)
    assert (row.unit, row.sent, row.silent, row.state) == ("Dinas Pendidikan", 1, 2, "late")
    assert [r.unit for r in request_boards.arranged([row, _dlh], state="sent")] == [row.unit]
    listed = request_tables.list_tables(session, lead, LATER, state="sent")
    assert [(one.id, one.overdue) for one in listed] == [(sent, True)]
    reminded = request_reminders.reminded_units(session, city.round_id)
    assert list(reminded) == [city.units["Dindik"]]
    with pytest.raises(Refused, match="masih terlambat"):
        request_reminders.remind_late(session, lead, LATER, city.round_id, [], **url)


def test_lists_take_as_many_queries_for_many_rows_as_for_one(city, session, count_queries):
    lead = city["ketua"]

    def queries():
        session.commit()
        found = []
        for look in (
            lambda: requests.list_rounds(session, lead, LATER),
            lambda: request_tables.list_tables(session, lead, LATER),
            lambda: registers.list_entries(session, lead, Register.ROMANTIK),
            lambda: registers.register_counts(session, lead),
            lambda: tasks.list_tasks(session, lead, LATER),
        ):
            session.expire_all()
            with count_queries() as sent:
                look()
            found.append(len(sent))
        return found

    def add(number):
        city.ask(session, number=f"7.{number}")
        city.enter(session, "romantik", title=f"Survei {number}")
        city.give(session, survey=f"Survei {number}")

    add(0)
    one = queries()
    for number in (1, 2):
        add(number)
    three = queries()
    for number in range(3, 20):
        add(number)
    assert one == three == queries()


def test_a_unit_says_of_several_tables_at_once_that_it_sent_them(city, session):
    one, two = city.ask(session), city.ask(session, number="4.1.2")
    other = city.ask(session, "Dinkes")
    dindik, texts = city["dindik"], {"sent_on": "2025-09-01", "sent_note": "Surel"}
    with pytest.raises(Refused, match="Pilih dahulu"):
        request_own.tell_many_sent(session, dindik, LATER, [], **texts)
    with pytest.raises(NotFound), session.begin_nested():
        request_own.tell_many_sent(session, dindik, LATER, [one, other], **texts)
    assert request_own.tell_many_sent(session, dindik, LATER, [two, one, one], **texts) == 2
    (found,) = request_own.in_rounds(request_tables.list_tables(session, dindik, LATER))
    assert [row.state for row in found.tables] == ["sent", "sent"]
    assert (found.sent, found.unsent, found.late) == (2, 0, 2)
    rows = request_boards.board(session, city["ketua"], LATER, city.round_id)
    assert [row.state for row in request_boards.arranged(rows, by="unit")] == ["late", "sent"]


def test_next_year_asks_for_the_same_tables_a_year_later_and_without_results(city, session):
    lead = city["ketua"]
    city.ask(session, **RECEIPT, note="Lewat surel")
    city.ask(session, "Dinkes", number="2", due="2024-02-29")
    new = requests.open_round(session, lead, LATER, title="Uji Dalam Angka 2026", year="2026")
    (source,) = request_copies.copyable_rounds(session, lead, LATER, new)
    assert source.id == city.round_id
    assert request_copies.copy_tables(session, lead, LATER, new, source.id) == 2
    rows = request_tables.list_tables(session, lead, LATER, round_id=new)
    assert [(r.unit, r.number, r.title, r.cells, r.due, r.received_on, r.note) for r in rows] == [
        ("Dinas Kesehatan", "2", "Sekolah", 20, date(2025, 2, 28), None, ""),
        ("Dinas Pendidikan", "4.1.1", "Sekolah", 20, date(2026, 8, 31), None, ""),
    ]
    with pytest.raises(Refused, match="belum ada di sini"):
        request_copies.copy_tables(session, lead, LATER, new, source.id)
    assert [one.id for one in requests.list_rounds(session, lead, LATER)] == [new, source.id]
    (told, *_) = list_log(session, city["auditor"])
    assert (told.act, told.after["source"], told.after["count"]) == (
        "request.copy",
        "Uji Dalam Angka 2025",
        2,
    )
    with pytest.raises(NotAllowed):
        request_copies.copy_tables(session, city["dindik"], LATER, new, source.id)


def test_a_unit_reads_what_still_waits_before_what_is_done(city, session):
    lead = city["ketua"]
    done = requests.open_round(session, lead, LATER, title="Statistik Daerah", year="2025")
    texts = {"number": "1", "title": "Padi", "cells": "12", "due": "2025-09-09"}
    unit = city.units["Dindik"]
    request_tables.add_table(
        session, lead, LATER, done, unit, **texts, **RECEIPT | {"filled": "12"}
    )
    city.ask(session)
    city.ask(session, number="4.1.10", due="2025-09-30")
    city.ask(session, number="4.1.9", due="2025-09-30")
    rounds = request_own.in_rounds(request_tables.list_tables(session, city["dindik"], LATER))
    told = [(r.title, r.received, r.late, [t.number for t in r.tables]) for r in rounds]
    assert told == [
        ("Uji Dalam Angka 2025", 0, 1, ["4.1.1", "4.1.9", "4.1.10"]),
        ("Statistik Daerah", 1, 0, ["1"]),
    ]
    (first, second) = requests.list_rounds(session, lead, LATER)
    assert first.counts == requests.Counts(asked=1, received=1, late=0, cells=12, filled=12)
    assert second.counts == requests.Counts(asked=3, received=0, late=1, cells=60, filled=0)
