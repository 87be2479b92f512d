"""Where each line of a paper goes, and whether everything fits its box."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from evaluator.documents.names import Remark, as_printed
from evaluator.documents.paper_design import Design
from evaluator.documents.paper_elements import (
    FONTS,
    Element,
    Paragraph,
    Signature,
    Text,
)
from evaluator.documents.paper_fields import FIELDS, filled, signatory_field
from evaluator.documents.paper_pages import MM
from evaluator.documents.paper_signing import nip_height, signature_parts
from evaluator.documents.paper_typesetting import Set, fitted
from evaluator.scoring.messages import N_

TOO_LONG = N_(
    "{field} terlalu panjang ({length} karakter): tidak muat walaupun dicetak pada ukuran "
    "terkecil, {size} pt; persingkatlah."
)
CROWDED = N_("Isi kotak teks “{box}” tidak muat; persingkat isinya atau perbesar kotaknya.")
# Of the largest sizes, tried in turn until all paragraphs of a box fit its height.
_SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58)
_OTHER_TONGUE = 0.8  # of the size, for the English line below the Indonesian one
_LEAST = 6.0  # points: below that nobody reads the other language
_SHARE = {"left": 0.0, "centre": 0.5, "right": 1.0}  # of the spare width, left of a line
_ITALIC = {"serif": "serif-italic", "serif-bold": "serif-italic", "display": "serif-italic"}
_LIFT = 0.18  # of the size: where a baseline stands in its line


class Misfit(Exception):
    """A text that has no room even at its smallest size."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.template)
        self.remark = remark


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text from its start on the baseline, in points from the bottom left."""

    text: str
    font: str
    size: float
    x: float
    y: float
    wide: float
    colour: str
    tracking: float = 0.0
    underlined: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with a lozenge in its middle, in points."""

    x: float
    y: float
    half: float
    colour: str


@dataclass(frozen=True, slots=True)
class Note:
    """How a paragraph came to be printed: its field, how many lines, its size and the largest."""

    field: str
    lines: int
    size: float
    largest: float


