"""Where each line of a certificate goes, and whether everything fits."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluator.documents import style
from evaluator.documents.certificate_face import Face
from evaluator.documents.designs import DESIGNS, Box, Design
from evaluator.documents.names import Remark, as_printed
from evaluator.documents.typesetting import Setting, fitted, width
from evaluator.documents.wording import word
from evaluator.scoring.messages import N_
from evaluator.services.checks import spaced_nip

TOO_LONG = N_(
    "{field} terlalu panjang ({length} karakter): tidak muat walaupun dicetak pada ukuran "
    "terkecil, {size} pt; persingkatlah."
)
CROWDED = N_(
    "Isi piagam tidak muat pada satu halaman; persingkat penghargaan, kategori, acara, atau tema."
)
RECIPIENT = N_("Nama penerima")
_SCALES = (
    1.0,
    0.94,
    0.88,
    0.82,
    0.76,
    0.7,
    0.64,
    0.58,
)  # of the largest sizes, until the middle part fits
_LOGO = 44.0
_CLEARANCE = 14.0  # between the occasion and the signatory's block
_SIGNING_SPACE = 52.0  # for a signature by hand and a stamp, in points
QR_SIDE = 74.0


class Misfit(Exception):
    """Text that has no room even at its smallest size."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.template)
        self.remark = remark


@dataclass(frozen=True)
class Line:
    """One line of text: its start (or middle) on the baseline, in points."""

    text: str
    font: str
    size: float
    x: float
    y: float
    colour: str
    centred: bool = True
    tracking: float = 0.0
    underlined: bool = False


@dataclass(frozen=True)
class Arrangement:
    """A certificate ready to be drawn; `still` is the same on each page of its kind."""

    still: tuple[Line, ...]
    lines: tuple[Line, ...]
    logo: Box
    divider: float
    qr: Box
    recipient: Setting


@dataclass(frozen=True)
class _Part:
    """How one part may be set: largest and smallest size, most lines, space above."""

    field: str
    text: str
    font: str
    sizes: tuple[float, float]
    most: int
    gap: float
    colour: str
    leading: float = 1.24


@dataclass(frozen=True)
class _Set:
    part: _Part
    setting: Setting

    @property
    def height(self) -> float:
        return len(self.setting.lines) * self.setting.size * self.part.leading


def arrange(face: Face) -> Arrangement:
    """Place everything that a certificate shows.

    Raises
    ------
    Misfit
        If a text does not fit even at its smallest size.
    """
    design = DESIGNS[face.design]
    box = design.content
    still, number, head = _heading(face, design)
    foot_lines, foot = _signature(face, design)
    check_lines, qr = _check(face, design)
    middle, recipient, divider = _citation(face, design, head, max(foot, qr.top))
    logo = Box(box.centre - 90, box.top - _LOGO, box.centre + 90, box.top)
    return Arrangement(
        still, (number, *middle, *foot_lines, *check_lines), logo, divider, qr, recipient
    )


def _heading(face: Face, design: Design) -> tuple[tuple[Line, ...], Line, float]:
    """Place office, title and number below the logo; also give the height at which they end."""
    box, language = design.content, face.language
    parts = [
        _Part("Nama kantor", face.office, style.SERIF_BOLD, (12, 9), 2, 4, design.ink),
        _Part(
            "Judul", word("PIAGAM PENGHARGAAN", language), style.SERIF_BOLD, (27, 24), 1, 6,
            design.accent,
        ),
        _Part("Nomor", word("Nomor: ", language) + face.number, style.SERIF, (10.5, 8), 1, 3,
              design.ink),
    ]  # fmt: skip
    placed = [_set(part, box.width * 0.86, 1) for part in parts]
    (*office, title, number), y = _stacked(placed, box, box.top - _LOGO)
    return (*office, _tracked(title, 3.2)), number, y


def _tracked(line: Line, tracking: float) -> Line:
    return Line(line.text, line.font, line.size, line.x, line.y, line.colour, tracking=tracking)


def _citation(
    face: Face, design: Design, top: float, bottom: float
) -> tuple[list[Line], Setting, float]:
    """Place recipient, award and occasion between the heading and the foot."""
    box = design.content
    bottom += _CLEARANCE
    for scale in _SCALES:
        parts = [_set(part, box.width, scale) for part in _citation_parts(face, design)]
        spare = top - bottom - sum(part.height + part.part.gap * scale for part in parts)
        if spare >= 0:
            break
    else:
        raise Misfit(Remark(CROWDED))
    gaps = sum(part.part.gap for part in parts)
    loose = scale + min(0.75, spare * 0.6 / gaps)
    start = top - (spare - gaps * (loose - scale)) * 0.35
    lines, _ = _stacked(parts, box, start, loose)
    recipient = next(part for part in parts if part.part.field == RECIPIENT)
    last = recipient.setting.lines[-1]
    under = min(line.y for line in lines if line.text == last and line.font == style.DISPLAY)
    return lines, recipient.setting, under - recipient.setting.size * 0.46


