"""What requests, registers and tasks tell of a unit: examples that can be counted by hand."""

from datetime import date, timedelta
from random import Random

import pytest

from evaluator.scoring.measures import Measure, answer_from
from evaluator.services import register_book, request_book, task_book
from evaluator.services.measuring import SOURCES
from evaluator.services.spans import Span
from evaluator.storage.registers import Register, RegisterEntry
from evaluator.storage.requests import RequestedTable
from evaluator.storage.tasks import FieldTask
from tests.facts_city import FactsCity
from tests.kept import stand

YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))
AUGUST = Span(date(2025, 1, 1), date(2025, 8, 31))


@pytest.fixture
def city(installation):
    return stand(FactsCity, installation)


def answers(session, city, span, unit, *measures):
    ids = [city.units[unit]]
    found = {one: SOURCES[one](session, one, ids, span) for one in measures}
    return {one.value: answer_from(one, facts) for one, facts in found.items()}


def sentences(session, city, span, unit, measure):
    return [str(one.words) for one in SOURCES[measure](session, measure, [city.units[unit]], span)]


REQUESTS = (
    Measure.REQUESTS_ON_TIME,
    Measure.REQUESTS_DAYS_LATE,
    Measure.REQUESTS_COMPLETE,
    Measure.REQUESTS_FIRST_CHECK,
    Measure.REQUESTS_CORRECT,
)


def ask_four(session, city):
    """On time and whole; 3 days late and 15 of 20; never; and one of the next year."""
    city.ask(
        session,
        number="1",
        due="2025-08-20",
        received_on="2025-08-20",
        filled="20",
        passed="ya",
        corrected="0",
    )
    city.ask(
        session,
        number="2",
        due="2025-08-20",
        received_on="2025-08-23",
        filled="15",
        passed="tidak",
        corrected="3",
    )
    city.ask(session, number="3", due="2025-08-21")
    city.ask(session, number="4", due="2026-01-15")
    city.ask(session, "Dinkes", number="1", due="2025-08-20")


def test_requests_are_counted_as_they_stand_at_the_end_of_the_time(city, session):
    """Of three tables: 1 on time; late 0, 3 and 10 days; 20 + 15 of 60 cells; 1 of 2 passed;
    20 + 12 of 35 cells right."""
    ask_four(session, city)
    assert answers(session, city, AUGUST, "Dindik", *REQUESTS) == {
        "requests-on-time": "1/3",
        "requests-days-late": "3",
        "requests-complete": "35/60",
        "requests-first-check": "1/2",
        "requests-correct": "32/35",
    }
    assert sentences(session, city, AUGUST, "Dindik", Measure.REQUESTS_DAYS_LATE) == [
        "Uji Dalam Angka 2025, tabel 1 Sekolah: tepat waktu",
        "Uji Dalam Angka 2025, tabel 2 Sekolah: diterima, terlambat 3 hari",
        "Uji Dalam Angka 2025, tabel 3 Sekolah: belum diterima, terlambat 10 hari pada akhir masa",
    ]


def test_what_came_after_the_time_had_not_come_in_it(city, session):
    """Until 22 August the second table had not come: 2 days late, nothing filled, unchecked."""
    ask_four(session, city)
    span = Span(date(2025, 1, 1), date(2025, 8, 22))
    assert answers(session, city, span, "Dindik", *REQUESTS) == {
        "requests-on-time": "1/3",
        "requests-days-late": "1",
        "requests-complete": "20/60",
        "requests-first-check": "1/1",
        "requests-correct": "20/20",
    }


def test_a_unit_of_which_nothing_was_asked_has_no_answer(city, session):
    ask_four(session, city)
    assert set(answers(session, city, YEAR, "DLH", *REQUESTS).values()) == {""}


