"""What holds the city back, whom to coach first, and what a training would lift."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, render_template, url_for
from flask_babel import gettext as _

from evaluator.services.coaching_waiting import waiting
from evaluator.services.objection_waiting import objections_waiting
from evaluator.services.permissions import Action, allows
from evaluator.web.request import actor, allowed, db, now

bp = Blueprint("coaching", __name__, url_prefix="/pembinaan")


@dataclass(frozen=True)
class Card:
    """One part of coaching, as the first page offers it; waits: what is to be done there."""

    title: str
    sentence: str
    url: str
    waits: str


@bp.get("/")
@allowed(Action.SEE_FACTS)
def home() -> Any:
    """Offer every part of coaching that the reader may open."""
    waits = _waits()
    return render_template(
        "coaching/home.html",
        first=_cards(_looking(), waits),
        recorded=_cards(_recording(), waits),
        answered=_cards(_answering(), waits),
    )


_READERS = {
    "plans.home": (Action.COACH, Action.PLAN),
    "obstacles.home": (Action.COACH, Action.REPORT),
    "objections.home": (Action.COACH, Action.REPLY, Action.OBJECT),
}
"""Who finds something on a page, where more people may open it."""


def _waits() -> dict[str, str]:
    """By page, what waits there in words; nothing where nothing does."""
    found = waiting(db(), actor(), now())
    obstacles = _("%(count)s belum selesai", count=found.obstacles)
    if found.fresh:
        obstacles = _("%(new)s baru, %(open)s belum selesai", new=found.fresh, open=found.obstacles)
    words = {
        "obstacles.home": (found.obstacles, obstacles),
        "plans.home": (found.actions, _("%(count)s terlambat", count=found.actions)),
        "objections.home": _objections_wait(),
    }
    return {endpoint: told for endpoint, (count, told) in words.items() if count}


def _objections_wait() -> tuple[int, str]:
    """What of the objections waits for the reader, in words."""
    found = objections_waiting(db(), actor())
    parts = (
        (found.assign, _("%(count)s belum ditugaskan", count=found.assign)),
        (found.answer, _("%(count)s untuk Anda jawab", count=found.answer)),
        (found.decide, _("%(count)s untuk diputuskan", count=found.decide)),
        (found.confirm, _("%(count)s untuk dikonfirmasi", count=found.confirm)),
    )
    return sum(count for count, _said in parts), ", ".join(said for count, said in parts if count)


def _cards(parts: tuple[tuple[str, str, str], ...], waits: dict[str, str]) -> list[Card]:
    """The parts at which this reader finds something."""
    found = []
    for title, sentence, endpoint in parts:
        view: Any = current_app.view_functions[endpoint]
        if any(allows(actor(), action) for action in _READERS.get(endpoint, (view.permission,))):
            found.append(Card(title, sentence, url_for(endpoint), waits.get(endpoint, "")))
    return found


def _looking() -> tuple[tuple[str, str, str], ...]:
    return (
        (
            _("Yang menahan kota"),
            _("Indikator mana yang paling menahan nilai, dijumlahkan dari semua unit."),
            "coaching_office.gaps",
        ),
        (
            _("Siapa dibina lebih dulu"),
            _("Urutan unit menurut predikatnya dan langkah yang masih diperlukan."),
            "coaching_office.order",
        ),
        (
            _("Bila bimtek diadakan"),
            _("Berapa nilai unit terangkat bila naik satu tingkat pada yang dilatihkan."),
            "coaching_office.training",
        ),
        (
            _("Tren dan gambar"),
            _("Dari tahun ke tahun per unit, bagian, dan kategori; satu lembar untuk wali kota."),
            "trends.home",
        ),
    )


def _recording() -> tuple[tuple[str, str, str], ...]:
    return (
        (
            _("Kegiatan"),
            _("Bimtek, FGD, klinik, dan forum: undangan, kehadiran, bahan, dan hasilnya."),
            "activities.home",
        ),
        (
            _("Permintaan data"),
            _("Tabel yang diminta dari tiap unit: batas waktu, kelengkapan, dan pembetulan."),
            "requests.home",
        ),
        (
            _("Indikator terukur"),
            _("Nilai yang dihitung dari catatan, dengan baris sumber dan rumusnya."),
            "measured.home",
        ),
        (
            _("Catatan unit"),
            _("Romantik, metadata, tim data, dukungan sensus, dan agen statistik."),
            "registers.home",
        ),
        (
            _("Tugas lapangan"),
            _("Tugas mitra dan responden: selesai, tepat waktu, bersih, dan penolakan."),
            "tasks.home",
        ),
    )


def _answering() -> tuple[tuple[str, str, str], ...]:
    return (
        (
            _("Kendala"),
            _("Yang menghambat di lapangan: dilaporkan, dipilah, dijawab, dan ditindaklanjuti."),
            "obstacles.home",
        ),
        (
            _("Rencana tumbuh"),
            _("Apa yang dikerjakan tiap unit sampai tahun depan, dan sudah sejauh mana."),
            "plans.home",
        ),
        (
            _("Keberatan"),
            _("Hak jawab unit atas hasilnya: ditanggapi, diputus, dan berakibat apa."),
            "objections.home",
        ),
    )
