"""Measured indicators: facts that were recorded in the year become one answer, by one formula.

A fact is one row of a register: an invitation, a request for tables, a task in the
field. A measure says how the facts of one unit become the answer that a panel
would otherwise give; nothing here judges, and the same facts always give the same answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from statistics import median
from typing import Literal

from evaluator.scoring.messages import N_, Message

Way = Literal["ratio", "count", "median-days", "any"]


class Measure(StrEnum):
    """What can be measured; a rubric names it beside `answered_by: measured`."""

    ATTENDANCE = "attendance"
    ATTENDANCE_TRAINING = "attendance-training"
    ATTENDANCE_FORUM = "attendance-forum"
    ATTENDANCE_LEVEL = "attendance-level"
    TRAINING_HOURS = "training-hours"
    ACTIVITIES_HOSTED = "activities-hosted"
    REQUESTS_ON_TIME = "requests-on-time"
    REQUESTS_DAYS_LATE = "requests-days-late"
    REQUESTS_COMPLETE = "requests-complete"
    REQUESTS_FIRST_CHECK = "requests-first-check"
    REQUESTS_CORRECT = "requests-correct"
    CONFIRMATIONS = "confirmations"
    ROMANTIK = "romantik"
    METADATA = "metadata"
    METADATA_ACTIVITIES = "metadata-activities"
    METADATA_VARIABLES = "metadata-variables"
    METADATA_INDICATORS = "metadata-indicators"
    DATA_TEAM = "data-team"
    CENSUS_SUPPORT = "census-support"
    AGENTS = "agents"
    AGENTS_TRAINED = "agents-trained"
    OBSTACLES_SETTLED = "obstacles-settled"
    TASKS_COMPLETE = "tasks-complete"
    TASKS_ON_TIME = "tasks-on-time"
    TASKS_QUALITY = "tasks-quality"
    TASKS_WILLING = "tasks-willing"


@dataclass(frozen=True, slots=True)
class Formula:
    """How facts become an answer.

    way : "ratio" adds parts and wholes to "part/whole"; "count" adds parts, rounded
        down; "median-days" takes the median of the parts, rounded up; "any" is yes as
        soon as one part is above 0
    name, words : what it is called, and the formula in one sentence
    units : the kinds of units of which it is recorded; empty: all
    """

    way: Way
    name: str
    words: str
    units: tuple[str, ...] = ()


_IN_THE_FIELD = ("mitra", "responden")

FORMULAS: Mapping[Measure, Formula] = {
    Measure.ATTENDANCE: Formula(
        "ratio",
        N_("Kehadiran"),
        N_(
            "Undangan yang dihadiri dibagi semua undangan kegiatan dalam masa yang diukur; "
            "undangan dengan izin yang diterima tidak dihitung."
        ),
    ),
    Measure.ATTENDANCE_TRAINING: Formula(
        "ratio",
        N_("Kehadiran pada bimtek dan coaching clinic"),
        N_("Undangan bimtek, coaching clinic, dan seminar yang dihadiri, dibagi semuanya."),
    ),
    Measure.ATTENDANCE_FORUM: Formula(
        "ratio",
        N_("Kehadiran pada FGD, DATA MESRA, dan Forum Satu Data"),
        N_("Undangan FGD, DATA MESRA, dan forum satu data yang dihadiri, dibagi semuanya."),
    ),
    Measure.ATTENDANCE_LEVEL: Formula(
        "ratio",
        N_("Kehadiran pejabat"),
        N_(
            "Undangan yang dihadiri orang pada jenjang yang diminta atau lebih tinggi, dibagi "
            "semua undangan; undangan dengan izin yang diterima tidak dihitung."
        ),
    ),
    Measure.TRAINING_HOURS: Formula(
        "count",
        N_("Jam pembinaan"),
        N_("Jam kegiatan yang dihadiri, dijumlahkan dan dibulatkan ke bawah."),
    ),
    Measure.ACTIVITIES_HOSTED: Formula(
        "count",
        N_("Kegiatan yang diselenggarakan"),
        N_("Banyaknya kegiatan yang diselenggarakan sendiri oleh unit."),
    ),
    Measure.REQUESTS_ON_TIME: Formula(
        "ratio",
        N_("Permintaan data tepat waktu"),
        N_("Permintaan yang diterima paling lambat pada batas waktunya, dibagi semua permintaan."),
    ),
    Measure.REQUESTS_DAYS_LATE: Formula(
        "median-days",
        N_("Hari terlambat"),
        N_(
            "Median hari terlambat semua permintaan, dibulatkan ke atas; lebih awal dihitung 0, "
            "yang belum diterima dihitung sampai akhir masa."
        ),
    ),
    Measure.REQUESTS_COMPLETE: Formula(
        "ratio",
        N_("Kelengkapan isian"),
        N_("Rincian yang terisi saat pertama diterima, dibagi rincian yang diminta."),
    ),
    Measure.REQUESTS_FIRST_CHECK: Formula(
        "ratio",
        N_("Lulus pemeriksaan pertama"),
        N_("Permintaan yang lulus pemeriksaan pertama, dibagi permintaan yang sudah diperiksa."),
    ),
    Measure.REQUESTS_CORRECT: Formula(
        "ratio",
        N_("Kebenaran isian"),
        N_("Rincian yang tidak perlu dibetulkan, dibagi rincian yang diperiksa."),
    ),
    Measure.CONFIRMATIONS: Formula(
        "ratio",
        N_("Tanggapan atas konfirmasi"),
        N_("Konfirmasi yang dijawab dalam batas waktunya, dibagi semua konfirmasi."),
    ),
    Measure.ROMANTIK: Formula(
        "ratio",
        N_("Pemberitahuan rancangan (Romantik)"),
        N_("Kegiatan statistik yang diberitahukan, dibagi kegiatan statistik yang direncanakan."),
    ),
    Measure.METADATA: Formula(
        "ratio",
        N_("Metadata"),
        N_("Metadata yang lengkap, dibagi metadata yang harus disusun."),
    ),
    Measure.METADATA_ACTIVITIES: Formula(
        "ratio",
        N_("Metadata kegiatan (MS-Keg)"),
        N_("Metadata kegiatan yang lengkap, dibagi yang harus disusun."),
    ),
    Measure.METADATA_VARIABLES: Formula(
        "ratio",
        N_("Metadata variabel (MS-Var)"),
        N_("Metadata variabel yang lengkap, dibagi yang harus disusun."),
    ),
    Measure.METADATA_INDICATORS: Formula(
        "ratio",
        N_("Metadata indikator (MS-Ind)"),
        N_("Metadata indikator yang lengkap, dibagi yang harus disusun."),
    ),
    Measure.DATA_TEAM: Formula(
        "any",
        N_("Tim data"),
        N_("Ya bila ada keputusan tim data yang berlaku dalam masa yang diukur."),
    ),
    Measure.CENSUS_SUPPORT: Formula(
        "ratio",
        N_("Dukungan sensus"),
        N_("Dukungan yang terlaksana dibagi target dukungan."),
    ),
    Measure.AGENTS: Formula(
        "count",
        N_("Agen statistik"),
        N_("Banyaknya agen statistik yang ditetapkan dan masih bertugas."),
    ),
    Measure.AGENTS_TRAINED: Formula(
        "ratio",
        N_("Agen statistik terlatih"),
        N_("Agen yang menyelesaikan pembinaan, dibagi agen yang masih bertugas."),
    ),
    Measure.OBSTACLES_SETTLED: Formula(
        "ratio",
        N_("Kendala yang diselesaikan"),
        N_("Kendala yang selesai ditangani, dibagi kendala yang disampaikan kepada unit."),
    ),
    Measure.TASKS_COMPLETE: Formula(
        "ratio",
        N_("Kelengkapan tugas"),
        N_("Sasaran yang selesai dibagi sasaran tugas; yang menolak termasuk sasaran."),
        _IN_THE_FIELD,
    ),
    Measure.TASKS_ON_TIME: Formula(
        "ratio",
        N_("Ketepatan waktu tugas"),
        N_("Tugas yang selesai paling lambat pada batas waktunya, dibagi semua tugas."),
        _IN_THE_FIELD,
    ),
    Measure.TASKS_QUALITY: Formula(
        "ratio",
        N_("Mutu isian"),
        N_("Isian yang bersih saat diperiksa, dibagi isian yang diperiksa."),
        _IN_THE_FIELD,
    ),
    Measure.TASKS_WILLING: Formula(
        "ratio",
        N_("Kesediaan"),
        N_("Sasaran yang tidak menolak dibagi semua sasaran."),
        _IN_THE_FIELD,
    ),
}
"""Every measure with its formula."""

KIND_OF_WAY: Mapping[Way, str] = {
    "ratio": "ratio",
    "count": "count",
    "median-days": "days-late",
    "any": "yes-no",
}
"""The kind of scale that reads what a way of counting gives."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One recorded row, as far as one measure reads it.

    day : decides whether it belongs to the time that is measured
    part, whole : what counts, and of how many; whole is 1 for a single row
    source : the row's name in the log, such as "attendance:12"
    words : the row in words, such as "Bimtek Metadata, 12 Juni 2025: hadir"
    """

    unit_id: int
    day: date
    part: Fraction
    whole: Fraction
    source: str
    words: Message


def answer_from(measure: Measure, facts: Sequence[Fact]) -> str:
    """The answer that facts of one unit give, as a sheet would write it; "" where they give none.

    Without facts a count is 0 and a yes-no is "tidak"; a ratio, and days late, have
    nothing to rest on, so there is no answer.
    """
    way = FORMULAS[measure].way
    part = sum((fact.part for fact in facts), Fraction(0))
    whole = sum((fact.whole for fact in facts), Fraction(0))
    if way == "count":
        return str(int(part))
    if way == "any":
        return "ya" if any(fact.part > 0 for fact in facts) else "tidak"
    if not facts or not whole:
        return ""
    if way == "median-days":
        return str(-int(-median([max(fact.part, Fraction(0)) for fact in facts]) // 1))
    return f"{int(part)}/{int(whole)}"
