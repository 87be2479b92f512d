"""Illustrative facts of a year: activities, requests for data and registers, better where a unit
is meant to be better. They are written down by the same services that people use.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from evaluator.services import (
    activities,
    activity_invitations,
    activity_planning,
    attendance,
    register_imports,
    request_imports,
    requests,
    task_imports,
)
from evaluator.services.attendance import Came
from evaluator.services.fact_plans import FactPlan
from evaluator.storage.actor import Actor

Level = Callable[[str, str], float]
"""How good a unit is at one thing, 0 to 1: (short name, what)."""

_TRAININGS = (
    ("bimtek", "Bimtek metadata statistik"),
    ("clinic", "Coaching clinic tabel Dalam Angka"),
    ("bimtek", "Bimtek pemeriksaan kewajaran data"),
    ("seminar", "Seminar pemanfaatan data"),
)
_FORUMS = (
    ("fgd", "FGD indikator kemiskinan"),
    ("data-mesra", "DATA MESRA konsep dan definisi"),
    ("forum", "Forum Satu Data semester pertama"),
    ("forum", "Forum Satu Data semester kedua"),
)
_VILLAGE = (
    ("bimtek", "Bimtek data kelurahan"),
    ("clinic", "Coaching clinic monografi kelurahan"),
    ("fgd", "FGD potensi kelurahan"),
    ("bimtek", "Bimtek agen statistik"),
)
_TABLES = (
    ("1.1", "Banyaknya pegawai menurut pendidikan", 24),
    ("2.4", "Banyaknya layanan menurut bulan", 36),
    ("3.2", "Sarana dan prasarana", 18),
    ("4.3", "Realisasi kegiatan menurut triwulan", 20),
)
_ENTRIES = ("romantik", "ms-keg", "ms-var", "ms-ind")
_SURVEYS = (
    ("Sakernas Februari", (2, 28)),
    ("Susenas Maret", (3, 31)),
    ("Survei Harga Konsumen", (4, 30)),
    ("Survei Industri", (5, 30)),
)
_MEETINGS = (
    ("bimtek", "Pelatihan petugas Sakernas"),
    ("seminar", "Pembinaan mitra statistik"),
)
_DUE = ((2, 13), (3, 13), (4, 15), (5, 15))
_HELD = ((2, 11), (3, 18), (5, 20), (7, 15))


@dataclass(frozen=True)
class Year:
    """Whose facts of which year are written down.

    level : see `Level`; the same for units that are to come out equal
    """

    session: Session
    actor: Actor
    year: int
    kinds: Mapping[str, str]
    unit_ids: Mapping[str, int]
    level: Level

    def write(self) -> None:
        """Write the year down."""
        agencies, villages = self._of("opd"), self._of("kelurahan")
        partners, respondents = self._of("mitra"), self._of("responden")
        self._hold(agencies, _TRAININGS, "bimtek")
        self._hold(agencies, _FORUMS, "forum")
        self._hold(villages, _VILLAGE, "hadir")
        self._hold(partners, _MEETINGS, "hadir")
        self._request(agencies + villages)
        asked = agencies + villages + respondents
        self._enter([*self._registers(agencies), *self._questions(asked)])
        self._give([row for short in partners + respondents for row in self._tasks(short)])

    def _of(self, kind: str) -> list[str]:
        return [short for short in self.unit_ids if self.kinds[short] == kind]

    def _now(self, month: int, day: int) -> datetime:
        return datetime(self.year, month, day, 9, 0, tzinfo=UTC)

    def _hold(self, units: Sequence[str], held: Sequence[tuple[str, str]], what: str) -> None:
        ids = {self.unit_ids[short]: short for short in units}
        for number, (kind, title) in enumerate(held):
            month, day = _HELD[number]
            now = self._now(month, day)
            plan = activity_planning.Plan(
                kind,
                f"{title} {self.year}",
                date(self.year, month, day),
                "09.00",
                "12.00",
                "Aula BPS Kota Pekalongan",
                hours="3",
            )
            made = activity_planning.create_activity(self.session, self.actor, now, plan)
            activity_invitations.invite(self.session, self.actor, now, made, ids)
            view = activities.open_activity(self.session, self.actor, now, made)
            came = [
                Came(one.id)
                for one in view.invited
                if number < round(self.level(ids[one.unit_id], what) * len(held))
            ]
            if came:
                attendance.note_attendance(self.session, self.actor, now, made, came)

    def _request(self, units: Sequence[str]) -> None:
        title = f"Kota Pekalongan Dalam Angka {self.year}"
        asked = f"{self.year}-01-12"
        requests.open_round(
            self.session,
            self.actor,
            self._now(1, 12),
            title=title,
            year=str(self.year),
            publication="Kota Pekalongan Dalam Angka",
            asked_on=asked,
        )
        rows = [(title, *row) for short in units for row in self._tables(short)]
        plan = request_imports.plan_tables(
            self.session, self.actor, self._now(6, 30), request_imports.COLUMNS, _numbered(rows)
        )
        request_imports.import_tables(self.session, self.actor, self._now(6, 30), _good(plan))

    def _tables(self, short: str) -> Iterator[tuple[str, ...]]:
        late = round((1 - self.level(short, "telat")) * 12)
        passed = round(self.level(short, "lulus") * len(_TABLES))
        for number, (code, title, cells) in enumerate(_TABLES):
            due = date(self.year, *_DUE[number])
            filled = round(self.level(short, "lengkap") * cells)
            corrected = filled - round(self.level(short, "benar") * filled)
            received = due + timedelta(days=late)
            yield (
                *(self.kinds[short], short, code, title, str(cells), due.isoformat()),
                *(received.isoformat(), str(filled), "ya" if number < passed else "tidak"),
                *(str(corrected), "", ""),
            )

    def _registers(self, units: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """What agencies that run statistics told and documented; some run none."""
        for short in units:
            if Random(f"{short}/kegiatan").random() < 0.12:  # noqa: S311
                continue
            for kind in _ENTRIES:
                yield from self._told(short, kind)

    def _told(self, short: str, kind: str) -> Iterator[tuple[str, ...]]:
        whole = 5
        part = round(self.level(short, kind) * whole)
        begun = date(self.year, 3, 2).isoformat()
        if kind != "romantik":
            counted = ("", str(whole), str(part), "", "", "", "", "", "")
            yield (kind, "opd", short, begun, f"Metadata tahun {self.year}", *counted)
            return
        for number in range(whole):
            told = date(self.year, 2, 10).isoformat() if number < part else ""
            title = f"Kegiatan statistik {number + 1}"
            yield (kind, "opd", short, begun, title, "", "", "", "", told, "", "", "", "")

    def _questions(self, units: Sequence[str]) -> Iterator[tuple[str, ...]]:
        for short in units:
            answered = round(self.level(short, "konfirmasi") * 4)
            for number in range(4):
                asked = date(self.year, 3 + number, 9)
                due, late = asked + timedelta(days=3), asked + timedelta(days=8)
                done = due if number < answered else late
                yield (
                    *("konfirmasi", self.kinds[short], short, asked.isoformat()),
                    *(f"Konfirmasi tabel {number + 1}", "", "", "", due.isoformat()),
                    *(done.isoformat(), "", "", "", ""),
                )

    def _tasks(self, short: str) -> Iterator[tuple[str, ...]]:
        """Ten documents a survey for a mitra, one questionnaire for a respondent."""
        whole = 10 if self.kinds[short] == "mitra" else 1
        surveys = len(_SURVEYS)
        in_time = round(self._field(short, "waktu") * surveys)
        given = _spread(round(self._field(short, "tugas") * whole * surveys), surveys)
        clean = _spread(round(self._field(short, "bersih") * sum(given)), surveys)
        for number, (survey, (month, day)) in enumerate(_SURVEYS):
            due = date(self.year, month, day)
            came = due if number < in_time else due + timedelta(days=4)
            done, refused = given[number], min(1, whole - given[number])
            yield (
                *(self.kinds[short], short, f"{survey} {self.year}", ""),
                *((due - timedelta(days=25)).isoformat(), due.isoformat(), str(whole)),
                *(str(done), str(refused), came.isoformat(), str(done)),
                *(str(min(clean[number], done)), ""),
            )

    def _field(self, short: str, what: str) -> float:
        """Few leave half of their work in the field undone."""
        return 0.5 + self.level(short, what) / 2

    def _give(self, rows: Sequence[tuple[str, ...]]) -> None:
        now = self._now(8, 14)
        plan = task_imports.plan_tasks(
            self.session, self.actor, now, task_imports.COLUMNS, _numbered(rows)
        )
        task_imports.import_tasks(self.session, self.actor, now, _good(plan))

    def _enter(self, rows: Sequence[tuple[str, ...]]) -> None:
        now = self._now(8, 14)
        plan = register_imports.plan_entries(
            self.session, self.actor, now, register_imports.COLUMNS, _numbered(rows)
        )
        register_imports.import_entries(self.session, self.actor, now, _good(plan))


def _spread(total: int, places: int) -> list[int]:
    """A number in as many nearly equal parts."""
    return [total * (n + 1) // places - total * n // places for n in range(places)]


def _numbered(rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, Sequence[str]]]:
    return enumerate(rows, start=2)


def _good(plan: FactPlan) -> FactPlan:
    refused = [row for row in plan.rows if row.outcome == "refused"]
    if refused:
        raise RuntimeError(f"The demonstration's facts are refused: {refused[0]}")
    return plan
