"""Activities: invited, attended, struck out, counted; and nothing changes after the lock."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from evaluator.scoring.measures import Measure, answer_from
from evaluator.services import (
    activities,
    activity_invitations,
    activity_letters,
    activity_materials,
    activity_minutes,
    activity_planning,
    attendance,
    attendance_door,
    certifying,
    outbox,
    revoking,
)
from evaluator.services.activity_planning import Plan
from evaluator.services.activity_words import event_words
from evaluator.services.attendance import Came
from evaluator.services.certificate_lists import ListRow
from evaluator.services.evidence_files import Keeping, Link, Upload
from evaluator.services.measuring import SOURCES, Span
from evaluator.services.person_names import name_key, perhaps_same
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.services.unit_groups import create_group
from evaluator.services.units import create_unit
from evaluator.storage.actor import Role
from tests.city import NOW
from tests.measured import begin_measured, lock_measured, score_measured

DAY = date(2025, 9, 1)
"""The day that NOW is in Jakarta, where it is 09.00."""
YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))
BIMTEK = Plan(
    "bimtek", "Bimtek Metadata", DAY, "09.00", "15:30", "Aula BPS", hours="6", level="echelon-4"
)


class Season:
    """The city with one bimtek to which Dindik and Dinkes are invited."""

    def __init__(self, city, plan=BIMTEK):
        self.city, self.writes = city, city.installation.writes
        self.id = self.create(plan)
        self.invite(self.id, "Dindik", "Dinkes")

    def create(self, plan):
        with self.writes() as session:
            return activity_planning.create_activity(session, self.city["admin"], NOW, plan)

    def invite(self, activity_id, *units, level="echelon-4"):
        ids = [self.city.units[unit] for unit in units]
        with self.writes() as session:
            activity_invitations.invite(
                session, self.city["ases1"], NOW, activity_id, ids, level=level
            )

    def view(self, activity_id=None, username="ketua"):
        with self.city.installation.reads() as session:
            return activities.open_activity(
                session, self.city[username], NOW, activity_id or self.id
            )

    def invited(self, unit, activity_id=None):
        wanted = self.city.units[unit]
        return next(one for one in self.view(activity_id).invited if one.unit_id == wanted)

    def note(self, unit, name="", level="", activity_id=None):
        one = Came(self.invited(unit, activity_id).id, name, "", level)
        with self.writes() as session:
            return attendance.note_attendance(
                session, self.city["panitia"], NOW, activity_id or self.id, [one]
            )

    def strike(self, unit, reason="Salah unit"):
        person = self.invited(unit).standing[0]
        with self.writes() as session:
            attendance.strike_out(session, self.city["admin"], NOW, person.id, reason)

    def change(self, unit, **given):
        one = self.invited(unit)
        typed = {"level": one.level, "excuse": one.excuse, "outcome": one.outcome}
        with self.writes() as session:
            activity_invitations.change_invited(
                session, self.city["admin"], NOW, one.id, version=one.version, **(typed | given)
            )

    def facts(self, measure, *units):
        ids = [self.city.units[unit] for unit in units or self.city.units]
        with self.city.installation.reads() as session:
            return SOURCES[measure](session, measure, ids, YEAR)

    def answer(self, measure, unit):
        return answer_from(measure, self.facts(measure, unit))


@pytest.fixture
def season(city):
    return Season(city)


def told(facts):
    return [(str(fact.words), fact.part, fact.whole) for fact in facts]


def test_who_came_of_those_invited_and_at_which_level(season):
    fgd = season.create(Plan("fgd", "FGD Kemiskinan", date(2025, 3, 3), "08:00", "09:40", "Aula"))
    season.invite(fgd, "Dindik", level="head")
    season.note("Dindik", "Rina", "head")
    season.note("Dindik", "Budi", "staff", fgd)
    season.note("Dinkes", "Sari", "staff")
    assert told(season.facts(Measure.ATTENDANCE, "Dindik", "Dinkes", "DLH")) == [
        ("FGD Kemiskinan: hadir", 1, 1),
        ("Bimtek Metadata: hadir", 1, 1),
        ("Bimtek Metadata: hadir", 1, 1),
    ]
    assert told(season.facts(Measure.ATTENDANCE_LEVEL, "Dindik")) == [
        ("FGD Kemiskinan: hadir (Staf), di bawah jenjang yang diminta (Kepala)", 0, 1),
        ("Bimtek Metadata: hadir (Kepala)", 1, 1),
    ]
    assert season.answer(Measure.ATTENDANCE_LEVEL, "Dinkes") == "0/1"
    # 6 hours as they were set, and 1 hour 40 minutes from start to end: 7 whole hours
    hours = season.facts(Measure.TRAINING_HOURS, "Dindik")
    assert [fact.part for fact in hours] == [Fraction(5, 3), 6]
    assert season.answer(Measure.TRAINING_HOURS, "Dindik") == "7"
    assert season.answer(Measure.TRAINING_HOURS, "DLH") == "0"
    assert season.answer(Measure.ATTENDANCE, "DLH") == ""  # nobody invited it


def test_what_does_not_count(season):
    assert season.answer(Measure.ATTENDANCE, "Dinkes") == "0/1"
    season.change("Dinkes", excuse="Ada kebakaran di kantornya")
    assert season.answer(Measure.ATTENDANCE, "Dinkes") == ""  # an accepted absence: neither way
    assert season.answer(Measure.ATTENDANCE_LEVEL, "Dinkes") == ""
    season.note("Dinkes", "Sari", "staff")
    assert season.answer(Measure.ATTENDANCE, "Dinkes") == "1/1"  # and came all the same
    season.strike("Dinkes")
    season.change("Dinkes", excuse="")
    assert season.answer(Measure.ATTENDANCE, "Dinkes") == "0/1"
    other_year = Plan("forum", "Forum", date(2024, 12, 31), "08:00", "09:00", "Aula")
    season.invite(season.create(other_year), "Dinkes")
    assert season.answer(Measure.ATTENDANCE, "Dinkes") == "0/1"
    with season.writes() as session:
        activity_planning.cancel_activity(
            session, season.city["admin"], NOW, season.id, "Narasumber sakit"
        )
    assert season.answer(Measure.ATTENDANCE, "Dinkes") == ""
    with season.writes() as session:
        activity_planning.revive_activity(session, season.city["admin"], NOW, season.id)
    assert season.answer(Measure.ATTENDANCE, "Dinkes") == "0/1"


def test_activities_that_a_unit_holds_itself(season):
    own = Plan("seminar", "Seminar Data", DAY, "08:00", "09:00", "Aula",
               host_id=season.city.units["DLH"])  # fmt: skip
    held = season.create(own)
    season.invite(held, "Dindik")
    assert told(season.facts(Measure.ACTIVITIES_HOSTED)) == [
        ("Seminar Data: diselenggarakan sendiri", 1, 1)
    ]
    assert season.answer(Measure.ACTIVITIES_HOSTED, "DLH") == "1"
    assert season.answer(Measure.ACTIVITIES_HOSTED, "Dindik") == "0"
    with season.writes() as session:
        season.city.add_person(session, "dlh", Role.UNIT, season.city.units["DLH"])
    assert season.view(held, "dlh").invited == ()  # who comes to it is the office's to know


def test_facts_of_any_number_of_units_take_two_queries(season, count_queries):
    season.note("Dindik", "Rina", "head")
    with season.city.installation.reads() as session:
        units = list(season.city.units.values())
        for many in (units[:1], units):
            for measure in SOURCES:
                if measure.value in ("attendance", "training-hours", "activities-hosted"):
                    with count_queries() as sent:
                        SOURCES[measure](session, measure, many, YEAR)
                    assert len([one for one in sent if one.startswith("SELECT")]) <= 2


def test_nobody_is_noted_twice_and_only_on_the_day_or_later(season):
    assert season.note("Dindik", "Rina") == 1
    assert season.note("Dindik", "RINA, S.ST., M.Si.") == 0
    assert season.note("Dindik", "Budi") == 1
    season.strike("Dindik", "Rina tidak datang")
    assert [one.name for one in season.invited("Dindik").standing] == ["Budi"]
    assert season.invited("Dindik").people[0].struck_reason == "Rina tidak datang"
    assert season.note("Dindik", "Rina") == 1
    later = season.create(Plan("forum", "Forum", date(2025, 9, 2), "08:00", "09:00", "Aula"))
    season.invite(later, "DLH")
    with pytest.raises(Refused, match="baru berlangsung"):
        season.note("DLH", activity_id=later)
    assert season.invited("DLH", later).state == "ahead"


def test_one_person_is_known_under_capitals_punctuation_and_degrees():
    same = {
        "budi santoso": ("Dr. Ir. Budi Santoso, M.Si", "BUDI  SANTOSO", "Budi Santoso, S.Tr.Stat."),
        "rina wati": ("Rina Wati SST", "Hj. Rina Wati, SST., M.STAT.", "rina wati A.Md.Stat"),
        "a b susilo": ("A.B. Susilo", "A. B. Susilo, SE"),
        "sri ma": ("Sri Ma",),
        "rina budi": ("Rina, Budi",),  # two names, not a degree
    }
    assert {name_key(name) for name in sum(same.values(), ())} == set(same)
    for key, names in same.items():
        assert {name_key(name) for name in names} == {key}
    assert perhaps_same("Rina", "Rina Wati, S.ST.") and perhaps_same("Rina Watti", "Rina Wati")
    assert not perhaps_same("Rina", "Rani") and not perhaps_same("", "Rina")
    assert not perhaps_same("Rina", "RINA, SE")  # no doubt: the same


def test_a_certificate_names_day_and_hours():
    assert event_words("Bimtek", DAY, Fraction(7, 2)) == "Bimtek, 1 September 2025, 3,5 jam"
    assert event_words("FGD", DAY, Fraction(5, 3), "Dinkes") == (
        "FGD, diselenggarakan oleh Dinkes, 1 September 2025, 1 jam 40 menit"
    )


def test_what_a_tick_left_open_is_completed_and_not_doubled(season):
    assert season.note("Dinkes") == 1
    assert season.invited("Dinkes").state == "unsaid"
    assert season.note("Dinkes") == 0  # ticked once more
    assert season.note("Dinkes", "Sari", "staff") == 1
    (sari,) = season.invited("Dinkes").standing
    assert (sari.name, sari.level, season.invited("Dinkes").state) == ("Sari", "staff", "below")
    assert season.note("Dinkes", "sari", "head") == 0  # what is known is not overwritten
    season.note("Dinkes", "Dewi")
    season.note("Dinkes", "Dewi", "head")
    assert [one.level for one in season.invited("Dinkes").standing] == ["staff", "head"]


def test_after_the_lock_nothing_that_counts_changes(season):
    season.note("Dindik", "Rina", "head")
    door = open_door_of(season)
    begin_measured(season.city)
    score_measured(season.city)
    lock_measured(season.city)
    acts = [
        lambda: season.note("Dinkes", "Sari"),
        lambda: season.strike("Dindik"),
        lambda: season.change("Dinkes", excuse="Sakit"),
        lambda: season.invite(season.id, "DLH"),
        lambda: enter(season, door, "Dinkes", "Sari"),
        lambda: cancel(season),
        lambda: change_plan(season, held_on=date(2026, 3, 1)),
        lambda: uninvite(season, "Dinkes"),
        lambda: uninvite_many(season, "Dinkes"),
    ]
    for act in acts:
        with pytest.raises(Refused, match="sudah dikunci"):
            act()
    season.change("Dindik", outcome="Metadata dua survei selesai")  # counts for nothing
    change_plan(season, topic="Metadata statistik")
    assert season.answer(Measure.ATTENDANCE, "Dinkes") == "0/1"


def test_what_counts_for_no_unit_of_the_locked_period_still_moves(season):
    city = season.city
    with season.writes() as session:
        city.units["Medono"] = create_unit(
            session, city["admin"], NOW, kind="kelurahan", short_name="Medono", name="Medono"
        )
    begin_measured(city)
    score_measured(city)
    own = season.create(replace(BIMTEK, title="Rembuk kelurahan"))
    season.invite(own, "Medono")
    lock_measured(city)
    change_plan(season, 1, activity_id=own, title="Rembuk", held_on=date(2025, 8, 1))
    cancel(season, own)
    with season.writes() as session:
        activity_planning.revive_activity(session, city["admin"], NOW, own)
    hosted = city.units["Dinkes"]
    with pytest.raises(Refused, match="sudah dikunci"):
        change_plan(season, 4, activity_id=own, title="Rembuk", held_on=DAY, host_id=hosted)
    with pytest.raises(Refused, match="sudah dikunci"):
        season.create(replace(BIMTEK, host_id=hosted))


def test_title_and_day_stay_while_certificates_name_them(season):
    def issue(title):
        row = ListRow("Rina", title, event_words(title, DAY, Fraction(6)), DAY)
        with season.writes() as session:
            return certifying.issue_list(
                session, season.city["panitia"], NOW, [row], design="kehadiran",
                kind="attendance", draw=lambda face: repr(face).encode(),
                files=season.city.installation.files, public_url="https://bps.example",
            )  # fmt: skip

    issue("Bimtek lain")
    change_plan(season, place="Aula lain")
    change_plan(season, title="Bimtek Metadata Statistik")
    issued = issue("Bimtek Metadata Statistik")
    renamed = {"title": "Bimtek Metadata"}
    for given in (renamed, {"title": "Bimtek Metadata Statistik", "held_on": date(2025, 8, 1)}):
        with pytest.raises(Refused, match=r"sudah terbit \(1\)"):
            change_plan(season, **given)
    change_plan(season, title="Bimtek Metadata Statistik", place="Aula BPS")
    with season.writes() as session:
        revoking.revoke(session, season.city["panitia"], NOW, issued[0], "Salah judul")
    change_plan(season, **renamed)
    assert season.view().title == "Bimtek Metadata"


def cancel(season, activity_id=None):
    with season.writes() as session:
        activity_planning.cancel_activity(
            session, season.city["admin"], NOW, activity_id or season.id, "Batal"
        )


def uninvite(season, unit):
    with season.writes() as session:
        activity_invitations.uninvite(session, season.city["admin"], NOW, season.invited(unit).id)


def uninvite_many(season, *units):
    ids = [season.invited(unit).id for unit in units]
    with season.writes() as session:
        return activity_invitations.uninvite_many(
            session, season.city["admin"], NOW, season.id, ids
        )


def change_plan(season, version=None, activity_id=None, **given):
    with season.writes() as session:
        activity_planning.change_activity(
            session, season.city["admin"], NOW, activity_id or season.id,
            replace(BIMTEK, **given), version=version or season.view().version,
        )  # fmt: skip


def open_door_of(season):
    with season.writes() as session:
        attendance_door.renew_door(session, season.city["panitia"], NOW, season.id)
    with season.city.installation.reads() as session:
        return attendance_door.door_sign(session, season.city["panitia"], season.id).code


def enter(season, code, unit, name, actor=None, at=NOW, level="staff"):
    one = Came(season.invited(unit).id, name, "Staf data", level)
    with season.writes() as session:
        return attendance_door.enter(session, actor, at, code, one)


def test_the_door_opens_around_the_hours_and_only_with_the_newest_code(season):
    code = open_door_of(season)
    assert len(code) == 19
    morning = datetime(2025, 9, 1, 8, 0, tzinfo=UTC) - timedelta(hours=7)  # 08.00 in Jakarta
    afternoon = datetime(2025, 9, 1, 17, 30, tzinfo=UTC) - timedelta(hours=7)
    second = timedelta(seconds=1)
    for at in (morning - second, afternoon + second):
        with pytest.raises(Refused, match=r"dibuka|ditutup"):
            enter(season, code, "Dindik", "Rina", at=at)
    assert not enter(season, code, "Dindik", "Rina", at=morning).again
    assert enter(season, code, "Dindik", "RINA", at=afternoon).again
    enter(season, code.lower(), "Dindik", "Budi")
    noted = season.invited("Dindik").standing
    assert [(one.name, one.way, one.noted_by) for one in noted] == [
        ("Rina", "door", "Pintu kegiatan"),
        ("Budi", "door", "Pintu kegiatan"),
    ]
    open_door_of(season)
    with pytest.raises(NotFound):
        enter(season, code, "Dinkes", "Sari")


def test_what_is_sent_twice_at_the_same_moment_is_noted_once(season):
    code = open_door_of(season)
    with ThreadPoolExecutor(2) as pool:
        sent = [pool.submit(enter, season, code, "Dindik", "Rina") for _ in range(2)]
        assert sorted(one.result().again for one in sent) == [False, True]
    assert [one.name for one in season.invited("Dindik").standing] == ["Rina"]


def test_whoever_is_signed_in_for_a_unit_enters_for_that_unit_only(season):
    code, dindik = open_door_of(season), season.city["dindik"]
    with season.city.installation.reads() as session:
        own = attendance_door.open_door(session, dindik, NOW, code)
        anybody = attendance_door.open_door(session, None, NOW, code)
    assert own.units == ((own.own_id, "Dinas Pendidikan"),)
    assert [name for _id, name in anybody.units] == ["Dinas Kesehatan", "Dinas Pendidikan"]
    with pytest.raises(Refused, match="Pilih unit Anda"):
        enter(season, code, "Dinkes", "Rina", actor=dindik)
    assert enter(season, code, "Dindik", "Rina", actor=dindik).unit == "Dinas Pendidikan"
    assert season.invited("Dindik").standing[0].noted_by == "Dindik"


def test_what_is_typed_wrongly_at_the_door_is_named(season):
    code = open_door_of(season)
    for given, field in (({"name": " "}, "name"), ({"level": ""}, "level")):
        typed = {"unit": "Dindik", "name": "Rina", **given}
        with pytest.raises(Refused) as refusal:
            enter(season, code, **typed)
        assert refusal.value.field == field


def test_units_are_invited_by_hand_by_group_and_by_kind_once(season):
    city = season.city
    with season.writes() as session:
        group = create_group(
            session, city["admin"], NOW, name="FGD 1",
            unit_ids=[city.units["Dindik"], city.units["DLH"]],
        )  # fmt: skip
        choices = activity_invitations.invitation_choices(session, city["panitia"], season.id)
        assert (choices.kinds, [one.left for one in choices.groups]) == ({"opd": 1}, [1])
        new = activity_invitations.invite(
            session, city["panitia"], NOW, season.id, group_ids=[group], kinds=["opd"]
        )
    assert new == 1 and len(season.view().invited) == 3
    with pytest.raises(Refused, match="paling sedikit satu"):
        season.invite(season.id)


def test_a_unit_sees_its_own_part_and_nothing_of_the_others(season):
    city = season.city
    season.note("Dinkes", "Sari")
    with season.writes() as session:
        minutes(session, season)
    with city.installation.reads() as session:
        dindik = city["dindik"]
        own = activities.open_activity(session, dindik, NOW, season.id)
        assert [one.unit for one in own.invited] == ["Dinas Pendidikan"]
        agreed = activity_minutes.list_follow_ups(session, dindik, NOW, season.id)
        assert [(one.what, one.unit) for one in agreed] == [("Kirim MS-Var", "Dinas Pendidikan")]
        (row,) = activities.list_activities(session, dindik, NOW).rows
        assert (row.invited, row.came, row.people, row.own.state) == (1, 0, 0, "ahead")
        other = season.invited("Dinkes")
        for look in (
            lambda: activities.open_invited(session, dindik, NOW, other.id),
            lambda: activities.open_person(session, dindik, other.people[0].id),
        ):
            with pytest.raises(NotFound):
                look()
    unseen = season.create(Plan("fgd", "FGD", DAY, "08:00", "09:00", "Aula"))
    with pytest.raises(NotFound):
        season.view(unseen, "dindik")
    for username in ("dindik", "auditor"):
        with pytest.raises(NotAllowed), season.writes() as session:
            activity_planning.create_activity(session, city[username], NOW, BIMTEK)


def minutes(session, season):
    """Minutes and two agreements, one of each unit."""
    admin, city = season.city["admin"], season.city
    version = season.view().version
    activity_minutes.save_minutes(session, admin, NOW, season.id, "Dibahas.", version=version)
    for unit, what in (("Dindik", "Kirim MS-Var"), ("Dinkes", "Bentuk tim data")):
        agreed = activity_minutes.Agreed(what, city.units[unit], date(2025, 9, 30))
        activity_minutes.add_follow_up(session, admin, NOW, season.id, agreed)


def test_what_was_agreed_is_late_until_it_is_done(season):
    admin = season.city["admin"]
    with season.writes() as session:
        minutes(session, season)
        later = datetime(2025, 10, 2, 2, 0, tzinfo=UTC)
        first = activity_minutes.list_follow_ups(session, admin, later, season.id)[0]
        assert first.state == "late"
        done = activity_minutes.Agreed(
            first.what, first.unit_id, first.due, date(2025, 10, 1), "Diterima"
        )
        activity_minutes.change_follow_up(session, admin, later, first.id, done, version=1)
        assert activity_minutes.open_follow_up(session, admin, later, first.id).state == "done"
        with pytest.raises(Conflict):
            activity_minutes.change_follow_up(session, admin, later, first.id, done, version=1)
        early = activity_minutes.Agreed("Lain", None, date(2025, 8, 1))
        with pytest.raises(Refused, match="sebelum hari"):
            activity_minutes.add_follow_up(session, admin, NOW, season.id, early)


def test_letters_go_to_everybody_once_unless_asked_again(season):
    city = season.city
    season.invite(season.id, "DLH")
    with season.writes() as session:
        address = "https://bps.example"
        plan = activity_letters.plan_letters(
            session, city["panitia"], season.id, public_url=address
        )
        assert plan.fresh == ("Dindik", "Dinkes")
        assert plan.unreachable == ("Dinas Lingkungan Hidup",)

        def send(**given):
            return activity_letters.queue_letters(
                session, city["panitia"], NOW, season.id, public_url=address, **given
            )

        assert send(extra="Bawa laptop.") == 2
        with pytest.raises(Refused, match="Tidak ada lagi"):
            send()
        assert send(again=True) == 2
        letter = outbox.all_letters(session, city["ketua"], NOW)[-1]
    assert letter.subject == "Undangan: Bimtek Metadata, 1 September 2025"
    for words in ("Senin, 1 September 2025, 09.00-15.30 WIB", "Bawa laptop.", "Dinas Pendidikan",
                  "Pejabat eselon IV atau fungsional atau lebih tinggi",
                  f"https://bps.example/kegiatan/{season.id}"):  # fmt: skip
        assert words in letter.body


def test_materials_are_files_and_links_for_those_who_take_part(season):
    city = season.city
    with season.writes() as session:
        admin, keeping = city["admin"], Keeping(city.installation.files, 10)

        def add(source, title=""):
            return activity_materials.add_material(
                session, admin, NOW, season.id, source, title, keeping
            )

        paper = add(Upload("paparan.pdf", "application/pdf", b"%PDF-"))
        add(Link("https://contoh.go.id/bahan"), "Rekaman")
        with pytest.raises(Refused, match="diawali https"):
            add(Link("http://contoh.go.id"))
        with pytest.raises(Refused, match="tidak cukup lagi"):
            add(Upload("besar.pdf", "application/pdf", b"%PDF-besar"))
        found = activity_materials.list_materials(session, city["dinkes"], season.id)
        assert [one.title for one in found] == ["paparan.pdf", "Rekaman"]
        files = city.installation.files
        stored = activity_materials.material_file(session, city["dinkes"], files, paper)
        assert stored.content == b"%PDF-"
        city.add_person(session, "dlh", Role.UNIT, city.units["DLH"])
        with pytest.raises(NotFound):
            activity_materials.material_file(session, city["dlh"], files, paper)
        activity_materials.remove_material(session, admin, NOW, paper)
        with pytest.raises(NotFound):
            activity_materials.material_file(session, admin, files, paper)


def test_what_cannot_be_is_refused_at_its_field_and_two_do_not_overwrite_each_other(season):
    for given, field in (
        ({"kind": "pesta"}, "kind"),
        ({"title": " "}, "title"),
        ({"starts_at": "25:00"}, "starts_at"),
        ({"ends_at": "08:00"}, "ends_at"),
        ({"hours": "7"}, "hours"),
        ({"hours": "banyak"}, "hours"),
        ({"host_id": 999}, "host_id"),
        ({"level": "raja"}, "level"),
    ):
        with pytest.raises(Refused) as refusal:
            change_plan(season, **given)
        assert refusal.value.field == field
    change_plan(season, version=1, title="Bimtek Metadata Statistik")
    with pytest.raises(Conflict) as clash:
        change_plan(season, version=1, title="Lain")
    assert clash.value.stored["title"] == "Bimtek Metadata Statistik"
    season.note("Dindik", "Rina")
    with pytest.raises(Refused, match="Sudah ada kehadiran"):
        uninvite(season, "Dindik")
    with pytest.raises(Refused, match="tercatat untuk Dinas Pendidikan"):
        uninvite_many(season, "Dinkes", "Dindik")
    uninvite(season, "Dinkes")
    assert [one.unit for one in season.view().invited] == ["Dinas Pendidikan"]


def test_the_list_counts_units_and_people_in_a_fixed_number_of_queries(season, count_queries):
    season.note("Dindik", "Rina")
    season.note("Dindik", "Budi")
    season.change("Dinkes", excuse="Sakit")
    sent = []
    for more in (0, 3):
        for number in range(more):
            plan = Plan("fgd", f"FGD {number}", date(2024, 5, 1), "08:00", "09:00", "Aula")
            season.invite(season.create(plan), "Dindik", "DLH")
        with season.city.installation.reads() as session, count_queries() as counted:
            listing = activities.list_activities(session, season.city["auditor"], NOW)
        sent.append(len(counted))
    assert sent[0] == sent[1]
    assert listing.years == (2025, 2024)
    first = listing.rows[0]
    assert (first.invited, first.came, first.excused, first.people) == (2, 1, 1, 2)
    with season.city.installation.reads() as session:
        only = activities.list_activities(session, season.city["ases1"], NOW, year=2024, kind="fgd")
    assert len(only.rows) == 3