@dataclass(frozen=True, slots=True)
class Laid:
    """The text of one element, ready to be drawn."""

    lines: tuple[Line, ...] = ()
    rules: tuple[Rule, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Values:
    """What a face gives: texts by field, those that differ in English, and the language."""

    texts: Mapping[str, str]
    english: Mapping[str, str] = field(default_factory=dict)
    language: str = "id"

    def of(self, names: Iterable[str]) -> tuple[object, ...]:
        """All that decides how something with these fields is printed."""
        picked = tuple((self.texts.get(n, ""), self.english.get(n, "")) for n in names)
        return (self.language, *picked)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One paragraph in one language, as it is to be set."""

    paragraph: Paragraph
    text: str
    font: str
    size: float
    smallest: float
    gap: float
    last: bool = True


@dataclass(frozen=True, slots=True)
class _Placed:
    piece: _Piece
    set: Set

    @property
    def height(self) -> float:
        return len(self.set.lines) * self.set.size * self.piece.paragraph.leading


def lay(design: Design, element: Element, values: Values) -> Laid:
    """Place the text of one element; nothing where it has none.

    Raises
    ------
    Misfit
        If a text does not fit even at its smallest size.
    """
    if isinstance(element, Text):
        return _lay_text(design, element, values)
    if isinstance(element, Signature):
        return _lay_signature(design, element, values)
    return Laid()


def is_missing(element: Signature, values: Values) -> bool:
    """Whether an optional signatory is not there at all."""
    named = signatory_field(element.signatory, "name")
    return element.optional and not values.texts.get(named, "").strip()


def _lay_text(design: Design, box: Text, values: Values) -> Laid:
    pieces = [piece for part in box.paragraphs for piece in _pieces(part, values)]
    if not pieces:
        return Laid()
    room, height = box.width * MM, box.height * MM
    for scale in _SCALES:
        placed = [_place(piece, room, scale) for piece in pieces]
        spare = height - _needed(placed, scale)
        if spare >= -0.01:
            break
    else:
        raise Misfit(Remark(CROWDED, {"box": box.name}))
    loose, above = _spread(box.vertical, placed, spare, scale)
    top = design.page.extent[1] * MM - box.y * MM - above
    return _stacked(design, box, placed, top, loose)


def _needed(placed: Sequence[_Placed], scale: float) -> float:
    """Height of all paragraphs; the gap above the first counts for nothing."""
    gaps = sum(one.piece.gap for one in placed[1:])
    return sum(one.height for one in placed) + gaps * scale


def _spread(
    vertical: str, placed: Sequence[_Placed], spare: float, scale: float
) -> tuple[float, float]:
    """How much to loosen the gaps, and the room left above the first line."""
    gaps = sum(one.piece.gap for one in placed[1:])
    if vertical == "spread":
        loose = scale + (min(0.75, spare * 0.6 / gaps) if gaps else 0)
        return loose, (spare - gaps * (loose - scale)) * 0.4
    part = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[vertical]
    return scale, spare * part


def _pieces(part: Paragraph, values: Values) -> list[_Piece]:
    """A paragraph in each language that is asked for; none where it has nothing to say."""
    texts = values.texts
    if part.when and not texts.get(part.when, "").strip():
        return []
    if part.unless and texts.get(part.unless, "").strip():
        return []
    if part.asked and not any(texts.get(name, "").strip() for name in part.asked):
        return []
    wanted = values.language if part.language == "document" else part.language
    first = _filled(part.id, texts)
    other = part.en and wanted != "id"
    second = _filled(part.en, {**texts, **values.english}) if other else ""
    font = FONTS[part.font]
    whole = _Piece(part, first, font, part.size, part.smallest, part.gap * MM)
    if wanted == "en":
        chosen = [_Piece(part, second, font, part.size, part.smallest, part.gap * MM)]
        found = chosen if second else [whole]
    elif wanted == "both" and second and second != first:
        small = part.size * _OTHER_TONGUE
        below = _Piece(
            part, second, FONTS[_ITALIC.get(part.font, part.font)], small,
            min(part.smallest, max(part.smallest * _OTHER_TONGUE, _LEAST)), 0.0,
        )  # fmt: skip
        found = [_Piece(part, first, font, part.size, part.smallest, part.gap * MM, False), below]
    else:
        found = [whole]
    return [piece for piece in found if piece.text]


def _filled(template: str, texts: Mapping[str, str]) -> str:
    return as_printed(filled(template, texts)).strip()


def _place(piece: _Piece, room: float, scale: float) -> _Placed:
    part = piece.paragraph
    largest = max(piece.smallest, round(piece.size * scale * 2) / 2)
    done = fitted(
        piece.text, piece.font, largest, piece.smallest, room, part.lines, part.tracking,
        part.anywhere,
    )  # fmt: skip
    if done is None:
        values = {"length": len(piece.text), "size": f"{piece.smallest:g}".replace(".", ",")}
        raise Misfit(Remark(TOO_LONG, {"field": _called(piece), **values}))
    return _Placed(piece, done)


def _called(piece: _Piece) -> str:
    """What a paragraph is called when it does not fit: its field, else its own text."""
    asked = piece.paragraph.asked
    return FIELDS[asked[0]].label if asked else f"“{piece.text[:40]}”"


def _stacked(
    design: Design, box: Element, placed: Sequence[_Placed], top: float, loose: float
) -> Laid:
    """Put paragraphs below each other from `top` down; `loose` multiplies the gaps between."""
    lines: list[Line] = []
    rules: list[Rule] = []
    notes: list[Note] = []
    left, room = box.x * MM, box.width * MM
    align = getattr(box, "align", "centre")
    share = _SHARE[align]
    y = top
    for number, one in enumerate(placed):
        y -= one.piece.gap * loose if number else 0.0
        part, done = one.piece.paragraph, one.set
        colour = design.colour(part.colour)
        for text, wide in zip(done.lines, done.widths, strict=True):
            y -= done.size * part.leading
            baseline = y + done.size * ((part.leading - 1) / 2 + _LIFT)
            x = left + share * (room - wide)
            lines.append(Line(text, done.font, done.size, x, baseline, wide, colour, part.tracking))
        if part.divider and one.piece.last:
            at = baseline - done.size * 0.5
            rules.append(_rule(left, room, align, at, part.divider, design.colour("accent")))
        notes.append(
            Note(part.asked[0] if part.asked else "", len(done.lines), done.size, one.piece.size)
        )
    return Laid(tuple(lines), tuple(rules), tuple(notes))


def _rule(left: float, room: float, align: str, y: float, length: float, colour: str) -> Rule:
    half = min(length * MM, room) / 2
    middle = {"left": left + half, "centre": left + room / 2, "right": left + room - half}[align]
    return Rule(middle, y, half, colour)


def _lay_signature(design: Design, block: Signature, values: Values) -> Laid:
    if is_missing(block, values):
        return Laid()
    upper_parts, lower_parts = signature_parts(block, values.texts)
    room = block.width * MM
    for scale in _SCALES:
        upper, lower = (
            [_place(piece, room, scale) for part in parts for piece in _pieces(part, values)]
            for parts in (upper_parts, lower_parts)
        )
        space = block.room * MM * max(scale, 0.7)
        below = _needed(lower, 1) + (nip_height(block) if len(lower) == 1 else 0)
        if below + space + _needed(upper, 1) <= block.height * MM + 0.01:
            break
    else:
        raise Misfit(Remark(CROWDED, {"box": block.name}))
    bottom = (design.page.extent[1] - block.y - block.height) * MM
    high = _stacked(design, block, upper, bottom + below + space + _needed(upper, 1), 1)
    low = _stacked(design, block, lower, bottom + below, 1)
    named = len(lower[0].set.lines) if lower else 0
    underlined = tuple(_underlined(line) if n < named else line for n, line in enumerate(low.lines))
    return Laid(high.lines + underlined, (), high.notes + low.notes)


def _underlined(line: Line) -> Line:
    return Line(
        line.text, line.font, line.size, line.x, line.y, line.wide, line.colour, line.tracking, True
    )