def _citation_parts(face: Face, design: Design) -> list[_Part]:
    language, ink, accent = face.language, design.ink, design.accent
    serif, italic = style.SERIF, style.SERIF_ITALIC
    prize = face.place or face.award
    parts = [
        _Part("", word("diberikan kepada", language), italic, (13, 9.5), 1, 9, ink),
        _Part(RECIPIENT, face.recipient, style.DISPLAY, (34, 18), 2, 5, ink, 1.18),
    ]
    if face.place:
        parts += [
            _Part("", word("sebagai", language), italic, (13, 9.5), 1, 15, ink),
            _Part("Juara", prize, style.SERIF_BOLD, (21, 14), 2, 1, accent),
            _Part("Penghargaan", face.award, serif, (15.5, 11.5), 3, 2, ink),
        ]
    else:
        parts.append(_Part("Penghargaan", prize, style.SERIF_BOLD, (18, 12), 3, 17, accent))
    if face.category:
        category = f"{word('Kategori', language)} {face.category}"
        parts.append(_Part("Kategori", category, serif, (12.5, 10), 2, 2, ink))
    if face.event.strip():
        occasion = f"{word('dalam rangka', language)} {face.event}"
        parts.append(_Part("Acara", occasion, serif, (12.5, 10), 2, 8, ink))
    if face.theme:
        parts.append(_Part("Tema", f"“{face.theme}”", italic, (12.5, 10), 2, 1, ink))
    return parts


def _signature(face: Face, design: Design) -> tuple[list[Line], float]:
    """Place the signatory's block at the bottom right; also give its upper edge."""
    box = design.content
    room = Box(box.left + box.width * 0.58, box.bottom, box.right, box.top)
    serif, ink = style.SERIF, design.ink
    above = [
        _Part("Tempat dan tanggal", face.place_and_date, serif, (11, 9), 2, 0, ink),
        _Part("Jabatan", face.signatory_position, serif, (11, 9), 3, 0, ink),
    ]
    below = [
        _Part("Nama penanda tangan", face.signatory_name, style.SERIF_BOLD, (12, 9), 2, 0, ink)
    ]
    if face.signatory_nip:
        nip = f"NIP {spaced_nip(face.signatory_nip)}"
        below.append(_Part("NIP", nip, serif, (10, 8), 1, 1, ink))
    upper, lower = ([_set(part, room.width, 1) for part in parts] for parts in (above, below))
    low = room.bottom + sum(part.height + part.part.gap for part in lower)
    high = low + _SIGNING_SPACE + sum(part.height for part in upper)
    lines = _stacked(upper, room, high)[0] + _stacked(lower, room, low)[0]
    names = lower[0].setting.lines
    return [_underlined(line) if line.text in names else line for line in lines], high


def _underlined(line: Line) -> Line:
    return Line(line.text, line.font, line.size, line.x, line.y, line.colour, underlined=True)


def _check(face: Face, design: Design) -> tuple[list[Line], Box]:
    """Place the QR code at the bottom left and, beside it, the address in words."""
    box = design.content
    qr = Box(box.left, box.bottom, box.left + QR_SIDE, box.bottom + QR_SIDE)
    room = box.width * 0.5 - QR_SIDE - 12
    texts = [word("Periksa keaslian:", face.language), *_address_lines(face, room)]
    if face.check_code not in face.check_url:
        texts.append(word("Kode: ", face.language) + face.check_code)
    y = qr.bottom + QR_SIDE / 2 + len(texts) * 5 - 8
    fonts = [style.SERIF_BOLD] + [style.SERIF] * (len(texts) - 1)
    return [
        Line(text, font, 8, qr.right + 6, y - 10.5 * number, design.ink, centred=False)
        for number, (text, font) in enumerate(zip(texts, fonts, strict=True))
    ], qr


def _address_lines(face: Face, room: float) -> list[str]:
    """Break the address without its scheme wherever the line ends; it has no spaces."""
    lines = [""]
    for character in as_printed(face.check_url).partition("://")[2] or face.check_url:
        if width(lines[-1] + character, style.SERIF, 8) > room:
            lines.append("")
        lines[-1] += character
    if len(lines) > 4:
        values = {"field": "Alamat pemeriksaan", "length": len(face.check_url), "size": 8}
        raise Misfit(Remark(TOO_LONG, values))
    return lines


def _set(part: _Part, room: float, scale: float) -> _Set:
    largest, smallest = part.sizes
    text = as_printed(part.text).strip()
    sizes = [max(smallest, round(largest * scale * 2) / 2)]
    while sizes[-1] > smallest:
        sizes.append(max(smallest, sizes[-1] - 0.5))
    setting = fitted(text, part.font, sizes, room, part.most)
    if setting is None:
        values = {"field": part.field, "length": len(part.text), "size": smallest}
        raise Misfit(Remark(TOO_LONG, values))
    return _Set(part, setting)


def _stacked(
    parts: Sequence[_Set], box: Box, top: float, loose: float = 1.0
) -> tuple[list[Line], float]:
    """Centre parts below each other from `top` down; `loose` multiplies the gaps between."""
    lines, y = [], top
    for placed in parts:
        y -= placed.part.gap * loose
        setting, leading = placed.setting, placed.part.leading
        for text in setting.lines:
            y -= setting.size * leading
            baseline = y + setting.size * (leading - 1) / 2 + setting.size * 0.18
            lines.append(
                Line(text, setting.font, setting.size, box.centre, baseline, placed.part.colour)
            )
    return lines, y
