"""The fields that the text of a paper may ask for: a list, and nothing beside it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evaluator.scoring.messages import N_, fault

MOST_SIGNATORIES = 3
MOST_FREE = 6
RECIPIENT = N_("Nama penerima")
_GAP = re.compile(r"\{([a-z0-9_]{1,40})\}")
_STRAY = N_(
    "Kurung kurawal pada “{text}” tidak dikenal. Isian ditulis seperti {example}, "
    "dipilih dari daftar isian."
)
_UNKNOWN = N_("Isian “{name}” tidak dikenal; pilih dari daftar isian.")


@dataclass(frozen=True)
class Field:
    """One thing that a face gives.

    label : its name for people
    required : whether a paper that shows it is refused where it is empty
    moving : whether it differs from paper to paper of one print
    """

    label: str
    required: bool = False
    moving: bool = False


FIELDS: Mapping[str, Field] = {
    "office": Field(N_("Nama kantor"), required=True),
    "city": Field(N_("Kota")),
    "number": Field(N_("Nomor"), required=True, moving=True),
    "recipient": Field(RECIPIENT, required=True, moving=True),
    "award": Field(N_("Penghargaan"), required=True, moving=True),
    "place": Field(N_("Juara"), moving=True),
    "category": Field(N_("Kategori"), moving=True),
    "event": Field(N_("Acara")),
    "theme": Field(N_("Tema")),
    "year": Field(N_("Tahun periode")),
    "place_and_date": Field(N_("Tempat dan tanggal"), required=True),
    "signatory_position": Field(N_("Jabatan"), required=True),
    "signatory_name": Field(N_("Nama penanda tangan"), required=True),
    "signatory_nip": Field(N_("NIP")),
    "signatory2_position": Field(N_("Jabatan penanda tangan ke-2"), required=True),
    "signatory2_name": Field(N_("Nama penanda tangan ke-2"), required=True),
    "signatory2_nip": Field(N_("NIP penanda tangan ke-2")),
    "signatory3_position": Field(N_("Jabatan penanda tangan ke-3"), required=True),
    "signatory3_name": Field(N_("Nama penanda tangan ke-3"), required=True),
    "signatory3_nip": Field(N_("NIP penanda tangan ke-3")),
    "check_url": Field(N_("Alamat pemeriksaan"), required=True, moving=True),
    "check_code": Field(N_("Kode pemeriksaan"), moving=True),
    "role": Field(N_("Peran"), moving=True),
    "organisation": Field(N_("Instansi"), moving=True),
    "seat": Field(N_("Tempat duduk"), moving=True),
    "free_1": Field(N_("Isian bebas 1"), moving=True),
    "free_2": Field(N_("Isian bebas 2"), moving=True),
    "free_3": Field(N_("Isian bebas 3"), moving=True),
    "free_4": Field(N_("Isian bebas 4"), moving=True),
    "free_5": Field(N_("Isian bebas 5"), moving=True),
    "free_6": Field(N_("Isian bebas 6"), moving=True),
}
"""Every field by the name that stands between braces in a text."""


def signatory_field(number: int, part: str) -> str:
    """The field of the first, second or third signatory: part is position, name or nip."""
    return f"signatory{number if number > 1 else ''}_{part}"


def fields_of(template: str) -> Iterator[str]:
    """The names of the fields that a text asks for, in order."""
    for gap in _GAP.finditer(template):
        yield gap[1]


def checked_template(template: str) -> str:
    """A text whose braces all name a field of the list; nothing is ever looked up by it.

    Raises
    ------
    PydanticCustomError
        Naming what stands between braces and is no field.
    """
    for name in fields_of(template):
        if name not in FIELDS:
            raise fault(_UNKNOWN, name=name)
    if set("{}") & set(_GAP.sub("", template)):
        raise fault(_STRAY, text=template[:60], example="{recipient}")
    return template


def filled(template: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in; what is filled in is never read as a template."""
    return _GAP.sub(lambda gap: values.get(gap[1], ""), template)


def fixed_part(template: str) -> str:
    """What a text prints whatever its fields hold."""
    return _GAP.sub("", template)