def test_registers_are_counted_by_what_they_are(city, session):
    city.enter(session, "romantik", title="Survei A", done_on="2025-02-01")
    city.enter(session, "romantik", title="Survei B")
    city.enter(session, "ms-keg", target="3", done="2")
    city.enter(session, "ms-var", target="10", done="10")
    city.enter(session, "census", title="Petugas", target="5", done="4")
    city.enter(session, "confirmation", title="1", due="2025-03-13", done_on="2025-03-13")
    city.enter(session, "confirmation", title="2", due="2025-03-13", done_on="2025-03-14")
    city.enter(session, "confirmation", title="3", due="2025-03-13")
    measures = (
        *(Measure.ROMANTIK, Measure.METADATA, Measure.CENSUS_SUPPORT),
        *(Measure.METADATA_ACTIVITIES, Measure.METADATA_VARIABLES, Measure.METADATA_INDICATORS),
        *(Measure.CONFIRMATIONS, Measure.DATA_TEAM, Measure.AGENTS, Measure.AGENTS_TRAINED),
    )
    assert answers(session, city, YEAR, "Dindik", *measures) == {
        "romantik": "1/2",
        "metadata": "12/13",
        "metadata-activities": "2/3",
        "metadata-variables": "10/10",
        "metadata-indicators": "",
        "census-support": "4/5",
        "confirmations": "1/3",
        "data-team": "tidak",
        "agents": "0",
        "agents-trained": "",
    }
    assert sentences(session, city, YEAR, "Dindik", Measure.CONFIRMATIONS) == [
        "1: dijawab tepat waktu",
        "2: dijawab terlambat",
        "3: belum dijawab",
    ]


def test_a_decree_counts_in_every_year_that_it_touches_and_agents_while_they_serve(city, session):
    """Three agents: one left in May; of the two who serve at the end of 2025 one is trained."""
    city.enter(session, "data-team", title="SK", day="2023-05-01", until="2025-02-01")
    city.enter(session, "agent", title="Ani", day="2024-01-01", until="2025-05-31")
    city.enter(session, "agent", title="Budi", day="2025-02-01", done_on="2025-06-01")
    city.enter(session, "agent", title="Citra", day="2025-02-01")
    measures = (Measure.DATA_TEAM, Measure.AGENTS, Measure.AGENTS_TRAINED)
    found = {
        year: tuple(
            answers(
                session, city, Span(date(year, 1, 1), date(year, 12, 31)), "Dindik", *measures
            ).values()
        )
        for year in (2022, 2023, 2024, 2025, 2026)
    }
    assert found == {
        2022: ("tidak", "0", ""),
        2023: ("ya", "0", ""),
        2024: ("ya", "1", "0/1"),
        2025: ("ya", "2", "1/2"),
        2026: ("tidak", "2", "1/2"),
    }


def test_tasks_of_a_mitra_and_a_respondent_are_counted_with_their_refusals(city, session):
    """10 + 6 targets: 9 + 4 done, 1 + 2 refused; 8 of 9 and 3 of 3 clean; one of three in time."""
    city.give(
        session,
        given_on="2025-08-01",
        done="9",
        refused="1",
        done_on="2025-08-30",
        checked="9",
        clean="8",
    )
    city.give(
        session,
        survey="Susenas",
        place="Medono",
        due="2025-06-30",
        target="6",
        done="4",
        refused="2",
        done_on="2025-07-02",
        checked="3",
        clean="3",
    )
    city.give(session, survey="Podes", target="4")
    city.give(session, "R-001", survey="IBS", target="1", done="1", done_on="2025-08-01")
    measures = (
        *(Measure.TASKS_COMPLETE, Measure.TASKS_ON_TIME),
        *(Measure.TASKS_QUALITY, Measure.TASKS_WILLING),
    )
    assert answers(session, city, YEAR, "M-01", *measures) == {
        "tasks-complete": "13/20",
        "tasks-on-time": "1/3",
        "tasks-quality": "11/12",
        "tasks-willing": "17/20",
    }
    assert answers(session, city, YEAR, "R-001", *measures) == {
        "tasks-complete": "1/1",
        "tasks-on-time": "1/1",
        "tasks-quality": "",
        "tasks-willing": "1/1",
    }
    assert sentences(session, city, YEAR, "M-01", Measure.TASKS_ON_TIME) == [
        "Susenas, Medono: terlambat 2 hari",
        "Sakernas: tepat waktu",
        "Podes: belum selesai",
    ]


