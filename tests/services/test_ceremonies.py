"""The stage: from the last place to the first, one step at a time, rehearsed without names."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from evaluator.services import ceremonies, ceremony_marks, ceremony_steps, winner_notes
from evaluator.services.ceremony_slides import (
    Note,
    Show,
    StageWinner,
    items_of,
    rehearsed,
    slides_of,
)
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.storage.certificates import Certificate, State
from evaluator.storage.log import LogEntry
from tests.city import NOW
from tests.stage import JURY, add_jury_awards, decide, print_paper, stand_behind, unlock

SHOW = Show(("Hari Statistik", "Kota Uji"), closing="Terima kasih")
WINNERS = [
    StageWinner(1, 3, "OPD", "juara", "OPD Terbaik", 1, "Juara I", "Dinas Pendidikan"),
    StageWinner(2, 3, "OPD", "juara", "OPD Terbaik", 2, "Juara II (bersama)", "Dinas Kesehatan"),
    StageWinner(3, 3, "OPD", "juara", "OPD Terbaik", 2, "Juara II (bersama)", "Dinas Lingkungan"),
    StageWinner(4, 5, "Kelurahan", "maju", "Paling maju", 1, "", "Kelurahan Medono"),
]


def told(slides):
    return [(s.kind, s.place or s.title, [one.name for one in s.recipients]) for s in slides]


def test_each_award_is_revealed_from_its_last_place_and_equal_places_share_a_slide():
    assert told(slides_of(SHOW, WINNERS)) == [
        ("opening", "Hari Statistik", []),
        ("category", "OPD", []),
        ("announce", "Juara II (bersama)", []),
        ("winner", "Juara II (bersama)", ["Dinas Kesehatan", "Dinas Lingkungan"]),
        ("announce", "Juara I", []),
        ("winner", "Juara I", ["Dinas Pendidikan"]),
        ("recap", "OPD Terbaik", ["Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan"]),
        ("category", "Kelurahan", []),
        ("announce", "Paling maju", []),
        ("winner", "Paling maju", ["Kelurahan Medono"]),
        ("closing", "Terima kasih", []),
    ]


def test_the_running_order_is_chosen_and_what_it_does_not_name_comes_after():
    keys = [item.key for item in items_of(WINNERS, ["5/maju", "9/hilang"])]
    assert keys == ["5/maju", "3/juara"]
    short = replace(SHOW, suspense=False, recap=False, countdown=5)
    assert told(slides_of(short, WINNERS, keys)) == [
        ("opening", "Hari Statistik", []),
        ("countdown", "Hari Statistik", []),
        ("category", "Kelurahan", []),
        ("winner", "Paling maju", ["Kelurahan Medono"]),
        ("category", "OPD", []),
        ("winner", "Juara II (bersama)", ["Dinas Kesehatan", "Dinas Lingkungan"]),
        ("winner", "Juara I", ["Dinas Pendidikan"]),
        ("closing", "Terima kasih", []),
    ]


def test_many_who_share_an_award_are_shown_six_at_a_time():
    many = [StageWinner(n, 1, "Mitra", "t", "Terima kasih", 1, "", f"M-{n}") for n in range(14)]
    shown = [len(s.recipients) for s in slides_of(SHOW, many) if s.kind == "winner"]
    assert shown == [6, 6, 2]
    keys = [s.key for s in slides_of(SHOW, many)]
    assert len(keys) == len(set(keys))


def test_a_rehearsal_keeps_awards_and_places_and_shows_no_real_name():
    real = [replace(w, note=Note("Di-nas", "Budi", "a" * 64)) for w in WINNERS]
    shown = rehearsed(real)
    assert [(w.award, w.place_name) for w in shown] == [(w.award, w.place_name) for w in real]
    assert not {w.name for w in shown} & {w.name for w in real}
    assert {w.note.picture for w in shown} == {None} and {w.winner_id for w in shown} == {0}
    assert max(len(w.name) for w in shown) >= 85


def view(city, username="panitia"):
    with city.installation.reads() as session:
        return ceremonies.open_ceremony(session, city[username], city.period_id)


def act(city, verb, *given, username="panitia", at=NOW, **named):
    with city.installation.writes() as session:
        return verb(session, city[username], at, city.period_id, *given, **named)


def step(city, to, version, covered=False, **named):
    return act(city, ceremony_steps.step, to=to, covered=covered, version=version, **named).stage


def change(city, **given):
    stage = view(city).stage
    show = stage.show
    texts = {name: getattr(show, name) for name in Show.__dataclass_fields__}
    act(city, ceremonies.change_show, **{"revision": stage.revision, **texts, **given})


def test_a_new_ceremony_is_a_rehearsal_of_the_decided_awards(city):
    decide(city, jury=True)
    found = view(city)
    assert found.stage.rehearsal and found.stage.position == 0
    assert [w.name for w in found.winners][:2] == ["Dinas Pendidikan", "Dinas Kesehatan"]
    assert found.stage.show.title_lines == (
        "Hari Statistik Nasional 2025",
        "Statistik Berdampak",
        "BPS Kota Uji",
    )
    assert "Dinas Pendidikan" not in str(found.slides) and JURY in str(found.slides)


def test_there_is_no_stage_before_a_plenary_decided(city):
    city.open()
    city.score_all()
    city.lock()
    for username in ("panitia", "ketua"):
        with pytest.raises(NotFound):
            view(city, username)
    for username in ("admin", "ases1", "auditor", "dindik"):
        with pytest.raises(NotAllowed):
            view(city, username)


def test_an_award_that_the_plenary_dropped_never_comes_on_stage(city):
    from evaluator.storage.results import Winner

    decide(city)
    with city.installation.writes() as session:
        session.scalars(select(Winner).order_by(Winner.id)).first().dropped_at = NOW
    act(city, ceremonies.rehearse, False)
    found = view(city)
    assert "Dinas Pendidikan" not in [w.name for w in found.winners]
    assert "Dinas Pendidikan" not in str(found.slides)


def test_a_step_counts_once_however_many_remotes_press(city):
    decide(city)
    first = step(city, 1, 0)
    assert (first.position, first.version) == (1, 2)
    with pytest.raises(Conflict) as stale:
        step(city, 1, 0, username="ketua")
    assert stale.value.stored == {"position": 1, "covered": False, "version": 2}
    with pytest.raises(Conflict):
        step(city, 2, 1)
    assert step(city, 2, 2).position == 2
    assert view(city).stage.version == 3


def test_the_safe_slide_covers_and_the_time_runs_from_the_first_step(city):
    decide(city)
    covered = step(city, 0, 0, covered=True)
    assert covered.covered and covered.began_at is None
    later = NOW + timedelta(minutes=3)
    begun = step(city, 1, covered.version, at=later)
    assert not begun.covered and begun.began_at == later and begun.shown_at == later
    same = step(city, 1, begun.version, covered=True, at=later + timedelta(minutes=1))
    assert same.shown_at == later  # covering is no new slide


def test_there_is_no_step_beyond_the_slides(city):
    decide(city)
    last = len(view(city).slides)
    for nowhere in (-1, last):
        with pytest.raises(Refused):
            step(city, nowhere, 0)
    assert view(city).stage.position == 0


def test_the_slide_in_sight_stays_in_sight_when_the_order_changes(city):
    decide(city, jury=True)
    found = view(city)
    here = next(n for n, s in enumerate(found.slides) if s.kind == "winner" and s.title == JURY)
    step(city, here, 0)
    act(city, ceremonies.move_item, found.items[1].key, -1)
    moved = view(city)
    assert [i.title for i in moved.items] == [JURY, "OPD Terbaik"]
    assert moved.slides[moved.stage.position].title == JURY
    assert moved.stage.position < here
    act(city, ceremonies.move_item, moved.items[0].key, -1)  # beyond the end: it stays
    assert view(city).items == moved.items


def test_a_dragged_order_passes_over_what_is_gone(city):
    decide(city, jury=True)
    keys = [item.key for item in view(city).items]
    act(city, ceremonies.order_items, [keys[1], "99/hilang", keys[0]])
    assert [item.key for item in view(city).items] == keys[::-1]
    with pytest.raises(Refused):
        act(city, ceremonies.order_items, ["99/hilang"])


def test_texts_are_kept_once_and_a_late_save_overwrites_nothing(city):
    decide(city)
    change(city, title_lines=["Malam Anugerah"], theme="mori", countdown=15)
    show = view(city).stage.show
    assert (show.title_lines, show.theme, show.countdown) == (("Malam Anugerah",), "mori", 15)
    with pytest.raises(Conflict):
        change(city, revision=0, theme="soga")
    for wrong in (
        {"title_lines": []}, {"title_lines": list("abcde")}, {"theme": "ungu"},
        {"countdown": 121}, {"fallback": ""}, {"closing": "\u202e"},
    ):  # fmt: skip
        with pytest.raises(Refused):
            change(city, **wrong)
    assert view(city).stage.show == show


def test_the_real_names_begin_at_the_first_slide_and_can_be_hidden_again(city):
    decide(city)
    step(city, 4, 0)
    act(city, ceremonies.rehearse, False)
    real = view(city)
    assert (real.stage.rehearsal, real.stage.position, real.stage.began_at) == (False, 0, None)
    assert "Dinas Pendidikan" in str(real.slides)
    act(city, ceremonies.rehearse, True)
    assert "Dinas Pendidikan" not in str(view(city).slides)
    assert view(city).digest != real.digest


def note(city, winner_id, **given):
    act(city, winner_notes.save_note, winner_id, **{"spoken": "", "caller": "", **given})


def test_a_note_reaches_the_slide_and_outlives_a_revision(city):
    decide(city)
    one = view(city).winners[0]
    note(city, one.winner_id, spoken="Di-nas Pen-di-di-kan", caller="Budi, S.E.", version=0)
    with pytest.raises(Conflict):
        note(city, one.winner_id, spoken="lain", version=1)
    with pytest.raises(NotFound):
        note(city, 999, version=0)
    city.release()
    unlock(city)
    city.lock()
    stand_behind(city)
    again = view(city).winners[0]
    assert again.winner_id != one.winner_id
    assert again.note == Note("Di-nas Pen-di-di-kan", "Budi, S.E.", None, 2)


def test_every_act_on_the_stage_is_in_the_log_once(city):
    decide(city)
    change(city, theme="soga")
    act(city, ceremonies.rehearse, False)
    act(city, ceremonies.rehearse, False)  # nothing changes, nothing is recorded
    step(city, 1, view(city).stage.version)
    note(city, view(city).winners[0].winner_id, spoken="Di-nas", version=0)
    with city.installation.reads() as session:
        query = select(LogEntry.act, LogEntry.period_id).where(LogEntry.act.startswith("ceremony."))
        entries = [tuple(row) for row in session.execute(query.order_by(LogEntry.sequence))]
    acts = ("ceremony.show", "ceremony.real", "ceremony.step", "ceremony.note")
    assert entries == [(name, city.period_id) for name in acts]


def test_the_stage_takes_a_fixed_number_of_queries(city, count_queries):
    decide(city)
    step(city, 1, 0)

    def queries():
        with city.installation.reads() as session, count_queries() as sent:
            ceremonies.open_ceremony(session, city["panitia"], city.period_id)
        return len(sent)

    few = queries()
    add_jury_awards(city, 40)
    assert len(view(city).winners) == 43 and queries() == few


def test_a_note_about_a_unit_serves_its_other_awards_unless_they_have_their_own(city):
    decide(city)
    add_jury_awards(city, 2)
    first, *_rest = view(city).winners
    mine = [one for one in view(city).winners if one.unit_id == first.unit_id]
    others = [one for one in view(city).winners if one.unit_id != first.unit_id]
    assert len(mine) == 3
    note(city, mine[0].winner_id, spoken="Di-nas", caller="Budi, S.E.", version=0)
    note(city, mine[1].winner_id, caller="Sari, S.T.", version=0)
    notes = {one.winner_id: one.note for one in view(city).winners}
    assert notes[mine[0].winner_id] == Note("Di-nas", "Budi, S.E.", None, 2)
    assert notes[mine[1].winner_id] == Note("Di-nas", "Sari, S.T.", None, 2, ("spoken",))
    third = notes[mine[2].winner_id]  # of two notes the one entered last counts
    assert third == Note("Di-nas", "Sari, S.T.", None, 0, ("spoken", "caller"))
    assert third.own == Note()
    assert {notes[one.winner_id] for one in others} == {Note()}
    winners = view(city).winners
    by_id = {one.winner_id: one for one in winners}
    assert winner_notes.sharing(by_id[mine[0].winner_id], winners) == (
        mine[1].title, mine[2].title,
    )  # fmt: skip
    # What is lent is not kept as the other award's own.
    note(city, mine[2].winner_id, spoken="Di-nas Ke-se-hat-an", version=0)
    again = {one.winner_id: one.note for one in view(city).winners}[mine[2].winner_id]
    assert again == Note("Di-nas Ke-se-hat-an", "Sari, S.T.", None, 2, ("caller",))


def test_a_revoked_certificate_is_marked_and_the_award_stands(city):
    decide(city)
    print_paper(city)

    def marked():
        with city.installation.reads() as session:
            return ceremony_marks.revoked_winners(session, city["panitia"], city.period_id)

    assert marked() == frozenset()
    with city.installation.writes() as session:
        paper = session.scalars(select(Certificate)).one()
        paper.state, winner_id = State.REVOKED, paper.winner_id
    assert marked() == {winner_id}
    assert winner_id in {one.winner_id for one in view(city).winners}
    with city.installation.reads() as session, pytest.raises(NotAllowed):
        ceremony_marks.revoked_winners(session, city["ases1"], city.period_id)
