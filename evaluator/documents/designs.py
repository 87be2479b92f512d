"""The designs that come with the program, and those of an office, by their code."""

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from evaluator.documents.paper_design import Design
from evaluator.documents.paper_reading import digest, read_design, read_text
from evaluator.scoring.messages import N_

_FOLDER = Path(__file__).parent / "designs"
_MOST_KEPT = 32
_CERTIFICATES = {
    "resmi": N_("Resmi polos"),
    "kawung": N_("Kawung cokelat sogan"),
    "parang": N_("Parang biru nila"),
    "truntum": N_("Truntum hijau tua"),
    "jlamprang": N_("Jlamprang merah Pekalongan"),
    "modern": N_("Modern dwibahasa, dua penanda tangan"),
    "kehadiran": N_("Sertifikat kehadiran"),
    "terima-kasih": N_("Ucapan terima kasih"),
}
_CARDS = {
    "tanda-nama": N_("Tanda nama 90 × 60 mm"),
    "kartu-meja": N_("Kartu meja, dilipat dari satu A4"),
    "plakat": N_("Teks plakat 140 × 100 mm"),
}


@dataclass(frozen=True)
class Shipped:
    """A design that comes with the program; its title is a text to translate."""

    code: str
    title: str

    @property
    def design(self) -> Design:
        """What it draws, read when it is first needed."""
        return _shipped(self.code)

    @property
    def content(self) -> dict[str, object]:
        """The same as plain values."""
        return self.design.plain()


class _Designs(Mapping[str, Shipped]):
    def __init__(self, titles: Mapping[str, str]) -> None:
        self._titles = titles

    def __getitem__(self, code: str) -> Shipped:
        return Shipped(code, self._titles[code])

    def __iter__(self) -> Iterator[str]:
        return iter(self._titles)

    def __len__(self) -> int:
        return len(self._titles)


DESIGNS: Mapping[str, Shipped] = _Designs(_CERTIFICATES)
"""The finished designs of certificates by their code, in the order in which they are offered."""

CARDS: Mapping[str, Shipped] = _Designs(_CARDS)
"""The finished designs of what bears no number: name tags, table cards, plaque texts."""

SHIPPED: Mapping[str, Shipped] = _Designs(_CERTIFICATES | _CARDS)
"""Both."""

_own: OrderedDict[str, Design] = OrderedDict()


def design_of(code: str, content: Mapping[str, object] | None = None) -> Design:
    """The design of a face: of its own content where it carries one, else a shipped one.

    Raises
    ------
    KeyError
        If there is no such design.
    Refused
        If the content cannot be used.
    """
    if content is None:
        return _shipped(SHIPPED[code].code)
    key = digest(content)
    if key not in _own:
        _own[key] = read_design(content)
        while len(_own) > _MOST_KEPT:
            _own.popitem(last=False)
    return _own[key]


def design_digest(code: str, content: Mapping[str, object] | None = None) -> str:
    """The SHA-256 of a design's content, kept with every paper that is printed with it."""
    return digest(design_of(code, content).plain())


@lru_cache(maxsize=len(SHIPPED))
def _shipped(code: str) -> Design:
    content = json.loads((_FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return read_text(json.dumps(content))