def test_a_source_asks_once_however_many_units_and_rows(city, session, count_queries):
    ask_four(session, city)
    city.give(session)
    city.enter(session, "census", target="5", done="4")
    ids = list(city.units.values())
    session.flush()
    for measure, source in SOURCES.items():
        if source.__module__.endswith(("request_facts", "register_facts", "task_facts")):
            with count_queries() as sent:
                source(session, measure, ids, YEAR)
            assert len(sent) == 1, measure


def any_day(chance, *, maybe=True):
    day = date(2025, 6, 1) + timedelta(days=chance.randrange(200))
    return None if maybe and chance.random() < 0.3 else day


def any_table(chance):
    received = any_day(chance)
    known = {"filled": chance.randrange(21), "passed": chance.choice((True, False, None))}
    rest = known | {"corrected": chance.choice((None, 0, 2))} if received else {}
    return {"due": any_day(chance, maybe=False), "cells": 20, "received_on": received, **rest}


def any_entry(chance):
    day = any_day(chance, maybe=False)
    return {
        "kind": chance.choice(list(Register)),
        "day": day,
        "due": day + timedelta(days=3),
        "done_on": any_day(chance),
        "until": any_day(chance),
        "target": chance.randrange(4),
        "done": chance.choice((None, 0, 1)),
    }


def any_task(chance):
    numbers = {"done": 5, "checked": 5, "clean": chance.randrange(6)}
    due = any_day(chance, maybe=False)
    return {"due": due, "target": chance.choice((8, 9)), "done_on": any_day(chance), **numbers}


@pytest.mark.parametrize(
    ("table", "book", "any_row", "own", "fixed"),
    [
        (RequestedTable, request_book, any_table, "number", {"title": "Sekolah"}),
        (RegisterEntry, register_book, any_entry, "title", {}),
        (FieldTask, task_book, any_task, "survey", {}),
    ],
    ids=["requests", "registers", "tasks"],
)
def test_a_change_that_no_locked_time_notices_changes_nothing_that_it_counted(
    city, session, table, book, any_row, own, fixed
):
    """What may still be written after the lock must leave every measure as it was."""
    chance = Random(table.__name__)
    unit = city.units["M-01"]
    owner = (
        {"round_id": city.round_id} if table is RequestedTable else {"office_id": city.office_id}
    )

    rows = [
        table(unit_id=unit, **owner, **fixed, **{own: f"Nomor {n}"}, **any_row(chance))
        for n in range(150)
    ]
    session.add_all(rows)
    session.flush()
    before, seen = [book.values_of(row) for row in rows], parts(session, table, unit)
    for row in rows:
        for name, value in any_row(chance).items():
            if name != "kind" and chance.random() < 0.4:
                setattr(row, name, value)
    session.flush()
    now, unnoticed = parts(session, table, unit), 0
    for old, row in zip(before, rows, strict=True):
        after = book.values_of(row)
        if book.BOOK.counted(old, AUGUST) == book.BOOK.counted(after, AUGUST):
            unnoticed += 1
            assert seen.get(row.id) == now.get(row.id), (old, after)
    assert unnoticed > 10


def parts(session, table, unit):
    """What each row adds to every measure until the end of August, by the row's number."""
    found = {}
    for measure, source in SOURCES.items():
        for fact in source(session, measure, [unit], AUGUST):
            kind, _colon, number = fact.source.partition(":")
            if kind.replace("-", "_") == table.__tablename__:
                found.setdefault(int(number), {})[measure] = (fact.part, fact.whole)
    return found
