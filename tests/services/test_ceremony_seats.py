"""Guests are kept in their order; a table replaces the list only after it was looked at."""

import pytest
from sqlalchemy import select

from evaluator.services import (
    ceremony_seat_plans,
    ceremony_seats,
    printed_names,
    seat_filling,
    winner_notes,
)
from evaluator.services.problems import NotAllowed, NotFound, Refused
from evaluator.storage.log import LogEntry
from evaluator.storage.results import Winner
from tests.city import NOW
from tests.stage import add_jury_awards, decide

HEADER = ("Nama", "Instansi", "Meja", "Kursi")


def act(city, verb, *given, username="panitia"):
    with city.installation.writes() as session:
        return verb(session, city[username], NOW, city.period_id, *given)


def seats(city, username="panitia"):
    with city.installation.reads() as session:
        return ceremony_seats.list_seats(session, city[username], city.period_id)


def plan(city, rows, header=HEADER, unread=()):
    with city.installation.reads() as session:
        return ceremony_seat_plans.plan_seats(
            session, city["panitia"], city.period_id, header, rows, unread
        )


def bring(city, rows):
    with city.installation.writes() as session:
        own = ceremony_seat_plans.plan_seats(session, city["panitia"], city.period_id, HEADER, rows)
        return ceremony_seats.carry_out_seats(session, city["panitia"], NOW, city.period_id, own)


def test_winners_get_seats_in_the_order_of_calling_and_only_once(city):
    decide(city, jury=True)
    with city.installation.reads() as session:
        last = winner_notes.winner_on_stage(session, city["panitia"], city.period_id, 3)
    with city.installation.writes() as session:
        winner_notes.save_note(
            session, city["panitia"], NOW, city.period_id, last.winner_id,
            spoken="", caller="Budi, S.E.", version=0,
        )  # fmt: skip
    assert act(city, seat_filling.seat_winners) == 3
    assert act(city, seat_filling.seat_winners) == 0
    assert [(s.position, s.name, s.organisation, s.request) for s in seats(city)] == [
        (1, "Budi, S.E.", "Dinas Lingkungan Hidup", "unit:3"),
        (2, "Dinas Kesehatan", "Dinas Kesehatan", "unit:2"),
        (3, "Dinas Pendidikan", "Dinas Pendidikan", "unit:1"),
    ]


def test_a_guest_is_added_changed_and_taken_off(city):
    decide(city)
    texts = {"name": "Hj. Siti, S.Sos.", "organisation": "Setda", "table": "1", "seat": "A"}
    number = act(city, ceremony_seats.add_seat, texts)
    act(city, ceremony_seats.change_seat, number, {**texts, "seat": "B", "note": "kursi roda"})
    (one,) = seats(city)
    assert (one.name, one.seat, one.note, one.where) == (
        "Hj. Siti, S.Sos.",
        "B",
        "kursi roda",
        "1, B",
    )
    act(city, ceremony_seats.remove_seat, number)
    assert seats(city) == []
    with pytest.raises(NotFound):
        act(city, ceremony_seats.remove_seat, number)
    for wrong in ({}, {"name": "x" * 201}, {"name": "a\u202eb"}):
        with pytest.raises(Refused):
            act(city, ceremony_seats.add_seat, wrong)


def test_a_dry_run_says_what_happens_to_every_row(city):
    decide(city)
    bring(city, [(2, ("Siti", "Setda", "1", "A")), (3, ("Budi", "Dindik", "1", "B"))])
    found = plan(
        city,
        [
            (2, ("Siti", "Setda", "1", "A")),
            (3, ("budi", "dindik", "2", "B")),
            (4, ("Ani", "", "", "")),
            (5, ("", "Dinkes", "", "")),
            (6, ("ANI", "", "", "")),
        ],
    )
    assert [row.outcome for row in found.rows] == ["same", "changed", "new", "refused", "refused"]
    assert [(c.column, c.before, c.after) for c in found.rows[1].changes] == [
        ("nama", "Budi", "budi"), ("instansi", "Dindik", "dindik"), ("meja", "1", "2"),
    ]  # fmt: skip
    reasons = [str(reason) for row in found.rows for reason in row.reasons]
    assert reasons == [
        "nama: Isian ini tidak boleh kosong.",
        "Nama dan instansi ini sudah ada pada baris 4.",
    ]
    with pytest.raises(Refused):
        plan(city, [], header=("Nama", "NIK"))
    with pytest.raises(Refused):
        bring(city, [(2, ("", "", "", ""))])
    assert [s.name for s in seats(city)] == ["Siti", "Budi"]


def test_a_table_replaces_the_list_and_keeps_what_ties_a_winner(city):
    decide(city)
    act(city, seat_filling.seat_winners)
    rows = [(s.name, s.organisation, "Meja 1", str(s.position)) for s in reversed(seats(city))]
    assert bring(city, list(enumerate([*rows, ("Tamu", "Setda", "2", "1")], start=2))) == 4
    assert [(s.position, s.organisation, s.where, s.request) for s in seats(city)] == [
        (1, "Dinas Pendidikan", "Meja 1, 3", "unit:1"),
        (2, "Dinas Kesehatan", "Meja 1, 2", "unit:2"),
        (3, "Dinas Lingkungan Hidup", "Meja 1, 1", "unit:3"),
        (4, "Setda", "2, 1", ""),
    ]


