"""What a design is tried with: sample texts of the office, or the longest that may come."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from evaluator.documents.certificate_face import Face, Signatory
from evaluator.documents.design_pictures import SAMPLE, sample_of
from evaluator.services.designs import CARD_KINDS

LONG_NAME = (
    "Prof. Dr. Ir. H. Raden Mas Suryokusumo Wijayaningrat Kusumaatmaja, S.ST., S.E., M.Si., Ph.D."
)
LONG_AWARD = (
    "Perangkat Daerah Terbaik dalam Penerapan Standar Data, Metadata, dan Rekomendasi Statistik"
)
_LONG_POSITION = "Pelaksana Tugas Kepala Badan Pusat Statistik Kabupaten Kepulauan Sangihe"
_LONG_OFFICE = "Dinas Pemberdayaan Masyarakat, Perempuan, Perlindungan Anak, dan Keluarga Berencana"
_ENGLISH = {"place": "First place", "award": "Best Agency in Statistical Cooperation"}


def sample_face(
    *,
    office: str,
    city: str,
    code: str,
    content: Mapping[str, Any],
    signatory: Signatory | None = None,
    longest: str = "",
    long: bool = False,
    language: str = "id",
    mark: str | None = None,
) -> Face:
    """A face to look at a design with.

    longest : the longest name that the office knows; with `long`, that or a longer one is shown
    """
    first = signatory or Signatory(f"Kepala {office}", SAMPLE.signatory_name)
    if long:
        first = replace(first, position=_LONG_POSITION)
    second = Signatory(f"Wali Kota {city}" if city else "Kepala Daerah", "Nama Kepala Daerah")
    third = Signatory("Ketua Panitia", "Nama Ketua Panitia")
    place = f"{city}, 26 September 2025" if city else SAMPLE.place_and_date
    kind = str(content.get("kind", "certificate"))
    shown = sample_of(kind)
    return replace(
        shown,
        design=code,
        design_content=content,
        office=office,
        city=city,
        year="2025",
        place_and_date=place,
        recipient=max(longest, LONG_NAME, key=len) if long else shown.recipient,
        award=LONG_AWARD if long else shown.award,
        signatory_position=first.position,
        signatory_name=first.name,
        signatory_nip=first.nip,
        signatories=(first, second, third),
        english=_ENGLISH,
        language=language,
        mark=mark,
        role=shown.role or ("" if kind == "thanks" else "Peserta"),
        seat=shown.seat or "A-12",
        organisation=_LONG_OFFICE if long and kind in CARD_KINDS else shown.organisation,
        free={f"free_{n}": f"Isian {n}" for n in range(1, 7)},
    )