def test_others_see_no_guest(city):
    decide(city)
    for username in ("admin", "ases1", "auditor", "dindik"):
        with pytest.raises(NotAllowed):
            seats(city, username)


def test_the_list_takes_a_fixed_number_of_queries(city, count_queries):
    decide(city)

    def queries():
        with city.installation.reads() as session, count_queries() as sent:
            ceremony_seats.list_seats(session, city["panitia"], city.period_id)
        return len(sent)

    act(city, ceremony_seats.add_seat, {"name": "Siti"})
    few = queries()
    bring(city, [(n, (f"Tamu {n}", "", "", "")) for n in range(60)])
    assert len(seats(city)) == 60 and queries() == few


def note(city, winner_id, caller):
    with city.installation.writes() as session:
        winner_notes.save_note(
            session, city["panitia"], NOW, city.period_id, winner_id,
            spoken="", caller=caller, version=0,
        )  # fmt: skip


def read(city, verb):
    with city.installation.reads() as session:
        return verb(session, city["panitia"], city.period_id)


def rename(city, unit, printed):
    with city.installation.writes() as session:
        won = session.scalars(select(Winner).order_by(Winner.id)).all()
        mine = next(row.participant_id for row in won if row.participant.name == unit)
        printed_names.mend_name(session, city["panitia"], NOW, mine, printed, "Nama resmi")


def test_notes_typed_after_the_winners_were_seated_can_be_taken_over(city):
    decide(city)
    act(city, seat_filling.seat_winners)
    assert read(city, seat_filling.renewals) == []
    note(city, 3, "Budi, S.E.")
    rename(city, "Dinas Pendidikan", "Dinas Pendidikan dan Kebudayaan")
    assert act(city, seat_filling.seat_winners) == 0
    offered = read(city, seat_filling.renewals)
    assert [(one.before, one.name, one.organisation) for one in offered] == [
        ("Dinas Lingkungan Hidup", "Budi, S.E.", "Dinas Lingkungan Hidup"),
        ("Dinas Pendidikan", *["Dinas Pendidikan dan Kebudayaan"] * 2),
    ]
    assert act(city, seat_filling.renew_seats) == 2
    assert act(city, seat_filling.renew_seats) == 0
    assert [(s.name, s.organisation) for s in seats(city)] == [
        ("Budi, S.E.", "Dinas Lingkungan Hidup"),
        ("Dinas Kesehatan", "Dinas Kesehatan"),
        ("Dinas Pendidikan dan Kebudayaan", "Dinas Pendidikan dan Kebudayaan"),
    ]


def test_a_guest_called_by_a_name_that_was_typed_keeps_it(city):
    decide(city)
    act(city, seat_filling.seat_winners)
    first = seats(city)[0]
    texts = {"name": "Hj. Siti", "organisation": first.organisation}
    act(city, ceremony_seats.change_seat, first.id, texts)
    note(city, 3, "Budi, S.E.")
    assert read(city, seat_filling.renewals) == []


def test_with_all_units_the_list_tells_nobody_who_wins(city):
    decide(city)
    with city.installation.writes() as session:
        session.get(Winner, 3).dropped_at = NOW
    note(city, 1, "Ani, M.Si.")
    assert not read(city, seat_filling.tells_winners)  # nobody is invited yet
    act(city, ceremony_seats.add_seat, {"name": "Wali Kota", "organisation": "Setda"})
    act(city, seat_filling.seat_winners)
    assert read(city, seat_filling.tells_winners)
    for one in seats(city):
        act(city, ceremony_seats.remove_seat, one.id)
    assert act(city, seat_filling.seat_units) == 3
    assert act(city, seat_filling.seat_units) == 0
    assert [(s.name, s.organisation) for s in seats(city)] == [
        (name, name) for name in ("Dinas Kesehatan", "Dinas Lingkungan Hidup", "Dinas Pendidikan")
    ]
    assert not read(city, seat_filling.tells_winners)
    assert act(city, seat_filling.seat_winners) == 0


def test_only_the_number_of_guests_taken_over_is_logged(city):
    decide(city)
    act(city, seat_filling.seat_winners)
    note(city, 3, "Budi, S.E.")
    act(city, seat_filling.renew_seats)
    with city.installation.reads() as session:
        query = select(LogEntry).where(LogEntry.act.in_(("seat.winners", "seat.renew")))
        rows = session.scalars(query.order_by(LogEntry.id))
        told = [(row.act, row.before, row.after) for row in rows]
    assert told == [("seat.winners", None, {"count": 3}), ("seat.renew", None, {"count": 1})]


def test_filling_takes_a_fixed_number_of_queries(city, count_queries):
    decide(city)

    def queries():
        with city.installation.reads() as session, count_queries() as sent:
            seat_filling.renewals(session, city["panitia"], city.period_id)
            seat_filling.tells_winners(session, city["panitia"], city.period_id)
        return len(sent)

    act(city, seat_filling.seat_winners)
    few = queries()
    add_jury_awards(city, 30)
    bring(city, [(n, (f"Tamu {n}", "", "", "")) for n in range(60)])
    assert queries() == few
